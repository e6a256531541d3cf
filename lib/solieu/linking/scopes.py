"""Scopes: which part of the province a figure speaks of."""

from __future__ import annotations

from typing import Any

from ..extraction import Reading, places
from ..rules import Claim, cues
from ..text import Document
from .times import LONGEST, sentence_around, starting

CUES = cues("scopes")


def area_of(document: Document, province: str | None) -> str | None:
    """The area_id of the document's own province or, on the day of the article, of another."""
    if province == document.province:
        return document.area_id
    return places.area(province, places.moment(document))


class Scopes:
    """Looks up the place of the figures of one document.

    Attributes:
        parts: districts, communes and bodies of the province that the article names
        regions: other provinces, told of beside the article's own
    """

    def __init__(self, reading: Reading) -> None:
        self.document, self.view = reading.document, reading.document.view
        self.own, whole = reading.document.province, places.focus(self.document, reading.places)
        self.focus = whole.data["name"] if whole else None
        inner = [p for p in reading.places if p.data["level"] != "province"]
        # a body told in small letters ("khối các cơ quan tỉnh") is a sector, not a place
        self.parts = [
            p
            for p in inner
            if self.document.cased[p.start].isupper()
            and not (p.data.get("agency") and CUES.source.search(self.view[: p.start][-30:]))
        ]
        self.regions = [
            p
            for p in reading.places
            if p.data["level"] == "province" and p.data["name"] != self.own
        ]

    def place(
        self, figure: dict[str, Any], clause_start: int, order: tuple[int, int] | None = None
    ) -> tuple[str | None, str | None]:
        """(province or None, part or None) a figure speaks of; ``order`` is (i, n) in a "lần lượt" list."""
        view, start = self.view, figure["start"]
        if CUES.nation.search(view, max(clause_start, start - 45), start):
            return None, None
        if elsewhere := self._elsewhere(clause_start, start):
            return elsewhere, None
        sentence = sentence_around(self.document, start)
        whole = max((m.end() for m in CUES.whole.finditer(view, sentence.start, start)), default=-1)
        again = CUES.focus_again.finditer(view, sentence.start, start) if self.focus else ()
        low = max(sentence.start, whole + 1, *(m.end() for m in again), 0)
        before = self.named(low, start)
        told_again = self._told_again(low, start)
        if order and len(before) >= order[1]:
            return self.own, before[order[0] - order[1]].data["name"]
        for part in self.named(start, sentence.end)[:1]:
            if CUES.right_after.match(view[figure["unit_end"] : part.start]):
                return self.own, part.data["name"]
        if told_again:
            return self.own, told_again
        if before:
            return self.own, self._innermost(before)
        return self.own, None if whole >= 0 else self.focus

    def named(self, low: int, high: int) -> list[Claim]:
        """The parts of the province that are named between two offsets."""
        return starting(self.parts, low, high)

    def _told_again(self, low: int, start: int) -> str | None:
        """The place that its type word stands for ("Đặc khu có …"), named before in the paragraph.

        What the paragraph goes on to tell is told of it too, until another place is named.
        """
        view, line = self.view, self.view.rfind("\n", 0, start) + 1
        line = max(line, start - 2 * LONGEST)
        for again in reversed([*CUES.same_again.finditer(view, line, start)]):
            if CUES.wider.search(view, again.end(), start):
                return None
            kind = again["type"]
            for part in reversed(self.named(line, again.start())):
                before, after = (
                    view[max(line, part.start - 12) : part.start],
                    view[part.end : part.end + 12],
                )
                if before.rstrip().endswith(kind) or after.startswith(f", {kind} "):
                    return part.data["name"]
        return None

    def _elsewhere(self, clause_start: int, start: int) -> str | None:
        """Another province that a clause begins with, or that stands right before a figure."""
        for region in reversed(starting(self.regions, clause_start, start)):
            before = self.view[clause_start : region.start]
            gap = self.view[region.end : start]
            near = len(gap) < 12 or CUES.leads.fullmatch(gap)
            if near or CUES.subject.fullmatch(before):
                return region.data["name"]
        return None

    def _innermost(self, before: list[Claim]) -> str | None:
        """The last named place; of a list named together ("A, B và C") none is the one.

        A commune goes before its district: "xã Chiềng Mung (huyện Mai Sơn)".
        """
        last = before[-1]
        if len(before) < 2 or not CUES.listed.match(self.view[before[-2].end : last.start]):
            return last.data["name"]
        levels = before[-2].data["level"], last.data["level"]
        within = levels in (("hamlet", "district"), ("commune", "district"))
        return before[-2].data["name"] if within else self.focus
