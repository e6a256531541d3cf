"""Sums told in a sentence or two; where one can be read so that it comes out, it is read so."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import reduce
from itertools import pairwise, takewhile

from . import intervals as iv
from .articles import MOST, NEAR, WHOLES, Article, F, Figure, Row, Sentence, outcome_of, verdict
from .cues import FIRST, cue, table

HUNDRED = iv.point(100)


def added(figures: Sequence[Figure], reading: str = "loose") -> iv.Interval:
    """The sum of what the figures stand for."""
    return reduce(lambda a, b: a + b, (getattr(f.value, reading) for f in figures))


def shares(article: Article) -> Iterator[Row]:
    """A percent beside the ratio or count it belongs to (ratio_percent, implied_total).

    Observations say which figures belong together; the words around may say that they do not, and
    two other numbers told there may be the ones meant.
    """
    told = _told(article)
    for row in article.observations:
        used = [article.by_id[i] for i in row["figure_ids"] if i in article.by_id]
        share = next((f for f in used if f.share and f.value.value > 0), None)
        part = next((f for f in used if f.kind != "percent" and f.value.value > 0), None)
        if not (share and part) or row.get("stated_percent") is None:
            continue
        total, around = row.get("denominator"), f"{share.gap}%{share.after}"
        if cue("other_share").search(around):
            continue
        if part.base or total:
            told.pop(share.id, None)
            base = part.base or iv.Printed(iv.exact(total))
            made = _quotient("share", part.value, base, used)
            # n of all there are is no progress towards a target, which may be another number
            sure = part.aims or not cue("target_after").match(share.after)
            sure = sure and (share.place < part.place or cue("bare_share").search(share.gap))
            if sure or made["outcome"] != iv.INCONSISTENT:
                yield _other(share) or made if made["outcome"] == iv.INCONSISTENT else made
        elif part.kind in WHOLES and part.exact and share.id not in told:
            told[share.id] = _implied(article, part, share)
    for sentence in article.sentences:
        for part, share in pairwise(sentence.figures):
            bare = share.share and cue("share_of_ratio").search(share.gap)
            if part.kind in WHOLES[2:] and bare and cue("target_after").match(share.after):
                told.setdefault(share.id, _implied(article, part, share))
        for _, (part, share) in sentence.find("share_first"):
            if part.kind == "count" and part.exact and share.share and share.id not in told:
                told[share.id] = _implied(article, part, share, sure=True)
    yield from filter(None, told.values())
    for sentence in article.sentences:
        for name in ("excess", "shortfall", "told_exactly"):
            for _, (part, share) in sentence.find(name):
                alone = cue("ends").match(share.after)
                if name == "told_exactly":  # of several ratios none is surely the share
                    alone = not any(f.base for f in sentence.figures[part.index + 1 :])
                more = part.base and part.value.value > part.base.value
                if part.base and share.share and alone and (more or name != "excess"):
                    yield _quotient(name, part.value, part.base, [part, share])


def _told(article: Article) -> dict[str, Row]:
    """Shares told in one clause with both their numbers: n of N, p %; n, p % of the N planned."""
    told = {}
    for sentence in article.sentences:
        for ratio, share in pairwise(sentence.figures):
            bare = cue("share_of_ratio").search(share.gap) and cue("ends").match(share.after)
            other = cue("other_share").search(f"{share.gap}%{share.after}")
            if ratio.base and share.share and bare and not other:
                row = _quotient("share", ratio.value, ratio.base, [ratio, share])
                sure = ratio.aims or not cue("target_after").match(share.after)
                if sure or row["outcome"] != iv.INCONSISTENT:
                    told[share.id] = (
                        (_other(share) or row) if row["outcome"] == iv.INCONSISTENT else row
                    )
        for name in ("of_total", "of_target", "excess_of"):
            for _, (part, whole, share) in sentence.find(name):
                alike = part.kind == whole.kind != "ratio" and whole.alike(part)
                other = cue("other_share").search(f"{share.gap}%{share.after}")
                if not alike or not share.share or part.kind == "percent":
                    continue
                if name == "excess_of":
                    told[share.id] = _excess(part, whole, share)
                elif not other:
                    row = _quotient("share", part.value, whole.value, [part, whole, share])
                    fits = row["outcome"] != iv.INCONSISTENT
                    told[share.id] = row if fits else _other(share) or row
    return told


def _excess(part: Figure, whole: Figure, share: Figure) -> Row | None:
    """So much more than an aim: by the number before it, or by another one told before."""
    before = [f for f in share.sentence.figures[: part.index + 1][::-1] if f.alike(whole)]
    rows = [
        _quotient("excess", f.value, whole.value, [f, whole, share])
        for f in before[:4]
        if not f.base and not cue("yearly").search(f.gap)
    ]
    return next((r for r in rows if r["outcome"] != iv.INCONSISTENT), rows[0] if rows else None)


def _quotient(name: str, top: iv.Printed, base: iv.Printed, used: list[Figure]) -> Row:
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


def _other(share: Figure) -> Row | None:
    """Two other numbers of the sentence or the one before that the percent is the quotient of."""
    if not share.sentence:
        return None
    near = [*(share.sentence.previous or share.sentence).figures, *share.sentence.figures][-MOST:]
    numbers = {n: f for f in near if f.kind != "percent" for n in (f.value, f.base) if n}
    for top, base in ((a, b) for a in numbers for b in numbers if 0 < a.value < b.value):
        used = list(dict.fromkeys((numbers[top], numbers[base])))
        if (used[0] is not used[-1]) and used[-1].alike(used[0]):
            row = _quotient("share", top, base, [*used, share])
            if row["outcome"] != iv.INCONSISTENT:
                return row
    return None


def _implied(article: Article, part: Figure, share: Figure, sure: bool = False) -> Row | None:
    """A count and its share imply a total: one that is told, or some whole number (GRIM)."""
    target, wrong, larger = bool(cue("target_after").match(share.after)), None, None
    sure = sure or target or bool(cue("sure_share").search(share.gap))
    count = iv.point(part.value.value)
    for (_, _, total), whole in article.totals.items():
        if whole is part or not total.value:
            continue
        known, inside = _whole(article, whole, part, share, target)
        known = known and (target or part.value.loose.low <= total.loose.high)
        if not known and not whole.alike(part):
            continue
        fits = iv.decide((count / total.loose).times(100), share.value) != iv.INCONSISTENT
        if fits or (known and (sure or inside)):
            name, used = "share" if inside else "share_of_total", [whole, part, share]
            wrong = _quotient(name, part.value, total, used)
        if fits:
            return wrong
        larger = whole if total.value > part.value.value and whole.noun == part.noun else larger
    if wrong or part.kind != "count":
        return wrong and (_other(share) or wrong)
    implied = count.times(100) / share.value.loose
    outcome, only = iv.whole_totals(count, share.value)
    name = "total_unsure" if larger and not target else "total_open"
    if share.exact and outcome == iv.INCONSISTENT and sure:
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
    if target:
        aimed = whole.sentence is share.sentence and whole.index == share.index + 1
        aimed = aimed and cue("target_bracket").search(whole.gap)
        lead = cue("target_before" if before else "target_bracket")
        told = aimed or (alike and between and lead.search(whole.gap))
        return bool(told and not cue("yearly").search(whole.gap)), bool(aimed)
    inside = before and alike and cue("inside").search(between)
    inside = inside and (
        together or (part.sentence.previous is whole.sentence and not part.sentence.line_start)
    )
    if before and alike and together and cue("whole_in").search(whole.gap):
        inside = inside or whole.index == part.index - 1
    if inside and not cue("names_base").search(share.after):
        return True, True
    first = not before and together and cue("target_bracket").search(whole.gap)
    lead = whole.sentence.text[: whole.place - whole.sentence.start] if whole.sentence else ""
    told = alike and whole.noun == part.noun and between and not cue("yearly").search(whole.gap)
    all_ = (
        cue("whole_before").search(lead) if before else cue("whole_place").search(whole.gap + " ")
    )
    return bool(first or (told and all_ and _is_all(whole, part, share, before))), bool(inside)


def _is_all(whole: Figure, part: Figure, share: Figure, before: bool) -> bool:
    """Whether a total told is surely of the same units, place and time as the one a share is of."""
    base = cue("base_of").match(share.after)
    named = base and next(
        (n for n in (part.noun, *part.noun.split(", ")) if base["of"].startswith(n)), ""
    )
    if not base:
        return not cue("names_base").search(share.after) and (
            before or bool(cue("ends").match(share.after))
        )
    phrase = re.split("[,.;)]", base["of"])[0].strip()
    named = max(named, phrase if whole.after.strip().startswith(phrase) else "", key=len)
    named = named or (cue("any_unit").match(base["of"]) or [""])[0]
    rest = cue("base_ends").match(base["of"][len(named) :])
    # a group of them, or all of another place, has another size
    place = share.rest[: base.start("of") + len(named) + (rest.end() if rest else 0)]
    if not (named and rest) or cue("whole_named").search(place):
        return False
    if (rest["level"] or "") not in whole.sentence.text:
        return False
    if before:
        return True
    texts = part.sentence.text + whole.sentence.text
    groups = f"{rest[0] if base else ''} {whole.after.replace(whole.noun, '', 1)[:16]}"
    other_time = cue("whole_merged").search(texts) or cue("dated").search(texts)
    return not other_time and not cue("whole_group").search(groups)


def passages(article: Article) -> Iterator[Sentence]:
    """Each sentence, with those that go on listing its parts (Trong đó …; bullets after a colon)."""
    for n, sentence in enumerate(article.sentences):
        following = article.sentences[n + 1 : n + 1 + MOST]
        if sentence.text.endswith(":"):
            more = [*takewhile(lambda s: s.line_start and cue("bullet").match(s.text), following)]
            more = more if not any(s.text.endswith(":") for s in more) else []
        else:
            more = [s for s in following[:1] if cue("parts_go_on").match(s.text[:80])]
            more = [s for s in more if not s.line_start]
        yield sentence.joined(more) if more else sentence


def sums(article: Article) -> Iterator[Row]:
    """A stated whole and the parts listed after it (sum_of_parts, part_of_whole)."""
    for sentence in passages(article):
        marks = [m.start() for m in F.finditer(sentence.text)]
        for i, (start, whole) in enumerate(zip(marks, sentence.figures, strict=True)):
            following = zip(
                marks[i + 1 : i + 1 + MOST], sentence.figures[i + 1 : i + 1 + MOST], strict=True
            )
            first = next((mark for mark, f in following if f.kind != "percent"), None)
            if first and first - start < NEAR and whole.kind in ("count", "money", "ratio"):
                yield from _listed(sentence, i, start + 1, first)


def exceptions(article: Article) -> Iterator[Row]:
    """Some told within the whole (riêng …; trong 40 xã có …) are at most all of it."""
    for sentence in article.sentences:
        for whole, part in pairwise(f for f in sentence.figures if f.kind in ("count", "money")):
            bare, rest = part.noun, part.after.replace(part.noun, "", 1)
            # 18 poor households, of them 23 households: the noun may be cut short, not another
            same = bare and (whole.noun == bare or whole.noun.startswith(f"{bare} "))
            same = same or whole.kind == part.kind == "money"
            growing = [bool(cue("growth").search(f.gap)) for f in (whole, part)]
            alone = cue("alone").search(part.gap) and cue("ends").match(rest)
            alone = alone and cue("of_all" if whole.kind == "count" else "raised").search(whole.gap)
            within = part.index == whole.index + 1 and whole.alike(part)
            told = (
                ("whole_in", "then") if cue("whole_in").search(whole.gap) else ("of_all", "if_then")
            )
            within = within and cue(told[0]).search(whole.gap) and cue(told[1]).search(part.gap)
            within = within and (same or part.noun in table("alike")["stand_for"][1][0])
            if growing[0] == growing[1] and ((same and alone) or within):
                fits, limit = part.value.loose.low <= whole.value.loose.high, whole.value.loose
                yield verdict("part", outcome_of(fits), part, limit, [whole, part], whole=whole)


def _listed(sentence: Sentence, i: int, start: int, first: int) -> Iterator[Row]:
    """Check what is listed after figure ``i`` as parts of it, or of a figure shortly before it."""
    gap, last = _blank(sentence.text[start:first]), sentence.figures[i]
    begin = cue("parts").search(gap)
    if not begin or len(gap) > 130 or cue("uncounted_whole").search(gap[: begin.start()]):
        return
    start += begin.end()
    text = sentence.text[start : start + 3 * NEAR]
    region = _blank(text).split(")", 1)[0] if begin["open"] else _blank(text)
    stop = cue("parts_stop").search(region, 1)
    region = region[: stop.start()] if stop else region
    region = region if F.search(region) else text[: len(region)]  # all stands in brackets
    group = region.find(";")
    if len(F.findall(region[: max(group, 0)])) > 1:
        region = region[:group]
    parts = [f for f in sentence.among(region) if f.kind != "percent"]
    wholes = [f for f in sentence.figures[max(0, i - MOST) : i + 1] if f.kind == last.kind]
    known = [*takewhile(lambda f: not cue("aside_surely").search(f.gap), parts[: MOST + 1])]
    known = [*takewhile(lambda f: any(map(f.alike, wholes)), known)]
    fitting = [w for w in wholes if 0 < len(known) <= MOST and all(map(w.alike, known))]
    cased = sentence.cased[start : start + len(region)]
    if not fitting or cue("yearly").search(last.gap) or cue("no_parts").search(cased):
        return
    inside = begin["inside"] or re.match(r"\W*trong đó", region)
    whole = max(fitting, key=lambda f: f.value.loose.high)
    for part in known if inside else ():
        bad = part.value.loose.low > whole.value.loose.high
        bad = bad or bool(part.base and whole.base and part.base.value > whole.base.value)
        limit = whole.value.loose
        yield verdict("part", outcome_of(not bad), part, limit, [whole, part], whole=whole)
    if len(known) < 2 or any(f.kind == "ratio" for f in known):
        return
    ended = known == parts
    if not ended and cue("aside").search(parts[len(known)].gap):
        # figures of another kind, told of all the parts, are no parts
        strays = parts[len(known) :]
        ended = cue("aside_surely").search(strays[0].gap) or not any(map(last.alike, strays))
        region = region.split(chr(FIRST + sentence.tape.index(strays[0])))[0]
    total = added(known)
    whole = next((w for w in fitting if total.meets(w.value.loose)), None)
    # the list may have ended before, or go on
    following = sentence.figures[sentence.figures.index(known[-1]) + 1 :][:1]
    ways = [known[:n] for n in range(2, len(known))]
    ways += [[*known, *following]] if following and following[0].alike(last) else []
    other = next((way for way in ways if added(way).meets(last.value.loose)), None)
    if whole:
        yield _sum(iv.CONSISTENT, whole, known)
    elif other:
        yield _sum(iv.CONSISTENT, last, other)
    elif ended and fitting[-1] is last and last.value.value > 1 and not last.base:
        classes = (p["classes"] for p in table("partition") if len(p["classes"]) == len(known))
        partition = any(all(c.search(region) for c in every) for every in classes)
        overlap = cue("overlapping").search(region) and last.kind != "money" and not partition
        if overlap or cue("partial").search(f"{gap[: begin.start()][-24:]} | {region}"):
            return
        sources = all(cue("sources").search(f"{f.gap[-40:]}|{f.noun}{f.after[:20]}") for f in known)
        too_many = cue("apart").search(region) or (
            sources and (len(known) > 2 or last.kind == "money")
        )
        too_many = too_many and total.low > last.value.loose.high
        if not inside or partition or too_many:
            yield _sum(iv.INCONSISTENT, last, known)


def totals(article: Article) -> Iterator[Row]:
    """Numbers listed and then added up: …, altogether N (sum_of_parts)."""
    for sentence in article.sentences:
        for whole in (f for f in sentence.figures if cue("altogether").search(f.gap)):
            parts = [f for f in sentence.figures[: whole.index] if f.kind != "percent"]
            listed = 1 < len(parts) <= MOST and all(f.alike(whole) and not f.base for f in parts)
            if listed and whole.kind != "percent":
                fits = added(parts).meets(whole.value.loose)
                lead = sentence.text[: whole.place - sentence.start]
                if fits or not cue("no_list").search(lead):
                    yield _sum(outcome_of(fits), whole, parts)


def _blank(text: str) -> str:
    """The text with what stands in brackets blanked out."""
    return re.sub(r"\([^()]*\)", lambda m: " " * len(m[0]), text)


def _sum(outcome: str, whole: Figure, parts: list[Figure]) -> Row:
    result = "= " + whole.written(sum((f.value.value for f in parts), Fraction(0)))
    told = {"sum": " + ".join(map(str, parts)), "result": result}
    return verdict("sum", outcome, whole, added(parts), [whole, *parts], **told)


def complements(article: Article) -> Iterator[Row]:
    """Shares that leave nothing out make 100 (complement)."""
    for sentence in article.sentences:
        items = [f for f in sentence.figures if f.share and not cue("left_behind").search(f.gap)]
        if not 1 < len(items) <= MOST or cue("respectively").search(sentence.text):
            continue
        known = (p for p in table("partition") if p["needs"].search(sentence.text))
        groups = ((_labelled(items, p["classes"]), "may_lack" in p) for p in known)
        growing = any(cue("growth").search(f.gap) for f in items)
        if cue("rest").search(items[-1].gap) and not growing:
            # a rest that leaves much out is a rest of something else
            whole = abs(sum(f.value.value for f in items) - 100) <= 20
            groups = iter([(items, False)] * whole)
        figures, may_lack = next((group for group in groups if group[0]), ([], False))
        bases = {m[0] for f in figures if (m := cue("own_base").match(f.after))}
        if figures and len(bases) < 2:
            total = sum((f.value.value for f in figures), Fraction(0))
            lacking = may_lack and total < 100
            fits = added(figures, "rounded").meets(HUNDRED)
            fits = fits or (lacking and cue("rest_named").search(items[-1].after))
            outcome = outcome_of(bool(fits), not lacking)
            if outcome == iv.INCONSISTENT and added(figures, "truncated").meets(HUNDRED):
                outcome = iv.TRUNCATED
            told = " + ".join(map(str, figures))
            yield verdict("hundred", outcome, HUNDRED, total, figures, sum=told)


def _labelled(items: list[Figure], classes: list[re.Pattern[str]]) -> list[Figure]:
    """The one share of each class, when every class has exactly one; labels before, else after."""
    for before in (True, False):
        labels = (re.split("[;)]", f.gap if before else f.after)[-before] for f in items)
        labels = [cue("last_label").sub("", label.strip(" ,")) for label in labels]
        told = [*zip(items, labels, strict=True)]
        found = [[f for f, label in told if word.search(label)] for word in classes]
        if all(len(f) == 1 for f in found) and len({f[0] for f in found}) == len(classes):
            return [f[0] for f in found]
    return []


RULES = (shares, sums, totals, exceptions, complements)
