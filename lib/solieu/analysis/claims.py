"""What an article announces and then lists, and wholes that it tells twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from .articles import NEAR, Article, F, Figure, Row, Sentence, outcome_of, verdict
from .cues import cue, table
from .intervals import point, slip_by_chance


@dataclass(frozen=True)
class Announced:
    """A number of things announced, in digits or in words, and what follows it, with capitals."""

    number: Fraction
    noun: str
    kind: str
    rest: str
    sentence: Sentence
    figure: Figure | None = None


def lists(article: Article) -> Iterator[Row]:
    """An announced number against the list that follows it (announced_list)."""
    for sentence in article.sentences:
        announced = [*_announced(sentence)]
        for told in announced:
            count = _count(article, told)
            if not count and len(announced) == 1:
                again = _told_again(article, told)
                count = again and _count(article, again)
            if count:
                used = [told.figure] if told.figure else []
                # 1 town and 2 districts: A, B and C
                first = not told.figure or not told.figure.index
                sure = first or not cue("with_before").search(told.figure.gap)
                outcome, noun = outcome_of(told.number in count, sure), told.noun or "…"
                nearest = Fraction(min(count, key=lambda n: abs(n - told.number)))
                yield verdict("list", outcome, told.number, nearest, used, noun=noun)


def _count(article: Article, told: Announced) -> range:
    """From how many to how many things are listed: "Ban A, B và C" may be two or three."""
    n = _names(told) or _points(article, told) or _bullets(article, told) or _nouns(told)
    return _bodies(told) or range(n, n + bool(n))


def _told_again(article: Article, told: Announced) -> Announced | None:
    """The announcement with the next sentence as its list: Đó là A và B; Các huyện ấy gồm A, B."""
    following = article.sentences[told.sentence.number + 1 : told.sentence.number + 2]
    m = following and cue("list_again").match(following[0].text)
    if not m or (m["noun"] and not (told.noun and m["noun"].startswith(told.noun))):
        return None
    rest = f" {told.noun}: {following[0].cased[m.end() :]}"
    return replace(told, rest=rest, sentence=following[0])


def _announced(sentence: Sentence) -> Iterator[Announced]:
    """Numbers that may announce a list: exact counts, and words such as "ba nguyên nhân"."""
    for f in sentence.figures:
        if f.kind == "count" and f.exact and 2 <= f.value.value <= 63:
            rest = cue("list_semicolon").sub(",", f.rest)
            yield Announced(f.value.value, f.noun, f.unit_class, rest, sentence, f)
    for m in cue("announced").finditer(sentence.text):
        number = Fraction(table("counting")[m["number"]])
        rest = sentence.cased[m.end("number") :][: 2 * NEAR]
        kinds = (kind for kind in table("listed") if cue(f"unit_{kind}").fullmatch(m["noun"]))
        other = "person" if cue("people_nouns").match(m["noun"]) else "other"
        yield Announced(number, m["noun"], next(kinds, other), rest, sentence)


DOUBTS = ("partial", "list_other", "list_some")  # why a list need not be complete


def _names(told: Announced) -> int:
    """How many named units the list behind the number holds; 0 when it may list something else."""
    units = table("listed")
    lead = cue("names_lead").match(told.rest) or cue("list_lead").match(told.rest)
    if not lead or any(cue(name).search(lead[0].lower()) for name in DOUBTS):
        return 0
    # 3 places, namely 2 districts (A, B) and the town C: the names count
    rest, noun = cue("list_count").sub("", told.rest[lead.end() :]), told.noun.split(",")[0]
    rest = re.sub(r" \([^()]*\)", "", rest)
    if told.kind not in units:
        items = re.split(r",|;| và | cùng ", re.split(r"[.;)](?:\s|$)", rest)[0])
        heads = {(item.split() or [""])[0] for item in items}
        named = noun and all(item.strip().lower().startswith(noun) for item in items)
        named = named and not re.search(r"\d", "".join(items))  # the youngest is 29, the oldest 58
        if len(items) > 1 and (named or (len(heads) == 1 and min(heads)[:1].isupper())):
            return len(items)
        if told.kind != "unit" and ("(" in lead[0] or told.kind in table("alike")["together"][0]):
            return 0
    listed = cue("list_names").match(rest)
    if not listed:
        return 0
    after, joined = rest[listed.end() :], cue("list_joined").search(listed[0])
    ended = (joined or cue("list_ends").match(after)) and not cue("list_goes_on").match(after)
    # 12 communes (of the districts A, B)
    # a hamlet called Bản Lang, a district called Vụ Bản: no more than names
    typed = re.sub(r"(?:Bản|Thôn|Làng|Xóm|Buôn|Ấp)(?!\w)", "", listed[0]).lower()
    types = [k for k in units for _ in cue(f"unit_{k}").finditer(typed)]
    fits = told.kind in ("unit", *types) or not types
    fits = fits and (len(lead[0]) > 1 or len(types) < 2)
    return (1 + len(cue("list_cut").findall(listed[0]))) * bool(ended and fits)


def _bodies(told: Announced) -> range:
    """How many bodies or persons (Sở A, Trung tâm B và C) are named: each begins with what it is."""
    people = cue("people").match(told.rest)
    if people and not cue("partial").search(people[0].lower()):
        names = [name.split() for name in re.split(", | và ", people["list"])]
        noun, shortest = told.noun.split(",")[0], min(map(len, names))
        # 3 chosen for the committee of A, B, C and D: whose list it is, nothing says
        closed = "(" in people[0] or not ("gồm" in people[0] or people["open"] == "")
        persons = closed and cue("people_nouns").match(noun)
        if people["title"] or (persons and shortest > 2):
            return range(len(names), len(names) + all(len(name) > 1 for name in names))
    lead = cue("body_lead").match(told.rest)
    doubts = [cue(name).search(lead[0].lower()) for name in DOUBTS] if lead else []
    if not lead or any(doubts) or told.kind in table("listed"):
        return range(0)
    text = re.split(r"[.;:()](?:\s|$)|\)|…", told.rest[lead.end() :])[0]
    ended = told.rest[lead.end() + len(text) :][:1]
    text = cue("body_ends").split(text)[0]
    if F.search(text) or ended in (":", "…") or (ended == "(" and "(" not in lead[0]):
        return range(0)
    heads = [m.start() for m in cue("body").finditer(text)]
    pieces = [0, *(m.end() for m in re.finditer(r"[,;] (?:và )?| và | cùng ", text))]
    count = len(set(heads) & set(pieces))
    # other pieces may be bodies of their own, or go on with a name: Văn hóa, Thể thao và Du lịch
    more = [at for at in pieces if at not in heads and text[at : at + 1].isupper()]
    more = [at for at in more if not cue("body_goes_on").match(text[at:])]
    open_list = cue("partial").search(text.lower()) or 0 not in heads or count < 2
    return range(0) if open_list else range(count, count + len(more) + 1)


def _nouns(told: Announced) -> int:
    """How many short common nouns (rice, coconut, beef and shrimp) follow the number; 0 if unsure."""
    rest = " " + told.rest.replace(told.noun, "", 1).strip()
    named = cue("listed_nouns").match(rest.lower())
    lead = named[0][: named.start("list")] if named else ""
    if not named or cue("partial").search(lead) or cue("grouped").search(told.noun):
        return 0
    items = [item.strip() for item in named["list"].split(",")]
    last = len(re.findall(r" và ", items[-1]))
    # "và" may be part of a name; short nouns without capitals have no commas of their own
    short = all(1 <= len(item.split()) <= 5 for i in items for item in i.split(" và "))
    if len(items) < 2 or not last or not short or named["list"] not in told.rest:
        return 0
    most = len(items) + sum(item.count(" và ") for item in items)
    return int(told.number) if len(items) <= told.number <= most else len(items) + last


def _bullets(article: Article, told: Announced) -> int:
    """How many lines with one mark follow the colon after the number; 0 when they may hold more."""
    lead = re.split(r"[,(]", told.rest.rstrip())[0]
    plain = told.sentence.text.endswith(":") and lead.endswith(":")
    if not plain or F.search(lead) or cue("partial").search(lead.lower()):
        return 0
    after = article.tape[told.sentence.start + len(told.sentence.text) :].lstrip()
    lines = [line.strip() for line in after[: 20 * NEAR].split("\n") if line.strip()]
    marks = [(re.match(r"[-+•*–](?= )", line) or [""])[0] for line in lines]
    run = next((n for n, mark in enumerate(marks) if not mark or mark != marks[0]), len(marks))
    many = cue("besides").match(lines[run - 1].lower())
    return run if run > 1 and marks[0] not in marks[run:] and not many else 0


def _points(article: Article, told: Announced) -> int:
    """How many numbered lines (1. 2. 3.) or counted points (một là, hai là) follow the number."""
    sentence, rest = told.sentence, told.rest.lower()
    marked = cue("points_marked").match(rest)
    if not marked and not any(map(cue("points").match, (rest.strip().split(",")[0], told.noun))):
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
        more = found and cue("points_more").search(rest[: found[0].start()])
        if more or (found and cue("besides").match(paragraph[found[-1].end() :])):
            return 0
        within = found and (headed or found[-1].end() <= len(rest))
        short = found and len(found) < told.number and not within
        if not (short and re.search(r"[.!?]\s+\S", paragraph[found[-1].end() :])):
            counting = table("counting")
            listed = [int(m[1]) if m[1] else counting[m[2] or m[3]] for m in found]
    named = cue("points_listed").match(rest)
    if not listed and named:
        before, items = rest[: named.start("list")], named["list"].split(";")
        open_list = cue("partial").search(before) or cue("points_more").search(before + items[-1])
        # the last two may be joined by "và"
        joined = " và " in items[-1] and told.number > len(items)
        if open_list or len(items) < 2:
            return 0
        # points told at length have semicolons of their own, and begin alike
        heads = [item.split()[:1] for item in items]
        counts = {heads.count(head) for head in heads if head}
        counts.add(len(re.split(", | và ", items[0])))
        return int(told.number) if told.number in counts else len(items) + joined
    # how far the list counts up from 1
    run = next((k for k, n in enumerate(listed) if n != k + 1), len(listed))
    return run if run > 1 and (headed or run == len(listed)) else 0


def denominators(article: Article) -> Iterator[Row]:
    """One whole told with two values (denominator).

    A group within (the poor communes) has another size by right: wholes of the same units and time
    must differ by a seventh at most. How many there were is never looked up: that changed often.
    """
    told: dict[tuple[str, str], list[Figure]] = {}
    classes = ("party_cell", "party_organisation", "school", "public_unit", "agency")
    keys: dict[Fraction, tuple[str, str]] = {}
    for sentence in article.sentences:
        for f in sentence.figures:
            if f.base and not f.noun:
                # 38/61; 44/67: of what, the first one's whole says, or the words before
                one = sentence.figures[f.index - 1] if f.index else f
                whole = one.base.value if one.base and not one.noun else f.base.value
                named = [(noun, "") for noun in cue("whole_noun").findall(f.gap)]
                for n, key in [*keys.items()]:
                    same = n == f.base.value or slip_by_chance(point(n), f.base) < 1
                    if same and (n == whole or key in named) and f not in told[key]:
                        told[key].append(f)
                        keys[f.base.value] = key
            if not f.noun or f.unit_class not in (*table("listed"), *classes):
                continue
            names, lead = ("whole_place", "has_in_all", "out_of"), f"{f.gap.rstrip()} "
            counted = f.kind == "count" and any(cue(name).search(lead) for name in names)
            rest = f.after.replace(f.noun, "", 1)
            if f.base or (counted and cue("whole_alone").match(rest)):
                group = cue("whole_group").search(rest[:16]) or cue("whole_within").match(rest)
                group = " ".join(rest.split()[:2]) if group else ""
                key = (f.noun.split(" trực thuộc")[0], group)
                told.setdefault(key, []).append(f)
                keys.setdefault((f.base or f.value).value, key)
    for (noun, _), (a, *others) in told.items():
        for b in others:
            one, two = (f.base or f.value for f in (a, b))
            rows = [article.facts.get(f.id, {}) for f in (a, b)]
            alike = all(len({str(r.get(n)) for r in rows}) == 1 for n in ("period", "place"))
            distance = b.sentence.number - a.sentence.number
            together = distance < (1 if b.sentence.line_start else 3)
            fits = one.value == two.value
            if (fits and alike) or (b.base and together):
                outcome = outcome_of(fits, _one_whole(a, b))
                yield verdict("whole", outcome, one.value, two.value, [a, b], noun=noun, a=a, b=b)


def _one_whole(a: Figure, b: Figure) -> bool:
    """Whether nothing says that two wholes are of two groups, places or times."""
    one, two = ((f.base or f.value).value for f in (a, b))
    between = a.after + b.sentence.before(b)
    moved = any(cue("whole_merged").search(f.sentence.text) for f in (a, b))
    moved = moved or cue("founded").search(between)
    # what the lead of the first one names holds both
    texts = (a.sentence.cased[: a.place - a.sentence.start], a.sentence.cased + b.sentence.cased)
    held, named = ({*cue("whole_elsewhere").findall(text)} for text in texts)
    groups = any(cue("whole_group_before").search(f.gap + f.after[:30]) for f in (a, b))
    times = [{*cue("dated").findall(f.gap)} for f in (a, b)]
    later = ((a.base or times[0]) and times[1] - times[0]) or cue("other_time").search(b.gap)
    plans = any(cue("plan_base").search(f.after) for f in (a, b) if f.base)
    # 5 of the 8 that were told before are no second whole
    done = len({tuple(f.after.replace(f.noun, "", 1).split()[:1]) for f in (a, b)}) == 1
    of_those = a.base and two == a.value.value and done
    # a whole that is told once more is no slip
    again = any(two == g.value.value and g.alike(b) for g in a.sentence.tape if not g.base)
    aside = moved or named - held or groups or later or plans or of_those or again
    near = abs(one - two) * 7 <= max(one, two) or sorted(str(one)) == sorted(str(two))
    return a.exact and b.exact and not aside and near


RULES = (lists, denominators)
