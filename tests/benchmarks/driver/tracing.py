# SPDX-FileCopyrightText: 2026 The RudderQt authors
# SPDX-License-Identifier: MIT
"""What a program writes under a folder and how often it waits for the disk, as strace logs it."""

import re

WRITES = ("pwrite64", "write", "pwritev", "pwritev2", "writev")
SYNCS = ("fsync", "fdatasync")

_CALL = re.compile(r"(?P<thread>\d+) +(?P<name>\w+)\(\d+<(?P<path>[^>]*)>")
_RESUMED = re.compile(r"(?P<thread>\d+) +<\.\.\. (?P<name>\w+) resumed>")
_RESULT = re.compile(r"= (\d+)\s*$")


def command(log, traced):
    """Files are opened without being counted: one of them is the mark that set-up is done."""
    calls = ",".join(("openat", *WRITES, *SYNCS)).replace("pwritev2", "?pwritev2")
    return ["strace", "-f", "-y", "-qq", "-s", "0", "--seccomp-bpf", "-e", "signal=none",
            "-e", f"trace={calls}", "-o", log, *traced]


def finished_calls(lines):
    """Name, path and result of each call that has succeeded. Those of other threads may come
    between the beginning and the end of one."""
    begun = {}
    for line in lines:
        call = _CALL.match(line)
        path = call["path"] if call else None
        if call and line.rstrip().endswith("<unfinished ...>"):
            begun[call["thread"], call["name"]] = path
            continue
        if not call:
            call = _RESUMED.match(line)
            path = begun.pop((call["thread"], call["name"]), None) if call else None
        result = _RESULT.search(line)
        if path is not None and result:
            yield call["name"], path, int(result[1])


def after(lines, mark):
    """The lines after the one in which the file is made."""
    iterator = iter(lines)
    for line in iterator:
        if mark in line:
            return iterator
    return iter(())


def count(lines, folder, mark):
    """Bytes and waits for the disk under the folder, from the making of the mark on."""
    written = syncs = 0
    for name, path, result in finished_calls(after(lines, mark)):
        if path == mark or not path.startswith(f"{folder}/") and path != folder:
            continue
        if name in WRITES:
            written += result
        elif name in SYNCS:
            syncs += 1
    return {"written_bytes": written, "syncs": syncs}
