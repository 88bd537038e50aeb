"""The page in a real browser: no error, no request, nothing that keeps anybody out, and everything at hand."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from iopsched.page import Source, View, render

SIZE_MAX_BYTES = 3_000_000
USABLE_MS = 2_000


@pytest.fixture(scope="module")
def pages(mixed, big):
    """Pages as text, made once."""
    earlier = mixed.schedule.model_copy(update={"sessions": mixed.schedule.sessions[5:]})
    agreed = Source.of(mixed.scenario, mixed.schedule, result=mixed.result, published=earlier)
    made = {"mixed": render(mixed), "big": render(big), "published": render(agreed)}
    for view in (View("clinician", "C-05"), View("room", "group-1"), View("patient", "P-101")):
        made[view.kind] = render(mixed, view)
    return made


ONE_OF_EACH_LOOK = """() => {
  const behind = new Map([[null, ""]]), seen = new Set();
  for (const one of document.querySelectorAll("body, body *")) {
    const style = getComputedStyle(one);
    const box = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter, style.display];
    behind.set(one, `${behind.get(one.parentElement) ?? ""}/${box}`);
    const look = [behind.get(one), style.color, style.fontSize, style.fontWeight, style.visibility].join();
    const says = [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    one.toggleAttribute("data-one", says && !seen.has(look));
    if (says) seen.add(look);
  }
  return seen.size;
}"""
"""Mark one text of each look (its colour and size, and all that lies behind it); return how many there are."""


def violations(page):
    """What axe finds, with the first element of each: all rules everywhere, contrast once for each look.

    Contrast is what takes long, and follows from the look alone: a week of 400 patients has some ten thousand texts.
    """
    assert page.evaluate(ONE_OF_EACH_LOOK) > 5
    wanted = {"resultTypes": ["violations"]}
    everywhere = Axe().run(page, options={**wanted, "rules": {"color-contrast": {"enabled": False}}})
    contrast = Axe().run(page, context={"include": [["[data-one]"]]}, options={**wanted, "runOnly": ["color-contrast"]})
    found = [*everywhere.response["violations"], *contrast.response["violations"]]
    return [(it["id"], it["nodes"][0]["html"][:200], it["nodes"][0]["failureSummary"]) for it in found]


def test_a_faint_text_among_many_is_found(opened, pages):
    page = opened(pages["mixed"]).page
    page.evaluate("document.querySelectorAll('.person .who')[50].style.color = '#dddddd'")
    assert [rule for rule, *_ in violations(page)] == ["color-contrast"]


def ready_ms(page):
    return int(page.evaluate("document.documentElement.dataset.ready"))


@pytest.mark.parametrize("name", ["mixed", "big", "published", "clinician", "room", "patient"])
@pytest.mark.parametrize("look", ["light", "dark", "print"])
def test_axe_finds_nothing(opened, pages, name, look):
    page = opened(pages[name], scheme="dark" if look == "dark" else "light").page
    if look == "print":
        page.emulate_media(media="print")
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert violations(page) == []


@pytest.mark.parametrize(("rows", "scheme"), [("Rooms", "light"), ("Clinicians", "dark")])
def test_axe_finds_nothing_in_other_pictures(opened, pages, rows, scheme):
    page = opened(pages["published"], scheme=scheme).page
    page.get_by_role("radio", name=rows).click()
    page.get_by_role("radio", name="Tue 14").click()
    page.locator(".block").first.click()
    page.locator(".person summary").first.click()
    assert violations(page) == []
    page.get_by_role("button", name="As a table").click()
    assert violations(page) == []


@pytest.mark.parametrize("name", ["mixed", "published", "clinician", "room", "patient"])
def test_nothing_is_wider_than_a_telephone(opened, pages, name):
    page = opened(pages[name], width=390, height=844).page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []


def test_four_hundred_patients_are_small_and_soon_there(opened, pages, big):
    assert len(pages["big"].encode()) < SIZE_MAX_BYTES
    page = opened(pages["big"]).page
    assert ready_ms(page) < USABLE_MS
    assert page.locator(".person").count() == 400
    click = "document.querySelector('#rows button[value=rooms]').click()"
    took_ms = page.evaluate(f"() => {{ const before = performance.now(); {click}; return performance.now() - before }}")
    assert page.locator(".block").count() == len(big.sessions)
    assert took_ms < USABLE_MS


def test_a_pdf_is_made(opened, pages):
    page = opened(pages["mixed"]).page
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) > 3


def test_search_finds_one_patient_everywhere(opened, pages):
    page = opened(pages["mixed"]).page
    page.keyboard.press("/")
    page.keyboard.type("P-101")
    expect(page.locator(".person")).to_have_count(1)
    found = page.locator("#found-count").inner_text()
    number = int(found.split()[0])
    assert found == f"{number} sessions, 1 patient"
    shown = page.locator(".lane:not([hidden]) .block:not(.faded)")
    assert shown.count() == number
    page.get_by_role("button", name="As a table").click()
    assert page.locator("#sessions tbody tr").count() == number
    page.keyboard.press("Escape")
    assert page.locator(".person").count() == 60


def test_search_for_a_clinician_and_for_nothing(opened, pages):
    page = opened(pages["mixed"]).page
    page.fill("#query", "c-05 cbt")
    expect(page.locator("#found-count")).not_to_be_empty()
    labels = page.locator(".lane:not([hidden]) .block:not(.faded)").evaluate_all("all => all.map(one => one.ariaLabel)")
    assert labels
    assert all("cbt" in label and "C-05" in label for label in labels)
    page.fill("#query", "nobody at all")
    expect(page.get_by_text("No session fits.")).to_be_visible()
    expect(page.get_by_text("No patient fits.")).to_be_visible()


def test_rows_days_and_the_table(opened, pages, mixed):
    page = opened(pages["mixed"]).page
    groups = {session.group for session in mixed.sessions if session.group}
    assert {name.inner_text() for name in page.locator(".lane-name b").all()} >= groups
    page.get_by_role("radio", name="Rooms").click()
    assert {name.inner_text() for name in page.locator(".lane-name b").all()} >= {it.id for it in mixed.scenario.rooms}
    assert page.locator(".block").count() == len(mixed.sessions)
    page.get_by_role("radio", name="Clinicians").click()
    names = {name.inner_text() for name in page.locator(".lane-name b").all()}
    assert names == {it.id for it in mixed.scenario.clinicians}
    page.get_by_role("radio", name="Wed 15").click()
    wednesday = [session for session in mixed.sessions if session.start // 1440 == 2]
    assert page.locator(".block").count() == sum(len(session.leaders) for session in wednesday)
    page.get_by_role("button", name="As a table").click()
    assert page.locator("#sessions tbody tr").count() == len(wednesday)
    assert page.locator("#grid").is_hidden()


def test_keys_alone_reach_a_session_and_come_back(opened, pages):
    page = opened(pages["mixed"]).page
    page.get_by_role("radio", name="Groups").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == "Rooms"
    page.locator("#as-table").focus()
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.ariaLabel")
    page.keyboard.press("ArrowRight")
    second = page.evaluate("document.activeElement.ariaLabel")
    page.keyboard.press("ArrowDown")
    third = page.evaluate("document.activeElement.ariaLabel")
    assert len({first, second, third}) == 3
    assert page.locator('.block[tabindex="0"]').count() == 1
    page.keyboard.press("Enter")
    assert page.locator("#card").get_by_text("Where").is_visible()
    assert page.evaluate("document.activeElement.ariaLabel") == "Close"
    page.keyboard.press("Escape")
    assert page.locator("#card").is_hidden()
    assert page.evaluate("document.activeElement.ariaLabel") == third


def test_from_a_session_to_a_patient(opened, pages):
    page = opened(pages["mixed"]).page
    page.locator(".block").first.click()
    patient = page.locator("#card .chips button").first
    name = patient.inner_text()
    patient.click()
    assert page.locator(".person .who").all_inner_texts() == [name]
    page.locator(".person summary").click()
    expect(page.locator(".person .inside tbody tr").first).to_be_visible()


def test_patients_by_what_they_miss(opened, pages, big):
    page = opened(pages["big"]).page
    short = {need.patient for need in big.unmet}
    page.get_by_role("radio", name="With unmet needs").click()
    assert page.locator(".person").count() == len(short)
    page.select_option("#order", "unmet")
    badges = page.locator(".person .flags .badge:last-child").all_text_contents()
    numbers = [int(badge.split()[0]) for badge in badges]
    assert numbers == sorted(numbers, reverse=True)
    assert page.locator("#unmet tbody").count() == len(short)


def test_changes_are_marked(opened, pages):
    page = opened(pages["published"]).page
    page.get_by_role("radio", name="Rooms").click()
    assert page.locator(".block.marked").count() == 5
    page.get_by_role("button", name="Changed only").click()
    assert page.locator(".lane:not([hidden]) .block:not(.faded)").count() == 5
    assert page.locator("#differences tbody tr").count() == 5


def test_colours_by_hand(opened, pages):
    page = opened(pages["mixed"]).page
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.locator("#theme").click()
    assert page.evaluate(paper) == light
    page.locator("#theme").click()
    assert page.evaluate(paper) != light
    assert violations(page) == []


def test_without_script_the_answer_is_still_there(browser, pages, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(pages["mixed"], encoding="utf-8")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.locator(".sentence").is_visible()
    assert page.get_by_text("need JavaScript").is_visible()
    assert page.locator("#hours table").count() == 3
    context.close()
