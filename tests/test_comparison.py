"""Provinces compared: what measures the same thing, who can be ranked, and the charts of it.

The bundled articles are compared as they are; a made-up corpus of all 63 provinces shows that
pages and rankings hold at real size.
"""

import io
import math
import re

import pandas as pd
import pytest
from markupsafe import Markup

from solieu import tables
from solieu.analysis import comparability, groups, measures
from solieu.corpus import extract_corpus
from solieu.extraction.places import provinces
from solieu.knowledge import DataError
from solieu.reporting import (
    Report,
    cited,
    comparison,
    evidence,
    limits,
    models,
    panels,
    plots,
    profile,
)
from solieu.reporting.charts import Chart
from solieu.reporting.markup import show
from solieu.reporting.report import UnknownName

HAMLET = "concurrent.hamlet_secretary_head"
COMMUNE = "concurrent.commune_secretary_committee_chair"
FORMER = [row for row in provinces() if row["successor"]]
DRAWN = (
    panels.covered,
    panels.reported,
    panels.in_depth,
    panels.against,
    panels.by_theme,
)
WRITTEN = (
    comparison.judged,
    comparison.targets,
    comparison.by_group,
    comparison.table,
)


@pytest.fixture(scope="module")
def report(seed_tables):
    return Report(seed_tables)


def corpus(areas, indicators):
    """Tables with an article for each area; ``indicators`` maps ids to a function (number) -> row."""
    rows = {"documents": [], "texts": [], "observations": []}
    for number, area in enumerate(areas):
        doc = f"{area['area_id'].replace('-', '_')}"
        text = f"Năm 2019, {area['name']} có số liệu thứ {number}."
        about = {"province": area["name"], "area_id": area["area_id"]}
        rows["documents"].append(
            about
            | {"doc_id": doc, "source": f"{doc}.txt", "sha256": f"{number:064d}", "format": "txt"}
            | {"title": f"Số liệu {area['name']}", "period": "2019", "chars": len(text)}
        )
        rows["texts"].append({"doc_id": doc, "text": text})
        span = {"start": 4, "end": 8, "literal": "2019", "sentence_start": 0}
        for key, made in indicators.items():
            told = {"role": "actual", "qualifier": "exact", "period": "2019", "decimals": 0}
            told |= span | {"sentence_end": len(text), "rule": "made_up", "level": "province"}
            rows["observations"].append(
                told | about | {"doc_id": doc, "observation_id": f"{doc}.{key}"} | made(number)
                | {"indicator": key.partition("#")[0]}
            )  # fmt: skip
    return tables.build(rows)


def ratio(n, of, unit="thôn"):
    return {
        "value": n,
        "numerator": n,
        "denominator": of,
        "denominator_is": "total",
        "unit": unit,
        "unit_class": "hamlet",
    }


@pytest.fixture(scope="module")
def large():
    """All 63 provinces: two shares, a count told as a bound, a target and how far it was reached."""
    count = {"unit": "xã", "unit_class": "commune"}
    target = {"role": "target", "unit": "%", "value": 60, "unit_class": "share"}
    return corpus(
        FORMER,
        {
            HAMLET: lambda n: ratio(100 + n, 200),
            f"{HAMLET}#goal": lambda n: target,
            "party.hamlet_coverage": lambda n: ratio(900 - n, 1000),
            "units.communes": lambda n: count | {"value": 100 + n},
            "party.members": lambda n: {"value": 30_000, "unit": "đảng viên", "unit_class": "member", "qualifier": "more_than"},
            "party.admissions": lambda n: ratio(80 + n, 100, "đảng viên") | {"denominator_is": "target"},
        },
    )  # fmt: skip


# -- groups and grid ------------------------------------------------------------------------------


def test_regions_and_the_groups_that_articles_name(report):
    regions = [g for g in groups.groups().values() if not g.head]
    assert len(regions) == 6
    assert sorted(a for g in regions for a in g.members) == sorted(r["area_id"] for r in FORMER)
    cluster = groups.groups()["cum-thi-dua-4"]
    assert (len(cluster.members), cluster.head, len(cluster.deputies)) == (11, "binh-duong-2008", 2)
    names = {row["area_id"]: row["name"] for row in FORMER}
    told = report.texts["binh_duong_2018"]
    assert all(names[area] in told for area in cluster.members)


def test_every_fault_of_the_groups_is_named(monkeypatch):
    good = {
        "name_vi": "N",
        "name_en": "N",
        "valid": "2018",
        "officers": "",
        "source": "s",
        "title": "",
    }
    wrong = [
        good | {"id": "a", "members": "", "head": "", "deputies": ""},
        good | {"id": "b", "members": "atlantis-2008", "head": "", "deputies": ""},
        good | {"id": "c", "members": "ha-noi-2008", "head": "ha-giang-2008", "deputies": ""},
    ]
    monkeypatch.setattr(groups, "read_csv", lambda *args, **cells: wrong)
    with pytest.raises(DataError) as caught:
        groups.groups.__wrapped__()
    assert [p[0] for p in caught.value.problems] == ["a", "b", "c"]


BORDERS = """Lai Châu-Lào Cai Hà Giang-Cao Bằng Cao Bằng-Lạng Sơn Lạng Sơn-Quảng Ninh Hà Nội-Hà Nam
Hà Nội-Vĩnh Phúc Hải Dương-Hưng Yên Hải Phòng-Thái Bình Ninh Bình-Thanh Hóa Thanh Hóa-Nghệ An
Nghệ An-Hà Tĩnh Hà Tĩnh-Quảng Bình Quảng Bình-Quảng Trị Quảng Trị-Thừa Thiên Huế Đà Nẵng-Quảng Nam
Quảng Nam-Kon Tum Kon Tum-Gia Lai Gia Lai-Đắk Lắk Đắk Lắk-Khánh Hòa Lâm Đồng-Ninh Thuận
Bình Phước-Tây Ninh Đồng Nai-TP. Hồ Chí Minh Long An-Tiền Giang Long An-Tây Ninh An Giang-Kiên Giang
Cần Thơ-Vĩnh Long Trà Vinh-Bến Tre Sóc Trăng-Bạc Liêu Bạc Liêu-Cà Mau"""


def test_neighbours_are_near_each_other_on_the_grid():
    tiles = {row["name"]: groups.grid()[row["area_id"]] for row in FORMER}
    names = "|".join(sorted(map(str, tiles), key=len, reverse=True))
    pairs = re.findall(rf"({names})-({names})(?=\s|$)", BORDERS)
    assert len(pairs) == 29
    far = [
        p
        for p in pairs
        if max(abs(a - b) for a, b in zip(tiles[p[0]], tiles[p[1]], strict=True)) > 2
    ]
    assert far == []
    assert tiles["Hà Giang"] < tiles["Hà Nội"] < tiles["Đà Nẵng"] < tiles["Cà Mau"]


# -- what a figure measures -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("doc", "indicator", "value", "measure"),
    [
        ("an_giang_2017", "cadres.women_share", 18.9, "plan_share"),  # named in the sentence
        ("hai_duong_2019_2", "cadres.women_share", 28.5, "plan_share"),  # only in the title
        ("tra_vinh_2020", "cadres.women_share", 7, "share"),
        ("long_an_2023", "cadres.young_share", 18.18, "share"),
        ("long_an_2023", "party.admissions", 1642, "of_target"),
        ("binh_thuan_2017", "party.admissions", 158.18, "of_target"),
        ("hung_yen_2018", "training.other", 64, "of_target"),
        ("hai_duong_2017", HAMLET, 100, "some_share"),  # in eight communes
        ("hai_duong_2017", HAMLET, 78, "share"),
        ("tra_vinh_2020", "economy.new_rural_communes", 70, "share"),  # against a target share
        ("tra_vinh_2020", "economy.grdp_growth", 12.04, "growth"),
        ("long_an_2023", "index.administrative_reform", 88.08, "index"),
        ("dong_nai_2019", "payroll.reduction", 64, "count"),
    ],
)
def test_what_a_percentage_is_of(report, doc, indicator, value, measure):
    rows = [
        o
        for o in report.of(doc, "observations")
        if (o["indicator"], o["value"]) == (indicator, value)
    ]
    kinds = measures.measures(rows + report.observations, report.documents, report.texts)
    assert {kinds[o["observation_id"]] for o in rows if o["role"] == "actual"} == {measure}


def test_no_series_mixes_measures_and_no_figure_is_lost(report):
    chosen = comparison.choose(report)
    kinds = measures.measures(report.observations, report.documents, report.texts)
    rows = [(s, o) for s in chosen.series for o in s.rows]
    assert all(kinds[o["observation_id"]] == s.measure for s, o in rows)
    told = [o["observation_id"] for _, o in [*rows, *chosen.joint]]
    assert sorted(told) == sorted(o["observation_id"] for o in report.observations if o["province"])


@pytest.mark.parametrize(
    ("value", "qualifier", "decimals", "reach"),
    [
        (640, "less_than", 0, (0, 640)),
        (16_000, "more_than", 0, (16_000, math.inf)),
        (0.5, "about", 1, (0.45, 0.55)),
        (46.5, "less_than", 1, (0, 46.5)),
        (50, "about", 0, (45, 55)),
        (0, "more_than", 0, (0, math.inf)),
        (77, "exact", 0, (77, 77)),
        (77, "estimate", 0, (77, 77)),
    ],
)
def test_how_far_a_printed_bound_reaches(value, qualifier, decimals, reach):
    assert plots.bounds(value, qualifier, decimals) == pytest.approx(reach)


def test_a_bound_is_drawn_as_an_arrow_that_ends_where_a_share_must(tmp_path):
    told = "Năm 2019, tỉnh {{name}} có {} số thôn do bí thư chi bộ đồng thời làm trưởng thôn."
    said = [told.format(share) for share in ("trên 95%", "90%", "khoảng 80%")]
    chosen = comparison.choose(read(tmp_path, *said))
    drawn = panels.in_depth(chosen)
    low, high = (list(drawn.data.iloc[:, at]) for at in (2, 3))
    assert sorted(zip(low, high, strict=True)) == [(75, 85), (90, 90), (95, 100)]
    (arrow,) = (t for t in drawn.figure.axes[0].texts if getattr(t, "arrow_patch", None))
    assert 95 < arrow.xy[0] <= 100
    assert "“trên”" in drawn.caption
    assert "“khoảng”" in drawn.caption


# -- what is ranked, what is not ------------------------------------------------------------------


def test_a_fair_series_is_ranked_and_drawn_in_order(large):
    report = Report(large)
    chosen = comparison.choose(report, [HAMLET])
    series = panels.focus(chosen)
    assert series.measure == "share"
    assert len(series.ranking) == 63
    assert series.ranking[0][1] == 81.0  # 162 of 200
    drawn = panels.in_depth(chosen)
    values = list(drawn.data.iloc[:, 1])
    assert values == sorted(values, reverse=True)
    assert "xếp hạng được 1" in repr(comparison.answer(chosen))


def test_counts_and_bounds_are_not_ranked(large):
    chosen = comparison.choose(Report(large), ["units.communes"])
    (series,) = chosen.series
    assert series.ranking == ()
    assert "quy mô tỉnh" in series.why
    assert "quy mô tỉnh" in comparison.judged(chosen)._repr_html_()


def test_a_province_with_several_figures_for_one_time_is_not_ranked():
    made = {HAMLET: lambda n: ratio(50 + n, 100), f"{HAMLET}#b": lambda n: ratio(90 - n, 100)}
    (series,) = comparison.choose(Report(corpus(FORMER[:3], made))).series
    assert series.ranking == ()
    assert "several" in series.flags
    assert series.why.startswith("Không xếp hạng: ")


def read(folder, *articles, lang="vi"):
    """A report on articles as they are printed, one of each province."""
    for row, text in zip(FORMER, articles, strict=False):
        page = f"Tin tỉnh {row['name']}\n\nNgày 3/1/2020\n\n{text.format(name=row['name'])}\n"
        (folder / f"{row['area_id']}.txt").write_text(page, encoding="utf-8")
    return Report(extract_corpus([folder])[0], lang)


@pytest.mark.parametrize(
    ("lang", "first", "care"),
    [
        ("vi", "Từ cao xuống thấp (thấp hơn là tốt hơn):", "có số chỉ do một bài nêu"),
        ("en", "From the highest (lower is better):", "some figures are told by one article only"),
    ],
)
def test_a_page_ranks_what_can_be_ranked_and_says_from_which_end(lang, first, care, tmp_path):
    said = "Năm 2019, tỷ lệ hộ nghèo của tỉnh {{name}} còn {}%."
    report = read(tmp_path, *map(said.format, ("3", "4,28", "4,25", "3")), lang=lang)
    shown = show(comparison.judged(comparison.choose(report))._repr_html_()).striptags()
    shown, point = shown.replace("\u00a0", " "), "," if lang == "vi" else "."
    sign = " %" if lang == "vi" else "%"
    assert care in shown
    names = [row["name"] for row in FORMER[:4]]
    order = [f"1. {names[1]} 4{point}28{sign}", f"2. {names[2]} 4{point}25{sign}"]
    order += [f"3. {names[3]} 3{point}00{sign}", f"3. {names[0]} 3{point}00{sign}"]
    assert f"{first} {'; '.join(order)}" in shown


@pytest.mark.parametrize(
    ("said", "own"),
    [
        ("tỷ lệ hộ nghèo còn 4%.", False),
        ("tỷ lệ hộ nghèo theo chuẩn quốc gia còn 4%.", False),
        ("theo chuẩn riêng của tỉnh, tỷ lệ hộ nghèo còn 4%.", True),
        ("tỷ lệ hộ nghèo còn 4%, không tính hộ bảo trợ xã hội.", True),
        ("tỷ lệ hộ nghèo còn 4%; theo chuẩn của tỉnh thì nhiều hơn.", False),
    ],
)
def test_a_standard_of_ones_own_is_not_ranked_with_others(said, own, tmp_path):
    told = ("Năm 2019, tỉnh {name} có tỷ lệ hộ nghèo còn 3%.", "Năm 2019, tỉnh {name} có " + said)
    for lang, why in (("vi", "theo chuẩn riêng"), ("en", "a standard of their own")):
        report = read(tmp_path, *told, lang=lang)
        (series,) = comparison.choose(report, ["economy.poverty_rate"]).series
        assert bool(series.ranking) != own
        assert (why in series.why) == own


def test_two_rows_that_pandas_has_read_from_csv_can_be_judged(large):
    every = large["observations"]
    kept = every[(every["indicator"] == HAMLET) & (every["role"] == "actual")]
    told = kept.drop(columns="flags").to_csv(index=False)
    rows = [row for _, row in pd.read_csv(io.StringIO(told)).iterrows()]
    assert any(isinstance(value, float) and value != value for value in rows[0])
    assert comparability.pair(rows[0], rows[1]).flags == ()
    assert "period_unknown" in comparability.pair(rows[0], {**rows[1], "period": None}).flags


def test_what_is_first_is_named_with_all_that_are_as_wide(large):
    told = repr(comparison.answer(comparison.choose(Report(large), [HAMLET, "units.communes"])))
    assert (
        "phổ biến nhất là “Bí thư chi bộ đồng thời là trưởng thôn” và “Số xã, phường, thị trấn” (63"
        in told
    )
    words = Report(large, "en").words
    assert words.widest(dict.fromkeys("abcde", 2) | {"f": 1}) == ("a, b, c and 2 others", 2)
    assert words.widest(dict.fromkeys("abcd", 2)) == ("a, b, c and d", 2)


def test_a_share_is_drawn_before_a_wider_count_and_the_chart_says_so():
    count = {"unit": "xã", "unit_class": "commune", "value": 100}
    made = {"units.communes": lambda n: count, HAMLET: lambda n: ratio(50 + n, 100)}
    tables_ = corpus(FORMER[:3], made)
    kept = tables_["observations"]
    two = kept[(kept["indicator"] != HAMLET) | (kept["province"] != FORMER[0]["name"])]
    chosen = comparison.choose(Report({**tables_, "observations": two}))
    assert panels.focus(chosen).indicator == HAMLET
    assert "Nhiều tỉnh nêu nhất là “Số xã, phường, thị trấn” (3" in panels.in_depth(chosen).caption


def test_series_that_are_not_drawn_have_their_reason(report):
    caption = panels.by_theme(comparison.choose(report)).caption
    assert "Không vẽ: 1 dãy gộp nhiều việc khác nhau và 1 dãy chỉ có một kết quả" in caption


def test_a_group_limits_everything(large):
    report = Report(large)
    for name in ("Tây Nguyên", "tay-nguyen", "Central Highlands"):
        chosen = comparison.choose(report, group=name)
        assert sorted(a.name for a in chosen.areas) == sorted(
            ["Kon Tum", "Gia Lai", "Đắk Lắk", "Đắk Nông", "Lâm Đồng"]
        )
    assert {o["province"] for s in chosen.series for o in s.rows} <= {a.name for a in chosen.areas}
    assert len(panels.reported(chosen).data) == 5
    assert "5 tỉnh" in repr(comparison.answer(chosen))


CLUSTER = "Hội nghị Cụm thi đua số 4 ngành Tổ chức xây dựng Đảng"


def test_figures_of_a_group_stand_under_none_of_its_provinces(tmp_path):
    said = "{} năm 2017, các tỉnh trong cụm kết nạp {} đảng viên."
    pages = {
        "binh_duong": f"{CLUSTER}\n\nBình Dương, ngày 5/1/2018\n\n{said.format('Bình Dương:', '9.000')}",
        "long_an": f"Tin tỉnh Long An\n\nNgày 5/1/2018\n\n{said.format('Tại Long An', '1.642')}",
        "dong_nai": "Tin tỉnh Đồng Nai\n\nNgày 5/1/2022\n\nNăm 2021, tỉnh Đồng Nai kết nạp 800 đảng viên.",
    }
    for name, page in pages.items():
        (tmp_path / f"{name}.txt").write_text(f"{page}\n", encoding="utf-8")
    report = Report(extract_corpus([tmp_path])[0])
    chosen = comparison.choose(report, ["party.admissions"])
    assert [(g.id, o["literal"]) for g, o in chosen.joint] == [("cum-thi-dua-4", "9.000")]
    assert sorted(a.label for a in chosen.areas) == ["Long An", "Đồng Nai"]
    assert "1 số liệu được nêu cho cả Cụm" in repr(comparison.answer(chosen))
    shown = {
        show(row[0]).striptags(): show(row[1]).striptags()
        for _, rows in comparison.table(chosen).groups
        for row in rows
    }
    assert "9.000" in shown["Cụm thi đua số 4 ngành Tổ chức xây dựng Đảng"]
    assert "Bình Dương" not in shown
    tiles = dict(zip(*(panels.covered(chosen).data.iloc[:, at] for at in (0, 1)), strict=True))
    assert tiles["Bình Dương"] == "không có bài"
    cluster = comparison.choose(report, group="cum-thi-dua-4")  # of 2017 and 2018
    assert {o["province"] for s in cluster.series for o in s.rows} == {"Long An"}


def test_a_chosen_indicator_is_mapped_where_three_provinces_can_be_compared(large):
    report = Report(large)
    drawn = panels.mapped(comparison.choose(report, [HAMLET]))
    assert drawn.data.shape == (63, 2)
    number = {row["name"]: 100 + n for n, row in enumerate(FORMER)}
    percent = report.words.percent
    assert dict(drawn.data.values)["An Giang"] == percent(number["An Giang"] / 2)
    today = panels.mapped(comparison.choose(report, [HAMLET], boundaries="2025"))
    both = (number["An Giang"] + number["Kiên Giang"]) / 4  # n and N add up
    assert dict(today.data.values)["An Giang"] == percent(both, 1)
    assert len(today.data) == 34
    withheld = panels.mapped(comparison.choose(report, ["units.communes"]))
    assert "quy mô tỉnh" in repr(withheld)
    two = Report(corpus(FORMER[:2], {HAMLET: lambda n: ratio(50 + n, 100)}))
    assert "cần từ 3 tỉnh" in repr(panels.mapped(comparison.choose(two, [HAMLET])))


def test_a_sum_is_not_ranked_beside_its_parts(large):
    chosen = comparison.choose(Report(large), [HAMLET], boundaries="2025")
    (series,) = (s for s in chosen.series if s.measure == "share")
    assert any(fact["summed"] for fact in series.facts)
    assert len(series.ranking) == 63


def test_rows_say_whose_share_they_are_and_what_is_counted_by_the_year(report):
    shown = comparison.table(comparison.choose(report, ["party.members_subgroup"]))
    rows = [[show(cell).striptags() for cell in row] for _, told in shown.groups for row in told]
    at = [name.rstrip("#!") for name in shown.columns].index("Phạm vi, nhóm")
    assert any("dân tộc thiểu số" in row[at] and row[0] == "Kon Tum" for row in rows)
    (goal,) = (o for o in report.of("binh_thuan_2017", "observations") if o["literal"] == "2.000")
    assert "/năm, bình quân" in report.value(goal).striptags()


def test_predecessors_are_added_only_where_all_tell_alike(large):
    chosen = comparison.choose(Report(large), ["units.communes", HAMLET], boundaries="2025")
    groups_ = dict(comparison.table(chosen).groups)
    (counts,) = (r for title, r in groups_.items() if show(title).striptags().startswith("Số xã"))
    shown = [[Markup(cell).striptags() for cell in row] for row in counts]
    number = {row["name"]: 100 + n for n, row in enumerate(FORMER)}
    total = str(number["An Giang"] + number["Kiên Giang"])
    assert [row[1] for row in shown if row[6] == "tổng các tỉnh cũ" and row[0] == "An Giang"] == [
        total
    ]
    assert "Quảng Ngãi (Kon Tum)" in [row[0] for row in shown]
    assert panels.covered(chosen).data.shape[0] == 34
    silent = [row for row in FORMER if row["name"] != "Kiên Giang"]
    lacking = Report(corpus(silent, {"units.communes": lambda n: {"value": n, "unit": "xã", "unit_class": "commune"}}))  # fmt: skip
    chosen = comparison.choose(lacking, ["units.communes"], boundaries="2025")
    sums = [row[0] for row in comparison.table(chosen).groups[0][1] if row[6] == "tổng các tỉnh cũ"]
    assert "Lào Cai" in sums
    assert "An Giang" not in sums


# -- charts and pages -----------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("draw", DRAWN, ids=lambda f: f.__name__)
def test_each_chart_says_what_it_shows_and_repeats_exactly(seed_tables, lang, draw):
    chosen = comparison.choose(Report(seed_tables, lang))
    first, second = draw(chosen), draw(chosen)
    assert isinstance(first, Chart)
    assert first.svg() == second.svg()
    assert not {"{", "}"} & {*(first.title + first.caption + first.alt)}
    assert any(char.isdigit() for char in first.alt)


def test_what_is_missing_is_hatched_and_named(report):
    drawn = panels.reported(comparison.choose(report))
    assert b"<pattern" in drawn.svg()
    cells = {text.partition(" (")[0] for row in drawn.data.values for text in row[1:]}
    assert cells >= {"không nêu", "có nêu nhưng không so sánh được", "ngoài phạm vi bài viết", "có nêu, không xếp hạng"}  # fmt: skip


def test_counts_and_percentages_never_share_an_axis(report):
    drawn = panels.against(comparison.choose(report))
    assert not [name for name in drawn.data.iloc[:, 0] if "Tinh giản" in name]  # 145 posts, 64
    table = comparison.targets(comparison.choose(report))._repr_html_()
    assert "44,1" in table  # 64 of 145


def aims(goals, *results, indicator="economy.new_rural_communes"):
    """A comparison of one province: targets and results as (value, period, qualifier)."""
    told = {"unit": "%", "unit_class": "share"}
    rows = [*[("target", g) for g in goals], *[("actual", r) for r in results]]
    made = {
        f"{indicator}#{n}": lambda _, role=role, row=row: (
            told | {"role": role} | dict(zip(("value", "period", "qualifier"), row, strict=True))
        )
        for n, (role, row) in enumerate(rows)
    }
    return comparison.choose(Report(corpus(FORMER[:1], made)))


def test_a_target_is_held_against_the_result_nearest_its_year_and_both_are_dated():
    chosen = aims([(50, "2020", "exact")], (70, "2023", "exact"), (40, "2020", "exact"))
    ((_, rows),) = comparison.targets(chosen).groups
    cells = [Markup(cell).striptags() for cell in rows[0]]
    assert "50" in cells[2]
    assert "2020" in cells[2]
    assert "40" in cells[3]
    assert "2020" in cells[3]
    assert "Chưa đạt mức kế hoạch" in panels.against(chosen).caption


def test_a_result_compared_as_a_share_is_printed_as_one(report):
    assert "82,35 % (70 xã)" in Markup(comparison.targets(comparison.choose(report))).striptags()


def test_less_is_better_where_the_codebook_says_so_and_estimates_are_called_so():
    goal, done = (5, "2020", "exact"), (3, "2020", "estimate")
    poor = panels.against(aims([goal], done, indicator="economy.poverty_rate"))
    assert poor.title == "1/1 kế hoạch tính bằng tỷ lệ đã đạt (trong đó 1 theo số ước tính)"
    neither = panels.against(aims([goal], done, indicator="party.member_quality"))
    assert "đạt" not in neither.title
    assert "1 cặp không xét" in neither.caption


def test_all_provinces_fit_and_stay_readable(large):
    chosen = comparison.choose(Report(large))
    for draw in DRAWN:
        drawn = draw(chosen)
        assert len(drawn.svg()) < 900_000, draw.__name__
        width, height = drawn.figure.get_size_inches()
        assert width < 9, "wider than a page: letters would shrink"
        assert height < 32, draw.__name__
    assert len(panels.in_depth(chosen).data) == 63
    assert not [t for t in panels.covered(chosen).data.iloc[:, 1] if not t]
    assert sum(len(f(chosen)._repr_html_()) for f in WRITTEN) < 1_500_000


@pytest.mark.parametrize("kept", [0, 1])
def test_little_or_nothing_is_told_as_such(kept):
    made = {HAMLET: lambda n: ratio(5, 10)} if kept else {}
    report = Report(corpus(FORMER[:2], made))
    if kept:
        report = Report(corpus(FORMER[:1], made))
    chosen = comparison.choose(report)
    assert "chưa so sánh được" in repr(comparison.answer(chosen))
    for made in (*DRAWN, *WRITTEN):
        assert made(chosen)._repr_html_()
    if kept:
        assert "Chỉ một tỉnh nêu" in repr(panels.in_depth(chosen))
    found = models.adoptions(report)
    assert "Không bài nào" in repr(models.answer(report, found))
    assert len(comparison.table(models.compared(report, found))) == 0


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"group": "Tây Nguyen"}, UnknownName, "group 'Tây Nguyen' is not known"),
        ({"indicators": ["payroll.cut"]}, UnknownName, "did you mean"),
        ({"boundaries": "34"}, ValueError, "give '' .* or '2025'"),
        ({"period": "2020/2015"}, ValueError, "2017 or 2015/2020"),
    ],
)
def test_wrong_values_are_refused_with_a_way_out(report, given, error, message):
    with pytest.raises(error, match=message):
        comparison.choose(report, **given)


def test_alike_numbers_of_one_article_stay_apart_unless_one_repeats_the_other(report):
    shown = comparability.compare(pd.DataFrame(report.tables["observations"]), "payroll.reduction")
    ones = shown[(shown["province"] == "Kon Tum") & (shown["value"] == 1)]
    assert list(ones["statements"]) == [1, 1]  # of communes, of Party bodies
    shown = comparability.compare(
        pd.DataFrame(report.tables["observations"]), "party.members_subgroup"
    )
    told = shown[(shown["province"] == "Bình Thuận") & (shown["value"] == 112)]
    assert list(told["statements"]) == [1, 1]  # of minorities, of believers
    row = report.observations[0]
    again = [row | {"observation_id": "b", "repeats": row["observation_id"]}]
    again += [row | {"observation_id": "c", "doc_id": "another"}]
    (fact,) = tables.rows(comparability.compare(pd.DataFrame([row, *again]), row["indicator"]))
    assert (fact["statements"], fact["sources"]) == (3, 2)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"indicator": "nonsense.x"}, "'nonsense.x' is none of"),
        ({"indicator": "payroll.reducton"}, "payroll.reduction"),
        ({"period": "banana"}, "2017 or 2015/2020"),
        ({"boundaries": "34"}, "2025"),
    ],
)
def test_compare_refuses_what_it_cannot_do(report, given, message):
    with pytest.raises(ValueError, match=message):
        comparability.compare(
            pd.DataFrame(report.observations), **({"indicator": "payroll.reduction"} | given)
        )


def test_a_year_may_be_a_number_and_missing_provinces_have_their_reason(report):
    told = pd.DataFrame(report.observations)
    by_text, by_number = (
        comparability.compare(told, "payroll.reduction", period=period, boundaries="2025")
        for period in ("2019", 2019)
    )
    assert by_text.equals(by_number)
    why = dict(zip(by_text["province"], by_text["missing"], strict=True))
    assert why["Thái Bình"] == why["Bắc Kạn"] == "no_article"
    assert why["Phú Yên"] == "out_of_scope"  # its article is on badges
    kept = {a.label for a in comparison.choose(report, ["payroll.reduction"], 2019).areas}
    assert "Đồng Nai" in kept


def test_the_year_of_a_peak_does_not_stand_for_others(tmp_path):
    said = "Giai đoạn 2016-2020, tốc độ tăng GRDP của {{name}} bình quân đạt {}%/năm{}."
    articles = [said.format(7, ", cá biệt có năm trên 20%"), said.format(8, ""), said.format(9, "")]
    (series,) = comparison.choose(read(tmp_path, *articles), ["economy.grdp_growth"]).series
    assert sorted(value for _, value in series.ranking) == [7, 8, 9]
    (peak,) = (fact for fact in series.facts if fact["value"] == 20)
    assert peak["missing"] == "not_comparable"
    assert "peak" in peak["flags"]


@pytest.mark.parametrize(
    ("doc", "literal", "vi", "en"),
    [
        ("hai_duong_2019_2", "0,3%", "thấp hơn 0,3 %", "lower by 0.3%"),
        ("thai_nguyen_2021", "230", "tăng 230", "higher by 230"),
        ("kon_tum", "30%", "vượt gần 30 %", "exceeded by nearly 30%"),
        ("kon_tum", "640", "gần 640", "nearly 640"),
        ("vinh_phuc_2022", "20%", "trên 20 %", "over 20%"),
    ],
)
def test_a_number_is_printed_with_its_direction_and_bound(seed_tables, doc, literal, vi, en):
    for lang, told in (("vi", vi), ("en", en)):
        report = Report(seed_tables, lang)
        row = next(o for o in report.of(doc, "observations") if o["literal"] == literal)
        assert report.quantity(row).replace("\u00a0", " ") == told


def test_by_how_much_a_plan_is_exceeded_stands_with_the_targets(report):
    (rows,) = (r for _, r in comparison.targets(comparison.choose(report)).groups)
    (row,) = (r for r in rows if "Đăk Glei" in r[0])
    assert "vượt gần 30 %" in Markup(row[3]).striptags().replace("\u00a0", " ")
    assert "gần 130 % kế hoạch" in Markup(row[4]).striptags().replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("doc", "literal", "said", "part"),
    [
        ("long_an_2023", "13,64%", "ở cấp huyện", False),
        ("hai_duong_2019_2", "28,5%", "Với chức danh cấp phó", False),
        ("thai_nguyen_2021", "513", "Thông qua giám sát chuyên đề", False),
        ("phu_yen_2022", "197", "Tôn vinh", False),
        ("phu_yen_2022", "16", "55 năm", True),
        ("kon_tum_2022", "26", "Viên chức", True),
        ("quang_nam_2020", "250", "khối sự nghiệp", True),
        ("hung_yen_2018", "16.212", "tổng số học viên", False),
    ],
)
def test_parts_and_groups_are_told_apart(report, doc, literal, said, part):
    row = next(o for o in report.observations if (o["doc_id"], o["literal"]) == (doc, literal))
    shown = report.scope(row).striptags()
    assert said in shown
    assert ("một phần của tổng số" in shown) == part


# -- models ---------------------------------------------------------------------------------------


def test_the_matrix_says_where_how_far_and_why_not(report):
    found = models.adoptions(report, "An Giang")
    shown = models.matrix(report, found, "merger")
    rows = {str(row[0]): Markup(" ").join(row[1:]) for _, rows in shown.groups for row in rows}
    assert "không thuộc diện" in rows["Tân Châu"]
    assert "bệnh viện" in rows["Tân Châu"]
    assert "đã thực hiện" in rows["Châu Phú"]
    assert rows["Tân Châu"].count("không nêu") == len(shown.columns) - 2
    assert "nhập văn phòng cấp ủy và văn phòng" in rows["Long Xuyên"]
    assert "10/11" in rows["toàn tỉnh"]
    there = models.matrix(report, models.adoptions(report, "Hải Dương"), "concurrent")
    cells = [show(cell).striptags() for _, rows in there.groups for row in rows for cell in row]
    assert any("100 %, trong 8 xã" in cell.replace("\xa0", " ") for cell in cells)
    ids = {f"s{row['sentence_start']}" for row in found}
    assert ids == set(
        re.findall(
            r"an_giang_2017\.html#(s\d+)",
            "".join(f"{models.matrix(report, found, k)._repr_html_()}" for k in models.KINDS),
        )
    )
    assert ids <= set(re.findall(r'id="(s\d+)"', evidence.highlight(report, "an_giang_2017")))
    assert "887/888" in comparison.table(models.compared(report, found))._repr_html_()


def test_a_group_limits_models_documents_and_statements(report):
    inside = {"Lâm Đồng", "Đắk Lắk", "Đắk Nông", "Gia Lai", "Kon Tum"}
    found = models.adoptions(report, group="Tây Nguyên")
    assert {row["province"] for row in found} == {"Đắk Lắk"}
    assert {*limits.choose(report, group="tay-nguyen").areas} <= inside
    entries = cited.choose(report, group="tay-nguyen")
    assert entries
    assert all(e.provinces & inside for e in entries)
    for choose in (models.adoptions, limits.choose, cited.choose):
        with pytest.raises(UnknownName, match="group"):
            choose(report, group="Tây Nguyen")


def test_models_of_one_kind_or_province_only(report):
    every = models.adoptions(report)
    assert {r["model"] for r in models.adoptions(report, model=HAMLET)} == {HAMLET}
    assert len(models.adoptions(report, "Hải Dương")) == sum(
        r["province"] == "Hải Dương" for r in every
    )
    with pytest.raises(UnknownName, match="did you mean"):
        models.adoptions(report, model="concurrent.hamlet_secretary_heads")
    with pytest.raises(UnknownName, match="no article"):
        models.adoptions(report, "Bến Tre")


def test_a_profile_says_how_far_others_compare(report):
    area = report.area("Hải Dương")
    shown = profile.others(report, area, profile.compared(report, area))
    assert "Không xếp hạng: " in shown._repr_html_()
    kinds = {
        o["observation_id"]: s.measure for s in comparison.choose(report).series for o in s.rows
    }
    for _, rows in shown.groups:
        for name, *lines, _ in rows:
            ids = set(re.findall(r"#([\w.-]+)", "".join(lines)))
            told = [o for o in report.observations if ids & set(o["figure_ids"] or ())]
            told = [o for o in told if report.words.label("indicator", o["indicator"]) in name]
            assert {o["role"] for o in told} == {"actual"}
            assert len({kinds[o["observation_id"]] for o in told}) == 1


def test_a_share_of_a_succession_plan_is_called_one_on_the_page(report):
    shown = profile.indicators(report, report.area("An Giang"))
    rows = [row for _, found in shown.groups for row in found if "18,9" in row[1]]
    assert "trong quy hoạch" in rows[0][1]
