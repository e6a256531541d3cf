"""Figures: every quantity the article reports, written with digits.

Rules start at the digits and say what kind of quantity stands there; what surrounds it (qualifier,
unit noun) is read afterwards, once overlaps are settled.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Any

from ..knowledge import unit_pattern, units
from ..rules import Claim, Rule
from ..text import Document, simplify
from .numerals import MULTIPLIER, NUMBER, read_number

Read = Mapping[str, Any] | None

# A number does not start inside a word or another number. Words may be glued to it by a missing
# space, but only such as stand before numbers; a page's counter (truy cập164) is refused.
_START = r"(?<![0-9])(?<![0-9][.,])(?:(?<![a-zà-ỹđ/])|(?:(?<=\Wcó)|(?<=\Wlà)|(?<=\Wđạt)|(?<=\Wcòn)|(?<=\Wgồm)|(?<=\Wtăng)|(?<=\Wgiảm)|(?<=\Wchiếm)|(?<=\Whơn)|(?<=\Wtrên)|(?<=\Wgần)|(?<=\Wvới)|(?<=\Wtại)|(?<=\Wnạp)|(?<=\Wbằng)))(?<![a-zà-ỹđ]-)"
_STOP = r"(?![0-9]|[.,][0-9])"
_SPACED = r"[1-9][0-9]{0,2}(?:[ ][0-9]{3}){1,4}(?![0-9]|[.,/][0-9])"
_N = rf"(?>{_SPACED}|{NUMBER})"
_PERCENT = r"\s{0,2}(?:%|phần\s{1,2}trăm)"
_POINTS = r"\s{0,2}điểm\s{1,2}(?:%|phần\s{1,2}trăm)"
_MONEY = r"(?:đồng(?!\s{1,2}(?:chí|bào|thời|tình|đều|bộ|hành|minh|ý|thuận|loạt|nghiệp|hương|tác|đội|diễn|hồ|ruộng|cỏ|lúa|bằng|phục|nhất|chủ|cấp))|vnđ|vnd|usd|đô\s{1,2}la|euro|đ(?![^\W\d_]))"
_MEASURE = r"(?:km2|km²|km|ha|héc\s?-?ta|hec-?ta|m2|m3|dm2|cm|mm|m|tấn|tạ|kg|lít|kwh?|mwp?|mét\s{1,2}(?:vuông|khối)|mét|cây\s{1,2}số|công\s{1,2}đất)"
_AFTER = r"(?![^\W\d_])"
_DASH = r"(?:\s?-\s?|\s{1,2}(?:đến|tới)\s{1,2})"


def _number(m: re.Match[str], name: str, multiplier: str | None = None, *, point: bool = False):
    return read_number(m[name], multiplier, point=point)


def _ratio(m: re.Match[str], _: Document) -> Read:
    word = m["multiplier"]
    point = "%" in m[0]
    top, bottom = _number(m, "top", word, point=point), _number(m, "bottom", word, point=point)
    if not top or not bottom or not bottom.value:
        return None
    if (
        not point
        and top.decimals != bottom.decimals
        and not word
        and 0 in (top.decimals, bottom.decimals)
        and bottom.decimals > 1
    ):
        return None
    return {
        "kind": "ratio",
        "value": top.value / bottom.value,
        "numerator": top.value,
        "denominator": bottom.value,
        "decimals": max(top.decimals, bottom.decimals),
    }


def _single(kind: str, *, point: bool = True):
    def read(m: re.Match[str], _: Document) -> Read:
        groups = m.groupdict()
        number = read_number(
            m["number"], groups.get("multiplier"), point=point or bool(groups.get("multiplier"))
        )
        return number and {"kind": kind, "value": number.value, "decimals": number.decimals}

    return read


def _range(m: re.Match[str], _: Document) -> Read:
    word, groups = m["multiplier"], m.groupdict()
    point = bool(word or groups.get("percent"))
    low = _number(m, "low", groups.get("lowword") or word, point=point)
    high = _number(m, "high", word, point=point)
    if not low or not high or not low.value < high.value:
        return None
    return {
        "kind": "range",
        "value": None,
        "low": low.value,
        "high": high.value,
        "decimals": max(low.decimals, high.decimals),
    }


RULES: tuple[Rule, ...] = (
    Rule(
        "figure.ratio",
        "figure",
        50,
        re.compile(
            rf"{_START}(?P<top>{_N})(?:{_PERCENT})?\s?/\s?(?P<bottom>{_N})(?:{_PERCENT})?(?:\s{{0,2}}(?P<multiplier>{MULTIPLIER}))?(?!\s?/\s?[0-9]|/[a-zđ]|-[a-zđ])"
        ),
        "part over total, or actual over target",
        {
            "tại ⟦887/888⟧ đơn vị": {"numerator": 887, "denominator": 888},
            "⟦1.642/1.550⟧ đảng viên": {"numerator": 1642},
            "⟦71,4%/60%⟧ kế hoạch": {"denominator": 60},
            "thu ⟦12.480/11.300 tỷ⟧ đồng": {"numerator": 12480 * 10**9},
            "có ⟦03/51⟧ Tỉnh ủy viên": {},
            "(⟦78/ 92⟧)": {},
        },
        ["12,04%/năm", "67/2022/TT-BTC", "21/NQ-HĐND", "Số 5/ QĐ", "5/0"],
        _ratio,
    ),
    Rule(
        "figure.range",
        "figure",
        52,
        re.compile(
            rf"{_START}(?P<low>(?>{NUMBER}))(?:\s{{0,2}}(?P<lowword>{MULTIPLIER})|(?:{_PERCENT}))?{_DASH}(?P<high>(?>{NUMBER}))(?:\s{{0,2}}(?P<multiplier>{MULTIPLIER}))?(?P<percent>{_PERCENT})?(?:\s{{0,2}}(?:lần|{_MEASURE}){_AFTER})?{_STOP}(?!\s?[/-]\s?[0-9a-zđ])(?!(?:\s{{1,2}}[^\W\d_]{{1,12}}){{0,4}}\s{{1,2}}(?:xuống|lên)\s)"
        ),
        "a low and a high value of one quantity",
        {
            "từ ⟦3 đến 5⟧ đồng chí": {"low": 3, "high": 5},
            "giảm ⟦5 - 7%⟧ số": {"low": 5, "high": 7},
            "⟦12-15⟧ đảng viên": {},
            "từ ⟦1,2 đến 1,5 triệu⟧ đồng": {"high": 1500000},
        },
        ["từ 186 đến 177 xã", "18-NQ/TW", "30-4", "9-5 xã"],
        _range,
    ),
    Rule(
        "figure.points",
        "figure",
        48,
        re.compile(rf"{_START}(?P<number>{_N}){_POINTS}{_AFTER}"),
        "a difference of two percentages",
        {
            "giảm ⟦0,3 điểm %⟧ so": {"kind": "percent", "value": 0.3},
            "tăng ⟦2,15 điểm phần trăm⟧": {"value": 2.15},
        },
        ["đạt 8,5 điểm", "5 điểm cầu"],
        _single("percent"),
    ),
    Rule(
        "figure.percent",
        "figure",
        46,
        re.compile(rf"{_START}(?P<number>{_N}){_PERCENT}"),
        "a share or rate in percent",
        {
            "chiếm ⟦46,7%⟧ tổng": {"value": 46.7, "decimals": 1},
            "đạt ⟦105 %⟧ kế hoạch": {"value": 105},
            "tăng ⟦12,04%⟧/năm": {},
            "đạt ⟦96.6%⟧": {"value": 96.6},
            "bằng ⟦30 phần trăm⟧": {},
        },
        ["5 điểm", "hơn 30 người", "1,2,3%"],
        _single("percent"),
    ),
    Rule(
        "figure.money",
        "figure",
        44,
        re.compile(
            rf"{_START}(?P<number>{_N})(?:\s{{0,2}}(?P<multiplier>{MULTIPLIER}))?(?=\s{{0,2}}{_MONEY}{_AFTER})"
        ),
        "an amount of money",
        {
            "⟦65 triệu⟧ đồng/người/năm": {"value": 65_000_000},
            "hơn ⟦4,6 tỷ⟧ đồng": {"value": 4_600_000_000},
            "⟦4.210⟧ USD/người": {"value": 4210},
            "⟦500.000⟧đ/tháng": {},
        },
        ["12 đồng chí", "15 đồng bào", "3 đồng thời"],
        _single("money"),
    ),
    Rule(
        "figure.money_bare",
        "figure",
        43,
        re.compile(
            rf"{_START}(?P<number>{_N})\s{{0,2}}(?P<multiplier>(?:(?:nghìn|ngàn)\s{{1,2}})?t[ỷỉ]){_AFTER}(?!\s{{1,2}}(?:lệ|trọng|suất|phú|lượt|người|con|cây))"
        ),
        "billions told without the word for the currency",
        {"hơn ⟦2,1 tỷ⟧ còn lại": {"value": 2_100_000_000}, "thu ⟦12 nghìn tỷ⟧;": {}},
        ["5 tỷ lệ", "3 tỷ lượt xem", "14 nghìn lượt"],
        _single("money"),
    ),
    Rule(
        "figure.measure",
        "figure",
        42,
        re.compile(
            rf"{_START}(?P<number>{_N})(?:\s{{0,2}}(?P<multiplier>{MULTIPLIER}))?\s{{0,2}}{_MEASURE}{_AFTER}"
        ),
        "a length, area, volume or weight",
        {
            "rộng trên ⟦100 km2⟧, 07 xã": {"value": 100},
            "⟦12,5ha⟧ đất": {"value": 12.5},
            "⟦1,3 triệu tấn⟧ lúa": {"value": 1_300_000},
        },
        ["3 mô hình", "5 hộ", "12 tấm gương", "40 máy"],
        _single("measure"),
    ),
    Rule(
        "figure.multiple",
        "figure",
        42,
        re.compile(rf"{_START}(?P<number>{_N})\s{{0,2}}lần{_AFTER}(?!\s{{1,2}}thứ)"),
        "how many times as much",
        {"số dư trên ⟦2,8 lần⟧ so": {"value": 2.8}, "gấp ⟦3 lần⟧": {"value": 3}},
        ["lần 3", "2 lần thứ", "14 lượt"],
        _single("multiple"),
    ),
    Rule(
        "figure.score",
        "figure",
        42,
        re.compile(
            rf"{_START}(?P<number>{_N})\s{{0,2}}điểm{_AFTER}(?!\s{{1,2}}(?:%|phần|cầu|trường|lẻ|nóng|sáng|đến|di|bán|chốt|dân|du|tiếp|mới|nhấn|mỏ|đen|trông|thu|bỏ|kinh|sạt|giao|tập|tái|đất|bưu))"
        ),
        "a score",
        {
            "chỉ số PAR INDEX đạt ⟦85,42 điểm⟧,": {"kind": "index", "value": 85.42},
            "được ⟦66 điểm⟧ và": {"value": 66},
        },
        ["5 điểm cầu", "12 điểm trường", "điểm 5"],
        _single("index"),
    ),
    Rule(
        "figure.count",
        "figure",
        30,
        re.compile(
            rf"{_START}(?P<number>{_N})(?:\s{{0,2}}(?P<multiplier>{MULTIPLIER}))?(?!\s?[/-]\s?[a-zđ]{{1,5}}[-/])"
        ),
        "a number that counts things",
        {
            "kết nạp ⟦1.642⟧ đảng viên": {"value": 1642, "decimals": 0},
            "còn ⟦01⟧ ấp": {"value": 1},
            "hơn ⟦16 nghìn⟧ lượt": {"value": 16000},
            "⟦415⟧học sinh": {"value": 415},
            "có ⟦1 642⟧ đảng viên": {"value": 1642},
            "gần ⟦7 ngàn⟧ hộ": {"value": 7000},
            "⟦1,3 triệu⟧ lượt": {"value": 1300000},
        },
        ["truy cập164", "mục 2.2020", "số 1,2,3", "dài 18-NQ/TW"],
        _single("count", point=False),
    ),
)

# --- qualifiers ---------------------------------------------------------------------------------

_QUALIFIERS = {
    "more_than": r"hơn|trên|quá|vượt mốc|vượt|không dưới|không ít hơn|ít nhất|tối thiểu|đến hơn|tới hơn|ngoài",
    "less_than": r"gần|dưới|chưa đến|chưa tới|chưa đầy|không quá|không đến|không tới|ngót nghét|ngót|non|tối đa|sắp xỉ|suýt soát|chỉ gần|gần tới|gần bằng",
    "about": r"khoảng|xấp xỉ|chừng|ước chừng|cỡ|tầm|tròm trèm|trên dưới|độ khoảng|vào khoảng",
    "estimate": r"ước đạt|ước tính|ước thực hiện|ước|dự kiến|dự tính|ước khoảng|ước còn|ước tăng|ước giảm|dự ước|ước có",
}
_SMALL = r"(?:\s{1,2}(?:đạt|có|được|là|còn|tăng|giảm|khoảng|thu|tới|đến|cho|sẽ|với|từ|ở mức|chiếm|bằng|lên|thêm|gộp|sáp nhập|hợp nhất|kết nạp|tinh giản)){0,3}"


@functools.cache
def _before() -> tuple[tuple[str, re.Pattern[str]], ...]:
    made = []
    for name, words in _QUALIFIERS.items():
        alternatives = "|".join(
            w.replace(" ", r"\s{1,2}") for w in sorted(words.split("|"), key=len, reverse=True)
        )
        reach = _SMALL if name == "estimate" else r"(?:\s{1,2}(?:đạt|có|được|số|tới|đến))?"
        made.append(
            (name, re.compile(rf"(?<![^\W\d_])(?P<word>{alternatives}){reach}\s{{0,2}}\(?\Z"))
        )
    return tuple(made)


# "cao hơn 3 %" and "gọn hơn 240" compare; "12 trên 15" divides; "vượt 12,5 %" is a difference.
_COMPARED = re.compile(
    r"(?:cao|thấp|nhiều|ít|gọn|lớn|nhỏ|tốt|nhanh|chậm|sớm|dài|ngắn|rộng|đông|mạnh|kém|già|trẻ|dày|mỏng|xa|nặng|nhẹ|giỏi|bé)\s{1,2}hơn\s{0,2}\Z"
)
_DIVIDED = re.compile(
    r"[0-9](?:\s{1,2}[^\W\d_]{1,12}){0,4}\s{1,2}trên(?:\s{1,2}tổng\s{1,2}số)?\s{0,2}\Z"
)
_MORE_AFTER = re.compile(r"\s{0,2}(?:[^\W\d_]{1,12}\s{1,2}){0,3}?trở\s{1,2}lên")
_LESS_AFTER = re.compile(r"\s{0,2}(?:[^\W\d_]{1,12}\s{1,2}){0,3}?trở\s{1,2}xuống")
_ESTIMATE_AFTER = re.compile(
    r"[^.;,()\n0-9]{0,50}?(?<!\w)(?:dự\s{1,2}kiến|ước)\s{1,2}(?:đạt|hoàn|sẽ|vượt)"
)


def qualifier_of(view: str, start: int, end: int) -> str:
    """Read the qualifier of a figure from the words beside it."""
    before = view[max(0, start - 48) : start]
    if _MORE_AFTER.match(view, end, end + 40):
        return "more_than"
    if _LESS_AFTER.match(view, end, end + 44):
        return "less_than"
    for name, pattern in _before():
        match = pattern.search(before)
        if match:
            word = match["word"]
            if word == "hơn" and _COMPARED.search(before):
                return "exact"
            if word == "trên" and _DIVIDED.search(before):
                return "exact"
            if word == "vượt" or (word == "tối thiểu" and " là" in before[match.end("word") :]):
                continue
            return name
    return "estimate" if _ESTIMATE_AFTER.match(view, end, end + 90) else "exact"


# --- units --------------------------------------------------------------------------------------

_DETERMINERS = r"(?:(?:số|tổng\s{1,2}số|các|lượt|cái|tất\s{1,2}cả|toàn\s{1,2}bộ)\s{1,2})?"


# A percent is of these, it does not count them.
_MEASURES_OF = re.compile(
    r"(?:/[^\W\d_]{2,5})?\s{0,3}\(?(?:(?:so\s{1,2}với|của)\s{1,2})?(?:chỉ\s{1,2}tiêu|kế\s{1,2}hoạch|nghị\s{1,2}quyết|dự\s{1,2}toán|yêu\s{1,2}cầu|mục\s{1,2}tiêu)(?![^\W\d_])"
)


@functools.cache
def _unit() -> re.Pattern[str]:
    noun = rf"(?:{unit_pattern()})(?![^\W\d_])"
    return re.compile(
        rf"\s{{0,3}}\(?{_DETERMINERS}(?P<unit>(?P<first>{noun})(?P<more>(?:(?:,\s{{0,2}}|\s{{1,2}}(?:và|hoặc)\s{{1,2}}){noun}(?=[^0-9])){{0,6}}))"
    )


@functools.cache
def _noun() -> re.Pattern[str]:
    return re.compile(
        rf"(?:,\s{{0,2}}|\s{{1,2}}(?:và|hoặc)\s{{1,2}})(?P<noun>{unit_pattern()})(?![^\W\d_])"
    )


def _class(noun: str) -> str | None:
    return units().get(simplify(" ".join(noun.replace(",", " ").split())))


_MONEY_UNIT = re.compile(
    rf"\s{{0,2}}(?P<unit>{_MONEY}(?:\s?/\s?(?:người|năm|tháng|hộ|ha|ngày|lượt|suất|[^\W\d_]{{1,8}})){{0,3}})"
)
_RATE = re.compile(r"\s?/\s?(?:năm|người|tháng|ngày|hộ|ha|km2|quý)(?![^\W\d_])")


def unit_of(view: str, end: int, kind: str) -> tuple[tuple[int, int] | None, str | None]:
    """The unit noun right after a figure, as a span of the view, and its unit class.

    Nouns of one class told together are one unit ("xã, phường, thị trấn").
    """
    found = _MONEY_UNIT.match(view, end)
    if kind == "money" or found:
        return (found.span("unit") if found else None), "money"
    rate = _RATE.match(view, end)
    found = _unit().match(view, rate.end() if rate else end)
    if not found or (kind == "percent" and _MEASURES_OF.match(view, end)):
        return None, None
    unit_class, stop = _class(found["first"]), found.end("first")
    for more in _noun().finditer(view, stop, found.end("more")):
        if _class(more["noun"]) != unit_class:
            break
        stop = more.end()
    return (found.start("unit"), stop), unit_class


def find(document: Document) -> list[Claim]:
    """Every figure claim of the document (overlaps are settled by the caller)."""
    return [claim for rule in RULES for claim in rule.claims(document)]


def complete(claim: Claim, document: Document) -> dict[str, Any]:
    """A settled figure claim with its qualifier and unit; ``unit_end`` is in view coordinates."""
    data = dict(claim.data)
    span, unit_class = unit_of(document.view, claim.end, data["kind"])
    unit = document.literal(*span) if span else None
    if data["kind"] == "percent" and "điểm" in document.view[claim.start : claim.end]:
        unit = "điểm %"
    elif data["kind"] == "measure":
        unit = re.sub(r"[0-9.,\s]+", "", document.view[claim.start : claim.end], count=1)
    elif data["kind"] in ("multiple", "money") and not span:
        unit = {"multiple": "lần", "money": "đồng"}[data["kind"]]
    shared = data["kind"] == "range" and "%" in document.view[claim.start : claim.end]
    default = {
        "percent": "share",
        "range": "share" if shared else None,
        "multiple": "other",
        "measure": "area",
        "index": "other",
    }
    return {
        "numerator": None,
        "denominator": None,
        "low": None,
        "high": None,
        **data,
        "qualifier": qualifier_of(document.view, claim.start, claim.end),
        "unit": unit,
        "unit_class": unit_class or default.get(data["kind"]),
        "unit_end": span[1] if span else claim.end,
    }
