#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kill-rounds.py ZONTIK-SERVER HEADLESS-CLIENT [--rounds N] [--seed N] [--pause S] [--kill client]: people type while
server and client are killed with SIGKILL in turn (or only the client) at random instants. At the end every change that was shown as
saved must be on the server exactly once. TAP on stdout."""
import argparse
import random
import threading
import time

from zontik_e2e import World, uuid7, wait_until

RENAMES = 0.4


class Typist(threading.Thread):
    """Creates and renames clients as long as the client program takes it, and remembers everything."""

    def __init__(self, client, chance):
        super().__init__(daemon=True)
        self.client = client
        self.chance = chance
        self.names = {}  # record: what was typed for it, in order
        self.recent = []
        self.lock = threading.Lock()  # held by whoever uses the client's input
        self.stopped = False
        self.typed = 0

    def run(self):
        """Of the thread."""
        while not self.stopped:
            with self.lock:
                self.type_one()
            time.sleep(self.chance.random() * 0.01)

    def type_one(self):
        """One line."""
        self.typed += 1
        if self.recent and self.chance.random() < RENAMES:
            record = self.chance.choice(self.recent)
            self.names[record].append(f"Renamed {self.typed}")
            self.client.tell("rename", record, self.names[record][-1])
        else:
            record = uuid7()
            self.names[record] = [f"Typed {self.typed}"]
            self.client.tell("create", record, self.names[record][0])
        # Only what was shown as saved can be renamed.
        self.recent = list({record for record, _ in self.client.saved[-50:]})


def restart_client(client, typist):
    """Kills the client and starts it again; it goes on by itself, with or without a server. Comes back
    when something was saved since."""
    with typist.lock:
        client.kill()
        before = len(client.saved)
        client.start()
        client.hear("ready")
    wait_until(lambda: len(client.saved) > before, why="something is saved again")


def run_rounds(world, client, typist, rounds, victims, pause):
    """The killing. Gives the slowest recovery of the server in seconds."""
    slowest = 0.0
    for number in range(rounds):
        time.sleep(typist.chance.random() * pause)
        if victims[number % len(victims)] == "server":
            world.server.kill()
            began = time.monotonic()
            time.sleep(typist.chance.random() * 0.1)
            world.server.start()
            slowest = max(slowest, time.monotonic() - began)
        else:
            restart_client(client, typist)
        if (number + 1) % 10 == 0:
            print(f"# {number + 1} rounds, {len(client.saved)} changes saved", flush=True)
    return slowest


def verify(world, client, typist):
    """Compares what was shown as saved with what the server has; gives lost and doubled. Edits that
    wait together may go as one, so the count of an edit's effects is bounded from above."""
    rows = world.server.changes(world.server.sign_in("anna"))
    edits = {}
    for row in rows.values():
        if row["kind"] == "history-event":
            edits[row["data"]["record"]] = edits.get(row["data"]["record"], 0) + 1
    last = dict(client.saved)
    lost = []
    doubled = []
    for record, name in last.items():
        names = typist.names[record]
        row = rows.get(record)
        # What was typed after it may have been saved too, without being shown: the kill came between.
        if row is None or row["data"]["last_name"] not in names[names.index(name):]:
            lost.append(record)
        elif row["version"] > len(names) or edits.get(record, 0) > len(names) - 1:
            doubled.append(record)
    for row in rows.values():
        if row["kind"] == "customer" and row["id"] not in typist.names:
            doubled.append(row["id"])
    return lost, doubled


def play(world, rounds, chance, victims, pause):
    """Everything; gives whether it is good."""
    world.server.start()
    world.server.add_user("anna")
    client = world.client("anna")
    client.sign_in(world.server.url, "anna")
    client.wait_quiet()
    typist = Typist(client, chance)
    typist.start()
    slowest = run_rounds(world, client, typist, rounds, victims, pause)
    typist.stopped = True
    typist.join()
    wait_until(lambda: client.ask("count"), why="the last lines are read")
    client.wait_quiet(600)
    lost, doubled = verify(world, client, typist)
    print(f"# {rounds} rounds, {len(client.saved)} changes saved, {len(lost)} lost, {len(doubled)} "
          f"doubled, slowest start of the server {slowest:.1f} s, {client.status()[2]} to decide")
    for record in (lost + doubled)[:20]:
        print(f"# wrong: {record}")
    return not lost and not doubled and client.saved


def main():
    """One TAP point."""
    parser = argparse.ArgumentParser()
    parser.add_argument("server")
    parser.add_argument("client")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--pause", type=float, default=0.5, help="seconds between two kills at the most")
    parser.add_argument("--kill", choices=("both", "client"), default="both")
    options = parser.parse_args()
    victims = ("server", "client") if options.kill == "both" else ("client",)
    world = World(options.server, options.client)
    good = False
    print("1..1", flush=True)
    print(f"# seed {options.seed}", flush=True)
    try:
        good = bool(play(world, options.rounds, random.Random(options.seed), victims, options.pause))
    finally:
        world.close(keep=not good)
        print(f"{'ok' if good else 'not ok'} 1 kill-rounds", flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
