"""Extraction scored against the hand-made annotations; ``make scores`` prints it.

Four sets: ``corpus`` (the articles in seeds/), ``written`` (46 articles with invented figures, made
for these tests: annotated before the extractor had seen them), ``later`` (48 more of that kind, by
other hands) and ``originals`` (published articles that lie beside the project, in SOLIEU_SHARED or
../shared; they are not part of it). gold/score.py does the scoring; it reads contract/codebook.csv, the ids the annotators had to choose from: an indicator added to the
codebook since then is neither wanted nor punished.
"""

from __future__ import annotations

import datetime
import importlib.util
import json
import os
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SHARED = (ROOT / os.environ.get("SOLIEU_SHARED", "../shared")).resolve()
SETS = {
    "corpus": (HERE / "gold/corpus.json", ROOT / "seeds"),
    "written": (HERE / "gold/written.json", HERE / "gold/written"),
    "later": (HERE / "gold/later.json", HERE / "gold/later"),
    "originals": (SHARED / "gold/originals.json", SHARED / "originals"),
}
FLOORS = HERE / "floors.json"
ACCURACY = ROOT / "lib/solieu/data/accuracy.json"
KINDS = ("figures", "citations", "observations")

Measures = dict[str, float]


def measure(gold: Path, tables: dict[str, Any]) -> Measures:
    """Score tables; returns ``{"figures.f1": 0.99, …}``."""
    from solieu.tables import write

    spec = importlib.util.spec_from_file_location("score", HERE / "gold/score.py")
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    with tempfile.TemporaryDirectory() as folder:
        write(tables, folder, "jsonl")
        found, _ = score.score(json.loads(gold.read_text(encoding="utf-8")), folder)
    counts = ("found", "missed", "spurious", "count")
    return {
        f"{table}.{name}": value
        for table, row in found.items()
        for name, value in row.items()
        if name not in counts and value is not None
    }


def held(reached: Measures) -> Measures:
    """The measures that have a floor: precision and recall may be traded, their F1 not."""
    return {k: v for k, v in reached.items() if not k.endswith((".precision", ".recall"))}


def raised(floors: dict[str, Measures], name: str, reached: Measures) -> dict[str, Measures]:
    """The floors with those of one set lifted to what was reached; none is ever lowered."""
    old = floors.get(name, {})
    keys = [*reached, *(key for key in old if key not in reached)]
    return floors | {name: {k: max(old.get(k, 0), reached.get(k, 0)) for k in keys}}


def sizes(gold: Path) -> dict[str, int]:
    """How many articles, figures, citations and observations people have marked in a set."""
    marked = json.loads(gold.read_text(encoding="utf-8"))
    kinds = {"articles": "documents"} | {kind: kind for kind in KINDS}
    return {name: len(marked[table]) for name, table in kinds.items()}


def publish(reached: dict[str, Measures]) -> None:
    """Write what the method page tells: each set's size, measures and the day they changed.

    A set that is not there keeps what was measured last.
    """
    old = json.loads(ACCURACY.read_text(encoding="utf-8")) if ACCURACY.exists() else {"sets": {}}
    sets = dict(old["sets"])
    for name, measures in reached.items():
        sets[name] = sizes(SETS[name][0]) | {"measures": measures}
    if sets != old["sets"]:
        told = {"date": datetime.date.today().isoformat(), "sets": sets}
        ACCURACY.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def print_scores() -> None:
    """Print the scores of every set that is there, and publish them."""
    from solieu.corpus import extract_corpus

    all_reached = {}
    for name, (gold, articles) in SETS.items():
        if not gold.exists():
            print(f"{name}: {gold} is not there; SOLIEU_SHARED names its folder")
            continue
        reached = all_reached[name] = measure(gold, extract_corpus([articles])[0])
        print(f"gold scores, {name}:")
        for table in dict.fromkeys(key.split(".")[0] for key in reached):
            row = {k.split(".")[1]: v for k, v in reached.items() if k.startswith(f"{table}.")}
            print(f"  {table:13}" + "  ".join(f"{k} {v:.3f}" for k, v in row.items()))
    publish(all_reached)


if __name__ == "__main__":
    print_scores()
