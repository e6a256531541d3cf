"""How a stated figure may have been come by, and whether any such way gives what is printed.

A claim (a percent, a cut, a rest, a whole) names no sum. So every sum that its passage allows is a
*way* to it, with a score that says how surely it is the one meant. A claim holds if any way near
the best one comes out; it is wrong only if none does, and one way is clearly meant.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from .articles import Figure, Row, verdict
from .cues import cue
from .intervals import (
    CONSISTENT,
    INCONSISTENT,
    TRUNCATED,
    Interval,
    decide,
    point,
    slip_by_chance,
)

SURE = 3  # the score from which a way is clearly the one meant
MARGIN = 3  # a way that scores less by more than this is no other reading
WIDE = Fraction(2, 3)  # an interval so wide beside the number itself proves nothing
LUCK = Fraction(1, 10)  # a sum that is not clearly meant must be this unlikely to fit by chance
NEARLY = Fraction(9, 10)  # what is less than this part of a number is not nearly the number
FAR = 4  # a slip of digits changes a number by less than this factor: else it is of something else


@dataclass(frozen=True)
class Way:
    """One sum that may be behind a stated figure; ``name`` is its entry in [sentence]."""

    name: str
    score: int
    implied: Interval
    figures: list[Figure]
    told: dict[str, Any] = field(default_factory=dict)
    whole: Interval | None = None  # what the sum must give, when that is not the figure itself


def settle(stated: Figure, ways: Iterable[Way], sure: int = SURE) -> Row | None:
    """The verdict on a figure: by the best way that comes out, else by the best one.

    There is none when no way is clearly meant: a sum among many may come out by chance.
    """
    ranked = sorted(ways, key=lambda way: -way.score)
    sums = len({way.implied for way in ranked})
    near = [way for way in ranked if way.score >= ranked[0].score - MARGIN]
    outcomes = [_decide(way, stated) for way in near]
    for outcome in (CONSISTENT, TRUNCATED):
        fitting = [way for way, found in zip(near, outcomes, strict=True) if found == outcome]
        for way in fitting:
            width, luck = _luck(way, stated)
            if width < WIDE and (way.score >= sure or luck * sums < LUCK):
                return _told(stated, way, outcome)
        # too wide to prove anything, and not clearly meant: no way out either
        if any(way is near[0] or _luck(way, stated)[0] < WIDE for way in fitting):
            return None
    if not near or any(_surely_fits(way, stated, sums) for way in ranked if way.score >= 0):
        return None
    low, high = near[0].implied.low / FAR, near[0].implied.high * FAR
    told = near[0].whole.low if near[0].whole else stated.value.value
    if near[0].score >= sure and (low < told < high or _shifted(near[0], stated)):
        return _told(stated, near[0], INCONSISTENT)
    for way in near:
        # a rest may be small for other reasons
        chance = slip_by_chance(way.implied, stated.value) * sums
        if not way.whole and way.score > 0 and chance < LUCK:
            return _told(stated, way, INCONSISTENT)
    return None


def _surely_fits(way: Way, stated: Figure, among: int) -> bool:
    """Whether a way comes out that chance would hardly let come out."""
    fits = not way.whole and _decide(way, stated) == CONSISTENT
    return fits and _luck(way, stated)[1] * among < LUCK


def _shifted(way: Way, stated: Figure) -> bool:
    """Whether a figure has the digits of its sum, with the decimal mark elsewhere."""
    tenfold = (way.implied.times(factor) for factor in (10, Fraction(1, 10)))
    return not way.whole and any(implied.meets(stated.value.rounded) for implied in tenfold)


def _luck(way: Way, stated: Figure) -> tuple[Fraction, Fraction]:
    """How wide what fits is beside its size, and about how likely chance is to fall into it."""
    own = way.whole or stated.value.loose
    width, size = way.implied.high - way.implied.low, max(abs(own.low), Fraction(1, 100))
    return width / size, (width + own.high - own.low or 1) / size


def _decide(way: Way, stated: Figure) -> str:
    """What a way comes to; more than 80 % is not 80 %."""
    if way.whole:
        return CONSISTENT if way.implied.meets(way.whole) else INCONSISTENT
    strict = (
        not stated.exact and cue("strictly").search(stated.gap) and "trở" not in stated.after[:12]
    )
    if strict and way.implied == point(stated.value.value):
        return INCONSISTENT
    # nearly 55 % is not 45
    if cue("nearly").search(stated.gap) and way.implied.high < stated.value.value * NEARLY:
        return INCONSISTENT
    return decide(way.implied, stated.value)


def _told(stated: Figure, way: Way, outcome: str) -> Row:
    return verdict(way.name, outcome, way.whole or stated, way.implied, way.figures, **way.told)
