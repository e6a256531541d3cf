"""The command line from outside: what it prints, where, and how it exits."""

import json
import os
import subprocess
import sys
import time

import pytest

from solieu import tables
from solieu.cli import main

ARTICLE = """Trà Vinh tinh gọn bộ máy

Toàn tỉnh Trà Vinh có 756/756 ấp do bí thư chi bộ kiêm trưởng ấp. Theo Nghị quyết số 18-NQ/TW, tỉnh
đã giảm 5,2% biên chế. Hội nghị lần thứ 6 thông qua kế hoạch năm 2021.\x1b[m\u202e
"""


COMMAND = [sys.executable, "-c", "from solieu.cli import main; main()"]


@pytest.fixture
def run(monkeypatch, capsys):
    """A function that runs ``solieu`` here; it returns exit code, output and error output."""

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["solieu", *map(str, words)])
        with pytest.raises(SystemExit) as exit:
            main()
        return exit.value.code or 0, *capsys.readouterr()

    return run


def start(*words):
    """Run ``solieu`` as a process, as a user does; returns what ``run`` does."""
    words = [*COMMAND, *map(str, words)]
    done = subprocess.run(
        words, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "my articles" / "trà_vinh.txt"
    path.parent.mkdir()
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def test_help_teaches_and_is_quick():
    before = time.perf_counter()
    code, out, err = start("--help")
    took = time.perf_counter() - before
    assert (code, err) == (0, "")
    for word in ("extract", "report", "explain", "Exit codes", "solieu extract articles/ --out"):
        assert word in out
    loaded = "import sys, solieu.cli; sys.exit(bool({'pandas', 'nbconvert', 'pyarrow'} & {*sys.modules}))"
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0
    assert took < 5


@pytest.mark.parametrize("command", ["extract", "report", "explain"])
def test_help_of_each_command_has_examples(command, run):
    code, out, _ = run(command, "--help")
    assert code == 0
    assert f"solieu {command} " in out.split("Examples")[1]


@pytest.mark.parametrize("format", list(tables.FORMATS))
def test_extract_writes_tables(article, tmp_path, format, run):
    out = tmp_path / "made here"
    code, printed, err = run("extract", article.parent, "--out", out, "--format", format)
    assert (code, err) == (0, "")
    assert "1 documents" in printed
    made = tables.read(out)
    assert list(made["documents"]["doc_id"]) == ["trà_vinh"]
    assert "756/756" in set(made["figures"]["literal"])
    assert (out / f"figures.{format}").exists()
    package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    assert str(tmp_path) not in json.dumps(package)


def test_extract_goes_on_past_a_bad_file_and_exits_3(article, tmp_path):
    bad = article.with_name("bad.pdf")
    bad.write_bytes(b"not a pdf")
    code, printed, err = start("extract", article.parent, "--out", tmp_path / "out")
    assert code == 3
    assert "1 documents" in printed
    assert str(bad) in err
    assert "Traceback" not in err
    assert len(tables.read(tmp_path / "out")["documents"]) == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["extract", "no/such/folder", "--out", "x"], "no/such/folder: no such file or folder"),
        (["extract", "."], "--out"),
        (["extract", ".", "--out", "x", "--format", "xls"], "choose one of parquet, csv, jsonl"),
        (["extract", ".", "--out", "x", "--workers", "0"], "--workers"),
        (["report", "--corpus", "missing", "--site", "x"], "missing: no such file or folder"),
        (["report", "--corpus", ".", "--site", "x", "--lang", "fr"], "choose vi, en or both"),
        (["explain", "missing.txt"], "missing.txt: no such file or folder"),
        (["expalin", "a.txt"], "expalin"),
    ],
)
def test_what_cannot_be_run_exits_2_and_says_why(words, told, tmp_path, monkeypatch, run):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(*words)
    assert code == 2
    assert told in err
    assert out == ""
    assert not list(tmp_path.iterdir())


def test_an_unwritable_folder_is_named(article, tmp_path, run):
    (tmp_path / "file").write_text("in the way")
    code, _, err = run("extract", article, "--out", tmp_path / "file" / "out")
    assert code == 2
    assert "Choose another folder with --out" in err
    assert "Traceback" not in err


def test_explain_shows_spans_rules_and_the_account(article, run):
    code, out, err = run("explain", article)
    assert (code, err) == (0, "")
    assert "[756/756] ấp" in out
    assert "[Nghị quyết số 18-NQ/TW]" in out
    assert "18-NQ/TW" in out.split("citations", 1)[1]
    assert "1 excluded as ordinal" in out
    assert "0 unexplained" in out
    assert "\x1b" not in out, "an article must not send codes to the terminal"
    assert "<U+202E>" in out


def test_explain_one_character_shows_the_whole_row(article, run):
    code, out, _ = run("explain", article, "--at", ARTICLE.index("756/756") + 1)
    assert code == 0
    assert "literal         756/756" in out
    assert "kind            ratio" in out
    assert "observations" in out
    assert "concurrent.hamlet_secretary_head" in out
    code, out, _ = run("explain", article, "--at", ARTICLE.index("tinh gọn"))
    assert code == 0
    assert "No rule claims this character." in out


def test_explain_outside_the_text_exits_2(article, run):
    code, _, err = run("explain", article, "--at", 100_000)
    assert code == 2
    assert "characters, numbered from 0" in err


def test_explain_an_unreadable_file_exits_3(article, run):
    article.write_bytes(b"")
    code, _, err = run("explain", article)
    assert code == 3
    assert str(article) in err


@pytest.mark.skipif(os.name == "nt", reason="needs a terminal to try colours in")
@pytest.mark.parametrize("no_color", [False, True])
def test_explain_colours_only_a_terminal_that_wants_them(article, no_color):
    import pty

    main, other = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
    process = subprocess.Popen(
        [*COMMAND, "explain", str(article)],
        stdout=other,
        env=environment | ({"NO_COLOR": "1"} if no_color else {}),
    )
    os.close(other)
    shown = b""
    try:
        while part := os.read(main, 65536):
            shown += part
    except OSError:  # the terminal is gone with the process
        pass
    os.close(main)
    assert process.wait(60) == 0
    assert (b"\x1b[" in shown) is not no_color
    assert b"\x1b[m" not in shown


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("peroid=2020", "did you mean 'period'?"),
        ("xyz=1", "there are"),
        ("period", "NAME=VALUE"),
        ("minimum=many", "give a whole number"),
    ],
)
def test_report_refuses_a_parameter_that_no_notebook_has(article, tmp_path, setting, said, run):
    site = tmp_path / "site"
    code, out, error = run("report", "--corpus", article.parent, "--site", site, "--set", setting)
    assert (code, out) == (2, "")
    assert said in error
    assert not site.exists()


def test_report_gives_a_parameter_to_the_notebooks_that_have_it(article, tmp_path):
    other = article.with_name("nghe_an.txt")
    other.write_text("Nghệ An tinh gọn\n\nTỉnh Nghệ An giảm 15 biên chế.\n", encoding="utf-8")
    site = tmp_path / "site"
    words = ("--corpus", article.parent, "--site", site, "--province", "Trà Vinh", "--lang", "vi")
    code, out, error = start("report", *words, "--set", "period=1990")
    assert code == 0, error
    latest = site / "latest"
    assert out == f"Open {latest / 'index.html'}\n"
    assert "1990" in (latest / "comparison.html").read_text(encoding="utf-8")
    assert [page.name for page in latest.glob("province-*")] == ["province-tra-vinh-2008.html"]
    assert not (latest / "en").exists()
