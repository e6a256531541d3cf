"""Statements: roles and themes against the hand-made gold; sections, carrying, what is none."""

import json
import re
from pathlib import Path

import pytest
import scores

from solieu import rules
from solieu.knowledge import DataError, codebook
from solieu.linking import statements
from solieu.reading import read_document
from solieu.records import extract
from solieu.reporting.wording import Words
from solieu.text import Document, fold

GOLD = Path(__file__).parent / "gold"


def articles(name, root):
    """Yield (gold article, document) of a gold file; those of ../shared only when it is there."""
    for article in json.loads((GOLD / f"{name}.json").read_text(encoding="utf-8"))["articles"]:
        if "text" in article:
            yield article, Document.from_text(article["text"])
        else:
            folder, file = article["source"].split("/")
            path = (root if folder == "seeds" else scores.SHARED) / folder / file
            if path.exists():
                yield article, read_document(path)


def fresh(article):
    """True for the sets that name a sentence's main theme only, or none."""
    return article.get("set", "").startswith("fresh")


def judged(name, root, *, only=None):
    """(opening, wanted role, found role, wanted themes or None, found themes) of every sentence."""
    rows = []
    for article, document in articles(name, root):
        if only is not None and fresh(article) != only:
            continue
        found = {row["start"]: row for row in extract(document)["statements"]}
        for opening, role, *themes in article["sentences"]:
            at = [
                s
                for s in document.sentences
                if opening == document.source_span(*s).start
                or (
                    isinstance(opening, str)
                    and document.cased.startswith(fold(opening)[0], s.start)
                )
            ]
            assert at, f"no sentence begins {opening!r}"
            row = found.get(document.source_span(*at[0]).start, {"role": "none", "themes": []})
            told = set(themes[0]) if themes else None
            rows.append((opening, role, row["role"], told, set(row["themes"])))
    return rows


def test_gold_is_as_large_as_it_should_be(root):
    gold = json.loads((GOLD / "statements.json").read_text(encoding="utf-8"))["articles"]
    rows = [row for article in gold for row in article["sentences"]]
    assert len(gold) >= 40
    assert len(rows) >= 800
    assert {role for _, role, *_ in rows} == {*statements.ROLES, "none"}
    assert {t for _, _, *told in rows for themes in told for t in themes} <= {*statements.themes()}


@pytest.mark.parametrize(
    ("only", "floor", "themes_floor"), [(False, 0.985, 0.91), (True, 0.95, 0.74)]
)
def test_roles_and_themes_hold_their_floors(only, floor, themes_floor, root):
    rows = judged("statements", root, only=only)
    right = sum(want == got for _, want, got, *_ in rows)
    wrong = [f"{o}: {got}, not {want}" for o, want, got, *_ in rows if want != got]
    assert right / len(rows) >= floor, wrong
    both = [
        (w, got) for _, role, found, w, got in rows if role != "none" != found and w is not None
    ]
    hits = sum(len(want & got) for want, got in both)
    f1 = 2 * hits / sum(len(want) + len(got) for want, got in both)
    assert f1 >= themes_floor


def test_every_role_is_found_and_meant(root):
    rows = judged("statements", root)
    for role in (*statements.ROLES, "none"):
        wanted = [got for _, want, got, *_ in rows if want == role]
        found = [want for _, want, got, *_ in rows if got == role]
        assert wanted.count(role) / len(wanted) >= 0.8, role
        assert found.count(role) / len(found) >= 0.8, role


def test_rows_are_whole_sentences_of_the_body(seed_tables):
    frame = seed_tables["statements"]
    assert len(frame) > 150
    assert set(frame["role"]) == set(statements.ROLES)
    for _, body in seed_tables["documents"].iterrows():
        own = frame[frame["doc_id"] == body["doc_id"]]
        assert all(any(a <= s < b for a, b in body["body_spans"]) for s in own["start"])


def told_roles(text):
    document = Document.from_text(text)
    return [
        (document.text[r["start"] : r["end"]], r["role"]) for r in extract(document)["statements"]
    ]


def test_a_heading_gives_its_section_a_role_until_the_next_one():
    text = "Báo cáo năm của huyện\n\nKhó khăn, hạn chế\n\nDân cư phân tán.\n\nCông tác khác\n\nDân cư phân tán."
    assert told_roles(text) == [("Dân cư phân tán.", "limitation")]


def test_bullets_after_a_colon_share_its_role():
    text = "Thông tin\n\nHuyện đề ra các nhiệm vụ trọng tâm là:\n\n- Số hóa hồ sơ;\n\n- Phân cấp mạnh cho xã.\n\nĐịa bàn rộng."
    assert [role for _, role in told_roles(text)] == ["task", "task"]


def test_a_question_and_an_introduction_give_what_follows_a_role():
    text = "Chuyện ở xã\n\nHỏi: Khó khăn của xã là gì?\n\nĐáp: Đồng ruộng xa nhà, mùa mưa nước ngập.\n\nVề mục tiêu, xã xác định:\n\nMỗi thôn một tổ hòa giải, một đội bóng.\n\nĐể khắc phục, xã nêu hai việc. Cán bộ xuống thôn mỗi tuần một buổi."
    assert [role for _, role in told_roles(text)] == ["limitation", "task", "task"]


def test_the_name_of_a_place_is_no_cue():
    text = "Tin tỉnh Long An\n\nBà con ở huyện Cần Đước chăm lo đường làng ngõ xóm."
    assert [role for _, role in told_roles(text)] == ["result"]


def test_what_follows_a_cause_in_its_paragraph_is_a_cause():
    text = "Nguyên nhân là cấp ủy buông lỏng. Cán bộ trẻ còn thiếu kinh nghiệm.\nCán bộ trẻ còn thiếu kinh nghiệm."
    assert [role for _, role in told_roles(text)] == ["cause", "cause", "limitation"]


def test_a_duty_told_in_passing_turns_no_article_to_its_tasks():
    text = "Nếp họp ở huyện\n\nHuyện họp đầu tuần với các xã. Nghị quyết cần ngắn. Cấp ủy về thôn mỗi tháng một lần.\n\nCán bộ ghi sổ từng việc. Sổ ấy treo ở nhà văn hóa. Dân xem lúc nào cũng được. Xã báo cáo theo quý."
    assert [role for _, role in told_roles(text)].count("task") == 1


def test_how_things_stand_is_no_task_even_among_tasks():
    text = "Chuyện của huyện\n\nThời gian tới, huyện mở thêm lớp. Số thôn ghép là 40 thôn, chiếm 52% số thôn. Mỗi xã chọn một việc."
    assert [role for _, role in told_roles(text)] == ["task", "result", "task"]


@pytest.mark.parametrize(
    "text",
    [
        "Quang cảnh hội nghị sáng nay.",
        "Ông An, Bí thư Huyện ủy (thứ hai từ trái sang) tại buổi lễ.",
        "Tin, ảnh: Hoàng Hà",
        "Nguyễn Văn An",
        "Chiều 4/5/2019, Huyện ủy tổ chức hội nghị sơ kết.",
        "Huyện nằm ở phía bắc của tỉnh.",
        "1.2.",
    ],
)
def test_no_statement(text):
    assert told_roles(text) == []


def test_a_task_takes_a_year_to_come_and_a_result_the_reporting_year():
    text = "Kết quả năm 2019 của tỉnh\n\nNăm 2019, huyện đã giảm đầu mối.\n\nPhấn đấu đến năm 2021, huyện sẽ gọn hơn."
    rows = extract(Document.from_text(text, published="2019-12-20"))["statements"]
    assert [(r["role"], r["period"]) for r in rows] == [("result", "2019"), ("task", "2021")]


def test_every_theme_has_its_label_on_pages():
    themes = statements.themes()
    assert set(themes) >= {row["theme"] for row in codebook().values()}
    assert set(themes) >= {rule.kind for rule in statements.THEME_RULES}
    for theme, label in themes.items():
        assert {lang: Words(lang).label("theme", theme) for lang in ("vi", "en")} == label
        assert label["vi"] != theme


def test_a_faulty_file_is_told_with_every_fault(monkeypatch):
    whole = {"reason": "r", "rank": 10, "examples": ["⟦a⟧"], "rejects": ["b"], "kind": "task"}
    rows = [
        whole | {"name": "s.a", "cue": ["("]},
        whole | {"name": "s.b", "cue": ["b"], "kind": "wish"},
        whole | {"name": "s.c", "cue": ["c"], "colour": "red"},
        whole | {"name": "s.d", "cue": ["{nolist}"]},
        whole | {"name": "s.e", "cue": ["e"], "examples": ["e"]},
        whole | {"name": "s.f"},
        {k: v for k, v in whole.items() if k != "rank"} | {"name": "s.g", "cue": ["g"]},
    ]
    real = rules.read_toml
    monkeypatch.setattr(rules, "read_toml", lambda n: {"s": rows} if n == "x.toml" else real(n))
    with pytest.raises(DataError) as error:
        statements.load_cues("x.toml", "s", statements.ROLES)
    told = "\n".join(error.value.problems)
    wanted = (
        "s.a: ",
        "kind 'wish'",
        "'colour'",
        "'nolist'",
        "no ⟦ ⟧ in 'e'",
        "'pattern'",
        "'rank'",
    )
    for part in wanted:
        assert part in told
    assert len(error.value.problems) == len(rows)


def test_every_cue_rule_is_documented():
    """The meta-test: a rule without reason, two examples and a near miss fails."""
    for rule in statements.RULES:
        assert rule.reason, rule.name
        assert len(set(rule.examples)) >= 2, rule.name
        assert rule.rejects, rule.name
        assert all(re.search("⟦.+⟧", example) for example in rule.examples), rule.name
