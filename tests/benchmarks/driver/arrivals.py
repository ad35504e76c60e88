# SPDX-FileCopyrightText: 2026 The RudderQt authors
# SPDX-License-Identifier: MIT
"""Whether every event arrived once."""


def faults(report, told, asked, strict):
    """What is wrong with a round, as sentences, by the collector's report.

    told is the number that the client calls delivered, asked the number that it should have
    recorded. Strict is for our client: what arrives twice or out of its order is a fault then, too.
    """
    found = []
    if told < asked:
        found.append(f"{told:,} of {asked:,} events were delivered")
    if report["unique"] < told:
        found.append(f"{told - report['unique']:,} of {told:,} events were lost")
    elif report["unique"] > told:
        found.append(f"{report['unique']:,} events arrived, {told:,} were delivered")
    return found + (remarks(report) if strict else [])


def remarks(report):
    """What another client may do, and is told of it only."""
    found = []
    if report["events"] > report["unique"]:
        found.append(f"{report['events']:,} events arrived, {report['unique']:,} different ones")
    if not report["inOrder"]:
        found.append("events arrived out of their order")
    return found
