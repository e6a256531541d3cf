"""When articles are from, and what they say of years."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from ..analysis.comparability import window as years_asked
from ..knowledge import read_toml
from .wording import Words


def years(period: str | None) -> tuple[int, ...]:
    """First and last year of an ISO period; empty when unknown."""
    found = re.findall(r"\d{4}", period or "")
    return (int(found[0]), int(found[-1])) if found else ()


def dated(words: Words, documents: Sequence[Mapping[str, Any]], *, whole: bool) -> Markup:
    """Which years documents report on, and when they were published.

    ``whole`` says that they are the corpus: ``Cả tập bài phản ánh giai đoạn 2015–2020; …``.
    """
    told = sorted({year for row in documents for year in years(row["period"])})
    span = "–".join(dict.fromkeys(str(year) for year in told[:1] + told[-1:]))
    kind = "years" if len(told) > 1 else "year" if told else "unknown"
    days = sorted(row["published"] for row in documents if row["published"])
    edges = {
        name: words.period(d)
        for name, d in zip(("first", "last"), days[:1] + days[-1:], strict=False)
    }
    edition = ("none", "once", "span")[min(len({*days}), 2)]
    published = words.say(f"published_{edition}", **edges)
    if days and len(days) < len(documents):
        undated = len(documents) - len(days)
        published = words.say("published_some", published=published, n=undated)
    subject = words.say("dated_corpus" if whole else "dated_articles")
    period = words.say(f"dated_{kind}", years=span)
    return words.say("dated", subject=subject, period=period, published=published)


def yearly(observation: Mapping[str, Any], texts: Mapping[str, str]) -> bool:
    """True for a figure that its clause calls a yearly average: ``bình quân 12,04%/năm``."""
    start, end = observation.get("start"), observation.get("end")
    if start is None or "năm" in (observation["unit"] or ""):  # then the unit says so
        return False
    patterns, text = read_toml("measures.toml")["yearly"], texts.get(observation["doc_id"], "")
    before = re.split(r"[;\n]|[.,] ", text[max(0, start - 160) : start])[-1]
    behind = re.match(patterns["behind"], text[end:])
    return bool(re.search(patterns["average" if behind else "before"], before, re.I))


def overlapping(observations: Sequence[Mapping[str, Any]], window: str) -> list[Mapping[str, Any]]:
    """Those whose period shares a year with ``window`` (``2017`` or ``2015/2020``); all for "".

    Raises:
        ValueError: a window that is no year or span of years.
    """
    if not (asked := years_asked(window)):
        return list(observations)
    spans = ((o, years(o["period"])) for o in observations)
    return [o for o, span in spans if span and span[0] <= asked[1] and asked[0] <= span[1]]
