"""Pages written from one template: notebooks by nbconvert, evidence pages, the method, the index.

The first language lies in the edition's folder, a second one in a folder of its own there; the style
sheet, the script and the downloads are shared.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

from markupsafe import Markup
from nbconvert.exporters import TemplateExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from . import evidence, holdings, home, method, profile
from .downloads import detach
from .markup import TEMPLATE, link, page_name, show
from .report import Report
from .runs import NOTEBOOKS, PROFILE, registered
from .wording import Words, slug

MARK = "edition.json"  # by this file a later run knows that it may replace the folder
ASSETS = ("style.css", "icon.svg", "page.js", "search.js")


@dataclass(frozen=True)
class Page:
    """A notebook run: which, with what parameters, into which file, under which heading."""

    notebook: str
    file: str
    title: str
    parameters: dict[str, Any] = field(default_factory=dict)


def _prose(source: str) -> Markup:
    """A Markdown cell as HTML; its second-level headings get the ids that the contents link to."""
    html = MarkdownWithMath(IPythonRenderer(escape=True, exclude_anchor_links=True)).render(source)
    return Markup(re.sub(r"<h2>(.*?)</h2>", lambda m: f'<h2 id="{slug(m[1])}">{m[1]}</h2>', html))


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
        self.report, self.folder, self.pages = reports[number], folder, pages
        self.words = words = self.report.words
        prefixes = {r.words.lang: f"{r.words.lang}/" if n else "" for n, r in enumerate(reports)}
        self.prefix = prefixes[words.lang]
        exporter = TemplateExporter(
            template_name=TEMPLATE.name,
            extra_template_basedirs=[str(TEMPLATE.parent)],
            file_extension=".html",
        )
        environment = exporter.environment
        environment.autoescape, environment.finalize = True, show
        environment.filters |= {"prose": _prose, "trusted": Markup, "show": show}
        menu = [(p.file, p.title) for p in pages if p.notebook != PROFILE]
        method_title = words.label("page", "method")
        environment.globals |= {
            "report": self.report,
            "words": words,
            "say": words.say,
            "label": words.label,
            "version": metadata.version("solieu"),
            "languages": {lang: (p, Words(lang)) for lang, p in prefixes.items()},
            "prefix": self.prefix,
            "menu": [
                ("index.html", words.label("page", "home")),
                *menu,
                ("method.html", method_title),
            ],
        }
        self.exporter = exporter
        (folder / self.prefix / "evidence").mkdir(parents=True)

    @classmethod
    def of(
        cls, reports: Sequence[Report], plans: Sequence[Sequence[Page]], folder: Path
    ) -> list[Writer]:
        """A writer for each language, and in the folder what they share."""
        writers = [cls(reports, n, pages, folder) for n, pages in enumerate(plans)]
        (folder / "assets").mkdir()
        for name in ASSETS:
            shutil.copyfile(TEMPLATE / name, folder / "assets" / name)
        for notebook in sorted({page.notebook for page in plans[0]}):
            shutil.copyfile(
                NOTEBOOKS / f"{notebook}.ipynb", folder / "assets" / f"{notebook}.ipynb"
            )
        return writers

    def _page(self, file: str, docs: Sequence[str], **page: Any) -> dict[str, Any]:
        """What the templates know of a page: file, documents, the ways to the edition's folders."""
        root = "../" * file.count("/")
        up = root + "../" * self.prefix.count("/")
        return {"file": file, "root": root, "up": up, "docs": docs} | page

    def _write(self, file: str, html: str) -> str:
        """Write a page, its charts and tables as files beside it; returns the page's text."""
        stem = file.removesuffix(".html").replace("/", "-")
        root = "../" * file.count("/")
        text = detach(html, self.folder / self.prefix, root, stem, self.words)
        path = self.folder / self.prefix / file
        path.write_text(text, encoding="utf-8", newline="\n")
        return text

    def _render(self, template: str, file: str, docs: Sequence[str], **page: Any) -> str:
        html = self.exporter.environment.get_template(template)
        return self._write(file, html.render(resources={"page": self._page(file, docs, **page)}))

    def notebook(self, page: Page, notebook: Any) -> None:
        """Convert an executed notebook: cells of one language, outputs, code closed at the end."""
        other = {"vi": "en", "en": "vi"}[self.words.lang]
        tags = lambda cell: cell.metadata.get("tags", [])  # noqa: E731
        cells = notebook.cells = [c for c in notebook.cells if other not in tags(c)]
        prose = [cell for cell in cells if cell.cell_type == "markdown"]
        prose[0].source = re.sub(r"^# .*\n+", "", prose[0].source)  # the page has its own heading
        headings = re.findall(r"^## (.+)$", "\n".join(cell.source for cell in prose), re.M)
        province = page.parameters.get("province")
        area = self.report.area(province) if province else None
        answer = next(c for c in cells if "answer" in tags(c)).outputs[0].data["text/plain"]
        docs = profile.shown(self.report, area) if area else list(self.report.documents)
        told = self._page(
            **vars(page),
            answer=" ".join(answer.split()),
            docs=docs,
            dated=profile.articles(self.report, area) if area else docs,
            contents=[(slug(heading), heading) for heading in headings],
            sources=holdings.sources(self.report, docs),
        )
        html, _ = self.exporter.from_notebook_node(notebook, resources={"page": told})
        self._write(page.file, html)

    def evidence(self, doc_id: str) -> str:
        """Write one article's evidence page; returns its file name within the edition."""
        report, doc = self.report, self.report.documents[doc_id]
        made = {p.file for p in self.pages}
        file = f"evidence/{page_name(doc_id)}"
        title = show(doc["title"] or doc_id, 160).unescape()
        self._render(
            "evidence.html.j2",
            file,
            [doc_id],
            title=title,
            answer=" – ".join(filter(None, (title, report.origin(doc_id).striptags()))),
            doc=doc,
            areas=[
                link(f"../{a.page}", a.label) if a.page in made else a.label
                for a in report.areas
                if doc["province"] and a.holds(doc)
            ],
            article=evidence.highlight(report, doc_id),
            counts=evidence.counts(report, doc_id),
            readings=evidence.readings(report, doc_id),
            others=evidence.others(report, doc_id),
        )
        return self.prefix + file

    def method(self) -> str:
        """Write how figures are found, checked and compared, and how well that was measured."""
        self._render(
            "method.html.j2",
            "method.html",
            list(self.report.documents),
            title=self.words.label("page", "method"),
            answer=self.words.say("method_answer").striptags(),
            parts=(parts := method.parts(self.words, _prose)),
            contents=[section[:2] for section in method.sections(parts)],
            tables=method.tables(self.report),
        )
        return self.prefix + "method.html"

    def home(
        self,
        failed: Mapping[str, str],
        unread: Sequence[tuple[str, str]],
        *,
        mailed: bool = False,
    ) -> str:
        """Write the index and return its text; ``mailed`` leaves out the link to the zip."""
        report, made = self.report, [p for p in self.pages if self.prefix + p.file not in failed]
        (self.folder / self.prefix / "search-index.js").write_text(
            home.search_index(report, made, method.sections(method.parts(self.words, _prose))),
            encoding="utf-8",
            newline="\n",
        )
        questions = {r["page"] + ".html": r[f"question_{self.words.lang}"] for r in registered()}
        return self._render(
            "home.html.j2",
            "index.html",
            list(report.documents),
            title=self.words.label("page", "index_title"),
            answer=home.answer(report),
            questions=questions,
            key=home.key(report),
            example=home.example(report, {p.file for p in made}),
            provinces=home.provinces(report, {p.file for p in made}),
            articles=holdings.sources(report),
            failed=report.table("failed", "page problem", sorted(failed.items())),
            unread=report.table("unread", "file problem", unread),
            mailed=mailed,
        )

    def finish(self, failed: Sequence[str]) -> None:
        """Write the edition's own description, in which nothing differs between two runs."""
        about = {
            "as_of": self.report.as_of,
            "articles": len(self.report.documents),
            "corpus_digest": self.report.digest,
            "failed": sorted(failed),
            "languages": list(self.exporter.environment.globals["languages"]),
            "pages": [page.file for page in self.pages],
            "solieu": metadata.version("solieu"),
        }
        text = json.dumps(about, ensure_ascii=False, indent=1) + "\n"
        (self.folder / MARK).write_text(text, encoding="utf-8", newline="\n")
