"""Every rule does what its examples say, refuses its near misses, and takes linear time."""

import functools
import importlib
import pkgutil
import re
from itertools import pairwise

import pytest
from timing import HANGS, assert_linear, at_most

import solieu
from solieu.analysis import implementing, measures
from solieu.linking.linkrules import LinkRule
from solieu.linking.roles import RoleRule
from solieu.rules import Rule, marked
from solieu.text import Document


def collect():
    """Every rule of every module that exports RULES."""
    found = []
    for package in ("extraction", "linking", "reading"):
        for module in pkgutil.walk_packages(
            [f"{path}/{package}" for path in solieu.__path__], f"solieu.{package}."
        ):
            found += getattr(importlib.import_module(module.name), "RULES", ())
    return [*found, *implementing.RULES, *measures.RULES]


RULES = collect()
# what a rule of linking does with its examples is seen in the whole extraction: test_linking.py
CLAIMING = [rule for rule in RULES if not isinstance(rule, LinkRule | RoleRule)]
EXAMPLES = [(rule, example) for rule in CLAIMING for example in rule.examples]
REJECTS = [(rule, text) for rule in CLAIMING for text in rule.rejects]
REPEATED = {
    "digits": "1",
    "digits and dots": "1.",
    "digits and slashes": "1/",
    "digits and commas": "1,",
    "digits and spaces": "1 ",
    "dots": ".",
    "slashes": "/",
    "hyphens": "-",
    "spaces": " ",
    "line ends": "\n",
    "letters": "a",
    "words": "từ năm ",
    "numbered words": "số 1, ",
    "numbers": "nghị quyết số 18, số 19, ",
    "dates": "12/8/2020-",
    "brackets": "(",
}


def name(value):
    return value.name if isinstance(value, Rule) else str(value)[:60]


def test_there_are_rules_of_every_kind():
    assert {rule.name.split(".")[0] for rule in RULES} >= {"citation", "figure", "period", "place"}


def test_names_are_unique():
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names)), [n for n in names if names.count(n) > 1]


@pytest.mark.parametrize("rule", RULES, ids=name)
def test_rule_is_documented(rule):
    assert re.fullmatch(r"[a-z_]+(\.[a-z0-9_]+)+", rule.name)
    assert rule.reason.strip()
    assert "\n" not in rule.reason
    assert len(set(rule.examples)) >= 2
    assert len(set(rule.rejects)) >= 1


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=name)
def test_example_is_claimed(rule, example):
    text, wanted = marked(example)
    assert "⟦" not in text, "one marked span an example"
    document = Document.from_text(text)
    claims = {document.source_span(*claim.span): claim for claim in rule.claims(document)}
    assert wanted in claims, (
        f"claimed instead: {[document.literal(*c.span) for c in claims.values()]}"
    )
    if isinstance(rule.examples, dict):
        read = claims[wanted].data
        expected = rule.examples[example]
        assert {key: read.get(key) for key in expected} == dict(expected)


@pytest.mark.parametrize(("rule", "text"), REJECTS, ids=name)
def test_near_miss_is_refused(rule, text):
    document = Document.from_text(text)
    assert [document.literal(*claim.span) for claim in rule.claims(document)] == []


DOCUMENTS = {}


def repeated(unit, size):
    """A document of ``size`` characters that repeats ``unit``, cut into sentences in time."""
    if (unit, size) not in DOCUMENTS:
        document = Document.from_text((unit * (size // len(unit) + 1))[:size])
        with at_most(HANGS):
            assert len(document.view) == size
            assert all(a.end <= b.start for a, b in pairwise(document.sentences))
        DOCUMENTS[unit, size] = document
    return DOCUMENTS[unit, size]


@pytest.mark.parametrize("rule", [r for r in RULES if not isinstance(r, RoleRule)], ids=name)
def test_rule_takes_linear_time(rule):
    for unit in REPEATED.values():
        assert_linear(
            lambda document: list(rule.claims(document)), functools.partial(repeated, unit)
        )


def test_the_time_test_finds_a_quadratic_pattern():
    slow = Rule("t.slow", "x", 1, re.compile(r"(?:1|1?2)+x"), "slow", ["a⟦1x⟧", "⟦11x⟧"], ["1"])
    with pytest.raises((pytest.fail.Exception, TimeoutError)):
        assert_linear(
            lambda document: list(slow.claims(document)), lambda size: repeated("1", size), 25_000
        )


@pytest.mark.parametrize("kind", REPEATED)
def test_extraction_does_not_hang(kind):
    from solieu.records import extract

    with at_most(20):
        assert extract(Document.from_text(REPEATED[kind] * (3_000 // len(REPEATED[kind]))))
