# SPDX-License-Identifier: GPL-3.0-or-later
"""F21, F22, F25, F29: nobody keeps or lacks a row, whatever an administration does at the same time."""
import glob
import os
import time

from faults import World, act, complain, create, percentile, report, update, uuid7, wait_until
from people import N_ADMINISTRATORS, SECRETS, Administration, Company, check_caches

ROUND = 60  # acts between two looks


def begin(options, n_people, n_branches, n_clients):
    """A company on a fresh server."""
    world = World(options)
    world.server.start()
    return world, Company(world, n_people, n_branches, n_clients)


def f21(options):
    """Random people under random acts of three administrators; caches against plain SQL."""
    n_people = 24 if options.rounds < 2000 else 200
    world, company = begin(options, n_people, 4 if n_people < 100 else 12, 3 * n_people)
    done, refused, failures = {}, 0, []
    checked = rows = 0
    wrong = [0, 0, 0]
    for number in range(0, options.rounds, ROUND):
        hands = [Administration(company, person, options.seed * 1000 + number + i, ROUND // N_ADMINISTRATORS)
                 for i, person in enumerate(company.administrators)]
        for hand in hands:
            hand.start()
        # Most are offline, some pull in the middle of it.
        while any(hand.is_alive() for hand in hands):
            company.catch_up(world.chance.choice(company.people))
        for hand in hands:
            hand.join()
            refused += hand.refused
            failures += hand.failures
            for name, n in hand.done.items():
                done[name] = done.get(name, 0) + n
        sample = world.chance.sample(company.people, min(n_people, 12))
        some, more, found = check_caches(company, sample)
        checked, rows = checked + some, rows + more
        wrong = [a + b for a, b in zip(wrong, found)]
    some, more, found = check_caches(company, company.people)
    wrong = [a + b for a, b in zip(wrong, found)]
    complain(failures)
    print("# " + " ".join(f"{name} {n}" for name, n in sorted(done.items())), flush=True)
    good = wrong == [0, 0, 0] and not failures and checked > 0
    report("F21", good, people=n_people, acts=sum(done.values()), refused=refused, caches=checked + some,
           rows=rows + more, forbidden=wrong[0], missing=wrong[1], unmasked=wrong[2], failures=len(failures),
           downloads=sum(person.downloads for person in company.people),
           pulls=sum(person.pulls for person in company.people))
    world.close(keep=not good)
    return good


def f25(options):
    """Rights that cannot be told: 503, and nothing leaves a cache or comes into it."""
    world, company = begin(options, 6, 2, 12)
    breaks = ("update role set rights = '[]', ver = sync_ver() where code = '{role}'",
              "update role set rights = '{{\"customer\":{{\"see\":\"everything\"}}}}', ver = sync_ver() where code = '{role}'",
              "update role set rights = '\"none\"', ver = sync_ver() where code = '{role}'",
              "delete from role where code = '{role}'",
              "update app_user set role = 'nobody', ver = sync_ver() where login = '{login}'")
    save = "create table saved_role as select * from role; create table saved_user as select id, role from app_user"
    repair = ("delete from role; insert into role select * from saved_role; update role set ver = sync_ver();"
              " update app_user u set role = s.role, ver = sync_ver() from saved_user s"
              " where s.id = u.id and s.role <> u.role")
    company.sql.ask(save)
    refused = evicted = leaked = wrong = 0
    for number in range(options.rounds):
        person = world.chance.choice(company.people)
        company.catch_up(person)
        before = set(person.rows)
        role = company.sql.one(f"select role from app_user where id = '{person.user}'")
        company.sql.ask(breaks[number % len(breaks)].format(role=role, login=person.login))
        other = create("customer", type="person", last_name="Meanwhile", owner=person.user)
        company.administrators[0].insist([other])
        if world.chance.random() < 0.5:
            kept, person.cursor = person.cursor, None
            status = person.pull()
            person.cursor = person.cursor or kept
        else:
            status = person.pull()
        pushed, _ = person.send("POST", "/commands", {"commands": [create("customer", type="person", last_name="X")]})
        refused += status == 503 and pushed == 503
        evicted += len(before - set(person.rows))
        leaked += len(set(person.rows) - before)
        company.sql.ask(repair)
        company.catch_up(person)
        wrong += sum(len(items) for items in company.compare(person))
        wrong += ("customer", other["record"]) not in person.rows and role not in ("marketer",)
    good = refused == options.rounds and evicted == leaked == wrong == 0
    report("F25", good, rounds=options.rounds, refused_503=refused, evicted=evicted, leaked=leaked,
           wrong_after_repair=wrong)
    world.close(keep=not good)
    return good


def f29(options):
    """Edits of somebody whose client was given away meanwhile are kept, and tell him nothing."""
    world, company = begin(options, 2, 1, 0)
    company.sql.ask("update app_user set role = 'agent', ver = sync_ver() where login like 'person%'")
    old, new = company.people
    secret = "seen by the new owner only"
    kept = returned = seen = 0
    for number in range(options.rounds):
        made = create("customer", type="person", last_name=f"Moved {number}")
        record = made["record"]
        old.insist([made])
        given = company.administrators[0].insist([act("reassign", record, base=1,
                                                      args={"owner": new.user, "reason": "test"})])
        assert given[0]["status"] == "done", given
        new.insist([update(record, 2, note=secret, first_name="Secret")])
        typed = f"typed offline {number}"
        result = old.insist([update(record, 1, was={"source": None}, source=typed)])[0]
        text = str(result)
        returned += (secret in text or "Secret" in text or "record" in result or "conflicts" in result)
        kept += (result["status"] == "rejected" and result["problem"]["code"] == "moved" and int(company.sql.one(
            f"select count (*) from orphan_change where record = '{record}' and command::text like '%{typed}%'")) == 1)
        if number % 10 == 9 or number == options.rounds - 1:
            company.catch_up(old)
            company.catch_up(new)
            returned += any(secret in str(row) for row in old.rows.values())
    seen = sum(1 for (kind, _), row in new.rows.items() if kind == "conflict" and row[1]["reason"] == "moved")
    good = kept == seen == options.rounds and returned == 0
    report("F29", good, rounds=options.rounds, payloads_kept=kept, suggestions_seen=seen, returned=returned)
    world.close(keep=not good)
    return good
