"""Adoptions: which unit applies which organisational model, and how far it has got.

Figures tell it first: the observation linker has already tied "10/11 huyện" to its model, place and
role. What is told without a figure is read from cue words (data/adoptions.toml): a sentence falls into
stretches, each with the models, places and status words that stand in it; what a stretch lacks it
takes from the one before it.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from ..extraction import Ids, Reading, places
from ..extraction.periods import resolve, years_of
from ..knowledge import codebook
from ..rules import Claim
from ..text import Document, Span, trim
from .statements import CueRule, Cues, by_sentence, load_cues, spaced

STATUSES = ("done", "partial", "pilot", "planned", "exempt")
Row = dict[str, Any]

MODEL_RULES = load_cues("adoptions.toml", "model", codebook())
STATUS_RULES = load_cues("adoptions.toml", "status", (*STATUSES, "absent"))
RULES = (*MODEL_RULES, *STATUS_RULES)
_NO_MODEL = ("merger.leadership_posts",)  # posts cut are an outcome, not a model
_UNIT = "huyện|thị xã|thành phố|tp[.]?|tx[.]?|quận|xã|phường|thị trấn"
_CUT = spaced(r"[;:(]|[.](?=\s)|,(?![0-9])|(?<!\w)(?:còn|riêng|trong khi)(?!\w)")
_LIST = spaced(
    r"\s{0,2}(?:,|và|cùng|với|cũng như|rồi đến|tiếp đến là|\s){1,4}\s{0,2}"
    rf"(?:các )?(?:{_UNIT})?\s{{0,2}}"
)
_GOES_ON = spaced(
    r"(?:[^.;:\n]{0,40}, )?(?:riêng|còn|ngoài ra|bên cạnh đó|tại|ở)?,?\s{0,3}"
    rf"(?:các |hai |ba )?(?:{_UNIT})?\s{{0,2}}"
)
_SAME = spaced(
    r"(?:mô hình|việc|cách làm|chủ trương|nội dung) (?:này|đó|ấy|trên)|tương tự|như vậy|áp dụng"
    r"|thực hiện|triển khai|vận hành|thí điểm|hoàn thành|về đích|đi (?:đầu|trước)|diện|ngoại lệ"
    r"|đứng ngoài|phải sắp|giữ nguyên|làm (?:xong|điểm|sớm|trước|theo)"
    r"|là (?:hai |ba |những |các )?(?:nơi|đơn vị|địa phương|huyện|xã)"
)
_REASON = spaced(r"(?<!\w)(?:lý do là|(?:là )?(?:do|bởi|vì)(?: (?:vì|rằng))?)\s{1,3}(?!vậy|thế|đó)")
_REST = spaced(r"còn(?: lại)?[^.;\n]{0,60}?(?:sẽ|phấn đấu|hoàn thành|làm xong|thực hiện)")
_WHOLE = spaced(r"(?<!\w)(?:(?:toàn )?tỉnh|cấp (?:huyện|xã)|các (?:huyện|xã|địa phương))(?!\w)")


@dataclass
class Stretch:
    """A part of a sentence that tells one status of some places and models."""

    span: Span
    models: list[tuple[Claim, CueRule]] = field(default_factory=list)
    places: list[Claim] = field(default_factory=list)
    status: tuple[Claim, CueRule] | None = None


def find(reading: Reading, observations: list[Row]) -> list[Row]:
    """The adoptions of a reading; rows in view coordinates, one per model, place and status.

    Args:
        reading: the document and what was read in it
        observations: rows of `observations.link` for the same reading
    """
    document = reading.document
    whole = places.focus(document, reading.places)
    focus = whole.data["name"] if whole else None
    models = {
        s: [h for h in hits if _fits(document.view, s, h)]
        for s, hits in by_sentence(MODEL_RULES, document).items()
    }
    statuses = by_sentence(STATUS_RULES, document)
    rows = _from_figures(document, observations, models, statuses)
    named = [
        p for p in reading.places if p.data["level"] != "province" and document.in_body(p.start)
    ]
    here = _grouped(document, named, lambda p: p.start)
    counted = _grouped(document, observations, lambda o: o["start"])
    last: tuple[int, list[tuple[Claim, CueRule]]] = (-1, [])
    for sentence in document.sentences:
        if not document.in_body(sentence.start) or _is_title(document, sentence):
            continue
        paragraph = document.view.rfind("\n", 0, sentence.start)
        hits = sorted(models.get(sentence, ()), key=lambda hit: hit[0].start)
        carried = [] if hits or last[0] != paragraph else last[1]
        if carried and not _goes_on(document.view, sentence, here.get(sentence, [])):
            continue
        if not hits and not carried:
            continue
        last = (paragraph, hits or carried)
        stretches = _stretches(
            document, sentence, hits, here.get(sentence, []), statuses.get(sentence, [])
        )
        rows += _from_words(document.view, stretches, carried, counted.get(sentence, []), focus)
    return _finished(reading, rows)


def _grouped(
    document: Document, items: Iterable[Any], start: Callable[[Any], int]
) -> dict[Span, list[Any]]:
    """Items by the sentence they start in."""
    found: dict[Span, list[Any]] = {}
    for item in items:
        found.setdefault(document.sentence_at(start(item)), []).append(item)
    return found


def _is_title(document: Document, sentence: Span) -> bool:
    """True for the body's first line when no stop ends it: the text tells it again, and more exactly."""
    return (
        sentence.start - document.body[0].start < 5
        and document.view[sentence.end - 1] not in ".!?…;"
    )


def _fits(view: str, sentence: Span, hit: tuple[Claim, CueRule]) -> bool:
    """True when the words around a model's cue, back to a semicolon, allow it."""
    claim, rule = hit
    low = max(sentence.start, claim.start - 110)
    low = max(low, view.rfind(";", low, claim.start))
    around = view[low : min(sentence.end, claim.end + 30)]
    return (not rule.context or bool(rule.context.search(around))) and not (
        rule.unless and rule.unless.search(around)
    )


def _goes_on(view: str, sentence: Span, named: list[Claim]) -> bool:
    """True for a sentence that begins with a place and goes on with the model told before it."""
    text = view[sentence.start : sentence.end]
    if not named or len(text) > 220 or not _SAME.search(text):
        return False
    return bool(_GOES_ON.fullmatch(view[sentence.start : named[0].start]))


def _stretches(
    document: Document,
    sentence: Span,
    models: list[tuple[Claim, CueRule]],
    named: list[Claim],
    statuses: list[tuple[Claim, CueRule]],
) -> list[Stretch]:
    """Cut a sentence where a place with its own status or model begins; lists of places stay whole."""
    view = document.view
    lists = [
        (a.end, b.start)
        for a, b in itertools.pairwise(named)
        if _LIST.fullmatch(view[a.end : b.start])
    ]
    held = {at for a, b in [*lists, *((c.start, c.end) for c, _ in models)] for at in range(a, b)}
    cuts = [m.start() for m in _CUT.finditer(view, *sentence) if m.start() not in held]
    edges = [sentence.start, *cuts, sentence.end]
    pieces = [Stretch(Span(a, b)) for a, b in itertools.pairwise(edges) if a < b]
    at = 0
    for kind, claim, rule in sorted(
        [("p", p, None) for p in named]
        + [("m", *m) for m in models]
        + [("s", *s) for s in statuses],
        key=lambda t: t[1].start,
    ):
        while claim.start >= pieces[at].span.end:
            at += 1
        piece = pieces[at]
        if kind == "p":
            piece.places.append(claim)
        elif kind == "m":
            piece.models.append((claim, rule))
        elif piece.status is None or rule.rank > piece.status[1].rank:
            piece.status = (claim, rule)
    merged = pieces[:1]
    for piece in pieces[1:]:
        before = merged[-1]
        own = view[piece.span.start] in ";." or (
            piece.places and (piece.status or piece.models) and (before.places or before.status)
        )
        if own:
            merged.append(piece)
            continue
        before.span = Span(before.span.start, piece.span.end)
        before.models += piece.models
        before.places += piece.places
        if piece.status and (before.status is None or piece.status[1].rank > before.status[1].rank):
            before.status = piece.status
    return merged


def _from_words(
    view: str,
    stretches: list[Stretch],
    carried: list[tuple[Claim, CueRule]],
    told: list[Row],
    focus: str | None,
) -> list[Row]:
    """Rows of one sentence from its stretches; what a figure of the same stretch tells is left out."""
    rows: list[Row] = []
    status = next((s.status for s in stretches if s.status), None)
    models, seen = carried, []
    counted = {o["indicator"] for o in told}
    for stretch in stretches:
        own = stretch.models
        models, status = own or models[-1:], stretch.status or status
        where = stretch.places or (seen if own else [])
        seen = stretch.places or seen
        if status is None or status[1].kind == "absent":
            continue
        low, high = stretch.span
        inside = [o for o in told if low <= o["start"] < high and o["role"] != "change"]
        at = {(o["indicator"], o["place"]) for o in inside}
        parts = {o["indicator"] for o in inside if o["place"] and o["place"] != focus}
        kind, whole = status[1].kind, bool(_WHOLE.search(view, low, high))
        general = status[1].rank >= 20 or (whole and kind != "done")
        for claim, rule in {rule.kind: (claim, rule) for claim, rule in models}.values():
            units = {
                p.data["name"]: p
                for p in where
                if not rule.levels or p.data["level"] in rule.levels
            }
            if kind == "done" and rule.kind in parts:
                units = {}
            by = f"{rule.name}, {status[1].name}"
            for name, place in units.items():
                if (rule.kind, name) not in at:
                    rows.append(_row(rule.kind, name, kind, [claim, place, status[0]], stretch, by))
            if general and not where and own and rule.kind not in counted and kind != "exempt":
                rows.append(_row(rule.kind, focus, kind, [claim, status[0]], stretch, by))
    return rows


def _from_figures(
    document: Document, observations: list[Row], models: Cues, statuses: Cues
) -> list[Row]:
    """Rows from observations of a model: n = N done, n < N partial, a target planned."""
    rows: list[Row] = []
    said = {
        (s, kind): [c for c, r in hits if r.kind == kind]
        for s, hits in models.items()
        for kind in {r.kind for _, r in hits}
    }
    pilots = {s: [c for c, rule in found if rule.kind == "pilot"] for s, found in statuses.items()}
    for o in observations:
        model, role = o["indicator"] or "", o["role"]
        if not model.startswith(("concurrent.", "merger.")) or model in _NO_MODEL:
            continue
        share = _share(o)
        if role not in ("actual", "target") or share == 0:
            continue
        sentence = document.sentence_at(o["start"])
        low = max(sentence.start, o["start"] - 400)
        low = max(low, *(document.view.rfind(c, low, o["start"]) for c in ";:"))
        near = [c for c in pilots.get(sentence, ()) if low <= c.start < o["end"] + 60][:1]
        if share is None:  # a count alone: of those who apply it, or of what was merged
            districts = o["unit_class"] == "district" and model != "merger.districts"
            share = 50 if model.startswith("concurrent.") or districts else 100
        reached = "done" if share >= 100 else "partial"
        status = "planned" if role == "target" else "pilot" if near else reached
        figure = Claim(o["start"], o["end"], "figure", "", 0)
        cues = [
            c for c in said.get((sentence, model), ()) if low <= c.start and c.end <= o["start"]
        ]
        cues = [c for c in cues[-1:] if o["start"] < c.end + 160]
        around = Stretch(Span(low, min(sentence.end, o["end"] + 400)))
        by = f"adoption.figure, {o['rule']}"
        rows.append(_row(model, o["place"], status, [*cues, figure, *near], around, by))
    return rows


def _share(o: Row) -> float | None:
    """The percent of units that an observation tells of; None for a count alone."""
    if o["numerator"] is not None and o["denominator"]:
        return o["numerator"] / o["denominator"] * 100
    return o["stated_percent"] or (o["value"] if o["unit"] == "%" else None)


def _row(
    model: str, place: str | None, status: str, told_by: list[Claim], stretch: Stretch, rule: str
) -> Row:
    inside = [c for c in told_by if stretch.span.start <= c.start < stretch.span.end] or told_by
    span = {"start": min(c.start for c in inside), "end": max(c.end for c in inside)}
    row = {"model": model, "place": place, "status": status, "rule": rule}
    return {**row, **span, "stretch": stretch.span}


def _finished(reading: Reading, rows: list[Row]) -> list[Row]:
    """One row per model, place and status, in text order, with due date, reason, province and id."""
    document, ids, kept = reading.document, Ids(reading.document), {}
    counted = {(r["model"], r["place"]) for r in rows if r["status"] == "partial"}
    for row in sorted(rows, key=lambda r: (r["start"], r["end"])):
        by_words = not row["rule"].startswith("adoption.")
        if by_words and row["status"] == "done" and (row["model"], row["place"]) in counted:
            continue  # figures know better
        low, high = row.pop("stretch")
        end = document.sentence_at(row["start"]).end
        span = trim(document.view, row["start"], min(row["end"], end))
        row |= {"due": _due(reading, row, low, high), "reason": _reason(document, row, low, high)}
        row |= {"province": document.province, "start": span.start, "end": span.end}
        key = (row["model"], row["place"], row["status"])
        first = kept.setdefault(key, row)
        first["due"], first["reason"] = first["due"] or row["due"], first["reason"] or row["reason"]
    for (model, place, status), row in kept.items():
        row["adoption_id"] = ids.make(
            "adoption", row["start"], row["end"], model, place or "", status
        )
    return list(kept.values())


def _due(reading: Reading, row: Row, low: int, high: int) -> str | None:
    """When what is planned, or what is left of a partial adoption, is to be done."""
    document = reading.document
    if row["status"] == "partial":
        high = document.sentence_at(row["end"]).end
        rest = _REST.search(document.view, row["end"], high)
        low = rest.start() if rest else high
    elif row["status"] != "planned":
        return None
    now = years_of(document.published or document.period)
    due = None
    start = bisect.bisect_left(reading.periods, low, key=lambda c: c.start)
    for claim in itertools.islice(reading.periods, start, None):
        if claim.start >= high:
            break
        period = resolve(claim.data["period"], now and now[1])
        years = years_of(period) if "invalid" not in claim.data["flags"] else None
        if years and (now is None or years[1] >= now[1]):
            due = period
    return due


def _reason(document: Document, row: Row, low: int, high: int) -> str | None:
    """The stated reason of an exemption, as canonical text."""
    cause = _REASON.search(document.view, low, high) if row["status"] == "exempt" else None
    if not cause:
        return None
    text = document.literal(*trim(document.view, cause.end(), high)).rstrip(".;,: ")
    return (text if "(" in text else text.rstrip(") ")) or None
