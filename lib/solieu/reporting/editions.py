"""Editions: all pages of a corpus, made in a folder beside the site and then put in place at once.

A site holds ``latest/`` (the edition, a real folder), ``run.json`` (clock, versions, timings: what
differs between two runs stays out of the pages), ``previous/`` (the last edition whose tables were
others, whole; with it the page on changes compares, so a rerun on the same inputs gives the same
bytes) and, while the latest edition lacks pages, ``last-complete/``. The edition's first language
lies in ``latest/``, the second in a folder there.
"""

from __future__ import annotations

import datetime
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import pandas as pd

from .. import tables as table_files
from ..corpus import Failure, extract_corpus
from . import values
from .downloads import bundle, write_workbook
from .pages import MARK, Writer
from .report import Report
from .runs import PROFILE, Kernels, Page, registered, settings_for
from .wording import LANGUAGES

TABLES = Path("data", "parquet")  # of an edition, where notebooks find them
_VERSIONS = ("solieu", "papermill", "nbconvert", "pandas", "matplotlib")
Tell = Callable[[str], None]


class EditionError(RuntimeError):
    """Pages that could not be made. The edition stands without them; its index names them."""


@dataclass(frozen=True)
class Edition:
    """What `make` made: the index page, and the inputs that it could not use."""

    index: Path
    failures: tuple[Failure, ...]


def make(
    corpus_folder: str | os.PathLike[str],
    site_folder: str | os.PathLike[str],
    *,
    provinces: Sequence[str] = (),
    lang: str = "both",
    settings: Mapping[str, str] | None = None,
    tell: Tell | None = None,
) -> Edition:
    """Make an edition of a folder of articles as ``site_folder/latest``.

    Args:
        corpus_folder: articles (txt, html, pdf, docx), subfolders included
        site_folder: made if it is not there; a failed run leaves its last edition as it was
        provinces: only these get a page; empty for all that the corpus reports on
        lang: ``vi``, ``en``, or ``both``: Vietnamese, with the English pages in the folder ``en``
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
    chosen = settings_for(settings or {})
    values.check(chosen, provinces, lang)
    tell(f"Reading the articles in {corpus_folder}")
    tables, failures = extract_corpus([corpus])
    if tables["documents"].empty:
        why = "; ".join(f"{f.path.name} {f.what}" for f in failures[:5])
        raise ValueError(f"{corpus_folder}: no article could be read: {why}")
    reports = [Report(tables, name) for name in (LANGUAGES if lang == "both" else (lang,))]
    values.check_document(chosen, reports[0])
    plans = [_plan(report, provinces, chosen) for report in reports]
    # a path as the corpus folder knows it: pages name no place of the machine
    unread = [
        (os.path.relpath(f.path.resolve(), corpus), f"{f.what}. {f.way_out}") for f in failures
    ]
    site.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=site) as work:
        folder = Path(work) / "latest"
        _write_data(tables, folder)
        before = _before(site, folder)
        if before:  # where a notebook sees it from the new edition as from the latest
            shutil.copytree(before / TABLES, folder.with_name("previous") / TABLES)
        writers = Writer.of(reports, plans, folder)
        seconds, failed = _run(writers, folder, tell)
        tell(f"Marking what was read in {len(reports[0].documents)} articles")
        given = {"lang": lang, "provinces": list(provinces), "settings": dict(settings or {})}
        made = [*_finish(writers, failed, unread, given), *seconds]
        _swap(folder, site, complete=not failed, other=before == site / "latest")
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
    tell(f"{len(made)} pages in {total:.0f} s")
    if failed:
        named = "\n".join(f"  {file}: {why}" for file, why in failed.items())
        raise EditionError(
            f"{len(failed)} pages could not be made; the others are in {site / 'latest'}:\n{named}"
        )
    return Edition(site / "latest" / "index.html", tuple(failures))


def _refuse(corpus: Path, site: Path) -> None:
    """Stop before anything of the user's is overwritten, or pages are read as articles."""
    if not corpus.is_dir():
        raise ValueError(f"{corpus}: no such folder of articles")
    if site.exists() and not site.is_dir():
        raise ValueError(f"{site}: is a file; name a folder for the pages")
    for place in (site / name for name in ("latest", "previous", "last-complete")):
        if place.is_symlink() or (place.exists() and not (place / MARK).is_file()):
            raise ValueError(f"{place}: was not made by solieu; name another folder for the pages")
    if site == corpus or corpus in site.parents:
        raise ValueError(
            f"{site}: lies in the folder of articles, so its pages would be read as articles; "
            "name a folder outside it"
        )


def _plan(
    report: Report, provinces: Sequence[str], chosen: Mapping[str, Mapping[str, Any]]
) -> list[Page]:
    """The notebook pages of one language: those of the whole corpus, then one per province."""
    lang, pages = report.words.lang, []
    for row in registered():
        given = dict(chosen[row["notebook"]])
        pages.append(Page(row["notebook"], f"{row['page']}.html", row[f"title_{lang}"], given))
    for area in [report.area(name) for name in provinces] or report.areas:
        title = report.words.say("province_title", name=area.label).unescape()
        given = {"province": area.area_id or area.name} | chosen[PROFILE]
        pages.append(Page(PROFILE, area.page, title, given))
    return pages


def _write_data(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """The edition's tables in every format, each with its data package, and as one workbook."""
    for format in table_files.FORMATS:
        table_files.write(tables, folder / "data" / format, format)
    write_workbook(tables, folder / "data" / "solieu.xlsx")


def _before(site: Path, new: Path) -> Path | None:
    """The edition to compare a new one with: the last one with other tables; None if there is none."""
    package = TABLES / "datapackage.json"  # holds version and hashes of the tables
    told = (new / package).read_bytes()
    for edition in (site / "latest", site / "previous"):
        if (edition / package).is_file() and (edition / package).read_bytes() != told:
            return edition
    return None


def _run(
    writers: Sequence[Writer], folder: Path, tell: Tell
) -> tuple[dict[str, float], dict[str, str]]:
    """Run and convert every page; returns the seconds of each and why some failed."""
    seconds: dict[str, float] = {}
    failed: dict[str, str] = {}
    work = [(writer, page) for writer in writers for page in writer.pages]

    def run(writer: Writer, page: Page) -> tuple[Any, float]:
        began = time.monotonic()
        shared = {"corpus": TABLES.as_posix(), "lang": writer.report.words.lang}
        notebook = kernels.run(page.notebook, page.parameters | shared)
        return notebook, round(time.monotonic() - began, 2)

    # each kernel is a process of its own, so threads suffice to keep all processors busy
    with Kernels(folder) as kernels, ThreadPoolExecutor(min(os.cpu_count() or 1, 8)) as pool:
        runs = [pool.submit(run, *task) for task in work]
        for number, ((writer, page), future) in enumerate(zip(work, runs, strict=True), 1):
            file = writer.prefix + page.file
            try:
                notebook, seconds[file] = future.result()
                writer.notebook(page, notebook)
            except Exception as error:  # all failures are kept, named on the index, raised later
                seconds.pop(file, None)
                lines = str(getattr(error, "evalue", error)).strip().splitlines()
                failed[file] = ": ".join((type(error).__name__, *lines[-1:]))
            state = f" FAILED: {failed[file]}" if file in failed else ""
            tell(f"[{number}/{len(work)}] {file}{state}")
    return seconds, failed


def _finish(
    writers: Sequence[Writer],
    failed: Mapping[str, str],
    unread: Sequence[tuple[str, str]],
    given: Mapping[str, Any],
) -> list[str]:
    """Write what does not come from a notebook, then the edition as one file; returns the pages."""
    made = []
    for writer in writers:
        made += [writer.evidence(doc_id) for doc_id in writer.report.documents]
        made += [writer.method(), writer.home(failed, unread)]
    writers[0].finish(sorted(failed), given)
    bundle(writers[0].edition, "solieu.zip")
    return made


def _swap(new: Path, site: Path, *, complete: bool, other: bool) -> None:
    """Put the new edition in place; keep the one before if its tables are ``other``.

    The last complete one is kept while the new one lacks pages.
    """
    latest, previous, kept = (site / name for name in ("latest", "previous", "last-complete"))
    keep, old = not complete and _is_whole(latest), new.with_name("old")
    if latest.exists():
        latest.rename(old)
    try:
        new.rename(latest)
    except OSError:
        if old.exists():
            old.rename(latest)
        raise
    if complete or keep:
        shutil.rmtree(kept, ignore_errors=True)
    if keep:
        shutil.copytree(old, kept)
    if other:
        shutil.rmtree(previous, ignore_errors=True)
        old.rename(previous)


def _is_whole(edition: Path) -> bool:
    """True for the folder of an edition that says of itself that no page failed."""
    try:
        return json.loads((edition / MARK).read_text("utf-8"))["failed"] == []
    except (OSError, ValueError, LookupError, TypeError):
        return False
