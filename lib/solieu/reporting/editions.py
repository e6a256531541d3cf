"""Editions: all pages of a corpus, made in a folder beside the site and then put in place at once.

A site holds ``latest/`` (the edition, a real folder), ``run.json`` (clock, versions, timings: what
differs between two runs stays out of the pages) and, while the latest edition lacks pages,
``last-complete/``.
"""

from __future__ import annotations

import datetime
import difflib
import functools
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from papermill import execute_notebook, inspect_notebook

from .. import tables as table_files
from ..corpus import Failure, extract_corpus
from ..knowledge import DataError, read_csv
from .pages import MARK, Page, Writer
from .report import Area, Report
from .wording import LANGUAGES

NOTEBOOKS = Path(__file__).resolve().parents[3] / "notebooks"
_VERSIONS = ("solieu", "papermill", "nbconvert", "pandas", "matplotlib")
Tell = Callable[[str], None]


class EditionError(RuntimeError):
    """Pages that could not be made. The edition stands without them; its index names them."""


class ParameterError(ValueError):
    """A parameter that a notebook does not have."""


@dataclass(frozen=True)
class Edition:
    """What `make` made: the index page, all pages, inputs it could not use, seconds it took."""

    index: Path
    pages: tuple[str, ...]
    failures: tuple[Failure, ...]
    seconds: float


def make(
    corpus_folder: str | os.PathLike[str],
    site_folder: str | os.PathLike[str],
    *,
    provinces: Sequence[str] = (),
    lang: str = "vi",
    settings: Mapping[str, str] | None = None,
    tell: Tell | None = None,
) -> Edition:
    """Make an edition of a folder of articles as ``site_folder/latest``.

    Args:
        corpus_folder: articles (txt, html, pdf, docx), subfolders included
        site_folder: made if it is not there; a failed run leaves its last edition as it was
        provinces: only these get a page; empty for all that the corpus reports on
        lang: ``vi`` or ``en``
        settings: parameters of notebooks, each given to those that have it (``period``: "2015/2020";
            a list, such as ``indicators``, with commas)
        tell: called with a line for each step; by default they go to the error stream

    Raises:
        ValueError: no article, unknown province, parameter or language, or a folder that must not
            be used.
        EditionError: some pages failed; all others were made and put in place.
    """
    tell = tell or (lambda line: print(line, file=sys.stderr, flush=True))
    began, started = time.monotonic(), datetime.datetime.now(datetime.UTC)
    corpus, site = Path(corpus_folder).resolve(), Path(site_folder).resolve()
    _refuse(corpus, site)
    chosen = _chosen(settings or {})
    tell(f"Reading the articles in {corpus_folder}")
    tables, failures = extract_corpus([corpus])
    if tables["documents"].empty:
        why = "; ".join(f"{f.path.name} {f.what}" for f in failures[:5])
        raise ValueError(f"{corpus_folder}: no article could be read: {why}")
    report = Report(tables, lang)
    pages = _plan(report, [report.area(name) for name in provinces] or report.areas)
    site.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=site) as work:
        folder = Path(work) / "latest"
        for format in table_files.FORMATS:
            table_files.write(tables, folder / "data" / format, format)
        writer = Writer(report, folder, pages)
        seconds, failed = _run(pages, chosen, folder, writer, tell)
        tell(f"Marking what was read in {len(report.documents)} articles")
        articles = [writer.evidence(doc_id) for doc_id in report.documents]
        # a path as the corpus folder knows it: pages name no place of the machine
        unread = [
            (os.path.relpath(f.path.resolve(), corpus), f"{f.what}. {f.way_out}") for f in failures
        ]
        writer.home(failed, unread)
        writer.finish(list(failed))
        _swap(folder, site, complete=not failed)
    total = time.monotonic() - began
    record = {
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(total, 2),
        "seconds_by_page": seconds,
        "failed": failed,
        "unread": unread,
        "python": platform.python_version(),
        "system": platform.platform(),
        "versions": {name: metadata.version(name) for name in _VERSIONS},
    }
    text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    table_files.replace(site / "run.json", text.encode())
    made = ("index.html", *seconds, *articles)
    tell(f"{len(made)} pages in {total:.0f} s")
    if failed:
        named = "\n".join(f"  {file}: {why}" for file, why in failed.items())
        raise EditionError(
            f"{len(failed)} pages could not be made; the others are in {site / 'latest'}:\n{named}"
        )
    return Edition(site / "latest" / "index.html", made, tuple(failures), total)


def _refuse(corpus: Path, site: Path) -> None:
    """Stop before anything of the user's is overwritten, or pages are read as articles."""
    latest = site / "latest"
    if not corpus.is_dir():
        raise ValueError(f"{corpus}: no such folder of articles")
    if site.exists() and not site.is_dir():
        raise ValueError(f"{site}: is a file; name a folder for the pages")
    if latest.is_symlink() or (latest.exists() and not (latest / MARK).is_file()):
        raise ValueError(f"{latest}: was not made by solieu; name another folder for the pages")
    if site == corpus or corpus in site.parents:
        raise ValueError(
            f"{site}: lies in the folder of articles, so its pages would be read as articles; "
            "name a folder outside it"
        )


@functools.cache
def registered() -> list[dict[str, str]]:
    """The notebooks with a page for the whole corpus, as ``pages.csv`` lists them for the menu.

    Raises `DataError`: a cell is empty, a name is no file name, or there is no such notebook.
    """
    full, name = r".*\S.*", r"[a-z_]+"
    texts = {f"{part}_{lang}": full for part in ("title", "question") for lang in LANGUAGES}
    rows = read_csv("pages.csv", notebook=name, page=name, **texts)
    lacking = [r["notebook"] for r in rows if not (NOTEBOOKS / f"{r['notebook']}.ipynb").is_file()]
    if lacking:
        raise DataError("pages.csv", [f"no notebook {name!r}" for name in lacking])
    return rows


def _plan(report: Report, areas: Iterable[Area]) -> list[Page]:
    """All notebook pages: those of the whole corpus, then one per province."""
    words = report.words
    pages = [
        Page(row["notebook"], f"{row['page']}.html", row[f"title_{words.lang}"])
        for row in registered()
    ]
    for area in areas:
        title = words.say("province_title", name=area.label).unescape()
        given = {"province": area.area_id or area.name}
        pages.append(Page("province_profile", area.page, title, given))
    return pages


def run_notebook(notebook: str, parameters: dict[str, Any], folder: str | os.PathLike[str]) -> Any:
    """Run one of the notebooks by papermill in ``folder``; returns the executed notebook.

    Raises:
        ParameterError: a parameter that the notebook lacks (papermill itself only warns).
        papermill.PapermillExecutionError: a cell failed.
    """
    path = str(NOTEBOOKS / f"{notebook}.ipynb")
    known = list(inspect_notebook(path))
    for name in parameters:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1, 0.5)
            hint = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(known)}"
            raise ParameterError(f"notebook {notebook} has no parameter {name!r}; {hint}")
    # papermill's own cwd would move this whole process, and notebooks run side by side
    where = {"resources": {"metadata": {"path": str(folder)}}}
    quiet = {"progress_bar": False, "extra_arguments": ["--log-level=50"]}
    return execute_notebook(path, None, parameters, kernel_name="python3", **where, **quiet)


def _chosen(settings: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """For each notebook those of the settings that it takes; raises `ValueError` for a name none has."""
    notebooks = [*(row["notebook"] for row in registered()), "province_profile"]
    takes = {name: inspect_notebook(str(NOTEBOOKS / f"{name}.ipynb")) for name in notebooks}
    known = {key for keys in takes.values() for key in keys} - {"province", "corpus", "lang"}
    for key in settings.keys() - known:
        near = difflib.get_close_matches(key, known, 1, 0.5)
        hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(sorted(known))}"
        raise ValueError(f"no notebook has a parameter {key!r}; {hint}")
    return {
        name: {
            key: value.split(",") if keys[key]["inferred_type_name"] == "list" else value
            for key, value in settings.items()
            if key in keys
        }
        for name, keys in takes.items()
    }


def _run(
    pages: Sequence[Page],
    chosen: dict[str, dict[str, Any]],
    folder: Path,
    writer: Writer,
    tell: Tell,
) -> tuple[dict[str, float], dict[str, str]]:
    """Run and convert every page; returns the seconds of each and why some failed."""
    seconds: dict[str, float] = {}
    failed: dict[str, str] = {}
    shared = {"corpus": "data/parquet", "lang": writer.report.words.lang}

    def run(page: Page) -> tuple[Any, float]:
        began = time.monotonic()
        notebook = run_notebook(
            page.notebook, page.parameters | chosen[page.notebook] | shared, folder
        )
        return notebook, round(time.monotonic() - began, 2)

    # each run is a process of its own, so threads suffice to keep all processors busy
    with ThreadPoolExecutor(min(os.cpu_count() or 1, 8)) as pool:
        runs = [pool.submit(run, page) for page in pages]
        for number, (page, future) in enumerate(zip(pages, runs, strict=True), 1):
            try:
                notebook, seconds[page.file] = future.result()
                writer.notebook(page, notebook)
            except Exception as error:  # all failures are kept, named on the index, raised later
                seconds.pop(page.file, None)
                lines = str(getattr(error, "evalue", error)).strip().splitlines()
                failed[page.file] = ": ".join((type(error).__name__, *lines[-1:]))
            state = f" FAILED: {failed[page.file]}" if page.file in failed else ""
            tell(f"[{number}/{len(pages)}] {page.file}{state}")
    return seconds, failed


def _swap(new: Path, site: Path, *, complete: bool) -> None:
    """Put the new edition in place; keep the last complete one while the new one lacks pages."""
    latest, kept, old = site / "latest", site / "last-complete", new.with_name("old")
    if latest.exists():
        latest.rename(old)
    try:
        new.rename(latest)
    except OSError:
        if old.exists():
            old.rename(latest)
        raise
    if complete:
        shutil.rmtree(kept, ignore_errors=True)
    elif old.exists() and not kept.exists():
        old.rename(kept)
