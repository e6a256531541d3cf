"""Facts: figures that state one thing together in a sentence (a count and its percent, n of N)."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..rules import cues

CUES = cues("patterns", "facts.toml")

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


def respective(view: str, figures: list[Figure]) -> list[list[Figure]]:
    """Runs of figures governed by one "lần lượt" or "tương ứng", each run in text order."""
    runs: list[list[Figure]] = []
    open_run = False
    for figure in figures:
        start = figure["start"]
        if open_run and CUES.chain.match(view[runs[-1][-1]["end"] : start]):
            runs[-1].append(figure)
        elif open_run := bool(CUES.respectively.search(view, max(0, start - 40), start)):
            runs.append([figure])
    return [run for run in runs if len(run) > 1]


def join(view: str, figures: list[Figure]) -> list[Fact]:
    """Group the figures of a document into facts, in text order."""
    facts = {id(f): Fact(f) for f in figures}
    taken: set[int] = set()

    def add(lead: Figure, other: Figure) -> None:
        facts[id(lead)].members.append(other)
        taken.add(id(other))

    for lead, other in [*_shares_in_turn(view, figures), *_neighbours(view, figures)]:
        if id(other) not in taken:
            add(lead, other)
    for first, second in itertools.pairwise(figures):
        between = view[first["end"] : second["start"]]
        counts = first["kind"] == second["kind"] == "count" and first["value"] <= second["value"]
        free = counts and not {id(first), id(second)} & taken
        if free and len(between) <= 170 and "\n" not in between and CUES.out_of.match(between):
            facts[id(first)].total = second
    for first, second, third in zip(figures, figures[1:], figures[2:], strict=False):
        # "50 trong tổng số 88 thôn (chiếm 56,8%)": the percent belongs to the first of the two counts
        if facts[id(first)].total is not second or third["kind"] != "percent":
            continue
        gap, held = view[second["end"] : third["start"]], facts[id(second)].members
        if third in held:
            held.remove(third)
            add(first, third)
        elif id(third) not in taken and (CUES.followed.match(gap) or CUES.share_of_it.match(gap)):
            add(first, third)
    return [facts[id(f)] for f in figures if id(f) not in taken]


Pairs = Iterator[tuple[Figure, Figure]]


def _shares_in_turn(view: str, figures: list[Figure]) -> Pairs:
    """Counts and the percents told of them in turn: "120 và 80 người, lần lượt chiếm 60% và 40%"."""
    for run in respective(view, figures):
        start = run[0]["start"]
        at = bisect.bisect_left(figures, start, key=lambda f: f["start"])
        before = [f for f in figures[max(0, at - len(run)) : at] if f["end"] > start - 160]
        shares = all(f["kind"] == "percent" for f in run)
        counts = all(f["kind"] in ("count", "ratio") for f in before)
        if not (shares and counts and len(before) == len(run)):
            continue
        if not any(stop in view[before[0]["start"] : start] for stop in ".;\n"):
            yield from zip(before, run, strict=True)


def _neighbours(view: str, figures: list[Figure]) -> Pairs:
    """A figure and the next one, where they say the same: a count and its percent, or the reverse."""
    for first, second in itertools.pairwise(figures):
        between = view[first["end"] : second["start"]]
        if len(between) > 170 or "\n" in between:
            continue
        kinds = first["kind"], second["kind"]
        if kinds[0] in ("count", "ratio", "money") and kinds[1] == "percent":
            closed = view[second["end"] : second["end"] + 2].lstrip()[:1] in (")", ",", ";", "")
            followed = CUES.followed.match(between) and not CUES.other_subject.search(between)
            if (closed and CUES.bracketed.match(between)) or followed:
                yield first, second
        elif kinds in (("percent", "count"), ("percent", "ratio")):
            told = CUES.percent_first.match(between)
            if told and not CUES.aims.search(between):
                yield first, second
