"""One province: what it reports, how many, against which target, how sure, and who else does."""

from __future__ import annotations

import collections
import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from ..knowledge import codebook
from .markup import Prose, Table, element, evidence_url, link, show
from .report import Area, Report, Row

if TYPE_CHECKING:
    from .charts import Chart


def observations(report: Report, area: Area) -> list[Row]:
    """The area's observations by theme and indicator, in the codebook's order, whole before part."""
    themes = list(dict.fromkeys(row["theme"] for row in codebook().values()))
    order = {
        key: (themes.index(row["theme"]), n) for n, (key, row) in enumerate(codebook().items())
    }
    found = report.sort(o for o in report.observations if area.holds(o))
    return sorted(found, key=lambda o: order[o["indicator"]])


def articles(report: Report, area: Area) -> list[str]:
    """Ids of the documents about the area, or with observations of it."""
    told = {o["doc_id"] for o in report.observations if area.holds(o)}
    return [id for id, doc in report.documents.items() if id in told or area.holds(doc)]


def verdicts(report: Report, area: Area) -> list[Row]:
    """The checks made in the area's articles, those that do not hold first."""
    docs, order = set(articles(report, area)), ("inconsistent", "untestable")
    found = [v for v in report.tables["verdicts"] if docs & set(v["doc_ids"])]
    return sorted(found, key=lambda v: [v["outcome"] != o for o in order])


def tested(report: Report, area: Area) -> tuple[int, int]:
    """How many of the checks that could be made hold, and how many could be made."""
    made = [v["outcome"] for v in verdicts(report, area) if v["outcome"] != "untestable"]
    return len(made) - made.count("inconsistent"), len(made)


def themes(found: Sequence[Row]) -> list[tuple[str, int]]:
    """Themes of observations and how many each has, the most frequent first."""
    return collections.Counter(codebook()[o["indicator"]]["theme"] for o in found).most_common()


def answer(report: Report, area: Area) -> Prose:
    """One sentence: how much the area reports, on what most, and how the sums stand."""
    words, found, docs = report.words, observations(report, area), articles(report, area)
    told = {
        "name": area.label,
        "articles": words.count(len(docs), "article"),
        "figures": words.count(
            sum(f["doc_id"] in docs for f in report.tables["figures"]), "figure"
        ),
        "facts": words.count(len(found), "fact"),
        "indicators": words.count(len({o["indicator"] for o in found}), "indicator"),
    }
    if not found:
        return report.answer(words.say("profile_none", **told))
    theme, most = themes(found)[0]
    held, made = tested(report, area)
    sums = words.say("sums", held=held, checks=words.count(made, "check"))
    return report.answer(
        words.say("profile_answer", theme=words.label("theme", theme), most=most, **told),
        sums if made else words.say("sums_none"),
    )


def key_figures(report: Report, area: Area, most: int = 4) -> Prose:
    """The few figures to read first: of the whole province, achieved, with their totals if told."""
    found = [o for o in observations(report, area) if o["role"] == "actual"]
    found.sort(key=lambda o: (bool(o["place"]), o["denominator"] is None))
    chosen: dict[str, Row] = {}
    for row in found:
        chosen.setdefault(row["indicator"], row)
    shown = []
    for row in list(chosen.values())[:most]:
        about = [show(row["place"] or ""), show(report.words.period(row["period"]))]
        small = Markup(" · ").join(filter(None, (report.share(row), *about)))
        label = report.words.label("indicator", row["indicator"])
        number = element("span", report.value(row), css="big")
        shown.append(Markup(" ").join((number, show(label), element("small", small))))
    return Prose(tuple(shown) or (report.words.say("no_actual"),), "key" if shown else "prose")


def indicators(report: Report, area: Area) -> Table:
    """Everything the area reports, by theme and in the codebook's order."""
    words, groups = report.words, []
    theme = lambda o: codebook()[o["indicator"]]["theme"]  # noqa: E731
    for key, found in itertools.groupby(observations(report, area), theme):
        rows = [
            (
                words.label("indicator", o["indicator"]),
                report.value(o),
                report.share(o),
                words.label("role", o["role"]),
                words.period(o["period"]) or "–",
                o["place"] or words.label("joint", "whole"),
                report.check(o),
                report.reference(o["doc_id"]),
            )
            for o in found
        ]
        groups.append((words.label("theme", key), rows))
    columns = "indicator value# share# role! period! place check! article!"
    return report.table("indicators", columns, groups=groups, name=area.label)


def targets(report: Report, area: Area) -> Table:
    """Targets and what was achieved on the same indicator and place, side by side."""
    words, found, rows = report.words, observations(report, area), []
    for goal in (o for o in found if o["role"] == "target"):
        same = [
            report.value(o)
            for o in found
            if (o["role"], o["indicator"], o["place"])
            == ("actual", goal["indicator"], goal["place"])
        ]
        rows.append(
            (
                words.label("indicator", goal["indicator"]),
                report.value(goal),
                words.period(goal["period"]) or "–",
                Markup("<br>").join(same[:3]) or words.label("joint", "not_reported"),
                goal["place"] or words.label("joint", "whole"),
            )
        )
    return report.table(
        "targets", "indicator target# period! achieved# place", rows, name=area.label
    )


def others(report: Report, area: Area) -> Table:
    """The area's indicators that other provinces report too, with theirs."""
    rows = []
    for indicator, found in itertools.groupby(observations(report, area), lambda o: o["indicator"]):
        rest = [o for o in report.observations if o["indicator"] == indicator and o["province"]]
        if rest := report.sort(o for o in rest if not area.holds(o)):
            own = _lines(report, list(found), province=False)
            label = report.words.label("indicator", indicator)
            rows.append((label, own, _lines(report, rest, province=True)))
    return report.table("others", "indicator here others", rows, name=area.label)


def _lines(report: Report, rows: Sequence[Row], *, province: bool, most: int = 6) -> Markup:
    """A few observations, a line each, at most two of a province: number, place, period."""
    words, shown = report.words, []
    for name, found in itertools.groupby(rows, lambda o: o["province"] or ""):
        for row in list(found)[: 2 if province else most]:
            about = [row["place"], words.period(row["period"])]
            about += [words.label("role", row["role"])] if row["role"] != "actual" else []
            tail = ", ".join(filter(None, about))
            head = show(f"{name}: " if province else "")
            shown.append(head + report.value(row) + show(f" ({tail})" if tail else ""))
    shown = shown[:most]
    if len(rows) > len(shown):
        shown.append(words.say("more", n=len(rows) - len(shown)))
    return Markup("<br>").join(shown)


def shares(report: Report, area: Area) -> Chart | Prose:
    """Shares told with their whole, on one scale; below three a table says it better."""
    rows = [o for o in observations(report, area) if o["denominator"] and report.is_share(o)]
    if len(rows) < 3:
        return Prose((report.words.say("shares_few", n=len(rows)),))
    from . import charts  # slow to import, and few provinces have enough to draw

    return charts.shares(report, rows, report.words.say("of_province", name=area.label))


def checks(report: Report, area: Area) -> Table:
    """The sums checked in the area's articles; those that do not hold come first."""
    rows = []
    for verdict in verdicts(report, area):
        text = show(report.explanation(verdict))
        known = (report.figures.get(f) for f in verdict["figure_ids"])
        figure = next(filter(None, known), None)
        shown = report.evidence(figure, text, figure["figure_id"]) if figure else text
        rows.append((report.words.label("check", verdict["check"]), shown, report.outcome(verdict)))
    return report.table("checks", "check sum outcome!", rows, name=area.label)


def statements(report: Report, area: Area, most: int = 8) -> Table:
    """Limitations, causes and tasks that the articles name, a sentence each at most."""
    words, groups = report.words, []
    for role in ("limitation", "cause", "task"):
        rows = []
        for row in report.tables["statements"]:
            if row["role"] == role and row["province"] == area.name:
                text = show(report.texts[row["doc_id"]][row["start"] : row["end"]].strip(), 280)
                url = evidence_url(row["doc_id"], f"s{row['start']}", report.base)
                rows.append(
                    (link(url, text), ", ".join(words.label("theme", t) for t in row["themes"]))
                )
        if rows:
            groups.append((words.label("statement", role), rows[:most]))
    return report.table("statements", "statement theme", groups=groups, name=area.label)


def unlinked(report: Report, area: Area) -> Table:
    """Figures of the area's articles that fit no indicator: nothing is silently dropped."""
    docs, rows = articles(report, area), []
    for figure in report.tables["figures"]:
        if figure["doc_id"] in docs and figure["figure_id"] not in report.tied:
            span = slice(figure["sentence_start"], figure["sentence_end"])
            sentence = show(report.texts[figure["doc_id"]][span], 140)
            number = report.evidence(figure, report.quantity(figure), figure["figure_id"])
            kind = report.words.label("kind", figure["kind"])
            rows.append((number, show(report.unit(figure) or "–", 40), kind, sentence))
    return report.table("unlinked", "value# unit kind! sentence", rows, name=area.label)


def shown(report: Report, area: Area) -> list[str]:
    """Ids of all documents the area's page shows numbers of: its own, and those compared with."""
    mine = {o["indicator"] for o in report.observations if area.holds(o)}
    others = {o["doc_id"] for o in report.observations if o["indicator"] in mine and o["province"]}
    own = articles(report, area)
    return own + [id for id in report.documents if id in others and id not in own]
