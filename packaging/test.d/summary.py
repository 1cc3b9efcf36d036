#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads CTest's JUnit files and prints what passed, failed and was skipped, and why.

Test functions are counted where a program names them (Qt Test); any other program counts as one.
Where a file NAME-again.xml lies beside NAME.xml, its programs were run a second time because they had failed: the second
result counts, and a program that passed only then is printed as unsteady with what had failed.
Exit status: 0 nothing failed, 1 something did, 2 no test ran at all.
"""
import pathlib
import re
import sys
import xml.etree.ElementTree as tree

RESULT = re.compile(r"^(PASS|FAIL!|SKIP|XPASS|BFAIL|BSKIP)\s*: (.+)$")
FRAME = re.compile(r"::(initTestCase|cleanupTestCase)\(\)$")


def last_words(output):
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1] if lines else "it gave no reason"


class Count:
    def __init__(self):
        self.passed = 0
        self.failed = []
        self.skipped = []

    def program(self, case):
        name = case.get("name")
        output = case.findtext("system-out") or ""
        skipped = case.find("skipped")
        if skipped is not None or case.get("status") in ("notrun", "disabled"):
            why = skipped.get("message", "") if skipped is not None else ""
            # CTest calls a missing program or a failed fixture "not run" too. Those are failures.
            if why.startswith("SKIP_") or case.get("status") == "disabled":
                self.skipped.append(f"{name}: {last_words(output)}")
            else:
                self.failed.append(f"{name}: {output.strip() or why}")
            return
        failed_before = len(self.failed)
        functions = self.functions(name, output)
        if case.get("status") == "fail" or case.find("failure") is not None:
            if len(self.failed) == failed_before:
                failure = case.find("failure")
                why = failure.get("message", "") if failure is not None else ""
                self.failed.append(f"{name}: {why or 'it ended with an error'}")
        elif functions == 0:
            self.passed += 1

    def functions(self, name, output):
        counted = 0
        for line in output.splitlines():
            match = RESULT.match(line)
            if not match:
                continue
            outcome, what = match.groups()
            if outcome == "PASS":
                if FRAME.search(what):
                    continue
                self.passed += 1
            elif outcome.endswith("SKIP"):
                self.skipped.append(f"{name}: {what}")
            else:
                self.failed.append(f"{name}: {what}")
            counted += 1
        return counted


def cases(file):
    return list(tree.parse(file).getroot().iter("testcase"))


def failures(case):
    alone = Count()
    alone.program(case)
    return alone.failed


def second_results(file):
    """The programs of the second run by name; empty when there was none."""
    again = pathlib.Path(file)
    again = again.with_name(again.stem + "-again.xml")
    return {case.get("name"): case for case in cases(again)} if again.exists() else {}


def main(files):
    count = Count()
    programs = 0
    seconds = 0.0
    unsteady = []
    for file in files:
        again = second_results(file)
        for case in cases(file):
            programs += 1
            seconds += float(case.get("time") or 0)
            first = failures(case)
            if first and case.get("name") in again:
                case = again[case.get("name")]
                seconds += float(case.get("time") or 0)
                if not failures(case):
                    unsteady += [f"{row} (passed when run again)" for row in first]
            count.program(case)
    for kind, rows in (("skipped", count.skipped), ("unsteady", unsteady), ("failed", count.failed)):
        for row in rows:
            print(f"{kind}  {row}")
    shaky = f", unsteady {len(unsteady)}" if unsteady else ""
    print(f"passed {count.passed}, failed {len(count.failed)}, skipped {len(count.skipped)}{shaky}"
          f"  ({programs} programs, {seconds:.0f} s)")
    if programs == 0:
        print("no test ran", file=sys.stderr)
        return 2
    return 1 if count.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
