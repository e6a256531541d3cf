"""Adoptions: which unit applies which organisational model, and how far it has got.

Figures tell it first: the observation linker has already tied "10/11 huyện" to its model, place and
role. What is told without a figure is read from cue words (data/adoptions.toml): a sentence falls into
stretches, each with the models, places and status words that stand in it; what a stretch lacks it
takes from the one before it, and a status at last from the sentence's role: what a result tells is
done, what a task tells is planned.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..extraction import Ids, Reading, places
from ..knowledge import codebook
from ..rules import Claim, cues
from ..text import Document, Span, trim
from .scopes import area_of
from .statements import Cues, Hit, by_sentence, dated, load_cues

STATUSES = ("done", "partial", "pilot", "planned", "exempt")
Row = dict[str, Any]

MODEL_RULES = load_cues("adoptions.toml", "model", codebook())
STATUS_RULES = load_cues("adoptions.toml", "status", (*STATUSES, "absent"))
RULES = (*MODEL_RULES, *STATUS_RULES)
_BY_ROLE = {"result": "done", "task": "planned"}
_BY_FIGURE = "adoption.figure, "
_SAID = cues("cues", "adoptions.toml")


@dataclass
class Stretch:
    """A part of a sentence that tells one status of some places and models."""

    span: Span
    models: list[Hit] = field(default_factory=list)
    places: list[Claim] = field(default_factory=list)
    status: Hit | None = None

    def join(self, other: Stretch) -> None:
        """Take in what the next piece of the sentence holds; the strongest status counts."""
        self.span = Span(self.span.start, max(self.span.end, other.span.end))
        self.models += other.models
        self.places += other.places
        if other.status and (not self.status or other.status[1].rank > self.status[1].rank):
            self.status = other.status


def find(reading: Reading, observations: list[Row], told: list[Row]) -> list[Row]:
    """The adoptions of a reading; rows in view coordinates, one per model, place and status.

    ``observations`` and ``told`` are the rows of `observations.link` and `statements.find`.
    """
    document, view = reading.document, reading.document.view
    models = {
        sentence: [hit for hit in hits if _fits(view, sentence, hit)]
        for sentence, hits in by_sentence(MODEL_RULES, reading).items()
    }
    statuses = by_sentence(STATUS_RULES, reading)
    roles = {row["start"]: row["role"] for row in told}
    named: dict[Span, list[Claim]] = defaultdict(list)
    for place in reading.places:
        if place.data["level"] != "province":
            named[document.sentence_at(place.start)].append(place)
    figured: dict[Span, list[Row]] = defaultdict(list)
    for row in observations:
        figured[document.sentence_at(row["start"])].append(row)
    rows = list(_from_figures(document, observations, models, statuses))
    whole = places.focus(document, reading.places)
    paragraph, last = -1, []  # of the last sentence that told of models, and these
    for sentence in document.sentences:
        hits, here = models.get(sentence, []), named[sentence]
        line = view.rfind("\n", 0, sentence.start)
        near = paragraph == line or _SAID.apart.match(view, sentence.start)
        goes_on = near and last and here and _SAID.same.search(view, *sentence)
        goes_on = goes_on and _SAID.goes_on.fullmatch(view, sentence.start, here[0].start)
        if not document.in_body(sentence.start) or not (hits or goes_on):
            continue
        carried = [] if hits else last
        paragraph, last = line, hits or last
        stretches = _stretches(view, sentence, hits, here, statuses.get(sentence, []))
        role = roles.get(sentence.start, "")
        rows += _from_words(view, stretches, carried, figured[sentence], whole, role)
    return _finished(reading, rows)


def _twin(model: str) -> str:
    """The same pair of posts at the other level, for the words often fit both."""
    a, b = ".district_", ".commune_"
    return model.replace(a, b) if a in model else model.replace(b, a)


def _fits(view: str, sentence: Span, hit: Hit) -> bool:
    """True when the words around a model's cue, back to a semicolon, allow it."""
    claim, rule = hit
    low = max(sentence.start, claim.start - 110)
    low = max(low, view.rfind(";", low, claim.start))
    high = min(sentence.end, claim.end + 45)
    around = view[low : claim.end] + view[claim.end : high].split(";")[0]
    wanted = not rule.context or rule.context.search(around)
    return bool(wanted) and not (rule.unless and rule.unless.search(around))


def _stretches(
    view: str, sentence: Span, models: list[Hit], named: list[Claim], statuses: list[Hit]
) -> list[Stretch]:
    """Cut a sentence where a place with its own status or model begins; lists of places stay whole."""
    first = min((c.start for c, _ in statuses), default=sentence.end)
    kept = [
        (a.end, b.start)
        for a, b in itertools.pairwise(named)
        if _SAID.list.fullmatch(view, a.end, b.start)
        # "…  đã có ở A, B sẽ làm sau": B begins a clause of its own
        and not (first < a.start and view[a.end] == "," and _SAID.turns.match(view, b.end))
    ]
    kept += [claim.span for claim, _ in models]
    held = {at for a, b in kept for at in range(a, b)}
    cuts = [m.start() for m in _SAID.cut.finditer(view, *sentence) if m.start() not in held]
    edges = [sentence.start, *cuts, sentence.end]
    pieces = [Stretch(Span(a, b)) for a, b in itertools.pairwise(edges) if a < b]
    parts = [Stretch(Span(p.start, p.start), places=[p]) for p in named]
    parts += [Stretch(Span(h[0].start, h[0].start), models=[h]) for h in models]
    parts += [Stretch(Span(h[0].start, h[0].start), status=h) for h in statuses]
    at = 0
    for part in sorted(parts, key=lambda part: part.span):
        while part.span.start >= pieces[at].span.end:
            at += 1
        pieces[at].join(part)
    merged = pieces[:1]
    for piece in pieces[1:]:
        before = merged[-1]
        own = piece.places and (piece.status or piece.models) and (before.places or before.status)
        if own or view[piece.span.start] in ";.":
            merged.append(piece)
        else:
            before.join(piece)
    return merged


def _from_words(
    view: str,
    stretches: list[Stretch],
    carried: list[Hit],
    told: list[Row],
    whole: Claim | None,
    role: str,
) -> Iterator[Row]:
    """Rows of one sentence from its stretches; what a figure of the same stretch tells is left out."""
    focus = whole.data["name"] if whole else None
    inner = whole is not None and whole.data["level"] == "district"
    status: Hit | None = None
    models, seen, leads = carried, [], True
    all_planned = role == "task" and not any(  # else it is told which part is
        s.status and s.status[1].kind == "planned" for s in stretches
    )
    for stretch in stretches:
        own, models = stretch.models, stretch.models or models[-1:]
        planned = status and status[1].kind == "planned"
        if stretch.status and not (planned and stretch.status[1].rank < 10):
            status = stretch.status
        where = stretch.places or (seen if own and leads else [])
        if stretch.places:  # places that come first hold for the models that follow
            seen, leads = where, not own or where[0].start < own[0][0].start
        kind = status[1].kind if status else _BY_ROLE.get(role, "absent")
        if kind == "done" and all_planned and not (status and view[slice(*status[0].span)] == "đã"):
            kind = "planned"
        if kind == "absent":
            continue
        low, high = stretch.span
        inside = [o for o in told if low <= o["start"] < high and o["role"] != "change"]
        at = {(o["indicator"], o["place"]) for o in inside}
        figured = {model for model, _ in at if model}
        firm = stretch.status and stretch.status[1].rank >= 20
        said = (_SAID.own if inner else _SAID.whole).search(view, low, high)
        general = firm or (said and (kind != "done" or inner))
        general = general and not where and own and kind != "exempt"
        by, cue = (status[1].name, [status[0]]) if status else (f"role: {role}", [])
        for claim, rule in {rule.kind: (claim, rule) for claim, rule in models}.values():
            if _twin(rule.kind) in figured - {rule.kind} or (figured and not stretch.places):
                continue
            names = {p.data["name"]: p for p in where if p.data["level"] in rule.levels}
            found = [(name, [claim, place, *cue]) for name, place in names.items()]
            if general:
                found = [(focus, [claim, *cue])]
            for name, told_by in found:
                if (rule.kind, name) not in at:
                    yield _row(rule.kind, name, kind, told_by, stretch.span, f"{rule.name}, {by}")


def _from_figures(
    document: Document, observations: list[Row], models: Cues, statuses: Cues
) -> Iterator[Row]:
    """Rows from observations of a model: n = N done, n < N partial, a target planned."""
    view = document.view
    for o in observations:
        model, start = o["indicator"] or "", o["start"]
        share, sentence = _share(o), document.sentence_at(start)
        signs = statuses.get(sentence, [])
        role = _role(view, o, bool(_between(signs, "planned", 0, start)))
        outcome = role == "actual" and _SAID.outcome.match(f"{model} {o['rule']}")
        known = _SAID.known.match(model) and role in ("actual", "target")
        if not known or share == 0 or outcome:
            continue
        low = max(sentence.start, start - 400)
        low = max(low, *(view.rfind(c, low, start) for c in ";:"))
        stop = _SAID.figure.search(view, o["end"], o["end"] + 60)
        pilot = _between(signs, "pilot", low, stop.start() if stop else o["end"] + 60)[:1]
        if share is None:  # a count alone: of those who apply it, or of what was merged
            districts = o["unit_class"] == "district" and model != "merger.districts"
            share = 50 if model.startswith("concurrent.") or districts else 100
        reached = "done" if share >= 100 else "partial"
        status = "planned" if role == "target" else "pilot" if pilot else reached
        said = _between(models.get(sentence, []), model, low, start)[-1:]
        told_by = [*said, Claim(start, o["end"], "figure", "", 0), *pilot]
        apart = _SAID.apart.search(view, o["end"], sentence.end)
        around = Span(low, apart.start() if apart else sentence.end)
        row = _row(model, o["place"], status, told_by, around, _BY_FIGURE + o["rule"])
        yield row | {"province": o["province"]}


def _role(view: str, o: Row, planned: bool) -> str:
    """The role of a figure; n of N is what there is, unless plans or a rest are told before it."""
    rest = _SAID.left.search(view, max(0, o["start"] - 15), o["start"])
    done = o["numerator"] == o["denominator"] and not planned
    part = o["denominator"] and o["denominator_is"] != "target"
    there = part and {"remaining": not rest, "target": done}.get(o["role"])
    return "actual" if there else o["role"]


def _between(hits: list[Hit], kind: str, low: int, high: int) -> list[Claim]:
    """The cues of a kind that begin and end between two offsets."""
    return [c for c, rule in hits if rule.kind == kind and low <= c.start and c.end <= high]


def _share(o: Row) -> float | None:
    """The percent of units that an observation tells of; None for a count alone."""
    if o["denominator"]:
        return o["numerator"] / o["denominator"] * 100
    return o["stated_percent"] or (o["value"] if o["unit"] == "%" else None)


def _row(
    model: str, place: str | None, status: str, told_by: list[Claim], around: Span, rule: str
) -> Row:
    """A row that spans the claims which tell it, as far as they stand in the words ``around``."""
    inside = [c for c in told_by if around.start <= c.start < around.end]
    span = {"start": min(c.start for c in inside), "end": max(c.end for c in inside)}
    row = {"model": model, "place": place, "status": status, "rule": rule}
    return {**row, **span, "around": around}


def _finished(reading: Reading, rows: list[Row]) -> list[Row]:
    """One row per model, place and status, in text order, with due date, reason, province and id."""
    document, ids, kept = reading.document, Ids(reading.document), {}
    known = {(r["model"], r["place"]) for r in rows if r["status"] in ("partial", "exempt")}
    several = len({r["province"] for r in rows if "province" in r}) > 1
    homes = [p for p in reading.places if several and p.data["level"] == "province"]
    for row in sorted(rows, key=lambda r: ("province" not in r, r["start"], r["end"])):
        sentence, around = document.sentence_at(row["start"]), row.pop("around")
        named = [p.data["name"] for p in homes if sentence.start <= p.start < row["end"]]
        from_words = "province" not in row
        row.setdefault("province", named[-1] if named else document.province)
        row["area_id"] = area_of(document, row["province"])
        key = (row["model"], row["place"], row["status"], row["province"])
        if from_words and row["status"] == "done" and key[:2] in known:
            continue  # figures know better
        row["start"], row["end"] = trim(document.view, row["start"], min(row["end"], sentence.end))
        row |= {"due": _due(reading, row, around), "reason": _reason(document, row, around)}
        first = kept.setdefault(key, row)
        first["due"] = first["due"] or row["due"]
    for (model, place, status, _), row in kept.items():
        parts = (row["start"], row["end"], model, place or "", status)
        row["adoption_id"] = ids.make("adoption", *parts)
    return sorted(kept.values(), key=lambda r: (r["start"], r["end"]))


def _due(reading: Reading, row: Row, around: Span) -> str | None:
    """When what is planned, or what is left of a partial adoption, is to be done."""
    document, (low, high) = reading.document, around
    spans = [around, Span(document.sentence_at(low).start, low)]
    if row["status"] == "partial":
        high = document.sentence_at(row["end"]).end
        rest = _SAID.rest.search(document.view, row["end"], high)
        spans = [Span(rest.start(), high)] if rest else []
    elif row["status"] != "planned":
        return None
    for span in spans:
        if ahead := [period for _, period, years in dated(reading, *span) if years >= 0]:
            return ahead[-1]
    return None


def _reason(document: Document, row: Row, around: Span) -> str | None:
    """The stated reason of an exemption, as canonical text."""
    cause = _SAID.reason.search(document.view, *around) if row["status"] == "exempt" else None
    if not cause:
        return None
    text = document.literal(*trim(document.view, cause.end(), around.end)).rstrip(".;,: ")
    return text if "(" in text else text.rstrip(") ")
