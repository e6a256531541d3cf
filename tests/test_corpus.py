"""Many articles: order, ids, provenance, and what happens to files that cannot be read."""

import shutil

import pandas as pd
import pytest

from solieu import corpus, tables
from solieu.knowledge import DataError

REFERRED = {
    "figures": "figure_id",
    "observations": "observation_id",
    "citations": "citation_id",
    "documents": "doc_id",
}
ARTICLE = """Bến Tre sắp xếp thôn, ấp

Tỉnh Bến Tre có 418/436 ấp do bí thư chi bộ kiêm trưởng ấp, đạt 95,87%. Theo Nghị quyết số 18-NQ/TW
ngày 25-10-2017, tỉnh giảm 120 biên chế so với năm 2015.
"""


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "articles"
    for name in ("b.txt", "a.txt", "year/2019/a.txt", "year/c.txt"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(ARTICLE, encoding="utf-8")
    return folder


def same(one, two):
    for name in tables.SCHEMAS:
        pd.testing.assert_frame_equal(one[name], two[name])


def test_all_tables_come_back(folder):
    made, failures = corpus.extract_corpus(folder)
    assert not failures
    assert list(made) == list(tables.SCHEMAS)
    assert set(made["documents"]["source"]) == {"a.txt", "b.txt", "year/2019/a.txt", "year/c.txt"}
    texts = made["texts"].set_index("doc_id")["text"]
    figures = tables.rows(made["figures"])
    assert {row["literal"] for row in figures} >= {"418/436", "95,87%", "120"}
    for row in figures:
        assert texts[row["doc_id"]][row["start"] : row["end"]] == row["literal"]


def test_shared_stems_get_their_paths_and_change_nobody_elses_id(folder):
    made, _ = corpus.extract_corpus(folder)
    ids = dict(zip(made["documents"]["source"], made["documents"]["doc_id"], strict=True))
    assert ids["b.txt"] == "b"
    assert ids["year/c.txt"] == "c"
    assert len({ids["a.txt"], ids["year/2019/a.txt"]}) == 2


def test_order_and_processes_change_nothing(folder):
    files = [path for path in folder.rglob("*") if path.is_file()]
    one, _ = corpus.extract_corpus([folder])
    same(one, corpus.extract_corpus([folder], workers=2)[0])
    same(one, corpus.extract_corpus([folder, *files])[0])
    same(
        corpus.extract_corpus(files)[0],
        corpus.extract_corpus(files[::-1])[0],
    )


def test_two_runs_write_the_same_bytes(folder, tmp_path):
    for name in ("one", "two"):
        tables.write(corpus.extract_corpus(folder)[0], tmp_path / name)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_another_place_gives_the_same_tables(folder, tmp_path):
    before, _ = corpus.extract_corpus(folder)
    shutil.move(folder, tmp_path / "elsewhere")
    same(before, corpus.extract_corpus(tmp_path / "elsewhere")[0])


def test_unreadable_inputs_are_named_and_the_rest_goes_on(folder):
    (folder / "empty.txt").write_bytes(b"")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 no more")
    (folder / "broken.docx").write_bytes(b"no zip")
    note = folder / "note.xyz"
    note.write_text("x")
    (folder / "nothing here").mkdir()
    made, failures = corpus.extract_corpus([folder, note, folder / "nothing here"])
    assert len(made["documents"]) == 4
    assert [failure.path.name for failure in failures] == sorted(
        ["broken.docx", "broken.pdf", "empty.txt", "note.xyz", "nothing here"]
    )
    assert all(failure.what and failure.way_out for failure in failures)


def test_a_fault_in_one_article_is_told_and_costs_only_that_one(folder, monkeypatch):
    extract = corpus.extract

    def faulty(document):
        if document.doc_id == "b":
            raise IndexError("of ours")
        return extract(document)

    monkeypatch.setattr(corpus, "extract", faulty)
    made, failures = corpus.extract_corpus(folder)
    assert len(made["documents"]) == 3
    assert [(failure.path.name, "IndexError: of ours" in failure.what) for failure in failures] == [
        ("b.txt", True)
    ]


def test_a_broken_data_file_stops_everything(folder, monkeypatch):
    def broken(_):
        raise DataError("codebook.csv", ["line 3: id stands twice"])

    monkeypatch.setattr(corpus, "extract", broken)
    with pytest.raises(DataError, match=r"codebook.csv: line 3"):
        corpus.extract_corpus(folder)


def test_sources_beside_the_articles_are_provenance_only(folder):
    plain, _ = corpus.extract_corpus(folder)
    (folder / "sources.csv").write_text(
        "file,province,publisher,source_url,note\n"
        'b.txt,Cà Mau,"Báo Thử, số 2",https://example.org/b,restated\nother.txt,,,,\n',
        encoding="utf-8-sig",
    )
    made, failures = corpus.extract_corpus(folder)
    assert not failures
    assert tables.rows(made["sources"]) == [
        {"doc_id": "b", "publisher": "Báo Thử, số 2", "source_url": "https://example.org/b"}
        | {"note": "restated"}
    ]
    same(plain, made | {"sources": plain["sources"]})


@pytest.mark.parametrize("content", [b"\xff\xfe\x00file", b"name;url\nb.txt;x\n"])
def test_a_bad_sources_file_is_named(folder, content):
    (folder / "sources.csv").write_bytes(content)
    made, failures = corpus.extract_corpus(folder)
    assert [failure.path.name for failure in failures] == ["sources.csv"]
    assert "columns file, publisher" in failures[0].way_out
    assert len(made["documents"]) == 4


def test_the_bundled_articles_follow_their_schemas(seed_tables, seeds):
    assert len(seed_tables["documents"]) == len(list(seeds.glob("*.txt")))
    assert len(seed_tables["sources"]) == len(seed_tables["documents"])
    for name, schema in tables.SCHEMAS.items():
        for field in schema["fields"]:
            values = seed_tables[name][field["name"]]
            allowed = field.get("constraints", {}).get("enum")
            if allowed:
                assert set(values.dropna()) <= set(allowed), (name, field["name"])


def test_every_row_of_the_bundled_articles_stands_where_it_says(seed_tables):
    texts = seed_tables["texts"].set_index("doc_id")["text"]
    checked = 0
    for name in ("figures", "exclusions", "periods", "places", "citations"):
        for row in tables.rows(seed_tables[name]):
            assert texts[row["doc_id"]][row["start"] : row["end"]] == row["literal"], name
            checked += 1
    assert checked > 500


def test_ids_point_at_rows_that_are_there(seed_tables):
    known = {key: set(seed_tables[table][key]) for table, key in REFERRED.items()}
    for name, frame in seed_tables.items():
        for row in tables.rows(frame):
            for key in known:
                assert set(row.get(f"{key}s", ())) <= known[key], (name, row)
            assert row.get("doc_id") in {None, *known["doc_id"]}
            assert row.get("repeats") in {None, *known["observation_id"]}
