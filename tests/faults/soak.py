#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""F51, the long run: one server and many clients at random work; what their memory does an hour.

    tests/faults/soak.py --build build --minutes 4320      72 hours

Samples the resident memory of the server and of every client, leaves out the first third and prints the
slopes. They are judged (1 MiB a day) from a day on; a shorter run tells only of gross leaks."""
import argparse
import os
import random
import sys
import threading
import time

from faults import World, report, uuid7

MOST_RECORDS = 40
JUDGED_MINUTES = 24 * 60
ALLOWED = 1.0 / 24  # MiB an hour
NAMES = ("Ёлкина", "Иванов-Петров", "O'Connor", "Капелькин", "Ән")


class Worker(threading.Thread):
    """Somebody who makes, renames, annotates and deletes clients of his own, and looks at them."""

    def __init__(self, client, seed):
        super().__init__(daemon=True)
        self.client = client
        self.chance = random.Random(seed)
        self.records = []
        self.edits = 0
        self.stopped = False
        self.failure = None

    def run(self):
        try:
            while not self.stopped:
                self.work()
                time.sleep(self.chance.expovariate(2))  # a person thinks
        except Exception as error:  # whatever it is, the run must not pass
            self.failure = f"{self.client.name}: {error!r}"

    def work(self):
        """One thing."""
        what = self.chance.random()
        self.edits += 1
        if not self.records or (what < 0.2 and len(self.records) < MOST_RECORDS):
            self.records.append(uuid7())
            self.client.save("create", self.records[-1], self.chance.choice(NAMES))
        elif what < 0.5:
            self.client.save("rename", self.chance.choice(self.records), f"{self.chance.choice(NAMES)} {self.edits}")
        elif what < 0.7:
            self.client.save("note", self.chance.choice(self.records), "x" * self.chance.randrange(1, 2000))
        elif what < 0.8:
            self.client.save("delete", self.records.pop(self.chance.randrange(len(self.records))))
        elif what < 0.9:
            self.client.ask("name", self.chance.choice(self.records))
        else:
            self.client.tell("sync")
        del self.client.saved[:]  # kept here only


def resident(process):
    """MiB."""
    with open(f"/proc/{process.pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS:")) / 1024


def slope(samples):
    """MiB an hour through (seconds, MiB), by least squares."""
    n = len(samples)
    middle = sum(at for at, _ in samples) / n
    mean = sum(size for _, size in samples) / n
    spread = sum((at - middle) ** 2 for at, _ in samples)
    return 3600 * sum((at - middle) * (size - mean) for at, size in samples) / spread if spread else 0.0


def play(options):
    """The whole run."""
    world = World(options)
    world.server.start()
    workers = []
    for number in range(options.clients):
        login = f"agent{number}"
        world.server.add_user(login, "agent", f"Branch {number % 4}")
        workers.append(Worker(world.client(login), options.seed + number))
    for worker in workers:
        worker.start()
    began = time.monotonic()
    server, clients = [], []
    while time.monotonic() - began < options.minutes * 60 and not any(worker.failure for worker in workers):
        at = time.monotonic() - began
        server.append((at, resident(world.server.process)))
        clients.append((at, sum(resident(client.process) for client in world.clients) / len(world.clients)))
        time.sleep(options.every)
    for worker in workers:
        worker.stopped = True
    for worker in workers:
        worker.join(120)
    failures = [worker.failure for worker in workers if worker.failure]
    for failure in failures:
        print(f"# wrong: {failure}", flush=True)
    edits = sum(worker.edits for worker in workers)
    world.close(keep=bool(failures))
    return tell(options, server, clients, edits, failures)


def tell(options, server, clients, edits, failures):
    """The line."""
    kept = [samples[len(samples) // 3:] for samples in (server, clients)]
    slopes = [slope(samples) for samples in kept]
    good = not failures and (options.minutes < JUDGED_MINUTES or max(slopes) <= ALLOWED)
    return report("F51", good, minutes=options.minutes, clients=options.clients, edits=edits,
                  server_mib=server[-1][1], server_mib_per_hour=slopes[0],
                  client_mib=clients[-1][1], client_mib_per_hour=slopes[1])


def main():
    """One run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default=os.environ.get("ZONTIK_BUILD", "build"))
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--every", type=float, default=5, help="seconds between samples")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    build = os.path.abspath(options.build)
    options.server = os.path.join(build, "server", "zontik-server")
    options.client = os.path.join(build, "tests", "e2e", "headless-client")
    options.worlds = []
    print(f"# F51 seed {options.seed}", flush=True)
    try:
        return 0 if play(options) else 1
    finally:
        for world in list(options.worlds):
            world.close(keep=True)


if __name__ == "__main__":
    sys.exit(main())
