"""What changed between two editions of a corpus: its articles, its facts and its failing checks.

A row of one edition is looked for in the other by one key after the other, the strictest first;
what has a partner is the same and may be revised, what has none appeared or is gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pandas as pd

from ..tables import Row, rows

Tables = Mapping[str, pd.DataFrame]
Change = tuple[str | list[str] | None, ...]  # a row of the result
COLUMNS = ("kind", "change", "cause", "doc_id", "before", "now", "fields")
CAUSES = ("articles", "text", "reading")
FIELDS = (  # of an observation: what makes it revised when it differs
    *("indicator", "role", "value", "numerator", "denominator", "stated_percent", "qualifier"),
    *("unit_class", "province", "place", "period"),
)
_FILES = (["source", "sha256"], ["source"], ["sha256"], ["doc_id"])
_FACTS = (
    ["document", "sentence", "literal"],
    ["document", "shape"],  # the same sentence with other numbers
    ["indicator", "document", "role", "place", "period", "value"],
    ["indicator", "document", "role", "place", "period"],
)
_CHECKS = (["verdict_id"], ["documents", "check", "rule", "stated", "implied"])


def compare(before: Tables, now: Tables) -> pd.DataFrame:
    """What appeared, changed and is gone from one edition's tables to another's.

    Args:
        before: tables of the contract, of the earlier edition; only documents, texts, observations
            and verdicts are looked at
        now: those of the later one

    Returns:
        a row for each change, in the order of kinds, documents and places in the text:

        - ``kind``: document, observation or verdict
        - ``change``: appeared or gone; of documents also changed (other bytes) and moved (other
          name); of observations revised; of verdicts fails (newly inconsistent) and holds (so no more)
        - ``cause``: articles (one was added or removed), text (its text changed) or reading (the
          same text was read otherwise: another version of the library or of its data). Where text
          and library both changed, it is text
        - ``doc_id``: the document, by its id of now if it is still there
        - ``before``, ``now``: doc_id, observation_id or verdict_id in each edition; missing where it
          is not
        - ``fields``: columns that differ, of a revised observation or a changed document
    """
    causes, names, found = _documents(before, now)
    found += [*_observations(before, now, causes, names), *_verdicts(before, now, causes, names)]
    return pd.DataFrame(found, columns=COLUMNS, dtype=object)


def _pairs(
    before: pd.DataFrame, now: pd.DataFrame, keys: Iterable[list[str]]
) -> Iterator[tuple[int | None, int | None]]:
    """Places of rows that belong together, then of those alone; in the order of both tables.

    Rows alike in a key are taken in their order; one that lacks its first column is not paired by it.
    """
    found: dict[int, int] = {}
    for key in keys:
        sides = []
        for frame, name, taken in ((before, "one", found.values()), (now, "two", found)):
            rest = frame[~frame.index.isin(list(taken)) & frame[key[0]].notna()]
            turn = rest.groupby(key, dropna=False).cumcount()
            sides.append(rest[key].assign(turn=turn, **{name: rest.index}))
        joined = sides[0].merge(sides[1], on=[*key, "turn"])
        found |= dict(zip(joined["two"], joined["one"], strict=True))
    yield from ((found.get(place), place) for place in now.index)
    yield from ((place, None) for place in before.index.difference(list(found.values())))


def _sides(frames: Sequence[pd.DataFrame], keys: Iterable[list[str]]) -> Iterator[list[Row | None]]:
    """Records of both editions in pairs, None for the lacking one."""
    told = [rows(frame) for frame in frames]
    for pair in _pairs(*frames, keys):
        yield [
            side[place] if place is not None else None
            for side, place in zip(told, pair, strict=True)
        ]


def _documents(
    before: Tables, now: Tables
) -> tuple[list[dict[str, str]], dict[str, str], list[Change]]:
    """Why the rows of a document may differ, by edition; the ids of now; rows on the documents."""
    texts = [
        dict(zip(t["texts"]["doc_id"], t["texts"]["text"], strict=True)) for t in (before, now)
    ]
    causes: list[dict[str, str]] = [{}, {}]
    names, found = {}, []
    files = [t["documents"].reset_index(drop=True) for t in (before, now)]
    for old, new in _sides(files, _FILES):
        cause, change, fields = "articles", "appeared" if new else "gone", []
        if old and new:
            names[old["doc_id"]] = new["doc_id"]
            fields = [c for c in ("sha256", "source", "doc_id") if old[c] != new[c]]
            other = "sha256" in fields and texts[0][old["doc_id"]] != texts[1][new["doc_id"]]
            cause, fields = "text" if other else "reading", fields + ["text"] * other
            change = "changed" if "sha256" in fields else "moved" if fields else ""
        ids = [document and document["doc_id"] for document in (old, new)]
        for known, id in zip(causes, ids, strict=True):
            known |= {id: cause} if id else {}
        if change:
            found.append(("document", change, cause, ids[1] or ids[0], *ids, fields))
    return causes, names, found


def _observations(
    before: Tables, now: Tables, causes: Sequence[Mapping[str, str]], names: Mapping[str, str]
) -> Iterator[Change]:
    frames = [_facts(before, names), _facts(now, {id: id for id in causes[1]})]
    for old, new in _sides(frames, _FACTS):
        if all(fact["repeats"] for fact in (old, new) if fact):
            continue  # each fact counts once an article
        change, fields = "appeared" if new else "gone", []
        if old and new:
            fields = [name for name in FIELDS if old[name] != new[name]]
            change = "revised" if fields else ""
        if change:
            own = (new or old)["doc_id"]
            doc_id, cause = own if new else names.get(own, own), causes[bool(new)][own]
            ids = [fact and fact["observation_id"] for fact in (old, new)]
            yield "observation", change, cause, doc_id, *ids, fields


def _facts(tables: Tables, names: Mapping[str, str]) -> pd.DataFrame:
    """Observations with their document's id of now, their sentence, and it without its numbers."""
    frame = tables["observations"].reset_index(drop=True)
    texts = dict(zip(tables["texts"]["doc_id"], tables["texts"]["text"], strict=True))
    spans = zip(frame["doc_id"], frame["sentence_start"], frame["sentence_end"], strict=True)
    sentences = [texts[doc_id][start:end] for doc_id, start, end in spans]
    shapes = [re.sub(r"\d+(?:[.,/]\d+)*", "0", sentence) for sentence in sentences]
    keys = {"document": [names.get(doc_id) for doc_id in frame["doc_id"]]}
    keys |= {"sentence": sentences, "shape": shapes}
    return frame.assign(**{key: pd.Series(cells, dtype=object) for key, cells in keys.items()})


def _verdicts(
    before: Tables, now: Tables, causes: Sequence[Mapping[str, str]], names: Mapping[str, str]
) -> Iterator[Change]:
    frames = []
    for tables, known in ((before, names), (now, {})):
        frame = tables["verdicts"]
        frame = frame[frame["outcome"] == "inconsistent"].reset_index(drop=True)
        documents = [" ".join(known.get(d, d) for d in docs) for docs in frame["doc_ids"]]
        frames.append(frame.assign(documents=pd.Series(documents, dtype=object)))
    for old, new in _sides(frames, _CHECKS):
        if not (old and new):
            docs = (new or old)["doc_ids"]
            cause = min((causes[bool(new)][d] for d in docs), key=CAUSES.index)
            ids = [verdict and verdict["verdict_id"] for verdict in (old, new)]
            doc_id = docs[0] if new else names.get(docs[0], docs[0])
            yield "verdict", "fails" if new else "holds", cause, doc_id, *ids, []
