"""Pages written from one template: notebooks by nbconvert, evidence pages and the index."""

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

from . import evidence, holdings, profile
from .markup import TEMPLATE, link, page_name, show
from .report import Report
from .wording import slug

MARK = "edition.json"  # by this file a later run knows that it may replace the folder


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
    """Writes the pages of one edition into ``folder``; ``pages`` are those it will hold."""

    def __init__(self, report: Report, folder: Path, pages: Sequence[Page]) -> None:
        self.report, self.folder, self.pages = report, folder, pages
        menu = [(p.file, p.title) for p in pages if not p.parameters]
        self.exporter = TemplateExporter(
            template_name=TEMPLATE.name,
            extra_template_basedirs=[str(TEMPLATE.parent)],
            file_extension=".html",
        )
        environment = self.exporter.environment
        environment.autoescape, environment.finalize = True, show
        environment.filters |= {"prose": _prose, "trusted": Markup, "show": show}
        environment.globals |= {
            "report": report,
            "words": report.words,
            "say": report.words.say,
            "label": report.words.label,
            "version": metadata.version("solieu"),
            "menu": [("index.html", report.words.label("page", "home")), *menu],
        }
        (folder / "evidence").mkdir()
        shutil.copy(TEMPLATE / "style.css", folder / "style.css")

    def _write(self, file: str, text: str) -> None:
        (self.folder / file).write_text(text, encoding="utf-8", newline="\n")

    def _render(self, template: str, file: str, **page: Any) -> None:
        html = self.exporter.environment.get_template(template)
        self._write(file, html.render(resources={"page": {"file": file} | page}))

    def notebook(self, page: Page, notebook: Any) -> None:
        """Convert an executed notebook: cells of one language, outputs, code closed at the end."""
        other = {"vi": "en", "en": "vi"}[self.report.words.lang]
        tags = lambda cell: cell.metadata.get("tags", [])  # noqa: E731
        cells = notebook.cells = [c for c in notebook.cells if other not in tags(c)]
        prose = [cell for cell in cells if cell.cell_type == "markdown"]
        prose[0].source = re.sub(r"^# .*\n+", "", prose[0].source)  # the page has its own heading
        headings = re.findall(r"^## (.+)$", "\n".join(cell.source for cell in prose), re.M)
        province = page.parameters.get("province")
        area = self.report.area(province) if province else None
        answer = next(c for c in cells if "answer" in tags(c)).outputs[0].data["text/plain"]
        told = {
            **vars(page),
            "answer": " ".join(answer.split()),
            "docs": (docs := profile.shown(self.report, area) if area else self.report.documents),
            "contents": [(slug(heading), heading) for heading in headings],
            "sources": holdings.sources(self.report, docs),
        }
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
            title=title,
            answer=" – ".join(filter(None, (title, report.origin(doc_id).striptags()))),
            docs=[doc_id],
            doc=doc,
            areas=[
                link(f"../{a.page}", a.label) if a.page in made else a.label
                for a in report.areas
                if doc["province"] and a.holds(doc)
            ],
            article=evidence.highlight(report, doc_id),
            readings=evidence.readings(report, doc_id),
        )
        return file

    def home(self, failed: Mapping[str, str], unread: Sequence[tuple[str, str]]) -> None:
        """Write the index: provinces, articles, downloads, pages and inputs that failed."""
        report = self.report
        self._render(
            "home.html.j2",
            "index.html",
            title=report.words.label("page", "index_title"),
            answer=holdings.index(report),
            docs=report.documents,
            provinces=profile.table(report, {p.file for p in self.pages} - set(failed)),
            articles=holdings.sources(report),
            failed=report.table("failed", "page problem", sorted(failed.items())),
            unread=report.table("unread", "file problem", unread),
        )

    def finish(self, failed: Sequence[str]) -> None:
        """Write the edition's own description, in which nothing differs between two runs."""
        about = {
            "as_of": self.report.as_of,
            "articles": len(self.report.documents),
            "corpus_digest": self.report.digest,
            "failed": sorted(failed),
            "lang": self.report.words.lang,
            "pages": [page.file for page in self.pages],
            "solieu": metadata.version("solieu"),
        }
        self._write(MARK, json.dumps(about, ensure_ascii=False, indent=1) + "\n")
