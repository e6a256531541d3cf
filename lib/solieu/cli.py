"""The command line ``solieu``: extract tables, make reports, explain one article."""

from __future__ import annotations

import collections
import itertools
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from .corpus import Failure

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

USAGE, UNREADABLE, INCOMPLETE = 2, 3, 4
_STYLES: dict[str, dict[str, Any]] = {  # what lies on one character: the later entry shows
    "furniture": {"dim": True},
    "places": {"fg": "yellow"},
    "periods": {"fg": "cyan"},
    "exclusions": {"fg": "blue", "underline": True},
    "citations": {"fg": "magenta"},
    "figures": {"fg": "green", "bold": True},
    "unexplained": {"fg": "white", "bg": "red", "bold": True},
}


@app.callback()
def solieu() -> None:
    """Read figures, dates, cited documents and places out of Vietnamese articles, check their sums
    and make reports in which every number opens the sentence it came from.

    \b
    Start here:
      solieu extract articles/ --out tables/             Parquet tables and a data package
      solieu extract a.html b.pdf --out t --format csv   for a spreadsheet
      solieu report --corpus articles/ --site site/      then open site/latest/index.html
      solieu explain articles/an_giang.txt               what was seen in one article, and why

    \b
    Exit codes:
      0  done
      1  a fault of the program, its data files or the machine; the error stream ends with it
      2  the command cannot be run as typed
      3  done, but some input could not be read; each such file is named on the error stream
      4  the edition stands, but some of its pages could not be made; its index names them
    """
    from .knowledge import check_tables

    check_tables()  # before a long run, and the faults of all at once


@app.command()
def extract(
    paths: Annotated[list[Path], typer.Argument(help="Articles (txt, html, pdf, docx) or folders")],
    out: Annotated[Path, typer.Option(help="Folder for the tables; made when it is not there")],
    format: Annotated[str, typer.Option(help="parquet, csv or jsonl")] = "parquet",
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; by default as many as pay")
    ] = None,
) -> None:
    """Write every table of figures, citations, observations, verdicts … read from the articles.

    \b
    Examples:
      solieu extract seeds --out tables
      solieu extract seeds more/an_giang.pdf --out tables --format csv

    \b
    The folder gets one file per table and datapackage.json, which explains every column.
    Exit code 3 when some input could not be read: the others are in the tables all the same.
    """
    _must_exist(paths)
    from . import tables
    from .corpus import extract_corpus

    if format not in tables.FORMATS:
        _stop(f"--format {format}: choose one of {', '.join(tables.FORMATS)}")
    made, failures = extract_corpus(paths, workers=workers, progress=True)
    try:
        package = tables.write(made, out, format)
    except OSError as error:
        _stop(f"{error.filename or out}: {error.strerror}. Choose another folder with --out.")
    counts = (f"{len(made[name])} {name}" for name in ("documents", "figures", "observations"))
    typer.echo(f"{', '.join(counts)} in {out} (columns: {package})")
    _report_failures(failures)


@app.command()
def report(
    corpus: Annotated[Path, typer.Option(help="Folder of articles")],
    site: Annotated[Path, typer.Option(help="Folder that gets the pages")],
    province: Annotated[
        list[str] | None, typer.Option(help="Only this province's page (may be repeated)")
    ] = None,
    lang: Annotated[
        str, typer.Option(metavar="vi|en|both", help="Language of the pages; both: English in en/")
    ] = "both",
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="A parameter of the notebooks, such as period=2015/2020 (may be repeated)",
        ),
    ] = None,
) -> None:
    """Make an edition of the reports: HTML pages in two languages, evidence pages, downloads.

    \b
    Examples:
      solieu report --corpus seeds --site reports
      solieu report --corpus articles --site site --province "Trà Vinh" --lang en

    \b
    Start reading at SITE/latest/index.html (English: SITE/latest/en/index.html); SITE/latest/solieu.zip
    is the edition in one file. The same articles give the same pages.
    """
    _must_exist([corpus])
    if lang not in ("vi", "en", "both"):
        _stop(f"--lang {lang}: choose vi, en or both")
    wrong = [text for text in settings or () if "=" not in text]
    if wrong:
        _stop(f"--set {wrong[0]}: write NAME=VALUE, for instance period=2015/2020")
    from .knowledge import DataError
    from .reporting import editions

    chosen = dict(text.split("=", 1) for text in settings or ())
    try:
        result = editions.make(
            corpus, site, provinces=tuple(province or ()), lang=lang, settings=chosen
        )
    except DataError:
        raise  # not the command's fault: main tells it
    except ValueError as error:
        _stop(str(error))
    except OSError as error:
        _stop(f"{error.filename or site}: {error.strerror}. Choose another folder with --site.")
    except editions.EditionError as error:
        _stop(str(error), INCOMPLETE)
    typer.echo(f"Open {result.index}")
    _report_failures(result.failures)


@app.command()
def explain(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="ARTICLE", help="One article (txt, html, pdf, docx)", dir_okay=False
        ),
    ],
    at: Annotated[
        int | None,
        typer.Option(
            metavar="CHARACTER", min=0, help="Only what covers this character of the text"
        ),
    ] = None,
) -> None:
    """Show which rules saw what in one article: the text in colours, then each span with its rule.

    \b
    Examples:
      solieu explain seeds/an_giang_2017.txt
      solieu explain seeds/an_giang_2017.txt --at 2419
      NO_COLOR=1 solieu explain article.html > explained.txt    marks spans with [ ] instead

    \b
    With --at: all that is known of the rows there, with their observations and verdicts.
    """
    _must_exist([file])
    from . import tables
    from .corpus import extract_corpus

    made, failures = extract_corpus([file])
    _report_failures(failures)
    found = {name: tables.rows(frame) for name, frame in made.items()}
    text = found["texts"][0]["text"]
    if at is None:
        _show_article(text, found)
    elif at < len(text):
        _show_character(text, found, at)
    else:
        _stop(f"--at {at}: {file} has {len(text)} characters, numbered from 0")


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # Windows consoles
    from .knowledge import DataError

    try:
        app()
    except DataError as error:
        sys.exit(f"solieu: {error}")


def _stop(message: str, code: int = USAGE) -> None:
    typer.echo(f"solieu: {message}", err=True)
    raise typer.Exit(code)


def _must_exist(paths: list[Path]) -> None:
    missing = [path for path in paths if not path.exists()]
    for path in missing:
        typer.echo(f"solieu: {path}: no such file or folder. Check the spelling.", err=True)
    if missing:
        raise typer.Exit(USAGE)


def _report_failures(failures: list[Failure]) -> None:
    for failure in failures:
        typer.echo(f"solieu: {failure.path}: {failure.what}. {failure.way_out}", err=True)
    if failures:
        raise typer.Exit(UNREADABLE)


def _visible(text: str) -> str:
    """Article text without power over the terminal: control characters show as code points."""
    return "".join(c if c in "\n\t" or c.isprintable() else f"<U+{ord(c):04X}>" for c in text)


def _show_article(text: str, found: dict[str, list[dict[str, Any]]]) -> None:
    """Print the text with each span in its colour, the spans in order, and the account of digits."""
    document = found["documents"][0]
    spans = [("furniture", 0, len(text), None)] if document["body_spans"] else []
    spans += [(None, start, end, None) for start, end in document["body_spans"]]
    for name in _STYLES:
        for row in found.get(name, ()):
            kind = "unexplained" if row.get("reason") == "unexplained" else name
            spans.append((kind, row["start"], row["end"], row))
    layer: list[int | None] = [None] * len(text)
    for number, (_, start, end, _) in enumerate(spans):
        layer[start:end] = [number] * (end - start)
    colour = "NO_COLOR" not in os.environ and sys.stdout.isatty()
    pieces = []
    for number, characters in itertools.groupby(zip(layer, text, strict=True), lambda c: c[0]):
        piece = _visible("".join(character for _, character in characters))
        kind, _, _, row = (None,) * 4 if number is None else spans[number]
        if colour and kind:
            piece = typer.style(piece, **_STYLES[kind])
        pieces.append(f"[{piece}]" if row and not colour else piece)
    typer.echo("".join(pieces), color=colour)
    facts = ("title", "province", "published", "period", "publisher")
    typer.echo("\n" + " · ".join(f"{f}: {_visible(document[f] or 'none')}" for f in facts))
    tied = {id: row for row in found["observations"] for id in row["figure_ids"]}
    for kind, start, _, row in sorted((s for s in spans if s[3]), key=lambda span: span[1]):
        read = next((row[k] for k in ("key", "period", "name", "reason") if row.get(k)), "")
        if kind == "figures":
            told = tied.get(row["figure_id"], {})
            known = (row["kind"], row["value"], row["unit_class"], told.get("indicator"))
            read = " ".join(str(k) for k in (*known, told.get("role")) if k is not None)
        label = typer.style(f"{kind:11}", **_STYLES[kind]) if colour else f"{kind:11}"
        line = f"{start:6} {label} {row['literal']!r} = {read}  ({row.get('rule', 'excluded')})"
        typer.echo(_visible(line) if not colour else line, color=colour)
    reasons = collections.Counter(row["reason"] for row in found["exclusions"])
    unexplained = reasons.pop("unexplained", 0)
    account = [f"{len(found[k])} {k}" for k in ("figures", "periods", "citations", "places")]
    account += [f"{n} excluded as {reason}" for reason, n in sorted(reasons.items())]
    typer.echo("\n" + ", ".join([*account, f"{unexplained} unexplained"]))


def _show_character(text: str, found: dict[str, list[dict[str, Any]]], at: int) -> None:
    """Print every row that covers a character, and the verdicts made on those rows."""
    here = [
        (name, row)
        for name, rows in found.items()
        for row in rows
        if row.get("start", at + 1) <= at < row.get("end", at)
    ]
    keys = ("figure_id", "observation_id", "citation_id")
    ids = {row[key] for _, row in here for key in keys if key in row}
    ids |= {figure for _, row in here for figure in row.get("figure_ids", ())}
    for row in found["observations"]:  # those of which the figure here is not the leading one
        if ("observations", row) not in here and ids.intersection(row["figure_ids"]):
            here.append(("observations", row))
            ids.add(row["observation_id"])
    for row in found["verdicts"]:
        if ids.intersection(row["figure_ids"] + row["observation_ids"] + row["citation_ids"]):
            here.append(("verdicts", row))
    typer.echo(_visible(f"…{text[max(0, at - 60) : at]}[{text[at]}]{text[at + 1 : at + 60]}…"))
    for name, row in here:
        typer.echo(f"\n{name}")
        for key, value in row.items():
            if value not in (None, [], ""):
                typer.echo(f"  {key:15} {_visible(str(value))}")
    if not here:
        typer.echo("\nNo rule claims this character.")


if __name__ == "__main__":
    main()
