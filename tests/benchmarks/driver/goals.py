# SPDX-FileCopyrightText: 2026 The RudderQt authors
# SPDX-License-Identifier: MIT
"""What the client is to reach, and by how much it misses what it does not.

Medians of the rounds are judged, except where a goal says that something never happens.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from figures import STALLS
from results import Key, Results, Trouble

LIMIT = "limit"
FEW = "1,000"
MANY = "1,000,000"


@dataclass(frozen=True)
class Goal:
    group: str
    title: str
    unit: str
    limit: float
    value: Callable[[Results], float]
    at_least: bool = False


class Verdict(NamedTuple):
    goal: Goal
    value: float | None
    met: bool | None  # None: it could not be measured
    missed_by: float  # as a share of the limit, or the value itself where the limit is 0
    reason: str


def median(name, figure):
    return lambda results: results.spread(Key(name), figure).median


def worst(name, figure):
    return lambda results: results.spread(Key(name), figure).most


def ratio(name, figure, other, other_figure=None, who="ours"):
    return lambda results: results.ratio(Key(name), figure, Key(other, who), other_figure)


def difference(name, other, figure):
    """As a share, whichever is larger."""
    return lambda results: abs(ratio(name, figure, other)(results) - 1)


def worst_row(run):
    """Of the rows' medians, as a single round may have been disturbed."""
    def value(results):
        extras = [f for f in results.figures_of(Key(run)) if f.endswith(": worst_extra_ms")]
        if not extras:
            raise Trouble(results.reason(Key(run)))
        return max(results.spread(Key(run), extra).median for extra in extras)
    return value


GOALS = (
    Goal("calls", "a call, p50", "µs", 2.5, median("call", "p50_us")),
    Goal("calls", "a call, p99", "µs", 10, median("call", "p99_us")),
    Goal("calls", "the longest call of all, CPU", "µs", 200, worst("call", "max_cpu_us")),
    Goal("calls", "outliers not explained by the scheduler", "", 0, worst("call", "unexplained")),
    Goal("calls", "the last calls to the first, p50", "times", 1.2,
         median("call", "last_to_first")),
    Goal("calls", "a thread a core to one thread, p50", "times", 1.5,
         ratio("call, a thread a core", "p50_us", "call")),
    Goal("calls", "8 threads to one, p50 of CPU", "times", 1.5,
         ratio("call, 8 threads", "cpu_p50_us", "call")),
    Goal("storage", "stored", "events/s", 150_000, median("store", "stored_per_s"), True),
    Goal("storage", "stored, of what raw SQLite stores", "%", 60,
         lambda results: 100 * ratio("store", "stored_per_s", "store", who=LIMIT)(results), True),
    Goal("delivery", "recorded to removed", "events/s", 60_000,
         median("deliver", "delivered_per_s"), True),
    Goal("delivery", "recorded to removed, CPU an event", "µs", 18,
         median("deliver", "cpu_us_per_event")),
    Goal("delivery", "a stored backlog delivered", "events/s", 80_000,
         median("drain", "delivered_per_s"), True),
    Goal("delivery", "from call to server, p50", "ms", 3, median("latency", "p50_ms")),
    Goal("stalls", "any size beyond the raw exchange, plain", "ms", 5, worst_row(STALLS[0])),
    Goal("stalls", "any size beyond the raw exchange, TLS", "ms", 5, worst_row(STALLS[1])),
    Goal("memory", "100,000 waiting, peak memory", "MiB", 35,
         worst("memory, 100,000", "peak_mib")),
    Goal("memory", "1,000,000 waiting, peak memory", "MiB", 35,
         worst("memory, 1,000,000", "peak_mib")),
    Goal("memory", "the same for both, but for", "%", 10, lambda results: 100 * difference(
        "memory, 1,000,000", "memory, 100,000", "peak_mib")(results)),
    Goal("disk", "a burst, written an event", "B", 2_500, median("burst", "written_per_event")),
    Goal("disk", "a device, written an event", "B", 2_000, median("device", "written_per_event")),
    Goal("disk", "a device, fsyncs a minute", "", 8, median("device", "syncs_per_minute")),
    Goal("idle", "idle, wake-ups", "", 0, worst("idle", "wakeups")),
    Goal("idle", "offline, wake-ups", "", 0, worst("offline", "wakeups")),
    Goal("lifetime", "construction", "ms", 2, median("construction", "construct_ms")),
    Goal("lifetime", "construction, a remembered user", "ms", 2,
         median("construction", "construct_known_ms")),
    Goal("lifetime", "destruction, 10,000 in memory", "ms", 100,
         median("destruction", "destruct_ms")),
    Goal("lifetime", f"opening a queue of {MANY}", "ms", 50, median(f"backlog, {MANY}", "open_ms")),
    Goal("lifetime", f"claim and settle, {MANY} to {FEW}", "times", 3,
         ratio(f"backlog, {MANY}", "claim_settle_ms", f"backlog, {FEW}")),
    Goal("size", "the core library, stripped", "KiB", 350, median("library", "kib")),
)


def miss(value, limit, at_least):
    """0 when the goal is met."""
    over = limit - value if at_least else value - limit
    if over <= 0:
        return 0.0
    return over / limit if limit else over


def judge(goal, results):
    try:
        value = goal.value(results)
    except Trouble as trouble:
        return Verdict(goal, None, None, 0.0, trouble.reason)
    missed_by = miss(value, goal.limit, goal.at_least)
    return Verdict(goal, value, missed_by == 0, missed_by, "")


def verdicts(groups, results):
    return [judge(goal, results) for goal in GOALS if goal.group in groups]
