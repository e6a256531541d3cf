"""Pages written from one template: notebooks by nbconvert, evidence pages, the method, the index.

The first language lies in the edition's folder, a second one in a folder of its own there; the style
sheet, the script and the downloads are shared.
"""

from __future__ import annotations

import functools
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from markupsafe import Markup
from nbconvert.exporters import TemplateExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from ..knowledge import read_text
from . import evidence, holdings, home, method, profile
from .downloads import detach
from .markup import TEMPLATE, mark_vietnamese, page_name, show
from .report import Report
from .runs import NOTEBOOKS, PROFILE, Page, registered
from .wording import Words, slug

MARK = "edition.json"  # by this file a later run knows that it may replace the folder
ASSETS = ("style.css", "icon.svg", "page.js", "search.js")


def _prose(lang: str, source: str) -> Markup:
    """A Markdown cell as HTML; its second-level headings get the ids that the contents link to."""
    html = MarkdownWithMath(IPythonRenderer(escape=True, exclude_anchor_links=True)).render(source)
    html = re.sub(r"<h2>(.*?)</h2>", lambda m: f'<h2 id="{slug(m[1])}">{m[1]}</h2>', html)
    return mark_vietnamese(html) if lang == "en" else Markup(html)


class Writer:
    """Writes the pages of one language; ``pages`` are those made from notebooks.

    Args:
        reports: of all languages of the edition, the first of which needs no folder of its own
        number: which of them this writer is for
        pages: of this language
        folder: the edition's
    """

    def __init__(
        self, reports: Sequence[Report], number: int, pages: Sequence[Page], folder: Path
    ) -> None:
        self.report, self.pages, words = reports[number], pages, reports[number].words
        prefixes = {r.words.lang: f"{r.words.lang}/" if n else "" for n, r in enumerate(reports)}
        self.prefix = prefixes[words.lang]
        self.edition, self.folder = folder, folder / self.prefix
        prose = functools.partial(_prose, words.lang)
        self._parts = method.parts(words, prose)
        exporter = TemplateExporter(
            template_name=TEMPLATE.name,
            extra_template_basedirs=[str(TEMPLATE.parent)],
            optimistic_validation=True,  # once a notebook, not after each step of its conversion
        )
        self.environment = exporter.environment
        self.environment.autoescape, self.environment.finalize = True, show
        self.environment.filters |= {"prose": prose, "trusted": Markup, "show": show}
        self.environment.globals |= {
            "evidence": evidence,
            "holdings": holdings,
            "home": home,
            "report": self.report,
            "words": words,
            "say": words.say,
            "label": words.label,
            "version": metadata.version("solieu"),
            "licence": json.loads(read_text("datapackage.json"))["licenses"][0]["title"],
            "languages": {lang: (p, Words(lang)) for lang, p in prefixes.items()},
            "menu": [
                ("index.html", words.label("page", "home")),
                *((p.file, p.title) for p in pages if p.notebook != PROFILE),
                ("method.html", words.label("page", "method")),
            ],
        }
        (self.folder / "evidence").mkdir(parents=True)

    @classmethod
    def of(
        cls, reports: Sequence[Report], plans: Sequence[Sequence[Page]], folder: Path
    ) -> list[Writer]:
        """A writer for each language, and in the folder what they share."""
        writers = [cls(reports, n, pages, folder) for n, pages in enumerate(plans)]
        notebooks = {NOTEBOOKS / f"{page.notebook}.ipynb" for page in plans[0]}
        (folder / "assets").mkdir()
        for path in [TEMPLATE / name for name in ASSETS] + sorted(notebooks):
            shutil.copyfile(path, folder / "assets" / path.name)
        return writers

    def _write(self, template: str, file: str, docs: Sequence[str], **page: Any) -> str:
        """Render and write a page, its charts and tables as files beside it.

        ``docs`` are the documents it shows, ``page`` is what else its template asks for. Returns the
        page's file name within the edition.
        """
        root = "../" * file.count("/")
        up = root + "../" * self.prefix.count("/")
        told = page | {"file": file, "root": root, "up": up, "docs": docs}
        html = self.environment.get_template(template).render(resources={"page": told})
        stem = file.removesuffix(".html").replace("/", "-")
        text = detach(html, self.folder, root, stem, self.report.words)
        (self.folder / file).write_text(text, encoding="utf-8", newline="\n")
        return self.prefix + file

    def notebook(self, page: Page, notebook: Any) -> None:
        """Convert an executed notebook: cells of one language, outputs, code closed at the end."""
        other = {"vi": "en", "en": "vi"}[self.report.words.lang]
        tags = {id(cell): cell.metadata.get("tags", []) for cell in notebook.cells}
        cells = [cell for cell in notebook.cells if other not in tags[id(cell)]]
        prose = [cell for cell in cells if cell.cell_type == "markdown"]
        prose[0].source = re.sub(r"^# .*\n+", "", prose[0].source)  # the page has its own heading
        headings = re.findall(r"^## (.+)$", "\n".join(cell.source for cell in prose), re.M)
        lead = [next(cell for cell in cells if "answer" in tags[id(cell)]), prose[0]]
        docs = dated = list(self.report.documents)
        if page.notebook == PROFILE:
            area = self.report.area(page.parameters["province"])
            docs, dated = profile.shown(self.report, area), self.report.about(area)
        self._write(
            "index.html.j2",
            docs=docs,
            dated=dated,
            lead=lead,
            cells=[cell for cell in cells if cell not in lead],
            code=[cell for cell in cells if cell.cell_type == "code"],
            answer=" ".join(lead[0].outputs[0].data["text/plain"].split()),
            contents=[(slug(heading), heading) for heading in headings],
            **vars(page),
        )

    def evidence(self, doc_id: str) -> str:
        """Write one article's evidence page; returns its file name within the edition."""
        doc, made = self.report.documents[doc_id], {p.file for p in self.pages}
        title = show(doc["title"] or doc_id, 160).unescape()
        origin = self.report.origin(doc_id).striptags()
        areas = [a for a in self.report.areas if doc["province"] and a.holds(doc)]
        return self._write(
            "evidence.html.j2",
            f"evidence/{page_name(doc_id)}",
            [doc_id],
            title=title,
            answer=" – ".join(filter(None, (title, origin))),
            doc=doc,
            areas=[(area.page if area.page in made else "", area.label) for area in areas],
            counts=evidence.counts(self.report, doc_id),
        )

    def method(self) -> str:
        """Write how figures are found, checked and compared, and how well that was measured."""
        return self._write(
            "method.html.j2",
            "method.html",
            self.report.about(),
            title=self.report.words.label("page", "method"),
            answer=self.report.words.say("method_answer").striptags(),
            parts=self._parts,
            contents=[section[:2] for section in method.sections(self._parts)],
            tables=method.tables(self.report),
        )

    def home(self, failed: Mapping[str, str], unread: Sequence[tuple[str, str]]) -> str:
        """Write the index and what its search looks through; returns its file name."""
        report, made = self.report, [p for p in self.pages if self.prefix + p.file not in failed]
        index = home.search_index(report, made, method.sections(self._parts))
        (self.folder / "search-index.js").write_text(index, encoding="utf-8", newline="\n")
        question = f"question_{report.words.lang}"
        return self._write(
            "home.html.j2",
            "index.html",
            report.about(),
            title=report.words.label("page", "index_title"),
            answer=home.answer(report),
            questions={f"{row['page']}.html": row[question] for row in registered()},
            made={page.file for page in made},
            failed=report.table("failed", "page problem", sorted(failed.items())),
            unread=report.table(
                "unread", "file problem", [(file, report.words.fault(why)) for file, why in unread]
            ),
        )

    def finish(self, failed: Sequence[str], parameters: Mapping[str, Any]) -> None:
        """Write the edition's own description, in which nothing differs between two runs."""
        about = {
            "as_of": self.report.as_of,
            "articles": len(self.report.documents),
            "corpus_digest": self.report.digest,
            "failed": sorted(failed),
            "languages": list(self.environment.globals["languages"]),
            "pages": [page.file for page in self.pages],
            "parameters": parameters,
            "solieu": metadata.version("solieu"),
        }
        text = json.dumps(about, ensure_ascii=False, indent=1) + "\n"
        (self.edition / MARK).write_text(text, encoding="utf-8", newline="\n")
