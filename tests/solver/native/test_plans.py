"""Days and weeks of one patient: the searches in C find what those in Python find, or better weeks."""

import ctypes
from dataclasses import replace
from itertools import pairwise
from operator import itemgetter

import numpy as np
import pytest

from iopsched.compile import compile_scenario
from iopsched_scenarios.generate import generate
from iopsched_scenarios.tiny import tiny_scenario
from iopsched_solver.greedy import days as python_days
from iopsched_solver.greedy import weeks as python_weeks
from iopsched_solver.greedy.own_rules import OwnRules
from iopsched_solver.native.facts import MOST_A_DAY, MOST_SESSIONS
from iopsched_solver.native.library import library
from iopsched_solver.native.reading import facts_of
from iopsched_solver.problem import DAYS_A_WEEK, NONE

Int, Real = ctypes.c_int32, ctypes.c_double
KEPT, MOST_DAY_PLANS, WEEKS = 16, 48, 3
DAY_BEAM, WEEK_BEAM = 16, 12


class COption(ctypes.Structure):
    _fields_ = [
        *((name, Real) for name in ("value", "base")),
        *((name, Int) for name in ("start", "end", "service", "minutes", "cell", "day", "clinician", "place")),
        *((name, Int) for name in ("is_video", "is_must")),
    ]


class CDay(ctypes.Structure):
    _fields_ = [
        *((name, Real) for name in ("value", "base")),
        *((name, Int) for name in ("minutes", "is_service_day", "videos", "video_minutes", "n")),
        ("options", ctypes.POINTER(COption) * MOST_A_DAY),
    ]


class CWeek(ctypes.Structure):
    _fields_ = [("n", Int), ("options", ctypes.POINTER(COption) * MOST_SESSIONS)]


CDays = CDay * MOST_DAY_PLANS * DAYS_A_WEEK


@pytest.fixture(autouse=True)
def as_wide(monkeypatch):
    """First fit searches as widely as the compiled search does."""
    monkeypatch.setattr(python_days, "BEAM", DAY_BEAM)
    monkeypatch.setattr(python_days, "PLANS", KEPT)
    monkeypatch.setattr(python_weeks, "BEAM", WEEK_BEAM)


def native(name, *arguments):
    return getattr(library(), name)(*arguments)


def cells_of(plan):
    return [plan.options[n].contents.cell for n in range(plan.n)]


class Patient:
    """One patient's options, drawn by a seed, and what both searches make of them."""

    def __init__(self, problem, facts, patient, random, most_options):
        self.facts, self.patient, self.random = facts, patient, random
        self.rules, self.week_rules = OwnRules(problem).day(patient), OwnRules(problem).week(patient)
        cells, attends = problem.cells, problem.services.patient_attends
        may = problem.may_attend[patient] & attends[cells.service]
        self.options = []
        for day in range(DAYS_A_WEEK):
            here = np.flatnonzero(may & (cells.day == day))
            drawn = random.permutation(here)[:most_options]
            options = [self._option(problem, k) for k in drawn.tolist()]
            self.options.append(sorted(options, key=itemgetter(0)))
        self.by_cell = {option.cell: option for day in self.options for option in day}

    def _option(self, problem, cell):
        cells, random, service = problem.cells, self.random, int(problem.cells.service[cell])
        single = problem.services.one_to_one[service]
        return python_days.Option(
            int(cells.start[cell]), int(cells.end[cell]), service, int(problem.services.contact_minutes[service]),
            float(random.uniform(-50, 500)), float(random.uniform(-200, 20)), cell, int(cells.day[cell]),
            0 if single else NONE, int(cells.place[cell]), bool(cells.place[cell] == problem.telehealth_place),
            1 << (python_days.FIELD_BITS * service),
        )  # fmt: skip

    def native_options(self, day, musts=()):
        options = self.options[day]
        array = (COption * max(len(options), 1))()
        for row, option in zip(array, options, strict=False):
            for name in ("value", "base", "start", "end", "service", "minutes", "cell", "day", "clinician", "place"):
                setattr(row, name, getattr(option, name))
            row.is_video, row.is_must = option.is_video, option in musts
        return array

    def native_days(self, day, array, beyond=0, into=None):
        """The days that C finds, in `into` or their own array."""
        plans = (CDay * KEPT)() if into is None else into
        n = native("day_plans", ctypes.byref(self.facts), self.patient, array, len(self.options[day]), beyond, plans)
        return [plans[i] for i in range(n)]

    def python_days(self, day, beyond=0, musts=()):
        rules = self.rules
        if not beyond and len(musts) <= rules.sessions_max:
            rules = replace(rules, beyond_price=float("inf"))
        return python_days.day_plans([o for o in self.options[day] if o not in musts], rules, musts)

    def compare_days(self, day, beyond, musts):
        """Both find the same days; return how many."""
        array = self.native_options(day, musts)
        found, wanted = self.native_days(day, array, beyond), self.python_days(day, beyond, musts)
        values = [plan.value for plan in found]
        assert values == sorted(values, reverse=True)
        wanted.sort(key=itemgetter(0), reverse=True)
        assert len(found) == len(wanted)
        for ours, theirs in zip(found, wanted, strict=True):
            assert ours.value == pytest.approx(theirs.value, abs=1e-4)
            assert ours.base == pytest.approx(theirs.base, abs=1e-6)
            assert (ours.minutes, ours.is_service_day) == (theirs.minutes, theirs.is_service_day)
            assert (ours.videos, ours.video_minutes) == (theirs.videos, theirs.video_minutes)
            assert cells_of(ours) == [option.cell for option in theirs.options]
        return len(found)

    def weeks(self):
        """Plans of each day for both searches, some with an empty day; and what must live as long as they do."""
        plans, n_plans, theirs, alive = CDays(), (ctypes.c_int * DAYS_A_WEEK)(), [], []
        for day in range(DAYS_A_WEEK):
            alive.append(self.native_options(day))
            n = len(self.native_days(day, alive[-1], beyond=1, into=plans[day])) if self.options[day] else 0
            same = self.python_days(day, beyond=1) if n else []
            if not n or self.random.random() < 0.8:
                plans[day][n].n = 0
                n += 1
                same.append(python_days.EMPTY_DAY)
            n_plans[day] = n
            theirs.append(same)
        return plans, n_plans, theirs, alive


def worth(week, days, rules):
    """What a week of plans is worth to `best_weeks`."""
    total, minutes, counts, service_days = 0.0, 0, {}, []
    for day, plans in enumerate(days):
        plan = next(p for p in plans if [o.cell for o in p.options] == [o.cell for o in week if o.day == day])
        total, minutes = total + plan.base, minutes + plan.minutes
        if plan.is_service_day:
            service_days.append(day)
    for option in week:
        counts[option.service] = counts.get(option.service, 0) + 1
    total += rules.care_price * sum(min(n, rules.care[service][0]) for service, n in counts.items())
    total += rules.day_price * min(len(service_days), rules.days_min)
    total -= rules.day_price * max(0, len(service_days) - rules.days_max)
    gaps = (later - day for day, later in pairwise(service_days))
    total -= rules.gap_price * sum(max(0, gap - rules.gap_max) for gap in gaps)
    return total - rules.half_hour_price * -(-max(0, rules.minutes_min - minutes) // 30)


def is_legal(week, rules):
    """Whether a week keeps the rules that `best_weeks` sees to."""
    counts = {}
    for option in week:
        counts[option.service] = counts.get(option.service, 0) + 1
    videos = [option.minutes for option in week if option.is_video]
    return (
        all(n <= rules.care[service][1] for service, n in counts.items())
        and sum(option.minutes for option in week) <= rules.minutes_max
        and len(videos) <= rules.videos_max
        and sum(videos) <= rules.video_minutes_max
    )


def patients(problem, random, most_options=24):
    facts = facts_of(problem)
    for p in range(problem.n_patients):
        yield Patient(problem, facts, p, random, most_options)


def problem_of(shape, seed=1, slot_minutes=None):
    week = generate(24, shape=shape, tightness="tight", seed=seed, slot_minutes=slot_minutes)
    return compile_scenario(week).problem


def compare_all_days(problem, random, most_options=24):
    """Compare every day of every patient, with and without musts; return how many plans there were."""
    number = 0
    for patient in patients(problem, random, most_options):
        for day, options in enumerate(patient.options):
            n_musts = int(random.integers(3)) if random.random() < 0.4 else 0
            musts = [options[int(n)] for n in random.permutation(len(options))[:n_musts]]
            number += patient.compare_days(day, int(random.integers(2)), musts)
    return number


def compare_all_weeks(problem, random, most_options=24):
    """Compare the weeks of every patient, sessions exchanged too; return how many there were, and how many changed.

    Of part weeks that are alike for the days to come the compiled search keeps but the best, and so has room for more
    that differ: its best week is as good or better.
    """
    number = changed = 0
    for patient in patients(problem, random, most_options):
        plans, n_plans, theirs, arrays = patient.weeks()
        wanted = python_weeks.best_weeks(theirs, patient.week_rules, WEEKS)
        weeks = (CWeek * WEEKS)()
        n = native("best_weeks", ctypes.byref(patient.facts), patient.patient, plans, n_plans, weeks)
        found = [[patient.by_cell[k] for k in cells_of(week)] for week in weeks[:n]]
        ours, best = [[worth(week, theirs, patient.week_rules) for week in each] for each in (found, wanted)]
        assert all(is_legal(week, patient.week_rules) for week in found)
        assert ours == sorted(ours, reverse=True)
        assert bool(ours) == bool(best)
        assert not ours or ours[0] >= best[0] - 1e-6
        pointers = (ctypes.POINTER(COption) * DAYS_A_WEEK)(*(ctypes.cast(a, ctypes.POINTER(COption)) for a in arrays))
        sizes = (ctypes.c_int * DAYS_A_WEEK)(*map(len, patient.options))
        for week, chosen in zip(weeks[:n], found, strict=True):
            better = python_weeks.exchanged(chosen, patient.options, patient.week_rules, patient.rules.once)
            native("exchange", ctypes.byref(patient.facts), patient.patient, ctypes.byref(week), pointers, sizes)
            assert cells_of(week) == [option.cell for option in better]
            changed += list(better) != chosen
        number += n
    return number, changed


@pytest.mark.parametrize("seeds", [range(n, n + 20) for n in range(0, 80, 20)], ids=str)
def test_tiny_weeks(seeds):
    days = weeks = 0
    for seed in seeds:
        problem, random = compile_scenario(tiny_scenario(seed)).problem, np.random.default_rng(seed)
        days += compare_all_days(problem, random)
        weeks += compare_all_weeks(problem, random)[0]
    assert days > 40
    assert weeks > 40


@pytest.mark.parametrize("shape", ["php", "menu", "open"])
def test_days_are_the_same(shape):
    assert compare_all_days(problem_of(shape), np.random.default_rng(1)) > 300


@pytest.mark.parametrize("shape", ["php", "menu", "open"])
def test_weeks_are_as_good(shape):
    number, changed = compare_all_weeks(problem_of(shape), np.random.default_rng(1))
    assert number > 60
    assert changed


@pytest.mark.parametrize("shape", ["php", "menu"])
@pytest.mark.parametrize("seed", range(3))
def test_any_rules(shape, seed, other_rules):
    random = np.random.default_rng(seed)
    problem = other_rules(problem_of(shape, seed), random)
    assert compare_all_days(problem, random, 40) > 200
    assert compare_all_weeks(problem, random, 40)[0] > 30


def test_crowded_days_are_the_same():
    problem = problem_of("php", slot_minutes=5)
    patient = next(patients(problem, np.random.default_rng(1), 400))
    assert max(map(len, patient.options)) == 400
    assert sum(patient.compare_days(day, 1, []) for day in range(DAYS_A_WEEK)) > 30


def test_more_musts_than_usual_are_all_had():
    problem = problem_of("menu")
    who = replace(problem.patients, day_sessions_max=np.ones(problem.n_patients, dtype=np.int64))
    days = 0
    for patient in patients(replace(problem, patients=who), np.random.default_rng(1)):
        for day, options in enumerate(patient.options):
            musts = options[:1] + [option for option in options[-1:] if option.start >= options[0].end]
            found = patient.native_days(day, patient.native_options(day, musts))
            assert all({must.cell for must in musts} <= set(cells_of(plan)) for plan in found)
            patient.compare_days(day, 0, musts)
            days += len(musts) > 1 and bool(found)
    assert days > 20


def test_a_week_has_no_more_sessions_than_there_is_room_for():
    problem = problem_of("menu")
    n, most = problem.n_patients, 10**6
    unlimited = ("day_sessions_max", "week_minutes_max", "day_minutes_max", "day_span_slots_max", "service_days_max")
    problem = replace(
        problem,
        patients=replace(
            problem.patients, same_day_patients=np.zeros_like(problem.patients.same_day_patients),
            care_max=np.full_like(problem.patients.care_max, most), **{name: np.full(n, most) for name in unlimited},
        ),
    )  # fmt: skip
    patient = next(patients(problem, np.random.default_rng(1), 30))
    first = next(option for day in patient.options for option in day)
    for day in range(DAYS_A_WEEK):
        patient.options[day] = [
            first._replace(start=48 * day + n, end=48 * day + n + 1, base=90.0, value=100.0, cell=48 * day + n, day=day)
            for n in range(40)
        ]
    plans, n_plans, _, alive = patient.weeks()
    weeks = (CWeek * WEEKS)()
    assert native("best_weeks", ctypes.byref(patient.facts), 0, plans, n_plans, weeks) == WEEKS
    assert all(plans[day][n].n <= MOST_A_DAY for day in range(DAYS_A_WEEK) for n in range(n_plans[day]))
    assert max(plan.n for plan in plans[0][: n_plans[0]]) == MOST_A_DAY
    assert 2 * MOST_A_DAY < max(week.n for week in weeks) <= MOST_SESSIONS
    assert alive


def test_a_must_is_not_exchanged():
    problem = problem_of("menu")
    patient = next(patients(problem, np.random.default_rng(1)))
    spare = next(service for service, (least, _) in patient.week_rules.care.items() if not least)
    wanted = next(service for service, (least, _) in patient.week_rules.care.items() if least)
    option = next(option for day in patient.options for option in day)
    day = option.day
    patient.options[day] = [option._replace(service=spare, cell=1), option._replace(service=wanted, cell=2)]
    for musts, kept in (([], 2), (patient.options[day][:1], 1)):
        array, week, sizes = patient.native_options(day, musts), CWeek(n=1), (ctypes.c_int * DAYS_A_WEEK)()
        week.options[0], sizes[day] = ctypes.pointer(array[0]), 2
        pointers = (ctypes.POINTER(COption) * DAYS_A_WEEK)()
        pointers[day] = ctypes.cast(array, ctypes.POINTER(COption))
        native("exchange", ctypes.byref(patient.facts), patient.patient, ctypes.byref(week), pointers, sizes)
        assert cells_of(week) == [kept]
