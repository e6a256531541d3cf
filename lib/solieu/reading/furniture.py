"""The article told from the page around it, line by line.

A saved page is a header block (masthead, menus, counters, date line), the article (headline, standfirst,
paragraphs, signature) and a footer block (lists of other articles, comment form, imprint), with a
few lines strewn inside. Paragraphs of sentences are the anchor: they are never furniture unless a
closing cue stands before them. Cue words are data (``data/furniture.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise

from ..text import Span, fold, lower, simplify
from .cues import LABELS, LONGEST_CUE, cue, segments, side_by_side
from .dates import DATE, is_date_line

HEADER = 80  # lines before the first paragraph among which the headline is looked for
_HEAD = {"menu", "masthead", "session", "documents", "clock"}  # what stands above a headline only
_AROUND = {"tools", "counter", "rating", "number"}  # may stand between a headline and its date

# numbers without a word, a player's time, the caption that a photo repeats from the headline
_NUMBERS = re.compile(r"[\d.,]+(?:\s+[\d.,]+)+|\d{1,2}(?::\d\d){1,2}|.{10,}- ảnh \d{1,3}\.?")
_SEE_ALSO = re.compile(
    r">{2,}\s*\S|\" [^\"]*$|(?:xem thêm|đọc thêm|xem tiếp|(?:tin |bài )?(?:liên quan|bài trước|bài sau))\s?:"
    r"|#\w+(?:\s+#\w+)*$"
)
_BREADCRUMB = re.compile(
    r"[ •·●▪-]*(?:trang chủ|trang nhất|home)(?:\s{2,}|\s*[/\\|›»>:-])|.*?\S\s*(?:[›→]|\s(?:>{1,2}|\")\s)\s*\S"
)
_ONE_NUMBER = re.compile(r"[\d.,]+(?: ?/ ?\d+| ?[%x])?")
_SOURCE = re.compile(
    r"(?:(?:tin|bài|ảnh)[,;&\s]*(?:và )?(?:tin|bài|ảnh)?\b.{0,3}:|(?:bài|tin),? (?:và )?ảnh\b"
    r"|tác giả\b|nguồn\b|người viết\b|biên tập\b|thực hiện\b|theo \S|lược thuật|pv\b|ctv\b|nhóm pv)"
)
_PROSE_END = re.compile(r"[.;:…]\s*[\"')\]/.]*\Z")
_INNER_STOP = re.compile(r"[.;!?…][\"')]*\s")
_LISTED = re.compile(
    rf"\" |[›>•]|.*(?:\({DATE}[^()]{{0,20}}\)|\s[-|] ?{DATE}(?:\s+\d{{1,2}}[:h]\d\d)?)\s*\Z|{DATE}\s*[-:|]"
)


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
    def words(self) -> list[str]:
        """Its words in lower case."""
        return re.findall(r"\w+", self.low)

    @cached_property
    def prose(self) -> bool:
        """True for a paragraph of sentences (as opposed to a headline, a label, a list entry)."""
        words = len(self.text[:2000].split())
        ended = words >= 9 and _PROSE_END.search(self.text[-12:])
        inner = words >= 25 and _INNER_STOP.search(self.text)
        return bool(len(self.text) >= 400 or ended or inner)

    @property
    def furniture(self) -> bool:
        """True when the line is not the article's."""
        return self.label in LABELS


def signature(text: str) -> bool:
    """True for a line that names an author: a few capitalised words or initials, no figures."""
    text = text.strip(" .|()–-*")
    if not text or len(text) > 60 or re.search(r"\d|[:;?!]$", text):
        return False
    words = [w for w in re.split(r"[\s,&–\-.]+", text) if w and lower(w) not in ("và", "theo")]
    return 0 < len(words) <= 8 and all(w[0].isupper() for w in words)


def label(cased: str, title: str | None = None, article: str | None = None) -> list[Line]:
    """Label every line of a folded text (``document.cased``); empty ones are left out.

    Args:
        cased: the view with its capitals
        title: the headline where the format tells it (HTML), else it is looked for
        article: the article's text as another tool found it; nothing after its last line, and above
            it only headline and standfirst, is taken for the article
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
    if inside:
        _label_header(lines, low if top is None else top)
        _label_footer(lines[last + 1 : tail])
    for line in lines:
        line.label = line.label or "body"
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
    if low is None:
        return 0, len(lines)
    high = low
    for i in shared:
        high = i if high < i <= high + 25 else high
    return low, high + 1


def _surely(line: Line) -> str:
    """The label of a line that is furniture wherever it stands, else ''."""
    if len(line.text) > LONGEST_CUE:
        return ""
    if is_date_line(line.low):
        return "date"
    found = cue(line.low, "any")[1] or side_by_side(line.low)
    if found or line.prose:
        return found or ("number" if _NUMBERS.fullmatch(line.low) else "")
    shapes = {"number": _NUMBERS.fullmatch, "related": _SEE_ALSO.match, "menu": _BREADCRUMB.match}
    return next((name for name, fits in shapes.items() if fits(line.low)), "")


def _close(lines: list[Line], start: int) -> int:
    """Label the sections that a closing cue opens; return where the footer begins.

    After a list of other articles the article goes on with two paragraphs in a row or a long one (a list has
    a headline before each teaser); after comments, which hold readers' sentences, and after an imprint
    with three; after a heading that articles use too, with one.
    """
    ahead: dict[str, int] = {}
    resumes, run = [], 0  # for each line, where the article would go on by kind of cue
    for i in reversed(range(len(lines))):
        resumes.append(ahead.copy())
        line = lines[i]
        teaser = line.text.endswith(("...", "…"))
        run = run + 1 if line.prose and not line.label and not teaser else 0
        needed = {"last": 1, "close": 1 if len(line.text) >= 260 else 2, "end": 3}
        ahead |= {kind: i for kind, n in needed.items() if run >= n}
    resumes.reverse()
    begun, at = False, start
    for i in range(start, len(lines)):
        line = lines[i]
        begun = begun or (line.prose and not line.label)
        if i < at or not begun or line.prose:
            continue
        kind, name = cue(line.low, "last", "close", "end")
        at = resumes[i].get(kind, len(lines))
        if not kind or (kind == "last" and at < len(lines)):
            at = i
            continue
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
        number = "number" if _ONE_NUMBER.fullmatch(line.text) else ""
        shape = "menu" if menu and not table else number
        line.label = cue(line.low, "edge", "close", "end")[1] or shape


def _find_title(lines: list[Line], first: int, told: str) -> int | None:
    """Label the headline among the lines before the first paragraph; return its index.

    It shares word pairs with the article, has the length of a headline and stands beside the date line;
    menus stand above it. A standfirst shares more words than the headline above it, so the first line that
    scores nearly as well as the best one is taken.
    """
    same = [i for i, n in enumerate(lines[: first + 1]) if n.low == told and not n.label]
    known = {pair for line in lines[first:] for pair in pairwise(line.words)}
    scores: dict[int, float] = {}
    for i in range(max(first - HEADER, 0), first):
        line, size = lines[i], len(lines[i].words)
        if size < 4 or line.prose or line.label not in ("", "masthead"):
            continue
        share = sum(pair in known for pair in pairwise(line.words)) / (size - 1)
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
    top = same[-1] if same else next((i for i, s in scores.items() if s >= best - 0.9), None)
    if top is not None:
        lines[top].label = "title"
    return top


def _label_header(lines: list[Line], top: int) -> None:
    """What stands above the headline is furniture, but for a long line right above it."""
    listed = any(n.label in ("documents", "related") for n in lines[:top])
    while top and not listed and not lines[top - 1].label and len(lines[top - 1].text.split()) >= 6:
        if lines[top - 1].prose:
            break
        top -= 1
    for line in lines[:top]:
        line.label = line.label or "masthead"


def _label_footer(lines: Iterable[Line]) -> None:
    """After the last paragraph: list entries and signature are the article's, headlines are not."""
    signed = False
    for line in lines:
        if line.label:
            continue
        if _SOURCE.match(line.low) or signature(line.text):
            line.label, signed = "author", True
        elif signed or _LISTED.match(line.low):
            line.label = "related"
