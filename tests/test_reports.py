"""Editions and pages: what they say, that they are safe, and that two runs give the same bytes."""

import copy
import csv
import hashlib
import html.parser
import io
import json
import re
import shutil
import urllib.parse
import zipfile
from pathlib import Path
from types import SimpleNamespace

import nbformat
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from matplotlib.figure import Figure

from solieu.corpus import extract_corpus
from solieu.knowledge import codebook, read_text, read_toml, units
from solieu.reporting import (
    charts,
    checked,
    comparison,
    dates,
    downloads,
    editions,
    evidence,
    holdings,
    home,
    limits,
    method,
    models,
    profile,
    runs,
)
from solieu.reporting.markup import TEMPLATE, Table, link, mark_vietnamese, page_name, show
from solieu.reporting.report import Report, UnknownName, overlapping, suggest
from solieu.reporting.wording import Words, collate, plain_letters
from solieu.tables import write

HOSTILE = (
    "<script>alert(1)</script> </style><img src=x onerror=alert(2)> \"đôi\" 'đơn' & \u202eđảo\u202c "
    "$x^2$ \\(y\\) **đậm** [a](javascript:alert(3)) <!-- --> {{ 7*7 }} {% raw %} \x07"
)
ARTICLES = {
    "tra_vinh.txt": "Trà Vinh kết nạp đảng viên\n\nTrà Vinh, ngày 12/3/2020\n\n"
    "Năm 2019, tỉnh Trà Vinh kết nạp 1.642 đảng viên mới, đạt 105,93% kế hoạch (1.642/1.550). "
    "Toàn tỉnh có 546/1.169 trưởng ấp là bí thư chi bộ, đạt 46,7%. "
    "Tỉnh tinh giản 240 biên chế theo Nghị quyết số 18-NQ/TW ngày 25/10/2017.\n",
    "nghe_an.txt": "Nghệ An tinh giản biên chế\n\n"
    "Năm 2018, tỉnh Nghệ An tinh giản 15 biên chế theo Nghị quyết số 18-NQ/TW. "
    "Toàn tỉnh có 107/506 xóm trưởng là bí thư chi bộ.\n",
    "hostile.txt": f"Tỉnh Nghệ An {HOSTILE}\n\nTỉnh Nghệ An tinh giản 20 biên chế {HOSTILE} "
    f"theo Nghị quyết số 19-NQ/TW {HOSTILE}.\n{'9' * 900} {'x' * 3000}\n",
    "sources.csv": "file,publisher,source_url,note\n"
    "tra_vinh.txt,Báo Thử,https://example.org/a?b=1&c=2,restated: in new sentences\n"
    'hostile.txt,"<b>Báo</b> ""x""",javascript:alert(9),restated: in new sentences\n',
}


def write_corpus(folder, names=tuple(ARTICLES)):
    folder.mkdir()
    for name in names:
        (folder / name).write_text(ARTICLES[name], encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def articles(tmp_path_factory):
    folder = write_corpus(tmp_path_factory.mktemp("articles") / "báo")
    (folder / "bài #1 %41 & “hai”.txt").write_text(ARTICLES["nghe_an.txt"], encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    return folder


@pytest.fixture(scope="session")
def site(articles, tmp_path_factory):
    """An edition in both languages: Vietnamese in ``latest``, English in ``latest/en``."""
    site = tmp_path_factory.mktemp("sites") / "site"
    editions.make(articles, site, tell=lambda line: None)
    return site


@pytest.fixture(scope="session")
def report(seed_tables):
    return Report(seed_tables)


def pages(site, lang=""):
    """Pages by their path within the edition, of one language or both."""
    latest = site / "latest"
    found = {p.relative_to(latest): p.read_text("utf-8") for p in sorted(latest.rglob("*.html"))}
    return {n: t for n, t in found.items() if not lang or (n.parts[0] == "en") is (lang == "en")}


class Reader(html.parser.HTMLParser):
    """Checks nesting; collects ids, links, tags and the text shown."""

    VOID = frozenset(("meta", "link", "img", "br", "hr", "input"))

    def __init__(self, markup):
        super().__init__(convert_charrefs=True)
        self.open, self.ids, self.links, self.tags, self.text = [], [], [], [], []
        self.feed(markup)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        self.tags.append((tag, known))
        self.ids += [known["id"]] if "id" in known else []
        self.links += [known["href"]] if tag == "a" else []
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


# -- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "call", "expected"),
    [
        ("vi", lambda w: w.number(1642), "1.642"),
        ("en", lambda w: w.number(1642), "1,642"),
        ("vi", lambda w: w.percent(46.7), "46,7\u00a0%"),
        ("en", lambda w: w.percent(46.7), "46.7%"),
        ("vi", lambda w: w.percent(100, 1), "100,0\u00a0%"),
        ("vi", lambda w: w.number(-1234.5), "−1.234,5"),
        ("vi", lambda w: w.number(75.25), "75,25"),
        ("vi", lambda w: w.percent(75.25, 1), "75,3\u00a0%"),
        ("en", lambda w: w.number(2.675, 2), "2.68"),
        ("en", lambda w: w.number(0.05, 1), "0.1"),
        ("en", lambda w: w.percent(100 * 301 / 400, most=2), "75.25%"),
        ("vi", lambda w: w.money(65e6), "65\u00a0triệu đồng"),
        ("en", lambda w: w.money(3.5e9), "3.5\u00a0billion VND"),
        ("vi", lambda w: w.period("2018-12-30"), "30/12/2018"),
        ("en", lambda w: w.period("2018-12-30"), "30\u00a0December\u00a02018"),
        ("vi", lambda w: w.period("2015/2020"), "2015–2020"),
        ("vi", lambda w: w.period("2019-01/2019-06"), "tháng\u00a01/2019 – tháng\u00a06/2019"),
        ("en", lambda w: w.count(1, "article"), "1\u00a0article"),
        ("en", lambda w: w.count(1200, "article"), "1,200\u00a0articles"),
        ("vi", lambda w: w.listing(["a", "b", "c"]), "a, b và c"),
    ],
)
def test_numbers_and_dates_are_written_as_the_language_writes_them(lang, call, expected):
    assert call(Words(lang)) == expected


def test_names_sort_as_in_the_vietnamese_alphabet():
    names = ["Đồng Nai", "Điện Biên", "Dak", "Ăn", "An", "Âu", "Hòa", "Hoa", "Bạc"]
    expected = ["An", "Ăn", "Âu", "Bạc", "Dak", "Điện Biên", "Đồng Nai", "Hoa", "Hòa"]
    assert sorted(names, key=collate) == expected


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="choose one of vi, en"):
        Words("fr")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Trà Vính", "Trà Vinh"), ("Tra Vinh", "Trà Vinh"), ("tra vihn", "Trà Vinh"), ("Xyz", None)],
)
def test_misspelt_names_get_a_suggestion(typed, meant):
    assert suggest(typed, ["Trà Vinh", "Vĩnh Phúc", "Đắk Lắk"]) == meant


def test_unknown_provinces_stop_with_the_way_out(report):
    with pytest.raises(UnknownName, match="did you mean 'Trà Vinh'"):
        report.area("Trà Vính")
    with pytest.raises(UnknownName, match="no article of this corpus is about it"):
        report.area("Lạng Sơn")
    assert report.area("tra-vinh-2008") == report.area("trà  vinh".replace("  ", " "))


@pytest.mark.parametrize("window", ["17", "2020/2015", "2015-2020", "năm nay"])
def test_a_wrong_period_window_is_refused(window):
    with pytest.raises(ValueError, match="write a year or a span"):
        overlapping([], window)


def test_a_period_window_keeps_what_shares_a_year():
    rows = [{"period": p} for p in ("2014", "2015/2020", "2020-06", None, "2021")]
    assert [r["period"] for r in overlapping(rows, "2016/2020")] == ["2015/2020", "2020-06"]


# -- markup ---------------------------------------------------------------------------------------


def test_hostile_text_shows_as_text():
    shown = Reader(show(HOSTILE))
    assert not shown.tags
    text = "".join(shown.text)
    assert text == HOSTILE.replace("\u202e", "[U+202E]").replace("\u202c", "[U+202C]").replace(
        "\x07", "[U+0007]"
    )


def test_only_web_addresses_become_links():
    assert "href" in link("https://example.org/?a=1&b=2", "x")
    assert link("javascript:alert(1)", "<x>") == "&lt;x&gt;"
    assert link(" JavaScript:alert(1)", "x") == "x"


@pytest.mark.parametrize(
    "doc_id",
    [
        *("a/b", "..", "con?", 'a"><script>', "x" * 300, "bài 1", "a b", "\ud800"),
        *("con", "aux", "nul.2", "com1", "LPT9", "Báo"),
    ],
)
def test_page_names_are_safe_file_names(doc_id):
    name = page_name(doc_id)
    assert re.fullmatch(r"[a-z0-9_-][a-z0-9_.-]{0,100}\.html", name)
    assert name.split(".")[0] not in ("con", "aux", "nul", "com1", "lpt9"), "a device of Windows"


def test_ids_that_differ_by_case_get_names_that_differ_by_more():
    assert len({page_name(doc_id).casefold() for doc_id in ("bai", "Bai", "BAI")}) == 3


def test_plain_ids_keep_their_name():
    assert page_name("tra_vinh_2020") == "tra_vinh_2020.html"


def test_tables_need_a_caption_and_mark_headers_and_numbers():
    with pytest.raises(ValueError, match="caption"):
        Table("", ["a"], [])
    table = Reader(
        Table("C", ["a", "b#"], [("g", [["x", "1"], ["x", "2"], ["<y>", "3"]])])._repr_html_()
    )
    scopes = [known.get("scope") for tag, known in table.tags if tag == "th"]
    assert scopes == ["col", "col", "rowgroup", "row", "row"]
    assert ("th", {"scope": "row", "rowspan": "2"}) in table.tags
    assert sum(known.get("class") == "n" for tag, known in table.tags if tag == "td") == 3


spans = st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 5))


@given(st.text("ab <&\n", min_size=30, max_size=30), st.lists(spans, max_size=12))
def test_crossing_marks_nest_and_lose_no_text(text, drawn):
    marks = [
        evidence.Mark(min(a, b), -max(a, b), rank, "c", f"i{n}")
        for n, (a, b, rank) in enumerate(drawn)
    ]
    read = Reader(evidence.nest(text, marks))
    assert "".join(read.text) == text
    assert sorted(read.ids) == sorted(m.anchor for m in marks if m.start < -m.back)


def test_vietnamese_terms_of_english_prose_are_marked():
    told = "Hamlets (thôn, khu phố) of (huyện, thành phố under a province), “1,1 triệu”, (n, N)."
    marked = mark_vietnamese(show(told))
    found = re.findall('<span lang="vi">(.*?)</span>', marked)
    assert found == ["thôn", "khu phố", "huyện", "thành phố", "1,1 triệu"]
    assert marked.striptags() == told


# -- charts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("lacking", ["title", "unit", "source", "caption", "alt", "data"])
def test_a_chart_without_its_words_or_data_is_refused(lacking):
    parts = dict.fromkeys(("title", "unit", "source", "caption", "alt"), "x")
    parts |= {"data": pd.DataFrame({"a": [1]}), "table": Table("t", ["a"], [])}
    parts[lacking] = pd.DataFrame() if lacking == "data" else ""
    with pytest.raises(ValueError, match=lacking):
        charts.Chart(Figure(), **parts)


def test_a_corpus_without_observations_gives_honest_pages(seed_tables):
    tables = {k: t.iloc[0:0] if k == "observations" else t for k, t in seed_tables.items()}
    bare = Report(tables)
    area = bare.area("Trà Vinh")
    assert "chưa số nào" in repr(profile.answer(bare, area))
    chosen = comparison.choose(bare)
    assert "chưa so sánh được" in repr(comparison.answer(chosen))
    for told in (
        profile.key_figures(bare, area),
        profile.shares(bare, area),
        profile.others(bare, area, chosen),
        holdings.articles(bare),
    ):
        assert "<p" in told._repr_html_() or "<table" in told._repr_html_()


def test_shares_of_a_target_are_not_drawn_as_shares_of_a_whole(report):
    row = {
        "stated_percent": None,
        "unit": None,
        "numerator": 9,
        "denominator": 10,
        "role": "actual",
    }
    assert report.is_share(row | {"denominator_is": "total"})
    assert not report.is_share(row | {"denominator_is": "target"})
    assert not report.is_share(row | {"denominator_is": "total", "numerator": 11})


def test_a_bound_keeps_its_own_word_and_one_thing_is_singular(seed_tables):
    told = {}
    for lang in ("vi", "en"):
        report = Report(seed_tables, lang)
        below = [f for f in report.figures.values() if f["qualifier"] == "less_than"]
        told[lang] = {report.quantity(f) for f in below}
        row = {"unit": "thôn", "unit_class": "hamlet", "denominator": None}
        told[lang] |= {report.unit(row | {"value": n}) for n in (1, 2)}
    assert any(text.startswith("gần\u00a0") for text in told["vi"])
    assert not any("gần" in text for text in told["en"])
    assert {"hamlet", "hamlets"} <= told["en"]


# -- editions -------------------------------------------------------------------------------------


def test_two_runs_give_the_same_bytes_and_leave_the_process_where_it_is(
    articles, site, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    made = editions.make(articles, "again", tell=lambda line: None)
    assert Path.cwd() == tmp_path
    assert made.index == tmp_path / "again/latest/index.html"
    one, two = (
        {p.relative_to(s): p.read_bytes() for p in sorted((s / "latest").rglob("*")) if p.is_file()}
        for s in (site, tmp_path / "again")
    )
    assert list(one) == list(two)
    assert [name for name in one if one[name] != two[name]] == []


def test_the_latest_edition_is_a_real_folder_with_its_run_record_beside_it(site):
    assert (site / "latest").is_dir()
    assert not (site / "latest").is_symlink()
    assert sorted(p.name for p in site.iterdir()) == ["latest", "run.json"]
    record = json.loads((site / "run.json").read_text("utf-8"))
    assert record["seconds_by_page"]
    assert record["unread"][0][0] == "broken.pdf"


def test_every_link_of_every_page_leads_somewhere(site):
    read = {name: Reader(text) for name, text in pages(site).items()}
    numbers = 0
    for name, page in read.items():
        assert len(page.ids) == len(set(page.ids)), f"{name}: an id stands twice"
        for target in page.links:
            if target.startswith(("https:", "http:")):
                continue
            path, _, anchor = target.partition("#")
            where = (site / "latest" / name).parent / urllib.parse.unquote(path) if path else None
            file = where.resolve().relative_to((site / "latest").resolve()) if where else name
            assert (site / "latest" / file).is_file(), f"{name}: {target}"
            if anchor:
                assert urllib.parse.unquote(anchor) in read[file].ids, f"{name}: {target}"
                numbers += "evidence" in file.parts
    assert numbers > 60


def test_every_figure_and_citation_has_its_place_on_an_evidence_page(site):
    from solieu import tables

    found = tables.read(site / "latest" / "data" / "jsonl")
    ids = {
        i
        for name, t in pages(site, "vi").items()
        if name.parts[0] == "evidence"
        for i in Reader(t).ids
    }
    assert len(found["figures"]) > 8
    for kind in ("figure", "citation", "observation"):
        assert set(found[f"{kind}s"][f"{kind}_id"]) <= ids, kind


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_pages_are_whole_in_one_language_and_lead_to_the_same_page_in_the_other(lang, site):
    other = {"vi": "Each number leads to the sentence", "en": "Mỗi con số dẫn về câu"}[lang]
    found = pages(site, lang)
    assert len(found) == len(pages(site)) / 2
    for name, text in found.items():
        page = Reader(text)
        attributes = [known for tag, known in page.tags if tag == "html"]
        assert attributes == [{"lang": lang}], name
        assert other not in text, name
        title = re.search("<title>(.*?)</title>", text)[1]
        assert title.endswith(" – Solieu"), name
        assert sum(tag == "h1" for tag, _ in page.tags) == 1, name
        twin = {"vi": Path("en") / name, "en": Path(*name.parts[1:])}[lang]
        switch = [known for tag, known in page.tags if tag == "a" and "hreflang" in known]
        assert [known["hreflang"] for known in switch] == [{"vi": "en", "en": "vi"}[lang]]
        latest = (site / "latest").resolve()
        assert (latest / name.parent / switch[0]["href"]).resolve() == latest / twin
        head = {
            k["hreflang"]: k["href"] for tag, k in page.tags if tag == "link" and "hreflang" in k
        }
        assert set(head) == {"vi", "en"}
        assert head[switch[0]["hreflang"]] == switch[0]["href"]


def test_restated_articles_are_called_so_wherever_they_are_shown(site):
    said = {"vi": "Viết lại số liệu từ Báo Thử", "en": "Restated from Báo Thử"}
    for lang, words in said.items():
        for name, text in pages(site, lang).items():
            if "evidence/tra_vinh" in text or name.stem == "tra_vinh":
                body = "".join(Reader(text).text)
                assert words in body, name
                assert f'name="dcterms.source" content="{words}' in text, name
    package = json.loads((site / "latest/data/csv/datapackage.json").read_text("utf-8"))
    assert any(s["title"].startswith("Báo Thử") for s in package["sources"])


def test_pages_fetch_nothing_from_elsewhere_and_run_only_their_own_script(site):
    latest = (site / "latest").resolve()
    for name, text in pages(site).items():
        assert "script-src 'self';" in text, name
        assert "unsafe" not in text.split("</head>")[0], name
        for tag, known in Reader(text).tags:
            assert tag not in ("iframe", "object", "base", "form", "style"), name
            assert not any(a.startswith("on") or a == "style" for a in known), name
            if tag == "script":
                assert known.get("type") == "application/ld+json" or known["src"], name
            address = known.get("src") or (known.get("href") if tag == "link" else None)
            if address:
                assert (latest / name.parent / address).resolve().is_relative_to(latest), name
                assert (latest / name.parent / address).is_file(), f"{name}: {address}"
            assert known.get("alt", "x"), name
    assert "@import" not in (css := (latest / "assets/style.css").read_text("utf-8"))
    assert "url(" not in css


def test_pages_tell_machines_what_they_are(site, articles):
    digest = hashlib.sha256((articles / "tra_vinh.txt").read_bytes()).hexdigest()
    for name, text in pages(site).items():
        told = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text)[1])
        assert told["@type"] == "Dataset", name
        assert told["inLanguage"] == ("en" if name.parts[0] == "en" else "vi")
        offered = [Path(file["contentUrl"]) for file in told["distribution"]]
        assert [f.name for f in offered] == ["datapackage.json", "solieu.zip", "solieu.xlsx"]
        assert all((site / "latest" / name.parent / file).is_file() for file in offered), name
        assert "stay with the publishers" in told["license"]["name"]
        terms, _, anchor = told["usageInfo"].partition("#")
        assert f'id="{anchor}"' in (site / "latest" / name.parent / terms).read_text("utf-8")
        based = {source["identifier"] for source in told["isBasedOn"]}
        assert name.stem != "tra_vinh" or based == {f"sha256:{digest}"}
        assert "evidence/tra_vinh" not in text or f"sha256:{digest}" in based, name


def test_tables_and_charts_are_files_too(site):
    latest = site / "latest"
    text = (latest / "province-tra-vinh-2008.html").read_text("utf-8")
    offered = [a for a in Reader(text).links if a.endswith(".csv")]
    assert len(offered) == text.count("<table>")
    raw = [(latest / name).read_bytes() for name in offered]
    assert all(sheet.startswith(b"\xef\xbb\xbf") for sheet in raw)
    told = "\n".join(sheet.decode("utf-8-sig") for sheet in raw)
    assert re.search(r"(^|;)546;1169;", told, re.M), "n and N in columns of their own"
    assert re.search(r";1642;(1550)?;", told)
    assert re.search(r"(^|;)46,7(;|$)", told, re.M), "a decimal comma, and no comma between cells"
    assert "Toàn tỉnh có 546/1.169 trưởng ấp" in told
    english = "".join((latest / "en" / name).read_text("utf-8-sig") for name in offered)
    assert "46.7" in english
    for path in latest.rglob("tables/*.csv"):
        separator = "," if path.is_relative_to(latest / "en") else ";"
        for row in csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=separator):
            assert not [c for c in row if re.match(r"[=@\t\r]|[+-](?![\d.,]+%?$)", c)], path
            assert not [c for c in row if re.fullmatch(r"\d+/\d+", c)], "a spreadsheet reads a day"


@pytest.mark.parametrize(
    ("lang", "cell", "value", "unit"),
    [
        ("vi", "+1,89 điểm phần trăm", "+1,89", "điểm phần trăm"),
        ("en", "−1,234.5 percentage points", "-1234.5", "percentage points"),
    ],
)
def test_a_difference_is_a_number_and_its_unit_in_files(lang, cell, value, unit, tmp_path):
    words = Words(lang)
    table = Table("C", ["a", "b#"], [("", [["+x", cell], ["+1 x", cell]])])._repr_html_()
    page = downloads.detach(table, tmp_path, "", "s", words)
    rows = (tmp_path / "tables/s-1.csv").read_text("utf-8-sig").splitlines()
    separator = {"vi": ";", "en": ","}[lang]
    assert rows[0] == separator.join(["a", "b", f"b: {words.label('part', 'unit')}"])
    assert rows[1:] == [separator.join([f"'+{x}", value, unit]) for x in ("x", "1 x")]
    assert 'href="tables/s-1.csv"' in page


def test_a_table_that_would_get_no_file_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="1 tables, but 0 became CSV"):
        downloads.detach("<table class='x'><tr></tr></table>", tmp_path, "", "s", Words("vi"))


def test_key_figures_of_the_index_have_a_column_for_each_part(site):
    text = (site / "latest/en/tables/index-1.csv").read_text("utf-8-sig")
    head, first, *_ = csv.DictReader(io.StringIO(text)), *csv.DictReader(io.StringIO(text))
    parts = [n for n in head.fieldnames if n.partition(":")[0] == head.fieldnames[1]]
    named = [name.partition(": ")[2] for name in parts]
    assert [part for part in named if part in ("", "indicator", "period")] == [
        "",
        "indicator",
        "period",
    ]
    assert re.fullmatch(r"-?[\d.]+", first[parts[0]])
    assert re.search(r"\d{4}", first[f"{parts[0]}: period"])


def test_the_edition_is_one_workbook_and_one_zip(site, tmp_path):
    book = openpyxl.load_workbook(site / "latest/data/solieu.xlsx")
    assert {"columns", "figures", "observations", "verdicts", "codebook"} <= set(book.sheetnames)
    heads = [cell.value for cell in next(book["figures"].rows)]
    assert heads[:3] == ["doc_id", "figure_id", "start"]
    types = {c.data_type for sheet in book for row in sheet for c in row if c.value is not None}
    assert types <= {"s", "n", "b"}, "a formula in the workbook"
    with zipfile.ZipFile(site / "latest/solieu.zip") as archive:
        archive.extractall(tmp_path)
    latest, copy = site / "latest", tmp_path / "solieu"
    files = {p.relative_to(latest) for p in latest.rglob("*") if p.is_file()}
    assert {p.relative_to(copy) for p in copy.rglob("*") if p.is_file()} == files - {
        Path("solieu.zip")
    }
    for name in ("index.html", "en/index.html"):
        for target in Reader((copy / name).read_text("utf-8")).links:
            path = urllib.parse.unquote(target.partition("#")[0])
            assert (
                target.startswith("http")
                or not path
                or (copy / name).parent.joinpath(path).exists()
            )


def test_the_search_index_names_every_kind_and_leads_somewhere(site):
    for folder in (site / "latest", site / "latest/en"):
        text = (folder / "search-index.js").read_text("utf-8")
        index = json.loads(text.removeprefix("var solieuIndex = ").rstrip(";\n"))
        entries = index["entries"]
        assert {e[0] for e in entries} == {
            *("page", "province", "indicator", "article", "document"),
            *("method", "abbreviation"),
        }
        for _, _, url, _ in entries:
            path, _, anchor = url.partition("#")
            page = (folder / urllib.parse.unquote(path)).read_text("utf-8")
            assert not anchor or f'id="{anchor}"' in page, url
        assert "</script" not in text
        assert "u202e" not in text, "what reorders text is told by its code point"


def test_hostile_articles_show_as_text(site):
    page = Reader((site / "latest/en/evidence/hostile.html").read_text("utf-8"))
    text = "".join(page.text)
    assert text.count("<script>alert(1)</script>") >= 2
    assert "{{ 7*7 }} {% raw %}" in text
    assert "[U+202E]" in text
    assert "\u202e" not in "".join(pages(site).values())
    assert all(not address.lower().startswith("javascript:") for address in page.links)


def test_pages_name_no_place_of_the_machine(site, articles):
    places = {str(articles), str(site), str(articles.parent), str(runs.NOTEBOOKS.parent)}
    for name, text in pages(site).items():
        assert not [place for place in places if place in text], name
        assert "broken.pdf" in text or name.name != "index.html"


def test_pages_say_what_their_own_articles_report_on_and_when_they_appeared(site):
    edition = json.loads((site / "latest/edition.json").read_text("utf-8"))
    newest = Words("vi").period(edition["as_of"])
    says = {
        "province-tra-vinh-2008": "Bài phản ánh năm 2020; bài không ghi ngày đăng.",
        "province-nghe-an-2008": "Bài phản ánh năm 2018; bài không ghi ngày đăng.",
        "index": "Cả tập bài phản ánh giai đoạn 2018–2020; bài không ghi ngày đăng.",
    }
    for name, text in pages(site, "vi").items():
        main, _, footer = text.partition('<footer class="site">')
        assert newest in footer, name
        assert "tính đến ngày mới nhất" not in main, name
        assert says.pop(name.stem, "") in main, name
        told = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text)[1])
        assert told["dateModified"] is None, f"{name}: no article is dated"
    assert not says


def test_an_answer_is_dated_by_the_articles_of_its_province(report):
    dated = 0
    for area in report.areas:
        docs = report.about(area)
        days = {report.documents[doc]["published"] for doc in docs} - {None}
        said = repr(profile.answer(report, area))
        assert (
            all(report.words.period(d) in said for d in {min(days), max(days)})
            if days
            else ("bài không ghi ngày đăng" in said)
        )
        assert report.modified(docs) == max(days, default="")
        dated += bool(days)
    assert 0 < dated < len(report.areas)
    assert "phản ánh giai đoạn 2015–2020" in repr(profile.answer(report, report.area("Trà Vinh")))


def test_the_index_gives_only_figures_of_the_whole_province_and_their_period(seed_tables):
    for lang, none in (("vi", "không nêu (toàn tỉnh)"), ("en", "not reported (whole province)")):
        report = Report(seed_tables, lang)
        rows = [
            [show(c).striptags() for c in row] for row in home.provinces(report, ()).groups[0][1]
        ]
        figures = {row[0]: row[1] for row in rows}
        for area in report.areas:
            own = [o for o in profile.leading(report, area) if not o["place"]]
            shown = figures[area.label]
            assert (shown == none) is (not own), area.label
            assert not own or re.search(r"\d{4}$|không rõ kỳ$|period not stated$", shown), shown
        assert none in figures.values()
        assert len(set(figures.values())) > 5


def test_key_figures_are_exact_where_the_article_is_and_carry_their_unit(report):
    figures = {
        area.label: profile.leading(report, area)[0]
        for area in report.areas
        if profile.leading(report, area)
    }
    assert report.quantity(figures["Hưng Yên"]) == "16.212"
    for name, row in figures.items():
        percent = "%" in report.quantity(row)
        assert percent or 'class="unit"' in report.value(row), f"{name}: {report.value(row)}"
    classes = {*units().values(), "post_or_person"}
    assert set(read_toml("measures.toml")["counted"]) <= set(codebook())
    assert set(read_toml("measures.toml")["counted"].values()) <= classes


def test_a_definition_of_ones_own_stands_beside_the_number_wherever_it_is_shown(seed_tables):
    said = {"economy.grdp_growth": "không tính dầu thô và khí đốt"}
    said["economy.poverty_rate"] = "theo chuẩn riêng của tỉnh"
    for lang, form in (("vi", "({})"), ("en", "(own definition: {})")):
        report = Report(seed_tables, lang)
        area = report.area("Bà Rịa - Vũng Tàu")
        shown = {
            "index": home.provinces(report, ()),
            "cards": profile.key_figures(report, area, 99),
            "answer": profile.answer(report, area),
            "table": profile.indicators(report, area),
            "compared": comparison.table(comparison.choose(report, list(said))),
            "readings": evidence.readings(report, "ba_ria_vung_tau_2023"),
        }
        for name, output in shown.items():
            text = "".join(Reader(output._repr_html_()).text)
            assert form.format(said["economy.grdp_growth"]) in text, (lang, name)
            only_leading = name in ("index", "answer")
            assert only_leading or form.format(said["economy.poverty_rate"]) in text, (lang, name)


def test_titles_stand_as_printed(articles, tmp_path):
    title = "“Tỉnh” Trà Vinh – kết nạp ‘đảng viên’"
    corpus = tmp_path / "c"
    corpus.mkdir()
    (corpus / "a.txt").write_text(
        ARTICLES["tra_vinh.txt"].replace("Trà Vinh kết nạp đảng viên", title)
    )
    tables, _ = extract_corpus([corpus])
    assert list(tables["documents"]["title"]) == [title]


def test_why_a_figure_is_not_comparable_opens_without_a_pointer(report):
    marks = report.words.label("comparable", "care"), report.words.label("comparable", "no")
    text = comparison.table(comparison.choose(report))._repr_html_()
    cells = re.findall("<details><summary>(.*?)</summary>(.*?)</details>", text)
    assert {mark for mark, _ in cells} == set(marks)
    assert all(len(why) > 10 for _, why in cells)
    assert len(cells) == sum(text.count(mark) for mark in marks)


def test_sources_are_folded_and_their_hashes_short_but_whole_in_files(site):
    latest = site / "latest"
    page = (latest / "comparison.html").read_text("utf-8")
    folded = page.partition('<details class="sources"')[2].partition("</details>")[0]
    hashes = re.findall(r'<data value="(\w{64})" title="\1">(\w+)</data>', folded)
    assert hashes
    assert all(shown == whole[:12] for whole, shown in hashes)
    sheet = re.search(r'href="(tables/[^"]+)"', folded)[1]
    assert all(whole in (latest / sheet).read_text("utf-8") for whole, _ in hashes)


def test_the_method_page_tells_how_the_audit_was_measured_and_on_what(report):
    told = json.loads(read_text("accuracy.json"))
    rows = [row for _, found in method.tables(report)["audited"].groups for row in found]
    assert len(rows) == 1 + ("unseen" in told)
    assert rows[0][1] == report.words.number(told["audit"]["cases"])
    assert rows[0][3] == report.words.percent(100 * told["audit"]["recall"], 1)
    for lang in ("vi", "en"):
        text = (TEMPLATE / f"method.{lang}.md").read_text("utf-8")
        assert all(name in text for name in ("Nuijten", "Epskamp", "Brown", "Jung", "scrutiny"))


def test_the_key_figure_of_checks_names_all_that_were_tried(report):
    outcomes = [v["outcome"] for v in report.tables["verdicts"]]
    number, meaning = home.key(report)[-1]
    untestable = outcomes.count("untestable")
    made = len(outcomes) - untestable
    assert number == f"{made - outcomes.count('inconsistent')}/{made}"
    assert f"tất cả {len(outcomes)} phép" in meaning
    assert f"{untestable} phép không kiểm tra được" in meaning


def test_yearly_averages_are_called_so_beside_their_value(report):
    told = {
        (o["doc_id"], o["indicator"]): report.value(o).striptags().replace("\u00a0", " ")
        for o in report.observations
        if o["role"] == "actual"
    }
    assert told["tra_vinh_2020", "economy.grdp_growth"] == "12,04 %/năm, bình quân"
    assert "bình quân" not in told["tra_vinh_2020", "economy.grdp_per_capita"]
    row = {"doc_id": "d", "unit": "%"}
    for text, average in (
        ("Thu nội địa mỗi năm tăng bình quân 9,5%, vượt kế hoạch.", True),
        ("Năm 2019 tăng 9,5%/năm.", False),
        ("Thu nhập bình quân đầu người tăng 9,5%/năm.", False),
        ("Bình quân 3,1%/năm. Riêng năm 2019 tăng 9,5%.", False),
    ):
        start = text.index("9,5%")
        found = dates.yearly(row | {"start": start, "end": start + 4}, {"d": text})
        assert found is average, text


def test_the_method_page_says_of_each_set_whence_it_comes(report):
    measured = json.loads(read_text("accuracy.json"))["sets"]
    told = method.tables(report)
    rows = [row for _, found in told["sets"].groups for row in found]
    names = [report.words.label("set", s) for s in ("unseen", "later", "written")]
    assert [row[0] for row in rows[:3]] == names
    assert len(rows) == len(measured)
    assert not {cell for row in rows for cell in row} & set(measured), "a set not described"
    assert f"{len(measured)} bộ bài" in told["accuracy"].caption


def test_the_codebook_is_on_the_method_page_and_profiles_lead_to_it(site):
    for lang, folder in (("vi", site / "latest"), ("en", site / "latest/en")):
        text = (folder / "method.html").read_text("utf-8")
        page = Reader(text)
        assert set(codebook()) <= set(page.ids)
        printed = "".join(page.text)
        assert all(row[f"definition_{lang}"] in printed for row in codebook().values())
        profile_page = Reader((folder / "province-tra-vinh-2008.html").read_text("utf-8"))
        assert "method.html#payroll.reduction" in profile_page.links


def test_an_abbreviation_has_all_its_meanings_and_only_those_met_are_listed(report):
    told = {
        short: (meaning.striptags(), used) for short, meaning, used in method.abbreviations(report)
    }
    assert told["BTC"][0] == "ban tổ chức; Bộ Tài chính"
    assert all(used for _, used in told.values())
    assert any("TCCSĐ" in text for text in report.texts.values()) is ("TCCSĐ" in told)


def test_sentences_of_restated_articles_are_not_called_the_articles_own(seed_tables):
    for lang, words in (("vi", "đã viết lại"), ("en", "restated")):
        bare = {**seed_tables, "sources": seed_tables["sources"].iloc[0:0]}
        for tables, restated in ((seed_tables, True), (bare, False)):
            report = Report(tables, lang)
            area = report.area("Trà Vinh")
            for table in (
                profile.statements(report, area),
                profile.unlinked(report, area),
                evidence.others(report, "tra_vinh_2020"),
                limits.quotations(limits.choose(report), "task"),
            ):
                assert any(words in column for column in table.columns) is restated, table


def test_a_page_on_one_province_is_dated_by_its_articles(report):
    area = report.area("Trà Vinh")
    when = dates.dated(report.words, [report.documents[d] for d in report.about(area)], whole=False)
    for told in (
        checked.answer(report, "Trà Vinh"),
        limits.answer(limits.choose(report, "Trà Vinh")),
        models.answer(report, models.adoptions(report, "Trà Vinh")),
    ):
        assert told.paragraphs[-1] == when
    assert "Cả tập bài" in repr(checked.answer(report))


def test_the_index_and_the_method_say_how_to_cite_and_under_which_licence(site):
    edition = json.loads((site / "latest/edition.json").read_text("utf-8"))
    for folder in (site / "latest", site / "latest/en"):
        for name in ("index.html", "method.html"):
            page = Reader((folder / name).read_text("utf-8"))
            text = "".join(page.text)
            assert edition["corpus_digest"] in text.partition("Apache")[0]
            assert "https://www.apache.org/licenses/LICENSE-2.0" in page.links


def test_each_table_leads_to_the_method_and_answers_stand_first(site):
    for name, text in pages(site).items():
        page = Reader(text)
        to_method = [a for a in page.links if a.removeprefix("../") == "method.html"]
        assert name.name == "method.html" or len(to_method) > text.count("<table>"), name
        if 'class="lead"' in text and name.name != "method.html":
            lead = text.partition('class="lead"')[2]
            assert lead.index('class="answer') < lead.index("<p>") < lead.index("<h2")


def test_typing_the_example_of_the_search_finds_something(site):
    for folder in (site / "latest", site / "latest/en"):
        text = (folder / "search-index.js").read_text("utf-8")
        index = json.loads(text.removeprefix("var solieuIndex = ").rstrip(";\n"))
        entries = index["entries"]
        typed = re.search("<kbd>(.+?)</kbd>", (folder / "index.html").read_text("utf-8"))[1]
        found = [
            e for e in entries if all(w in plain_letters(f"{e[1]} {e[3]}") for w in typed.split())
        ]
        assert found
        assert found[0][0] == "indicator"


def test_the_search_knows_what_articles_call_an_indicator_and_its_values(report):
    index = home.search_index(
        report, [runs.Page("province_profile", a.page, a.label) for a in report.areas], []
    )
    index = json.loads(index.removeprefix("var solieuIndex = ").rstrip(";\n"))
    merging = {id for id, words in index["words"].items() if "hop nhat" in words}
    assert {"merger.communes", "merger.schools", "merger.agencies"} <= merging
    assert not {id for id in merging if id.startswith(("economy", "units", "training"))}
    assert any("887/888" in e[3] and "An Giang" in e[1] for e in index["entries"])
    assert any("1642" in e[3].split() for e in index["entries"]), "typed without its dot"


def test_the_example_of_the_readme_runs(seed_tables, tmp_path, monkeypatch, capsys):
    write(seed_tables, tmp_path / "tables")
    monkeypatch.chdir(tmp_path)
    code = re.search(
        "```python\n(.*?)```", (runs.NOTEBOOKS.parent / "README.md").read_text("utf-8"), re.S
    )
    told = {}
    exec(code[1], told)
    assert set(told["verdicts"]["outcome"]) >= {"consistent", "untestable"}
    assert "Vĩnh Phúc" in capsys.readouterr().out


def test_failed_pages_are_named_and_the_last_complete_edition_stays(
    articles, tmp_path, monkeypatch
):
    told = nbformat.v4.new_output("execute_result", {"text/plain": "x"})
    answer = nbformat.v4.new_code_cell("x", metadata={"tags": ["answer"]}, outputs=[told])
    cells = [nbformat.v4.new_markdown_cell("# T\n\nx"), answer]

    def run(kernels, notebook, parameters):
        if broken and notebook == "extraction":
            raise RuntimeError("không chạy <được>")
        return nbformat.v4.new_notebook(cells=copy.deepcopy(cells))

    monkeypatch.setattr(editions.Kernels, "run", run)
    site, broken = tmp_path / "site", False
    editions.make(articles, site, tell=lambda line: None)
    complete = (site / "latest/index.html").read_bytes()
    broken = True
    for _ in range(2):
        with pytest.raises(editions.EditionError, match=r"extraction\.html: RuntimeError: không"):
            editions.make(articles, site, tell=lambda line: None)
        index = (site / "latest/index.html").read_text("utf-8")
        assert "extraction.html" in index
        assert "không chạy &lt;được&gt;" in index
        assert not (site / "latest/extraction.html").exists()
        assert (site / "last-complete/index.html").read_bytes() == complete
    shutil.rmtree(site / "last-complete")
    with pytest.raises(editions.EditionError):
        editions.make(articles, site, tell=lambda line: None)
    assert not (site / "last-complete").exists(), "what was there before lacked a page as well"
    broken = False
    editions.make(articles, site, tell=lambda line: None)
    assert sorted(p.name for p in site.iterdir()) == ["latest", "run.json"]


def test_a_run_that_breaks_leaves_the_last_edition_as_it_was(articles, tmp_path, monkeypatch):
    site = tmp_path / "site"
    (site / "latest").mkdir(parents=True)
    (site / "latest/edition.json").write_text("{}")
    monkeypatch.setattr(
        editions, "_run", lambda *given: (_ for _ in ()).throw(OSError("disk full"))
    )
    with pytest.raises(OSError, match="disk full"):
        editions.make(articles, site, tell=lambda line: None)
    assert [p.name for p in site.rglob("*")] == ["latest", "edition.json"]


@pytest.mark.parametrize("case", ["foreign", "link", "inside", "file", "missing", "empty"])
def test_folders_that_must_not_be_used_are_refused(case, tmp_path):
    corpus = write_corpus(tmp_path / "corpus", ["tra_vinh.txt"])
    site = tmp_path / "site"
    if case == "foreign":
        (site / "latest").mkdir(parents=True)
        (site / "latest/thesis.docx").write_text("mine")
    elif case == "link":
        site.mkdir()
        (site / "latest").symlink_to(corpus)
    elif case == "inside":
        site = corpus / "site"
    elif case == "file":
        site.write_text("x")
    elif case == "missing":
        corpus = tmp_path / "nothing"
    else:
        corpus = tmp_path / "bare"
        corpus.mkdir()
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ValueError, match=r"name (another|a) folder|no such folder|no article"):
        editions.make(corpus, site, tell=lambda line: None)
    assert sorted(tmp_path.rglob("*")) == before


def test_an_unknown_province_stops_before_anything_is_written(articles, tmp_path):
    with pytest.raises(UnknownName, match="did you mean 'Trà Vinh'"):
        editions.make(articles, tmp_path / "site", provinces=["Trà Vính"], tell=lambda line: None)
    assert not (tmp_path / "site").exists()


def test_a_province_of_two_areas_gets_two_pages():
    areas = [("Gia Lai", "gia-lai-2008"), ("Gia Lai", "gia-lai-2025"), ("Long An", None)]
    fake = SimpleNamespace(
        tables={"documents": [{"province": n, "area_id": a} for n, a in areas]},
        observations=[],
        words=Words("en"),
    )
    made = Report.areas.func(fake)
    assert [a.label for a in made] == [
        "Gia Lai (since August\u00a02008)",
        "Gia Lai (since July\u00a02025)",
        "Long An",
    ]
    assert len({a.page for a in made}) == 3
    assert isinstance(Markup(made[0].label), str)
