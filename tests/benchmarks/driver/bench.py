#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The RudderQt authors
# SPDX-License-Identifier: MIT
"""Measures the client, the peers and the limits in turns, and compares them with the goals.

scripts/bench builds what it needs and calls it. The exit code is 0 when all that was to be run did
run and every event arrived once; goals that are missed are shown only.
"""

import argparse
import os
import pathlib
import signal
import sys
import tempfile
import time

import charts
import export
import goals
import machine
import matrix
import report
from figures import rows
from programs import Programs
from results import Results
from runner import Runner
from servers import Servers

COLLECTOR = "tests/benchmarks/rudderqt-bench-collector"
SHORT_SECONDS = 165  # what is over by then leaves time for the charts


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--build", type=pathlib.Path, required=True, help="the build folder")
    parser.add_argument("--output", type=pathlib.Path, required=True, help="where the results go")
    parser.add_argument("--peers", type=pathlib.Path, help="the folder with their node_modules")
    parser.add_argument("--no-peers", default="the peers are not installed", metavar="REASON")
    parser.add_argument("--rounds", type=int, help="3, in the short form 1")
    parser.add_argument("--only", action="append", choices=matrix.GROUPS, metavar="GROUP",
                        help="one of " + ", ".join(matrix.GROUPS) + "; several times")
    parser.add_argument("--short", action="store_true", help="in less than three minutes")
    parser.add_argument("--huge", action="store_true", help="also with 10,000,000 events")
    options = parser.parse_args()
    if options.rounds is None:
        options.rounds = 1 if options.short else 3
    if options.rounds < 1:
        parser.error("--rounds must be 1 or more")
    return options


def wanted_groups(options):
    if options.only:
        return [group for group in matrix.GROUPS if group in options.only]
    return [group for group in matrix.GROUPS if group != "scale" or not options.short]


def end_in_good_order(number, _frame):
    """Once; after that all is being ended already."""
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, signal.SIG_IGN)
    sys.exit(128 + number)


def tell(sentence):
    print(sentence, file=sys.stderr, flush=True)


def measure(options, groups, runner):
    results = Results()
    sizes = matrix.SHORT if options.short else matrix.Sizes()
    steps = matrix.steps(groups, sizes, machine.cores(), options.huge)
    for number in range(1, options.rounds + 1):
        for position, runs in enumerate(steps, start=1):
            started = time.monotonic()
            outcomes = runner.step(runs)
            for run, outcome in zip(runs, outcomes):
                results.add(run.key, outcome)
            names = " and ".join(dict.fromkeys(report.name_of(run.key) for run in runs))
            tell(f"round {number} of {options.rounds}, {position} of {len(steps)}: {names} "
                 f"({time.monotonic() - started:.1f} s)")
    return results


def make_charts(folder, found):
    try:
        for file in charts.draw(folder / "charts", found):
            tell(f"wrote {file}")
    except ImportError:
        tell("There are no charts: matplotlib is missing (in Debian python3-matplotlib)")


def tell_all(options, output, groups, about, results, runner):
    found = rows(results)
    verdicts = goals.verdicts(groups, results)
    rounds = "1 round" if options.rounds == 1 else f"{options.rounds} rounds"
    form = ", short form" if options.short else ""
    print(machine.line(about))
    print(f"Medians of {rounds}{form}. {machine.warning(about)}".rstrip())
    print(report.text(groups, found, verdicts, results, runner), end="", flush=True)
    (output / "results.csv").write_text(export.as_csv(found), encoding="utf-8")
    (output / "results.json").write_text(
        export.as_json(about, found, verdicts, results, runner.complaints), encoding="utf-8")
    make_charts(output, found)


def main():
    options = arguments()
    output = options.output.resolve()
    output.mkdir(parents=True, exist_ok=True)
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, end_in_good_order)

    groups = wanted_groups(options)
    about = machine.describe(output)
    deadline = time.monotonic() + SHORT_SECONDS if options.short else None
    build = options.build.resolve()
    peers = options.peers.resolve() if options.peers else options.no_peers
    with tempfile.TemporaryDirectory(dir=output, prefix="run.", ignore_cleanup_errors=True) as name:
        scratch = pathlib.Path(name)
        with Programs(scratch / "home") as programs:
            servers = Servers(programs, build / COLLECTOR, scratch)
            runner = Runner(programs, servers, build, peers, scratch, deadline)
            results = measure(options, groups, runner)
        os.environ["MPLCONFIGDIR"] = name  # else matplotlib writes to the user's home
        tell_all(options, output, groups, about, results, runner)
    return 0 if results.is_sound() and not runner.complaints else 1


if __name__ == "__main__":
    sys.exit(main())
