"""Every rule of linking takes its examples and refuses its rejects, through the whole extraction."""

from __future__ import annotations

import pytest

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
}


@pytest.mark.parametrize(("text", "period", "role"), STATED.values(), ids=STATED)
def test_period_and_role_of_a_figure(text, period, role):
    (row,) = observed(text)
    assert (row["period"], row["role"]) == (period, role)
