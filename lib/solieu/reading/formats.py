"""Files in: the text of txt, HTML, PDF and DOCX files, or a fault that names the way out."""

from __future__ import annotations

import io
import logging
import re
import zipfile
import zlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pypdfium2
import trafilatura
from lxml import etree, html

from .cues import find_date

TEXT_LIMIT = 10  # MB of a text or HTML file: a long article has 0.1
FILE_LIMIT = 200  # MB of a PDF or DOCX file (pictures inside)
UNPACKED_LIMIT = 50  # MB of the XML of a DOCX
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # an issue of the document tells it


class Fault(Exception):
    """Why bytes cannot be read as an article, and what the user can do about it."""


@dataclass
class Extract:
    """What a format gives: text, and what it tells besides."""

    text: str
    issues: list[str] = field(default_factory=list)
    told: dict[str, str | None] = field(default_factory=dict)  # metadata of a page
    article: str | None = None  # the part of a page that trafilatura takes for the article


def read_bytes(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        Fault: folder, missing, no permission, empty, too large, unknown suffix.
    """
    suffix = path.suffix.lower()
    if suffix not in READERS:
        raise Fault(f"unknown kind of file {suffix!r}", f"Known: {', '.join(READERS)}.")
    limit = FILE_LIMIT if suffix in (".pdf", ".docx") else TEXT_LIMIT
    try:
        size = path.stat().st_size / 1e6
        if not path.is_file():
            raise Fault("is a folder or no ordinary file", "Give the files in it, or rename it.")
        if size > limit:
            told = f"{size:.0f} MB is more than the {limit} MB an article may have"
            raise Fault(told, "Split the file into one article per file.")
        data = path.read_bytes()
    except OSError as error:
        told = f"cannot be opened ({error.strerror})"
        raise Fault(told, "Check that it exists and may be read.") from error
    if not data.strip():
        raise Fault("is empty", "Save the article again.")
    return data


_NEVER_SHOWN = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_TONES = re.compile("[àáâãèéêìíòóôõùúýăđĩũơưạ-ỹ\u0300\u0301\u0303\u0309\u0323]", re.IGNORECASE)


def clean(text: str) -> str:
    """Replace, one for one, characters that no table or page can hold."""
    return _NEVER_SHOWN.sub("\ufffd", text)


def decode(data: bytes, declared: str | None = None) -> tuple[str, list[str]]:
    """Decode bytes as UTF-8, else as what reads as Vietnamese; return the text and the issues met.

    Tried in turn: UTF-16, the encoding that a page declares, windows-1258.

    Raises:
        Fault: binary content, or no encoding fits.
    """
    for name in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", declared, "cp1258"):
        try:
            text = data.decode(name or "utf-8", "replace")
        except LookupError:  # the page declares what is no encoding
            continue
        lost, control = text.count("\ufffd"), len(_NEVER_SHOWN.findall(text))
        if lost > len(text) * 0.002 + 1 or control > len(text) * 0.01 + 3:
            continue
        vietnamese = len(_TONES.findall(text)) > 0.08 * sum(map(str.isalpha, text))
        if vietnamese or text.isascii() or (name == "utf-8-sig" and not lost):
            issues = [] if name in ("utf-8-sig", "utf-16") else [f"read as {name}"]
            issues += [f"{lost} characters could not be decoded"] if lost else []
            return clean(text), issues + ([f"{control} control characters"] if control else [])
    if len(_NEVER_SHOWN.findall(data.decode("latin-1"))) > len(data) * 0.01 + 3:
        raise Fault("is not text (binary content)", "Give it the suffix of its real format.")
    raise Fault("its characters are in no known encoding", "Save it as UTF-8 in an editor.")


_BLOCKS = re.compile(
    "address|article|aside|blockquote|br|center|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6r]|header"
    "|li|main|nav|ol|option|p|pre|section|table|tbody|tfoot|thead|title|tr|ul"
).fullmatch
_HIDDEN = ("script", "style", "noscript", "template", "head", etree.Comment, etree.PI)
_STAMPS = (
    "^(article:|og:)?published_time$|^date_?published$|^(dc.date.issued|pubdate|publish-?date)$"
)
_DATED = etree.XPath(
    f"//meta[re:test(concat(@property, @name, @itemprop), '{_STAMPS}', 'i')]/@content"
    " | //*[@itemprop='datePublished']/@datetime | //time[@pubdate]/@datetime"
    " | //article//time[contains(@class, 'publish') or contains(@class, 'entry-date')]/@datetime",
    namespaces={"re": "http://exslt.org/regular-expressions"},
)


def read_html(data: bytes) -> Extract:
    """All text of a saved page, its metadata, and what trafilatura takes for the article.

    The day is read from metadata alone: trafilatura would take the page's own clock for it.
    """
    declared = re.search(rb"charset=[\"']?\s*([\w-]+)", data[:4000])
    text, issues = decode(data, declared and declared[1].decode("ascii", "replace"))
    try:
        tree = html.fromstring(re.sub(r"\A\s*<\?xml[^>]*\?>", "", text))
    except (etree.LxmlError, ValueError) as error:
        raise Fault("holds no HTML", "Save the page again.") from error
    linked = re.findall(r'"datePublished"\s*:\s*"([^"]+)"', text)
    dates = [find_date(day.lower()) for day in [*_DATED(tree), *linked]]
    page = page_lines(tree)
    if not page:
        raise Fault("the page shows no text", "Save it when it has loaded fully, or as .txt.")
    wanted = {"favor_recall": True, "include_comments": False, "with_metadata": True}
    found = trafilatura.bare_extraction(text, **wanted)
    told = {"published": next(filter(None, dates), None)}
    if not found or len(found.text or "") < 200:
        return Extract(page, [*issues, "no article found in the page; all its text is read"], told)
    told |= {"title": found.title, "author": found.author, "publisher": found.sitename}
    return Extract(page, issues, told, found.text)


def page_lines(tree: html.HtmlElement) -> str:
    """All text of a page, a line for each block; a row of a table is one line."""
    etree.strip_elements(tree, *_HIDDEN, with_tail=False)
    for element in tree.iter():
        mark = "\n" if _BLOCKS(element.tag) else ""
        cell = " | " if element.tag in ("td", "th") and element.getnext() is not None else mark
        element.text = mark + re.sub(r"\s+", " ", element.text or "")
        element.tail = cell + re.sub(r"\s+", " ", element.tail or "")
    lines = (re.sub(" +", " ", line).strip() for line in tree.text_content().split("\n"))
    return "\n".join(filter(None, lines))


def read_pdf(data: bytes) -> Extract:
    """The text layer of a PDF, hard-wrapped lines joined, page numbers left out."""
    try:
        with closing(pypdfium2.PdfDocument(data)) as document:
            pages = [page.get_textpage().get_text_range() for page in document]
    except pypdfium2.PdfiumError as error:
        what = f"is no PDF, damaged, or locked with a password ({error})"
        raise Fault(what, "Download or save it again, without a password.") from error
    if sum(len(page.strip()) for page in pages) < 20:
        way_out = "Run OCR on it first, for example `ocrmypdf -l vie in.pdf out.pdf`."
        raise Fault("has no text layer (a scan?)", way_out)
    return Extract(join_wrapped(pages))


_PAGE_NUMBER = re.compile(r"(?:trang |page |- ?)?\d{1,4}(?: ?/ ?\d{1,4}| ?-)?", re.IGNORECASE)
_NEW_ITEM = re.compile(r"(?:[-–+•*]|\d{1,2}(?:\.\d{1,2})*[.)]|[a-zđ]\)|[IVX]{1,5}\.)\s")


def join_wrapped(pages: list[str]) -> str:
    """Pages of hard-wrapped lines as paragraphs.

    A line goes on in the next one when it is nearly as long as the longest lines and the sentence has not
    ended, or when the next one starts in lower case; never into a list item.
    """
    lines: list[str] = []
    for page in pages:
        rows = [r.strip() for r in re.sub("[\ufffe\x02]\\s*", "-", page).splitlines()]
        edges = (0, len(rows) - 1)
        lines += [r for i, r in enumerate(rows) if i not in edges or not _PAGE_NUMBER.fullmatch(r)]
    lengths = sorted(map(len, filter(None, lines)))
    full = 0.8 * lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0
    out = lines[:1]
    for line, following in pairwise(lines):
        wrapped = following[:1].islower() or len(line) >= full > 40
        if line and line[-1] not in ".:;!?…" and wrapped and not _NEW_ITEM.match(following):
            glue = "" if line.endswith("-") and following[:1].isdigit() else " "
            out[-1] += glue + following if following else ""
        else:
            out.append(following)
    return "\n".join(out)


_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError),
    *(KeyError, OSError, EOFError, NotImplementedError, RuntimeError),  # raised by zipfile
)
# moved away, kept for older word processors, or no text
_AWAY = ("{*}moveFrom", "{*}Fallback", "{*}tabs")
_SHOWN = {"{*}tab": "\t", "{*}noBreakHyphen": "-", "{*}br": "\n", "{*}cr": "\n", "{*}p": "\n"}


def read_docx(data: bytes) -> Extract:
    """Paragraphs and table rows of a DOCX in document order; deleted text is left out."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = archive.getinfo("word/document.xml").file_size / 1e6
            if size > UNPACKED_LIMIT:
                raise Fault(f"unpacks to {size:.0f} MB", "It is not an article; leave it out.")
            xml = archive.read("word/document.xml")
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    except _UNREADABLE as error:
        way_out = "Open it in a word processor and save it again as .docx."
        raise Fault("is no DOCX (an old .doc?), encrypted or damaged", way_out) from error
    etree.strip_elements(root, *_AWAY, with_tail=False)
    for element in root.iter(*_SHOWN):
        element.text = _SHOWN["{*}" + etree.QName(element).localname]
    rows = []
    for row in root.iter("{*}p", "{*}tr"):
        inside = [c for c in row.iter("{*}tc") if next(c.iterancestors("{*}tr")) is row]
        cells = [" ".join("".join(c.itertext("{*}t", *_SHOWN)).split()) for c in inside]
        if next(row.iterancestors("{*}p", "{*}tr"), None) is None:
            whole = "".join(row.itertext("{*}t", *_SHOWN, with_tail=False)).strip("\n")
            rows.append(" | ".join(cells) if cells else whole)
    if not "".join(rows).strip():
        raise Fault("holds no text (pictures only?)", "Run OCR on the pictures first.")
    return Extract("\n".join(rows))


READERS: dict[str, Callable[[bytes], Extract]] = {".txt": lambda data: Extract(*decode(data))}
READERS |= {".html": read_html, ".htm": read_html, ".pdf": read_pdf, ".docx": read_docx}
