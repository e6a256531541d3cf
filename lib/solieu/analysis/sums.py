"""Arithmetic told in one sentence or two: shares, parts, remainders, before and after.

Each rule looks at sentences of an article's tape (`solieu.analysis.articles`) and yields findings.
Where a sentence can be read in a way that makes its sum come out, it is read so.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import zip_longest
from typing import Any

from ..knowledge import read_toml
from .articles import UPPER, Article, F, Figure, Finding, Sentence, alike, generic
from .intervals import (
    CONSISTENT,
    INCONSISTENT,
    TRUNCATED,
    UNTESTABLE,
    Interval,
    Printed,
    decide,
    equals,
    plain,
    point,
    show,
    whole_totals,
)

HUNDRED = point(100)
_SOFT = (
    r"(?:\s|:|là|với|được|đạt|chiếm|bằng|khoảng|hơn|gần|trên|dưới|quá|từ|ước|xấp xỉ|tới|đến|chỉ|mới|"
    r"tỷ lệ|tỉ lệ|mức|chưa đến|chưa đầy|chưa tới|tròn)*"
)
_CUE = r"\(|=|đạt|chiếm|bằng|tỷ lệ|tỉ lệ|tương đương|tương ứng|hoàn thành|tức"
# The cue follows the count's own noun phrase, or stands alone after a comma or bracket.
_SHARE = re.compile(rf"(?:^[^,(]*|[,(][\W]*(?:và |với )?)(?:{_CUE}){_SOFT}$")
_GROWTH = re.compile(r"tăng|giảm|cao hơn|thấp hơn|so với|cùng kỳ|bình quân|nhiều hơn|ít hơn")
_EXCESS = re.compile(rf"vượt(?: mức| chỉ tiêu| kế hoạch| dự toán)?{_SOFT}$")
_SHORT = re.compile(rf"(?:còn lại|còn|thiếu|hụt|chưa thực hiện){_SOFT}$")
_GROWN = re.compile(
    r"^\s*\)?\s*(?:so với (?:cùng|năm|quý|tháng|đầu|nhiệm kỳ|trước|giai đoạn)|cùng kỳ|điểm)"
)
_OF_BASE = re.compile(r"^\s*(?:tổng|trong|của|trên|so|số (?!này|đó))")
# What may follow a percent that belongs to the count before it: no noun of its own.
_ENDS = re.compile(
    r"\s*(?:[().,;:]|$|(?:tổng )?số |so với|trên |trong |và |khi |theo |của |chỉ tiêu|kế hoạch|nghị quyết|nq|dự toán|kh\b)"
)
_SURE = re.compile(rf"(?:chiếm|bằng|tương đương|tỷ lệ|tỉ lệ){_SOFT}$")
_TARGET = re.compile(
    r"^\s*\)?\s*(?:so với\s*)?(?:chỉ tiêu|kế hoạch|nghị quyết|nq|dự toán|mục tiêu|yêu cầu|kh\b)"
)
OF_TARGET = re.compile(
    r"kết nạp|thu (?:ngân sách|nội địa)|giải ngân|vận động|phát triển|tinh giản|phát thẻ"
)
_AIMED = re.compile(r"chỉ tiêu|kế hoạch|đề ra|được giao|giao|phấn đấu|mục tiêu|phải|xác định")
_YEARLY = re.compile(
    r"mỗi năm|bình quân|hằng năm|hàng năm|trung bình|mỗi (?:tháng|quý|xã|huyện|đơn vị)"
)
_WHOLE = re.compile(
    r"(?:toàn|cả) (?:tỉnh|huyện|thành phố|thị xã|ngành|khối|đảng bộ|xã)|tổng số|hiện có|tổng cộng"
)
_OUT_OF = re.compile(r"\b(?:trong|trên)\s+(?:tổng\s+)?(?:số\s+)?$")


@functools.cache
def words(name: str) -> re.Pattern[str]:
    """A word list of data/audit.toml as one pattern."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(read_toml('audit.toml')[name])})(?!\w)")


@functools.cache
def partitions() -> tuple[dict[str, Any], ...]:
    """Exhaustive classes (data/audit.toml), their words compiled."""
    return tuple(
        {**p, "classes": [re.compile(c) for c in p["classes"]]}
        for p in read_toml("audit.toml")["partition"]
    )


def finding(
    article: Article,
    check: str,
    outcome: str,
    stated: Printed | Interval | str,
    implied: Interval | Fraction | str,
    figures: Sequence[Figure],
    vi: str,
    en: str,
) -> Finding:
    """A finding on figures of one article; its observations are those that hold the figures."""
    ids = tuple(f.id for f in figures)
    rows = [
        r["observation_id"]
        for r in article.observations
        if set(ids) & set(r.get("figure_ids") or ()) and r.get("observation_id")
    ]
    stated = stated.value if isinstance(stated, Printed) else stated
    texts = [x if isinstance(x, str) else plain(x) for x in (stated, implied)]
    return Finding(
        check,
        outcome,
        (article.id,),
        *texts,
        vi + verdict_words(outcome, "vi"),
        en + verdict_words(outcome, "en"),
        ids,
        tuple(dict.fromkeys(rows)),
    )


def verdict_words(outcome: str, lang: str) -> str:
    """How an explanation ends."""
    return {
        CONSISTENT: {"vi": ": khớp.", "en": ": it fits."},
        TRUNCATED: {
            "vi": ": khớp nếu số in bị cắt bớt chữ số.",
            "en": ": it fits if digits were cut off, not rounded.",
        },
        INCONSISTENT: {"vi": ": không khớp.", "en": ": it does not fit."},
        UNTESTABLE: {"vi": ": không kiểm được.", "en": ": it cannot be tested."},
    }[outcome][lang]


def shown(f: Figure) -> str:
    """A figure with the words that bound it."""
    return {"more_than": "> ", "less_than": "< ", "about": "≈ "}.get(f.qualifier, "") + f.text


# --- shares ------------------------------------------------------------------------------------


def shares(article: Article) -> Iterator[Finding]:
    """A percent beside the ratio or the count it belongs to (ratio_percent, implied_total)."""
    for index, sentence in enumerate(article.sentences):
        for i, share in enumerate(sentence.figures):
            if share.kind == "percent" and not share.points:
                yield from _share(article, index, sentence, i, share)


def _share(
    article: Article, index: int, sentence: Sentence, i: int, share: Figure
) -> Iterator[Finding]:
    figures, gap, after = sentence.figures, sentence.gap(i), sentence.gap(i + 1)
    before = figures[i - 1] if i else None
    following = figures[i + 1] if i + 1 < len(figures) else None
    if _GROWN.search(after) or re.match(rf"[^,;.]{{0,20}}{words('other_whole').pattern}", after):
        return
    if following and re.search(r"^[^;,(]{0,60}\(\s*$", after) and not _GROWTH.search(gap[-40:]):
        if following.kind == "ratio":
            yield ratio(
                article, following.value, following.base, share, [following, share], sentence, i
            )
            return
        if following.kind == "count" and following.row.get("unit_class") != "class":
            yield from implied_total(article, index, following, share, after)
            return
    if before is None or ";" in gap or len(gap) > 90:
        return
    excess, short = _EXCESS.search(gap), _SHORT.search(gap)
    if not (excess or short) and (not _SHARE.search(gap) or _GROWTH.search(gap)):
        return
    if not _ENDS.match(after) and not (
        before.noun and after.strip().startswith(before.noun.split(",")[0])
    ):
        return
    top, base, used = None, None, [before, share]
    if before.kind == "ratio":
        top, base = before.value, before.base
    elif before.kind == "count" and i >= 2 and figures[i - 2].kind == "count":
        first = figures[i - 2]
        if _OUT_OF.search(sentence.gap(i - 1)):
            top, base, used = first.value, before.value, [first, before, share]
        elif "trong đó" in sentence.gap(i - 1) and alike(first, before):
            if excess or short or _OF_BASE.search(after):
                return
            top, base, used = before.value, first.value, [first, before, share]
    if top and base and base.value > 0:
        turn = "excess" if excess else "short" if short else "share"
        made = ratio(article, top, base, share, used, sentence, i, turn)
        if made.outcome == INCONSISTENT and not _reached(sentence, before):
            # n of all there are is no progress towards a target, which may be another number
            if excess or _TARGET.match(after):
                return
        yield made
    elif before.kind == "count" and not (excess or short):
        yield from implied_total(article, index, before, share, after)


def _reached(sentence: Sentence, figure: Figure) -> bool:
    """True when n/N is surely what was reached over what was aimed at, not a share of all."""
    return figure.row.get("unit_class") in ("member", "money", "card") or bool(
        OF_TARGET.search(sentence.text)
    )


def ratio(
    article: Article,
    top: Printed,
    base: Printed,
    share: Figure,
    used: Sequence[Figure],
    sentence: Sentence | None = None,
    i: int = 0,
    turn: str = "share",
) -> Finding:
    """The verdict on a percent printed beside the two numbers it is the quotient of."""
    implied = (top.loose / base.loose).times(100)
    sum_done = f"{show(top.value)} : {show(base.value)} × 100"
    if turn == "excess":
        implied, sum_done = implied - HUNDRED, sum_done + " − 100"
    elif turn == "short":
        implied, sum_done = HUNDRED - implied, "100 − " + sum_done
    outcome, check = decide(implied, share.value), "ratio_percent"
    strict = re.compile(r"(?:trên|hơn|quá|dưới|chưa đến|chưa đầy|chưa tới)\s*$")
    if (
        share.qualifier in ("more_than", "less_than")
        and implied == point(share.value.value)
        and sentence is not None
        and (word := strict.search(sentence.gap(i)))
        and "trở" not in sentence.gap(i + 1)[:12]
    ):
        outcome, check = INCONSISTENT, "word_and_number"
        return finding(
            article,
            check,
            outcome,
            share.value,
            implied,
            used,
            f"{sum_done} = {show(implied)} %, đúng bằng chứ không {word[0].strip()} {share.text}",
            f"{sum_done} = {show(implied)} %, exactly, neither above nor below {share.text}",
        )
    return finding(
        article,
        check,
        outcome,
        share.value,
        implied,
        used,
        f"{sum_done} {equals(implied)} %, bài in {shown(share)}",
        f"{sum_done} {equals(implied)} %, printed {shown(share)}",
    )


def implied_total(
    article: Article, index: int, part: Figure, share: Figure, after: str
) -> Iterator[Finding]:
    """A count and its share imply a total: a whole number, or one the article states."""
    if (
        part.qualifier != "exact"
        or part.value.step
        or share.value.value <= 0
        or part.value.value <= 0
    ):
        return
    total = point(part.value.value).times(100) / share.value.loose
    of_target = bool(_TARGET.search(after))
    stated = _stated_total(article, index, part, share, of_target)
    head = f"{part.text} : {share.text}"
    sentence = article.sentences[index]
    sure_share = of_target or bool(_SURE.search(sentence.gap(sentence.figures.index(share))))
    if stated:
        whole, sure = stated
        implied = (point(part.value.value) / whole.value.loose).times(100)
        outcome = decide(implied, share.value)
        if outcome == INCONSISTENT and not (sure and sure_share):
            outcome = UNTESTABLE
        if outcome != INCONSISTENT or whole.value.value >= part.value.value or of_target:
            yield finding(
                article,
                "implied_total",
                outcome,
                whole.value,
                total,
                [whole, part, share],
                f"{head} cho tổng {show(total, 1)}, bài nêu {shown(whole)}",
                f"{head} implies a total of {show(total, 1)}, the article states {shown(whole)}",
            )
            return
    same = [
        f
        for f in article.figures
        if f is not part
        and f.kind in ("count", "ratio")
        and alike(f, part)
        and decide(
            (point(part.value.value) / (f.base or f.value).loose).times(100)
            if (f.base or f.value).value > 0
            else HUNDRED,
            share.value,
        )
        != INCONSISTENT
    ]
    outcome, only = (
        whole_totals(point(part.value.value), share.value)
        if share.qualifier == "exact"
        else (UNTESTABLE, None)
    )
    if same:
        yield finding(
            article,
            "implied_total",
            CONSISTENT,
            (same[0].base or same[0].value),
            total,
            [part, share, same[0]],
            f"{head} cho tổng {show(total, 1)}, bài có nêu {same[0].text}",
            f"{head} implies a total of {show(total, 1)}, the article states {same[0].text}",
        )
    elif outcome == INCONSISTENT and sure_share:
        yield finding(
            article,
            "implied_total",
            outcome,
            share.value,
            total,
            [part, share],
            f"{head} cho tổng {show(total)}, không có số nguyên nào ở đó",
            f"{head} implies a total of {show(total)}, where there is no whole number",
        )
    elif outcome != INCONSISTENT and only and total.high - total.low < 1:
        yield finding(
            article,
            "implied_total",
            outcome,
            share.value,
            point(only),
            [part, share],
            f"{head} cho tổng đúng {only}",
            f"{head} implies a total of exactly {only}",
        )
    else:
        yield finding(
            article,
            "implied_total",
            UNTESTABLE,
            share.value,
            total,
            [part, share],
            f"{head} cho tổng {show(total, 0)}, bài không nêu tổng",
            f"{head} implies a total of {show(total, 0)}, the article states none",
        )


def _stated_total(
    article: Article, index: int, part: Figure, share: Figure, of_target: bool
) -> tuple[Figure, bool] | None:
    """The total (or target) told beside ``part``, and whether it is surely the one meant."""
    figures = article.sentences[index].figures
    after = figures[figures.index(share) + 1 :][:1]
    if of_target and after and after[0].kind == "count" and alike(after[0], part):
        gap = article.sentences[index].gap(figures.index(after[0]))
        if re.search(rf"\((?:chỉ tiêu|kế hoạch|giao|nghị quyết|nq){_SOFT}$", gap):
            return after[0], True
    for sentence in (article.sentences[index], article.sentences[index - 1] if index else None):
        if sentence is None:
            continue
        for i, whole in reversed(list(enumerate(sentence.figures))):
            same_noun = whole.noun == part.noun if not of_target else alike(whole, part)
            if (
                whole is part
                or whole.kind != "count"
                or not same_noun
                or whole.row["start"] > part.row["start"]
            ):
                continue
            lead = sentence.gap(i)
            if (_AIMED if of_target else _WHOLE).search(lead):
                return whole, not (of_target and _YEARLY.search(lead))
    return None


# --- parts and wholes --------------------------------------------------------------------------

_LIST_CUE = re.compile(
    r"(?P<inside>trong đó|trong số đó|trong số này)|(?P<all>bao gồm|gồm|chia ra|chia theo|phân theo|cụ thể|như sau)"
    r"|(?P<open>\()|(?P<colon>:)"
)
_NAME = re.compile(
    rf"[{UPPER}]\w*(?:\s[{UPPER}0-9]\w*)*\s*(?:\(|:|có|giảm|tăng|mở|là|kết nạp|được)?\s*(?:giảm|tăng)?\s*$"
)
_CONTINUED = re.compile(
    r"^\W*(?:(?:xét |tính |phân )?(?:theo|về) [^,;]{0,30},|phân theo|trong đó|cụ thể|trong số (?:đó|này|trên|tiền)|bao gồm|"
    r"gồm|chia ra|theo đó|danh sách)"
)


def sums(article: Article) -> Iterator[Finding]:
    """A stated whole and the parts listed after it (sum_of_parts, part_of_whole)."""
    sentences = article.sentences
    for index, sentence in enumerate(sentences):
        text = sentence.text
        for i, whole in enumerate(sentence.figures):
            later = [k for k, f in enumerate(sentence.figures) if k > i and f.kind != "percent"]
            start = _position(text, i) + 1
            gap = text[start : _position(text, later[0]) if later else len(text)]
            gap = re.sub(rf"\([^()]*{F}[^()]*\)", lambda m: " " * len(m[0]), gap)
            wholes = [f for f in sentence.figures[:i] if f.kind == whole.kind and alike(f, whole)]
            cue = _LIST_CUE.search(gap)
            if whole.kind not in ("count", "money", "ratio") or not cue or len(gap) > 130:
                continue
            if re.search(r"nhiều|hàng (?:trăm|chục|nghìn)|; \w", gap[: cue.start()]):
                continue
            position = start + cue.end()
            style = cue.lastgroup or ""
            if style == "open":
                inner = re.match(r"\W*(trong đó|gồm|bao gồm|cụ thể)?", text[position:])
                style = "inside" if inner and inner[1] == "trong đó" else "open"
                end = _closing(text, position)
            else:
                end = len(text)
                if style == "colon" and end == position:
                    continue
            yield from _parts(article, sentence, [*wholes, whole], position, end, style)
        if text.endswith(":") and sentence.figures:
            yield from _bullets(article, sentence, sentences[index + 1 :])
        previous = sentences[index - 1] if index else None
        if previous and sentence.figures and (cue := _CONTINUED.match(text)):
            wholes = [f for f in previous.figures if f.kind in ("count", "money")]
            style = "inside" if "trong" in cue[0] or "theo đó" in cue[0] else "all"
            yield from _parts(article, sentence, wholes, cue.end(), len(text), style, far=True)


def _bullets(article: Article, head: Sentence, lines: Sequence[Sentence]) -> Iterator[Finding]:
    """A whole in a line that ends with a colon, its parts in the bulleted lines below."""
    wholes = [f for f in head.figures if f.kind in ("count", "money")]
    parts = []
    for line in lines:
        if not line.line_start or not re.match(r"[-+•*]|\d{1,2}[.)]\s|[a-zđ]\)", line.text):
            break
        mine = [f for f in line.figures if f.kind != "percent"]
        if len(mine) != 1 or len(wholes) != 1 or not alike(mine[0], wholes[0]):
            return
        parts += mine
    region = " ".join(line.text for line in lines[: len(parts)])
    if len(parts) < 2 or words("overlapping").search(region) or words("partial").search(region):
        return
    total = functools.reduce(lambda a, b: a + b, (f.value.loose for f in parts))
    fits = total.meets(wholes[0].value.loose)
    if fits or not _cumulative(region):
        yield _sum(article, CONSISTENT if fits else INCONSISTENT, wholes[0], parts, total)


def _position(text: str, i: int) -> int:
    return [m.start() for m in re.finditer(F, text)][i]


def _closing(text: str, position: int) -> int:
    """Where the bracket opened just before ``position`` closes."""
    depth = 1
    for at in range(position, len(text)):
        depth += (text[at] == "(") - (text[at] == ")")
        if not depth:
            return at
    return len(text)


def _parts(
    article: Article,
    sentence: Sentence,
    wholes: list[Figure],
    start: int,
    end: int,
    style: str,
    far: bool = False,
) -> Iterator[Finding]:
    """Check the figures of ``sentence.text[start:end]`` as parts of one of ``wholes``."""
    text = sentence.text
    stop = re.search(
        r"trong đó|trong số đó|; ngoài ra|, ngoài ra|nâng tổng|thành lập mới", text[start:end]
    )
    end = start + stop.start() if stop and stop.start() > 0 else end
    if re.search(rf"(?:từ|xuống|lên|so với|bình quân){_SOFT}{F}", text[start:end]):
        return
    places = [m.start() for m in re.finditer(F, text)]
    inside = [(p, sentence.at(p)) for p in places if start <= p < end]
    depth = [text[start:p].count("(") - text[start:p].count(")") for p, _ in inside]
    parts = [pf for pf, d in zip(inside, depth, strict=True) if d <= 0]
    if not parts and inside:
        parts = inside
    parts = [(p, f) for p, f in parts if f.kind != "percent"]
    if not parts:
        return
    if any(f.kind == "measure" for _, f in inside) and len(parts) > 1:
        style = "nested"
    kept = []
    for p, f in parts:
        if not any(alike(f, w) for w in wholes):
            break
        kept.append((p, f))
    complete = len(kept) == len(parts)
    if not kept:
        return
    group = text.find(";", start, end)
    if group > 0 and sum(p < group for p, _ in kept) > 1:
        kept, end, complete = [(p, f) for p, f in kept if p < group], group, True
    figures = [f for _, f in kept]
    region = text[start:end]
    fitting = [w for w in wholes if all(alike(f, w) for f in figures)]
    if not fitting:
        return
    if style in ("inside", "nested"):
        yield from _within(article, sentence, fitting, figures, far)
        if style == "nested":
            return
    if len(figures) < 2 or any(f.kind == "ratio" for f in figures):
        return
    labelled = all(_NAME.search(sentence.cased[max(start, p - 40) : p]) for p, _ in kept)
    full = any(
        sum(bool(c.search(region)) for c in p["classes"]) == len(p["classes"]) == len(figures)
        for p in partitions()
        if not p.get("needs")
    )
    remainder = re.search(r"còn lại", region) is not None
    apart = labelled or full or bool(re.search(r"cấp (?:tỉnh|huyện|xã|trung ương)|khối", region))
    lead = text[max(0, start - 24) : start]
    open_rest = re.search(r"còn lại[^,;]*$", region) and not re.search(rf"còn lại[^,;]*{F}", region)
    partial = bool(
        words("partial").search(region)
        or open_rest
        or re.match(r"[\s:]*cả ", region)
        or re.search(rf"{words('partial').pattern}\W*\w*\W*$", lead)
    )
    overlap = fitting[0].kind != "money" and bool(words("overlapping").search(region)) and not full
    total = functools.reduce(lambda a, b: a + b, (f.value.loose for f in figures))
    for whole in fitting:
        if total.meets(whole.value.loose):
            yield _sum(article, CONSISTENT, whole, figures, total)
            return
    whole = fitting[-1]
    if overlap or not complete or whole.value.value <= 1 or whole.kind == "ratio":
        return
    if (far and len(fitting) > 1) or (len(figures) > 2 and _cumulative(region)):
        return
    must_fill = (full or remainder) if style == "inside" else not partial
    too_many = total.low > whole.value.loose.high and (apart or must_fill)
    if (must_fill and not _YEARLY.search(region)) or (too_many and not partial):
        yield _sum(article, INCONSISTENT, whole, figures, total)


def _cumulative(region: str) -> bool:
    """Classes told by thresholds (trên 100, trên 200 …) lie within each other."""
    return len(re.findall(r"\b(?:trên|dưới|từ)\s+\d", region)) > 1 or "trở lên" in region


def _sum(
    article: Article, outcome: str, whole: Figure, parts: list[Figure], total: Interval
) -> Finding:
    added = whole.written(sum((f.value.value for f in parts), Fraction(0)))
    left = " + ".join(shown(f) for f in parts)
    return finding(
        article,
        "sum_of_parts",
        outcome,
        whole.value,
        total,
        [whole, *parts],
        f"{left} = {added}, tổng nêu trong bài là {shown(whole)}",
        f"{left} = {added}, the stated total is {shown(whole)}",
    )


def _within(
    article: Article, sentence: Sentence, wholes: list[Figure], parts: list[Figure], far: bool
) -> Iterator[Finding]:
    """Each part is at most its whole."""
    candidates = [*wholes]
    if not far:
        candidates += [
            f
            for f in sentence.figures
            if f.row["start"] < wholes[-1].row["start"] and all(alike(f, p) for p in parts)
        ]
    for part in parts:
        whole = max(candidates, key=lambda f: f.value.loose.high)
        bad = part.value.loose.low > whole.value.loose.high or bool(
            part.base and whole.base and part.base.value > whole.base.value
        )
        if bad and far and len(wholes) != 1:
            continue
        outcome = INCONSISTENT if bad else CONSISTENT
        sign = ">" if bad else "≤"
        yield finding(
            article,
            "part_of_whole",
            outcome,
            part.value,
            whole.value.loose,
            [whole, part],
            f"“trong đó” {shown(part)} {sign} {shown(whole)}",
            f"“of which” {shown(part)} {sign} {shown(whole)}",
        )


def complements(article: Article) -> Iterator[Finding]:
    """Shares that leave nothing out make 100."""
    for sentence in article.sentences:
        items = [
            (i, f) for i, f in enumerate(sentence.figures) if f.kind == "percent" and not f.points
        ]
        if len(items) < 2:
            continue
        rest = [
            i
            for i, _ in items
            if re.search(rf"còn lại{_SOFT}$", sentence.gap(i))
            or re.search(r"còn lại[^,;]{0,25}$", sentence.gap(i))
        ]
        clean = not any(_GROWTH.search(sentence.gap(i)[-30:]) for i, _ in items)
        if rest and clean and rest[-1] == items[-1][0] and ";" not in sentence.gap(rest[-1])[3:]:
            yield from _hundred(article, [f for _, f in items], None)
            continue
        for partition in partitions():
            if partition.get("needs") and not re.search(partition["needs"], sentence.text):
                continue
            found = _labelled(sentence, items, partition["classes"])
            if found:
                yield from _hundred(article, found, partition.get("may_lack"))
                break


def _labelled(
    sentence: Sentence, items: list[tuple[int, Figure]], classes: list[re.Pattern[str]]
) -> list[Figure] | None:
    """The one share of each class, when every class has exactly one; labels before, else after."""
    for side in (0, 1):
        found: dict[int, list[Figure]] = {}
        for i, figure in items:
            gap = sentence.gap(i + side)
            clause = re.split(r";|\)", gap)[-1 if side == 0 else 0]
            if side == 0 and len(classes) != 2:
                clause = clause.rsplit(", ", 1)[-1] if clause.count(",") > 2 else clause
            for k, word in enumerate(classes):
                if word.search(clause.strip(" ,")):
                    found.setdefault(k, []).append(figure)
        if len(found) == len(classes) and all(len(f) == 1 for f in found.values()):
            figures = [f[0] for f in found.values()]
            if len({id(f) for f in figures}) == len(classes):
                return figures
    return None


def _hundred(article: Article, figures: list[Figure], may_lack: str | None) -> Iterator[Finding]:
    rounded = functools.reduce(lambda a, b: a + b, (f.value.rounded for f in figures))
    cut = functools.reduce(lambda a, b: a + b, (f.value.truncated for f in figures))
    outcome = (
        CONSISTENT if rounded.meets(HUNDRED) else TRUNCATED if cut.meets(HUNDRED) else INCONSISTENT
    )
    total = sum((f.value.value for f in figures), Fraction(0))
    if outcome == INCONSISTENT and may_lack and total < 100:
        outcome = UNTESTABLE
    left = " + ".join(shown(f) for f in figures)
    yield finding(
        article,
        "complement",
        outcome,
        "100",
        total,
        figures,
        f"{left} {equals(total)} %, phải là 100 %",
        f"{left} {equals(total)} %, it should be 100 %",
    )


# --- what is left, before and after ------------------------------------------------------------

_LEFT = re.compile(
    rf"(?<!\w)(?:(?:hiện |nay )?(?:còn lại|còn)(?: phải(?: [^\W\d]+){{0,2}})?){_SOFT}$"
)
_NOT_DONE = re.compile(r"chưa|sẽ|tiếp tục|phải|chờ|đang|không thuộc|chuẩn bị")
_PLACE = r"(?:huyện|thị xã|thành phố|quận|xã|phường|thị trấn|tx|tp)"
_LEFT_NAMES = re.compile(
    rf"còn lại (?:là )?(?:các |hai |ba )?((?:{_PLACE} [^,;.()]+?)(?:(?:,| và|,? cùng) (?:{_PLACE} )?[^,;.()]+?)*)(?: chưa|$|[.;(]| do | vì | sẽ| đang)"
)


def remainders(article: Article) -> Iterator[Finding]:
    """N done of N and what is left: n + left = N."""
    for index, sentence in enumerate(article.sentences):
        for i, left in enumerate(sentence.figures):
            gap = sentence.gap(i)
            if left.kind != "count" or not _LEFT.search(gap) or "trong đó" in gap:
                continue
            if not (
                "còn lại" in gap
                or _NOT_DONE.search(gap[-30:])
                or _NOT_DONE.search(sentence.gap(i + 1)[:60])
            ):
                continue
            before = sentence.figures[:i]
            done = next((f for f in reversed(before) if f.kind in ("ratio", "count")), None)
            if done is None or not alike(done, left):
                continue
            if done.kind == "ratio" and done.base:
                yield _remainder(
                    article, [done], done.value, left, done.base, sentence, _same_task(sentence, i)
                )
            else:
                pool = [f for f in before if f.kind == "count" and f is not done and alike(f, left)]
                context = article.sentences[index - 1] if index and not pool else None
                pool = (
                    pool or [f for f in context.figures if f.kind == "count" and alike(f, left)]
                    if context
                    else pool
                )
                lead = " ".join(sentence.text[: _position(sentence.text, i)].split()) + (
                    context.text if context else ""
                )
                if len(pool) == 1 and re.search(
                    r"tổng số|phải|kế hoạch|chỉ tiêu|toàn (?:tỉnh|huyện)", lead
                ):
                    so_far = re.search(
                        r"đến nay|đã có|từ (?:năm|đầu)|tính đến|lũy kế|trong tổng số", sentence.text
                    )
                    yield _remainder(
                        article,
                        [done],
                        done.value,
                        left,
                        pool[0].value,
                        sentence,
                        bool(so_far),
                        pool[0],
                    )
        names = _LEFT_NAMES.search(sentence.text)
        ratios = [
            f for f in sentence.figures if f.kind == "ratio" and f.row.get("unit_class") != "member"
        ]
        if names and len(ratios) == 1 and ratios[0].base and not re.search(F, names[1]):
            done = ratios[0]
            count = 1 + len(re.findall(r",| và | cùng ", names[1]))
            fits = done.value.value + count == done.base.value
            yield finding(
                article,
                "remaining",
                CONSISTENT if fits else INCONSISTENT,
                done.base,
                point(done.value.value + count),
                [done],
                f"{show(done.value.value)} + {count} nơi nêu tên = {show(done.value.value + count)}, tổng là {show(done.base.value)}",
                f"{show(done.value.value)} + {count} named = {show(done.value.value + count)}, the total is {show(done.base.value)}",
            )


def _same_task(sentence: Sentence, i: int) -> bool:
    """True when what is left undone is what was done: "chưa có trụ sở" may be another matter."""
    undone = re.search(r"chưa ([^\W\d]+ ?[^\W\d]*)", sentence.gap(i + 1))
    if not undone or _DOING.match(undone[1]):
        return True
    return undone[1].strip() in sentence.text[: _position(sentence.text, i)]


_DOING = re.compile(
    r"(?:được )?(?:thực hiện|làm|hoàn thành|triển khai|xong|bố trí|tổ chức|sáp nhập|hợp nhất|bầu|đạt chuẩn|sắp xếp)"
)


def _remainder(
    article: Article,
    figures: list[Figure],
    done: Printed,
    left: Figure,
    whole: Printed,
    sentence: Sentence,
    sure: bool = True,
    total: Figure | None = None,
) -> Finding:
    implied = done.loose + left.value.loose
    outcome = CONSISTENT if implied.meets(whole.loose) else INCONSISTENT if sure else UNTESTABLE
    used = [*([total] if total else []), *figures, left]
    return finding(
        article,
        "remaining",
        outcome,
        whole,
        implied,
        used,
        f"{show(done.value)} + {shown(left)} {equals(implied)}, tổng là {show(whole.value)}",
        f"{show(done.value)} + {shown(left)} {equals(implied)}, the total is {show(whole.value)}",
    )


_G = rf"[^{F[1:-1]};]"
_MOVES = (
    re.compile(
        rf"từ{_G}{{0,25}}(?P<a>{F}){_G}{{0,40}}?(?P<to>xuống còn|xuống|còn|lên|tăng lên){_SOFT}(?P<b>{F})"
    ),
    re.compile(rf"trước{_G}{{0,40}}(?P<a>{F})[^{F[1:-1]}]{{0,30}}sau{_G}{{0,40}}(?P<b>{F})"),
    re.compile(
        rf"(?:sáp nhập|hợp nhất|nhập|gộp|tổ chức lại){_G}{{0,15}}(?P<a>{F}){_G}{{0,40}}(?P<to>thành|còn|để thành lập){_SOFT}(?P<b>{F})"
    ),
)
_MOVES += (
    re.compile(
        rf"(?P<to>còn|xuống|xuống còn){_SOFT}(?P<b>{F}){_G}{{0,30}}so với{_G}{{0,25}}(?P<a>{F})(?={_G}{{0,20}}(?:trước|cũ|năm|ban đầu))"
    ),
    re.compile(
        rf"từ{_G}{{0,25}}(?P<a>{F}){_G}{{0,30}}(?P<to>nay còn|hiện còn|giảm còn){_SOFT}(?P<b>{F})"
    ),
)
_DIFFERENCE = re.compile(
    rf"(?P<verb>giảm|tăng|cắt giảm)(?: được| đi| tới| thêm| số lượng)?{_SOFT}(?P<c>{F})"
)
_NEW = re.compile(r"thành lập mới|lập mới|thành lập thêm|bổ sung|tăng thêm|chuyển")


def changes(article: Article) -> Iterator[Finding]:
    """Before and after, and the cut or the growth between them (before_after, word_and_number)."""
    sentences = article.sentences
    for sentence, following in zip_longest(sentences, sentences[1:]):
        if following and following.text.startswith("sau") and "trước" in sentence.text:
            sentence = sentence.joined(following)
        text = sentence.text
        taken: set[int] = set()
        for pattern in _MOVES:
            for move in pattern.finditer(text):
                a, b = sentence.at(move.start("a")), sentence.at(move.start("b"))
                if (
                    move.start("b") in taken
                    or a.kind != b.kind
                    or not alike(a, b)
                    or a.kind in ("ratio", "range")
                ):
                    continue
                taken.add(move.start("b"))
                yield from _move(article, sentence, move, a, b)


def _move(
    article: Article, sentence: Sentence, move: re.Match[str], a: Figure, b: Figure
) -> Iterator[Finding]:
    text = sentence.text
    to = (move.groupdict().get("to") or "").strip()
    lead = text[max(0, move.start() - 40) : move.start()]
    lead = re.split(rf"[;(]|{F}", lead)[-1]
    verb = (re.search(r"(giảm|tăng)(?: mạnh| nhanh| dần| đáng kể| đều)?\s*$", lead) or [""] * 2)[1]
    up = "lên" in to or verb == "tăng"
    down = to.startswith("xuống") or verb == "giảm"
    rises, falls = b.value.loose.low > a.value.loose.high, b.value.loose.high < a.value.loose.low
    if (up and falls) or (down and rises):
        yield finding(
            article,
            "word_and_number",
            INCONSISTENT,
            b.value,
            a.value.loose,
            [a, b],
            f"bài nói “{verb or to}” nhưng {a.text} → {b.text}",
            f"the words say “{'rise' if up else 'fall'}” but {a.text} → {b.text}",
        )
        return
    end = move.end()
    after = _DIFFERENCE.search(text, end, end + 60)
    ahead = list(
        _DIFFERENCE.finditer(text, max(0, move.start() - 60), min(move.start("a"), move.start("b")))
    )
    gap = text[end : after.start()] if after else ""
    if after and not re.search(rf"{F}|;", gap):
        match = after
    elif ahead and not re.search(
        rf"[;{F[1:-1]}]", text[ahead[-1].end() : min(move.start("a"), move.start("b"))]
    ):
        match = ahead[-1]
    else:
        if up or down:
            yield finding(
                article,
                "word_and_number",
                CONSISTENT,
                b.value,
                a.value.loose,
                [a, b],
                f"{a.text} → {b.text} đúng chiều",
                f"{a.text} → {b.text} goes the way the words say",
            )
        return
    c = sentence.at(match.start("c"))
    around = text[max(0, match.start() - 30) : match.end() + 30]
    close = (
        text[max(0, match.start() - 25) : match.end()] + re.split(r"[,;]", text[match.end() :])[0]
    )
    if re.search(r"hạng|thứ |vị trí|bậc", text[max(0, move.start() - 25) : move.end()]):
        return
    if _YEARLY.search(close) or re.search(r"riêng|trong đó", close) or _NEW.search(text):
        return
    yield from _difference(article, a, b, c, around)


def _difference(
    article: Article, a: Figure, b: Figure, c: Figure, around: str
) -> Iterator[Finding]:
    low, high = sorted((a, b), key=lambda f: f.value.value)
    gap = high.value.loose - low.value.loose
    readings: list[tuple[Interval, str]] = []
    if c.kind == a.kind and (c.kind != "count" or alike(a, c)):
        nouns = {f.noun for f in (a, b) if f.noun}
        if c.kind == "count" and c.noun and nouns and c.noun not in nouns and not generic(c):
            return
        readings.append((gap, f"{high.text} − {low.text}"))
    if c.kind == "percent" and not c.points and a.value.loose.low > 0:
        readings.append(
            ((gap / a.value.loose).times(100), f"({high.text} − {low.text}) : {a.text} × 100")
        )
    if not readings:
        return
    outcomes = [decide(value, c.value) for value, _ in readings]
    for wanted in (CONSISTENT, TRUNCATED, INCONSISTENT):
        if wanted in outcomes:
            value, text = readings[outcomes.index(wanted)]
            yield finding(
                article,
                "before_after",
                wanted,
                c.value,
                value,
                [a, b, c],
                f"{text} {equals(value)}, bài in {shown(c)}",
                f"{text} {equals(value)}, printed {shown(c)}",
            )
            return


RULES = (shares, sums, complements, remainders, changes)
