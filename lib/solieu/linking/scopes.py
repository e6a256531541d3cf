"""Scopes: which part of the province, and which period, a figure speaks of."""

from __future__ import annotations

import bisect
import re
from typing import Any

from ..extraction.periods import resolve, years_of
from ..rules import Claim, cues
from ..text import Document
from .times import LONGEST, Times

CUES = cues("scopes")

_AHEAD = ("target", "remaining")  # roles of what is still to come


class Scopes(Times):
    """Looks up place and period for the figures of one document."""

    def __init__(
        self,
        document: Document,
        places: list[Claim],
        periods: list[Claim],
        focus: str | None,
        plan: bool = False,
    ) -> None:
        super().__init__(document, periods)
        self.focus, self.plan = focus, plan
        self.parts = [  # a body told in small letters ("khối các cơ quan tỉnh") is a sector, not a place
            p
            for p in places
            if p.data["level"] != "province"
            and (p.data["level"] != "body" or document.cased[p.start].isupper())
        ]
        self.part_starts = [p.start for p in self.parts]
        own = document.province
        self.regions = [  # other provinces, told of beside the article's own
            p for p in places if p.data["level"] == "province" and own and p.data["name"] != own
        ]
        self.region_starts = [p.start for p in self.regions]

    # --- place ---------------------------------------------------------------------------------
    def place(
        self, figure: dict[str, Any], clause_start: int, order: tuple[int, int] | None = None
    ) -> tuple[str | None, str | None]:
        """(province or None, part or None) a figure speaks of; ``order`` is (i, n) in a "lần lượt" list."""
        province, view = self.document.province, self.view
        start, end = figure["start"], figure["end"]
        if CUES.nation.search(view, max(clause_start, start - 45), start):
            return None, None
        if elsewhere := self._elsewhere(clause_start, start):
            return elsewhere, None
        sentence = self.sentence(start)
        low = bisect.bisect_left(self.part_starts, sentence.start)
        high = bisect.bisect_left(self.part_starts, start)
        before = self.parts[low:high]
        whole = max((m.end() for m in CUES.whole.finditer(view, sentence.start, start)), default=-1)
        before = [
            p for p in before if p.start > whole or (p.data["level"] == "body" and p.end >= whole)
        ]
        if order and len(before) >= order[1]:
            return province, before[-order[1] + order[0]].data["name"]
        after = self.parts[high : high + 1]
        if (
            after
            and after[0].start < sentence.end
            and CUES.right_after.match(view[figure.get("unit_end", end) : after[0].start])
        ):
            return province, after[0].data["name"]
        if before:
            return province, self._innermost(before)
        if whole >= 0:
            return province, None
        return province, self.focus

    def _elsewhere(self, clause_start: int, start: int) -> str | None:
        """Another province that a clause begins with, or that stands right before a figure."""
        low = bisect.bisect_left(self.region_starts, clause_start)
        high = bisect.bisect_left(self.region_starts, start)
        for region in reversed(self.regions[low:high]):
            opens = CUES.subject.fullmatch(self.view, clause_start, region.start)
            beside = start - region.end < 12 and not CUES.against.search(
                self.view[clause_start : region.start]
            )
            if opens or beside:
                return region.data["name"]
        return None

    def _innermost(self, before: list[Claim]) -> str | None:
        """The last named place; of a list named together ("A, B và C") none is the one."""
        last = before[-1]
        if (
            len(before) > 1
            and CUES.listed.match(self.view[before[-2].end : last.start])
            and last.data["level"] == before[-2].data["level"]
        ):
            return self.focus
        return last.data["name"]

    def listed(self, low: int, high: int) -> int:
        """How many parts of the province are named between two offsets."""
        return bisect.bisect_left(self.part_starts, high) - bisect.bisect_left(
            self.part_starts, low
        )

    # --- period --------------------------------------------------------------------------------
    def period(self, figure: dict[str, Any], role: str, indicator: str) -> str | None:
        """The ISO period of a figure: stated nearest, else carried in its paragraph, else the article's."""
        start = figure["start"]
        sentence = self.sentence(start)
        undone = role == "remaining" and not indicator.startswith("merger.")
        if undone and (deadline := self._deadline(start, sentence.end)):
            return deadline
        if role == "baseline" and CUES.before_that.search(self.view, max(0, start - 45), start):
            told = [
                years_of(p.data["period"])
                for p in self.periods[: self._at(start)]
                if p.start >= sentence.start
            ]
            if told and told[-1]:
                return str(told[-1][0] - 1)
        yearly = CUES.yearly.search(self.view[max(0, start - 45) : figure["end"] + 5])
        if yearly and role not in _AHEAD and (span := self._span(sentence.start, start)):
            return span
        if stated := self._stated(figure, role, indicator):
            since = self._since(figure, stated[1], role, indicator)
            return since or self._state(stated[1], role, indicator, start)
        again = CUES.same_time.search(self.view, sentence.start, start)
        stage = again and CUES.stage.search(again[0]) and role == "actual"
        if stage and (found := self._stage(sentence.start)):
            return found
        again = again or CUES.part_of.match(self.view, sentence.start)
        if again and (found := self._last(sentence.start, role, indicator)):
            return found
        if self.year and role == "actual" and CUES.now.search(self.view[sentence.start : start]):
            return str(self.year)
        return self._carried(start, role, indicator)

    def months(
        self, figure: dict[str, Any], period: str | None, role: str, indicator: str
    ) -> str | None:
        """A figure's period cut to the months of the year that its sentence or the article tells.

        ``2019`` becomes ``2019-01/2019-06`` for "6 tháng đầu năm 2019 kết nạp 603 đảng viên". What
        the article's opening tells of its half year holds for what happens in a year (admissions,
        inspections), not for what there is at its end.
        """
        if not period or len(period) != 4 or role not in ("actual", "change"):
            return period
        stated = self._stated(figure, role, indicator)
        if stated and CUES.now.search(self.view, stated[0].end, figure["start"]):
            return period
        if stated and (told := self._part(stated[0], period)):
            return told
        if not CUES.flows.match(indicator) or (stated and stated[0].data["grain"] != "day"):
            return period
        told = [part for p in self._opening() if (part := self._part(p, period))]
        part = max(told, key=lambda months: (months[-2:], -int(months[5:7])), default=None)
        day = resolve(stated[0].data["period"], self.year) if stated else ""
        return part if part and day[:7] <= part[-7:] else period

    def _part(self, claim: Claim, year: str) -> str | None:
        """The months of a year that a period claim names as the time of what is told."""
        before = self.view[max(0, claim.start - 40) : claim.start]
        spans = claim.data["grain"] in ("months", "quarter")
        within = claim.data["grain"] == "month" and CUES.in_month.search(before)
        if not (spans or within) or CUES.not_within.search(before):
            return None
        told = resolve(claim.data["period"], self.year)
        return told if told[:4] == year else None

    def _opening(self) -> list[Claim]:
        """The periods named in the title, or in the first two sentences below it."""
        body = [s for s in self.document.sentences if self.document.in_body(s.start)]
        end = body[min(2, len(body) - 1)].end if body else 0
        return self.periods[self._at(body[0].start) if body else 0 : self._at(end)]

    def _since(self, figure: dict[str, Any], stated: str, role: str, indicator: str) -> str | None:
        """The span of a cut that is measured against an earlier year ("giảm 277 so với năm 2015")."""
        told = CUES.cut_since.match(self.view, figure["end"], figure["end"] + 120)
        years = years_of(stated)
        cut = role == "actual" and indicator.startswith("payroll.") and indicator != "payroll.total"
        if not (cut and told and years and years[0] == years[1] > int(told["first"]) + 1):
            return None
        return f"{told['first']}/{years[1]}"

    def _state(self, stated: str, role: str, indicator: str, start: int) -> str:
        """What is left after a span of years that is over is the state at its end."""
        years = years_of(stated)
        over = years and self.year and years[0] < years[1] <= self.year
        left = role == "actual" and CUES.newest.search(self.view, max(0, start - 20), start)
        return str(years[1]) if over and left and CUES.state.match(indicator) else stated

    def told(self, start: int, end: int) -> bool:
        """True when the sentence of a figure names a period."""
        sentence = self.sentence(start)
        return self._at(sentence.start) < self._at(sentence.end)

    def past(self, figure: dict[str, Any], indicator: str) -> bool:
        """True for a figure told of a time that is over, or of the day of the article."""
        stated = self._stated(figure, "actual", indicator)
        years = years_of(stated[1]) if stated else None
        if not stated or not years or self._behind(stated[0]):
            return False
        told = self.view[max(0, stated[0].start - 20) : stated[0].end]
        if years[1] == self.year and CUES.within.search(told):  # what a plan sets for its own year
            return False
        return bool(self.year and years[1] <= self.year)

    def ahead(self, figure: dict[str, Any], indicator: str) -> bool:
        """True for a figure told of a time that is still to come when the article is written."""
        stated = self._stated(figure, "ahead", indicator)
        years = years_of(stated[1]) if stated else None
        published = years_of(self.document.published) or (0, 0)
        if not stated or not years or not self.year or years[0] <= max(self.year, published[0]):
            return False
        before = self.view[max(0, stated[0].start - 40) : stated[0].start]
        if years[0] != years[1]:  # who is planned for a term to come is planned now
            return not indicator.startswith("cadres.") and bool(CUES.opening.search(before))
        return not CUES.in_force.search(before)

    def _stated(
        self, figure: dict[str, Any], role: str, indicator: str
    ) -> tuple[Claim, str] | None:
        """The period told in a figure's sentence: right behind it, before it, or at the clause's end."""
        view, start, end = self.view, figure["start"], figure["end"]
        sentence = self.sentence(start)
        low = self._at(sentence.start)
        mid = self._at(start)
        close = self.periods[mid : mid + 1]  # "81,02 điểm năm 2018": told right behind the figure
        behind = close and CUES.behind.fullmatch(view[end : close[0].start])
        if behind and (found := self._value(close[0], role, indicator, start)):
            return close[0], found
        spare = None  # "… còn 713 năm 2020; toàn tỉnh giảm": told of the figure before it
        for claim in reversed(self.periods[low:mid]):
            found = self._value(claim, role, indicator, start)
            if found and self._reaches(claim, found, role, start, sentence.start):
                lasting = CUES.flows.match(indicator) or CUES.each_year.search(
                    view[max(0, start - 40) : end + 6]
                )
                state = role == "target" and not lasting
                if role == "baseline" or state or not self._behind(claim):
                    return claim, found
                spare = spare or (claim, found)
        if spare:
            return spare
        high = self._at(min(sentence.end, end + 90))
        for claim in self.periods[mid:high]:
            gap = view[end : claim.start]
            if ";" in gap or re.search(r"[0-9]", gap) or CUES.contrast.search(gap):
                break
            found = self._value(claim, role, indicator, start)
            ahead = (
                role not in _AHEAD and "," in gap and self._ahead(found)
            )  # ", đến năm 2021 lên 60%"
            if found and not ahead and not re.search(r",\s[^,]{25,}", gap):
                return claim, found
        return None

    def _reaches(self, claim: Claim, found: str, role: str, start: int, sentence: int) -> bool:
        """False when a period told before a figure is another figure's, or overtaken by "hiện còn"."""
        years = years_of(found)
        if self.year is None or years is None:
            return True
        if role == "baseline":
            named = CUES.before_which.search(self.view[max(0, claim.start - 40) : claim.start])
            ended = years[0] < years[1] == self.year  # the term that ends
            back = claim.data["grain"] == "relative"  # "nhiệm kỳ trước"
            return bool(years[1] < self.year or ended or named or back)
        gap = self.view[claim.end : start]
        if ";" in gap and role not in _AHEAD:
            told = self.view[max(sentence, claim.start - 60) : claim.start]
            aside = claim.start > sentence + 30 and CUES.aimed.search(told)
            if aside or CUES.contrast.search(told[-16:]):
                return False
        if years[1] >= self.year:  # a time to come, told in passing, ends with its clause
            return (
                role in _AHEAD
                or years[0] <= self.year
                or ";" not in gap
                or claim.start < sentence + 30
            )
        if ";" in gap and claim.data["grain"] == "relative":  # "năm trước tăng 6,98%; thu …"
            return False
        equal = (
            CUES.equals.match(gap)
            and re.search(r"[0-9].*[,;]", gap)
            and not CUES.goes_on.search(gap)
        )
        return not (equal or self._behind(claim) or CUES.now.search(gap))

    def _carried(self, start: int, role: str, indicator: str) -> str | None:
        """From an earlier sentence of the paragraph that opens with a period, else the document's own."""
        begin = max(self.view.rfind("\n", 0, start) + 1, start - 4 * LONGEST)
        low = self._at(begin)
        high = self._at(self.document.sentence_at(start).start)
        for claim in reversed(self.periods[low:high]):
            opening = claim.start - self.document.sentence_at(claim.start).start
            told = self.view[claim.start - opening : claim.start]
            if opening > 30 or claim.data["grain"] == "day" or CUES.contrast.search(told):
                continue
            found = self._value(claim, role, indicator, start)
            if role not in _AHEAD and self._ahead(found):
                continue
            past = self.year and (years_of(found) or (9999, 9999))[1] < self.year
            past = past and not CUES.state_at.search(told)  # "Tính đến cuối năm 2019, …" holds on
            if found and not (
                past and self.view[begin : claim.start].strip()
            ):  # a past year told in passing
                return found
        if CUES.in_plan.match(indicator):
            plan = self._plan_term(start)
            if plan:
                return plan
        if role == "target":
            aim = self._aim(start) if self.plan else None
            if aim:
                return aim
        span = self.document.period or ""
        years = years_of(span)
        if role == "baseline":
            if years and years[0] != years[1]:
                return str(years[0])
            return None if self.year is None else str(self.year - 1)
        lasting = CUES.flows.match(indicator) or (not self.term and CUES.merged.match(indicator))
        if years and years[0] != years[1] and role == "actual" and not lasting:
            return str(self.year)
        return span or None

    def _term_before(self, position: int) -> tuple[int, int] | None:
        """The term to come that was named last in the sentence ("nhiệm kỳ 2020-2022 …; cuối nhiệm kỳ")."""
        low = self._at(self.sentence(position).start)
        for claim in reversed(self.periods[low : self._at(position)]):
            years = years_of(claim.data["period"])
            if years and years[0] < years[1] and self.year and years[1] > self.year:
                return years
        return None
