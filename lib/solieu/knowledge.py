"""Knowledge kept as data: codebook, units, gazetteer … read once, checked, every error named.

The files lie in ``solieu/data``; an analyst can read and extend them. A file that does not hold
together raises `DataError`, which lists everything that is wrong, not only the first thing.
"""

from __future__ import annotations

import csv
import datetime
import difflib
import functools
import io
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from importlib import resources
from typing import Any

from .text import simplify


class DataError(ValueError):
    """One of the project's data files is wrong. ``problems`` lists every fault found."""

    def __init__(self, name: str, problems: Iterable[str]) -> None:
        self.name, self.problems = name, list(problems)
        super().__init__(f"lib/solieu/data/{name}: " + "; ".join(self.problems))


DATA = resources.files("solieu").joinpath("data")


def read_text(name: str) -> str:
    """The text of a data file, without the mark that spreadsheets put before it.

    Raises `DataError` for a file that is not UTF-8.
    """
    path = DATA.joinpath(name)
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise DataError(name, [f"line {line}: not UTF-8; save it as (CSV) UTF-8"]) from None


def unknown(word: object, known: Collection[str]) -> str:
    """Say that ``word`` is none of those known: the nearest are named, or else the first."""
    near = difflib.get_close_matches(str(word), known) or [*known][:6]
    more = " …" if len(near) < len(known) else ""
    return f"{word!r} is none of {', '.join(w or 'nothing' for w in near)}{more}"


@functools.cache
def read_csv(name: str) -> list[dict[str, str]]:
    """Rows of a CSV data file, each cell as ``columns.toml`` wants it. Empty lines are left out.

    Raises `DataError` with every fault: columns, the number of a row's cells, and cells.
    """
    reader, columns = _table(name), read_toml("columns.toml")[name]
    heads = reader.fieldnames or []
    if set(heads) != columns.keys():
        wanted, has = ", ".join(columns), ", ".join(heads)
        raise DataError(name, [f"line 1: the columns are {wanted}, parted by commas; not {has}"])
    rows, problems, seen = [], [], set()
    for row in filter(lambda row: any(row.values()), reader):
        line = f"line {reader.line_num}, {row[heads[0]]}"
        if None in row or None in row.values():
            way = "quote a cell that holds a comma" if None in row else "an empty cell is ,,"
            problems.append(f"{line}: there are not {len(heads)} cells; {way}")
            continue
        problems += [f"{line}: {c} {f}" for c in columns for f in _faults(row, c, columns[c], seen)]
        rows.append(row)
    if problems:
        raise DataError(name, problems)
    return rows


def check_tables() -> None:
    """Read every CSV data file. Raises `DataError` with the faults of all of them."""
    faulty = []
    for name in (name for name in read_toml("columns.toml") if name.endswith(".csv")):
        try:
            read_csv(name)
        except DataError as error:
            faulty.append(error)
    if faulty:
        first, *others = faulty
        raise DataError(first.name, [*first.problems, *map(str, others)])


def _table(name: str) -> csv.DictReader:
    return csv.DictReader(io.StringIO(read_text(name)))


@functools.cache
def _listed(name: str) -> tuple[str, ...]:
    """What stands in a column ("units.csv/nouns") or section ("themes.toml/label"); or the name."""
    file, _, part = name.partition("/")
    if file.endswith(".csv"):
        return tuple(row[part] or "" for row in _table(file) if row.get(part))
    return tuple(read_toml(file)[part]) if part else (name,)


def _faults(
    row: Mapping[str, str], column: str, wanted: str | list[str], seen: set[tuple[str, str]]
) -> Iterator[str]:
    """What is wrong with a cell; ``seen`` are the cells of unique columns before it, by column."""
    cell = row[column]
    if isinstance(wanted, list):
        known = dict.fromkeys(word for name in wanted for word in _listed(name))
        if cell not in known:
            where = ", ".join(name for name in wanted if "/" in name)
            yield unknown(cell, known) + (f" ({where})" if where else "")
        return
    wanted, _, since = wanted.partition(" since ")
    *how, kind = wanted.split()
    pattern, meaning = read_toml("columns.toml")["kind"][kind]
    parts = cell.split("|") if "several" in how else [cell]
    for part in parts if cell or "optional" not in how else ():
        fits = re.fullmatch(pattern, part) and (kind != "day" or iso_day(*part.split("-")))
        if not fits:
            yield f"{part!r}: write {meaning}"
        if "unique" in how and (column, simplify(part)) in seen:
            yield f"{part!r} stands twice"
        seen.add((column, simplify(part)))
    if since and cell and cell < row[since]:
        yield f"{cell!r} is before {since} {row[since]!r}"


def either(words: Iterable[str], space: str = r"\s{1,3}") -> str:
    """Alternation of words, longest first, the spaces in them elastic."""
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", space) for word in ordered)


def spaced(text: str) -> str:
    """The text with single spaces, as the words of the data files are written."""
    return re.sub(r"\s+", " ", text)


@functools.cache
def read_toml(name: str) -> dict[str, Any]:
    """A TOML data file."""
    try:
        return tomllib.loads(read_text(name))
    except tomllib.TOMLDecodeError as error:
        raise DataError(name, [str(error)]) from None


def iso_day(year: str | int, month: str | int, day: str | int) -> str | None:
    """A day as ISO text; None when there is no such day."""
    try:
        return datetime.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


@functools.cache
def months() -> dict[str, int]:
    """Names of months (folded) and their numbers."""
    named = enumerate(read_toml("periods.toml")["months"], 1)
    return {word: number for number, words in named for word in words.split("|")}


@functools.cache
def codebook() -> dict[str, dict[str, str]]:
    """Indicators by id: theme, label_vi, label_en, measures, definition_en and _vi, direction.

    ``direction`` tells when a target is reached: "more" at its value or above, "less" at it or
    below; "" where neither is better.
    """
    return {row["id"]: row for row in read_csv("codebook.csv")}


@functools.cache
def units() -> dict[str, str]:
    """Unit nouns (folded) and the unit class of each, e.g. ``{"thôn": "hamlet"}``."""
    rows = read_csv("units.csv")
    return {simplify(n): row["unit_class"] for row in rows for n in row["nouns"].split("|")}


@functools.cache
def unit_pattern(without: tuple[str, ...] = ()) -> str:
    """Alternation of the unit nouns, longest first, spaces and commas inside them elastic."""
    nouns = (n for n, c in units().items() if c not in without)
    return either(nouns, r"(?:,(?!\s{1,3}cấp\s))?\s{1,3}")  # "38 đơn vị, cấp huyện 83" are two


def terms() -> list[dict[str, str]]:
    """Terms of office: body (province, central), number, first_year, last_year, source."""
    return read_csv("terms.csv")


def term_start(year: int, body: str = "province") -> int:
    """First year of the term that ``year`` lies in (a year of change belongs to the term that ends)."""
    starts = [int(t["first_year"]) for t in terms() if t["body"] == body]
    return max((s for s in starts if s < year), default=year)
