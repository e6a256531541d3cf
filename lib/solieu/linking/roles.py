"""Roles: whether a figure is what was reached, a target, an earlier value, what is left or a change."""

from __future__ import annotations

import re

from ..rules import cues
from .facts import Fact

CUES = cues("roles")

_GAP = r"(?:\s{1,2}(?!tăng|giảm|còn|đạt|là|lên)[^\W\d_]{1,12}){0,4}"
_QUAL = r"(?:\s{1,2}(?:hơn|gần|trên|khoảng|dưới|lần lượt|tương ứng|thêm|được|tới|đến|là|với|bình quân|xấp xỉ)){0,4}"

_CHANGE = re.compile(
    rf"(?:(?:tăng|giảm|bớt|nhích|cao\s{{1,2}}hơn|thấp\s{{1,2}}hơn|nhiều\s{{1,2}}hơn|ít\s{{1,2}}hơn|mức\s{{1,2}}tăng|mức\s{{1,2}}giảm|hụt|(?<!yếu\s)kém){_QUAL}"
    rf"|(?:cao|thấp|nhiều|ít)\s{{1,2}}hơn[^.;,()\n]{{0,45}}?{_QUAL}|vượt{_QUAL}|(?:tăng|giảm)\s{{1,2}}(?:so\s{{1,2}}với)[^.;,()\n]{{0,40}}?{_QUAL})\s{{0,2}}\(?\Z"
)


def is_plan(title: str) -> bool:
    """True for an article whose title announces a plan."""
    return bool(CUES.plan_title.search(title))


def aimed(before: str) -> bool:
    """True when a sentence so far sets aims and has told no result since."""
    aim = CUES.aim.search(before)
    return bool(aim and not CUES.result.search(before, aim.start() + 8))


def _under_aims(view: str, start: int) -> bool:
    """True for a bullet of a list whose head sets aims ("Chỉ tiêu phân bổ như sau:")."""
    line = view.rfind("\n", 0, start) + 1
    if not CUES.bullet.match(view, line):
        return False
    head = CUES.head.search(view, max(0, line - 900), line)
    return bool(
        head and CUES.sets_aims.search(head["head"]) and not CUES.result.search(head["head"])
    )


def role_of(
    view: str,
    fact: Fact,
    indicator: str,
    clause_start: int,
    sentence_start: int,
    previous: tuple[int, str, bool] | None,
    plan: bool,
) -> str:
    """The role of a fact.

    Args:
        view: the document's view
        fact: the figures
        indicator: codebook id it was linked to ("" when none)
        clause_start: where the figure's clause begins
        sentence_start: where its sentence begins
        previous: end and role of the figure before it in the sentence, and whether this one goes on
            its list ("tăng 230 tổ chức và 124 đảng viên")
        plan: the article announces a plan
    """
    lead = fact.lead
    start, end = lead["start"], fact.figures[-1]["end"]
    low = max(clause_start, start - 110, lead.get("after", 0))  # the counted noun before is no cue
    before = view[low:start]
    after = view[end : end + 80]
    near = view[max(clause_start, start - 60) : start]
    if (re.search(r"so\s{1,2}với\s{0,2}\Z", near) and CUES.of_year.match(after)) or (
        re.search(r"thay\s{1,2}(?:cho|vì)\s{0,2}\Z", near)
    ):
        return "baseline"
    if indicator == "payroll.total" and CUES.assigned.search(before + view[start : end + 40]):
        return "actual"  # "được giao 1.721 biên chế": what there is
    if (CUES.left.match(after) or CUES.last.search(near)) and not CUES.lacks.match(indicator):
        return "remaining"
    if CUES.target_at.search(near) or (
        re.search(r"mức\s{0,2}\Z", near) and CUES.target_after.match(after)
    ):
        return "target"
    if CUES.rates.match(indicator) and CUES.rate_before.search(near):
        return "baseline"
    if indicator in (
        "units.communes",
        "units.hamlets",
        "units.districts",
        "party.cells",
        "party.organisations",
        "payroll.total",
    ) and (
        (CUES.out_of.search(near) and CUES.down_to.match(after))
        or re.match(r"[^.;()\n0-9]{0,40}\s(?:xuống\s|giảm\s)?còn\s{1,2}[0-9]", after)
    ):
        return "baseline"
    if CUES.baseline.search(near) and not re.search(r"(?:tăng|giảm|hơn)[^.;()\n]{0,40}\Z", near):
        return "baseline"
    if (
        CUES.out_of.search(near)
        and CUES.down_to.match(after)
        and not indicator.startswith("merger.")
    ):
        return "baseline"
    if aimed(view[max(sentence_start, start - 520) : start]) or _under_aims(view, start):
        return "target"
    if indicator.startswith("merger.") and (
        CUES.formed.search(near)
        or re.search(
            r"(?:nhập|gộp|sắp\s{1,2}xếp|hợp\s{1,2}nhất)[^.;()\n0-9]{0,20}còn\s{0,2}\Z", near
        )
    ):
        return "remaining"
    own = CUES.cuts.match(indicator) or CUES.rates.match(indicator)
    exceeds = CUES.exceeds.search(near) if own else None
    if lead["unit"] == "điểm %" and CUES.differs.search(near):
        return "change"
    if (
        (exceeds or not own)
        and _CHANGE.search(near)
        and not (CUES.level.search(near) or CUES.over_aim.search(near))
    ):
        return "change"
    if not CUES.lacks.match(indicator) and (
        (CUES.remaining.search(near) and CUES.not_yet.match(after))
        or re.search(
            r"(?:phần\s{1,2}(?:việc\s{1,2})?còn\s{1,2}lại|còn\s{1,2}phải|còn\s{1,2}thiếu)[^.;()\n]{0,60}\Z",
            near,
        )
        or re.match(
            r"\s{0,2}(?:[^\W\d_]{1,8},?\s{1,2}){0,5}còn\s{1,2}lại\s(?:[^.;()\n0-9]{0,40})(?:sẽ|chưa|phải|đang|phấn\s{1,2}đấu)",
            after,
        )
        or (
            re.search(r"còn\s{0,2}\Z", near)
            and re.match(r"[^.;()\n0-9]{0,30}\s(?:sẽ|xong\s{1,2}trước|phải)\s", after)
        )
        or re.match(
            r"[^.;,()\n0-9]{0,25}\s(?:(?:thực\s{1,2}hiện|làm|hoàn\s{1,2}thành|giải\s{1,2}quyết|xong)\s{1,2}(?:xong\s{1,2})?(?:trong|trước)\s{1,2}(?:năm|quý)|chưa\s{1,2}(?:xong|hoàn|làm|thực)|chuyển\s{1,2}sang)",
            after,
        )
    ):
        return "remaining"
    target = CUES.target.search(before)
    if target and not CUES.of_target.match(after):
        tail = before[max(0, target.start() - 6) :]
        if (
            not CUES.reached.search(tail)
            and "%" not in before[max(0, target.start() - 3) : target.start()]
        ):
            return "target"
    gap = view[previous[0] : start] if previous else ""
    told = CUES.level.search(near) or re.search(
        r"[.!?]\s", gap
    )  # a level of its own, or a new sentence
    if (
        previous
        and previous[1] != "actual"
        and not told
        and (previous[2] or CUES.chained.match(gap))
    ):
        onward = previous[1] != "change" or ";" not in gap
        if onward and (not own or previous[1] == "target"):
            return previous[1]
    if (
        plan
        and (own or indicator.startswith(("concurrent.", "units.")))
        and not CUES.adopted.search(view[max(0, start - 200) : end + 60])
        and not CUES.so_far.search(before)
    ):
        return "target"
    return "actual"


def of_target(view: str, fact: Fact) -> bool:
    """True when the fact's percent or denominator is measured against a target."""
    lead = fact.lead
    around = view[lead["end"] : fact.figures[-1]["end"] + 60]
    ratio = fact.ratio
    if ratio and ratio["numerator"] > ratio["denominator"]:
        return True
    return bool(
        re.search(
            r"(?:chỉ\s{1,2}tiêu|kế\s{1,2}hoạch|dự\s{1,2}toán|nghị\s{1,2}quyết|nqđh|nq\s)",
            around.split(".\n")[0],
        )
    )
