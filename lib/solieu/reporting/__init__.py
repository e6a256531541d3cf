"""From tables to pages: what notebooks show, and the editions made of them."""

from .report import Report, UnknownName, open_report

__all__ = ["Report", "UnknownName", "open_report"]
