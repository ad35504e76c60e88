# SPDX-FileCopyrightText: 2026 The RudderQt authors
# SPDX-License-Identifier: MIT
"""The results as text, for people."""

from collections import Counter

from figures import STALLS
from matrix import PEERS
from results import Key

NAMES = {"ours": "RudderQt", "rudder": "RudderStack Node", "segment": "Segment Node"}
LIMITS = {"store": "raw SQLite", "deliver": "raw socket", "copy": "memcpy", "bare": "Qt alone",
          "empty loop": "the machine"}
TITLES = {
    "calls": "What a call costs", "storage": "Storing", "delivery": "Delivering",
    "stalls": "One request by its size, p50 and longest",
    "memory": "Memory", "disk": "The wear of a disk", "idle": "At rest",
    "lifetime": "Beginning and end", "size": "Size", "scale": "By scale",
}
REMARKS = {
    "calls": "Segment's SDK does most of a call's work later, on the same thread.",
    "delivery": "The Node SDKs keep events in memory only, and Segment's does not compress.",
}
NONE = "–"


def number(value):
    """Three digits that count, whole numbers whole."""
    if value is None:
        return NONE
    size = abs(value)
    if size >= 100 or value == int(value):
        return f"{value:,.0f}"
    if size >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if size >= 0.1 else f"{value:.2g}"


def percent(share):
    return f"{100 * share:.0f} %"


def with_unit(value, unit):
    return f"{number(value)} {unit}".rstrip() if value is not None else NONE


class Notes:
    """Reasons, each told once below the table."""

    def __init__(self):
        self._numbers = {}

    def mark(self, reason):
        return f"[{self._numbers.setdefault(reason, len(self._numbers) + 1)}]"

    def lines(self):
        return [f"  [{mark}] {reason}" for reason, mark in self._numbers.items()]


def who_of(row):
    return NAMES.get(row.who) or LIMITS[row.run]


def beside(row):
    """How ours stands to a peer, or to what is possible."""
    if row.ratio is None:
        return ""
    if row.who == "limit":
        times = f"{number(1 / row.ratio)} times it"
        return f"{percent(row.ratio)} of it" if row.more_is_better else times
    if row.ratio < 1:
        return f"{number(1 / row.ratio)} times worse"
    return f"{number(row.ratio)} times better"


def row_line(row, previous, notes):
    title = row.title if not previous or previous.title != row.title else ""
    point = "" if row.point is None else f"{row.point:,}"
    if row.spread is None:
        figures = f"{NONE:>12} {notes.mark(row.reason)}"
    else:
        figures = (f"{number(row.spread.median):>12} {number(row.spread.least):>11} "
                   f"{number(row.spread.most):>11} {row.unit:<9} {beside(row)}")
    return f"  {title:<43} {point or who_of(row):<17} {figures}".rstrip()


def heading(group):
    return ["", f"{TITLES[group]:<63}{'median':>13} {'least':>11} {'most':>11}{'RudderQt is':>22}"]


def group_lines(group, rows, notes):
    lines = heading(group)
    previous = None
    for row in rows:
        lines.append(row_line(row, previous, notes))
        previous = row
    if group in REMARKS and any(row.who in PEERS and row.spread for row in rows):
        lines.append(f"  {REMARKS[group]}")
    return lines


def stall_line(run, what, length, results):
    def median(figure):
        return number(results.spread(Key(run), f"{what}: {figure}").median)
    sizes = f"{length:,} B" if length else ""
    return (f"  {run.split(', ')[1]:<6} {what:<32} {sizes:>12} "
            f"{median('p50_ms'):>8} {median('max_ms'):>8} {median('raw_p50_ms'):>8} "
            f"{median('raw_max_ms'):>8} {median('worst_extra_ms'):>8}")


def stall_lines(results, notes):
    lines = ["", f"{TITLES['stalls']:<52}       p50  longest  raw p50  longest    extra   (ms)"]
    for run in STALLS:
        if not results.figures_of(Key(run)):
            lines.append(f"  {run.split(', ')[1]:<6} {NONE} {notes.mark(results.reason(Key(run)))}")
            continue
        last = [o for o in results.all_of(Key(run)) if isinstance(o, dict)][-1]
        lines += [stall_line(run, r["what"], r.get("bytes"), results) for r in last.get("rows", ())]
    return lines


def miss_words(verdict):
    if verdict.goal.limit == 0:
        return f"by {number(verdict.missed_by)}"
    return f"by {percent(verdict.missed_by)}" if verdict.missed_by >= 0.01 else "by less than 1 %"


def goal_line(verdict, notes):
    goal = verdict.goal
    sign = "≥" if goal.at_least else "≤"
    word = {True: "met", False: "MISSED", None: NONE}[verdict.met]
    after = ""
    if verdict.met is None:
        after = notes.mark(verdict.reason)
    elif not verdict.met:
        after = miss_words(verdict)
    wanted = f"{goal.limit:,g} {goal.unit}"
    return (f"  {word:<7} {goal.title:<43} {sign} {wanted:<17} "
            f"{with_unit(verdict.value, goal.unit):<17} {after}").rstrip()


def goal_lines(verdicts, notes):
    met = sum(v.met is True for v in verdicts)
    missed = sum(v.met is False for v in verdicts)
    unknown = len(verdicts) - met - missed
    lines = ["", f"{'Goals':<54} {'wanted':<19} measured"]
    lines += [goal_line(verdict, notes) for verdict in verdicts]
    end = f", {unknown} could not be measured" if unknown else ""
    return lines + [f"  {met} met, {missed} missed{end}"]


def name_of(key):
    who = NAMES.get(key.who) or LIMITS[key.name]
    return f"{key.name}{'' if key.point is None else f' = {key.point:,}'}, {who}"


def arrival_lines(runner):
    lines = ["", "Arrivals"]
    for word, found in (("WRONG", runner.complaints), ("note", runner.remarks)):
        for (key, sentence), rounds in Counter(found).items():
            times = f" ({rounds} rounds)" if rounds > 1 else ""
            lines.append(f"  {word:<7} {name_of(key)}: {sentence}{times}")
    if not runner.complaints:
        lines.append(f"  {runner.arrived:,} events were counted, and each arrived once"
                     if runner.arrived else "  no events were counted")
    return lines


def text(groups, rows, verdicts, results, runner):
    notes = Notes()
    lines = []
    for group in groups:
        if group == "stalls":
            lines += stall_lines(results, notes)
        else:
            lines += group_lines(group, [row for row in rows if row.group == group], notes)
    if verdicts:
        lines += goal_lines(verdicts, notes)
    lines += arrival_lines(runner)
    trouble_lines = [
        f"  {name_of(key)}, round {number_}: {trouble.reason}"
        for key, number_, trouble in results.troubles() if trouble.failed
    ]
    if trouble_lines:
        lines += ["", "What failed", *trouble_lines]
    if notes.lines():
        lines += ["", f"{NONE} was not measured:", *notes.lines()]
    return "\n".join(lines) + "\n"
