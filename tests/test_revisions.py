"""What changed between editions, and what the nightly command refuses before it reads anything."""

import json
import re
import subprocess
import sys
import urllib.parse

import pytest

from solieu import cli
from solieu.analysis.revisions import COLUMNS, compare
from solieu.corpus import extract_corpus
from solieu.knowledge import DataError
from solieu.reporting import editions
from solieu.reporting.wording import Words
from solieu.tables import TableError, rows

FIRST = {
    "tra_vinh": "Trà Vinh tinh giản biên chế\n\nNăm 2019, tỉnh Trà Vinh tinh giản 240 biên chế. "
    "Toàn tỉnh có 546/1.169 trưởng ấp là bí thư chi bộ, đạt 46,7%.\n",
    "nghe_an": "Nghệ An tinh giản biên chế\n\nNăm 2018, tỉnh Nghệ An tinh giản 15 biên chế. "
    "Toàn tỉnh có 107/506 xóm trưởng là bí thư chi bộ, đạt 31,1%.\n",
    "ha_nam": "Hà Nam tinh giản biên chế\n\nNăm 2018, tỉnh Hà Nam tinh giản 35 biên chế.\n",
}
SECOND = {
    "tra_vinh": FIRST["tra_vinh"].replace("240", "hơn 245").replace("46,7%", "49,7%"),
    "nghe_an": FIRST["nghe_an"].replace("31,1%", "21,1%"),
    "long_an": "Long An tinh giản biên chế\n\nNăm 2018, tỉnh Long An tinh giản 99 biên chế.\n",
}


def write(folder, articles):
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.txt"):
        path.unlink()
    for name, text in articles.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """A function that gives the tables of articles."""

    def read(articles):
        tables, failures = extract_corpus([write(tmp_path_factory.mktemp("read") / "a", articles)])
        assert not failures
        return tables

    return read


@pytest.fixture(scope="module")
def first(read):
    return read(FIRST)


def told(before, now, kind):
    """Changes of a kind in short, in their order."""
    found = compare(before, now)
    assert tuple(found.columns) == COLUMNS
    keys = ("change", "cause", "doc_id", "fields")
    return [tuple(row[k] for k in keys) for row in rows(found) if row["kind"] == kind]


def test_changes_are_told_apart_and_by_what_caused_them(first, read):
    second = read(SECOND)
    assert told(first, second, "document") == [
        ("appeared", "articles", "long_an", []),
        ("changed", "text", "nghe_an", ["sha256", "text"]),
        ("changed", "text", "tra_vinh", ["sha256", "text"]),
        ("gone", "articles", "ha_nam", []),
    ]
    assert told(first, second, "observation") == [
        ("appeared", "articles", "long_an", []),
        ("revised", "text", "nghe_an", ["stated_percent"]),
        ("revised", "text", "tra_vinh", ["value", "qualifier"]),
        ("revised", "text", "tra_vinh", ["stated_percent"]),
        ("gone", "articles", "ha_nam", []),
    ]
    assert told(first, second, "verdict") == [
        ("fails", "text", "tra_vinh", []),
        ("holds", "text", "nghe_an", []),
    ]


def test_ids_lead_to_the_rows_of_each_edition(first, read):
    second = read(SECOND)
    values = [
        dict(zip(t["observations"]["observation_id"], t["observations"]["value"], strict=True))
        for t in (first, second)
    ]
    found = [r for r in rows(compare(first, second)) if "value" in r["fields"]]
    assert [(values[0][r["before"]], values[1][r["now"]]) for r in found] == [(240, 245)]


def test_the_same_tables_have_no_changes_and_no_tables_have_all(first):
    none = {name: frame.iloc[0:0] for name, frame in first.items()}
    assert compare(first, first).empty
    assert compare(none, none).empty
    for change, found in (("appeared", compare(none, first)), ("gone", compare(first, none))):
        facts = found[found["kind"] != "verdict"]
        assert set(facts["change"]) == {change}
        assert set(found["cause"]) == {"articles"}


def test_a_renamed_article_keeps_its_facts(first, read):
    renamed = {("bai_moi" if name == "nghe_an" else name): FIRST[name] for name in FIRST}
    found = rows(compare(first, read(renamed)))
    assert [(r["change"], r["before"], r["now"]) for r in found] == [
        ("moved", "nghe_an", "bai_moi")
    ]


def test_a_fact_of_a_reworded_sentence_is_the_same_fact(first, read):
    reworded = FIRST["ha_nam"].replace("tỉnh Hà Nam", "toàn tỉnh Hà Nam đã")
    for text, fields in ((reworded, []), (reworded.replace("35", "36"), [["value"]])):
        found = told(first, read(FIRST | {"ha_nam": text}), "observation")
        assert found == [("revised", "text", "ha_nam", f) for f in fields]


def test_another_reading_of_the_same_text_is_called_so(first):
    other = {name: frame.copy() for name, frame in first.items()}
    other["observations"].loc[0, ["indicator", "role"]] = [None, "target"]
    gone = other["observations"].index[-1]
    other["observations"] = other["observations"].drop(gone)
    found = told(other, first, "observation")
    docs = first["observations"]["doc_id"]
    assert found == [
        ("revised", "reading", docs[0], ["indicator", "role"]),
        ("appeared", "reading", docs[gone], []),
    ]


# -- the page -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Editions of FIRST and SECOND, each made twice; the site, and each edition's files."""
    home, made = tmp_path_factory.mktemp("nightly"), []
    with pytest.MonkeyPatch.context() as patch:  # only the page on changes, and one province's
        row = [r for r in editions.registered() if r["page"] == "changes"]
        patch.setattr(editions, "registered", lambda: row)
        for articles in (FIRST, FIRST, SECOND, SECOND):
            corpus = write(home / "articles", articles)
            (corpus / "scan.pdf").write_bytes(b"no pdf")
            given = {"provinces": ["Nghệ An"], "settings": {"minimum": "200"}}
            editions.make(corpus, home / "site", **given, tell=lambda line: None)
            latest = home / "site/latest"
            files = (p for p in sorted(latest.rglob("*")) if p.is_file())
            made.append({str(p.relative_to(latest)): p.read_bytes() for p in files})
    return home / "site", made


def test_a_rerun_on_the_same_inputs_gives_the_same_bytes(site):
    _, (one, again, other, rerun) = site
    assert one == again
    assert other == rerun
    assert one["changes.html"] != other["changes.html"]


def test_the_edition_before_is_kept_whole_and_only_one(site):
    folder, (_, first, _, _) = site
    assert sorted(p.name for p in folder.iterdir()) == ["latest", "previous", "run.json"]
    previous = folder / "previous"
    kept = {str(p.relative_to(previous)) for p in previous.rglob("*") if p.is_file()}
    assert kept == set(first)
    assert (previous / "index.html").read_bytes() == first["index.html"]


def text(page):
    return " ".join(re.sub("<[^>]+>", " ", page.decode()).replace("\u00a0", " ").split())


def test_the_page_counts_what_changed_and_says_when_there_is_nothing_before(site):
    _, (first, _, second, _) = site
    assert "There is no earlier edition to compare this one with." in text(first["en/changes.html"])
    assert "Chưa có ấn bản nào trước ấn bản này" in text(first["changes.html"])
    assert "No fact was revised" not in text(first["en/changes.html"]), "nothing was compared"
    english, vietnamese = text(second["en/changes.html"]), text(second["changes.html"])
    assert "articles: 1 added, 1 removed, 2 changed; facts: 1 appeared" in english
    assert "checks: 1 newly inconsistent, 1 no longer so." in english
    assert "bài viết: thêm 1, bỏ 1, sửa 2; dữ kiện: mới có 1" in vietnamese
    assert "Năm 2018, tỉnh Hà Nam tinh giản 35 biên chế." in vietnamese, "the sentence as it was"


def test_old_and_new_values_lead_to_evidence_of_this_edition(site):
    _, (_, _, files, _) = site
    page = files["changes.html"].decode()
    for value in ("240", "hơn\u00a0245"):
        address = re.search(rf'<a [^>]*href="([^"]+)"[^>]*>{value}', page)[1]
        path, _, anchor = urllib.parse.unquote(address).partition("#")
        assert f'id="{anchor}"' in files[path].decode(), value


def test_the_edition_tells_its_parameters_and_why_files_were_not_read(site):
    _, (_, _, files, _) = site
    about = json.loads(files["edition.json"])
    given = {"lang": "both", "provinces": ["Nghệ An"], "settings": {"minimum": "200"}}
    assert about["parameters"] == given
    assert "không phải PDF, hỏng, hoặc có mật khẩu" in text(files["index.html"])
    assert "is no PDF, damaged" not in text(files["index.html"])
    assert "is no PDF, damaged" in text(files["en/index.html"])


def test_an_edition_of_other_columns_is_no_fault(site, monkeypatch):
    from solieu.reporting import Report, revised

    folder, _ = site
    now = editions.table_files.read(folder / "latest/data/parquet")

    def refuse(folder):
        raise TableError("figures.colour: no such column")

    monkeypatch.setattr(editions.table_files, "read", refuse)
    changes = revised.find(Report(now, "en"), str(folder / "previous/data/parquet"))
    assert "with other columns, so nothing can be compared" in repr(revised.answer(changes))
    assert "no earlier edition" in revised.revised(changes)._repr_html_()


# -- the command ----------------------------------------------------------------------------------


def test_every_fault_of_a_file_is_told_in_vietnamese(tmp_path):
    files = {
        "a.pdf": b"x",
        "b.txt": b" ",
        "c.docx": b"x",
        "d.txt": bytes(range(256)) * 9,
        "e.html": b"<html></html>",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "none").mkdir()
    _, failures = extract_corpus([tmp_path, tmp_path / "none"])
    assert len(failures) == len(files) + 1
    for failure in failures:
        english = f"{failure.what}. {failure.way_out}"
        assert Words("en").fault(english) == english
        assert re.search("[ăâđêôơư]", Words("vi").fault(english)), english


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--set", "theme=payrol"], "did you mean 'payroll'?"),
        (["--set", "group=Tây Nguyen"], "group 'Tây Nguyen'"),
        (["--set", "model=merger.school"], "did you mean 'merger.schools'?"),
        (["--set", "indicators=payroll.reductions"], "did you mean 'payroll.reduction'?"),
        (["--set", "period=2020/2015"], "write a year or a span of years"),
        (["--set", "issued=17"], "write a year or a span of years"),
        (["--set", "boundaries=2024"], "'2025' (34 provinces)"),
        (["--set", "minimum=few"], "give a whole number"),
        (["--set", "lang=fr"], "parameter 'lang' is of no notebook"),
        (["--province", "Trà Vính"], "did you mean 'Trà Vinh'?"),
    ],
)
def test_a_misspelt_value_is_refused_before_an_article_is_read(
    words, said, tmp_path, monkeypatch, capsys
):
    def never(paths):
        raise AssertionError("articles were read")

    monkeypatch.setattr(editions, "extract_corpus", never)
    corpus = write(tmp_path / "articles", FIRST)
    site = tmp_path / "site"
    command = ["solieu", "report", "--corpus", str(corpus), "--site", str(site), *words]
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit) as exit:
        cli.main()
    assert exit.value.code == cli.USAGE
    assert said in capsys.readouterr().err
    assert not site.exists()


def test_what_only_the_articles_can_tell_is_refused_before_the_site_is_touched(tmp_path):
    corpus = write(tmp_path / "articles", FIRST)
    for given, said in (
        ({"provinces": ["Lạng Sơn"]}, "no article of this corpus is about it"),
        ({"settings": {"document": "tra_vin"}}, "did you mean 'tra_vinh'"),
    ):
        with pytest.raises(ValueError, match=said):
            editions.make(corpus, tmp_path / "site", **given, tell=lambda line: None)
    assert not (tmp_path / "site").exists()


def test_a_fault_of_a_data_file_is_not_the_commands(tmp_path, monkeypatch):
    def broken(*given, **named):
        raise DataError("codebook.csv", ["row 3 has not 8 cells"])

    monkeypatch.setattr(editions, "make", broken)
    command = ["solieu", "report", "--corpus", str(tmp_path), "--site", str(tmp_path / "site")]
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit, match=r"codebook\.csv: row 3") as exit:
        cli.main()
    assert isinstance(exit.value.code, str), "Python prints it and exits with 1"


def test_a_folder_of_the_users_own_is_not_taken_for_an_edition(tmp_path):
    corpus = write(tmp_path / "articles", FIRST)
    (tmp_path / "site/previous").mkdir(parents=True)
    (tmp_path / "site/previous/thesis.docx").write_text("mine")
    with pytest.raises(ValueError, match="was not made by solieu"):
        editions.make(corpus, tmp_path / "site", tell=lambda line: None)
    assert (tmp_path / "site/previous/thesis.docx").exists()


@pytest.mark.parametrize("module", ["solieu", "solieu.cli"])
def test_the_command_runs_as_a_module_too(module, tmp_path):
    command = [sys.executable, "-m", module, "report", "--corpus", str(tmp_path / "none")]
    done = subprocess.run([*command, "--site", "x"], capture_output=True, text=True, check=False)
    assert done.returncode == cli.USAGE
    assert "no such file or folder" in done.stderr
