"""Safe HTML: text from articles shown as text, tables with caption and scope, links to evidence.

Everything that comes from an article is hostile until it went through `show`.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import jinja2
from markupsafe import Markup, escape

from .wording import plain_letters

# Characters that could reorder or break a page: bidirectional controls, C0/C1 controls, surrogates
# and noncharacters. They are shown by their code point.
_UNSAFE = re.compile(
    "[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]"
)
# In English: words in brackets or quotation marks, up to what an English word adds to them
_ASIDE = re.compile("“[^”<>]*”|[(][^()<>]*[)]")
_TERM = re.compile(
    "[^\\s,;:()“”](?:[^,;:()“”]|,(?=\\d))*?(?= (?:and|for|of|the|under|which|who) |[;:)”]|,(?!\\d))"
)
_VIETNAMESE = re.compile("[ăâđêôơưà-ãèéìíò-õùúýĩũ\u1ea0-\u1ef9]", re.I)
TEMPLATE = Path(__file__).parent / "template"
Cell = str | Markup


def show(text: object, limit: int | None = None) -> Markup:
    """Text as markup that displays exactly it; longer than ``limit``, it is cut with an ellipsis.

    Control and bidirectional characters appear as ``[U+202E]``. Markup is returned as it is.
    """
    if hasattr(text, "__html__"):
        return Markup(text)
    plain = "" if text is None else str(text)
    if limit and len(plain) > limit:
        plain = plain[: limit - 1].rstrip() + "…"
    return escape(visible(plain))


def visible(text: str) -> str:
    """Text whose control and bidirectional characters are told by their code points."""
    return _UNSAFE.sub(lambda m: f"[U+{ord(m[0]):04X}]", text)


def mark_vietnamese(english: str) -> Markup:
    """English markup whose Vietnamese terms, in brackets or quotation marks, are marked as such."""

    def term(match: re.Match[str]) -> str:
        vietnamese = _VIETNAMESE.search(match[0])
        return f'<span lang="vi">{match[0]}</span>' if vietnamese else match[0]

    return Markup(_ASIDE.sub(lambda aside: _TERM.sub(term, aside[0]), english))


def page_name(doc_id: str) -> str:
    """File name of a document's evidence page: its id where that is a safe name everywhere.

    Capitals are not safe, for some systems take two names that differ by them for the same; nor
    are the names of Windows' devices.
    """
    device = re.match(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", doc_id)
    if re.fullmatch(r"[a-z0-9_-][a-z0-9_.-]{0,79}", doc_id) and not device:
        return f"{doc_id}.html"
    digest = hashlib.blake2s(doc_id.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
    return f"{re.sub(r'[^a-z0-9_]+', '-', plain_letters(doc_id))[:40].strip('-')}-{digest}.html"


def evidence_url(doc_id: str, anchor: str = "", base: str = "") -> str:
    """Address of a document's evidence page, at an anchor, seen from ``base``."""
    return f"{base}evidence/{quote(page_name(doc_id))}" + (f"#{quote(anchor)}" if anchor else "")


def link(url: str, text: Cell, *, title: str = "", css: str = "", **attributes: object) -> Markup:
    """``<a>``; only relative, http and https addresses become links, others stay text."""
    scheme = re.match(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*):", url)
    if scheme and scheme[1].lower() not in ("http", "https"):
        return show(text)
    return element("a", text, href=show(url), title=title, css=css, **attributes)


def element(tag: str, content: Cell, *, css: str = "", **attributes: object) -> Markup:
    """An element with its content; attributes that are empty are left out."""
    told = [(name, show(v)) for name, v in ({"class": css} | attributes).items() if v]
    opening = Markup("").join(Markup(' {}="{}"').format(name, value) for name, value in told)
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(tag), opening, show(content))


class Output:
    """What a notebook shows; the macro of the class's name in outputs.html.j2 writes it."""

    def _repr_html_(self) -> Markup:
        macros = _environment().get_template("outputs.html.j2").module
        return getattr(macros, type(self).__name__.lower())(self)

    __html__ = _repr_html_


@functools.cache
def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(TEMPLATE)
    return jinja2.Environment(loader=loader, autoescape=True, finalize=show)


@dataclass(frozen=True)
class Table(Output):
    """A table as pages show it.

    Attributes:
        caption: what the table holds; always there
        columns: headers; one that ends in ``#`` holds numbers, in ``!`` text that stays in a line
        groups: (heading, rows) pairs; an empty heading for rows without one. The first cell of a
            row is its header; where rows that follow each other share it, it stands once
        note: one line below, or nothing
        empty: what to say when there is no row
    """

    caption: Cell
    columns: Sequence[str]
    groups: Sequence[tuple[Cell, Sequence[Sequence[Cell]]]]
    note: Cell = ""
    empty: Cell = ""

    def __post_init__(self) -> None:
        if not self.caption:
            raise ValueError("a table needs a caption")

    def __len__(self) -> int:
        return sum(len(rows) for _, rows in self.groups)

    def __repr__(self) -> str:
        return f"{self.title} ({len(self)} × {len(self.columns)})"

    @property
    def title(self) -> str:
        """The caption without its markup."""
        return show(self.caption).striptags()

    @staticmethod
    def spanned(rows: Sequence[Sequence[Cell]]) -> Iterator[tuple[Sequence[Cell], int]]:
        """Rows with the number of rows that their header stands for: 0 where it stood before."""
        for first, same in itertools.groupby(rows, key=lambda row: str(row[0])):
            for number, row in enumerate(together := list(same)):
                yield row, (0 if number else len(together) if first else 1)


@dataclass(frozen=True)
class Prose(Output):
    """Computed paragraphs, as a notebook's output; markup that begins with a block stays as it is."""

    paragraphs: tuple[Markup, ...]
    css: str = "prose"

    def __repr__(self) -> str:
        return "\n\n".join(str(p.striptags()) for p in self.paragraphs)
