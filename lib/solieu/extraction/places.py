"""Places: provinces, districts, communes, hamlets and bodies an article names; what it is about.

Provinces and districts come from tables with validity and a source per row; communes and hamlets
are read off the type word before a capitalised name. Every
capitalised run is looked up, longest name first. Homonyms are resolved by the province the article is about.
Type words and cues are data (`data/places.toml`).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from ..knowledge import DataError, either, iso_day, read_csv, read_toml, spaced, unknown
from ..rules import Claim, claim_all, cues, load, settle
from ..text import Document, simplify

RANK, NUMBERED = 10, 70


class Place(NamedTuple):
    """A row of the gazetteer; ``province`` is the name of its province, or its own."""

    name: str
    level: str
    kind: str
    province: str
    note: str = ""


def provinces() -> list[dict[str, str]]:
    """Rows of provinces.csv: area_id, name, kind, …, valid_from, valid_to, successor."""
    return read_csv("provinces.csv")


@functools.cache
def gazetteer() -> dict[str, dict[Place, None]]:
    """Places by spelling key, aliases included; raises `DataError` for rows that do not hold."""
    areas = {row["area_id"]: row["name"] for row in provinces()}
    districts = read_csv("districts.csv")
    places = [Place(r["name"], "province", r["kind"], r["name"]) for r in provinces()]
    places += [Place(r["name"], "district", r["kind"], areas[r["province"]]) for r in districts]
    found: dict[str, dict[Place, None]] = defaultdict(dict)
    for place in places:
        found[key(place.name)][place] = None
    problems = []
    for row in read_csv("aliases.csv"):
        if row["note"] == "other":  # a name that only holds a place's name: Thái Bình Dương
            found[key(row["alias"])][Place(row["alias"], "other", "", "")] = None
        elif key(row["name"]) not in found:
            known = dict.fromkeys(place.name for place in places)
            problems.append(f"alias {row['alias']}: {unknown(row['name'], known)}")
        elif row["note"] != "code":
            aliased = [place._replace(note=row["note"]) for place in found[key(row["name"])]]
            found[key(row["alias"])] |= dict.fromkeys(aliased)
    if problems:
        raise DataError("aliases.csv", problems)
    return dict(found)


_Y = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")
_DAK = re.compile(r"\bd(?=a[ck](?!\w))")
_HIGHLAND = re.compile(r"(?<=[đdlp])[ăắaá][ck](?!\w)")


@functools.lru_cache(8192)
def key(name: str) -> str:
    """Spelling key: Phú Quí = Phú Quý, Đăk = Đắk = Dak, Ia H'Drai = Ia Hdrai."""
    return re.sub(r"[\W_]+", "", _HIGHLAND.sub("ắk", _DAK.sub("đ", simplify(name))).translate(_Y))


def _plain(name: str) -> str:
    bare = unicodedata.normalize("NFD", simplify(name).replace("đ", "d"))
    return "".join(c for c in bare if c.isascii() and c.isalnum())


_CODES = {row["alias"]: row["name"] for row in read_csv("aliases.csv") if row["note"] == "code"}
_SITES = {_plain(row["name"]).removeprefix("tp"): row["name"] for row in provinces()}
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


def _told(name: str, level: str, homes: Iterable[str] = (), **more: Any) -> dict[str, Any]:
    return {"name": name, "level": level, "homes": tuple(homes), "typed": True} | more


def _read_body(m: re.Match[str], document: Document) -> Mapping[str, Any] | None:
    name = spaced(document.cased[slice(*m.span("name"))])
    if name[0].islower() and "tỉnh" not in m["name"]:  # "khối cơ quan": a sector
        return None
    if m["name"].startswith("công an") and _P.name.match(document.cased, m.end() + 1):
        return None  # "Công an huyện Bình Minh"
    name = re.sub(r"^đảng ủy(?= (?:ubnd|các|chính))", "Đảng bộ", name, flags=re.IGNORECASE)
    agency = {"agency": True} if m["agency"] else {}
    return _told(name[0].upper() + name[1:], "body", **agency)


def _read_number(m: re.Match[str], document: Document) -> Mapping[str, Any]:
    level = {"quận": "district", "phường": "commune"}.get(m["type"], "hamlet")
    homes = ("TP. Hồ Chí Minh",) if level == "district" else ()
    return _told(spaced(document.cased[slice(*m.span())]), level, homes)


RULES = load("places.toml", {"body": _read_body, "number": _read_number}, "place", **_LISTS)


def moment(document: Document) -> str | None:
    """The day the article belongs to: published, else its newest full date, else its newest year."""
    if document.published:
        return document.published
    days = {iso_day(*reversed(found)) for found in _P.day.findall(document.view)}
    # the day of the reform, 1 July 2025, is named long before it
    newest = max(days - {None, "2025-07-01"}, default=None)
    years = _P.year.findall(document.view)
    return newest or (f"{max(years)}-06-30" if years else None)


def area(name: str | None, day: str | None) -> str | None:
    """The area_id of a province's name on a day (unknown day: the area of before July 2025)."""
    rows = [row for row in provinces() if row["name"] == name]
    valid = [r for r in rows if day and r["valid_from"] <= day <= (r["valid_to"] or "9999")]
    return next((row["area_id"] for row in valid or rows), None)


def _longest(cased: str, start: int) -> tuple[int, list[Place]]:
    """Where the longest name of the gazetteer that begins at ``start`` ends, and what it names."""
    run = _P.run.match(cased, start)
    ends = [m.end() for m in _P.word.finditer(cased, start, run.end())] if run else []
    for end in reversed(ends):
        if places := gazetteer().get(key(cased[start:end])):
            return end, list(places)
    return start, []


def province_after(document: Document, at: int) -> str | None:
    """The province named right at ``at`` (after "Tỉnh ủy", "UBND tỉnh"), as its canonical name."""
    start = _P.before.match(document.view, at).end()
    _, places = _longest(document.cased, start)
    return next((place.name for place in places if place.level == "province"), None)


def _gazetted(document: Document, day: str | None) -> Iterator[Claim]:
    """Names of the gazetteer: province or district, by the type word before them."""
    view, cased, at = document.view, document.cased, 0
    existing = {r["name"] for r in provinces() if r["valid_from"] <= (day or "2024-12-31")}
    for word in _P.word.finditer(cased):
        start = word.start()
        if start < at or not cased[start].isupper():
            continue
        end, places = _longest(cased, start)
        if not places:
            continue
        typed = _P.typed.search(view, max(0, start - 14), start)
        person = None if typed else _P.surname.search(view, max(0, start - 8), start)
        if person and cased[person.start()].isupper() and not cased[person.start() : end].isupper():
            continue
        at = end
        kind = spaced(typed["type"]) if typed else None
        if place := _meant(places, kind, existing):
            same = [p for p in places if p.level == place.level]
            same = [p for p in same if p.kind == kind] or same
            homes = dict.fromkeys(p.province for p in same)
            told = _told(place.name, place.level, homes, typed=bool(typed))
            yield Claim(start, end, "place", f"place.{place.level}", RANK, told)


def _meant(places: Iterable[Place], kind: str | None, existing: Collection[str]) -> Place | None:
    """Province or district, by the type word; None when neither can be meant."""
    level = _TYPE.get(kind or "")
    region = next((p for p in places if p.level == "province" and p.name in existing), None)
    inner = next((p for p in places if p.level == "district"), None)
    if region and level == "city" and (region.kind == "thành phố" or not inner):
        return region
    if region and level in (None, "province") and region.note != "city":
        return region
    return inner if level in (None, "city", "district") else None


def _local(document: Document) -> Iterator[Claim]:
    """Communes and hamlets: a type word and a capitalised name, and the names listed after it."""
    view, cased = document.view, document.cased
    for m in _P.commune.finditer(view):
        level, at, first = _TYPE[spaced(m["type"])], m.end(), True
        heading = cased[m.start() : at].isupper()
        while name := _P.name.match(cased, at):
            shout = name[0].isupper() and len(name[0]) > 1 and not heading
            if shout or _P.noname.match(view, at):
                break
            if (
                first
                and cased[m.start()].isupper()
                and key(cased[m.start() : name.end()]) in gazetteer()
            ):
                break  # the district "Buôn Đôn"
            if not first and (
                " " not in name[0] or _P.person.match(view, at) or _P.area.match(view, at)
            ):
                break
            # no commune is "Thảo Điền 14"
            number = _P.number.match(view, name.end()) if level == "hamlet" else None
            end = number.end() if number else name.end()
            spelt = (name[0].title() if heading else name[0]) + (number[0] if number else "")
            rank = NUMBERED if number else RANK + 2
            yield Claim(at, end, "place", f"place.{level}", rank, _told(spelt, level))
            link = _P.link.match(view, end) or _P.counted.match(view, end)
            named = link and _P.name.match(cased, link.end())
            if not named or (link.re is _P.counted and not _P.counts.match(view, named.end())):
                break
            at, first = link.end(), False
    for m in _P.name.finditer(cased):
        said = _P.named.match(view, m.end())
        if said and cased[said.start("type")].islower() and not _P.person.match(view, m.start()):
            level = _TYPE[spaced(said["type"])]
            yield Claim(
                *m.span(), "place", f"place.{level}", RANK, _told(m[0], level, passing=True)
            )


def _again(document: Document, claims: list[Claim]) -> Iterator[Claim]:
    """Communes and hamlets that ``claims`` name, named again as a body: "Đảng bộ Văn Lang"."""
    local = (c.data for c in claims if c.data["level"] in ("commune", "hamlet"))
    levels = {data["name"]: data["level"] for data in local}
    for m in _P.again.finditer(document.view):
        name = _P.name.match(document.cased, m.end())
        if name and (level := levels.get(name[0])):
            yield Claim(*name.span(), "place", f"place.{level}", RANK, _told(name[0], level))


def find(document: Document) -> list[Claim]:
    """Places of ``document`` in text order, disjoint.

    ``claim.data``: name (canonical for provinces and districts), level (province, district,
    commune, hamlet, body), area_id (provinces), parent_area (area_id of the province of anything
    smaller, None when unknown), province (its name), homes (provinces that have one of the name),
    typed (a type word stands before it), certain (no namesake in another province), agency (True
    for a department or school), passing (True for one whose type word stands behind it).
    """
    day = moment(document)
    gazetted = list(_gazetted(document, day))
    bare = [c for c in gazetted if c.data["level"] == "district" and not c.data["typed"]]
    sure = [c for c in gazetted if c.data["level"] != "district" or c.data["typed"]]
    local = list(_local(document))
    found = [*claim_all(RULES, document), *local, *_again(document, local), *sure]
    claims = settle(found)
    host = _host(document, claims + [claim for claim in bare if _heads(document, claim)])
    ends = {claim.end for claim in claims if claim.data["level"] == "district"}
    for claim in bare:
        if _plausible(document, claim, host, ends):
            claims.append(claim)
            ends.add(claim.end)
    return [replace(c, data=_settled(c.data, host, day)) for c in settle(claims)]


def _heads(document: Document, claim: Claim) -> bool:
    """True for the district that heads the title ("Thanh Miện: …") of an article on a district."""
    view, start = document.view, document.body[0].start if document.body else 0
    line = _P.line.search(view, max(0, claim.start - 3), claim.start)
    if not line or not _P.heads.match(view, claim.end):
        return False
    end = max(view.find("\n", start + 20), start + 20)
    return start <= claim.start < end and bool(_INSIDE["district"].search(view))


def _plausible(document: Document, claim: Claim, host: str | None, ends: Collection[int]) -> bool:
    """True when a district's name without type word is the district, not a person or a street."""
    view, (start, end) = document.view, claim.span
    before = max(0, start - 16)
    alone = _P.line.search(view, max(0, start - 3), start) and _P.lineend.match(view, end)
    if alone or _P.title.search(view, before, start) or _P.longer.match(document.cased, end):
        return False
    if any(_P.list.fullmatch(view, e, start) for e in range(before, start) if e in ends):
        return True
    after = _P.whose.match(view, end)
    return any(
        home == host or (after and view.startswith(simplify(home), after.end()))
        for home in claim.data["homes"]
    )


def _settled(data: Mapping[str, Any], host: str | None, day: str | None) -> dict[str, Any]:
    """What a claim tells once the article's province is known."""
    homes, own = data["homes"], data["level"] == "province"
    home = host if host in homes or not homes else homes[0] if len(homes) == 1 else None
    told = {"area_id": area(home, day) if own else None, "province": home}
    told["parent_area"] = None if own else area(home, day if home == host else None)
    return {**data, **told, "certain": len(homes) == 1}


def locate(document: Document, places: Iterable[Claim]) -> tuple[str | None, str | None]:
    """The province ``document`` is about and its area_id; Nones when it is about none or several."""
    name = _host(document, places)
    return name, area(name, moment(document)) if name else None


def _host(document: Document, places: Iterable[Claim]) -> str | None:
    """The province with the most evidence: title, lead, "tỉnh X", its districts, the site's name."""
    view, start = document.view, document.body[0].start if document.body else 0
    lead = start + 700
    votes: Counter[str] = Counter()
    districts: dict[tuple[str, str], float] = defaultdict(float)
    regions = [claim for claim in places if claim.data["level"] == "province"]
    for claim in places:
        if claim.data["level"] == "district" and len(claim.data["homes"]) == 1:
            named = claim.data["homes"][0], claim.data["name"]
            heads = claim.start < lead and (claim.data["typed"] or _heads(document, claim))
            districts[named] = max(districts[named], 2.5 if heads else 1.2)
    for (home, _), weight in districts.items():
        votes[home] += weight
    for i, claim in enumerate(regions):
        beside = regions[max(0, i - 3) : i + 4]
        around = {c.data["homes"] for c in beside if abs(c.start - claim.start) < 60}
        body = document.in_body(claim.start)
        weight = 3.0 if claim.data["typed"] else 1.5
        if len(around) > 2:  # one of a list of provinces
            weight = 0.2
        if _P.paper.search(view, max(0, claim.start - 14), claim.start):
            weight = 0.8 if body else 2.0  # in page furniture it is the site's own name
        votes[claim.data["homes"][0]] += weight * (
            0.7 if not body else 2 if claim.start < lead else 1
        )
    for m in _P.byline.finditer(document.cased):
        votes[{**_CODES, **_SITES}[m["code"] or m["line"] or m["site"]]] += 3.0
    if not votes:
        return None
    (name, most), (_, second) = [*votes.most_common(2), ("", 0.0)][:2]
    needed = (1.2 if second else 0.5) if _P.self.search(view) else 2.4
    if _P.nation.search(view, start, start + 150):
        needed = 7.0
    return name if most >= needed and most >= 1.4 * second else None


def focus(document: Document, places: Iterable[Claim]) -> Claim | None:
    """The place inside a province that the whole article is about, or None (the whole province).

    It stands alone at its level in title and lead, and the article keeps speaking of it. One that
    the title names goes before the others.
    """
    found = list(_foci(document, places))
    return next((place for place, titled in found if titled), found[0][0] if found else None)


def _foci(document: Document, places: Iterable[Claim]) -> Iterator[tuple[Claim, bool]]:
    """Places an article may be about, the innermost first, and whether its title names them."""
    view, title = document.view, simplify(document.title or "")
    start = document.body[0].start if document.body else 0
    start = at if title and (at := view.find(title)) >= 0 else start
    heading = start + len(title) if title else max(view.find("\n", start + 20), start)
    inner = [
        p
        for p in places
        if p.data["level"] in _INSIDE and not (p.data.get("agency") or p.data.get("passing"))
        if document.in_body(p.start) or start <= p.start < heading
    ]
    outside = len(_P.outside.findall(view))
    for level, inside in _INSIDE.items():
        names = {p.data["name"] for p in inner if p.data["level"] == level}
        lead = [p for p in inner if p.data["level"] == level and start <= p.start < start + 500]
        if len({p.data["name"] for p in lead}) != 1:
            continue
        name = simplify(lead[0].data["name"])
        if len(names) > 2 and not title.startswith(name):
            continue
        titled = name in view[start:heading]
        named = view.count(name) + titled
        told = named + len(inside.findall(view))
        if told > outside and (titled or named > 1 or told > 2):
            yield lead[0], titled
