"""Formats in, article told from furniture, metadata; and files that want to do harm."""

import os
import re
import time
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solieu.reading import ReadError, articles, doc_ids, furniture, read_document, read_text
from solieu.text import disjoint

BODY = (
    "Huyện Bình Minh có 12 xã, sau sắp xếp còn 9 xã, giảm 3 xã so với đầu nhiệm kỳ 2015-2020.",
    "Đến hết năm 2019, toàn huyện tinh giản 45 biên chế, bằng 10,2% số được giao.",
)


def layouts():
    """The pages of layouts.txt: name, day, and lines as (mark, text)."""
    text = (Path(__file__).parent / "layouts.txt").read_text("utf-8")
    for page in text.split("\n#### ")[1:]:
        head, *rows = page.strip("\n").split("\n")
        name, day = head.rsplit(" | ", 1)
        yield pytest.param(None if day == "-" else day, [(r[:1], r[2:]) for r in rows], id=name)


@pytest.mark.parametrize(("day", "rows"), list(layouts()))
def test_layout(day, rows):
    document = read_text("\n".join(text for _, text in rows))
    at, wrong = 0, []
    for mark, text in rows:
        digits = [m.start() + at for m in re.finditer(r"\d", text)]
        if mark in "=*" and not all(map(document.in_body, range(at, at + len(text.rstrip())))):
            wrong.append(f"lost: {text}")
        if mark == "~" and any(map(document.in_body, digits)):
            wrong.append(f"taken for the article: {text}")
        if mark == "*" and document.title != text:
            wrong.append(f"headline: {document.title!r}, not {text!r}")
        at += len(text) + 1
    assert not wrong
    assert document.published == day
