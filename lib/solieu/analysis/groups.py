"""Groups of provinces, as data: the six socio-economic regions, and groups that articles name.

The file ``groups.csv`` gives each group with its source and the years it held. A row without
members is a region: its members are the provinces that ``provinces.csv`` puts there. ``grid.csv``
places every province, as it was and as it is, on a map of equal tiles (a tile grid map: neighbours
stay neighbours, and a large province does not outweigh a small one).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..extraction.periods import years_of
from ..extraction.places import provinces
from ..knowledge import DataError, read_csv
from ..text import simplify


@dataclass(frozen=True)
class Group:
    """Provinces by area_id, in the order of their source; who led the group in which years.

    ``title`` is how the titles of articles that are about the group name it; "" if none is.
    """

    id: str
    name_vi: str
    name_en: str
    members: tuple[str, ...]
    head: str
    deputies: tuple[str, ...]
    valid: str
    officers: str
    source: str
    title: str

    def name(self, lang: str) -> str:
        """The name in ``vi`` or ``en``."""
        return self.name_vi if lang == "vi" else self.name_en

    def held(self, period: str | None) -> bool:
        """False for a time in which the group was not, or was not yet; an unknown one may be."""
        told, valid = years_of(period), years_of(self.valid)
        return not told or not valid or (valid[0] <= told[1] and told[0] <= valid[1])


@functools.cache
def groups() -> dict[str, Group]:
    """All groups by id.

    Raises:
        DataError: naming every row that has no member, an unknown one, or a head from outside.
    """
    known = {row["area_id"] for row in provinces()}
    found, problems = {}, []
    for row in read_csv("groups.csv"):
        members = tuple(filter(None, row["members"].split("|"))) or tuple(
            p["area_id"] for p in provinces() if p["region"] == row["name_vi"]
        )
        deputies = tuple(filter(None, row["deputies"].split("|")))
        officers = {*deputies, row["head"]} - {""}
        if not members:
            problems.append(f"{row['id']}: no member, and {row['name_vi']!r} is no region")
        if unknown := {*members} - known:
            problems.append(f"{row['id']}: no such area {', '.join(sorted(unknown))}")
        if strange := officers - {*members}:
            problems.append(f"{row['id']}: {', '.join(sorted(strange))} leads it from outside")
        found[row["id"]] = Group(**row | {"members": members, "deputies": deputies})
    if problems:
        raise DataError("groups.csv", problems)
    return found


def subject(document: Mapping[str, Any]) -> Group | None:
    """The group that an article is about: its title names it, in a year when the group was so.

    What such an article says is told of all the group's provinces and not of the one it was filed
    under, which may only have been the host.
    """
    title = simplify(document["title"] or "")
    for group in groups().values():
        named = group.title and group.title in title
        if named and document["period"] and group.held(document["period"]):
            return group
    return None


@functools.cache
def grid() -> dict[str, tuple[int, int]]:
    """Row and column of each area's tile; those of one time have a tile each.

    Raises:
        DataError: naming areas without a tile, and tiles given twice at one time.
    """
    eras = {row["area_id"]: bool(row["successor"]) for row in provinces()}
    rows = read_csv("grid.csv")
    tiles = {row["area_id"]: (int(row["row"]), int(row["col"])) for row in rows}
    problems = [f"{area}: no tile" for area in eras if area not in tiles]
    taken: dict[tuple[bool, tuple[int, int]], str] = {}
    for area in eras.keys() & tiles:
        other = taken.setdefault((eras[area], tiles[area]), area)
        problems += [f"{other} and {area} share a tile"] if other != area else []
    if problems:
        raise DataError("grid.csv", sorted(problems))
    return tiles
