"""Roles: whether a figure is what was reached, a target, an earlier value, what is left or a change."""

from __future__ import annotations

import re

from .facts import Fact

_GAP = r"(?:\s{1,2}(?!tăng|giảm|còn|đạt|là|lên)[^\W\d_]{1,12}){0,4}"
_QUAL = r"(?:\s{1,2}(?:hơn|gần|trên|khoảng|dưới|lần lượt|tương ứng|thêm|được|tới|đến|là|với|bình quân|xấp xỉ)){0,4}"
# The indicator itself is a cut, a growth rate or a lack: "giảm", "tăng", "còn … chưa" is its actual value.
_CUTS = re.compile(r"^(?:merger\.|payroll\.(?!total))")
_RATES = re.compile(r"^economy\.(?:grdp_growth|domestic_revenue_growth)$")
_LACKS = re.compile(r"^(?:party\.hamlet_heads_non_members|units\.substandard)$")

_CHANGE = re.compile(
    rf"(?:(?:tăng|giảm|bớt|nhích|cao\s{{1,2}}hơn|thấp\s{{1,2}}hơn|nhiều\s{{1,2}}hơn|ít\s{{1,2}}hơn|mức\s{{1,2}}tăng|mức\s{{1,2}}giảm|hụt|(?<!yếu\s)kém){_QUAL}"
    rf"|(?:cao|thấp|nhiều|ít)\s{{1,2}}hơn[^.;,()\n]{{0,45}}?{_QUAL}|vượt{_QUAL}|(?:tăng|giảm)\s{{1,2}}(?:so\s{{1,2}}với)[^.;,()\n]{{0,40}}?{_QUAL})\s{{0,2}}\(?\Z"
)
# For a cut, "giảm" tells the cut itself; these still tell a difference between two cuts or rates.
_EXCEEDS = re.compile(
    r"(?:vượt|(?:cao|thấp|nhiều|ít|chậm|nhanh)\s{1,2}hơn)[^.;,()\n0-9]{0,25}\Z"
    r"|(?:tiết\s{1,2}kiệm|tinh\s{1,2}giản)[^;\n]{0,60},\s{1,2}tăng\s{0,2}\Z"
)
_DIFFERS = re.compile(r"(?:tăng|giảm|vượt|hơn|kém)[^.;()\n0-9]{0,30}\Z")
_TARGET_AFTER = re.compile(
    r"[^.;,()\n0-9]{0,25}?\s(?:mà\s[^.;,\n]{0,40}(?:đặt|đề|giao)|phải\s{1,2}đạt|được\s{1,2}giao\s"
    r"|theo\s{1,2}(?:kế\s{1,2}hoạch|nghị\s{1,2}quyết|đề\s{1,2}án)\s)"
)
_RATE_BEFORE = re.compile(
    r"(?:cùng\s{1,2}kỳ|\()\s{0,2}(?:năm\s{1,2})?(?:[0-9]{4}|trước|ngoái)\s{1,2}(?:tăng|giảm|đạt)\s{0,2}\Z"
)
_OVER_AIM = re.compile(r"vượt[^.;()\n]{0,20}(?:chỉ|kế|mục)\s{1,2}(?:tiêu|hoạch)[^.;()\n]{0,60}\Z")
_LEVEL = re.compile(
    r"(?:lên|còn|xuống|đạt|thành|đến|tới)\s{1,2}(?:đến\s{1,2}|mức\s{1,2}|còn\s{1,2}|gần\s{1,2}|hơn\s{1,2}|trên\s{1,2})?\Z"
)
_TARGET = re.compile(
    r"(?:chỉ\s{1,2}tiêu|kế\s{1,2}hoạch|mục\s{1,2}tiêu|phấn\s{1,2}đấu|được\s{1,2}giao|tỉnh\s{1,2}giao|giao\s{1,2}chỉ\s{1,2}tiêu|quy\s{1,2}định\s{1,2}là|(?<!đã\s)(?<!chưa\s)(?<!không\s)phải|đề\s{1,2}ra|yêu\s{1,2}cầu"
    r"|nghị\s{1,2}quyết\s{0,2}:|nq\s{0,2}:|đặt\s{1,2}ra|dự\s{1,2}kiến|phương\s{1,2}án|lộ\s{1,2}trình|xác\s{1,2}định\s{1,2}(?:bình\s{1,2}quân|mỗi|hằng|đến)|diện\s{1,2}(?:sáp|hợp)|sẽ(?!\s{1,2}có)|đề\s{1,2}án|khẩn\s{1,2}trương|chuẩn\s{1,2}bị)"
    r"[^.;()\n]{0,70}\(?\Z"
)
_TARGET_AT = re.compile(
    r"(?:chỉ\s{1,2}tiêu|kế\s{1,2}hoạch|mục\s{1,2}tiêu|nghị\s{1,2}quyết|nq|quy\s{1,2}định|yêu\s{1,2}cầu|dự\s{1,2}toán|đăng\s{1,2}ký)(?:\s{1,2}(?:(?!đã|có\s|còn|vượt|hoàn|tăng|giảm|kết\s|được\s{1,2}(?!giao))[^\W\d_]{1,10}|20[0-9]{2})){0,6}?(?:\s{1,2}(?:là|đạt|giao|từ))?\s{0,2}[:(]?\s{0,2}(?:là\s{1,2})?(?:trên\s{1,2}|từ\s{1,2})?\Z"
)
_REACHED = re.compile(
    r"(?<!phải\s)(?:đã|đạt|được|hoàn\s{1,2}thành|thực\s{1,2}hiện\s{1,2}được|bằng|kết\s{1,2}quả|mới|tính\s{1,2}đến|đến\s{1,2}nay|vượt|toàn\s{1,2}tỉnh)(?!\s{1,2}giao|\s{1,2}đề\s{1,2}ra|\s{1,2}sáp)"
)
_OF_TARGET = re.compile(
    r"[^.;()\n0-9]{0,12}(?:so\s{1,2}với\s{1,2})?(?:chỉ\s{1,2}tiêu|kế\s{1,2}hoạch|nghị\s{1,2}quyết|nq|dự\s{1,2}toán|yêu\s{1,2}cầu|mục\s{1,2}tiêu|kh(?![^\W\d_]))"
)
_BASELINE = re.compile(
    r"(?:(?:\(|so\s{1,2}với|còn|trong\s{1,2}khi)\s{0,2}(?:đầu\s{1,2}|cuối\s{1,2})?năm\s{1,2}(?:[0-9]{4}|trước|ngoái)\s{0,2}(?::|là|đạt|có|chỉ)(?:\s{1,2}\S{1,8})?|so\s{1,2}với[^.;,()\n]{0,40}\s(?:là|đạt)|cùng\s{1,2}kỳ[^.;,()\n]{0,25}(?:\s(?:là|đạt)|:)|trước\s{1,2}(?:khi\s{1,2})?(?:sắp\s{1,2}xếp|sáp\s{1,2}nhập|hợp\s{1,2}nhất|đây|đó)(?:(?!đã\s)[^.;()\n0-9]|20[0-9]{2}){0,50}"
    r"|(?<!với\s)(?<!hơn\s)(?<!bằng\s)cùng\s{1,2}kỳ(?:\s{1,2}năm\s{1,2}(?:[0-9]{4}|trước|ngoái))?,?\s{1,2}(?!tăng|giảm|thêm)[^.;()\n0-9]{0,40}"
    r"|(?:so\s{1,2}với|cùng\s{1,2}kỳ|năm)[^.;()\n]{0,30}?\s(?:năm\s{1,2})?(?:(?:[0-9]{4}\s?-\s?)?[0-9]{4}|trước|ngoái)\s{0,2}\("
    r"|nếu\s{1,2}như(?:[^.;()\n]|\.(?=[0-9])){0,60}|đầu\s{1,2}nhiệm\s{1,2}kỳ\s{1,2}(?:là|chỉ|có|mới)[^.;()\n0-9]{0,20}|thời\s{1,2}điểm\s{1,2}(?:năm\s{1,2})?20[0-9]{2}[^.;()\n0-9]{0,20})\(?\s{0,2}\Z"
)
_FROM = re.compile(r"(?<!\w)từ\s{1,2}(?:chỗ\s{1,2}|mức\s{1,2})?(?:có\s{1,2})?\Z")
_DOWN_TO = re.compile(
    r"[^.;()\n]{0,50}?(?:xuống|còn|lên|thành|giảm\s{1,2}còn|tăng\s{1,2}lên)(?:\s{1,2}(?:còn|đến|tới|thành|gần|hơn))?\s{1,2}[0-9]"
)
_REMAINING = re.compile(
    r"(?:(?:vẫn\s{1,2})?còn(?:\s{1,2}lại|\s{1,2}phải|\s{1,2}thiếu)?(?:\s{1,2}[^\W\d_]{1,10}){0,3}|phần\s{1,2}(?:việc\s{1,2})?còn\s{1,2}lại[^.;()\n]{0,60}|số\s{1,2}còn\s{1,2}lại[^.;()\n0-9]{0,20})\s{0,2}\Z"
)
_NOT_YET = re.compile(
    r"[^.;()\n]{0,60}(?:chưa|phải\s{1,2}(?:cắt|giảm|tinh|thực)|còn\s{1,2}lại|nữa|sẽ\s{1,2}(?:thực|làm|hoàn))"
)
_FORMED = re.compile(
    r"(?:thành|để\s{1,2}(?:lập|thành\s{1,2}lập|hình\s{1,2}thành)|hình\s{1,2}thành|lập\s{1,2}nên|thành\s{1,2}lập)(?:\s{1,2}(?:mới|nên|ra))?\s{0,2}\Z"
)
_CHAINED = re.compile(
    r"\s{0,2}(?:[^\W\d_]{1,10},?\s{1,2}){0,6}?(?:[^\W\d_]{1,10})?\s{0,2}(?:,|và|cùng|với|gồm|\()\s{0,2}\Z"
)
_PLAN_TITLE = re.compile(
    r"dự\s{1,2}kiến|phương\s{1,2}án|chuẩn\s{1,2}bị\s{1,2}(?:thí|sáp|hợp|sắp|nhập|giảm|xây)|sẽ\s|kế\s{1,2}hoạch|phấn\s{1,2}đấu|đề\s{1,2}xuất|đặt\s{1,2}mục\s{1,2}tiêu"
)
_ADOPTED = re.compile(
    r"thông\s{1,2}qua|sau\s{1,2}(?:khi\s{1,2})?(?:sắp|sáp|hoàn)|đã\s{1,2}(?:sáp|sắp|hợp|giảm|hoàn|tinh|cắt|giải)|trước\s{1,2}(?:sắp|sáp)"
)


def is_plan(title: str) -> bool:
    """True for an article whose title announces a plan."""
    return bool(_PLAN_TITLE.search(title))


# A sentence that sets aims keeps setting them, over its semicolons, until it tells a result.
_AIM = re.compile(
    r"(?<!so\svới\s)(?<!vượt\s)(?<!đạt\s)(?:(?:đặt|đề\s{1,2}ra|với|các|xác\s{1,2}định)\s{1,2}(?:ra\s{1,2})?(?:[^\W\d_]{1,8}\s{1,2}){0,2}(?:mục\s{1,2}tiêu|chỉ\s{1,2}tiêu)(?!\s{1,2}(?:này|trên))|phấn\s{1,2}đấu|giao\s{1,2}chỉ\s{1,2}tiêu|(?:tỉnh|thành\s{1,2}phố|huyện|trung\s{1,2}ương|ubnd|hđnd)[^.;\n]{0,20}\sgiao\s{1,2}(?:các|cho|mỗi)|(?<!theo\s)(?<!đúng\s)quy\s{1,2}định\s{1,2}(?:tỷ\s{1,2}lệ|ít|tối|mỗi)|\A\W{0,4}(?:các\s{1,2})?(?:mục\s{1,2}tiêu|chỉ\s{1,2}tiêu)(?!\s{1,2}(?:này|trên|ấy|đó))"
    r"|(?:nghị\s{1,2}quyết|kế\s{1,2}hoạch|quy\s{1,2}định|chỉ\s{1,2}thị|đề\s{1,2}án)[^.;\n]{0,50}(?:yêu\s{1,2}cầu|quy\s{1,2}định))(?:[^.\n]|\.(?=[0-9])){0,460}\Z"
)
_RESULT = re.compile(
    r"(?<!\w)(?:đã|kết\s{1,2}quả|tính\s{1,2}đến|đến\s{1,2}nay|hiện|thực\s{1,2}tế|cùng\s{1,2}kỳ|mới\s{1,2}(?:đạt|có|được|kết|làm|thực|giảm))(?!\w)"
)


def aimed(before: str) -> bool:
    """True when a sentence so far sets aims and has told no result since."""
    aim = _AIM.search(before)
    return bool(aim and not _RESULT.search(before, aim.start() + 8))


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
    if _TARGET_AT.search(near) or (re.search(r"mức\s{0,2}\Z", near) and _TARGET_AFTER.match(after)):
        return "target"
    if _RATES.match(indicator) and _RATE_BEFORE.search(near):
        return "baseline"
    if indicator in (
        "units.communes",
        "units.hamlets",
        "units.districts",
        "party.cells",
        "party.organisations",
        "payroll.total",
    ) and (
        (_FROM.search(near) and _DOWN_TO.match(after))
        or re.match(r"[^.;()\n0-9]{0,40}\s(?:xuống\s|giảm\s)?còn\s{1,2}[0-9]", after)
    ):
        return "baseline"
    if _BASELINE.search(near) and not re.search(r"(?:tăng|giảm|hơn)[^.;()\n]{0,40}\Z", near):
        return "baseline"
    if _FROM.search(near) and _DOWN_TO.match(after) and not indicator.startswith("merger."):
        return "baseline"
    if aimed(view[max(sentence_start, start - 520) : start]):
        return "target"
    if indicator.startswith("merger.") and (
        _FORMED.search(near)
        or re.search(
            r"(?:nhập|gộp|sắp\s{1,2}xếp|hợp\s{1,2}nhất)[^.;()\n0-9]{0,20}còn\s{0,2}\Z", near
        )
    ):
        return "remaining"
    own = _CUTS.match(indicator) or _RATES.match(indicator)
    exceeds = _EXCEEDS.search(near) if own else None
    if lead["unit"] == "điểm %" and _DIFFERS.search(near):
        return "change"
    if (
        (exceeds or not own)
        and _CHANGE.search(near)
        and not (_LEVEL.search(near) or _OVER_AIM.search(near))
    ):
        return "change"
    if not _LACKS.match(indicator) and (
        (_REMAINING.search(near) and _NOT_YET.match(after))
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
    target = _TARGET.search(before)
    if target and not _OF_TARGET.match(after):
        tail = before[max(0, target.start() - 6) :]
        if (
            not _REACHED.search(tail)
            and "%" not in before[max(0, target.start() - 3) : target.start()]
        ):
            return "target"
    gap = view[previous[0] : start] if previous else ""
    told = _LEVEL.search(near) or re.search(
        r"[.!?]\s", gap
    )  # a level of its own, or a new sentence
    if previous and previous[1] != "actual" and not told and (previous[2] or _CHAINED.match(gap)):
        onward = previous[1] != "change" or ";" not in gap
        if onward and (not own or previous[1] == "target"):
            return previous[1]
    if (
        plan
        and (own or indicator.startswith(("concurrent.", "units.")))
        and not _ADOPTED.search(view[max(0, start - 200) : end + 60])
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
