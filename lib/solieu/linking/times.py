"""Times: the periods an article names, and the years each of them gives a figure."""

from __future__ import annotations

import bisect
import re

from ..extraction.periods import resolve, years_of
from ..knowledge import term_start
from ..rules import Claim, cues
from ..text import Document, Span

CUES = cues("scopes")

LONGEST = 1500  # characters of a sentence that are looked at on either side of a figure


class Times:
    """The periods of one document.

    Attributes:
        year: the year the document reports on, or the last one of a span
        term: it reports on a term of office
    """

    def __init__(self, document: Document, periods: list[Claim]) -> None:
        self.view, self.document = document.view, document
        self.periods = [p for p in periods if "invalid" not in p.data["flags"]]
        self.period_starts = [p.start for p in self.periods]
        years = years_of(document.published)
        report = years_of(document.period)
        self.year = report[1] if report else years[1] if years else None
        if report and years and years[1] < report[1]:
            self.year = years[1]  # the stage that is told of is not over
        self.term = bool(
            report
            and report[0] != report[1]
            and f"nhiệm kỳ {report[0]}" in re.sub(r"\s+", " ", self.view)
        )

    def sentence(self, position: int) -> Span:
        """The sentence around a position, no longer than a sentence can be."""
        span = self.document.sentence_at(position)
        return Span(max(span.start, position - LONGEST), min(span.end, position + LONGEST))

    def _at(self, position: int) -> int:
        """How many periods begin before a position."""
        return bisect.bisect_left(self.period_starts, position)

    def _clause_end(self, position: int) -> int:
        """Where the clause of a position ends: at a semicolon, or with its sentence."""
        end = self.sentence(position).end
        stop = self.view.find(";", position, end)
        return stop if stop >= 0 else end

    def _ahead(self, found: str | None) -> bool:
        """True for a period that begins after the article's own."""
        return bool(self.year and (years_of(found) or (0, 0))[0] > self.year)

    def _behind(self, claim: Claim) -> bool:
        """True for a period that stands right behind another figure ("157 hiện nay")."""
        told = self.view[max(0, claim.start - 30) : claim.start].rpartition("\n")[2]
        return bool(CUES.others.search(told))

    def _last(self, high: int, role: str, indicator: str) -> str | None:
        """The period of what was told last before an offset, what it was compared with left aside."""
        for claim in reversed(self.periods[: self._at(high)]):
            found = self._value(claim, role, indicator, high)
            aside = CUES.equals.match(self.view[claim.end : claim.end + 20])
            if found and not (aside or self._behind(claim)):
                return found
        return None

    def _deadline(self, start: int, end: int) -> str | None:
        """What is left is left until the year named for it in the paragraph."""
        begin = max(self.view.rfind("\n", 0, start) + 1, start - 4 * LONGEST)
        low, high = (
            self._at(begin),
            self._at(end),
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

    def _span(self, low: int, high: int) -> str | None:
        """The span of two years told between two offsets ("từ … năm 2016 còn … năm 2020"), or the report's."""
        told = [years_of(p.data["period"]) for p in self.periods[self._at(low) : self._at(high)]]
        years = sorted(year for pair in told if pair for year in pair)
        report = years_of(self.document.period)
        if years and years[0] != years[-1]:
            return f"{years[0]}/{years[-1]}"
        return self.document.period if report and report[0] != report[1] else None

    def _stage(self, high: int) -> str | None:
        """The span of years told last before an offset, else the document's own."""
        for claim in reversed(self.periods[: self._at(high)]):
            years = years_of(claim.data["period"])
            if years and years[0] < years[1] and claim.start > high - 4 * LONGEST:
                return f"{years[0]}/{years[1]}"
        years = years_of(self.document.period)
        return self.document.period if years and years[0] < years[1] else None

    def _aim(self, start: int) -> str | None:
        """In a plan, the year ahead that ends a target's clause, else the one named last before it."""
        high = self._clause_end(start)
        for claim in self.periods[self._at(start) : self._at(high)]:
            years = years_of(claim.data["period"])
            if years and years[0] == years[1] and self.year and years[1] > self.year:
                return str(years[1])
        for claim in reversed(self.periods[: self._at(start)]):
            years = years_of(claim.data["period"])
            if years and years[0] == years[1] and self.year and years[1] > self.year:
                return str(years[1])
        return None

    def _plan_term(self, start: int) -> str | None:
        """The term of a succession plan ("quy hoạch … nhiệm kỳ 2020-2025") named before a share."""
        at = self._at(start)
        for claim in reversed(self.periods[:at]):
            years = years_of(claim.data["period"])
            sentence = self.document.sentence_at(claim.start)
            if (
                years
                and years[0] != years[1]
                and start - claim.start < 900
                and not CUES.compared.search(self.view[max(0, claim.start - 40) : claim.start])
                and CUES.elects.search(self.view, sentence.start, sentence.end)
            ):
                return f"{years[0]}/{years[1]}"
        return None

    def _value(self, claim: Claim, role: str, indicator: str, start: int) -> str | None:
        """The year or span of years a period claim gives a figure; None when it gives none."""
        view = self.view
        before = view[max(0, claim.start - 40) : claim.start]
        after = view[claim.end : claim.end + 24]
        since = CUES.since.search(before)
        till_now = since and CUES.till_now.match(view[claim.end : claim.end + 12])
        if role != "baseline":
            if (CUES.compared.search(before) and not till_now) or (
                claim.start > start and (CUES.equals.match(after) or CUES.heads_value.match(after))
            ):
                return None
            if claim.start < start and CUES.closed.match(
                view[claim.end : start]
            ):  # said in brackets, of another figure
                return None
        if claim.data["grain"] == "relative":
            text = view[claim.start : claim.end]
            plan = self._plan_term(start) if CUES.in_plan.match(indicator) else None
            if plan and "nhiệm" in text and "trước" in text:
                return f"{int(plan[:4]) - 5}/{plan[:4]}"
            return self._relative(text, before, claim.start)
        years = years_of(resolve(claim.data["period"], self.year))
        if not years:
            return None
        if years[0] != years[1]:
            if till := self._till_now(claim, before, years[0]):
                return till
            planned = indicator.startswith("cadres.") or role in ("target", "ahead")
            own = years == years_of(self.document.period)
            if (self.year and years[0] >= self.year and not planned and not own) or (
                role != "target"
                and CUES.congress.search(view, max(0, claim.start - 80), claim.start)
            ):
                return None
            if role == "baseline" and indicator.startswith(("units.", "merger.")):
                return str(years[0])  # before the mergers of a span of years
            return f"{years[0]}/{years[1]}"
        if since and claim.data["grain"] == "year":
            if not (till_now and self.year):
                return None
            return f"{years[0]}/{self.year}" if self.year > years[0] else str(years[0])
        if role == "baseline" and CUES.before_merger.search(before):
            return str(years[0] - 1)
        return str(years[0])

    def _till_now(self, claim: Claim, before: str, first: int) -> str | None:
        """The term's first year to the article's, for "từ đầu nhiệm kỳ 2015-2020 đến nay"."""
        now = CUES.till_now.match(self.view[claim.end : claim.end + 12])
        if not (now and self.year and CUES.since.search(before)):
            return None
        return f"{first}/{self.year}" if self.year > first else str(first)

    def _relative(self, text: str, before: str, position: int) -> str | None:
        """The years a period without digits stands for, counted from the article's own."""
        year = self.year
        if year is None or re.search(r"(?:19|20)[0-9]{2}\s{0,2}\Z", before):
            return None
        if "nhiệm" in text or "khóa" in text:
            return self._term(text, self._term_before(position), year)
        if "trước" in text or "ngoái" in text:
            return str(year - 1)
        if "tới" in text:
            return str(year + 1)
        return str(year) if CUES.this_year.search(text) else None

    def _term(self, text: str, named: tuple[int, int] | None, year: int) -> str:
        """The term, or the part of one, that words for it mean in an article of a year."""
        report = years_of(self.document.period) if self.term else None
        first = report[0] if report else term_start(year)
        last = report[1] if report else first + 5
        if "đầu" in text:
            return f"{first}/{year}" if text.startswith("từ") else str(first)
        if "cuối" in text:
            return str(named[1] if named else last if last > year else last + 5)
        if "tới" in text:
            return f"{last}/{last + 5}"
        over = report is not None or year - first >= 4
        if "trước" in text or ("qua" in text and not over):
            return f"{first - 5}/{first}"
        return f"{first}/{last}" if over else f"{first}/{year}"
