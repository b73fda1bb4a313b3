# SPDX-License-Identifier: GPL-3.0-or-later
"""F16, F17, F20: a pull misses nothing, whatever transactions overlap, stay open or bring a million rows."""
import os
import re
import threading
import time

from faults import Person, Sql, World, Writers, complain, connect, create, percentile, report, update, wait_until

N_WRITERS = 64
IMPORTED = "External"
CLIENT_LINE = re.compile(rb'"kind":"customer","id":"([^"]+)"')
CURSOR_LINE = re.compile(rb'"cursor":"([^"]+)"')


class Poller:
    """Pulls as fast as it goes and keeps the ids of clients only: reading whole rows would be slower than
    writing them, and a poller that lags sees no race."""

    def __init__(self, person):
        self.connection = connect(person.port)
        self.headers = {"Authorization": f"Bearer {person.token}"}
        self.path = "/api/v1/changes"
        self.ids = set()

    def pull(self):
        """One answer of the feed."""
        self.connection.request("GET", self.path, headers=self.headers)
        answer = self.connection.getresponse()
        text = answer.read()
        assert answer.status == 200, text
        self.ids.update(CLIENT_LINE.findall(text))
        self.path = f"/api/v1/changes?after={CURSOR_LINE.findall(text)[-1].decode()}"


def write_script(chance, user, branch, n):
    """The transactions of one writer: some are long, some are rolled back."""
    lines = []
    while n > 0:
        size = min(n, chance.randint(1, 4))
        lines.append("begin;")
        for _ in range(size):
            lines.append("insert into naive default values;")
            lines.append("insert into customer (id, ver, owner, branch, type, last_name) values (gen_random_uuid (),"
                         f" sync_ver (), '{user}', '{branch}', 'person', 'Racing');")
            if chance.random() < 0.5:
                lines.append(f"select pg_sleep ({chance.random() * 0.1:.4f});")
        if chance.random() < 0.2:
            lines.append("rollback;")
        else:
            lines.append("commit;")
            n -= size
    return "\n".join(lines)


class Race:
    """Writers in plain SQL, pollers of the server and a naive one that goes by a sequence."""

    def __init__(self, world):
        self.world = world
        anna, director = world.add_people(("anna", "agent", "North"), ("diana", "director", "North"))
        self.owner = anna.user
        self.pollers = [Poller(anna), Poller(director)]
        self.sql = world.server.sql()
        self.sql.ask("create table naive (n bigserial primary key)")
        self.branch = self.sql.one("select branch from app_user where login = 'anna'")
        self.polls = self.last = self.naive = 0

    def run(self, changes):
        """So many changes by all writers at once while all pollers poll."""
        writers = [Sql(self.world.server.conninfo()) for _ in range(N_WRITERS)]
        for number, writer in enumerate(writers):
            path = os.path.join(self.world.folder, f"writer{number}.sql")
            with open(path, "w", encoding="utf-8") as file:
                file.write(write_script(self.world.chance, self.owner, self.branch, changes // N_WRITERS + 1))
            writer.send(f"\\i {path}\n\\echo {Sql.MARK}")
        threads = [threading.Thread(target=writer.take, daemon=True) for writer in writers]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            self.poll()
        for thread in threads:
            thread.join()
        for writer in writers:
            writer.close()
        self.poll()

    def poll(self):
        """Each of them."""
        found = self.sql.ask(f"select n from naive where n > {self.last} order by n")
        self.naive += len(found)
        self.last = int(found[-1][0]) if found else self.last
        for poller in self.pollers:
            poller.pull()
        self.polls += 1

    def verify(self):
        """Ids of all, and how many were missed by the pollers and by the naive one."""
        there = {row[0].encode() for row in self.sql.ask("select id from customer")}

        def is_complete():
            self.poll()
            return all(there <= poller.ids for poller in self.pollers)

        try:
            # The last are held back while any transaction of the server's own is open.
            wait_until(is_complete, 30, "the last have come")
        except AssertionError:
            pass  # what was missed never comes
        return there, sum(len(there - poller.ids) for poller in self.pollers), len(there) - self.naive

    def close(self):
        """Of the connections."""
        self.sql.close()
        for poller in self.pollers:
            poller.connection.close()


def f16(options):
    """64 writers with delays and rollbacks, pollers flat out; a plain sequence must miss some."""
    world = World(options)
    world.server.start()
    world.server.allow_connections(N_WRITERS + 60)
    race = Race(world)
    # On a machine with no time for the pollers nobody looks in the middle of it: then once more.
    for times in range(1, 11):
        race.run(options.rounds)
        there, missed, naive_missed = race.verify()
        if missed > 0 or naive_missed > 0:
            break
    race.close()
    good = missed == 0 and naive_missed > 0 and len(there) >= options.rounds
    report("F16", good, writers=N_WRITERS, changes=len(there), times=times, polls=race.polls, missed=missed,
           naive_missed=naive_missed)
    world.close(keep=not good)
    return good


def wait_over(sql, text):
    """Seconds until the answer is 0."""
    began = time.monotonic()
    wait_until(lambda: sql.one(text) == "0", 120, text)
    return time.monotonic() - began


def f17(options):
    """A transaction that stays open: an alarm, nothing missed after it; the server's own are ended."""
    world = World(options)
    world.server.start()
    anna, boris = world.add_people(("anna", "agent", "North"), ("boris", "agent", "North"))
    holder = world.server.sql()
    alarms, ended, missed, early = [], [], 0, 0
    for _ in range(options.rounds):
        holder.ask("begin; select pg_current_xact_id ()")
        began = time.monotonic()
        made = [create("customer", type="person", last_name="Held") for _ in range(20)]
        for command in made:
            boris.insist([command])
        boris.pull()
        early += sum(("customer", command["record"]) in boris.rows for command in made)
        logged = world.server.read_log().count("holds the feed back")
        wait_until(lambda: (world.server.metric("zontik_watermark_age_seconds") or 0) >= 5, 60, "the metric tells")
        wait_until(lambda: world.server.read_log().count("holds the feed back") > logged
                   or "holds the feed back" in world.server.read_log(), 60, "the log tells")
        alarms.append(time.monotonic() - began)
        holder.ask("rollback")
        missed += boris.pull_all([("customer", command["record"]) for command in made])
        wait_until(lambda: world.server.metric("zontik_watermark_age_seconds") == 0, 60, "the alarm is over")
    holder.close()
    for _ in range(options.rounds):
        ended.append(hang_server(world, anna))
    good = missed == early == 0 and max(alarms) <= 10 * options.slack and max(ended) <= 10 * options.slack
    report("F17", good, rounds=options.rounds, alarm_s=max(alarms), missed=missed, own_ended_after_s=max(ended))
    world.close(keep=not good)
    return good


def hang_server(world, person):
    """The server stops in the middle of a push; seconds until its transaction is ended by the database."""
    made = create("customer", type="person", last_name="Hangs")
    person.insist([made])
    world.server.kill()
    world.server.environment = {"LD_PRELOAD": world.options.fault_points, "ZONTIK_FAULT_ACT": "stop",
                                "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0",
                                "ZONTIK_FAULT_POINT": "before-insert"}
    world.server.start()
    world.server.environment = {}
    other = Person(world.server.port, person.login)
    other.token = person.token
    command = update(made["record"], 1, source="hangs")
    thread = threading.Thread(target=other.insist, args=([command],), daemon=True)
    thread.start()
    sql = Sql(world.server.conninfo("postgres"))
    running = "select count (*) from pg_stat_activity where usename = 'zontik' and backend_xid is not null"
    try:
        wait_until(lambda: sql.one(running) != "0", 60, "the server hangs in a transaction")
        seconds = wait_over(sql, running)
    finally:
        sql.close()
        world.server.kill()  # it does not hear anything milder
    world.server.start()
    thread.join()
    return seconds


class Colleagues:
    """People who push and pull while somebody imports."""

    def __init__(self, people, seed):
        self.people = people
        self.pulls = []
        self.stopped = False
        self.writers = Writers(people[:2], seed)
        self.threads = [threading.Thread(target=self.run, args=(person,), daemon=True) for person in people[2:]]
        for thread in self.threads:
            thread.start()

    def run(self, person):
        """Pulls again and again."""
        while not self.stopped:
            began = time.monotonic()
            assert person.pull() == 200
            self.pulls.append(time.monotonic() - began)
            time.sleep(0.05)

    def stop(self):
        """Ends them."""
        self.stopped = True
        self.writers.stop()
        for thread in self.threads:
            thread.join()


def f20(options):
    """A bulk import into one person's scope while the others work."""
    world = World(options)
    world.server.start()
    n_people = 8 if options.rounds < 100000 else 40
    people = world.add_people(*[(f"person{i}", "agent", f"Branch {i % 4}") for i in range(n_people)])
    receiver = Person(world.server.port, "person0")
    receiver.token = people[0].token
    path = os.path.join(world.folder, "import.csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write("type,last_name,phone,external_id,owner\n")
        for number in range(options.rounds):
            file.write(f"person,{IMPORTED} {number},+7900{number:07d},x{number},person0\n")
    colleagues = Colleagues(people[2:], options.seed)
    began = time.monotonic()
    importing = threading.Thread(target=world.server.run, args=("import", "customer", path), daemon=True)
    importing.start()
    while importing.is_alive():
        assert receiver.pull() == 200
    seconds = time.monotonic() - began
    colleagues.stop()
    sql = world.server.sql()
    there = {row[0] for row in sql.ask(
        f"select id from customer where last_name like '{IMPORTED}%' and owner = '{people[0].user}'")}
    sql.close()
    missed = receiver.pull_all([("customer", record) for record in there])
    for person in people[4:]:
        person.pull()
        missed += sum(name == "customer" and IMPORTED in str(row) for (name, _), row in person.rows.items())
    slow = percentile(colleagues.pulls, 0.99)
    complain(colleagues.writers.failures)
    good = missed == 0 and len(there) == options.rounds and slow <= options.slack and not colleagues.writers.failures
    report("F20", good, rows=len(there), seconds=seconds, people=n_people, pulls=len(colleagues.pulls),
           pull_p99_s=slow, missed=missed, pushes=colleagues.writers.acknowledged)
    world.close(keep=not good)
    return good
