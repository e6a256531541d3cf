"""What is left of a whole when some is done (remaining)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import reduce
from operator import add

from .articles import Article, F, Figure, Row, outcome_of, verdict
from .cues import cue, table
from .intervals import Interval, show
from .ways import Way, settle

MOST = 6  # like numbers before a rest that may be its whole and what is done


def remainders(article: Article) -> Iterator[Row]:
    """Each rest: what is done and what is left make the whole."""
    for sentence in article.sentences:
        for left in sentence.figures:
            after = rest_of(left)
            surely = cue("left_surely").search(left.gap) or cue("left_after").match(after)
            undone = cue("left").search(left.gap)
            undone = undone or (cue("left_apart").search(left.gap) and cue("not_yet").match(after))
            counted = left.kind in ("count", "measure", "money") and "trong đó" not in left.gap
            row = None
            if counted and (surely or undone):
                row = settle(left, _ways(left, bool(surely), after), sure=2)
            if row:
                yield row
        names = cue("left_names").search(sentence.text)
        ratios = [f for f in sentence.figures if f.base and f.unit_class != "member"]
        if names and len(ratios) == 1 and not F.search(names[1]):
            count, (done,) = 1 + len(re.findall(",| và | cùng ", names[1])), ratios
            made, whole = done.value.value + count, done.base.value
            told = f"{show(done.value.value)} + {count}"
            yield verdict("left_names", outcome_of(made == whole), whole, made, ratios, sum=told)


def rest_of(figure: Figure) -> str:
    """What follows a figure and its noun, up to the next figure; empty at the end of a clause."""
    return re.sub(r"^\s*[.,;)]?\s*$", "", figure.after.replace(figure.noun, "", 1))


def _ways(left: Figure, surely: bool, after: str) -> Iterator[Way]:
    near, behind = left.near(2 * MOST, 2)
    told = [f for f in near if f.kind != "percent" and f.alike(left)]
    told = [f for f in told if not cue("times").match(f.after)][-MOST:]
    # others may be left too, told after it
    others = [f for f in behind if f.kind == left.kind and f.alike(left)]
    base = 1 + surely - 4 * bool(not surely and _other_matter(left, told, after))
    base -= 4 * any(map(_is_rest, told))
    base -= 4 * bool(re.search(r";\W*(?!còn|và|nhưng|song)\w+ [^;]*,\s*$", left.gap))
    ratios = [f for f in told if f.base]
    undone = cue("left_why").split(after.partition("chưa")[2])[0].strip()
    for i, whole in enumerate(told):
        between = "".join(f.gap for f in (*told[i + 1 :], left))
        later = [f for f in told[i + 1 :] if not f.base]
        score = base - 6 * bool(
            cue("flow").search(between) or re.search(r"[;,.(]\s*riêng ", between)
        )
        score -= max(0, len(later) - 2)
        # what is itself told within more of it is not the whole
        larger = (f for f in told[:i] if f.sentence is whole.sentence and not f.base)
        score -= 3 * any(f.value.value > whole.value.value for f in larger)
        score -= 3 * any(f.base and f.place > whole.place for f in near if f not in told)
        # the rest is told in the words of one number: that alone was done
        later = [f for f in later if undone and undone in f.after] or later
        if len(later) > 1 and reduce(add, (f.value.loose for f in later)).meets(whole.value.loose):
            continue  # all of it is done: the rest is of something else
        if whole.base and whole.value.value <= whole.base.value:
            aside = whole.sentence is not left.sentence or (later and ";" in between)
            score += 3 - bool(aside) - sum(f.place > whole.place for f in ratios)
            yield from _sums(whole, whole.base.loose, [whole, *later], left, others, score, surely)
        if i and cue("of_whole").search(whole.gap):
            yield from _sums(
                whole, whole.value.loose, [told[i - 1]], left, others, score + 3, surely
            )
        elif later:
            words = later[0].gap, later[0].after[:30]
            score += any(map(cue("done").search, words))
            score += bool(whole.noun and whole.noun == later[0].noun == (left.noun or whole.noun))
            score += 2 * _is_whole(whole, later) - 2 * bool(whole.base)
            yield from _sums(whole, whole.value.loose, later, left, others, score, surely)
        for done in told[:i]:
            # 2,940 of the plan (4,500)
            if not whole.base and not done.base and done.value.value < whole.value.value:
                yield from _sums(whole, whole.value.loose, [done], left, [], score - 1, surely)
    share = left.sentence.figures[left.index - 1] if left.index else left
    if surely and told and share.share and share.exact and told[-1].index == share.index - 1:
        # 15 communes, 62.5 % of all: so the total is known
        whole = told[-1].value.loose.times(100) / share.value.loose
        if cue("share_marker").search(share.gap) and told[-1].sentence is left.sentence:
            yield from _sums(share, whole, told[-1:], left, [], base + 1, surely)
    if len(ratios) > 1:
        whole = reduce(add, (f.base.loose for f in ratios))
        yield from _sums(ratios[0], whole, ratios, left, [], base + 2, surely)


def _is_rest(figure: Figure) -> bool:
    lead = cue("left_surely").search(figure.gap) or cue("left").search(figure.gap)
    return bool(lead or cue("left_after").match(rest_of(figure)))


def _sums(
    whole: Figure,
    size: Interval,
    done: list[Figure],
    left: Figure,
    others: list[Figure],
    score: int,
    surely: bool,
) -> Iterator[Way]:
    """What was done, all or the first or last of it, and what is left, with others left."""
    sets = [done, done[:1], done[-1:]]
    if score < 0:
        return
    undone = cue("left_before").sub("", rest_of(left))
    score -= 4 * any(not whole.base and f.value.loose.low > size.high for f in (left, *done))
    for n, group in enumerate(group for k, group in enumerate(sets) if group not in sets[:k]):
        for more in range(len(others) + 1):
            used = [*group, left, *others[:more]]
            made = reduce(add, (f.value.loose for f in used))
            told = " + ".join(
                [show(f.value.value) for f in group] + [*map(str, used[len(group) :])]
            )
            figures = list(dict.fromkeys([whole, *used]))
            # of those left others may not yet be under way; only too many are too many
            most = size.low if cue("left").search(left.gap) else size.high + 1
            some = cue("left_plan").search(undone) or cue("under_way").match(undone)
            some = some or (len(done) > 1 and all(cue("dated").search(f.gap) for f in done))
            few = made.high < most and not surely and some
            yield Way("left", score - n - more - 6 * bool(few), made, figures, {"sum": told}, size)


def _is_whole(whole: Figure, done: list[Figure]) -> bool:
    """Whether words make a number the whole of what follows."""
    lead = cue("out_of").search(whole.gap) or cue("whole_before").search(whole.gap)
    lead = lead or any(cue(n).search(whole.gap) for n in ("aim", "scope", "left_context"))
    return bool(lead) and whole.value.value > max(f.value.value for f in done)


def _other_matter(left: Figure, told: list[Figure], after: str) -> bool:
    """Whether what is told not done is another matter than what was done ("chưa có trụ sở")."""
    undone = cue("left_before").sub("", after)
    matter = cue("not_yet").match(undone)
    if not matter:
        return bool(after)
    what = undone[matter.end("not") :] if matter["not"] else ""
    words = {*re.findall(r"\w+", cue("left_why").split(what)[0])}
    lead = " ".join(f.sentence.text for f in told if f.sentence is not left.sentence)
    lead += left.sentence.before(left)
    known = words <= {*re.findall(r"\w+", lead), *table("words")["small"]}
    plan = cue("left_plan").search(undone)
    return not (not what or cue("left_task").match(what) or known or plan)


RULES = (remainders,)
