"""The page on method: what was measured, what abbreviations mean."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from markupsafe import Markup

from ..knowledge import read_csv, read_text
from .markup import TEMPLATE, Cell, Table, element, show
from .report import Report
from .wording import Words

_MEASURES = (  # of the scores, those a reader can judge by
    "figures.precision",
    "figures.recall",
    "citations.precision",
    "citations.recall",
    "observations.precision",
    "observations.recall",
    "observations.role_accuracy",
    "observations.province_accuracy",
    "observations.period_accuracy",
    "observations.content_accuracy",
)


def parts(words: Words, prose: Callable[[str], Markup]) -> list[tuple[str, Markup]]:
    """The page's text in one language: prose, and between it the names of the tables to show."""
    text = (TEMPLATE / f"method.{words.lang}.md").read_text(encoding="utf-8")
    pieces = re.split(r"^\{(\w+)\}$", text, flags=re.M)
    return [(piece, "") if n % 2 else ("", prose(piece)) for n, piece in enumerate(pieces)]


def tables(report: Report) -> dict[str, Table]:
    """The tables that the text names: accuracy, checks, abbreviations."""
    return {"accuracy": accuracy(report), "checks": checks(report), "abbreviations": spelt(report)}


def accuracy(report: Report) -> Table:
    """How much of what people marked in articles is found, and how much of what is found is right."""
    words, measured = report.words, json.loads(read_text("accuracy.json"))
    sets = measured["sets"]
    rows: list[list[Cell]] = [
        [words.label("score", name), *(words.number(found[name]) for found in sets.values())]
        for name in ("articles", "figures", "citations", "observations")
    ]
    rows += [
        [
            words.label("score", name),
            *(words.percent(100 * found["measures"][name], 1) for found in sets.values()),
        ]
        for name in _MEASURES
    ]
    heads = [words.label("column", "measure"), *(f"{words.label('set', s)}#" for s in sets)]
    date = words.period(measured["date"])
    return Table(
        words.say("accuracy_caption", date=date), heads, [("", rows)], words.say("accuracy_note")
    )


def checks(report: Report) -> Table:
    """Each kind of check: what it compares, and how often it was made here, by outcome."""
    words, rows = report.words, []
    for row in read_csv("checks.csv"):
        found = [v["outcome"] for v in report.tables["verdicts"] if v["check"] == row["check"]]
        held = sum(outcome.startswith("consistent") for outcome in found)
        failed, open_ = found.count("inconsistent"), found.count("untestable")
        numbers = map(words.number, (held, failed, open_))
        rows.append((words.label("check", row["check"]), row[words.lang], *numbers))
    return report.table("method_checks", "check compares held# inconsistent# untestable#", rows)


def spelt(report: Report) -> Table:
    """Abbreviations of the articles with their expansions, and how many articles use each."""
    words, rows = report.words, []
    for row in read_csv("abbreviations.csv", abbreviation=r"\S+", vi=r".+", en=r".+"):
        whole = re.compile(rf"(?<!\w){re.escape(row['abbreviation'])}(?!\w)")
        used = sum(bool(whole.search(text)) for text in report.texts.values())
        meaning = [report.quote(row["vi"]), *([row["en"]] if words.lang == "en" else [])]
        short = element("abbr", row["abbreviation"], lang="vi")
        rows.append((short, Markup(" – ").join(map(show, meaning)), words.number(used)))
    return report.table("abbreviations", "abbreviation meaning articles#", rows)
