# SPDX-FileCopyrightText: 2026 The RudderQt authors
# SPDX-License-Identifier: MIT
import unittest

import arrivals
from tracing import count

FOLDER = "/tmp/queue"
MARK = f"{FOLDER}/started"
MADE = f'10 openat(AT_FDCWD</>, "{MARK}", O_WRONLY|O_CREAT, 0666) = 5<{MARK}>'


def counted(*lines):
    found = count(lines, FOLDER, MARK)
    return found["written_bytes"], found["syncs"]


class ALog(unittest.TestCase):
    def test_counts_from_the_mark_on(self):
        before = f'10 write(3<{FOLDER}/a>, ""..., 100) = 100'
        after = f'11 pwrite64(3<{FOLDER}/a>, ""..., 4096, 0) = 4096'
        sync = f"11 fdatasync(3<{FOLDER}/a>) = 0"
        self.assertEqual(counted(before, MADE, after, sync), (4096, 1))

    def test_counts_nothing_without_the_mark(self):
        self.assertEqual(counted(f'10 write(3<{FOLDER}/a>, ""..., 100) = 100'), (0, 0))

    def test_leaves_out_the_mark_itself(self):
        self.assertEqual(counted(MADE, f'10 write(5<{MARK}>, ""..., 5) = 5'), (0, 0))

    def test_counts_only_what_is_under_the_folder(self):
        others = ("/tmp/queue2/a", "socket:[77]", "pipe:[3]", "/dev/null")
        lines = [f'10 write(4<{path}>, ""..., 10) = 10' for path in others]
        self.assertEqual(counted(MADE, *lines), (0, 0))

    def test_counts_a_wait_for_the_folder_itself(self):
        self.assertEqual(counted(MADE, f"10 fsync(4<{FOLDER}>) = 0"), (0, 1))

    def test_counts_what_was_written_and_not_what_was_wanted(self):
        self.assertEqual(counted(MADE, f'10 write(3<{FOLDER}/a>, ""..., 100) = 60'), (60, 0))
        full = f'10 write(3<{FOLDER}/a>, ""..., 9) = -1 ENOSPC (No space left on device)'
        self.assertEqual(counted(MADE, full), (0, 0))

    def test_puts_interrupted_calls_together_by_thread(self):
        self.assertEqual(counted(
            MADE,
            f'10 pwrite64(3<{FOLDER}/a>, ""..., 100, 0 <unfinished ...>',
            f"11 fsync(4<{FOLDER}/b> <unfinished ...>",
            "10 <... pwrite64 resumed>) = 100",
            "11 <... fsync resumed>) = 0",
        ), (100, 1))


class Arrivals(unittest.TestCase):
    def faults(self, strict=True, told=100, asked=100, **report):
        whole = {"events": 100, "unique": 100, "inOrder": True} | report
        return arrivals.faults(whole, told, asked, strict)

    def test_of_every_event_once_have_no_fault(self):
        self.assertEqual(self.faults(), [])

    def test_lost(self):
        self.assertEqual(self.faults(events=97, unique=97), ["3 of 100 events were lost"])

    def test_not_delivered(self):
        self.assertEqual(self.faults(told=90, events=90, unique=90),
                         ["90 of 100 events were delivered"])

    def test_more_than_the_client_knows_of(self):
        self.assertEqual(self.faults(told=100, events=101, unique=101),
                         ["101 events arrived, 100 were delivered"])

    def test_twice_or_out_of_order_is_a_fault_of_ours_only(self):
        report = {"events": 102, "inOrder": False}
        self.assertEqual(len(self.faults(**report)), 2)
        self.assertEqual(self.faults(strict=False, **report), [])
