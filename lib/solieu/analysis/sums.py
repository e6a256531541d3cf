"""Sums told in a sentence or two; where one can be read so that it comes out, it is read so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import reduce
from itertools import pairwise, takewhile

from . import intervals as iv
from .articles import MOST, NEAR, WHOLES, Article, F, Figure, Row, Sentence, outcome_of, verdict
from .cues import FIRST, cue, table
from .ways import LUCK, SURE

HUNDRED = iv.point(100)


def added(figures: Sequence[Figure], reading: str = "loose") -> iv.Interval:
    """The sum of what the figures stand for."""
    return reduce(lambda a, b: a + b, (getattr(f.value, reading) for f in figures))


def passages(article: Article) -> Iterator[Sentence]:
    """Each sentence, with those that go on listing its parts (Trong đó …; bullets after a colon)."""
    for n, sentence in enumerate(article.sentences):
        following = article.sentences[n + 1 : n + 1 + MOST]
        lead = following[:1] if following and cue("list_head").match(following[0].text) else []
        if (lead or [sentence])[0].text.endswith(":"):
            following = following[len(lead) :]
            more = [*takewhile(lambda s: s.line_start and cue("bullet").match(s.text), following)]
            more = [*lead, *more] if not any(s.text.endswith(":") for s in more) else []
        else:
            more = [s for s in following[:1] if cue("parts_go_on").match(s.text[:80])]
            more = [s for s in more if not s.line_start]
        yield sentence.joined(more) if more else sentence


def sums(article: Article) -> Iterator[Row]:
    """A whole and its parts: listed right after it, or in the next sentence (sum_of_parts)."""
    for passage in passages(article):
        marks = [m.start() for m in F.finditer(passage.text)]
        told = [mark for mark, f in zip(marks, passage.figures, strict=True) if f.kind != "percent"]
        for i, whole in enumerate(passage.figures):
            first = next((mark for mark in told if mark > marks[i]), None)
            if whole.kind in WHOLES and first and first - marks[i] < NEAR:
                lead = _blank(passage.text[marks[i] + 1 : first])
                begin = cue("parts").search(lead)
                people = {whole.noun, *table("alike")["stand_for"][1][0]} - {""}
                if cue("out_of").search(whole.gap) and passage.figures[i + 1].noun in people:
                    begin = begin or cue("parts_in").search(lead)
                if begin and not cue("uncounted_whole").search(lead[: begin.start()]):
                    start = marks[i] + 1 + begin.end()
                    region = _region(passage, start)
                    named = re.split(r"[.;]\s", passage.cased[start : start + len(region)])[0]
                    if not cue("no_parts").search(named):
                        wholes = passage.figures[max(0, i - MOST) : i + 1]
                        yield from _listed(passage, wholes, region, begin, lead[: begin.start()])


def runs(article: Article) -> Iterator[Row]:
    """A whole, and like numbers after it to the end of a sentence, or of the next two."""
    for n, sentence in enumerate(article.sentences):
        following = [*takewhile(lambda s: not s.line_start, article.sentences[n + 1 : n + 3])]
        for first in sentence.figures[:MOST]:
            rows = (_run(first, following[:more]) for more in range(len(following) + 1))
            rows = [row for row in rows if row]
            fitting = [row for row in rows if row["outcome"] == iv.CONSISTENT]
            yield from (fitting or rows)[:1]


def _run(first: Figure, following: list[Sentence]) -> Row | None:
    """The verdict on the numbers from one on, as the parts of what was told just before it."""
    figures = [*first.sentence.figures[first.index :], *(f for s in following for f in s.figures)]
    parts = [f for f in figures[: MOST + 1] if f.kind in WHOLES]
    if parts[:1] != [first] or len(parts) < 2 or any(not s.figures for s in following[-1:]):
        return None
    before = first.near(4, 0, 0 if first.index else 1)[0]
    announced = _announced(first, before, parts)
    before = [w for w in before if w not in announced and not _own_nouns(w, parts)]
    before = [w for w in before if {f.kind for f in parts} == {w.kind}]
    told = [w for w in before if not cue("against").search(w.gap)]
    if not told or any(f.base for f in (*before, *parts)):
        return None
    pair = len(parts) == 2 and not (announced or _opposed(*parts))
    apart = len(before) == 1 or re.search("[;:]", first.gap)
    if first.index and (pair or not apart):
        return None  # a list within a list
    beside = first.index and not announced and re.search("^[^;:]*(?:,|và)[^;:]*$", first.gap)
    if beside and len(parts) > 2 and told[-1].noun == first.noun:
        return None  # the first of a list
    if any(cue("left").search(f.gap) for f in parts[:-1]):
        return None  # what there was in each year
    if any("trong đó" in f.gap for f in parts[1:]):
        return None  # parts of parts
    beside = " ".join([_own(first), *(f.gap for f in parts[1:])])
    flowing = any(cue(name).search(beside) for name in ("parts", "flow", "dated", "left_words"))
    if first.index and (flowing or following or _group(parts) != parts):
        return None
    text = parts[-1].sentence.before(parts[-1])
    text = " ".join((*(s.text for s in (first.sentence, *following[:-1]) if following), text))
    row = _judged(told[-1], before, parts, text, 3 * bool(announced))
    # the first few of several numbers may make a small one by chance
    few = row and row["outcome"] == iv.CONSISTENT and len(row["figure_ids"]) <= len(parts)
    return None if few and (told[-1].value.value < 100 or not told[-1].exact) else row


def _announced(first: Figure, before: list[Figure], parts: list[Figure]) -> list[Figure | str]:
    """What says how many parts there are: 4 hình thức, ba cụm."""
    groups = [f for f in parts if not cue("joined").search(f.gap)]
    sizes = {len(parts), len(groups)} - {1}
    told = [f for f in before if f.kind == "count" and f.exact and f.value.value in sizes]
    previous = first.sentence.previous
    lead = first.sentence.before(first)
    lead = f"{previous.text} {lead}" if previous and not first.sentence.line_start else lead
    told = [(m["noun"], f) for f in told if (m := cue("division").match(f.after))]
    for m in cue("divided").finditer(lead):
        number = table("counting")[m["number"]]
        told += [(m["noun"], m[0])] if number in sizes else []
    # three classes are not what each of three communes sent
    heads = {m["noun"] for f in parts if (m := cue("divided_so").search(f"\n{f.gap.lstrip()}"))}
    small = len(groups) < 4
    return [
        f for n, f in told if n in heads or not ((heads or small) and cue("divided_so").match(n))
    ]


def _moved(figure: Figure) -> bool:
    return bool(cue("change").search(figure.gap))


def _own_nouns(whole: Figure, parts: list[Figure]) -> set[str]:
    """Nouns of parts that are not the whole's, or one that stands for it."""
    data = table("alike")
    persons = whole.unit_class in data["together"][0] or cue("persons").match(whole.noun)
    shared = {*(data["stand_for"][1][0] if persons else ()), *whole.noun.split(", ")}
    nouns = {f.noun.split(",")[0] for f in parts}
    # the number of visits is 412
    told = {n for n in nouns if whole.noun.startswith(n) or f"số {n}" in whole.gap}
    return nouns - told - shared


def _region(sentence: Sentence, start: int) -> str:
    """The text in which parts are listed: to the end of a bracket, of a group, or of the list."""
    text = sentence.text[start : start + 3 * NEAR]
    region = _blank(text).split(")", 1)[0]
    stop = cue("parts_stop").search(region, 1)
    region = region[: stop.start()] if stop else region
    return region if F.search(region) else text[: len(region)]  # all stands in brackets


def _listed(
    passage: Sentence, wholes: list[Figure], region: str, begin: re.Match[str], lead: str
) -> Iterator[Row]:
    """Parts listed behind a mark, of the number before it or of one told shortly before."""
    parts = [f for f in passage.among(region) if f.kind != "percent"]
    # 214 classes for 17,486 people: 41 classes with 2,870, 36 with 2,115 …
    pair = [(w, [f for f in parts if w.alike(f)]) for w in wholes[-2:]]
    several = len(pair) == 2 and not wholes[-1].alike(wholes[-2]) and not begin["inside"]
    if several and [len(mine) * 2 for _, mine in pair] == [len(parts)] * 2 and len(parts) > 3:
        yield from filter(None, (_judged(w, [w], mine, region, 3) for w, mine in pair))
        return
    announced = _announced(parts[0], wholes, parts) if len(parts) > 1 else []
    wholes = [w for w in wholes if w not in announced or _fits(w, parts)] or wholes
    last, seen = wholes[-1], [f for f in wholes if f.kind in WHOLES]
    known = [*takewhile(lambda f: any(map(f.alike, wholes)), parts[: MOST + 1])]
    known = [*takewhile(lambda f: not cue("aside_surely").search(_own(f)), known)]
    # a growth is no part of what there is
    moving = _moved(last) or cue("growth").search(_own(last))
    known = _group([*takewhile(lambda f: moving or not _moved(f), known)])
    fitting = [w for w in wholes if known and all(map(w.alike, known))]
    inside = bool(begin["inside"] or re.match(r"\W*trong đó", region))
    cut = known and _moved(last) and _moved(known[0])
    told = [w for w in seen if all(map(w.alike, known)) and not _of_other_time(w)]
    told = [last] if cut and all(map(last.alike, known)) else told or fitting
    told = [w for w in told if not _nested(w)] or told
    # what follows a semicolon, or another sentence, may be told of something else
    for part in takewhile(lambda f: _of_one_list(f, known[0]), known) if inside else ():
        label = re.split("[,;:]| và ", f"{part.gap} ")[1:][-1:]  # of it, 9 poor households
        named = [w for w in seen if " " in w.noun and w.noun in "".join(label)]
        named = named or fitting or [w for w in wholes if w.alike(part)]
        largest = max(named, key=lambda f: f.value.loose.high)
        bad = part.value.loose.low > largest.value.loose.high
        # more than was planned, or what is left after a cut, is no part
        other = _moved(largest) and cue("left").search(part.gap)
        other = other or cue("aim_told").search(largest.gap)
        if bad and (other or _other_thing(largest, part)):
            continue
        whole = largest if bad or not told else told[-1]
        if bad or (part.value.loose.low <= whole.value.loose.high and _counts(whole, part)):
            yield _part(whole, part)
    if not fitting:
        return
    following = passage.figures[passage.figures.index(known[-1]) + 1 :][:1]
    if following and _fits(last, [*known, *following]):
        known = [*known, *following]
    if 1 < len(known) <= MOST and not any(f.base for f in (*known, last)):
        # 6 more than last year is no whole of what is listed next
        moved = cue("against").search(last.gap) or cue("compared_to").search(lead)
        before, _, after = region.partition(chr(FIRST + passage.tape.index(known[-1])))
        text = before + re.split("[,;.)]", after)[0]
        score = (0 if inside else 3) - 4 * bool(moved or fitting[-1] is not last)
        score += 2 * bool(announced)
        row = _judged(last, fitting, known, f"{lead[-24:]} | {text}", score)
        yield from [row] if row else []


def _of_one_list(part: Figure, first: Figure) -> bool:
    """Whether a number stands in a list with its first one: no plan, no sentence of its own."""
    apart = part is not first and (part.sentence is not first.sentence or ";" in part.gap)
    return not apart and not _planned(part)


def _own(figure: Figure) -> str:
    """What stands before a figure in its own clause."""
    return re.split("[,;:]", figure.gap)[-1]


def _group(parts: list[Figure]) -> list[Figure]:
    """The first group of a list of groups: semicolons stand between those, commas within."""
    marks = [re.findall(r"[,;]|(?<!\w)và(?!\w)", f.gap)[-1:] for f in parts[1:]]
    inner = marks[:-1] if marks[-1:] == [["và"]] else marks
    mixed = [";"] in marks and any(mark != [";"] for mark in inner)
    return parts[: 1 + marks.index([";"])] if mixed else parts


def _planned(figure: Figure) -> bool:
    return bool(cue("aim").search(_own(figure)))


def _of_other_time(figure: Figure) -> bool:
    told = any(cue(name).search(figure.gap) for name in ("change", "against"))
    before = figure.sentence.figures[: figure.index][-1:]
    base = before and before[0].share and cue("out_of").search(figure.gap)  # 4 % of all 1,141
    return bool(told or base or _planned(figure))


def _nested(figure: Figure) -> bool:
    """Whether a number is itself told as a part, or in a bracket."""
    before = figure.sentence.before(figure)
    return bool(cue("inside").search(before)) or before.count("(") > before.count(")")


def _other_thing(whole: Figure, part: Figure) -> bool:
    """Whether a part is no part: sites of schools, or a noun that was not read."""
    noun = part.noun.split(",")[0]
    other = whole.noun and f" {whole.noun} " in f"{noun} "
    return bool(other) or not (noun or cue("bare").match(part.after))


def _counts(whole: Figure, part: Figure) -> bool:
    """Whether a whole told without a noun may be one of what a part counts."""
    units = part.unit_class in table("listed") and not whole.noun
    return not units or part.noun in whole.sentence.before(whole)


def _judged(
    whole: Figure, wholes: list[Figure], parts: list[Figure], text: str, score: int
) -> Row | None:
    """The sum of the parts: it comes out for a number told, or leaves nothing out and does not."""
    total, size = added(parts), whole.value.loose
    ways = [parts, *(parts[:n] for n in range(2, len(parts)))]
    fitting = next(((w, way) for way in ways for w in wholes if _fits(w, way)), None)
    labels = [f"{f.gap[-40:]}|{f.noun}{f.after[:40]}" for f in parts]
    kinds = [cue("kinds").findall(f.gap)[-1:] for f in parts]
    sides = ((p["classes"], b) for p in table("partition") for b in (True, False))
    partition = any(len(_labelled(parts, *side)) == len(parts) for side in sides)
    nouns = _own_nouns(whole, parts)
    exceeds = total.low > size.high
    # each has one fate, one source, one place: no number is counted twice
    apart = all(map(cue("sources").search, labels)) or all(map(cue("fates").search, labels))
    people = whole.unit_class in table("alike")["together"][0]
    labelled = not people and all(cue("label_before").search(f.gap) for f in parts)
    qualified = whole.kind == "measure" and cue("qualified").search(text)
    elsewhere = whole.sentence is not parts[0].sentence
    counted = all(" thứ " in f.gap for f in parts)  # the first class, the second, the third
    parallel = kinds[0] and all(k == kinds[0] for k in kinds)
    parallel = parallel and (elsewhere or exceeds or counted)
    # so little too much that hardly anyone was counted twice
    near = exceeds and total.low * 20 < size.high * 21 and len(parts) > 3
    apart = parallel or near or (exceeds and (apart or (labelled and not nouns and not qualified)))
    # told of no number: not listed
    others = cue("others").search(parts[-1].rest[:80].lower().split(chr(FIRST))[0])
    others = others and (not exceeds or "còn lại" in others[0])
    rest = cue("left_after").match(parts[-1].after) or cue("rest").search(parts[-1].gap)
    overlap = (
        cue("overlapping").search(text.split(" | ")[-1]) and whole.kind != "money" and not partition
    )
    told = cue("moved_to").sub("", text)  # to other posts
    told = told.replace(" khác", "") if exceeds else told  # then others left out make it worse
    score += 3 * partition + 2 * bool(apart) + 2 * bool(rest) + exceeds + (not nouns)
    partial = not rest and (others or cue("partial").search(told))
    score -= 6 * bool(overlap) + 4 * bool(partial)
    close = size.low * 3 < total.high * 5 and total.low * 3 < size.high * 5
    largest = max(p.value.loose.low for p in parts)
    less = largest < size.high or not elsewhere
    if fitting:
        return _sum(iv.CONSISTENT, *fitting)
    sure = score >= SURE and close and less
    # all but one digit comes out: that is hardly chance
    planned = any(map(_planned, parts)) and not _planned(whole)
    hidden = partial or overlap or planned
    sure = sure or iv.slip_by_chance(total, whole.value) < LUCK / (20 if hidden else 3)
    return _sum(iv.INCONSISTENT, whole, parts) if sure else None


def _fits(whole: Figure, parts: list[Figure]) -> bool:
    return added(parts).meets(whole.value.loose)


def totals(article: Article) -> Iterator[Row]:
    """Numbers listed and then added up, at once or in the next sentence (sum_of_parts)."""
    for sentence in article.sentences:
        for whole in sentence.figures[2:]:  # 12 women and 33 men of all 45
            parts = sentence.figures[whole.index - 2 : whole.index]
            if cue("of_number").search(whole.gap) and all(f.alike(whole) for f in parts):
                row = _judged(whole, [whole], parts, "", 0)
                yield from [row] if row else []
        for whole in (f for f in sentence.figures if cue("altogether").search(f.gap)):
            apart = not whole.index and sentence.previous and not sentence.line_start
            listing = sentence.previous.figures if apart else sentence.figures[: whole.index]
            parts = [f for f in listing if f.kind != "percent"]
            listed = 1 < len(parts) <= MOST and all(f.alike(whole) and not f.base for f in parts)
            if not listed or whole.kind == "percent":
                continue
            if apart:
                text = sentence.previous.text
                row = _judged(whole, [whole], parts, text, 1)
                yield from [row] if row else []
            elif _fits(whole, parts) or not cue("no_list").search(sentence.before(whole)):
                yield _sum(outcome_of(_fits(whole, parts)), whole, parts)


def within(article: Article) -> Iterator[Row]:
    """Some told within the whole (riêng …; trong 40 xã có …) are at most all of it."""
    people = table("alike")["stand_for"][1][0]
    for sentence in article.sentences:
        for ratio in (f for f in sentence.figures if f.base and f.exact and not f.aims):
            above = ratio.base.value < ratio.value.value <= 2 * ratio.base.value
            persons = ratio.unit_class in (*table("alike")["together"][0], "none", "other", "unit")
            if not above or persons:
                continue
            text, head = sentence.text, sentence
            while head.previous and cue("bullet").match(head.text):
                head = head.previous
                text += head.text
            shares = any(f.share and f.value.value > 100 for f in sentence.figures)
            if not (shares or cue("aim").search(text) or cue("beyond_all").search(text)):
                told = {"whole": iv.show(ratio.base.value)}
                yield verdict("part", iv.INCONSISTENT, ratio, ratio.base.loose, [ratio], **told)
        # so many were inspected. Upon inspection so many were found at fault
        before = sentence.previous.figures if sentence.previous else []
        sequel = cue("sequel").match(sentence.text) and len(before) == 1
        told = [f for f in before if f.kind in ("count", "money")][-1:] if before else []
        told = [*told, *(f for f in sentence.figures if f.kind in ("count", "money"))]
        for whole, part in pairwise(told):
            # 14 of all 12 districts
            if cue("of_number").search(part.gap) and part.index == whole.index + 1:
                if whole.alike(part) and not (_other_thing(part, whole) or _planned(whole)):
                    yield _part(part, whole)
                continue
            group = [part, *takewhile(_joined, part.sentence.figures[part.index + 1 :])]
            bare, rest = group[-1].noun, group[-1].after.replace(group[-1].noun, "", 1)
            rest = cue("of_this").sub("", rest)
            # 18 poor households, of them 23 households: the noun may be cut short, not another
            same = bare and f"{whole.noun} ".startswith(f"{bare} ")
            same = same or whole.kind == part.kind == "money"
            alone = same and cue("alone").search(part.gap) and cue("ends").match(rest)
            alone = alone and cue("of_all" if whole.kind == "count" else "raised").search(whole.gap)
            leads = ("whole_in", "then"), ("of_all", "if_then")
            inside = any(cue(a).search(whole.gap) and cue(b).search(part.gap) for a, b in leads)
            inside = inside and part.index == whole.index + 1 and whole.alike(part)
            inside = inside and not cue("new_whole").search(part.gap)
            follows = part.sentence is not whole.sentence
            found = (follows and sequel) or cue("sequel_after").search(part.gap)
            found = found and cue("found").search(part.gap)
            others = sum(f.alike(part) for f in before) if follows else 1
            found = found or (others == 1 and cue("of_this").match(part.after.replace(bare, "", 1)))
            inside = inside or (found and same and "khác" not in part.after[:24])
            growing = {bool(cue("growth").search(f.gap)) for f in (whole, part)}
            if len(growing) == 1 and (alone or (inside and (same or bare in people))):
                more = alone and added(group).low > whole.value.loose.high
                several = more and len(group) > 1
                yield _sum(iv.INCONSISTENT, whole, group) if several else _part(whole, part)


def _part(whole: Figure, part: Figure) -> Row:
    limit = whole.value.loose
    outcome = outcome_of(part.value.loose.low <= limit.high)
    return verdict("part", outcome, part, limit, [whole, part], whole=whole)


def _joined(figure: Figure) -> bool:
    """Whether a number is joined to the one before it: 27 và 19 bản."""
    return bool(re.fullmatch(r"\s*(?:,|và)\s*", figure.gap))


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
        told = [*_hundred(sentence)]
        if not told and sentence.previous and not sentence.line_start:
            told = [*_hundred(sentence.previous.joined([sentence]), several=True)]
        yield from told


def _hundred(sentence: Sentence, several: bool = False) -> Iterator[Row]:
    """The shares of a sentence against 100; of several sentences only those of known classes."""
    items = [f for f in sentence.figures if f.share and not cue("left_behind").search(f.gap)]
    if not 1 < len(items) <= MOST or cue("respectively").search(sentence.text):
        return
    text = re.sub(r"\d{4} ?[-–] ?\d{4}", "", sentence.text)  # a term
    if len(set(re.findall(r"(?:19|20)\d\d", text))) > 1 and len(items) > 2:
        return  # shares of several years
    known = (p for p in table("partition") if p["needs"].search(sentence.text))
    sides = ((p, before) for p in known for before in (True, False))
    sides = ((p, b) for p, b in sides if len(p["classes"]) > 2 or "apart" in p or not several)
    sides = ((p, b) for p, b in sides if not ("apart" in p and cue("placed").search(items[-1].gap)))
    groups = [(_labelled(items, p["classes"], b), "may_lack" in p) for p, b in sides]
    # two classes are told side by side
    beside = {frozenset(pair) for pair in pairwise(items)}
    groups = [g for g in groups if len(g[0]) != 2 or frozenset(g[0]) in beside]
    groups += [] if several else [(pair, True) for pair in pairwise(items) if _opposed(*pair)]
    groups += [(items, False)] * _ranged(items)
    growing = any(cue("growth").search(_own(f)) for f in items)
    behind = cue("left_after").match(items[-1].after)
    rest = cue("rest").search(items[-1].gap) and (not several or not items[-1].index)
    classed = [table("counting")[m["number"]] for m in cue("classed").finditer(sentence.text)]
    classed += [f.value.value for f in sentence.figures if cue("class").match(f.after)]
    named = all(re.search(r"[^\W\d_]{2}", f.gap) for f in items)
    classed = classed if named and not cue("others").search(sentence.text) else []
    label = _own(items[-1]) + re.split("[,;.]", items[-1].after)[0]
    last = len(items) > 2 and not several and cue("residual").search(label)
    if not growing and (rest or len(items) in classed or (not several and (behind or last))):
        # a rest that leaves much out is a rest of something else
        whole = abs(sum(f.value.value for f in items) - 100) <= (20 if rest else 10)
        groups = [(items, False)] * whole or groups
    figures, may_lack = next((group for group in groups if group[0]), ([], False))
    bases = {m[0] for f in figures if (m := cue("own_base").match(f.after)) and not behind}
    if not figures or len(bases) > 1:
        return
    total = sum((f.value.value for f in figures), Fraction(0))
    lacking = may_lack and total < 100
    fits = added(figures, "rounded").meets(HUNDRED)
    outcome = outcome_of(fits, not lacking)
    if outcome == iv.INCONSISTENT and added(figures, "truncated").meets(HUNDRED):
        outcome = iv.TRUNCATED
    told = " + ".join(map(str, figures))
    yield verdict("hundred", outcome, HUNDRED, total, figures, sum=told)


def _ranged(items: list[Figure]) -> bool:
    """Whether classes of ages join up, from the youngest to the oldest."""
    ages = [[*map(int, re.findall(r"(?<!\d)\d\d(?!\d)", f.gap))] for f in items]
    joined = all(a[-1:] and b and 0 <= b[0] - a[-1] < 2 for a, b in pairwise(ages))
    begins = cue("youngest").search(items[0].gap)
    return bool(joined and begins and cue("oldest").search(items[-1].gap))


def _opposed(one: Figure, other: Figure) -> bool:
    """Whether the second share's label is the first one's, with a word that says no to it."""
    # both labels stand before the numbers, or both after, or one on each side
    between = re.search("[,;:]", one.after.strip(" .,;("))
    for sides in ((True, True), (False, False), (False, True))[: 3 if between else 2]:
        pair = []
        for figure, before in zip((one, other), sides, strict=True):
            text = (figure.gap if before else figure.after).strip(" .,;(")
            # "chưa" is a word of its own here, so what precedes the number is not trimmed of it
            label = re.split("[,;:()]| và (?=[^,;]*$)", text)[-before]
            label = cue("label_trim").sub("", label) if before else label
            pair.append(cue("label_lead").sub("", label.strip()).strip())
        for this, that in (pair, pair[::-1]):
            yes = cue("negation").sub("", that).strip()
            if this and yes and yes != that and (this.endswith(yes) or this.startswith(yes)):
                return True
    return False


def _labelled(items: list[Figure], classes: list[re.Pattern[str]], before: bool) -> list[Figure]:
    """The one number of each class, when every class has exactly one; labels before, or after."""
    told = [(f, _label(f, before)) for f in items]
    found = [[f for f, label in told if word.search(label)] for word in classes]
    single = [f[0] for f in found if len(f) == 1]
    if len(single) == len(items) - 1 == len(classes) - 1 and [] in found:
        # the last one may be told the other way round
        other = [f for f in items if f not in single]
        if classes[found.index([])].search(_label(other[0], not before)):
            found[found.index([])] = other
    if all(len(f) == 1 for f in found) and len({f[0].place for f in found}) == len(classes):
        return [f[0] for f in found]
    return []


def _label(figure: Figure, before: bool) -> str:
    label = re.split("[;)]", figure.gap if before else figure.after)[-before]
    return cue("last_label").sub("", label.strip(" ,"))


RULES = (sums, runs, totals, within, complements)
