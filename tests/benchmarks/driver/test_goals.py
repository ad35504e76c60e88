# SPDX-FileCopyrightText: 2026 The RudderQt authors
# SPDX-License-Identifier: MIT
import unittest

import goals
from goals import Goal, judge, median, miss, worst
from matrix import GROUPS
from results import Key, Results, Trouble


def call_results(*values):
    found = Results()
    for value in values:
        found.add(Key("call"), {"p50_us": value, "unexplained": value})
    return found


class AMiss(unittest.TestCase):
    def test_is_a_share_of_the_limit(self):
        for value, limit, at_least, share in (
            (2.5, 2.5, False, 0),
            (2.0, 2.5, False, 0),
            (3.0, 2.5, False, 0.2),
            (150, 150, True, 0),
            (200, 150, True, 0),
            (75, 150, True, 0.5),
        ):
            with self.subTest(value=value, limit=limit):
                self.assertAlmostEqual(miss(value, limit, at_least), share)

    def test_of_zero_is_the_value(self):
        self.assertEqual(miss(3, 0, False), 3)


class AGoal(unittest.TestCase):
    goal = Goal("calls", "a call, p50", "µs", 2.5, median("call", "p50_us"))

    def test_is_judged_by_the_median(self):
        self.assertTrue(judge(self.goal, call_results(9, 2, 1)).met)
        self.assertFalse(judge(self.goal, call_results(9, 3, 1)).met)

    def test_that_something_never_happens_is_judged_by_the_worst_round(self):
        never = Goal("calls", "outliers", "", 0, worst("call", "unexplained"))
        self.assertFalse(judge(never, call_results(0, 0, 1)).met)

    def test_that_was_not_measured_is_neither_met_nor_missed(self):
        found = Results()
        found.add(Key("call"), Trouble("crashed"))
        verdict = judge(self.goal, found)
        self.assertIsNone(verdict.met)
        self.assertEqual(verdict.reason, "crashed")


class TheGoals(unittest.TestCase):
    def test_are_of_groups_that_exist(self):
        self.assertLessEqual({goal.group for goal in goals.GOALS}, set(GROUPS))

    def test_are_all_unknown_without_results(self):
        verdicts = goals.verdicts(GROUPS, Results())
        self.assertEqual({verdict.met for verdict in verdicts}, {None})

    def verdict(self, title, *outcomes):
        found = Results()
        for key, outcome in outcomes:
            found.add(key, outcome)
        goal, = (goal for goal in goals.GOALS if goal.title == title)
        return judge(goal, found)

    def test_share_of_raw_sqlite(self):
        title = "stored, of what raw SQLite stores"
        limit = (Key("store", "limit"), {"stored_per_s": 200_000})
        good = self.verdict(title, (Key("store"), {"stored_per_s": 130_000}), limit)
        bad = self.verdict(title, (Key("store"), {"stored_per_s": 100_000}), limit)
        self.assertEqual((good.met, round(good.value)), (True, 65))
        self.assertEqual((bad.met, round(bad.value)), (False, 50))

    def test_same_memory_in_both_directions(self):
        title = "the same for both, but for"
        few = (Key("memory, 100,000"), {"peak_mib": 30})
        for many, met in ((31, True), (29, True), (34, False), (26, False)):
            with self.subTest(many=many):
                verdict = self.verdict(title, few, (Key("memory, 1,000,000"), {"peak_mib": many}))
                self.assertEqual(verdict.met, met)

    def test_the_worst_row_of_the_stalls(self):
        rows = {"small: worst_extra_ms": 1, "large: worst_extra_ms": 6, "large: max_ms": 40}
        verdict = self.verdict("any size beyond the raw exchange, TLS", (Key("stalls, tls"), rows))
        self.assertEqual((verdict.met, verdict.value), (False, 6))
