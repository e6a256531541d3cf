"""Facts: figures that state one thing together in a sentence (a count and its percent, n of N)."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import Any

from ..rules import cues

CUES = cues("facts")

Figure = dict[str, Any]


@dataclass
class Fact:
    """One or more figures that say the same thing; ``lead`` is the leading one."""

    lead: Figure
    members: list[Figure] = field(default_factory=list)
    total: Figure | None = None  # the N of "n trong tổng số N"

    @property
    def figures(self) -> list[Figure]:
        """All figures of the fact, in text order."""
        return sorted([self.lead, *self.members], key=lambda f: f["start"])

    @property
    def percent(self) -> Figure | None:
        """The percent among them."""
        return next((f for f in self.figures if f["kind"] == "percent"), None)

    @property
    def ratio(self) -> Figure | None:
        """The ratio n/N among them."""
        return next((f for f in self.figures if f["kind"] == "ratio"), None)

    @property
    def count(self) -> Figure | None:
        """The count, amount or other plain quantity among them."""
        return next((f for f in self.figures if f["kind"] not in ("ratio", "percent")), None)


_QUALIFIER = r"(?:(?:khoảng|gần|hơn|trên|dưới|xấp xỉ|ước|là|tới|đến|chỉ)\s{1,2}){0,2}"
_SHARE_WORD = (
    r"(?:chiếm|đạt|bằng|tương\s{1,2}đương|tương\s{1,2}ứng|tức(?:\s{1,2}là)?|tỷ\s{1,2}lệ|hay|được)"
)
# count (46,7%)
_BRACKETED = re.compile(
    rf"[^.;()\n0-9]{{0,90}}\(\s{{0,2}}(?:{_SHARE_WORD}\s{{1,2}}){{0,3}}{_QUALIFIER}\Z"
)
# count noun, chiếm 46,7%   (the noun phrase has no clause of its own)
_FOLLOWED = re.compile(
    rf"(?P<noun>[^.;:()\n0-9,]{{0,100}}?(?:,\s[^.;:()\n0-9,]{{0,80}}?){{0,2}}?),?\s{{0,2}}(?:và\s{{1,2}}|như\s{{1,2}}vậy\s{{1,2}})?"
    rf"(?:{_SHARE_WORD}\s{{1,2}})(?:với\s{{1,2}}|lên\s{{1,2}}|cho\s{{1,2}}|tỷ\s{{1,2}}lệ\s{{1,2}}|trên\s{{1,2}}tổng[^0-9]{{0,20}}\s)?{_QUALIFIER}\Z"
)
# 46,7% noun (930 người)  ·  10% biên chế, tương ứng 145 người
_PERCENT_FIRST = re.compile(
    rf"[^.;()\n]{{0,100}}\(\s{{0,2}}(?:(?:gồm|có|với|tương\s{{1,2}}ứng|tương\s{{1,2}}đương|tức(?:\s{{1,2}}là)?|là)\s{{1,2}}){{0,2}}{_QUALIFIER}\Z"
    rf"|[^.;()\n0-9]{{0,60}}?,?\s{{0,2}}(?:tương\s{{1,2}}ứng|tương\s{{1,2}}đương|tức(?:\s{{1,2}}là)?|hay)\s{{1,2}}(?:với\s{{1,2}}|là\s{{1,2}})?{_QUALIFIER}\Z"
)


def respective(view: str, figures: list[Figure]) -> list[list[Figure]]:
    """Runs of figures governed by one "lần lượt" or "tương ứng", each run in text order."""
    runs = []
    i = 0
    while i < len(figures):
        start = figures[i]["start"]
        if CUES.respectively.search(view, max(0, start - 40), start):
            run = [figures[i]]
            while i + 1 < len(figures) and CUES.chain.match(
                view[figures[i]["end"] : figures[i + 1]["start"]]
            ):
                i += 1
                run.append(figures[i])
            if len(run) > 1:
                runs.append(run)
        i += 1
    return runs


def join(view: str, figures: list[Figure]) -> list[Fact]:
    """Group the figures of a document into facts, in text order."""
    facts = {id(f): Fact(f) for f in figures}
    taken: set[int] = set()

    def add(lead: Figure, other: Figure) -> None:
        facts[id(lead)].members.append(other)
        taken.add(id(other))

    places = {id(f): i for i, f in enumerate(figures)}
    for run in respective(view, figures):
        at = places[id(run[0])]
        before = [
            f for f in figures[max(0, at - len(run)) : at] if f["end"] > run[0]["start"] - 160
        ]
        if (
            len(before) == len(run)
            and all(f["kind"] == "percent" for f in run)
            and all(f["kind"] in ("count", "ratio") for f in before)
            and not any(c in view[before[0]["start"] : run[0]["start"]] for c in ".;\n")
        ):
            for lead, percent in zip(before, run, strict=True):
                add(lead, percent)
    for first, second in itertools.pairwise(figures):
        between = view[first["end"] : second["start"]]
        if len(between) > 170 or "\n" in between or id(second) in taken or id(first) in taken:
            continue
        kinds = first["kind"], second["kind"]
        if kinds[0] in ("count", "ratio", "money") and kinds[1] == "percent":
            closed = facts[id(first)].percent is None
            plain = _BRACKETED.match(between) and view[second["end"] : second["end"] + 2].lstrip()[
                :1
            ] in (")", ",", ";", "")
            followed = _FOLLOWED.match(between)
            if closed and (plain or (followed and not CUES.other_subject.search(between))):
                add(first, second)
        elif (
            kinds[0] == "percent"
            and kinds[1] in ("count", "ratio")
            and _PERCENT_FIRST.match(between)
            and not CUES.aims.search(between)
        ):
            add(first, second)
        elif (
            kinds == ("count", "count")
            and CUES.out_of.match(between)
            and first["value"] <= second["value"]
        ):
            facts[id(first)].total = second
    for first, second, third in zip(figures, figures[1:], figures[2:], strict=False):
        # "50 trong tổng số 88 thôn (chiếm 56,8%)": the percent belongs to the first of the two counts
        if facts[id(first)].total is second and third["kind"] == "percent":
            if id(third) in taken and third in facts[id(second)].members:
                facts[id(second)].members.remove(third)
                add(first, third)
            elif (
                id(third) not in taken and _FOLLOWED.match(view[second["end"] : third["start"]])
            ) or (
                id(third) not in taken
                and re.match(
                    r"[^.;\n]{0,140},\s{0,2}(?:bằng|chiếm|đạt)\s{1,2}\Z",
                    view[second["end"] : third["start"]],
                )
            ):
                add(first, third)
    return [facts[id(f)] for f in figures if id(f) not in taken]
