"""Names that people type, and what they may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from .wording import plain_letters


class UnknownName(ValueError):
    """A name that is not known here; the message suggests what may have been meant."""

    def __init__(self, what: str, name: str, known: Iterable[str], why: str = "") -> None:
        near = suggest(name, known := list(known))
        hint = f"did you mean {near!r}?" if near else f"there are {', '.join(known[:40]) or 'none'}"
        super().__init__(f"{what} {name!r} {why or 'is not known here'}; {hint}")


def suggest(name: str, known: Iterable[str]) -> str | None:
    """The known name that ``name`` was most likely meant to be, or None."""
    by_letters = {plain_letters(k): k for k in known}
    near = difflib.get_close_matches(plain_letters(name), by_letters, 1, 0.7)
    return by_letters[near[0]] if near else None
