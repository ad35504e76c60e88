# SPDX-FileCopyrightText: 2026 The RudderQt authors
# SPDX-License-Identifier: MIT
"""The figures that are shown: where each comes from, its name and unit, what stands beside it."""

from typing import NamedTuple

from results import Key, Spread, Trouble, is_number


class Figure(NamedTuple):
    group: str
    run: str
    key: str  # in what the program prints
    title: str
    unit: str
    more_is_better: bool = False
    told_by: str = "all"  # who is measured in this run, or one of them only


class Row(NamedTuple):
    group: str
    run: str
    title: str
    who: str
    point: int | None
    unit: str
    more_is_better: bool
    spread: Spread | None
    ratio: float | None  # so many times is ours better than this
    reason: str  # why there is no spread


def per_event(bytes_written, figures):
    return bytes_written / figures["delivered"] if figures.get("delivered") else None


def derived(run, figures):
    """With the figures that follow from those that a program prints."""
    figures = {name: value for name, value in figures.items() if name != "started"}
    if "written_bytes" in figures:
        figures["written_per_event"] = per_event(figures["written_bytes"], figures)
    if figures.get("minutes"):
        figures["syncs_per_minute"] = figures["syncs"] / figures["minutes"]
    if "wakeups" in figures and figures.get("seconds"):
        figures["wakeups_per_minute"] = figures["wakeups"] * 60 / figures["seconds"]
    if figures.get("first_p50_us") and "last_p50_us" in figures:
        figures["last_to_first"] = figures["last_p50_us"] / figures["first_p50_us"]
    if "delivered_per_s" in figures and "--bytes" in run.options:
        length = run.options[run.options.index("--bytes") + 1]
        figures["megabytes_per_s"] = figures["delivered_per_s"] * length / 1e6
    if "accepted" in figures:
        figures["reason"] = (f"held {figures['accepted']:,} events after "
                             f"{figures['seconds']:.0f} s, and had given up {figures['lost']:,}")
    for row in figures.get("rows", ()):
        for name, value in row.items():
            if is_number(value) and name != "bytes":
                figures[f"{row['what']}: {name}"] = value
    return figures


FIGURES = (
    Figure("calls", "call", "p50_us", "a call, p50", "µs"),
    Figure("calls", "call", "p99_us", "a call, p99", "µs"),
    Figure("calls", "call", "max_us", "the longest call", "µs"),
    Figure("calls", "call", "max_cpu_us", "the longest call, CPU", "µs", told_by="ours"),
    Figure("calls", "call", "cpu_p50_us", "a call, p50 of CPU", "µs", told_by="ours"),
    Figure("calls", "call", "unexplained", "outliers not explained by the scheduler", "",
           told_by="ours"),
    Figure("calls", "empty loop", "max_cpu_us", "the longest turn of an empty loop, CPU", "µs"),
    Figure("calls", "empty loop", "unexplained", "its outliers not explained by the scheduler", ""),
    Figure("calls", "call", "last_to_first", "the last calls to the first, p50", "times",
           told_by="ours"),
    Figure("calls", "call, a thread a core", "p50_us", "a call, a thread a core, p50", "µs"),
    Figure("calls", "call, 8 threads", "p50_us", "a call, 8 threads, p50", "µs"),
    Figure("calls", "call, 8 threads", "cpu_p50_us", "a call, 8 threads, p50 of CPU", "µs"),
    Figure("calls", "copy", "ns_per_event", "copying an event's bytes", "ns"),
    Figure("storage", "store", "stored_per_s", "stored", "events/s", True),
    Figure("storage", "store", "cpu_us_per_event", "storing, CPU an event", "µs"),
    Figure("storage", "store", "written_per_event", "storing, written an event", "B",
           told_by="limit"),
    Figure("delivery", "deliver", "delivered_per_s", "recorded to removed", "events/s", True),
    Figure("delivery", "deliver", "cpu_us_per_event", "recorded to removed, CPU an event", "µs"),
    Figure("delivery", "drain", "delivered_per_s", "a stored backlog delivered", "events/s", True),
    Figure("delivery", "drain", "cpu_us_per_event", "a stored backlog, CPU an event", "µs"),
    Figure("delivery", "latency", "p50_ms", "from call to server, p50", "ms"),
    Figure("delivery", "latency", "p99_ms", "from call to server, p99", "ms"),
    Figure("memory", "memory, 100,000", "peak_mib", "100,000 waiting, peak memory", "MiB"),
    Figure("memory", "memory, 100,000", "bare_mib", "the same program without a client", "MiB",
           told_by="ours"),
    Figure("memory", "memory, 1,000,000", "peak_mib", "1,000,000 waiting, peak memory", "MiB"),
    Figure("memory", "bare", "resident_mib", "a bare Qt program", "MiB"),
    Figure("memory", "bare", "resident_tls_mib", "a bare Qt program that loaded TLS", "MiB"),
    Figure("disk", "burst", "written_per_event", "a burst, written an event", "B"),
    Figure("disk", "device", "written_per_event", "a device, written an event", "B"),
    Figure("disk", "device", "syncs_per_minute", "a device, fsyncs a minute", ""),
    Figure("idle", "idle", "wakeups_per_minute", "idle, wake-ups a minute", ""),
    Figure("idle", "offline", "wakeups_per_minute", "offline, wake-ups a minute", ""),
    Figure("lifetime", "construction", "construct_ms", "construction", "ms"),
    Figure("lifetime", "construction", "construct_known_ms",
           "construction, a remembered user", "ms"),
    Figure("lifetime", "destruction", "destruct_ms", "destruction, 10,000 in memory", "ms"),
    Figure("lifetime", "backlog, 1,000", "open_ms", "opening a queue of 1,000", "ms"),
    Figure("lifetime", "backlog, 1,000,000", "open_ms", "opening a queue of 1,000,000", "ms"),
    Figure("lifetime", "backlog, 1,000", "claim_settle_ms", "claim and settle 100 of 1,000", "ms"),
    Figure("lifetime", "backlog, 1,000,000", "claim_settle_ms",
           "claim and settle 100 of 1,000,000", "ms"),
    Figure("size", "library", "kib", "the core library, stripped", "KiB"),
    Figure("scale", "backlog by events", "open_ms", "opening, by events in the queue", "ms"),
    Figure("scale", "backlog by events", "claim_settle_ms",
           "claim and settle 100, by events there", "ms"),
    Figure("scale", "memory by events", "peak_mib", "peak memory, by events waiting", "MiB"),
    Figure("scale", "deliver by bytes", "delivered_per_s",
           "recorded to removed, by bytes an event", "events/s", True),
    Figure("scale", "deliver by bytes", "megabytes_per_s",
           "recorded to removed, by bytes an event", "MB/s", True),
    Figure("scale", "call by threads", "p50_us", "a call, p50, by threads", "µs"),
    Figure("scale", "call by threads", "cpu_p50_us", "a call, p50 of CPU, by threads", "µs"),
    Figure("scale", "deliver by clients", "delivered_per_s",
           "recorded to removed, by clients", "events/s", True),
    Figure("scale", "deliver by delay", "delivered_per_s",
           "recorded to removed, by ms of delay", "events/s", True),
)

STALLS = ("stalls, plain", "stalls, tls", "stalls, http2")

def is_due(figure, key):
    """Where nothing was measured the row has the reason."""
    return key.name == figure.run and figure.told_by in ("all", key.who)


def row(figure, key, results):
    spread = ratio = None
    reason = ""
    try:
        spread = results.spread(key, figure.key)
        if key.who != "ours":
            ours = Key(key.name, "ours", key.point)
            more, less = (ours, key) if figure.more_is_better else (key, ours)
            ratio = results.ratio(more, figure.key, less)
    except Trouble as trouble:
        reason = "" if spread else trouble.reason
    return Row(figure.group, figure.run, figure.title, key.who, key.point, figure.unit,
               figure.more_is_better, spread, ratio, reason)


def stall_figures(results):
    for run in STALLS:
        for name in results.figures_of(Key(run)):
            if ": " in name:
                yield Figure("stalls", run, name, f"{run}: {name[:-3]}", "ms")


def rows(results):
    return [
        row(figure, key, results)
        for figure in (*FIGURES, *stall_figures(results))
        for key in results.keys()
        if is_due(figure, key)
    ]
