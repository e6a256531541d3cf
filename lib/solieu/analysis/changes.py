"""Before and after, and the cut or growth between them (before_after, word_and_number).

A number's part is read off the words right before it: from 82, down to 64, a cut of 18, against 82
before. A cut is wrong only if it fits no pair that it may be told of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, takewhile

from .articles import Article, Figure, Row, Sentence, outcome_of, verdict
from .cues import cue
from .intervals import INCONSISTENT, ORDER, decide, point
from .sums import passages

Pair = tuple[int, int, str]


def changes(article: Article) -> Iterator[Row]:
    """Before and after, and the cut or growth between them (before_after, word_and_number)."""
    for sentence in passages(article):
        figures, full, found = _outside(sentence), set(), {}
        for pair in (pairs := [*_pairs(figures)]):
            rows = {k: row for k in _cuts(figures, pair) if (row := _difference(figures, pair, k))}
            for k, row in rows.items():
                found.setdefault(k, []).append((pair, row))
                full |= {(pair, figures[k].kind)} if row["outcome"] != INCONSISTENT else set()
            yield from _direction(figures, pair, bool(rows))
        for k, told in found.items():
            # a cut told between two pairs is meant for one; a pair has one cut of its own
            fitting = [row for _, row in told if row["outcome"] != INCONSISTENT]
            alone = [row for pair, row in told if (pair, figures[k].kind) not in full]
            if cue("for_all").search(figures[k].gap) and len(told) < len(pairs):
                alone = []  # of several pairs together
            yield from (fitting or alone)[:1]


def _outside(sentence: Sentence) -> list[Figure]:
    """The figures, but for those of a bracket that lists what a number consists of."""
    lists = (
        m[0]
        for m in re.finditer(r"\([^()]*\)", sentence.text)
        if cue("to_from").search(m[0]) is None
    )
    inside = {f.id for text in lists if len(found := sentence.among(text)) > 1 for f in found}
    return [f for f in sentence.figures if f.id not in inside]


def _pairs(figures: list[Figure]) -> Iterator[Pair]:
    """What was and what is, as positions, with the word that leads to the second."""
    arrived, taken = [cue("to").search(f.gap) for f in figures], set()
    aims = [cue("target_bracket").search(f.gap) or cue("each_year").search(f.gap) for f in figures]
    for k, now in enumerate(figures):
        to = arrived[k]
        cut, is_now = k + 1 < len(figures) and _cut(figures, k + 1), cue("now").search(now.gap)
        changed = cut and (not _cut(figures, k) or cue("set_against").match(cut["verb"]))
        if cue("to_do").match(now.after) or not (to or changed or is_now):
            continue
        earlier = [*takewhile(lambda i: not arrived[i], range(k - 1, max(k - 5, -1), -1))]
        earlier = [i for i in earlier if (to or is_now) and _was(figures, i)]
        later = [*takewhile(lambda i: not arrived[i], range(k + 1, min(k + 4, len(figures))))]
        later = [*takewhile(lambda i: "trong đó" not in figures[i].gap, later)]
        later = [i for i in later if cue("against").search(figures[i].gap) and not _cut(figures, i)]
        for i in [i for i in earlier or later if i not in taken][:1]:
            was, around = figures[i], figures[i].gap[-25:] + now.gap
            if cue("rank").search(around) or (i < k and cue("new_subject").search(now.gap)):
                continue
            if cue("yearly").search(was.gap) and cue("for_all").search(now.gap):
                continue  # of each, and of all
            # 1,846, planned 1,800, 112 fewer than before (1,958): an aim is not what is
            nows = [n for n in range(k, max(k - 4, -1), -1) if not aims[n] or to]
            nows = [n for n in nows if n == k or figures[n].unit == was.unit]
            for n in nows[: 1 if to or i < k else 4]:
                alike = was.kind == figures[n].kind != "ratio" and was.alike(figures[n])
                # 6 schools with 6 others: what was is their sum
                if alike and not any(map(was.alike, figures[i + 1 : n])):
                    taken.add(i)
                    yield i, n, to["to"] if to else ""


def _was(figures: list[Figure], i: int) -> bool:
    """Whether a number is told as what was: from 82; in 2015 there were 82; 82 were merged into."""
    if cue("from").search(figures[i].gap):
        return True
    # 6 schools and 6 others were merged: what was is their sum
    joined = i and cue("joined_with").search(figures[i].gap) and figures[i].alike(figures[i - 1])
    return bool(cue("merging").match(figures[i].after)) and not joined


def _cuts(figures: list[Figure], pair: Pair) -> Iterator[int]:
    """Cuts told with a pair: within it, or in a run right before or after it; of nothing else."""
    low, high = sorted(pair[:2])
    nouns = {figures[low].noun, figures[high].noun} - {""}
    before = takewhile(lambda k: _cut(figures, k), range(low - 1, -1, -1))
    after = takewhile(lambda k: _cut(figures, k), range(high + 1, len(figures)))
    for k in (*before, *(k for k in range(low + 1, high) if _cut(figures, k)), *after):
        cut, told = _cut(figures, k), figures[k]
        # beyond an aim; points of the share told just before
        aside = cue("set_against").match(cut["verb"]) and not low < k < high
        beside = told.share and k - 1 not in pair[:2] and k > 0 and figures[k - 1].share
        if aside or (beside and not _cut(figures, k - 1)):
            continue
        between = figures[k + 1].gap if k < low else told.gap[: cut.start()]
        same = told.noun in nouns or cue("again").search(told.gap)
        same = same or cue("same_subject").search(between)
        if same and not cue("other_subject").search(between):
            yield k


def _cut(figures: list[Figure], k: int) -> re.Match[str] | None:
    """The word of cut or growth before a figure, or before the number that its percent repeats."""
    again = k > 0 and figures[k].share and cue("again").search(figures[k].gap)
    return cue("cut").search(figures[k - 1 if again else k].gap)


def _direction(figures: list[Figure], pair: Pair, counted: bool) -> Iterator[Row]:
    """The words of a pair against its numbers; told only if wrong where its cut is counted."""
    a, b, to = figures[pair[0]], figures[pair[1]], pair[2]
    verb = cue("direction_verb").search(a.gap) or cue("direction_verb").search(b.gap)
    word = verb[1] if verb else to
    up, down = "lên" in to or word == "tăng", to[:4] in ("xuốn", "chỉ ") or word == "giảm"
    one, other = a.value.loose, b.value.loose
    wrong = (up and other.high < one.low) or (down and other.low > one.high)
    if wrong or (not counted and (up or down)):
        told = {"word": word, "a": a, "b": b, "sign": "→"}
        yield verdict("direction", outcome_of(not wrong), b, one, [a, b], **told)


def _difference(figures: list[Figure], pair: Pair, k: int) -> Row | None:
    """The difference of a pair against a cut, absolute or in percent of what was."""
    a, b, c, readings = figures[pair[0]], figures[pair[1]], figures[k], []
    tails = [re.split("[,;]", f.after[:60])[0] for f in (c, figures[max(k, *pair[:2])])]
    near = " ".join((c.gap[-60:], *tails))
    low, high = sorted((a, b), key=lambda f: f.value.value)
    gap, told = high.value.loose - low.value.loose, f"{high.text} − {low.text}"
    if c.kind == a.kind and a.alike(c):
        readings.append((gap, told))
    if c.share and a.value.loose.low > 0:
        readings.append(((gap / a.value.loose).times(100), f"({told}) : {a.text} × 100"))
    if c.kind == "multiple" and a.value.loose.low > 0:
        times = b.value.loose / a.value.loose
        readings += [(times, f"{b.text} : {a.text}")]
        readings += [(times - point(1), f"{b.text} : {a.text} − 1")] * ("tăng" in c.gap)
    # since another time than the pair tells; 22 in each commune, 45 fewer in the whole district
    since, own = cue("since").match(c.after), re.findall(r"20\d\d", a.gap)
    other = since and pair[0] < pair[1] and (since["year"] or "") not in own
    other = (other and (own or not since["year"])) or cue("other_cut").search(near)
    other = other or (cue("yearly").search(a.gap) and cue("for_all").search(c.gap))
    if other or not readings:
        return None
    value, told = max(readings, key=lambda r: ORDER.index(decide(r[0], c.value)))
    outcome, grown = decide(value, c.value), b.value.loose - a.value.loose
    word = _cut(figures, k)["verb"]
    down = cue("cut_down").match(word)
    if outcome != INCONSISTENT and (grown.low > 0 if down else grown.high < 0):
        sides = {"word": word, "a": a, "b": b, "sign": "→"}
        return verdict("direction", INCONSISTENT, b, a.value.loose, [a, b, c], **sides)
    return verdict("difference", outcome, c, value, [a, b, c], sum=told)


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


def grown(article: Article) -> Iterator[Row]:
    """So many now, so many fewer, so much percent: what was follows from the first two."""
    for sentence in article.sentences:
        for m, (now, one, other) in sentence.find("grown"):
            cut, share = (other, one) if one.share else (one, other)
            was = now.value.loose + cut.value.loose
            if m["word"] == "tăng":
                was = now.value.loose - cut.value.loose
            if share.share and cut.kind != "percent" and now.alike(cut) and was.low > 0:
                percent = (cut.value.loose / was).times(100)
                sign, used = "−" if m["word"] == "tăng" else "+", [now, cut, share]
                told = f"{cut.text} : ({now.text} {sign} {cut.text}) × 100"
                outcome = decide(percent, share.value)
                yield verdict("grown", outcome, share, percent, used, sum=told)


RULES = (changes, series, grown)
