"""The pages in a real browser: nothing fetched, nothing broken, readable on a phone, without scripts."""

import http.server
import os
import threading

import pytest

from solieu.reporting import editions

KINDS = ("index.html", "comparison.html", "documents.html", "extraction.html")


@pytest.fixture(scope="module")
def edition(seeds, tmp_path_factory):
    """An edition of the bundled articles with two province pages."""
    site = tmp_path_factory.mktemp("browser") / "site"
    chosen = ["Trà Vinh", "Long An"]
    editions.make(seeds, site, provinces=chosen, tell=lambda line: None)
    return site / "latest"


@pytest.fixture(scope="module")
def browser(chromium):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Chromium refuses to sandbox itself when root runs it, as containers do
        args = ["--no-sandbox"] if getattr(os, "geteuid", int)() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium, args=args)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
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


def all_kinds(edition):
    provinces = sorted(p.name for p in edition.glob("province-*.html"))
    return [*KINDS, *provinces, "evidence/tra_vinh_2020.html", "evidence/hai_duong_2019.html"]


@pytest.mark.parametrize("scheme", ["file", "http"])
@pytest.mark.parametrize("width", [360, 1280])
def test_pages_fetch_nothing_break_nothing_and_fit(browser, edition, address, scheme, width):
    page = browser.new_page(viewport={"width": width, "height": 800})
    trouble, asked = [], []
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    base = edition.as_uri() if scheme == "file" else address
    for name in all_kinds(edition):
        page.goto(f"{base}/{name}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        styled = page.evaluate("getComputedStyle(document.querySelector('h1')).fontSize")
        assert styled != "32px", f"{name}: the style sheet is not in force"
        broken = "[...document.images].filter(i => !i.complete || !i.naturalWidth || !i.alt).length"
        assert page.evaluate(broken) == 0, name
    page.close()
    assert not [m for m in trouble if "favicon" not in m]
    outside = [a for a in asked if not a.startswith((base, "data:"))]
    assert not [a for a in outside if not a.endswith("/favicon.ico")]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_number_leads_to_its_highlighted_sentence(browser, edition, scripts):
    context = browser.new_context(java_script_enabled=scripts, color_scheme="dark")
    page = context.new_page()
    page.goto((edition / "index.html").as_uri())
    page.get_by_role("link", name="Trà Vinh", exact=True).click()
    assert "Trà Vinh" in page.locator("h1").inner_text()
    number = page.locator(".key a.num").first
    figure = number.get_attribute("href").split("#")[1]
    told = number.inner_text()
    number.click()
    assert page.url.endswith(f"evidence/tra_vinh_2020.html#{figure}")
    mark = page.locator(f"[id='{figure}']")
    assert mark.is_visible()
    assert mark.inner_text().split("/")[0].replace("0", "") in told.replace("0", "")
    sentence = page.locator(".sentence", has=mark).first
    other = page.locator(".sentence").first
    colour = "e => getComputedStyle(e).backgroundColor"
    if scripts:  # evaluation needs scripts; the style sheet does not
        assert sentence.evaluate(colour) != other.evaluate(colour)
        assert mark.evaluate("e => e.getBoundingClientRect().top < innerHeight")
    context.close()


def test_the_keyboard_reaches_a_number_and_its_sentence(browser, edition):
    page = browser.new_page()
    page.goto((edition / "province-tra-vinh-2008.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('num')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/evidence/*.html#*")
    page.close()


def test_pages_print(browser, edition):
    page = browser.new_page()
    page.goto((edition / "province-tra-vinh-2008.html").as_uri())
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.close()
