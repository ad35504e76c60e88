# SPDX-FileCopyrightText: 2026 The RudderQt authors
# SPDX-License-Identifier: MIT
"""Charts as SVG: the same bytes for the same figures, so that they can be committed."""

from report import NAMES, number

# In pieces, for reuse would take them for this file's own.
NOTICE = "\n".join((
    "<!--",
    "SPDX-FileCopyright" "Text: 2026 The RudderQt authors",
    "SPDX-License" "-Identifier: MIT",
    "-->",
))
COLOURS = {"ours": "#0f766e", "rudder": "#94a3b8", "segment": "#cbd5e1"}
STYLE = {
    "svg.hashsalt": "rudderqt",  # ids are random without one
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#e2e8f0",
    "axes.axisbelow": True,
}

# Title in the table, and in the chart.
BESIDE_PEERS = (
    ("a call, p50", "A call, p50, µs"),
    ("recorded to removed", "Recorded to removed, events/s"),
    ("recorded to removed, CPU an event", "CPU an event, µs"),
    ("100,000 waiting, peak memory", "100,000 events waiting, MiB"),
)

# File; title; label below; lines: title and unit in the table, and name; what scale() takes.
BY_SCALE = (
    ("memory-by-events", "Peak memory, MiB", "events waiting",
     (("peak memory, by events waiting", "MiB", ""),), "x"),
    ("queue-by-events", "Opening and claiming, ms", "events in the queue",
     (("opening, by events in the queue", "ms", "opening"),
      ("claim and settle 100, by events there", "ms", "claim and settle 100")), "xy"),
    ("call-by-threads", "A call, p50, µs", "threads",
     (("a call, p50, by threads", "µs", "time"),
      ("a call, p50 of CPU, by threads", "µs", "CPU of the thread")), ""),
    ("delivery-by-bytes", "Recorded to removed, events/s", "bytes an event",
     (("recorded to removed, by bytes an event", "events/s", ""),), "xy"),
    ("throughput-by-bytes", "Recorded to removed, MB/s", "bytes an event",
     (("recorded to removed, by bytes an event", "MB/s", ""),), "x"),
    ("delivery-by-clients", "Recorded to removed, events/s", "clients in one process",
     (("recorded to removed, by clients", "events/s", ""),), "x2"),
    ("delivery-by-delay", "Recorded to removed, events/s", "delay of the network, ms",
     (("recorded to removed, by ms of delay", "events/s", ""),), "sy"),
)


def save(figure, file):
    figure.savefig(file, format="svg", bbox_inches="tight",
                   metadata={"Date": None, "Creator": None})
    head, _, rest = file.read_text(encoding="utf-8").partition("\n")
    lines = [head, NOTICE, *(line.rstrip() for line in rest.splitlines())]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def bars(axes, title, rows):
    rows = list(reversed(rows))
    bar = axes.barh([NAMES[row.who] for row in rows], [row.spread.median for row in rows],
                    color=[COLOURS[row.who] for row in rows])
    axes.bar_label(bar, [number(row.spread.median) for row in rows], padding=3)
    axes.set_title(title, loc="left", fontsize="medium")
    axes.margins(x=0.15)
    axes.grid(axis="y", visible=False)


def beside_peers(pyplot, folder, rows):
    """None when no peer was measured."""
    panels = []
    for title, heading in BESIDE_PEERS:
        those = [row for row in rows if row.title == title and row.who in NAMES and row.spread]
        if any(row.who == "ours" for row in those) and len(those) > 1:
            panels.append((heading, those))
    if not panels:
        return None
    figure, all_axes = pyplot.subplots(
        len(panels), 1, figsize=(7, 1.5 * len(panels)), squeeze=False, layout="constrained")
    for axes, (heading, those) in zip(all_axes[:, 0], panels):
        bars(axes, heading, those)
    return save(figure, folder / "beside-peers.svg")


def scale(axes, kinds):
    """x, y: logarithmic; x2: with base 2; s: x as well, but for what lies between 0 and 10."""
    if "s" in kinds:
        axes.set_xscale("symlog", linthresh=10)
    elif "x" in kinds:
        axes.set_xscale("log", base=2 if "2" in kinds else 10)
    if "y" in kinds:
        axes.set_yscale("log")
    else:
        axes.set_ylim(bottom=0)


def tick(axes, points):
    """At the points that were measured, and with plain numbers."""
    axes.set_xticks(points, [f"{point:,}" for point in points])
    axes.set_xticks([], minor=True)
    axes.yaxis.set_major_formatter(lambda value, _: number(value))
    least, most = axes.get_ylim()
    within_a_decade = least > 0 and most / least < 10
    axes.yaxis.set_minor_formatter(lambda value, _: number(value) if within_a_decade else "")


def line(axes, rows, name):
    points = [row.point for row in rows]
    drawn, = axes.plot(points, [row.spread.median for row in rows], marker="o", label=name)
    axes.fill_between(points, [row.spread.least for row in rows], [row.spread.most for row in rows],
                      alpha=0.2, color=drawn.get_color(), linewidth=0)


def by_scale(pyplot, folder, rows, chart):
    """None when there are no two points."""
    name, title, label, lines, kinds = chart
    figure, axes = pyplot.subplots(figsize=(7, 3.6), layout="constrained")
    points = set()
    for row_title, unit, line_name in lines:
        those = [r for r in rows if (r.title, r.unit) == (row_title, unit) and r.spread]
        line(axes, those, line_name)
        points |= {row.point for row in those}
    if len(points) < 2:
        return None
    scale(axes, kinds)
    tick(axes, sorted(points))
    axes.set_title(title, loc="left", fontsize="medium")
    axes.set_xlabel(label)
    if len(lines) > 1:
        axes.legend(frameon=False)
    return save(figure, folder / f"{name}.svg")


def draw(folder, rows):
    """The files that were written. Raises ImportError without matplotlib."""
    import matplotlib
    matplotlib.use("svg")
    from matplotlib import pyplot

    folder.mkdir(parents=True, exist_ok=True)
    for name in ("beside-peers", *(name for name, *_ in BY_SCALE)):
        (folder / f"{name}.svg").unlink(missing_ok=True)  # of an earlier run
    with matplotlib.rc_context(STYLE):
        files = [beside_peers(pyplot, folder, rows)]
        files += [by_scale(pyplot, folder, rows, chart) for chart in BY_SCALE]
        pyplot.close("all")
    return [file for file in files if file]
