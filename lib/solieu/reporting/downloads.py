"""What a reader takes away: each table as CSV, each chart as SVG, the edition as a workbook and a zip.

Tables are read from the finished page, so that a file holds what its reader sees. The same edition
gives the same bytes: files inside the zip and the workbook carry a fixed date.
"""

from __future__ import annotations

import base64
import datetime
import itertools
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import lxml.html
import pandas as pd
from lxml.html import HtmlElement

from .. import tables as table_files
from .markup import element, link
from .wording import Words

_TABLE = re.compile(r"(<table>.*?</table>)</div>(?:<p class=\"note\">.*?</p>)?", re.S)
_DRAWING = re.compile(r'src="data:image/svg\+xml;base64,([^"]+)"')
_CELL = 32_767  # characters that a cell of a workbook holds
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first date that a zip can hold


def detach(page: str, folder: Path, root: str, stem: str, words: Words) -> str:
    """Write a page's charts and tables as files of their own; returns the page that links to them.

    Args:
        page: a whole page of HTML, its drawings inside
        folder: of the pages of this language; gets ``charts/`` and ``tables/``
        root: the way from the page to ``folder``, "" or "../"
        stem: what the files are called, before their number
        words: the language of the page

    Raises:
        ValueError: a table in a form that would get no file.
    """
    drawings, found = itertools.count(1), itertools.count(1)

    def chart(match: re.Match[str]) -> str:
        name = f"charts/{stem}-{next(drawings)}.svg"
        _put(folder / name, base64.b64decode(match[1]))
        return f'src="{root}{name}"'

    def table(match: re.Match[str]) -> str:
        name = f"tables/{stem}-{next(found)}.csv"
        rows = _rows(lxml.html.fragment_fromstring(match[1]), words)
        separator = ";" if words.lang == "vi" else ","  # in Vietnamese the comma is the decimal's
        _put(folder / name, table_files.csv_bytes(rows, separator))
        told = words.say("get_csv")
        return match[0] + str(element("p", link(root + name, told, css="get"), css="gets"))

    page, made = _TABLE.subn(table, _DRAWING.sub(chart, page))
    if made != (there := page.count("<table")):
        raise ValueError(f"{stem}: {there} tables, but {made} became CSV: the macro table changed")
    return page


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


def _text(node: HtmlElement) -> str:
    """The text of a cell; lines are parted by semicolons."""
    for br in node.iter("br"):
        br.tail = "; " + (br.tail or "")
    return " ".join("".join(node.itertext()).split())


def _digits(words: Words) -> str:
    """Pattern of a number as pages of a language print it, with its sign and a percent sign."""
    group, point = ("[.]", ",") if words.lang == "vi" else (",", "[.]")
    return rf"[+−-]?\d{{1,3}}(?:{group}?\d{{3}})*(?:{point}\d+)?(?: ?%)?"


def _plain(text: str, words: Words, *, number: bool = False) -> str:
    """A cell as a spreadsheet of the page's language reads it: no grouping, dates in ISO, no formula."""
    if number and re.fullmatch(_digits(words), text := re.sub(r"^\((.*)\)$", r"\1", text)):
        # brackets around a computed share would make it negative in a spreadsheet
        group = "." if words.lang == "vi" else ","
        return text.replace(group, "").replace("−", "-").replace(" ", "")
    if date := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
        return f"{date[3]}-{int(date[2]):02}-{int(date[1]):02}"
    if ratio := re.fullmatch(r"([\d.,]+)/([\d.,]+)", text):  # else it would be read as a day
        parts = [_plain(part, words, number=True) for part in ratio.groups()]
        return str(words.say("out_of", n=parts[0], of=parts[1]))
    return table_files.guard(text)


def _rows(table: HtmlElement, words: Words) -> Iterator[list[str]]:
    """Header and rows of a table; headings inside become a column, numbers get their parts."""
    heads = [(_text(th), th.get("class") == "n") for th in table.findall("thead/tr/th")]
    body, heading, above, left = [], "", None, 0
    for row in table.iterfind("tbody/tr"):
        cells = list(row)
        if row.get("class") == "group":
            heading = _text(cells[0])
            continue
        if left:
            cells, left = [above, *cells], left - 1
        else:
            above, left = cells[0], int(cells[0].get("rowspan", 1)) - 1
        body.append((heading, cells))
    number = lambda cell: found[0] if len(found := cell.findall("a[@data-value]")) == 1 else None  # noqa: E731
    parts = ["of", "bound", "unit", "indicator", "period", "sentence"]
    columns = []
    for at, (head, numeric) in enumerate(heads):
        told = [(cells[at], number(cells[at])) for _, cells in body]
        values = [_value(cell, link, words, numeric) for cell, link in told]
        if "%" in head:  # the header has the unit
            values = [v | {"": v[""].removesuffix("%")} for v in values]
        columns += [[head, *(v[""] for v in values)]]
        columns += [
            [f"{head}: {words.label('part', part)}", *(v.get(part, "") for v in values)]
            for part in parts
            if any(v.get(part) for v in values)
        ]
        if any(v.get("sentence") for v in values) and "sentence" in parts:
            parts.remove("sentence")  # once a row is enough
    if any(heading for heading, _ in body):
        columns.insert(0, [words.label("part", "heading"), *(h for h, _ in body)])
    return map(list, zip(*columns, strict=True))


def _value(
    cell: HtmlElement, number: HtmlElement | None, words: Words, numeric: bool
) -> dict[str, str]:
    """A cell's parts: its value, or for a number also the whole, the bound, the unit, the sentence."""
    marked = {part: cell.find(f"*[@class='{part}']") for part in ("unit", "indicator", "period")}
    told = {part: table_files.guard(_text(n)) for part, n in marked.items() if n is not None}
    if number is None or not (numeric or "indicator" in told):
        split = numeric and re.fullmatch(rf"({_digits(words)}) (\D+)", _text(cell))
        if split:  # a difference and its unit
            return {"": _plain(split[1], words, number=True), "unit": table_files.guard(split[2])}
        return {"": _plain(_text(cell), words, number=numeric)}
    point = "," if words.lang == "vi" else "."
    return told | {
        "": number.get("data-value").replace(".", point),
        "of": number.get("data-of", "").replace(".", point),
        "bound": number.get("data-bound", ""),
        "sentence": table_files.guard(" ".join(number.get("title", "").split())),
    }


def write_workbook(tables: Mapping[str, pd.DataFrame], path: Path) -> None:
    """All tables as sheets of one workbook; the first explains the columns, the last indicators.

    Texts are left out: they are longer than a cell can be.
    """
    kept = {name: frame for name, frame in tables.items() if name != "texts"}
    heads = ["name", "type", "unit", "description"]
    schemas = {n: table_files.SCHEMAS[n] for n in kept} | {"codebook": table_files.CODEBOOK}
    fields = [{"table": n} | f for n, schema in schemas.items() for f in schema["fields"]]
    sheets = {"columns": pd.DataFrame(fields)[["table", *heads]]} | kept
    sheets["codebook"] = pd.DataFrame(table_files.codebook())
    options = {f"strings_to_{what}": False for what in ("formulas", "urls", "numbers")}
    with pd.ExcelWriter(path, "xlsxwriter", engine_kwargs={"options": options}) as book:
        book.book.set_properties({"title": "Solieu", "created": datetime.datetime(*_EPOCH)})
        for name, frame in sheets.items():
            shown = frame.map(lambda v: json.dumps(v) if isinstance(v, list) else v)
            shown = shown.map(lambda v: v[:_CELL] if isinstance(v, str) else v)
            shown.to_excel(book, sheet_name=name, index=False, freeze_panes=(1, 0), autofilter=True)


def bundle(folder: Path, name: str, instead: Mapping[str, str]) -> None:
    """The folder as one zip inside it; ``instead`` holds the text of files that differ there."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            inside = path.relative_to(folder).as_posix()
            content = instead[inside].encode() if inside in instead else path.read_bytes()
            info = zipfile.ZipInfo(f"solieu/{inside}", _EPOCH)
            info.external_attr = 0o644 << 16
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
