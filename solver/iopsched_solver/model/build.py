"""The recipe: from a problem and a fragment of it to a model.

Strike out single choices, make the literals, add every rule in force, price every need and goal.
"""

from __future__ import annotations

import numpy as np

from iopsched_solver.model import goals, needs, structure
from iopsched_solver.model.choices import Choices
from iopsched_solver.model.fragment import Fragment
from iopsched_solver.model.goals import GOALS
from iopsched_solver.model.needs import NEEDS
from iopsched_solver.model.rules import RULES
from iopsched_solver.model.variables import Week
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import Problem


def build(problem: Problem, fragment: Fragment) -> Week:
    """Make the model of a fragment.

    Parameters
    ----------
    problem
        The week to decide.
    fragment
        What of it is free. The rest is constant; whatever it alone decides is left out, costs included.
    """
    free = np.flatnonzero(fragment.patients)
    week = Week(problem, fragment, allowed(problem, fragment), free)
    structure.add(week)
    for rule in (*RULES, *NEEDS):
        if rule.add is not None and rule.slug in problem.rules:
            rule.add(week)
    _price(week)
    return week


def allowed(problem: Problem, fragment: Fragment) -> Choices:
    """Return the single choices that no rule in force forbids."""
    choices = Choices(problem, np.flatnonzero(fragment.patients))
    for rule in (*RULES, *NEEDS):
        if rule.narrow is not None and rule.slug in problem.rules:
            rule.narrow(choices)
    choices.settle()
    return choices


def cost_of(problem: Problem, outcome: Outcome) -> int:
    """Return what a week costs: a model in which nothing is up for decision, and everybody is in question."""
    fragment = Fragment.nothing(problem, outcome)
    week = Week(problem, fragment, allowed(problem, fragment), np.arange(problem.n_patients))
    _price(week)
    return week.pool.cost_at(week.pool.start)


def _price(week: Week) -> None:
    for need in NEEDS:
        if week.problem.unit_cost.get(need.slug) or need.slug in week.problem.rules:
            needs.price(week, need)
    for goal in GOALS:
        goals.price(week, goal)
