"""The article told from the page around it, line by line.

A saved page is a header block (masthead, menus, counters, date line), the article (headline, standfirst,
paragraphs, signature) and a footer block (lists of other articles, comment form, imprint), with a
few lines strewn inside. Paragraphs of sentences are the anchor: they are never furniture unless a
closing cue stands before them. Cue words are data (``data/furniture.toml``).
"""

from __future__ import annotations

import bisect
import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources
from itertools import pairwise

from ..text import Span, fold, lower, simplify
from .dates import DATE, find_date, is_date_line

LABELS = {
    *("counter", "rating", "tools", "session", "masthead", "menu", "related", "documents"),
    *("comment", "imprint", "clock", "date", "number"),
}
PLACES = ("any", "edge", "close", "last", "end")
HEADER = 80  # lines before the first paragraph among which the headline is looked for
LONGEST_CUE = 240  # characters; a longer line is never a cue
_GAP = r"[\s:|()\[\]*,.;\-\"'>]*+"
_WILD = {
    "#": r"(?<![\d.,])\d[\d.,]*+(?: \d{3}\b)*+",
    "…": r".{0,80}?",
    "~": r"[^\W\d_]+(?:[ -]+[^\W\d_]+){0,3}",
}
_HEAD = {"menu", "masthead", "session", "documents", "clock"}  # what stands above a headline only
_AROUND = {"tools", "counter", "rating", "number"}  # may stand between a headline and its date
_MARKS = ' \t•·●▪■◦‣▸►›>*-+|"'  # stripped from both ends before cues are compared (" is a folded »)


@dataclass
class Line:
    """A printed line of the view: its span without margins, and what it is.

    ``label`` is ``body``, ``title``, ``author``, ``caption`` (these belong to the article) or one
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
        """True for a paragraph of sentences."""
        return prose(self.text)

    @property
    def furniture(self) -> bool:
        """True when the line is not the article's."""
        return self.label in LABELS


@cache
def cues() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    """The compiled cues by place: ``{place: [(label, pattern), …]}``.

    Raises:
        ValueError: naming every fault of the data file at once.
    """
    data = tomllib.loads(
        resources.files("solieu.data").joinpath("furniture.toml").read_text("utf-8")
    )
    return compile_cues(data["cue"])


def compile_cues(entries: Sequence[dict]) -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    """Check the entries of furniture.toml and compile them; see ``cues``."""
    faults: list[str] = []
    compiled: dict[str, list[tuple[str, re.Pattern[str]]]] = {place: [] for place in PLACES}
    for at, cue in enumerate(entries, 1):
        name = f"furniture.toml, cue {at} ({cue.get('label')}, {cue.get('where')})"
        missing = {"label", "where", "lines", "examples", "rejects"} - cue.keys()
        if missing:
            faults.append(f"{name}: lacks {', '.join(sorted(missing))}")
            continue
        if cue["label"] not in LABELS:
            faults.append(f"{name}: unknown label; known: {', '.join(sorted(LABELS))}")
        if cue["where"] not in PLACES:
            faults.append(f"{name}: unknown place; known: {', '.join(PLACES)}")
            continue
        faults += [f"{name}: {line!r} has no words" for line in cue["lines"] if len(line) < 3]
        pattern = re.compile("|".join(_compile(line) for line in cue["lines"]))
        compiled[cue["where"]].append((cue["label"], pattern))
        for kind, wanted in (("examples", True), ("rejects", False)):
            for text in cue[kind]:
                parts = _segments(simplify(text)) if wanted else [simplify(text).strip(_MARKS)]
                if (
                    any(pattern.fullmatch(p) for p in [simplify(text).strip(_MARKS), *parts])
                    != wanted
                ):
                    faults.append(f"{name}: {'misses' if wanted else 'takes'} {text!r}")
    if faults:
        raise ValueError("\n".join(faults))
    return compiled


def _compile(words: str) -> str:
    """One line of the data file as a regular expression for a whole line."""
    out = []
    for token in re.findall(
        r"#|…|~|[+=/@©®]|[^\W_]+(?:_[^\W_]+)*|[^\w#…~+=/@©®]+", simplify(words)
    ):
        if token in _WILD:
            out.append(_WILD[token])
        elif token[0].isalnum() or token in "+=/@©®":
            out.append(re.escape(token))
        out.append(_GAP)
    return "(?:" + _GAP + "".join(out) + ")"


def _segments(low: str) -> list[str]:
    """The parts of a line that holds several things side by side."""
    return [p for p in (s.strip(_MARKS) for s in re.split(r"\s{2,}|[|•·]|\s-\s|\]\s*\[", low)) if p]


@lru_cache(4096)
def _cue(low: str, places: tuple[str, ...]) -> tuple[str, str] | None:
    """The (place, label) of the first cue that takes the whole line."""
    if len(low) > LONGEST_CUE:
        return None
    low = low.strip(_MARKS)
    for place in places:
        for label, pattern in cues()[place]:
            if pattern.fullmatch(low):
                return place, label
    return None


def _side_by_side(line: Line) -> str | None:
    """The label of a line made of several cues, of which one is sure by itself."""
    parts = _segments(line.low) if len(line.text) <= LONGEST_CUE else []
    sure, at = None, 0
    while 1 < len(parts) <= 12 and at < len(parts):
        for to in range(len(parts), at, -1):
            found = _cue("  ".join(parts[at:to]), ("any", "edge"))
            if found:
                break
        else:
            return None
        sure = sure or (found[1] if found[0] == "any" else None)
        at = to
    return sure


# --- the shape of a line --------------------------------------------------------------------

_BREADCRUMB = re.compile(
    r"^(?:trang chủ|trang nhất|home)(?:\s{2,}|\s*[/\\|›»>:-])|\S\s*(?:[›→]|\s(?:>{1,2}|\")\s)\s*\S"
)
_SEE_ALSO = re.compile(
    r"(?:>{2,}|\" (?!.*\"))\s*\S|(?:xem thêm|đọc thêm|xem tiếp|(?:tin |bài )?(?:liên quan|bài trước|bài sau))\s?:|#\w+(?:\s+#\w+)*$"
)
# numbers without a word, a player's time, the caption that a photo repeats from the headline
_NUMBERS = re.compile(r"[\d.,]+(?:\s+[\d.,]+)+|\d{1,2}(?::\d\d){1,2}|[^\n]{10,}- ảnh \d{1,3}\.?")
_DIGIT = re.compile(r"\d")
_ONE_NUMBER = re.compile(r"[\d.,]+(?: ?/ ?\d+| ?[%x])?")
_CAPTION = re.compile(
    r"^(?:ảnh|hình|ảnh minh họa|quang cảnh|toàn cảnh|ảnh tư liệu)\b|\b(?:ảnh|nguồn ảnh) ?:|chụp ảnh lưu niệm"
)
_SOURCE = re.compile(
    r"^(?:(?:tin|bài|ảnh)[,;&\s]*(?:và )?(?:tin|bài|ảnh)?\b.{0,3}:|(?:bài|tin),? (?:và )?ảnh\b"
    r"|tác giả\b|nguồn\b|người viết\b|biên tập\b|thực hiện\b|theo \S|lược thuật|pv\b|ctv\b|nhóm pv)"
)
_PROSE_END = re.compile(r"[.;:…]\s*[\"')\]/.]*\Z")
_INNER_STOP = re.compile(r"[.;!?…][\"')]*\s")
_LISTED_DATE = re.compile(
    rf"(?:\({DATE}[^()]{{0,20}}\)|\s[-|] ?{DATE}(?:\s+\d{{1,2}}[:h]\d\d)?)\s*\Z|^{DATE}\s*[-:|]"
)


def prose(text: str) -> bool:
    """True for a paragraph of sentences (as opposed to a headline, a label, a list entry)."""
    words = len(text[:2000].split())
    if len(text) >= 400:
        return True
    if words < 9:
        return False
    return bool(_PROSE_END.search(text[-12:])) or (words >= 25 and bool(_INNER_STOP.search(text)))


def _strong(line: Line) -> bool:
    """Prose that is no teaser of another article."""
    return len(line.text) >= 110 and line.prose and not line.text.rstrip().endswith(("...", "…"))


def signature(text: str) -> bool:
    """True for a line that names an author: a few capitalised words or initials, no figures."""
    text = text.strip(" .|()–-*")
    if not text or len(text) > 60 or any(c.isdigit() for c in text) or text[-1] in ":;?!":
        return False
    words = [w for w in re.split(r"[\s,&–\-.]+", text) if w and lower(w) not in ("và", "theo")]
    return 0 < len(words) <= 8 and all(w[0].isupper() for w in words)


def split_lines(cased: str) -> list[Line]:
    """The printed lines of a folded text, empty ones left out."""
    lines, at = [], 0
    for raw in cased.split("\n"):
        text = raw.strip()
        if text:
            start = at + raw.index(text)
            lines.append(Line(start, start + len(text), text))
        at += len(raw) + 1
    return lines


# --- the page --------------------------------------------------------------------------------


def label(cased: str, title: str | None = None, article: str | None = None) -> list[Line]:
    """Label every line of a folded text (``document.cased``).

    Args:
        cased: the view with its capitals
        title: the headline where the format tells it (HTML), else it is looked for
        article: the article's text as another tool found it; nothing after its last line, and above
            it only headline and standfirst, is taken for the article
    """
    lines = split_lines(cased)
    low, high = _anchors(lines, article) if article else (0, len(lines))
    for i, line in enumerate(lines):
        line.label = _surely(line) or ("related" if i >= high else "")
    tail = _close(lines, low)
    inside = [i for i in range(low, tail) if not lines[i].furniture and lines[i].prose]
    first, last = (inside[0], inside[-1]) if inside else (len(lines), -1)
    if inside:
        _label_edges(lines, range(first), title)
        _label_edges(lines, range(last + 1, tail), None)
        top = _find_title(lines, first, title)
        _label_header(lines, low if top is None else top)
        _label_footer(lines, last, tail)
    else:
        _label_edges(lines, range(len(lines)), title)
        _find_title(lines, len(lines), title)
    _spread(lines)
    for line in lines:
        line.label = line.label or ("caption" if _CAPTION.search(line.low) else "body")
    return lines


def _anchors(lines: list[Line], article: str) -> tuple[int, int]:
    """The range of lines from the first paragraph to the last line that ``article`` holds too."""

    def key(text: str) -> str:
        return "".join(c for c in text[:90] if c.isalnum())

    wanted = [k for k in map(key, lower(fold(article)[0]).split("\n")) if k]
    known = set(wanted)
    low = next((i for i, n in enumerate(lines) if n.prose and key(n.low) in known), None)
    if low is None:
        return 0, len(lines)
    at = low
    for i in range(low + 1, len(lines)):
        if i > at + 25:
            break
        at = i if key(lines[i].low) in known else at
    return low, at + 1


def body_spans(lines: Sequence[Line]) -> tuple[Span, ...]:
    """The article's spans: runs of lines that are not furniture."""
    spans: list[Span] = []
    joined = False
    for line in lines:
        if line.furniture:
            joined = False
        elif joined:
            spans[-1] = Span(spans[-1].start, line.end)
        else:
            spans.append(Span(line.start, line.end))
            joined = True
    return tuple(spans)


def _surely(line: Line) -> str:
    """The label of a line that is furniture wherever it stands, else ''."""
    if len(line.text) > LONGEST_CUE:
        return ""
    if is_date_line(line.low):
        return "date"
    found = _cue(line.low, ("any",))
    if found:
        return found[1]
    several = _side_by_side(line)
    if several:
        return several
    if _NUMBERS.fullmatch(line.low):
        return "number"
    if _SEE_ALSO.match(line.low) and len(line.text) <= 160:
        return "related"
    if line.prose:
        return ""
    if _BREADCRUMB.search(line.low.strip(_MARKS)):
        return "menu"
    return ""


def _label_edges(lines: list[Line], where: range, title: str | None) -> None:
    """Label the lines outside the paragraphs by the cues that hold only there."""
    footer = where.start > 0
    for line in lines[where.start : where.stop]:
        if line.label or line.prose or (title and line.low == simplify(title)):
            continue
        name = (_cue(line.low, ("edge", "close", "end")) or ("", ""))[1]
        if footer and (name == "counter" or (name == "masthead" and not _DIGIT.search(line.text))):
            continue  # the last row of a list; the office that signs the article
        if name:
            line.label = name
        elif _menu(line):
            line.label = "masthead" if find_date(line.low) else "menu"
        elif _ONE_NUMBER.fullmatch(line.text):
            line.label = "number"


def _menu(line: Line) -> bool:
    """True for entries side by side; not for a row of a table, which has cells of figures."""
    parts = _segments(line.low)
    known = [bool(_cue(p, ("any", "edge"))) for p in parts]
    figures = [bool(_DIGIT.search(p)) for p in parts]
    if len(parts) < 2 or not all(k or not f for k, f in zip(known, figures, strict=True)):
        return False
    bars = line.text.count("|")
    short = bars == 1 and len(line.text.split()) <= 6
    return bars > 1 or short or all(known)


def _spread(lines: list[Line]) -> None:
    """Words that are sure only beside other furniture: counters in rows."""
    for order in (range(1, len(lines)), range(len(lines) - 2, -1, -1)):
        for i in order:
            line, beside = lines[i], lines[i - order.step]
            if beside.label != "counter" or (line.furniture and line.label != "number"):
                continue
            found = _cue(line.low, ("edge",))
            if (found and found[1] == "counter") or (
                order.step > 0 and _ONE_NUMBER.fullmatch(line.text)
            ):
                line.label = "counter"


def _close(lines: list[Line], start: int) -> int:
    """Label the sections that a closing cue opens; return where the footer begins.

    After a list of other articles the article goes on with two paragraphs in a row or a long one (a list has
    a headline before each teaser); after comments, which hold readers' sentences, and after an imprint
    with three; after a heading that articles use too, with one.
    """
    strong = [_strong(n) and not n.label for n in lines]
    runs = [0] * (len(lines) + 1)
    for i in range(len(lines) - 1, -1, -1):
        runs[i] = runs[i + 1] + 1 if strong[i] else 0
    resumes = {
        "last": [i for i, run in enumerate(runs) if run],
        "close": [
            i for i, run in enumerate(runs) if run > 1 or (run and len(lines[i].text) >= 260)
        ],
        "end": [i for i, run in enumerate(runs) if run > 2],
    }
    begun, i = False, start
    while i < len(lines):
        line = lines[i]
        begun = begun or (line.prose and not line.label)
        found = _cue(line.low, tuple(resumes)) if begun and not line.prose else None
        if found:
            place, name = found
            at = bisect.bisect_left(resumes[place], i + 1)
            resume = resumes[place][at] if at < len(resumes[place]) else len(lines)
            if place != "last" or resume == len(lines):
                for n in lines[i:resume]:
                    n.label = n.label or name
                if resume == len(lines):
                    return i
                i = resume
                continue
        i += 1
    return len(lines)


def _find_title(lines: list[Line], first: int, told: str | None) -> int | None:
    """Label the headline among the lines before the first paragraph; return its index."""
    reach = (
        range(max(first - HEADER, 0), first) if first < len(lines) else range(min(first, HEADER))
    )
    header = [i for i in reach if lines[i].label in ("", "masthead")]
    same = [i for i in range(min(first + 1, len(lines))) if told and lines[i].low == simplify(told)]
    if same:
        lines[same[-1]].label = "title"
        return same[-1]
    known: set[tuple[str, str]] = set()
    for line in lines[first:]:
        words = re.findall(r"\w+", line.low)
        known.update(pairwise(words))
    shown = Counter(line.low for line in lines)
    scores = {i: _title_score(lines, i, first, known, shown) for i in header}
    scores = {i: s for i, s in scores.items() if s is not None}
    if not scores:
        return None
    best = max(score for score, _ in scores.values())
    # a standfirst tells more of the article's words than the headline above it
    top = next(
        i
        for i, (score, share) in scores.items()
        if score >= best - (0.9 if share > 0.35 and len(lines[i].text.split()) > 4 else 0.4)
    )
    lines[top].label = "title"
    return top


def _title_score(
    lines: list[Line], i: int, first: int, known: set, shown: Counter
) -> tuple[float, float] | None:
    """How much a header line looks like the headline, and its share of word pairs that the article
    has too; None when it cannot be the headline.
    """
    line = lines[i]
    words = re.findall(r"\w+", line.low)
    if (
        len(words) < 3
        or re.match(r"số\W*\d", line.low)
        or line.prose
        or (shown[line.low] > 1 and i > 0)
    ):
        return None
    pairs = list(pairwise(words))
    share = sum(p in known for p in pairs) / len(pairs)
    score = 2 * share * min(1, len(words) / 6) + (0.6 if 6 <= len(words) <= 45 else 0)
    above = next(
        (n.label for n in reversed(lines[max(i - 4, 0) : i]) if n.label not in _AROUND), ""
    )
    below = next((n.label for n in lines[i + 1 : i + 5] if n.label not in _AROUND), "")
    score += 0.8 * ("date" in (above, below))
    score -= 1.2 * bool(_CAPTION.search(line.low)) + 0.8 * _in_menu(lines, i)
    score -= 1.2 * (line.label == "masthead")
    score -= 1.0 * any(n.label in _HEAD for n in lines[i + 1 : min(first, i + HEADER)])
    return score - 0.8 * bool(_SOURCE.search(line.low)) - 0.6 * (len(words) < 5), share


def _in_menu(lines: list[Line], i: int) -> bool:
    """True when a line stands among short entries on both sides, as in a menu printed in lines."""
    around = [lines[k] for k in (i - 2, i - 1, i + 1, i + 2) if 0 <= k < len(lines)]
    short = sum(len(n.text.split()) <= 5 and not n.prose and n.label != "date" for n in around)
    return len(around) == 4 and short == 4


def _label_header(lines: list[Line], top: int) -> None:
    """What stands above the headline is furniture, but for a long line right above it."""
    listed = any(n.label in ("documents", "related") for n in lines[:top])
    while top and not listed and not lines[top - 1].label and len(lines[top - 1].text.split()) >= 6:
        if lines[top - 1].prose or _in_menu(lines, top - 1):
            break
        top -= 1
    for line in lines[:top]:
        line.label = line.label or "masthead"


def _label_footer(lines: list[Line], last: int, tail: int) -> None:
    """After the last paragraph: list entries and signature are the article's, headlines are not."""
    signed = False
    for line in lines[last + 1 : tail]:
        if line.label:
            continue
        if _SOURCE.search(line.low) or signature(line.text):
            line.label, signed = "author", True
        elif signed or line.text.startswith(('" ', "›", ">", "•")) or _LISTED_DATE.search(line.low):
            line.label = "related"
