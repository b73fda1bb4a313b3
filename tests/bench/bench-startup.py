#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench-startup.py ZONTIK EMPTY-WINDOW ZONTIK-SERVER [--customers 100000] [--rounds 9]: start to the
first frame with rows and the idle memory of the app, beside those of an empty Adwaita window.

Makes a server with invented clients, signs a director in once so that the cache is full, then times
starts of the app and of the window in turn; the median counts. Needs a display (tests/ui/xvfb.sh)."""
import argparse
import glob
import os
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

MARK = {"app": "first rows painted", "floor": "first frame"}
LOGIN, PASSWORD = "dmitry.oblachkin", "zontik-demo"


class Desk:
    """A server with data, a session bus with a keyring, and a profile that was signed in."""

    def __init__(self, given):
        self.given = given
        self.folder = tempfile.mkdtemp(prefix="zontik-start.")
        os.chmod(self.folder, 0o755)
        self.started = []
        data = os.path.join(self.folder, "server")
        subprocess.run([given.zontik_server, "demo", "--data-dir", data, "--customers", str(given.customers)],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        log = open(os.path.join(self.folder, "server.log"), "w", encoding="utf-8")
        server = subprocess.Popen([given.zontik_server, "--data-dir", data, "--listen", "127.0.0.1:0"],
                                  stdout=subprocess.PIPE, stderr=log, text=True)
        log.close()
        self.started.append(server)
        self.url = server.stdout.readline().split()[-1]
        with open(os.path.join(self.folder, "server.log"), encoding="utf-8") as log:
            self.trust = next(word[7:] for word in log.read().split() if word.startswith("sha256="))
        self.open_keyring()

    def open_keyring(self):
        """The Secret Service the token lives in."""
        bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address=1"],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        keyring = subprocess.Popen(["gnome-keyring-daemon", "--unlock", "--components=secrets", "--foreground"],
                                   stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        keyring.stdin.write(b"bench")
        keyring.stdin.close()
        self.started += [keyring, bus]

    def fill(self):
        """Signs in once and waits until every client is in the cache."""
        app = subprocess.Popen([self.given.zontik, "--profile", "bench", "--server", self.url, "--sign-in", LOGIN,
                                "--trust", self.trust], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
        app.stdin.write(PASSWORD.encode() + b"\n")
        app.stdin.close()
        pattern = os.path.join(os.environ["XDG_DATA_HOME"], "zontik", "bench", "db-*", "cache.db")
        deadline = time.monotonic() + 300
        while self.count(pattern) < self.given.customers:
            if app.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("the first sync did not come to its end")
            time.sleep(0.5)
        app.terminate()
        app.wait(30)

    @staticmethod
    def count(pattern):
        """Customers that stand in their place in the list: the load is over."""
        for path in glob.glob(pattern):
            try:
                with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as cache:
                    return cache.execute("select count(*) from customer_order").fetchone()[0]
            except sqlite3.Error:
                return 0
        return 0

    def close(self):
        """Ends what was started, newest first."""
        for process in reversed(self.started):
            process.send_signal(signal.SIGTERM)
            process.wait(60)
        shutil.rmtree(self.folder, ignore_errors=True)


def processor(pid):
    """Seconds of processor of a main thread, which a busy machine changes less than the time by the clock."""
    with open(f"/proc/{pid}/schedstat", encoding="ascii") as schedstat:
        return int(schedstat.read().split()[0]) / 1e9


def start(words, mark):
    """Seconds from exec to the line that says the frame was painted, by the clock and of processor."""
    environment = dict(os.environ, G_MESSAGES_DEBUG="zontik-trace")
    began = time.monotonic()
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment) as process:
        for line in process.stdout:
            if mark in line:
                took = time.monotonic() - began, processor(process.pid)
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
    parser.add_argument("zontik_server")
    parser.add_argument("--customers", type=int, default=100000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--settle", type=float, default=5)
    given = parser.parse_args()
    desk = Desk(given)
    try:
        desk.fill()
        app = [given.zontik, "--profile", "bench"]
        floor = [given.empty_window, "60"]
        times = {"app": [], "floor": []}
        for _ in range(given.rounds):
            times["floor"].append(start(floor, MARK["floor"]))
            times["app"].append(start(app, MARK["app"]))
        for index, what in enumerate(("by the clock", "of its main thread's processor")):
            medians = {name: statistics.median(value[index] for value in values) for name, values in times.items()}
            print(f"{given.customers} customers; start to the first frame with rows: "
                  f"{medians['app'] * 1000:.0f} ms {what}, empty window {medians['floor'] * 1000:.0f} ms, "
                  f"ratio {medians['app'] / medians['floor']:.2f}")
        used, resident = memory(app, MARK["app"], given.settle)
        empty, empty_resident = memory(floor, MARK["floor"], given.settle)
        print(f"idle memory: {used:.0f} MB private ({resident:.0f} MB resident), empty window {empty:.0f} "
              f"({empty_resident:.0f}), difference {used - empty:.0f} MB private, {resident - empty_resident:.0f} MB resident")
    finally:
        desk.close()


if __name__ == "__main__":
    sys.exit(main())
