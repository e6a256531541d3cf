"""Every rule of linking takes its examples and refuses its rejects, through the whole extraction."""

from __future__ import annotations

import pytest

from solieu.analysis import comparability
from solieu.knowledge import codebook
from solieu.linking import linkrules, roles
from solieu.records import extract
from solieu.rules import marked
from solieu.text import Document


def cases(rules):
    found = [(rule, text, True) for rule in rules for text in rule.examples]
    found += [(rule, text, False) for rule in rules for text in rule.rejects]
    return {"argvalues": found, "ids": [f"{rule.name}-{text[:40]}" for rule, text, _ in found]}


def observed(example: str) -> list[dict]:
    """The observations that the marked figure belongs to."""
    text, span = marked(example)
    rows = extract(Document.from_text(text))
    ids = {
        f["figure_id"] for f in rows["figures"] if f["start"] < span.end and span.start < f["end"]
    }
    assert ids, f"no figure at {text[span.start : span.end]!r}"
    return [o for o in rows["observations"] if ids & set(o["figure_ids"])]


@pytest.mark.parametrize(("rule", "text", "wanted"), **cases(linkrules.RULES))
def test_a_rule_takes_its_examples_and_refuses_its_rejects(rule, text, wanted):
    found = [row["indicator"] or "" for row in observed(text)]
    assert (rule.indicator in found) is wanted, found


@pytest.mark.parametrize(("rule", "text", "wanted"), **cases(roles.RULES))
def test_a_rule_of_roles_decides_its_examples(rule, text, wanted):
    found = [row["role"] for row in observed(text)]
    assert (found == [rule.kind]) is wanted, found


def test_every_indicator_of_the_codebook_has_examples():
    for indicator in codebook():
        rules = [rule for rule in linkrules.RULES if rule.indicator == indicator]
        assert sum(len(rule.examples) for rule in rules) >= 3, indicator
        assert any(rule.rejects for rule in rules), indicator


STATED = {  # the words around a figure that tell its period, role: (article, period, role)
    "a cut measured against an earlier year": (
        "Tính đến 31/12/2021, biên chế của tỉnh Lâm Đồng giảm ⟦277⟧ biên chế so với năm 2015.",
        "2015/2021",
        "actual",
    ),
    "a cut against the year before is that year's": (
        "Năm 2021, tỉnh Lâm Đồng giảm ⟦27⟧ biên chế so với năm 2020.",
        "2021",
        "actual",
    ),
    "what is left after a span of years": (
        "Báo cáo năm 2020\nTrong các năm 2019 - 2020, huyện đã nhập 79 thôn thành 37 thôn mới, "
        "đưa số thôn từ 228 xuống còn ⟦186⟧ thôn.",
        "2020",
        "actual",
    ),
    "from a term's beginning to the day": (
        "Kết quả phát triển đảng viên năm 2019\nNăm 2019, tỉnh có nhiều đảng viên mới. "
        "Lũy kế từ đầu nhiệm kỳ 2015-2020 đến nay, tỉnh kết nạp ⟦8.214⟧ đảng viên.",
        "2015/2019",
        "actual",
    ),
    "a term that is named, and its end": (
        "Đại hội năm 2020\nĐại hội thông qua 11 chỉ tiêu của nhiệm kỳ 2020-2022, trong đó: "
        "mỗi năm kết nạp 1 đảng viên; đến cuối nhiệm kỳ, hộ nghèo còn dưới ⟦1%⟧.",
        "2022",
        "target",
    ),
    "a meeting of January that looks back": (
        "Hội nghị tổng kết công tác xây dựng Đảng của tỉnh\nChiều 10/1/2018, tỉnh họp đánh giá kết "
        "quả năm 2017. Trong năm, tỉnh kết nạp ⟦2.014⟧ đảng viên; trong năm 2018, giữ mức ấy.",
        "2017",
        "actual",
    ),
    "a stage that is summed up": (
        "Nhìn lại một nghị quyết của tỉnh Lâm Đồng\nNghị quyết về phát triển đảng viên giai đoạn "
        "2016 - 2020 vừa được tổng kết. Năm năm, tỉnh kết nạp ⟦7.936⟧ đảng viên.",
        "2016/2020",
        "actual",
    ),
    "a list that takes apart what was told before it": (
        "Tinh giản biên chế năm 2018\nLũy kế từ năm 2015 đến nay, tỉnh giảm 1.987 người; còn phải "
        "giảm trước khi hết năm 2021 là 1.227 người.\n\nCụ thể số đã giảm ở từng khối:\n"
        "+ Khối Đảng: 74 người;\n+ Khối hành chính: ⟦163⟧ người.",
        "2015/2018",
        "actual",
    ),
    "a stage named before": (
        "Kết quả giai đoạn 2015 - 2021 của tỉnh Lâm Đồng\nTính đến năm 2021, mọi việc đã xong. "
        "Cũng trong giai đoạn này, tỉnh đã tinh giản ⟦1.342⟧ người.",
        "2015/2021",
        "actual",
    ),
    "the parts of what the sentence before told": (
        "Sắp xếp trường học năm 2021\nTừ năm 2016 đến năm 2021, tỉnh giảm 37 trường. "
        "Trong đó, Tuần Giáo giảm ⟦8⟧ trường.",
        "2016/2021",
        "actual",
    ),
    "the later of two years": (
        "Cơ cấu kinh tế năm 2022\nNếu năm 1997, tỷ lệ hộ nghèo chiếm tới 52,1% thì đến năm 2021 "
        "chỉ còn ⟦7,2%⟧.",
        "2021",
        "actual",
    ),
    "a year told of an aim ends with its clause": (
        "Tinh giản biên chế năm 2022\nNăm 2022, tỉnh giảm 10,07% biên chế, vượt yêu cầu đến "
        "năm 2021 là 10%; ngành giáo dục giảm ⟦52⟧ trường.",
        "2022",
        "actual",
    ),
    "the stage of a scheme that was adopted": (
        "Thông qua phương án sắp xếp xã ở Hà Nam\n\nHội nghị đã thông qua phương án sắp xếp đơn vị "
        "hành chính giai đoạn 2019-2021. Theo đó, tỉnh giảm ⟦7⟧ xã.",
        "2019/2021",
        "actual",
    ),
    "what a plan sets for its own year": (
        "Phương án sáp nhập các đơn vị sự nghiệp\n\nTỉnh Hà Nam họp ngày 5/6/2018. Đối với cấp "
        "huyện, trong năm 2018, các đơn vị hợp nhất, qua đó giảm ⟦61⟧ cấp trưởng.",
        "2018",
        "target",
    ),
    "what there was in a plan's own year": (
        "Phương án sáp nhập các đơn vị sự nghiệp\n\nTỉnh Hà Nam họp ngày 5/6/2018. Đối với cấp "
        "huyện, từ đầu năm 2018 đến nay đã giảm ⟦61⟧ cấp trưởng.",
        "2018",
        "actual",
    ),
    "the term before a plan's": (
        "Quy hoạch cán bộ ở tỉnh Hà Nam năm 2019\n\nTỉnh đã duyệt quy hoạch cấp ủy nhiệm kỳ "
        "2020-2025: cán bộ nữ chiếm 28,5%, nhiệm kỳ trước là ⟦24,6%⟧.",
        "2015/2020",
        "baseline",
    ),
    "what a target is exceeded by": (
        "Năm 2023, các cấp ủy kết nạp 1.318 đảng viên, vượt chỉ tiêu ⟦118⟧ đảng viên.",
        "2023",
        "change",
    ),
    "a target that is exceeded": (
        "Năm 2023, các cấp ủy kết nạp 1.318 đảng viên, vượt chỉ tiêu ⟦1.200⟧ đảng viên.",
        "2023",
        "target",
    ),
    "the first half of a year": (
        "Trong nửa đầu năm 2022, huyện Ia Pa kết nạp ⟦41⟧ đảng viên.",
        "2022-01/2022-06",
        "actual",
    ),
    "nine months, told in the opening": (
        "Kiểm tra, giám sát năm 2020\n\n9 tháng năm 2020, huyện Ia Pa làm nhiều việc. Cấp ủy "
        "lập đoàn đi cơ sở.\n\nQua đó, cấp ủy đã kiểm tra ⟦17⟧ tổ chức đảng.",
        "2020-01/2020-09",
        "actual",
    ),
    "what there is now is told of no half year": (
        "Trong 6 tháng đầu năm 2022, huyện Ia Pa có nhiều đổi mới; đến nay có ⟦2.114⟧ đảng viên.",
        "2022",
        "actual",
    ),
    "a half year that is still to come": (
        "Kết nạp đảng viên năm 2022\n\nNhiệm vụ 6 tháng cuối năm 2022 khá nặng. Năm 2022, huyện "
        "Ia Pa đã kết nạp ⟦41⟧ đảng viên.",
        "2022",
        "actual",
    ),
    "a half year it is compared with": (
        "Năm 2022, so với 6 tháng đầu năm 2022, huyện Ia Pa làm tốt hơn, kết nạp ⟦41⟧ đảng viên.",
        "2022",
        "actual",
    ),
    "an aim below its heading": (
        "Kết quả năm 2016 của tỉnh Lâm Đồng\n\nNăm 2016, tỉnh kết nạp 812 đảng viên.\n\n"
        "4. Chỉ tiêu chủ yếu năm 2017\n\nGRDP tăng 6,8%; kết nạp từ ⟦850⟧ đảng viên trở lên.",
        "2017",
        "target",
    ),
    "what there is at the end of the span that was told": (
        "Công tác cán bộ năm 2023 của tỉnh Lâm Đồng\n\nTừ đầu nhiệm kỳ 2020-2025 đến nay, tỉnh "
        "luân chuyển 68 cán bộ. Ở tỉnh, có ⟦38⟧ cán bộ nữ giữ chức vụ trưởng, phó sở.",
        "2023",
        "actual",
    ),
    "how many there were before some were merged": (
        "Sáp nhập thôn năm 2019\n\nNăm 2017, toàn tỉnh Lâm Đồng có ⟦2.337⟧ thôn. Năm 2019, tỉnh "
        "giảm 932 thôn.",
        "2017",
        "baseline",
    ),
    "how many an earlier merger left": (
        "Sáp nhập thôn năm 2019\n\nNăm 2017, tỉnh Lâm Đồng nhập 180 thôn, nay cả tỉnh là 79; năm "
        "2018, huyện Di Linh còn ⟦186⟧ thôn.",
        "2018",
        "actual",
    ),
    "a day within the year": (
        "Kết nạp đảng viên năm 2022\n\nTính đến 30/6/2022, huyện Ia Pa kết nạp ⟦41⟧ đảng viên.",
        "2022",
        "actual",
    ),
}


@pytest.mark.parametrize(("text", "period", "role"), STATED.values(), ids=STATED)
def test_period_and_role_of_a_figure(text, period, role):
    (row,) = observed(text)
    assert (row["period"], row["role"]) == (period, role)


def test_half_a_year_is_not_shown_as_the_whole(seed_tables):
    rows = seed_tables["observations"]
    here = rows[(rows.doc_id == "quang_binh_2019") & (rows.indicator == "party.admissions")]
    assert set(here.period) == {"2019-01/2019-06"}
    own = here.iloc[0][["indicator", "period", "place"]].to_dict()
    assert "part_year" in comparability.pair(own, own | {"period": "2019"}).flags
    assert "part_year" not in comparability.pair(own, own).flags


WHERE = {  # the place a figure is told of: (article, province, place)
    "a commune before its district": (
        "Ở xã Chiềng Mung (huyện Mai Sơn, tỉnh Sơn La), năm 2020 có ⟦3⟧ bản được gộp làm một.",
        "Sơn La",
        "Chiềng Mung",
    ),
    "a place told again by its type word": (
        "Ngày 15/10/2025, tỉnh Lâm Đồng họp. Toàn tỉnh có nhiều chi bộ.\n\nĐặc khu Phú Quý là trường "
        "hợp riêng. Đặc khu nhập 3 xã Long Hải, Ngũ Phụng và Tam Thanh; Đảng bộ đặc khu có ⟦38⟧ "
        "chi bộ.",
        "Lâm Đồng",
        "Phú Quý",
    ),
    "a commune's body without its type word": (
        "Huyện Na Rì (tỉnh Bắc Kạn) có xã mới.\nXã Văn Lang có bà Mến, người thôn Nà Diệc. Năm 2020, "
        "Đảng bộ Văn Lang hiện có ⟦287⟧ đảng viên.",
        "Bắc Kạn",
        "Văn Lang",
    ),
    "places in their order": (
        "Năm 2024, tỉnh Bến Tre kỷ luật 246 đảng viên. Ba Tri và Thạnh Phú là những nơi có nhiều đảng "
        "viên bị kỷ luật, theo thứ tự là 41 và ⟦36⟧ người.",
        "Bến Tre",
        "Thạnh Phú",
    ),
    "the district again that an article is about": (
        "Can Lộc giảm 5 xã\n\nHuyện Can Lộc (tỉnh Hà Tĩnh) nhập 8 xã, trong đó có thị trấn Nghèn, "
        "huyện còn ⟦18⟧ xã. Toàn huyện đồng tình.",
        "Hà Tĩnh",
        "Can Lộc",
    ),
    "the province that leads": (
        "Tinh giản biên chế ở tỉnh Tuyên Quang năm 2016\n\nTrong năm, tỉnh Tuyên Quang tinh giản "
        "198 biên chế, Thái Nguyên dẫn đầu với ⟦611⟧ biên chế.",
        "Thái Nguyên",
        None,
    ),
    "a body that is only quoted": (
        "Sở Nội vụ tỉnh Kon Tum cho biết, năm 2022 tỉnh Kon Tum tinh giản ⟦30⟧ biên chế.",
        "Kon Tum",
        None,
    ),
}


@pytest.mark.parametrize(("text", "province", "place"), WHERE.values(), ids=WHERE)
def test_place_of_a_figure(text, province, place):
    (row,) = observed(text)
    assert (row["province"], row["place"]) == (province, place)


TOLD_TWICE = {  # the second of two equal numbers repeats the first, or is a fact of its own
    "two groups in a sentence": (
        "Tỉnh Lâm Đồng kết nạp 900 đảng viên năm 2022. Trong đó có 75 nữ, 75 người có đạo.",
        False,
    ),
    "two places of a list": (
        "Tinh giản biên chế ở tỉnh Lâm Đồng năm 2022, số người nghỉ như sau:\n- Cấp xã: 75 người;"
        "\n- Cấp huyện: 9 người;\n- Cơ quan Đảng: 75 người.",
        False,
    ),
    "two groups in two sentences": (
        "Năm 2022, tỉnh Lâm Đồng kết nạp 900 đảng viên, trong đó có 75 đảng viên nữ. "
        "Đảng viên mới có đạo cũng là 75 người.",
        False,
    ),
    "one group told again": (
        "Năm 2022, tỉnh Lâm Đồng kết nạp 900 đảng viên, trong đó có 75 đảng viên nữ.\n\n"
        "Việc này được chú trọng. Năm 2022, tỉnh kết nạp 75 đảng viên nữ.",
        True,
    ),
    "the title": (
        "Lâm Đồng kết nạp 75 đảng viên\n\nNăm 2022, tỉnh Lâm Đồng kết nạp 75 đảng viên.",
        True,
    ),
}


@pytest.mark.parametrize(("text", "again"), TOLD_TWICE.values(), ids=TOLD_TWICE)
def test_equal_numbers_are_repeats_only_of_one_group(text, again):
    rows = extract(Document.from_text(text))["observations"]
    first, second = (row for row in rows if row["value"] == 75)
    assert first["indicator"]
    assert first["indicator"] == second["indicator"]
    assert second["repeats"] == (first["observation_id"] if again else None)


AGAINST = {  # what the marked percent or n/N is a part of
    "kết nạp 96 đảng viên, bằng ⟦96,6%⟧ so với chỉ tiêu năm.": "target",
    "có ⟦103/140⟧ xã đạt chuẩn nông thôn mới theo nghị quyết.": "total",
    "tinh giản ⟦103/140⟧ biên chế so với kế hoạch năm.": "target",
    "kết nạp ⟦143/140⟧ đảng viên.": "target",
    "vượt kế hoạch kết nạp đảng viên có huyện Ia Pa (⟦112,5%⟧).": "target",
    "có 70 xã đạt chuẩn nông thôn mới, chiếm ⟦82,3%⟧ (chỉ tiêu: 50%).": "total",
    "đã hoàn thành ⟦29/29⟧ nhiệm vụ theo chương trình, kế hoạch.": "total",
}


@pytest.mark.parametrize(("text", "whole"), AGAINST.items())
def test_a_share_is_told_apart_from_a_percent_of_a_target(text, whole):
    (row,) = observed(f"Năm 2022, tỉnh Gia Lai {text}")
    assert row["denominator_is"] == whole
