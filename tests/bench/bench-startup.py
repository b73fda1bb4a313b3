#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench-startup.py ZONTIK EMPTY-WINDOW PROFILE [--rounds 9]: start to the first frame with rows and the
idle memory of the app, beside those of an empty Adwaita window in the same run.

PROFILE is a profile that was signed in and filled before (XDG_DATA_HOME is that of the caller). To be
run on a display; the meson benchmark wraps it in Xvfb. Start-ups alternate, the median counts."""
import argparse
import os
import statistics
import subprocess
import time

MARK = {"app": "first rows painted", "floor": "first frame"}


def start(words, mark):
    """Seconds from exec to the line that says the frame was painted; the process is ended."""
    environment = dict(os.environ, G_MESSAGES_DEBUG="zontik-trace")
    began = time.monotonic()
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment) as process:
        for line in process.stdout:
            if mark in line:
                took = time.monotonic() - began
                process.terminate()
                process.stdout.read()
                return took
    raise SystemExit(f"{words[0]} ended without saying {mark!r}")


def memory(words, mark, settle):
    """Private memory in MB of the process some seconds after the mark (Pss would blame the libraries)."""
    environment = dict(os.environ, G_MESSAGES_DEBUG="zontik-trace")
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment) as process:
        for line in process.stdout:
            if mark in line:
                break
        time.sleep(settle)
        total = 0
        with open(f"/proc/{process.pid}/smaps_rollup", encoding="ascii") as rollup:
            for line in rollup:
                if line.startswith(("Private_Clean:", "Private_Dirty:")):
                    total += int(line.split()[1])
        with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
            resident = next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))
        process.terminate()
        process.stdout.read()
    return total / 1024, resident / 1024


def main():
    """Prints the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("zontik")
    parser.add_argument("empty_window")
    parser.add_argument("profile")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--settle", type=float, default=5)
    given = parser.parse_args()
    app = [given.zontik, "--profile", given.profile]
    floor = [given.empty_window]
    times = {"app": [], "floor": []}
    for _ in range(given.rounds):
        times["floor"].append(start(floor, MARK["floor"]))
        times["app"].append(start(app, MARK["app"]))
    medians = {name: statistics.median(values) for name, values in times.items()}
    print(f"start to the first frame with rows: {medians['app'] * 1000:.0f} ms, empty window {medians['floor'] * 1000:.0f} ms, "
          f"ratio {medians['app'] / medians['floor']:.2f}")
    used, resident = memory(app, MARK["app"], given.settle)
    empty, empty_resident = memory([given.empty_window, "60"], MARK["floor"], given.settle)
    print(f"idle memory: {used:.0f} MB private ({resident:.0f} MB resident), empty window {empty:.0f} ({empty_resident:.0f}), "
          f"difference {used - empty:.0f} MB private, {resident - empty_resident:.0f} MB resident")


if __name__ == "__main__":
    main()
