"""The article told from the page around it, line by line.

A saved page is a header block (masthead, menus, counters, date line), the article (headline, standfirst,
paragraphs, signature) and a footer block (lists of other articles, comment form, imprint), with a
few lines strewn inside. Paragraphs of sentences are the anchor: they are never furniture unless a
closing cue stands before them. Metadata are what the labelled lines tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise

from ..text import Span, fold, lower, simplify
from .cues import LABELS, LONGEST_CUE, SHAPES, cue, find_date, is_date_line, segments

HEADER = 80  # lines before the first paragraph among which the headline is looked for
_HEAD = {"menu", "masthead", "session", "documents", "clock"}  # what stands above a headline only
_AROUND = {"tools", "counter", "rating", "number"}  # may stand between a headline and its date


@dataclass
class Line:
    """A printed line of the view: its span without margins, and what it is.

    ``label`` is ``body``, ``title``, ``author`` (these belong to the article) or one
    of LABELS; empty lines are not kept.
    """

    start: int
    end: int
    text: str  # with capitals
    label: str = ""

    @cached_property
    def low(self) -> str:
        """The text as the view has it."""
        return lower(self.text)

    @cached_property
    def prose(self) -> bool:
        """True for a paragraph of sentences (as opposed to a headline, a label, a list entry)."""
        words = len(self.text[:2000].split())
        ended = words >= 9 and SHAPES.stop.search(self.text[-12:])
        inner = words >= 25 and SHAPES.inner.search(self.text)
        return bool(len(self.text) >= 400 or ended or inner)

    @property
    def furniture(self) -> bool:
        """True when the line is not the article's."""
        return self.label in LABELS


def signature(text: str) -> bool:
    """True for a line that names an author: a few capitalised words or initials, no figures."""
    text = text.strip(" .|()–-*")
    if len(text) > 60 or re.search(r"\d|[:;?!]$", text):
        return False
    words = [w for w in re.split(r"[\s,&–\-.]+", text) if w and lower(w) not in ("và", "theo")]
    return 0 < len(words) <= 8 and all(w[0].isupper() for w in words)


def label(cased: str, title: str | None = None, article: str | None = None) -> list[Line]:
    """Label every line of a folded text (``document.cased``); empty ones are left out.

    Args:
        cased: the view with its capitals
        title: the headline where the format tells it (HTML), else it is looked for
        article: its text as another tool found it; what follows its last line is not the article
    """
    lines = [Line(*m.span(), m[0]) for m in re.finditer(r"\S(?:.*\S)?", cased)]
    low, high = _anchors(lines, article) if article else (0, len(lines))
    for i, line in enumerate(lines):
        line.label = _surely(line) or ("related" if i >= high else "")
    tail = _close(lines, low)
    inside = [i for i in range(low, tail) if not lines[i].label and lines[i].prose]
    first, last = (inside[0], inside[-1]) if inside else (len(lines), len(lines))
    _label_edges(lines[:first] + lines[last + 1 : tail])
    top = _find_title(lines, first, simplify(title or ""))
    _label_footer(lines[last + 1 : tail])
    for i, line in enumerate(lines):
        above = inside and i < (low if top is None else top)
        line.label = line.label or ("masthead" if above else "body")
    return lines


def body_spans(lines: Sequence[Line]) -> tuple[Span, ...]:
    """The article's spans: runs of lines that are not furniture."""
    runs = [(away, list(run)) for away, run in groupby(lines, key=lambda n: n.furniture)]
    return tuple(Span(run[0].start, run[-1].end) for away, run in runs if not away)


def _anchors(lines: list[Line], article: str) -> tuple[int, int]:
    """The range of lines from the first paragraph to the last line that ``article`` holds too."""

    def key(text: str) -> str:
        return "".join(filter(str.isalnum, text[:90]))

    known = {key(row) for row in lower(fold(article)[0]).split("\n")} - {""}
    shared = [i for i, n in enumerate(lines) if key(n.low) in known]
    low = next((i for i in shared if lines[i].prose), None)
    return (0, len(lines)) if low is None else (low, shared[-1] + 1)


def _surely(line: Line) -> str:
    """The label of a line that is furniture wherever it stands, else ''."""
    if len(line.text) > LONGEST_CUE:
        return ""
    sure = cue(line.low, "any")[1]
    if sure != "clock" and is_date_line(line.low):
        return "date"
    kinds = [cue(part, "any", "edge") for part in segments(line.low)]
    parts = (name for place, name in kinds if place == "any" and all(kind[0] for kind in kinds))
    shaped = (name for name in ("number", "related", "menu") if vars(SHAPES)[name].match(line.low))
    return sure or next(parts, "") or next(shaped, "")


def _close(lines: list[Line], start: int) -> int:
    """Label the sections that a closing cue opens; return where the footer begins.

    After a list of other articles the article goes on with two paragraphs in a row or a long one (a list has
    a headline before each teaser); after comments, which hold readers' sentences, and after an imprint
    with three; after a heading that articles use too, with one.
    """
    ahead: dict[str, int] = {}
    resumes, run = [], 0  # for each line, where the article would go on by kind of cue
    for i in reversed(range(len(lines))):
        resumes.append(ahead)
        line = lines[i]
        strong = line.prose and not line.label and not line.text.endswith(("...", "…"))
        run = run + 1 if strong else 0  # a teaser breaks off
        needed = {"last": 1, "close": 1 if len(line.text) >= 260 else 2, "end": 3}
        ahead = ahead | {k: i for k, n in needed.items() if run >= n} if run else ahead
    resumes.reverse()
    begun, at = False, start
    for i, line in enumerate(lines):
        begun = begun or (i >= start and line.prose and not line.label)
        if i < at or not begun or line.prose:
            continue
        kind, name = cue(line.low, "last", "close", "end")
        resume = resumes[i].get(kind, len(lines))
        if kind and (kind != "last" or resume == len(lines)):
            at = resume
            for away in lines[i:at]:
                away.label = away.label or name
            if at == len(lines):
                return i
    return len(lines)


def _label_edges(lines: Iterable[Line]) -> None:
    """Label the lines outside the paragraphs by the cues that hold only there."""
    for line in lines:
        if line.label or line.prose:
            continue
        parts = segments(line.low)
        known = [bool(cue(part, "any", "edge")[0]) for part in parts]
        menu = len(parts) > 1 and (line.text.count("|") > 1 or all(known))
        # a row of a table has cells of figures
        table = any(re.search(r"\d", p) and not k for p, k in zip(parts, known, strict=True))
        number = "number" if SHAPES.alone.match(line.text) else ""
        shape = "menu" if menu and not table else number
        line.label = cue(line.low, "edge", "close", "end")[1] or shape


def _find_title(lines: list[Line], first: int, told: str) -> int | None:
    """Label the headline among the lines before the first paragraph; return its index.

    It shares word pairs with the article, has the length of a headline and stands beside the date line;
    menus stand above it. A standfirst shares more words than the headline above it, so the first line that
    scores nearly as well as the best one is taken.
    """
    same = [i for i, n in enumerate(lines[: first + 1]) if n.low == told and not n.label]
    reach = range(max(first - HEADER, 0), len(lines))
    words = {i: re.findall(r"\w+", lines[i].low) for i in reach}
    known = {pair for i in reach[first - reach.start :] for pair in pairwise(words[i])}
    scores: dict[int, float] = {}
    for i in reach[: first - reach.start]:
        line, size = lines[i], len(words[i])
        if size < 4 or line.prose or line.label not in ("", "masthead"):
            continue
        share = sum(pair in known for pair in pairwise(words[i])) / (size - 1)
        sides = (lines[max(i - 4, 0) : i][::-1], lines[i + 1 : i + 5])
        beside = [next((n.label for n in side if n.label not in _AROUND), "") for side in sides]
        scores[i] = (
            2 * share
            + 0.6 * (6 <= size <= 45)
            + 0.8 * ("date" in beside)
            - 1.2 * (line.label == "masthead")
            - any(n.label in _HEAD for n in lines[i + 1 : first])
        )
    best = max(scores.values(), default=0)
    near = {i: 0.0 if lines[i].label == "masthead" else 0.9 for i in scores}
    first_good = next((i for i, s in scores.items() if s >= best - near[i]), None)
    top = same[-1] if same else first_good
    if top is not None:
        lines[top].label = "title"
    return top


def _label_footer(lines: Iterable[Line]) -> None:
    """After the last paragraph: list entries and signature are the article's, headlines are not."""
    signed = False
    for line in lines:
        if line.label:
            continue
        if SHAPES.source.match(line.low) or signature(line.text):
            line.label, signed = "author", True
        elif signed or SHAPES.listed.match(line.low):
            line.label = "related"


def metadata(lines: Sequence[Line]) -> dict[str, str | None]:
    """Return published (ISO), author and publisher of labelled lines; None where untold."""
    top = next((i for i, n in enumerate(lines) if n.label == "title"), None)
    return {
        "published": _published(lines, top),
        "author": _author(lines, top),
        "publisher": _publisher(lines, top or 0),
    }


def _published(lines: Sequence[Line], top: int | None) -> str | None:
    """The day of the publication line.

    A line that says so ("Ngày đăng") wins, then the date line below the headline (no more than a
    standfirst and a few labels between them, or at the very end), then the one right above it. A weekday
    and date without a time of day that open the page, or follow its masthead, are its own clock,
    but not where tools for the article stand beside them.
    """
    if top is None:
        top = next((i for i, n in enumerate(lines) if not n.furniture), 0)
    closed = ("related", "documents", "comment", "imprint")
    end = next((i for i, n in enumerate(lines) if i > top and n.label in closed), len(lines))
    told, below, above = [], [], []
    for i, line in enumerate(lines[:end]):
        day = find_date(line.low) if line.label == "date" else None
        if day and SHAPES.told.search(line.low):
            told.append(day)
        elif day and i > top and not below:
            between = sum(not n.furniture for n in lines[top + 1 : i])
            below += [day] if between <= 3 or i >= len(lines) - 4 else []
        elif day and top - 4 <= i < top:
            headed = i and lines[i - 1].label in ("masthead", "clock", "counter", "session")
            apart = SHAPES.time.search(line.low) or SHAPES.tools.search(line.low)
            clock = (not i or headed) and not apart
            above += [] if clock and SHAPES.weekday.search(line.low) else [day]
    return next(iter(told + below + above), None)


def _author(lines: Sequence[Line], top: int | None) -> str | None:
    """The name on the first line that names an author and is no other source."""
    others = ("nguồn", "biên tập", "nhóm")
    named = [n for n in lines if n.label == "author" and not n.low.startswith(others)]
    if not named and top is not None:
        named = [n for n in lines[top + 1 : top + 3] if n.label == "body" and signature(n.text)]
    for line in named:
        role = SHAPES.author.match(line.low)
        if not line.low.startswith("theo ") or role[0].startswith("theo bài"):
            return line.text[role.end() :].strip(" .:|()-–") or None
    return None


def _publisher(lines: Sequence[Line], top: int) -> str | None:
    """A masthead above the headline, else the paper's letters that open the article: "(QNO)"."""
    parts = (p.strip() for n in lines[:top] for p in re.split(r"[|•·›»]|\s-\s", n.text))
    names = [p for p in parts if SHAPES.publisher.match(lower(p)) and len(p) <= 90]
    opened = (SHAPES.letters.match(n.text) for n in lines[top : top + 4])
    return next(iter(names + [found[1] for found in opened if found]), None)
