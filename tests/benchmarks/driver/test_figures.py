# SPDX-FileCopyrightText: 2026 The RudderQt authors
# SPDX-License-Identifier: MIT
import csv
import io
import json
import unittest

import charts
import export
import matrix
from figures import FIGURES, derived, rows
from matrix import GROUPS, SHORT, Run, Sizes
from report import number
from results import Key, Results, Trouble


def all_runs(sizes=Sizes()):
    return [run for step in matrix.steps(GROUPS, sizes, cores=2) for run in step]


class TheMatrix(unittest.TestCase):
    def test_has_each_run_once(self):
        for sizes in (Sizes(), SHORT):
            keys = [run.key for run in all_runs(sizes)]
            self.assertEqual(len(keys), len(set(keys)))

    def test_has_all_that_is_shown(self):
        names = {run.name for run in all_runs()}
        self.assertLessEqual({figure.run for figure in FIGURES}, names)

    def test_has_what_is_run_alone_with_one_group(self):
        for group in GROUPS:
            with self.subTest(group=group):
                steps = matrix.steps([group], Sizes(), cores=2)
                self.assertEqual({run.group for step in steps for run in step}, {group})

    def test_counts_what_each_client_delivers(self):
        deliveries = [run for run in all_runs() if run.scenario in ("deliver", "drain", "burst")]
        for run in deliveries:
            with self.subTest(run=run.key):
                self.assertEqual(run.asked, run.options[run.options.index("--events") + 1])


class DerivedFigures(unittest.TestCase):
    def test_of_a_device(self):
        run = Run("disk", "device", traced=True)
        figures = derived(run, {"delivered": 100, "minutes": 2, "started": "file",
                                "written_bytes": 5_000, "syncs": 12})
        self.assertEqual(figures["written_per_event"], 50)
        self.assertEqual(figures["syncs_per_minute"], 6)
        self.assertNotIn("started", figures)

    def test_of_stalls_have_a_name_a_row(self):
        found = derived(Run("stalls", "stalls, plain"),
                        {"rows": [{"what": "small", "bytes": 9, "p50_ms": 0.3}]})
        self.assertEqual(found["small: p50_ms"], 0.3)
        self.assertNotIn("small: bytes", found)

    def test_of_a_peer_that_gave_up_are_a_reason(self):
        found = derived(Run("memory", "memory, 100,000", "rudder"),
                        {"accepted": 1_500, "lost": 700, "seconds": 60})
        self.assertEqual(found["reason"], "held 1,500 events after 60 s, and had given up 700")


class ARow(unittest.TestCase):
    def setUp(self):
        self.results = Results()
        self.results.add(Key("deliver"), {"delivered_per_s": 40_000, "cpu_us_per_event": 10})
        self.results.add(Key("deliver", "rudder"),
                         {"delivered_per_s": 4_000, "cpu_us_per_event": 50})
        self.results.add(Key("deliver", "segment"), Trouble("no npm", failed=False))
        self.rows = {(row.title, row.who): row for row in rows(self.results)}

    def test_says_how_many_times_better_ours_is(self):
        self.assertEqual(self.rows["recorded to removed", "rudder"].ratio, 10)
        self.assertEqual(self.rows["recorded to removed, CPU an event", "rudder"].ratio, 5)
        self.assertIsNone(self.rows["recorded to removed", "ours"].ratio)

    def test_without_a_figure_has_a_reason(self):
        row = self.rows["recorded to removed", "segment"]
        self.assertIsNone(row.spread)
        self.assertEqual(row.reason, "no npm")

    def test_becomes_a_line_of_csv(self):
        lines = list(csv.DictReader(io.StringIO(export.as_csv(rows(self.results)))))
        line, = (l for l in lines if (l["figure"], l["who"]) == ("recorded to removed", "rudder"))
        self.assertEqual((line["median"], line["rounds"], line["ours_is_better_by"]),
                         ("4000", "1", "10.0"))
        line, = (l for l in lines if (l["figure"], l["who"]) == ("recorded to removed", "segment"))
        self.assertEqual((line["median"], line["rounds"], line["reason"]), ("", "0", "no npm"))

    def test_becomes_json(self):
        text = export.as_json({"cores": 2}, rows(self.results), [], self.results, [])
        self.assertEqual(len(json.loads(text)["figures"]), len(self.rows))


class AChart(unittest.TestCase):
    def test_shows_figures_that_exist(self):
        known = {(figure.title, figure.unit) for figure in FIGURES}
        shown = {(title, unit) for _, _, _, lines, _ in charts.BY_SCALE for title, unit, _ in lines}
        self.assertLessEqual(shown, known)
        self.assertLessEqual({title for title, _ in charts.BESIDE_PEERS}, {t for t, _ in known})


class ANumber(unittest.TestCase):
    def test_has_three_digits_that_count(self):
        for value, text in ((None, "–"), (0, "0"), (123456.7, "123,457"), (99.96, "100.0"),
                            (12.34, "12.3"), (1.234, "1.23"), (0.3, "0.30"), (0.0123, "0.012")):
            with self.subTest(value=value):
                self.assertEqual(number(value), text)
