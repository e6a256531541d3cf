"""Every rule of linking takes its examples and refuses its rejects, through the whole extraction."""

from __future__ import annotations

import pytest

from solieu.extraction import extract
from solieu.knowledge import codebook
from solieu.linking import indicators, roles
from solieu.rules import marked
from solieu.text import Document


def cases(rules):
    found = [(rule, text, True) for rule in rules for text in rule.examples]
    found += [(rule, text, False) for rule in rules for text in rule.rejects]
    return {"argvalues": found, "ids": [f"{rule.name}-{text[:40]}" for rule, text, _ in found]}


def observed(example: str) -> list[dict]:
    """The observations that the marked figure belongs to."""
    text, span = marked(example)
    rows = extract(Document.from_text(text))
    ids = {
        f["figure_id"] for f in rows["figures"] if f["start"] < span.end and span.start < f["end"]
    }
    assert ids, f"no figure at {text[span.start : span.end]!r}"
    return [o for o in rows["observations"] if ids & set(o["figure_ids"])]


@pytest.mark.parametrize(("rule", "text", "wanted"), **cases(indicators.RULES))
def test_a_rule_takes_its_examples_and_refuses_its_rejects(rule, text, wanted):
    found = [row["indicator"] or "" for row in observed(text)]
    assert (rule.indicator in found) is wanted, found


@pytest.mark.parametrize(("rule", "text", "wanted"), **cases(roles.RULES))
def test_a_rule_of_roles_decides_its_examples(rule, text, wanted):
    found = [row["role"] for row in observed(text)]
    assert (found == [rule.kind]) is wanted, found


def test_every_indicator_of_the_codebook_has_examples():
    for indicator in codebook():
        rules = [rule for rule in indicators.RULES if rule.indicator == indicator]
        assert sum(len(rule.examples) for rule in rules) >= 3, indicator
        assert any(rule.rejects for rule in rules), indicator
