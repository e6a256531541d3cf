"""Rules with names, reasons, examples and rejects; and the one place that decides overlaps.

A rule claims spans of a document's view. Its examples mark the span it must claim with ⟦ ⟧, and
its rejects are near misses in which it must claim nothing; tests are made from both. Rules are data
(figures.toml, periods.toml, themes.toml …); `load` reads, checks and compiles them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from types import SimpleNamespace
from typing import Any, ClassVar

from .knowledge import DataError, read_toml, unit_pattern, unknown
from .text import Document, Span


@dataclass(frozen=True)
class Claim:
    """What a rule saw: a span of the view, what it is, and what was read off it."""

    start: int
    end: int
    kind: str
    rule: str
    rank: int
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def span(self) -> Span:
        """Where it stands in the view."""
        return Span(self.start, self.end)


Reader = Callable[[re.Match[str], Document], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Rule:
    """A named pattern over the view.

    Attributes:
        name: unique, ``family.what``
        kind: what its claims are (``figure``, ``period``, ``citation``, an exclusion reason …)
        rank: claims of a higher rank win an overlap; equal ranks: the longer claim wins
        pattern: compiled regular expression; group ``span`` (or the whole match) is the claim
        read: turns a match into the claim's data, or None to refuse it
        reason: one line, why the rule exists
        examples: texts with the claimed span in ⟦ ⟧, and the data expected of it
        rejects: near misses in which the rule must claim nothing
    """

    name: str
    kind: str
    rank: int
    pattern: re.Pattern[str]
    reason: str
    examples: Mapping[str, Mapping[str, Any]]
    rejects: Sequence[str]
    read: Reader | None = None
    ranked: ClassVar[bool] = True  # False where the order of the rules decides

    @staticmethod
    def compiled(key: str, value: Any, words: Mapping[str, str]) -> Any:
        """What stands in a rule's row under ``key``, ready for use: a list of cues as one pattern."""
        return one_of(value, words) if isinstance(value, list) else value

    def claims(self, document: Document) -> Iterable[Claim]:
        """Yield what the rule sees in ``document``, in text order."""
        group = "span" if "span" in self.pattern.groupindex else 0
        for match in self.pattern.finditer(document.view):
            data = self.read(match, document) if self.read else {}
            if data is not None and match.end(group) > match.start(group):
                yield Claim(*match.span(group), self.kind, self.name, self.rank, data)


_BEFORE = 45  # characters before a cue in which ``not_after`` is looked for
_CLAUSE = re.compile(r"[;\n]|[.!?…]\s")


@dataclass(frozen=True)
class CueRule(Rule):
    """A rule whose pattern is a list of cue words in a data file.

    Attributes (beside those of Rule; ``rank`` is its weight in votes times ten):
        opens: the cue counts at the beginning of a sentence only
        not_after: what must not stand right before the cue ("khắc phục khó khăn")
        context: must stand around the cue, in its sentence; ``unless``: must not
        levels: levels of the places a model is told of
    """

    opens: bool = False
    not_after: re.Pattern[str] | None = None
    context: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    levels: str = "district commune hamlet body"

    @staticmethod
    def compiled(key: str, value: Any, words: Mapping[str, str]) -> Any:
        """As for `Rule`; ``not_after`` reaches up to the end of what is searched."""
        end = r"\s{0,3}\Z" if key == "not_after" else ""
        return one_of(value, words, end) if isinstance(value, list) else value

    def claims(self, document: Document) -> Iterable[Claim]:
        """Yield the cues found in ``document``, in text order."""
        for claim in super().claims(document):
            before = document.view[max(0, claim.start - _BEFORE) : claim.start]
            inside = _CLAUSE.split(before)[-1]
            if not (self.not_after and self.not_after.search(inside)):
                yield claim


_WORDS = {
    "wordend": r"(?![^\W\d_])",
    "gap": r"[^.;\n]{0,45}?",
    "over": r"(?![0-9]|[.,][0-9])",
    "units": unit_pattern(),
    "counted": unit_pattern(without=("other", "unit")),
}


def expand(pattern: str, words: Mapping[str, str]) -> str:
    """Put the lists of words into a pattern; a space stands for one or two white spaces.

    Raises `KeyError` for a word that has no list.
    """
    known = {**_WORDS, **words}
    while found := re.search(r"\{([a-z]+)\}", pattern):
        pattern = pattern.replace(found[0], known[found[1]])
    return pattern.replace(" ", r"\s{1,2}")


@functools.cache
def cues(section: str, name: str = "cues.toml", **words: str) -> SimpleNamespace:
    """The patterns of a section of a file by name, expanded with the file's words and ``words``.

    Raises `DataError` with every broken pattern.
    """
    data = read_toml(name)
    found: dict[str, re.Pattern[str]] = {}
    problems: list[str] = []
    for cue, pattern in data[section].items():
        try:
            found[cue] = re.compile(expand(pattern, {**data.get("words", {}), **words}))
        except (KeyError, re.error) as error:
            problems.append(f"{section}.{cue}: {error}")
    if problems:
        raise DataError(name, problems)
    return SimpleNamespace(**found)


def one_of(cues: Sequence[str], words: Mapping[str, str], end: str = "") -> re.Pattern[str]:
    """Compile a list of cues: any of them, as whole words, with ``end`` behind."""
    text = "|".join(f"(?:{cue})" for cue in cues) or "(?!)"
    return re.compile(expand(rf"(?<![^\W\d_])(?:{text}){{wordend}}{end}", words))


_WRITTEN = {
    "str": (str, '"…"'),
    "int": (int | float, "10"),
    "bool": (bool, "true"),
}  # others are lists


def _faults(row: Mapping[str, Any], make: type[Rule], kinds: Collection[str]) -> Iterable[str]:
    """What is wrong with the keys of a rule's row, and with its kind."""
    types = {f.name: f.type for f in fields(make)}
    types |= {"cue": "Sequence[str]", "pattern": "str", "read": "str"}
    needed = {"name", "reason", "examples", "rejects"}
    needed |= ({"rank"} if make.ranked else set()) | ({"kind"} if kinds else set())
    yield from (f"lacks {key!r}" for key in sorted(needed - row.keys()))
    if not row.keys() & {"cue", "pattern"}:
        yield "lacks 'cue' or 'pattern'"
    for key, value in row.items():
        wanted, example = _WRITTEN.get(types.get(key, ""), (list, '["…", "…"]'))
        if key not in types:
            yield f"the key {unknown(key, types)}"
        elif not isinstance(value, wanted):
            yield f"{key} has to be written as {example}"
    if kinds and "kind" in row and row["kind"] not in kinds:
        yield f"kind {unknown(row['kind'], kinds)}"


def _examples(value: Iterable[str | Sequence[Any]]) -> dict[str, Mapping[str, Any]]:
    """Examples, each with the data expected of it; raises `ValueError` for one without its marks."""
    examples = dict([e, {}] if isinstance(e, str) else e for e in value)
    if bare := [e for e in examples if not {*"⟦⟧"} <= {*e}]:
        raise ValueError(f"no ⟦ ⟧ in {', '.join(map(repr, bare))}")
    return examples


def load(
    name: str,
    readers: Mapping[str, Reader] | None = None,
    kind: str = "",
    *,
    section: str = "rule",
    make: type[Rule] = Rule,
    kinds: Collection[str] = (),
    **words: str,
) -> tuple[Rule, ...]:
    """Read the rules of a file's section; ``words`` adds lists that only code knows.

    A rule has a pattern or a list of cues. What else stands in its row goes to ``make`` by its
    name, as `make.compiled` makes it.

    Raises `DataError` with every fault: a broken pattern, a word without its list, a reader or a
    key that does not exist or lacks, a text where a list belongs, a kind that is none of ``kinds``,
    an example without its marks, a name that stands twice.
    """
    data = read_toml(name)
    words = {**data.get("words", {}), **words}
    loaded: list[Rule] = []
    problems: list[str] = []
    names: set[str] = set()
    for number, row in enumerate(data[section], 1):
        title = row.get("name", f"{section} {number}")
        faults = [*_faults(row, make, kinds)] + ["the name stands twice"] * (title in names)
        names.add(title)
        told: dict[str, Any] = {"kind": kind}
        for key, value in row.items():
            try:
                if key in ("name", "kind", "rank", "reason", "rejects"):
                    told[key] = value
                elif key == "examples":
                    told[key] = _examples(value)
                elif key == "pattern":
                    told[key] = re.compile(expand(value, words))
                elif key == "read":
                    told[key] = (readers or {})[value]
                else:
                    told["pattern" if key == "cue" else key] = make.compiled(key, value, words)
            except KeyError as error:
                faults.append(f"{key}: there is no list of words or reader {error}")
            except (re.error, TypeError, ValueError) as error:
                faults.append(f"{key}: {error}")
        problems += [f"{title}: {fault}" for fault in faults]
        if not faults:
            loaded.append(make(**told) if make.ranked else make(rank=0, **told))
    if problems:
        raise DataError(name, problems)
    return tuple(loaded)


def claim_all(rules: Iterable[Rule], document: Document) -> list[Claim]:
    """What all the rules see in ``document``; overlaps are not settled."""
    return [claim for rule in rules for claim in rule.claims(document)]


def settle(claims: Iterable[Claim]) -> list[Claim]:
    """Decide overlaps: higher rank first, then longer, then earlier. Returned in text order."""
    taken: list[Claim] = []
    owned: set[int] = set()
    for claim in sorted(claims, key=lambda c: (-c.rank, c.start - c.end, c.start)):
        positions = range(claim.start, claim.end)
        if owned.isdisjoint(positions):
            taken.append(claim)
            owned.update(positions)
    return sorted(taken, key=lambda c: c.start)


def marked(example: str) -> tuple[str, Span]:
    """Split an example into its plain text and the span between ⟦ and ⟧ (canonical offsets)."""
    before, rest = example.split("⟦", 1)
    inside, after = rest.split("⟧", 1)
    return before + inside + after, Span(len(before), len(before) + len(inside))
