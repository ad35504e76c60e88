# SPDX-FileCopyrightText: 2026 The RudderQt authors
# SPDX-License-Identifier: MIT
"""What the figures were measured on, without which they say little."""

import os
import pathlib
import platform
import subprocess
import time


def first_value(file, name, separator):
    try:
        for line in pathlib.Path(file).read_text(encoding="utf-8").splitlines():
            key, found, value = line.partition(separator)
            if found and key.strip() == name:
                return value.strip().strip('"')
    except OSError:
        pass
    return "unknown"


def cores():
    return len(os.sched_getaffinity(0))


def file_system(folder):
    """Of the mount with the longest path that leads to the folder."""
    best, found = "", "unknown"
    for line in pathlib.Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines():
        _, mount, kind, *_ = line.split()
        if pathlib.Path(folder).is_relative_to(mount) and len(mount) >= len(best):
            best, found = mount, kind
    return found


def busy_cores(seconds=1.0):
    """How many cores others keep busy at this moment."""
    def read():
        fields = pathlib.Path("/proc/stat").read_text(encoding="utf-8").split("\n", 1)[0].split()
        ticks = [int(field) for field in fields[1:9]]
        return sum(ticks) - ticks[3] - ticks[4]  # idle, waiting for the disk
    before = read()
    time.sleep(seconds)
    return (read() - before) / os.sysconf("SC_CLK_TCK") / seconds


def version_of(command):
    try:
        answer = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return answer.stdout.split("\n")[0]


def describe(folder):
    return {
        "processor": first_value("/proc/cpuinfo", "model name", ":"),
        "cores": cores(),
        "system": first_value("/etc/os-release", "PRETTY_NAME", "="),
        "kernel": platform.release(),
        "file_system": file_system(folder),
        "node": version_of("node"),
        "busy_cores_before": round(busy_cores(), 2),
    }


def line(machine):
    node = f", Node.js {machine['node']}" if machine["node"] else ""
    return (f"{machine['processor']}, {machine['cores']} cores, {machine['system']}, "
            f"Linux {machine['kernel']}, {machine['file_system']}{node}")


def warning(machine):
    """What others do at the same time makes all figures worse."""
    busy = machine["busy_cores_before"]
    if busy < 0.2:
        return ""
    return f"NOTE: other programs keep {busy:.1f} of {machine['cores']} cores busy."
