"""The page on method: what was measured, how indicators are defined, what abbreviations mean."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup

from ..knowledge import codebook, read_csv, read_text, read_toml
from .markup import TEMPLATE, Cell, Table, element, mark_vietnamese, show
from .report import Report
from .wording import Words


def parts(words: Words, prose: Callable[[str], Markup]) -> list[tuple[str, Markup]]:
    """The page's text in one language: prose, and between it the names of the tables to show."""
    text = (TEMPLATE / f"method.{words.lang}.md").read_text(encoding="utf-8")
    pieces = re.split(r"^\{(\w+)\}$", text, flags=re.M)
    return [(piece, "") if n % 2 else ("", prose(piece)) for n, piece in enumerate(pieces)]


def sections(parts: Sequence[tuple[str, Markup]]) -> list[tuple[str, str, str]]:
    """The page's sections: anchor, heading, text."""
    pieces = re.split(r'<h2 id="(.*?)">(.*?)</h2>', "".join(prose for _, prose in parts))
    anchors, headings, texts = (pieces[n::3] for n in (1, 2, 3))
    return [
        (anchor, Markup(heading).striptags(), Markup(text).striptags())
        for anchor, heading, text in zip(anchors, headings, texts, strict=True)
    ]


def tables(report: Report) -> dict[str, Table]:
    """The tables that the text names."""
    makers = (sets, accuracy, checks, audited, definitions, spelt)
    return {maker.__name__: maker(report) for maker in makers}


def _measured() -> dict[str, Any]:
    """What was measured, and the day; sets in the order of the wording: nearest to unseen first."""
    found = json.loads(read_text("accuracy.json"))
    order = [*read_toml("wording.toml")["set"]]
    return found | {"sets": {s: found["sets"][s] for s in sorted(found["sets"], key=order.index)}}


def sets(report: Report) -> Table:
    """The sets of articles measured on: whence their annotations, and what was learnt from them."""
    words, measured = report.words, _measured()["sets"]
    rows = [
        (words.label("set", s), found["articles"], words.label("set_origin", s))
        for s, found in measured.items()
    ]
    return report.table("accuracy_sets", "set articles# set_origin", rows, n=len(rows))


def accuracy(report: Report) -> Table:
    """How much of what is annotated in articles is found, and how much of what is found is."""
    words, told = report.words, _measured()
    measured = told["sets"]

    def cell(found: dict[str, Any], name: str) -> str:
        told = found["measures"].get(name)
        return words.number(found[name]) if told is None else words.percent(100 * told, 1)

    rows = [
        [words.label("score", name), *(cell(found, name) for found in measured.values())]
        for name in read_toml("wording.toml")["score"]  # those a reader can judge by
    ]
    heads = [words.label("column", "measure"), *(f"{words.label('set', s)}#" for s in measured)]
    caption = words.say("accuracy_caption", date=words.period(told["date"]), n=len(measured))
    return Table(caption, heads, [("", rows)], words.say("accuracy_note"))


def audited(report: Report) -> Table:
    """How many of the mistakes planted in texts the audit flags, and how many flags are right."""
    words, found = report.words, _measured()
    rows = [
        (
            words.say(f"audited_{name}", date=words.period(told.get("date") or found["date"])),
            told["cases"],
            *(words.percent(100 * told[measure], 1) for measure in ("precision", "recall")),
        )
        for name in ("audit", "unseen")
        if (told := found.get(name))
    ]
    return report.table("audited", "set cases# precision# recall#", rows)


def definitions(report: Report) -> Table:
    """The codebook by theme: each indicator's name, id, definition and ways to measure it."""
    words, english, groups = report.words, report.words.lang == "en", {}
    for id, row in codebook().items():
        cells = (
            element("span", words.label("indicator", id), id=id),
            element("code", id),
            mark_vietnamese(show(row["definition_en"])) if english else row["definition_vi"],
            element("span", row["measures"], lang="" if english else "en"),
        )
        groups.setdefault(words.label("theme", row["theme"]), []).append(cells)
    columns, n = "indicator id definition measured_as", len(codebook())
    return report.table("codebook", columns, groups=groups.items(), n=n)


def checks(report: Report) -> Table:
    """Each kind of check: what it compares, and how often it was made here, by outcome."""
    rows = []
    for row in read_csv("checks.csv"):
        found = [v for v in report.checks() if v["check"] == row["check"]]
        name = report.words.label("check", row["check"])
        rows.append((name, row[report.words.lang], *report.tally(found)))
    return report.table("method_checks", "check compares held# inconsistent# untestable#", rows)


def abbreviations(report: Report) -> list[tuple[str, Markup, int]]:
    """Abbreviations met in the articles, with all they stand for, and how many articles use each."""
    known: dict[str, list[Cell]] = {}
    for row in read_csv("abbreviations.csv"):
        meaning = [report.quote(row["vi"]), *([row["en"]] if report.words.lang == "en" else [])]
        known.setdefault(row["abbreviation"], []).append(Markup(" – ").join(map(show, meaning)))
    rows = []
    for short, meanings in known.items():
        whole = re.compile(rf"(?<!\w){re.escape(short)}(?!\w)")
        used = sum(bool(whole.search(text)) for text in report.texts.values())
        rows += [(short, Markup("; ").join(map(show, meanings)), used)] if used else []
    return rows


def spelt(report: Report) -> Table:
    """The abbreviations met, each with an anchor that searches lead to."""
    rows = [
        (element("abbr", short, lang="vi", id=f"abbr-{n}"), meaning, used)
        for n, (short, meaning, used) in enumerate(abbreviations(report), 1)
    ]
    return report.table("abbreviations", "abbreviation meaning articles#", rows)
