# SPDX-FileCopyrightText: 2026 The RudderQt authors
# SPDX-License-Identifier: MIT
"""Makes one step of the matrix: starts its programs with what they need, reads their figures."""

import contextlib
import pathlib
import shutil
import tempfile
import time

import arrivals
import tracing
from figures import derived
from matrix import LIBRARY, LIMITS, PEERS
from results import Trouble


class Runner:
    def __init__(self, programs, servers, build, peers, scratch, deadline=None):
        self._programs = programs
        self._servers = servers
        self._build = build
        self._peers = peers  # the folder with node_modules, or the reason why there is none
        self._scratch = scratch
        self._deadline = deadline
        self._may_trace = None
        self.complaints = []  # lost or doubled events
        self.remarks = []
        self.arrived = 0

    def step(self, runs):
        """One outcome a run: figures or a Trouble."""
        begun = []
        with contextlib.ExitStack() as stack:
            for run in runs:
                try:
                    begun.append(self._begin(run, stack))
                except Trouble as trouble:
                    begun.append(trouble)
            return [self._end(run, one) for run, one in zip(runs, begun)]

    def _time_left(self, run):
        if self._deadline is None:
            return run.time_out
        return min(run.time_out, self._deadline - time.monotonic())

    def _begin(self, run, stack):
        if run.why_not:
            raise Trouble(run.why_not, failed=False)
        if self._time_left(run) <= 1:
            raise Trouble("no time was left in the short form", failed=False)
        if run.program == LIBRARY:
            return self._library()
        folder = pathlib.Path(stack.enter_context(
            tempfile.TemporaryDirectory(dir=self._scratch, ignore_cleanup_errors=True)))
        collector = self._collector(run)
        command = self._command(run, folder)
        if run.scenario == "offline":
            self._need_namespaces()
        if run.traced:
            self._need_strace()
            command = tracing.command(self._log(folder), command)
        if collector:
            collector.reset()
        return self._programs.begin(command), folder, collector

    def _end(self, run, begun):
        if isinstance(begun, (Trouble, dict)):
            return begun
        process, folder, collector = begun
        try:
            figures = self._programs.figures(process, self._time_left(run))
            if collector and run.asked is not None:
                self._check(run, figures, collector.report())
            if run.traced:
                figures |= self._traced(folder)
            return derived(run, figures)
        except Trouble as trouble:
            return trouble
        finally:
            self._log(folder).unlink(missing_ok=True)

    def _collector(self, run):
        if not run.server or run.server == "down":
            return None
        if run.server.startswith("slow "):
            return self._servers.slow(int(run.server.split()[1]))
        return self._servers.tls() if run.server == "tls" else self._servers.plain()

    def _url(self, run):
        if run.server == "down":
            return ["--url", "http://127.0.0.1:9"]
        if run.server == "http2":
            return ["--url", self._servers.http2_url(), "--ca", self._servers.certificate()]
        collector = self._collector(run)
        if not collector:
            return []
        certificate = ["--ca", self._servers.certificate()] if run.server == "tls" else []
        return ["--url", collector.url, *certificate]

    def _command(self, run, folder):
        options = [run.scenario, *self._url(run), *run.options]
        if run.program not in PEERS.values():
            needs_folder = run.program != LIMITS or run.scenario == "sqlite"
            # A name space of its own has no network.
            prefix = ["unshare", "--net"] if run.scenario == "offline" else []
            return [*prefix, self._build / "tests/benchmarks" / run.program, *options,
                    *(["--folder", folder] if needs_folder else [])]
        if isinstance(self._peers, str):
            raise Trouble(self._peers, failed=False)
        script = pathlib.Path(__file__).parent.parent / "peers" / run.program
        return ["node", script, *options, "--modules", self._peers]

    def _check(self, run, figures, report):
        self.arrived += report["unique"]
        told = figures.get("delivered", run.asked)
        for sentence in arrivals.faults(report, told, run.asked, strict=run.who == "ours"):
            self.complaints.append((run.key, sentence))
        if run.who != "ours":
            self.remarks += [(run.key, sentence) for sentence in arrivals.remarks(report)]

    @staticmethod
    def _log(folder):
        return folder.with_name(f"{folder.name}.strace")

    def _need_strace(self):
        if self._may_trace is None:
            try:
                self._programs.call(["strace", "-o", "/dev/null", "true"])
                self._may_trace = True
            except Trouble:
                self._may_trace = False
        if not self._may_trace:
            raise Trouble("strace is missing, or may not trace here", failed=False)

    def _need_namespaces(self):
        try:
            self._programs.call(["unshare", "--net", "true"])
        except Trouble as trouble:
            raise Trouble("only root may take the network away", failed=False) from trouble

    def _traced(self, folder):
        with open(self._log(folder), encoding="utf-8", errors="replace") as lines:
            return tracing.count(lines, str(folder), str(folder / "started"))

    def _library(self):
        library = self._build / "src/core/libRudderQtCore.so"
        if not library.exists():
            raise Trouble("there is no shared library in the build folder")
        copy = self._scratch / "stripped.so"
        shutil.copyfile(library, copy)
        self._programs.call(["strip", copy])
        return {"kib": copy.stat().st_size / 1024}
