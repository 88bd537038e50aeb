"""One browser for all tests of pages, and weeks to show in it."""

import os
import shutil
from importlib.resources import files

import pytest
from playwright.sync_api import sync_playwright

from iopsched.compile import compile_scenario
from iopsched.model.result import Result, Run, TracePoint
from iopsched.model.scenario import Scenario
from iopsched.page import Source
from iopsched.summary import summarise
from iopsched_scenarios.generate import generate
from iopsched_solver.greedy import first_fit

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--no-first-run",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser():
    """Chromium without a window; a missing one is a failure unless it was asked for."""
    if os.environ.get("IOPSCHED_NO_BROWSER") == "1":
        pytest.skip("IOPSCHED_NO_BROWSER=1")
    names = [os.environ.get("IOPSCHED_BROWSER", ""), *BROWSERS]
    found = next(filter(None, map(shutil.which, filter(None, names))), None)
    if found is None:
        pytest.fail("no browser: run tools/setup-browser.sh, or leave these tests out with IOPSCHED_NO_BROWSER=1")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield chromium
        chromium.close()


class Opened:
    """A page in the browser, and what it did that it must not do."""

    def __init__(self, page):
        self.page = page
        self.complaints = []
        page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._asked)
        page.on("dialog", self._dialog)

    def _asked(self, request):
        if not request.url.startswith(("file:", "data:")):
            self.complaints.append(f"request: {request.url}")

    def _dialog(self, dialog):
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()


@pytest.fixture
def opened(browser, tmp_path):
    """Open a page's text: `opened(html).page`; whatever it complains of fails the test."""
    contexts, all_opened = [], []

    def show(html, *, scheme="light", width=1280, height=800):
        path = tmp_path / f"{len(contexts)}.html"
        path.write_text(html, encoding="utf-8")
        context = browser.new_context(
            color_scheme=scheme, viewport={"width": width, "height": height}, offline=True, accept_downloads=False
        )
        contexts.append(context)
        one = Opened(context.new_page())
        all_opened.append(one)
        one.page.goto(path.as_uri())
        return one

    yield show
    for context in contexts:
        context.close()
    assert [complaint for one in all_opened for complaint in one.complaints] == []


def solved(scenario):
    """Make the result that a search might have come to: first fit, with a made-up trace."""
    compiled = compile_scenario(scenario)
    schedule = compiled.decode(first_fit(compiled.problem))
    report = Source.of(scenario, schedule).report
    bound = report.cost * 9 // 10
    trace = [(0.4, report.cost * 8, None), (1.5, report.cost * 8, bound // 2), (6.0, report.cost * 2, bound)]
    points = tuple(TracePoint(seconds=s, cost=c, bound=b) for s, c, b in [*trace, (20.0, report.cost, bound)])
    run = Run(
        versions={"iopsched": "0"}, options={}, seed=0, stop_rule="time", engine="columns", seconds={}, trace=points
    )
    return Result(
        status="feasible", cost=report.cost, bound=bound, gap=(report.cost - bound) / report.cost, tiers=report.tiers,
        unmet=report.unmet, schedule=schedule, summary=summarise(scenario, schedule), run=run,
    )  # fmt: skip


@pytest.fixture(scope="session")
def mixed():
    """The mixed clinic, solved."""
    path = files("iopsched_scenarios") / "data" / "mixed-clinic.yaml"
    scenario = Scenario.read(str(path))
    result = solved(scenario)
    return Source.of(scenario, result.schedule, result=result)


@pytest.fixture(scope="session")
def big():
    """A tight week of 400 patients, solved."""
    scenario = generate(400, shape="menu", tightness="tight", seed=1)
    result = solved(scenario)
    return Source.of(scenario, result.schedule, result=result)
