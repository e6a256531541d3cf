"""One province: what it reports, how many, against which target, how sure, and who else does."""

from __future__ import annotations

import collections
import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from ..analysis.groups import subject
from ..analysis.measures import measures
from ..knowledge import codebook
from .comparison import Comparison, choose, told_years
from .markup import Cell, Prose, Table, element, show
from .report import Area, Report, Row

if TYPE_CHECKING:
    from .charts import Chart


def observations(report: Report, area: Area) -> list[Row]:
    """The area's observations by theme and indicator, in the codebook's order, whole before part."""
    themes = list(dict.fromkeys(row["theme"] for row in codebook().values()))
    order = sorted(codebook(), key=lambda key: themes.index(codebook()[key]["theme"]))
    found = report.sort(o for o in report.observations if area.holds(o))
    return sorted(found, key=lambda o: order.index(o["indicator"]))


def themes(found: Sequence[Row]) -> list[tuple[str, int]]:
    """Themes of observations and how many each has, the most frequent first."""
    return collections.Counter(codebook()[o["indicator"]]["theme"] for o in found).most_common()


def answer(report: Report, area: Area) -> Prose:
    """The first of the leading figures, how much the area reports, and how the sums stand."""
    words, found, docs = report.words, observations(report, area), report.about(area)
    told = words.counts(
        article=len(docs),
        figure=sum(len(report.of(doc_id, "figures")) for doc_id in docs),
        fact=len(found),
        indicator=len({o["indicator"] for o in found}),
    )
    named = {group.name(words.lang): None for d in docs if (group := subject(report.documents[d]))}
    of_groups = [words.say("profile_group", group=name) for name in named]
    if not found:
        none = words.say("profile_none", name=area.label, **told)
        return report.answer(none, *of_groups, docs=docs)
    theme, most = themes(found)[0]
    told |= {"name": area.label, "theme": words.label("theme", theme)}
    said = [_headline(report, row) for row in leading(report, area)[:1]]
    said.append(words.say("profile_answer", most=most, **told))
    held, failed, _ = report.tally(report.checks(area))
    checks = words.count(held + failed, "check")
    said.append(words.say("sums" if held + failed else "sums_none", held=held, checks=checks))
    return report.answer(*said, *of_groups, docs=docs)


def _headline(report: Report, row: Row) -> Markup:
    """A figure in words: indicator, value, share, place and period."""
    share = report.share(row)
    if share and row["denominator_is"] == "target":
        share = report.words.say("gap_share", share=share)
    about = share, row["place"], report.words.period(row["period"])
    told = Markup(", ").join(filter(None, (report.value(row), *about)))
    label = report.words.short(row["indicator"])
    return element("b", Markup("{}: {}.").format(show(label), told))


def leading(report: Report, area: Area) -> list[Row]:
    """The figures to read first: of the whole province, achieved, with their totals if told."""
    found = [o for o in observations(report, area) if o["role"] == "actual"]
    found = [o for o in found if "part" not in (o.get("flags") or ())]
    found.sort(key=lambda o: (bool(o["place"]), o["denominator"] is None))
    chosen = {row["indicator"]: row for row in reversed(found)}  # the first of each
    return [_sharpest(row, found) for row in found if chosen[row["indicator"]] is row]


def _sharpest(row: Row, found: Sequence[Row]) -> Row:
    """The exact statement of a fact that its article also rounds (hơn 16 nghìn; 16.212)."""
    same = ("doc_id", "indicator", "place", "period")
    exact = (o for o in found if o["qualifier"] == "exact" and all(o[n] == row[n] for n in same))
    near = (o for o in exact if abs(o["value"] - row["value"]) < o["value"] / 10)
    return next(near, row) if row["qualifier"] != "exact" else row


def key_figures(report: Report, area: Area, most: int = 4) -> Prose:
    """The first few of the leading figures, large."""
    shown = []
    for row in leading(report, area)[:most]:
        about = (report.share(row), row["place"], report.words.period(row["period"]))
        small = element("small", Markup(" · ").join(filter(None, about)))
        number = element("span", report.value(row), css="big")
        label = report.words.label("indicator", row["indicator"])
        shown.append(Markup(" ").join((number, show(label), small)))
    return Prose(tuple(shown) or (report.words.say("no_actual"),), "key" if shown else "prose")


def indicators(report: Report, area: Area) -> Table:
    """Everything the area reports, by theme and in the codebook's order."""
    label, groups = report.words.label, {}
    kinds = measures(report.observations, report.documents, report.texts)
    for o in observations(report, area):
        told, id, kind = report.cells(o), o["indicator"], kinds[o["observation_id"]]
        if kind in ("plan_share", "some_share", "of_target"):  # no share of the whole
            told["value"] += element("small", label("measure", kind))
        # searches lead to the row by the indicator's id
        told["indicator"] = report.definition(id, id=id)
        groups.setdefault(label("theme", codebook()[id]["theme"]), []).append(told)
    columns = "indicator value# share# role! period! place check! article!"
    return report.table("indicators", columns, groups=groups.items(), name=area.label)


def compared(report: Report, area: Area) -> Comparison:
    """The area's indicators as every province tells them."""
    return choose(report, [*{o["indicator"]: None for o in observations(report, area)}])


def others(report: Report, area: Area, comparison: Comparison) -> Table:
    """Results of the area and of others that measure the same thing, and what hinders a ranking."""
    rows, label = [], report.words.label
    for series in comparison.series:
        done = report.sort(o for o in series.rows if o["role"] == "actual")
        own, rest = ([o for o in done if area.holds(o) == mine] for mine in (True, False))
        if own and rest:
            name = show(label("indicator", series.indicator))
            name += element("small", label("measure", series.measure))
            here = [_line(report, o) for o in own]
            there = [
                show(f"{province}: ") + _line(report, o)
                for province, found in itertools.groupby(rest, comparison.name)
                for o in list(found)[:2]  # of a province
            ]
            shown = _first(report, here, len(own)), _first(report, there, len(rest))
            rows.append((name, *shown, series.why))
    return report.table("others", "indicator here others judgement", rows, name=area.label)


def _line(report: Report, row: Row) -> Markup:
    """A result with its place and period in brackets."""
    tail = ", ".join(filter(None, (row["place"], report.words.period(row["period"]))))
    return report.value(row) + show(f" ({tail})" if tail else "")


def _first(report: Report, lines: list[Cell], of: int, most: int = 6) -> list[Cell]:
    """The first of some lines, and how many there are besides."""
    left = of - len(shown := lines[:most])
    return [*shown, report.words.say("more", n=left)] if left else shown


def shares(report: Report, area: Area) -> Chart | Prose:
    """Shares told with their whole, on one scale; below three a table says it better."""
    rows = [o for o in observations(report, area) if o["denominator"] and report.is_share(o)]
    if len(rows) < 3:
        return Prose((report.words.say("shares_few" if rows else "shares_none", n=len(rows)),))
    from . import plots  # slow to import, and few provinces have enough to draw

    marks = []
    for row in rows:
        name = " – ".join(filter(None, (report.words.short(row["indicator"]), row["place"])))
        marks.append(plots.mark(report, row, name, percent=True))
    marks.sort(key=lambda mark: -mark.value)
    lines = [plots.Line(mark.name, (mark,), mark.label) for mark in marks]
    told = {
        "subject": report.words.say("of_province", name=area.label),
        "more": "",
        "years": told_years(rows),
        "kind": report.words.label("measure", "share"),
    }
    return plots.dots(report, "dots", {"": lines}, percent=True, **told)


def checks(report: Report, area: Area) -> Table:
    """The sums checked in the area's articles; those that do not hold come first."""
    rows = [
        (report.words.label("check", v["check"]), report.sum(v), report.outcome(v))
        for v in report.checks(area)
    ]
    return report.table("checks", "check sum outcome!", rows, name=area.label)


def statements(report: Report, area: Area, most: int = 8) -> Table:
    """Limitations, causes and tasks that the articles name, a sentence each at most."""
    from . import limits  # slow to import, as plots are

    named, groups = limits.choose(report, area.area_id or area.name), []
    for role in limits.ROLES:
        rows: list[tuple[str, Cell]] = []
        for about, sentence, theme in (
            limits.quotation(report, *s, known=0) for s in named.of(role)
        ):
            # an article about a group of provinces speaks of the group
            rows.append((theme, sentence if about == area.label else f"{about}: " + sentence))
        if len(rows) > most:
            rows[most:] = [("", report.words.say("more", n=len(rows) - most))]
        if rows:
            groups.append((report.words.label("statement", role), rows))
    columns = f"theme {report.quoted('statement', report.about(area))}"
    return report.table("statements", columns, groups=groups, name=area.label)


def unlinked(report: Report, area: Area) -> Table:
    """Figures of the area's articles that fit no indicator: nothing is silently dropped."""
    docs, rows = report.about(area), []
    for figure in (f for doc_id in docs for f in report.of(doc_id, "figures")):
        if figure["figure_id"] not in report.tied:
            span = slice(figure["sentence_start"], figure["sentence_end"])
            sentence = report.quote(show(report.texts[figure["doc_id"]][span], 140))
            number = report.evidence(figure, report.quantity(figure))
            kind = report.words.label("kind", figure["kind"])
            rows.append((number, show(report.unit(figure) or "–", 40), kind, sentence))
    columns = f"value# unit kind! {report.quoted('sentence', docs)}"
    return report.table("unlinked", columns, rows, name=area.label)


def shown(report: Report, area: Area) -> list[str]:
    """Ids of all documents the area's page shows numbers of: its own, and those compared with."""
    mine = {o["indicator"] for o in report.observations if area.holds(o)}
    others = {o["doc_id"] for o in report.observations if o["indicator"] in mine and o["province"]}
    own = report.about(area)
    return own + [id for id in report.documents if id in others and id not in own]
