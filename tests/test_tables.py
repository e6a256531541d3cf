"""Tables: what goes in comes out, in every format, in the same bytes each time."""

import csv
import hashlib
import json
import random

import pandas as pd
import pyarrow.parquet as pq
import pytest

from solieu import tables
from solieu.knowledge import codebook

HOSTILE = [
    "=1+1",
    "+84",
    "-5",
    "@x",
    "'",
    "''=x",
    "'=",
    "\tx",
    "＝1",
    'a,b;"c"\r\nd',
    "\u2028",
    "x\0y",
]


def figure(number, literal="12", **more):
    start = number * 10
    row = {"doc_id": "a", "figure_id": f"f{number}", "start": start, "end": start + 2}
    row |= {"literal": literal, "kind": "count", "value": 12, "rule": "test"}
    return row | {"sentence_start": 0, "sentence_end": 9} | more


def corpus():
    document = {"doc_id": "a", "source": "x/a.txt", "sha256": "0" * 64, "format": "txt"}
    verdict = {"verdict_id": "v", "doc_ids": ["a"], "check": "complement", "outcome": "untestable"}
    return {
        "documents": [
            document | {"title": "Số liệu", "chars": 3, "body_spans": [(0, 2), (2, 3)]},
            document | {"doc_id": "b", "chars": 0},
        ],
        "texts": [{"doc_id": "a", "text": "abc"}, {"doc_id": "b", "text": ""}],
        "sources": [{"doc_id": "a", "publisher": "Báo Thử", "source_url": "https://example.org/a"}],
        "figures": [figure(i, text) for i, text in enumerate(HOSTILE)]
        + [figure(99, "46,70%", kind="percent", value=46.7, decimals=2)],
        "citations": [
            {"doc_id": "a", "citation_id": "c", "start": 1, "end": 2, "literal": "b"}
            | {"key": "18-NQ/TW", "in_body": False, "rule": "test"}
        ],
        "verdicts": [
            verdict | {"stated": 105.93, "explanation": "Tổng.", "explanation_en": "Sum."}
        ],
    }


@pytest.fixture(params=list(tables.FORMATS))
def format(request):
    return request.param


def test_build_gives_every_table_with_stable_types():
    empty, full = tables.build({}), tables.build(corpus())
    assert list(empty) == list(full) == list(tables.SCHEMAS)
    for name in full:
        assert list(full[name].columns) == [f["name"] for f in tables.SCHEMAS[name]["fields"]]
        assert (empty[name].dtypes == full[name].dtypes).all(), name


def test_build_orders_rows_by_document_and_place():
    rows = corpus()
    straight = tables.build(rows)
    for table in ("figures", "documents", "texts"):
        random.Random(1).shuffle(rows[table])
    for name, frame in tables.build(rows).items():
        assert tables.rows(frame) == tables.rows(straight[name])


def test_rows_are_plain_values():
    made = tables.build(corpus())
    last = tables.rows(made["figures"])[-1]
    assert last["value"] == 46.7
    assert last["numerator"] is None
    first = tables.rows(made["figures"])[0]
    assert (first["value"], type(first["value"])) == (12, int)
    assert tables.rows(made["documents"])[0]["body_spans"] == [[0, 2], [2, 3]]
    assert tables.rows(made["documents"])[1]["issues"] == []
    assert tables.rows(made["verdicts"])[0]["stated"] == "105.93"


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ({"figure": []}, "figure: no such table"),
        ({"figures": [figure(1, extra=1)]}, "figures.extra: no such column"),
        ({"figures": [figure(1), figure(1)]}, "figures.figure_id: used twice: f1"),
        ({"figures": [figure(1, literal=None)]}, "figures.literal: missing, but required"),
        ({"figures": [figure(1, start=1.5)]}, "figures.start: 1.5 is no integer"),
        ({"figures": [figure(1, value="12")]}, "figures.value: '12' is no number"),
        ({"figures": [figure(1, value=float("inf"))]}, "figures.value: inf is no number"),
        ({"citations": [{"in_body": "yes"}]}, "citations.in_body: 'yes' is no boolean"),
    ],
)
def test_build_names_what_does_not_fit(rows, named):
    with pytest.raises(tables.TableError) as caught:
        tables.build(rows)
    assert named in str(caught.value)


def test_build_names_every_fault_at_once():
    with pytest.raises(tables.TableError) as caught:
        tables.build({"nothing": [], "figures": [figure(1, value="x", extra=2)]})
    assert len(str(caught.value).splitlines()) == 4


def test_round_trip(tmp_path, format):
    made = tables.build(corpus())
    tables.write(made, tmp_path, format)
    again = tables.read(tmp_path)
    for name in tables.SCHEMAS:
        pd.testing.assert_frame_equal(again[name], made[name])


def test_two_runs_give_the_same_bytes(tmp_path, format):
    for folder in ("one", "two"):
        tables.write(tables.build(corpus()), tmp_path / folder, format)
    names = sorted(p.name for p in (tmp_path / "one").iterdir())
    assert len(names) == len(tables.SCHEMAS) + 2  # codebook and description
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_csv_is_safe_and_right_in_a_spreadsheet(tmp_path):
    tables.write(tables.build(corpus()), tmp_path, "csv")
    content = (tmp_path / "figures.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfdoc_id,")
    with (tmp_path / "figures.csv").open(encoding="utf-8-sig", newline="") as sheet:
        cells = [row["literal"] for row in csv.DictReader(sheet)]
    assert not [cell for cell in cells if cell[0] in "=+-@\t\r\n＝＋－＠"]
    assert "46,70%" in cells  # what is harmless stays as it is
    with (tmp_path / "documents.csv").open(encoding="utf-8-sig", newline="") as sheet:
        assert json.loads(next(csv.DictReader(sheet))["body_spans"]) == [[0, 2], [2, 3]]


def test_json_lines_are_plain(tmp_path):
    tables.write(tables.build(corpus()), tmp_path, "jsonl")
    text = (tmp_path / "documents.jsonl").read_text(encoding="utf-8")
    assert "Số liệu" in text
    first, last = (tmp_path / "figures.jsonl").read_text(encoding="utf-8").split("\n")[:-1][::12]
    assert '"value": 12,' in first
    assert '"numerator": null' in first
    assert '"value": 46.7,' in last


def test_parquet_describes_itself(tmp_path):
    tables.write(tables.build(corpus()), tmp_path, "parquet")
    schema = pq.read_schema(tmp_path / "figures.parquet")
    assert schema.field("start").metadata[b"unit"] == b"characters"
    assert str(schema.field("value").type) == "double"


def test_data_package(tmp_path, format):
    path = tables.write(tables.build(corpus()), tmp_path, format)
    package = json.loads(path.read_text(encoding="utf-8"))
    assert [part["name"] for part in package["resources"]] == [*tables.SCHEMAS, "codebook"]
    for part in package["resources"]:
        content = (tmp_path / part["path"]).read_bytes()
        assert part["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
        assert part["bytes"] == len(content)
        assert all(field["description"] for field in part["schema"]["fields"])
    assert package["sources"] == [
        {"title": "Báo Thử: Số liệu", "path": "https://example.org/a"},
        {"title": "x/a.txt", "path": "x/a.txt"},
    ]
    assert str(tmp_path) not in path.read_text(encoding="utf-8")


def test_the_codebook_goes_out_with_the_tables(tmp_path):
    tables.write(tables.build(corpus()), tmp_path, "jsonl")
    lines = (tmp_path / "codebook.jsonl").read_text("utf-8").splitlines()
    told = {row["id"]: row for row in map(json.loads, lines)}
    assert told.keys() == codebook().keys()
    row = told["concurrent.hamlet_secretary_head"]
    assert row["theme"] == "concurrent posts"
    parts = ("label_vi", "label_en", "definition_vi", "definition_en", "measures")
    assert all(row[part] for row in told.values() for part in parts)


@pytest.mark.parametrize(("separator", "line"), [(",", '"46,7",x;y'), (";", '46,7;"x;y"')])
def test_csv_cells_are_parted_as_the_language_wants(separator, line):
    made = tables.csv_bytes([["46,7", "x;y"]], separator)
    assert made == b"\xef\xbb\xbf" + f"{line}\r\n".encode()


def test_write_refuses_an_unknown_format_and_foreign_columns(tmp_path):
    made = tables.build({})
    with pytest.raises(tables.TableError, match="choose one of parquet, csv, jsonl"):
        tables.write(made, tmp_path, "xls")
    with pytest.raises(tables.TableError, match="figures: its columns"):
        tables.write({"figures": made["figures"].drop(columns="unit")}, tmp_path)


def test_a_failed_write_leaves_the_old_file_whole(tmp_path, monkeypatch):
    path = tmp_path / "figures.csv"
    tables.replace(path, b"old")

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(tables.os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        tables.replace(path, b"new")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("figures.csv", b"old")]


@pytest.mark.parametrize("damage", ["no package", "no file", "bad json"])
def test_read_says_how_to_get_tables(tmp_path, damage):
    tables.write(tables.build(corpus()), tmp_path, "jsonl")
    if damage == "no file":
        (tmp_path / "figures.jsonl").unlink()
    else:
        (tmp_path / "datapackage.json").write_text("{" if damage == "bad json" else "{}")
    with pytest.raises(tables.TableError, match="solieu extract ARTICLES --out"):
        tables.read(tmp_path)


def test_schemas_are_whole():
    for name, schema in tables.SCHEMAS.items():
        names = [field["name"] for field in schema["fields"]]
        assert len(names) == len(set(names)), name
        for field in schema["fields"]:
            assert field["type"] in ("string", "integer", "number", "boolean", "array"), field
            assert field["description"], field
            assert (field["type"] == "array") == ("items" in field), field
        key = schema.get("primaryKey")
        assert key is None or key in names
