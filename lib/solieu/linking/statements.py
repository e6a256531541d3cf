"""Statements: what an article says beyond figures, sentence by sentence.

A sentence is a result, a limitation, a cause or a task. Cue words (data/themes.toml) vote for a role
with their weights; the section's heading, the paragraph's opening sentence and the phase of the
article (results first, tasks last) vote with them, and decide where no cue stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..extraction import Ids, Reading
from ..extraction.periods import resolve, years_of
from ..knowledge import read_toml
from ..rules import Claim, CueRule, cues, load
from ..text import Document, Span
from .times import starting

ROLES = ("result", "limitation", "cause", "task")
Hit = tuple[Claim, CueRule]
Cues = dict[Span, list[Hit]]


def load_cues(name: str, section: str, kinds: Collection[str] = ()) -> tuple[Any, ...]:
    """The `CueRule`s of a section; the words and cues of linking.toml may stand in them by name."""
    linking = read_toml("linking.toml")
    words = dict(linking["words"])
    for row in linking["rule"]:
        rule = row["name"].removeprefix("link.").replace("_", "")
        words[rule] = f"(?:{'|'.join(row['cue'])})".replace("~", "{gap}")
    return load(name, {}, section=section, make=CueRule, kinds=kinds, **words)


def themes() -> dict[str, dict[str, str]]:
    """Labels ``{"vi": …, "en": …}`` of every theme, the codebook's included."""
    return read_toml("themes.toml")["label"]


ROLE_RULES = load_cues("themes.toml", "statement", (*ROLES, "none"))
HEADING_RULES = load_cues("themes.toml", "heading", ROLES)
THEME_RULES = load_cues("themes.toml", "theme", themes())
RULES = (*ROLE_RULES, *HEADING_RULES, *THEME_RULES)

_SAID = cues("cues", "themes.toml")
_CLOSED = tuple(".!?…;\"')")
_TELLING = 6  # words a sentence without cues must have to tell anything
# In an article's phase of results or of tasks weak cues of the other lean towards it.
_LEANS = {"task": {"result": ("task", 0.5)}, "result": {"task": ("result", 0.6)}}
# Under a paragraph's opening role: what a vote for another role is worth, and for which role.
_TURNED = {
    "cause": {"limitation": ("cause", 1.0)},
    "task": {"result": ("task", 0.5), "limitation": ("task", 0.5)},
    "limitation": {"result": ("limitation", 0.3)},
}


def by_sentence(rules: Iterable[CueRule], reading: Reading) -> Cues:
    """The cues of a document, by the sentence they stand in; the name of a place is no cue."""
    document, found = reading.document, Cues()
    names = {at for place in reading.places for at in range(place.start, place.end)}
    for rule in rules:
        for claim in rule.claims(document):
            sentence = document.sentence_at(claim.start)
            if claim.end - 1 in names and claim.start in names:
                continue
            if not rule.opens or _opens(document.view, sentence, claim.start):
                found.setdefault(sentence, []).append((claim, rule))
    return {at: sorted(hits, key=lambda hit: hit[0].start) for at, hits in found.items()}


def _opens(view: str, sentence: Span, at: int) -> bool:
    """True when ``at`` begins the sentence; a bullet, a dateline, a connective or a label may precede."""
    found = [p.match(view, *sentence) for p in (_SAID.bullet, _SAID.opening, _SAID.label)]
    ends = [m.end() for m in found if m]
    return at in ends or at <= max(sentence.start + 3, *ends[:2])


@dataclass
class Course:
    """What the text before a sentence says of its role.

    Attributes:
        section: role of the heading it stands under; ``carry``: of its paragraph's or list's opening
        led: role of the introduction ("Về mục tiêu:") or question right before it
        before: role of the sentence before it in its paragraph
        phase: the article's; from what was done to what is to be done, which is all of a ``plan``
    """

    section: str = ""
    carry: str = ""
    led: str = ""
    before: str = ""
    phase: str = "result"
    period: str | None = None
    plan: bool = False

    def begin_line(self, bullet: bool) -> None:
        """A new line: the bullets of a list go on with its role, other lines do not."""
        if not (bullet and self.carry):
            self.section = self.led or self.section
            self.carry = self.before = ""
            self.period = None
        self.led = ""

    def take(self, role: str, found: list[Hit], late: bool) -> None:
        """Go on behind a sentence of a role; strong words turn the text to it, above all ``late``."""
        own = [rule for _, rule in found if rule.kind == role]
        turn = any(rule.rank >= (25 if rule.opens else 35) for rule in own)
        strong = any(rule.rank >= 20 for rule in own)
        again = late or role == self.before  # one duty told in passing turns nothing
        if role in _LEANS and (turn or (strong and (again or role == "result"))):
            self.phase = "task" if self.plan else role
        self.before, self.carry = role, role if turn else self.carry


def find(reading: Reading) -> list[dict[str, Any]]:
    """The statements of a reading: rows in view coordinates, columns as the contract names them."""
    document, view = reading.document, reading.document.view
    kinds = (ROLE_RULES, HEADING_RULES, THEME_RULES)
    roles, heads, told = (by_sentence(rules, reading) for rules in kinds)
    ids, rows, course = Ids(document), [], Course()
    spans = [span for span in document.sentences if document.in_body(span.start)]
    for span in spans:
        begin = view.rfind("\n", 0, span.start) + 1
        # the first sentence of its line, a section number aside
        opens = span.start - begin < 80 and bool(_SAID.number.fullmatch(view, begin, span.start))
        if opens:
            course.begin_line(bool(_SAID.bullet.match(view, span.start)))
        if _heads(document, span, opens, heads.get(span, []), course, spans[0]):
            continue
        found = roles.get(span, [])
        role, why = _role(reading, span, found, course)
        if role == "none" or _SAID.number.fullmatch(view, *span):
            continue
        course.take(role, found, 4 * span.start > 3 * spans[-1].end)
        course.period = _period(reading, span, role) or course.period
        row = {"statement_id": ids.make("statement", *span), "role": role, "rule": why}
        row |= {"themes": list(dict.fromkeys(rule.kind for _, rule in told.get(span, [])))}
        row |= {"start": span.start, "end": span.end, "province": document.province}
        row["period"] = course.period or (None if role == "task" else document.period)
        rows.append(row)
    return rows


def _heads(
    document: Document, span: Span, opens: bool, hits: list[Hit], course: Course, title: Span
) -> bool:
    """True for a heading, a title, a question or what introduces a list; the course follows it."""
    text = document.view[slice(*span)]
    whole = opens and bool(_SAID.line_end.match(document.view, span.end))
    leads = text.endswith((":", "?")) or bool(_SAID.leads.fullmatch(text))
    near = span.end - 45 if text.endswith(":") else span.start
    named = [rule.kind for claim, rule in hits if claim.start >= near]
    role = (named[-1] if leads else named[0]) if named else ""
    item = _SAID.bullet.match(text) and (text[0] in "-+•*–" or not role)
    short = span == title or (len(text) < 110 and not item)
    if leads and span == title:
        return True  # what the title asks is no section's question
    if leads:
        course.carry, course.led = role, role if whole else ""
    elif not (short and whole) or text.endswith(_CLOSED):
        return False
    elif span == title or len(text) > 70 or document.cased[span.start].islower():
        if span == title and _SAID.plan.match(text):
            course.plan, course.phase = True, "task"
        return True  # a title or a caption heads no section
    else:
        course.section, course.carry = role, ""
    course.phase = role if role in _LEANS else course.phase
    return True


def _role(reading: Reading, span: Span, found: list[Hit], course: Course) -> tuple[str, str]:
    """The role that gets most votes ("none" when nothing tells one), and the names of the rules that voted."""
    view = reading.document.view
    votes: Counter[str] = Counter()
    strong = {rule.kind for _, rule in found if rule.rank >= 20} - {"none"}
    # the words that open it may turn it to something new
    opening = [rule for _, rule in found if rule.opens and rule.rank >= 25 and rule.kind != "none"]
    fresh = max(opening, key=lambda rule: rule.rank).kind if opening else ""
    # among tasks, what tells how things stand is none unless it says so
    carried = "task" in (course.carry, course.phase) and not course.plan
    if carried and not fresh and "task" not in {rule.kind for _, rule in found}:
        fresh = "result" if _SAID.state.search(view, *span) else ""
    turned, weak = _TURNED.get(fresh or course.carry or course.section, {}), 100
    if not turned and not {"result", "task"} & strong:
        turned, weak = _LEANS[course.phase], 15
    tail = _SAID.tail.search(view, (2 * span.start + span.end) // 3, span.end)
    for claim, rule in {rule.name: (claim, rule) for claim, rule in reversed(found)}.values():
        firm = fresh in _LEANS or rule.rank >= weak or (rule.rank >= 20 and rule.kind in _LEANS)
        kind, worth = (rule.kind, 1.0) if firm else turned.get(rule.kind, (rule.kind, 1.0))
        worth *= 0.5 if tail and claim.start > tail.start() else 1.0
        votes[kind] += worth * rule.rank / 10
    if any(years > 0 and len(period) < 8 for _, period, years in dated(reading, *span)):
        votes["task"] += 1.2
    if votes["none"] >= max(1, *(votes[role] for role in ROLES)):
        return "none", ""
    votes_of = {2.5: course.section, 1.5: course.carry, 0.5: course.before, 0.6: course.phase}
    for worth, kind in votes_of.items():
        if kind and not (fresh and worth < 2):
            votes[kind] += worth if kind in strong or not strong - {*turned} else 0.4 * worth
    best = max(ROLES, key=lambda role: votes[role])
    words = len(view[slice(*span)].split())
    if (words < _TELLING and votes[best] < 1) or (words < 3 and not found):
        return "none", ""
    names = sorted({rule.name.split(".")[1] for _, rule in found if rule.kind == best})
    return best, "+".join(names) or f"carried: {best}"


def _period(reading: Reading, span: Span, role: str) -> str | None:
    """The year or years a sentence begins with; for a task the ones it names that are still to come."""
    high = span.end if role == "task" else min(span.end, span.start + 40)
    for claim, period, ahead in dated(reading, span.start, high):
        right = ahead >= 0 if role == "task" else ahead <= 0
        if right and claim.data["grain"] not in ("day", "days"):
            return period
    return None


def dated(reading: Reading, low: int, high: int) -> Iterator[tuple[Claim, str, int]]:
    """Periods named between two offsets, and how many years behind the article's own they end."""
    now = years_of(reading.document.published or reading.document.period)
    for claim in starting(reading.periods, low, high):
        period = resolve(claim.data["period"], now and now[1])
        years = years_of(period)
        if years and "invalid" not in claim.data["flags"]:
            yield claim, period, years[1] - now[1] if now else 0
