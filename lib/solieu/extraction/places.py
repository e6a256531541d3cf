"""Places: provinces, districts, communes, hamlets and bodies an article names; what it is about.

Provinces and districts come from tables with validity and a source per row; communes and hamlets
are read off the type word before a capitalised name. One pass over the words looks up every
capitalised run, longest name first. Homonyms are resolved by the province the article is about.
"""

from __future__ import annotations

import datetime
import functools
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..knowledge import DataError, read_csv, unit_pattern
from ..rules import Claim, Rule, settle
from ..text import Document, simplify

RANK, NUMBERED = 10, 70


@dataclass(frozen=True)
class Place:
    """A row of the gazetteer. ``province`` is the province's canonical name, its own for provinces."""

    name: str
    level: str
    kind: str
    province: str
    note: str = ""


@functools.cache
def provinces() -> tuple[dict[str, str], ...]:
    """Rows of provinces.csv, checked: area_id, name, kind, …, valid_from, valid_to, successor."""
    rows = read_csv("provinces.csv")
    ids = [row["area_id"] for row in rows]
    problems = [f"{i} stands twice" for i in sorted({i for i in ids if ids.count(i) > 1})]
    for row in rows:
        if row["successor"] and row["successor"] not in ids:
            problems.append(f"{row['area_id']}: successor {row['successor']} is no area")
        problems += _dates(row, row["area_id"])
    if problems:
        raise DataError("provinces.csv", problems)
    return tuple(rows)


def _dates(row: Mapping[str, str], what: str) -> Iterator[str]:
    for cell in ("valid_from", "valid_to"):
        try:
            if row[cell]:
                datetime.date.fromisoformat(row[cell])
        except ValueError:
            yield f"{what}: {cell} {row[cell]!r} is not a day"


@functools.cache
def gazetteer() -> dict[str, tuple[Place, ...]]:
    """Places by spelling key, aliases included."""
    areas = {row["area_id"]: row["name"] for row in provinces()}
    found: dict[str, dict[Place, None]] = defaultdict(dict)
    for row in provinces():
        found[key(row["name"])][Place(row["name"], "province", row["kind"], row["name"])] = None
    problems = []
    for line, row in enumerate(read_csv("districts.csv"), 2):
        problems += _dates(row, f"line {line}")
        if (
            row["province"] not in areas
            or row["kind"] not in ("huyện", "quận", "thị xã", "thành phố")
            or not row["source"]
        ):
            problems.append(
                f"line {line}: {row['name']} lacks a known province, a kind or a source"
            )
            continue
        place = Place(row["name"], "district", row["kind"], areas[row["province"]])
        found[key(row["name"])][place] = None
    if problems:
        raise DataError("districts.csv", problems)
    for line, row in enumerate(read_csv("aliases.csv"), 2):
        alias = key(row["alias"])
        if row["note"] == "other":  # a name that only holds a place's name: Thái Bình Dương
            found[alias][Place(row["alias"], "other", "", "")] = None
        elif row["note"] != "code" and key(row["name"]) not in found:
            problems.append(f"line {line}: {row['name']!r} is no place")
        elif row["note"] != "code":
            for place in list(found[key(row["name"])]):
                found[alias][replace(place, note=row["note"])] = None
    if problems:
        raise DataError("aliases.csv", problems)
    return {k: tuple(v) for k, v in found.items()}


_Y = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")
_HIGHLAND = re.compile(r"\b[đd][ăắaáằ][kc](?=[\W]|$)")


def key(name: str) -> str:
    """Spelling key: Phú Quí = Phú Quý, Đăk = Đắk = Dak, Ia H'Drai = Ia Hdrai."""
    return re.sub(r"[\W_]+", "", _HIGHLAND.sub("đắk", simplify(name)).translate(_Y))


@functools.cache
def _codes() -> tuple[re.Pattern[str], dict[str, str]]:
    """Bylines of provincial papers, "(QNO)", and site names, "kontumtv.vn"."""
    codes = {row["alias"]: row["name"] for row in read_csv("aliases.csv") if row["note"] == "code"}
    plain = {_plain(row["name"]): row["name"] for row in provinces()} | {
        "hochiminh": "TP. Hồ Chí Minh"
    }
    longest = sorted(plain, key=len, reverse=True)
    return re.compile(
        rf"\((?P<code>{'|'.join(map(re.escape, codes))})\)|(?:^|\n)(?P<line>{'|'.join(map(re.escape, codes))})\s?[-.]"
        rf"|(?<![\w])(?:www\.|bao|dang|tinhuy|xaydungdang|tuyengiao|bantochuc|btctu\.|btc)?(?P<site>{'|'.join(longest)})(?:tv|online|dcs|portal)?\.(?:[a-z]{{2,5}}\.)?(?:vn|com)"
    ), codes | plain


def _plain(name: str) -> str:
    bare = unicodedata.normalize("NFD", simplify(name).replace("đ", "d"))
    return "".join(c for c in bare if c.isascii() and c.isalnum())


_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_SPACE = re.compile(r"\s{0,1}[ .\-]\s{0,2}\Z")
_LEVEL_OF = {
    "province": "tỉnh|tỉnh ủy",
    "city": "thành phố|tp|thành ủy|tp.|t.p",
    "district": "huyện|huyện ủy|quận|quận ủy|thị xã|thị ủy|tx|tx.|h.|q.",
    "commune": "xã|phường|thị trấn|đặc khu|tt.|x.|p.",
    "hamlet": "thôn|ấp|bản|buôn|làng|khóm|khu phố|tổ dân phố|tdp|xóm|tiểu khu|khu dân cư|sóc|plei|bon",
}
_TYPE = {w: level for level, words in _LEVEL_OF.items() for w in words.split("|")}
_TYPED = re.compile(
    rf"(?<![^\W_])(?P<type>{'|'.join(re.escape(w).replace(' ', 's{1,2}').replace('s{', chr(92) + 's{') for w in sorted(_TYPE, key=len, reverse=True))})\.?\s{{0,2}}(?:cũ\s|mới\s)?\Z"
)
_PERSON = frozenset(
    map(
        simplify,
        [
            "Nguyễn",
            "Trần",
            "Lê",
            "Phạm",
            "Hoàng",
            "Huỳnh",
            "Phan",
            "Vũ",
            "Võ",
            "Đặng",
            "Bùi",
            "Đỗ",
            "Hồ",
            "Ngô",
            "Đinh",
            "Trịnh",
            "Trương",
            "Đoàn",
            "Phùng",
            "Đào",
            "Văn",
            "Thị",
            "Lương",
            "Tạ",
        ],
    )
)
_TITLE = re.compile(
    r"(?:đồng chí|ông|bà|anh|chị|đ/c|ảnh|tin|bài|tác giả|pv|phóng viên|đường|phố|chiến thắng|chiến dịch|trận|sông|núi|cầu|chợ|khách sạn|công ty|trường|hiệu)[\s,:]{1,3}\Z"
)
_PAPER = re.compile(r"(?:báo|đài|theo|bản tin|ptth|ptth tỉnh|đh|đại học|trường)\s{1,2}\Z")
_SELF = re.compile(
    r"(?:toàn|trong|của|tại|về|khắp|ở|bàn)\s(?:địa bàn\s)?tỉnh(?!\s?\w{0,2}ủy)|tỉnh ta|tỉnh nhà|tỉnh ủy|đảng bộ tỉnh"
)
_LIST = re.compile(
    r"\s{0,2}(?:[,;]|và|[,;]\s?và|[,;]?\s?(?:tỉnh|huyện|thị xã|thành phố|tp\.?))\s{0,2}"
)


def _words(document: Document) -> list[tuple[int, int, str]]:
    return [(m.start(), m.end(), m[0]) for m in _WORD.finditer(document.cased)]


def _named(day: str | None) -> frozenset[str]:
    """Names of the provinces that there were up to a day (unknown day: up to 2024)."""
    return frozenset(
        row["name"] for row in provinces() if row["valid_from"] <= (day or "2024-12-31")
    )


def _candidates(document: Document) -> Iterator[tuple[int, int, tuple[Place, ...], str | None]]:
    """Spans of gazetteer names, the places they may be, and the type word before them."""
    cased, names, words, skip = document.cased, gazetteer(), _words(document), 0
    for i, (start, _, word) in enumerate(words):
        if start < skip or not word[0].isupper():
            continue
        best = None
        for j in range(i, min(i + 6, len(words))):
            if j > i and (
                (not words[j][2][0].isupper() and not words[j][2].isdigit())
                or not _SPACE.match(cased[words[j - 1][1] : words[j][0]])
            ):
                break
            if places := names.get(key(cased[start : words[j][1]])):
                best = (start, words[j][1], places, j)
        if not best:
            continue
        typed = _TYPED.search(document.view, max(0, start - 14), start)
        before = words[i - 1] if i else None
        if (
            not typed
            and before
            and before[2].lower() in _PERSON
            and before[2][0].isupper()
            and cased[before[1] : start] == " "
            and not cased[before[0] : best[1]].isupper()
        ):
            continue
        skip = best[1]
        yield best[0], best[1], best[2], re.sub(r"\s+", " ", typed["type"]) if typed else None


def _name_claim(
    start: int, end: int, places: Sequence[Place], word: str | None, existing: frozenset[str]
) -> Claim | None:
    """A claim for a gazetteer name whose level is clear; None when only its province can tell."""
    level = _TYPE.get(word or "")
    here = [p for p in places if p.level != "other" and (p.note != "city" or level == "city")]
    here = [p for p in here if p.level != "province" or p.name in existing]
    region = [p for p in here if p.level == "province"]
    parts = [p for p in here if p.level == "district"]
    if level in ("commune", "hamlet") or not here:
        return None
    if level in ("province", None) or (
        level == "city" and any(p.kind == "thành phố" for p in region)
    ):
        if region:
            return _claim(start, end, region, "place.province", "province", bool(level))
        if level is None:
            return None
    if parts:
        kinds = [
            p
            for p in parts
            if p.kind
            == (word or "")
            .replace("thành ủy", "thành phố")
            .replace("tp.", "tp")
            .replace("tp", "thành phố")
        ]
        return _claim(start, end, kinds or parts, "place.district", "district", True)
    return _claim(start, end, region, "place.province", "province", True) if region else None


def _claim(
    start: int, end: int, places: Sequence[Place], rule: str, level: str, typed: bool
) -> Claim:
    homes = list(dict.fromkeys(p.province for p in places))
    return Claim(
        start,
        end,
        "place",
        rule,
        RANK,
        {
            "name": places[0].name,
            "level": level,
            "typed": typed,
            "provinces": homes,
            "certain": len(homes) == 1,
        },
    )


_COMMUNE = re.compile(
    r"(?<![^\W_])(?<!thị )(?P<type>(?:"
    + "|".join(
        w.replace(" ", r"\s{1,2}")
        for w in sorted(
            (w for w, level in _TYPE.items() if level in ("commune", "hamlet") and "." not in w),
            key=len,
            reverse=True,
        )
    )
    + r"))[^\S\n]{1,2}(?=[^\W\d_])"
)
_NOT_A_NAME = re.compile(
    r"(?:nghị quyết|kế hoạch|quy|đề|hướng|đảng|văn|mặt|nông|cách|báo|cam|kết|điều|hội|đoàn|hiến|thông|di|tuyên)(?!\w)"
)


def _local(document: Document) -> Iterator[Claim]:
    """Communes and hamlets: a type word and a capitalised name, and the names listed after it."""
    cased = document.cased
    for m in _COMMUNE.finditer(document.view):
        level, at, first = _TYPE[re.sub(r"\s+", " ", m["type"])], m.end(), True
        while True:
            start, end, count = at, at, 0
            while (
                (word := _WORD.match(cased, end + (1 if count else 0)))
                and count < 4
                and word[0][0].isupper()
                and (not count or cased[end] in " -")
                and (
                    not word[0].isupper()
                    or len(word[0]) == 1
                    or m[0].strip() != cased[m.start() : m.end()].strip()
                )
            ):
                end, count = word.end(), count + 1
            name = cased[start:end]
            if (
                not count
                or _NOT_A_NAME.match(document.view, start)
                or (not first and (count < 2 or name.split()[0].lower() in _PERSON))
            ):
                break
            yield Claim(
                start,
                end,
                "place",
                f"place.{level}",
                RANK + 2,
                {
                    "name": name.title() if name.isupper() else name,
                    "level": level,
                    "typed": True,
                    "provinces": [],
                    "certain": False,
                },
            )
            link = re.compile(r"\s{0,2}(?:,|và)\s{1,2}").match(document.view, end)
            if not link:
                break
            at, first = link.end(), False


def _literal(m: re.Match[str], document: Document) -> Mapping[str, Any] | None:
    name = re.sub(
        r"\s+", " ", document.cased[slice(*m.span("name" if "name" in m.re.groupindex else 0))]
    )
    weak = m.re is not _BODY or m["agency"] is not None
    if m.re is _BODY:
        if not name[0].isupper() and "tỉnh" not in m["name"]:
            return None
        name = re.sub(r"^[Đđ]ảng ủy(?= (?:ubnd|các|chính))", "Đảng bộ", name, flags=re.IGNORECASE)
        return {
            "name": name[0].upper() + name[1:],
            "level": "body",
            "typed": True,
            "provinces": [],
            "certain": False,
            "agency": weak,
        }
    word = re.sub(r"\s+", " ", m["type"])
    if word in ("quận",) and int(m["n"]) > 12:
        return None
    level = {"quận": "district", "phường": "commune"}.get(word, "hamlet")
    return {
        "name": name,
        "level": level,
        "typed": True,
        "certain": False,
        "provinces": ["TP. Hồ Chí Minh"] if word == "quận" else [],
    }


_BODY = re.compile(
    r"(?<!\w)(?:(?:đảng bộ|đảng ủy)\s{1,2}(?=công an|khối|quân|bộ|biên|trường|sở))?(?P<name>công an\s{1,2}tỉnh(?!\w)"
    r"|(?:bộ đội\s{1,2})?(?<!đồn )(?<!đồn bộ đội )biên phòng(?:\s{1,2}tỉnh)?(?!\s{1,2}(?:toàn dân|cửa khẩu|[A-ZĐ]))"
    r"|(?:bộ chỉ huy\s{1,2})?quân sự\s{1,2}tỉnh|bộ chỉ huy\s{1,2}(?:quân sự|bộ đội biên phòng)(?:\s{1,2}tỉnh)?"
    r"|khối\s{1,2}(?:các\s{1,2})?(?:cơ quan|doanh nghiệp)(?:\s{1,2}(?:và|-|&)\s{1,2}(?:cơ quan|doanh nghiệp))?(?:\s{1,2}tỉnh)?"
    r"|(?:đảng bộ|đảng ủy)\s{1,2}(?:ubnd|ủy ban nhân dân|các cơ quan đảng|chính quyền|hđnd)\s{1,2}tỉnh"
    r"|(?P<agency>trường\s{1,2}chính trị(?:\s{1,2}tỉnh)?|sở\s{1,2}(?:nội vụ|tài chính|tư pháp|y tế|công thương|xây dựng|nông nghiệp|giáo dục|khoa học|văn hóa|thông tin|lao động|tài nguyên|giao thông|kế hoạch|ngoại vụ|du lịch)))(?!\w)"
)
_UNITS = rf"\s{{0,2}}(?:{unit_pattern()}|người|hộ|lượt|năm|tháng|%|tỷ|triệu|nghìn|km|ha|/)(?!\w)"
RULES: tuple[Rule, ...] = (
    Rule(
        "place.body",
        "place",
        RANK + 1,
        _BODY,
        "bodies inside a province that figures are told of",
        {
            "dẫn đầu là ⟦Công an tỉnh⟧ (120%)": {"name": "Công an tỉnh"},
            "⟦Biên phòng⟧ hoàn thành": {"name": "Biên phòng"},
            "⟦Đảng bộ Khối các cơ quan tỉnh⟧ họp": {"name": "Khối các cơ quan tỉnh"},
            "⟦Đảng ủy UBND tỉnh⟧ họp": {"name": "Đảng bộ UBND tỉnh"},
        },
        [
            "khối cơ quan hành chính",
            "công tác biên phòng toàn dân",
            "quân sự địa phương",
            "sở thích",
        ],
        _literal,
    ),
    Rule(
        "place.numbered",
        "place",
        NUMBERED,
        re.compile(
            r"(?<!\w)(?<!\d )(?<!quân )(?<!liên )(?<!đặc )(?<!cấp )(?<!mỗi )(?<!một )(?<!từng )(?<!các )(?<!số )(?<!xã \d, )(?<!xã \d\d, )"
            r"(?P<type>quận|phường|khu\s{1,2}phố|tổ\s{1,2}dân\s{1,2}phố|tdp|khu\s{1,2}dân\s{1,2}cư|thôn|ấp|khóm|xóm|bản|buôn|tiểu\s{1,2}khu|khu|làng)"
            rf"\s{{1,2}}(?:số\s{{1,2}})?(?P<n>[0-9]{{1,2}})[a-dđ]?(?![^\W_]|[.,/-][0-9]|\s?-\s?[0-9])(?!{_UNITS})"
        ),
        "a place whose name is a number counts nothing",
        {
            "Chi bộ ⟦khu phố 5⟧ tổ chức đại hội": {"level": "hamlet"},
            "tại ⟦Quận 2⟧, TP. Hồ Chí Minh": {"level": "district"},
            "bí thư ⟦thôn 3⟧ cho biết": {},
            "⟦Tổ dân phố số 7⟧ có": {},
            "ở ⟦Phường 5⟧ và": {"level": "commune"},
        },
        [
            "mỗi thôn 3 người",
            "Quân khu 7",
            "có 12 thôn",
            "thôn 50 hộ dân",
            "cấp xã 40 trường hợp",
            "Công an huyện 6; xã 5",
        ],
        _literal,
    ),
)


def moment(document: Document) -> str | None:
    """The day the article belongs to: published, else its newest full date, else its newest year."""
    if document.published:
        return document.published
    days = [
        f"{y}-{int(m):02d}-{int(d):02d}"
        for d, m, y in re.findall(
            r"(?<![\d./-])(\d{1,2})[./-](\d{1,2})[./-](20[0-4]\d)(?!\d)", document.view
        )
        if 0 < int(m) < 13 and 0 < int(d) < 32
    ]
    days = [day for day in days if day != "2025-07-01"]  # the reform's day is named long before it
    years = re.findall(r"(?<!đến )năm (20[0-4]\d)(?![\d-]|\s?-)", document.view)
    return max(days, default=None) or (f"{max(years)}-06-30" if years else None)


def area(name: str, day: str | None) -> str | None:
    """The area_id of a province's name on a day (unknown day: the area of before July 2025)."""
    rows = [row for row in provinces() if row["name"] == name]
    valid = [row for row in rows if day and row["valid_from"] <= day <= (row["valid_to"] or "9999")]
    return (valid or rows or [{"area_id": None}])[0]["area_id"]


def province_after(document: Document, at: int) -> str | None:
    """The province named right at ``at`` (after "Tỉnh ủy", "UBND tỉnh"), as its canonical name."""
    m = re.compile(r"\s{1,2}(?:tỉnh\s{1,2}|thành phố\s{1,2})?").match(document.view, at)
    words = (
        list(_WORD.finditer(document.cased, m.end(), min(len(document.cased), m.end() + 28)))
        if m
        else []
    )
    if not words or words[0].start() != m.end():
        return None
    for last in reversed(words[:4]):
        for place in gazetteer().get(key(document.cased[m.end() : last.end()]), ()):
            if place.level == "province" and document.cased[m.end()].isupper():
                return place.name
    return None


def find(document: Document) -> list[Claim]:
    """Places of ``document`` in text order, disjoint.

    ``claim.data``: name (canonical for provinces and districts), level (province, district, commune,
    hamlet, body), area_id (provinces), parent_area (area_id of the province of anything smaller, None
    when unknown), province (its name), typed (a type word stands before it).
    """
    sure: list[Claim] = [claim for rule in RULES for claim in rule.claims(document)]
    sure += _local(document)
    day, bare = moment(document), []
    existing = _named(day)
    for start, end, places, word in _candidates(document):
        if claim := _name_claim(start, end, places, word, existing):
            sure.append(claim)
        elif word is None and (parts := [p for p in places if p.level == "district"]):
            bare.append(_claim(start, end, parts, "place.district", "district", False))
    sure = settle(sure)
    host = _host(document, sure)
    ends = {claim.end: claim for claim in sure if claim.data["level"] == "district"}
    for claim in bare:
        if _plausible(document, claim, host, ends):
            sure.append(claim)
            ends[claim.end] = claim
    return [replace(claim, data=_settled(claim.data, host, day)) for claim in settle(sure)]


def _plausible(
    document: Document, claim: Claim, host: str | None, ends: Mapping[int, Claim]
) -> bool:
    """True when a district's name without a type word is the district, not a person or a street."""
    view, cased = document.view, document.cased
    line = cased[
        cased.rfind("\n", 0, claim.start) + 1 : cased.find("\n", claim.end) % (len(cased) + 1)
    ]
    if line.strip(" .-") == cased[claim.start : claim.end] or _TITLE.search(
        view, max(0, claim.start - 16), claim.start
    ):
        return False
    after = cased[claim.end : claim.end + 2]
    if len(after) == 2 and after[0] == " " and after[1].isupper():
        return False
    listed = any(
        _LIST.fullmatch(view, end, claim.start)
        for end in range(max(0, claim.start - 14), claim.start)
        if end in ends
    )
    return (
        listed
        or host in claim.data["provinces"]
        or any(
            view.startswith(f"{opening}{simplify(p)}", claim.end)
            for p in claim.data["provinces"]
            for opening in (" (", " - ", ", tỉnh ", " (tỉnh ")
        )
    )


def _settled(data: Mapping[str, Any], host: str | None, day: str | None) -> dict[str, Any]:
    homes = data["provinces"]
    home = host if host in homes or not homes else homes[0] if len(homes) == 1 else None
    if data["level"] == "province":
        return {
            "name": data["name"],
            "area_id": area(data["name"], day),
            "parent_area": None,
            "level": "province",
            "province": data["name"],
            "typed": data["typed"],
            "certain": True,
        }
    return {
        "name": data["name"],
        "area_id": None,
        "parent_area": area(home, day if home == host else None) if home else None,
        "level": data["level"],
        "province": home,
        "typed": data["typed"],
        "certain": data["certain"],
    } | ({"agency": True} if data.get("agency") else {})


def locate(document: Document, places: Iterable[Claim]) -> tuple[str | None, str | None]:
    """The province ``document`` is about and its area_id; (None, None) when it is about none or several."""
    name = _host(document, places)
    return name, area(name, moment(document)) if name else None


def _lead(document: Document) -> int:
    """Where title and lead end (view)."""
    start = document.body[0].start if document.body else 0
    return start + 700


def _host(document: Document, places: Iterable[Claim]) -> str | None:
    """The province with the most evidence: title, lead, "tỉnh X", its districts, the site's name."""
    votes: Counter[str] = Counter()
    places = list(places)
    regions = [p for p in places if p.data["level"] == "province"]
    lead = _lead(document)
    for i, claim in enumerate(regions):
        near = sum(
            abs(o.start - claim.start) < 60
            for o in regions[max(0, i - 3) : i + 4]
            if o.data["name"] != claim.data["name"]
        )
        weight = 3.0 if claim.data["typed"] else 1.5
        if near >= 2:
            weight = 0.2
        elif _PAPER.search(document.view, max(0, claim.start - 12), claim.start):
            weight = 0.8
        votes[claim.data["name"]] += (
            weight
            * (2 if claim.start < lead else 1)
            * (1 if document.in_body(claim.start) else 0.7)
        )
    districts: dict[tuple[str, str], float] = defaultdict(float)
    for claim in places:
        if claim.data["level"] == "district" and claim.data["certain"]:
            named = claim.data.get("province") or claim.data["provinces"][0], claim.data["name"]
            weight = 2.5 if claim.start < lead and claim.data["typed"] else 1.2
            districts[named] = max(districts[named], weight)
    for (home, _), weight in districts.items():
        votes[home] += weight
    pattern, known = _codes()
    for m in pattern.finditer(document.cased):
        votes[known[m["code"] or m["line"] or m["site"]]] += 3.0
    ranked = votes.most_common(2)
    if not ranked:
        return None
    (name, most), second = ranked[0], ranked[1][1] if len(ranked) > 1 else 0
    needed = (1.2 if second else 0.5) if _SELF.search(document.view) else 2.4
    return name if most >= needed and most >= 1.4 * second else None


_INSIDE = {  # how an article goes on speaking of the place it is about
    "district": r"toàn (?:huyện|quận|thị xã|thành phố)|(?<!các )(?:huyện|thị|thành|quận) ủy|(?:của|trong|đảng bộ) (?:huyện|quận|thị xã|thành phố)|(?<!các )(?<!cấp )huyện (?:này|đã|có|xác định|chủ trương|cũng|tiếp tục|triển khai|bắt)",
    "commune": r"toàn (?:xã|phường|thị trấn)|đảng ủy (?:xã|phường|thị trấn)|(?:trong|của|đảng bộ) (?:xã|phường)|(?<!các )(?<!cấp )xã (?:đã|có|tiếp tục)",
    "hamlet": r"chi bộ|chi ủy|trong (?:thôn|khu|ấp|bản|xóm)",
    "body": r"toàn (?:khối|lực lượng)|đảng (?:bộ|ủy) khối",
}
_OUTSIDE = re.compile(
    r"toàn tỉnh|(?:trong|của|khắp|đảng bộ|trên địa bàn) tỉnh|các huyện|các địa phương|(?<!báo cáo )(?<!trực thuộc )tỉnh ủy"
)


def focus(document: Document, places: Iterable[Claim]) -> Claim | None:
    """The place inside a province that the whole article is about, or None (the whole province).

    It stands alone at its level in title and lead, and the article keeps speaking of it.
    """
    title = document.view.find(simplify(document.title)) if document.title else -1
    start = title if title >= 0 else document.body[0].start if document.body else 0
    heading = start + len(document.title) if title >= 0 else document.view.find("\n", start + 20)
    inner = [
        p
        for p in places
        if p.data["level"] != "province"
        and not p.data.get("agency")
        and (document.in_body(p.start) or start <= p.start < heading)
    ]
    outside = len(_OUTSIDE.findall(document.view))
    for level, inside in _INSIDE.items():
        group = [p for p in inner if p.data["level"] == level]
        first = list(dict.fromkeys(p.data["name"] for p in group if start <= p.start < start + 500))
        if len(first) != 1 or len({p.data["name"] for p in group}) > 2:
            continue
        claim = next(p for p in group if p.data["name"] == first[0])
        titled = simplify(first[0]) in document.view[start : max(heading, start)]
        named = document.view.count(simplify(first[0])) + titled
        told = named + len(re.findall(inside, document.view))
        if told > outside and (titled or named > 1 or told > 2):
            deeper = _INNERMOST.index(level)
            lead = [
                p for p in inner if p.start < start + 500 and p.data["level"] in _INNERMOST[:deeper]
            ]
            return next(
                (p for p in lead if simplify(p.data["name"]) in document.view[start:heading]), claim
            )
    return None


_INNERMOST = ("hamlet", "commune", "body", "district")
