"""A schedule made ready to be asked why: each answer is found by solving and verified by the checker."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

from iopsched.check.change import Change
from iopsched.compile import compile_scenario
from iopsched.explaining.aims import Aim, MeetNeed, lacks_of, session_aim
from iopsched.explaining.facts import Facts, asked_first
from iopsched.explaining.fixes import Fixes
from iopsched.explaining.hitting import smallest_conflict
from iopsched.model.errors import EngineError
from iopsched.model.explanation import Audience, Explanation, Explanations, Price, Reason
from iopsched.model.patient import Patient
from iopsched.model.recommendation import Recommendation
from iopsched.model.result import UnmetNeed
from iopsched.model.rules import HARD_RULES
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule
from iopsched.model.weights import TIERS
from iopsched.recommending import Recommender
from iopsched.recommending.others import movable
from iopsched.recommending.patch import Patch
from iopsched.recommending.ready import Ready
from iopsched_solver.limits import Limits
from iopsched_solver.placing import Placed, Placing

BACKGROUND = frozenset({"candidate-starts", "patient-no-overlap"})
"""Rules never in question: nobody is in two places at once, and what is not offered does not run."""
OTHERS_TOO = frozenset({"keep-together"})
"""Needs that are as much another patient's: they are not held against this one."""
EVERY_RULE = frozenset((*HARD_RULES, *TIERS["needs"])) - OTHERS_TOO
BY_CELL = frozenset({"site-hours", "family-slot", "telehealth"})
"""Rules for which compiling would leave cells out."""
MOVED_MAX = 3
"""Others moved at most when the price of meeting a need is looked for."""
LEAST_S = 0.5


class Explainer:
    """One schedule, ready for questions.

    Parameters
    ----------
    scenario
        A valid scenario.
    schedule
        A legal schedule of it.
    """

    def __init__(self, scenario: Scenario, schedule: Schedule) -> None:
        self.recommender = Recommender(scenario, schedule)
        self.scenario = self.recommender.scenario
        compiled = compile_scenario(self.scenario, without=BY_CELL)
        problem = replace(compiled.problem, rules=EVERY_RULE, unit_cost={})
        self.relaxed = Ready(self.scenario, replace(compiled, problem=problem), schedule)

    def explain(
        self,
        patient: str | None = None,
        *,
        audience: Audience = "staff",
        time_limit_s: float = 60.0,
        cancel: threading.Event | None = None,
    ) -> Explanations:
        """Explain every unmet need, or those of one patient.

        Parameters
        ----------
        patient
            Whose needs; none means everybody's.
        audience
            Who reads it.
        time_limit_s
            Seconds; what could not be verified in them is said.
        cancel
            Set from any thread: as if the time were over.

        Raises
        ------
        ScenarioError
            If there is no such patient.
        IllegalScheduleError
            If the schedule breaks a rule.
        """
        began_s = time.monotonic()
        if patient is not None:
            self.recommender.patient(patient)
        asked: dict[tuple[str, str, str | None], list[UnmetNeed]] = {}
        for need in self.recommender.unmet:
            if patient in {None, need.patient}:
                asked.setdefault((need.patient, need.rule, need.service), []).append(need)
        found = []
        for number, ((who, rule, service), unmet) in enumerate(asked.items()):
            left_s = max(0.0, time_limit_s - (time.monotonic() - began_s))
            aim = self._need(who, rule, service)
            found.append(self._answer(who, aim, tuple(unmet), audience, left_s / (len(asked) - number), cancel))
        seconds = round(time.monotonic() - began_s, 3)
        return Explanations(audience=audience, explanations=tuple(found), seconds=seconds)

    def why_not(
        self,
        patient: str,
        session: str,
        *,
        audience: Audience = "staff",
        time_limit_s: float = 60.0,
        cancel: threading.Event | None = None,
    ) -> Explanations:
        """Explain why a patient does not attend a session: ``Tue 18:00 relapse prevention`` or ``art on Tuesday``.

        Raises
        ------
        ScenarioError
            If there is no such patient or session.
        """
        began_s = time.monotonic()
        self.recommender.patient(patient)
        aim = session_aim(self.relaxed.compiled, session)
        found = self._answer(patient, aim, (), audience, time_limit_s, cancel)
        seconds = round(time.monotonic() - began_s, 3)
        return Explanations(audience=audience, explanations=(found,), seconds=seconds)

    def _need(self, patient: str, rule: str, service: str | None) -> MeetNeed:
        plan = tuple(item.service for item in self.recommender.patient(patient).care_plan.items)
        now = lacks_of(self.recommender.unmet, patient)
        return MeetNeed(patient, rule, service, now, self.relaxed.compiled, plan)

    def _answer(
        self,
        name: str,
        aim: Aim,
        unmet: tuple[UnmetNeed, ...],
        audience: Audience,
        time_limit_s: float,
        cancel: threading.Event | None,
    ) -> Explanation:
        patient = self.recommender.patient(name)
        trial = Trial(self, patient, aim, time_limit_s, cancel)
        answer = Explanation(patient=name, subject=aim.subject, unmet=unmet, verdict="not verified in time")
        facts = Facts(self.recommender, patient, aim, audience)
        try:
            core = trial.core()
            if core is None:
                answer = answer.model_copy(update={"verdict": "possible", "price": trial.price()})
            elif not core:
                answer = answer.model_copy(update={"verdict": "not offered", "smallest": True})
            else:
                reasons = tuple(Reason(code=rule, fact=facts.of(rule)) for rule in asked_first(core))
                answer = answer.model_copy(update={"verdict": "impossible", "core": reasons, "smallest": True})
        except TimeoutError:
            facts_known = tuple(Reason(code=need.rule, fact=need.reason) for need in unmet if need.reason)
            question = "why it is so: allow more time"
            answer = answer.model_copy(update={"core": facts_known[:1], "open_questions": (question,)})
            return facts.for_audience(answer)
        if answer.verdict == "impossible":
            answer = self._with_ways_out(answer, trial)
        return facts.for_audience(answer)

    def _with_ways_out(self, answer: Explanation, trial: Trial) -> Explanation:
        """Add fixes, and what it would cost if others moved."""
        questions: list[str] = []
        fixes = Fixes(trial)
        try:
            answer = answer.model_copy(update={"fixes": fixes.found()})
        except TimeoutError:
            answer = answer.model_copy(update={"fixes": tuple(fixes.so_far)})
            questions.append("whether more would help: allow more time")
        try:
            price = trial.price_with_moves()
            answer = answer.model_copy(update={"price": price, "outbid": price is not None and price.cost > 0})
        except TimeoutError:
            questions.append("what it would cost if others moved: allow more time")
        return answer.model_copy(update={"open_questions": tuple(questions)})


class Trial:
    """One question about one patient, while there is time."""

    def __init__(
        self, explainer: Explainer, patient: Patient, aim: Aim, time_limit_s: float, cancel: threading.Event | None
    ) -> None:
        self.explainer, self.patient, self.aim, self._cancel = explainer, patient, aim, cancel
        self.number = explainer.relaxed.number_of(patient.id)
        self._deadline_s = time.monotonic() + time_limit_s

    @property
    def limits(self) -> Limits:
        """What is left of the time.

        Raises
        ------
        TimeoutError
            If nothing is left.
        """
        left_s = self._deadline_s - time.monotonic()
        if left_s <= 0 or (self._cancel is not None and self._cancel.is_set()):
            raise TimeoutError
        return Limits(time_limit_s=left_s, workers=1)

    def core(self) -> frozenset[str] | None:
        """Return the fewest rules that make it impossible; none if it is possible."""
        questions = EVERY_RULE - BACKGROUND - {self.aim.own_rule}
        if self.possible(questions) is not None:
            return None
        ordered = asked_first(questions)
        return smallest_conflict(ordered, self._broken_by)

    def possible(self, kept: frozenset[str]) -> tuple[Placed, Patch, Change] | None:
        """Return a week that has it and keeps these rules (and the background)."""
        placing = self.placing(kept)
        placed = placing.best(self.limits, cancel=self._cancel)
        if placed is None:
            return None
        patch, change, _ = self.explainer.relaxed.judged(placed, self.patient.id)
        if not self.aim.is_met(change, frozenset(placed.cells)):
            raise EngineError(f"the checker does not find that {self.aim.subject} is met for {self.patient.id}")
        return placed, patch, change

    def placing(self, kept: frozenset[str]) -> Placing:
        """Return the model in which only these rules (and the background) are in force."""
        own = set() if self.aim.own_rule is None else {self.aim.own_rule}
        rules = kept | BACKGROUND | own
        problem = replace(self.explainer.relaxed.compiled.problem, rules=frozenset(rules))
        placing = Placing(self.explainer.relaxed.staying.with_problem(problem), self.number, is_relaxed=True)
        self.aim.ask(placing, kept & frozenset(TIERS["needs"]))
        return placing

    def _broken_by(self, kept: frozenset[str]) -> frozenset[str] | None:
        found = self.possible(kept)
        if found is None:
            return None
        _, _, change = found
        had = lacks_of(change.unmet_before, self.patient.id)
        now = lacks_of(change.unmet, self.patient.id)
        worse = {key[0] for key, units in now.items() if units > had.get(key, 0)} if self.aim.own_rule else set()
        return frozenset({violation.rule for violation in change.violations} | worse)

    def price(self) -> Price | None:
        """Return what it costs with everybody else's week as it is."""
        place = self.explainer.recommender.place(self.patient)
        placing = Placing(place.staying, place.number)
        self._ask(placing)
        placed = placing.best(self.limits, cancel=self._cancel)
        if placed is None:
            return None
        return _price(place.recommendation(placed), proved=placed.proved)

    def price_with_moves(self) -> Price | None:
        """Return what it costs if a few others are moved; none if that is not enough."""
        place = self.explainer.recommender.place(self.patient)
        others = movable(place.staying, place.number)
        if not others.any():
            return None
        placing = Placing(place.staying, place.number, others=others, moved_max=MOVED_MAX)
        self._ask(placing)
        placed = placing.best(self.limits, cancel=self._cancel)
        if placed is None:
            return None
        return _price(place.recommendation(placed), proved=placed.proved)

    def _ask(self, placing: Placing) -> None:
        aim: Aim = self.aim
        if isinstance(aim, MeetNeed):
            aim = replace(aim, compiled=self.explainer.recommender.ready.compiled)
        elif hasattr(aim, "name"):
            aim = session_aim(self.explainer.recommender.ready.compiled, aim.subject)
        aim.ask(placing, EVERY_RULE & frozenset(TIERS["needs"]) if self.aim.own_rule else frozenset())


def _price(found: Recommendation, *, proved: bool) -> Price:
    return Price(cost=found.cost, tiers=found.tiers, moved=len(found.moved), moved_patients=found.moved, proved=proved)
