"""Every linking rule takes its examples and refuses its rejects, through the whole extraction."""

from __future__ import annotations

import pytest

from solieu.extraction import extract
from solieu.knowledge import codebook
from solieu.linking import indicators
from solieu.rules import marked
from solieu.text import Document

CASES = [(rule, text, True) for rule in indicators.rules() for text in rule.examples]
CASES += [(rule, text, False) for rule in indicators.rules() for text in rule.rejects]


def linked(example: str) -> list[str | None]:
    """The indicators of the observations that the marked figure belongs to."""
    text, span = marked(example)
    rows = extract(Document.from_text(text))
    ids = {
        f["figure_id"] for f in rows["figures"] if f["start"] < span.end and span.start < f["end"]
    }
    assert ids, f"no figure at {text[span.start : span.end]!r}"
    return [o["indicator"] for o in rows["observations"] if ids & set(o["figure_ids"])]


@pytest.mark.parametrize(
    ("rule", "text", "wanted"), CASES, ids=[f"{r.name}-{t[:40]}" for r, t, _ in CASES]
)
def test_a_rule_takes_its_examples_and_refuses_its_rejects(rule, text, wanted):
    found = linked(text)
    assert ((rule.indicator or None) in found) is wanted, found


def test_every_indicator_of_the_codebook_has_examples():
    supported = {rule.indicator for rule in indicators.rules() if rule.examples and rule.rejects}
    assert set(codebook()) <= supported
