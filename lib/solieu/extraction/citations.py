"""Citations: every mention of a numbered Party or state document, and of plenum resolutions.

What the text prints is kept apart from what is added to it: a date or symbol that comes from the
register (`data/register.csv`) is marked so. The shape follows eyecite: find heads in one pass,
read the list of numbers that follows, then resolve bare numbers inside the article.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..knowledge import DataError, read_csv, unit_pattern
from ..rules import Claim, Rule, settle
from ..text import Document, simplify
from .places import moment, province_after

RANK = 90
ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
    "xi": 11,
    "xii": 12,
    "xiii": 13,
    "xiv": 14,
    "xv": 15,
    "xvi": 16,
}
_WORDS = dict(
    zip(
        ["nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười"],
        range(1, 11),
        strict=True,
    )
)
_WORDS |= {"bốn": 4, "bẩy": 7} | {
    f"mười {word}": 10 + n for n, word in enumerate(["một", "hai", "ba", "bốn", "lăm", "sáu"], 1)
}
_PLENUMS = 16  # no central committee met more often in plenum; larger numbers are documents


@functools.cache
def document_types() -> tuple[dict[str, str], ...]:
    """Rows of document_types.csv: type, words, heads, symbols, bare (any, capital or symbol)."""
    rows = read_csv("document_types.csv")
    problems = [
        f"{row['type']}: bare is {row['bare']!r}, not any, capital or symbol"
        for row in rows
        if row["bare"] not in ("any", "capital", "symbol")
    ]
    words = [w for row in rows for w in f"{row['words']}|{row['heads']}".split("|") if w]
    problems += [f"{w!r} stands twice" for w in sorted({w for w in words if words.count(w) > 1})]
    if problems:
        raise DataError("document_types.csv", problems)
    return tuple(rows)


@functools.cache
def register() -> tuple[dict[str, str], ...]:
    """Rows of register.csv: key, doc_type, date, issuer, plenum (6/XII), title, source."""
    types = {row["type"] for row in document_types()}
    rows, problems, seen = read_csv("register.csv"), [], set()
    for line, row in enumerate(rows, 2):
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", row["date"]) or not _exists(row["date"]):
            problems.append(f"line {line}: {row['date']!r} is not a day")
        if row["doc_type"] not in types:
            problems.append(f"line {line}: no document type {row['doc_type']!r}")
        if not re.fullmatch(r"[1-9]\d*[-/].+", row["key"]) or not row["source"]:
            problems.append(f"line {line}: {row['key']!r} is no key, or the source is missing")
        if (row["key"], row["date"]) in seen:
            problems.append(f"line {line}: {row['key']} of {row['date']} stands twice")
        seen.add((row["key"], row["date"]))
    if problems:
        raise DataError("register.csv", problems)
    return tuple(rows)


@functools.cache
def plenums() -> tuple[dict[str, str], ...]:
    """Rows of plenums.csv: term (XII), number, opened, closed (days), source."""
    rows = read_csv("plenums.csv")
    problems = [
        f"line {line}: {row}"
        for line, row in enumerate(rows, 2)
        if row["term"].lower() not in ROMAN
        or not row["number"].isdigit()
        or not row["opened"] <= row["closed"]
        or not row["source"]
    ]
    if problems:
        raise DataError("plenums.csv", problems)
    return tuple(rows)


@functools.cache
def issuers() -> dict[str, str]:
    """Names (folded) and symbols (lower case, marked with a leading /) of issuing bodies."""
    found = {}
    for row in read_csv("issuers.csv"):
        found |= {simplify(word): row["issuer"] for word in row["words"].split("|") if word}
        found |= {f"/{s.lower()}": row["issuer"] for s in row["symbols"].split("|") if s}
    return found


def _exists(day: str) -> bool:
    try:
        datetime.date.fromisoformat(day)
    except ValueError:
        return False
    return True


def _either(words: Iterable[str]) -> str:
    """Alternation, longest first, spaces elastic."""
    return "|".join(
        re.escape(w).replace(r"\ ", r"\s{1,3}") for w in sorted(words, key=len, reverse=True)
    )


_OF_WORD = {
    simplify(w): row
    for row in document_types()
    for w in f"{row['words']}|{row['heads']}".split("|")
    if w
}
_SYMBOLS: dict[str, str] = {}  # lower case -> as it is written
_OF_SYMBOL: dict[str, str] = {}  # type symbol in lower case -> document type
for _row in document_types():
    for _symbol in filter(None, re.split(r"[|-]", _row["symbols"])):
        _SYMBOLS.setdefault(_symbol.lower(), _symbol)
        _OF_SYMBOL.setdefault(_symbol.lower(), _row["type"])
for _row in read_csv("issuers.csv"):
    _SYMBOLS |= {s.lower(): s for s in _row["symbols"].split("|") if s}
_SYMBOLS |= {"tư": "TW", "hđnd": "HĐND"}
_TYPE_SYMBOL = _either(_OF_SYMBOL)

_LETTER = r"[^\W\d_]"
_SEGMENT = rf"{_LETTER}{{1,15}}(?:[0-9]{{1,2}}{_LETTER}{{0,10}})?"
_TAIL = re.compile(
    rf"(?P<sep>\s?[-/]{{1,2}}\s?)(?:(?P<year>(?:19|20)[0-9]{{2}})\s?[-/]\s?)?"
    rf"(?P<symbol>{_SEGMENT}(?:\s?[-/]{{1,3}}\s?{_SEGMENT})?(?:[-/]{{1,2}}{_SEGMENT}){{0,4}})"
    rf"|(?P<glued>\s?)(?P<repaired>(?:{_TYPE_SYMBOL})\s?[-/]{{1,3}}\s?{_SEGMENT}(?:-{_SEGMENT}){{0,2}})"
)
_JOIN = re.compile(r"\s?[-/]{1,3}\s?")
_NUMBER = re.compile(
    r"(?:(?P<so>số)\s{0,2}:?\s{0,2})?(?P<number>[0-9]{1,5}(?:[a-d](?=\s?[-/]))?)(?![0-9])"
)
_BARE = re.compile(rf"(?!\s?%|[.,][0-9]|\s?[/-]\s?[0-9]|[/%]|{_LETTER})")
# After a bare number only words that cannot be what is counted: "Nghị quyết 18 của …", never "18 xã".
_FOLLOW = re.compile(
    r"\s{0,2}(?:\Z|[.,;:!?…)\]\"'(\n-]|(?:của|ngày|về|và|do|mà|là|được|đã|có|còn|cũng|với|trên|trong|tại|ở"
    r"|để|nhằm|cho|theo|giai đoạn|nhiệm kỳ|khóa|từ|thì|sẽ|vào|đi vào|gắn|cùng|hoặc|bằng|khi|này|nói trên|nêu"
    r"|quy định|yêu cầu|chỉ rõ|xác định|đề ra|ban hành|bổ sung|sửa đổi|thay thế|hướng dẫn|như|trung ương|nhưng"
    r"|bộ chính trị|ban|tỉnh ủy|huyện ủy|thành ủy|chính phủ|hội nghị|đến nay|đang|chưa|không|phải|năm [12]\d{3})"
    r"(?!\w))"
)
_COUNTED = re.compile(
    rf"\s{{1,2}}(?:{unit_pattern()}|năm(?! [12]\d{{3}})|tháng|ngày\s\D|triệu|nghìn|tỷ)(?!\w)"
)
_OFFICIAL = re.compile(
    r"\s{1,2}(?:của (?:bộ chính|ban bí|trung ương|ban chấp|tỉnh ủy|ban thường|chính phủ|thủ tướng)|ngày [0-9])"
)
_IN_YEARS = re.compile(r"\s{1,2}năm ")  # Kế hoạch 5 năm 2021 - 2025
_AND = re.compile(r"\s{0,2}(?:[,;]\s{0,2}(?:và\s{1,2})?|(?:và|hoặc|cùng)\s{1,2})(?=số\b|[0-9])")
_DAY = r"(?P<d>[0-9]{1,2})\s?[./-]\s?(?P<m>[0-9]{1,2})(?:\s?[./-]\s?(?P<y>[12][0-9]{3}))?(?![0-9]|[./-][0-9])"
_SPELT = (
    r"(?P<sd>[0-9]{1,2})\s{1,2}tháng\s{1,2}(?P<sm>[0-9]{1,2})"
    r"(?:\s{0,2},?\s{0,2}năm\s{1,2}(?P<sy>[12][0-9]{3})|\s?[/-]\s?(?P<ty>[12][0-9]{3}))?(?![0-9])"
)
_MONTH = (
    r"tháng\s{1,2}(?P<mm>[0-9]{1,2})(?:\s?[./-]\s?|\s{1,2}năm\s{1,2})(?P<my>[12][0-9]{3})(?![0-9])"
)
_DATE = re.compile(
    rf"(?P<lead>\s{{0,2}},?\s{{0,2}}\(?\s?(?:(?:ban hành|ký|ra)\s{{1,2}})?)"
    rf"(?:(?P<word>ngày\s{{0,2}})?(?:{_SPELT}|{_DAY})|{_MONTH}|năm\s{{1,2}}(?P<only>[12][0-9]{{3}})(?!\s?[-/]\s?[0-9]|[0-9]))"
)
_ISSUER = re.compile(
    rf"\s{{0,2}}(?P<link>\(|,?\s?(?:của|do|mà|từ)\s{{1,2}}|-\s|,\s)?\s?(?P<issuer>{_either(k for k in issuers() if k[0] != '/')})(?!\w)(?!\s(?:bộ|ủy|đoàn)(?!\w))"
)
_TERM = re.compile(
    r"\s{0,2},?\s{0,2}\(?\s?(?:khóa|k\.?)\s{0,2}(?P<term>[ivx]{1,5}|[0-9]{1,2})(?!\w)(?:\s?(?P<close>\)))?"
)


_LINK = re.compile(r"\s{0,2}(?:,|và|;|, và)\s{0,2}")
_ANY_TYPE = re.compile(rf"(?<!\w)(?<!kỷ )(?<!pháp )(?:{_either(_OF_WORD)})(?!\w)")


@dataclass(frozen=True)
class ListRule(Rule):
    """A rule whose match opens a list: one claim for each document that ``scan`` reads from there."""

    scan: Callable[[re.Match[str], Document], Iterator[tuple[int, int, dict[str, Any]]]] | None = (
        None
    )

    def claims(self, document: Document) -> Iterable[Claim]:
        """Yield a claim for each document of each list, in text order."""
        for match in self.pattern.finditer(document.view):
            for start, end, data in self.scan(match, document) if self.scan else ():
                yield Claim(start, end, self.kind, self.name, self.rank, data)


def _symbol(document: Document, at: int) -> dict[str, Any] | None:
    """Read the symbol behind a number: ``-NQ/TW``, ``/2014/NĐ-CP``, also ``QĐ-/TU`` or `` ĐA/TU``."""
    found = _TAIL.match(document.view, at)
    if not found:
        return None
    start = found.start("symbol") if found["symbol"] else found.start("repaired")
    text = document.cased[start : found.end()]
    parts, end, known, place = [], start, False, 0
    while place < len(text):  # stop before the first piece that is a word, not a symbol
        join = _JOIN.match(text, place)
        begin = join.end() if join else place
        following = _JOIN.search(text, begin)
        piece = text[begin : following.start() if following else len(text)]
        if (piece != piece.upper() and piece.lower() not in _SYMBOLS) or (
            join and " " in join[0] and len(parts) > 1
        ):
            break
        known |= piece.lower() in _SYMBOLS
        parts += ["/" if join and "/" in join[0] else "-"] if join else []
        parts.append(_SYMBOLS.get(piece.lower(), piece))
        place = begin + len(piece)
        end = start + place
    following = document.view[end : end + 1]
    if not parts or following.isalnum() or (len(parts) == 1 and not known):
        return None
    if any(c == " " for c in document.view[found.start() : start]) and not known:
        return None
    sep = (found["sep"] or "-").strip()[0]
    year = found["year"]
    return {
        "end": end,
        "symbol": "".join(parts),
        "year": year,
        "tail": f"{'/' + year if year else ''}{'/' if year else sep}{''.join(parts)}",
    }


def _date(document: Document, at: int) -> tuple[str, int, bool] | None:
    """The date that follows directly: (ISO date, end, stands inside the citation)."""
    m = _DATE.match(document.view, at)
    if not m:
        return None
    bracket, comma = "(" in m["lead"], "," in m["lead"]
    year, month, day = (
        m["y"] or m["sy"] or m["ty"] or m["my"] or m["only"],
        m["m"] or m["sm"] or m["mm"],
        m["d"] or m["sd"],
    )
    if (not m["word"] and (m["d"] or m["sd"]) and not (year and (bracket or m["d"]))) or (
        comma and not (m["word"] and year)
    ):
        return None
    iso = f"{year or '-'}" + "".join(f"-{int(part):02d}" for part in (month, day) if part)
    if (day and not _exists(iso if year else f"2000{iso[1:]}")) or (
        month and not 1 <= int(month) <= 12
    ):
        return None
    return iso, m.end(), not bracket


def _context(document: Document, at: int) -> dict[str, Any]:
    """What stands right after a citation: issuer, its term and province, a date, a quoted title."""
    told: dict[str, Any] = {}
    issuer = _ISSUER.match(document.view, at)
    if issuer and (issuer["link"] or issuer["issuer"] != "đảng"):
        told["issuer"] = issuers()[re.sub(r"\s+", " ", issuer["issuer"])]
        at = issuer.end()
        told["province"] = province_after(document, at)
        if (later := _date(document, at)) and len(later[0]) == 10:
            told["date"], at = later[0], later[1]
    if term := _TERM.match(document.view, at):
        told["term"], at = term["term"], term.end()
    told["title"] = _title(document, at)
    return told


def _title(document: Document, at: int) -> str | None:
    """The quoted text that follows within a few words; inner quotes are part of it."""
    gap = re.compile(r"[^\"\n.;:0-9]{0,40}:?\s?\"").match(document.view, at)
    text = document.text
    start = document.source_span(gap.end() - 1, gap.end()).end if gap else 0
    if not start or text[start - 1] == "”":
        return None
    depth = 1
    for i in range(start, min(len(text), start + 400)):
        depth += {"“": 1, "”": -1}.get(text[i], 0) if text[start - 1] == "“" else -(text[i] in '"”')
        if depth == 0:
            return text[start:i].strip()
    return None


def _documents(m: re.Match[str], document: Document) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Read the numbers after a type word: one, or several that share a symbol or a date."""
    view, kind = document.view, _OF_WORD[re.sub(r"\s+", " ", m["type"])]
    capital = document.cased[m.start()].isupper()
    if (
        kind["heads"]
        and m["type"] in kind["heads"].split("|")
        and document.cased[m.start() : m.start() + 2].islower()
    ):
        return
    items: list[dict[str, Any]] = []
    at, start = m.start("at"), m.start()
    while (number := _NUMBER.match(view, at)) and number["number"].strip("0"):
        symbol = _symbol(document, number.end())
        item = {
            "start": start,
            "number": number["number"].lstrip("0"),
            "end": number.end(),
            "date": None,
        } | (symbol or {})
        plain = symbol is None
        if plain and (not _BARE.match(view, number.end()) or _COUNTED.match(view, number.end())):
            break
        if plain and not number["so"]:
            more = _AND.match(view, number.end())
            follows = _FOLLOW.match(view, number.end()) or more
            sure = (
                kind["bare"] == "any"
                or (
                    kind["bare"] == "capital"
                    and capital
                    and not _IN_YEARS.match(view, number.end())
                )
                or _OFFICIAL.match(view, number.end())
            )
            year = len(number["number"]) == 4 and number["number"][:2] in ("19", "20")
            if year or not follows or (not sure and not items):
                break
        gap = m["gap"].strip() if not items else ""
        if (
            gap
            and not (m["tw"] and plain and int(item["number"] or 0) > _PLENUMS)
            and not (
                capital and symbol and _fits(kind, symbol["symbol"]) and not _ANY_TYPE.search(gap)
            )
        ):
            break
        if dated := _date(document, item["end"]):
            item["date"] = dated[0]
            item["after"] = dated[1] + (view[dated[1] : dated[1] + 1] == ")")
            item["end"] = dated[1] if dated[2] else item["end"]
        items.append(item)
        at = item.get("after", item["end"])
        link = _AND.match(view, at)
        if not link:
            break
        at = start = link.end()
    if m["tw"]:
        items = [item | {"issuer": "Trung ương"} for item in items]
    yield from _finished(items, kind, document)


def _fits(kind: Mapping[str, str], symbol: str) -> bool:
    """True when a symbol can belong to a document type (NQ to Nghị quyết)."""
    pieces = {re.sub(r"\d+$", "", p).lower() for p in re.split(r"[-/]", symbol)}
    return not kind["symbols"] or bool(
        pieces & {s.lower() for s in re.split(r"[|-]", kind["symbols"])}
    )


def _finished(items: list[dict[str, Any]], kind: Mapping[str, str] | None, document: Document):
    """Spans and data of a list: a number without symbol takes its neighbour's (18, 19-NQ/TW)."""
    told = _context(document, items[-1].get("after", items[-1]["end"])) if items else {}
    after: dict[str, Any] = {}
    for item in reversed(items):
        shared = "symbol" not in item and bool(after)
        if shared and "tail" in after:
            item |= {"symbol": after["symbol"], "tail": after["tail"], "year": after.get("year")}
        if shared:
            item["date"] = item["date"] or after["date"]
        after = item
    before: dict[str, Any] = {}
    for item in items:
        if "tail" not in item and "tail" in before and not before.get("year"):
            item |= {"symbol": before["symbol"], "tail": before["tail"]}
        before = item
        symbol = item.get("symbol")
        pieces = re.split(r"[-/]", symbol.lower()) if symbol else []
        own = next(
            (issuers()[f"/{p}"] for p in reversed(pieces) if f"/{p}" in issuers() and p != "tw"),
            None,
        )
        date = item["date"] or (told.get("date") if item is items[-1] else None)
        doc_type = (
            kind["type"]
            if kind
            else next((_OF_SYMBOL[p] for p in pieces if p in _OF_SYMBOL), "Văn bản")
        )
        yield (
            item["start"],
            item["end"],
            {
                "key": f"{item['number']}{item['tail']}" if symbol else f"{item['number']}?",
                "doc_type": doc_type,
                "number": item["number"],
                "symbol": symbol,
                "issuer": told.get("issuer") or item.get("issuer") or own,
                "term": told.get("term"),
                "date": date,
                "date_source": "printed" if date else None,
                "province": told.get("province"),
                "title": told.get("title") if item is items[-1] else None,
            },
        )


def _alone(m: re.Match[str], document: Document) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Read a number with a symbol that stands without a type word."""
    symbol = _symbol(document, m.end("number"))
    if (
        not symbol
        or not m["number"].strip("0")
        or not (symbol["year"] or re.search(r"[-/]", symbol["symbol"]))
    ):
        return
    if document.cased[symbol["end"] - len(symbol["symbol"]) : symbol["end"]].islower():
        return
    item = {"start": m.start("number"), "number": m["number"].lstrip("0"), "date": None} | symbol
    if dated := _date(document, item["end"]):
        item |= {"date": dated[0], "after": dated[1], "end": dated[1] if dated[2] else item["end"]}
    yield from _finished([item], None, document)


def _plenary(m: re.Match[str], document: Document) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Read resolutions named by plenum and term: Nghị quyết Trung ương 4, 5 (khóa XI), khóa XII."""
    view, at = document.view, m.end()
    prefix = "KLTW" if m["type"][0] == "k" else "NQTW"
    first = _ordinal(m["n"] or m["plain"] or m["nth"])
    items: list[list[Any]] = [[m.start(), at, first, None]]  # start, end, plenum, term
    untold = 0  # from here on no term was read yet
    bare = 0  # numbers without "Trung ương" since then: only a term shows that they count nothing
    while True:
        term = _TERM.match(view, at)
        if term and _roman(term["term"]):
            at = items[-1][1] = term.end() - (bool(term["close"]) and "(" not in term[0])
            for item in items[untold:]:
                item[3] = _roman(term["term"])
            while (other := _OTHER_TERM.match(view, at)) and _roman(other["term"]):
                items.append([*other.span("span"), items[-1][2], _roman(other["term"])])
                at = other.end()
            untold, bare = len(items), 0
        more = _OTHER_PLENUM.match(view, at)
        if not more or not 0 < int(more["n"]) <= _PLENUMS:
            break
        bare += not more["tw"]
        items.append([*more.span("span"), int(more["n"]), None])
        at = more.end()
    if bare:
        items = items[:untold] or items[:1]
    if (
        not items[0][3]
        and not (m["how"] or m["nth"])
        and (
            _COUNTED.match(view, items[0][1])
            or not (_FOLLOW.match(view, items[0][1]) or len(items) > 1)
        )
    ):
        return
    title = _context(document, items[-1][1])["title"]
    for start, end, number, term in items:
        if not 0 < number <= _PLENUMS:
            continue
        dated = _date(document, end)
        dated = dated if dated and dated[2] and len(dated[0]) == 10 else None
        yield (
            start,
            dated[1] if dated else end,
            {
                "key": f"{prefix} {number}/{term}" if term else f"{prefix} {number}?",
                "doc_type": "Kết luận" if prefix == "KLTW" else "Nghị quyết",
                "number": str(number),
                "symbol": None,
                "issuer": "Ban Chấp hành Trung ương",
                "term": term,
                "date": dated[0] if dated else None,
                "date_source": "printed" if dated else None,
                "province": None,
                "title": title if start == items[-1][0] else None,
            },
        )


def _ordinal(text: str) -> int:
    text = re.sub(r"\s+", " ", text)
    return int(text) if text.isdigit() else ROMAN.get(text) or _WORDS.get(text, 0)


def _roman(text: str) -> str | None:
    """A term as it is written: ``XII`` for ``xii`` and for ``12``; None when there is no such term."""
    number = _ordinal(text)
    return next((r.upper() for r, n in ROMAN.items() if n == number), None) if number else None


_CENTRE = r"(?:ban\s{1,2}chấp\s{1,2}hành\s{1,2}trung\s{1,2}ương|bch\s?(?:trung\s{1,2}ương|t\.?[wư]\.?)|trung\s{1,2}ương|t\.?[wư]\.?)(?:\s{1,2}đảng(?!\s{1,2}bộ))?(?:\s{1,2}cộng sản việt nam)?"
_N = rf"(?:[0-9]{{1,2}}(?![0-9])|{_either(_WORDS)}|[ivx]{{1,5}})(?!{_LETTER})"
_N_PLAIN = r"(?:[0-9]{1,2}(?![0-9])|sáu|bảy|tám|chín|mười|[ivx]{1,5})(?!\s?[-/]\s?[^\W\d_]{2}|\w|[.,][0-9]|\s?%)"
_OTHER_TERM = re.compile(
    r"\s{0,2}(?:,|;|và|-)\s{0,2}(?P<span>\(?(?:khóa\s{1,2})?(?P<term>[ivx]{1,5})(?!\w)\)?)"
)
_OTHER_PLENUM = re.compile(
    r"\s{0,2}(?:[,;](?:\s{0,2}và)?|và)\s{0,2}(?P<span>(?P<tw>(?:hội nghị\s{1,2})?(?:trung\s{1,2}ương|t\.?[wư]\.?)\s{0,2})?"
    r"(?:lần\s{1,2}thứ\s{1,2})?(?P<n>[0-9]{1,2}))(?!\s?[-/.]?\s?[0-9%]|\s?-\s?[^\W\d_]{2}|\w|[.,][0-9])"
)

RULES: tuple[Rule, ...] = (
    ListRule(
        "citation.typed",
        "citation",
        RANK,
        re.compile(
            rf"(?<!\w)(?<!hội )(?<!kỷ )(?<!pháp )(?P<type>{_either(_OF_WORD)})(?!{_LETTER})"
            rf"(?=(?P<gap>(?P<tw>\s{{1,2}}(?:trung\s{{1,2}}ương|tw))(?=\s{{1,2}}[0-9])|(?:[^\S\n]{{1,2}}{_LETTER}{{1,12}},?){{0,9}}?)"
            rf"\s{{0,3}}:?\s{{0,3}}(?P<at>(?<!\w)số\s{{0,2}}:?\s{{0,2}}[0-9]|[0-9]))"
        ),
        "a type word and the number of a document, alone or the first of a list",
        {
            "thực hiện ⟦Nghị quyết số 18-NQ/TW ngày 25/10/2017⟧ của Trung ương": {
                "key": "18-NQ/TW",
                "date": "2017-10-25",
            },
            "theo ⟦Quy định số 0241QĐ-/TU⟧ của Tỉnh ủy": {"key": "241-QĐ/TU"},
            "⟦Đề án 03 ĐA/TU⟧ về bộ máy": {"key": "3-ĐA/TU"},
            "ban hành ⟦Kết luận số 77 - KL/TU⟧": {"key": "77-KL/TU"},
            "quán triệt ⟦Nghị quyết số 18⟧, số 19- NQ/TW": {"key": "18-NQ/TW"},
            "quán triệt Nghị quyết số 18, ⟦số 19- NQ/TW⟧": {"key": "19-NQ/TW"},
            "kể từ ⟦Nghị định số 46/2017/NĐ-CP, ngày 21 tháng 4 năm 2017⟧": {
                "key": "46/2017/NĐ-CP",
                "date": "2017-04-21",
            },
            "⟦Nghị quyết số 21/NQ-HĐND⟧ (ngày 8.7.2019)": {
                "key": "21/NQ-HĐND",
                "date": "2019-07-08",
            },
            "⟦Luật Cán bộ, công chức số 22/2008/QH12⟧": {"key": "22/2008/QH12"},
            "thực hiện ⟦Quyết định 217⟧, các cấp": {"key": "217?"},
        },
        [
            "Nghị quyết đề ra 18 chỉ tiêu",
            "Đề án có 3 phần",
            "Kế hoạch năm 2020 đạt",
            "Kế hoạch 5 năm 2016 - 2020",
            "vượt kế hoạch 15%",
            "kết luận 12 vụ việc",
            "Cụm thi đua số 4",
            "Nghị quyết Đại hội XII",
            "quyết định 5 trường hợp",
            "kế hoạch 2.000 đảng viên",
            "đã kết luận 5, còn 2",
        ],
        scan=_documents,
    ),
    ListRule(
        "citation.symbol",
        "citation",
        RANK - 2,
        re.compile(
            rf"(?<![\w.,/-])(?P<number>[0-9]{{1,5}}[a-d]?)(?=\s?[-/]{{1,2}}\s?(?:(?:19|20)[0-9]{{2}}\s?[-/]\s?{_LETTER}"
            rf"|(?:{_either(_SYMBOLS)})[0-9]{{0,2}}\s?[-/]{{1,3}}\s?{_LETTER})|(?:{_TYPE_SYMBOL})-?/{_LETTER})"
        ),
        "a number with its symbol, the type word left out",
        {
            "văn bản mới: ⟦152-KH/TU⟧, tải về": {"key": "152-KH/TU", "doc_type": "Kế hoạch"},
            "Số:⟦67/2022/TT-BTC⟧": {"key": "67/2022/TT-BTC"},
        },
        [
            "12/2019/người",
            "5-7 xã",
            "ngày 2/9/2019",
            "đạt 418/436 thôn",
            "65 triệu đồng/người/năm",
            "30-4/1-5",
        ],
        scan=_alone,
    ),
    ListRule(
        "citation.plenum",
        "citation",
        RANK + 1,
        re.compile(
            rf"(?<!\w)(?<!hội )(?P<type>nghị\s{{1,2}}quyết|nq|kết\s{{1,2}}luận|kl)\s{{0,3}}(?:(?:của|tại)\s{{1,2}})?"
            rf"(?P<how>hội\s{{1,2}}nghị\s{{1,2}}(?:toàn thể\s{{1,2}})?|hn\s?)?(?:"
            rf"(?:{_CENTRE}|trung(?=\s[0-9]))\s{{0,2}}(?:lần\s{{1,2}}thứ\s{{1,2}}(?P<n>{_N})|(?:số\s{{1,2}})?(?P<plain>{_N_PLAIN}))(?:\s?\(lần\s(?:thứ\s)?(?:hai|[0-9])\))?"
            rf"|lần\s{{1,2}}thứ\s{{1,2}}(?P<nth>{_N})(?=\s{{0,2}},?\s{{0,2}}(?:\(?khóa|(?:của\s{{1,2}})?{_CENTRE})))"
            rf"(?:\s{{0,2}},?\s{{0,2}}(?:của\s{{1,2}})?{_CENTRE}(?!\w))?"
        ),
        "resolutions named by their plenum and term instead of a number",
        {
            "quán triệt ⟦Nghị quyết Trung ương 4 (khóa XII)⟧ về": {"key": "NQTW 4/XII"},
            "⟦Nghị quyết Hội nghị lần thứ sáu Ban Chấp hành Trung ương khóa XII⟧": {
                "key": "NQTW 6/XII"
            },
            "⟦Nghị quyết Hội nghị Ban Chấp hành Trung ương lần thứ tám khóa XI⟧": {
                "key": "NQTW 8/XI"
            },
            "⟦Nghị quyết Trung 5 (khóa X)⟧": {"key": "NQTW 5/X"},
            "học tập ⟦NQ TW6⟧, các chi bộ": {"key": "NQTW 6?"},
            "Nghị quyết Trung ương 4 khóa XI, ⟦khóa XII⟧": {"key": "NQTW 4/XII"},
            "⟦Kết luận Trung ương 4 khóa XIII⟧": {"key": "KLTW 4/XIII"},
            "các Nghị quyết Trung ương 5, ⟦6 (khóa XII)⟧": {"key": "NQTW 6/XII"},
        },
        [
            "Hội nghị Trung ương 6 (khóa XII) thành công",
            "Nghị quyết Hội nghị lần thứ 5 Ban Chấp hành Đảng bộ tỉnh khóa XI",
            "nghị quyết Trung ương khóa XII",
            "Nghị quyết Đại hội lần thứ 13 của Đảng",
            "nghị quyết Trung ương năm 2017",
        ],
        scan=_plenary,
    ),
)


def find(document: Document) -> list[Claim]:
    """Citations of ``document`` in text order, disjoint.

    ``claim.data``: key, doc_type, number, symbol, issuer, date, date_source (printed, register),
    province, title. Bare numbers (key ``217?``) are resolved by another mention in the article, else
    by the register when a date, an issuer or a term is printed with them.
    """
    claims = settle(claim for rule in RULES for claim in rule.claims(document))
    for i in range(len(claims) - 1, 0, -1):  # Nghị quyết 18 và Nghị quyết 19 của Trung ương
        one, two = claims[i - 1 : i + 1]
        told = {k: two.data[k] for k in ("issuer", "term") if two.data.get(k) and k in one.data}
        linked = _LINK.fullmatch(document.view, one.end, two.start)
        if linked and one.data["key"].endswith("?") and not one.data["issuer"]:
            claims[i - 1] = replace(one, data=one.data | told)
    full: dict[tuple[str, str], set[str]] = defaultdict(set)
    for claim in claims:
        if not claim.data["key"].endswith("?"):
            full[_bare(claim)].add(claim.data["key"])
    today = moment(document)
    return [
        replace(claim, data=_resolved(claim.data, full[_bare(claim)], today)) for claim in claims
    ]


def _bare(claim: Claim) -> tuple[str, str]:
    """What a bare number tells: plenum or document type, and the number."""
    plenum = claim.data["key"][:4] if "TW " in claim.data["key"] else ""
    return plenum or claim.data["doc_type"], claim.data["number"]


def _resolved(data: Mapping[str, Any], article: set[str], today: str | None) -> dict[str, Any]:
    """The data with symbol and date added from the article or the register, where one is meant."""
    data = dict(data)
    term = data.pop("term")
    if data["key"].endswith("?") and "TW " in data["key"]:
        held = [
            p["term"]
            for p in plenums()
            if p["number"] == data["number"] and today and p["opened"] <= today
        ]
        if len(article) == 1:
            data["key"] = min(article)
        elif held and not article:
            data["key"] = f"{data['key'][:-1]}/{held[-1]}"
    elif data["key"].endswith("?") and len(article) == 1:
        data["key"] = min(article)
        data["symbol"] = re.split(r"[-/]", data["key"], maxsplit=1)[1]
    if "TW " in data["key"]:
        known = [
            r
            for r in register()
            if f"NQTW {r['plenum']}" == data["key"] and r["doc_type"] == "Nghị quyết"
        ]
    else:
        known = [
            r
            for r in register()
            if _same(r, data)
            and _told(r, data, term)
            and (data["date"] or not today or r["date"] <= today)
        ]
    keys, dates = {r["key"] for r in known}, {r["date"] for r in known}
    if data["key"].endswith("?") and len(keys) == 1 and (data["date"] or data["issuer"] or term):
        data["key"] = min(keys)
        data["symbol"] = re.split(r"[-/]", data["key"], maxsplit=1)[1]
    if (
        not data["date"]
        and len(dates) == 1
        and not data["key"].endswith("?")
        and ("TW " in data["key"] or data["issuer"] or re.search(r"/\d{4}/", data["key"]))
    ):
        data["date"], data["date_source"] = min(dates), "register"
    if len(known) == 1 and "TW " not in data["key"]:
        data["issuer"] = known[0]["issuer"]
    return data


def _same(row: Mapping[str, str], data: Mapping[str, Any]) -> bool:
    if data["symbol"]:
        return row["key"].lower() == data["key"].lower()
    return (
        row["doc_type"] == data["doc_type"] and re.split(r"[-/]", row["key"])[0] == data["number"]
    )


def _told(row: Mapping[str, str], data: Mapping[str, Any], term: str | None) -> bool:
    """True when nothing printed with the citation speaks against a row of the register."""
    if data["date"]:
        return row["date"].startswith(data["date"])
    wanted = _roman(term) if term else None
    if wanted and row["plenum"] and not row["plenum"].endswith(f"/{wanted}"):
        return False
    central = ("Ban Chấp hành Trung ương", "Bộ Chính trị", "Ban Bí thư")
    return data["issuer"] in (None, row["issuer"]) or (
        data["issuer"] == "Trung ương" and row["issuer"] in central
    )
