# SPDX-License-Identifier: GPL-3.0-or-later
"""F01, F02, F04, F05, F06, F12: what was acknowledged is there exactly once, whatever is killed, dropped
or sent again."""
import os
import re
import signal
import subprocess
import sys
import threading
import time

from faults import Person, World, Writers, complain, create, report, update, uuid7, wait_until
from relay import Relay

KILL_ROUNDS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e", "kill-rounds.py")
POINTS = ("before-insert", "after-insert", "before-commit", "after-commit", "before-answer")
N_WRITERS = 4


def begin(options, n_writers=N_WRITERS):
    """A server with writers at work."""
    world = World(options)
    world.server.start()
    people = world.add_people(*[(f"writer{i}", "agent", "North") for i in range(n_writers)])
    return world, people


def finish(name, world, writers, slowest, as_planned=True, **figures):
    """Compares; gives whether all is well, and happened @as_planned."""
    writers.stop()
    sql = world.server.sql()
    lost, doubled = writers.verify(sql)
    sql.close()
    complain(lost + doubled + writers.failures)
    good = (as_planned and not lost and not doubled and not writers.failures and writers.acknowledged > 0
            and slowest <= 5 * world.options.slack)
    report(name, good, **figures, acknowledged=writers.acknowledged, lost=len(lost), doubled=len(doubled),
           failures=len(writers.failures), **({"slowest_recovery_s": slowest} if slowest else {}))
    world.close(keep=not good)
    return good


def wait_progress(writers):
    """Waits until something is acknowledged that is sent from now on; answers may still be under way."""
    since = time.monotonic()
    wait_until(lambda: writers.sent_at > since or writers.failures, 120, "pushes are answered again")


def recover(server, writers):
    """Starts what was killed just now; seconds until something that was sent to it is acknowledged."""
    killed = time.monotonic()
    server.start()
    wait_progress(writers)
    return time.monotonic() - killed


def f01(options):
    """kill -9 of the server at random instants during pushes."""
    world, people = begin(options)
    writers = Writers(people, options.seed)
    wait_progress(writers)
    slowest = 0.0
    for _ in range(options.rounds):
        time.sleep(world.chance.random() * 0.1)
        world.server.kill()
        slowest = max(slowest, recover(world.server, writers))
    return finish("F01", world, writers, slowest, rounds=options.rounds)


def aim(path, point):
    """At one of the points, or at none."""
    if point is None:
        os.unlink(path)
        return
    with open(path + ".new", "w", encoding="ascii") as file:
        file.write(point)
    os.rename(path + ".new", path)


def f02(options):
    """The server kills itself at each of the named points of a push."""
    world, people = begin(options)
    path = os.path.join(world.folder, "point")
    writers = Writers(people, options.seed)
    died = dict.fromkeys(POINTS, 0)
    world.server.kill()
    world.server.environment = {"LD_PRELOAD": options.fault_points, "ZONTIK_FAULT_CHANCE": "2",
                                "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0",
                                "ZONTIK_FAULT_FILE": path}
    slowest = recover(world.server, writers)
    for number in range(options.rounds):
        point = POINTS[number % len(POINTS)]
        aim(path, point)
        died[point] += world.server.wait_killed(120)
        aim(path, None)
        if world.server.process is not None:
            world.server.kill()
        slowest = max(slowest, recover(world.server, writers))
    # At the end the program alone has to find everything.
    world.server.kill()
    world.server.environment = {}
    slowest = max(slowest, recover(world.server, writers))
    return finish("F02", world, writers, slowest, sum(died.values()) == options.rounds, rounds=options.rounds,
                  died_there=sum(died.values()), **{point.replace("-", "_"): n for point, n in died.items()})


def f03(options):
    """kill -9 of the client at random instants while somebody types."""
    done = subprocess.run([sys.executable, KILL_ROUNDS, options.server, options.client, "--kill", "client",
                           "--rounds", str(options.rounds), "--seed", str(options.seed), "--pause", "0.15"],
                          capture_output=True, text=True, check=False)
    found = re.search(r"(\d+) changes saved, (\d+) lost, (\d+) doubled", done.stdout)
    good = done.returncode == 0 and found is not None
    if not good:
        complain((done.stdout + done.stderr).splitlines()[-10:])
    saved, lost, doubled = found.groups() if found else ("?", "?", "?")
    return report("F03", good, rounds=options.rounds, saved=saved, lost=lost, doubled=doubled)


def deliver(people, pushes, chance):
    """Each push 1 to 5 times, in any order, by all people's connections at once. Gives deliveries."""
    lines = [[] for _ in people]
    for push in pushes:
        for _ in range(chance.randint(1, 5)):
            chance.choice(lines).append(push)
    for line in lines:
        chance.shuffle(line)
    answers = []

    def run(person, line):
        for push in line:
            answers.extend(person.insist(push))

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in zip(people, lines)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def twin(person):
    """Another connection of the same session."""
    other = Person(person.port, person.login)
    other.token, other.user = person.token, person.user
    return other


def f04(options):
    """Deliveries again, in another order and at the same time have one effect."""
    world, people = begin(options, 1)
    connections = people + [twin(people[0])]
    per_batch = 50
    mutations = effects = deliveries = 0
    wrong = []
    sql = world.server.sql()
    for first in range(0, options.rounds, 4 * per_batch):
        records = [uuid7() for _ in range(min(per_batch, max(1, (options.rounds - first) // 4)))]
        made = [create("customer", record, type="person", last_name="Twin") for record in records]
        edits = [update(record, 1, **values) for record in records
                 for values in ({"source": "call"}, {"sex": "male"}, {"birth_date": "1990-01-02"})]
        for commands in (made, edits):
            answers = deliver(connections, [[command] for command in commands], world.chance)
            deliveries += len(answers)
            wrong += [a for a in answers if a["status"] not in ("done", "merged")]
            wrong += ["not once"] * (sum(not a.get("repeated") for a in answers) != len(commands))
            mutations += len(commands)
        effects += int(sql.one("select sum (rev) from customer where id in ("
                               + ",".join(f"'{record}'" for record in records) + ")"))
    events = int(sql.one("select count (*) from history_event where action = 'update'"))
    sql.close()
    complain(wrong)
    good = effects == mutations and events == mutations * 3 // 4 and not wrong
    report("F04", good, mutations=mutations, deliveries=deliveries, effects=effects, events=events,
           wrong=len(wrong))
    world.close(keep=not good)
    return good


def f05(options):
    """The real client's answers are lost after the commit: one more request each, one effect each."""
    world, _ = begin(options, 1)
    relay = Relay(world.server, world.chance, 0.5)
    world.closers.append(relay.close)
    client = world.client("writer0", relay.url)
    client.wait_quiet()
    relay.drop_pushes = True
    records = {}
    while relay.dropped < options.rounds:
        record = uuid7()
        client.save("create", record, f"Drop {len(records)}")
        records[record] = f"Drop {len(records)}"
        wait_until(lambda: client.tell("sync") or client.status()[1] == 0, 60, "the outbox is empty")
    client.wait_quiet()
    sql = world.server.sql()
    there = {row[0]: row[1:] for row in sql.ask("select id, last_name, rev from customer")}
    lost = [record for record, name in records.items() if there.get(record, [""])[0] != name]
    doubled = [record for record in there if record not in records or there[record][1] != "1"]
    commands = int(sql.one("select count (*) from command"))
    sql.close()
    extra = relay.pushes - len(records)
    good = not lost and not doubled and commands == len(records) and extra <= relay.dropped
    complain(lost + doubled)
    report("F05", good, drops=relay.dropped, mutations=len(records), effects=commands, pushes=relay.pushes,
           extra_per_drop=extra / max(1, relay.dropped), lost=len(lost), doubled=len(doubled))
    world.close(keep=not good)
    return good


def f06(options):
    """The same id with another body is refused and has no effect."""
    world, people = begin(options, 1)
    person = people[0]
    refused = 0
    for number in range(options.rounds):
        command = create("customer", type="person", last_name="First")
        if number % 2 == 0:
            person.insist([command])
            changed = dict(command, set={"type": "person", "last_name": "Second"})
        else:
            person.insist([command])
            edit = update(command["record"], 1, source="first")
            person.insist([edit])
            changed = dict(edit, set={"source": "second"})
        status, answer = person.send("POST", "/commands", {"commands": [
            changed, create("customer", type="person", last_name="Second")]})
        refused += status == 409 and answer["code"] == "conflict"
    sql = world.server.sql()
    effects = int(sql.one("select count (*) from customer where last_name = 'Second' or source = 'second'"))
    sql.close()
    good = refused == options.rounds and effects == 0
    report("F06", good, rounds=options.rounds, refused=refused, effects=effects)
    world.close(keep=not good)
    return good


def find_victims(server):
    """The postmaster and its processes; empty while it is being replaced."""
    try:
        parent = server.postmaster()
        with open(f"/proc/{parent}/task/{parent}/children", encoding="ascii") as file:
            return [parent] + [int(word) for word in file.read().split()]
    except (OSError, ValueError):
        return []


def is_running(process):
    """Not one that has ended and is waited for by nobody."""
    try:
        with open(f"/proc/{process}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def f12(options):
    """kill -9 of PostgreSQL's backends and of its postmaster under a server that goes on."""
    world, people = begin(options)
    writers = Writers(people, options.seed)
    wait_progress(writers)
    slowest = 0.0
    postmasters = 0
    for number in range(options.rounds):
        time.sleep(world.chance.random() * 0.1)
        processes = wait_until(lambda: find_victims(world.server), 60, "PostgreSQL runs")
        assert len(processes) > 1, processes
        # The server waits longer and longer before it starts a postmaster again: one in eight.
        victim = processes[0] if number % 8 == 7 else world.chance.choice(processes[1:])
        postmasters += victim == processes[0]
        killed = time.monotonic()
        os.kill(victim, signal.SIGKILL)
        # What was under way may still be answered by them; all of them have to go.
        gone = processes if victim == processes[0] else processes[1:]
        wait_until(lambda: not any(is_running(process) for process in gone), 60, "all of PostgreSQL's have ended")
        wait_progress(writers)
        slowest = max(slowest, time.monotonic() - killed)
    # Recovery is PostgreSQL's own here; only what is lost or doubled decides.
    return finish("F12", world, writers, 0.0, rounds=options.rounds, postmasters=postmasters, slowest_s=slowest)
