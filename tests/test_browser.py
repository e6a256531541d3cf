"""The pages in a real browser: nothing fetched, nothing broken, readable by all, with or without scripts."""

import http.server
import os
import re
import shutil
import threading
import zipfile

import pytest
from test_reports import ARTICLES

from solieu.reporting import editions
from solieu.reporting.runs import registered

LANGUAGES = {"vi": "", "en": "en/"}
SEEDS = ("tra_vinh_2020", "an_giang_2017", "long_an_2023", "hai_duong_2019", "kon_tum_2022")
PROVINCE = "province-an-giang-2008.html"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="session")
def edition(seeds, tmp_path_factory):
    """A few of the bundled articles, a hostile one and a broken one; two provinces have pages."""
    folder = tmp_path_factory.mktemp("browser")
    corpus = folder / "corpus"
    corpus.mkdir()
    for name in SEEDS:
        shutil.copy(seeds / f"{name}.txt", corpus)
    shutil.copy(seeds / "sources.csv", corpus)
    (corpus / "hostile.txt").write_text(ARTICLES["hostile.txt"], encoding="utf-8")
    (corpus / "<b>$x$ **broken** 'a' \u202e.pdf").write_bytes(b"%PDF-1.4 broken")
    editions.make(
        corpus, folder / "site", provinces=["An Giang", "Trà Vinh"], tell=lambda line: None
    )
    return folder / "site/latest"


@pytest.fixture(scope="session")
def browser(chromium):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Chromium refuses to sandbox itself when root runs it, as containers do
        args = ["--no-sandbox"] if getattr(os, "geteuid", int)() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium, args=args)
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    """A page that fails the test if anything goes wrong in it."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.trouble, page.asked = [], []
    page.on("console", lambda message: page.trouble.append(message.text))
    page.on("pageerror", lambda error: page.trouble.append(str(error)))
    page.on("dialog", lambda dialog: page.trouble.append(f"dialog: {dialog.message}"))
    page.on("request", lambda request: page.asked.append(request.url))
    yield page
    page.close()
    assert page.trouble == []


@pytest.fixture(scope="session")
def address(edition):
    """The edition over HTTP; the tests also open it from file://."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *given):
            super().__init__(*given, directory=str(edition))

        def log_message(self, *given):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def kinds(lang, twins=True):
    """A page of every kind in one language; twins: a second one where articles fill it otherwise."""
    whole = [f"{row['page']}.html" for row in registered()]
    names = ["index.html", "method.html", *whole, PROVINCE, "evidence/tra_vinh_2020.html"]
    names += ["province-tra-vinh-2008.html", "evidence/hostile.html"] if twins else []
    return [LANGUAGES[lang] + name for name in names]


@pytest.mark.parametrize(("scheme", "first", "then"), [("file", 360, 1280), ("http", 1280, 360)])
def test_pages_fetch_nothing_break_nothing_and_fit(page, edition, address, scheme, first, then):
    base = edition.as_uri() if scheme == "file" else address
    opened = "for (const part of document.querySelectorAll('details')) part.open = {}"
    for name in kinds("vi") + kinds("en"):
        page.set_viewport_size({"width": first, "height": 800})
        page.goto(f"{base}/{name}")
        assert page.evaluate("document.documentElement.scrollWidth") <= first, name
        styled = page.evaluate("getComputedStyle(document.querySelector('h1')).fontSize")
        assert styled != "32px", f"{name}: the style sheet is not in force"
        assert page.locator("#tip").count() == 1, f"{name}: the script did not run"
        page.evaluate(opened.format("true"))
        page.evaluate("for (const image of document.images) image.scrollIntoView()")
        broken = "[...document.images].filter(i => !i.complete || !i.naturalWidth || !i.alt).length"
        page.wait_for_function("[...document.images].every(i => i.complete)")
        assert page.evaluate(broken) == 0, name
        assert page.evaluate("document.documentElement.scrollWidth") <= first, name
        page.set_viewport_size({"width": then, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= then, name
        page.evaluate(opened.format("false"))
        assert page.evaluate("document.documentElement.scrollWidth") <= then, name
    assert page.asked
    assert not [url for url in page.asked if not url.startswith(base)]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible(page, edition, lang, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page.emulate_media(color_scheme=scheme)
    # what depends on the colours is tested in both schemes, everything else in one
    rules = {"type": "tag", "values": WCAG} if scheme == "light" else ["color-contrast"]
    options = {"runOnly": rules, "preload": False, "resultTypes": ["violations"]}
    for name in kinds(lang, twins=scheme == "light"):
        page.goto((edition / name).as_uri())
        page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        page.evaluate("document.querySelector('a.num')?.focus()")  # the tip is open
        found = Axe().run(page, options=options)
        version = found.response["testEngine"]["version"]
        assert tuple(map(int, version.split(".")[:2])) >= (4, 10)
        wrong = [
            (rule["id"], node["target"], node.get("failureSummary", "")[:300])
            for rule in found.response["violations"]
            for node in rule["nodes"][:3]
        ]
        assert wrong == [], name


def press_until(page, condition, most=150):
    """Press Tab until a script's condition holds for what has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"(e => {condition})(document.activeElement)"):
            return
    pytest.fail(f"the Tab key never reached {condition}")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_keyboard_leads_from_the_index_to_a_highlighted_sentence(page, edition, lang):
    page.emulate_media(color_scheme="dark" if lang == "en" else "light")
    page.goto((edition / LANGUAGES[lang] / "index.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    press_until(page, "e.textContent === 'An Giang'")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{PROVINCE}")
    press_until(page, "e.matches('.key a.num')")
    number = page.locator(":focus")
    tip = page.locator("#tip")
    assert tip.is_visible()
    marked = tip.locator("b").inner_text()
    assert marked in tip.locator("blockquote").inner_text()
    assert tip.locator("blockquote").get_attribute("lang") == "vi"
    assert tip.locator(".rule").inner_text()
    assert number.get_attribute("aria-describedby") == "tip"
    page.keyboard.press("Escape")
    assert not tip.is_visible()
    figure = number.get_attribute("href").split("#")[1]
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/evidence/*.html#{figure}")
    mark = page.locator(f"[id='{figure}']")
    assert mark.inner_text() in marked
    assert mark.evaluate(
        "e => { const b = e.getBoundingClientRect(); return b.top > 0 && b.top < innerHeight }"
    )
    colour = "e => getComputedStyle(e).backgroundColor"
    sentence, other = page.locator(".sentence", has=mark).first, page.locator(".sentence").first
    assert sentence.evaluate(colour) != other.evaluate(colour)


def test_a_tip_stays_under_the_pointer_and_closes_by_escape(page, edition):
    page.goto((edition / PROVINCE).as_uri())
    number, tip = page.locator("td a.num").first, page.locator("#tip")
    number.hover()
    assert tip.is_visible()
    tip.hover()
    page.wait_for_timeout(400)  # it would close after 300
    assert tip.is_visible()
    page.keyboard.press("Escape")
    assert not tip.is_visible()
    number.hover()
    page.mouse.move(2, 2)
    tip.wait_for(state="hidden")


def test_a_verdict_tells_its_sum_by_keyboard_and_leads_to_the_sentence(page, edition):
    page.goto((edition / PROVINCE).as_uri())
    verdict, tip = page.locator("td a.verdict").first, page.locator("#tip")
    verdict.focus()
    assert verdict.get_attribute("aria-describedby") == "tip"
    assert re.search(r"\d", tip.inner_text())
    verdict.press("Enter")
    page.wait_for_url("**/evidence/*.html#*")
    assert page.locator(f"[id='{page.url.partition('#')[2]}']").is_visible()


QUOTED = """() => {
  const found = [], walk = document.createTreeWalker(document.querySelector("main"), 4);
  // a word in small letters with a Vietnamese letter is no name, so it is an article's own
  const own = /(?<![\\p{L}])[a-zđ]*[ăâđêôơưàáạảãầấậẩẫằắặẳẵèéẹẻẽềếệểễìíịỉĩòóọỏõồốộổỗờớợởỡùúụủũừứựửữỳýỵỷỹ][\\p{Ll}]*/u;
  while (walk.nextNode()) {
    // a Vietnamese term in brackets or quotes explains an English sentence
    const text = walk.currentNode.textContent.replace(/\\([^)]*\\)|“[^”]*”/g, ""), parent = walk.currentNode.parentElement;
    if (parent.closest("main > p, main > ul, main > ol")) continue; // a page's own words
    if (own.test(text) && parent.closest("[lang]").lang === "en") found.push(text.slice(0, 80));
  }
  return found;
}"""


@pytest.mark.parametrize("typed", ["", "18-nq/tw"])
def test_on_english_pages_what_articles_say_is_marked_as_vietnamese(page, edition, typed):
    wrong = {}
    told = [name for name in kinds("en") if name != "en/method.html"]  # which tells of no article
    for name in ["en/index.html"] if typed else told:
        page.goto((edition / name).as_uri())
        if typed:
            page.locator("#search").fill(typed)
            assert page.locator("#search-results a").count()
        wrong[name] = page.evaluate(QUOTED)
    assert not {name: found for name, found in wrong.items() if found}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_example_of_the_search_finds_its_indicator(page, edition, lang):
    page.goto((edition / f"{LANGUAGES[lang]}index.html").as_uri())
    page.locator("#search").fill(page.locator("#search-hint kbd").inner_text())
    page.locator("#search-results a").first.click()
    assert "#" in page.url
    assert page.evaluate("document.getElementById(location.hash.slice(1)) !== null")


def test_a_phone_shows_that_a_table_goes_on_and_keeps_its_first_column(page, edition):
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto((edition / PROVINCE).as_uri())
    region = page.locator(".table").first
    assert region.evaluate("e => e.scrollWidth > e.clientWidth")
    assert "gradient" in region.evaluate("e => getComputedStyle(e).backgroundImage")
    region.evaluate("e => { e.scrollLeft = e.scrollWidth }")
    head = region.locator("tbody tr:not(.group) th").first
    left, right = head.evaluate("e => [e.getBoundingClientRect().left, innerWidth]")
    assert 0 <= left < right / 4


@pytest.mark.parametrize("media", ["screen", "print"])
def test_a_word_without_end_stays_in_its_table(page, edition, media):
    page.emulate_media(media=media)
    page.set_viewport_size({"width": 680, "height": 900})
    page.goto((edition / "evidence/hostile.html").as_uri())
    wide = "[...document.querySelectorAll('table')].filter(t => t.offsetWidth > 2 * innerWidth)"
    assert page.evaluate(f"{wide}.length") == 0
    page.goto((edition / "extraction.html").as_uri())
    assert page.evaluate(f"{wide}.length") == 0


def test_rows_are_sorted_and_filtered_within_their_groups(page, edition):
    page.goto((edition / "index.html").as_uri())
    table = page.locator("h2#provinces ~ .table table").first
    facts = table.locator("tbody tr > :nth-child(4)")
    head = table.locator("thead th").nth(3)
    before = facts.all_inner_texts()
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert [int(n) for n in facts.all_inner_texts()] == sorted(map(int, before))
    head.get_by_role("button").click()
    assert [int(n) for n in facts.all_inner_texts()] == sorted(map(int, before), reverse=True)
    head.get_by_role("button").click()
    assert facts.all_inner_texts() == before
    page.goto((edition / "province-tra-vinh-2008.html").as_uri())
    box = page.get_by_label("Lọc bảng").first
    table = page.locator(".filter + .table table").first
    box.fill("HO NGHEO")  # without accents
    rows = table.locator("tbody tr:not(.group):visible")
    assert rows.count() >= 1
    assert all("hộ nghèo" in row.lower() for row in rows.all_inner_texts())
    assert table.locator("tr.group:visible").count() == 1
    box.fill("")
    assert table.locator("tbody tr:not(.group):visible").count() > rows.count() - 1


def test_numbers_of_different_units_are_sorted_apart(page, edition):
    page.goto((edition / "province-tra-vinh-2008.html").as_uri())
    table = page.locator("h2#tat-ca-cac-chi-tieu ~ .table table").first
    head = table.locator("thead th").nth(1)
    assert "đơn vị" in head.get_by_role("button").get_attribute("title")
    for way in (1, -1):
        head.get_by_role("button").click()
        told = table.locator("tbody").evaluate_all(
            """bodies => bodies.map(body => [...body.querySelectorAll("td:nth-child(2) [data-unit]")]
            .map(a => [a.dataset.unit, Number(a.dataset.value)]))"""
        )
        assert max(len({unit for unit, _ in body}) for body in told) > 1
        for body in told:
            assert body == sorted(body, key=lambda cell: (cell[0], way * cell[1]))


@pytest.mark.parametrize(
    ("lang", "typed", "kind", "landed"),
    [
        ("vi", "tra vinh", "tỉnh", "province-tra-vinh-2008.html"),
        ("en", "trà vinh", "province", "en/province-tra-vinh-2008.html"),
        ("vi", "18-nq/tw", "văn bản", "#c"),
        ("en", "young cadres an giang", "indicator", f"en/{PROVINCE}#cadres.young_share"),
    ],
)
def test_the_search_finds_without_accents_and_without_a_server(
    page, edition, lang, typed, kind, landed
):
    page.goto((edition / LANGUAGES[lang] / "index.html").as_uri())
    page.locator("#search").fill(typed)
    hit = page.locator("#search-results li", has=page.locator("small", has_text=kind)).first
    hit.locator("a").click()
    page.wait_for_url(f"**{landed}**")
    anchor = page.url.partition("#")[2]
    assert not anchor or page.locator(f"[id='{anchor}']").is_visible()


def test_the_zip_is_read_from_a_folder_and_switches_language(page, edition, tmp_path):
    with zipfile.ZipFile(edition / "solieu.zip") as archive:
        archive.extractall(tmp_path)
    page.goto((tmp_path / "solieu/index.html").as_uri())
    assert page.locator("html").get_attribute("lang") == "vi"
    page.get_by_role("link", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("link", name="An Giang", exact=True).click()
    page.get_by_role("link", name="Tiếng Việt").click()
    assert page.url == (tmp_path / "solieu" / PROVINCE).as_uri()


def test_kinds_of_marks_can_be_hidden(page, edition):
    page.goto((edition / "evidence/tra_vinh_2020.html").as_uri())
    mark, colour = page.locator("mark.figures").first, "e => getComputedStyle(e).backgroundColor"
    shown = mark.evaluate(colour)
    page.locator("#show-figures").uncheck()
    assert mark.evaluate(colour) != shown
    mark.locator("a").click()
    row = page.locator("tr", has=page.locator(f"[id='{page.url.partition('#')[2]}']"))
    assert mark.inner_text() in row.inner_text()


def test_pages_are_whole_without_scripts(browser, edition):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((edition / "index.html").as_uri())
    assert not page.locator("#search").is_visible()
    page.get_by_role("link", name="An Giang", exact=True).click()
    number = page.locator(".key a.num").first
    figure, told = number.get_attribute("href").split("#")[1], number.inner_text()
    assert number.get_attribute("title")
    assert page.locator("caption").first.is_visible()
    assert page.get_by_role("link", name="CSV").first.is_visible()
    number.click()
    mark = page.locator(f"[id='{figure}']")
    assert mark.is_visible()
    assert re.search(r"\d+", mark.inner_text())[0] in told
    context.close()


def test_hostile_text_is_only_text(page, edition):
    for name in (
        "index.html",
        "extraction.html",
        "evidence/hostile.html",
        "en/evidence/hostile.html",
    ):
        page.goto((edition / name).as_uri())
        assert page.locator("img[src='x'], main script, main style").count() == 0
        assert "\u202e" not in page.locator("body").inner_text()
        protocols = page.locator("a[href]").evaluate_all("links => links.map(a => a.protocol)")
        assert set(protocols) <= {"file:", "https:", "http:"}
    text = page.locator(".article").inner_text()
    for piece in (
        "<script>alert(1)</script>",
        "</style>",
        "$x^2$",
        "**đậm**",
        "[U+202E]",
        "{{ 7*7 }}",
    ):
        assert piece in text


@pytest.mark.parametrize("name", [PROVINCE, "en/index.html", "evidence/tra_vinh_2020.html"])
def test_pages_print_on_a4(page, edition, name):
    import pypdfium2

    page.goto((edition / name).as_uri())
    printed = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    width, height = printed[0].get_size()
    assert (round(width), round(height)) in {(595, 842), (594, 841), (595, 841), (594, 842)}
    text = "".join(sheet.get_textpage().get_text_bounded() for sheet in printed)
    assert "CSV" not in text
    last = len(printed)
    assert f"{last} / {last}" in printed[last - 1].get_textpage().get_text_bounded()
    assert page.locator("h1").inner_text().split()[0] in text
    if name == PROVINCE:
        assert "https://" in text or "http://" in text, (
            "a printed page names its sources' addresses"
        )


def test_pages_are_light(edition):
    for page in edition.rglob("province-*.html"):
        text = page.read_text("utf-8")
        drawn = [page.parent / name for name in re.findall(r'src="(charts/[^"]+)"', text)]
        assert page.stat().st_size + sum(chart.stat().st_size for chart in drawn) <= 400_000, page
    assert sum(path.stat().st_size for path in edition.glob("assets/*.[jc]s*")) < 60_000
