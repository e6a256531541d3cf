"""What an article announces, compares or says twice: lists, words of direction, denominators."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator

from .articles import NEAR, Article, Figure, Finding, Sentence, alike
from .cues import cue, words
from .intervals import UNTESTABLE, point
from .sums import finding, outcome_of, reached, shown

_TYPES = {
    "province": r"tỉnh|tỉnh ủy|thành ủy",
    "district": r"huyện|quận|thị xã|huyện ủy|thị ủy|quận ủy|thành ủy|tx\.?",
    "commune": r"xã|phường|thị trấn|tt\.?",
    "hamlet": r"thôn|ấp|khóm|bản|xóm|buôn|làng|khu phố",
}
_LISTED = {*_TYPES, "agency", "public_unit", "party_organisation", "unit", "other", None}
_ORDER = ["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"]
_COUNTED = {**{w: n for n, w in enumerate(_ORDER, 1)}, "nhất": 1, "tư": 4}


def lists(article: Article) -> Iterator[Finding]:
    """An announced number against the list that follows it (announced_list)."""
    for index, sentence in enumerate(article.sentences):
        for i, number in enumerate(sentence.figures):
            if (
                number.kind != "count"
                or number.qualifier != "exact"
                or not 2 <= number.value.value <= 63
            ):
                continue
            at = sentence.marks[i] + 1
            items = _names(sentence, number, at) or _points(article, sentence, number, at, index)
            if items:
                count, sure = items
                outcome = outcome_of(count == number.value.value, sure)
                yield finding(
                    article,
                    "list",
                    outcome,
                    number.value,
                    point(count),
                    [number],
                    stated=number.text,
                    noun=number.noun or "…",
                    count=count,
                )


def _names(sentence: Sentence, number: Figure, at: int) -> tuple[int, bool] | None:
    """How many names the list behind the number holds, and whether they are surely its items."""
    rest, kind = sentence.cased[at : at + 2 * NEAR], number.row.get("unit_class")
    found = next(
        (m for n in ("bracket", "colon", "bare") if (m := cue(f"list_{n}").match(rest))), None
    )
    if not found or kind not in _LISTED:
        return None
    low = found["list"].lower()
    if cue("list_other").search(low) or words("partial").search(found[0].lower()):
        return None
    types = {k for k, t in _TYPES.items() if re.search(rf"(?<!\w)(?:{t})(?!\w)", low)}
    if kind in _TYPES and types and kind not in types:  # 12 communes (of the districts A, B)
        return None
    text = words("compound_names").sub(lambda m: re.sub(r",| và", "_", m[0]), low)
    items, last = [], 0
    for cut in [*re.finditer(r"\s*[,;]\s*(?:và\s+)?|\s+và\s+", text), None]:
        item = found["list"][last : cut.start() if cut else len(text)].strip()
        items.append(re.sub(cue("list_type").pattern, "", item, flags=re.IGNORECASE))
        last = cut.end() if cut else 0
    items = [item for item in items if item]
    if len(items) < 2 or not all(item[0].isupper() for item in items):
        return None
    named = all(word[0].isupper() for item in items for word in item.split() if word[0].isalpha())
    return len(items), kind in _TYPES and named


def _points(
    article: Article, sentence: Sentence, number: Figure, at: int, index: int
) -> tuple[int, bool] | None:
    """How many numbered lines (1. 2. 3.) or counted points (một là, hai là) follow the number."""
    rest = sentence.text[at : at + 2 * NEAR]
    if not cue("points").match(rest.strip().split(",")[0]) and not cue("points").match(number.noun):
        return None
    headed, title = sentence.text.endswith(":"), index == 0 and sentence.line_start
    start = sentence.start + len(sentence.text)
    after = article.tape[0][start : None if title else start + 20 * NEAR]
    if headed or (title and after.startswith("\n")):
        numbered = [int(m[1]) for m in re.finditer(r"(?:^|\n)[ ]*(\d{1,2})[.)/]\s*(?!\d)", after)]
        run = _run(numbered)
        if run >= 2 and (title or re.match(r"\s*1[.)/]", after)):
            return run, headed or run == len(numbered)
    if ":" in rest or "sau" in rest:
        paragraph = rest + (after if headed else after.split("\n", 1)[0]).lower()
        counted = [_COUNTED[m[1] or m[2]] for m in cue("points_worded").finditer(paragraph)]
        if _run(counted) >= 2:
            return _run(counted), _run(counted) == len(counted)
    return None


def _run(numbers: list[int]) -> int:
    """How far a list counts up from 1."""
    return next((k for k, n in enumerate(numbers) if n != k + 1), len(numbers))


def directions(article: Article) -> Iterator[Finding]:
    """Words of comparison against the two numbers compared (word_and_number)."""
    for sentence in article.sentences:
        for m in cue("beyond").finditer(sentence.text):
            yield from _beyond(article, sentence, m)
        for m in cue("compared").finditer(sentence.text):
            a, b = (sentence.at(m.start(end)) for end in "ab")
            if a.kind == b.kind != "ratio" and alike(a, b):
                yield _direction(article, m["word"], a, b)
        for m in cue("half").finditer(sentence.text):
            a = sentence.at(m.start("a"))
            if a.base and a.base.value > 0:
                share = a.value.value / a.base.value
                fits = share * 2 > 1 if m["word"] in ("hơn", "trên", "quá") else share * 2 < 1
                yield finding(
                    article, "half", outcome_of(fits), "0.5", share, [a], word=m["word"], a=a.text
                )


def _beyond(article: Article, sentence: Sentence, m: re.Match[str]) -> Iterator[Finding]:
    """A target said to be exceeded, passed or missed."""
    text = sentence.text[max(0, m.start() - NEAR) : m.start()]
    clause, i = text.rsplit(";", 1)[-1], bisect.bisect_left(sentence.marks, m.start()) - 1
    hoped = cue("hoped").search(clause[-25:]) or words("less_is_better").search(clause)
    if hoped or i < 0 or m.start() - sentence.marks[i] > 46 or ";" in sentence.after(i):
        return
    a, between = sentence.figures[i], sentence.text[sentence.marks[i] + 1 : m.start()]
    aim = cue("aim_after").match(sentence.text, m.end())
    if aim and not re.search(r"[;.)]", aim[0]):
        b = sentence.at(aim.start("b"))
        if a.kind == b.kind != "ratio" and b.qualifier == "exact" and alike(a, b):
            yield _direction(article, m["word"], a, b)
    elif m["word"] == "vượt" and a.base and reached(sentence, i):
        fits = a.value.loose.high > a.base.loose.low
        yield finding(article, "target", outcome_of(fits), a.value, a.base.loose, [a], a=a.text)
    elif m["word"] == "vượt" and a.kind == "percent" and cue("of_plan").match(between):
        yield finding(
            article, "target", outcome_of(a.value.loose.high > 100), a.value, "100", [a], a=a.text
        )


def _direction(article: Article, word: str, a: Figure, b: Figure) -> Finding:
    up = word in ("vượt", "tăng", "cao hơn", "nhiều hơn")
    one, other = (a.value.loose, b.value.loose) if up else (b.value.loose, a.value.loose)
    level = a.value.value == b.value.value
    wrong = one.high < other.low or (one.high == other.low and not level)
    wrong = wrong or (level and a.qualifier == b.qualifier == "exact")
    sign = "=" if level else ">" if a.value.value > b.value.value else "<"
    return finding(
        article,
        "direction",
        outcome_of(not wrong),
        a.value,
        b.value.loose,
        [a, b],
        word=word,
        a=shown(a),
        b=shown(b),
        sign=sign,
    )


def denominators(article: Article) -> Iterator[Finding]:
    """One whole told with two values (denominator).

    A group inside the whole (the poor communes, those of one district) has another size by right:
    only wholes that differ by a tenth at most, told of the same units at one time, are set against
    each other; where they differ more, nothing can be said. How many districts or communes a
    province had is never looked up: the counts changed often.
    """
    told: dict[tuple[str, str], list[tuple[Figure, int, str, bool, bool]]] = {}
    for sentence in article.sentences:
        named = cue("whole_named").search(sentence.cased)
        merged = cue("whole_merged").search(sentence.text)
        all_of = re.search(r"(?:toàn|cả) (?:tỉnh|huyện|thị|thành)", sentence.text)
        for i, figure in enumerate(sentence.figures):
            after, lead = sentence.after(i), sentence.gap(i)
            counted = figure.kind == "count" and cue("whole_place").search(lead + " ")
            total = figure.base or (figure.value if counted else None)
            if total is None or figure.row.get("unit_class") not in _TYPES or not figure.noun:
                continue
            group = cue("whole_group").search(after.replace(figure.noun, "", 1)[:16])
            clear = not (group or named or merged or cue("whole_group_before").search(lead))
            row = article.facts.get(figure.id, {})
            when = re.findall(r"(?<!\d)20\d\d(?!\d)", lead) or [str(row.get("period"))]
            entry = (
                figure,
                int(total.value),
                when[-1],
                clear and figure.qualifier == "exact",
                "," in figure.noun or bool(all_of),
            )
            told.setdefault((figure.noun, row.get("place") or ""), []).append(entry)
    for (noun, _), (first, *others) in told.items():
        for other in others:
            apart = abs(first[1] - other[1]) * 10
            sure = first[3] and other[3] and (first[4] or other[4]) and first[2] == other[2]
            outcome = outcome_of(not apart, sure and apart <= max(first[1], other[1]))
            if outcome != UNTESTABLE or (first[3] and other[3]):
                yield finding(
                    article,
                    "whole",
                    outcome,
                    str(first[1]),
                    str(other[1]),
                    [first[0], other[0]],
                    noun=noun,
                    a=first[0].text,
                    b=other[0].text,
                )


RULES = (lists, directions, denominators)
