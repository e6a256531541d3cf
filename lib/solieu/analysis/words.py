"""Words of comparison against the numbers compared (word_and_number)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from .articles import Article, F, Figure, Row, Sentence, outcome_of, verdict
from .cues import cue, table
from .intervals import Interval, point

FOLDS = {"nửa": 2, "đôi": 2, "rưỡi": Fraction(3, 2), "hai": 2, "ba": 3, "bốn": 4, "năm": 5}
MORE = ("hơn", "trên", "quá")
UP = ("vượt", "tăng", "cao hơn", "nhiều hơn", "hoàn thành", "đạt")
SURE = (*UP, "không đạt", "chưa đạt")


def comparisons(article: Article) -> Iterator[Row]:
    """A number told to be above, or below, another one that follows: an aim, an earlier year."""
    for sentence in article.sentences:
        for other in sentence.figures[1:]:
            words = reversed([*cue("compared").finditer(other.gap)])
            said = next((m for m in words if _against(other, m)), None)
            if not said or other.kind == "ratio":
                continue
            rest = other.gap[said.end() :]
            if cue("doubtful").search(re.split("[,;(]", other.gap[: said.start()])[-1] + rest):
                continue
            before = sentence.figures[: other.index][::-1]
            told = [f for f in before if f.kind == other.kind and f.alike(other)]
            told = [f for f in told if not _aside(f, other)] or told
            # 24,8%; còn 2 huyện chưa đạt 15%: another figure tells of whom it is said
            apart = told[:1] == before[:1] or re.search("[,;()]", other.gap[: said.start()])
            if not told or not apart:
                continue
            aimed = cue("aim").search(other.gap)
            reached = said["word"] in ("hoàn thành", "đạt")
            if reached and not (aimed and other.gap.rstrip().endswith("(")):
                continue
            cut = cue("aim_of_change").search(rest)
            better = aimed and not cut and "hơn" not in said["word"]
            subject = sentence.before(other if other.share else told[0])
            better = better and cue("less_is_better").search(subject)
            if better or (cut and not _changed(told[0])):
                continue
            yield from _compared(told[0], other, said["word"], bool(aimed))
        for figure in sentence.figures:
            yield from _reached(figure)
        yield from _aim_before(sentence)


def _against(other: Figure, said: re.Match[str]) -> bool:
    """Whether a number is what another is compared with, not the difference between them."""
    rest = other.gap[said.end() :]
    if re.search(r"(?<!\w)(?:gấp|về)(?!\w)", rest):
        return False
    if ";" in rest or cue("number_follows").search(rest):
        return ";" not in rest
    # one can be 6 less than planned, but not 60 more when there are 50
    aimed = not other.share or cue("aim_named").match(other.after)
    told = (aimed and cue("aim_number").search(rest)) or cue("aim_share").search(rest)
    return said["word"] in SURE and bool(told)


def _aside(figure: Figure, other: Figure) -> bool:
    """Whether a number before another is an earlier one in a bracket, a change, or far smaller."""
    told = cue("against").search(figure.gap) or cue("change").search(figure.gap)
    return bool(told or figure.value.value * 3 < other.value.value)


def _changed(figure: Figure) -> bool:
    """Whether a number is told as a cut or growth, or repeats one as a percent."""
    told = figure.sentence.figures[: figure.index + 1]
    repeats = figure.index and cue("again").search(figure.gap)
    return any(cue("changed").search(f.gap) for f in told[-2 if repeats else -1 :])


def _aim_before(sentence: Sentence) -> Iterator[Row]:
    """An aim with its number, what was reached, and then the words that it was exceeded."""
    for m in cue("aim_passed").finditer(sentence.text):
        lead = sentence.text[: m.start()]
        told, near = sentence.among(lead), sentence
        while near.previous and not near.line_start and near.number > sentence.number - 2:
            near = near.previous
            told = [*near.figures, *told]
        aims = [f for f in told if cue("aim_told").search(f.gap) and f.kind != "ratio"]
        part = cue("aim_of_part").search(F.split(lead)[-1])
        if len(aims) != 1 or part or cue("doubtful").search(lead.split(",")[-1]):
            continue
        like = [f for f in told if f.kind == aims[0].kind and f.alike(aims[0])]
        below = [cue("less_is_better").search(f.sentence.text) for f in like]
        below += [cue("aim_below").search(f.gap) for f in like]
        # aims of cuts are not ceilings: 17 fewer, where 20 fewer were planned
        if len(like) == 2 and (not any(below) or all(map(_changed, like))):
            one = like[like[0] is aims[0]]
            yield from _compared(one, aims[0], "vượt", True)


def _compared(one: Figure, other: Figure, word: str, aimed: bool) -> Iterator[Row]:
    """The verdict on two numbers and the word between them, unless one is their difference."""
    small, large = sorted((one.value.value, other.value.value))
    change = cue("change").search(one.gap) and not one.share
    if small * 3 < large or (change and not aimed):
        return
    up, reached = word in UP, word in ("hoàn thành", "đạt")
    # what was aimed at is exact, however short it is printed
    bound = point(other.value.value) if aimed and other.exact else other.value.loose
    more, less = (one.value.loose, bound)[:: 1 if up else -1]
    level = not reached and small == large and one.exact and other.exact
    wrong = more.high < less.low or level
    sign = "=" if small == large else ">" if one.value.value > other.value.value else "<"
    told = {"word": word, "a": one, "b": other, "sign": sign}
    yield verdict("direction", outcome_of(not wrong), one, other.value.loose, [one, other], **told)


def _reached(figure: Figure) -> Iterator[Row]:
    """n/N, or p percent of a plan, told to be above the plan."""
    said = cue("beyond").search(figure.after)
    if not said or cue("doubtful").search(figure.after[: said.end()]):
        return
    plan = figure.base.loose if figure.base and figure.aims else None
    plan = point(100) if figure.share and cue("aim_after").match(figure.after) else plan
    if plan:
        fits = figure.value.loose.high > plan.low
        yield verdict("target", outcome_of(fits), figure, plan, [figure])


def bounds(article: Article) -> Iterator[Row]:
    """More than half, or nearly 500, with the number itself beside it."""
    for sentence in article.sentences:
        for one, other in zip(sentence.figures, sentence.figures[1:], strict=False):
            # nearly 500 households (512)
            beside = re.search(r"^[^,;.]*\((?:cụ thể|là|:|\s)*$", other.gap)
            near = one.kind == other.kind != "ratio" and one.alike(other) and other.exact
            word = one.value.qualifier in ("more_than", "less_than") and one.sentence.before(one)
            if beside and near and word:
                more = one.value.qualifier == "more_than"
                low, high = sorted((one.value.value, other.value.value))
                fits = (other.value.value > one.value.value) == more
                if low * 5 > high * 4 or fits:
                    told = {"word": " ".join(word.split()[-1:]), "bound": one.text}
                    used = [one, other]
                    yield verdict("half", outcome_of(fits), other, one.value.value, used, **told)
        for m, used in sentence.find("half"):
            a, bound, word = used[0], m["b"] and sentence.among(m["b"])[0], m["word"] or m["said"]
            share, said = _share(a, word in MORE), m["part"] or m["said_part"] or "nửa"
            limit = Fraction(table("fractions").get(said, "1/2"))
            limit = bound.value.value / bound.base.value if bound and bound.base else limit
            if share is not None and (not bound or bound.base):
                fits = share > limit if word in MORE else share < limit
                told = {"word": word, "bound": bound.text if bound else said}
                yield verdict("half", outcome_of(fits), a, share, used, **told)


def _share(figure: Figure, most: bool) -> Fraction | None:
    """What share, at most or at least, a figure tells: n/N, a percent, n of the N that follow."""
    if figure.share:
        told = figure.value.loose
        return (told.high if most else told.low) / 100
    behind = figure.sentence.figures[figure.index + 1 : figure.index + 2]
    of = [f.value for f in behind if cue("of_behind").search(f.gap)]
    whole = next((n.value for n in (figure.base, *of) if n), 0)
    return figure.value.value / whole if whole > 0 else None


def folds(article: Article) -> Iterator[Row]:
    """Twice, or half, as many: with the two numbers before the words, or behind them."""
    for sentence in article.sentences:
        for m in cue("fold").finditer(sentence.text):
            a, b = _pair(article, sentence, m) or (None, None)
            numeral = next(iter(sentence.among(m["times"])), None)
            of = cue("fold_of").match(sentence.text[m.end() :])
            sure = a and a.alike(b) and (not numeral or (of and numeral.kind == "multiple"))
            if not sure or min(a.value.loose.low, b.value.loose.low) <= 0:
                continue
            down = m["verb"] not in ("tăng", "gấp")
            times, word = (a, b)[not down].value.loose / (a, b)[down].value.loose, m["word"]
            size, low, high = FOLDS.get(m["times"].split()[0], 1), Fraction(4, 5), Fraction(11, 10)
            low, high = (1, 9) if word in MORE else (low, 1 if word else high)
            said = numeral.value.loose if numeral else Interval(size * low, size * high)
            text = (F.sub(numeral.text, m[0]) if numeral else m[0]).strip(" ,")
            ratio, told = b.value.value / a.value.value, {"word": text, "a": a, "b": b}
            yield verdict("fold", outcome_of(times.meets(said)), b, ratio, [a, b], **told)


def _pair(article: Article, sentence: Sentence, m: re.Match[str]) -> list[Figure] | None:
    """What was and what is, told with their times right before or behind some words."""
    before, after = sentence.among(sentence.text[: m.start()]), sentence.text[m.end() :]
    behind = sentence.among(after)
    if cue("fold_from").match(after):
        return behind[:2] if len(behind) > 1 and cue("to").search(behind[1].gap) else None
    if behind and cue("fold_of").match(after):
        now = [f for f in behind[1:2] if cue("now").search(f.gap)] or before[-1:]
        return [behind[0], *now] if now else None
    following = article.sentences[sentence.number + 1 : sentence.number + 2]
    listed = cue("fold_told").match(after)
    if listed:
        pair = behind[:2]
    elif following and not behind and cue("namely").match(following[0].text):
        pair = following[0].figures[:2]
    elif len(before) < 2 and sentence.previous and not sentence.line_start:
        pair = [*sentence.previous.figures, *before][-2:]
    else:
        pair = before[-2:]
    timed = [f for f in pair if cue("timed").search(f.gap)]
    clause = re.split("[,;]", sentence.text[: m.start()])[-1]
    # what else it speaks of must have been told of the pair
    words = {*re.findall(r"[^\W\d]+", cue("same_thing").sub(" ", clause))}
    known = " ".join(f.sentence.text for f in pair).replace(clause, "") + " đảng viên mới tổng"
    linked = words <= {*re.findall(r"[^\W\d]+", known)}
    return pair if len(timed) == 2 and (linked or listed) else None


def trends(article: Article) -> Iterator[Row]:
    """Up, or down, and the two numbers of two times that are to show it."""
    for sentence in article.sentences:
        text = sentence.joined(article.sentences[sentence.number + 1 :][:1]).text
        for m in cue("trend").finditer(text):
            a, b = sentence.among(m["a"] + m["b"])
            times = m["one"], m["two"]
            when = [re.findall(r"20\d\d", time) for time in times]
            if not all(when):
                when = [not re.search("(?:trước|ngoái|đầu|một| i)$", time) for time in times]
            # of the same thing: the second number's own words say no more than the first one's
            same = {*m["again"].split()} <= {"là", "có", "đạt", *m["told"].split()}
            same = m["namely"] or (same and b.noun in ("", a.noun))
            if when[0] != when[1] and same and a.kind == b.kind != "ratio" and a.alike(b):
                early, late = (a, b) if when[0] < when[1] else (b, a)
                yield from _compared(late, early, m["word"], False)


RULES = (comparisons, bounds, folds, trends)
