#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""summary.py TESTLOG.json: counts every TAP point of a Meson run, prints why a test was skipped,
and closes with `N passed, N failed, N skipped`. Exit status 1 when anything failed or nothing ran."""
import json
import re
import sys

POINT = re.compile(r"^(not ok|ok)\s+\d+\s*(?:-\s*)?([^#]*)(?:#\s*(\w+)\s*(.*))?$")


def count(test):
    """Passed, failed and skipped points of one test program, and the reasons of the skips."""
    passed = failed = 0
    skips = []
    for line in test.get("stdout", "").splitlines():
        match = POINT.match(line)
        if not match:
            continue
        verdict, name, directive, reason = match.groups()
        if (directive or "").upper() == "SKIP":
            skips.append(f"{test['name']} {name.strip()}: {reason.strip() or 'no reason given'}")
        elif verdict == "ok":
            passed += 1
        else:
            failed += 1
    result = test["result"]
    if result == "SKIP" and not skips:
        skips.append(f"{test['name']}: {test.get('stderr', '').strip() or 'skipped as a whole'}")
    if result not in ("OK", "SKIP", "EXPECTEDFAIL") and failed == 0:
        failed = 1
    if result == "OK" and passed + failed + len(skips) == 0:
        passed = 1
    return passed, failed, skips


def main(path):
    totals = [0, 0, 0]
    with open(path, encoding="utf-8") as log:
        for line in log:
            test = json.loads(line)
            passed, failed, skips = count(test)
            totals[0] += passed
            totals[1] += failed
            totals[2] += len(skips)
            for skip in skips:
                print(f"skipped: {skip}")
            if failed:
                print(f"failed: {test['name']} ({test['result']})")
    print(f"{totals[0]} passed, {totals[1]} failed, {totals[2]} skipped")
    return 1 if totals[1] or totals[0] == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
