# SPDX-License-Identifier: GPL-3.0-or-later
"""A company for the tests of rights: many people with clients of their own, what an administration does
to them, and what each of them may see, said in plain SQL and in no words of the server."""
import os
import random
import threading
import time

from faults import Person, act, complain, create, uuid7, wait_until

ROLES = ("agent", "agent", "agent", "agent", "head", "director", "adjuster", "marketer", "accountant")
SUBJECTS = ("customer", "contact-point", "identity-document", "bank-account", "history-event", "share")
SCOPES = ("none", "own", "branch", "all")
SECRETS = ("4509123456", "40817810099910004312")
TRUTH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "truth.sql")
N_ADMINISTRATORS = 3
# What an act may be answered when another was faster or the rules forbid it.
REFUSALS = (400, 403, 404, 409, 422)


class Company:
    """People, branches and clients on a World."""

    def __init__(self, world, n_people, n_branches, n_clients):
        self.world = world
        self.chance = world.chance
        self.sql = world.server.sql()
        with open(TRUTH, encoding="utf-8") as file:
            self.truth_text = file.read()
        self.administrators = world.add_people(
            *[(f"root{i}", "administrator", "Head office") for i in range(N_ADMINISTRATORS)])
        self.branches = [self.add_branch(i) for i in range(n_branches)]
        self.people = [self.add_person(i) for i in range(n_people)]
        self.clients = []
        for number in range(n_clients):
            self.add_client(number)

    def add_branch(self, number):
        """By the API."""
        branch = uuid7()
        self.administrators[0].call("POST", "/admin/branch", {"id": branch, "set": {"name": f"Branch {number}"}})
        return branch

    def add_person(self, number):
        """As a copy of one who has a password: making a hash takes longer than all the rest."""
        self.sql.ask(
            "insert into app_user (id, ver, login, name, role, branch, password_hash) select"
            f" '{uuid7()}', sync_ver(), 'person{number}', 'Person {number}', '{ROLES[number % len(ROLES)]}',"
            f" '{self.branches[number % len(self.branches)]}', password_hash from app_user where login = 'root0'")
        return Person(self.world.server.port, f"person{number}").sign_in()

    def add_client(self, number):
        """With something of every kind that hangs on it, of a random person."""
        owner = self.chance.choice(self.people).user
        customer = create("customer", type="person", last_name=f"Client {number}", owner=owner)
        record = customer["record"]
        results = self.administrators[0].insist([
            customer,
            create("contact-point", customer=record, type="phone", value="+79005550123"),
            create("identity-document", customer=record, type="passport", series="4509", number=SECRETS[0]),
            create("bank-account", customer=record, bic="044525225", account=SECRETS[1])])
        assert results[0]["status"] == "done", results
        self.clients.append(record)
        return results

    def truth(self, user):
        """{(kind, id): version} of what this person may see."""
        text = self.truth_text.replace(":user", f"'{user}'")
        return {(row[0], row[1]): int(row[2]) for row in self.sql.ask(text)}

    def compare(self, person):
        """(forbidden, missing, unmasked) of a cache that is up to date."""
        truth = self.truth(person.user)
        have = {key: row[0] for key, row in person.rows.items()}
        forbidden = [("forbidden", person.login, key, rev, truth.get(key)) for key, rev in have.items() if truth.get(key) != rev]
        missing = [("missing", person.login, key, rev) for key, rev in truth.items() if key not in have]
        unmasked = [(person.login, key) for key, row in person.rows.items()
                    if any(value in SECRETS for value in row[1].values())]
        return forbidden, missing, unmasked

    def catch_up(self, person):
        """Pulls to the end as a client does; False while the person may not."""
        for _ in range(1000):
            status = person.pull()
            if status == 200:
                return True
            if status in (409, 410):
                person.forget()  # too much has happened since
            elif status == 401:
                person.forget()
                person.close()
                if self.sql.one(f"select active from app_user where id = '{person.user}'") != "t":
                    return False
                person.sign_in()
            else:
                raise AssertionError((person.login, status))
        raise AssertionError(f"{person.login} never comes to the end")


class Administration(threading.Thread):
    """One administrator who does random things, @n of them."""

    def __init__(self, company, person, seed, n):
        super().__init__(daemon=True)
        self.company = company
        self.person = person
        self.chance = random.Random(seed)
        self.sql = company.world.server.sql()
        self.n = n
        self.done = {}
        self.refused = 0
        self.failures = []

    def run(self):
        """Of the thread."""
        acts = ([self.reassign] * 6 + [self.move] * 2 + [self.promote] * 2 + [self.share] * 4 + [self.unshare] * 2
                + [self.stand_in] * 3 + [self.end_deputy] * 2 + [self.exempt] * 3 + [self.end_exception] * 2
                + [self.disable] + [self.delete] + [self.edit] * 3 + [self.there_and_back] * 2 + [self.hand_over])
        try:
            for _ in range(self.n):
                doing = self.chance.choice(acts)
                if doing():
                    self.done[doing.__name__] = self.done.get(doing.__name__, 0) + 1
                else:
                    self.refused += 1
        except Exception as error:  # whatever it is, the test must not pass
            self.failures.append(repr(error))
        self.sql.close()

    # ---- helpers

    def someone(self):
        """A random person's id."""
        return self.chance.choice(self.company.people).user

    def client(self):
        """A random client's id."""
        return self.chance.choice(self.company.clients)

    def send(self, method, path, body=None):
        """Whether it was done."""
        status, answer = self.person.send(method, path, body)
        assert status < 300 or status in REFUSALS, (method, path, body, status, answer)
        return status < 300

    def push(self, command):
        """Whether it was done."""
        result = self.person.insist([command])[0]
        return result["status"] in ("done", "merged")

    def version(self, table, record):
        """Of a record."""
        return int(self.sql.one(f"select rev from {table} where id = '{record}'") or 0)

    def pick(self, table):
        """A random living row's id."""
        return self.sql.one(f"select id from {table} where not deleted order by random() limit 1")

    def change_user(self, **values):
        """One PATCH."""
        user = self.someone()
        return self.send("PATCH", f"/admin/user/{user}", {"base": self.version("app_user", user), "set": values})

    def end(self, path, table):
        """Ends a random grant."""
        record = self.pick(table)
        return record is not None and self.send("DELETE", f"/admin/{path}/{record}")

    def day(self, offset):
        """A date around today as the database has it."""
        return self.sql.one(f"select (now() at time zone 'Europe/Moscow')::date + {offset}")

    # ---- what happens

    def give(self, record, owner):
        """A reassignment."""
        return self.push(act("reassign", record, base=self.version("customer", record),
                             args={"owner": owner, "reason": "fuzz"}))

    def reassign(self):
        return self.give(self.client(), self.someone())

    def there_and_back(self):
        record = self.client()
        owner = self.sql.one(f"select owner from customer where id = '{record}'")
        return self.give(record, self.someone()) and self.give(record, owner)

    def move(self):
        return self.change_user(branch=self.chance.choice(self.company.branches))

    def promote(self):
        return self.change_user(role=self.chance.choice(ROLES))

    def hand_over(self):
        return self.send("POST", f"/admin/user/{self.someone()}/hand-over",
                         {"to": self.someone(), "reason": "fuzz"})

    def disable(self):
        user = self.someone()
        active = self.sql.one(f"select active from app_user where id = '{user}'") == "t"
        return self.send("PATCH", f"/admin/user/{user}",
                         {"base": self.version("app_user", user), "set": {"active": not active}})

    def share(self):
        ends = {"ends_on": self.day(self.chance.randrange(3))} if self.chance.random() < 0.5 else {}
        body = {"id": uuid7(), "set": {"customer": self.client(), "user": self.someone(), **ends}}
        return self.send("POST", "/admin/share", dict(body, open=not ends))

    def unshare(self):
        return self.end("share", "share")

    def stand_in(self):
        start = self.chance.randrange(-1, 2)
        return self.send("POST", "/admin/deputy", {"id": uuid7(), "set": {
            "absent": self.someone(), "deputy": self.someone(), "starts_on": self.day(max(0, start)),
            "ends_on": self.day(max(0, start) + self.chance.randrange(3)), "reason": "fuzz"}})

    def end_deputy(self):
        return self.end("deputy", "deputy")

    def exempt(self):
        start = self.chance.randrange(2)
        return self.send("POST", "/admin/right-exception", {"id": uuid7(), "set": {
            "user": self.someone(), "subject": self.chance.choice(SUBJECTS), "action": "see",
            "scope": self.chance.choice(SCOPES), "starts_on": self.day(start),
            "ends_on": self.day(start + self.chance.randrange(3)), "reason": "fuzz"}})

    def end_exception(self):
        return self.end("right-exception", "right_exception")

    def delete(self):
        record = self.client()
        return self.push(act("delete", record, base=self.version("customer", record)))

    def edit(self):
        record = self.client()
        return self.push(create("contact-point", customer=record, type="email", value="b@example.org"))


def compare_settled(company, person):
    """compare() of what stays: the last rows and exits are held back while any older transaction is open."""
    deadline = time.monotonic() + 30
    found = company.compare(person)
    while any(found) and time.monotonic() < deadline and company.catch_up(person):
        found = company.compare(person)
    return found


def check_caches(company, people):
    """Totals of what is wrong in these people's caches once they are up to date."""
    wait_until(lambda: company.sql.one("select count (*) from job where state = 'running'") == "0", 120,
               "portfolios have been moved")
    wrong = [[], [], []]
    checked = rows = 0
    for person in people:
        if not company.catch_up(person):
            continue
        checked += 1
        rows += len(person.rows)
        for items, more in zip(wrong, compare_settled(company, person)):
            items += more
    for items in wrong:
        complain(items)
    return checked, rows, [len(items) for items in wrong]
