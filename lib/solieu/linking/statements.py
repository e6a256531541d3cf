"""Statements: what an article says beyond figures, sentence by sentence.

A sentence is a result, a limitation, a cause or a task. Cue words (data/themes.toml) vote for a role
with their weights; the section's heading, the paragraph's opening sentence and the phase of the
article (results come first, then limitations, then tasks) vote with them. No vote of 1: no statement.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..extraction import Ids, Reading
from ..extraction.periods import resolve, years_of
from ..knowledge import read_toml
from ..rules import Claim, Rule, load
from ..text import Document, Span

ROLES = ("result", "limitation", "cause", "task")
BEFORE = 45  # characters before a cue in which ``not_after`` is looked for


@dataclass(frozen=True)
class CueRule(Rule):
    """A rule whose pattern is a list of cue words in a data file.

    Attributes (beside those of Rule; ``rank`` is its weight in votes times ten):
        opens: the cue counts at the beginning of a sentence only
        not_after: what must not stand right before the cue ("khắc phục khó khăn")
        context: must stand around the cue, in its sentence; ``unless``: must not
        levels: levels of the places a model is told of
    """

    opens: bool = False
    not_after: re.Pattern[str] | None = None
    context: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    levels: str = ""

    def claims(self, document: Document) -> Iterator[Claim]:
        """Yield the cues found in ``document``, in text order."""
        for claim in super().claims(document):
            before = document.view[max(0, claim.start - BEFORE) : claim.start]
            inside = re.split(r"[;\n]|[.!?…]\s", before)[-1]
            if not (self.not_after and self.not_after.search(inside)):
                yield claim


Cues = dict[Span, list[tuple[Claim, CueRule]]]


def load_cues(name: str, section: str, kinds: Collection[str] = ()) -> tuple[Any, ...]:
    """The `CueRule`s of a section; the words and cues of linking.toml may stand in them by name."""
    linking = read_toml("linking.toml")
    words = {row["name"].replace("-", ""): row.get("cue", []) for row in linking["rule"]}
    words = {key: f"(?:{'|'.join(cue)})".replace("~", "{gap}") for key, cue in words.items()}
    words |= linking["words"]
    return load(name, {}, section=section, make=CueRule, kinds=kinds, **words)


def spaced(pattern: str) -> re.Pattern[str]:
    """Compile a pattern in which a space stands for one or two white spaces."""
    return re.compile(pattern.replace(" ", r"\s{1,2}"))


def themes() -> dict[str, dict[str, str]]:
    """Labels ``{"vi": …, "en": …}`` of every theme, the codebook's included."""
    return read_toml("themes.toml")["label"]


ROLE_RULES = load_cues("themes.toml", "statement", (*ROLES, "none"))
HEADING_RULES = load_cues("themes.toml", "heading", ROLES)
THEME_RULES = load_cues("themes.toml", "theme", themes())
RULES = (*ROLE_RULES, *HEADING_RULES, *THEME_RULES)

_BULLET = spaced(
    r"(?:[-+•*–]|\(?(?:[0-9]{1,2}|[a-zđ])[.)]|(?:một|hai|ba|bốn|năm|sáu|bảy|tám) là\b),?\s{0,3}"
)
# What may precede the words that open a sentence: a bullet, a dateline, a connective, a label.
_OPENING = spaced(
    r"\W{0,6}(?:\([^()\n]{1,25}\)[\s,.–-]{0,4})?(?:(?:đồng thời|ngoài ra|theo đó|do đó|vì vậy|mặt khác"
    r"|bên cạnh đó|trước hết|cùng với đó|trong đó|cũng|và|cụ thể)[\s,]{1,3})?"
)
_LABEL = spaced(r"[^.!?;,:\n]{0,40}: ")
_LINE_END = re.compile(r" {0,9}(?:\n|\Z)")
_NUMBER = re.compile(r"\s*+[0-9.)(-]{0,12}\s*+")
# In an article's phase of results or of tasks weak cues of the other lean towards it.
_LEANS = {"task": {"result": ("task", 0.5)}, "result": {"task": ("result", 0.6)}}
_CLOSED = tuple(".!?…;\"')")
# Under a paragraph's opening role: what a vote for another role is worth, and for which role.
_TURNED = {
    "cause": {"limitation": ("cause", 1.0)},
    "task": {"result": ("task", 0.5), "limitation": ("task", 0.5)},
    "limitation": {"result": ("limitation", 0.3)},
}


def by_sentence(rules: Iterable[CueRule], document: Document) -> Cues:
    """The cues of a document, by the sentence they stand in."""
    found: Cues = {}
    for rule in rules:
        for claim in rule.claims(document):
            sentence = document.sentence_at(claim.start)
            if not rule.opens or _opens(document.view, sentence, claim.start):
                found.setdefault(sentence, []).append((claim, rule))
    return found


def _opens(view: str, sentence: Span, at: int) -> bool:
    """True when ``at`` begins the sentence; a bullet, a dateline, a connective or a label may precede."""
    found = [p.match(view, *sentence) for p in (_BULLET, _OPENING, _LABEL)]
    ends = [m.end() for m in found if m]
    return at <= sentence.start + 3 or at in ends or at <= max([0, *ends[:2]])


def find(reading: Reading) -> list[dict[str, Any]]:
    """The statements of a reading: rows in view coordinates, columns as the contract names them."""
    document, view = reading.document, reading.document.view
    cues = by_sentence(ROLE_RULES, document)
    heads = by_sentence(HEADING_RULES, document)
    told = by_sentence(THEME_RULES, document)
    ids, rows = Ids(document), []
    section = carry = before = ""
    phase = "result"  # an article begins with what was done
    period: str | None = None
    spans = [span for span in document.sentences if document.in_body(span.start)]
    for span in spans:
        begin = view.rfind("\n", 0, span.start) + 1
        # the first sentence of its line, a section number aside
        opens = span.start - begin < 80 and bool(_NUMBER.fullmatch(view[begin : span.start]))
        bullet = bool(_BULLET.match(view, span.start))
        if opens and not (bullet and carry):
            carry = before = ""
            period = None
        found, intro = cues.get(span, []), view[span.end - 1] == ":"
        near = span.end - 45 if intro else span.start
        roles = {rule.kind for claim, rule in heads.get(span, ()) if claim.start >= near}
        line = opens and not view[span.start : span.end].endswith(_CLOSED)
        line = line and bool(_LINE_END.match(view, span.end))
        short = not bullet and span.end - span.start < 110
        if intro or (line and (short or span is spans[0])):
            role = next((r for r in ROLES[::-1] if r in roles), "")
            caption = span.end - span.start > 70 or document.cased[span.start].islower()
            if intro:
                carry = role
            elif span is spans[0] or caption:  # a title heads no section either
                continue
            else:
                section = role
            phase = role or phase
            continue
        role, why = _role(found, section, carry, before, phase)
        if role == "none" or not any(c.isalpha() for c in view[span.start : span.end]):
            continue
        own = [rule for _, rule in found if rule.kind == role]
        turn = any(rule.rank >= (25 if rule.opens else 35) for rule in own)
        opening = role if turn else ""
        carry = opening or carry
        strong = any(rule.rank >= 20 for rule in own)
        if opening or (strong and (phase != "task" or role == "result")):
            phase = role
        section = "" if opens and opening not in ("", section) else section
        before = role or before
        period = _period(reading, span, role) or period
        if not role:
            continue
        about = sorted(told.get(span, ()), key=lambda hit: hit[0].start)
        rows.append(
            {
                "statement_id": ids.make("statement", *span),
                "role": role,
                "themes": list(dict.fromkeys(rule.kind for _, rule in about)),
                "start": span.start,
                "end": span.end,
                "province": document.province,
                "period": period or (None if role == "task" else document.period),
                "rule": why,
            }
        )
    return rows


def _role(
    found: list[tuple[Claim, CueRule]], section: str, carry: str, before: str, phase: str
) -> tuple[str, str]:
    """The role that gets most votes ("" when none gets 1), and the names of the rules that voted."""
    if any(rule.kind == "none" for _, rule in found):
        return "none", ""
    votes: Counter[str] = Counter()
    strong = {rule.kind for _, rule in found if rule.rank >= 20}
    turned, weak = _TURNED.get(carry or section, {}), 100
    if not turned and not {"result", "task"} & strong:
        turned, weak = _LEANS.get(phase, {}), 15
    fresh = any(rule.opens and rule.rank >= 25 for _, rule in found)  # it turns to something new
    for rule in {rule.name: rule for _, rule in found}.values():
        firm = fresh or rule.rank >= weak or (rule.rank >= 20 and rule.kind in ("result", "task"))
        kind, worth = (rule.kind, 1.0) if firm else turned.get(rule.kind, (rule.kind, 1.0))
        votes[kind] += worth * rule.rank / 10
    for kind, worth in ((section, 2.5), (carry, 1.5), (before, 0.5), (phase, 0.6)):
        if kind and not (fresh and worth < 2):
            votes[kind] += worth if kind in strong or not strong - {*turned} else 0.4 * worth
    best = max(ROLES, key=lambda role: votes[role])
    if votes[best] < 1:
        return "", ""
    names = sorted({rule.name.split(".")[1] for _, rule in found if rule.kind == best})
    return best, "+".join(names) or f"carried: {best}"


def _period(reading: Reading, span: Span, role: str) -> str | None:
    """The year or years a sentence begins with; for a task the ones it names that are still to come."""
    now = years_of(reading.document.published or reading.document.period)
    first = bisect.bisect_left(reading.periods, span.start, key=lambda c: c.start)
    for claim in itertools.islice(reading.periods, first, None):
        if claim.start >= (span.end if role == "task" else min(span.end, span.start + 40)):
            break
        years = years_of(resolve(claim.data["period"], now and now[1]))
        if not years or "invalid" in claim.data["flags"] or claim.data["grain"] in ("day", "days"):
            continue
        if not now or (years[1] >= now[1] if role == "task" else years[1] <= now[1]):
            return resolve(claim.data["period"], now and now[1])
    return None
