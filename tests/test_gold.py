"""Extraction against the hand-made annotations: no score may fall below its floor.

After an improvement: ``.venv/bin/python -m pytest tests/test_gold.py --raise-floors``.
"""

import json
from pathlib import Path

import pytest
import scores


@pytest.mark.parametrize("name", list(scores.SETS))
def test_scores_hold_their_floors(name, request):
    from solieu.corpus import extract_corpus

    if name == "corpus":
        tables = request.getfixturevalue("seed_tables")
    else:
        if name == "originals":
            request.getfixturevalue("shared")
        tables, failures = extract_corpus([scores.SETS[name][1]])
        assert not failures
    measured = scores.measure(scores.SETS[name][0], tables)
    reached = scores.held(measured)
    floors = json.loads(scores.FLOORS.read_text(encoding="utf-8"))
    if request.config.getoption("--raise-floors"):
        floors = scores.raised(floors, name, reached)
        scores.FLOORS.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8")
        scores.publish({name: measured})
    assert set(reached) == set(floors.get(name, {})), (
        "measures without a floor: run with --raise-floors"
    )
    below = {k: (v, reached[k]) for k, v in floors[name].items() if reached[k] < v}
    assert not below, f"below the floor (floor, reached): {below}"


def test_the_method_page_tells_the_scores_of_now():
    told = json.loads(scores.ACCURACY.read_text(encoding="utf-8"))["sets"]
    floors = json.loads(scores.FLOORS.read_text(encoding="utf-8"))
    assert set(told) == {*floors, "unseen"}  # measured once, so it has no floor
    for name, floor in floors.items():
        behind = {k: v for k, v in floor.items() if told[name]["measures"][k] < v}
        assert not behind, f"{name}: run make scores and commit {scores.ACCURACY.name}"
        gold = scores.SETS[name][0]
        assert not gold.exists() or scores.sizes(gold).items() <= told[name].items(), name


def test_floors_only_rise():
    floors = {"a": {"x": 0.9, "y": 0.5}, "b": {"z": 1.0}}
    after = scores.raised(floors, "a", {"x": 0.8, "y": 0.6, "new": 0.1})
    assert after == {"a": {"x": 0.9, "y": 0.6, "new": 0.1}, "b": {"z": 1.0}}


def test_every_indicator_of_the_gold_is_in_the_codebook():
    from solieu.knowledge import codebook

    listed = (Path(__file__).parent / "contract/codebook.csv").read_text(encoding="utf-8")
    annotated = {line.split(",")[0] for line in listed.splitlines()[1:]}
    assert len(annotated) > 70
    assert annotated <= set(codebook())
