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
_PARTS = ("unit", "own", "indicator", "period")
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

    def put(name: str, content: bytes) -> str:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
        return root + name

    def chart(match: re.Match[str]) -> str:
        url = put(f"charts/{stem}-{next(drawings)}.svg", base64.b64decode(match[1]))
        return f'src="{url}"'

    def table(match: re.Match[str]) -> str:
        rows = _rows(lxml.html.fragment_fromstring(match[1]), words)
        separator = ";" if words.lang == "vi" else ","  # in Vietnamese the comma is the decimal's
        content = table_files.csv_bytes(rows, separator)
        url = put(f"tables/{stem}-{next(found)}.csv", content)
        told = link(url, words.say("get_csv"), css="get")
        if stem != "method":
            told += " " + link(f"{root}method.html", words.say("get_method"))
        return match[0] + str(element("p", told, css="gets"))

    page, made = _TABLE.subn(table, _DRAWING.sub(chart, page))
    if made != (there := page.count("<table")):
        raise ValueError(f"{stem}: {there} tables, but {made} became CSV: the macro table changed")
    return page


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
    headings = [heading for heading, _ in body]
    columns = [[words.label("part", "heading"), *headings]] if any(headings) else []
    parts = ["of", "bound", "unit", "own", "indicator", "period", "sentence"]
    for at, th in enumerate(table.iterfind("thead/tr/th")):
        head = _text(th)
        values = [_value(cells[at], words, numeric=th.get("class") == "n") for _, cells in body]
        if "%" in head:  # the header has the unit
            values = [v | {"": v[""].removesuffix("%")} for v in values]
        columns.append([head, *(v[""] for v in values)])
        for part in list(parts):
            if any(v.get(part) for v in values):
                name = words.label("part", part)
                columns.append([f"{head}: {name}", *(v.get(part, "") for v in values)])
                if part == "sentence":  # once a row is enough
                    parts.remove(part)
    return map(list, zip(*columns, strict=True))


def _value(cell: HtmlElement, words: Words, *, numeric: bool) -> dict[str, str]:
    """A cell's parts: its value, or for a number also the whole, the bound, the unit, the sentence."""
    marked = {part: cell.find(f"*[@class='{part}']") for part in _PARTS}
    told = {part: table_files.guard(_text(n)) for part, n in marked.items() if n is not None}
    if (code := cell.find("data")) is not None:  # shown cut
        return {"": table_files.guard(code.get("value"))}
    numbers = cell.findall("a[@data-value]")
    if len(numbers) == 1 and (numeric or "indicator" in told):
        data, point = numbers[0].attrib, "," if words.lang == "vi" else "."
        return told | {
            "": data["data-value"].replace(".", point),
            "of": data.get("data-of", "").replace(".", point),
            "bound": data.get("data-bound", ""),
            "sentence": table_files.guard(" ".join(data.get("title", "").split())),
        }
    text = _text(cell)
    if numeric and (split := re.fullmatch(rf"({_digits(words)}) (\D+)", text)):
        value, unit = split.groups()  # a difference and its unit
        return {"": _plain(value, words, number=True), "unit": table_files.guard(unit)}
    return {"": _plain(text, words, number=numeric)}


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


def bundle(folder: Path, name: str) -> None:
    """The folder as one zip inside it, in which no index offers the zip itself."""
    offer = re.compile(rb'<li><a href="[./]*%s">.*?</li>\n' % re.escape(name.encode()))
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            content = path.read_bytes()
            if path.name == "index.html":
                content = offer.sub(b"", content)
            info = zipfile.ZipInfo(f"solieu/{path.relative_to(folder).as_posix()}", _EPOCH)
            info.external_attr = 0o644 << 16
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
