"""Words of comparison against the numbers compared (word_and_number)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from .articles import Article, Figure, Row, outcome_of, verdict
from .cues import cue
from .intervals import point

FOLDS = {"nửa": 2, "đôi": 2, "rưỡi": Fraction(3, 2), "hai": 2, "ba": 3, "bốn": 4, "năm": 5}
UP = ("vượt", "tăng", "cao hơn", "nhiều hơn", "hoàn thành", "đạt")


def comparisons(article: Article) -> Iterator[Row]:
    """A number told to be above, or below, another one that follows: an aim, an earlier year."""
    for sentence in article.sentences:
        for other in sentence.figures[1:]:
            said = ([*cue("compared").finditer(other.gap)] or [None])[-1]
            rest = other.gap[said.end() :] if said else ""
            number = cue("number_follows").search(rest)
            number = number or (not other.share and cue("aim_number").search(rest))
            number = said and number and ";" not in rest
            if not number or other.kind == "ratio" or cue("doubtful").search(other.gap):
                continue
            before = sentence.figures[: other.index][::-1]
            told = [f for f in before if not cue("number_follows").search(f.gap)] or before
            told = [f for f in told if f.kind == other.kind and f.alike(other)]
            aimed = cue("aim").search(other.gap)
            reached = said["word"] in ("hoàn thành", "đạt")
            if reached and not (aimed and other.gap.rstrip().endswith("(") and other.exact):
                continue
            better = aimed and "hơn" not in said["word"]
            if not told or (better and cue("less_is_better").search(sentence.before(other))):
                continue
            yield from _compared(told[0], other, said["word"])
        for figure in sentence.figures:
            yield from _reached(figure)


def _compared(one: Figure, other: Figure, word: str) -> Iterator[Row]:
    """The verdict on two numbers and the word between them, unless one is their difference."""
    small, large = sorted((one.value.value, other.value.value))
    if (cue("change").search(one.gap) and not one.share) or small * 3 < large:
        return
    up, reached = word in UP, word in ("hoàn thành", "đạt")
    more, less = (one, other)[:: 1 if up else -1]
    level = not reached and small == large and one.exact and other.exact
    wrong = more.value.loose.high < less.value.loose.low or level
    sign = "=" if small == large else ">" if one.value.value > other.value.value else "<"
    told = {"word": word, "a": one, "b": other, "sign": sign}
    yield verdict("direction", outcome_of(not wrong), one, other.value.loose, [one, other], **told)


def _reached(figure: Figure) -> Iterator[Row]:
    """n/N, or p percent of a plan, told to be above the plan."""
    said = cue("beyond").search(figure.after)
    if not said or cue("doubtful").search(figure.after[: said.end()]):
        return
    if figure.base and figure.aims:
        fits = figure.value.loose.high > figure.base.loose.low
        yield verdict("target", outcome_of(fits), figure, figure.base.loose, [figure])
    elif figure.share and cue("aim_after").match(figure.after):
        fits = figure.value.loose.high > 100
        yield verdict("target", outcome_of(fits), figure, point(100), [figure])


def bounds(article: Article) -> Iterator[Row]:
    """More than half, or nearly 500, with the number itself beside it."""
    for sentence in article.sentences:
        for one, other in zip(sentence.figures, sentence.figures[1:], strict=False):
            # nearly 500 households (512)
            beside = re.search(r"\((?:cụ thể|là|:|\s)*$", other.gap)
            near = one.kind == other.kind != "ratio" and one.alike(other) and other.exact
            word = one.value.qualifier in ("more_than", "less_than") and one.sentence.before(one)
            if beside and near and word and not re.search("[,;.]", other.gap):
                more = one.value.qualifier == "more_than"
                low, high = sorted((one.value.value, other.value.value))
                fits = (other.value.value > one.value.value) == more
                if low * 5 > high * 4 or fits:
                    told = {"word": " ".join(word.split()[-1:]), "bound": one.text}
                    yield verdict(
                        "half", outcome_of(fits), other, one.value.value, [one, other], **told
                    )
        for m, used in sentence.find("half"):
            a, bound, word = used[0], m["b"] and sentence.among(m["b"])[0], m["word"] or m["said"]
            limit = bound.value.value / bound.base.value if bound and bound.base else Fraction(1, 2)
            if a.base and a.base.value > 0 and (not bound or bound.base) and limit < 1:
                share = a.value.value / a.base.value
                fits = share > limit if word in ("hơn", "trên", "quá") else share < limit
                told = {"word": word, "bound": bound.text if bound else "một nửa"}
                yield verdict("half", outcome_of(fits), a, share, used, **told)


def folds(article: Article) -> Iterator[Row]:
    """Twice, or half, as many: from so many to so many."""
    for sentence in article.sentences:
        for m, (a, b) in sentence.find("fold"):
            down = m["verb"] in ("giảm", "rút ngắn")
            if a.alike(b) and min(a.value.loose.low, b.value.loose.low) > 0 and not a.base:
                times, word = (a, b)[not down].value.loose / (a, b)[down].value.loose, m["word"]
                size, more = FOLDS[m["times"].split()[0]], word in ("hơn", "trên", "quá")
                low, high = size * (1 if more else Fraction(4, 5)), size * Fraction(11, 10)
                fits = times.high > low and (more or times.low < (size if word else high))
                told = {"word": m[0].split(",")[0].split(" từ")[0], "a": a, "b": b}
                ratio = b.value.value / a.value.value
                yield verdict("fold", outcome_of(fits), b, ratio, [a, b], **told)


RULES = (comparisons, bounds, folds)
