# SPDX-License-Identifier: GPL-3.0-or-later
"""F26: after a time in which everything happens at once, and a quiet moment, all caches are equal to what the
server has."""
import http.client
import os
import random
import signal
import threading
import time

from faults import Person, World, complain, report, uuid7, wait_until
from people import Administration, Company, check_caches
from push import find_victims

N_DESKS = 3


class Chaos:
    """Threads that pull and type at random, whatever the answers are."""

    def __init__(self, company, seed):
        self.company = company
        self.stopped = False
        self.failures = []
        share = max(1, len(company.people) // 4)
        groups = [company.people[i:i + share] for i in range(0, len(company.people), share)]
        self.threads = [threading.Thread(target=self.run, args=(group, random.Random(seed + i)), daemon=True)
                        for i, group in enumerate(groups)]
        for thread in self.threads:
            thread.start()

    def run(self, people, chance):
        """Some are away for long."""
        while not self.stopped:
            person = chance.choice(people)
            try:
                status = person.pull()
                if status in (409, 410):
                    person.forget()
                elif status == 401:
                    person.forget()
                    person.close()
                    person.sign_in()
                elif status not in (200, 503):
                    self.failures.append((person.login, status))
            except (OSError, http.client.HTTPException, AssertionError):
                time.sleep(0.05)  # the server is away, or the person may not sign in

    def stop(self):
        """Ends them."""
        self.stopped = True
        for thread in self.threads:
            thread.join()


def compare_with_fresh(company):
    """Caches against a first download made just now: every value of every row."""
    different, checked = [], 0
    for person in company.people:
        if not company.catch_up(person):
            continue
        fresh = Person(person.port, person.login)
        fresh.token, fresh.user = person.token, person.user
        company.catch_up(fresh)
        fresh.close()
        checked += 1
        if fresh.rows != person.rows:
            keys = [key for key in set(fresh.rows) | set(person.rows) if fresh.rows.get(key) != person.rows.get(key)]
            different.append((person.login, keys[:3]))
    return checked, different


def type_at_desks(desks, chance, names):
    """Edits at real desks while everything breaks."""
    for desk in desks:
        for _ in range(chance.randint(1, 5)):
            record = uuid7()
            desk.save("create", record, f"Chaos {len(names)}")
            names[record] = f"Chaos {len(names)}"


def f26(options):
    """Acts of administrators, edits, pulls and kills of server and database at once; then quiet."""
    world = World(options)
    world.server.start()
    company = Company(world, 12 if options.rounds < 20 else 100, 3, 40)
    for login in range(N_DESKS):
        world.server.add_user(f"desk{login}", "agent", "Branch 0")
    desks = [world.client(f"desk{login}") for login in range(N_DESKS)]
    for desk in desks:
        desk.wait_quiet()
    names, failures = {}, []
    chaos = Chaos(company, options.seed)
    for number in range(options.rounds):
        type_at_desks(desks, world.chance, names)
        if number % 3 == 0:
            world.server.kill()
            world.server.start()
        elif number % 3 == 1:
            os.kill(wait_until(lambda: find_victims(world.server), 60, "PostgreSQL runs")[0], signal.SIGKILL)
        else:
            hands = [Administration(company, person, options.seed + number + i, 15)
                     for i, person in enumerate(company.administrators)]
            for hand in hands:
                hand.start()
            for hand in hands:
                hand.join()
                failures += hand.failures
    chaos.stop()
    began = time.monotonic()
    company.sql = world.server.sql()
    for desk in desks:
        desk.wait_quiet()
    _, _, wrong = check_caches(company, company.people)
    checked, different = compare_with_fresh(company)
    repaired = []
    for desk in desks:
        desk.tell("verify")
        repaired.append(int(desk.hear("verified")[0]))
    quiet = time.monotonic() - began
    there = {row[0]: row[1] for row in company.sql.ask("select id, last_name from customer")}
    lost = [record for record, name in names.items() if there.get(record) != name]
    complain(different + failures + chaos.failures + lost)
    good = (not different and not failures and not chaos.failures and not lost and wrong == [0, 0, 0]
            and sum(repaired) == 0)
    report("F26", good, rounds=options.rounds, caches=checked, different=len(different), desks=N_DESKS,
           rows_repaired_by_digest=sum(repaired), typed=len(names), lost=len(lost), forbidden=wrong[0],
           missing=wrong[1], settled_s=quiet)
    world.close(keep=not good)
    return good
