# SPDX-FileCopyrightText: 2026 The RudderQt authors
# SPDX-License-Identifier: MIT
"""The results as JSON and CSV, for programs."""

import csv
import io
import json

from results import Trouble

COLUMNS = ("group", "figure", "who", "point", "unit", "rounds", "median", "least", "most",
           "ours_is_better_by", "reason")


def record(row):
    spread = row.spread
    return {
        "group": row.group,
        "figure": row.title,
        "who": row.who,
        "point": row.point,
        "unit": row.unit,
        "rounds": spread.rounds if spread else 0,
        "median": spread.median if spread else None,
        "least": spread.least if spread else None,
        "most": spread.most if spread else None,
        "ours_is_better_by": row.ratio,
        "reason": row.reason,
    }


def as_csv(rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(record(row) for row in rows)
    return text.getvalue()


def goal_record(verdict):
    return {
        "group": verdict.goal.group,
        "goal": verdict.goal.title,
        "unit": verdict.goal.unit,
        "wanted": ("at least" if verdict.goal.at_least else "at most", verdict.goal.limit),
        "measured": verdict.value,
        "met": verdict.met,
        "missed_by": verdict.missed_by,
        "reason": verdict.reason,
    }


def rounds(results):
    """All that the programs printed."""
    return [
        {
            "run": key.name,
            "who": key.who,
            "point": key.point,
            "rounds": [
                {"trouble": outcome.reason} if isinstance(outcome, Trouble) else outcome
                for outcome in results.all_of(key)
            ],
        }
        for key in results.keys()
    ]


def as_json(machine, rows, verdicts, results, complaints):
    return json.dumps(
        {
            "machine": machine,
            "figures": [record(row) for row in rows],
            "goals": [goal_record(verdict) for verdict in verdicts],
            "wrong_arrivals": [{"run": key._asdict(), "what": what} for key, what in complaints],
            "rounds": rounds(results),
        },
        indent=2, ensure_ascii=False,
    ) + "\n"
