# SPDX-License-Identifier: GPL-3.0-or-later
"""F14, F18, F19: whatever becomes of the database, a backup, a dump, a standby that lags, nothing that a
client still has is lost or doubled, and nobody goes on with a row too many or too few."""
import os
import shutil
import signal

from cluster import Cluster, both
from faults import Person, World, complain, create, report, update, uuid7, wait_until
from people import check_caches, Company

LOGINS = ("anna", "boris", "vera")


class Desks:
    """Headless clients and what their people have typed."""

    def __init__(self, world):
        self.world = world
        for login in LOGINS:
            world.server.add_user(login)
        self.clients = [world.client(login) for login in LOGINS]
        self.names = {}  # client: desk, last name, renamings
        self.disputed = set()  # clients whose last name waits for a decision
        self.number = 0
        self.settle()

    def type(self, n):
        """So many edits by each in turn."""
        for _ in range(n):
            client = self.clients[self.number % len(self.clients)]
            self.number += 1
            mine = [record for record, (owner, _, _) in self.names.items() if owner == client.name]
            if mine and self.world.chance.random() < 0.3:
                record = self.world.chance.choice(mine)
                name = f"Renamed {self.number}"
                client.save("rename", record, name)
                self.names[record] = (client.name, name, self.names[record][2] + 1)
            else:
                record = uuid7()
                client.save("create", record, f"Typed {self.number}")
                self.names[record] = (client.name, f"Typed {self.number}", 0)

    def settle(self):
        """Everybody is in step."""
        for client in self.clients:
            client.wait_quiet()

    def come_back(self):
        """Everybody has heard of the new epoch, and all that was typed is on the server."""
        def is_back():
            for client in self.clients:
                client.tell("sync")
            return all(client.is_quiet() for client in self.clients) and not self.verify()[0]

        try:
            wait_until(is_back, 60, "everything has come back")
        except AssertionError:
            pass  # verify() tells what is lost
        self.settle()

    def verify(self):
        """(lost, doubled): the tables against what was typed. An edit that reaches the restored server before
        an older one that has to be offered again would be kept in a conflict: counted apart, and as wrong."""
        sql = self.world.server.sql()
        there = {row[0]: (row[1], int(row[2]), int(row[3])) for row in sql.ask(
            "select c.id, c.last_name, c.rev, (select count (*) from history_event h"
            " where h.record = c.id and h.action = 'create') from customer c where not deleted")}
        kept = {(row[0], row[1]) for row in sql.ask(
            "select record, groups #>> '{name,mine,last_name}' from conflict where status = 'open' and not deleted")}
        sql.close()
        absent = [(record, names) for record, names in self.names.items()
                  if record not in there or there[record][0] != names[1]]
        self.disputed = {record for record, names in absent if (record, names[1]) in kept}
        lost = [(record, names) for record, names in absent if record not in self.disputed]
        doubled = [record for record, (_, rev, created) in there.items()
                   if record not in self.names or rev > 1 + self.names[record][2] or created > 1]
        return lost, doubled

    def diverged(self):
        """Clients whose cache is not what the server has of theirs."""
        wrong = []
        for client in self.clients:
            mine = {record: name for record, (owner, name, _) in self.names.items() if owner == client.name}
            if client.ask("count") != [str(len(mine))]:
                wrong.append((client.name, client.ask("count"), len(mine)))
            sure = sorted(mine.keys() - self.disputed)
            sample = self.world.chance.sample(sure, min(len(sure), 20))
            wrong += [record for record in sample if client.ask("name", record)[1] != mine[record]]
        return wrong


def prepare_restore(options):
    """The private cluster and its backups."""
    world = World(options)
    world.server.start()
    return world, Desks(world)


def maybe_settle(world, desks):
    """Or the desks are in the middle of it: some edits are sent and not read again, some are not sent."""
    if world.chance.random() < 0.5:
        desks.settle()


def restore_round(world, desks):
    """Yesterday's backup comes back in the middle of the day."""
    backup = os.path.join(world.folder, "backup")
    desks.type(world.chance.randint(1, 40))
    desks.settle()
    if os.path.exists(backup):
        os.unlink(backup)
    world.server.run("backup", backup)
    n = world.chance.randint(1, 60)
    desks.type(n)
    maybe_settle(world, desks)
    world.server.kill(signal.SIGTERM)
    world.server.run("restore", backup)
    world.server.start()
    return n


def prepare_promotion(options):
    """A primary of the test's own; the server may use either node."""
    world = World(options)
    world.primary = Cluster(world.folder, "node0")
    world.primary.begin()
    world.server.database = world.primary.conninfo()
    world.closers.append(lambda: world.primary.close())
    world.server.start()
    return world


def promotion_round(world, desks, number, most):
    """A standby that has not heard of the last transactions becomes the primary."""
    standby = Cluster(world.folder, f"node{number + 1}")
    standby.copy(world.primary)
    world.server.kill()
    world.server.database = both(world.primary, standby)
    world.server.start()
    desks.type(world.chance.randint(1, 20))
    desks.settle()
    standby.cut_off()
    n = world.chance.randint(1, most)
    desks.type(n)
    maybe_settle(world, desks)
    world.primary.kill()
    standby.promote()
    shutil.rmtree(world.primary.folder)
    world.primary = standby
    return n


def f14(options):
    """Half the rounds restore a backup, half promote a standby without its last transactions."""
    lost = doubled = diverged = missing = disputed = 0
    rounds = {"restores": max(1, options.rounds // 2), "promotions": max(1, options.rounds - options.rounds // 2)}
    for name, n_rounds in rounds.items():
        if name == "restores":
            world, desks = prepare_restore(options)
        else:
            world = prepare_promotion(options)
            desks = Desks(world)
        for number in range(n_rounds):
            if name == "restores":
                missing += restore_round(world, desks)
            else:
                missing += promotion_round(world, desks, number, 60 if options.rounds < 10 else 1000)
            desks.come_back()
            found = (*desks.verify(), desks.diverged())
            for items in found:
                complain(items)
            lost, doubled, diverged = (a + len(b) for a, b in zip((lost, doubled, diverged), found))
        disputed += len(desks.disputed)
        world.close(keep=lost + doubled + diverged + disputed > 0)
    good = lost == doubled == diverged == disputed == 0
    report("F14", good, **rounds, edits_taken_back=missing, lost=lost, doubled=doubled, diverged=diverged,
           kept_in_conflicts=disputed)
    return good


def f18(options):
    """Dump and restore into another and into the same cluster, declared to be without loss."""
    world = World(options)
    world.server.start()
    company = Company(world, 8, 2, 30)
    check_caches(company, company.people)
    before = sum(person.downloads for person in company.people)
    wrong = [0, 0, 0]
    unread = 0
    backup = os.path.join(world.folder, "backup")
    for number in range(options.rounds):
        # Some have not seen the last changes when it happens, nobody has seen any that will be gone.
        company.add_client(1000 + number)
        for person in world.chance.sample(company.people, 4):
            unread += not company.catch_up(person)
        company.sql.close()
        if os.path.exists(backup):
            os.unlink(backup)
        world.server.kill(signal.SIGTERM)
        world.server.run("backup", backup)
        if number % 2 == 0:
            data = os.path.join(world.folder, "data")
            keep = os.path.join(world.folder, "keep")
            os.makedirs(keep)
            for name in ("tls-cert.pem", "tls-key.pem"):
                shutil.copy(os.path.join(data, name), keep)
            shutil.rmtree(data)
        world.server.run("restore", backup)
        world.server.run("migrate", "--lossless")
        if number % 2 == 0:
            for name in ("tls-cert.pem", "tls-key.pem"):
                shutil.copy(os.path.join(keep, name), data)
            shutil.rmtree(keep)
        world.server.start()
        company.sql = world.server.sql()
        company.add_client(2000 + number)
        _, _, found = check_caches(company, company.people)
        wrong = [a + b for a, b in zip(wrong, found)]
    downloads = sum(person.downloads for person in company.people) - before
    good = wrong == [0, 0, 0] and downloads == 0
    report("F18", good, rounds=options.rounds, people=len(company.people), missed=wrong[1], forbidden=wrong[0],
           full_downloads=downloads)
    world.close(keep=not good)
    return good


def f19(options):
    """A promoted standby gives its transactions numbers that the lost ones had."""
    world = prepare_promotion(options)
    world.server.add_user("anna")
    seen = naive = rows = stale = 0
    anna = Person(world.server.port, "anna").sign_in()
    for number in range(options.rounds):
        standby = Cluster(world.folder, f"node{number + 1}")
        standby.copy(world.primary)
        world.server.kill()
        world.server.database = both(world.primary, standby)
        world.server.start()
        standby.cut_off()
        # What will be lost, and numbers of transactions with it; anna's cursor lies behind all of them.
        for _ in range(40):
            anna.insist([create("customer", type="person", last_name="Lost")])
        assert anna.pull() == 200
        sql = world.primary.admin()
        watermark = int(sql.one("select pg_snapshot_xmin (pg_current_snapshot ())::text"))
        sql.close()
        world.primary.kill()
        standby.promote()
        shutil.rmtree(world.primary.folder)
        world.primary = standby
        wait_until(lambda: anna.send("GET", "/sessions")[0] == 200, 60, "the server has found the new primary")
        made = [create("customer", type="person", last_name="New") for _ in range(20)]
        for command in made:
            anna.insist([command])
        sql = world.primary.admin()
        numbers = {row[0]: int(row[1]) for row in sql.ask(
            "select id, ver & ((1::bigint << 44) - 1) from customer where last_name = 'New'")}
        sql.close()
        while True:
            status = anna.pull()
            if status == 200:
                break
            stale += 1
            assert status == 409, status
            anna.forget()
        rows += len(made)
        seen += sum(("customer", command["record"]) in anna.rows for command in made)
        naive += sum(numbers[command["record"]] >= watermark for command in made)
    good = seen == rows and naive == 0 and stale == options.rounds
    report("F19", good, rounds=options.rounds, rows=rows, visible=seen, visible_to_a_naive_cursor=naive,
           stale_cursors_refused=stale)
    world.close(keep=not good)
    return good
