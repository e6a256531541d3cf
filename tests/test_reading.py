"""Formats in, article told from furniture, metadata; and files that want to do harm."""

import pickle
import re
import zipfile
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from timing import assert_linear

from solieu.reading import ReadError, articles, cues, doc_ids, read_document, read_text

BODY = (
    "Huyện Bình Minh có 12 xã, sau sắp xếp còn 9 xã, giảm 3 xã so với đầu nhiệm kỳ 2015-2020.",
    "Đến hết năm 2019, toàn huyện tinh giản 45 biên chế, bằng 10,2% số được giao.",
)


def layouts():
    """The pages of layouts.txt: name, day, and lines as (mark, text)."""
    text = (Path(__file__).parent / "layouts.txt").read_text("utf-8")
    for page in text.split("\n#### ")[1:]:
        head, *rows = page.strip("\n").split("\n")
        name, day = head.rsplit(" | ", 1)
        yield pytest.param(None if day == "-" else day, [(r[:1], r[2:]) for r in rows], id=name)


@pytest.mark.parametrize(("day", "rows"), list(layouts()))
def test_layout(day, rows):
    document = read_text("\n".join(text for _, text in rows))
    at, wrong = 0, []
    for mark, text in rows:
        digits = [m.start() + at for m in re.finditer(r"\d", text)]
        if mark in "=*" and not all(map(document.in_body, range(at, at + len(text.rstrip())))):
            wrong.append(f"lost: {text}")
        if mark == "~" and any(map(document.in_body, digits)):
            wrong.append(f"taken for the article: {text}")
        if mark == "*" and document.title != text:
            wrong.append(f"headline: {document.title!r}, not {text!r}")
        at += len(text) + 1
    assert not wrong
    assert document.published == day


@pytest.fixture
def write(tmp_path):
    """Write a file of bytes or text; return its path."""

    def made(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return made


def pdf(*pages, encrypt=False):
    """A minimal PDF, a list of (ASCII) lines for each page."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for i, lines in enumerate(pages):
        rows = " ".join(f"({line}) Tj 0 -14 Td" for line in lines)
        stream = f"BT /F1 10 Tf 60 780 Td {rows} ET".encode()
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * i} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    lock = b""
    if encrypt:
        lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >> /ID [<00> <00>]"
        lock %= (b"61" * 32, b"62" * 32)
    size = len(objects) + 1
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R %s >>\n"
        % (
            size,
            table,
            size,
            lock,
        )
        + b"startxref\n%d\n%%%%EOF" % len(out)
    )


# --- formats -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoded",
    [
        "\n".join(BODY).encode(),
        "\n".join(BODY).encode("utf-8-sig"),
        "\n".join(BODY).encode("utf-16"),
        "\n".join(BODY).encode("utf-16-le"),
        "\r\n".join(BODY).encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16", "utf-16-le", "utf-16-be"],
)
def test_text_encodings(write, encoded):
    document = read_document(write("bai.txt", encoded))
    assert document.text == "\n".join(BODY)
    assert (document.doc_id, document.source, document.format) == ("bai", "bai.txt", "txt")


def test_windows_1258_is_recognised_and_told(write):
    decomposed = "Huyện giảm 3 xã, tỉnh ủy đã chỉ đạo kịp thời".replace("ệ", "ê\u0323").replace(
        "ả", "a\u0309"
    )
    decomposed = decomposed.replace("ã", "a\u0303").replace("ỉ", "i\u0309").replace("ủ", "u\u0309")
    decomposed = decomposed.replace("ạ", "a\u0323").replace("ị", "i\u0323").replace("ờ", "ơ\u0300")
    document = read_document(write("cu.txt", decomposed.encode("cp1258")))
    assert document.text == "Huyện giảm 3 xã, tỉnh ủy đã chỉ đạo kịp thời"
    assert document.issues == ("read as cp1258",)


def test_a_few_broken_bytes_are_an_issue_not_an_error(write):
    document = read_document(write("bai.txt", "\n".join(BODY * 20).encode() + b"\xe1\xbb"))
    assert document.issues
    assert "12 xã" in document.text


PAGE = f"""<html><head><meta charset="utf-8"><title>Huyện giảm 3 xã - Báo X</title>
<meta property="og:site_name" content="Báo Xuân Mai"><meta property="article:published_time" content="2019-12-30T08:00:00+07:00">
<script>var luot = 9999;</script></head><body>
<div class="top">Thứ Ba, 21/07/2026</div><ul class="menu"><li>Trang chủ</li><li>Chính trị</li></ul>
<article><h1>Huyện Bình Minh giảm 3 xã sau sắp xếp</h1><p>{BODY[0]}</p><h2>Tinh giản biên chế</h2><p>{BODY[1]}</p>
<ul><li>Khối đảng: giảm 6 người;</li><li>Khối nhà nước: giảm 39 người.</li></ul>
<table><tr><th>Khối</th><th>Trước</th><th>Sau</th></tr><tr><td>Trường học</td><td>64</td><td>51</td></tr></table>
<p>Trong các năm tới, huyện còn phải giảm 18 biên chế nữa để đạt chỉ tiêu của tỉnh giao cho giai đoạn.</p></article>
<div class="foot"><p>Lượt truy cập: 1.234.567</p></div></body></html>"""


def test_html_article_with_list_and_table(write):
    document = read_document(write("bai.html", PAGE))
    assert document.title == "Huyện Bình Minh giảm 3 xã sau sắp xếp"
    assert document.published == "2019-12-30"
    assert document.publisher == "Báo Xuân Mai"
    body = [document.literal(*span) for span in document.body]
    for words in (
        "12 xã, sau sắp xếp còn 9 xã",
        "giảm 39 người",
        "Trường học | 64 | 51",
        "18 biên chế",
    ):
        assert any(words in part for part in body), words
    assert not any("1.234.567" in part or "9999" in part or "2026" in part for part in body)


def test_html_clock_is_not_a_publication_date(write):
    page = re.sub('<meta property="article[^>]*>', "", PAGE)
    assert read_document(write("bai.html", page)).published is None
    dated = page.replace("</h1>", "</h1><div class='day'>Thứ Hai, 30/12/2019 | 07:05</div>")
    assert read_document(write("bai2.htm", dated)).published == "2019-12-30"


def test_html_without_article_is_read_whole(write):
    document = read_document(write("ngan.html", "<div>Xã có 12 thôn</div><div>Lượt xem: 77</div>"))
    assert document.text == "Xã có 12 thôn\nLượt xem: 77"
    assert not document.in_body(document.text.index("77"))
    assert document.issues


def test_pdf_lines_are_joined_and_page_numbers_left_out(write):
    lines = [
        "KET QUA SAP XEP CAC XA",
        "Sau khi sap xep, huyen con lai chin xa va mot thi tran, giam ba xa so voi dau",
        "nhiem ky; so can bo doi du la 45 nguoi, trong do 12 nguoi nghi huu truoc tuoi.",
        "- Khoi dang: 6 nguoi",
        "- Khoi nha nuoc: 39 nguoi",
        "1",
    ]
    document = read_document(write("bai.pdf", pdf(lines, ["Het nam 2019 con 18 nguoi.", "2"])))
    assert document.text.split("\n") == [
        lines[0],
        f"{lines[1]} {lines[2]}",
        *lines[3:5],
        "Het nam 2019 con 18 nguoi.",
    ]


def test_docx_paragraphs_and_tables_in_order(tmp_path):
    made = docx.Document()
    made.add_paragraph("Kết quả sắp xếp ở huyện Bình Minh")
    made.add_paragraph(BODY[0])
    table = made.add_table(rows=2, cols=3)
    for cell, text in zip(
        table._cells, ["Khối", "Trước", "Sau", "Trường học", "64", "51"], strict=True
    ):
        cell.text = text
    made.add_paragraph(BODY[1])
    made.save(tmp_path / "bai.docx")
    document = read_document(tmp_path / "bai.docx")
    rows = ["Khối | Trước | Sau", "Trường học | 64 | 51"]
    assert document.text.split("\n") == [
        "Kết quả sắp xếp ở huyện Bình Minh",
        BODY[0],
        *rows,
        BODY[1],
    ]
    assert document.title == "Kết quả sắp xếp ở huyện Bình Minh"
    assert all(document.in_body(i) for i, c in enumerate(document.view) if c.isdigit())


OLD_PAGE = f"""<html><head><meta charset="utf-8"></head><body><table><tr><td>Trang chủ</td><td>Liên hệ</td></tr>
<tr><td>Văn bản mới<br>Số 77-NQ/TU<br>Kế hoạch kiểm tra 77 chi bộ trong năm</td></tr>
<tr><td><b>Huyện Bình Minh giảm 3 xã sau sắp xếp</b><br>Cập nhật: 30/12/2019 07:05<br>
<i>Nửa nhiệm kỳ, huyện giảm 3 xã và 45 biên chế.</i><br><br>{BODY[0]}<br><br>{BODY[1]}<br><br>Mai Hoa</td></tr></table>
<b>Tin khác</b><ul><li><a href="/1">Trao 77 huy hiệu Đảng</a></li><li><a href="/2">Xã 77 hộ</a></li></ul>
<p>Giấy phép số 77/GP</p></body></html>"""


def test_html_of_an_old_site_laid_out_in_tables(write):
    document = read_document(write("cu.html", OLD_PAGE))
    body = " ".join(document.literal(*span) for span in document.body)
    assert document.title == "Huyện Bình Minh giảm 3 xã sau sắp xếp"
    assert document.published == "2019-12-30"
    assert "3 xã và 45 biên chế" in body
    assert BODY[0] in body
    assert BODY[1] in body
    assert "77" not in body
    assert "Số 77-NQ/TU" in document.text  # labelled, not cut out


# --- files that want to do harm ----------------------------------------------------------------


def zipped(size):
    """A DOCX whose text unpacks to ``size`` bytes."""
    from io import BytesIO

    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * size)
    return out.getvalue()


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "%s">%s]><d>&h;</d>""" % (
    b"ha" * 50,
    b"".join(b'<!ENTITY %c "%s">' % (c, b"&%c;" % (c - 1) * 50) for c in range(ord("b"), ord("i"))),
)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("rong.txt", b"", "empty"),
        ("rong2.txt", b" \n\t ", "empty"),
        ("rong3.txt", b"\xef\xbb\xbf\n", "no text"),
        ("anh.txt", bytes(range(256)) * 40, "binary"),
        ("anh2.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 99, "binary"),
        ("la.txt", b"\xb5\xc7 \xd8\xfe\xa2 \x9d\x81" * 50, "no known encoding"),
        ("to.txt", b"x" * 50_000_000, "50 MB"),
        ("cut.pdf", pdf(BODY[:0] or ["mot hai ba"] * 40)[:300], "damaged"),
        ("khong.pdf", b"not a pdf", "no PDF"),
        ("quet.pdf", pdf([]), "ocrmypdf"),
        ("khoa.pdf", pdf(["bi mat"], encrypt=True), "password"),
        ("gia.docx", b"not a zip", "no DOCX"),
        ("cu.docx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old .doc"),
        ("bom.docx", zipped(60_000_000), "60 MB"),
        ("trang.docx", zipped(10), "damaged"),
        ("trang.html", b"<html><head></head><body></body></html>", "no text"),
        ("la.odt", b"x", "unknown kind"),
    ],
)
def test_bad_files_are_named_with_a_way_out(write, name, content, told):
    path = write(name, content)
    with pytest.raises(ReadError) as caught:
        read_document(path)
    assert told in str(caught.value)
    assert str(path) in str(caught.value)
    assert caught.value.way_out.endswith((".", "`."))


def test_entities_are_not_expanded(tmp_path):
    with zipfile.ZipFile(tmp_path / "cuoi.docx", "w") as archive:
        archive.writestr("word/document.xml", LAUGHS)
    with pytest.raises(ReadError):
        read_document(tmp_path / "cuoi.docx")


def test_folder_and_missing_file(tmp_path):
    (tmp_path / "x.txt").mkdir()
    for name, told in (("x.txt", "folder"), ("khong.txt", "cannot be opened")):
        with pytest.raises(ReadError, match=told):
            read_document(tmp_path / name)


def test_no_permission(write, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)  # the superuser may read everything
    with pytest.raises(ReadError, match=r"cannot be opened \(Permission denied\)"):
        read_document(write("kin.txt", BODY[0]))


def test_links_may_not_lead_out(write, tmp_path):
    outside = write("ngoai/mat.txt", BODY[0])
    (tmp_path / "kho").mkdir()
    link = tmp_path / "kho" / "bai.txt"
    link.symlink_to(outside)
    assert articles(tmp_path / "kho") == [link]  # listed, so that the failure is told
    with pytest.raises(ReadError, match="leads out"):
        read_document(link, tmp_path / "kho")


def test_control_characters_keep_their_place(write):
    document = read_document(write("bai.txt", "Xã có 12\0 thôn"))
    assert document.text == "Xã có 12\ufffd thôn"
    assert document.issues == ("1 control characters",)


def test_lone_surrogates(write):
    document = read_document(write("bai.txt", BODY[0].encode("utf-16") + b"\x00\xd8"))
    document.text.encode()
    assert read_text("12 xã \ud800 9 xã").body
    page = read_document(write("bai.html", PAGE.replace("12 xã", "12 xã &#xD800; &#0;")))
    page.text.encode()


def test_deeply_nested_page(write):
    page = "<div>" * 6000 + f"<p>{BODY[0]}</p>" + "</div>" * 6000
    with pytest.raises(ReadError, match="no text"):
        read_document(write("sau.html", page))


def test_errors_survive_another_process():
    error = pickle.loads(pickle.dumps(ReadError("a.txt", "is empty", "Save it again.")))
    assert (str(error), error.way_out) == ("a.txt: is empty. Save it again.", "Save it again.")


# --- the corpus --------------------------------------------------------------------------------


def test_articles_are_found_in_order(write, tmp_path):
    for name in (
        "b/2.txt",
        "a.pdf",
        "b/1.HTML",
        ".an/x.txt",
        ".y.txt",
        "sources.csv",
        "~$a.docx",
        "c.md",
    ):
        write(name, "x")
    found = [p.relative_to(tmp_path).as_posix() for p in articles(tmp_path)]
    assert found == ["a.pdf", "b/1.HTML", "b/2.txt"]
    with pytest.raises(ReadError, match="no such folder"):
        articles(tmp_path / "khong")


def test_ids_are_stems_unless_shared(tmp_path):
    alone = {tmp_path / "x" / "bai.txt": "bai", tmp_path / "y" / "tin.txt": "tin"}
    assert doc_ids(alone, tmp_path) == alone
    more = [*alone, tmp_path / "z" / "bai.html"]
    assert list(doc_ids(more, tmp_path).values()) == ["tin", "x_bai_txt", "z_bai_html"]


def test_ids_stay_different_when_letters_meet(tmp_path):
    names = ["a/b.txt", "c/b.txt", "a_b_txt.txt", "a b.txt", "B/A_B.txt", "a-b/q.txt", "a b/q.txt"]
    ids = doc_ids([tmp_path / n for n in names], tmp_path)
    assert len({i.casefold() for i in ids.values()}) == len(names)
    assert ids[tmp_path / "a_b_txt.txt"] == "a_b_txt"


def test_source_is_relative(write, tmp_path):
    document = read_document(write("nam/2019/bai.txt", BODY[0]), tmp_path, "nam_bai")
    assert (document.source, document.doc_id) == ("nam/2019/bai.txt", "nam_bai")


# --- furniture ---------------------------------------------------------------------------------


def test_faults_of_the_cue_file_are_told_at_once():
    good = {"label": "menu", "where": "any", "lines": ["trang chủ"], "examples": [], "rejects": []}
    wrong = [
        {**good, "label": "x"},
        {**good, "where": "y"},
        {"label": "menu"},
        {**good, "examples": ["Tin"]},
    ]
    with pytest.raises(ValueError, match=r"furniture\.toml") as caught:
        cues.compile_cues([good, *wrong, {**good, "rejects": ["Trang chủ"]}])
    assert [line.split(":")[1].split()[0] for line in str(caught.value).split("\n")] == [
        *("unknown", "unknown", "lacks", "misses", "takes")
    ]


@pytest.mark.parametrize(
    "line",
    [
        "- Công chức: 4 người;",
        "+ Cấp xã: trước sắp xếp 186 đơn vị, sau sắp xếp còn 177;",
        "3. Chọn nhân sự từ sớm ở 12 thôn",
        "Tổng cộng: 12 xã",
        "Tổng số: 450 tổ chức đảng",
        "Bình luận của 12 chuyên gia về đề án",
        "Xem xét kỷ luật 12 đảng viên",
        "Tải trọng 12 tấn",
        "Năm 2019 - 2020: 12 xã",
        "Đợt 1 | 12 xã | 9 xã",
        "Online 100% số hồ sơ",
        "Ngày 12/5/2020, huyện công bố quyết định.",
        "Hội nghị ngày 12/5/2020",
    ],
)
def test_article_lines_are_never_furniture(line):
    text = f"Kết quả sắp xếp tổ chức ở huyện\n{BODY[0]}\n{line}\n{BODY[1]}\nMai Hoa"
    document = read_text(text)
    at = text.index(line)
    assert all(map(document.in_body, range(at, at + len(line))))
    last = read_text(text.replace(f"\n{BODY[1]}", ""))  # as the last line before the signature
    assert all(map(last.in_body, range(at, at + len(line))))


@given(
    st.lists(
        st.one_of(
            st.text(max_size=60),
            st.sampled_from(
                [
                    *BODY,
                    "",
                    "Tin liên quan",
                    "Lượt xem: 12",
                    "12/5/2020",
                    "A | B | C",
                    "Trả lời",
                    "12",
                    "\u200b",
                ]
            ),
        ),
        max_size=25,
    )
)
def test_any_text_is_read(lines):
    document = read_text("\n".join(lines))
    assert all(a.end <= b.start for a, b in pairwise(document.body))
    assert all(0 <= a < b <= len(document.view) for a, b in document.body)
    assert document.published is None or re.fullmatch(r"\d{4}-\d\d-\d\d", document.published)


@pytest.mark.parametrize(
    "unit",
    [
        "1 ",
        "1.",
        "1/2/2019 ",
        "12\n",
        "Tin liên quan\n",
        "Trả lời\n",
        "Lượt xem: 12\n",
        "A | B | C\n",
        "số 1, ",
        "Bài báo một hai ba\n",
        "... ",
        "Thứ hai 1/2/2019 12:12 ",
        f"{BODY[0]}\n",
        "- ảnh 1",
        "> a ",
        "1/2/2019\n",
    ],
)
def test_time_is_linear(unit):
    assert_linear(read_text, lambda size: unit * (size // len(unit)) + "\n" + BODY[1])


def test_bundled_articles_under_other_pages(root):
    """The seeds' figures stay in the body, and no other digit enters it, whatever page is around."""
    pages = [p.values[1] for p in layouts() if any(mark == "*" for mark, _ in p.values[1])]
    seeds = articles(root / "seeds")
    wrong = []
    for number, rows in enumerate(pages):
        seed = read_document(seeds[number % len(seeds)])
        text = "\n".join(seed.literal(*span) for span in seed.body)
        text = text[text.index(seed.title) + len(seed.title) :]
        top = next(i for i, (mark, _) in enumerate(rows) if mark == "*")
        last = max(i for i, (mark, _) in enumerate(rows) if mark == "=")
        head = "".join(f"{line}\n" for _, line in rows[:top])
        foot = "".join(f"\n{line}" for _, line in rows[last + 1 :])
        page = read_text(head + seed.title + "\n" + text + foot)
        for at in (m.start() for m in re.finditer(r"\d", page.text)):
            if page.in_body(at) != (len(head) <= at < len(page.text) - len(foot)):
                wrong.append((seed.doc_id, page.text[max(0, at - 40) : at + 10]))
    assert not wrong
