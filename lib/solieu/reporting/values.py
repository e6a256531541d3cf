"""Values that the command line gives to notebooks, checked before an article is read.

A wrong one would else show only when its pages fail, after the articles were read for hours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import tables
from ..knowledge import read_csv
from ..text import simplify
from . import cited, comparison, limits, models
from .names import UnknownName
from .report import Report, overlapping
from .wording import LANGUAGES, Words

# for each notebook the function that refuses its values
_REFUSING = {
    "compare_provinces": comparison.choose,
    "organisational_models": models.adoptions,
    "documents_cited": cited.choose,
    "limits_and_tasks": limits.choose,
}


def check(
    chosen: Mapping[str, Mapping[str, Any]], provinces: Sequence[str] = (), lang: str = "both"
) -> None:
    """Refuse what no corpus could make right: names, windows of years, languages.

    Args:
        chosen: values by notebook and parameter, as `runs.settings_for` gives them
        provinces: names, labels or area_ids
        lang: ``vi``, ``en`` or ``both``

    Raises:
        UnknownName: a province, indicator, model, theme or group that there is not.
        ValueError: a window that is none, other boundaries, or a language that there is not.
    """
    words = [Words(name) for name in (LANGUAGES if lang == "both" else (lang,))]
    overlapping([], chosen["compare_provinces"].get("period", ""))
    nothing = Report(tables.build({}), words[0].lang)
    for notebook, ask in _REFUSING.items():
        ask(nothing, **{k: v for k, v in chosen[notebook].items() if k != "minimum"})
    rows = read_csv("provinces.csv")
    known = {key for row in rows for key in (simplify(row["name"]), row["area_id"])}
    for name in provinces:
        # a label tells two areas of one name apart: Gia Lai (since July 2025)
        if not known & {simplify(name), simplify(name.partition(" (")[0]), name}:
            raise UnknownName("province", name, [row["name"] for row in rows])


def check_document(chosen: Mapping[str, Mapping[str, Any]], report: Report) -> None:
    """Refuse a document that the articles, now read, have not; raises `UnknownName`."""
    document = chosen["extraction"].get("document")
    if document and document not in report.documents:
        raise UnknownName("document", document, report.documents)
