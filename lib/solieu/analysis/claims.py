"""What an article announces, compares or says twice: lists, words of direction, denominators."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .articles import UPPER, Article, F, Figure, Finding, Sentence, alike
from .intervals import CONSISTENT, INCONSISTENT, UNTESTABLE, point
from .sums import OF_TARGET, finding, shown, words

_PLACES = ("province", "district", "commune", "hamlet")
_TYPES = {
    "province": r"tỉnh|tỉnh ủy|thành ủy",
    "district": r"huyện|quận|thị xã|huyện ủy|thị ủy|quận ủy|thành ủy|tx\.?",
    "commune": r"xã|phường|thị trấn|tt\.?",
    "hamlet": r"thôn|ấp|khóm|bản|xóm|buôn|làng|khu phố",
}
_ANY_TYPE = "|".join([*_TYPES.values(), "thành phố", r"tp\.?", "các"])
_BRACKET = re.compile(r"^[^():;]{0,60}\((?P<list>[^()]{3,400})\)")
_COLON = re.compile(
    r"^[^():;.]{0,60}(?::| gồm| bao gồm| là)\s+(?P<list>[^();:]{3,400}?)(?:[.;]|\s*$)"
)
_NAMED = rf"[{UPPER}]\w*(?: (?:- )?[{UPPER}0-9]\w*)*"
_BARE = re.compile(
    rf"^ (?:huyện|xã|phường|thị trấn|quận|tỉnh|thôn|ấp|sở) (?P<list>{_NAMED}(?:, {_NAMED})* và {_NAMED})(?=[.,;)]| [^\W{UPPER}])"
)
_WORDED = re.compile(
    r"(?<!\w)(một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười) là(?!\w)|(?<!\w)thứ (nhất|hai|ba|tư|năm|sáu|bảy|tám)(?!\w)"
)
_COUNTED = {
    w: n
    for n, ws in enumerate(
        ("một nhất", "hai", "ba", "bốn tư", "năm", "sáu", "bảy", "tám", "chín", "mười"), 1
    )
    for w in ws.split()
}
_POINTS = re.compile(
    r"kết quả|nhiệm vụ|giải pháp|nhóm|nội dung|bài học|kinh nghiệm|vấn đề|hạn chế|nguyên nhân|mô hình|việc|điểm"
)


def lists(article: Article) -> Iterator[Finding]:
    """An announced number against the list that follows it (announced_list)."""
    for index, sentence in enumerate(article.sentences):
        for i, number in enumerate(sentence.figures):
            if (
                number.kind != "count"
                or number.qualifier != "exact"
                or not 2 <= number.value.value <= 63
            ):
                continue
            at = [m.end() for m in re.finditer(F, sentence.text)][i]
            items = _names(sentence, number, at)
            if items is None:
                items = _points(article, sentence, number, at, index)
            if items is None:
                continue
            count, sure = items
            fits = count == number.value.value
            outcome = CONSISTENT if fits else INCONSISTENT if sure else UNTESTABLE
            yield finding(
                article,
                "announced_list",
                outcome,
                number.value,
                point(count),
                [number],
                f"nêu {number.text} {number.noun}, liệt kê {count}",
                f"announces {number.text} ({number.noun}), lists {count}",
            )


def _names(sentence: Sentence, number: Figure, at: int) -> tuple[int, bool] | None:
    """How many names the list behind the number holds, and whether they are surely its items."""
    rest = sentence.cased[at:]
    found = _BRACKET.match(rest) or _COLON.match(rest) or _BARE.match(rest)
    if not found or re.search(F, found[0]):
        return None
    low, lead = found["list"].lower(), found[0][: found.start("list")].lower()
    if re.search(
        r"trong đó|thuộc|tại các|trên địa bàn|(?<!\w)(?:từ|theo|do|so|năm|tăng|giảm|đạt|cấp)(?!\w)",
        low,
    ):
        return None
    if words("partial").search(low) or words("partial").search(lead):
        return None
    kind = number.row.get("unit_class")
    if kind not in _PLACES and kind not in (
        "agency",
        "public_unit",
        "party_organisation",
        "other",
        None,
    ):
        return None
    others = "|".join(t for k, t in _TYPES.items() if k != kind)
    if (
        kind in _PLACES
        and re.search(rf"(?<!\w)(?:{others})(?!\w)", low)
        and not re.search(rf"(?<!\w)(?:{_TYPES[kind]})(?!\w)", low)
    ):
        return None
    text = re.sub(
        words("compound_names"), lambda m: re.sub(r",| và", "_", m[0]), found["list"].lower()
    )
    items, last = [], 0
    for cut in [*re.finditer(r"\s*[,;]\s*(?:và\s+)?|\s+và\s+", text), None]:
        end = cut.start() if cut else len(text)
        item = re.sub(
            rf"^(?:(?:{_ANY_TYPE})\s+)+", "", found["list"][last:end].strip(), flags=re.IGNORECASE
        )
        last = cut.end() if cut else end
        if item:
            items.append(item)
    named = [word[0].isupper() for item in items for word in item.split() if word[0].isalpha()]
    if (
        len(items) < 2
        or not named
        or not all(re.match(r"[^\W\d_]", i) and i[0].isupper() for i in items)
    ):
        return None
    return len(items), kind in _PLACES and all(named)


def _points(
    article: Article, sentence: Sentence, number: Figure, at: int, index: int
) -> tuple[int, bool] | None:
    """How many numbered lines (1. 2. 3.) or counted points (một là, hai là) follow the number."""
    rest = sentence.text[at:]
    if not _POINTS.match(rest.strip()[:40].split(",")[0]) and not _POINTS.match(number.noun or "-"):
        return None
    tape = article.tape[0]
    after = tape[sentence.start + len(sentence.text) :]
    headed = rest.rstrip().endswith(":")
    title = index == 0 and sentence.line_start and after.startswith("\n")
    if headed or title:
        numbered = [int(m[1]) for m in re.finditer(r"(?:^|\n)[ ]*(\d{1,2})[.)/]\s*(?!\d)", after)]
        run = 0
        for n in numbered:
            if n != run + 1:
                break
            run = n
        if run >= 2 and (title or re.match(r"\s*1[.)/]", after)):
            return run, len(numbered) == run or headed
    if ":" in rest or "sau" in rest:
        paragraph = rest + after.split("\n", 1)[0].lower() if not headed else rest + after.lower()
        counted = [_COUNTED[m[1] or m[2]] for m in _WORDED.finditer(paragraph)]
        run = next((k for k, n in enumerate(counted) if n != k + 1), len(counted))
        if run >= 2:
            return run, run == len(counted)
    return None


_BEYOND = re.compile(
    r"(?P<word>vượt|cao hơn|thấp hơn)(?: mức| so với)?\s*(?:chỉ tiêu|kế hoạch|dự toán|mục tiêu|yêu cầu|nghị quyết)"
)
_HOPED = re.compile(r"phấn đấu|chưa|không|nếu|để|quyết tâm|sẽ|có thể|đạt và|đạt,|hoặc")
_COMPARED = re.compile(
    rf"(?P<a>{F})[^{F[1:-1]};]{{0,40}}(?P<word>tăng|giảm|cao hơn|thấp hơn|nhiều hơn|ít hơn)(?: lên)?,? (?:so )?với"
    rf"[^{F[1:-1]};]{{0,40}}(?:là|đạt|chỉ|mức|\()\s*(?P<b>{F})"
)
_HALF = re.compile(
    rf"(?P<word>hơn|trên|quá|gần|chưa đến|chưa đầy) (?:một )?nửa[^{F[1:-1]};]{{0,40}}(?P<a>{F})"
)
_UP = ("vượt", "tăng", "cao hơn", "nhiều hơn")


def directions(article: Article) -> Iterator[Finding]:
    """Words of comparison against the two numbers compared (word_and_number)."""
    for sentence in article.sentences:
        for m in _BEYOND.finditer(sentence.text):
            yield from _beyond(article, sentence, m)
        for m in _COMPARED.finditer(sentence.text):
            a, b = sentence.at(m.start("a")), sentence.at(m.start("b"))
            if a.kind == b.kind != "ratio" and alike(a, b):
                yield _direction(article, m["word"], a, b)
        for m in _HALF.finditer(sentence.text):
            a = sentence.at(m.start("a"))
            if a.kind == "ratio" and a.base and a.base.value > 0:
                share, over = a.value.value / a.base.value, m["word"] in ("hơn", "trên", "quá")
                fits = share * 2 > 1 if over else share * 2 < 1
                yield finding(
                    article,
                    "word_and_number",
                    CONSISTENT if fits else INCONSISTENT,
                    "0.5",
                    share,
                    [a],
                    f"bài nói “{m['word']} một nửa”, {a.text}",
                    f"the words say {'more' if over else 'less'} than half, {a.text}",
                )


def _beyond(article: Article, sentence: Sentence, m: re.Match[str]) -> Iterator[Finding]:
    text = sentence.text
    clause = text[: m.start()].rsplit(";", 1)[-1]
    if _HOPED.search(clause[-25:]) or words("less_is_better").search(clause):
        return
    done = re.search(rf"({F})[^{F[1:-1]};]{{0,45}}$", text[: m.start()])
    if not done:
        return
    a, between = sentence.at(done.start()), text[done.end(1) : m.start()]
    aim = re.match(
        rf"[^{F[1:-1]};.)]{{0,30}}(?:\(|là|:)[^{F[1:-1]};.)]{{0,25}}({F})", text[m.end() :]
    )
    if aim:
        b = sentence.at(m.end() + aim.start(1))
        if a.kind == b.kind != "ratio" and b.qualifier == "exact" and alike(a, b):
            yield _direction(article, m["word"], a, b)
    elif m["word"] == "vượt" and a.kind == "ratio" and a.base and OF_TARGET.search(clause):
        fits = a.value.loose.high > a.base.loose.low
        yield finding(
            article,
            "word_and_number",
            CONSISTENT if fits else INCONSISTENT,
            a.value,
            a.base.loose,
            [a],
            f"bài nói vượt chỉ tiêu, {a.text}",
            f"the words say the target was exceeded, {a.text}",
        )
    elif (
        m["word"] == "vượt"
        and a.kind == "percent"
        and re.match(r"\s*(?:so với )?(?:kế hoạch|chỉ tiêu|nghị quyết|dự toán)", between)
    ):
        fits = a.value.loose.high > 100
        yield finding(
            article,
            "word_and_number",
            CONSISTENT if fits else INCONSISTENT,
            a.value,
            "100",
            [a],
            f"bài nói vượt chỉ tiêu, đạt {a.text}",
            f"the words say the target was exceeded, at {a.text}",
        )


def _direction(article: Article, word: str, a: Figure, b: Figure) -> Finding:
    up = word in _UP
    wrong = (
        a.value.loose.high <= b.value.loose.low if up else a.value.loose.low >= b.value.loose.high
    )
    if not wrong and a.value.value == b.value.value:
        wrong = a.qualifier == b.qualifier == "exact"
    sign = ">" if a.value.value > b.value.value else "=" if a.value.value == b.value.value else "<"
    return finding(
        article,
        "word_and_number",
        INCONSISTENT if wrong else CONSISTENT,
        a.value,
        b.value.loose,
        [a, b],
        f"bài nói “{word}”, {shown(a)} {sign} {shown(b)}",
        f"the words say “{'more' if up else 'less'}”, {shown(a)} {sign} {shown(b)}",
    )


_ALL = re.compile(
    r"(?:toàn|cả) (?:tỉnh|huyện|thành phố|thị xã)(?: hiện)? có |(?:tỉnh|huyện) (?:hiện )?có (?:tổng số )?"
)
_GROUP = re.compile(
    r"đặc biệt|biên giới|miền núi|vùng|thuộc|nông thôn|loại|khó khăn|được|phải|còn lại|ven biển|đăng ký|điểm|có (?:diện tích|dân số|đông|đồng bào|người)"
)
_GROUPED = re.compile(r"trong số|miền núi|biên giới|khó khăn")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_MERGED = re.compile(r"sáp nhập|sắp xếp|sau khi|trước khi|hợp nhất|nhập lại|chia tách")


def denominators(article: Article) -> Iterator[Finding]:
    """One whole told with two values (denominator).

    A group inside the whole (the poor communes, those of one district) has another size by right:
    only wholes that differ by a tenth at most, told of the same units at one time, are set against
    each other; where they differ more, nothing can be said.
    """
    told: dict[tuple[str, str], list[tuple[Figure, int, str, bool, bool]]] = {}
    facts = {i: row for row in article.observations for i in row.get("figure_ids") or ()}
    for sentence in article.sentences:
        named = re.search(rf"(?:huyện|xã|thị xã|thành phố|phường) [{UPPER}]", sentence.cased)
        for i, figure in enumerate(sentence.figures):
            after, lead = sentence.gap(i + 1), sentence.gap(i)
            total = figure.base if figure.kind == "ratio" else figure.value
            if figure.row.get("unit_class") not in _PLACES or total is None or not figure.noun:
                continue
            if figure.qualifier != "exact" or figure.kind not in ("ratio", "count"):
                continue
            if figure.kind == "count" and not _ALL.search(lead + " "):
                continue
            group = _GROUP.search(after.replace(figure.noun, "", 1)[:16]) or _GROUPED.search(lead)
            row = facts.get(figure.id, {})
            when = _YEAR.findall(lead) or [row.get("period")]
            whole = "," in figure.noun or bool(
                re.search(r"(?:toàn|cả) (?:tỉnh|huyện|thị|thành)", sentence.text)
            )
            clear = not (group or named or _MERGED.search(sentence.text))
            told.setdefault((figure.noun, row.get("place") or ""), []).append(
                (figure, int(total.value), str(when[-1]), clear, whole)
            )
    for (noun, _), entries in told.items():
        first = entries[0]
        for other in entries[1:]:
            apart = abs(first[1] - other[1]) * 10
            sure = (
                first[3]
                and other[3]
                and (first[4] or other[4])
                and first[2] == other[2]
                and apart <= max(first[1], other[1])
            )
            outcome = INCONSISTENT if sure and apart else UNTESTABLE if apart else CONSISTENT
            yield finding(
                article,
                "denominator",
                outcome,
                str(first[1]),
                str(other[1]),
                [first[0], other[0]],
                f"tổng số {noun}: {first[0].text} và {other[0].text}",
                f"the whole ({noun}): {first[0].text} and {other[0].text}",
            )


RULES = (lists, directions, denominators)
