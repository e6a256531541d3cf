"""Percents as shares: of a whole, of an aim, of what was (ratio_percent, implied_total).

The words behind a percent say what it is of (`Base`), the part stands before it, and every like
number told near may be its whole.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from . import intervals as iv
from .articles import WHOLES, Article, Figure, Row, verdict
from .cues import cue, only, table
from .ways import LUCK, Way, settle

HUNDRED = iv.point(100)
BACK = 4  # figures before a percent among which its part may be
MOST = 10  # figures before a part, or in the next sentence, looked at for its whole
SENTENCES = 3  # the part's own and those before it, in which its whole may be told


@dataclass(frozen=True)
class Base:
    """What a percent is of: ``kind`` is open, named, aim, earlier or other.

    ``words`` are those behind the percent that name it, ``number`` one told right there.
    """

    kind: str
    words: str = ""
    number: Figure | None = None

    def names(self, whole: Figure) -> int:
        """How well the words name a whole: 3 just it, 1 perhaps, -3 something else."""
        noun = whole.noun.split(" trực thuộc")[0]
        if self.kind != "named":
            return 0
        own = noun if noun and self.words.startswith(noun) else ""
        phrase = (own + re.split("[,;.()]", self.words[len(own) :])[0]).strip()
        if self._repeated(phrase, whole):
            return 3
        if not own:
            return 1 if cue("any_unit").match(self.words) else -6
        rest = re.split("[,;.()]", self.words[len(noun) :])[0]
        of_place = re.match(r"\s*(?:của|trong|toàn)", rest)
        return 3 if only("everywhere", rest) else -1 if of_place else -6

    def runs_up_to(self, whole: Figure) -> bool:
        """Whether the words stand right before a number, and are no words of its own."""
        told = self.words and not re.search("[,;.]", self.words)
        return bool(told) and whole.gap.endswith(self.words)

    def quotes(self, whole: Figure) -> bool:
        """Whether the very words, more than a noun, stand right behind a whole or its noun."""
        phrase = re.split(" đó|[,;.()]", self.words)[0].strip()
        told = whole.after.replace(whole.noun, "", 1)
        return self.kind == "named" and " " in phrase and told.strip().startswith(phrase)

    def _repeated(self, phrase: str, whole: Figure) -> bool:
        """Whether each word of the phrase that says something stands beside the whole, too."""
        before = "" if self.runs_up_to(whole) else re.split("[;.]", whole.gap)[-1]
        beside = before + re.split("[;.]", whole.after)[0]
        for words, other in table("paraphrase").items():
            phrase = phrase.replace(words, other)
        words = {*re.findall(r"\w+", cue("base_small").sub(" ", phrase))}
        return bool(words) and words <= {*re.findall(r"\w+", beside)}


def read_base(share: Figure) -> Base:
    """Read what a percent is of from the words behind it, or before it."""
    after, figures = share.after, share.sentence.figures
    following = figures[share.index + 1 : share.index + 2]
    direct = only("link", cue("base_lead").sub("", after.split("(")[-1]))
    direct = (direct or cue("base_is").search(after)) and not re.search("[;.]|,.*[^(]$", after)
    number = next((f for f in following if direct and f.kind in WHOLES), None)
    if cue("aim_after").match(after):
        return Base("aim", number=number)
    if cue("clause_end").match(after):
        before = cue("base_before").search(share.sentence.before(share))
        if before and only("link", before["rest"]):
            named = before["of"]
            kind = "aim" if cue("aim").search(named) else "named"
            return Base("earlier" if cue("other_time").search(named) else kind, named)
        return Base("open", number=number if "(" in after else None)
    named = cue("base_after").match(after)
    return Base("named", after[named.start("of") :], number) if named else Base("other")


def shares(article: Article) -> Iterator[Row]:
    """Each percent that is no growth, against the numbers it may be the quotient of, and others."""
    held: list[Figure] = []  # wholes of which shares told before are right
    right: set[str] = set()
    for sentence in article.sentences:
        for share in (f for f in sentence.figures if f.share and f.value.value > 0):
            lead = cue("change").search(share.gap)
            beside = sentence.figures[max(share.index - 1, 0) : share.index + 2]
            if any(f.share and f.gap.strip() == "và" for f in beside):
                continue  # 9 and 6, that is 75 % and 50 %
            if not cue("aimed_at").search(share.gap) and (not lead or "vượt" in lead[0]):
                base = read_base(share)
                row = settle(share, _ways(article, share, base, bool(lead), held), sure=2)
                if row and row["outcome"] != iv.INCONSISTENT:
                    held += [article.by_id[i] for i in row["figure_ids"] if i != share.id]
                row = row or (None if lead else _implied(article, share, base))
                if row:
                    exact = all(article.by_id[i].exact for i in row["figure_ids"])
                    right |= {share.id} if exact and row["outcome"] == iv.CONSISTENT else set()
                    yield row
    yield from _two_totals(article, right)


def _ways(
    article: Article, share: Figure, base: Base, excess: bool, held: list[Figure]
) -> Iterator[Way]:
    behind = cue("left").search(share.gap) or cue("short").search(share.gap)
    name = "excess" if excess else "shortfall" if behind else "share"
    for part, far in _parts(article, share):
        # 12/15 districts with 3,420 cells, 78 %: perhaps of the cells
        other = share.sentence.figures[max(share.index - 1, 0)]
        unlike = other is not part and other.kind == "count" and not other.alike(part)
        if (unlike and base.kind == "open") or far > 5:
            continue
        if part.base:
            sure = part.aims if base.kind == "aim" or excess else base.kind != "earlier"
            sure = sure and (part.place > share.place or base.names(part) > -6)
            yield _quotient(name, part.value, part.base, [part, share], 7 - far if sure else 1)
        for smaller in part.near(1, 0, 1)[0] if cue("of_whole").search(part.gap) else ():
            # 51 of them did. Compared with all 68, that is 75 %
            if smaller.kind == part.kind == "count" and smaller.value.value < part.value.value:
                used = [smaller, part, share]
                score = 5 - far + min(0, base.names(part))
                yield _quotient("share", smaller.value, part.value, used, score)
        wholes = list(_wholes(article, part, share, base))
        quoted = [way for way in wholes if base.quotes(way[0])]
        for whole, number, score in quoted or wholes:
            elsewhere = whole.sentence is not part.sentence and name == "share"
            score += 2 * (whole in held and base.kind == "open")
            if score < far:
                continue
            used = [part, whole, share]
            label = "share_of_total" if elsewhere else name
            yield _quotient(label, part.value, number, used, score - far)


def _parts(article: Article, share: Figure) -> Iterator[tuple[Figure, int]]:
    """Numbers that a percent may be the share of, and how far each is from it."""
    sentence, resumed = share.sentence, _resumed(share)
    if _joined(share):
        far, nearer = 0, []
        for part in sentence.figures[max(0, share.index - BACK) : share.index][::-1]:
            between = sentence.text[part.place - sentence.start : share.place - sentence.start]
            if ";" in between and not resumed:
                break
            clause = re.split("[;.]", part.gap)[-1]
            against = cue("aim").search(clause) and (resumed or cue("compared_to").search(clause))
            if cue("yearly").search(part.gap) or against:
                continue
            if nearer and cue("change").search(nearer[0].gap):
                break  # a percent told after a cut is of the cut
            if part.kind in WHOLES and not (cue("change").search(part.gap) and nearer):
                yield part, far + 2 * any(map(part.alike, nearer))
            nearer.append(part)
            aside = part.share and not cue("change").search(part.gap)
            far += 4 if aside or share.gap.rstrip().endswith("(") else 1
    aims = (cue("aim_number").search(f.gap) for f in sentence.figures[: share.index])
    if resumed and sentence.previous and all(aims):
        # so many of so many. That rate is so much
        for far, part in enumerate(sentence.previous.figures[-2:][::-1]):
            if part.kind in WHOLES:
                yield part, far
    following = article.sentences[sentence.number + 1 : sentence.number + 2]
    if share is sentence.figures[-1] and following and cue("namely").match(following[0].text):
        for part in (f for f in following[0].figures[:3] if f.kind in WHOLES):
            yield part, 1
    for part in sentence.figures[share.index + 1 : share.index + 2]:
        # 72,5 % of villages (870/1,120); p percent, that is n of N
        lead = "trong đó" not in part.gap and cue("part_after").search(part.gap)
        if part.kind in WHOLES and lead and (part.kind == "count" or "với" not in lead[0]):
            yield part, 0


def _resumed(share: Figure) -> bool:
    """Whether a percent takes up what was just told: thus, that rate is so much."""
    clause = re.split("[;.]", share.gap)[-1]
    # what stands before a comma is still of the number before
    own = clause.partition(",")[2] if share.index and ";" not in share.gap else ""
    subject = re.sub(r"so với [^,]+,", "", own or clause)
    return bool(cue("resumed").search(clause)) and not cue("contrast").search(subject)


def _joined(share: Figure) -> bool:
    """Whether a percent has no subject of its own, so that it is told of a number before it."""
    lead, *pieces = re.split(r"[,;:(–-]", share.gap)
    if pieces and _resumed(share):
        return True
    if not pieces:
        return bool(cue("share_marker").search(lead))
    # 86 % of it, more than the province's mean (79 %)
    of_percent = share.sentence.figures[share.index - 1].kind == "percent"
    if not pieces[-1].strip() and "(" not in share.gap[-2:] and read_base(share).kind != "open":
        return False
    return all(only("link", piece) for piece in (pieces if of_percent else pieces[-1:]))


def _wholes(
    article: Article, part: Figure, share: Figure, base: Base
) -> Iterator[tuple[Figure, iv.Printed, int]]:
    """Numbers that a part may be a share of, with scores."""
    if base.number and base.number.alike(part) and base.number is not part:
        yield base.number, base.number.base or base.number.value, 7
    any_size = base.kind in ("aim", "earlier")
    told = [*part.sentence.figures, *share.sentence.figures[: 2 * share.index]]
    for whole in told[part.index + 1 : part.index + 2]:
        # n of the N there are
        told_aim = cue("aim" if base.kind == "aim" else "aim_number").search(whole.gap)
        if base.kind in ("aim", "open") and told_aim and whole.alike(part):
            yield whole, whole.value, 5
        elif whole.kind in WHOLES and cue("of_whole").search(whole.gap):
            fits = 0 if part.place > share.place else min(0, base.names(whole))
            yield whole, whole.value, (7 if whole.alike(part) else 4) + fits
    # of what is left of a whole, not of the whole
    moved = cue("change").search(part.gap) or cue("of_the_rest").search(part.sentence.before(part))
    aim = base.kind == "aim"
    near = [] if moved and not aim else part.near(MOST, 0, SENTENCES - 1)[0][::-1]
    seen = [f for f in near if f.kind in WHOLES and (aim or not _past(f))]
    seen = [f for f in seen if f.alike(part) or (f.kind == "count" and base.names(f) > 2)]
    sentences = article.sentences[part.sentence.number : part.sentence.number + 2]
    later = [f for s in sentences for f in s.figures[:MOST] if f.place > share.place]
    later = [f for f in later if not base.runs_up_to(f)]
    for whole in later:
        named = base.kind == "named" and base.names(whole) > 0 and whole.alike(part)
        all_of = cue("whole_before").search(whole.gap) or cue("every").search(whole.gap)
        every = cue("every").search(whole.gap)
        times = whole.gap if every else part.sentence.text + whole.sentence.text
        all_of = all_of and not cue("whole_merged").search(times)
        all_of = all_of and (every or not cue("dated").search(times))
        if named and all_of and whole.kind == "count" and whole.value.value > part.value.value:
            yield whole, whole.value, 4
    largest, rivals = max((f.value.loose.high for f in seen), default=0), 0
    for whole in seen:
        far = part.sentence.number - whole.sentence.number
        between = article.tape[whole.place + 1 : part.place].lower()
        inside = cue("inside").search(between)
        nested = inside or _same(whole, part)
        told_part = _is_part(whole) and not base.quotes(whole)
        sibling = told_part and whole.value.loose.high < largest and not nested
        own = whole.sentence.figures[whole.index + 1 : whole.index + 2]
        counted = base.kind == "open" and not whole.base
        if counted and told_part and own and own[0].share:
            # 318 of them are women, 26.4 %; 291 are young, 24.2 %: of one total
            mine = part.value.loose.times(100) / share.value.loose
            total = whole.value.loose.times(100) / own[0].value.loose
            apart = not inside and re.search(r";|, (?:còn|trong khi) ", between)
            apart = apart and not (nested and not cue("other_group").search(part.gap))
            sibling = sibling or apart or mine.meets(total)
        for number in (n for n in (whole.value, whole.base) if n and not sibling):
            if any_size or number.value >= part.value.value:
                score = _score(part, whole, number, base, bool(inside), between)
                named = base.names(whole) > 2
                yield whole, number, score - far * (not named) - min(rivals, 2)
                # 14 communes and 2 towns
                for other in whole.sentence.figures[whole.index + 1 : whole.index + 2]:
                    if other.alike(part) and other is not part and other.kind == "count":
                        both = iv.Printed(number.value + other.value.value)
                        yield whole, both, min(score - far, 2)
                rivals += 1


def _past(figure: Figure) -> bool:
    """Whether a number is a difference, or told in a bracket of another time."""
    bracket = "(" in figure.gap[-30:] and cue("dated").search(figure.gap[-30:])
    return bool(cue("change").search(figure.gap) or bracket)


def _same(one: Figure, other: Figure) -> bool:
    """Whether two numbers count just the same, said with a noun that says what."""
    nouns = [f.noun or " ".join(re.findall(r"\w+", f.after)[:2]) for f in (one, other)]
    return nouns[0] == nouns[1] not in ("", *table("alike")["stand_for"][1][0])


def _is_part(figure: Figure) -> bool:
    """Whether a number is itself told as a part of something, or with a share."""
    told = figure.sentence.figures
    next_ = told[figure.index + 1 : figure.index + 2]
    lead = figure.sentence.before(figure)
    return bool(cue("inside").search(lead)) or any(
        f.share and _joined(f) and read_base(f).kind in ("open", "named") for f in next_
    )


def _score(
    part: Figure, whole: Figure, number: iv.Printed, base: Base, inside: bool, between: str
) -> int:
    """How surely a number told before a part is the whole of it."""
    aimed = cue("aim").search(whole.gap) or cue("aim").search(whole.after[:40])
    within = cue("out_of").search(whole.gap) or cue("of_whole").search(whole.gap)
    same = _same(whole, part)
    if base.kind == "aim":
        return 5 + same if aimed else 4 if within else 0
    if base.kind == "earlier":
        year = re.search(r"20\d\d", base.words)
        return 4 * bool(year and year[0] in whole.sentence.before(whole))
    score = 4 * bool(within) or 3 * bool(cue("whole_before").search(whole.gap))
    adjacent = whole.sentence is part.sentence and whole.index == part.index - 1
    score += same * (2 if adjacent else 1) + 3 * inside
    score -= 3 * bool(aimed and not within) + 3 * bool(cue("yearly").search(whole.gap))
    # 70 communes met it: of 106 communes and towns not all could
    score += 2 * bool(cue("scope").search(whole.gap) and not cue("scope").search(part.gap))
    named = base.names(whole)
    score -= 2 * bool(part.noun and whole.noun.startswith(f"{part.noun},") and named < 3)
    score += 2 * bool(":" in between or number is whole.base)
    score += 2 * bool(not same and whole.noun and whole.noun in re.split("[,;(]", part.gap)[-1])
    return score + named


def _quotient(name: str, top: iv.Printed, base: iv.Printed, used: list[Figure], score: int) -> Way:
    implied = (top.loose / base.loose).times(100)
    implied = implied - HUNDRED if name == "excess" else implied
    implied = HUNDRED - implied if name == "shortfall" else implied
    told = f"{iv.show(top.value)} : {iv.show(base.value)} × 100"
    return Way(name, score, implied, used, {"sum": told})


def _implied(article: Article, share: Figure, base: Base) -> Row | None:
    """A count and its share imply a total, which is some whole number (GRIM)."""
    told = share.sentence.figures[: share.index]
    part = told[-1] if told else share
    if part.kind != "count" or not part.exact or not _joined(share) or share.value.value == 100:
        return None
    sure = cue("share_marker").search(share.gap) and base.names(part) >= 0
    sure = sure and len(told) == 1 and base.kind in ("open", "named")
    count = iv.point(part.value.value)
    implied = count.times(100) / share.value.loose
    outcome, only_one = iv.whole_totals(count, share.value)
    name = "total_open"
    if share.exact and outcome == iv.INCONSISTENT and sure:
        name = "total_not_whole"
    elif share.exact and only_one and implied.high - implied.low < 1:
        name, implied = "total_only", iv.point(only_one)
    else:
        outcome, first, last = iv.UNTESTABLE, math.ceil(implied.low), math.floor(implied.high)
        implied = iv.Interval(Fraction(first), Fraction(last)) if first <= last else implied
    return verdict(name, outcome, share, implied, [part, share], part=part)


def observed(article: Article) -> Iterator[Row]:
    """Without a text: ratios that an observation puts beside a percent."""
    for row in article.observations if article.text is None else ():
        used = [article.by_id[i] for i in row["figure_ids"] if i in article.by_id]
        share = next((f for f in used if f.share), None)
        part = next((f for f in used if f.base), None)
        if share and part and row.get("stated_percent") is not None:
            row = settle(share, [_quotient("share", part.value, part.base, used, 7)])
            yield from filter(None, [row])


def _two_totals(article: Article, right: set[str]) -> Iterator[Row]:
    """Counts told with their shares of one total, which cannot have two sizes.

    ``right`` are the ids of shares that come out exactly for a whole of their own.
    """
    told: list[tuple[str, Figure, Figure, iv.Interval]] = []
    for sentence in article.sentences:
        for share in (f for f in sentence.figures[1:] if f.share and f.exact and _joined(f)):
            part, base = sentence.figures[share.index - 1], read_base(share)
            words = re.split(" và |[,;.()]", base.words)[0].strip()
            counted = part.kind == "count" and part.exact and share.value.loose.low > 0
            if counted and base.kind in ("open", "named"):
                total = part.value.loose.times(100) / share.value.loose
                told.append((words, part, share, total))
    for n, (words, part, share, total) in enumerate(told):
        group = [one for one in told[max(0, n - 3) : n + 4] if _one_total(one, told[n])]
        misfits = [one for one in group if not one[3].meets(total)]
        first = misfits[0] if misfits else told[n]
        # the odd one of three or more; of two the second
        odd = len(misfits) == len(group) - 1 and (len(group) > 2 or (first[1].place < part.place))
        # where no words say of what, a digit that slipped does
        of_first = part.value.loose.times(100) / first[3]
        surely = words or first[0] or len(group) > 2
        surely = surely or iv.slip_by_chance(of_first, share.value) < LUCK
        if misfits and odd and surely and not right >= {first[2].id, share.id}:
            used = {"part": first[1], "other": part, "share": share, "total": first[3]}
            figures = [*first[1:3], part, share]
            yield verdict("total_two", iv.INCONSISTENT, first[2], total, figures, **used)


def _one_total(one: tuple, other: tuple) -> bool:
    """Whether two shares are surely of one total: named alike, or the last of a list names it."""
    (a, part, *_), (b, second, *_) = sorted((one, other), key=lambda told: told[1].place)
    near = (
        part.sentence is second.sentence
        if not a
        else abs(part.sentence.number - second.sentence.number) < 3
    )
    apart = one is not other and (
        cue("dated").search(second.gap) or cue("other_group").search(second.gap)
    )
    alike = part.alike(second) and part.unit_class == second.unit_class
    again = not b and re.search("số (?:ấy|này|đó|trên)", second.gap)
    return bool(near and not apart and ((a and a == b) or (alike and (again or a in (b, "")))))


RULES = (shares, observed)
