"""Text that wants to be more than text stays text, on the page and in the terminal."""

import pytest

from iopsched.page import Source, View, render

CORPUS = [
    "<script>window.hacked = 1</script>",
    "</script><script>window.hacked = 1</script>",
    "<!--<script>",
    "\"><img src=x onerror='window.hacked = 1'>",
    "' onmouseover='window.hacked = 1' x='",
    "javascript:window.hacked = 1",
    "{{ 7 * 7 }}{% raw %}",
    "${window.hacked = 1}",
    "</style><style>body{display:none}",
    "=cmd|' /C calc'!A0",
    "line\nbreak\r\nand\u2028more",
    "\x1b[31mred\x1b]0;title\x07",
    "\u202egnp.exe",
    "&lt;b&gt;",
    "x" * 10_000,
]


@pytest.fixture(scope="module")
def hostile(mixed):
    """The mixed clinic, with the corpus as title and as everybody's names."""
    everyone = [
        one.id
        for some in ("patients", "clinicians", "rooms", "groups", "services", "sites")
        for one in getattr(mixed.scenario, some)
    ]
    names = {name: CORPUS[place % len(CORPUS)] for place, name in enumerate(everyone)}
    scenario = mixed.scenario.model_copy(update={"title": "".join(CORPUS[:9])})
    return Source.of(scenario, mixed.schedule, result=mixed.result, names=names)


def test_nothing_runs(opened, hostile):
    page = opened(render(hostile)).page
    for rows in ("Rooms", "Clinicians", "Groups"):
        page.get_by_role("radio", name=rows).click()
        page.locator(".block").first.click()
    page.get_by_role("button", name="As a table").click()
    page.locator(".person summary").first.click()
    assert page.evaluate("window.hacked === undefined")
    assert page.locator("img, iframe, object, embed").count() == 0
    assert page.locator("script").count() == 2
    assert page.locator("body").is_visible()
    shown = page.locator("main").inner_text()
    assert "<script>window.hacked = 1</script>" in shown
    assert "{{ 7 * 7 }}" in shown


@pytest.mark.parametrize("view", [View("patient", "P-101"), View("clinician", "C-05"), View("room", "group-1")])
def test_nothing_runs_on_the_pages_of_one(opened, hostile, view):
    for word in range(len(CORPUS)):
        names = dict.fromkeys(hostile.names, CORPUS[word])
        html = render(Source.of(hostile.scenario, hostile.schedule, result=hostile.result, names=names), view)
        assert html.count("<script") == 0
        assert html.count("<style") == 1
        assert "<img" not in html
    page = opened(html).page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_data_cannot_end_the_script(hostile):
    html = render(hostile)
    assert html.count("</script>") == 2
    assert html.count("<script") == 2
