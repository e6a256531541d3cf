"""Places: provinces, districts, communes, hamlets and bodies an article names; what it is about.

Provinces and districts come from tables with validity and a source per row; communes and hamlets
are read off the type word before a capitalised name. One pass over the words looks up every
capitalised run, longest name first. Homonyms are resolved by the province the article is about.
Type words and cues are data (`data/places.toml`).
"""

from __future__ import annotations

import datetime
import functools
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from ..knowledge import DAY, DataError, either, read_csv, read_toml, spaced
from ..rules import Claim, cues, load, settle
from ..text import Document, simplify

RANK, NUMBERED = 10, 70
_DAYS = {"valid_from": f"(?:{DAY})?", "valid_to": f"(?:{DAY})?"}


class Place(NamedTuple):
    """A row of the gazetteer; ``province`` is the name of its province, or its own."""

    name: str
    level: str
    kind: str
    province: str
    note: str = ""


def is_day(text: str) -> bool:
    """True for an ISO date that exists."""
    try:
        return bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False


@functools.cache
def provinces() -> list[dict[str, str]]:
    """Rows of provinces.csv, checked: area_id, name, kind, …, valid_from, valid_to, successor."""
    return read_csv("provinces.csv", area_id=r"[a-z-]+\d{4}", name=".+", **_DAYS)


@functools.cache
def gazetteer() -> dict[str, dict[Place, None]]:
    """Places by spelling key, aliases included; raises `DataError` for rows that do not hold."""
    areas = {row["area_id"]: row["name"] for row in provinces()}
    districts = read_csv("districts.csv", province="|".join(areas), kind=".+", source=".+", **_DAYS)
    places = [Place(r["name"], "province", r["kind"], r["name"]) for r in provinces()]
    places += [Place(r["name"], "district", r["kind"], areas[r["province"]]) for r in districts]
    found: dict[str, dict[Place, None]] = defaultdict(dict)
    for place in places:
        found[key(place.name)][place] = None
    problems = []
    for row in read_csv("aliases.csv", note="|city|code|other"):
        if row["note"] == "other":  # a name that only holds a place's name: Thái Bình Dương
            found[key(row["alias"])][Place(row["alias"], "other", "", "")] = None
        elif key(row["name"]) not in found:
            problems.append(f"alias {row['alias']}: {row['name']!r} is no place")
        elif row["note"] != "code":
            aliased = [place._replace(note=row["note"]) for place in found[key(row["name"])]]
            found[key(row["alias"])] |= dict.fromkeys(aliased)
    if problems:
        raise DataError("aliases.csv", problems)
    return dict(found)


_Y = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")
_DAK = re.compile(r"\bd(?=a[ck](?!\w))")
_HIGHLAND = re.compile(r"(?<=[đdlp])[ăắaá][ck](?!\w)")


def key(name: str) -> str:
    """Spelling key: Phú Quí = Phú Quý, Đăk = Đắk = Dak, Ia H'Drai = Ia Hdrai."""
    return re.sub(r"[\W_]+", "", _HIGHLAND.sub("ắk", _DAK.sub("đ", simplify(name))).translate(_Y))


def _plain(name: str) -> str:
    bare = unicodedata.normalize("NFD", simplify(name).replace("đ", "d"))
    return "".join(c for c in bare if c.isascii() and c.isalnum())


_CODES = {row["alias"]: row["name"] for row in read_csv("aliases.csv") if row["note"] == "code"}
_SITES = {_plain(row["name"]): row["name"] for row in provinces()}
_SITES["hochiminh"] = _SITES.pop("tphochiminh")
_TYPES = read_toml("places.toml")["types"]
_TYPE = {word: level for level, words in _TYPES.items() for word in words.split("|")}
_INSIDE = vars(cues("inside", "places.toml"))
_LISTS = {
    "upper": f"[A-Z{''.join(c for c in map(chr, range(0xC0, 0x1EFA)) if c.isupper())}]",
    "types": either(_TYPE),
    "local": either(w for w, level in _TYPE.items() if level in ("commune", "hamlet")),
    "codes": either(_CODES),
    "sites": either(_SITES),
}
_P = cues("patterns", "places.toml", **_LISTS)


def _claim(
    start: int, end: int, name: str, level: str, homes: Collection[str] = (), **more: Any
) -> Claim:
    data = {"name": name, "level": level, "homes": tuple(homes), "typed": True} | more
    rank = data.pop("rank", RANK)
    return Claim(start, end, "place", f"place.{level}", rank, data)


@functools.cache
def _beginnings() -> frozenset[str]:
    return frozenset(name[:n] for name in gazetteer() for n in range(1, len(name) + 1))


def _candidates(document: Document) -> Iterator[tuple[int, int, list[Place], str | None]]:
    """Spans of gazetteer names, the places they may be, and the type word before them."""
    cased, names, skip = document.cased, gazetteer(), 0
    words = [m.span() for m in _P.word.finditer(cased)]
    part = functools.cache(lambda i: key(cased[slice(*words[i])]))
    for i, (start, _) in enumerate(words):
        if start < skip or not cased[start].isupper():
            continue
        found, spelt = None, ""
        for j in range(i, min(i + 6, len(words))):
            begin, end = words[j]
            inside = j == i or _P.join.fullmatch(cased, words[j - 1][1], begin)
            if not inside or not (cased[begin].isupper() or cased[begin].isdigit()):
                break
            spelt += part(j)
            if spelt not in _beginnings():
                break
            found = (end, names[spelt]) if spelt in names else found
        if not found:
            continue
        end, places = found
        typed = _P.typed.search(document.view, max(0, start - 14), start)
        before = words[i - 1][0] if i else start
        if (
            not typed
            and _P.person.fullmatch(document.view, before, start)
            and cased[before].isupper()
            and not cased[before:end].isupper()
        ):
            continue
        skip = end
        yield start, end, list(places), spaced(typed["type"]) if typed else None


def _read_name(
    places: Iterable[Place], word: str | None, existing: Collection[str]
) -> Place | None:
    """Province or district, by the type word; None when neither can be meant."""
    level = _TYPE.get(word or "")
    region = next((p for p in places if p.level == "province" and p.name in existing), None)
    if region and (region.note != "city" or level == "city"):
        city = level == "city" and region.kind == "thành phố"
        parts = any(p.level == "district" for p in places)
        if level in (None, "province") or city or (level == "city" and not parts):
            return region
    if level in (None, "city", "district"):
        return next((p for p in places if p.level == "district"), None)
    return None


def _local(document: Document) -> Iterator[Claim]:
    """Communes and hamlets: a type word and a capitalised name, and the names listed after it."""
    view, cased = document.view, document.cased
    for m in _P.commune.finditer(view):
        level, at, first = _TYPE[spaced(m["type"])], m.end(), True
        heading = cased[m.start() : m.end()].isupper()
        while name := _P.name.match(cased, at):
            shout = name[0].isupper() and len(name[0]) > 1 and not heading
            listed = " " in name[0] and not (_P.person.match(view, at) or _P.area.match(view, at))
            if shout or _P.noname.match(view, at) or not (first or listed):
                break
            if (
                first
                and cased[m.start()].isupper()
                and key(cased[m.start() : name.end()]) in gazetteer()
            ):
                break  # the district "Buôn Đôn"
            number = level == "hamlet" and _P.number.match(
                view, name.end()
            )  # no commune is "Thảo Điền 14"
            end = number.end() if number else name.end()
            spelt = (name[0].title() if heading else name[0]) + (number[0] if number else "")
            yield _claim(at, end, spelt, level, rank=NUMBERED if number else RANK + 2)
            link = _P.link.match(view, end) or _P.counted.match(view, end)
            named = link and _P.name.match(cased, link.end())
            if not named or (link.re is _P.counted and not _P.counts.match(view, named.end())):
                break
            at, first = link.end(), False


def _read_body(m: re.Match[str], document: Document) -> Mapping[str, Any] | None:
    name = spaced(document.cased[slice(*m.span("name"))])
    if name[0].islower() and "tỉnh" not in m["name"]:  # "khối cơ quan": a sector
        return None
    if name.lower().startswith("công an") and _P.name.match(document.cased, m.end() + 1):
        return None  # "Công an huyện Bình Minh"
    name = re.sub(r"^đảng ủy(?= (?:ubnd|các|chính))", "Đảng bộ", name, flags=re.IGNORECASE)
    agency = {"agency": True} if m["agency"] else {}
    return {
        "name": name[0].upper() + name[1:],
        "level": "body",
        "homes": (),
        "typed": True,
    } | agency


def _read_number(m: re.Match[str], document: Document) -> Mapping[str, Any] | None:
    if m["type"] == "quận" and int(m["n"]) > 12:
        return None
    level = {"quận": "district", "phường": "commune"}.get(m["type"], "hamlet")
    homes = ("TP. Hồ Chí Minh",) if level == "district" else ()
    name = spaced(document.cased[slice(*m.span())])
    return {"name": name, "level": level, "homes": homes, "typed": True}


RULES = load("places.toml", {"body": _read_body, "number": _read_number}, "place", **_LISTS)


def moment(document: Document) -> str | None:
    """The day the article belongs to: published, else its newest full date, else its newest year."""
    if document.published:
        return document.published
    found = _P.day.findall(document.view)
    days = [f"{year}-{int(month):02d}-{int(day):02d}" for day, month, year in found]
    # the day of the reform, 1 July 2025, is named long before it
    newest = max((day for day in days if is_day(day) and day != "2025-07-01"), default=None)
    years = _P.year.findall(document.view)
    return newest or (f"{max(years)}-06-30" if years else None)


def area(name: str | None, day: str | None) -> str | None:
    """The area_id of a province's name on a day (unknown day: the area of before July 2025)."""
    rows = [row for row in provinces() if row["name"] == name]
    valid = [r for r in rows if day and r["valid_from"] <= day <= (r["valid_to"] or "9999")]
    return next((row["area_id"] for row in valid or rows), None)


def province_after(document: Document, at: int) -> str | None:
    """The province named right at ``at`` (after "Tỉnh ủy", "UBND tỉnh"), as its canonical name."""
    start = re.compile(r"\s{0,2}(?:tỉnh\s|thành phố\s)?").match(document.view, at).end()
    name = _P.name.match(document.cased, start)
    ends = [m.end() for m in _P.word.finditer(document.cased, start, name.end())] if name else []
    for end in reversed(ends):
        for place in gazetteer().get(key(document.cased[start:end]), ()):
            if place.level == "province":
                return place.name
    return None


def find(document: Document) -> list[Claim]:
    """Places of ``document`` in text order, disjoint.

    ``claim.data``: name (canonical for provinces and districts), level (province, district,
    commune, hamlet, body), area_id (provinces), parent_area (area_id of the province of anything
    smaller, None when unknown), province (its name), typed (a type word stands before it), certain
    (no namesake in another province), agency (True for a department or school).
    """
    day = moment(document)
    existing = {r["name"] for r in provinces() if r["valid_from"] <= (day or "2024-12-31")}
    claims = [claim for rule in RULES for claim in rule.claims(document)] + [*_local(document)]
    bare = []
    for start, end, places, word in _candidates(document):
        place = _read_name(places, word, existing)
        if not place:
            continue
        same = [p for p in places if p.level == place.level]
        same = [p for p in same if p.kind == word] or same
        homes = dict.fromkeys(p.province for p in same)
        claim = _claim(start, end, place.name, place.level, homes, typed=bool(word))
        (bare if place.level == "district" and not word else claims).append(claim)
    claims = settle(claims)
    heads = [claim for claim in bare if _heads(document, claim)]
    host = _host(document, claims + _clusters(bare) + heads)
    ends = {claim.end for claim in claims if claim.data["level"] == "district"}
    for claim in bare:
        if _plausible(document, claim, host, ends):
            claims.append(claim)
            ends.add(claim.end)
    return [replace(c, data=_settled(c.data, host, day)) for c in settle(claims)]


def _clusters(bare: Collection[Claim]) -> list[Claim]:
    """Districts without type word that stand for their province: three of it, and of no other."""
    sure = [claim for claim in bare if len(claim.data["homes"]) == 1]
    told = {(claim.data["homes"][0], claim.data["name"]) for claim in sure}
    count = Counter(home for home, _ in told)
    return [claim for claim in sure if count[claim.data["homes"][0]] > 2]


def _heads(document: Document, claim: Claim) -> bool:
    """True for the district that heads the title ("Thanh Miện: …") of an article on a district."""
    view, start = document.view, document.body[0].start if document.body else 0
    end = max(view.find("\n", start + 20), start + 20)
    return bool(
        start <= claim.start < end
        and _P.heads.match(view, claim.end)
        and _P.line.search(view, max(0, claim.start - 3), claim.start)
        and _INSIDE["district"].search(view)
    )


def _plausible(document: Document, claim: Claim, host: str | None, ends: Collection[int]) -> bool:
    """True when a district's name without type word is the district, not a person or a street."""
    view, cased, (start, end) = document.view, document.cased, claim.span
    alone = re.search(r"(?:^|\n)[ .-]{0,2}$", view[max(0, start - 3) : start]) and re.match(
        r"[ .-]{0,2}(?:\n|$)", view[end : end + 3]
    )
    if alone or _P.title.search(view, max(0, start - 16), start):
        return False
    if cased[end : end + 1] == " " and cased[end + 1 : end + 2].isupper():
        return False
    listed = any(
        _P.list.fullmatch(view, e, start) for e in range(max(0, start - 16), start) if e in ends
    )
    told = (" (", " - ", ", tỉnh ", " (tỉnh ")
    return listed or any(
        home == host or view.startswith(tuple(link + simplify(home) for link in told), end)
        for home in claim.data["homes"]
    )


def _settled(data: Mapping[str, Any], host: str | None, day: str | None) -> dict[str, Any]:
    """What a claim tells once the article's province is known."""
    homes = data["homes"]
    home = host if host in homes or not homes else homes[0] if len(homes) == 1 else None
    own = data["level"] == "province"
    parent = None if own else area(home, day if home == host else None)
    told = {"area_id": area(home, day) if own else None, "parent_area": parent, "province": home}
    rest = {k: v for k, v in data.items() if k != "homes"}
    return rest | told | {"certain": len(homes) == 1}


def locate(document: Document, places: Iterable[Claim]) -> tuple[str | None, str | None]:
    """The province ``document`` is about and its area_id; Nones when it is about none or several."""
    name = _host(document, places)
    return name, area(name, moment(document)) if name else None


def _host(document: Document, places: Iterable[Claim]) -> str | None:
    """The province with the most evidence: title, lead, "tỉnh X", its districts, the site's name."""
    lead = (document.body[0].start if document.body else 0) + 700
    votes: Counter[str] = Counter()
    districts: dict[tuple[str, str], float] = defaultdict(float)
    regions, view = [], document.view
    for claim in places:
        homes = claim.data.get("homes", (claim.data.get("province"),))
        if claim.data["level"] == "province":
            regions.append((claim, homes[0]))
        elif claim.data["level"] == "district" and claim.data.get("certain", len(homes) == 1):
            named = homes[0], claim.data["name"]
            typed = claim.data["typed"] or _heads(document, claim)
            weight = 2.5 if claim.start < lead and typed else 1.2
            districts[named] = max(districts[named], weight)
    for i, (claim, name) in enumerate(regions):
        around = {n for c, n in regions[max(0, i - 3) : i + 4] if abs(c.start - claim.start) < 60}
        typed = claim.data["typed"] or (
            i
            and regions[i - 1][0].data["typed"]
            and _P.list.fullmatch(view, regions[i - 1][0].end, claim.start)
        )
        weight = 3.0 if typed else 1.5
        if len(around) > 2:  # one of a list of provinces
            weight = 0.2
        body = document.in_body(claim.start)
        if _P.paper.search(view, max(0, claim.start - 14), claim.start):
            weight = 0.8 if body else 2.0  # in page furniture it is the site's own name
        weight *= 2 if claim.start < lead and body else 1
        votes[name] += weight * (1 if body else 0.7)
    for (home, _), weight in districts.items():
        votes[home] += weight
    for m in _P.byline.finditer(document.cased):
        votes[{**_CODES, **_SITES}[m["code"] or m["line"] or m["site"]]] += 3.0
    if not votes:
        return None
    (name, most), (_, second) = [*votes.most_common(2), ("", 0.0)][:2]
    needed = (1.2 if second else 0.5) if _P.self.search(view) else 2.4
    if re.search("cả nước|toàn quốc", view[lead - 700 : lead - 550]):
        needed = 7.0
    return name if most >= needed and most >= 1.4 * second else None


def focus(document: Document, places: Iterable[Claim]) -> Claim | None:
    """The place inside a province that the whole article is about, or None (the whole province).

    It stands alone at its level in title and lead, and the article keeps speaking of it.
    """
    view, title = document.view, simplify(document.title or "")
    start = document.body[0].start if document.body else 0
    start = at if title and (at := view.find(title)) >= 0 else start
    heading = start + len(title) if title else max(view.find("\n", start + 20), start)
    inner = [
        p
        for p in places
        if p.data["level"] in _INSIDE and not p.data.get("agency")
        if document.in_body(p.start) or start <= p.start < heading
    ]
    outside = len(_P.outside.findall(view))
    for level, inside in _INSIDE.items():
        group = [p for p in inner if p.data["level"] == level]
        first = [p for p in group if start <= p.start < start + 500]
        if len({p.data["name"] for p in first}) != 1:
            continue
        name = simplify(first[0].data["name"])
        if len({p.data["name"] for p in group}) > 2 and not title.startswith(name):
            continue
        titled = name in view[start:heading]
        named = view.count(name) + titled
        told = named + len(inside.findall(view))
        if told > outside and (titled or named > 1 or told > 2):
            return first[0]
    return None
