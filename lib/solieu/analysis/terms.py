"""Words that set one group of texts apart from the others, and how sure that is.

The measure is the log-odds ratio with an informative Dirichlet prior of Monroe, Colaresi and Quinn
(2008), "Fightin' Words: Lexical Feature Selection and Evaluation for Identifying the Content of
Political Conflict", Political Analysis 16(4), 372-403. Before anything is counted, both sides are
taken to use each word as all texts together do, so that a word printed twice in a short text does
not come first, as it would by shares or by tf-idf.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..knowledge import DataError, read_csv, read_toml
from ..text import fold, lower, simplify

FILE = "terms.toml"
PRIOR = 500  # words that the prior is worth: as much as a short article
Z = 1.96  # half a 95 % interval, in standard errors


@dataclass(frozen=True)
class Term:
    """A word, its counts here and elsewhere, the shrunken log-odds ratio and its standard error."""

    word: str
    count: int
    elsewhere: int
    log_odds: float
    error: float

    @property
    def z(self) -> float:
        """The log-odds in standard errors: what words are ranked by."""
        return self.log_odds / self.error

    @property
    def times(self) -> tuple[float, ...]:
        """How many times the odds elsewhere: value, low and high end of its 95 % interval."""
        return tuple(math.exp(self.log_odds + side * Z * self.error) for side in (0, -1, 1))


def log_odds(
    here: Mapping[str, int], elsewhere: Mapping[str, int], strength: float = PRIOR
) -> list[Term]:
    """Every word of two sides, those most peculiar to ``here`` first.

    Args:
        here: counts of the words of one side
        elsewhere: counts of the other; with the sides swapped each log-odds changes its sign
        strength: how many words the prior is worth, shared out as both sides together use them

    Raises:
        ValueError: a strength that is not above zero, or a count below it.

    Example:
        >>> [round(t.z, 2) for t in log_odds({"lũ": 3, "lúa": 1}, {"lũ": 1, "lúa": 3}, 8)]
        [1.15, -1.15]
    """
    if not strength > 0 or min([0, *here.values(), *elsewhere.values()]) < 0:
        raise ValueError("a prior has a strength above 0, and counts are not negative")
    words = {w for side in (here, elsewhere) for w, n in side.items() if n}
    sizes = sum(here.values()), sum(elsewhere.values())
    found = []
    for word in words if len(words) > 1 else ():  # of a single word there are no odds
        counts = here.get(word, 0), elsewhere.get(word, 0)
        prior = strength * sum(counts) / sum(sizes)
        pairs = zip(counts, sizes, strict=True)
        odds = [(n + prior) / (size - n + strength - prior) for n, size in pairs]
        error = math.sqrt(sum(1 / (n + prior) for n in counts))
        found.append(Term(word, *counts, math.log(odds[0]) - math.log(odds[1]), error))
    return sorted(found, key=lambda term: (-term.z, term.word))


@functools.cache
def _lists() -> tuple[frozenset[str], re.Pattern[str], dict[str, str]]:
    """What is left out, a pattern of all phrases, abbreviations of them; all faults named at once."""
    rows = [(kind, row) for kind in ("left_out", "kept") for row in read_toml(FILE)[kind]]
    told = [word for _, row in rows for word in row["words"]]
    problems = [f"{row['name']}: no reason" for _, row in rows if not row.get("reason")]
    problems += [f"{w!r} stands twice" for w in sorted({w for w in told if told.count(w) > 1})]
    problems += [f"{w!r}: write {simplify(w)!r}" for w in told if w != simplify(w)]
    if problems:
        raise DataError(FILE, problems)
    phrases = "|".join(sorted((w for w in told if " " in w), key=len, reverse=True))
    out = frozenset(word for kind, row in rows if kind == "left_out" for word in row["words"])
    full = ((row["abbreviation"], simplify(row["vi"])) for row in read_csv("abbreviations.csv"))
    short = {abbreviation: phrase for abbreviation, phrase in full if phrase in told}
    return out, re.compile(rf"(?<!\w)(?:{phrases})(?!\w)"), short


def words(
    text: str, spans: Iterable[tuple[int, int]], without: Iterable[tuple[int, int]] = ()
) -> Iterator[str]:
    """The words of a text in small letters; no function words, names, numbers or symbols.

    An abbreviation of a phrase of the lists counts as the phrase, others do not count. Words are told apart by underthesea's `word_tokenize`, whose model lies in its package. It cuts
    ``1.642`` and ``18-NQ/TW`` into pieces: such spans go into ``without``.

    Args:
        text: canonical text (NFC: underthesea changes any other)
        spans: the parts to read, as offsets of ``text``
        without: parts of those to leave out
    """
    from underthesea import word_tokenize  # a second to import, and few pages need it

    left_out, phrases, short = _lists()
    keep = bytearray(len(text))
    for start, end, mark in (*((*s, 1) for s in spans), *((*s, 0) for s in without)):
        keep[start:end] = bytes([mark]) * (end - start)
    for part in re.finditer(b"\1+", keep):
        for line in fold(text[part.start() : part.end()])[0].splitlines():
            line, at = re.sub(r"\w+", lambda m: short.get(m[0], m[0]), line), 0
            for phrase in (*phrases.finditer(lower(line)), None):
                for token in word_tokenize(line[at : phrase.start() if phrase else None]):
                    name = token.istitle() if " " in token else token.isupper()
                    if token.replace(" ", "").isalpha() and len(token) > 1 and not name:
                        yield from {simplify(token)} - left_out
                if phrase:
                    at = phrase.end()
                    yield from {phrase[0]} - left_out
