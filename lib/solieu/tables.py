"""The tables: what their columns are, and how they are built, written and read.

Everything is driven by ``data/tables.json``, one Frictionless table schema per table
(https://specs.frictionlessdata.io/table-schema/), whose fields carry type, unit and description.

In a DataFrame, text columns hold ``str`` or ``None``, lists hold lists (empty, never missing),
integers are ``Int64``, numbers ``float64``, booleans ``boolean``. ``rows`` gives plain records.

CSV guards against spreadsheet formulas: a text cell that begins with ``= + - @``, their full-width
twins, a tab or a line end is written with an apostrophe before it; so is one that already begins
with apostrophes and then such a character, which is why ``read`` can take exactly one away.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import os
import re
from collections.abc import Callable, Iterable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from . import knowledge

SCHEMAS: dict[str, dict[str, Any]] = json.loads(knowledge.read_text("tables.json"))
CODEBOOK = SCHEMAS.pop("codebook")  # goes out with the tables, but is read from none
Row = dict[str, Any]
# of each type: the column of a DataFrame, of Parquet, and what its cells in CSV are read with
_TYPES: dict[str, tuple[str, Any, Callable[[str], Any]]] = {
    "string": ("object", pa.string(), lambda cell: cell[1:] if guarded(cell) else cell),
    "integer": ("Int64", pa.int64(), int),
    "number": ("float64", pa.float64(), float),
    "boolean": ("boolean", pa.bool_(), {"true": True, "false": False}.__getitem__),
    "array": ("object", None, json.loads),
}
_ITEMS = {"string": pa.list_(pa.string()), "span": pa.list_(pa.list_(pa.int64()))}
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


class TableError(ValueError):
    """Rows or files that do not fit the schemas; the message names each misfit."""


def build(rows_by_table: Mapping[str, Iterable[Mapping[str, Any]]]) -> dict[str, pd.DataFrame]:
    """Make every table of the contract from records, in the contract's column order.

    Tables not given are empty. Rows are ordered by document and place in the text; others stay
    as given. Optional fields may be left out.

    Raises:
        TableError: unknown table or column, missing required value, wrong type, id used twice.
    """
    wrong = [f"{name}: no such table" for name in rows_by_table if name not in SCHEMAS]
    tables = {}
    for name, schema in SCHEMAS.items():
        records = list(rows_by_table.get(name, ()))
        known = [field["name"] for field in schema["fields"]]
        unknown = {column for record in records for column in record} - {*known}
        wrong += [f"{name}.{column}: no such column" for column in sorted(unknown)]
        columns = {}
        for field in schema["fields"]:
            cells, misfits = _column([record.get(field["name"]) for record in records], field)
            wrong += [f"{name}.{field['name']}: {misfit}" for misfit in misfits]
            columns[field["name"]] = pd.Series(cells, dtype=_TYPES[field["type"]][0])
        frame = pd.DataFrame(columns)
        order = [column for column in ("doc_id", "start", "end") if column in known]
        if order and not wrong:
            frame = frame.sort_values(order, kind="stable", ignore_index=True)
        tables[name] = frame
    if wrong:
        more = f"\n… and {len(wrong) - 20} more" if len(wrong) > 20 else ""
        raise TableError("rows do not fit the tables:\n" + "\n".join(wrong[:20]) + more)
    return tables


def _column(values: list[Any], field: Row) -> tuple[list[Any], list[str]]:
    """The cells of a column, and what is wrong with them."""
    cells: list[Any] = []
    misfits = []
    for value in values:
        try:
            cells.append(_cell(value, field))
        except (TypeError, ValueError) as error:
            cells.append(None)
            misfits.append(str(error))
    if field.get("constraints", {}).get("unique") and len(set(cells)) < len(cells):
        twice = sorted({str(c) for c in cells if cells.count(c) > 1})
        misfits.append(f"used twice: {', '.join(twice[:5])}")
    return cells, misfits


def _cell(value: Any, field: Row) -> Any:
    """One value as the field's type; a ValueError or TypeError says what is wrong with it."""
    kind, required = field["type"], field.get("constraints", {}).get("required", False)
    if kind == "array":
        return [] if value is None else [list(v) if isinstance(v, tuple) else v for v in value]
    value = plain(value)
    if value is None or (value == "" and not required):
        if required:
            raise ValueError("missing, but required")
        return None
    if kind == "string":
        return str(value)
    if kind == "boolean" and isinstance(value, bool):
        return value
    if kind == "integer" and not isinstance(value, float | str):
        return int(value)
    if kind == "number" and not isinstance(value, str) and math.isfinite(value):
        return float(value)
    raise TypeError(f"{value!r} is no {kind}")


def plain(value: Any) -> Any:
    """A value out of pandas: None for missing, a whole number as int, all others as they are."""
    if value is None or value is pd.NA or value != value:  # NaN is the value unlike itself
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value


def rows(frame: pd.DataFrame) -> list[Row]:
    """Return a table as plain records: None for missing, whole numbers as int, lists as lists."""
    columns = [map(plain, frame[name].tolist()) for name in frame.columns]
    return [dict(zip(frame.columns, values, strict=True)) for values in zip(*columns, strict=True)]


def codebook() -> list[Row]:
    """The indicators as rows of the table ``codebook``: id, theme, labels, definition, measures."""
    columns = [field["name"] for field in CODEBOOK["fields"]]
    return [{c: row[c] or None for c in columns} for row in knowledge.codebook().values()]


def write(
    tables: Mapping[str, pd.DataFrame], folder: str | os.PathLike[str], format: str = "parquet"
) -> Path:
    """Write tables, codebook and ``datapackage.json`` into ``folder``; returns the latter's path.

    Each file is replaced in one step, the package last. The same tables give the same bytes.

    Raises:
        TableError: unknown format, or a table that is not in the contract's form.
        OSError: the folder cannot be written.
    """
    if format not in FORMATS:
        raise TableError(f"format {format!r}: choose one of {', '.join(FORMATS)}")
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    described = []
    for name, schema in {**SCHEMAS, "codebook": CODEBOOK}.items():
        if name == "codebook":
            records = codebook()
        elif name not in tables:
            continue
        elif list(tables[name].columns) != [field["name"] for field in schema["fields"]]:
            raise TableError(f"{name}: its columns are not those of the schema; use build()")
        else:
            records = rows(tables[name])
        content = FORMATS[format][0](records, schema["fields"])
        replace(folder / f"{name}.{format}", content)
        described.append(_resource(name, schema, format, content))
    package = json.loads(knowledge.read_text("datapackage.json"))
    package |= {
        "version": metadata.version("solieu"),
        "licenses": package.pop("licenses"),
        "sources": _origins(tables),
        "resources": described,
    }
    path = folder / "datapackage.json"
    replace(path, (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode())
    return path


def read(folder: str | os.PathLike[str]) -> dict[str, pd.DataFrame]:
    """Read what ``write`` wrote, in whatever format; tables that are not there come back empty.

    Raises:
        TableError: no readable ``datapackage.json``, a file missing, or rows that do not fit.
    """
    folder = Path(folder)
    found: dict[str, list[Row]] = {}
    try:
        package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        for name, format in ((part["name"], part["format"]) for part in package["resources"]):
            if name != "codebook":
                content = (folder / f"{name}.{format}").read_bytes()
                found[name] = FORMATS[format][1](content, SCHEMAS[name]["fields"])
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise TableError(
            f"{folder}: not a folder of tables ({type(error).__name__}: {error}); "
            f"make it with: solieu extract ARTICLES --out {folder}"
        ) from error
    return build(found)


def replace(path: Path, content: bytes) -> None:
    """Write a file in one step: readers see the old one or the new one, never half of it."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.write_bytes(content)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def guard(text: str) -> str:
    """Text that no spreadsheet takes for a formula: with an apostrophe before it where need be."""
    return "'" + text if _FORMULA.match(text) else text


def guarded(cell: str) -> bool:
    """True for a cell that ``guard`` has put an apostrophe before."""
    return cell[:1] == "'" and bool(_FORMULA.match(cell))


def csv_cell(value: Any) -> Any:
    """A value as a cell of CSV holds it: lists as JSON, booleans in small letters, text guarded."""
    if isinstance(value, list | bool):
        return json.dumps(value, ensure_ascii=False)
    return guard(value) if isinstance(value, str) else value


def csv_bytes(rows: Iterable[Iterable[Any]], separator: str = ",") -> bytes:
    """Rows as CSV the way spreadsheets open it: UTF-8 with its mark, CRLF.

    Where numbers have a decimal comma, spreadsheets expect ";" as the ``separator``.
    """
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _resource(name: str, schema: Row, format: str, content: bytes) -> Row:
    """What the data package tells of a file."""
    told = dict(schema)
    kinds = {"csv": "text/csv", "jsonl": "application/x-ndjson"}
    return {
        "name": name,
        "type": "table",
        "title": told.pop("title"),
        "description": told.pop("description"),
        "path": f"{name}.{format}",
        "format": format,
        "mediatype": kinds.get(format, "application/vnd.apache.parquet"),
        **({"encoding": "utf-8"} if format in kinds else {}),
        "bytes": len(content),
        "hash": "sha256:" + hashlib.sha256(content).hexdigest(),
        "schema": told,
    }


def _origins(tables: Mapping[str, pd.DataFrame]) -> list[dict[str, str]]:
    """One entry per document: what is known of its origin, else the file it was read from."""
    known, documents = (rows(tables.get(name, pd.DataFrame())) for name in ("sources", "documents"))
    origin = {row["doc_id"]: row for row in known}
    entries = []
    for row in documents:
        told = {**row, **{k: v for k, v in origin.get(row["doc_id"], {}).items() if v}}
        names = (told["publisher"], row["title"] or row["source"])
        path = told.get("source_url") or row["source"]
        entries.append({"title": ": ".join(filter(None, names)), "path": path})
    return entries


def _to_csv(records: list[Row], fields: list[Row]) -> bytes:
    head = [field["name"] for field in fields]
    return csv_bytes([head, *(map(csv_cell, record.values()) for record in records)])


def _from_csv(content: bytes, fields: list[Row]) -> list[Row]:
    kinds = {field["name"]: field["type"] for field in fields}
    csv.field_size_limit(max(csv.field_size_limit(), len(content)))
    sheet = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return [
        {n: _TYPES[kinds[n]][2](c) for n, c in record.items() if c or kinds[n] == "string"}
        for record in sheet
    ]


def _to_jsonl(records: list[Row], fields: list[Row]) -> bytes:
    lines = (json.dumps(record, ensure_ascii=False, allow_nan=False) for record in records)
    return "".join(line + "\n" for line in lines).encode()


def _from_jsonl(content: bytes, fields: list[Row]) -> list[Row]:
    # only \n parts the lines: splitlines() would also cut inside strings that hold U+2028
    return [json.loads(line) for line in content.decode().split("\n") if line]


def _to_parquet(records: list[Row], fields: list[Row]) -> bytes:
    schema = pa.schema(
        pa.field(
            field["name"],
            _TYPES[field["type"]][1] or _ITEMS[field["items"]],
            metadata={k: field[k] for k in ("description", "unit") if k in field},
        )
        for field in fields
    )
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(records, schema), out)
    return out.getvalue()


def _from_parquet(content: bytes, fields: list[Row]) -> list[Row]:
    return pq.read_table(io.BytesIO(content)).to_pylist()


FORMATS: dict[str, tuple[Callable[..., bytes], Callable[..., list[Row]]]] = {
    "parquet": (_to_parquet, _from_parquet),
    "csv": (_to_csv, _from_csv),
    "jsonl": (_to_jsonl, _from_jsonl),
}
