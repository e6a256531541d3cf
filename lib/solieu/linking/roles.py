"""Roles: whether a figure is what was reached, a target, an earlier value, what is left or a change.

The words that tell it are rules (data/roles.toml), asked in their order. Where none fits, a figure goes
on with the role of the list it stands in, or with that of an article which announces a plan.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..knowledge import codebook
from ..rules import Rule, cues, expand, load
from ..text import Span
from .facts import Fact

ROLES = ("actual", "target", "baseline", "remaining", "change")
CUES = cues("roles")
_AT = "\ue000"  # stands for the figure
_BEHIND = 80  # characters behind the figure that are looked at


@dataclass(frozen=True)
class RoleRule(Rule):
    """A rule whose pattern is matched against the words around a figure; ``kind`` is the role.

    The other attributes are told at the head of data/roles.toml.
    """

    within: str = "near"
    unless: re.Pattern[str] | None = None
    of: re.Pattern[str] | None = None
    not_of: re.Pattern[str] | None = None
    ranked = False

    @staticmethod
    def compiled(key: str, value: Any, words: Mapping[str, str]) -> Any:
        """As for `Rule`; in a cue @ is the figure, and a cue that begins with a letter begins a word."""
        if not isinstance(value, list):
            return value
        cues = ((r"(?<!\w)" if cue[0] not in "@\\%" else "") + cue for cue in value)
        text = "|".join(f"(?:{cue})" for cue in cues)
        return re.compile(expand(text, words).replace("@", _AT))

    def fits(self, around: Mapping[str, str], indicator: str) -> bool:
        """True when it decides the role of a figure with these words around it."""
        text = around[self.within]
        return (
            not (self.of and not self.of.match(indicator))
            and not (self.not_of and self.not_of.match(indicator))
            and bool(self.pattern.search(text))
            and not (self.unless and self.unless.search(text))
        )


RULES = load("roles.toml", {}, make=RoleRule, kinds=ROLES)


class Before(NamedTuple):
    """The figure before another: its end, its role, whether the other goes on its list."""

    end: int
    role: str
    listed: bool


def is_plan(title: str) -> bool:
    """True for an article whose title announces a plan."""
    return bool(CUES.plan_title.search(title))


def role_of(
    view: str,
    fact: Fact,
    indicator: str,
    clause: int,
    sentence: int,
    previous: Before | None,
    plan: bool,
) -> str:
    """The role of a fact.

    Args:
        view: the document's view
        fact: the figures
        indicator: codebook id it was linked to ("" when none)
        clause: where the figure's clause begins
        sentence: where its sentence begins
        previous: the figure before it in the sentence
        plan: the article announces a plan, and the figure is told of no time that is over
    """
    start, end = fact.lead["start"], fact.figures[-1]["end"]
    behind = _AT + view[end : end + _BEHIND]
    near = view[max(clause, start - 60) : start]
    before = view[max(clause, start - 110, fact.lead["after"]) : start]  # the noun before is no cue
    around = {
        "near": near + behind,
        "clause": before + behind,
        "sentence": view[max(sentence, start - 520) : start] + behind,
        "head": view[slice(*head_of(view, start))] + behind,
        "section": view[slice(*section_of(view, start))] + "\n" + before + behind,
    }
    for rule in RULES:
        if rule.fits(around, indicator):
            return rule.kind
    if previous and previous.role != "actual" and not CUES.level.search(near):
        cut = bool(CUES.cuts.match(indicator))
        if _goes_on(previous, view[previous.end : start], cut):
            return previous.role
    if plan and not CUES.lacks.match(indicator):
        adopted = CUES.adopted.search(view[max(sentence, start - 200) : end + 30])
        return "actual" if adopted or CUES.so_far.search(before) else "target"
    return "actual"


def head_of(view: str, start: int) -> Span:
    """Where the head of the list stands that a bullet at ``start`` belongs to; empty for none."""
    line = view.rfind("\n", 0, start) + 1
    bullet = CUES.bullet.match(view, line)
    head = CUES.head.search(view, max(0, line - 2400), line) if bullet else None
    return Span(*head.span("head")) if head else Span(line, line)


def section_of(view: str, start: int) -> Span:
    """Where the heading, or the question, right above a paragraph stands; empty for none."""
    line = view.rfind("\n", 0, start) + 1
    section = CUES.section.search(view, max(0, line - 300), line)
    return Span(*section.span("head")) if section else Span(line, line)


def _goes_on(previous: Before, gap: str, cut: bool) -> bool:
    """True when a figure takes the role of the one before it: in a list, not in a new sentence."""
    parts = CUES.breakdown.match(gap)
    if re.search(r"[.!?]\s", gap) or (parts and previous.role == "change"):
        return False
    chained = previous.listed or parts or CUES.chained.match(gap)
    if previous.role == "baseline" and CUES.by_now.search(gap):
        return False
    if previous.role == "target":
        return bool(chained or CUES.onward.match(gap))
    return bool(chained) and not cut and not (previous.role == "change" and ";" in gap)


def is_excess(view: str, fact: Fact, before: Fact, clause: int) -> bool:
    """True for what a target is exceeded by ("4 đảng viên, vượt chỉ tiêu 1"), not the target itself.

    It is less than half of what was reached, told right ``before`` it in the clause.
    """
    lead = fact.lead
    near = view[max(clause, lead["start"] - 75) : lead["start"]]
    told = before.percent if lead["kind"] == "percent" else before.count
    if before.lead["start"] < clause or not CUES.exceeds.search(near):
        return False
    if not told:  # of a count no percent is planned
        return "(" not in near[-25:]
    return 0 < lead["value"] < told["value"] / 2


def of_target(view: str, fact: Fact, indicator: str, role: str) -> bool:
    """True when the fact's percent or denominator is measured against a target.

    The words right behind it say so; or it is more than the whole, as no share is; or the codebook
    knows shares of the indicator only as shares of its target.
    """
    ratio, percent = fact.ratio, fact.percent
    told = [CUES.of_target.match(view, f["end"]) for f in fact.figures if f in (ratio, percent)]
    if any(told) or (ratio and ratio["numerator"] > ratio["denominator"]):
        return True
    if not indicator or role == "change":
        return False
    measures = codebook()[indicator]["measures"]
    beyond = "count" in measures and percent and percent["value"] > 100
    return bool(beyond or (fact.lead in (ratio, percent) and "percent of target" in measures))
