# SPDX-FileCopyrightText: 2026 The RudderQt authors
# SPDX-License-Identifier: MIT
"""What the rounds brought: figures by run, or the reason why there are none."""

import statistics
from typing import NamedTuple


class Trouble(Exception):
    """Why something could not be measured. What was left out on purpose has not failed."""

    def __init__(self, reason, failed=True):
        super().__init__(reason)
        self.reason = reason
        self.failed = failed


class Spread(NamedTuple):
    median: float
    least: float
    most: float
    rounds: int


def spread(values):
    return Spread(statistics.median(values), min(values), max(values), len(values))


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


class Key(NamedTuple):
    """A run's name, who is measured, and where a run has many points, which one."""

    name: str
    who: str = "ours"
    point: int | None = None


class Results:
    def __init__(self):
        self._rounds = {}  # key -> one entry a round: figures or a Trouble

    def add(self, key, outcome):
        self._rounds.setdefault(key, []).append(outcome)

    def keys(self):
        return list(self._rounds)

    def points(self, name, who="ours"):
        return sorted(key.point for key in self._rounds if key[:2] == (name, who))

    def all_of(self, key):
        return self._rounds.get(key, [])

    def figures_of(self, key):
        """The names of all figures, in the order in which they came."""
        names = {}
        for outcome in self.all_of(key):
            if not isinstance(outcome, Trouble):
                names.update((name, None) for name, value in outcome.items() if is_number(value))
        return list(names)

    def values(self, key, figure):
        """One entry a round, None where there is none."""
        return [
            None if isinstance(outcome, Trouble) else outcome.get(figure)
            for outcome in self.all_of(key)
        ]

    def spread(self, key, figure):
        """Raises Trouble when no round has it."""
        values = [value for value in self.values(key, figure) if is_number(value)]
        if not values:
            raise Trouble(self.reason(key))
        return spread(values)

    def ratio(self, key, figure, other_key, other_figure=None):
        """The median of what each round says, as in another round the machine may be slower."""
        other_figure = other_figure or figure
        self.spread(key, figure)
        self.spread(other_key, other_figure)
        pairs = zip(self.values(key, figure), self.values(other_key, other_figure))
        ratios = [a / b for a, b in pairs if is_number(a) and is_number(b) and b != 0]
        if not ratios:
            raise Trouble("no round has both figures, or one is 0")
        return statistics.median(ratios)

    def reason(self, key):
        reasons = [o.reason for o in self.all_of(key) if isinstance(o, Trouble)]
        if reasons:
            return reasons[0]
        if self.all_of(key):
            return self.all_of(key)[0].get("reason", "the program does not tell it")
        return "was not run"

    def troubles(self):
        """Key, round and trouble, for all that could not be measured."""
        return [
            (key, number, outcome)
            for key, rounds in self._rounds.items()
            for number, outcome in enumerate(rounds, start=1)
            if isinstance(outcome, Trouble)
        ]

    def is_sound(self):
        return not any(trouble.failed for _, _, trouble in self.troubles())
