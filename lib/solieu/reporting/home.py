"""The index of an edition: what it holds, each province's key figure and checks, and the search."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from ..knowledge import codebook, read_toml
from . import cited, profile
from .holdings import counts
from .markup import Prose, Table, element, evidence_url, link, show, visible
from .method import abbreviations
from .report import Report, Row
from .runs import PROFILE, Page
from .wording import exact, plain_letters


def answer(report: Report) -> Prose:
    """One sentence: articles, provinces, facts and indicators of the corpus."""
    return report.answer(report.words.say("index_answer", **counts(report)))


def key(report: Report) -> list[tuple[str, Markup]]:
    """The corpus in four numbers and what each is: provinces, facts, themes, consistent checks."""
    number, say, themes = report.words.number, report.words.say, profile.themes(report.observations)
    held, failed, untestable = report.tally(report.checks())
    checks = say("key_checks", all=held + failed + untestable, untestable=untestable)
    return [
        (number(len(report.areas)), say("key_provinces")),
        (number(len(report.observations)), say("key_facts")),
        (f"{len(themes)}/{len(_themes())}", say("key_themes")),
        (f"{number(held)}/{number(held + failed)}", checks),
    ]


def _themes() -> set[str]:
    return {row["theme"] for row in codebook().values()}


def provinces(report: Report, made: Container[str]) -> Table:
    """One row per province: key figure, facts, themes covered, checks by outcome; links to ``made``."""
    words, rows = report.words, []
    for area in report.areas:
        found = profile.observations(report, area)
        whole = [o for o in profile.leading(report, area) if not o["place"]]
        shown = [words.label("joint", "whole_not_reported")]
        if whole:
            told = report.cells(whole[0])
            told["period"] = words.period(whole[0]["period"]) or words.label("joint", "no_period")
            parts = (element("small", told[part], css=part) for part in ("indicator", "period"))
            shown = [report.value(whole[0]), *parts]
        rows.append(
            (
                link(area.page, area.label) if area.page in made else area.label,
                Markup(" ").join(map(show, shown)),
                len(report.about(area)),
                len(found),
                len(profile.themes(found)),
                *report.tally(report.checks(area)),
            )
        )
    columns = "province key_figure articles# facts# themes# held# inconsistent# untestable#"
    return report.table("provinces", columns, rows, themes=len(_themes()))


def example(report: Report, made: Container[str]) -> str:
    """Something to type into the search: the start of an indicator and its province, unaccented."""
    for area in (area for area in report.areas if area.page in made):
        for o in profile.observations(report, area)[:1]:
            start = report.words.short(o["indicator"]).split()[:4]
            return plain_letters(" ".join((*start, area.name)))
    return ""


def search_index(
    report: Report, pages: Sequence[Page], sections: Sequence[tuple[str, str, str]]
) -> str:
    """A script that holds what the search looks through.

    ``entries`` are kind, text, address and other words for it, ``words`` those of each indicator.
    It is a script, because a page opened from a folder may not fetch a file. ``sections`` are those
    of the method page: anchor, heading, text.
    """
    label, made = report.words.label, {page.file for page in pages}
    entries = [("page", p.title, p.file, "") for p in pages if p.notebook != PROFILE]
    for area in (area for area in report.areas if area.page in made):
        entries.append(("province", area.label, area.page, ""))
        found = profile.observations(report, area)
        for indicator in dict.fromkeys(o["indicator"] for o in found):
            rows = [o for o in found if o["indicator"] == indicator]
            text = f"{label('indicator', indicator)} – {area.label}"
            entries.append(("indicator", text, f"{area.page}#{indicator}", _numbers(report, rows)))
    for anchor, heading, text in sections:
        entries.append(("method", heading, f"method.html#{anchor}", text))
    for n, (short, meaning, _) in enumerate(abbreviations(report), 1):
        text = f"{short} – {meaning.striptags()}"
        entries.append(("abbreviation", text, f"method.html#abbr-{n}", ""))
    for id, doc in report.documents.items():
        entries.append(("article", doc["title"] or id, evidence_url(id), doc["publisher"] or ""))
    for entry in cited.documents(report):
        first = entry.mentions[0]
        text = " · ".join(filter(None, (entry.name, entry.owner, entry.title)))
        url = evidence_url(first["doc_id"], first["citation_id"])
        entries.append(("document", text[:160], url, first["doc_type"]))
    shown = [[visible(part) for part in entry] for entry in entries]
    index = {"entries": shown, "words": _words()}
    text = htmlsafe_json_dumps(index, ensure_ascii=False, separators=(",", ":"))
    return f"var solieuIndex = {text};\n"


def _numbers(report: Report, rows: Sequence[Row]) -> str:
    """The values of observations as printed, and without grouping."""
    told = (
        (report.quantity(o), *(exact(o[n]) for n in ("value", "denominator") if o[n])) for o in rows
    )
    return " ".join(dict.fromkeys(number for numbers in told for number in numbers))


def _words() -> Mapping[str, str]:
    """Other words for each indicator: id, names in both languages, phrases that its rules look for."""
    linking, told = read_toml("linking.toml"), {}
    for id, row in codebook().items():
        told[id] = dict.fromkeys((id, plain_letters(row["label_vi"]), row["label_en"].lower()))
    for rule in (rule for rule in linking["rule"] if rule["kind"] in told):
        for cue in rule["cue"]:
            cue = re.sub(r"\{(\w+)\}", lambda m: linking["words"].get(m[1], ""), cue)
            said = re.findall(r"\w+(?: \w+)+", re.sub(r"\(\?<?!.*?\)", "|", cue))
            told[rule["kind"]] |= dict.fromkeys(map(plain_letters, said))
    return {id: "|".join(words) for id, words in told.items()}
