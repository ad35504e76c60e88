# SPDX-FileCopyrightText: 2026 The RudderQt authors
# SPDX-License-Identifier: MIT
import unittest

from results import Key, Results, Trouble

OURS = Key("store")
LIMIT = Key("store", "limit")


def results(ours, limit=()):
    found = Results()
    for key, values in ((OURS, ours), (LIMIT, limit)):
        for value in values:
            is_trouble = isinstance(value, Trouble)
            found.add(key, value if is_trouble else {"stored_per_s": value})
    return found


class TheMedian(unittest.TestCase):
    def test_is_the_middle_round(self):
        spread = results([5, 1, 3]).spread(OURS, "stored_per_s")
        self.assertEqual(tuple(spread), (3, 1, 5, 3))

    def test_of_an_even_number_lies_between(self):
        self.assertEqual(results([4, 1]).spread(OURS, "stored_per_s").median, 2.5)

    def test_leaves_out_a_round_that_failed(self):
        spread = results([4, Trouble("crashed"), 2]).spread(OURS, "stored_per_s")
        self.assertEqual((spread.median, spread.rounds), (3, 2))

    def test_of_no_round_is_trouble_with_the_reason(self):
        with self.assertRaisesRegex(Trouble, "crashed"):
            results([Trouble("crashed")]).spread(OURS, "stored_per_s")

    def test_of_what_is_not_told_is_trouble(self):
        with self.assertRaisesRegex(Trouble, "does not tell"):
            results([1]).spread(OURS, "cpu_us_per_event")

    def test_of_what_was_not_run_is_trouble(self):
        with self.assertRaisesRegex(Trouble, "not run"):
            results([1]).spread(LIMIT, "stored_per_s")


class TheRatio(unittest.TestCase):
    def test_is_the_median_of_the_ratios_of_the_rounds(self):
        found = results([2, 30, 4], [1, 10, 1])
        self.assertEqual(found.ratio(OURS, "stored_per_s", LIMIT), 3)

    def test_leaves_out_a_round_that_has_not_both(self):
        found = results([2, 30, 4], [1, Trouble("crashed"), 1])
        self.assertEqual(found.ratio(OURS, "stored_per_s", LIMIT), 3)

    def test_to_zero_is_trouble(self):
        with self.assertRaises(Trouble):
            results([1], [0]).ratio(OURS, "stored_per_s", LIMIT)


class AResult(unittest.TestCase):
    def test_is_sound_when_something_was_left_out_on_purpose(self):
        self.assertTrue(results([Trouble("no npm", failed=False)]).is_sound())

    def test_is_not_sound_when_something_failed(self):
        self.assertFalse(results([1, Trouble("crashed")]).is_sound())
