"""Arithmetic told in one sentence or two: shares, parts, remainders, before and after.

Each rule looks at sentences of an article's tape (`solieu.analysis.articles`) and yields findings.
Where a sentence can be read in a way that makes its sum come out, it is read so. The words that
the rules go by are data (``data/audit.toml``).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import zip_longest

from .articles import NEAR, Article, F, Figure, Finding, Sentence, alike, generic
from .cues import cue, say, table, words
from .intervals import (
    CONSISTENT,
    INCONSISTENT,
    TRUNCATED,
    UNTESTABLE,
    Interval,
    Printed,
    decide,
    equals,
    plain,
    point,
    show,
    whole_totals,
)

HUNDRED = point(100)
MOST = 24  # figures: longer lists are tables, not sentences


def finding(
    article: Article,
    sentence: str,
    outcome: str,
    stated: Printed | Interval | Fraction | str,
    implied: Interval | Fraction | str,
    figures: Sequence[Figure],
    /,
    **values: object,
) -> Finding:
    """A finding on figures of one article, told by a sentence of ``data/audit.toml``."""
    ids = tuple(f.id for f in figures)
    rows = [article.facts.get(i, {}).get("observation_id") for i in ids]
    check, vi, en = say(sentence, outcome, values)
    texts = [x.value if isinstance(x, Printed) else x for x in (stated, implied)]
    texts = [x if isinstance(x, str) else plain(x) for x in texts]
    found = tuple(dict.fromkeys(row for row in rows if row))
    return Finding(check, outcome, (article.id,), *texts, vi, en, ids, found)


def shown(f: Figure) -> str:
    """A figure with the words that bound it."""
    return {"more_than": "> ", "less_than": "< ", "about": "≈ "}.get(f.qualifier, "") + f.text


def added(figures: Sequence[Figure], reading: str = "loose") -> Interval:
    """The sum of what the figures stand for."""
    return functools.reduce(lambda a, b: a + b, (getattr(f.value, reading) for f in figures))


def outcome_of(fits: bool, sure: bool = True) -> str:
    """Say what a comparison comes to; a misfit that is not sure cannot be tested."""
    return CONSISTENT if fits else INCONSISTENT if sure else UNTESTABLE


# --- shares ------------------------------------------------------------------------------------


def shares(article: Article) -> Iterator[Finding]:
    """A percent beside the ratio or the count it belongs to (ratio_percent, implied_total)."""
    for index, sentence in enumerate(article.sentences):
        for i, share in enumerate(sentence.figures):
            if share.kind == "percent" and not share.points:
                yield from _share(article, index, sentence, i, share)


def _share(
    article: Article, index: int, sentence: Sentence, i: int, share: Figure
) -> Iterator[Finding]:
    figures, gap, after = sentence.figures, sentence.gap(i), sentence.after(i)
    other = words("other_whole").search(re.split(r"[,;.]", after)[0][:30])
    if other or cue("grown_since").search(after):
        return
    following = figures[i + 1] if i + 1 < len(figures) else None
    if (
        following
        and re.search(r"^[^;,(]{0,60}\(\s*$", after)
        and not cue("growth").search(gap[-40:])
    ):
        if following.kind == "ratio" and following.base:
            used = [following, share]
            yield ratio(article, following.value, following.base, share, used, (sentence, i))
        elif following.kind == "count" and following.row.get("unit_class") != "class":
            yield from implied_total(article, index, i, following, after)
        return
    before = figures[i - 1] if i else None
    if before is None or ";" in gap or len(gap) > 90:
        return
    turn = next((t for t in ("excess", "shortfall") if cue(t).search(gap)), "share")
    plain_gap = gap.replace(before.noun, "", 1)
    if turn == "share" and (not cue("share").search(plain_gap) or cue("growth").search(gap)):
        return
    noun = before.noun.split(",")[0]
    if not cue("ends").match(after) and not (noun and after.strip().startswith(noun)):
        return
    top, base, used = before.value, before.base, [before, share]
    if before.kind == "count" and i >= 2 and cue("out_of").search(sentence.gap(i - 1)):
        first = figures[i - 2]
        if first.kind == "count":
            top, base, used = first.value, before.value, [first, *used]
    elif before.kind == "count" and (whole := _whole_before(sentence, i - 1)):
        if turn != "share" or cue("names_base").search(after):
            return
        base, used = whole.value, [whole, *used]
    if base and base.value > 0:
        made = ratio(article, top, base, share, used, (sentence, i), turn)
        for other in figures[max(0, i - MOST) : i - 1] if before.kind == "count" else ():
            if (
                made.outcome == INCONSISTENT
                and other.kind == "count"
                and other.value.value > 0
                and alike(other, before)
            ):
                made = min(
                    made,
                    ratio(article, top, other.value, share, [other, before, share]),
                    key=_misfit,
                )
        # n of all there are is no progress towards a target, which may be another number
        of_target = turn == "excess" or cue("target_after").match(after)
        if made.outcome != INCONSISTENT or not of_target or reached(sentence, i - 1):
            yield made
    elif before.kind == "count" and turn == "share":
        yield from implied_total(article, index, i, before, after)


def _misfit(found: Finding) -> bool:
    return found.outcome == INCONSISTENT


def _whole_before(sentence: Sentence, i: int) -> Figure | None:
    """The whole that figure ``i`` is told to be a part of (W, trong đó A, B, C)."""
    for k in range(i, max(0, i - MOST), -1):
        gap, whole = sentence.gap(k), sentence.figures[k - 1]
        if "trong đó" in gap:
            return whole if whole.kind == "count" and alike(whole, sentence.figures[i]) else None
        if ";" in gap:
            return None
    return None


def reached(sentence: Sentence, i: int) -> bool:
    """True when figure ``i``, n/N, is surely a part reached of a target, not a share of all."""
    kind = sentence.figures[i].row.get("unit_class")
    return kind in ("member", "money", "card") or bool(cue("reaching").search(sentence.near(i)))


def ratio(
    article: Article,
    top: Printed,
    base: Printed,
    share: Figure,
    used: Sequence[Figure],
    where: tuple[Sentence, int] | None = None,
    turn: str = "share",
) -> Finding:
    """The verdict on a percent beside the two numbers it is the quotient of.

    ``turn`` says what the percent tells: the quotient, its excess over 100 or what it lacks of it.
    """
    implied = (top.loose / base.loose).times(100)
    done = f"{show(top.value)} : {show(base.value)} × 100"
    if turn == "excess":
        implied, done = implied - HUNDRED, done + " − 100"
    elif turn == "shortfall":
        implied, done = HUNDRED - implied, "100 − " + done
    sentence, outcome = "share", decide(implied, share.value)
    if (
        where
        and share.qualifier in ("more_than", "less_than")
        and implied == point(share.value.value)
    ):
        text, i = where
        if cue("strictly").search(text.gap(i)) and "trở" not in text.after(i)[:12]:
            sentence, outcome = "share_exactly", INCONSISTENT
    return finding(
        article,
        sentence,
        outcome,
        share.value,
        implied,
        used,
        sum=done,
        result=equals(implied),
        stated=shown(share),
    )


def implied_total(
    article: Article, index: int, i: int, part: Figure, after: str
) -> Iterator[Finding]:
    """A count and its share imply a total: a whole number, or one the article states."""
    sentence = article.sentences[index]
    share = sentence.figures[i]
    if (
        part.qualifier != "exact"
        or part.value.step
        or min(part.value.value, share.value.value) <= 0
    ):
        return
    count = point(part.value.value)
    total = count.times(100) / share.value.loose
    of_target = bool(cue("target_after").search(after))
    sure = of_target or bool(cue("sure_share").search(sentence.gap(i)))
    told = {"part": part.text, "share": shown(share), "total": show(total, 1)}
    stated = _stated_total(article, index, i, part, of_target)
    if stated:
        whole, meant = stated
        outcome = decide((count / whole.value.loose).times(100), share.value)
        if outcome == INCONSISTENT and not (sure and meant):
            outcome = UNTESTABLE
        if outcome != INCONSISTENT or whole.value.value >= part.value.value or of_target:
            yield finding(
                article,
                "total_stated",
                outcome,
                whole.value,
                total,
                [whole, part, share],
                **told,
                stated=shown(whole),
            )
            return
    for other in article.figures[:NEAR]:
        whole = other.base or other.value
        if other is part or other.kind not in ("count", "ratio") or not alike(other, part):
            continue
        if (
            whole.value > 0
            and decide((count / whole.loose).times(100), share.value) != INCONSISTENT
        ):
            yield finding(
                article,
                "total_stated",
                CONSISTENT,
                whole,
                total,
                [part, share, other],
                **told,
                stated=other.text,
            )
            return
    outcome, only = whole_totals(count, share.value)
    if share.qualifier == "exact" and outcome == INCONSISTENT and sure:
        sentence_key, implied = "total_not_whole", total
    elif (
        share.qualifier == "exact"
        and outcome != INCONSISTENT
        and only
        and total.high - total.low < 1
    ):
        sentence_key, implied, told["total"] = "total_only", point(only), str(only)
    else:
        sentence_key, implied, outcome = "total_open", total, UNTESTABLE
    yield finding(article, sentence_key, outcome, share.value, implied, [part, share], **told)


def _stated_total(
    article: Article, index: int, i: int, part: Figure, of_target: bool
) -> tuple[Figure, bool] | None:
    """The total (or target) told beside ``part``, and whether it is surely the one meant."""
    sentence = article.sentences[index]
    aim = sentence.figures[i + 1] if of_target and i + 1 < len(sentence.figures) else part
    bracket = cue("target_bracket").search(sentence.after(i))
    if bracket and aim is not part and aim.kind == "count" and alike(aim, part):
        return aim, True
    for place in (sentence, *article.sentences[max(0, index - 1) : index]):
        for k, whole in reversed(list(enumerate(place.figures[:MOST]))):
            fits = alike(whole, part) if of_target else whole.noun == part.noun
            if whole.kind == "count" and fits and whole.row["start"] < part.row["start"]:
                lead = place.gap(k)
                if cue("target_before" if of_target else "whole_before").search(lead):
                    return whole, not (of_target and cue("yearly").search(lead))
    return None


# --- parts and wholes --------------------------------------------------------------------------


def sums(article: Article) -> Iterator[Finding]:
    """A stated whole and the parts listed after it (sum_of_parts, part_of_whole)."""
    sentences = article.sentences
    for index, sentence in enumerate(sentences):
        text, figures = sentence.text, sentence.figures
        for i, whole in enumerate(figures):
            if whole.kind not in ("count", "money", "ratio"):
                continue
            later = next(
                (k for k in range(i + 1, len(figures)) if figures[k].kind != "percent"), None
            )
            start = sentence.marks[i] + 1
            gap = text[start : sentence.marks[later] if later else start + NEAR]
            gap = re.sub(rf"\([^()]*{F}[^()]*\)", lambda m: " " * len(m[0]), gap)
            found = cue("parts").search(gap)
            if not found or len(gap) > 130 or cue("uncounted_whole").search(gap[: found.start()]):
                continue
            position, style = start + found.end(), found.lastgroup or ""
            end = min(len(text), position + 3 * NEAR)
            if style == "open":
                style = "inside" if re.match(r"\W*trong đó", text[position:end]) else "open"
                end = _closing(text, position, end)
            nearby = [f for f in figures[max(0, i - MOST) : i] if f.kind == whole.kind]
            yield from _parts(article, sentence, [*nearby, whole], position, end, style)
        if text.endswith(":") and figures:
            yield from _bullets(article, sentence, sentences[index + 1 : index + 1 + MOST])
        found = cue("parts_go_on").match(text[:80])
        if index and figures and found:
            wholes = [
                f for f in sentences[index - 1].figures[-MOST:] if f.kind in ("count", "money")
            ]
            style = "inside" if "trong" in found[0] or "theo đó" in found[0] else "all"
            end = min(len(text), 3 * NEAR)
            yield from _parts(article, sentence, wholes, found.end(), end, style, far=True)


def _closing(text: str, position: int, end: int) -> int:
    """Where the bracket opened just before ``position`` closes."""
    depth = 1
    for at in range(position, end):
        depth += (text[at] == "(") - (text[at] == ")")
        if not depth:
            return at
    return end


def _bullets(article: Article, head: Sentence, lines: Sequence[Sentence]) -> Iterator[Finding]:
    """A whole in a line that ends with a colon, its parts in the bulleted lines below."""
    wholes = [f for f in head.figures if f.kind in ("count", "money")]
    parts: list[Figure] = []
    for line in lines:
        if not line.line_start or not cue("bullet").match(line.text):
            break
        mine = [f for f in line.figures if f.kind != "percent"]
        if len(mine) != 1 or len(wholes) != 1 or not alike(mine[0], wholes[0]):
            return
        parts += mine
    region = " ".join(line.text for line in lines[: len(parts)])
    if len(parts) > 1 and not (
        words("overlapping").search(region) or words("partial").search(region)
    ):
        fits = added(parts).meets(wholes[0].value.loose)
        if fits or not _cumulative(region):
            yield _sum(article, outcome_of(fits), wholes[0], parts)


def _parts(
    article: Article,
    sentence: Sentence,
    wholes: list[Figure],
    start: int,
    end: int,
    style: str,
    far: bool = False,
) -> Iterator[Finding]:
    """Check the figures of ``sentence.text[start:end]`` as parts of one of ``wholes``.

    ``style`` is how the list begins: ``inside`` (trong đó: some of the parts), else all of them;
    ``far`` when the whole stands in the sentence before.
    """
    text = sentence.text
    stop = cue("parts_stop").search(text, start + 1, end)
    end = stop.start() if stop else end
    if cue("no_parts").search(text, start, end):
        return
    inside = sentence.within(start, end)
    depth = [text.count("(", start, p) - text.count(")", start, p) for p, _ in inside]
    outer = [item for item, d in zip(inside, depth, strict=True) if d <= 0] or inside
    parts = [(p, f) for p, f in outer if f.kind != "percent"]
    odd = next(
        (k for k, (_, f) in enumerate(parts) if not any(alike(f, w) for w in wholes)), len(parts)
    )
    complete, kept = odd == len(parts), parts[:odd]
    group = text.find(";", start, end)
    if group > 0 and sum(p < group for p, _ in kept) > 1:
        kept, end, complete = [(p, f) for p, f in kept if p < group], group, True
    figures, region = [f for _, f in kept], text[start:end]
    fitting = [w for w in wholes if all(alike(f, w) for f in figures)]
    if not figures or not fitting:
        return
    nested = len(parts) > 1 and any(f.kind == "measure" for _, f in inside)
    if nested or style == "inside":
        yield from _within(article, fitting, figures, far)
    if nested or len(figures) < 2 or any(f.kind == "ratio" for f in figures):
        return
    total = added(figures)
    whole = next((w for w in fitting if total.meets(w.value.loose)), None)
    if whole:
        yield _sum(article, CONSISTENT, whole, figures)
        return
    whole = fitting[-1]
    if whole is not wholes[-1] and not far:
        return
    full = any(
        sum(bool(c.search(region)) for c in p["classes"]) == len(p["classes"]) == len(figures)
        for p in table("partition")
        if not p["needs"].pattern
    )
    rest = re.search(rf"còn lại[^,;]*({F})?", region)
    overlap = whole.kind != "money" and words("overlapping").search(region) and not full
    many = len(figures) > 2 and _cumulative(region)
    if (
        overlap
        or many
        or not complete
        or whole.value.value <= 1
        or whole.kind == "ratio"
        or (far and len(fitting) > 1)
    ):
        return
    lead = re.search(rf"{words('partial').pattern}\W*\w*\W*$", text[max(0, start - 24) : start])
    partial = (
        words("partial").search(region)
        or (rest and not rest[1])
        or region.lstrip(" :").startswith("cả ")
        or lead
    )
    apart = (
        full
        or cue("apart").search(region)
        or all(cue("place_label").search(sentence.cased[max(start, p - 40) : p]) for p, _ in kept)
    )
    must_fill = bool(full or rest) if style == "inside" else not partial
    too_many = total.low > whole.value.loose.high and (apart or must_fill) and not partial
    if too_many or (must_fill and not cue("yearly").search(region)):
        yield _sum(article, INCONSISTENT, whole, figures)


def _cumulative(region: str) -> bool:
    """Classes told by thresholds (trên 100, trên 200 …) lie within each other."""
    return len(re.findall(r"\b(?:trên|dưới|từ)\s+\d", region)) > 1 or "trở lên" in region


def _sum(article: Article, outcome: str, whole: Figure, parts: list[Figure]) -> Finding:
    done = whole.written(sum((f.value.value for f in parts), Fraction(0)))
    return finding(
        article,
        "sum",
        outcome,
        whole.value,
        added(parts),
        [whole, *parts],
        sum=" + ".join(map(shown, parts)),
        result=done,
        stated=shown(whole),
    )


def _within(
    article: Article, wholes: list[Figure], parts: list[Figure], far: bool
) -> Iterator[Finding]:
    """Each part is at most its whole; of several wholes told before, the largest may be meant."""
    whole = max(wholes, key=lambda f: f.value.loose.high)
    for part in parts:
        bad = part.value.loose.low > whole.value.loose.high or bool(
            part.base and whole.base and part.base.value > whole.base.value
        )
        if not bad or not far or len(wholes) == 1:
            yield finding(
                article,
                "part",
                outcome_of(not bad),
                part.value,
                whole.value.loose,
                [whole, part],
                part=shown(part),
                whole=shown(whole),
                sign=">" if bad else "≤",
            )


def complements(article: Article) -> Iterator[Finding]:
    """Shares that leave nothing out make 100."""
    for sentence in article.sentences:
        items = [i for i, f in enumerate(sentence.figures) if f.kind == "percent" and not f.points]
        if not 1 < len(items) <= MOST:
            continue
        gaps = [sentence.gap(i) for i in items]
        if (
            cue("rest").search(gaps[-1])
            and ";" not in gaps[-1][3:]
            and not any(cue("growth").search(gap[-30:]) for gap in gaps)
        ):
            yield _hundred(article, [sentence.figures[i] for i in items], False)
            continue
        for partition in table("partition"):
            found = partition["needs"].search(sentence.text) and _labelled(
                sentence, items, partition["classes"]
            )
            if found:
                yield _hundred(article, found, "may_lack" in partition)
                break


def _labelled(
    sentence: Sentence, items: list[int], classes: list[re.Pattern[str]]
) -> list[Figure] | None:
    """The one share of each class, when every class has exactly one; labels before, else after."""
    for before in (True, False):
        found: dict[int, list[Figure]] = {}
        for i in items:
            clauses = re.split(r";|\)", sentence.gap(i) if before else sentence.after(i))
            clause = clauses[-1 if before else 0]
            if before and len(classes) != 2 and clause.count(",") > 2:
                clause = clause.rsplit(", ", 1)[-1]
            for k, word in enumerate(classes):
                if word.search(clause.strip(" ,")):
                    found.setdefault(k, []).append(sentence.figures[i])
        figures = [f[0] for f in found.values() if len(f) == 1]
        if len(found) == len(classes) == len(figures) == len(set(map(id, figures))):
            return figures
    return None


def _hundred(article: Article, figures: list[Figure], may_lack: bool) -> Finding:
    total = sum((f.value.value for f in figures), Fraction(0))
    outcome = outcome_of(added(figures, "rounded").meets(HUNDRED), not (may_lack and total < 100))
    if outcome == INCONSISTENT and added(figures, "truncated").meets(HUNDRED):
        outcome = TRUNCATED
    return finding(
        article,
        "hundred",
        outcome,
        "100",
        total,
        figures,
        sum=" + ".join(map(shown, figures)),
        result=equals(total),
    )


# --- what is left, before and after ------------------------------------------------------------


def remainders(article: Article) -> Iterator[Finding]:
    """N done of N and what is left: n + left = N."""
    for index, sentence in enumerate(article.sentences):
        for i, left in enumerate(sentence.figures):
            gap, after = sentence.gap(i), sentence.after(i)
            if not i or left.kind != "count" or not cue("left").search(gap) or "trong đó" in gap:
                continue
            undone = cue("left_undone")
            if not ("còn lại" in gap or undone.search(gap[-30:]) or undone.search(after[:60])):
                continue
            before = [
                f for f in sentence.figures[max(0, i - MOST) : i] if f.kind in ("ratio", "count")
            ]
            if not before or not alike(before[-1], left):
                continue
            done = before[-1]
            if done.base:
                yield _remainder(
                    article, done, left, done.base, _same_task(sentence, i), [done, left]
                )
                continue
            lead, pool = sentence.text[: sentence.marks[i]][-NEAR:], before[:-1]
            if index and not any(alike(f, left) for f in pool):
                lead, pool = (
                    lead + article.sentences[index - 1].text[-NEAR:],
                    article.sentences[index - 1].figures[-MOST:],
                )
            pool = [f for f in pool if f.kind == "count" and alike(f, left)]
            if len(pool) == 1 and cue("left_context").search(lead):
                so_far = bool(cue("left_so_far").search(sentence.near(i)))
                yield _remainder(article, done, left, pool[0].value, so_far, [pool[0], done, left])
        names = cue("left_names").search(sentence.text)
        ratios = [f for f in sentence.figures if f.base and f.row.get("unit_class") != "member"]
        if names and len(ratios) == 1 and not re.search(F, names[1]):
            done, count = ratios[0], 1 + len(re.findall(r",| và | cùng ", names[1]))
            made, whole = done.value.value + count, done.base.value
            yield finding(
                article,
                "left_names",
                outcome_of(made == whole),
                done.base,
                made,
                [done],
                done=show(done.value.value),
                count=count,
                result=show(made),
                whole=show(whole),
            )


def _same_task(sentence: Sentence, i: int) -> bool:
    """True when what is left undone is what was done: "chưa có trụ sở" may be another matter."""
    undone = re.search(r"chưa ([^\W\d]+ ?[^\W\d]*)", sentence.after(i))
    if not undone or cue("left_task").match(undone[1]):
        return True
    return undone[1].strip() in sentence.near(i)[:NEAR]


def _remainder(
    article: Article, done: Figure, left: Figure, whole: Printed, sure: bool, used: list[Figure]
) -> Finding:
    implied = done.value.loose + left.value.loose
    return finding(
        article,
        "left",
        outcome_of(implied.meets(whole.loose), sure),
        whole,
        implied,
        used,
        sum=f"{show(done.value.value)} + {shown(left)}",
        result=equals(implied),
        whole=show(whole.value),
    )


def changes(article: Article) -> Iterator[Finding]:
    """Before and after, and the cut or the growth between them (before_after, word_and_number)."""
    for sentence, following in zip_longest(article.sentences, article.sentences[1:]):
        if following and following.text.startswith("sau") and "trước" in sentence.text:
            sentence = sentence.joined(following)
        taken: set[int] = set()
        for name in ("move_from_to", "move_before_after", "move_merged", "move_against"):
            for move in cue(name).finditer(sentence.text):
                a, b = (sentence.at(move.start(end)) for end in "ab")
                if move.start("b") not in taken and a.kind == b.kind and not a.base and alike(a, b):
                    taken.add(move.start("b"))
                    yield from _move(article, sentence, move, a, b)


def _move(
    article: Article, sentence: Sentence, move: re.Match[str], a: Figure, b: Figure
) -> Iterator[Finding]:
    text, first = sentence.text, min(move.start("a"), move.start("b"))
    if a.kind == "range" or cue("rank").search(text, max(0, move.start() - 25), move.end()):
        return
    to = move.groupdict().get("to") or ""
    verb = (
        cue("direction_verb").search(text[max(0, move.start() - 40) : move.start()]) or " " * 2
    )[1]
    up, down = "lên" in to or verb == "tăng", to.startswith("xuống") or verb == "giảm"
    rises, falls = b.value.loose.low > a.value.loose.high, b.value.loose.high < a.value.loose.low
    wrong = (up and falls) or (down and rises)
    after = cue("difference").search(text, move.end(), move.end() + 60)
    ahead = [*cue("difference").finditer(text, max(0, move.start() - 60), first)][-1:]
    if after and re.search(rf"{F}|;", text[move.end() : after.start()]):
        after = None
    if not after and ahead and not re.search(rf"{F}|;", text[ahead[0].end() : first]):
        after = ahead[0]
    if wrong or (not after and (up or down)):
        yield finding(
            article,
            "direction",
            outcome_of(not wrong),
            b.value,
            a.value.loose,
            [a, b],
            word=verb.strip() or to,
            a=a.text,
            b=b.text,
            sign="→",
        )
    elif after:
        close = (
            text[max(0, after.start() - 25) : after.end()]
            + re.split("[,;]", text[after.end() :][:NEAR])[0]
        )
        if not cue("difference_other").search(close) and not cue("founded").search(
            text, first, after.end() + 60
        ):
            yield from _difference(article, a, b, sentence.at(after.start("c")))


def _difference(article: Article, a: Figure, b: Figure, c: Figure) -> Iterator[Finding]:
    low, high = sorted((a, b), key=lambda f: f.value.value)
    gap, readings = high.value.loose - low.value.loose, []
    nouns = {f.noun for f in (a, b) if f.noun}
    if c.kind == "count" and c.noun and nouns and c.noun not in nouns and not generic(c):
        return
    if c.kind == a.kind and alike(a, c):
        readings.append((gap, f"{high.text} − {low.text}"))
    if c.kind == "percent" and not c.points and a.value.loose.low > 0:
        share = (gap / a.value.loose).times(100)
        readings.append((share, f"({high.text} − {low.text}) : {a.text} × 100"))
    order = (CONSISTENT, TRUNCATED, INCONSISTENT)
    if readings:
        value, done = min(readings, key=lambda r: order.index(decide(r[0], c.value)))
        yield finding(
            article,
            "difference",
            decide(value, c.value),
            c.value,
            value,
            [a, b, c],
            sum=done,
            result=equals(value),
            stated=shown(c),
        )


RULES = (shares, sums, complements, remainders, changes)
