"""Scopes: which part of the province, and which period, a figure speaks of."""

from __future__ import annotations

import bisect
import re
from typing import Any

from ..extraction.periods import resolve, years_of
from ..knowledge import term_start
from ..rules import Claim, cues
from ..text import Document, Span

CUES = cues("scopes")

LONGEST = 1500  # characters of a sentence that are looked at on either side of a figure


class Scopes:
    """Looks up place and period for the figures of one document."""

    def __init__(
        self,
        document: Document,
        places: list[Claim],
        periods: list[Claim],
        focus: str | None,
        plan: bool = False,
    ) -> None:
        self.view, self.document, self.focus, self.plan = document.view, document, focus, plan
        self.parts = [  # a body told in small letters ("khối các cơ quan tỉnh") is a sector, not a place
            p
            for p in places
            if p.data["level"] != "province"
            and (p.data["level"] != "body" or document.cased[p.start].isupper())
        ]
        self.part_starts = [p.start for p in self.parts]
        self.periods = [p for p in periods if "invalid" not in p.data["flags"]]
        self.period_starts = [p.start for p in self.periods]
        years = years_of(document.published)
        report = years_of(document.period)
        self.year = report[1] if report else years[1] if years else None
        self.term = bool(
            report
            and report[0] != report[1]
            and f"nhiệm kỳ {report[0]}" in re.sub(r"\s+", " ", self.view)
        )

    def sentence(self, position: int) -> Span:
        """The sentence around a position, no longer than a sentence can be."""
        span = self.document.sentence_at(position)
        return Span(max(span.start, position - LONGEST), min(span.end, position + LONGEST))

    # --- place ---------------------------------------------------------------------------------
    def place(
        self, figure: dict[str, Any], clause_start: int, order: tuple[int, int] | None = None
    ) -> tuple[str | None, str | None]:
        """(province or None, part or None) a figure speaks of; ``order`` is (i, n) in a "lần lượt" list."""
        province, view = self.document.province, self.view
        start, end = figure["start"], figure["end"]
        if CUES.nation.search(view, max(clause_start, start - 45), start):
            return None, None
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

    # --- period --------------------------------------------------------------------------------
    def period(self, figure: dict[str, Any], role: str, indicator: str) -> str | None:
        """The ISO period of a figure: stated nearest, else carried in its paragraph, else the article's."""
        view, start, end = self.view, figure["start"], figure["end"]
        sentence = self.sentence(start)
        low = bisect.bisect_left(self.period_starts, sentence.start)
        mid = bisect.bisect_left(self.period_starts, start)
        if role == "remaining":
            deadline = self._deadline(start, sentence.end)
            if deadline:
                return deadline
        close = self.periods[mid : mid + 1]  # "81,02 điểm năm 2018": told right behind the figure
        if close and CUES.behind.fullmatch(view[end : close[0].start]):
            found = self._value(close[0], role, indicator, start)
            if found:
                return found
        for claim in reversed(self.periods[low:mid]):
            found = self._value(claim, role, indicator, start)
            if found and self._reaches(claim, found, role, start):
                return found
        high = bisect.bisect_left(self.period_starts, min(sentence.end, end + 90))
        for claim in self.periods[mid:high]:
            gap = view[end : claim.start]
            if ";" in gap or re.search(r"[0-9]", gap):
                break
            found = self._value(claim, role, indicator, start)
            ahead = (
                role == "actual" and "," in gap and self._ahead(found)
            )  # ", đến năm 2021 lên 60%"
            if found and not ahead and not re.search(r",\s[^,]{25,}", gap):
                return found
        if self.year and role == "actual" and CUES.now.search(view[sentence.start : start]):
            return str(self.year)
        return self._carried(start, role, indicator)

    def _ahead(self, found: str | None) -> bool:
        """True for a period that begins after the article's own."""
        return bool(self.year and (years_of(found) or (0, 0))[0] > self.year)

    def _reaches(self, claim: Claim, found: str, role: str, start: int) -> bool:
        """False when a period told before a figure is another figure's, or overtaken by "hiện còn"."""
        years = years_of(found)
        if self.year is None or years is None:
            return True
        if role == "baseline":
            return years[1] < self.year
        if years[1] >= self.year:
            return True
        gap = self.view[claim.end : start]
        if ";" in gap and claim.data["grain"] == "relative":  # "năm trước tăng 6,98%; thu …"
            return False
        equal = (
            CUES.equals.match(gap)
            and re.search(r"[0-9].*[,;]", gap)
            and not CUES.goes_on.search(gap)
        )
        behind = CUES.others.search(self.view[max(0, claim.start - 30) : claim.start])
        return not (equal or behind or CUES.now.search(gap))

    def _deadline(self, start: int, end: int) -> str | None:
        """What is left is left until the year named for it in the paragraph."""
        begin = max(self.view.rfind("\n", 0, start) + 1, start - 4 * LONGEST)
        low, high = (
            bisect.bisect_left(self.period_starts, begin),
            bisect.bisect_left(self.period_starts, end),
        )
        years = [
            years_of(resolve(p.data["period"], self.year))
            for p in self.periods[low:high]
            if p.data["period"]
        ]
        ahead = [
            y[1] for y in years if y and y[0] == y[1] and (self.year is None or y[1] > self.year)
        ]
        return str(ahead[-1]) if ahead else None

    def _carried(self, start: int, role: str, indicator: str) -> str | None:
        """From an earlier sentence of the paragraph that opens with a period, else the document's own."""
        begin = max(self.view.rfind("\n", 0, start) + 1, start - 4 * LONGEST)
        low = bisect.bisect_left(self.period_starts, begin)
        high = bisect.bisect_left(self.period_starts, self.document.sentence_at(start).start)
        for claim in reversed(self.periods[low:high]):
            opening = claim.start - self.document.sentence_at(claim.start).start
            if opening > 30 or claim.data["grain"] == "day":
                continue
            found = self._value(claim, role, indicator, start)
            if role not in ("target", "remaining") and self._ahead(found):
                continue
            past = self.year and (years_of(found) or (9999, 9999))[1] < self.year
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
        if years and years[0] != years[1] and self.term and not CUES.flows.match(indicator):
            return str(years[1])
        return span or None

    def _aim(self, start: int) -> str | None:
        """In a plan, the year ahead named last before a target."""
        for claim in reversed(self.periods[: bisect.bisect_left(self.period_starts, start)]):
            years = years_of(claim.data["period"])
            if years and years[0] == years[1] and self.year and years[1] > self.year:
                return str(years[1])
        return None

    def _plan_term(self, start: int) -> str | None:
        """The term of a succession plan ("quy hoạch … nhiệm kỳ 2020-2025") named before a share."""
        at = bisect.bisect_left(self.period_starts, start)
        for claim in reversed(self.periods[:at]):
            years = years_of(claim.data["period"])
            sentence = self.document.sentence_at(claim.start)
            if (
                years
                and years[0] != years[1]
                and start - claim.start < 900
                and re.search(r"quy\s{1,2}hoạch|bầu", self.view[sentence.start : sentence.end])
            ):
                return f"{years[0]}/{years[1]}"
        return None

    def _value(self, claim: Claim, role: str, indicator: str, start: int) -> str | None:
        """The year or span of years a period claim gives a figure; None when it gives none."""
        view = self.view
        before = view[max(0, claim.start - 40) : claim.start]
        since = CUES.since.search(before)
        till_now = since and CUES.till_now.match(view[claim.end : claim.end + 12])
        if role != "baseline":
            if (CUES.compared.search(before) and not till_now) or (
                claim.start > start and CUES.equals.match(view[claim.end : claim.end + 14])
            ):
                return None
            if claim.start < start and CUES.closed.match(
                view[claim.end : start]
            ):  # said in brackets, of another figure
                return None
        if claim.data["grain"] == "relative":
            return self._relative(view[claim.start : claim.end], before)
        years = years_of(resolve(claim.data["period"], self.year))
        if not years:
            return None
        if years[0] != years[1]:
            planned = indicator.startswith("cadres.") or role == "target"
            if (self.year and years[0] >= self.year and not planned) or (
                role != "target"
                and CUES.congress.search(view, max(0, claim.start - 80), claim.start)
            ):
                return None
            return f"{years[0]}/{years[1]}"
        if since and claim.data["grain"] == "year":
            if not (till_now and self.year):
                return None
            return f"{years[0]}/{self.year}" if self.year > years[0] else str(self.year)
        if role == "baseline" and CUES.before_merger.search(before):
            return str(years[0] - 1)
        return str(years[0])

    def _relative(self, text: str, before: str) -> str | None:
        if self.year is None or re.search(r"(?:19|20)[0-9]{2}\s{0,2}\Z", before):
            return None
        if "trước" in text or "ngoái" in text:
            return str(self.year - 1)
        if "tới" in text:
            first = term_start(self.year) + 5
            return f"{first}/{first + 5}" if "nhiệm" in text else str(self.year + 1)
        if text.startswith("từ"):
            return f"{term_start(self.year)}/{self.year}"
        return str(self.year) if re.search(r"nay|hiện|điểm", text) else None
