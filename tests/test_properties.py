"""Promises that hold for any text, tried on made-up ones."""

import unicodedata
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from solieu import tables
from solieu.records import extract
from solieu.text import Document

PIECES = """\
năm 2020|giai đoạn 2015 - 2020|nhiệm kỳ 2020-2025|6 tháng đầu năm|ngày 30/4/2019|quý III/2021
Nghị quyết số 18-NQ/TW|Nghị quyết 18, 19|Quyết định số 217-QĐ/TW ngày 12-12-2013|Kế hoạch 05 KH//TU
Nghị quyết Trung ương 4 (khóa XII)|Nghị định 108/2014/NĐ-CP|1.642|1 642|08|16 nghìn|1,1 triệu
3,5 tỷ đồng|46,7%|0,3 điểm %|418/436|12.480/11.300|71,4%/60%|2,8 lần|từ 3 đến 5|5 - 7%|100 km2
thôn|xã, phường|đảng viên|bí thư chi bộ đồng thời là trưởng thôn|biên chế|tinh giản|sáp nhập|đạt
chiếm|giảm|tăng|còn|chưa|so với năm 2015|kế hoạch|chỉ tiêu|trong đó|lần lượt là|hơn|gần|khoảng|có
tỉnh Trà Vinh|huyện Châu Phú|thị xã Tân Châu|TP. Hồ Chí Minh|Đắk Lắk|đợt 2|1.|2.3.|(3)|Điều 4|18h30
uỷ ban|\u200b|\u00a0|\u0301|,|;|.|:|-|–|/|(|)|"|%|và"""
PIECES = [*PIECES.replace("\n", "|").split("|"), "\n", "\n\n"]
VIETNAMESE = st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)
TEXTS = st.one_of(
    VIETNAMESE, st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
)
DISJOINT = ("figures", "periods", "citations", "exclusions")


@given(TEXTS)
def test_extraction_keeps_its_promises_on_any_text(raw):
    document = Document.from_text(raw)
    found = extract(document)
    frames = tables.build(found | {"texts": [{"doc_id": document.doc_id, "text": document.text}]})
    for name, frame in frames.items():
        rows = tables.rows(frame)
        for row in rows:
            if "start" in row:
                assert 0 <= row["start"] < row["end"] <= len(document.text), name
            if "literal" in row:
                assert document.text[row["start"] : row["end"]] == row["literal"], name
            if "sentence_start" in row:
                assert row["sentence_start"] <= row["start"], name
                assert row["end"] <= row["sentence_end"] <= len(document.text), name
        if name in DISJOINT:
            assert all(a["end"] <= b["start"] for a, b in pairwise(rows)), name
    figures = {row["figure_id"]: row for row in tables.rows(frames["figures"])}
    for row in tables.rows(frames["observations"]):
        leading = figures[row["figure_ids"][0]]
        assert (row["start"], row["end"]) == (leading["start"], leading["end"])


@given(TEXTS)
def test_every_digit_is_accounted_for_once(raw):
    document = Document.from_text(raw)
    found = extract(document)
    owners = [0] * len(document.text)
    for name in DISJOINT:
        for row in found[name]:
            for position in range(row["start"], row["end"]):
                owners[position] += 1
    assert max(owners, default=0) <= 1
    lost = [i for i, c in enumerate(document.text) if c in "0123456789" and not owners[i]]
    assert not lost, document.text[max(0, lost[0] - 20) : lost[0] + 20]


@given(TEXTS)
def test_decomposed_letters_change_nothing(raw):
    composed, decomposed = (
        extract(Document.from_text(unicodedata.normalize(form, raw))) for form in ("NFC", "NFD")
    )
    for found in (composed, decomposed):
        found["documents"][0].pop("sha256")
    assert composed == decomposed


@given(TEXTS)
def test_extraction_is_the_same_each_time(raw):
    assert extract(Document.from_text(raw)) == extract(Document.from_text(raw))


SENTENCES = [
    "Huyện có thị trấn Mậu A.",
    "Toàn xã có 3 thôn.",
    "Bà N. T. H. nói.",
    "TP. Hồ Chí Minh có 24 đơn vị.",
    "Ông Lê Văn T. nhận nhiệm vụ!",
]


def test_sentences_end_where_they_end():
    document = Document.from_text(" ".join(SENTENCES[:4]) + "\n" + " ".join(SENTENCES[4:]))
    assert [document.literal(*span) for span in document.sentences] == SENTENCES
