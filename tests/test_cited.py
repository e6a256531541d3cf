"""Documents cited, limits and tasks, words that stand out: what is counted, and at real size."""

import math
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solieu import tables
from solieu.analysis import terms
from solieu.corpus import extract_corpus
from solieu.knowledge import DataError, read_csv
from solieu.reporting import cited, limits, profile
from solieu.reporting.charts import Chart
from solieu.reporting.markup import Prose
from solieu.reporting.report import Report, UnknownName

COUNTS = st.dictionaries(st.text("abcđê", min_size=1, max_size=2), st.integers(0, 50), max_size=8)
LIMITS = ("thiếu kinh phí", "còn nể nang khi đánh giá cán bộ", "kết nạp đảng viên còn chậm")


def article(name, n):
    """A short report: every third province has a plan of its own, every seventh cites nothing central."""
    upon = f"Thực hiện Nghị quyết số 18-NQ/TW ngày 25/10/2017, Tỉnh ủy đã ban hành Kế hoạch số {n + 1}-KH/TU ngày {n % 28 + 1}/{n % 12 + 1}/2018. "
    other = f"Tỉnh làm theo Quy định số {100 + n}-QĐ/TW ngày 7/10/2016 và Nghị quyết số 18-NQ/TW. "
    local = f"Tỉnh làm theo Đề án số {n}-ĐA/TU ngày 3/2/2015. "
    return (
        f"Tỉnh {name} sắp xếp bộ máy\n\n{name}, ngày 3/12/2018\n\n"
        f"{upon if n % 3 == 0 else local if n % 7 == 0 else other}"
        f"Năm 2018, tỉnh {name} tinh giản {n + 20} biên chế.\n\n"
        f"Tuy nhiên, một số nơi {LIMITS[n % 3]}.\n\n"
        f"Thời gian tới, tỉnh tiếp tục rà soát biên chế{' và mở cảng biển' * (n == 5) * 99}.\n"
    )


def reported(folder, texts, lang="vi"):
    folder.mkdir(exist_ok=True)
    for n, text in enumerate(texts):
        (folder / f"d{n:02}.txt").write_text(text, encoding="utf-8")
    made, failures = extract_corpus([folder])
    assert not failures
    return Report(made, lang)


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """All 63 provinces of 2018."""
    names = [row["name"] for row in read_csv("provinces.csv") if row["valid_to"]]
    assert len(names) == 63
    texts = [article(name, n) for n, name in enumerate(names)]
    return reported(tmp_path_factory.mktemp("many"), texts)


@pytest.fixture(scope="module")
def seeds_report(seed_tables):
    return Report(seed_tables)


# -- words that stand out -------------------------------------------------------------------------


def test_log_odds_are_as_computed_by_hand():
    # the prior is worth 8 words, 4 for each: (3 + 4) / (1 + 4) here against (1 + 4) / (3 + 4)
    first, last = terms.log_odds({"lũ": 3, "lúa": 1}, {"lũ": 1, "lúa": 3}, 8)
    assert (first.word, first.count, first.elsewhere, last.word) == ("lũ", 3, 1, "lúa")
    assert first.log_odds == pytest.approx(2 * math.log(7 / 5))
    assert first.error == pytest.approx(math.sqrt(1 / 7 + 1 / 5))
    times, low, high = first.times
    assert times == pytest.approx(49 / 25)
    assert (low, high) == pytest.approx((times * math.exp(-1.96 * first.error), times**2 / low))


@given(COUNTS, COUNTS, st.floats(0.1, 1e4))
def test_two_sides_swapped_change_the_sign(here, elsewhere, strength):
    one = terms.log_odds(here, elsewhere, strength)
    other = {t.word: t for t in terms.log_odds(elsewhere, here, strength)}
    assert {t.word for t in one} == set(other)
    for t in one:
        assert t.log_odds == pytest.approx(-other[t.word].log_odds, abs=1e-9)
        assert t.error == pytest.approx(other[t.word].error)
    turned = [dict(reversed(side.items())) for side in (here, elsewhere)]
    assert terms.log_odds(*turned, strength) == one


def test_a_stronger_prior_draws_towards_even_odds():
    weak, strong = (terms.log_odds({"a": 9, "b": 9}, {"b": 90}, s)[0] for s in (1, 10_000))
    assert weak.log_odds > strong.log_odds > 0
    assert terms.log_odds({"a": 9}, {"a": 2}) == []
    with pytest.raises(ValueError, match="above 0"):
        terms.log_odds({"a": 1}, {"b": 1}, 0)


def test_words_are_whole_and_numbers_names_and_boilerplate_are_not_counted():
    text = "Tỉnh ủy Trà Vinh giảm 1.642 biên chế theo 18-NQ/TW; bí thư chi bộ Nguyễn Văn An là uỷ viên MTTQ, theo BTVTU."
    holes = [(text.index(w), text.index(w) + len(w)) for w in ("Trà Vinh", "1.642", "18-NQ/TW")]
    found = list(terms.words(text, [(0, len(text))], holes))
    assert found == ["biên chế", "bí thư chi bộ", "ủy viên", "mặt trận tổ quốc"]
    assert list(terms.words(text, [(0, 8)])) == []


def test_word_segmentation_reaches_no_network_and_writes_nothing(tmp_path):
    code = (
        "import socket\n"
        "def refuse(*_): raise AssertionError('network')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from solieu.analysis.terms import words\n"
        "print(*words('tinh giản biên chế', [(0, 18)]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"HOME": str(tmp_path), "PATH": "", "PYTHONIOENCODING": "utf-8"},
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stdout == "tinh giản biên chế\n", done.stderr
    assert list(tmp_path.iterdir()) == []


def test_all_faults_of_the_lists_of_words_are_named(monkeypatch):
    lists = {
        "left_out": [{"name": "a", "words": ["và", "Và"]}],
        "kept": [{"name": "b", "reason": "r", "words": ["và"]}],
    }
    monkeypatch.setattr(terms, "read_toml", lambda name: lists)
    terms._lists.cache_clear()
    with pytest.raises(DataError, match=r"a: no reason; 'và' stands twice; 'Và': write 'và'"):
        list(terms.words("và", [(0, 2)]))
    terms._lists.cache_clear()


def test_words_are_drawn_as_ratios_of_odds_on_a_logarithmic_scale(many):
    drawn = limits.chart(many, limits.peculiar(many, 150))
    assert drawn.figure.axes[0].get_xscale() == "log"
    times, low, high = (drawn.data.iloc[:, at] for at in (1, 2, 3))
    assert (low > 1).all()
    assert list(times**2 / low) == pytest.approx(list(high))  # as far apart on that scale
    assert f"gấp {many.words.number(times[0], int(times[0] < 10))} lần" in drawn.title


def test_too_little_text_is_said_and_not_ranked(many):
    found = limits.peculiar(many, 150)
    assert [name for name, told in found.items() if told] == ["Lào Cai"]
    assert {t.word for t in found["Lào Cai"]} == {"biển", "cảng", "mở"}
    assert "62" in str(limits.too_little(many, 150).paragraphs[0])
    assert isinstance(limits.chart(many, limits.peculiar(many, 10**6)), Prose)
    with pytest.raises(ValueError, match="whole number of words"):
        limits.peculiar(many, "many")


# -- documents ------------------------------------------------------------------------------------


def test_a_lag_needs_a_tie_in_one_sentence_and_both_dates(seeds_report):
    entries = cited.documents(seeds_report)
    assert {e.name: e.days for e in entries if e.upon} == {
        "5-ĐA/TU": 239,
        "19-CTr/TU": 238,
        "1-QĐi/TU": 141,
        "91-KH/TU": 90,
        "4842-QĐ/TU": None,
    }
    assert "12-NQ/TU" in {
        e.name for e in entries
    }  # named beside 26-NQ/TW, which it does not carry out


def test_days_of_a_few_documents_are_a_span_and_no_median(seeds_report):
    entries = cited.documents(seeds_report)
    assert cited.lags(seeds_report, entries).title == (
        "Văn bản của Trà Vinh ra sau văn bản Trung ương từ 90 đến 239 ngày"
    )
    assert "trung vị" not in repr(cited.answer(seeds_report, entries))


def test_lists_beside_an_article_are_no_citations(seeds_report):
    beside = {r["key"] for r in seeds_report.tables["citations"] if r["in_body"] is False}
    assert "27/2018/QĐ-UBND" in beside
    assert not beside & {e.name for e in cited.documents(seeds_report)}
    assert len(cited.beside(seeds_report)) == 2


def test_one_number_of_two_years_is_two_documents(tmp_path):
    said = "Tỉnh {} làm theo Nghị quyết số 18-NQ/TW{} về bộ máy.\n"
    dated = [("An Giang", " ngày 25/10/2017"), ("Long An", " ngày 16/6/2022"), ("Trà Vinh", "")]
    dated.append(("Cà Mau", ""))  # of 2024: numbers have begun anew since 2017
    clocks = ("Ngày 3/12/2018", "Ngày 3/12/2022", "Ngày 5/6/2019", "Ngày 5/6/2024")
    texts = [
        f"Tin tỉnh {p}\n\n{c}\n\n{said.format(p, d)}"
        for (p, d), c in zip(dated, clocks, strict=True)
    ]
    entries = cited.documents(reported(tmp_path / "a", texts))
    told = {e.name: sorted(e.provinces) for e in entries}
    assert told == {
        "18-NQ/TW (2017)": ["An Giang", "Trà Vinh"],
        "18-NQ/TW (2022)": ["Cà Mau", "Long An"],
    }


PLENUMS = {
    "một hội nghị nhiều nghị quyết": (
        "Nghị quyết Trung ương 6 (khóa XII)",
        "NQTW 6/XII",
        "một trong 18-NQ/TW, 19-NQ/TW, 20-NQ/TW và 21-NQ/TW",
    ),
    "tên gọi cho biết": (
        "Nghị quyết Trung ương 6 khóa XII “Đổi mới bộ máy cho tinh gọn”",
        "18-NQ/TW",
        "",
    ),
    "một hội nghị một nghị quyết": ("Nghị quyết Trung ương 8 (khóa XII)", "36-NQ/TW", ""),
    "không rõ hội nghị ra những gì": ("Nghị quyết Trung ương 3 (khóa VIII)", "NQTW 3/VIII", ""),
}


@pytest.mark.parametrize(("said", "name", "note"), PLENUMS.values(), ids=PLENUMS)
def test_a_plenums_resolution_is_never_guessed(said, name, note, tmp_path):
    texts = [
        f"Tin tỉnh {p}\n\nNgày 3/12/2018\n\nTỉnh {p} làm theo {t}.\n"
        for p, t in (("An Giang", said), ("Long An", "Nghị quyết số 18-NQ/TW ngày 25/10/2017"))
    ]
    report = reported(tmp_path / "a", texts)
    told = {e.name: e.provinces for e in cited.documents(report)}
    assert "An Giang" in told[name]
    assert "Long An" in told["18-NQ/TW"]
    shown = str(cited.table(report, cited.documents(report), "central").groups)
    assert note in shown
    assert ("một trong" in shown) == bool(note)
    twice = "có thể chính là một văn bản có số hiệu" in repr(
        cited.answer(report, cited.documents(report))
    )
    assert twice == bool(note)


def test_a_decree_is_one_document_however_its_year_is_written(tmp_path):
    said = (
        ("An Giang", "3/12/2018", "Nghị định 108-NĐ/CP"),  # 2014 is the only year known
        ("Long An", "3/12/2018", "Nghị định số 108/2014/NĐ-CP ngày 20.11.2014"),
        ("Trà Vinh", "3/12/2009", "Nghị định số 108/2006/NĐ-CP"),
        ("Cà Mau", "3/12/2018", "Quyết định số 1896/QĐ-TTg"),
        ("Bến Tre", "3/12/2018", "Quyết định số 1896/2015/QĐ-TTg"),  # of another series
    )
    texts = [f"Tin tỉnh {p}\n\nNgày {d}\n\nTỉnh {p} làm theo {t}.\n" for p, d, t in said]
    entries = cited.documents(reported(tmp_path / "a", texts))
    assert {e.name: sorted(e.provinces) for e in entries} == {
        "108/2014/NĐ-CP": ["An Giang", "Long An"],
        "108/2006/NĐ-CP": ["Trà Vinh"],
        "1896/QĐ-TTg": ["Cà Mau"],
        "1896/2015/QĐ-TTg": ["Bến Tre"],
    }


# -- articles about a group of provinces ----------------------------------------------------------


def test_what_is_told_of_a_group_is_put_on_no_province(seeds_report):
    group, host = "Cụm thi đua số 4 ngành Tổ chức xây dựng Đảng", "Bình Dương"
    named = limits.choose(seeds_report)
    told = {area for area, row in named.rows if row["doc_id"] == "binh_duong_2018"}
    assert told == {group}
    assert host not in named.areas
    assert group in limits.matrix(named, "limitation").data.iloc[:, 0].values
    assert f"21 tỉnh, thành phố và {group}" in repr(limits.answer(named)).replace("\xa0", " ")
    entries = cited.documents(seeds_report)
    assert not [e.name for e in entries if host in e.provinces or host == e.owner]
    drawn = cited.matrix(seeds_report, entries)
    assert group in drawn.data.iloc[:, 0].values
    assert host not in drawn.caption
    area = seeds_report.area(host)
    assert group in repr(profile.answer(seeds_report, area))
    rows = [row for _, rows in profile.statements(seeds_report, area).groups for row in rows]
    assert all(str(row[1]).startswith(group) for row in rows if row[0])
    assert cited.choose(seeds_report, province=host)


# -- real size ------------------------------------------------------------------------------------


def outputs(report, **chosen):
    """All that the two notebooks show."""
    entries, named = cited.choose(report, **chosen), limits.choose(report, **chosen)
    found = limits.peculiar(report, 150)
    yield cited.answer(report, entries)
    yield from (
        f(report, entries) for f in (cited.matrix, cited.lags, cited.timeline, cited.carried_out)
    )
    yield from (cited.table(report, entries, level) for level in ("central", "local", "unknown"))
    yield from (cited.beside(report), limits.answer(named))
    yield from (f(named, role) for role in limits.ROLES for f in (limits.matrix, limits.quotations))
    yield from (limits.too_little(report), limits.table(report, found), limits.chart(report, found))


def test_sixty_three_provinces_stay_readable_and_draw_the_same_bytes(many):
    entries = cited.documents(many)
    chart = cited.matrix(many, entries)
    assert chart.title.startswith("18-NQ/TW được nhiều tỉnh nhắc nhất: 57/57")
    assert "6 tỉnh có bài nhưng không nhắc" in chart.caption
    assert max(chart.figure.get_size_inches()) < 22
    assert cited.matrix(many, entries).svg() == chart.svg()
    assert len(chart.svg()) < 300_000
    assert "Gồm 21 văn bản của 21" in cited.lags(many, entries).caption
    shown = limits.quotations(limits.choose(many), "limitation", most=5)
    assert [len(rows) for _, rows in shown.groups] == [6, 6, 6]
    drawn = [o for o in outputs(many) if isinstance(o, Chart)]
    assert len(drawn) == 6
    assert all(len(o.caption) < 900 for o in drawn)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_one_article_or_none_gives_an_honest_page(lang, tmp_path):
    alone = reported(tmp_path / "one", [article("Trà Vinh", 1)], lang)
    for report in (alone, Report(tables.build({}), lang)):
        for output in outputs(report):
            assert not isinstance(output, Chart)
            assert output._repr_html_()


def test_names_that_are_not_known_stop_with_a_suggestion(seeds_report):
    with pytest.raises(UnknownName, match="did you mean 'payroll'"):
        limits.choose(seeds_report, theme="payrol")
    with pytest.raises(UnknownName, match="did you mean 'Trà Vinh'"):
        cited.choose(seeds_report, province="Trà Vính")
    assert {e.date[:4] for e in cited.choose(seeds_report, "2016/2017")} == {"2016", "2017"}


def test_a_date_that_only_another_article_knows_makes_no_lag(tmp_path):
    local = "Tỉnh ủy Trà Vinh ban hành Kế hoạch số 5-KH/TU ngày 1/3/2018 thực hiện Nghị quyết số 18-NQ/TW."
    told = "Tỉnh Long An làm theo Nghị quyết số 18-NQ/TW ngày 25/10/2017."
    texts = [f"Tin tỉnh\n\nNgày 3/12/2018\n\n{text}\n" for text in (local, told)]
    report = reported(tmp_path / "a", texts)
    (plan,) = (e for e in cited.documents(report) if e.upon)
    assert plan.days is None
    assert [sorted(e.provinces) for e, *_ in plan.upon] == [["Long An", "Trà Vinh"]]
    assert "không rõ ngày" in str(cited.carried_out(report, [plan]).groups)
