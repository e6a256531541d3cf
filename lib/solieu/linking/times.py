"""Times: which period a figure speaks of, and whether that is over or still to come."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from ..extraction.periods import resolve, years_of
from ..knowledge import spaced, term_start
from ..rules import Claim, cues
from ..text import Document, Span
from .roles import head_of, section_of

CUES = cues("scopes")

LONGEST = 1500  # characters of a sentence that are looked at on either side of a figure
_AHEAD = ("target", "remaining")  # roles of what is still to come
Years = tuple[int, int]


class Asked(NamedTuple):
    """The figure whose period is looked up: where it stands, its role and its indicator."""

    start: int
    end: int
    role: str
    indicator: str


def sentence_around(document: Document, position: int) -> Span:
    """The sentence around a position, no longer than a sentence can be."""
    span = document.sentence_at(position)
    return Span(max(span.start, position - LONGEST), min(span.end, position + LONGEST))


def starting(claims: list[Claim], low: int, high: int) -> list[Claim]:
    """Those of some claims, in text order, that begin between two offsets."""
    first, last = (bisect.bisect_left(claims, at, key=lambda c: c.start) for at in (low, high))
    return claims[first:last]


class Times:
    """Looks up the period of the figures of one document.

    Attributes:
        year: the year the document reports on, or the last one of a span that is over
        term: it reports on a term of office
    """

    def __init__(self, document: Document, periods: list[Claim], plan: bool) -> None:
        self.view, self.document, self.plan = document.view, document, plan
        self.periods = [p for p in periods if "invalid" not in p.data["flags"]]
        self.report = years_of(document.period)
        known = [years for years in (self.report, years_of(document.published)) if years]
        self.year = min((last for _, last in known), default=None)
        first = self.report[0] if _long(self.report) else None
        self.term = bool(first and f"nhiệm kỳ {first}" in spaced(self.view))

    def period(self, figure: dict[str, Any], role: str, indicator: str) -> str | None:
        """The ISO period of a figure: stated nearest, else carried in its paragraph, else the article's."""
        asked = Asked(figure["start"], figure["end"], role, indicator)
        stated = self._stated(asked)
        period = self._year(asked, stated)
        if not period or len(period) != 4 or role not in ("actual", "change"):
            return period
        return self._months(asked, period, stated[0] if stated else None)

    def past(self, figure: dict[str, Any], indicator: str) -> bool:
        """True for a figure told of a time that is over, or of the day of the article."""
        stated = self._stated(Asked(figure["start"], figure["end"], "actual", indicator))
        years = years_of(stated[1]) if stated else None
        if not years or not self.year:
            return False
        # what a plan sets for its own year is to come
        return years[1] < self.year or (years[1] == self.year and not self._within(stated[0]))

    def _within(self, claim: Claim) -> bool:
        """True for "trong năm 2018"."""
        return bool(CUES.within.search(self.view, max(0, claim.start - 20), claim.end))

    def ahead(self, figure: dict[str, Any], indicator: str) -> bool:
        """True for a figure told of a time that is still to come when the article is written."""
        stated = self._stated(Asked(figure["start"], figure["end"], "ahead", indicator))
        years = years_of(stated[1]) if stated else None
        day = self.document.published or "0000-00-00"
        # what January or February tells of its whole year is to come
        early = day[5:7] in ("01", "02") and stated and self._within(stated[0])
        over = max(self.year or 0, int(day[:4]) - bool(early))
        if not years or not self.year or years[0] <= over:
            return False
        before = self._before(stated[0])
        if _long(years):  # who is planned for a term to come is planned now
            return not indicator.startswith("cadres.") and bool(CUES.opening.search(before))
        return not CUES.in_force.search(before)

    def _year(self, asked: Asked, stated: tuple[Claim, str] | None) -> str | None:
        """The year or span of years of a figure."""
        view, (start, _, role, indicator) = self.view, asked
        low, high = sentence_around(self.document, start)
        undone = role == "remaining" and not CUES.formed.match(indicator)
        if undone and (deadline := self._ahead(reversed(self._told(self._line(start), high)))):
            return deadline
        if role == "baseline" and CUES.before_that.search(view, max(0, start - 45), start):
            told = [years_of(p.data["period"]) for p in self._told(low, start)]
            if told and told[-1]:
                return str(told[-1][0] - 1)
        if stated:
            return self._since(asked, stated[1]) or self._state(asked, stated[1])
        again = CUES.same_time.search(view, low, start)
        stage = again and CUES.stage.search(again[0]) and role == "actual"
        if stage and (found := self._stage(low)):
            return found
        again = again or CUES.part_of.match(view, low)
        head = head_of(view, start)
        if role == "actual" and CUES.parts_of.match(view, *head):
            again, low = True, head.start
        if again and (found := self._last(asked._replace(start=low))):
            return found
        if self.year and role == "actual" and CUES.now.search(view[low:start]):
            return str(self.year)
        return self._carried(asked) or self._default(asked)

    def _months(self, asked: Asked, year: str, claim: Claim | None) -> str:
        """A year cut to the months of it that the figure's sentence or the article tells.

        ``2019`` becomes ``2019-01/2019-06`` for "6 tháng đầu năm 2019 kết nạp 603 đảng viên". What
        the article's opening tells of its half year holds for what happens in a year (admissions,
        inspections), not for what there is at its end.
        """
        if claim and CUES.now.search(self.view, claim.end, asked.start):
            return year
        if claim and (told := self._part(claim, year)):
            return told
        if not CUES.flows.match(asked.indicator) or (claim and claim.data["grain"] != "day"):
            return year
        body = [s for s in self.document.sentences if self.document.in_body(s.start)][:3]
        opening = self._told(body[0].start, body[-1].end)
        told = [part for p in opening if (part := self._part(p, year))]
        part = max(told, key=lambda months: (months[-2:], -int(months[5:7])), default=None)
        return part or year

    # --- where a period is told ----------------------------------------------------------------
    def _told(self, low: int, high: int) -> list[Claim]:
        """The periods that begin between two offsets."""
        return starting(self.periods, low, high)

    def _before(self, claim: Claim) -> str:
        return self.view[max(0, claim.start - 40) : claim.start]

    def _line(self, start: int) -> int:
        return max(self.view.rfind("\n", 0, start) + 1, start - 4 * LONGEST)

    def _stated(self, asked: Asked) -> tuple[Claim, str] | None:
        """The period told in a figure's sentence: right behind it, before it, or at the clause's end."""
        view, (start, end, role, indicator) = self.view, asked
        sentence = sentence_around(self.document, start)
        for claim in self._told(start, len(view))[:1]:  # "81,02 điểm năm 2018": right behind it
            behind = CUES.behind.fullmatch(view[end : claim.start])
            if behind and (found := self._value(claim, asked)):
                return claim, found
        each = CUES.each_year.search(view[max(0, start - 40) : end + 6])
        state = role == "target" and not (each or CUES.flows.match(indicator))
        for claim in reversed(self._told(sentence.start, start)):
            found = self._value(claim, asked)
            near = found and self._reaches(claim, found, asked, sentence.start)
            if near and (role == "baseline" or state or not self._behind(claim)):
                return claim, found
        for claim in self._told(start, min(sentence.end, end + 90)):
            gap = view[end : claim.start]
            if ";" in gap or re.search(r"[0-9]", gap) or CUES.contrast.search(gap):
                break
            found = self._value(claim, asked)
            later = role not in _AHEAD and "," in gap and self._later(found)
            if found and not later:  # ", đến năm 2021 lên 60%"
                return claim, found
        return None

    def _reaches(self, claim: Claim, found: str, asked: Asked, sentence: int) -> bool:
        """False when a period told before a figure is another figure's, or overtaken by "hiện còn"."""
        role, years = asked.role, years_of(found)
        if self.year is None or years is None:
            return True
        if role == "baseline":
            named = CUES.before_which.search(self._before(claim))
            ended = years[0] < years[1] == self.year  # the term that ends
            back = claim.data["grain"] == "relative"  # "nhiệm kỳ trước"
            return bool(years[1] < self.year or ended or named or back)
        gap, opens = self.view[claim.end : asked.start], claim.start < sentence + 30
        flows = CUES.flows.match(asked.indicator)
        if years[0] < years[1] and not (role in _AHEAD or flows) and CUES.now.search(gap):
            return False  # "trong giai đoạn 2016 - 2021 …, nay đã có"
        if ";" in gap and role not in _AHEAD:
            told = self.view[max(sentence, claim.start - 60) : claim.start]
            aside = claim.start > sentence + 30 and CUES.aimed.search(told)
            if aside or CUES.contrast.search(told[-16:]):
                return False
        if years[1] >= self.year:  # a time to come, told in passing, ends with its clause
            return role in _AHEAD or years[0] <= self.year or ";" not in gap or opens
        equal = CUES.equals.match(gap) and not CUES.goes_on.search(gap)
        return not (equal or self._behind(claim) or CUES.now.search(gap))

    def _behind(self, claim: Claim) -> bool:
        """True for a period that stands right behind another figure ("157 hiện nay")."""
        told = self.view[max(0, claim.start - 30) : claim.start].rpartition("\n")[2]
        return bool(CUES.others.search(told))

    def _last(self, asked: Asked) -> str | None:
        """The period of what was told last before an offset, what it was compared with left aside."""
        for claim in reversed(self._told(0, asked.start)):
            found = self._value(claim, asked)
            aside = CUES.equals.match(self.view[claim.end : claim.end + 20])
            late = self._later(found) and CUES.until.search(self._before(claim))
            if found and not (aside or late or self._behind(claim)):
                return found
        return None

    def _carried(self, asked: Asked) -> str | None:
        """From an earlier sentence of the paragraph that opens with a period that is not over."""
        sentence = self.document.sentence_at(asked.start).start
        for claim in reversed(self._told(self._line(asked.start), sentence)):
            told = self.view[self.document.sentence_at(claim.start).start : claim.start]
            late = len(told.rpartition(":")[2]) > 30  # "1. Về đơn vị sự nghiệp: đến năm 2027, …"
            if late or claim.data["grain"] == "day" or CUES.contrast.search(told):
                continue
            found = self._value(claim, asked)
            past = self.year and found and (years_of(found) or (0, 9999))[1] < self.year
            if found and not past and (asked.role in _AHEAD or not self._later(found)):
                first, last = years_of(found) or (0, 0)
                state = asked.role == "actual" and not CUES.flows.match(asked.indicator)
                over = state and first < last == self.year and not self.term
                return str(last) if over else found
        return None

    def _default(self, asked: Asked) -> str | None:
        """The period of a figure of which nothing near tells one: its plan's, else the document's."""
        start, _, role, indicator = asked
        if CUES.in_plan.match(indicator) and (plan := self._plan_term(start)):
            return plan
        if role == "target":
            heads = section_of(self.view, start), head_of(self.view, start)
            if aim := self._ahead(claim for head in heads for claim in self._told(*head)):
                return aim
        if role == "target" and self.plan:  # the year that ends the clause, else the one before it
            end = sentence_around(self.document, start).end
            stop = self.view.find(";", start, end)
            behind = self._told(start, stop if stop >= 0 else end)
            if aim := self._ahead([*behind, *reversed(self._told(0, start))]):
                return aim
        long = _long(self.report)
        if role == "baseline":
            first = self.report[0] if long else self.year and self.year - 1
            return str(first) if first else None
        lasting = CUES.flows.match(indicator) or (not self.term and CUES.merged.match(indicator))
        if long and role == "actual" and not lasting:
            return str(self.year)
        return self.document.period or None

    # --- which years a period gives ------------------------------------------------------------
    def _value(self, claim: Claim, asked: Asked) -> str | None:
        """The year or span of years a period claim gives a figure; None when it gives none."""
        view, (start, _, role, indicator) = self.view, asked
        before, after = self._before(claim), view[claim.end : claim.end + 24]
        since, now = CUES.since.search(before), CUES.till_now.match(after)
        if role != "baseline":
            compared = CUES.compared.search(before) and not (since and now)
            # with a value of its own behind it, or said in brackets of another figure
            told = CUES.equals.match(after) or CUES.heads_value.match(after)
            own = told and claim.start > start
            closed = claim.start < start and CUES.closed.match(view[claim.end : start])
            if compared or own or closed:
                return None
        if claim.data["grain"] == "relative":
            return self._relative(claim, before, asked)
        years = years_of(resolve(claim.data["period"], self.year))
        if not years:
            return None
        first, last = years
        if since and now and (first < last or claim.data["grain"] == "year"):
            late = self.year and self.year > first  # "từ đầu nhiệm kỳ 2015-2020 đến nay"
            return f"{first}/{self.year}" if late else str(first) if self.year else None
        if first == last:
            if since and claim.data["grain"] == "year":
                return None
            merged = role == "baseline" and CUES.before_merger.search(before)
            return str(first - 1 if merged else first)
        planned = indicator.startswith("cadres.") or role in ("target", "ahead")
        to_come = self.year and first >= self.year and not planned and years != self.report
        told_by = view[max(0, claim.start - 80) : claim.start]
        if to_come or (role != "target" and CUES.congress.search(told_by)):
            return None
        if role == "baseline" and indicator.startswith(("units.", "merger.")):
            return str(first)  # before the mergers of a span of years
        return f"{first}/{last}"

    def _relative(self, claim: Claim, before: str, asked: Asked) -> str | None:
        """The years a period without digits stands for, counted from the article's own."""
        text, year, (start, _, role, indicator) = (
            self.view[claim.start : claim.end],
            self.year,
            asked,
        )
        if CUES.in_plan.match(indicator) and "trước" in text:
            plan = self._plan_term(start)
            if plan:
                return f"{int(plan[:4]) - 5}/{plan[:4]}"
        if year is None or re.search(r"(?:19|20)[0-9]{2}\s{0,2}\Z", before):
            return None
        if role in _AHEAD and re.match("(?:trong|cả)", text):  # of the term just named
            named = [self._years(p) for p in self._told(self._line(start), claim.start)]
            if terms := [years for years in named if _long(years) and years[1] > year]:
                return "{}/{}".format(*terms[-1])
        if "nhiệm" in text or "khóa" in text:
            return self._term(text, claim.start, year)
        if "trước" in text or "ngoái" in text:
            return str(year - 1)
        if "tới" in text:
            return str(year + 1)
        return str(year) if CUES.this_year.search(text) else None

    def _term(self, text: str, position: int, year: int) -> str:
        """The term, or the part of one, that words for it mean in an article of a year."""
        report = self.report if self.term else None
        first = report[0] if report else term_start(year)
        last = report[1] if report else first + 5
        if "đầu" in text:
            return f"{first}/{year}" if text.startswith("từ") else str(first)
        if "cuối" in text:  # of the term to come that the sentence has named, if it has
            begin = sentence_around(self.document, position).start
            named = [self._years(p) for p in self._told(begin, position)]
            ends = [years[1] for years in named if _long(years) and years[1] > year]
            return str(ends[-1] if ends else last if last > year else last + 5)
        if "tới" in text:
            return f"{last}/{last + 5}"
        if "trước" in text:
            return f"{first - 5}/{first}"
        return f"{first}/{last}"

    def _years(self, claim: Claim) -> Years | None:
        return years_of(resolve(claim.data["period"], self.year))

    def _later(self, found: str | None) -> bool:
        """True for a period that begins after the article's own."""
        return bool(self.year and (years_of(found) or (0, 0))[0] > self.year)

    def _ahead(self, claims: Iterable[Claim]) -> str | None:
        """The first year among periods that is still to come."""
        single = (years[0] for c in claims if (years := self._years(c)) and not _long(years))
        return next((str(year) for year in single if self.year and year > self.year), None)

    def _stage(self, high: int) -> str | None:
        """The span of years told last before an offset."""
        told = (years_of(p.data["period"]) for p in reversed(self._told(0, high)))
        return next((f"{years[0]}/{years[1]}" for years in told if _long(years)), None)

    def _plan_term(self, start: int) -> str | None:
        """The term of a succession plan ("quy hoạch … nhiệm kỳ 2020-2025") named before a share."""
        head = section_of(self.view, start)  # a new heading ends it
        low = max(start - 899, head.start if head.end > head.start else 0)
        for claim in reversed(self._told(low, start)):
            years = self._years(claim)
            planned = CUES.elects.search(self.view, *self.document.sentence_at(claim.start))
            if _long(years) and planned and not CUES.compared.search(self._before(claim)):
                return f"{years[0]}/{years[1]}"
        return None

    def _since(self, asked: Asked, stated: str) -> str | None:
        """The span of a cut that is measured against an earlier year ("giảm 277 so với năm 2015")."""
        _, end, role, indicator = asked
        told = CUES.cut_since.match(self.view, end, end + 120)
        first, last = years_of(stated) or (0, 0)
        cut = role == "actual" and indicator.startswith("payroll.") and indicator != "payroll.total"
        if not (cut and told and first == last > int(told["first"]) + 1):
            return None
        return f"{told['first']}/{last}"

    def _state(self, asked: Asked, stated: str) -> str:
        """What is left after a span of years that is over is the state at its end."""
        first, last = years_of(stated) or (0, 0)
        over = self.year and first < last <= self.year and asked.role == "actual"
        low = max(0, asked.start - 20)
        return str(last) if over and CUES.newest.search(self.view, low, asked.start) else stated

    def _part(self, claim: Claim, year: str) -> str | None:
        """The months of a year that a period claim names as the time of what is told."""
        before = self._before(claim)
        months = claim.data["grain"] in ("months", "quarter")
        within = claim.data["grain"] == "month" and CUES.in_month.search(before)
        if not (months or within) or CUES.not_within.search(before):
            return None
        told = resolve(claim.data["period"], self.year)
        return told if told[:4] == year else None


def _long(years: Years | None) -> bool:
    """True for a span of several years."""
    return bool(years and years[0] < years[1])
