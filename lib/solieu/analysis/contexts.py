"""What the words around a figure say of it: of which group, of which whole, which way it changed.

Everything is read in the figure's own sentence, from the lists in data/measures.toml.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import Any

from ..knowledge import read_toml
from .intervals import exact

Row = Mapping[str, Any]
DIRECTIONS = ("over", "down", "up")
MOST = 90  # letters of a group's name, and of what opens its sentence


@functools.cache
def _cue(name: str) -> re.Pattern[str]:
    """A pattern of the section [around]; a space in it stands for one white space."""
    return re.compile(read_toml("measures.toml")["around"][name].replace(" ", r"\s"), re.I)


def direction(row: Row, text: str) -> tuple[str, str]:
    """Which way a change went: one of `DIRECTIONS` and the article's word; ("", "") if untold.

    The last of these words before the figure counts, else the first behind it in its clause; one
    that ends in a plan exceeded is ``over``.
    """
    if row.get("role") != "change" or row.get("start") is None:
        return "", ""
    before, behind = _sides(row, text)
    cues = [*_cue("change").finditer(before)][-1:]
    cues = cues or [*_cue("change").finditer(_cue("breaks").split(behind)[0])][:1]
    return next(((cue.lastgroup or "", cue[0]) for cue in cues), ("", ""))


def over_plan(row: Row, text: str) -> bool:
    """True for a change that tells by how much a plan was exceeded."""
    way, _ = direction(row, text)
    return way == "over" and bool(_cue("plan").search(" ".join(_sides(row, text))))


def _sides(row: Row, text: str) -> tuple[str, str]:
    """The sentence before a figure, and behind it."""
    return text[row["sentence_start"] : row["start"]], text[row["end"] : row["sentence_end"]]


def group(row: Row, text: str, figures: Sequence[Row]) -> str:
    """The words that tell of which group, body or level a figure is, as printed, with … for it.

    Before it they are its own clause, or that of the figure before where only a noun stands between
    (``317 tổ chức, 513 đảng viên``), and what opens the sentence (``Với chức danh cấp phó, …``).

    Args:
        row: an observation
        text: the article
        figures: those of the article
    """
    end = row["sentence_end"]
    first = text.rfind(";", row["sentence_start"], row["start"]) + 1 or row["sentence_start"]
    inside = sorted(
        (f for f in figures if first <= f["start"] <= row["start"]), key=itemgetter("start")
    )
    lead = text[first : inside[0]["start"] if inside else row["start"]]
    words = _trimmed(lead) if len(lead) <= MOST else _last(_cue("breaks").split(lead))
    for figure, following in pairwise(inside):
        between = text[figure["end"] : following["start"]].strip()
        between = between.removeprefix(figure["unit"] or "").strip()
        parts = _cue("breaks").split(_cue("aside").sub("", between))
        after = parts[1:] or _cue("joined").split(between, 1)[1:]
        after = after or (parts if row["unit"] != "%" else [])
        words = _last(after) or words
    opening = _cue("opening").match(lead.partition(":")[0])
    if not opening and not _cue("elsewhere").search(lead):
        earlier = [f["start"] for f in figures if row["sentence_start"] <= f["start"]]
        opening = _cue("opening").match(text[row["sentence_start"] : min(earlier)])
    opener = opening[0].strip(" -–•,") if opening else ""
    if not opener.startswith(words) and opener not in words:
        words = f"{opener[:MOST]}: {words}"
    stop = min((f["start"] for f in figures if row["end"] <= f["start"] < end), default=end)
    behind = text[row["end"] : stop].lstrip().removeprefix(row["unit"] or "")
    clause, *more = _cue("breaks").split(behind, 1)
    told = more or stop == end or row["unit"] != "%"  # not "23,5% nhưng lại thấp hơn"
    behind = _trimmed(clause) if told else ""
    return " … ".join(filter(None, (" ".join(part.split()) for part in (words or opener, behind))))


def _last(clauses: Iterable[str]) -> str:
    """The last clause that says something."""
    return ([""] + [clause for clause in map(_trimmed, clauses) if clause])[-1]


def _trimmed(words: str) -> str:
    """Words without small ones at their ends; "" where nothing else is left."""
    words = _cue("aside").sub("", words)[-2 * MOST :]
    return _cue("tail").sub("", _cue("head").sub("", words)).strip(' \t\n-–•+*:,.;()"“”')[:MOST]


def several(
    observations: Iterable[Row], verdicts: Iterable[Row], texts: Mapping[str, str]
) -> dict[str, bool]:
    """Figures of which an article gives several for one indicator, place, time and role.

    By observation_id whether it is part of another: by a verdict (the whole comes first in it), by
    words ("trong đó") between the two, or as the first is what all the others come to.
    """
    alike: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for o in observations:
        key = ("doc_id", "province", "indicator", "role", "place", "period")
        alike[tuple(o[name] for name in key)].append(o)
    sums = [v["figure_ids"] for v in verdicts if v["check"] in ("sum_of_parts", "part_of_whole")]
    whole_of = {(part, ids[0]) for ids in sums for part in ids[1:]}
    found = {}
    for first, *rest in (rows for rows in alike.values() if len(rows) > 1):
        added = _added(first, rest)
        found[first["observation_id"]] = False
        for row in rest:
            between = texts[row["doc_id"]][first["end"] : row["start"]]
            near = first["sentence_start"] == row["sentence_start"]
            judged = any((a, b) in whole_of for a in row["figure_ids"] for b in first["figure_ids"])
            said = near and bool(_cue("part").search(between))
            found[row["observation_id"]] = added or judged or said
    return found


def _added(first: Row, rest: Sequence[Row]) -> bool:
    """Whether counts come to the first of them, or to somewhat more where it is a bound."""
    values = [o["value"] for o in (first, *rest) if o["unit"] != "%"]
    if None in values or not len(values) - 1 == len(rest) > 1:
        return False
    total, whole = sum(map(exact, values[1:])), exact(values[0])
    bound = first["qualifier"] == "more_than" and len(rest) > 2
    return whole == total or (bound and whole < total < whole * 11 / 10)
