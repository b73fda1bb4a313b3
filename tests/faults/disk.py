# SPDX-License-Identifier: GPL-3.0-or-later
"""F07 to F10: what is left of the client's files after power cuts, on full and broken disks, with damaged
pages. The programs are those of `meson test`; here they get their number of rounds and a line of figures."""
import os
import re
import shutil
import subprocess

from faults import complain, make_folder, report

MADE_ROUNDS = re.compile(r"(\d+) calls, (\d+) (images|ways)")


def play(name, options, program, words, n_cases, **figures):
    """Runs one of them; all of its cases have to be good."""
    folder = make_folder()
    environment = dict(os.environ, TMPDIR=folder, LC_ALL="C.UTF-8", G_DEBUG="fatal-warnings", GIO_USE_VFS="local",
                       GSETTINGS_BACKEND="memory", GSETTINGS_SCHEMA_DIR=os.path.join(options.build, "tests", "store"))
    done = subprocess.run([os.path.join(options.build, "tests", *program), *words], env=environment, text=True,
                          errors="replace", capture_output=True, stdin=subprocess.DEVNULL, check=False)
    lines = done.stdout.splitlines()
    passed = sum(line.startswith("ok ") and "SKIP" not in line for line in lines)
    found = MADE_ROUNDS.search(done.stdout)
    if found is not None:
        figures["writes"] = found.group(1)
        if found.group(3) == "ways":
            figures["ways_to_break_them"] = found.group(2)
    good = done.returncode == 0 and passed == n_cases
    if good:
        shutil.rmtree(folder)
    else:
        complain((lines + done.stderr.splitlines())[-10:])
        print(f"# kept in {folder}", flush=True)
    return report(name, good, rounds=options.rounds, **figures, cases=passed, status=done.returncode)


def f07(options):
    """Power cuts at any write, with any part of what was not flushed: nothing saved is lost, all opens."""
    return play("F07", options, ("store", "test-faults"),
                ("--rounds", str(options.rounds), "-p", "/faults/power-cut"), 1)


def f08(options):
    """Pages of cache.db overwritten: found out or harmless, and repaired."""
    options.rounds = 10_000 if options.rounds > 500 else 500
    return play("F08", options, ("sync", "test-sync-damage"),
                ("-m", "slow" if options.rounds > 500 else "quick", "-p", "/damage/cache-pages"), 1)


def f09(options):
    """Pages and texts of outbox.db overwritten, and half as often of its mirror: each is made from the other."""
    return play("F09", options, ("store", "test-faults"),
                ("--rounds", str(options.rounds), "-p", "/faults/damaged"), 2, of_the_mirror=options.rounds // 2)


def f10(options):
    """A full or broken disk at every write: what was answered as saved is there, nothing crashes."""
    return play("F10", options, ("store", "test-faults"),
                ("--rounds", str(options.rounds), "-p", "/faults/failing-disk"), 1)
