"""Digits that report no quantity: ordinals, list numbers, names, durations, ages, clock times, codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..knowledge import unit_pattern
from ..rules import Claim, Rule
from ..text import Document

RANK = 70
_N = r"[0-9]{1,3}"
_END = r"(?![0-9]|[.,][0-9])"
_UNIT_AHEAD = (
    rf"(?!\s{{0,2}}(?:{unit_pattern(without=('other', 'unit'))}|lượt|đơn vị|%)(?![^\W\d_]))"
)
_LIST = rf"{_N}(?:(?:\s?[,;]|\s{{1,2}}(?:và|đến|hoặc)|\s?-)\s{{0,2}}{_N})*"


def _counter(m: re.Match[str], _: Document) -> Mapping[str, Any] | None:
    return {} if m[0].count(",") > 1 else None


def _section(m: re.Match[str], document: Document) -> Mapping[str, Any] | None:
    """A number at a line's start numbers it, unless it is a grouped thousand or a date."""
    number = m["span"].strip("() .")
    return None if re.search(r"\.[0-9]{3}", number) else {}


RULES: tuple[Rule, ...] = (
    Rule(
        "exclusion.ordinal",
        "ordinal",
        RANK,
        re.compile(
            rf"(?<!\w)(?:lần\s{{1,2}}thứ|thứ|khóa|(?:hội\s{{1,2}}nghị\s{{1,2}})?trung\s{{1,2}}ương|hội\s{{1,2}}nghị\s{{1,2}}tw|đại\s{{1,2}}hội|kỳ\s{{1,2}}họp\s{{1,2}}thứ|thế\s{{1,2}}kỷ|top|tốp|(?:vị\s{{1,2}}trí|xếp|đứng|hạng|hàng)\s{{1,2}}thứ)\s{{1,2}}(?P<span>{_N}(?:\s?/\s?{_N})?){_END}(?!\s{{1,2}}(?:học\s{{1,2}}viên|người|đại\s{{1,2}}biểu|đảng\s{{1,2}}viên|cán\s{{1,2}}bộ))"
        ),
        "a place in an order, not a quantity",
        [
            "Hội nghị lần thứ ⟦18⟧ Ban Chấp hành",
            "sinh con thứ ⟦4⟧ trở lên",
            "xếp thứ ⟦9⟧ cả nước",
            "Đại hội khóa ⟦18⟧, nhiệm kỳ",
            "Hội nghị Trung ương ⟦7⟧ (khóa XII)",
            "đứng thứ ⟦12/63⟧ tỉnh, thành",
        ],
        ["khóa học 12 ngày", "thứ hai có 12 xã", "mở 5 khóa 200 học viên"],
    ),
    Rule(
        "exclusion.ordinal_name",
        "ordinal",
        RANK,
        re.compile(
            rf"(?<!\w)(?<!biện )(?:lần|hạng|loại|bậc|cấp\s{{1,2}}độ|mức\s{{1,2}}độ|mức|cấp|vòng|bước|giai\s{{1,2}}đoạn|chương|điều|khoản|điểm|mục|phần|tiết|tập|kỳ|tuần|mũi|lớp|tầng|đợt|phương\s{{1,2}}án|trang|ưu\s{{1,2}}tiên|hệ)\s{{1,2}}(?:số\s{{1,2}})?(?P<span>[0-9]{{1,2}}(?:(?:,|\s{{1,2}}và)\s{{1,2}}[0-9]{{1,2}}(?=\s{{0,2}}[),.;]))?){_END}(?!\s?[/-]\s?[0-9]){_UNIT_AHEAD}(?!\s{{1,2}}(?:tỷ|triệu|nghìn|ngàn|tuổi|năm|tháng|ngày|giấy|sổ)\b)"
        ),
        "a step, class, article or round named by its number",
        [
            "bệnh viện hạng ⟦2⟧ nên",
            "Điều ⟦5⟧ của Quy định",
            "dịch vụ công mức độ ⟦4⟧.",
            "giai đoạn ⟦1⟧, tỉnh",
            "học sinh lớp ⟦12⟧.",
        ],
        [
            "cấp 40 giấy phép",
            "mở lớp 35 học viên",
            "đợt 2 đảng viên",
            "giảm mức 5%",
            "loại 12 cán bộ",
            "đạt điểm 8,5",
        ],
    ),
    Rule(
        "exclusion.list_line",
        "list_number",
        RANK + 4,
        re.compile(
            r"(?:^|(?<=\n))[ \t]{0,20}(?P<span>\(?[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}[.)]?|[0-9]{1,2}(?:\.[0-9]{1,2}){1,3})(?:(?<=[.)])\s{0,3}(?![0-9\s]|\s)|(?=\s{1,3}[^\W\d_])(?<=[.][0-9]))"
        ),
        "the number of a paragraph or section at a line's start",
        [
            "⟦1.⟧ Tập trung tham mưu",
            "⟦1.1.⟧ Với Hội đồng nhân dân",
            "⟦2)⟧ Chọn nhân sự",
            "⟦(3)⟧ Về tổ chức",
        ],
        ["11 tỉnh ủy, thành ủy", "3.090 người nghỉ", "12.5.2019 họp", "5 thực phẩm nên ăn"],
        _section,
    ),
    Rule(
        "exclusion.list_inline",
        "list_number",
        RANK,
        re.compile(r"(?:[:;.,]\s{0,2}|\bvà\s{1,2}|^)\((?P<span>[0-9]{1,2})\)(?=\s{0,2}[^\W\d_])"),
        "numbered items inside a sentence",
        [
            "gồm: (⟦1⟧) Rà soát; (2) Kiện toàn",
            "sắp xếp; (⟦2⟧) Kiện toàn tổ chức",
            "; và (⟦3⟧) tinh giản",
        ],
        ["khiển trách (3), cảnh cáo (1)", "giảm 18 (15 và 03)", "cảnh cáo (1), khai trừ"],
    ),
    Rule(
        "exclusion.numbered_name",
        "numbered_name",
        RANK,
        re.compile(
            rf"(?<!\w)(?<!tổng )(?<!trong )(?<!con )(?<!một )(?<!đa )(?<!thiểu )(?<!chỉ )(?<!dân )(?:quốc\s{{1,2}}lộ|ql|tỉnh\s{{1,2}}lộ|đường\s{{1,2}}tỉnh|đường|cao\s{{1,2}}tốc|phường|quận|khu\s{{1,2}}phố|khu\s{{1,2}}vực|khu\s{{1,2}}dân\s{{1,2}}cư|khối\s{{1,2}}phố|khu|tổ\s{{1,2}}dân\s{{1,2}}phố|tổ|thôn|ấp|khóm|buôn|bản|làng|xóm|tiểu\s{{1,2}}khu|đội|cụm|số|chi\s{{1,2}}bộ|ngõ|hẻm|kiệt|sư\s{{1,2}}đoàn|quân\s{{1,2}}khu|trung\s{{1,2}}đoàn|tiểu\s{{1,2}}đoàn|lữ\s{{1,2}}đoàn|quân\s{{1,2}}đoàn|hải\s{{1,2}}đoàn|vùng|đồn|đối\s{{1,2}}tượng|nhóm|chương\s{{1,2}}trình|dự\s{{1,2}}án|nhà\s{{1,2}}máy|trạm|bệnh\s{{1,2}}viện|mẫu|quyển|khu\s{{1,2}}công\s{{1,2}}nghiệp|vụ\s{{1,2}}địa\s{{1,2}}phương)\s{{1,2}}(?:số\s{{1,2}})?(?P<span>{_LIST}(?:/[0-9]{{1,3}}(?![0-9])){{0,2}}[a-h]?){_END}(?!\s?%)(?!\s?/\s?[0-9])(?!\s{{1,2}}(?:còn|xuống|giảm|rút|tăng|lên)\s){_UNIT_AHEAD}(?!\s{{1,2}}(?:tỷ|triệu|nghìn|ngàn|tuổi|năm|tháng|ngày)\b)"
        ),
        "a road, quarter, unit or group whose name is a number",
        [
            "dọc Quốc lộ ⟦18⟧ và",
            "Cụm thi đua số ⟦4⟧ Ngành",
            "ở khu ⟦5⟧, khu 7",
            "Chi bộ số ⟦3⟧",
            "đối tượng ⟦1, 2⟧ là 16 đồng chí",
            "các xã khu vực ⟦3⟧.",
        ],
        [
            "tổng số 88 thôn",
            "chỉ số 85,5",
            "thiểu số 112, người",
            "trong số 20 dự án",
            "con số 50",
            "dân số 1.200.000 người",
            "chi bộ 12 đảng viên",
            "số 311 trường hợp",
            "số khóm, ấp 82 còn 64",
        ],
    ),
    Rule(
        "exclusion.fixed_name",
        "numbered_name",
        RANK,
        re.compile(
            r"(?<![0-9.,/])(?P<span>27|82|19|[345]\.0(?![0-9])|135|30a)(?=\s{1,2}(?:biểu\s{1,2}hiện|điều\s{1,2}đảng\s{1,2}viên\s{1,2}không)|(?<=\.0)|(?<=30a)|(?<=135)(?!\s{0,2}\w))"
        ),
        "numbers that are part of a fixed expression",
        [
            "nhận diện ⟦82⟧ biểu hiện suy thoái",
            "⟦19⟧ điều đảng viên không được làm",
            "cách mạng công nghiệp ⟦4.0⟧",
        ],
        ["82 đảng viên", "19 điều chỉnh", "giảm 135 biên chế", "4.000 người"],
    ),
    Rule(
        "exclusion.duration",
        "duration",
        RANK + 2,
        re.compile(
            r"(?<![0-9.,/])(?P<span>[0-9]{1,3}(?:,[0-9])?(?:\s?(?:-|đến|tới)\s?[0-9]{1,3})?)\s{0,2}(?:năm|tháng|ngày|tuần|giờ|phút|giây|tiếng|thập\s{1,2}(?:kỷ|niên)|thế\s{1,2}kỷ|ngày\s{1,2}đêm|buổi)(?![^\W\d_])"
        ),
        "how long something lasts, or years of Party membership (a badge's class)",
        [
            "Sau ⟦20⟧ năm thực hiện",
            "Huy hiệu ⟦40⟧ năm tuổi Đảng",
            "trong ⟦3-5⟧ năm tới",
            "Thời gian chờ: ⟦60⟧ giây",
        ],
        ["65 triệu đồng/người/năm", "100 năng lực", "giảm 12,04%/năm", "2.000 đảng viên mỗi năm"],
    ),
    Rule(
        "exclusion.age",
        "age",
        RANK + 3,
        re.compile(
            r"(?<![0-9.,/])(?P<span>[0-9]{1,3}(?:\s?(?:-|đến|tới)\s?[0-9]{1,3})?(?:,[0-9])?)\s{0,2}tuổi(?!\s{1,2}đảng)(?![^\W\d_])"
        ),
        "an age or an age limit",
        ["trẻ dưới ⟦40⟧ tuổi là", "từ ⟦18 - 30⟧ tuổi", "bình quân ⟦42,5⟧ tuổi"],
        ["40 năm tuổi Đảng", "12 người cao tuổi"],
    ),
    Rule(
        "exclusion.member_years",
        "duration",
        RANK - 5,
        re.compile(
            rf"(?<=huy\s)(?:hiệu|hiệu\s{{1,2}}đảng)(?:\s{{1,2}}loại)?\s{{1,2}}(?P<span>(?:[3-9][05]|100)(?:(?:,|\s{{1,2}}và)\s{{1,2}}(?:[3-9][05]|100))*){_END}(?=\s{{0,2}}(?:,|;|\.|và|cho|\)|-))"
        ),
        "classes of badges told without the word for years",
        ["Huy hiệu ⟦30, 40⟧ và", "trao Huy hiệu Đảng ⟦55⟧ cho 3 đồng chí"],
        ["1.205 Huy hiệu Đảng", "huy hiệu 12 đồng chí"],
    ),
    Rule(
        "exclusion.clock",
        "clock_time",
        RANK + 5,
        re.compile(
            r"(?<![0-9.,/])(?P<span>(?:[01]?[0-9]|2[0-4])(?::[0-5][0-9](?::[0-5][0-9])?'?|\s?h\s?(?:[0-5][0-9])?(?![^\W\d_])|\s{1,2}giờ(?:\s{1,2}[0-5]?[0-9])?(?=\s{1,2}(?:phút|ngày|sáng|chiều|tối|trưa|đêm|kém|rưỡi))))(?![0-9a-zđ])"
        ),
        "a time of day",
        ["⟦16:29⟧, Thứ Hai", "⟦6:22'⟧ 6/1/2018", "lúc ⟦7h30⟧ sáng", "từ ⟦8 giờ⟧ sáng"],
        ["1:500.000", "12 học viên", "5 hộ nghèo"],
    ),
    Rule(
        "exclusion.code",
        "code",
        RANK + 5,
        re.compile(
            r"(?<![0-9a-zà-ỹđ])(?P<span>0[0-9]{1,4}[. -]?[0-9]{3,4}(?:[. -]?[0-9]{3,4}){1,2}|1[89]00[. -]?[0-9]{4,6}|\+84[0-9 .-]{8,12}|[0-9]{10,})(?![0-9,])"
        ),
        "telephone numbers and other long codes",
        [
            "Liên hệ: ⟦0123.456.789⟧",
            "gọi ⟦02963 852 456⟧",
            "hotline ⟦1900 1234⟧",
            "mã ⟦202012345678⟧",
        ],
        ["41.227.630 lượt", "08 xã", "0,32%", "12.480 tỷ"],
    ),
    Rule(
        "exclusion.mixed_code",
        "code",
        RANK - 4,
        re.compile(
            r"(?<![0-9a-zà-ỹđ])(?P<span>(?!(?:k|d|c)?m[23](?![0-9]))(?:[a-zđ]{1,6}-?(?=[0-9])[0-9]{1,6}[a-zđ]?[0-9]*|(?<=covid-)[0-9]{2}|[0-9]{1,3}[a-zđ])(?![0-9a-zà-ỹđ%])(?:[.-][0-9a-z]{1,8})?)"
        ),
        "letters and digits run together: a model, a form, a device",
        ["dịch ⟦Covid-19⟧ lan", "mạng ⟦5G⟧ phủ", "mẫu ⟦B12⟧", "đường ⟦ĐT741⟧ qua"],
        ["415học sinh", "100 km2", "12 xã", "đạt105%"],
    ),
    Rule(
        "exclusion.glued",
        "furniture",
        RANK - 45,
        re.compile(r"(?<=[a-zà-ỹđ])[0-9]+(?:[.,][0-9]+){0,6}"),
        "digits glued to a word that does not stand before numbers: a page's counter",
        ["tổng truy cập⟦164.882⟧", "Hôm nay⟦20,877⟧"],
        ["có 164 khách", "năm 2020"],
    ),
    Rule(
        "exclusion.address",
        "code",
        RANK + 6,
        re.compile(
            r"(?:https?://|www\.)[^\s]{1,300}|[a-z0-9._-]{1,64}@[a-z0-9.-]{1,64}\.[a-z]{2,6}"
        ),
        "digits of a web or mail address",
        ["xem ⟦https://tinh.gov.vn/tin/123⟧ nhé", "gửi ⟦bandoc24@bao.vn⟧ hoặc"],
        ["tỷ lệ 12/15 xã", "a @ 12"],
    ),
    Rule(
        "exclusion.counter",
        "furniture",
        RANK,
        re.compile(r"(?<![0-9.,])[0-9]{1,3}(?:,[0-9]{3}){2,5}(?![0-9.,])"),
        "a web page's counter groups its thousands by commas",
        ["Tổng lượt truy cập ⟦18,914,194⟧", "⟦1,119,475⟧"],
        ["1,3 triệu", "20,877", "12,345,67"],
        _counter,
    ),
    Rule(
        "exclusion.caption",
        "caption_number",
        RANK,
        re.compile(
            rf"(?:^|(?<=\n))[ ]{{0,4}}(?:ảnh|hình|biểu đồ|biểu|bảng|sơ đồ|video)\s{{1,2}}(?P<span>[0-9]{{1,2}}){_END}(?=\s{{0,2}}[.:)-])"
        ),
        "the number of a picture or table",
        ["Ảnh ⟦1⟧: Quang cảnh", "Bảng ⟦3⟧. Số xã"],
        ["ảnh 12 người", "bảng 5 cột"],
    ),
    Rule(
        "exclusion.caption_line",
        "caption_number",
        RANK,
        re.compile(
            r"(?:^|(?<=\n))[ ]{0,4}(?P<span>[0-9]{1,4}(?:[ ]{1,3}[0-9]{1,4}){1,6})(?=[ ]{0,4}(?:\n|$))"
        ),
        "a line of bare numbers beside a picture",
        ["\n⟦103 12 18⟧\nBắt tay vào việc", "⟦12 7⟧\nChú thích"],
        ["12 345 người", "7415306"],
    ),
)


def in_titles(document: Document, citations: Iterable[Claim]) -> list[Claim]:
    """Digit runs inside the quoted title that follows a citation: part of a name, not a figure."""
    found = []
    for citation in citations:
        quote = re.compile(r'[^\n".;]{0,60}"([^"\n]{0,400})"').match(document.view, citation.end)
        for run in re.finditer(r"[0-9]+(?:[.,/][0-9]+)*", quote[1]) if quote else ():
            start = quote.start(1) + run.start()
            found.append(
                Claim(
                    start,
                    start + len(run[0]),
                    "part_of_citation_title",
                    "exclusion.citation_title",
                    RANK - 2,
                )
            )
    return found


def find(document: Document) -> list[Claim]:
    """Every exclusion claim of the document (overlaps are settled by the caller)."""
    return [claim for rule in RULES for claim in rule.claims(document)]
