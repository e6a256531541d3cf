"""From a file to a Document: formats in, article told from page furniture, metadata."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from ..text import Document, canonical
from . import furniture
from .formats import READERS, Fault, clean, read_bytes

__all__ = ["SUFFIXES", "ReadError", "articles", "doc_ids", "read_document", "read_text"]

SUFFIXES = tuple(READERS)


class ReadError(Exception):
    """A file (``path``) that cannot be read as an article: ``what`` is wrong, and the ``way_out``."""

    def __init__(self, path: Path | str, what: str, way_out: str) -> None:
        super().__init__(str(path), what, way_out)
        self.path, self.what, self.way_out = self.args

    def __str__(self) -> str:
        return f"{self.path}: {self.what}. {self.way_out}"


def articles(folder: Path) -> list[Path]:
    """The article files under ``folder``, sorted by path; hidden files and folders are skipped.

    Raises:
        ReadError: no such folder.
    """
    if not folder.is_dir():
        raise ReadError(folder, "no such folder", "Check the path.")
    found = [p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES and not p.is_dir()]
    hidden = {p for p in found if re.search(r"(?:^|/)(?:\.|~\$)", p.relative_to(folder).as_posix())}
    return sorted({*found} - hidden, key=lambda p: p.relative_to(folder).as_posix())


def doc_ids(paths: Iterable[Path], root: Path | None = None) -> dict[Path, str]:
    """The document id of each file: its stem, or its path's letters where another file has that stem.

    ``paths`` are the files of one corpus; letters are taken from the path inside the folder ``root``.
    """
    paths = sorted(set(paths))
    stems = {p: unicodedata.normalize("NFC", p.stem) for p in paths}
    shared = Counter(s.casefold() for s in stems.values())
    ids = {p: s for p, s in stems.items() if shared[s.casefold()] == 1}
    taken = {i.casefold() for i in ids.values()}
    for path in (p for p in paths if p not in ids):
        inside = unicodedata.normalize("NFC", _source(path, root) or path.as_posix())
        name = re.sub(r"\W+", "_", inside).strip("_")
        if name.casefold() in taken:
            letters = inside.encode("utf-8", "surrogateescape")
            name += f"_{hashlib.blake2s(letters, digest_size=4).hexdigest()}"
        taken.add(name.casefold())
        ids[path] = name
    return ids


def read_document(path: Path, root: Path | None = None, doc_id: str | None = None) -> Document:
    """Read one article.

    Args:
        path: a file with one of SUFFIXES
        root: the corpus folder, to which ``source`` is relative and out of which no link may lead
        doc_id: the id to use when the stem is not unique (see ``doc_ids``)

    Raises:
        ReadError: naming the file, what is wrong with it, and the way out.
    """
    path = Path(path)
    if root is not None and not path.resolve().is_relative_to(Path(root).resolve()):
        raise ReadError(path, f"leads out of the folder {root}", "Copy the file into the folder.")
    suffix = path.suffix.lower()
    try:
        data = read_bytes(path)
        got = READERS[suffix](data)
    except Fault as fault:
        raise ReadError(path, *fault.args) from fault
    if not got.text.strip():
        raise ReadError(path, "holds no text", "Save the article again.")
    name = doc_id or unicodedata.normalize("NFC", path.stem)
    document = read_text(clean(canonical(got.text)), name, got.told.get("title"), got.article)
    return replace(
        document,
        source=_source(path, root) or path.name,
        sha256=hashlib.sha256(data).hexdigest(),
        format="html" if suffix == ".htm" else suffix[1:],
        issues=(*got.issues, *document.issues),
        **{name: value for name, value in got.told.items() if value and name != "title"},
    )


def read_text(
    raw: str, doc_id: str = "text", title: str | None = None, article: str | None = None
) -> Document:
    """A document of a text in hand, its furniture labelled and its metadata read.

    ``title`` is its headline, ``article`` its part that is the article, where another tool told them.
    """
    document = Document.from_text(raw, doc_id)
    lines = furniture.label(document.cased, title, article)
    spans = furniture.body_spans(lines)
    issues = () if spans else ("no article text found among page furniture",)
    told, headline = furniture.metadata(lines), next((n for n in lines if n.label == "title"), None)
    title = document.literal(headline.start, headline.end) if headline else title  # as printed
    return replace(document, body=spans, issues=issues, title=title, **told)


def _source(path: Path, root: Path | None) -> str | None:
    """The path inside ``root``, or None when it does not lie there."""
    real = path.parent.resolve() / path.name
    inside = root is not None and real.is_relative_to(Path(root).resolve())
    return real.relative_to(Path(root).resolve()).as_posix() if inside else None
