"""Many articles: read and extracted one by one, in several processes when that pays, then audited."""

from __future__ import annotations

import csv
import multiprocessing
import os
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from tqdm import tqdm

from .analysis.audit import audit
from .knowledge import DataError
from .reading import SUFFIXES, ReadError, articles, doc_ids, read_document
from .records import extract
from .tables import build
from .text import canonical

PROCESSES_PAY_FROM = 200  # files; below, starting processes takes longer than it saves
Tables = dict[str, pd.DataFrame]


class Failure(NamedTuple):
    """An input that could not be used: which, what is wrong with it, what to do about it."""

    path: Path
    what: str
    way_out: str


class _Task(NamedTuple):
    path: Path
    root: Path  # what the document's source is told relative to
    doc_id: str


def extract_corpus(
    paths: Iterable[str | os.PathLike[str]] | str | os.PathLike[str],
    *,
    workers: int | None = None,
    progress: bool = False,
) -> tuple[Tables, list[Failure]]:
    """Read articles and return all tables of the contract, with the inputs that could not be used.

    The result does not depend on the order of ``paths`` or on the number of processes.

    Args:
        paths: files (txt, html, pdf, docx) and folders, which are searched through
        workers: processes; by default one, or one per processor when there are many files
        progress: show a bar on the error stream when that is a terminal

    Returns:
        tables by name (see ``solieu.tables.SCHEMAS``; ``sources`` from the ``sources.csv`` beside
        the articles) and the failures, in the order of their paths
    """
    given = [paths] if isinstance(paths, str | os.PathLike) else paths
    tasks, failures = _tasks(sorted(map(Path, given)))
    if workers is None:
        workers = min(os.cpu_count() or 1, 8) if len(tasks) >= PROCESSES_PAY_FROM else 1
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    quiet = None if progress else True
    results = _results(tasks, workers)
    for result in tqdm(results, "Reading articles", len(tasks), disable=quiet):
        if isinstance(result, Failure):
            failures.append(result)
            continue
        for name, records in result.items():
            found[name] += records
    read = {row["doc_id"] for row in found["documents"]}
    found["sources"], unreadable = _sources([task for task in tasks if task.doc_id in read])
    tables = build(found)
    tables["verdicts"] = audit(tables)
    return tables, sorted(failures + unreadable)


def _tasks(given: list[Path]) -> tuple[list[_Task], list[Failure]]:
    """Every article under the given paths once, with its id."""
    roots: dict[Path, Path] = {}
    failures = []
    for path in given:
        inside = articles(path) if path.is_dir() else [path]
        if not inside:
            what = f"holds no articles ({', '.join(SUFFIXES)})"
            failures.append(Failure(path, what, "Check the folder."))
        for file in inside:
            roots.setdefault(file, path if path.is_dir() else path.parent)
    once = {path.resolve(): path for path in sorted(roots, reverse=True)}
    files = sorted(once.values())
    folders = {str(root.absolute()) for root in roots.values()}
    common = Path(os.path.commonpath(folders)) if folders else None
    ids = doc_ids(files, next(iter(roots.values())) if len(folders) == 1 else common)
    return [_Task(path, roots[path], ids[path]) for path in files], failures


def _results(tasks: list[_Task], workers: int) -> Iterable[dict[str, Any] | Failure]:
    if workers == 1 or len(tasks) < 2:
        yield from map(_extract_file, tasks)
        return
    # spawned, not forked: a notebook's process has threads, and those do not survive a fork
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(tasks)), context) as pool:
        yield from pool.map(_extract_file, tasks, chunksize=8)


def _extract_file(task: _Task) -> dict[str, Any] | Failure:
    try:
        document = read_document(task.path, task.root, task.doc_id)
        found = extract(document)
    except ReadError as error:
        return Failure(task.path, error.what, error.way_out)
    except DataError:
        raise  # a data file that an analyst has just changed: every article would fail alike
    except Exception as error:  # a fault of ours in one article must not cost the other thousand
        what = f"could not be extracted ({type(error).__name__}: {error})"
        way_out = "This is a fault of Solieu: please report it with the file."
        return Failure(task.path, what, way_out)
    return found | {"texts": [{"doc_id": document.doc_id, "text": document.text}]}


def _sources(tasks: list[_Task]) -> tuple[list[dict[str, str | None]], list[Failure]]:
    """Provenance of the articles from the ``sources.csv`` in their folders, where there is one."""
    found, failures = [], []
    by_folder: defaultdict[Path, list[_Task]] = defaultdict(list)
    for task in tasks:
        by_folder[task.path.parent].append(task)
    columns = ("publisher", "source_url", "note")
    for folder, inside in by_folder.items():
        path = folder / "sources.csv"
        if not path.is_file():
            continue
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                known = {canonical(row["file"] or ""): row for row in csv.DictReader(file)}
        except (OSError, UnicodeDecodeError, KeyError, csv.Error) as error:
            what = f"is no table of sources ({type(error).__name__}: {error})"
            way_out = f"Save it as UTF-8 CSV with the columns file, {', '.join(columns)}."
            failures.append(Failure(path, what, way_out))
            continue
        for task in inside:
            if row := known.get(canonical(task.path.name)):
                found.append({"doc_id": task.doc_id} | {c: row.get(c) or None for c in columns})
    return found, failures
