#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""run.py FIGURE [--build DIR] [--rounds N | --full] [--seed N]: one figure of sync.md, 9 on the real
programs. Prints one line and ends with 1 when a promise was broken. --list shows them all."""
import argparse
import math
import os
import time

import chaos
import disk
import feed
import merge
import push
import restore
import rights
import security_bodies
import security_inject
import security_slow
import security_tls
import security_wire
import signing

# Figure: what plays it, what a round is, rounds in CI and in full.
FIGURES = {
    "F01": (push.f01, "kills of the server", 100, 1000),
    "F02": (push.f02, "kills at named points", 100, 500),
    "F03": (push.f03, "kills of the client", 100, 1000),
    "F04": (push.f04, "mutations", 800, 100000),
    "F05": (push.f05, "dropped answers", 100, 1000),
    "F06": (push.f06, "same ids", 100, 1000),
    "F07": (disk.f07, "power cuts", 500, 10000),
    "F08": (disk.f08, "damages", 500, 10000),
    "F09": (disk.f09, "damages", 500, 10000),
    "F10": (disk.f10, "broken writes", 500, 10000),
    "F12": (push.f12, "kills of PostgreSQL's processes", 100, 1000),
    "F14": (restore.f14, "restores and promotions", 2, 50),
    "F16": (feed.f16, "changes", 4000, 1000000),
    "F17": (feed.f17, "open transactions", 1, 20),
    "F18": (restore.f18, "dumps and restores", 2, 50),
    "F19": (restore.f19, "promotions", 1, 50),
    "F20": (feed.f20, "imported rows", 5000, 1000000),
    "F21": (rights.f21, "acts of administrators", 600, 10000),
    "F22": (rights.f22, "revocations", 20, 1000),
    "F23": (security_inject.f23, "pairs of ids", 300, 12500),
    "F25": (rights.f25, "broken rights", 50, 1000),
    "F26": (chaos.f26, "blows", 6, 300),
    "F27": (merge.f27, "pairs of edits", 2000, 100000),
    "F28": (merge.f28, "times all rules", 1, 40),
    "F29": (rights.f29, "clients given away", 50, 1000),
    "F30": (merge.f30, "poisonous commands", 3, 60),
    "F31": (security_bodies.f31, "times all bodies", 1, 20),
    "F32": (security_bodies.f32, "texts", 3000, 100000),
    "F33": (security_bodies.f33, "times all bombs", 1, 20),
    "F40": (security_slow.f40, "slow connections", 300, 3600),
    "F41": (security_slow.f41, "times all floods", 1, 20),
    "F42": (security_tls.f42, "attempts of a client", 20, 100),
    "F43": (signing.f43, "guesses of each kind", 200, 100000),
    "F44": (security_inject.f44, "payloads", 60, 2000),
    "F46": (security_wire.f46, "ambiguous requests", 250, 5000),
    "F47": (signing.f47, "revocations", 20, 1000),
    "F52": (security_inject.f52, "rounds of secrets", 5, 200),
}


def main():
    """One figure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("figure", nargs="?", choices=FIGURES)
    parser.add_argument("--build", default=os.environ.get("ZONTIK_BUILD", "build"))
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    if options.list or options.figure is None:
        for name, (play, what, small, full) in FIGURES.items():
            print(f"{name}  {play.__doc__.splitlines()[0]}  {small} / {full} {what}")
        return 0
    build = os.path.abspath(options.build)
    options.build = build
    options.server = os.path.join(build, "server", "zontik-server")
    options.client = os.path.join(build, "tests", "e2e", "headless-client")
    options.fault_points = os.path.join(build, "tests", "faults", "libfault-points.so")
    options.empty_server = os.path.join(build, "tests", "faults", "empty-server")
    play, _, small, full = FIGURES[options.figure]
    options.rounds = options.rounds or (full if options.full else small)
    options.worlds = []
    # A small run shares its machine with all other tests: its clock judges nothing.
    options.slack = 1 if options.full else math.inf
    began = time.monotonic()
    print(f"# {options.figure} seed {options.seed}", flush=True)
    try:
        good = play(options)
    finally:
        for world in list(options.worlds):
            world.close(keep=True)
    print(f"# {time.monotonic() - began:.1f} s", flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
