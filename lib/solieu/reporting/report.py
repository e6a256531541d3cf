"""A corpus's tables, opened for reading: what notebooks and pages ask, in one language.

Notebooks open a `Report` and show what the modules `profile`, `comparison`, `cited` and `holdings`
make of it. Nothing is computed twice: an edition writes the tables once and every page reads them.
"""

from __future__ import annotations

import collections
import functools
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from .. import tables as table_files
from ..analysis import contexts
from ..analysis.measures import own_definitions
from ..knowledge import codebook, read_csv, read_toml
from ..text import simplify
from .dates import dated, yearly, years
from .dates import overlapping as overlapping
from .markup import Cell, Prose, Table, element, evidence_url, link, show, visible
from .names import UnknownName, suggest
from .wording import Words, collate, exact, slug

Row = dict[str, Any]
Cells = Sequence[Cell | int | list[Cell]] | Mapping[str, Cell | int | list[Cell]]
OUTCOMES = ("inconsistent", "consistent_if_truncated", "consistent", "untestable")


@dataclass(frozen=True)
class Area:
    """A province of the corpus: canonical name, label (name, told apart if need be), page name."""

    name: str
    area_id: str | None
    label: str
    page: str

    def holds(self, row: Mapping[str, Any]) -> bool:
        """True when a row (of documents, observations, …) is about this area."""
        same = not (row.get("area_id") and self.area_id) or row["area_id"] == self.area_id
        return same and row["province"] == self.name


class Report:
    """Tables as records, joined for reading. ``base`` is where the evidence pages are."""

    def __init__(
        self, tables: Mapping[str, pd.DataFrame], lang: str = "vi", base: str = ""
    ) -> None:
        self.words = Words(lang)
        self.base = base
        self.tables = {name: table_files.rows(frame) for name, frame in tables.items()}
        self.documents = {d["doc_id"]: d for d in self.tables["documents"]}
        self.numbers = {doc_id: n for n, doc_id in enumerate(self.documents, 1)}
        self.texts = {t["doc_id"]: t["text"] for t in self.tables["texts"]}
        self.sources = {s["doc_id"]: s for s in self.tables["sources"]}
        self.figures = {f["figure_id"]: f for f in self.tables["figures"]}
        tied = [o for o in self.tables["observations"] if o["indicator"] in codebook()]
        self.tied = {figure for o in tied for figure in o["figure_ids"]}
        self.observations = [o for o in tied if not o["repeats"]]  # each fact once an article
        worst_last = sorted(self.tables["verdicts"], key=lambda v: -OUTCOMES.index(v["outcome"]))
        self.verdicts = {  # of an observation, figure or citation: the worst
            id: verdict
            for verdict in worst_last
            for kind in ("citation", "figure", "observation")
            for id in verdict[f"{kind}_ids"]
        }

    @functools.cached_property
    def own(self) -> dict[str, str]:
        """Facts by a definition of their own, and the words that say so, by observation_id."""
        return own_definitions(self.observations, self.tables["figures"], self.texts)

    @functools.cached_property
    def areas(self) -> list[Area]:
        """The provinces that the corpus reports on, in the order of the Vietnamese alphabet."""
        rows = [*self.tables["documents"], *self.observations]
        found = {(r["province"], r["area_id"]) for r in rows if r["province"]}
        # a row that names no area belongs to the only area of its name
        whole = {name for name, area_id in found if area_id}
        found = {(name, area_id) for name, area_id in found if area_id or name not in whole}
        since = {r["area_id"]: r["valid_from"] for r in read_csv("provinces.csv")}
        twice = collections.Counter(name for name, _ in found)
        areas = []
        for name, area_id in sorted(found, key=lambda f: (collate(f[0]), f[1] or "")):
            label = name
            if twice[name] > 1 and area_id in since:
                date = self.words.period(since[area_id][:7])
                label = str(self.words.say("since", name=name, date=date))
            areas.append(Area(name, area_id, label, f"province-{area_id or slug(name)}.html"))
        return areas

    def area(self, name: str) -> Area:
        """The province called ``name`` (its name, label or area_id).

        Raises:
            UnknownName: no article of the corpus is about it.
        """
        for area in self.areas:
            if simplify(name) in (simplify(area.label), simplify(area.name), area.area_id):
                return area
        known = [a.label for a in self.areas]
        gazetteer = {simplify(r["name"]): r["name"] for r in read_csv("provinces.csv")}
        if simplify(name) in gazetteer:
            why = "is a province, but no article of this corpus is about it"
            raise UnknownName("province", name, known, why)
        raise UnknownName("province", name, known if suggest(name, known) else gazetteer.values())

    def about(self, area: Area | None = None) -> list[str]:
        """Ids of the documents about an area, or with observations of it; of all for None."""
        if area is None:
            return list(self.documents)
        told = {o["doc_id"] for o in self.observations if area.holds(o)}
        return [id for id, doc in self.documents.items() if id in told or area.holds(doc)]

    def checks(self, area: Area | None = None) -> list[Row]:
        """The verdicts on the articles about an area (or on all), those that do not hold first."""
        docs, order = set(self.about(area)), ("inconsistent", "untestable")
        found = [v for v in self.tables["verdicts"] if docs & set(v["doc_ids"])]
        return sorted(found, key=lambda v: [v["outcome"] != o for o in order])

    @staticmethod
    def tally(verdicts: Iterable[Row]) -> tuple[int, int, int]:
        """How many verdicts hold (truncation included), how many do not, how many are untestable."""
        found = collections.Counter(v["outcome"] for v in verdicts)
        failed, untestable = found["inconsistent"], found["untestable"]
        return found.total() - failed - untestable, failed, untestable

    @functools.cached_property
    def as_of(self) -> str:
        """Newest date in the corpus, ISO: of publication, or else reported on; "" if none."""
        periods = [d["period"].split("/")[-1] for d in self.documents.values() if d["period"]]
        return self.modified(self.documents) or max(periods, default="")

    def modified(self, docs: Iterable[str]) -> str:
        """Newest day on which one of the documents was published, ISO; "" if none is dated."""
        return max((self.documents[id]["published"] or "" for id in docs), default="")

    @functools.cached_property
    def digest(self) -> str:
        """Short hash of all articles of the corpus."""
        hashes = "".join(sorted(d["sha256"] for d in self.documents.values()))
        return hashlib.sha256(hashes.encode()).hexdigest()[:16]

    def of(self, doc_id: str, table: str) -> list[Row]:
        """The rows of a table that were read in one document."""
        return self._by_document[table][doc_id]

    @functools.cached_property
    def _by_document(self) -> Mapping[str, Mapping[str, list[Row]]]:
        grouped = collections.defaultdict(lambda: collections.defaultdict(list))
        for name in self.tables.keys() - {"verdicts"}:
            for row in self.tables[name]:
                grouped[name][row["doc_id"]].append(row)
        return grouped

    def answer(self, *sentences: Markup, docs: Iterable[str] = ()) -> Prose:
        """The page's computed answer, and when its articles (all, unless named) are from."""
        chosen = set(docs) or {*self.documents}
        rows = [self.documents[id] for id in chosen]
        when = dated(self.words, rows, whole=len(chosen) == len(self.documents))
        return Prose((Markup(" ").join(sentences), when), "answer")

    def cells(self, observation: Row) -> dict[str, Cell]:
        """What tables say of an observation, by column."""
        words, o = self.words, observation
        return {
            "province": o["province"],
            "indicator": words.label("indicator", o["indicator"]),
            "value": self.value(o),
            "share": self.share(o),
            "role": words.label("role", o["role"]),
            "period": words.period(o["period"]) or "–",
            "place": self.scope(o),
            "check": self.check(o),
            "article": self.reference(o["doc_id"]),
        }

    def scope(self, observation: Row) -> Markup:
        """Where a fact is told of, and of whom where its article gives several or its name is wide."""
        o, part = observation, self._several.get(observation["observation_id"])
        place = self.quote(o["place"]) if o["place"] else show(self.words.label("joint", "whole"))
        if part is None and not (o["indicator"] or "").endswith((".other", "_subgroup")):
            return show(place)
        words = contexts.group(o, self.texts[o["doc_id"]], self.of(o["doc_id"], "figures"))
        told = (self.quote(words), self.words.when(part, "part_of_whole"))
        return place + element("small", Markup("; ").join(filter(None, told)))

    @functools.cached_property
    def _several(self) -> dict[str, bool]:
        """Facts that one article gives several of, and whether each is part of another."""
        return contexts.several(self.observations, self.tables["verdicts"], self.texts)

    def table(
        self,
        key: str,
        columns: str,
        rows: Sequence[Cells] = (),
        groups: Iterable[tuple[Cell, Sequence[Cells]]] = (),
        **values: object,
    ) -> Table:
        """A table whose caption, note and words for "empty" are in the wording file under ``key``.

        Args:
            key: ``indicators`` for the entries indicators_caption, _note and _empty
            columns: keys of column names, with ``#`` after numbers and ``!`` after short text
            rows: cells of a table without headings inside, in order or by column; a whole number
                is written as the language writes it, a list has a line for each of its items
            groups: (heading, rows) pairs instead
            values: placeholders of the sentences
        """
        words, keys = self.words, re.findall(r"\w+", columns)
        names = [words.label("column", k) + mark for k, mark in re.findall(r"(\w+)(\W?)", columns)]
        names = [name.rstrip() for name in names]
        filled = [
            (title, [self._row(row, keys) for row in found])
            for title, found in groups or ([("", rows)] if rows else [])
        ]
        caption, note, empty = (
            words.say(f"{key}_{part}", **values) if words.has(f"{key}_{part}") else ""
            for part in ("caption", "note", "empty")
        )
        return Table(caption, names, filled, note, empty)

    def _row(self, cells: Cells, keys: Sequence[str]) -> list[Cell]:
        given = [cells[key] for key in keys] if isinstance(cells, dict) else cells
        told = (self.words.number(c) if isinstance(c, int) else c for c in given)
        return [Markup("<br>").join(map(show, c)) if isinstance(c, list) else c for c in told]

    def evidence(
        self, row: Mapping[str, Any], text: object, anchor: str = "", css: str = "num"
    ) -> Markup:
        """Link from ``text`` to where ``row`` stands in its article, its sentence as the tip.

        Data attributes tell the tip rule, check and where the number stands in it, and, if ``text``
        is the row's quantity, a spreadsheet its value, total and bound.
        """
        sentence, at = self._sentence(row)
        ids = (row.get(f"{kind}_id") for kind in ("observation", "figure", "citation"))
        verdict = next((self.verdicts[id] for id in ids if id in self.verdicts), None)
        known = {"at": at, "rule": row.get("rule")}
        known["check"] = self.explanation(verdict) if verdict else ""
        if "value" in row and str(text) == self.quantity(row):
            whole = row["numerator"] is not None and row["denominator"] is not None
            known["value"] = exact(row["numerator"] if whole else row["value"])
            known["of"] = exact(row["denominator"] if whole else None)
            known["bound"] = self._lead(row)
            known["unit"] = "%" if row["unit"] == "%" else row["unit_class"]
        data = {f"data-{name}": value for name, value in known.items()}
        url = self._place(row, anchor)
        return link(url, show(text), title=sentence, css=css, **data)

    def _place(self, row: Mapping[str, Any], anchor: str = "") -> str:
        """Address of a figure, citation or observation on its evidence page, or of an anchor there."""
        figures = row.get("figure_ids") or [row.get("figure_id") or row.get("citation_id") or ""]
        return evidence_url(row["doc_id"], anchor or figures[0], self.base)

    def _sentence(self, row: Mapping[str, Any], around: int = 160) -> tuple[str, str]:
        """The sentence (or line) a row stands in, cut far from it, and where the row is within."""
        text, start, end = self.texts.get(row["doc_id"], ""), row.get("start"), row.get("end")
        if start is None or not text:
            return "", ""
        first, last = row.get("sentence_start"), row.get("sentence_end")
        if first is None or last is None:
            first, last = text.rfind("\n", 0, start) + 1, f"{text}\n".find("\n", end)
        before, literal, after = text[first:start], text[start:end][:around], text[end:last]
        if len(before) > around:
            before = f"… {before[-around:].partition(' ')[2]}"
        if len(after) > around:
            after = f"{after[:around].rpartition(' ')[0]} …"
        shown = [visible(part) for part in (before.lstrip(), literal, after)]
        # offsets as scripts count them: in UTF-16
        edges = [len("".join(shown[:n]).encode("utf-16-le")) // 2 for n in (1, 2)]
        return "".join(shown), "{} {}".format(*edges)

    def _lead(self, row: Mapping[str, Any]) -> str:
        """What stands before a number: which way a change went, and its bound."""
        way, printed = contexts.direction(row, self.texts.get(row["doc_id"], ""))
        told = self.words.label("direction", way) if way and self.words.lang == "en" else printed
        return "\u00a0".join(filter(None, (told.lower(), self.bound(row))))

    def bound(self, row: Mapping[str, Any]) -> str:
        """The word for a bound: in Vietnamese the article's own where it stands before the number."""
        kind = row["qualifier"]
        if kind in (None, "exact"):
            return ""
        text, start = self.texts.get(row["doc_id"], ""), row.get("start") or 0
        before = f" {simplify(text[max(0, start - 16) : start])}".rstrip()
        known = read_toml("figures.toml")["qualifiers"].get(kind, ())
        own = max((word for word in known if before.endswith(f" {word}")), key=len, default="")
        if own and self.words.lang == "vi":
            return own
        kinds = read_toml("measures.toml")["bounds"].items()
        return self.words.label("qualifier", next((k for k, said in kinds if own in said), kind))

    def quantity(self, row: Mapping[str, Any]) -> str:
        """The value of a figure or observation as printed: ``546/1.169``, ``trên 640``."""
        words = self.words
        if row["numerator"] is not None and row["denominator"] is not None:
            text = f"{words.number(row['numerator'])}/{words.number(row['denominator'])}"
        elif row.get("low") is not None and row.get("high") is not None:
            text = f"{words.number(row['low'])}–{words.number(row['high'])}"
        elif row["unit"] == "%" or row.get("kind") == "percent":
            text = words.percent(row["value"], row["decimals"])
        elif row["unit_class"] == "money" or row.get("kind") == "money":
            text = words.money(row["value"])
        else:
            text = words.number(row["value"])
        return "\u00a0".join(filter(None, (self._lead(row), text)))

    def value(self, observation: Row) -> Markup:
        """The observation's number, linked to its sentence, its unit and its own definition."""
        number = self.evidence(observation, self.quantity(observation))
        told = show(self.unit(observation), 40)
        told += self.words.say("per_year") if yearly(observation, self.texts) else ""
        unit = element("span", told, css="unit")
        between = "" if told.startswith(("/", " ")) else " "
        return Markup(between).join([number, unit] if told else [number]) + self.apart(observation)

    def apart(self, observation: Row) -> Markup:
        """What sets a fact apart from others of its name: ``(không tính dầu thô và khí đốt)``."""
        words = self.own.get(observation["observation_id"])
        told = self.words.when(words, "own_definition", words=self.quote(words or ""))
        return Markup(" ") + element("span", told, css="own") if told else told

    def unit(self, row: Mapping[str, Any]) -> str:
        """What is counted: as the article says in Vietnamese, by its class in English.

        Where a number stands without a noun, it is what its indicator counts.
        """
        counted = read_toml("measures.toml")["counted"].get(row.get("indicator"))
        kind = row["unit_class"] or (None if row["unit"] else counted)
        if row["unit"] == "%" or kind in ("money", "share"):
            return ""
        known = "" if kind == "other" else self.words.label("unit_class", kind)
        forms = known.split("|")  # singular and plural, where a language has both
        known = forms[0] if row["value"] == 1 and not row["denominator"] else forms[-1]
        return row["unit"] or known if self.words.lang == "vi" else known

    def percentage(self, observation: Row) -> float | None:
        """The share an observation states or, for n/N, comes to; in percent."""
        if observation["stated_percent"] is not None:
            return observation["stated_percent"]
        if observation["unit"] == "%":
            return observation["value"]
        whole = observation["denominator"]
        return 100 * observation["numerator"] / whole if whole else None

    def is_share(self, observation: Row) -> bool:
        """True for an achieved share of a whole, from 0 to 100 percent (not of a target)."""
        share = self.percentage(observation)
        whole = observation["role"] == "actual" and observation["denominator_is"] != "target"
        whole = whole and "part" not in (observation.get("flags") or ())
        return whole and share is not None and 0 <= share <= 100

    def share(self, observation: Row) -> Markup:
        """The share as stated (linked), else computed from n/N and marked so."""
        value = self.percentage(observation)
        if value is None or observation["unit"] == "%":
            return Markup("")
        if observation["stated_percent"] is None:
            return self.words.say("computed", text=self.words.percent(value, 1))
        for figure in map(self.figures.get, observation["figure_ids"]):
            if figure and figure["kind"] == "percent":
                text = self.words.percent(value, figure["decimals"])
                return self.evidence(figure, text)
        return show(self.words.percent(value))

    def check(self, observation: Row, url: str = "") -> Markup:
        """Outcome of the checks an observation is part of, the sum done as its tip.

        Leads to ``url``, or else to the article's sentence.
        """
        verdict = self.verdicts.get(observation["observation_id"])
        if not verdict:
            return Markup("")
        word, css = self.words.label("outcome", verdict["outcome"]), f"verdict {verdict['outcome']}"
        return link(url or self._place(observation), word, title=self.explanation(verdict), css=css)

    def outcome(self, verdict: Row) -> Markup:
        """How a check came out, in words and by colour and sign."""
        word = self.words.label("outcome", verdict["outcome"])
        return element("span", word, css=f"verdict {verdict['outcome']}")

    def explanation(self, verdict: Row) -> str:
        """The sum a verdict did, in words."""
        english = verdict.get("explanation_en")
        return english if self.words.lang == "en" and english else verdict["explanation"]

    def sum(self, verdict: Row) -> Markup:
        """The explanation, linked to the sentence of its first figure or document."""
        text = self.explanation(verdict)
        for name in ("figure", "citation"):
            for row in (r for d in verdict["doc_ids"] for r in self.of(d, f"{name}s")):
                if row[f"{name}_id"] in verdict[f"{name}_ids"]:
                    return self.evidence(row, text, css="num said")
        return show(text)

    def reference(self, doc_id: str) -> Markup:
        """``[7]``: a document's number in this corpus, linked to its evidence page."""
        title = show(self.documents[doc_id]["title"] or doc_id, 200)
        number = f"[{self.numbers[doc_id]}]"
        return link(evidence_url(doc_id, base=self.base), number, title=title)

    def article(self, doc_id: str, limit: int = 120) -> Markup:
        """A document's number and title, linked to its evidence page."""
        title = show(self.documents[doc_id]["title"] or doc_id, limit)
        told = link(evidence_url(doc_id, base=self.base), self.quote(title))
        return self.reference(doc_id) + Markup(" ") + told

    def quote(self, text: Cell) -> Markup:
        """Words of an article: on English pages marked as Vietnamese, for who has them read aloud."""
        return element("span", text, lang="vi") if text and self.words.lang != "vi" else show(text)

    def origin(self, doc_id: str) -> Markup:
        """Where a document comes from: ``restated from <publisher>, <url>; not a quotation``."""
        source = self.sources.get(doc_id, {})
        publisher = source.get("publisher") or self.documents[doc_id]["publisher"]
        url = source.get("source_url") or ""
        address = link(url, show(re.sub("^https?://(www[.])?", "", url), 56)) if url else ""
        where = Markup(", ").join(filter(None, (self.quote(publisher or ""), address)))
        if self.restated([doc_id]):
            return self.words.say("restated", where=where)
        return self.words.say("source", where=where) if where else Markup("")

    def restated(self, docs: Iterable[str]) -> bool:
        """True when the documents all give their originals' facts in new sentences."""
        notes = (self.sources.get(id, {}).get("note") or "" for id in docs)
        return all(note.startswith("restated") for note in notes)

    def quoted(self, column: str, docs: Iterable[str]) -> str:
        """The key of a column of quotations, which says where they are not the originals' wording."""
        return f"{column}_restated" if self.restated(docs) else column

    def definition(self, indicator: str, text: Cell = "", **attributes: object) -> Markup:
        """Link from an indicator's name, or another text, to its definition on the method page."""
        name = text or self.words.label("indicator", indicator)
        return link(f"{self.base}method.html#{indicator}", name, **attributes)

    def sort(self, observations: Iterable[Row]) -> list[Row]:
        """Observations by province, then whole before part, newest first, then as in the text."""

        def key(o: Row) -> tuple[Any, ...]:
            last = max(years(o["period"]), default=0)
            return collate(o["province"] or ""), bool(o["place"]), -last, o["doc_id"], o["start"]

        return sorted(observations, key=key)


def open_report(corpus: str = "", lang: str = "vi") -> Report:
    """Open a folder of articles, or of tables already extracted, as a `Report`.

    Args:
        corpus: the folder; empty for the bundled articles, ``seeds`` here or in a folder above
        lang: language of what is computed, ``vi`` or ``en``

    Raises:
        FileNotFoundError: the folder does not exist.
        solieu.tables.TableError: tables that do not fit the schemas.
    """
    above = (Path.cwd(), *Path.cwd().parents, *Path(__file__).resolve().parents)
    bundled = (f / "seeds" for f in above if (f / "seeds" / "sources.csv").is_file())
    folder = Path(corpus) if corpus else next(bundled, Path("seeds"))
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder}: no such folder; set the parameter corpus to one")
    if (package := folder / "datapackage.json").is_file():
        return _opened(folder.resolve(), package.stat().st_mtime_ns, lang)
    from ..corpus import extract_corpus  # heavy, and not needed where the tables are there

    tables, _ = extract_corpus([folder])
    return Report(tables, lang, base="../reports/latest/")


@functools.lru_cache(maxsize=2)
def _opened(folder: Path, changed: int, lang: str) -> Report:
    """Tables opened once in a process that runs notebook after notebook, until they change."""
    return Report(table_files.read(folder), lang)
