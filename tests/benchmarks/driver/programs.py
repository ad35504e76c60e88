# SPDX-FileCopyrightText: 2026 The RudderQt authors
# SPDX-License-Identifier: MIT
"""Starts programs, and ends whatever it started."""

import json
import os
import pathlib
import re
import signal
import subprocess

from results import Trouble

# What would change the behaviour of a client, here or for somebody else's benchmark.
FOREIGN = re.compile(
    r"RUDDER_.*|DO_NOT_TRACK|.*_proxy|QT_.*|NODE_OPTIONS|LD_PRELOAD", re.IGNORECASE)
HOMES = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")


def environment(home):
    """Homes of their own for the programs, so that nothing is read or left in the user's."""
    kept = {name: value for name, value in os.environ.items() if not FOREIGN.fullmatch(name)}
    homes = {name: str(home / name.lower()) for name in HOMES}
    for folder in homes.values():
        pathlib.Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    return kept | homes | {"LC_ALL": "C.UTF-8"}


def read_figures(output):
    """The last line is a JSON object."""
    lines = [line for line in output.splitlines() if line.strip()]
    try:
        figures = json.loads(lines[-1])
    except (IndexError, ValueError):
        figures = None
    if not isinstance(figures, dict):
        raise Trouble("printed no figures")
    return figures


def end_of(exit_code, errors):
    """How a program ended that should not have ended so."""
    lines = [line for line in errors.splitlines() if line.strip()]
    last_words = f": {lines[-1]}" if lines else ""
    if exit_code < 0:
        return f"was ended by {signal.Signals(-exit_code).name}{last_words}"
    return f"ended with exit code {exit_code}{last_words}"


class Programs:
    def __init__(self, home):
        self._environment = environment(home)
        self._running = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in reversed(self._running[:]):
            self.end(process)

    def start(self, command, **streams):
        """In a session of its own, so that Ctrl-C comes to the driver alone, which ends all."""
        command = [str(part) for part in command]
        try:
            process = subprocess.Popen(
                command, env=self._environment, stdin=subprocess.DEVNULL, start_new_session=True,
                **streams,
            )
        except OSError as error:
            name = pathlib.Path(command[0]).name
            raise Trouble(f"{name} can't be started: {error.strerror}") from None
        self._running.append(process)
        return process

    def end(self, process, grace=3):
        self._running.remove(process)
        for sign in (signal.SIGTERM, signal.SIGKILL):
            try:
                # The group, for strace and npm have children.
                os.killpg(process.pid, sign)
            except ProcessLookupError:
                pass
            try:
                process.wait(grace)
                break
            except subprocess.TimeoutExpired:
                continue
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()

    def begin(self, command):
        return self.start(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace"
        )

    def figures(self, process, seconds):
        """Waits for the end of what was begun."""
        try:
            # Asleep meanwhile, unlike in wait(), which looks twenty times a second.
            output, errors = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise Trouble(f"took longer than {seconds:.0f} s") from None
        finally:
            self.end(process)
        if process.returncode != 0:
            raise Trouble(end_of(process.returncode, errors))
        return read_figures(output)

    def call(self, command):
        """A tool that is over at once and tells nothing but success."""
        process = self.begin(command)
        try:
            _, errors = process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            raise Trouble(f"{command[0]} hangs") from None
        finally:
            self.end(process)
        if process.returncode != 0:
            raise Trouble(f"{command[0]} {end_of(process.returncode, errors)}")
