"""Places on invented sentences: spellings, homonyms, near misses; what an article is about."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timing import assert_linear

from solieu.extraction import places
from solieu.text import Document, canonical

# text -> literal:level (first letter):province of a district, in order
FORMS = {
    "thị xã Tân Châu (An Giang) có xã Tân An": "Tân Châu:d:An Giang|An Giang:p|Tân An:c",
    "xã Tân Châu, huyện Di Linh, tỉnh Lâm Đồng": "Tân Châu:c|Di Linh:d:Lâm Đồng|Lâm Đồng:p",
    "huyện Tân Châu tỉnh Tây Ninh": "Tân Châu:d:Tây Ninh|Tây Ninh:p",
    "Chi bộ khu phố Khánh Giang họp": "Khánh Giang:h",
    "huyện đảo Phú Quí của Bình Thuận": "Phú Quí:d:Bình Thuận|Bình Thuận:p",
    "huyện Mù Cang Chải (Yên Bái)": "Mù Cang Chải:d:Yên Bái|Yên Bái:p",
    "huyện Đắk Glei, huyện Ia H'Drai, huyện Ia Hdrai": "Đắk Glei:d:Kon Tum|Ia H'Drai:d:Kon Tum|Ia Hdrai:d:Kon Tum",
    "huyện Đak Đoa và huyện Đăk Đoa": "Đak Đoa:d:Gia Lai|Đăk Đoa:d:Gia Lai",
    "Học tập tư tưởng Hồ Chí Minh; đường Hồ Chí Minh; Đoàn TNCS Hồ Chí Minh; Chủ tịch Hồ Chí Minh": "",
    "Thành phố Hồ Chí Minh và TP. Hồ Chí Minh, TP.HCM, TPHCM": "Hồ Chí Minh:p|TP. Hồ Chí Minh:p|TP.HCM:p|TPHCM:p",
    "Thành ủy TP Hồ Chí Minh họp": "TP Hồ Chí Minh:p",
    "nhân dân mong hòa bình, sống bình thuận, hưng yên": "",
    "Châu Á - Thái Bình Dương": "",
    "tỉnh Bà Rịa – Vũng Tàu; BR-VT; Bà Rịa-Vũng Tàu": "Bà Rịa – Vũng Tàu:p|BR-VT:p|Bà Rịa-Vũng Tàu:p",
    "tỉnh Thừa Thiên Huế, Thừa Thiên - Huế, TT-Huế": "Thừa Thiên Huế:p|Thừa Thiên - Huế:p|TT-Huế:p",
    "tỉnh Đắc Lắc, Đăk Lăk, Daklak, Đắk Lắk": "Đắc Lắc:p|Đăk Lăk:p|Daklak:p|Đắk Lắk:p",
    "ĐẢNG BỘ TỈNH QUẢNG NINH": "QUẢNG NINH:p",
    "thành phố Hải Dương, tỉnh Hải Dương": "Hải Dương:d:Hải Dương|Hải Dương:p",
    "TP Huế, tỉnh Thừa Thiên Huế": "Huế:d:Thừa Thiên Huế|Thừa Thiên Huế:p",
    "Tỉnh ủy Quảng Trị chỉ đạo thị xã Quảng Trị": "Quảng Trị:p|Quảng Trị:d:Quảng Trị",
    "đồng chí Nguyễn Thái Bình và anh Lê Thanh Hà, bà Trần Thị Hải Dương": "",
    "Các huyện Tuy Phong, Bắc Bình, Tánh Linh và thị xã La Gi của tỉnh Bình Thuận": "Tuy Phong:d:Bình Thuận|Bắc Bình:d:Bình Thuận|Tánh Linh:d:Bình Thuận|La Gi:d:Bình Thuận|Bình Thuận:p",
    "Tỉnh ủy Đồng Tháp: huyện Châu Thành, Cao Lãnh, Tam Nông dẫn đầu": "Đồng Tháp:p|Châu Thành:d:Đồng Tháp|Cao Lãnh:d:Đồng Tháp|Tam Nông:d:Đồng Tháp",
    "tại huyện Châu Thành": "Châu Thành:d:None",
    "Quận 2, Quận 9 nhập vào thành phố Thủ Đức (TP.HCM)": "Quận 2:d:TP. Hồ Chí Minh|Quận 9:d:TP. Hồ Chí Minh|Thủ Đức:d:TP. Hồ Chí Minh|TP.HCM:p",
    "phường 5, phường Hai Bà Trưng, ấp 3, khóm 4": "phường 5:c|Hai Bà Trưng:c|ấp 3:h|khóm 4:h",
    "huyện Hoành Bồ nhập vào thành phố Hạ Long": "Hoành Bồ:d:Quảng Ninh|Hạ Long:d:Quảng Ninh",
    "UBND huyện Nông Sơn": "Nông Sơn:d:Quảng Nam",
    "TX. Long Khánh, TP.Biên Hòa, H. Trảng Bom": "Long Khánh:d:Đồng Nai|Biên Hòa:d:Đồng Nai|Trảng Bom:d:Đồng Nai",
    "Công an tỉnh, Bộ đội Biên phòng tỉnh, Bộ Chỉ huy Quân sự tỉnh Sơn La": "Công an tỉnh:b|Bộ đội Biên phòng tỉnh:b|Bộ Chỉ huy Quân sự tỉnh:b|Sơn La:p",
    "Đảng ủy Khối Cơ quan và Doanh nghiệp tỉnh": "Đảng ủy Khối Cơ quan và Doanh nghiệp tỉnh:b",
    "Đảng bộ các cơ quan Đảng tỉnh Tây Ninh": "Đảng bộ các cơ quan Đảng tỉnh:b|Tây Ninh:p",
    "Huyện ủy Bình Giang, Thị ủy Chí Linh, Thành ủy Cẩm Phả, Quận ủy Hoàn Kiếm": "Bình Giang:d:Hải Dương|Chí Linh:d:Hải Dương|Cẩm Phả:d:Quảng Ninh|Hoàn Kiếm:d:Hà Nội",
    "huyện Buôn Đôn, thị xã Buôn Hồ và buôn Ea Kmat của tỉnh Đắk Lắk": "Buôn Đôn:d:Đắk Lắk|Buôn Hồ:d:Đắk Lắk|Ea Kmat:h|Đắk Lắk:p",
    "dẫn đầu là xã Phú Lâm với 19, kế đó là Phú Thọ 16 và Phú An 13": "Phú Lâm:c|Phú Thọ:c|Phú An:c",
    "xã Phú Lâm có 19 đảng viên, Nguyễn Văn Bình": "Phú Lâm:c",
    "Đảng bộ Công an thành phố; Công an huyện Ba Tri": "Đảng bộ Công an thành phố:b|Ba Tri:d:Bến Tre",
    "Đảng bộ huyện Ea H’leo, xã Ea Ral": "Ea H’leo:d:Đắk Lắk|Ea Ral:c",
    "làng Văn hóa, bản Kế hoạch, thôn Đảng, xã NTM kiểu mẫu": "",
    "các xã Phú Lâm, Phú Thọ và Phú An": "Phú Lâm:c|Phú Thọ:c|Phú An:c",
    "thôn 1, thôn 2 và thôn 10 của xã Hòa Ninh": "thôn 1:h|thôn 2:h|thôn 10:h|Hòa Ninh:c",
    "mỗi ấp 3 người, có 5 thôn, xã 6, phường 5, toàn tỉnh": "",
    "Đảng bộ tỉnh Thái Bình lần thứ XX": "Thái Bình:p",
    "Nhà máy thủy điện Hòa Bình; Sông Đà": "Hòa Bình:p",
    "phố Hàng Bài; Thành phố Cao Bằng": "Cao Bằng:d:Cao Bằng",
    "thành phố Phan Rang-Tháp Chàm; TP Phan Rang - Tháp Chàm": "Phan Rang-Tháp Chàm:d:Ninh Thuận|Phan Rang - Tháp Chàm:d:Ninh Thuận",
    "Thôn Tân Lập 2, xã Ia Dom": "Tân Lập 2:h|Ia Dom:c",
    "chiến thắng Điện Biên Phủ 1954": "",
    "tổ dân phố 5, Tổ dân phố số 12 phường Tân An": "tổ dân phố 5:h|Tổ dân phố số 12:h|Tân An:c",
    "Đồn Biên phòng Cửa khẩu; ngày Biên phòng toàn dân": "",
}

# article, province, area, the place inside it that all is about
ARTICLES = [
    (
        "Kim Động: 12 xã làm xong việc sắp xếp\n\nHuyện có 17 xã. Đến hết năm 2018, toàn huyện giảm 21 thôn.",
        "Hưng Yên",
        "hung-yen-2008",
        "Kim Động",
    ),
    (  # a district that is named in passing does not tell the province
        "Sắp xếp thôn: kinh nghiệm bước đầu\n\nĐoàn đã đến Kim Động tìm hiểu. Sau đó các đơn vị họp, thống nhất cách làm.",
        None,
        None,
        None,
    ),
    (
        "Tỉnh ủy Sóc Trăng sơ kết công tác xây dựng Đảng\n\nSáng 5/7/2019, Tỉnh ủy Sóc Trăng họp. Toàn tỉnh kết nạp 700 đảng viên. Huyện Kế Sách, Mỹ Xuyên vượt kế hoạch.",
        "Sóc Trăng",
        "soc-trang-2008",
        None,
    ),
    (
        "Kết quả sau sắp xếp\n\nSáng 5/9/2025, Tỉnh ủy Quảng Trị họp. Toàn tỉnh có 78 xã, phường, đặc khu; gồm địa bàn Quảng Bình và Quảng Trị (cũ).",
        "Quảng Trị",
        "quang-tri-2025",
        None,
    ),
    (
        "Đảng bộ thành phố Huế phát triển đảng viên\n\nNgày 3/3/2025, Thành ủy Huế họp. Toàn thành phố kết nạp 500 đảng viên.",
        "Huế",
        "hue-2025",
        None,
    ),
    (
        "Thành ủy Huế sơ kết\n\nNgày 3/3/2019, Thành ủy Huế (Thừa Thiên Huế) họp. Toàn thành phố kết nạp 500 đảng viên. Thành ủy yêu cầu các phường rà soát.",
        "Thừa Thiên Huế",
        "thua-thien-hue-2008",
        "Huế",
    ),
    (
        "Bộ Nội vụ: cả nước tinh giản 40.500 người\n\nTheo Bộ Nội vụ, một số tỉnh như Quảng Ninh, Hà Giang, Lào Cai làm tốt. Cả nước giảm 6 tỉnh ủy.",
        None,
        None,
        None,
    ),
    (
        "Cả nước có thêm 100.000 đảng viên\n\nBan Tổ chức Trung ương cho biết kết quả. Ở tỉnh Hà Giang, Cao Bằng cách làm hay.",
        None,
        None,
        None,
    ),
    (
        "Nhất thể hóa chức danh ở huyện Vân Đồn\n\nĐến nay, huyện Vân Đồn có 12/12 xã thực hiện. Huyện ủy Vân Đồn xác định đây là khâu then chốt.",
        "Quảng Ninh",
        "quang-ninh-2008",
        "Vân Đồn",
    ),
    (
        "Huyện Châu Thành phát triển đảng\n\n(TGAG) - Đảng bộ huyện Châu Thành kết nạp 150 đảng viên. Huyện ủy giao chỉ tiêu. Toàn huyện có 13 xã.",
        "An Giang",
        "an-giang-2008",
        "Châu Thành",
    ),
    (
        "Xã Tân Phú hoàn thành sắp xếp ấp\n\nĐảng ủy xã Tân Phú, huyện Tam Bình, tỉnh Vĩnh Long vừa họp. Toàn xã còn 6 ấp.",
        "Vĩnh Long",
        "vinh-long-2008",
        "Tân Phú",
    ),
    (
        "Đảng bộ Khối Doanh nghiệp tỉnh kết nạp 210 đảng viên\n\nĐảng ủy Khối Doanh nghiệp tỉnh Thanh Hóa cho biết đã kết nạp 210 đảng viên. Toàn Khối có 70 tổ chức cơ sở đảng.",
        "Thanh Hóa",
        "thanh-hoa-2008",
        "Khối Doanh nghiệp tỉnh",
    ),
    (
        "Hội thảo tại Đà Lạt\n\nĐoàn đại biểu các tỉnh Lâm Đồng, Đắk Lắk, Gia Lai, Kon Tum, Đắk Nông dự. Hội thảo do Ban Tổ chức Trung ương chủ trì.",
        None,
        None,
        None,
    ),
    (
        "Báo cáo sơ kết 6 tháng\n\nToàn tỉnh có 11 huyện ủy. Huyện Cần Giuộc, Cần Đước và Bến Lức đã giảm 12 đầu mối; huyện Đức Huệ giảm 4.",
        "Long An",
        "long-an-2008",
        None,
    ),
    (
        "baohagiang.vn | Trang chủ\nTinh giản biên chế đạt kết quả\n\nToàn tỉnh giảm 500 biên chế; tỉnh ta phấn đấu hoàn thành.",
        "Hà Giang",
        "ha-giang-2008",
        None,
    ),
    (
        "Công tác tổ chức xây dựng Đảng\n\nTỉnh ủy đã chỉ đạo. Toàn tỉnh có 500 chi bộ.\n\nNguồn: Ban Tuyên giáo Tỉnh ủy Hậu Giang",
        "Hậu Giang",
        "hau-giang-2008",
        None,
    ),
    (
        "Thành ủy Hà Nội tổng kết\n\nNgày 12/12/2018, Thành ủy Hà Nội họp. Các quận Ba Đình, Đống Đa, huyện Sóc Sơn đạt cao.",
        "Hà Nội",
        "ha-noi-2008",
        None,
    ),
    (
        "TP.HCM giảm 200 tổ chức\n\nThành ủy TP.HCM cho biết Quận 3, quận Gò Vấp, huyện Củ Chi đã nhập ban. Học tập tư tưởng, đạo đức, phong cách Hồ Chí Minh.",
        "TP. Hồ Chí Minh",
        "tp-ho-chi-minh-2008",
        None,
    ),
    (
        "Gia Lai (mới) vận hành bộ máy\n\nTừ 1/7/2025, tỉnh Gia Lai hợp nhất với Bình Định. Đến 20/8/2025, tỉnh có 135 xã, phường.",
        "Gia Lai",
        "gia-lai-2025",
        None,
    ),
    (
        "An Giang sắp xếp\n\nTỉnh An Giang sẽ hợp nhất với Kiên Giang từ ngày 1/7/2025. Ngày 12/5/2025, Tỉnh ủy An Giang họp.",
        "An Giang",
        "an-giang-2008",
        None,
    ),
    (
        "Học tập kinh nghiệm\n\nĐoàn công tác của Tỉnh ủy Yên Bái đến làm việc với Tỉnh ủy Quảng Ninh. Quảng Ninh cho biết tỉnh Quảng Ninh đã nhất thể hóa. Toàn tỉnh Quảng Ninh có 100% thôn.",
        "Quảng Ninh",
        "quang-ninh-2008",
        None,
    ),
    (
        "Học tập tư tưởng Hồ Chí Minh\n\nChủ tịch Hồ Chí Minh dạy. Đảng viên cả nước noi theo.",
        None,
        None,
        None,
    ),
    (
        "QTO - Ngày 20/7, Huyện ủy Hải Lăng họp\n\nHuyện ủy Hải Lăng vừa họp. Toàn huyện kết nạp 40 đảng viên.",
        "Quảng Trị",
        "quang-tri-2008",
        "Hải Lăng",
    ),
    (
        "Cần Thơ: quận Ninh Kiều dẫn đầu\n\nThành ủy Cần Thơ đánh giá toàn thành phố. Quận Ninh Kiều, quận Ô Môn, huyện Cờ Đỏ đạt.",
        "Cần Thơ",
        "can-tho-2008",
        None,
    ),
    (
        "Đắk Nông: sáp nhập thôn, bon\n\nTỉnh Đăk Nông có 71 xã. Huyện Đắk R'lấp, Tuy Đức, Cư Jút giảm 20 thôn.",
        "Đắk Nông",
        "dak-nong-2008",
        None,
    ),
    (
        "Sau một năm sắp xếp\n\nTrước sắp xếp, huyện có 22 xã. Nay huyện Lục Ngạn (Bắc Giang) còn 12. Huyện ủy Lục Ngạn chủ trương giữ lại trụ sở. Trong huyện có 3 điểm.",
        "Bắc Giang",
        "bac-giang-2008",
        "Lục Ngạn",
    ),
    (
        "Công an tỉnh Nam Định sắp xếp đầu mối\n\nCông an tỉnh Nam Định giảm 5 phòng. Đảng ủy Công an tỉnh xác định. Công an tỉnh còn 20 phòng.",
        "Nam Định",
        "nam-dinh-2008",
        "Công an tỉnh",
    ),
]


@pytest.mark.parametrize(("text", "wanted"), FORMS.items())
def test_forms(text, wanted):
    document = Document.from_text(text)
    found = []
    for claim in places.find(document):
        found.append(f"{document.literal(claim.start, claim.end)}:{claim.data['level'][0]}")
        if claim.data["level"] == "district":
            found[-1] += f":{claim.data['province']}"
    assert "|".join(found) == wanted


@pytest.mark.parametrize(("text", "province", "area", "inside"), ARTICLES)
def test_what_an_article_is_about(text, province, area, inside):
    title = next(line for line in text.split("\n") if "|" not in line)
    document = Document.from_text(text, title=title)
    found = places.find(document)
    assert places.locate(document, found) == (province, area)
    focus = places.focus(document, found)
    assert (focus and focus.data["name"]) == inside


def test_publication_day_decides_between_the_areas_of_one_name():
    text = "Tỉnh ủy Đồng Tháp họp bàn công tác cán bộ"
    for day, area in (("2019-02-01", "dong-thap-2008"), ("2025-09-01", "dong-thap-2025")):
        document = Document.from_text(text, published=day)
        assert places.locate(document, places.find(document))[1] == area


def test_numbered_names_outrank_figures_and_plain_names_do_not():
    ranks = {
        c.data["name"]: c.rank
        for c in places.find(Document.from_text("ấp 3, xã Bình Hòa, Thôn Đông 2"))
    }
    assert ranks["ấp 3"] == ranks["Đông 2"] == places.NUMBERED > ranks["Bình Hòa"]


def test_districts_have_a_province_and_a_source():
    known = [place for entries in places.gazetteer().values() for place in entries]
    districts = {(p.name, p.province, p.kind) for p in known if p.level == "district"}
    assert len(districts) > 700
    assert {p.province for p in known if p.level == "district"} == {
        r["name"] for r in places.provinces() if r["area_id"].endswith("2008")
    }


PIECES = st.sampled_from(
    [
        "xã ",
        "Tân Châu",
        ", ",
        "huyện ",
        "Quảng ",
        "Nam",
        "TP.",
        "Hồ Chí Minh",
        "Quận ",
        "2",
        "Đăk ",
        "Ia H'Drai",
        " và ",
        "\n",
        "ấp 3",
        "Tỉnh ủy ",
        "Nguyễn ",
        "khối ",
        "Công an tỉnh",
        "\u200b",
        "-",
        "12/8/2025",
        "(",
        ")",
        "TỈNH ",
        "Huế",
    ]
)


@given(st.lists(PIECES | st.text(max_size=3), max_size=40).map("".join))
def test_any_text(text):
    document = Document.from_text(text)
    found = places.find(document)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(0 <= c.start < c.end <= len(document.view) for c in found)
    name, area = places.locate(document, found)
    assert (name is None) == (area is None)
    assert places.focus(document, found) in [None, *found]


@given(st.lists(PIECES, max_size=20).map("".join))
def test_decomposed_text_reads_the_same(text):
    found = [
        places.find(Document.from_text(t))
        for t in (unicodedata.normalize("NFD", text), canonical(text))
    ]
    assert [c.data for c in found[0]] == [c.data for c in found[1]]


@pytest.mark.parametrize(
    "unit",
    ["Quận 2, ", "xã Tân An, Tân Phú, ", "Quảng Nam, ", "Thanh Hà, ", "A ", "1.", "khu phố 5 "],
)
def test_time_grows_with_length_only(unit):
    def made(length: int) -> Document:
        document = Document.from_text((unit * length)[:length])
        assert document.view
        return document

    assert_linear(lambda document: places.locate(document, places.find(document)), made)
