"""Sums told in a sentence or two; where one can be read so that it comes out, it is read so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import reduce
from itertools import chain, pairwise, takewhile

from . import intervals as iv
from .articles import MOST, NEAR, WHOLES, Article, F, Figure, Row, Sentence, outcome_of, verdict
from .cues import FIRST, cue, table

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
    """A stated whole and the parts listed after it (sum_of_parts, part_of_whole)."""
    for sentence in passages(article):
        marks, figures = [m.start() for m in F.finditer(sentence.text)], sentence.figures
        for i, whole in enumerate(figures):
            after = range(i + 1, min(i + 1 + MOST, len(figures)))
            first = next((k for k in after if figures[k].kind != "percent"), None)
            if first and whole.kind in WHOLES and marks[first] - marks[i] < NEAR:
                begin = cue("parts").search(_blank(sentence.text[marks[i] + 1 : marks[first]]))
                nouns = {whole.noun, *table("alike")["stand_for"][1][0]} - {""}
                if cue("whole_in").search(whole.gap) and figures[first].noun in nouns:
                    begin = begin or cue("parts_in").search(
                        sentence.text[marks[i] + 1 : marks[first]]
                    )
                lead = sentence.text[marks[i] + 1 :][: begin.start()] if begin else ""
                vague = cue("uncounted_whole").search(lead) or cue("yearly").search(whole.gap)
                if begin and marks[first] - marks[i] <= 260 and not vague:
                    yield from _listed(sentence, i, marks[i] + 1 + begin.end(), begin, lead)


def _region(sentence: Sentence, start: int, begin: re.Match[str]) -> str:
    """The text in which parts are listed: to the end of a bracket, of a group, or of the list."""
    text = sentence.text[start : start + 3 * NEAR]
    region = _blank(text).split(")", 1)[0] if begin.groupdict().get("open") else _blank(text)
    stop = cue("parts_stop").search(region, 1)
    region = region[: stop.start()] if stop else region
    region = region if F.search(region) else text[: len(region)]  # all stands in brackets
    group = region.find(";")
    return region[:group] if len(F.findall(region[: max(group, 0)])) > 1 else region


def _listed(
    sentence: Sentence, i: int, start: int, begin: re.Match[str], lead: str
) -> Iterator[Row]:
    """Check what is listed after figure ``i`` as parts of it, or of a figure shortly before it."""
    region, last = _region(sentence, start, begin), sentence.figures[i]
    parts = [f for f in sentence.among(region) if f.kind != "percent"]
    wholes = [f for f in sentence.figures[max(0, i - MOST) : i + 1] if f.kind == last.kind]
    known = [*takewhile(lambda f: not cue("aside_surely").search(f.gap), parts[: MOST + 1])]
    known = [*takewhile(lambda f: any(map(f.alike, wholes)), known)]
    if not cue("cut").search(last.gap):  # a growth is no part of what there is
        known = [*takewhile(lambda f: not cue("cut").search(f.gap), known)]
    fitting = [w for w in wholes if 0 < len(known) <= MOST and all(map(w.alike, known))]
    if not fitting or cue("no_parts").search(sentence.cased[start : start + len(region)]):
        return
    inside = bool(begin["inside"] or re.match(r"\W*trong đó", region))
    whole = max(fitting, key=lambda f: f.value.loose.high)
    # what follows a semicolon may be told of something else
    for part in takewhile(lambda f: ";" not in f.gap, known) if inside else ():
        bad = part.value.loose.low > whole.value.loose.high
        bad = bad or bool(part.base and whole.base and part.base.value > whole.base.value)
        limit = whole.value.loose
        yield verdict("part", outcome_of(not bad), part, limit, [whole, part], whole=whole)
    if len(known) > 1 and not any(f.kind == "ratio" for f in known):
        ended = known == parts
        if not ended and cue("aside").search(parts[len(known)].gap):
            # figures of another kind, told of all the parts, are no parts
            strays = parts[len(known) :]
            ended = cue("aside_surely").search(strays[0].gap) or not any(map(last.alike, strays))
            region = region.split(chr(FIRST + sentence.tape.index(strays[0])))[0]
        sure = ended and fitting[-1] is last and last.value.value > 1 and not last.base
        # 6 more than last year is no whole of what is listed next
        sure = sure and not cue("against").search(last.gap) and not cue("compared_to").search(lead)
        more = added(known).low > last.value.loose.high  # then others left out make it worse
        region_told = region.replace(" khác", "") if more else region
        sure = sure and not cue("partial").search(f"{lead[-24:]} | {region_told}")
        yield from _added(sentence, fitting, known, region, inside, bool(sure))


def _added(
    sentence: Sentence,
    fitting: list[Figure],
    known: list[Figure],
    region: str,
    inside: bool,
    sure: bool,
) -> Iterator[Row]:
    """The sum of the parts: it comes out for a whole told, or the parts leave nothing out."""
    total, last = added(known), fitting[-1]
    whole = next((w for w in fitting if total.meets(w.value.loose)), None)
    # the list may have ended before, or go on
    following = sentence.figures[sentence.figures.index(known[-1]) + 1 :][:1]
    ways = [known[:n] for n in range(2, len(known))]
    ways += [[*known, *following]] if following and following[0].alike(last) else []
    way = next((way for way in ways if added(way).meets(last.value.loose)), None)
    if whole or way:
        yield _sum(iv.CONSISTENT, whole or last, known if whole else way)
        return
    classes = (p["classes"] for p in table("partition") if len(p["classes"]) == len(known))
    partition = any(all(c.search(region) for c in every) for every in classes)
    overlap = cue("overlapping").search(region) and last.kind != "money" and not partition
    # what is told "trong đó" may leave some out, but parts that share nothing are never too many
    named = [f"{f.gap[-40:]}|{f.noun}{f.after[:20]}" for f in known]
    apart = cue("apart").search(region) or (
        all(map(cue("sources").search, named)) and (len(known) > 2 or last.kind == "money")
    )
    # so many resolutions, plans, letters; by road so many, by rail so many
    labels = all(cue("label_before").search(f.gap) and last.noun.startswith(f.noun) for f in known)
    # of this fate so many, of that so many: people and things have but one
    apart = apart or all(map(cue("fates").search, (f"{f.noun}{f.after[:40]}" for f in known)))
    labels = labels or len({f.noun for f in known} - {"", last.noun}) == len(known)
    labels = labels and not (last.kind == "measure" and cue("qualified").search(region))
    apart = apart or (labels and last.unit_class not in table("alike")["together"][0])
    heads = {f.noun or " ".join(f.after.split()[:1]) for f in known}
    sure = sure and (last.noun or len(heads) == 1)  # 5 kinds of sport: 8 teams, 64 players
    exceeds = apart and total.low > last.value.loose.high
    if sure and not overlap and (not inside or partition or exceeds):
        yield _sum(iv.INCONSISTENT, last, known)


def classes(article: Article) -> Iterator[Row]:
    """Counts of all classes of something, with the whole told before them."""
    for sentence in article.sentences:
        counts = [f for f in sentence.figures if f.kind == "count"]
        if not 1 < len(counts) <= MOST:
            continue
        for kind in (k for k in table("partition") if k["needs"].search(sentence.text)):
            ways = [_labelled(counts, kind["classes"], before) for before in (True, False)]
            parts = next(filter(None, ways), [])
            places = sorted(f.index for f in parts)
            if all(ways) or (parts and places[-1] - places[0] >= len(parts)):
                continue
            before = parts[0].near(4, 0, 1)[0][::-1] if parts else []
            wholes = [f for f in before if f.kind == "count" and f.alike(parts[0])]
            apart = parts and parts[0].index and ";" in parts[0].gap
            wholes = [] if apart else wholes
            if not wholes or "may_lack" in kind or cue("change").search(parts[0].gap):
                continue
            fitting = [w for w in wholes if added(parts).meets(w.value.loose)]
            whole = [*fitting, wholes[0]][0]
            close = 2 * abs(added(parts).low - whole.value.value) < whole.value.value
            sure = close and all(p.value.value < whole.value.value for p in parts)
            if fitting or sure:
                yield _sum(outcome_of(bool(fitting)), whole, parts)
            break


def totals(article: Article) -> Iterator[Row]:
    """Numbers listed and then added up: …, altogether N (sum_of_parts)."""
    for sentence in article.sentences:
        for whole in (f for f in sentence.figures if cue("altogether").search(f.gap)):
            parts = [f for f in sentence.figures[: whole.index] if f.kind != "percent"]
            listed = 1 < len(parts) <= MOST and all(f.alike(whole) and not f.base for f in parts)
            if listed and whole.kind != "percent":
                fits = added(parts).meets(whole.value.loose)
                if fits or not cue("no_list").search(sentence.before(whole)):
                    yield _sum(outcome_of(fits), whole, parts)


def within(article: Article) -> Iterator[Row]:
    """Some told within the whole (riêng …; trong 40 xã có …) are at most all of it."""
    people = table("alike")["stand_for"][1][0]
    for sentence in article.sentences:
        for ratio in (f for f in sentence.figures if f.base and f.exact and not f.aims):
            aimed = cue("aim").search(sentence.text) or cue("beyond_all").search(sentence.text)
            persons = ratio.unit_class in (*table("alike")["together"][0], "none", "other", "unit")
            counted = not persons and ratio.kind == "ratio"
            if counted and not aimed and ratio.base.value < ratio.value.value <= 2 * ratio.base.value:
                told = {"whole": iv.show(ratio.base.value)}
                yield verdict("part", iv.INCONSISTENT, ratio, ratio.base.loose, [ratio], **told)
        # so many were inspected. Upon inspection so many were found at fault
        before = sentence.previous.figures if sentence.previous else []
        sequel = cue("sequel").match(sentence.text) and len(before) == 1
        told = [*before, *sentence.figures] if sequel else sentence.figures
        for whole, part in pairwise(f for f in told if f.kind in ("count", "money")):
            bare, rest = part.noun, part.after.replace(part.noun, "", 1)
            # 18 poor households, of them 23 households: the noun may be cut short, not another
            same = bare and f"{whole.noun} ".startswith(f"{bare} ")
            same = same or whole.kind == part.kind == "money"
            alone = same and cue("alone").search(part.gap) and cue("ends").match(rest)
            alone = alone and cue("of_all" if whole.kind == "count" else "raised").search(whole.gap)
            leads = ("whole_in", "then"), ("of_all", "if_then")
            inside = any(cue(a).search(whole.gap) and cue(b).search(part.gap) for a, b in leads)
            inside = inside and part.index == whole.index + 1 and whole.alike(part)
            inside = inside and not cue("new_whole").search(part.gap)
            found = part.sentence is not whole.sentence or cue("sequel_after").search(part.gap)
            found = found and cue("found").search(part.gap)
            inside = inside or (found and same and "khác" not in part.after[:24])
            growing = {bool(cue("growth").search(f.gap)) for f in (whole, part)}
            if len(growing) == 1 and (alone or (inside and (same or bare in people))):
                fits, limit = part.value.loose.low <= whole.value.loose.high, whole.value.loose
                yield verdict("part", outcome_of(fits), part, limit, [whole, part], whole=whole)


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
        items = [f for f in sentence.figures if f.share and not cue("left_behind").search(f.gap)]
        if not 1 < len(items) <= MOST or cue("respectively").search(sentence.text):
            continue
        opposed = [(pair, True) for pair in pairwise(items) if _opposed(*pair)]
        known = (p for p in table("partition") if p["needs"].search(sentence.text))
        sides = ((p, before) for p in known for before in (True, False))
        groups = ((_labelled(items, p["classes"], b), "may_lack" in p) for p, b in sides)
        groups = chain(groups, opposed)
        growing = any(cue("growth").search(f.gap) for f in items)
        behind = cue("left_after").match(items[-1].after) and len(items) == 2
        if len(set(re.findall(r"(?:19|20)\d\d", sentence.text))) > 1 and len(items) > 2:
            continue  # shares of several years
        if (behind or cue("rest").search(items[-1].gap)) and not growing:
            # a rest that leaves much out is a rest of something else
            whole = abs(sum(f.value.value for f in items) - 100) <= (10 if behind else 20)
            groups = iter([(items, False)] * whole)
        figures, may_lack = next((group for group in groups if group[0]), ([], False))
        bases = {m[0] for f in figures if (m := cue("own_base").match(f.after)) and not behind}
        if figures and len(bases) < 2:
            total = sum((f.value.value for f in figures), Fraction(0))
            lacking = may_lack and total < 100
            fits = added(figures, "rounded").meets(HUNDRED)
            fits = fits or (lacking and cue("rest_named").search(items[-1].after))
            outcome = outcome_of(bool(fits), not lacking)
            if outcome == iv.INCONSISTENT and added(figures, "truncated").meets(HUNDRED):
                outcome = iv.TRUNCATED
            told = " + ".join(map(str, figures))
            yield verdict("hundred", outcome, HUNDRED, total, figures, sum=told)


def _opposed(one: Figure, other: Figure) -> bool:
    """Whether the second share's label is the first one's, with a word that says no to it."""
    if other.index != one.index + 1 or cue("growth").search(one.gap + other.gap):
        return False
    for before in (True, False):
        texts = (f.gap if before else f.after for f in (one, other))
        # "chưa" is a word of its own here, so what stands before the number is not trimmed of it
        labels = [re.split("[,;:()]| và (?=[^,;]*$)", t.strip(" .,;(")) for t in texts]
        pair = [cue("label_trim").sub("", t[-1 if before else 0]).strip() for t in labels]
        for this, that in (pair, pair[::-1]):
            yes = cue("negation").sub("", that).strip()
            if this and yes and yes != that and (this.endswith(yes) or this.startswith(yes)):
                return True
    return False


def _labelled(
    items: list[Figure], classes: list[re.Pattern[str]], before: bool
) -> list[Figure]:
    """The one number of each class, when every class has exactly one; labels before, or after."""
    labels = (re.split("[;)]", f.gap if before else f.after)[-before] for f in items)
    labels = [cue("last_label").sub("", label.strip(" ,")) for label in labels]
    told = [*zip(items, labels, strict=True)]
    found = [[f for f, label in told if word.search(label)] for word in classes]
    if all(len(f) == 1 for f in found) and len({f[0] for f in found}) == len(classes):
        return [f[0] for f in found]
    return []


RULES = (sums, classes, totals, within, complements)
