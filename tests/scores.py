"""Extraction scored against the hand-made annotations; ``make scores`` prints it.

Four sets: ``corpus`` (the articles in seeds/), ``written`` (46 articles with invented figures, made
for these tests: annotated before the extractor had seen them), ``later`` (62 more of that kind, by
other hands) and ``originals`` (published articles that lie beside the project, in SOLIEU_SHARED or
../shared; they are not part of it). gold/score.py does the scoring; it reads contract/codebook.csv,
the ids the annotators had to choose from: an indicator added to the
codebook since then is neither wanted nor punished.

The audit has a gold of its own, verdicts.jsonl: short texts with a mistake planted in them, or with
what only looks like one.
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
VERDICTS = HERE / "gold/verdicts.jsonl"

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


def tables_of(documents: list[Any]) -> dict[str, Any]:
    """The tables of documents, as `solieu.tables.build` makes them."""
    from solieu.records import extract
    from solieu.tables import SCHEMAS, build

    rows: dict[str, list] = {"texts": [{"doc_id": d.doc_id, "text": d.text} for d in documents]}
    for document in documents:
        for name, records in extract(document).items():
            columns = {field["name"] for field in SCHEMAS[name]["fields"]}
            rows.setdefault(name, []).extend({k: r[k] for k in r if k in columns} for r in records)
    return build(rows)


def judge(cases: list[dict[str, Any]]) -> Any:
    """The verdicts on all texts of the audit's gold, read as one corpus.

    What a text is about is given, as a masthead would tell it; a province's name carries the
    case's id, so that only articles of one case are set against each other.
    """
    from solieu.analysis.audit import audit
    from solieu.text import Document

    documents, about = [], {}
    for case in cases:
        for i, told in enumerate(case["articles"]):
            doc_id = f"{case['id']}.{i}"
            documents.append(Document.from_text(told["text"], doc_id, published=told["published"]))
            about[doc_id] = f"{told['province']} ({case['id']})"
    tables = tables_of(documents)
    for name in ("documents", "observations"):
        tables[name]["province"] = tables[name]["doc_id"].map(about)
        tables[name]["area_id"] = None
    return audit(tables)


def read_cases() -> list[dict[str, Any]]:
    """The audit's gold: id, check, outcome, articles (text, published, province)."""
    return [json.loads(line) for line in VERDICTS.read_text(encoding="utf-8").splitlines()]


def flags(cases: list[dict[str, Any]], verdicts: Any) -> dict[str, float]:
    """How many cases there are, how many of them have a mistake, and how well those are flagged.

    A case counts as flagged when one of its verdicts is ``inconsistent``.
    """
    wrong = verdicts.loc[verdicts["outcome"] == "inconsistent", "doc_ids"]
    flagged = {ids[0].rpartition(".")[0] for ids in wrong}
    planted = {case["id"] for case in cases if case["outcome"] == "inconsistent"}
    right = len(flagged & planted)
    told = {"precision": right / len(flagged), "recall": right / len(planted)}
    counts = {"cases": len(cases), "planted": len(planted)}
    return counts | {name: round(value, 4) for name, value in told.items()}


def publish(reached: dict[str, Measures], audited: dict[str, float] | None = None) -> None:
    """Write what the method page tells: each set's size, measures and the day they changed.

    A set that is not there keeps what was measured last, and so does what is written there by
    hand: how extraction and audit did on the last articles and cases ``unseen`` before.
    """
    old = json.loads(ACCURACY.read_text(encoding="utf-8")) if ACCURACY.exists() else {"sets": {}}
    told = old | {"sets": dict(old["sets"])} | ({"audit": audited} if audited else {})
    for name, measures in reached.items():
        told["sets"][name] = sizes(SETS[name][0]) | {"measures": measures}
    if told != old:
        told["date"] = datetime.date.today().isoformat()
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
    cases = read_cases()
    audited = flags(cases, judge(cases))
    print("audit:  " + "  ".join(f"{name} {value}" for name, value in audited.items()))
    publish(all_reached, audited)


if __name__ == "__main__":
    print_scores()
