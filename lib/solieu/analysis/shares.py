"""Percents beside the numbers they are told of (ratio_percent, implied_total).

A percent is set against two numbers only where the words tie it to them, and is wrong only if no
two other numbers told there make it right.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import chain, pairwise

from . import intervals as iv
from .articles import MOST, NEAR, WHOLES, Article, Figure, Row, verdict
from .cues import cue

HUNDRED = iv.point(100)


def shares(article: Article) -> Iterator[Row]:
    """Each percent once, read in the surest way that the article offers."""
    told: dict[str, Row | None] = {}
    for share, row in chain(_observed(article), _worded(article), _alone(article)):
        told.setdefault(share.id, row)
    yield from filter(None, told.values())
    for sentence in article.sentences:
        for name in ("excess", "shortfall", "told_exactly"):
            for _, (part, share) in sentence.find(name):
                alone = cue("ends").match(share.after)
                if name == "told_exactly":  # of several ratios none is surely the share
                    alone = not any(f.base for f in sentence.figures[part.index + 1 :])
                more = part.base and part.value.value > part.base.value
                if part.base and share.share and alone and (more or name != "excess"):
                    yield quotient(name, part.value, part.base, [part, share])


def two_totals(article: Article) -> Iterator[Row]:
    """Two counts, each with its share of one total: n, p % and m, q % of all households."""
    for sentence in article.sentences:
        for _, (part, share, other, second) in sentence.find("two_shares"):
            bare = all(f.share and f.exact and f.value.loose.low > 0 for f in (share, second))
            if bare and part.kind == other.kind == "count" and other.alike(part):
                one, two = (
                    p.value.loose.times(100) / s.value.loose
                    for p, s in ((part, share), (other, second))
                )
                used = {"part": part, "other": other, "share": second, "total": one}
                if not one.meets(two):
                    figures = [part, share, other, second]
                    yield verdict("total_two", iv.INCONSISTENT, share, two, figures, **used)


def _observed(article: Article) -> Iterator[tuple[Figure, Row | None]]:
    """Ratios, or n of N told in words, that an observation puts beside a percent."""
    for row in article.observations:
        part, share = _together(article, row)
        if part and share and (part.base or row.get("denominator")):
            base = part.base or iv.Printed(iv.exact(row["denominator"]))
            made = quotient(
                "share", part.value, base, [article.by_id[i] for i in row["figure_ids"]]
            )
            bare = share.place < part.place or cue("bare_share").search(share.gap)
            yield share, _sure(made, part, share, bool(bare))


def _worded(article: Article) -> Iterator[tuple[Figure, Row | None]]:
    """Percents told in one clause with both their numbers: n/N, p %; n, p % of the N planned."""
    for sentence in article.sentences:
        for ratio, share in pairwise(sentence.figures):
            bare = cue("share_of_ratio").search(share.gap) and cue("ends").match(share.after)
            if ratio.base and share.share and bare and not _other_share(share):
                made = quotient("share", ratio.value, ratio.base, [ratio, share])
                yield share, _sure(made, ratio, share)
            # 72,5 % (870/1.120 villages), risen from less: a growth is no share
            bracket = ratio.share and share.base and cue("ratio_in_bracket").search(share.gap)
            if bracket and not cue("cut").search(ratio.gap):
                made = quotient("share", share.value, share.base, [ratio, share])
                yield ratio, _doubted(made, ratio)
        for name in ("of_total", "of_target", "of_base", "percent_first", "excess_of"):
            for _, (part, whole, share) in sentence.find(name):
                alike = part.kind == whole.kind not in ("ratio", "percent") and whole.alike(part)
                if alike and share.share and name == "excess_of":
                    yield share, _excess(part, whole, share)
                elif alike and share.share and (name == "of_base" or not _other_share(share)):
                    made = quotient("share", part.value, whole.value, [part, whole, share])
                    yield share, _doubted(made, share)


def _alone(article: Article) -> Iterator[tuple[Figure, Row | None]]:
    """Counts and amounts with a percent, of a whole that is told elsewhere or not at all."""
    for row in article.observations:
        part, share = _together(article, row)
        if part and share and part.kind in WHOLES and part.exact:
            yield share, _implied(article, part, share)
    for sentence in article.sentences:
        for part, share in pairwise(sentence.figures):
            bare = share.share and cue("share_of_ratio").search(share.gap)
            aimed = part.kind in WHOLES[2:] and cue("target_after").match(share.after)
            lead = (
                sentence.figures[part.index - 1].gap if part.index and part.kind == "count" else ""
            )
            within = cue("whole_in").search(lead) and cue("ends").match(share.after)
            if bare and part.exact and (aimed or within) and not _other_share(share):
                yield share, _implied(article, part, share)
        for _, (part, share) in sentence.find("share_first"):
            if part.kind == "count" and part.exact and share.share:
                yield share, _implied(article, part, share, sure=True)


def _together(article: Article, row: Row) -> tuple[Figure | None, Figure | None]:
    """The count or ratio and the percent of an observation, if the percent is of nothing else."""
    used = [article.by_id[i] for i in row["figure_ids"] if i in article.by_id]
    share = next((f for f in used if f.share and f.value.value > 0), None)
    part = next((f for f in used if f.kind != "percent" and f.value.value > 0), None)
    if not share or row.get("stated_percent") is None or _other_share(share):
        return None, None
    return part, share


def _other_share(share: Figure) -> bool:
    """Whether the words around a percent say that it is a growth, or a share of something else."""
    return bool(cue("other_share").search(f"{share.gap}%{share.after}"))


def _sure(row: Row, part: Figure, share: Figure, bare: bool = True) -> Row | None:
    """The verdict, unless it accuses where n of all there are stands beside a target's percent."""
    if row["outcome"] != iv.INCONSISTENT:
        return row
    aims = part.aims or (part.base and part.value.value > part.base.value)
    aimed = cue("target_after").match(share.after) and not aims
    return _doubted(row, share) if bare and not aimed else None


def _doubted(row: Row, share: Figure) -> Row:
    """The verdict, or if it accuses, that of two other numbers told near, which come out."""
    if row["outcome"] != iv.INCONSISTENT or not share.sentence:
        return row
    near = [*(share.sentence.previous or share.sentence).figures, *share.sentence.figures][-MOST:]
    numbers = {n: f for f in near if f.kind != "percent" for n in (f.value, f.base) if n}
    for top, base in ((a, b) for a in numbers for b in numbers if 0 < a.value < b.value):
        part, whole = numbers[top], numbers[base]
        if part is not whole and whole.alike(part):
            other = quotient("share", top, base, [part, whole, share])
            if other["outcome"] != iv.INCONSISTENT:
                return other
    return row


def quotient(name: str, top: iv.Printed, base: iv.Printed, used: list[Figure]) -> Row:
    """A percent beside the numbers it is the quotient of, or tells the excess or the lack of."""
    share = next(f for f in used if f.share)
    implied = (top.loose / base.loose).times(100)
    implied = implied - HUNDRED if name == "excess" else implied
    implied = HUNDRED - implied if name == "shortfall" else implied
    outcome = iv.decide(implied, share.value)
    beyond = cue("strictly").search(share.gap) and "trở" not in share.after[:12]
    if beyond and not share.exact and implied == iv.point(share.value.value):
        name, outcome = "share_exactly", iv.INCONSISTENT
    name = "share" if name == "told_exactly" else name
    told = f"{iv.show(top.value)} : {iv.show(base.value)} × 100"
    return verdict(name, outcome, share, implied, used, sum=told)


def _excess(part: Figure, whole: Figure, share: Figure) -> Row | None:
    """So much more than an aim: by the number before it, or by another one told before."""
    before = [f for f in share.sentence.figures[: part.index + 1][::-1] if f.alike(whole)][:4]
    before = [f for f in before if not f.base and not cue("yearly").search(f.gap)]
    rows = [quotient("excess", f.value, whole.value, [f, whole, share]) for f in before]
    return next((r for r in rows if r["outcome"] != iv.INCONSISTENT), rows[0] if rows else None)


def _implied(article: Article, part: Figure, share: Figure, sure: bool = False) -> Row | None:
    """A count and its share imply a total: one that is told, or some whole number (GRIM)."""
    target, wrong, larger = bool(cue("target_after").match(share.after)), None, None
    named = cue("sure_share").search(share.gap) or cue("base_of").match(share.after)
    sure = sure or target or bool(named)
    for (_, _, total), whole in article.totals.items():
        if whole is part or not total.value:
            continue
        known, inside = _whole(article, whole, part, share, target)
        known = known and (target or part.value.loose.low <= total.loose.high)
        if known or whole.alike(part):
            name = "share" if inside else "share_of_total"
            row = quotient(name, iv.Printed(part.value.value), total, [whole, part, share])
            if row["outcome"] != iv.INCONSISTENT:
                return row
            wrong = row if known and (sure or inside) else wrong
            more = total.value > part.value.value and whole.noun == part.noun
            larger = whole if more else larger
    if wrong:
        return _doubted(wrong, share)
    if part.kind != "count":
        return None
    count = iv.point(part.value.value)
    implied, (outcome, only) = (
        count.times(100) / share.value.loose,
        iv.whole_totals(count, share.value),
    )
    name = "total_unsure" if larger and not target else "total_open"
    near = part.sentence.figures[: part.index] if part.sentence else []
    near = [f.value.value for f in near if f.kind == "count"]  # 45 communes that met 19 criteria
    meant = any(iv.whole_totals(iv.point(n), share.value)[0] != iv.INCONSISTENT for n in near)
    if share.exact and outcome == iv.INCONSISTENT and sure and not meant:
        name = "total_not_whole"
    elif share.exact and only and implied.high - implied.low < 1:
        name, implied = "total_only", iv.point(only)
    else:
        outcome, first, last = iv.UNTESTABLE, math.ceil(implied.low), math.floor(implied.high)
        implied = iv.Interval(Fraction(first), Fraction(last)) if first <= last else implied
    return verdict(name, outcome, share, implied, [part, share], part=part, whole=larger)


def _whole(
    article: Article, whole: Figure, part: Figure, share: Figure, target: bool
) -> tuple[bool, bool]:
    """Whether a total told is surely the one a share is of; whether the part is told within it."""
    before, (start, end) = whole.place < part.place, sorted((whole.place, part.place))
    between = article.tape[start + 1 : end].lower() if end - start < NEAR else ""
    together, alike = whole.sentence is part.sentence, whole.alike(part)
    near_aim, yearly = cue("target_bracket").search(whole.gap), cue("yearly").search(whole.gap)
    if target:
        aimed = near_aim and whole.sentence is share.sentence and whole.index == share.index + 1
        lead = cue("target_before").search(whole.gap) if before else near_aim
        return bool((aimed or (alike and between and lead)) and not yearly), bool(aimed)
    inside = alike and before and cue("inside").search(between)
    following = part.sentence and part.sentence.previous is whole.sentence
    following = following and cue("parts_go_on").match(part.sentence.text)
    inside = inside and (together or (following and not part.sentence.line_start))
    next_ = alike and before and together and whole.index == part.index - 1
    same = next_ and whole.noun == part.noun and cue("of_these").search(part.gap)
    inside = bool(inside or (next_ and cue("whole_in").search(whole.gap)) or same)
    if inside and not cue("names_base").search(share.after):
        return True, True
    if not before and together and near_aim:
        return True, inside
    lead = whole.sentence.before(whole) if whole.sentence else ""
    all_of = cue("whole_before").search(lead) if before else None
    all_of = all_of or (not before and cue("whole_place").search(whole.gap + " "))
    within = cue("within_noun").search(part.gap) if before else None
    all_of = within["of"].startswith(whole.noun or "-") if within else all_of
    told = alike and whole.noun == part.noun and between and not yearly and all_of
    return bool(told and _is_all(whole, part, share, before)), inside


def _is_all(whole: Figure, part: Figure, share: Figure, before: bool) -> bool:
    """Whether a total told is surely of the same units, place and time as the one a share is of."""
    base = cue("base_of").match(share.after)
    if not base:
        bare = before or cue("ends").match(share.after)
        return bool(bare) and not cue("names_base").search(share.after)
    phrase = re.split("[,.;)]", base["of"])[0].strip()
    names = (part.noun, *part.noun.split(", "), phrase * whole.after.strip().startswith(phrase))
    named = max((n for n in names if base["of"].startswith(n)), key=len)
    named = named or (cue("any_unit").match(base["of"]) or [""])[0]
    rest = cue("base_ends").match(base["of"][len(named) :])
    if not named or not rest or (rest["level"] or "") not in whole.sentence.text:
        return False
    # a group of them, or all of another place, has another size
    place = share.rest[: base.start("of") + len(named) + rest.end()]
    if before or cue("whole_named").search(place):
        return not cue("whole_named").search(place)
    # "all 160 of them by 2023" tells how many there are
    all_told = cue("every").search(whole.gap)
    texts = part.sentence.text + ("" if all_told else whole.sentence.text)
    groups = f"{rest[0]} {whole.after.replace(whole.noun, '', 1)[:16]}"
    other_time = cue("whole_merged").search(texts) or cue("dated").search(texts)
    return not other_time and not cue("whole_group").search(groups)


RULES = (shares, two_totals)
