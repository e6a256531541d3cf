"""Which indicator a figure reports: cue words compete, the strongest and nearest wins.

The rules are data (data/linking.toml). A rule takes figures of some unit classes; each place where
its cue stands is a hit; what lies between hit and figure (commas, clauses, sentences, lines, other
figures) costs. The score is the rule's rank less the cost; below a threshold nothing is linked.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from ..rules import Claim, cues
from ..text import Document, Span
from .linkrules import RULES as LINKS
from .linkrules import Choice, Hit, LinkRule
from .nouns import VAGUE, Nouns

CUES = cues("indicators")

THRESHOLD = 3.0
REACH = 700  # characters before a figure within which a cue may stand


class Around(NamedTuple):
    """What is looked at around a fact, and the unit classes it may have; its own words make some sure."""

    start: int
    unit_end: int
    clause: Span
    beside: Span
    paragraph: Span
    sentence: int
    classes: frozenset[str]
    sure: frozenset[str]

    def penalty(self, rule: LinkRule) -> float:
        """What a rule loses whose units only may be meant."""
        return 0.0 if self.sure & rule.units else 2.0


class Linker(Nouns):
    """Finds the indicator of each figure of one document."""

    def __init__(
        self, document: Document, figures: list[dict[str, Any]], parts: list[Claim] = ()
    ) -> None:
        super().__init__(document, figures)
        self.parts = list(parts)
        self.part_starts = [p.start for p in self.parts]
        self.contexts = {
            rule.name: [m.start() for m in rule.context.finditer(self.view)]
            for rule in LINKS
            if rule.context
        }
        self.hits = {
            rule.name: [Hit(*m.span()) for m in rule.pattern.finditer(self.view)] for rule in LINKS
        }
        self.hit_ends = {name: [h.end for h in hits] for name, hits in self.hits.items()}
        self.title = self._title()

    def _title(self) -> Span:
        body = self.document.body[0].start if self.document.body else 0
        end = self.view.find("\n", body + 20, body + 500)  # longer than that is no title
        return Span(body, end if end > 0 else min(body + 500, len(self.view)))

    def paragraph(self, position: int) -> Span:
        """The paragraph of a position with the one before it (bullets reach up to their head)."""
        begin = self.view.rfind("\n", 0, position) + 1
        for _ in range(12):
            above = self.view.rfind("\n", 0, max(0, begin - 2)) + 1
            bullet = CUES.bullet.match(self.view, max(0, begin - 1)) if begin else None
            begin = above if begin > above else begin
            if not bullet:
                break
        end = self.view.find("\n", position)
        return Span(
            max(begin, position - 1500), min(end if end >= 0 else len(self.view), position + 1500)
        )

    def _before(self, hit: Hit, start: int) -> float:
        gap = self.view[hit.end : start]
        lines = sum(0.4 if line[1] else 4.0 for line in re.finditer(r"\n+\s*([-+•]?)", gap))
        between = bisect.bisect_left(self.starts, start) - bisect.bisect_left(self.starts, hit.end)
        return (
            min(len(gap) * 0.02, 3.0)
            + 0.8 * gap.count(",")
            + 2.2 * gap.count(";")
            + 2.6 * len(CUES.stops.findall(gap))
            + 1.2 * len(CUES.inner.findall(gap))
            + lines
            + 0.12 * between
        )

    def _after(self, hit: Hit, end: int, unit_end: int) -> float:
        gap = self.view[unit_end : hit.start] if hit.start > unit_end else ""
        if "\n" in gap:
            return 99.0
        first, last = (
            bisect.bisect_right(self.starts, end),
            bisect.bisect_left(self.starts, hit.start),
        )
        cost = (
            0.3
            + len(gap) * 0.045
            + 0.9 * gap.count(",")
            + 5.0 * gap.count(";")
            + 7.0 * len(CUES.stops.findall(gap))
        )
        cost += 1.6 * max(last - first, 0) + 1.5 * len(CUES.inner.findall(gap))
        if (
            "," in gap or "(" in gap
        ):  # a cue behind a comma speaks of the next figure, if one follows
            following = self.starts[last] if last < len(self.starts) else -1
            if 0 <= following - hit.end < 60 and not CUES.clause_start.search(
                self.view, hit.end, following
            ):
                cost += 4.0
        return cost

    def choose(
        self,
        fact: Any,
        before: tuple[Any, Choice | None] | None = None,
        *,
        total: bool = False,
        topic: tuple[int, Choice] | None = None,
    ) -> Choice | None:
        """The best rule for a fact, or None when nothing reaches the threshold.

        ``before`` is the fact before it and what that was linked to: figures that stand in one
        list, or in brackets behind a total, share their cue. ``total`` says that the figure is the
        N of "n trong tổng số N". ``topic`` is where and to what the last figure of the whole was
        linked; a list by place goes on with it.
        """
        around = self._around(fact)
        start, end, classes = fact.lead["start"], fact.lead["end"], around.classes
        best: Choice | None = None
        for score, rule, hit in self._offers(fact, around, total):
            better = score >= THRESHOLD and (best is None or score > best.score)
            if better and (total or not self._refused(rule, hit, around)):
                best = Choice(rule, score, self.view[hit.start : hit.end], hit.start)
        best = self._inherit(fact, before, around, best) if before else best
        line = self.view.rfind("\n", 0, start) + 1
        far = best is not None and 0 <= best.at < line  # a cue of another paragraph
        if (best and not far) or not self.listed_place(start, end):
            return best
        if self.title.end <= start and (titled := self._of_title(around)):
            return titled
        near = topic and start - topic[0] <= 900 and not best
        if near and classes & (topic[1].rule.units | {"none"}):  # "Làm tốt có Mỹ Xuyên 168 ĐV"
            return Choice(topic[1].rule, THRESHOLD, topic[1].cue)
        return best

    def _around(self, fact: Any) -> Around:
        start = fact.lead["start"]
        clause = self.clause(start, fact.figures[-1]["end"])
        unit_ends = (
            fact.lead["end"],
            fact.lead["unit_end"],
            fact.total["unit_end"] if fact.total else 0,
        )
        sentence = max(self.document.sentence_at(start).start, start - 2 * REACH)
        return Around(
            start,
            max(unit_ends),
            clause,
            self._beside(fact, clause),
            self.paragraph(start),
            sentence,
            *self.classes(fact),
        )

    def _offers(
        self, fact: Any, around: Around, total: bool
    ) -> Iterator[tuple[float, LinkRule, Hit]]:
        """Every rule that takes the fact, with each place of its cue and the score it gives."""
        start, end, unit_end = fact.lead["start"], fact.lead["end"], around.unit_end
        tail = self.view[max(0, start - 70) : start]
        for rule in LINKS:
            if not self._takes(rule, fact, around, total):
                continue
            rank = rule.rank - around.penalty(rule)
            touching = (
                rule.touch and not (fact.ratio and not rule.indicator) and rule.touch.search(tail)
            )
            whole = rule.group == "totals"
            if touching and not (whole and not around.sure & rule.units - {"none"}):
                falls = (
                    whole and CUES.out_of.search(tail) and CUES.to.match(self.view, end, end + 90)
                )
                yield rank + (2.0 if falls else 0.0), rule, Hit(start - len(touching[0]), start)
            hits = self.hits[rule.name]
            for hit in hits[bisect.bisect_left(self.hit_ends[rule.name], start - REACH) :]:
                if hit.start > unit_end + 220:
                    break
                if hit.start < around.paragraph.start:
                    continue
                if hit.end <= start:
                    cost = self._before(hit, start)
                elif hit.start >= end:
                    cost = self._after(hit, end, unit_end)
                else:
                    cost = self._after(Hit(max(hit.end, unit_end), hit.end), end, unit_end) - 0.3
                yield rank - cost, rule, hit

    def _takes(self, rule: LinkRule, fact: Any, around: Around, total: bool) -> bool:
        """True when a rule is for figures of these classes, in such surroundings."""
        bare = "share" in around.classes  # a percent without a noun of its own
        if not around.classes & rule.units or (bare and "share" not in rule.units):
            return False
        if (total and rule.group != "totals") or (fact.total and rule.group == "totals"):
            return False
        if rule.context and not self.speaks_of(rule, around.paragraph):
            return False
        return not (rule.head and not rule.head.search(self.view, around.sentence, around.start))

    def _refused(self, rule: LinkRule, hit: Hit, around: Around) -> bool:
        """True when something beside figure or cue speaks against a rule."""
        start, beside = around.start, around.beside
        low = min(hit.start - 45, beside.start) if hit.start < start - 1 else beside.start
        low = max(low, around.clause.start, start - 400)
        high = max(hit.end, beside.end)
        return bool(rule.unless and rule.unless.search(self.view, low, high))

    def _of_title(self, around: Around) -> Choice | None:
        """The best rule whose cue stands in the title, for a list by place."""
        found = []
        for rule in LINKS:
            hits = (h for h in self.hits[rule.name] if h.start >= self.title.start)
            hit = next(hits, None)
            if not around.classes & rule.units or not hit or hit.start >= self.title.end:
                continue
            if not (rule.context and not self.speaks_of(rule, around.paragraph)):
                score = rule.rank - around.penalty(rule)
                found.append(Choice(rule, score, self.view[hit.start : hit.end], hit.start))
        return max(found, key=lambda choice: choice.score, default=None)

    def _inherit(
        self,
        fact: Any,
        before: tuple[Any, Choice | None],
        around: Around,
        best: Choice | None,
    ) -> Choice | None:
        """Let a figure share its neighbour's cue (or the sister rule for its own unit class).

        It does in a list, in brackets behind a total, for what a merger leaves ("17 trường gộp
        thành 8"), and in a comparison ("đạt 86,14%, giảm 0,72 điểm %", "(năm 2015 là 45,92%)").
        """
        choice, end = before[1], before[0].figures[-1]["end"]
        start, classes = around.start, around.classes
        gap = self.view[end:start]
        vague = fact.lead["unit_class"] in (None, *VAGUE)
        if choice is None or (not choice.rule.indicator and vague):
            return best
        told_again = self._told_again(fact, gap)
        compared = choice.rule.group != "totals" and CUES.comparing.fullmatch(gap)
        turn = CUES.turn.search(gap) if compared else None
        subject = best and turn and end <= best.at < end + turn.start()
        if subject and re.search("[,;]", self.view[end : best.at]):
            return best  # "…, số đảng viên được kiểm tra giảm 120": a subject of its own
        if left := self._what_is_left(choice, classes, gap):
            return left
        becoming = choice.rule.indicator.startswith("merger.") and CUES.becoming.fullmatch(gap)
        own = best is not None and best.at >= end + (turn.start() if turn else 0) and not becoming
        own = own and best.rule.indicator != choice.rule.indicator
        own = own and not self._goes_on_by_place(best, gap, start)
        if len(gap) > (220 if told_again else 110) or (
            own and not turn and not (told_again and not best.rule.indicator)
        ):
            return best
        fits = bool(classes & choice.rule.units) if not vague or "share" in classes else True
        clauses = len(CUES.clause_start.findall(gap))
        if becoming:
            score = max(choice.score, best.score + 0.1 if best else 0.0)
        elif compared and not (not vague and CUES.base.search(gap)):
            score = choice.score + 0.5
        elif told_again and fits:
            score = choice.score
        elif self.chained(before[0], fact):
            score = choice.score - 0.7
        elif (
            fits
            and clauses < (1 if choice.rule.group == "parts" else 2)
            and self.listed_place(start, fact.lead["end"])
        ):
            score = choice.score - 0.8
        else:
            return best
        if best is not None and best.score >= score and best.rule.indicator:
            return best
        return self._sister(choice, around, fits, score) or best

    def _told_again(self, fact: Any, gap: str) -> bool:
        """True for "tỷ lệ này là …", "còn 120 nơi chưa làm", "8 thôn còn lại"."""
        lead = fact.lead
        rest = CUES.rest_before.search(gap) and CUES.not_yet.match(self.view, lead["end"])
        again = CUES.anaphor.search(gap[-90:]) or rest
        return bool(again or CUES.rest_after.match(self.view, lead["unit_end"]))

    def _what_is_left(self, choice: Choice, classes: frozenset[str], gap: str) -> Choice | None:
        """After a cut all units that there are: "giảm 12 thôn, còn 145 thôn"."""
        cut = choice.rule.group == "merged" and CUES.cut.search(choice.cue)
        if not cut or not CUES.what_is_left.search(gap):
            return None
        totals = (r for r in LINKS if r.group == "totals" and r.indicator.startswith("units."))
        rule = next((r for r in totals if classes & r.units), None)
        return Choice(rule, choice.score, choice.cue) if rule else None

    def _goes_on_by_place(self, best: Choice, gap: str, start: int) -> bool:
        """True for "Tháp Mười dẫn đầu với 07 xã": it goes on with what was counted."""
        cue = re.sub(r"\W", "", best.cue)
        told = cue == "với" or (cue == "có" and not CUES.stops.search(gap))
        return best.rule.group == "totals" and told and self.listed_place(start, start)

    def _sister(self, choice: Choice, around: Around, fits: bool, score: float) -> Choice | None:
        """The neighbour's rule, or the one of its group for the figure's own unit class."""
        group = choice.rule.group
        sisters = (r for r in LINKS if group and r.group == group and around.classes & r.units)
        for rule in [choice.rule] if fits else sisters:
            if not (rule.unless and rule.unless.search(self.view, *around.beside)):
                return Choice(rule, score, choice.cue)
        return None

    def respective(self, run: list[dict[str, Any]]) -> list[Choice] | None:
        """For "A và B lần lượt đạt x và y": the choices in order, when A and B are different indicators."""
        start = run[0]["start"]
        sentence = self.document.sentence_at(start)
        classes = frozenset({f["unit_class"] for f in run if f["unit_class"]} or {"none"}) | {
            "share"
        }
        found: list[tuple[Hit, LinkRule]] = []
        for rule in LINKS:
            if (
                rule.indicator
                and classes & rule.units
                and not (
                    rule.context
                    and not rule.context.search(
                        self.view, max(0, sentence.start - 300), sentence.end
                    )
                )
            ):
                found += [
                    (hit, rule)
                    for hit in self.hits[rule.name]
                    if sentence.start <= hit.start and hit.end <= start
                ]
        found.sort(key=lambda item: (item[0].start, -item[1].rank))
        kept: list[tuple[Hit, LinkRule]] = []
        for hit, rule in found:
            if kept and hit.start < kept[-1][0].end:
                if rule.rank > kept[-1][1].rank:
                    kept[-1] = (hit, rule)
                continue
            kept.append((hit, rule))
        last = kept[-len(run) :]
        if len(last) < len(run) or len({rule.indicator for _, rule in last}) < len(run):
            return None
        return [Choice(rule, rule.rank, self.view[hit.start : hit.end]) for hit, rule in last]

    def speaks_of(self, rule: LinkRule, paragraph: Span) -> bool:
        """True when a rule's context stands in a paragraph or the title."""
        starts = self.contexts[rule.name]
        return any(
            bisect.bisect_left(starts, span.start) < bisect.bisect_left(starts, span.end)
            for span in (paragraph, self.title)
        )

    def chained(self, first: Any, second: Any) -> bool:
        """True when a fact continues a list ("21, khối sự nghiệp 250") or breaks down a total in brackets."""
        gap = self.view[first.figures[-1]["end"] : second.lead["start"]]
        return len(gap) < 60 and bool(CUES.chain.fullmatch(gap) or CUES.bracket.fullmatch(gap))

    def _beside(self, fact: Any, clause: Span) -> Span:
        """The clause's part between the neighbouring figures."""
        first = bisect.bisect_left(self.starts, fact.lead["start"])
        last = bisect.bisect_right(self.starts, fact.figures[-1]["start"])
        low = self.ends[first - 1] if first else 0
        high = self.starts[last] if last < len(self.starts) else len(self.view)
        start, end = fact.lead["start"], fact.figures[-1]["end"]
        comma = self.view.find(",", max(end, fact.lead["unit_end"]), end + 110)
        return Span(
            max(clause.start, low, start - 80),
            min(clause.end, high, comma if comma > 0 else end + 110),
        )

    def listed_place(self, start: int, end: int) -> bool:
        """True for "Phú Quý với 120,83%", "Hàm Tân 100%": a part of the province right beside the figure."""
        i = bisect.bisect_left(self.part_starts, start) - 1
        gap = self.view[self.parts[i].end : start] if i >= 0 else ""
        if i >= 0 and len(gap) < 30 and not re.search(r"[.;\n0-9]", gap):
            return True
        following = self.parts[i + 1 : i + 2]
        return bool(following and CUES.result_of.fullmatch(self.view[end : following[0].start]))
