"""Before and after, and the cut or growth between them (before_after, word_and_number).

What was, what is and the difference are known by the words right before them; a difference is wrong
only if it fits no pair of like numbers told near it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise, permutations

from .articles import WHOLES, Article, Figure, Row, outcome_of, verdict
from .cues import cue, only, table
from .intervals import INCONSISTENT, decide, point
from .shares import read_base
from .ways import Way, settle

BEFORE, AFTER = 8, 4  # figures around a change among which its pair may be
FLOWS = ("added", "gone")
CLEAR = 4  # the score of a pair told as what was and what is


def changes(article: Article) -> Iterator[Row]:
    """Each cut or growth against what was and what is, and their words against their numbers."""
    chained: set[str] = set()  # what is told of a chain is no difference of its ends
    for row in flows(article):
        chained.update(row["figure_ids"])
        yield row
    for sentence in article.sentences:
        for change in (f for f in sentence.figures if f.id not in chained):
            lead = _lead(change)
            if lead and not _elsewhere(change, lead):
                near = _near(change)
                ways = [*_agreed(_differences(change, lead, near)), *_repeated(change, near)]
                row = settle(change, ways)
                if row:
                    yield from _sign(change, lead, row, ways) or [row]
        for was, now in permutations(sentence.figures, 2) if len(sentence.figures) < 12 else ():
            yield from _direction(was, now)


def flows(article: Article) -> Iterator[Row]:
    """So many at first, so many added, so many gone, so many at the end."""
    for sentence in article.sentences:
        told = [f for s in article.sentences[sentence.number :][:3] for f in s.figures]
        for start in sentence.figures:
            first = cue("at_first").search(start.gap + start.after)
            if not (first or cue("from").search(start.gap)):
                continue
            behind = told[start.index + 1 :][: 2 * BEFORE]
            behind = [f for f in behind if f.kind == start.kind and f.alike(start)]
            signs = [0 if cue("at_last").search(f.gap[-40:]) else _flow(f) for f in behind]
            length = signs.index(0) if 0 in signs else 0
            steps, end = behind[:length], behind[length] if length else start
            larger = any(f.value.value > start.value.value for f in steps)
            if larger or any(cue("since").match(f.after) for f in steps):
                continue
            if not {-1, 1} <= {*signs[:length]} or not cue("at_last").search(end.gap):
                continue
            made, sum_ = start.value.loose, start.text
            for step, sign in zip(steps, signs, strict=False):
                made = made + step.value.loose if sign > 0 else made - step.value.loose
                sum_ += f" {'+' if sign > 0 else '−'} {step.text}"
            outcome, used = decide(made, end.value), [start, *steps, end]
            # whatever else its numbers may add up to
            used = used[outcome == INCONSISTENT :]
            yield verdict("difference", outcome, end, made, used, sum=sum_)


def _flow(figure: Figure) -> int:
    """Whether a number is told as added, 1, or gone, -1, by the words before or behind it."""
    for clause in (
        re.split("[,;.:]| và ", figure.gap)[-1],
        re.split("[,;.:]| và ", figure.after)[0],
    ):
        added, gone = (max([0, *(m.end() for m in cue(n).finditer(clause))]) for n in FLOWS)
        if added != gone:
            return 1 if added > gone else -1
    return 0


def _agreed(ways: Iterable[Way]) -> list[Way]:
    """Ways, surer where two of other numbers come to one result."""
    found = list(ways)
    twice = (
        any(
            way.implied == other.implied and len({*way.figures} & {*other.figures}) == 1
            for other in found
        )
        for way in found
    )
    return [replace(w, score=w.score + 2 * both) for w, both in zip(found, twice, strict=True)]


def _joint(figure: Figure) -> str:
    """The words before a figure, or before another that it is joined to: from 11 of them and 210."""
    told = figure.sentence.figures
    one = told[figure.index - 1] if figure.index else figure
    joint = figure.gap.replace(one.noun, "", 1).strip()
    lead = one.gap if joint and cue("joint").fullmatch(joint) else figure.gap
    return lead.split(";")[-1]


def _lead(figure: Figure) -> re.Match[str] | None:
    """The word of cut or growth before a figure, or before the number that its percent repeats."""
    told = figure.sentence.figures
    again = figure.index and figure.share and cue("again").search(figure.gap)
    lead = cue("change").search(_joint(figure))
    if not lead and again:
        lead = cue("change").search(told[figure.index - 1].gap)
    # down from 82 to 64, more than the mean of 36: neither is the difference
    level = lead and (cue("from_to").search(lead[0]) or cue("level").search(lead[0]))
    return None if level else lead


def _elsewhere(change: Figure, lead: re.Match[str]) -> bool:
    """Whether a change is told of something whose numbers need not be here."""
    clause = f"{change.gap[-60:]} {re.split('[,;)]', change.after)[0]}"
    aim = "vượt" in lead[0] or cue("aim").search(lead[0]) or cue("aim_after").match(change.after)
    return bool(cue("other_cut").search(clause) or cue("unless").search(change.rest) or aim)


def _sign(change: Figure, lead: re.Match[str], row: Row, ways: list[Way]) -> list[Row]:
    """The verdict that a fall is told of numbers that rise, or a rise of numbers that fall."""
    surely = (w for w in ways if w.name == "difference" and w.score >= CLEAR - 1)
    same = (w.figures for w in surely if [f.id for f in w.figures] == row["figure_ids"])
    used = next(same, None)
    if not used or used[0].index + 1 == used[1].index:
        return []
    was, now, _ = used
    grown = now.value.loose - was.value.loose
    down = cue("cut_down").match(lead[0].strip())
    told = {"word": lead[0].strip(), "a": was, "b": now, "sign": "→"}
    row = verdict("direction", INCONSISTENT, now, was.value.loose, used, **told)
    return [row] * (grown.low > 0 if down else grown.high < 0)


def _near(change: Figure) -> list[Figure]:
    """The figures near a change, from the sentences before it and its own."""
    before, behind = change.near(BEFORE, AFTER)
    ranks = cue("ranks").match(change.after)
    # what a bracket lists is a number's parts, and a plan is not what was
    lists = (
        change.sentence.among(m[0])
        for m in re.finditer(r"\([^()]*\)", change.sentence.text)
        if not cue("from_to_word").search(m[0])
    )
    aside = {f.id for listed in lists if len(listed) > 1 for f in listed}
    near = [f for f in (*before, change, *behind) if f.id not in aside or f is change]
    return [f for f in near if ranks or f.kind != "ratio"]


def _differences(change: Figure, lead: re.Match[str], near: list[Figure]) -> Iterator[Way]:
    """Each pair of like numbers, the difference or the quotient that it gives."""
    others = [f for f in near if f is not change and not _lead(f)]
    for was, now in permutations(others, 2):
        if was.kind != now.kind or not was.alike(now):
            continue
        score = _score(change, was, now, others)
        if score < 0:
            continue
        low, high = sorted((was, now), key=lambda f: f.value.value)
        gap, told = high.value.loose - low.value.loose, f"{high.text} − {low.text}"
        down = cue("cut_down").match(lead[0].strip())
        wrong_way = (now.value.value > was.value.value) == bool(down)
        used = [was, now, change]
        if wrong_way:
            score -= 3 if change.share and not was.share else 1
        ranks = was.kind == "ratio" and was.base.value == now.base.value
        named = [f for f in (was, now) if f.noun] or [was]
        alike = change.kind == was.kind and any(map(change.alike, named))
        if alike or ranks:
            yield Way("difference", score, gap, used, {"sum": told})
            # so many fewer in one year, and so many in the next
            # or so many new ones in between
            more = [f for f in near if f is not change and f.kind == change.kind and f.alike(was)]
            for f in (f for f in more if f not in used and (_lead(f) or _flow(f) > 0)):
                rest = gap + f.value.loose if _flow(f) > 0 else gap - f.value.loose
                sign = "+" if _flow(f) > 0 else "−"
                yield Way("difference", score - 1, rest, used, {"sum": f"{told} {sign} {f.text}"})
        if was.value.loose.low <= 0:
            continue
        if change.share and not was.share:
            part = (gap / was.value.loose).times(100)
            told = f"({told}) : {was.text} × 100"
            yield Way("difference", score, part, used, {"sum": told})
        if change.kind == "multiple":
            times = now.value.loose / was.value.loose
            told = f"{now.text} : {was.text}"
            yield Way("difference", score, times, used, {"sum": told})
            if "tăng" in lead[0]:
                yield Way("difference", score, times - point(1), used, {"sum": f"{told} − 1"})


def _score(change: Figure, was: Figure, now: Figure, others: list[Figure]) -> int:
    """How surely two numbers are those between which a change is told."""
    before, behind = was.place < now.place, was.place > change.place
    was_told = before and (cue("from").search(_joint(was)) or cue("merging").match(was.after))
    beyond = was.index == change.index + 1 and was.sentence is change.sentence
    beyond = beyond and cue("since").match(change.after) and ";" not in was.gap
    beyond = beyond and not cue("to").search(was.gap)
    once = cue("from").search(_joint(was)) and not behind
    was_told = was_told or (not before and (beyond or once or cue("against").search(was.gap)))
    now_told = cue("to").search(_joint(now)) or cue("now").search(now.gap)
    nearest = [f for f in others if f.place < change.place and f is not was and f.alike(now)]
    beside = nearest[-1:] == [now] and now.sentence is change.sentence
    # 3,324 of them, to be cut to 2,450
    follows = now_told and before and was.index + 1 == now.index and was.sentence is now.sentence
    score = 2 * bool(was_told) + 2 * bool(now_told or beside) + bool(follows and not was_told)
    # one has 14 left, and another 9
    score -= CLEAR * bool(not was_told and now_told and cue("to").search(_joint(was)))
    low, high = sorted((was.place, now.place))
    near = min((was, now), key=lambda f: abs(f.place - change.place))
    first, last = sorted((change.place, near.place))
    spans = [(low, high), (first, last)]
    between = [f for f in others if any(a < f.place < b for a, b in spans) and f.alike(was)]
    score -= len({f.id for f in between} - {was.id, now.id})
    # two bodies merged into one that has 14 offices
    stand_for = {noun for nouns, _ in table("alike")["stand_for"] for noun in nouns}
    nouns = sorted(f.noun.split(",")[0] for f in (was, now))
    other = was.kind == "count" and not f"{nouns[1]} ".startswith(nouns[0])
    score -= 2 * (other and not stand_for & {*nouns})
    # so many in each, and so many in all
    score -= CLEAR * bool(cue("yearly").search(was.gap) and cue("for_all").search(now.gap))
    told = was.sentence.figures[was.index + 1 : was.index + 2]
    paired = [f for f in told if f is not now and cue("to").search(f.gap)]
    apart = ";" in now.gap and not only("same_thing", now.gap.split(";")[-1])
    score -= CLEAR * bool(paired and was.sentence is not change.sentence) + 2 * bool(
        apart and was.sentence is now.sentence
    )
    than = re.split("[,;.()]| và ", change.after)[0]
    other_than = change.kind == "multiple" and not _thus(than, was, now)
    if not behind and (other_than or _since_other(change, was)):
        score -= CLEAR
    if behind and now.place > change.place and ";" in now.gap:
        score -= CLEAR
    # so many became so many. Thus 15 fewer
    word = cue("change").search(change.gap)
    thus = not change.index and word and _thus(change.gap[: word.start()], was, now)
    if was.sentence is not change.sentence is not now.sentence and not thus:
        score -= 1 if change.kind == was.kind and not _placed(change) else 2
    return score - 3 * _other_subject(change, was, now, first, last)


def _thus(lead: str, was: Figure, now: Figure) -> bool:
    """Whether the words before a change say nothing that was not told of its pair."""
    said = cue("same_thing").sub(" ", cue("by_that").sub("", lead))
    beside = " ".join(f"{f.gap} {re.split('[,;.)]', f.after)[0]}" for f in (was, now))
    return {*re.findall(r"\w+", said)} <= {*re.findall(r"\w+", beside)}


def _placed(change: Figure) -> bool:
    """Whether a name stands before a change in its sentence: it may be of one place alone."""
    lead = change.sentence.cased[: change.place - change.sentence.start]
    return bool(cue("name_within").search(lead))


def _since_other(change: Figure, was: Figure) -> bool:
    """Whether a change is told since another time than that of what was."""
    since, own = cue("since").match(change.after), re.findall(r"20\d\d", was.gap)
    against = cue("against").search(was.gap)
    level = against and "hơn" in against[0]
    after = change.after.replace(change.noun, "", 1)
    told = since or (level and cue("earlier_after").match(after))
    if was.place > change.place or not told:
        return False
    return bool(own or level) and (not since or since["year"] not in own)


def _other_subject(change: Figure, was: Figure, now: Figure, first: int, last: int) -> bool:
    """Whether a change has a subject of its own, or stands in another clause than its pair."""
    sentence = change.sentence
    text = sentence.text[max(0, first - sentence.start) : last - sentence.start]
    clause = text.split(";")[-1] if change.place > was.place else "-"
    word = cue("change").search(clause)
    alike = any(f"{f.noun} ".startswith(f"{change.noun or '-'} ") for f in (was, now))
    same = change.kind != "count" or alike or cue("clause_end").match(change.after)
    alone = word and same and only("same_thing", clause[: word.start()])
    alone = alone and (not cue("for_all").search(clause) or cue("whole_all").search(was.gap))
    if ";" in text and was.sentence is change.sentence and not alone:
        return True
    other = cue("other_subject").search(text)
    if other and not (word and _thus(text[other.start() : word.end()], was, now)):
        return True
    same = change.noun in {was.noun, now.noun} - {""} or (alike and not _placed(change))
    if change.place < min(was.place, now.place) or same:
        return False
    lead = re.split(
        r"[,;:(]",
        change.gap[: cue("change").search(change.gap).start()]
        if cue("change").search(change.gap)
        else "",
    )
    return len(lead) > 1 and not _thus(lead[-1], was, now)


def _repeated(change: Figure, near: list[Figure]) -> Iterator[Way]:
    """A percent told after a cut in numbers: of what was, or of what is and the cut."""
    told = change.sentence.figures
    cut = told[change.index - 1] if change.index else change
    lead = cue("change").search(cut.gap)
    if not change.share or not lead or cut.kind == "percent":
        return
    up = not cue("cut_down").match(lead[0].strip())
    for one in (f for f in near if f not in (cut, change) and f.kind in WHOLES and f.alike(cut)):
        if one.value.loose.low <= 0 or _lead(one) or not cue("again").search(change.gap):
            continue
        was = one.value.loose
        named = 2 * (read_base(change).names(one) > 2)
        since = cue("earlier_after").match(change.after) and one.index + 1 == cut.index
        score = CLEAR * bool(cue("from").search(one.gap) or cue("against").search(one.gap))
        score -= 2 * (one.sentence is not change.sentence) + 2 * CLEAR * bool(since)
        score -= 2 * bool(cue("to").search(one.gap))
        ways = [("difference", score + named, was, one.text)]
        was = was - cut.value.loose if up else was + cut.value.loose
        if was.low > 0 and one.place < cut.place:
            sign = "−" if up else "+"
            told = f"({one.text} {sign} {cut.text})"
            ways.append(("grown", CLEAR if since else 1, was, told))
        for name, score, base, told in ways:
            percent, sum_ = (cut.value.loose / base).times(100), f"{cut.text} : {told} × 100"
            yield Way(name, score, percent, [one, cut, change], {"sum": sum_})


def _direction(was: Figure, now: Figure) -> Iterator[Row]:
    """The words of a pair, from … up to, against its numbers."""
    to = cue("to").search(now.gap)
    beside = now.sentence.figures[now.index + 1 : now.index + 2]
    own = next((f for f in beside if cue("own_before").search(f.gap)), None)
    arrow = was.index + 1 == now.index and cue("from").search(was.gap)
    arrow = arrow and not cue("to").search(was.gap)
    # a number that has its own "(năm 2015 là …)" is not paired with another clause's
    arrow = (arrow and not own and ";" not in now.gap) or was is own
    if not (arrow and to) or was.kind != now.kind or was.kind == "ratio" or not was.alike(now):
        return
    if cue("rank").search(was.gap[-25:] + now.gap):
        return
    verb = cue("direction_verb").search(was.gap) or cue("direction_verb").search(now.gap)
    word = verb[1] if verb else to["to"]
    up, down = (
        "lên" in to["to"] or word == "tăng",
        to["to"][:4] in ("xuốn", "chỉ ") or word == "giảm",
    )
    wrong = (up and now.value.loose.high < was.value.loose.low) or (
        down and now.value.loose.low > was.value.loose.high
    )
    if up or down:
        told = {"word": word, "a": was, "b": now, "sign": "→"}
        yield verdict("direction", outcome_of(not wrong), now, was.value.loose, [was, now], **told)


def series(article: Article) -> Iterator[Row]:
    """Up, or down, year after year: every step of the list that follows (word_and_number)."""
    for sentence in article.sentences:
        for m in cue("series").finditer(sentence.text):
            listed = sentence.text[m.end() :].split(";")[0]
            told = cue("series_year").finditer(listed)
            steps = [(year["year"], *sentence.among(year["a"])) for year in told]
            for (one, a), (two, b) in pairwise(steps):
                more, less = (a, b)[:: 1 if m["word"] == "tăng" else -1]
                wrong = more.value.loose.low > less.value.loose.high
                if wrong and one < two and a.kind == b.kind and a.alike(b):
                    told = {"word": m[0].strip(" :("), "a": a, "b": b, "sign": "→"}
                    yield verdict("direction", INCONSISTENT, b, a.value.loose, [a, b], **told)


RULES = (changes, series)
