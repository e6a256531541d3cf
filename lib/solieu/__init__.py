"""Solieu: checked, comparable figures from Vietnamese provincial articles."""
