"""Citations on invented sentences: surface forms, lists, resolution, near misses, and properties."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timing import assert_linear

from solieu.extraction import citations
from solieu.text import Document, canonical

# text -> keys in order, a printed date after @; spaces of a plenum's key are written _
FORMS = {
    "Nghị quyết 18 và Nghị quyết 19 của Trung ương khóa XII": "18-NQ/TW 19-NQ/TW",
    "Nghị quyết Trung ương 6 (lần 2), khóa VIII": "NQTW_6/VIII",
    "Quyết định kỷ luật số 55-QĐ/UBKTTU": "55-QĐ/UBKTTU",
    "Nghị quyết 18 của Đảng bộ xã": "18?",
    "Quyết định 5 năm 2018 của UBND tỉnh": "5?@2018",
    "Kế hoạch 5 năm 2021 - 2025; Quyết định 5 năm qua": "",
    "Nghị quyết số 18-NQ/TW\nngày 25/10/2017": "18-NQ/TW@2017-10-25",
    "khoản 2 Điều 5 Nghị định số 34": "34?",
    "triển khai Nghị quyết số 18, số 19-NQ/TW": "18-NQ/TW 19-NQ/TW",
    "các Nghị quyết 18, 19 của Trung ương khóa XII": "18-NQ/TW 19-NQ/TW",
    "Nghị quyết số 18 và số 19-NQ/TW ngày 25/10/2017 của BCH Trung ương": "18-NQ/TW@2017-10-25 19-NQ/TW@2017-10-25",
    "hai Nghị quyết 18 và 19 đã đi vào cuộc sống": "18? 19?",
    "Nghị quyết 18, 19 xã đã sáp nhập": "18?",
    "thực hiện Nghị quyết 18, 3 xã được nhập": "18?",
    "thực hiện Nghị quyết số 18-NQ/TW, 5 huyện": "18-NQ/TW",
    "Nghị quyết số 18-NQ/TW, 19-NQ/TW và 39-NQ/TW": "18-NQ/TW 19-NQ/TW 39-NQ/TW",
    "Nghị quyết số 18-NQ/TW; Nghị quyết số 19-NQ/TW; Kết luận số 50-KL/TW ngày 28-02-2023": "18-NQ/TW 19-NQ/TW 50-KL/TW@2023-02-28",
    "Nghị quyết Trung ương 6 (khóa XII), Nghị quyết số 18-NQ/TW": "NQTW_6/XII 18-NQ/TW",
    "Nghị quyết Trung ương 4 khóa XI, XII": "NQTW_4/XI NQTW_4/XII",
    "các Nghị quyết Trung ương 5, 6, 7 (khóa XII)": "NQTW_5/XII NQTW_6/XII NQTW_7/XII",
    "Nghị quyết Trung ương 4 khóa XII, khóa XIII": "NQTW_4/XII NQTW_4/XIII",
    "Nghị quyết Trung ương 4 (khóa XI) và Trung ương 4 (khóa XII)": "NQTW_4/XI NQTW_4/XII",
    "Nghị quyết T.Ư 4 (khóa XII)": "NQTW_4/XII",
    "Nghị quyết TƯ 4 khóa XII": "NQTW_4/XII",
    "NQTW4 khóa XII": "NQTW_4/XII",
    "NQ TW 6 (khóa XII)": "NQTW_6/XII",
    "Nghị quyết TW6, khóa XII": "NQTW_6/XII",
    "Nghị quyết Trung ương bảy khóa XII": "NQTW_7/XII",
    "Nghị quyết Hội nghị Trung ương 4, khóa XII": "NQTW_4/XII",
    "Nghị quyết Hội nghị lần thứ tư, Ban Chấp hành Trung ương Đảng khóa XII": "NQTW_4/XII",
    "Nghị quyết Hội nghị lần thứ 6, BCH Trung ương Đảng (khóa XII)": "NQTW_6/XII",
    "Nghị quyết Hội nghị lần thứ sáu (khóa XII)": "NQTW_6/XII",
    "Nghị quyết hội nghị lần thứ 7 BCHTW khóa 12": "NQTW_7/XII",
    "Nghị quyết Hội nghị Trung ương lần thứ 8 (khóa XI)": "NQTW_8/XI",
    "Nghị quyết của Hội nghị lần thứ 4 Ban Chấp hành Trung ương khóa XII": "NQTW_4/XII",
    "Nghị quyết Hội nghị Ban Chấp hành Trung ương Đảng lần thứ năm khóa XIII": "NQTW_5/XIII",
    "Nghị quyết lần thứ 6 Ban Chấp hành Trung ương Đảng khóa XII": "NQTW_6/XII",
    "nghị quyết Trung ương 4 (khoá XII)": "NQTW_4/XII",
    "NGHỊ QUYẾT TRUNG ƯƠNG 4 (KHÓA XII)": "NQTW_4/XII",
    "Kết luận Hội nghị Trung ương 4 khóa XIII": "KLTW_4/XIII",
    "Nghị quyết Trung ương 4 khóa XII và Nghị quyết Đại hội XIII": "NQTW_4/XII",
    "Hội nghị Trung ương 6 khóa XII đã bàn": "",
    "Hội nghị lần thứ 6 Ban Chấp hành Trung ương khóa XII ban hành Nghị quyết số 18-NQ/TW": "18-NQ/TW",
    "Quyết định 217, 218 của Bộ Chính trị": "217-QĐ/TW 218-QĐ/TW",
    "Quyết định số 217-QĐ/TW và 218-QĐ/TW": "217-QĐ/TW 218-QĐ/TW",
    "Quyết định số 217-QĐ/TW, Quyết định số 218-QĐ/TW ngày 12-12-2013": "217-QĐ/TW 218-QĐ/TW@2013-12-12",
    "Chỉ thị 05 của Bộ Chính trị về học tập": "5-CT/TW",
    "thực hiện Chỉ thị 05": "5?",
    "Chỉ thị số 05-CT/TW, ngày 15/5/2016": "5-CT/TW@2016-05-15",
    "Chỉ thị 05-CT/TW và Quy định 08-QĐi/TW": "5-CT/TW 8-QĐi/TW",
    "Quy định số 08-QĐI/TW ngày 25/10/2018": "8-QĐi/TW@2018-10-25",
    "Nghị định số 46/2017/NĐ-CP ngày 21-4-2017 của Chính phủ": "46/2017/NĐ-CP@2017-04-21",
    "Nghị định 108-NĐ/CP": "108-NĐ/CP",
    "Nghị định 108/NĐ-CP": "108/NĐ-CP",
    "Nghị định 108 và 113": "108? 113?",
    "Nghị định 108/2014/NĐ-CP, 113/2018/NĐ-CP": "108/2014/NĐ-CP 113/2018/NĐ-CP",
    "Nghị định số 108/2014/NĐ-CP và Nghị định số 113/2018/NĐ-CP": "108/2014/NĐ-CP 113/2018/NĐ-CP",
    "Nghị quyết 21/NQ-HĐND ngày 10/12/2019 của HĐND tỉnh": "21/NQ-HĐND@2019-12-10",
    "Nghị quyết số 1211/2016/UBTVQH13 ngày 25/5/2016 của Ủy ban Thường vụ Quốc hội": "1211/2016/UBTVQH13@2016-05-25",
    "Nghị quyết 653/2019/UBTVQH14": "653/2019/UBTVQH14",
    "Nghị quyết số 56/2017/QH14 ngày 24 tháng 11 năm 2017": "56/2017/QH14@2017-11-24",
    "Quyết định số 2218/QĐ-TTg ngày 10/12/2015": "2218/QĐ-TTg@2015-12-10",
    "Quyết định 27/2018/QĐ-UBND": "27/2018/QĐ-UBND",
    "Thông tư 67/2022/TT-BTC": "67/2022/TT-BTC",
    "Thông tư liên tịch số 01/2015/TTLT-BNV-BTC": "1/2015/TTLT-BNV-BTC",
    "Công văn số 4928/BNV-CQĐP": "4928/BNV-CQĐP",
    "Công văn 1250-CV/BTCTU ngày 3/4": "1250-CV/BTCTU@--04-03",
    "Công văn số 350-CV/TU": "350-CV/TU",
    "Thông báo số 79-TB/TW": "79-TB/TW",
    "Thông báo kết luận số 158-TB/TU": "158-TB/TU",
    "Thông tri số 12-TT/TU": "12-TT/TU",
    "Tờ trình số 55-TTr/ĐU ngày 3/5/2019": "55-TTr/ĐU@2019-05-03",
    "Báo cáo số 210-BC/TU, ngày 15/12/2018": "210-BC/TU@2018-12-15",
    "Kế hoạch số 130-KH/TU ngày 3-1-2018": "130-KH/TU@2018-01-03",
    "Kế hoạch 07-KH/TW của Bộ Chính trị": "7-KH/TW",
    "Kế hoạch hành động số 5-KH/HU": "5-KH/HU",
    "Chương trình hành động số 25-CTr/TU": "25-CTr/TU",
    "Chương trình 25-CTHĐ/TU": "25-CTHĐ/TU",
    "Chương trình hành động số 17-CTrHĐ/TU ngày 28/02/2018": "17-CTrHĐ/TU@2018-02-28",
    "Đề án số 09-ĐA/TU": "9-ĐA/TU",
    "Đề án 09 của Tỉnh ủy": "9?",
    "Đề án 25 và Nghị quyết 19": "25? 19?",
    "Hướng dẫn 26-HD/BTCTW ngày 18/10/2019": "26-HD/BTCTW@2019-10-18",
    "Quy chế số 05-QC/TU": "5-QC/TU",
    "Kết luận 34-KL/TW": "34-KL/TW",
    "Luật số 47/2019/QH14": "47/2019/QH14",
    "Luật Tổ chức chính quyền địa phương số 77/2015/QH13": "77/2015/QH13",
    "Pháp lệnh số 34/2007/PL-UBTVQH11": "34/2007/PL-UBTVQH11",
    "NQ 39-NQ/TW": "39-NQ/TW",
    "NQ18": "18?",
    "NQ 18, 19": "18? 19?",
    "QĐ số 217-QĐ/TW": "217-QĐ/TW",
    "KL 64-KL/TW": "64-KL/TW",
    "CT 05-CT/TW": "5-CT/TW",
    "HD số 03-HD/TW": "3-HD/TW",
    "Nghị quyết số: 18-NQ/TW": "18-NQ/TW",
    "Nghị quyết  số  18 - NQ/TW": "18-NQ/TW",
    "Nghị quyết số 18 -NQ/TW": "18-NQ/TW",
    "Nghị quyết 18-NQ/TƯ": "18-NQ/TW",
    "Nghị quyết 18–NQ/TW": "18-NQ/TW",
    "Nghị quyết 18NQ/TW": "18-NQ/TW",
    "Nghị quyết số 18 NQ/TW": "18-NQ/TW",
    "Nghị quyết 18-NQ-TW": "18-NQ-TW",
    "Nghị quyết số 18/NQ-TW": "18/NQ-TW",
    "Nghị quyết số18-NQ/TW": "18-NQ/TW",
    "Nghị quyết18-NQ/TW": "18-NQ/TW",
    "Nghị quyết số 39-NQ/TW ngày 17-4-2015 của Bộ Chính trị về tinh giản biên chế": "39-NQ/TW@2015-04-17",
    "Nghị quyết số 39 ngày 17/4/2015 của Bộ Chính trị": "39-NQ/TW@2015-04-17",
    "Nghị quyết 39 của Bộ Chính trị": "39-NQ/TW",
    "Nghị quyết 37 của Bộ Chính trị": "37-NQ/TW",
    "Nghị quyết 18, 19 (khóa XII)": "18-NQ/TW 19-NQ/TW",
    "Nghị quyết Trung ương 18, 19": "18-NQ/TW 19-NQ/TW",
    "Nghị quyết số 12 của Tỉnh ủy": "12?",
    "theo Nghị quyết số 12-NQ/TU ngày 27-4-2023 của Tỉnh ủy Long An": "12-NQ/TU@2023-04-27",
    "Quyết định số 999-QĐ/TU (ngày 5/6/2020)": "999-QĐ/TU@2020-06-05",
    "Kết luận số 48-KL/TW (30/01/2023)": "48-KL/TW@2023-01-30",
    "Nghị quyết số 05-NQ/TU tháng 6/2016": "5-NQ/TU@2016-06",
    "Nghị quyết số 05-NQ/TU năm 2016": "5-NQ/TU@2016",
    "Nghị quyết 18-NQ/TW năm 2017 của Trung ương": "18-NQ/TW@2017",
    "Kế hoạch số 10 ngày 3/5/2019": "10?@2019-05-03",
    "Đề án số 01-ĐA/TU ngày 12-5-2016 của Ban Thường vụ Tỉnh ủy “Tinh giản biên chế”": "1-ĐA/TU@2016-05-12",
    "thực hiện các Quy định số 101-QĐ/TW, 55-QĐ/TW, 08-QĐi/TW": "101-QĐ/TW 55-QĐ/TW 8-QĐi/TW",
    "Quy định số 101, 55, 08 của Trung ương": "101-QĐ/TW 55-QĐ/TW 8-QĐi/TW",
    "Nghị quyết số 30c/NQ-CP": "30c/NQ-CP",
    "Thông tri 12 của Ban Thường vụ": "12?",
    "Lời kêu gọi số 2-LKG/TW": "2-LKG/TW",
    "Nghị quyết đề ra 18 chỉ tiêu": "",
    "Đề án có 3 phần": "",
    "Kế hoạch năm 2020": "",
    "Kế hoạch 5 năm 2021 - 2025": "",
    "kế hoạch 100 đảng viên": "",
    "vượt kế hoạch 2%": "",
    "Báo cáo 6 tháng đầu năm": "",
    "chương trình 3 giai đoạn": "",
    "ban hành 12 nghị quyết, 15 chỉ thị, 20 kế hoạch": "",
    "ban hành Nghị quyết, 15 kế hoạch": "",
    "Cụm thi đua số 4": "",
    "đạt 105% kế hoạch, 12 đơn vị": "",
    "so với kế hoạch 2018": "",
    "Tỉnh ủy đã quyết định 3 nội dung": "",
    "quyết định 5 đồng chí": "",
    "đã kết luận 7, đang làm 2": "",
    "Nghị quyết Đại hội XIII": "",
    "Nghị quyết Đại hội Đảng bộ tỉnh lần thứ 15": "",
    "nghị quyết 1 năm": "",
    "Nghị quyết (17%)": "",
    "Thông báo 15 phút": "",
    "hội nghị quyết định 18 nội dung": "",
    "Kế hoạch 1.550 đảng viên": "",
    "theo Nghị quyết 12,5%": "",
    "luật 5 điều": "",
    "Chỉ thị 10/2 điểm": "",
    "Kế hoạch 15-20 lớp": "",
    "quy định 2 năm/lần": "",
    "quy định 50 tuổi": "",
    "Nghị quyết năm 2018": "",
    "Báo cáo 2018": "",
    "thư số 5": "",
    "Kế hoạch 120/100 người": "",
    "Hướng dẫn 3 bước": "",
    "Thực hiện Nghị quyết 18-NQ/TW, đến nay 19/20 xã": "18-NQ/TW",
    "Nghị quyết 18-NQ/TW đạt 3/5 chỉ tiêu": "18-NQ/TW",
    "theo Quyết định 1558 của UBND tỉnh": "1558?",
    "Quyết định 861/QĐ-TTg và Quyết định số 433/QĐ-UBDT": "861/QĐ-TTg 433/QĐ-UBDT",
    "Kế hoạch số 141/KH-BCĐTKNQ18": "141/KH-BCĐTKNQ18",
    "Kết luận số 121-KL/TW ngày 24 tháng 01 năm 2025": "121-KL/TW@2025-01-24",
    "Kết luận số 126-KL/TW, 127-KL/TW": "126-KL/TW 127-KL/TW",
    "các Kết luận 126, 127, 137 của Bộ Chính trị, Ban Bí thư": "126-KL/TW 127-KL/TW 137-KL/TW",
    "Quy định 96": "96?",
    "(Nghị quyết Trung ương 4 khóa XII)": "NQTW_4/XII",
    "Nghị quyết số 03-NQ/TW khóa VIII": "3-NQ/TW",
    "Chỉ thị số 35-CT/TW và Kế hoạch số 172-KH/TU, Hướng dẫn 26": "35-CT/TW 172-KH/TU 26?",
    "Nghị quyết 35 về bảo vệ nền tảng tư tưởng. Ban Chỉ đạo 35 các cấp": "35?",
    "Ban Chỉ đạo 35 tỉnh": "",
    "Quỹ vì người nghèo 17/10": "",
    "Quyết định số 99-QĐ/TW ngày 03/10/2017 của Ban Bí thư": "99-QĐ/TW@2017-10-03",
    "Đề án “Sắp xếp bộ máy” số 02-ĐA/TU": "2-ĐA/TU",
    "Nghị quyết chuyên đề số 06-NQ/TU": "6-NQ/TU",
    "Nghị quyết liên tịch số 403/2017/NQLT-UBTVQH14-CP-ĐCTUBTWMTTQVN": "403/2017/NQLT-UBTVQH14-CP-ĐCTUBTWMTTQVN",
    "Nghị quyết của Bộ Chính trị số 39-NQ/TW": "39-NQ/TW",
    "Quyết định của Thủ tướng Chính phủ số 2218/QĐ-TTg": "2218/QĐ-TTg",
    "Quy định của Bộ Chính trị (số 105-QĐ/TW ngày 19/12/2017)": "105-QĐ/TW@2017-12-19",
    "Nghị quyết 21 Trung ương khóa XIII": "21-NQ/TW",
    "Quyết định 99 của Ban Bí thư": "99?",
    "Nghị quyết số 10-NQ/ĐU": "10-NQ/ĐU",
    "Quyết định số 15/QĐ-SNV": "15/QĐ-SNV",
    "thực hiện Quy định 205-QĐ/TW ngày 23/9/2019, Quy định 179-QĐ/TW": "205-QĐ/TW@2019-09-23 179-QĐ/TW",
    "Nghị quyết 76/2022/UBTVQH15 ngày 7/8/2025": "76/2022/UBTVQH15@2025-08-07",
    "NQ số 18-NQ/TW và NQ số 19-NQ/TW": "18-NQ/TW 19-NQ/TW",
    "Nghị quyết 18 - NQ/TW, Nghị quyết 19 - NQ/TW": "18-NQ/TW 19-NQ/TW",
    "Nghị quyết 18-NQ/TW ngày 31/2/2017": "18-NQ/TW",
    "thực hiện Nghị quyết số 18-NQ/TW, ngày 5-3 Tỉnh ủy họp": "18-NQ/TW",
    "theo Thông báo 20 ngày 3/4": "20?@--04-03",
    "Nghị quyết Trung ương 3, 4 đồng chí": "NQTW_3?",
}


def read(text: str, **known: object) -> list[citations.Claim]:
    return citations.find(Document.from_text(text, **known))


def told(claim: citations.Claim) -> str:
    printed = claim.data["date_source"] == "printed"
    return claim.data["key"].replace(" ", "_") + (f"@{claim.data['date']}" if printed else "")


@pytest.mark.parametrize(("text", "wanted"), FORMS.items())
def test_forms(text, wanted):
    assert " ".join(map(told, read(text))) == wanted


@pytest.mark.parametrize(
    ("text", "literals"),
    [
        (
            "theo Nghị quyết số 7-NQ/TU, ngày 8/3/2022, các cấp",
            ["Nghị quyết số 7-NQ/TU, ngày 8/3/2022"],
        ),
        ("Nghị định 113/2018/NĐ-CP (ngày 31.8.2018)", ["Nghị định 113/2018/NĐ-CP"]),
        ("quán triệt Nghị quyết số 18, số 19- NQ/TW", ["Nghị quyết số 18", "số 19- NQ/TW"]),
        (
            "Nghị quyết Trung ương 4 (khóa XI), khóa XII",
            ["Nghị quyết Trung ương 4 (khóa XI)", "khóa XII"],
        ),
        ("gắn nghị quyết với thực hiện Kế hoạch số 10-KH/TU", ["Kế hoạch số 10-KH/TU"]),
    ],
)
def test_spans(text, literals):
    document = Document.from_text(text)
    assert [document.literal(c.start, c.end) for c in citations.find(document)] == literals


def test_bare_number_takes_the_symbol_the_article_prints():
    claims = read("Quy định số 58-QĐ/TU có hiệu lực. Theo Quy định 58, huyện rà soát.")
    assert [c.data["key"] for c in claims] == ["58-QĐ/TU", "58-QĐ/TU"]


def test_bare_number_needs_a_date_or_an_issuer_for_the_register():
    assert read("theo Nghị quyết 39, các nơi")[0].data["key"] == "39?"
    (claim,) = read("theo Nghị quyết 39 của Bộ Chính trị, các nơi")
    assert claim.data["key"] == "39-NQ/TW"
    assert (claim.data["date"], claim.data["date_source"]) == ("2015-04-17", "register")
    assert read("theo Nghị quyết 39 của Ban Bí thư, các nơi")[0].data["key"] == "39?"


def test_a_full_key_that_the_register_has_once_is_dated_by_it():
    for text in ("thực hiện Nghị quyết số 39-NQ/TW, tỉnh", "theo Quy định số 102-QĐ/TW về kỷ luật"):
        (claim,) = read(text)
        assert (claim.data["date"][:4], claim.data["date_source"]) in (
            ("2015", "register"),
            ("2017", "register"),
        )
    early = read("thực hiện Nghị quyết số 39-NQ/TW, tỉnh", published="2014-06-01")[0].data
    assert early["date"] is None  # not that one: it is younger than the article
    assert read("thực hiện Nghị quyết số 26-NQ/TW, tỉnh")[0].data["date"] is None


def test_namesakes_in_the_register_leave_the_date_open():
    assert read("Nghị quyết 26-NQ/TW của Ban Chấp hành Trung ương")[0].data["date"] is None
    told = read("Nghị quyết 26-NQ/TW của Ban Chấp hành Trung ương (khóa XII)")[0].data
    assert told["date"] == "2018-05-19"


def test_plenum_without_term_is_dated_by_the_article():
    text = "học tập NQ TW6, các chi bộ thảo luận"
    assert read(text)[0].data["key"] == "NQTW 6?"
    assert read(text, published="2018-03-01")[0].data["key"] == "NQTW 6/XII"
    assert read(text, published="2013-03-01")[0].data["key"] == "NQTW 6/XI"


def test_issuer_province_and_title():
    claim = read(
        "Chỉ thị số 31-CT/TU ngày 4/5/2020 của Ban Thường vụ Tỉnh ủy Sơn La về “Học tập “nêu gương” ở chi bộ”."
    )[0]
    assert claim.data["issuer"] == "Ban Thường vụ Tỉnh ủy"
    assert claim.data["province"] == "Sơn La"
    assert claim.data["title"] == "Học tập “nêu gương” ở chi bộ"
    assert read("theo Quyết định số 12/2019/QĐ-UBND")[0].data["issuer"] == "Ủy ban nhân dân"


def test_no_document_and_no_word_stands_twice():
    documents = [(row["key"], row["date"]) for row in citations.register()]
    assert len(documents) == len(set(documents))
    rows = citations.document_types()
    words = [w for row in rows for w in f"{row['words']}|{row['heads']}".split("|") if w]
    assert len(words) == len(set(words))


PIECES = st.sampled_from(
    [
        "Nghị quyết",
        " số ",
        "18",
        "19-",
        "NQ/TW",
        ", ",
        " và ",
        "Trung ương ",
        "4 ",
        "(khóa XII)",
        "khoá ",
        "ngày 2/3/2019",
        "“",
        "”",
        "Kế hoạch ",
        "năm 2020",
        "/",
        "-",
        "0",
        "TU",
        "\u200b",
        "\xa0",
        "của Tỉnh ủy ",
        "QĐ",
        "\n",
        "uỷ",
        ")",
        "NQ",
        "XI",
    ]
)


@given(st.lists(PIECES | st.text(max_size=3), max_size=40).map("".join))
def test_any_text(text):
    document = Document.from_text(text)
    claims = citations.find(document)
    assert all(a.end <= b.start for a, b in pairwise(claims))
    assert all(0 <= c.start < c.end <= len(document.view) for c in claims)
    assert all(document.literal(c.start, c.end).strip() for c in claims)


@given(st.lists(PIECES, max_size=20).map("".join))
def test_decomposed_text_reads_the_same(text):
    assert [c.data for c in read(unicodedata.normalize("NFD", text))] == [
        c.data for c in read(canonical(text))
    ]


@pytest.mark.parametrize(
    "unit",
    [
        "số 1, ",
        "Nghị quyết 1, ",
        "1/",
        "18-NQ/",
        "Nghị quyết Trung ương 4, 5, ",
        "khóa XII, ",
        "Kế hoạch của của ",
    ],
)
def test_time_grows_with_length_only(unit):
    def made(length: int) -> Document:
        document = Document.from_text((unit * length)[:length])
        assert document.view
        return document

    assert_linear(citations.find, made)
