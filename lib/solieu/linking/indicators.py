"""Which indicator a figure reports: cue words compete, the strongest and nearest wins.

The rules are data (data/linking.toml). A rule takes figures of some unit classes; each place where
its cue stands is a hit; what lies between hit and figure (commas, clauses, sentences, lines, other
figures) costs. The score is the rule's rank less the cost; below a threshold nothing is linked.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from typing import NamedTuple

from ..rules import Claim, cues, settle
from ..text import Document, Span
from .facts import Fact, Figure
from .linkrules import RULES as LINKS
from .linkrules import Choice, LinkRule
from .nouns import VAGUE, Nouns, left_out
from .roles import head_of
from .times import starting

CUES = cues("indicators")

THRESHOLD = 3.0
REACH = 700  # characters before a figure within which a cue may stand
_BEHIND = 220  # characters behind a figure within which it may stand
Before = tuple[Fact, Choice | None]  # a fact and what it was linked to


class Around(NamedTuple):
    """What is looked at around a fact, and the unit classes it may have; its own words make some sure."""

    start: int
    end: int
    unit_end: int
    clause: Span
    beside: Span
    paragraph: Span
    sentence: int
    classes: frozenset[str]
    sure: frozenset[str]

    def strength(self, rule: LinkRule) -> float:
        """The rank of a rule, less where its units only may be meant."""
        return rule.rank - (0.0 if self.sure & rule.units else 2.0)


class Linker(Nouns):
    """Finds the indicator of each figure of one document."""

    def __init__(self, document: Document, figures: list[Figure], parts: list[Claim]) -> None:
        super().__init__(document, figures)
        self.parts = parts
        self.contexts = {
            rule.name: [m.start() for m in rule.context.finditer(self.view)]
            for rule in LINKS
            if rule.context
        }
        self.hits = {
            rule.name: [
                Span(*m.span())
                for m in rule.pattern.finditer(self.view)
                if not left_out(self.view, m.start())
            ]
            for rule in LINKS
        }
        self.hit_ends = {name: [h.end for h in hits] for name, hits in self.hits.items()}
        begin = document.body[0].start if document.body else 0
        end = self.view.find("\n", begin + 20, begin + 500)  # longer than that is no title
        self.title = Span(begin, end if end > 0 else min(begin + 500, len(self.view)))

    def choose(
        self, fact: Fact, before: Before | None, topic: Choice | None, *, total: bool
    ) -> Choice | None:
        """The best rule for a fact, or None when nothing reaches the threshold.

        ``before`` is the fact before it and what that was linked to: figures that stand in one
        list, or in brackets behind a total, share their cue. ``total`` says that the figure is the
        N of "n trong tổng số N". ``topic`` is to what the last figure of the whole was linked; a
        list by place goes on with it.
        """
        around = self._around(fact)
        best: Choice | None = None
        for score, rule, hit in self._offers(fact, around, total):
            used = before and before[1] and hit.start == before[1].at > before[0].lead["start"]
            if used and CUES.next_item.fullmatch(self.view, hit.end, fact.lead["start"]):
                score -= 2.0  # "12 xã có A, 9 nơi có B": A is told of the figure before it
            better = score >= THRESHOLD and (best is None or score > best.score)
            if better and (total or not self._refused(rule, hit, around)):
                best = Choice(rule, score, self.view[hit.start : hit.end], hit.start)
        best = self._inherit(fact, before, around, best) if before else best
        line = self.view.rfind("\n", 0, around.start) + 1
        if best and best.rule.group == "parts" and 0 <= best.at < around.sentence:
            best = None  # a cue of those parts that the sentence before told of
        far = best is not None and 0 <= best.at < line
        if (best and not far) or not self._listed_place(around.start):
            return best
        if titled := self._of_title(around):
            return titled
        if topic and around.classes & (topic.rule.units | {"none"}):
            return Choice(topic.rule, THRESHOLD, topic.cue)  # "Làm tốt có Mỹ Xuyên 168 ĐV"
        return best

    def respective(self, run: list[Figure]) -> list[Choice] | None:
        """For "A và B lần lượt đạt x và y": the choices in order, when A and B are different indicators."""
        start = run[0]["start"]
        sentence = self.document.sentence_at(start)
        classes = {f["unit_class"] for f in run} | {"share"}
        told: list[Claim] = []
        for rule in LINKS:
            near = max(0, sentence.start - 300), sentence.end
            if not rule.indicator or not classes & rule.units:
                continue
            if rule.context and not rule.context.search(self.view, *near):
                continue
            hits = (h for h in self.hits[rule.name] if sentence.start <= h.start and h.end <= start)
            told += [Claim(*hit, rule.kind, rule.name, rule.rank, {"rule": rule}) for hit in hits]
        last = settle(told)[-len(run) :]
        if len({claim.kind for claim in last}) < len(run):
            return None
        return [Choice(c.data["rule"], c.rank, self.view[c.start : c.end]) for c in last]

    # --- what stands around a figure -----------------------------------------------------------
    def _around(self, fact: Fact) -> Around:
        start, end = fact.lead["start"], fact.lead["end"]
        clause = self.clause(start, fact.figures[-1]["end"])
        own = *fact.figures, *([fact.total] if fact.total else [])
        unit_end = max(figure["unit_end"] for figure in own)
        sentence = max(self.document.sentence_at(start).start, start - 2 * REACH)
        beside, paragraph = self._beside(fact, clause), self._paragraph(start)
        return Around(
            start, end, unit_end, clause, beside, paragraph, sentence, *self.classes(fact)
        )

    def _paragraph(self, position: int) -> Span:
        """The paragraph of a position with the one before it."""
        begin = self.view.rfind("\n", 0, position) + 1
        begin = self.view.rfind("\n", 0, max(0, begin - 2)) + 1
        end = self.view.find("\n", position, position + 1500)
        return Span(max(begin, position - 1500), end if end >= 0 else position + 1500)

    def _beside(self, fact: Fact, clause: Span) -> Span:
        """The clause's part between the neighbouring figures."""
        start, end = fact.lead["start"], fact.figures[-1]["end"]
        first = bisect.bisect_left(self.starts, start)
        last = bisect.bisect_right(self.starts, fact.figures[-1]["start"])
        low = self.ends[first - 1] if first else 0
        high = self.starts[last] if last < len(self.starts) else len(self.view)
        comma = self.view.find(",", max(end, fact.lead["unit_end"]), end + 110)
        stop = comma if comma > 0 else end + 110
        return Span(max(clause.start, low, start - 80), min(clause.end, high, stop))

    def _listed_place(self, start: int) -> bool:
        """True for "Phú Quý với 120,83%", "Hàm Tân 100%": a part of the province right before the figure."""
        for part in starting(self.parts, start - 100, start)[-1:]:
            gap = self.view[part.end : start]
            return len(gap) < 30 and not re.search(r"[.;\n0-9]|,.*,", gap)
        return False

    def _aside(self, position: int) -> bool:
        """True inside the name of a place, and in what a count leaves out."""
        return left_out(self.view, position) or any(
            position < p.end for p in starting(self.parts, position - 60, position + 1)
        )

    # --- cues and what lies between them and the figure ----------------------------------------
    def _offers(
        self, fact: Fact, around: Around, total: bool
    ) -> Iterator[tuple[float, LinkRule, Span]]:
        """Every rule that takes the fact, with each place of its cue and the score it gives."""
        start, end, unit_end = around.start, around.end, around.unit_end
        tail = self.view[max(0, start - 70) : start]
        for rule in LINKS:
            if not self._takes(rule, fact, around, total):
                continue
            rank, whole = around.strength(rule), rule.group == "totals"
            touching = rule.touch and rule.touch.search(tail)
            named = touching and self._aside(start - len(touching[0]))  # "Châu Thành 12/15"
            if named or (fact.ratio and not rule.indicator):
                touching = None
            if touching and not (whole and not around.sure & rule.units - {"none"}):
                merged = rule.group == "merged" and CUES.by_merging.search(tail)
                bonus = 2.0 if merged or (whole and self._falls(start, end)) else 0.0
                yield rank + bonus, rule, Span(start - len(touching[0]), start)
            hits = self.hits[rule.name]
            for hit in hits[bisect.bisect_left(self.hit_ends[rule.name], start - REACH) :]:
                if hit.start > unit_end + _BEHIND:
                    break
                if hit.end <= start:
                    cost = self._before(hit, start)
                elif hit.start >= end:
                    cost = self._after(hit, end, unit_end)
                else:
                    cost = self._after(Span(max(hit.end, unit_end), hit.end), end, unit_end) - 0.3
                yield rank - cost, rule, hit

    def _before(self, hit: Span, start: int) -> float:
        head = head_of(self.view, start)
        if (
            head.start <= hit.start and hit.end <= head.end
        ):  # as if the other bullets were not there
            line = self.view.rfind("\n", 0, start)
            return self._cost(hit.end, head.end) + self._cost(line, start)
        return self._cost(hit.end, start)

    def _cost(self, end: int, start: int) -> float:
        """What lies between a cue's end and a figure's start."""
        gap = self.view[end:start]
        lines = sum(0.4 if line[1] else 4.0 for line in re.finditer(r"\n+\s*([-+•]?)", gap))
        between = bisect.bisect_left(self.starts, start) - bisect.bisect_left(self.starts, end)
        cost = min(len(gap) * 0.02, 3.0) + 0.8 * gap.count(",") + 2.2 * gap.count(";")
        cost += 2.6 * len(CUES.stops.findall(gap)) + 1.2 * len(CUES.inner.findall(gap))
        return cost + lines + 0.12 * between

    def _after(self, hit: Span, end: int, unit_end: int) -> float:
        gap = self.view[unit_end : hit.start]
        if "\n" in gap:
            return 99.0
        last = bisect.bisect_left(self.starts, hit.start)
        between = max(last - bisect.bisect_right(self.starts, end), 0)
        cost = 0.3 + len(gap) * 0.045 + 0.9 * gap.count(",") + 5.0 * gap.count(";")
        cost += 7.0 * len(CUES.stops.findall(gap)) + 1.5 * len(CUES.inner.findall(gap))
        following = self.starts[last] if last < len(self.starts) else -1
        near = ("," in gap or "(" in gap) and 0 <= following - hit.end < 60
        near = near and not CUES.told_before.search(self.view, hit.end, following)
        # a cue behind a comma speaks of the next figure, if one follows
        if near and not CUES.clause_start.search(self.view, hit.end, following):
            cost += 9.0 if gap.endswith(", ") else 4.0
        return cost + 1.6 * between

    def _takes(self, rule: LinkRule, fact: Fact, around: Around, total: bool) -> bool:
        """True when a rule is for figures of these classes, in such surroundings."""
        bare = "share" in around.classes  # a percent without a noun of its own
        if not around.classes & rule.units or (bare and "share" not in rule.units):
            return False
        whole = rule.group == "totals"
        if (total and not whole) or (fact.total and whole) or not self._speaks_of(rule, around):
            return False
        if self._wholes(rule, around):
            return False
        return not (rule.head and not rule.head.search(self.view, around.sentence, around.start))

    def _falls(self, start: int, end: int) -> bool:
        """True for the first of two values, "từ 10 … xuống còn 9"."""
        out = CUES.out_of.search(self.view, max(0, start - 70), start)
        return bool(out and CUES.to.match(self.view, end, end + 90))

    def _wholes(self, rule: LinkRule, around: Around) -> bool:
        """True for a cut where a whole is told: "giảm từ 10 xuống 9" cuts no ten."""
        return bool(CUES.parts_of_whole.match(rule.indicator)) and self._falls(
            around.start, around.end
        )

    def _speaks_of(self, rule: LinkRule, around: Around) -> bool:
        """True when a rule's context, if it has one, stands in the paragraph or the title."""
        starts = self.contexts.get(rule.name, ())
        return not rule.context or any(
            bisect.bisect_left(starts, span.start) < bisect.bisect_left(starts, span.end)
            for span in (around.paragraph, self.title)
        )

    def _refused(self, rule: LinkRule, hit: Span, around: Around) -> bool:
        """True when something beside figure or cue speaks against a rule."""
        start, beside = around.start, around.beside
        low = min(hit.start - 45, beside.start) if hit.start < start - 1 else beside.start
        low = max(low, around.clause.start, start - 400)
        low = start if rule.group == "totals" and self._falls(around.start, around.end) else low
        if not rule.unless:
            return False
        against = rule.unless.finditer(self.view, low, max(hit.end, beside.end))
        return not all(self._aside(m.start()) for m in against)  # no "bản" in "Vụ Bản"

    def _of_title(self, around: Around) -> Choice | None:
        """The best rule whose cue stands in the title, for a list by place."""
        found = []
        for rule in LINKS:
            hit = next((h for h in self.hits[rule.name] if h.start in range(*self.title)), None)
            if hit and around.classes & rule.units and self._speaks_of(rule, around):
                told = self.view[hit.start : hit.end]
                found.append(Choice(rule, around.strength(rule), told, hit.start))
        return max(found, key=lambda choice: choice.score, default=None)

    # --- what a figure shares with the one before it -------------------------------------------
    def _inherit(
        self, fact: Fact, before: Before, around: Around, best: Choice | None
    ) -> Choice | None:
        """Let a figure share its neighbour's cue (or the sister rule for its own unit class).

        It does in a list, in brackets behind a total, for what a merger leaves ("17 trường gộp
        thành 8"), and in a comparison ("đạt 86,14%, giảm 0,72 điểm %", "(năm 2015 là 45,92%)").
        """
        choice, end = before[1], before[0].figures[-1]["end"]
        vague = fact.lead["unit_class"] in (None, *VAGUE)
        if choice is None or (not choice.rule.indicator and vague):
            return best
        gap, group = self.view[end : around.start], choice.rule.group
        fits = bool(around.classes & choice.rule.units) or (vague and "share" not in around.classes)
        if CUES.by_merging.search(gap):
            return best
        if fits and self._falls(before[0].lead["start"], end):
            return Choice(choice.rule, choice.score, choice.cue)  # the B of "từ A xuống còn B"
        told_again = bool(CUES.anaphor.search(gap[-90:]))
        compared = group != "totals" and CUES.comparing.fullmatch(gap)
        turn = CUES.turn.search(gap) if compared else None
        turned = end + (turn.start() if turn else 0)
        if best and end <= best.at < turned and re.search("[,;]", self.view[end : best.at]):
            return best  # "…, số đảng viên được kiểm tra giảm 120": a subject of its own
        coordinated = group not in ("", "totals", "parts") and CUES.coordinated.fullmatch(gap)
        if coordinated and (sister := self._sister(choice, around, fits, choice.score)):
            return sister
        if left := self._what_is_left(choice, around.classes, gap):
            return left
        becoming = choice.rule.indicator.startswith("merger.") and CUES.becoming.fullmatch(gap)
        own = best is not None and turned <= best.at < around.clause.end and not becoming
        own = own and best.rule.indicator != choice.rule.indicator and not turn
        goes_on = own and best.rule.group == "totals" and best.cue.strip() == "với"
        # "Tháp Mười dẫn đầu với 07 xã": it goes on with what was counted
        own = own and not (goes_on and self._listed_place(around.start))
        if own or len(gap) > (220 if told_again else 110):
            return best
        clauses = len(CUES.clause_start.findall(gap))
        listed = self._listed_place(around.start) and clauses < (1 if group == "parts" else 2)
        if becoming:
            score = max(choice.score, best.score + 0.1 if best else 0.0)
        elif compared:
            score = choice.score + 0.5
        elif told_again and fits:
            score = choice.score
        elif len(gap) < 60 and (CUES.chain.fullmatch(gap) or CUES.bracket.fullmatch(gap)):
            score = choice.score - 0.7  # "21, khối sự nghiệp 250", or the parts of a total
        elif fits and listed:
            score = choice.score - 0.8
        else:
            return best
        if best and best.score >= score and best.rule.indicator:
            return best
        return self._sister(choice, around, fits, score) or best

    def _what_is_left(self, choice: Choice, classes: frozenset[str], gap: str) -> Choice | None:
        """After a cut all units that there are: "giảm 12 thôn, còn 145 thôn"."""
        cut = choice.rule.group == "merged" and CUES.cut.search(choice.cue)
        if not cut or not CUES.what_is_left.search(gap):
            return None
        totals = (r for r in LINKS if r.group == "totals" and r.indicator.startswith("units."))
        rule = next((r for r in totals if classes & r.units), None)
        return Choice(rule, choice.score, choice.cue) if rule else None

    def _sister(self, choice: Choice, around: Around, fits: bool, score: float) -> Choice | None:
        """The neighbour's rule, or the one of its group for the figure's own unit class."""
        group = choice.rule.group
        sisters = (r for r in LINKS if group and r.group == group and around.classes & r.units)
        for rule in [choice.rule] if fits else sisters:
            if not self._wholes(rule, around) and not (
                rule.unless and rule.unless.search(self.view, *around.beside)
            ):
                return Choice(rule, score, choice.cue)
        return None
