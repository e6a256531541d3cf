"""Files in: the text of txt, HTML, PDF and DOCX files, or an error that names the way out."""

from __future__ import annotations

import io
import json
import logging
import re
import zipfile
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pypdfium2
import trafilatura
from lxml import etree, html

from .dates import find_date

TEXT_LIMIT = 10_000_000  # bytes of a text or HTML file: a long article has 100,000
FILE_LIMIT = 200_000_000  # bytes of a PDF or DOCX file (pictures inside)
UNPACKED_LIMIT = 50_000_000  # bytes of the XML of a DOCX
PAGE_LIMIT = 2_000  # pages of a PDF
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # an issue of the document tells it
SUFFIXES = (".txt", ".html", ".htm", ".pdf", ".docx")


class ReadError(Exception):
    """A file that cannot be read as an article.

    Attributes:
        path: the file; what: what is wrong; way_out: what the user can do about it
    """

    def __init__(self, path: Path | str, what: str, way_out: str) -> None:
        super().__init__(f"{path}: {what}. {way_out}")
        self.path, self.what, self.way_out = str(path), what, way_out

    def __reduce__(self) -> tuple:
        return type(self), (self.path, self.what, self.way_out)


@dataclass
class Extract:
    """What a format gives: raw text, and metadata that the format itself tells."""

    text: str
    title: str | None = None
    published: str | None = None
    author: str | None = None
    publisher: str | None = None
    article: str | None = None  # HTML: the part of the page that trafilatura takes for the article
    issues: list[str] = field(default_factory=list)


def read_bytes(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        ReadError: folder, missing, no permission, empty, too large, unknown suffix.
    """
    suffix = path.suffix.lower()
    if path.is_dir():
        raise ReadError(path, "is a folder, not a file", "Give the files in it, or rename it.")
    if suffix not in SUFFIXES:
        raise ReadError(path, f"unknown kind of file {suffix!r}", f"Known: {', '.join(SUFFIXES)}.")
    limit = TEXT_LIMIT if suffix in (".txt", ".html", ".htm") else FILE_LIMIT
    try:
        size = path.stat().st_size
        if size > limit:
            raise ReadError(
                path,
                f"{size / 1e6:.0f} MB is more than the {limit / 1e6:.0f} MB an article may have",
                "Split the file into one article per file.",
            )
        if not path.is_file():
            raise ReadError(path, "is not an ordinary file", "Copy its content to a file.")
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(
            path, f"cannot be opened ({error.strerror})", "Check that it exists and may be read."
        ) from error
    if not data.strip():
        raise ReadError(path, "is empty", "Save the article again.")
    return data


def decode(data: bytes, path: Path, declared: str | None = None) -> tuple[str, list[str]]:
    """Decode bytes; return the text and the issues met.

    Byte order marks, UTF-8 and UTF-16 are seen; what is left is tried as the encoding the page declares
    and as windows-1258, and taken when it reads as Vietnamese.

    Raises:
        ReadError: binary content, or no encoding fits.
    """
    for mark, name in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            text = data.removeprefix(b"\xef\xbb\xbf").decode(name, "replace")
            return _clean(
                text, path, ["some bytes could not be decoded"] if "\ufffd" in text else []
            )
    sample = data[:4000]
    if b"\x00" in sample:
        for name, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
            if zeros.count(0) > len(zeros) * 0.3 and sample.count(0) < len(sample) * 0.6:
                return _clean(data.decode(name, "replace"), path, [f"read as {name}"])
    try:
        return _clean(data.decode("utf-8"), path, [])
    except UnicodeDecodeError:
        loose = data.decode("utf-8", "replace")
    broken = loose.count("\ufffd")
    if broken <= len(loose) * 0.002 + 1 and re.search("[ăđơưạ-ỹ]", loose):
        return _clean(loose, path, [f"{broken} bytes are not UTF-8"])
    for name in (declared, "cp1258"):
        try:
            text = data.decode(name) if name else ""
        except (UnicodeDecodeError, LookupError):
            continue
        letters = sum(c.isalpha() for c in text)
        tones = len(
            re.findall("[àáâãèéêìíòóôõùúýăđĩũơưạ-ỹ\u0300\u0301\u0303\u0309\u0323]", text.lower())
        )
        if letters and tones > letters * 0.08:
            return _clean(text, path, [f"read as {name}"])
    _clean(data[:10_000].decode("latin-1"), path, [])  # binary content is told as such
    raise ReadError(
        path,
        "its characters are in no known encoding",
        "Open it in an editor and save it as UTF-8.",
    )


def _clean(text: str, path: Path, issues: list[str]) -> tuple[str, list[str]]:
    """Refuse binary content; replace, one for one, characters that no table or page can hold."""
    control = len(re.findall(r"[\x00-\x08\x0e-\x1f\x7f]", text))
    if control > len(text) * 0.01 + 3:
        raise ReadError(
            path, "is not text (binary content)", "Give it the suffix of its real format."
        )
    if control:
        issues = [*issues, f"{control} control characters"]
    return re.sub("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]", "\ufffd", text), issues


def read_txt(data: bytes, path: Path) -> Extract:
    """A plain text file: decoded, nothing else."""
    text, issues = decode(data, path)
    return Extract(text, issues=issues)


# --- HTML ------------------------------------------------------------------------------------

_BLOCKS = re.compile(
    "address|article|aside|blockquote|br|center|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6r]|header"
    "|li|main|nav|ol|option|p|pre|section|table|tbody|tfoot|thead|title|tr|ul"
).fullmatch
_HIDDEN = frozenset(["script", "style", "noscript", "template", "head"])
_DATE_META = (
    "//meta[@property='article:published_time' or @property='og:published_time' or @name='pubdate' or "
    "@name='article:published_time' or @itemprop='datePublished' or @name='dc.date.issued' or "
    "@name='DC.date.issued' or @name='publishdate' or @name='publish-date' or @name='datePublished']/@content"
    " | //*[@itemprop='datePublished']/@datetime | //time[@pubdate]/@datetime"
    " | //article//time[contains(@class, 'publish') or contains(@class, 'entry-date')]/@datetime"
)


def read_html(data: bytes, path: Path) -> Extract:
    """All text of a saved page, and which part of it trafilatura takes for the article."""
    declared = re.search(rb"charset=[\"']?\s*([\w-]+)", data[:4000])
    text, issues = decode(data, path, declared[1].decode("ascii", "replace") if declared else None)
    try:
        tree = html.fromstring(re.sub(r"\A\s*<\?xml[^>]*\?>", "", text))
    except (etree.LxmlError, ValueError) as error:
        raise ReadError(path, "holds no HTML", "Save the page again.") from error
    page = page_lines(tree)
    if not page:
        raise ReadError(
            path, "the page shows no text", "Save it when it has loaded fully, or its text as .txt."
        )
    article = trafilatura.extract(text, include_comments=False, favor_recall=True)
    if not article or len(article) < 200:
        article, _ = None, issues.append("no article found in the page; all its text is read")
    return Extract(_clean(page, path, [])[0], article=article, issues=issues, **_told(tree))


def page_lines(tree: html.HtmlElement) -> str:
    """All text of a page, a line for each block; a row of a table is one line."""
    out: list[str] = []
    hidden = 0
    for event, element in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        tag = element.tag if isinstance(element.tag, str) else "comment"
        skipped = tag in _HIDDEN
        if event == "start":
            hidden += skipped
            out += ["\n" if _BLOCKS(tag) else "", "" if hidden else _spaces(element.text)]
            continue
        if event == "end":
            hidden -= skipped
            out.append("\n" if _BLOCKS(tag) else "")
            if tag in ("td", "th") and element.getnext() is not None:
                out.append(" | ")
        out.append("" if hidden or element is tree else _spaces(element.tail))
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in "".join(out).split("\n"))
    return "\n".join(line for line in lines if line)


def _spaces(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _told(tree: html.HtmlElement) -> dict[str, str | None]:
    """Headline, date, author and site that the page's metadata tell (nothing is guessed)."""
    linked: dict = {}
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            entries = json.loads(script)
        except ValueError:
            continue
        for entry in entries if isinstance(entries, list) else [entries]:
            for item in [entry, *(entry.get("@graph") or [])] if isinstance(entry, dict) else []:
                if isinstance(item, dict) and "datePublished" in item:
                    linked = linked or item
    author = linked.get("author")
    author = author[0] if isinstance(author, list) and author else author
    author = author.get("name") if isinstance(author, dict) else author
    dates = [*tree.xpath(_DATE_META), str(linked.get("datePublished") or "")]
    heads = [_spaces(h.text_content()).strip() for h in tree.xpath("//h1")]
    heads = [h for h in heads if len(h.split()) > 3]
    shared = tree.xpath("//meta[@property='og:title']/@content")
    sites = tree.xpath("//meta[@property='og:site_name']/@content")
    writers = tree.xpath("//meta[@name='author']/@content")
    return {
        "title": heads[0]
        if len(heads) == 1
        else (_spaces(shared[0]).strip() or None if shared else None),
        "published": next((d for d in map(_iso, dates) if d), None),
        "author": (author if isinstance(author, str) else None)
        or (writers[0].strip() or None if writers else None),
        "publisher": sites[0].strip() or None if sites else None,
    }


def _iso(stamp: str) -> str | None:
    found = re.match(r"\s*(\d{4}-\d{2}-\d{2})", stamp)
    return find_date(found[1] if found else stamp.lower())


# --- PDF -------------------------------------------------------------------------------------


def read_pdf(data: bytes, path: Path) -> Extract:
    """The text layer of a PDF, hard-wrapped lines joined, page numbers left out."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise ReadError(
                path, "is protected by a password", "Save a copy without the password."
            ) from error
        raise ReadError(path, "is no PDF or is damaged", "Download or save it again.") from error
    try:
        if len(document) > PAGE_LIMIT:
            raise ReadError(
                path, f"has {len(document)} pages", "Give only the pages of the article."
            )
        pages = []
        for page in document:
            layer = page.get_textpage()
            pages.append(layer.get_text_range())
            layer.close()
            page.close()
    except pypdfium2.PdfiumError as error:
        raise ReadError(path, "a page of it is damaged", "Download or save it again.") from error
    finally:
        document.close()
    if sum(len(p.strip()) for p in pages) < 20:
        raise ReadError(
            path,
            "has no text layer (a scan?)",
            "Run OCR for Vietnamese on it first, for example `ocrmypdf -l vie in.pdf out.pdf`.",
        )
    return Extract(_clean(join_wrapped(pages), path, [])[0])


_PAGE_NUMBER = re.compile(r"(?:trang |page |- ?)?\d{1,4}(?: ?/ ?\d{1,4}| ?-)?", re.IGNORECASE)
_NEW_ITEM = re.compile(r"(?:[-–+•*]|\d{1,2}(?:\.\d{1,2})*[.)]|[a-zđ]\)|[IVX]{1,5}\.)\s")


def join_wrapped(pages: list[str]) -> str:
    """Pages of hard-wrapped lines as paragraphs.

    A line goes on in the next one when it is nearly as long as the longest lines and the sentence has not
    ended, or when the next one starts in lower case; never into a list item.
    """
    lines: list[str] = []
    for page in pages:
        text = re.sub("[\ufffe\x02]\\s*", "-", page.replace("\r\n", "\n").replace("\r", "\n"))
        rows = [row.strip() for row in text.split("\n")]
        rows = [
            r
            for i, r in enumerate(rows)
            if not (i in (0, len(rows) - 1) and _PAGE_NUMBER.fullmatch(r))
        ]
        lines += rows
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


# --- DOCX ------------------------------------------------------------------------------------

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIP = {
    _W + "del",
    _W + "moveFrom",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}


def read_docx(data: bytes, path: Path) -> Extract:
    """Paragraphs and table rows of a DOCX in document order; deleted text is left out."""
    way_out = "Open it in a word processor and save it again as .docx."
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if data[:2] == b"PK" and any(f.flag_bits & 1 for f in archive.infolist()):
                raise ReadError(path, "is encrypted", "Save a copy without the password.")
            size = archive.getinfo("word/document.xml").file_size
            if size > UNPACKED_LIMIT:
                raise ReadError(
                    path, f"unpacks to {size / 1e6:.0f} MB", "It is not an article; leave it out."
                )
            xml = archive.read("word/document.xml")
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError, EOFError) as error:
        old = data[:4] == b"\xd0\xcf\x11\xe0"
        what = "is an old .doc or an encrypted file" if old else "is no DOCX or is damaged"
        raise ReadError(path, what, way_out) from error
    except zipfile.zlib.error as error:
        raise ReadError(path, "is damaged", way_out) from error
    try:
        root = etree.fromstring(
            xml, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        )
    except etree.XMLSyntaxError as error:
        raise ReadError(path, "is damaged", way_out) from error
    text = "\n".join(_blocks(root, 0))
    if not text.strip():
        raise ReadError(path, "holds no text (pictures only?)", "Run OCR on the pictures first.")
    return Extract(_clean(text, path, [])[0])


def _blocks(node: etree._Element, depth: int) -> list[str]:
    out: list[str] = []
    for child in node:
        if child.tag in _SKIP or depth > 60:
            continue
        if child.tag == _W + "p":
            out.append("".join(_runs(child)))
        elif child.tag == _W + "tr":
            cells = [
                " ".join(filter(None, _blocks(c, depth + 1))) for c in child.iterchildren(_W + "tc")
            ]
            out.append(" | ".join(cells))
        elif isinstance(child.tag, str):
            out += _blocks(child, depth + 1)
    return out


def _runs(paragraph: etree._Element) -> list[str]:
    out: list[str] = []
    stack = list(reversed(paragraph))
    while stack:
        node = stack.pop()
        if node.tag in _SKIP:
            continue
        if node.tag == _W + "t":
            out.append(node.text or "")
        elif node.tag in (_W + "tab", _W + "noBreakHyphen"):
            out.append("\t" if node.tag == _W + "tab" else "-")
        elif node.tag in (_W + "br", _W + "cr", _W + "p"):
            out.append("\n")
        stack.extend(reversed(node))
    return out


READERS = {
    ".txt": read_txt,
    ".html": read_html,
    ".htm": read_html,
    ".pdf": read_pdf,
    ".docx": read_docx,
}
