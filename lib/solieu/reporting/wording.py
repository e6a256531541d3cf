"""What pages say, in Vietnamese and English: sentences, labels, numbers and dates.

Sentences are templates in ``data/wording.toml``, each in both languages with the same placeholders.
They are trusted markup; what is filled in is escaped unless it is markup already.
"""

from __future__ import annotations

import functools
import json
import math
import re
import string
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from markupsafe import Markup

from ..knowledge import DataError, codebook, read_toml
from ..text import simplify

LANGUAGES = ("vi", "en")
_NBSP = "\u00a0"
_HALF_UP = Context(prec=400, rounding=ROUND_HALF_UP)  # as people round; floats round 0.25 to 0.2


@functools.cache
def _wording() -> Mapping[str, Any]:
    """The templates, checked: both languages there, the same placeholders in each."""
    data = read_toml("wording.toml") | {"theme": read_toml("themes.toml")["label"]}
    problems = []
    for group, entries in data.items():
        for key, texts in entries.items():
            lacking = [lang for lang in LANGUAGES if not texts.get(lang)]
            if lacking:
                problems.append(f"{group}.{key} lacks {', '.join(lacking)}")
                continue
            names = [
                {f[1] for f in string.Formatter().parse(texts[lang]) if f[1]} for lang in LANGUAGES
            ]
            if names[0] != names[1]:
                problems.append(f"{group}.{key}: its placeholders differ between languages")
    if problems:
        raise DataError("wording.toml or themes.toml", problems)
    return data


@dataclass(frozen=True)
class Words:
    """One language's way to say things.

    Raises:
        ValueError: a language that there is not.
    """

    lang: str = "vi"

    def __post_init__(self) -> None:
        if self.lang not in LANGUAGES:
            raise ValueError(f"lang {self.lang!r}: choose one of {', '.join(LANGUAGES)}")

    def say(self, key: str, **values: object) -> Markup:
        """A sentence of the wording file with its placeholders filled in."""
        shown = {k: self.number(v) if isinstance(v, int) else v for k, v in values.items()}
        return Markup(_wording()["say"][key][self.lang]).format(**shown)

    def when(self, condition: object, key: str, **values: object) -> Markup:
        """The sentence where the condition holds, else nothing."""
        return self.say(key, **values) if condition else Markup("")

    def has(self, key: str) -> bool:
        """True when the wording file has this sentence."""
        return key in _wording()["say"]

    def label(self, group: str, key: str | None) -> str:
        """The name of a vocabulary's word (role, kind, theme …); the word itself if it has none."""
        if not key:
            return ""
        if group == "indicator":
            row = codebook().get(key)
            return row[f"label_{self.lang}"] if row else key
        texts = _wording()[group].get(key)
        return texts[self.lang] if texts else key

    def fault(self, english: str) -> str:
        """Why a file could not be read, as its reader says it in English; in this language if known."""
        for texts in _wording()["unread"].values():
            parts = string.Formatter().parse(texts["en"])
            pattern = "".join(
                re.escape(said) + (f"(?P<{k}>.*)" if k else "") for said, k, *_ in parts
            )
            if told := re.fullmatch(pattern, english, re.S):
                return texts[self.lang].format(**told.groupdict())
        return english

    def script(self) -> str:
        """What scripts say, as JSON."""
        texts = {key: told[self.lang] for key, told in _wording()["script"].items()}
        return json.dumps(texts, ensure_ascii=False, separators=(",", ":"))

    def short(self, indicator: str) -> str:
        """An indicator's name without what it adds in brackets, for titles and axes."""
        return self.label("indicator", indicator).partition(" (")[0]

    def count(self, n: int, noun: str) -> str:
        """A number and its noun: ``27 bài viết``, ``1 article``, ``27 articles``."""
        forms = _wording()["noun"][noun][self.lang].split("|")
        return f"{self.number(n)}{_NBSP}{forms[0] if n == 1 else forms[-1]}"

    def counts(self, **numbers: int) -> dict[str, str]:
        """Several counts under the plural of their nouns, as sentences have them."""
        return {f"{noun}s": self.count(n, noun) for noun, n in numbers.items()}

    def number(self, value: float | None, decimals: int | None = None, *, most: int = 4) -> str:
        """``1.642,5`` in Vietnamese, ``1,642.5`` in English.

        Decimals are those given, else as many as needed, but not more than ``most``.
        """
        if value is None or not math.isfinite(value):
            return ""
        told = Decimal(repr(float(value))).normalize()
        if decimals is None:
            decimals = min(most, max(0, -int(told.as_tuple().exponent)))
        rounded = told.quantize(Decimal(1).scaleb(-decimals), context=_HALF_UP)
        text = f"{rounded:,f}".replace("-", "−")
        return text.translate(str.maketrans(",.", ".,")) if self.lang == "vi" else text

    def percent(self, value: float | None, decimals: int | None = None, *, most: int = 4) -> str:
        """``46,7 %`` in Vietnamese (with a no-break space), ``46.7%`` in English."""
        text = self.number(value, decimals, most=most)
        return f"{text}{_NBSP if self.lang == 'vi' else ''}%" if text else ""

    def money(self, value: float | None) -> str:
        """Vietnamese dong, in billions or millions where it is that much."""
        if value is None:
            return ""
        for size, name in ((1e9, "billion"), (1e6, "million")):
            if abs(value) >= size:
                return f"{self.number(value / size)}{_NBSP}{self.label('scale', name)}"
        return f"{self.number(value)}{_NBSP}{self.label('scale', 'dong')}"

    def period(self, iso: str | None) -> str:
        """An ISO date, month, year or span of them as people write it; "" for None."""
        if not iso:
            return ""
        dates = [self._date(part) for part in iso.split("/")]
        return ("–" if all(d.isdigit() for d in dates) else " – ").join(dates)

    def _date(self, iso: str) -> str:
        year, *rest = iso.split("-")
        if not all(part.isdigit() for part in rest) or not rest:
            return iso
        numbers = [int(part) for part in rest]
        if self.lang == "vi":
            shown = "/".join([*(str(n) for n in reversed(numbers)), year])
            return shown if len(numbers) > 1 else f"tháng{_NBSP}{shown}"
        month = self.label("month", str(numbers[0]))
        return _NBSP.join([*(str(n) for n in numbers[1:]), month, year])

    def widest(self, counts: Mapping[str, int], most: int = 3) -> tuple[Markup, int]:
        """What has the highest count, all of a tie (of a long one the first few), and that count."""
        n = max(counts.values(), default=0)
        return self.listing([name for name, count in counts.items() if count == n], most), n

    def listing(self, items: list[str | Markup], most: int = 0) -> Markup:
        """``a, b và c`` / ``a, b and c``; beyond ``most`` only how many: ``a, b và 4 mục khác``."""
        if 0 < most < len(items) - 1:  # one more is named rather than counted
            items = [*items[:most], self.say("others_n", n=len(items) - most)]
        if len(items) < 2:
            return Markup("").join(items)
        last = Markup(f" {self.label('joint', 'and')} ")
        return last.join([Markup(", ").join(items[:-1]), items[-1]])


def exact(value: float | None) -> str:
    """A number as machines read it: ``1642``, ``46.7``; "" for none."""
    return "" if value is None else format(Decimal(repr(value)).normalize(), "f")


_LETTERS = {c: i for i, c in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES = {c: i for i, c in enumerate("\u0300\u0309\u0303\u0301\u0323", 1)}  # huyền hỏi ngã sắc nặng


def collate(text: str) -> tuple[tuple[int, ...], tuple[int, ...], str]:
    """Sorting key in the order of the Vietnamese alphabet: letters first, then tone marks."""
    letters, tones = [], []
    for char in unicodedata.normalize("NFC", text).lower():
        marks = unicodedata.normalize("NFD", char)
        tone = next((m for m in marks if m in _TONES), "")
        base = unicodedata.normalize("NFC", marks.replace(tone, "")) if tone else char
        letters.append(_LETTERS.get(base, ord(base[0]) + 100 if base.isalnum() else -1))
        tones.append(_TONES.get(tone, 0))
    return tuple(letters), tuple(tones), text


def plain_letters(text: str) -> str:
    """Folded text without diacritics, for lenient comparison: ``Đắk Lắk`` gives ``dak lak``."""
    marks = unicodedata.normalize("NFD", simplify(text).replace("đ", "d"))
    return "".join(c for c in marks if not unicodedata.combining(c))


def slug(text: str) -> str:
    """Plain letters and digits joined by hyphens: ``Đắk Lắk`` gives ``dak-lak``."""
    return re.sub(r"[^a-z0-9]+", "-", plain_letters(text)).strip("-")
