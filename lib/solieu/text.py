"""The document: one immutable canonical text, and the folded view that rules read.

Canonical text is what every printed offset refers to: decoded, Unicode NFC, line ends ``\\n``,
nothing else removed or moved. Rules never read it directly. They read ``document.view``, where
spelling variants are made equal (case, dashes, quotes, spaces, tone placement as in uỷ / ủy) and
invisible characters are gone, and they give spans in the view's coordinates. ``Document.source_span``
carries such a span back to the canonical text exactly; nothing is ever searched for again.
"""

from __future__ import annotations

import bisect
import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of characters ``[start, end)``."""

    start: int
    end: int


# Characters that show nothing: zero-width spaces and joiners, soft hyphen, byte order mark,
# bidirectional controls, variation selectors. A word must read the same with or without them.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_SAME = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹘﹣-", "-"),
        **dict.fromkeys("“”„‟«»″〝〞＂", '"'),
        **dict.fromkeys("‘’‚‛′´`", "'"),
        **dict.fromkeys("⁄∕／", "/"),
        **dict.fromkeys("％﹪", "%"),
        **dict.fromkeys("\t\u00a0\u1680\u202f\u205f\u3000\v\f", " "),
        **dict.fromkeys(map(chr, range(0x2000, 0x200B)), " "),
        **dict.fromkeys("\u2028\u2029\u0085", "\n"),
        # full-width and raised digits; ð is typed for đ with a wrong keyboard table
        **dict(zip("０１２３４５６７８９²³ðÐ", "012345678923đĐ", strict=True)),
    }
)

# The tone mark of an open syllable may sit on either vowel (hoà / hòa, uỷ / ủy); both are written.
# The older placement is the view's. After q the u belongs to the consonant: quý, never qúy.
_NEW = ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"]
_OLD = ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"]
_TONES = dict(zip(_NEW, _OLD, strict=True))
_NEW_TONE = re.compile(rf"(?:(?<!q)(?:{'|'.join(_NEW[10:])})|{'|'.join(_NEW[:10])})(?![^\W\d_])")
_QUY = {f"q{old}": f"q{new}" for new, old in _TONES.items()}
_WRONG_QUY = re.compile("q(?:" + "|".join(_OLD[10:]) + ")")


def canonical(raw: str) -> str:
    """Return ``raw`` as canonical text: NFC, line ends ``\\n``, nothing else changed."""
    return unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n"))


def fold(text: str) -> tuple[str, tuple[int, ...] | None]:
    """Return the folded text, case kept, and the canonical offset of each of its characters.

    The offsets are None when nothing was left out, which is nearly always.
    """
    folded = _INVISIBLE.sub("", text).translate(_SAME)
    if len(folded) == len(text):
        return folded, None
    return folded, tuple(i for i, c in enumerate(text) if not _INVISIBLE.match(c))


def lower(folded: str) -> str:
    """Lower-case ``folded`` character by character (lengths stay equal), tone marks placed alike."""
    low = folded.lower()
    if len(low) != len(folded):  # a few characters (İ) grow when lowered
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in folded)
    low = _NEW_TONE.sub(lambda m: _TONES[m[0]], low)
    return _WRONG_QUY.sub(lambda m: _QUY[m[0]], low)


def simplify(text: str) -> str:
    """Return any short text (a name, a data file's cell) in the form in which the view writes it."""
    return lower(fold(canonical(text))[0])


# A sentence ends at . ! ? … followed by space and a capital, quote, digit or dash; at a line end.
# Not after an abbreviation (TP. Hồ Chí Minh), an initial (P. H) or a section number (1.1. Với).
# Possessive and anchored at the run's first stop: a page of dots must not take quadratic time.
_STOP = re.compile(r"(?<![.!?…])[.!?…]++[\"')\]]*+(?=\s++[\"'(\[]*+([^\s\"'(\[]))|\n+")
_NO_STOP = re.compile(
    r"(?:\b(?:tp|ths|ts|pgs|gs|đ/c|tx|tt|p|q|h|x|ng|st|v\.v|bs|ks|nxb|tr|vd)|(?:^|\n)\s*\d+(?:\.\d+)*"
    r"|(?:^|[\s(])[^\W\d_])\Z",
    re.IGNORECASE,
)
# A single letter behind a capitalised word is the end of a name: Mậu A, Nguyễn Văn B.
_NAME_END = re.compile(r"\b(?!(?:Ông|Bà|Anh|Chị|Cô|Chú|Bác)\s)([^\W\d_]{2,})\s[^\W\d_]\Z")


@dataclass(frozen=True)
class Document:
    """One article. Spans held here (``body``) are in view coordinates.

    Attributes:
        doc_id: file stem (or path letters when two stems clash)
        source: path relative to the corpus folder, ``/`` between parts
        text: canonical text
        body: spans of the article proper, ordered, disjoint; the rest is page furniture
        published: ISO date or None; period: what the article reports on, or None
        issues: problems met on reading, in plain English
    """

    doc_id: str
    text: str
    source: str = ""
    sha256: str = ""
    format: str = "txt"
    title: str | None = None
    province: str | None = None
    area_id: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    period: str | None = None
    body: tuple[Span, ...] = ()
    issues: tuple[str, ...] = field(default=())

    @classmethod
    def from_text(cls, raw: str, doc_id: str = "text", **known: object) -> Document:
        """Make a document of ``raw``; without ``body`` given, all of it is body."""
        text = canonical(raw)
        digest = hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()
        made = cls(**{"doc_id": doc_id, "text": text, "sha256": digest, **known})
        return made if made.body else replace(made, body=(Span(0, len(made.view)),))

    @cached_property
    def _folded(self) -> tuple[str, tuple[int, ...] | None]:
        return fold(self.text)

    @property
    def cased(self) -> str:
        """The view with its capital letters (names need them); same length as ``view``."""
        return self._folded[0]

    @cached_property
    def view(self) -> str:
        """The folded, lower-case text that rules read."""
        return lower(self.cased)

    def source_span(self, start: int, end: int) -> Span:
        """Carry a span of the view back to the canonical text."""
        offsets = self._folded[1]
        if offsets is None or start >= end:
            return Span(start, end)
        return Span(offsets[start], offsets[end - 1] + 1)

    def literal(self, start: int, end: int) -> str:
        """The canonical text of a span of the view."""
        span = self.source_span(start, end)
        return self.text[span.start : span.end]

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """Sentence spans of the view: ordered, disjoint, without surrounding white space."""
        return tuple(split_sentences(self.cased))

    def sentence_at(self, position: int) -> Span:
        """The sentence that holds ``position`` (or the nearest one before it)."""
        at = bisect.bisect_right(self.sentences, (position, len(self.view) + 1)) - 1
        return self.sentences[max(at, 0)] if self.sentences else Span(0, len(self.view))

    def in_body(self, position: int) -> bool:
        """True when ``position`` (view) lies in the article, not in page furniture."""
        at = bisect.bisect_right(self.body, (position, len(self.view) + 1)) - 1
        return at >= 0 and position < self.body[at].end


def split_sentences(cased: str) -> Iterable[Span]:
    """Yield the sentences of a folded text in order. A line end always ends a sentence."""
    start = 0
    for stop in _STOP.finditer(cased):
        window = max(start, stop.start() - 12), stop.start()
        name = _NAME_END.search(cased, *window)
        named = name and name[1][0].isupper() and not name[1].isupper()
        if stop[1] and (stop[1].islower() or (not named and _NO_STOP.search(cased, *window))):
            continue
        span = trim(cased, start, stop.end())
        if span.start < span.end:
            yield span
        start = stop.end()
    span = trim(cased, start, len(cased))
    if span.start < span.end:
        yield span


def trim(view: str, start: int, end: int) -> Span:
    """The span without white space at either end."""
    while start < end and view[start].isspace():
        start += 1
    while end > start and view[end - 1].isspace():
        end -= 1
    return Span(start, end)
