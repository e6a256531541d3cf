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
from .markup import Prose, Table, link, page_name, show
from .report import Report
from .wording import plain_letters

TEMPLATE = Path(__file__).parent / "template"
MARK = "edition.json"  # by this file a later run knows that it may replace the folder


@dataclass(frozen=True)
class Page:
    """A notebook run: which, with what parameters, into which file, under which heading."""

    notebook: str
    file: str
    title: str
    parameters: dict[str, Any] = field(default_factory=dict)


def _anchor(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", plain_letters(heading)).strip("-")


def _prose(source: str) -> Markup:
    """A Markdown cell as HTML; its second-level headings get the ids that the contents link to."""
    html = MarkdownWithMath(IPythonRenderer(escape=True, exclude_anchor_links=True)).render(source)
    return Markup(
        re.sub(r"<h2>(.*?)</h2>", lambda m: f'<h2 id="{_anchor(m[1])}">{m[1]}</h2>', html)
    )


class Writer:
    """Writes the pages of one edition into ``folder``; ``pages`` are those it will hold."""

    def __init__(self, report: Report, folder: Path, pages: Sequence[Page]) -> None:
        self.report, self.folder, self.pages = report, folder, pages
        self.label = report.words.label
        self.menu = [("index.html", self.label("page", "home"))]
        self.menu += [(p.file, p.title) for p in pages if not p.parameters]
        self.exporter = TemplateExporter(
            template_name=TEMPLATE.name,
            extra_template_basedirs=[str(TEMPLATE.parent)],
            file_extension=".html",
        )
        environment = self.exporter.environment
        environment.autoescape = True
        environment.filters |= {"prose": _prose, "trusted": Markup}
        environment.globals |= {"say": report.words.say, "label": self.label}
        (folder / "evidence").mkdir()
        shutil.copy(TEMPLATE / "style.css", folder / "style.css")

    def _shell(
        self,
        file: str,
        title: str,
        answer: Prose,
        docs: Sequence[str],
        about: Sequence[tuple[str, str]] = (),
        **more: Any,
    ) -> dict[str, Any]:
        """What the template puts around a page: head, menu, provenance."""
        origins = (self.report.origin(doc_id).striptags() for doc_id in docs)
        provenance = [
            (self.label("page", "digest"), self.report.digest),
            (self.label("page", "version"), f"solieu {metadata.version('solieu')}"),
            *about,
        ]
        return {
            "file": file,
            "title": title,
            "lang": self.report.words.lang,
            "root": "../" if "/" in file else "",
            "menu": self.menu,
            "provenance": provenance,
            "description": show(repr(answer).split("\n")[0], 300).unescape(),
            "origins": [origin for origin in origins if origin],
        } | more

    def _write(self, file: str, text: str) -> None:
        (self.folder / file).write_text(text, encoding="utf-8", newline="\n")

    def _render(self, template: str, page: Mapping[str, Any], **values: Any) -> None:
        html = self.exporter.environment.get_template(template)
        shown = {
            k: v._repr_html_() if isinstance(v, Table | Prose) else v for k, v in values.items()
        }
        self._write(page["file"], html.render(resources={"page": page}, **shown))

    def notebook(self, page: Page, notebook: Any) -> None:
        """Convert an executed notebook: cells of one language, outputs, code closed at the end."""
        other = {"vi": "en", "en": "vi"}[self.report.words.lang]
        tags = lambda cell: cell.metadata.get("tags", [])  # noqa: E731
        cells = notebook.cells = [c for c in notebook.cells if other not in tags(c)]
        prose = [cell for cell in cells if cell.cell_type == "markdown"]
        prose[0].source = re.sub(r"^# .*\n+", "", prose[0].source)  # the page has its own heading
        headings = re.findall(r"^## (.+)$", "\n".join(cell.source for cell in prose), re.M)
        answer = next(cell for cell in cells if "answer" in tags(cell)).outputs[0].data
        province = page.parameters.get("province")
        area = self.report.area(province) if province else None
        docs = profile.shown(self.report, area) if area else self.report.documents
        shown = ", ".join(f"{k} = {v}" for k, v in page.parameters.items()) or "–"
        told = self._shell(
            page.file,
            page.title,
            Prose((show(answer["text/plain"]),)),
            docs,
            [
                (self.label("page", "notebook"), f"notebooks/{page.notebook}.ipynb"),
                (self.label("page", "parameters"), shown),
            ],
            notebook=page.notebook,
            contents=[
                *((_anchor(h), h) for h in headings),
                ("sources", self.label("page", "sources")),
            ],
            sources=holdings.sources(self.report, docs)._repr_html_(),
        )
        html, _ = self.exporter.from_notebook_node(notebook, resources={"page": told})
        self._write(page.file, html)

    def evidence(self, doc_id: str) -> str:
        """Write one article's evidence page; returns its file name within the edition."""
        report, words, doc = self.report, self.report.words, self.report.documents[doc_id]
        made = {p.file for p in self.pages}
        areas = [a for a in report.areas if doc["province"] and a.holds(doc)]
        facts = [
            ("province", link(f"../{a.page}", a.label) if a.page in made else a.label)
            for a in areas
        ] + [
            ("published", words.period(doc["published"])),
            ("reports_on", words.period(doc["period"])),
            ("file", show(doc["source"], 120)),
            ("issues", show("; ".join(doc["issues"]), 300)),
        ]
        answer = words.say(
            "evidence_answer",
            figures=words.count(len(report.of(doc_id, "figures")), "figure"),
            citations=words.count(len(report.of(doc_id, "citations")), "mention"),
        )
        # number 1 is the title too where the article prints none of its own
        title = show(doc["title"] or doc_id, 160).unescape()
        page = self._shell(
            f"evidence/{page_name(doc_id)}",
            title,
            Prose((Markup(" – ").join(filter(None, (show(title), report.origin(doc_id)))),)),
            [doc_id],
            [("SHA-256", doc["sha256"])],
        )
        self._render(
            "evidence.html.j2",
            page,
            answer=Prose(tuple(filter(None, (answer, report.origin(doc_id)))), "answer"),
            facts=[(self.label("column", name), value) for name, value in facts if value],
            article=evidence.highlight(report, doc_id),
            readings=evidence.readings(report, doc_id),
        )
        return page["file"]

    def home(self, failed: Mapping[str, str], unread: Sequence[tuple[str, str]]) -> None:
        """Write the index: provinces, articles, downloads, pages and inputs that failed."""
        report, words = self.report, self.report.words
        answer = report.answer(
            words.say(
                "index_answer",
                articles=words.count(len(report.documents), "article"),
                provinces=words.count(len(report.areas), "province"),
                facts=words.count(len(report.observations), "fact"),
                indicators=words.count(
                    len({o["indicator"] for o in report.observations}), "indicator"
                ),
            )
        )
        title = self.label("page", "index_title")
        lost = [(file, show(why, 300)) for file, why in sorted(failed.items())]
        inputs = [(show(path, 120), show(why, 300)) for path, why in unread]
        self._render(
            "home.html.j2",
            self._shell("index.html", title, answer, list(report.documents)),
            answer=answer,
            provinces=self._provinces({p.file for p in self.pages} - set(failed)),
            articles=holdings.sources(report),
            failed=report.table("failed", "page problem", lost) if lost else "",
            unread=report.table("unread", "file problem", inputs) if inputs else "",
        )

    def _provinces(self, made: set[str]) -> Table:
        """One row per province: how much it reports, on what, and how its sums stand."""
        report, words, rows = self.report, self.report.words, []
        for area in report.areas:
            found = profile.observations(report, area)
            themes = profile.themes(found)
            held, checks = profile.tested(report, area)
            numbers = (
                len(profile.articles(report, area)),
                len(found),
                len({o["indicator"] for o in found}),
            )
            rows.append(
                (
                    link(area.page, area.label) if area.page in made else area.label,
                    *(words.number(n) for n in numbers),
                    words.label("theme", themes[0][0]) if themes else "–",
                    f"{words.number(held)}/{words.number(checks)}" if checks else "–",
                )
            )
        columns = "province articles# facts# indicators# most_on checked#"
        return report.table("provinces", columns, rows)

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
