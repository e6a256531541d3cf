"""What an article tells of change and rest, announces, compares or says twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import chain

from .articles import MOST, NEAR, Article, F, Figure, Row, Sentence, outcome_of, verdict
from .cues import cue, table
from .intervals import ORDER, decide, point, show
from .sums import passages

MOVES = (
    "move_from_to",
    "move_had",
    "move_before_after",
    "move_merged",
    "move_by_against",
    "move_against",
)


def remainders(article: Article) -> Iterator[Row]:
    """N done of N and what is left: n + left = N (remaining)."""
    for sentence in article.sentences:
        for m, (left,) in (*sentence.find("left"), *sentence.find("left_after")):
            if m.re is cue("left_after") and not cue("left_before").search(left.gap):
                continue
            around, previous = f"{left.gap[-30:]}…{left.after[:60]}", sentence.previous
            told = "còn lại" in m[0] or cue("left_undone").search(around)
            before = sentence.figures[max(0, left.index - MOST) : left.index]
            before = [f for f in before if f.kind != "percent"]
            if left.kind != "count" or not told or "trong đó" in left.gap or not before:
                continue
            done, pool = before[-1], [f for f in before[:-1] if f.alike(left)]
            # "chưa có trụ sở" may be another matter than what was done
            undone = re.search(r"chưa ([^\W\d]+ ?[^\W\d]*)", left.after)
            lead = sentence.text[max(0, m.start() - NEAR) : m.start()]
            sure = not undone or cue("left_task").match(undone[1]) or undone[1] in lead
            ratios = [f for f in before if f.base and f.alike(left)]
            if m.re is cue("left_after") and len(ratios) > 1:
                continue
            if not done.base:
                if previous and not pool:
                    pool = [f for f in previous.figures[-MOST:] if f.alike(left)]
                    lead += previous.text[-NEAR:]
                sure = cue("left_so_far").search(lead)
                if len(pool) != 1 or pool[0].base or not cue("left_context").search(lead):
                    continue
            if done.alike(left):
                if pool and not done.base and cue("of_whole").search(done.gap):
                    done, pool = pool[0], [done]
                whole = done.base or pool[0].value
                implied = done.value.loose + left.value.loose
                used = [done, left] if done.base else [pool[0], done, left]
                outcome = outcome_of(implied.meets(whole.loose), bool(sure))
                told = f"{show(done.value.value)} + {left}"
                yield verdict("left", outcome, whole.value, implied, used, sum=told)
        names = cue("left_names").search(sentence.text)
        ratios = [f for f in sentence.figures if f.base and f.unit_class != "member"]
        if names and len(ratios) == 1 and not F.search(names[1]):
            count, (done,) = 1 + len(re.findall(",| và | cùng ", names[1])), ratios
            made, whole = done.value.value + count, done.base.value
            told = f"{show(done.value.value)} + {count}"
            yield verdict("left_names", outcome_of(made == whole), whole, made, ratios, sum=told)


def changes(article: Article) -> Iterator[Row]:
    """Before and after, and the cut or growth between them (before_after, word_and_number)."""
    for sentence in passages(article):
        taken: set[int] = set()
        for name in MOVES:
            for move, (a, b, *_) in sentence.find(name):
                ranked = cue("rank").search(sentence.text, max(0, move.start() - 25), move.end())
                alike = a.kind == b.kind != "ratio" and a.alike(b)
                if alike and not ranked and move.start("b") not in taken:
                    taken.add(move.start("b"))
                    yield from _move(sentence, move, a, b, taken)


def _move(
    sentence: Sentence, move: re.Match[str], a: Figure, b: Figure, taken: set[int]
) -> Iterator[Row]:
    """The pair's direction against the words, its difference against the cut told with it."""
    text, first, to = sentence.text, min(move.start("a"), move.start("b")), move["to"]
    verb = cue("direction_verb").search(text, max(0, move.start() - 40), move.start())
    word = verb[1] if verb else to
    up, down = "lên" in to or word == "tăng", to[:4] in ("xuốn", "chỉ ") or word == "giảm"
    one, other = a.value.loose, b.value.loose
    wrong = (up and other.high < one.low) or (down and other.low > one.high)
    cut = _cut(sentence, move, first, taken)
    if wrong or (not cut and (up or down)):
        told = {"word": word, "a": a, "b": b, "sign": "→"}
        yield verdict("direction", outcome_of(not wrong), b, one, [a, b], **told)
    elif cut:
        near = text[min(first, max(0, cut.start("c") - 40)) : cut.end("c")]
        near += re.split("[,;]", text[cut.end("c") : cut.end("c") + 60])[0]
        (c,), readings = sentence.among(cut["c"]), []
        low, high = sorted((a, b), key=lambda f: f.value.value)
        gap, told = high.value.loose - low.value.loose, f"{high.text} − {low.text}"
        if c.kind == a.kind and a.alike(c):
            readings.append((gap, told))
        if c.share and one.low > 0:
            readings.append(((gap / one).times(100), f"({told}) : {a.text} × 100"))
        if readings and not cue("other_cut").search(near):
            value, told = max(readings, key=lambda r: ORDER.index(decide(r[0], c.value)))
            taken.add(cut.start("c"))
            yield verdict("difference", decide(value, c.value), c, value, [a, b, c], sum=told)


def _cut(
    sentence: Sentence, move: re.Match[str], first: int, taken: set[int]
) -> re.Match[str] | None:
    """The cut or growth told with a pair: within it, after it or before it, and of nothing else."""
    if "c" in move.groupdict():
        return move
    text = sentence.text
    for cut in (
        cue("cut_after").match(text, move.end()),
        cue("cut_before").search(text, max(0, first - 60), first),
    ):
        if cut and cut.start("c") not in taken:
            ends = (move.end(), cut.start("verb")), (cut.end("c"), first)
            start, stop = ends[0] if cut.start() >= move.end() else ends[1]
            between, named = (
                text[start:stop],
                cue("whole_named").search(sentence.cased, start, stop),
            )
            nouns = {f.noun for f in sentence.among(move[0])} - {""}
            same = cue("same_subject").search(between) or sentence.among(cut["c"])[0].noun in nouns
            if same and not named and not cue("other_subject").search(between):
                return cut
    return None


def directions(article: Article) -> Iterator[Row]:
    """Words of comparison against the numbers compared (word_and_number)."""
    for sentence in article.sentences:
        for m, (a, *b) in chain(*map(sentence.find, ("beyond", "beyond_this", "compared"))):
            # beyond a target by 50 people, not beyond 50
            if m.re is cue("beyond_this") and (a.share or b[0].value.value * 2 < a.value.value):
                continue
            said = sentence.text[max(0, m.start() - NEAR) : m.start("word")].rsplit(";", 1)[-1]
            aimed = "between" in m.groupdict()
            if aimed and (cue("hoped").search(said[-25:]) or cue("less_is_better").search(said)):
                continue
            if b and a.kind == b[0].kind != "ratio" and a.alike(b[0]):
                level = a.value.value == b[0].value.value
                up = m["word"] in ("vượt", "tăng", "cao hơn", "nhiều hơn")
                more, less = (a, *b)[:: 1 if up else -1]
                wrong = more.value.loose.high < less.value.loose.low
                outcome = outcome_of(not (wrong or (level and a.exact and b[0].exact)))
                sign = "=" if level else ">" if a.value.value > b[0].value.value else "<"
                told = {"word": m["word"], "a": a, "b": b[0], "sign": sign}
                yield verdict("direction", outcome, a, b[0].value.loose, [a, *b], **told)
            elif not b and m["word"] == "vượt" and a.base and a.aims:
                fits = a.value.loose.high > a.base.loose.low
                yield verdict("target", outcome_of(fits), a, a.base.loose, [a])
            elif not b and m["word"] == "vượt" and a.share and cue("of_plan").match(a.after):
                yield verdict("target", outcome_of(a.value.loose.high > 100), a, point(100), [a])
        for m, (a,) in sentence.find("half"):
            if a.base and a.base.value > 0:
                share = a.value.value / a.base.value
                fits = share * 2 > 1 if m["word"] in ("hơn", "trên", "quá") else share * 2 < 1
                yield verdict("half", outcome_of(fits), a, share, [a], word=m["word"])


def lists(article: Article) -> Iterator[Row]:
    """An announced number against the list that follows it (announced_list)."""
    for number in (f for sentence in article.sentences for f in sentence.figures):
        if number.kind == "count" and number.exact and 2 <= number.value.value <= 63:
            count = Fraction(_names(number) or _points(article, number))
            if count:
                outcome, noun = outcome_of(count == number.value.value), number.noun or "…"
                yield verdict("list", outcome, number, count, [number], noun=noun)


def _names(number: Figure) -> int:
    """How many places the list behind the number names; 0 when it may list something else."""
    kind, units = number.unit_class, table("listed")
    styles = (cue(f"list_{style}").match(number.rest) for style in ("bracket", "colon", "bare"))
    found = next(filter(None, styles), None)
    low = found["list"].lower() if found and kind in units else ""
    if not low or cue("list_other").search(low) or cue("partial").search(found[0].lower()):
        return 0
    cuts = [0, *(at for m in cue("list_cut").finditer(low) for at in m.span()), len(low)]
    items = [found["list"][a:b].strip() for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
    items = [item[cue("list_type").match(item.lower()).end() :] for item in items if item]
    named = all(w[0].isupper() for item in items for w in item.split() if w[0].isalpha())
    # 12 communes (of the districts A, B)
    types = {k for k, t in units.items() if re.search(rf"(?<!\w)(?:{t})(?!\w)", low)}
    return len(items) if named and len(items) > 1 and (kind in types or not types) else 0


def _points(article: Article, number: Figure) -> int:
    """How many numbered lines (1. 2. 3.) or counted points (một là, hai là) follow the number."""
    sentence, rest = number.sentence, number.rest.lower()
    if not any(cue("points").match(t) for t in (rest.strip().split(",")[0], number.noun)):
        return 0
    headed, title = sentence.text.endswith(":"), sentence.line_start and not sentence.previous
    start, listed = sentence.start + len(sentence.text), []
    after = article.tape[start : None if title else start + 20 * NEAR]
    if headed or (title and after.startswith("\n")):
        listed = [int(n) for n in re.findall(r"(?:^|\n) *(\d{1,2})[.)/]\s*(?!\d)", after)]
    begun = cue("points_begin").match(after.lower())
    if not listed and (":" in rest or "sau" in rest or begun):
        paragraph = rest + (after if headed or begun else after.split("\n", 1)[0]).lower()
        found = [*cue("points_worded").finditer(paragraph)]
        # a later point may be told in other words: only a list that ends the text falls short
        short = found and len(found) < number.value.value and not headed
        if not (short and re.search(r"[.!?]\s+\S", paragraph[found[-1].end() :])):
            counting = table("counting")
            listed = [int(m[1]) if m[1] else counting[m[2] or m[3]] for m in found]
    named = cue("points_listed").match(rest)
    if not listed and named:
        before, items = rest[: named.start("list")], named["list"].split(";")
        open_list = cue("partial").search(before) or cue("points_more").search(before + items[-1])
        # the last two may be joined by "và"
        joined = " và " in items[-1] and number.value.value > len(items)
        if open_list or len(items) < 2:
            return 0
        # points told at length have semicolons of their own, and begin alike
        heads = [item.split()[:1] for item in items]
        counts = {heads.count(head) for head in heads if head}
        return int(number.value.value) if number.value.value in counts else len(items) + joined
    # how far the list counts up from 1
    run = next((k for k, n in enumerate(listed) if n != k + 1), len(listed))
    return run if run > 1 and (headed or run == len(listed)) else 0


def denominators(article: Article) -> Iterator[Row]:
    """One whole told with two values (denominator).

    A group within (the poor communes) has another size by right: wholes of the same units and time
    must differ by a tenth at most. How many there were is never looked up: that changed often.
    """
    told: dict[tuple[str, str, str], list[tuple[Figure, Fraction, bool, bool]]] = {}
    for sentence in article.sentences:
        text = sentence.text
        other = cue("whole_named").search(sentence.cased) or cue("whole_merged").search(text)
        all_of = bool(cue("whole_all").search(text))
        for f in sentence.figures:
            counted = f.kind == "count" and cue("whole_place").search(f.gap + " ")
            total, row = f.base or (f.value if counted else None), article.facts.get(f.id, {})
            if total and f.noun and f.unit_class in table("listed"):
                group = cue("whole_group").search(f.after.replace(f.noun, "", 1)[:16])
                clear = f.exact and not (other or group or cue("whole_group_before").search(f.gap))
                when = [str(row.get("period")), *re.findall(r"(?<!\d)20\d\d(?!\d)", f.gap)][-1]
                entry = (f, total.value, clear, all_of or "," in f.noun)
                told.setdefault((f.noun, row.get("place") or "", when), []).append(entry)
    for (noun, *_), ((a, one, clear, whole), *others) in told.items():
        for b, two, also_clear, also_whole in others:
            apart, both = abs(one - two) * 10, clear and also_clear
            sure = both and (whole or also_whole) and apart <= max(one, two)
            if both or not apart:
                outcome = outcome_of(not apart, sure)
                yield verdict("whole", outcome, one, two, [a, b], noun=noun, a=a, b=b)


RULES = (remainders, changes, directions, lists, denominators)
