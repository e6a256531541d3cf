"""Words that set one group of texts apart from the others, and how sure that is.

The measure is the log-odds ratio with an informative Dirichlet prior of Monroe, Colaresi and Quinn
(2008), "Fightin' Words: Lexical Feature Selection and Evaluation for Identifying the Content of
Political Conflict", Political Analysis 16(4), 372-403. Before anything is counted, both sides are
taken to use each word as all texts together do; few words move that little, many move it far. So a
word printed twice in a short text does not come first, as it would by shares or by tf-idf.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..knowledge import DataError, read_toml
from ..text import fold, lower, simplify

FILE = "terms.toml"
Z = 1.96  # half a 95 % interval, in standard errors


@dataclass(frozen=True)
class Term:
    """A word of one side against the other.

    Attributes:
        word: as counted, in small letters
        count, elsewhere: how often either side has it
        log_odds: logarithm of the ratio of its odds here to its odds elsewhere, shrunk by the prior
        error: standard error of that
    """

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
    def times(self) -> tuple[float, float, float]:
        """How many times the odds elsewhere: the low end of the 95 % interval, the value, its high end."""
        low, high = self.log_odds - Z * self.error, self.log_odds + Z * self.error
        return math.exp(low), math.exp(self.log_odds), math.exp(high)


def log_odds(
    here: Mapping[str, int], elsewhere: Mapping[str, int], strength: float = 500
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
    if not strength > 0 or any(n < 0 for side in (here, elsewhere) for n in side.values()):
        raise ValueError("a prior has a strength above 0, and counts are not negative")
    words = sorted({w for side in (here, elsewhere) for w, n in side.items() if n})
    sizes = sum(here.values()), sum(elsewhere.values())
    found = []
    for word in words if len(words) > 1 else ():  # of a single word there are no odds
        counts = here.get(word, 0), elsewhere.get(word, 0)
        prior = strength * sum(counts) / sum(sizes)
        odds = [
            (n + prior) / (size - n + strength - prior)
            for n, size in zip(counts, sizes, strict=True)
        ]
        error = math.sqrt(sum(1 / (n + prior) for n in counts))
        found.append(Term(word, *counts, math.log(odds[0]) - math.log(odds[1]), error))
    return sorted(found, key=lambda term: (-term.z, term.word))


@functools.cache
def _lists() -> tuple[frozenset[str], re.Pattern[str]]:
    """Words left out of counts, and a pattern of all phrases; every fault of the file named at once."""
    data, problems = read_toml(FILE), []
    every = {kind: [w for row in data[kind] for w in row["words"]] for kind in ("left_out", "kept")}
    for row in (*data["left_out"], *data["kept"]):
        lacking = [key for key in ("name", "reason", "words") if not row.get(key)]
        problems += [f"{row.get('name')} lacks {', '.join(lacking)}"] if lacking else []
    told = [*every["left_out"], *every["kept"]]
    problems += [f"{w!r} stands twice" for w in sorted({w for w in told if told.count(w) > 1})]
    problems += [f"{w!r}: written {simplify(w)!r} here" for w in told if w != simplify(w).strip()]
    problems += [f"{w!r} is one syllable, no phrase" for w in every["kept"] if " " not in w]
    if problems:
        raise DataError(FILE, problems)
    phrases = "|".join(sorted((w for w in told if " " in w), key=lambda w: (-len(w), w)))
    return frozenset(every["left_out"]), re.compile(rf"(?<!\w)(?:{phrases})(?!\w)")


def words(
    text: str, spans: Iterable[tuple[int, int]], without: Iterable[tuple[int, int]] = ()
) -> Iterator[str]:
    """The words of a text in small letters, in order; no function words, names, numbers or symbols.

    Words are told apart by underthesea's conditional random field (`word_tokenize`, whose model is
    in its package). It cuts ``1.642`` and ``18-NQ/TW`` into pieces: give them in ``without``.

    Args:
        text: canonical text (NFC: underthesea changes any other)
        spans: the parts to read, as offsets of ``text``
        without: parts of those to leave out
    """
    from underthesea import word_tokenize  # a second to import, and few pages need it

    left_out, phrases = _lists()
    keep = bytearray(len(text))
    for here, there in ((spans, b"\1"), (without, b"\0")):
        for start, end in here:
            keep[start:end] = there * (end - start)
    for start, end in ((m.start(), m.end()) for m in re.finditer(b"\1+", keep)):
        for line in fold(text[start:end])[0].splitlines():
            small, at = lower(line), 0
            for phrase in (*phrases.finditer(small), None):
                for token in word_tokenize(line[at : phrase.start() if phrase else None]):
                    word = simplify(token)
                    if _counts(token) and word not in left_out:
                        yield word
                if phrase:
                    at = phrase.end()
                    if phrase[0] not in left_out:
                        yield phrase[0]


def _counts(token: str) -> bool:
    """True for two letters or more that are no name (Nguyễn Văn An) and no abbreviation (BTVTU)."""
    letters = token.replace(" ", "")
    name = token.istitle() if " " in token else token.isupper()
    return letters.isalpha() and len(letters) > 1 and not name
