# SPDX-License-Identifier: GPL-3.0-or-later
"""F21, F22, F25, F29: nobody keeps or lacks a row, whatever an administration does at the same time."""
import glob
import os
import time

from faults import World, act, complain, create, percentile, report, update, uuid7, wait_until
from people import N_ADMINISTRATORS, SECRETS, Administration, Company, check_caches, compare_settled

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


class Revocations:
    """Three desks that are online while an administrator takes things away from them."""

    def __init__(self, options):
        self.world = World(options)
        self.world.server.start()
        people = self.world.add_people(("root", "administrator", "Head office"), ("boris", "agent", "North"),
                                       ("anna", "agent", "North"), ("maria", "head", "North"))
        self.root, self.boris, self.anna, self.maria = people
        self.sql = self.world.server.sql()
        self.desks = {login: self.world.client(login) for login in ("anna", "maria")}
        for desk in self.desks.values():
            desk.wait_quiet()
        self.seconds = {"reassigned": [], "role-changed": [], "disabled": []}
        self.secrets = []

    def version(self, table, record):
        """Of a record."""
        return int(self.sql.one(f"select rev from {table} where id = '{record}'"))

    def change(self, person, **values):
        """By the administrator."""
        self.root.call("PATCH", f"/admin/user/{person.user}",
                       {"base": self.version("app_user", person.user), "set": values})

    def give(self, record, person):
        """By the administrator."""
        result = self.root.insist([act("reassign", record, base=self.version("customer", record),
                                       args={"owner": person.user})])[0]
        assert result["status"] == "done", result

    def add(self, owner):
        """A client with a name that stands nowhere else, typed at another desk."""
        self.secrets.append("Secret" + uuid7().replace("-", "")[12:])
        command = create("customer", type="person", last_name=self.secrets[-1], owner=owner.user)
        assert self.root.insist([command])[0]["status"] == "done"
        return command["record"], self.secrets[-1]

    def measure(self, kind, revoke, is_gone):
        """Seconds from the answer to the revocation until the desk has forgotten."""
        revoke()
        began = time.monotonic()
        wait_until(is_gone, 60, kind)
        self.seconds[kind].append(time.monotonic() - began)

    def reassign(self):
        """A client of anna's is given to boris."""
        desk = self.desks["anna"]
        record, name = self.add(self.anna)
        desk.wait_name(record, name)
        self.measure("reassigned", lambda: self.give(record, self.boris),
                     lambda: desk.ask("name", record)[1] == "-")

    def degrade(self):
        """The head of branch is one no more, and then again."""
        desk = self.desks["maria"]
        record, name = self.add(self.boris)
        desk.wait_name(record, name)
        self.measure("role-changed", lambda: self.change(self.maria, role="agent"),
                     lambda: desk.ask("name", record)[1] == "-")
        self.change(self.maria, role="head")
        desk.wait_name(record, name)

    def disable(self):
        """Anna is locked out; her desk wipes itself. Gives the names that are left in its files."""
        desk = self.desks["anna"]
        record, name = self.add(self.anna)
        desk.wait_name(record, name)
        self.change(self.anna, active=False)
        began = time.monotonic()
        desk.hear("wiped")
        self.seconds["disabled"].append(time.monotonic() - began)
        left = self.find_secrets(desk)
        self.change(self.anna, active=True)
        desk.sign_in(self.world.server.url, "anna")
        desk.wait_quiet()
        return left

    def find_secrets(self, desk, allowed=()):
        """Names of clients that stand in a desk's files."""
        found = set()
        for path in glob.glob(os.path.join(desk.home, "**"), recursive=True):
            if not os.path.isfile(path):
                continue
            with open(path, "rb") as file:
                data = file.read().lower()
            # An index of words keeps them in small letters and without what they share.
            found |= {name for name in self.secrets if name.lower()[-14:].encode() in data and name not in allowed}
        return found


def f22(options):
    """Revocations while everybody is online: seconds until the desk has forgotten, and what its files keep."""
    company = Revocations(options)
    record, kept = company.add(company.anna)
    company.desks["anna"].wait_name(record, kept)
    left = set()
    for number in range(options.rounds):
        if number % 10 == 4:
            left |= company.disable()
        elif number % 3 == 2:
            company.degrade()
        else:
            company.reassign()
    # What anna still has may be there; all else was taken away before the last checkpoint.
    allowed = {row[0] for row in company.sql.ask(
        f"select last_name from customer where owner = '{company.anna.user}' and not deleted")}
    company.desks["anna"].quit()
    left |= company.find_secrets(company.desks["anna"], allowed)
    assert kept in company.find_secrets(company.desks["anna"]), "what is there is not found"
    company.sql.close()
    every = [second for seconds in company.seconds.values() for second in seconds]
    slow = percentile(every, 0.99)
    complain(left)
    good = slow <= 5 * options.slack and not left and len(every) == options.rounds
    report("F22", good, revocations=len(every), **{f"{kind}_max_s".replace("-", "_"): max(seconds, default=0.0)
                                                   for kind, seconds in company.seconds.items()},
           p50_s=percentile(every, 0.5), p99_s=slow, names_left_in_files=len(left))
    company.world.close(keep=not good)
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
        wrong += sum(len(items) for items in compare_settled(company, person))
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
