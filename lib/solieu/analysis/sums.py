"""Sums told in a sentence or two: shares, parts of a whole, shares that make a hundred.

Each rule looks at sentences of an article's tape (`solieu.analysis.articles`) and yields verdicts.
Where a sentence can be read in a way that makes its sum come out, it is read so. The words that
the rules go by are data (``data/audit.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import reduce
from itertools import pairwise, takewhile

from . import intervals as iv
from .articles import MOST, NEAR, Article, F, Figure, Row, Sentence, outcome_of, verdict
from .cues import cue, table

HUNDRED = iv.point(100)


def added(figures: Sequence[Figure], reading: str = "loose") -> iv.Interval:
    """The sum of what the figures stand for."""
    return reduce(lambda a, b: a + b, (getattr(f.value, reading) for f in figures))


def shares(article: Article) -> Iterator[Row]:
    """A percent beside the ratio or count it belongs to (ratio_percent, implied_total).

    Observations say which figures belong together; the words around may say that they do not.
    """
    for row in article.observations:
        used = [article.by_id[i] for i in row["figure_ids"] if i in article.by_id]
        share = next((f for f in used if f.share), None)
        part = next((f for f in used if f.kind != "percent"), None)
        if share and part and row.get("stated_percent") is not None:
            yield from _share(article, part, share, row.get("denominator"), used)
    for sentence in article.sentences:
        for name in ("excess", "shortfall"):
            for _, (part, share) in sentence.find(name):
                if part.base and share.share and cue("ends").match(share.after):
                    yield _quotient(name, part.value, part.base, [part, share])


def _share(
    article: Article, part: Figure, share: Figure, total: float | None, used: list[Figure]
) -> Iterator[Row]:
    gap, after = share.gap, share.after
    other = cue("other_whole").search(re.split("[,;.]", after)[0][:30])
    other = other or (used[0] is share and "trong đó" in after)
    if (
        other
        or cue("no_share").search(f"{gap}%{after}")
        or not part.value.value > 0 < share.value.value
    ):
        return
    target, wrong = bool(cue("target_after").match(after)), None
    sure = target or bool(cue("sure_share").search(gap))
    if part.base or total:
        # n of all there are is no progress towards a target, which may be another number
        base = part.base or iv.Printed(iv.exact(total))
        bases = [("share", base, used, not target or part.aims)]
    elif part.kind == "count" and part.exact:
        bases = _wholes(article, part, share, target, sure)
    else:
        return
    strict = bool(cue("strictly").search(gap)) and "trở" not in after[:12]
    for name, base, figures, known in bases:
        made = _quotient(name, part.value, base, figures, strict)
        if made["outcome"] != iv.INCONSISTENT:
            yield made
            return
        wrong = wrong or (known and made)
    if wrong:
        yield wrong
    elif not part.base and not total:
        yield _implied(part, share, sure)


def _quotient(
    name: str, top: iv.Printed, base: iv.Printed, used: list[Figure], strict: bool = False
) -> Row:
    """A percent beside the numbers it is the quotient of, or tells the excess or the lack of."""
    share = next(f for f in used if f.share)
    implied = (top.loose / base.loose).times(100)
    if name == "excess":
        implied = implied - HUNDRED
    elif name == "shortfall":
        implied = HUNDRED - implied
    outcome = iv.decide(implied, share.value)
    if strict and not share.exact and implied == iv.point(share.value.value):
        name, outcome = "share_exactly", iv.INCONSISTENT
    told = f"{iv.show(top.value)} : {iv.show(base.value)} × 100"
    return verdict(name, outcome, share, implied, used, sum=told)


def _implied(part: Figure, share: Figure, sure: bool) -> Row:
    """A count and its share imply a total: some whole number (GRIM)."""
    count = iv.point(part.value.value)
    implied = count.times(100) / share.value.loose
    outcome, only = iv.whole_totals(count, share.value)
    name = "total_open"
    if share.exact and outcome == iv.INCONSISTENT and sure:
        name = "total_not_whole"
    elif share.exact and only and implied.high - implied.low < 1:
        name, implied = "total_only", iv.point(only)
    else:
        outcome = iv.UNTESTABLE
    return verdict(name, outcome, share, implied, [part, share], part=part)


def _wholes(
    article: Article, part: Figure, share: Figure, target: bool, sure: bool
) -> Iterator[tuple[str, iv.Printed, list[Figure], bool]]:
    """What ``part`` may be a share of: what it is told inside of, totals told, any like figure."""
    if part.sentence:
        before = [*part.sentence.figures[max(0, part.index - MOST) : part.index + 1]]
        for whole, f in reversed([*pairwise(before)]):
            if "trong đó" in f.gap and part.alike(whole):
                own = not cue("names_base").search(share.after)
                yield "share", whole.base or whole.value, [whole, part, share], own
            if "trong đó" in f.gap or ";" in f.gap:
                break
        previous = part.sentence.previous
        told = [*(previous.figures[-MOST:] if previous else ()), *before[:-1]]
        if target and cue("target_bracket").search(share.after):
            told += share.sentence.figures[share.index + 1 :][:1]
        for whole in reversed(told):
            fits = part.alike(whole) if target else part.noun == whole.noun
            lead = cue("target_before" if target else "whole_before").search(whole.gap)
            if fits and lead and whole.kind == "count":
                known = sure and not cue("yearly").search(whole.gap)
                yield "share_of_total", whole.value, [whole, part, share], known
    for (_, _, total), whole in article.totals.items():
        if whole is not part and total.value > 0 and whole.alike(part):
            yield "share_of_total", total, [part, share, whole], False


def passages(article: Article) -> Iterator[Sentence]:
    """Each sentence, with those that go on listing its parts (Trong đó …; bullets after a colon)."""
    for n, sentence in enumerate(article.sentences):
        following = article.sentences[n + 1 : n + 1 + MOST]
        if sentence.text.endswith(":"):
            more = [*takewhile(lambda s: s.line_start and cue("bullet").match(s.text), following)]
            more = more if not any(s.text.endswith(":") for s in more) else []
        else:
            more = [s for s in following[:1] if cue("parts_go_on").match(s.text[:80])]
        yield sentence.joined(more) if more else sentence


def sums(article: Article) -> Iterator[Row]:
    """A stated whole and the parts listed after it (sum_of_parts, part_of_whole)."""
    for sentence in passages(article):
        for i, whole in enumerate(sentence.figures):
            if whole.kind in ("count", "money", "ratio"):
                yield from _listed(sentence, i, whole)


def _listed(sentence: Sentence, i: int, last: Figure) -> Iterator[Row]:
    """Check what is listed after figure ``i`` as parts of it, or of a figure shortly before it."""
    following = sentence.figures[i + 1 : i + 1 + MOST]
    first = next((k for k, f in enumerate(following, i + 1) if f.kind != "percent"), None)
    start = sentence.marks[i] + 1
    gap = _blank(sentence.text[start : sentence.marks[first]][:NEAR]) if first else ""
    begin = cue("parts").search(gap)
    if not begin or len(gap) > 130 or cue("uncounted_whole").search(gap[: begin.start()]):
        return
    start += begin.end()
    text = sentence.text[start : start + 3 * NEAR]
    region = _blank(text).split(")", 1)[0] if begin["open"] else _blank(text)
    stop = cue("parts_stop").search(region, 1)
    region = region[: stop.start()] if stop else region
    region = region if F.search(region) else text[: len(region)]  # all stands in brackets
    found = [
        (m.start(), sentence.figures[sentence.at(start + m.start())]) for m in F.finditer(region)
    ]
    wholes = [f for f in sentence.figures[max(0, i - MOST) : i + 1] if f.kind == last.kind]
    parts = [(p, f) for p, f in found if f.kind != "percent"]
    odd = [k for k, (_, f) in enumerate(parts) if not any(map(f.alike, wholes))]
    parts = parts[: odd[0]] if odd else parts
    group = region.find(";")
    if sum(p < group for p, _ in parts) > 1:
        parts, region, odd = [(p, f) for p, f in parts if p < group], region[:group], []
    figures = [f for _, f in parts]
    few = 0 < len(figures) <= MOST
    fitting = [w for w in wholes if few and all(map(w.alike, figures))]
    if not fitting or cue("no_parts").search(region):
        return
    inside = begin["inside"] or re.match(r"\W*trong đó", region)
    if inside:
        yield from _within(max(fitting, key=lambda f: f.value.loose.high), figures)
    if len(figures) < 2 or any(f.kind == "ratio" for f in figures):
        return
    total = added(figures)
    whole = next((w for w in fitting if total.meets(w.value.loose)), None)
    if whole:
        yield _sum(iv.CONSISTENT, whole, figures)
    elif not odd and fitting[-1] is last and last.value.value > 1 and not last.base:
        partition = any(
            sum(bool(c.search(region)) for c in p["classes"]) == len(p["classes"]) == len(figures)
            for p in table("partition")
            if not p["needs"].pattern
        )
        overlap = cue("overlapping").search(region) and last.kind != "money" and not partition
        if overlap or cue("partial").search(f"{gap[: begin.start()][-24:]} | {region}"):
            return
        labels = [sentence.cased[max(0, start + p - 40) : start + p] for p, _ in parts]
        apart = cue("apart").search(region) or all(map(cue("place_label").search, labels))
        too_many = apart and total.low > last.value.loose.high
        if not inside or partition or too_many or cue("filled").search(region):
            yield _sum(iv.INCONSISTENT, last, figures)


def _blank(text: str) -> str:
    """The text with what stands in brackets blanked out."""
    return re.sub(r"\([^()]*\)", lambda m: " " * len(m[0]), text)


def _sum(outcome: str, whole: Figure, parts: list[Figure]) -> Row:
    result = "= " + whole.written(sum((f.value.value for f in parts), Fraction(0)))
    told = {"sum": " + ".join(map(str, parts)), "result": result}
    return verdict("sum", outcome, whole, added(parts), [whole, *parts], **told)


def _within(whole: Figure, parts: list[Figure]) -> Iterator[Row]:
    """Each part is at most its whole."""
    for part in parts:
        bad = part.value.loose.low > whole.value.loose.high
        bad = bad or bool(part.base and whole.base and part.base.value > whole.base.value)
        told = {"whole": whole, "sign": ">" if bad else "≤"}
        used = [whole, part]
        yield verdict("part", outcome_of(not bad), part, whole.value.loose, used, **told)


def complements(article: Article) -> Iterator[Row]:
    """Shares that leave nothing out make 100 (complement)."""
    for sentence in article.sentences:
        items = [f for f in sentence.figures if f.share]
        if not 1 < len(items) <= MOST:
            continue
        growth = any(cue("growth").search(f.gap[-30:]) for f in items)
        if cue("rest").search(items[-1].gap) and not growth:
            yield _hundred(items, False)
            continue
        for partition in table("partition"):
            known = partition["needs"].search(sentence.text)
            found = known and _labelled(items, partition["classes"])
            if found:
                yield _hundred(found, "may_lack" in partition)
                break


def _labelled(items: list[Figure], classes: list[re.Pattern[str]]) -> list[Figure] | None:
    """The one share of each class, when every class has exactly one; labels before, else after."""
    for before in (True, False):
        labels = {}
        for f in items:
            clauses = re.split(r"[;)]", f.gap if before else f.after)
            label = clauses[-1 if before else 0].strip(" ,")
            if before and len(classes) > 2 and label.count(",") > 2:
                label = label.rsplit(", ", 1)[-1]
            labels[f] = label
        found = [[f for f in items if word.search(labels[f])] for word in classes]
        if all(len(f) == 1 for f in found) and len({f[0] for f in found}) == len(classes):
            return [f[0] for f in found]
    return None


def _hundred(figures: list[Figure], may_lack: bool) -> Row:
    total = sum((f.value.value for f in figures), Fraction(0))
    outcome = outcome_of(added(figures, "rounded").meets(HUNDRED), not (may_lack and total < 100))
    if outcome == iv.INCONSISTENT and added(figures, "truncated").meets(HUNDRED):
        outcome = iv.TRUNCATED
    told = " + ".join(map(str, figures))
    return verdict("hundred", outcome, HUNDRED, total, figures, sum=told)


RULES = (shares, sums, complements)
