"""Knowledge kept as data: codebook, units, gazetteer … read once, checked, every error named.

The files lie in ``solieu/data``; an analyst can read and extend them. A file that does not hold
together raises `DataError`, which lists everything that is wrong, not only the first thing.
"""

from __future__ import annotations

import csv
import datetime
import functools
import io
import re
import tomllib
from collections.abc import Iterable
from importlib import resources
from typing import Any

from .text import simplify


class DataError(ValueError):
    """One of the project's data files is wrong. ``problems`` lists every fault found."""

    def __init__(self, name: str, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__(f"lib/solieu/data/{name}: " + "; ".join(self.problems))


def read_text(name: str) -> str:
    """The text of a data file, without the mark that spreadsheets put before it."""
    return resources.files("solieu").joinpath("data", name).read_text(encoding="utf-8-sig")


DAY = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"


def read_csv(name: str, /, **cells: str) -> list[dict[str, str]]:
    """Rows of a CSV data file; ``cells`` are patterns that the cells of a column have to match.

    Raises `DataError` with every row of another number of cells and every cell that does not match.
    """
    reader = csv.DictReader(io.StringIO(read_text(name)))
    rows, bad = list(reader), []
    for i, row in enumerate(rows, 2):
        if None in row or None in row.values():
            bad.append(f"row {i} has not {len(reader.fieldnames or [])} cells")
            continue
        wrong = [c for c, pattern in cells.items() if not re.fullmatch(pattern, row[c])]
        bad += [f"row {i}: {column} {row[column]!r}" for column in wrong]
    if bad:
        raise DataError(name, bad)
    return rows


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
    rows = read_csv("codebook.csv")
    seen: dict[str, dict[str, str]] = {}
    problems = []
    for line, row in enumerate(rows, 2):
        if not re.fullmatch(r"[a-z]+\.[a-z_]+", row["id"]):
            problems.append(f"line {line}: id {row['id']!r} is not theme.name in small letters")
        if row["id"] in seen:
            problems.append(f"line {line}: id {row['id']!r} stands twice")
        for column in ("label_vi", "label_en", "definition_vi", "definition_en"):
            if not row.get(column):
                problems.append(f"line {line}: {row['id']} lacks {column}")
        if row["direction"] not in ("more", "less", ""):
            problems.append(f"line {line}: direction {row['direction']!r}: more, less or nothing")
        seen[row["id"]] = row
    if problems:
        raise DataError("codebook.csv", problems)
    return seen


@functools.cache
def units() -> dict[str, str]:
    """Unit nouns (folded) and the unit class of each, e.g. ``{"thôn": "hamlet"}``."""
    found: dict[str, str] = {}
    for row in read_csv("units.csv", nouns=r"[^|]+(?:\|[^|]+)*"):
        for noun in row["nouns"].split("|"):
            found.setdefault(simplify(noun.strip()), row["unit_class"])
    return found


@functools.cache
def unit_pattern(without: tuple[str, ...] = ()) -> str:
    """Alternation of the unit nouns, longest first, spaces and commas inside them elastic."""
    nouns = (n for n, c in units().items() if c not in without)
    return either(nouns, r"(?:,(?!\s{1,3}cấp\s))?\s{1,3}")  # "38 đơn vị, cấp huyện 83" are two


@functools.cache
def terms() -> list[dict[str, str]]:
    """Terms of office: body (province, central), number, first_year, last_year, source."""
    return read_csv("terms.csv", first_year=r"\d{4}", last_year=r"\d{4}")


def term_start(year: int, body: str = "province") -> int:
    """First year of the term that ``year`` lies in (a year of change belongs to the term that ends)."""
    starts = [int(t["first_year"]) for t in terms() if t["body"] == body]
    return max((s for s in starts if s < year), default=year)
