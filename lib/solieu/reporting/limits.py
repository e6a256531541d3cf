"""What provinces say hinders them and is to be done, by theme, and the words that set each apart."""

from __future__ import annotations

import collections
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ..analysis import terms
from ..linking.statements import themes
from . import charts, plots
from .cited import by_province
from .comparison import documents, places, within
from .markup import Prose, Table, evidence_url, link, show
from .report import Report, Row, UnknownName

ROLES = ("limitation", "cause", "task")
READ = ("figures", "periods", "citations", "places", "exclusions")  # spans that are no words
SEEN = 3  # a word seen less often is not listed: its interval says nothing
Found = Mapping[str, Sequence[terms.Term]]


@dataclass(frozen=True)
class Named:
    """Statements as chosen, (name, statement) pairs in their order.

    ``areas`` are the names of provinces, and of groups of them that an article is about as a whole:
    what is told of a group is put on none of its provinces. ``docs`` are the articles looked at.
    """

    report: Report
    areas: Sequence[str]
    rows: Sequence[tuple[str, Row]]
    docs: Sequence[str]

    @functools.cached_property
    def provinces(self) -> list[str]:
        """Those of the areas that are provinces."""
        known = {area.label for area in self.report.areas}
        return [name for name in self.areas if name in known]

    def of(self, role: str) -> list[tuple[str, Row]]:
        """Those of one role."""
        return [pair for pair in self.rows if pair[1]["role"] == role]

    def spread(self, role: str) -> dict[str, int]:
        """Themes and how many provinces (of one province: sentences) name them, the most first."""
        pairs = [(area, theme) for area, row in self.of(role) for theme in row["themes"]]
        several = len(self.areas) > 1
        count = collections.Counter(
            theme
            for area, theme in (sorted(set(pairs)) if several else pairs)
            if not several or area in self.provinces
        )
        count.update({theme: 0 for _, theme in pairs})  # what only a group names
        return {t: count[t] for t in sorted(count, key=lambda t: (-count[t], [*themes()].index(t)))}

    def widest(self, role: str) -> tuple[Markup, int]:
        """The first theme of `spread` (the first few where it is a tie), and its number."""
        words, spread = self.report.words, self.spread(role)
        return words.widest({words.label("theme", t): n for t, n in spread.items()})


def choose(report: Report, province: str = "", theme: str = "", group: str = "") -> Named:
    """The limitations, causes and tasks of all provinces, one or a group, on all themes or one.

    Raises:
        UnknownName: a theme or group that there is not, or a province that no article is about.
    """
    if theme and theme not in themes():
        raise UnknownName("theme", theme, themes())
    areas, rows = _areas(report, province, group), []
    held = documents(report, province, group)
    docs = [doc_id for area in areas for doc_id in _docs(report, area) if doc_id in held]
    for area in areas:
        told = [doc_id for doc_id in docs if places(report)[doc_id] == area]
        found = [s for doc_id in told for s in report.of(doc_id, "statements")]
        found = [s for s in found if s["role"] in ROLES and (not theme or theme in s["themes"])]
        # what a word of its own tells comes before what a sentence took from the one before it
        found.sort(key=lambda s: s["rule"].startswith("carried"))
        rows += [(area, s) for s in found]
    return Named(report, areas, rows, docs)


def _areas(report: Report, province: str = "", group: str = "") -> list[str]:
    """What the articles of provinces are about: these, or groups that they are in."""
    about, found = places(report), {}
    held = documents(report, province, group)
    for area in within(report, province, group):
        docs = [d for d, row in report.documents.items() if area.holds(row)]
        told = [about[d] for d in docs if d in held] if docs or group else [area.label]
        found |= dict.fromkeys(told)
    return [*found]


def _docs(report: Report, name: str) -> list[str]:
    """The documents about a province or group."""
    return [doc_id for doc_id, about in places(report).items() if about == name]


def answer(named: Named) -> Prose:
    """How many limitations, causes and tasks are named, and which themes most provinces name."""
    words = named.report.words
    told = {role: len(named.of(role)) for role in ROLES}
    told["provinces"] = words.listing(
        [words.count(len(named.provinces), "province")] * bool(named.provinces)
        + [name for name in named.areas if name not in named.provinces]
    )
    said = [words.say("limits_answer" if named.rows else "limits_none", **told)]
    widest = {role: named.widest(role) for role in ("limitation", "task")}
    alone = "" if len(named.areas) > 1 else "_alone"
    for role, (theme, n) in widest.items():
        if n > 1:  # else no theme stands out
            said.append(words.say(f"limits_{role}{alone}", theme=theme, n=n))
    return named.report.answer(*said, docs=named.docs)


def matrix(named: Named, role: str) -> charts.Chart | Prose:
    """Which provinces name which themes in a role, and in how many sentences."""
    words, spread = named.report.words, named.spread(role)
    count = collections.Counter((a, t) for a, s in named.of(role) for t in s["themes"])
    names = [a for a in named.areas if any(a == name for name, _ in count)]
    if len(names) < 2:
        return Prose((words.say("named_few"),))
    label = {t: words.label("theme", t) for t in themes()}
    told = {(a, label[t]): ("named", str(n)) for (a, t), n in count.items()}
    theme, n = named.widest(role)
    unsorted = sum(not row["themes"] for _, row in named.of(role))
    silent = [a for a in named.areas if a not in names]
    blank = [label[t] for t in themes() if t not in spread]
    return by_province(
        named.report,
        "named",
        names,
        [label[t] for t in spread],
        told,
        named.docs,
        finding=words.say(
            "named_widest" if n > 1 else "named_apart", theme=theme, n=n, of=len(named.provinces)
        ),
        rows=len(names),
        shown=len(spread),
        role=words.label("statement", role),
        unsorted=words.when(unsorted, "named_unsorted", n=unsorted),
        silent=words.when(silent, "named_silent", n=len(silent), names="; ".join(silent)),
        blank=words.when(blank, "named_blank", names="; ".join(blank)),
    )


def quotations(named: Named, role: str, most: int = 8) -> Table:
    """Sentences of one role, each a link to its place: ``most`` of a theme, of all provinces first one."""
    words, groups = named.report.words, []
    for theme in (*named.spread(role), ""):
        found = [(a, s) for a, s in named.of(role) if (s["themes"] or [""])[0] == theme]
        first = {area: i for i, (area, _) in reversed([*enumerate(found)])}
        order = sorted(range(len(found)), key=lambda i: (first[found[i][0]] != i, i))
        rows = [quotation(named.report, *found[i]) for i in sorted(order[:most])]
        if len(found) > most:
            rows.append(("", words.say("more", n=len(found) - most), ""))
        if found:
            name = words.label("theme", theme) or words.label("joint", "no_theme")
            groups.append((name, rows))
    column = named.report.quoted("statement", (row["doc_id"] for _, row in named.rows))
    columns, role = f"province {column} also", words.label("statement", role)
    return named.report.table("quotations", columns, groups=groups, role=role)


def quotation(report: Report, area: str, row: Row, known: int = 1) -> tuple[str, Markup, str]:
    """Of whom, the sentence as a link, and its themes but for the first ``known``."""
    text = show(report.texts[row["doc_id"]][row["start"] : row["end"]].strip(), 280)
    url = evidence_url(row["doc_id"], f"s{row['start']}", report.base)
    also = "; ".join(report.words.label("theme", theme) for theme in row["themes"][known:])
    return area, link(url, report.quote(text), css="said"), also or "–"


@functools.lru_cache(maxsize=4)
def vocabulary(report: Report) -> dict[str, collections.Counter[str]]:
    """How often the articles about each province (or group) use each word of their own text."""
    found = {name: collections.Counter() for name in _areas(report)}
    for doc_id, name in places(report).items():
        holes = [(r["start"], r["end"]) for name in READ for r in report.of(doc_id, name)]
        spans = report.documents[doc_id]["body_spans"]
        found[name].update(terms.words(report.texts[doc_id], spans, holes))
    return found


def peculiar(report: Report, minimum: int = 300, province: str = "", group: str = "") -> Found:
    """The words that set each province apart, the surest first; none where there is too little text.

    Args:
        report: the corpus
        minimum: words that a province, and all others together, must have to be compared
        province: only this one; empty for all
        group: only its provinces, held against all others

    Raises:
        UnknownName: no article is about the province, or no such group.
        ValueError: a minimum that is no whole number.
    """
    if not isinstance(minimum, int):
        raise ValueError(f"minimum {minimum!r}: give a whole number of words, such as 300")
    counts, found = vocabulary(report), {}
    every = sum(counts.values(), collections.Counter())
    for name in _areas(report, province, group):
        own, rest = counts[name], every - counts[name]
        told = terms.log_odds(own, rest) if min(own.total(), rest.total()) >= minimum else []
        found[name] = [t for t in told if t.count >= SEEN and t.z > terms.Z]
    return found


def too_little(report: Report, minimum: int = 300) -> Prose:
    """Which provinces are not ranked, having too few words, and how many words were compared."""
    words, sizes = report.words, {name: c.total() for name, c in vocabulary(report).items()}
    short = [f"{name} ({words.number(n)})" for name, n in sizes.items() if n < minimum]
    total, different = sum(sizes.values()), len(set().union(*vocabulary(report).values()))
    rest = total - max(sizes.values(), default=0)
    compared = words.say(
        "words_short" if short else "words_enough",
        minimum=minimum,
        expected=words.number(minimum / 100),
        n=len(short),
        of=len(sizes),
        names=words.listing(short),
    )
    told = [compared, words.say("words_tried", total=total, different=different)]
    told += [words.say("words_alone", rest=rest, minimum=minimum)] if rest < minimum else []
    return Prose(tuple(told))


def table(report: Report, found: Found, most: int = 8) -> Table:
    """The words that set each province apart: counts, how many times the odds elsewhere, z."""
    words, groups = report.words, []
    for name, told in ((name, told[:most]) for name, told in found.items() if told):
        rows = []
        for t in told:
            times, low, high = (words.number(x, int(x < 10)) for x in t.times)
            counts = words.number(t.count), words.number(t.elsewhere)
            cells = (*counts, f"{times} ({low}–{high})", words.number(t.z, 1))
            rows.append((report.quote(t.word), *cells))
        articles = words.count(len(_docs(report, name)), "article")
        size = vocabulary(report)[name].total()
        groups.append((words.say("words_of", name=name, words=size, articles=articles), rows))
    return report.table("words", "word counted# elsewhere# times# z#", groups=groups)


def chart(report: Report, found: Found, most: int = 12) -> charts.Chart | Prose:
    """The surest words of the province with most text: odds ratios with 95 % intervals."""
    words, told = report.words, [name for name, terms_ in found.items() if len(terms_) > 2]
    if not told:
        return Prose((words.say("words_none"),))
    name, lines = max(told, key=lambda name: vocabulary(report)[name].total()), []
    for t in found[name][:most]:
        times = [words.number(x, int(x < 10)) for x in t.times]
        label = words.say("words_label", times=times[0], n=t.count, elsewhere=t.elsewhere)
        mark = plots.Mark(t.word, *t.times, times[0], label.unescape(), doc_id="", part=False)
        lines.append(plots.Line(t.word, (mark,), mark.label))
    return plots.dots(
        report,
        "peculiar",
        {"": lines},
        percent=False,
        ratio=True,
        line_at=1,
        name=name,
        word=lines[0].name,
        times=lines[0].marks[0].text,
        docs=report.documents,  # held against all
    )
