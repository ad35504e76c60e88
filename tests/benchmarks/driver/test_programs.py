# SPDX-FileCopyrightText: 2026 The RudderQt authors
# SPDX-License-Identifier: MIT
import os
import pathlib
import sys
import tempfile
import time
import unittest

from programs import Programs, read_figures
from results import Trouble


PATIENCE = 120  # s; a machine may be busy with other tests


def python(code):
    return [sys.executable, "-c", code]


def is_alive(process_id):
    """Nobody may have waited for it yet, which is no life."""
    try:
        stat = pathlib.Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)


class Figures(unittest.TestCase):
    def test_are_the_last_line(self):
        self.assertEqual(read_figures('words\n{"a": 1}\n\n'), {"a": 1})

    def test_that_are_none_are_trouble(self):
        for output in ("", "words", "[1]", '{"a": 1}\nwords'):
            with self.subTest(output=output), self.assertRaises(Trouble):
                read_figures(output)


class AProgram(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.programs = self.enterContext(Programs(self.folder / "home"))

    def figures(self, code):
        return self.programs.figures(self.programs.begin(python(code)), PATIENCE)

    def test_gives_its_figures(self):
        self.assertEqual(self.figures("print('{\"a\": 1}')"), {"a": 1})

    def test_that_fails_tells_its_last_words(self):
        with self.assertRaisesRegex(Trouble, "exit code 3: no disk"):
            self.figures("import sys; print('no disk', file=sys.stderr); sys.exit(3)")

    def test_that_crashes_tells_the_signal(self):
        with self.assertRaisesRegex(Trouble, "SIGABRT"):
            self.figures("import os; os.abort()")

    def test_that_is_missing_is_trouble(self):
        with self.assertRaisesRegex(Trouble, "nothing-like-this can't be started"):
            self.programs.begin(["/nothing-like-this"])

    def test_that_hangs_is_ended_with_its_children(self):
        file = self.folder / "child"
        code = f"sleep 600 & echo $! >{file}.new && mv {file}.new {file} && wait"
        process = self.programs.begin(["sh", "-c", code])
        wait_until(file.exists)
        child = int(file.read_text())
        with self.assertRaisesRegex(Trouble, "longer than"):
            self.programs.figures(process, 0.1)
        wait_until(lambda: not is_alive(child))
        self.assertFalse(is_alive(child))

    def test_sees_nothing_that_would_change_a_client(self):
        os.environ["DO_NOT_TRACK"] = os.environ["https_proxy"] = "1"
        self.addCleanup(lambda: (os.environ.pop("DO_NOT_TRACK"), os.environ.pop("https_proxy")))
        with Programs(self.folder / "other") as programs:
            code = "import json, os; print(json.dumps(dict(os.environ)))"
            seen = programs.figures(programs.begin(python(code)), PATIENCE)
        self.assertNotIn("DO_NOT_TRACK", seen)
        self.assertNotIn("https_proxy", seen)
        self.assertTrue(seen["HOME"].startswith(str(self.folder)))

    def test_that_runs_on_is_ended_at_the_end(self):
        with Programs(self.folder / "other") as programs:
            process = programs.begin(["sleep", "600"])
        self.assertFalse(is_alive(process.pid))
