"""Citations: every mention of a numbered Party or state document, and of plenum resolutions.

What the text prints is kept apart from what is added to it: a date or symbol that comes from the
register (`data/register.csv`) is marked so. The shape follows eyecite: find heads in one pass,
read the list of numbers that follows, then resolve bare numbers inside the article. How citations
are written is data (`data/citations.toml`).
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from ..knowledge import either, iso_day, read_csv, read_toml, spaced
from ..rules import Claim, Rule, cues, load, settle
from ..text import Document, simplify
from .places import moment, province_after

Found = Iterator[tuple[int, int, dict[str, Any]]]
_PLENUMS = 16  # no central committee met more often in plenum; larger numbers are documents
_NUMERALS = [words.split("|") for words in read_toml("citations.toml")["ordinals"]]
_ORDINALS = {word: n for n, words in enumerate(_NUMERALS, 1) for word in words}


def document_types() -> list[dict[str, str]]:
    """Rows of document_types.csv: type, words, heads, symbols, bare (any, capital or symbol)."""
    return read_csv("document_types.csv")


def register() -> list[dict[str, str]]:
    """Rows of register.csv: key, doc_type, date, issuer, plenum (6/XII), title, source."""
    return read_csv("register.csv")


def plenums() -> list[dict[str, str]]:
    """Rows of plenums.csv: term (XII), number, opened, closed (days), source."""
    return read_csv("plenums.csv")


@functools.cache
def issuers() -> dict[str, str]:
    """Names (folded) and symbols (lower case, marked with a leading /) of issuing bodies."""
    found = {}
    for row in read_csv("issuers.csv"):
        found |= {simplify(word): row["issuer"] for word in row["words"].split("|") if word}
        found |= {f"/{s.lower()}": row["issuer"] for s in row["symbols"].split("|") if s}
    return found


_OF_WORD = {
    simplify(w): row
    for row in document_types()
    for c in ("words", "heads")
    for w in row[c].split("|")
    if w
}
_WRITTEN = {
    s: row["type"] for row in document_types()[::-1] for s in re.split(r"[|-]", row["symbols"]) if s
}
_OF_SYMBOL = {symbol.lower(): kind for symbol, kind in _WRITTEN.items()}
_SYMBOLS = {s.lower(): s for s in _WRITTEN}  # lower case -> as it is written
_SYMBOLS |= {
    s.lower(): s for row in read_csv("issuers.csv") for s in row["symbols"].split("|") if s
}
_SYMBOLS["tư"] = "TW"
_LISTS = {
    "types": either(_OF_WORD),
    "symbols": either(_SYMBOLS),
    "typesymbols": either(_OF_SYMBOL),
    "issuers": either(name for name in issuers() if name[0] != "/"),
}
_P = cues("patterns", "citations.toml", **_LISTS)


def _symbol(document: Document, at: int) -> dict[str, Any]:
    """Read the symbol behind a number: ``-NQ/TW``, ``/2014/NĐ-CP``, also ``QĐ-/TU`` or `` ĐA/TU``.

    Returns nothing where none of its pieces is known; it ends before the first piece that is a word.
    """
    head = _P.head.match(document.view, at)
    symbol, known, end = "", False, head.end() if head else at
    while piece := head and _P.piece.match(document.view, end):
        text = document.cased[piece.start("piece") : piece.end()]
        word = text != text.upper() and text.lower() not in _SYMBOLS
        apart = re.search("[-/]", symbol) and " " in (piece["join"] or "")  # 18-NQ/TW - NQ về …
        if word or apart or bool(symbol) != bool(piece["join"]):
            break
        known |= text.lower() in _SYMBOLS
        join = "/" if "/" in (piece["join"] or "") else "-"
        symbol += (join if symbol else "") + _SYMBOLS.get(text.lower(), text)
        end = piece.end()
    if not known:
        return {}
    year, sep = head["year"], (head["sep"] or "-").strip()[0]
    tail = f"/{year}/{symbol}" if year else sep + symbol
    return {"end": end, "symbol": symbol, "year": year, "tail": tail}


def _date(document: Document, at: int) -> tuple[str, int, bool] | None:
    """The date that follows directly: (ISO date, end, stands inside the citation)."""
    m = _P.date.match(document.view, at)
    year = m and (m["y"] or m["only"])
    if not m or ("," in m["lead"] and not (m["word"] and year)) or not (m["word"] or year):
        return None
    parts = [f"{int(part):02d}" for part in (m["m"], m["d"]) if part]
    iso, whole = "-".join([year or "-", *parts]), [year or "2000", *parts, "01", "01"][:3]
    return (iso, m.end(), "(" not in m["lead"]) if iso_day(*whole) else None


def _context(document: Document, at: int) -> dict[str, Any]:
    """What stands right after a citation: issuer, its term and province, a date, a quoted title."""
    told: dict[str, Any] = {}
    issuer = _P.issuer.match(document.view, at)
    if issuer and (issuer["link"] or issuer["issuer"] != "đảng"):
        told["issuer"] = issuers()[spaced(issuer["issuer"])]
        at = issuer.end()
        told["province"] = province_after(document, at)
        if (later := _date(document, at)) and len(later[0]) == 10:
            told["date"], at = later[0], later[1]
    if term := _P.term.match(document.view, at):
        told["term"], at = term["term"], term.end()
    title = _P.title.match(document.text, document.source_span(at - 1, at).end) if at else None
    told["title"] = (title["curly"] or title["straight"]).strip() if title else None
    return told


def _item(
    document: Document, start: int, number: re.Match[str], symbol: Mapping[str, Any]
) -> dict[str, Any]:
    """A number of a list, its symbol, and the date that follows it; ``after`` is where to read on."""
    item = {"start": start, "end": number.end(), "number": number["number"].lstrip("0")}
    item |= {"date": None, **symbol}
    item["after"] = item["end"]
    if dated := _date(document, item["end"]):
        item["date"], item["after"], inside = dated
        item["end"] = item["after"] if inside else item["end"]
        item["after"] += document.view[item["after"] : item["after"] + 1] == ")"
    return item


def _is_document(view: str, number: re.Match[str], sure: bool) -> bool:
    """True when a number without symbol counts nothing."""
    end = number.end()
    year = re.fullmatch(r"(?:19|20)[0-9]{2}", number["number"])
    follows = _P.follow.match(view, end) or _P.more.match(view, end)
    told = follows and not year and (sure or _P.official.match(view, end))
    return bool(_P.bare.match(view, end) and (number["so"] or told))


def _documents(m: re.Match[str], document: Document) -> Found:
    """Read the numbers after a type word: one, or several that share a symbol or a date."""
    view, kind = document.view, _OF_WORD[spaced(m["type"])]
    capital = document.cased[m.start()].isupper()
    if not capital and m["type"] in kind["heads"].split("|"):
        return  # "ct 5": letters that mean something else
    items: list[dict[str, Any]] = []
    at, start = m.start("at"), m.start()
    while (number := _P.number.match(view, at)) and number["number"].strip("0"):
        symbol = _symbol(document, number.end())
        named = kind["bare"] == "capital" and capital and not _P.years.match(view, number.end())
        sure = bool(items or named or kind["bare"] == "any")
        if not symbol and not _is_document(view, number, sure):
            break
        if not items and m["gap"].strip():
            central = m["tw"] and not symbol and int(number["number"]) > _PLENUMS
            fits = capital and symbol and _fits(kind, symbol["symbol"])
            if not central and (not fits or _P.type.search(m["gap"])):
                break
        items.append(_item(document, start, number, symbol))
        link = _P.more.match(view, items[-1]["after"])
        if not link:
            break
        at = start = link.end()
    yield from _finished(items, document, kind["type"], "Trung ương" if m["tw"] else None)


def _fits(kind: Mapping[str, str], symbol: str) -> bool:
    """True when a symbol can belong to a document type (NQ to Nghị quyết)."""
    pieces = {re.sub(r"\d+$", "", p).lower() for p in re.split(r"[-/]", symbol)}
    return not kind["symbols"] or bool(pieces & {*re.split(r"[|-]", kind["symbols"].lower())})


def _alone(m: re.Match[str], document: Document) -> Found:
    """Read a number with a symbol that stands without a type word."""
    symbol = _symbol(document, m.end("number"))
    if not symbol or not m["number"].strip("0") or not re.search("[-/]", symbol["tail"][1:]):
        return
    if not document.cased[m.end("number") : symbol["end"]].islower():
        yield from _finished([_item(document, m.start("number"), m, symbol)], document)


def _finished(
    items: list[dict[str, Any]],
    document: Document,
    kind: str | None = None,
    issuer: str | None = None,
) -> Found:
    """Spans and data of a list: a number without symbol takes its neighbour's (18, 19-NQ/TW)."""
    told = _context(document, items[-1]["after"]) if items else {}
    for after, item in pairwise(items[::-1]):
        if "tail" not in item:
            item |= {k: after[k] for k in ("symbol", "tail", "year") if k in after}
            item["date"] = item["date"] or after["date"]
    for before, item in pairwise(items):
        if "tail" not in item and "tail" in before and not before["year"]:
            item |= {k: before[k] for k in ("symbol", "tail", "year")}
    for item in items:
        last = told if item is items[-1] else {}
        pieces = re.split(r"[-/]", item.get("symbol", "").lower())
        own = (issuers()[f"/{p}"] for p in pieces[::-1] if f"/{p}" in issuers() and p != "tw")
        types = (_OF_SYMBOL[p] for p in pieces if p in _OF_SYMBOL)
        data = _data(
            f"{item['number']}{item.get('tail', '?')}",
            kind or next(types, "Văn bản"),
            item["number"],
            item["date"] or last.get("date"),
            symbol=item.get("symbol"),
            issuer=told.get("issuer") or issuer or next(own, None),
            term=told.get("term"),
            province=told.get("province"),
            title=last.get("title"),
        )
        yield item["start"], item["end"], data


def _data(
    key: str, doc_type: str, number: str, date: str | None, **more: str | None
) -> dict[str, Any]:
    told = {"key": key, "doc_type": doc_type, "number": number, "symbol": None, "province": None}
    return told | {"date": date, "date_source": "printed" if date else None} | more


def _plenary(m: re.Match[str], document: Document) -> Found:
    """Read resolutions named by plenum and term: Nghị quyết Trung ương 4, 5 (khóa XI), khóa XII."""
    view, at = document.view, m.end()
    items: list[list[Any]] = [[m.start(), at, _ordinal(m["n"] or m["plain"] or m["nth"]), None]]
    untold = 0  # from here on no term was read yet; an item is start, end, plenum, term
    bare = 0  # numbers without "Trung ương" since then: only a term shows that they count nothing
    while True:
        term = _P.term.match(view, at)
        if term and _roman(term["term"]):
            at = items[-1][1] = term.end() - (bool(term["close"]) and "(" not in term[0])
            for item in items[untold:]:
                item[3] = _roman(term["term"])
            while (other := _P.otherterm.match(view, at)) and _roman(other["term"]):
                items.append([*other.span("span"), items[-1][2], _roman(other["term"])])
                at = other.end()
            untold, bare = len(items), 0
        more = _P.otherplenum.match(view, at)
        if not more or not 0 < int(more["n"]) <= _PLENUMS:
            break
        bare += not more["tw"]
        items.append([*more.span("span"), int(more["n"]), None])
        at = more.end()
    if bare:
        items = items[:untold] or items[:1]
    end = items[0][1]
    follows = _P.bare.match(view, end) and (_P.follow.match(view, end) or len(items) > 1)
    if not (items[0][3] or m["how"] or m["nth"] or follows):
        return
    symbol, doc_type = ("KLTW", "Kết luận") if m["type"][0] == "k" else ("NQTW", "Nghị quyết")
    title = _context(document, items[-1][1])["title"]
    for start, end, number, term in items:
        dated = _date(document, end)
        dated = dated if dated and dated[2] and len(dated[0]) == 10 else None
        data = _data(
            f"{symbol} {number}{f'/{term}' if term else '?'}",
            doc_type,
            str(number),
            dated and dated[0],
            issuer="Ban Chấp hành Trung ương",
            term=term,
            title=title if start == items[-1][0] else None,
        )
        if 0 < number <= _PLENUMS:
            yield start, dated[1] if dated else end, data


def _ordinal(text: str) -> int:
    return int(text) if text.isdigit() else _ORDINALS.get(spaced(text), 0)


def _roman(text: str) -> str | None:
    """A term as it is written: ``XII`` for ``xii`` and for ``12``; None when there is no such term."""
    number = _ordinal(text)
    return _NUMERALS[number - 1][0].upper() if 0 < number <= len(_NUMERALS) else None


class ListRule(Rule):
    """A rule whose match opens a list: one claim for each document that is read from there."""

    def claims(self, document: Document) -> Iterable[Claim]:
        """Yield a claim for each document of each list, in text order."""
        for match in self.pattern.finditer(document.view):
            for start, end, data in self.read(match, document):
                yield Claim(start, end, self.kind, self.name, self.rank, data)


_READERS = {"documents": _documents, "alone": _alone, "plenary": _plenary}
RULES = tuple(ListRule(**vars(r)) for r in load("citations.toml", _READERS, "citation", **_LISTS))


def find(document: Document) -> list[Claim]:
    """Citations of ``document`` in text order, disjoint.

    ``claim.data``: key, doc_type, number, symbol, issuer, date, date_source (printed, register),
    province, title. Bare numbers (key ``217?``) are resolved by another mention in the article, else
    by the register when a date, an issuer or a term is printed with them. A document printed without
    date takes that of the register, where its key stands there once or its issuer is told.
    """
    claims = settle(claim for rule in RULES for claim in rule.claims(document))
    for i in range(len(claims) - 1, 0, -1):  # Nghị quyết 18 và Nghị quyết 19 của Trung ương
        one, two = claims[i - 1 : i + 1]
        linked = _P.link.fullmatch(document.view, one.end, two.start)
        if linked and one.data["key"].endswith("?") and not one.data["issuer"]:
            told = {k: two.data[k] for k in ("issuer", "term") if two.data[k]}
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
    term, plenum = data.pop("term"), "TW " in data["key"]
    if data["key"].endswith("?"):
        same = [p for p in plenums() if plenum and p["number"] == data["number"]]
        held = [p["term"] for p in same if today and p["opened"] <= today]
        if len(article) == 1:
            data |= _named(min(article))
        elif held and not article:
            data["key"] = f"{data['key'][:-1]}/{held[-1]}"
    known = [row for row in register() if _meant(row, data, term, today)]
    keys, dates = {row["key"] for row in known}, {row["date"] for row in known}
    if data["key"].endswith("?") and len(keys) == 1 and (data["date"] or data["issuer"] or term):
        data |= _named(min(keys))
    alone = sum(row["key"].lower() == data["key"].lower() for row in register()) == 1
    sure = not data["key"].endswith("?") and (plenum or data["issuer"] or alone)
    if not data["date"] and len(dates) == 1 and sure:
        data["date"], data["date_source"] = min(dates), "register"
    if len(known) == 1 and not plenum:
        data["issuer"] = known[0]["issuer"]
    return data


def _named(key: str) -> dict[str, str | None]:
    return {"key": key, "symbol": None if "TW " in key else re.split(r"[-/]", key, maxsplit=1)[1]}


def _meant(
    row: Mapping[str, str], data: Mapping[str, Any], term: str | None, today: str | None
) -> bool:
    """True when a row of the register has the number and nothing printed with it speaks against it."""
    if "TW " in data["key"]:
        return f"NQTW {row['plenum']}" == data["key"] and row["doc_type"] == "Nghị quyết"
    number = row["doc_type"] == data["doc_type"] and re.match(rf"{data['number']}[-/]", row["key"])
    if not (row["key"].lower() == data["key"].lower() if data["symbol"] else number):
        return False
    if data["date"]:
        return row["date"].startswith(data["date"])
    wanted = _roman(term) if term else None
    other = wanted and row["plenum"] and not row["plenum"].endswith(f"/{wanted}")
    if other or (today and row["date"] > today):
        return False
    central = ("Ban Chấp hành Trung ương", "Bộ Chính trị", "Ban Bí thư")
    issuer = data["issuer"]
    return issuer in (None, row["issuer"]) or (issuer == "Trung ương" and row["issuer"] in central)
