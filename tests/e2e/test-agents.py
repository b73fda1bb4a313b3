#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-agents.py ZONTIK-SERVER HEADLESS-CLIENT: people at work with the real programs."""
import os
import signal
import sys

from zontik_e2e import CutProxy, run_cases, uuid7, wait_until


def two_agents(world):
    """What one writes the other sees: an agent and the head of the same branch."""
    world.server.add_user("anna")
    world.server.add_user("boris", "head")
    anna, boris = world.client("anna"), world.client("boris")
    anna.sign_in(world.server.url, "anna")
    boris.sign_in(world.server.url, "boris")
    anna.wait_quiet()
    boris.wait_quiet()
    record = uuid7()
    anna.save("create", record, "Orlova")
    boris.wait_name(record, "Orlova")
    boris.save("rename", record, "Orlova-Petrova")
    anna.wait_name(record, "Orlova-Petrova")
    anna.save("delete", record)
    boris.wait_name(record, "-")
    assert anna.quit() == 0
    assert boris.quit() == 0


def foreign_clients_stay_foreign(world):
    """One agent's clients are not in another agent's cache."""
    world.server.add_user("anna")
    world.server.add_user("vera")
    anna, vera = world.client("anna"), world.client("vera")
    anna.sign_in(world.server.url, "anna")
    vera.sign_in(world.server.url, "vera")
    anna.save("create", uuid7(), "Orlova")
    anna.wait_quiet()
    vera.wait_quiet()
    assert vera.ask("count") == ["0"]
    assert anna.ask("count") == ["1"]


def offline_day(world):
    """A day of work without the server, then everything arrives, once, in order; a clash with the head
    becomes a conflict and loses nothing."""
    world.server.add_user("anna")
    world.server.add_user("boris", "head")
    anna, boris = world.client("anna"), world.client("boris")
    anna.sign_in(world.server.url, "anna")
    boris.sign_in(world.server.url, "boris")
    shared = [uuid7() for _ in range(20)]
    for number, record in enumerate(shared):
        anna.save("create", record, f"Shared {number}")
    anna.wait_quiet()
    for number, record in enumerate(shared):
        boris.wait_name(record, f"Shared {number}")
    world.server.kill()
    mine = [uuid7() for _ in range(200)]
    for number, record in enumerate(mine):
        anna.save("create", record, f"Offline {number}")
    for number, record in enumerate(mine):
        anna.save("rename", record, f"Renamed {number}")
    for record in mine[:10]:
        anna.save("delete", record)
    for record in shared:
        anna.save("note", record, "seen by Anna")
    anna.save("rename", shared[0], "Anna's word")
    boris.save("rename", shared[0], "Boris's word")
    state, typed, _, _ = anna.status()
    assert state == "offline" and typed >= 200, (state, typed)
    # The program ends and comes back, still without a server.
    assert anna.quit() == 0
    anna.start()
    anna.hear("ready")
    assert anna.status()[1] == typed
    assert anna.ask("name", mine[50]) == [mine[50], "Renamed 50"]
    world.server.start()
    boris.wait_quiet()
    anna.wait_quiet()
    boris.wait_quiet()
    rows = world.server.changes(world.server.sign_in("boris"))
    for number, record in enumerate(mine):
        if number < 10:
            assert record not in rows, "a deleted one is there"
        else:
            assert rows[record]["data"]["last_name"] == f"Renamed {number}"
            assert rows[record]["version"] <= 2, rows[record]
    for record in shared:
        assert rows[record]["data"]["note"] == "seen by Anna"
    assert rows[shared[0]]["data"]["last_name"] == "Boris's word"
    wait_until(lambda: anna.status()[2] == 1, why="Anna has something to decide")
    wait_until(lambda: boris.status()[2] == 1, why="Boris sees it too")
    conflicts = [row for row in rows.values() if row["kind"] == "conflict"]
    assert len(conflicts) == 1
    assert "Anna's word" in str(conflicts[0]["data"]), conflicts
    counts = {client.ask("count")[0] for client in (anna, boris)}
    assert counts == {str(20 + 190)}, counts


def server_killed_while_pushing(world):
    """kill -9 of the server in the middle of pushes, again and again."""
    world.server.add_user("anna")
    anna = world.client("anna")
    anna.sign_in(world.server.url, "anna")
    anna.wait_quiet()
    records = []
    for _ in range(5):
        for _ in range(100):
            records.append(uuid7())
            anna.tell("create", records[-1], f"Number {len(records)}")
        wait_until(lambda: len(anna.saved) >= len(records) - 60, why="most are saved")
        world.server.kill()
        world.server.start()
    wait_until(lambda: len(anna.saved) == len(records), why="all are saved")
    anna.wait_quiet()
    rows = world.server.changes(world.server.sign_in("anna"))
    customers = [row for row in rows.values() if row["kind"] == "customer"]
    assert len(customers) == len(records)
    for number, record in enumerate(records, 1):
        assert rows[record]["data"]["last_name"] == f"Number {number}"
        assert rows[record]["version"] == 1


def first_sync_cut(world):
    """A line that dies every few thousand rows: the first sync comes to its end and repeats at most a
    page each time."""
    world.server.run("demo", "--customers", "20000", "--seed", "7")
    world.server.add_user("dora", "director")
    dora = world.client("dora")
    rows = len(world.server.changes(world.server.sign_in("dora")))
    proxy = CutProxy(world.server.port, 3_500_000)
    dora.sign_in(f"https://127.0.0.1:{proxy.port}", "dora")
    dora.wait_quiet(600)
    received = dora.status()[3]
    print(f"# {rows} rows, {proxy.cuts} cuts, {received - rows} rows repeated")
    assert proxy.cuts >= 3
    assert rows <= received <= rows + 5000 * proxy.cuts, (rows, received, proxy.cuts)
    assert int(dora.ask("count")[0]) == 20000
    proxy.close()


def backup_restored(world):
    """The server goes back to a backup: what the clients had sent since comes back from them, once; what
    the backup has is not sent again."""
    world.server.add_user("anna")
    anna = world.client("anna")
    anna.sign_in(world.server.url, "anna")
    before = [uuid7() for _ in range(20)]
    for number, record in enumerate(before):
        anna.save("create", record, f"Before {number}")
    anna.wait_quiet()
    backup = os.path.join(world.folder, "backup")
    world.server.run("backup", backup)
    since = [uuid7() for _ in range(30)]
    for number, record in enumerate(since):
        anna.save("create", record, f"Since {number}")
    anna.save("rename", before[0], "Renamed since")
    anna.wait_quiet()
    world.server.kill(signal.SIGTERM)
    world.server.run("restore", backup)
    world.server.start()
    token = world.server.sign_in("anna")

    def is_back():
        anna.tell("sync")
        rows = world.server.changes(token)
        return all(record in rows for record in since) and anna.is_quiet()

    wait_until(is_back, why="everything is back")
    rows = world.server.changes(token)
    for number, record in enumerate(since):
        assert rows[record]["data"]["last_name"] == f"Since {number}"
        assert rows[record]["version"] == 1
    assert rows[before[0]]["data"]["last_name"] == "Renamed since"
    for record in before[1:]:
        assert rows[record]["version"] == 1
    assert anna.ask("count") == ["50"]
    assert anna.status()[2] == 0, "nothing is to decide"


def password_changed(world):
    """The session ends on the server: nothing typed is lost, and after signing in again it arrives."""
    world.server.add_user("anna")
    anna = world.client("anna")
    anna.sign_in(world.server.url, "anna")
    anna.wait_quiet()
    world.server.run("user", "password", "anna", text="walnut-Harbour-7193")
    record = uuid7()
    anna.save("create", record, "Kept")
    wait_until(lambda: anna.status()[0] == "signed-out", why="signed out")
    assert anna.status()[1] == 1
    assert anna.ask("name", record) == [record, "Kept"]


if __name__ == "__main__":
    CASES = [two_agents, foreign_clients_stay_foreign, offline_day, server_killed_while_pushing,
             first_sync_cut, backup_restored, password_changed]
    if len(sys.argv) > 3:
        CASES = [case for case in CASES if case.__name__ in sys.argv[3:]]
    run_cases(CASES, sys.argv[1], sys.argv[2])
