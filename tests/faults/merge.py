# SPDX-License-Identifier: GPL-3.0-or-later
"""F27, F28, F30: two edits of one record end as the rules of merging say, said here once more; a broken rule is
answered at its field; a command that breaks the server stops nobody else."""
import json
import threading

from faults import Person, World, complain, create, report, update, uuid7, wait_until

BATCH = 100
# Group: its fields. The note keeps both texts, the owner is strict.
GROUPS = {"name": ("last_name", "first_name", "middle_name"), "birth": ("birth_date",), "sex": ("sex",),
          "source": ("source",), "tags": ("tags",), "note": ("note",), "owner": ("owner",),
          "address": ("address.city", "address.street", "address.house")}
FIELDS = [field for fields in GROUPS.values() for field in fields]
GROUP_OF = {field: group for group, fields in GROUPS.items() for field in fields}


def nest(values):
    """{"address.city": x} as it goes over the wire."""
    out = {}
    for field, value in values.items():
        if "." in field:
            head, tail = field.split(".")
            out.setdefault(head, {})[tail] = value
        else:
            out[field] = value
    return out


def flatten(data):
    """The way back; what is empty is absent."""
    out = {}
    for field, value in data.items():
        if field == "address":
            out.update({f"address.{tail}": inner for tail, inner in value.items()})
        elif field in FIELDS:
            out[field] = value
    return out


class Pair:
    """A record and two edits of its first version."""

    def __init__(self, chance, owners, number):
        self.chance = chance
        self.owners = owners
        self.record = uuid7()
        self.first = {field: self.value(field, number) for field in FIELDS if chance.random() < 0.6}
        self.first["last_name"] = f"Born {number}"
        self.first["owner"] = owners[0]
        self.is_one_device = chance.random() < 0.15
        self.edits = [self.make_edit(number, who) for who in "ab"]

    def value(self, field, number, who="base"):
        """Few enough that both sometimes want the same."""
        n = self.chance.randrange(3)
        return {"sex": ("male", "female", "male")[n], "birth_date": f"199{n}-0{n + 1}-11",
                "tags": [f"tag{n}"], "owner": self.owners[n % len(self.owners)],
                "note": f"Note {n} of {who}"}.get(field, f"{field[-5:].title()} {n}")

    def make_edit(self, number, who):
        """(set, was): what somebody typed, and what of the record his desk tells."""
        groups = self.chance.sample(sorted(GROUPS), self.chance.randint(1, 3))
        if "owner" in groups and self.chance.random() < 0.7:
            groups.remove("owner")
        groups = groups or ["source"]
        values = {}
        for group in groups:
            fields = GROUPS[group]
            for field in self.chance.sample(fields, self.chance.randint(1, len(fields))):
                may_clear = field not in ("last_name", "owner")
                values[field] = (None if may_clear and self.chance.random() < 0.15
                                 else self.value(field, number, who))
        told = self.chance.choice(("nothing", "fields", "groups"))
        if told == "nothing":
            return values, None
        names = set(values) if told == "fields" else {f for g in groups for f in GROUPS[g]}
        return values, {field: self.first.get(field) for field in names}

    def command(self, index):
        """One of the edits."""
        values, was = self.edits[index]
        return update(self.record, 1, was=None if was is None else nest(was), **nest(values))

    # ---- the rules

    def expect(self, author_lines):
        """The row, the statuses and the clashed groups after both."""
        row = {field: value for field, value in self.first.items() if value is not None}
        changed = self.apply(row, self.edits[0][0])
        values, was = self.edits[1]
        if self.is_one_device or not changed:
            self.apply(row, values)
            return row, "done", set()
        clashed, wanted = set(), {}
        for group in {GROUP_OF[field] for field in values}:
            mine = {field: value for field, value in values.items() if GROUP_OF[field] == group}
            if all(row.get(field) == value for field, value in mine.items()):
                continue
            if group not in changed or self.is_as_seen(row, was, group):
                wanted.update(mine)
            elif group == "note":
                wanted["note"] = self.join(row.get("note"), mine["note"], was, author_lines)
            else:
                clashed.add(group)
        if "owner" in clashed:
            return row, "conflict", {GROUP_OF[field] for field in values}
        self.apply(row, wanted)
        return row, "conflict" if clashed else "merged", clashed

    @staticmethod
    def apply(row, values):
        """Sets; gives the groups that are another now."""
        changed = set()
        for field, value in values.items():
            if row.get(field) != value:
                changed.add(GROUP_OF[field])
                row[field] = value
                if value is None:
                    del row[field]
        return changed

    @staticmethod
    def is_as_seen(row, was, group):
        """The whole group is what the author told that he saw."""
        return was is not None and all(field in was and was[field] == row.get(field) for field in GROUPS[group])

    @staticmethod
    def join(theirs, mine, was, author_lines):
        """Both texts."""
        if mine is None or theirs is None:
            return mine or theirs
        seen = (was or {}).get("note")
        added = (mine[len(seen):] if seen and mine.startswith(seen) else mine).strip()
        return theirs if not added or added in theirs else (theirs, added, author_lines)


def is_equal(row, expected):
    """A joined note has a line of its author between the texts."""
    row, expected = dict(row), dict(expected)
    note = expected.get("note")
    if isinstance(note, tuple):
        theirs, added, line = note
        text = row.get("note") or ""
        if not (text.startswith(theirs + "\n\n") and text.endswith("\n" + added) and line in text):
            return False
        del expected["note"], row["note"]
    return row == expected


def check_pair(pair, row, result, conflict, wrong):
    """Compares one pair; gives how many typed values have vanished."""
    expected, status, clashed = pair.expect("Olga")
    got = flatten(row)
    if not is_equal(got, expected) or result["status"] != status or set(conflict or {}) != clashed:
        wrong.append((pair.first, pair.edits, pair.is_one_device, "expected", expected, status, clashed, "got", got,
                      result["status"], conflict))
    vanished = 0
    for field, value in pair.edits[1][0].items():
        kept = flatten(dict((conflict or {}).get(GROUP_OF[field], {}).get("mine") or {}))
        in_note = field == "note" and value is not None and value in (got.get("note") or "")
        in_both = field == "note" and value is None and got.get("note") is not None
        vanished += not (got.get(field) == value or in_note or in_both or field in kept and kept[field] == value)
    return vanished


def f27(options):
    """Random pairs of edits of one version by two people, against the rules written down again."""
    world = World(options)
    world.server.start()
    maria, olga, anna, boris = world.add_people(("maria", "head", "North"), ("olga", "head", "North"),
                                                ("anna", "agent", "North"), ("boris", "agent", "North"))
    owners = (anna.user, boris.user)
    wrong, vanished, statuses = [], 0, {}
    for first in range(0, options.rounds, BATCH):
        pairs = [Pair(world.chance, owners, first + i) for i in range(min(BATCH, options.rounds - first))]
        maria.insist([create("customer", pair.record, type="person", **nest(pair.first)) for pair in pairs])
        one = maria.insist([pair.command(0) for pair in pairs])
        assert all(result["status"] == "done" for result in one), one
        results = {}
        for person in (maria, olga):
            commands = [pair.command(1) for pair in pairs if pair.is_one_device == (person is maria)]
            for command, result in zip(commands, person.insist(commands) if commands else []):
                results[command["record"]] = result
        assert maria.pull() == 200
        conflicts = {row[1]["record"]: row[1]["groups"] for (kind, _), row in maria.rows.items() if kind == "conflict"}
        for pair in pairs:
            result = results[pair.record]
            statuses[result["status"]] = statuses.get(result["status"], 0) + 1
            vanished += check_pair(pair, maria.rows["customer", pair.record][1], result,
                                   conflicts.get(pair.record), wrong)
        maria.rows = {}  # what was looked at is not looked at again
    complain(json.dumps(item, default=str, ensure_ascii=False) for item in wrong[:3])
    good = not wrong and vanished == 0 and len(statuses) == 3
    report("F27", good, pairs=options.rounds, differences=len(wrong), values_vanished=vanished, **statuses)
    world.close(keep=not good)
    return good


# Kind, what is typed, where the answer has to point.
PERSON = {"type": "person", "last_name": "Rule"}
COMPANY = {"type": "company", "company_name": "Rule"}
RULES = (
    ("customer", {"type": "person"}, "/set/last_name"),
    ("customer", {"last_name": "No type"}, "/set/type"),
    ("customer", {"type": "company"}, "/set/company_name"),
    ("customer", {**PERSON, "birth_date": "2999-01-01"}, "/set/birth_date"),
    ("customer", {**PERSON, "birth_date": "yesterday"}, "/set/birth_date"),
    ("customer", {**PERSON, "sex": "other"}, "/set/sex"),
    ("customer", {**PERSON, "inn": "12"}, "/set/inn"),
    ("customer", {**PERSON, "inn": "500100732258"}, "/set/inn"),
    ("customer", {**PERSON, "kpp": "770701001"}, "/set/kpp"),
    ("customer", {**COMPANY, "kpp": "77"}, "/set/kpp"),
    ("customer", {**COMPANY, "ogrn": "77"}, "/set/ogrn"),
    ("customer", {**COMPANY, "ogrn": "1027700132196"}, "/set/ogrn"),
    ("customer", {**PERSON, "last_name": "x" * 101}, "/set/last_name"),
    ("customer", {**PERSON, "source": "x" * 101}, "/set/source"),
    ("customer", {**PERSON, "owner": "nobody"}, "/set/owner"),
    ("customer", {**PERSON, "number": "000001"}, "/set/number"),
    ("contact-point", {"type": "phone", "value": "12"}, "/set/value"),
    ("contact-point", {"type": "email", "value": "nobody"}, "/set/value"),
    ("contact-point", {"type": "phone"}, "/set/value"),
    ("contact-point", {"type": "pigeon", "value": "x"}, "/set/type"),
    ("identity-document", {"type": "passport", "series": "45", "number": "123456"}, "/set/series"),
    ("identity-document", {"type": "passport", "series": "4509", "number": "12"}, "/set/number"),
    ("identity-document", {"type": "passport", "series": "4509", "number": "123456", "issued_on": "2999-01-01"},
     "/set/issued_on"),
    ("identity-document", {"type": "passport", "number": "123456"}, "/set/series"),
    ("bank-account", {"bic": "12", "account": "40817810099910004312"}, "/set/bic"),
    ("bank-account", {"bic": "044525225", "account": "12"}, "/set/account"),
    ("bank-account", {"bic": "044525225", "account": "40817810099910004313"}, "/set/account"),
)


def f28(options):
    """Each rule broken by what was typed offline: the answer points at the field, nothing is written."""
    world = World(options)
    world.server.start()
    anna = world.add_people(("anna", "agent", "North"))[0]
    parent = create("customer", type="person", last_name="Parent")
    assert anna.insist([parent])[0]["status"] == "done"
    sql = world.server.sql()
    wrong = []
    for _ in range(options.rounds):
        for kind, values, pointer in RULES:
            values = dict(values) if kind == "customer" else {"customer": parent["record"], **values}
            command = create(kind, **values)
            result = anna.insist([command])[0]
            problem = result.get("problem") or {}
            pointers = [error["pointer"] for error in problem.get("errors", [])]
            if result["status"] != "rejected" or pointer not in pointers:
                wrong.append((kind, values, pointer, result))
            again = anna.insist([command])[0]
            if [error["pointer"] for error in (again.get("problem") or {}).get("errors", [])] != pointers:
                wrong.append((kind, values, "another answer", again))
    written = int(sql.one("select (select count (*) from customer) - 1 + (select count (*) from contact_point)"
                          " + (select count (*) from identity_document) + (select count (*) from bank_account)"))
    sql.close()
    complain(wrong)
    good = not wrong and written == 0
    report("F28", good, rules=len(RULES), at_the_field=len(RULES) * options.rounds - len(wrong), written=written)
    world.close(keep=not good)
    return good


POISONS = {
    # An assertion of the database, an error that nobody has thought of, the end of the connection.
    "Assert": "assert false",
    "Divide": "perform 1 / (length (new.last_name) - length (new.last_name))",
    "Crash": "perform pg_terminate_backend (pg_backend_pid ()); perform pg_sleep (10)",
}


def add_poison(server):
    """Names that break the server's work when they are written."""
    from faults import Sql  # the owner of the tables may not end connections

    sql = Sql(server.conninfo("postgres"))
    for word, body in POISONS.items():
        sql.ask(f"create function poison_{word.lower()} () returns trigger language plpgsql security definer as"
                f" $$ begin {body}; return new; end $$")
        sql.ask(f"create trigger poison_{word.lower()} before insert or update on customer for each row when"
                f" (new.last_name like 'Poison {word}%') execute function poison_{word.lower()} ()")
    sql.close()


def f30(options):
    """A command that breaks the handler: the others of its push and of its desk go on, as do all people."""
    world = World(options)
    world.server.start()
    people = world.add_people(("anna", "agent", "North"), ("boris", "agent", "North"))
    add_poison(world.server)
    anna, boris = people
    desk = world.client("anna")
    desk.wait_quiet()
    late, hurt, poisoned = [], [], 0
    stopped = threading.Event()

    def work():
        while not stopped.is_set():
            status, answer = boris.send("POST", "/commands", {"commands": [
                create("customer", type="person", last_name="Neighbour")]})
            if status != 200 or answer["results"][0]["status"] != "done":
                hurt.append((status, answer))

    neighbour = threading.Thread(target=work, daemon=True)
    neighbour.start()
    for number in range(options.rounds):
        word = sorted(POISONS)[number % len(POISONS)]
        before, after = uuid7(), uuid7()
        desk.save("create", before, f"Before {number}")
        desk.save("create", uuid7(), f"Poison {word} {number}")
        desk.save("create", after, f"After {number}")
        desk.tell("sync")
        poisoned += 1
        sql = world.server.sql()
        try:
            wait_until(lambda: sql.one(f"select count (*) from customer where id in ('{before}', '{after}')") == "2",
                       20, "the others have come")
        except AssertionError:
            late.append(word)
        sql.close()
    stopped.set()
    neighbour.join()
    complain(late + hurt)
    status = desk.status()
    good = not late and not hurt
    report("F30", good, poisoned=poisoned, others_held_up=len(late), neighbours_hurt=len(hurt), state=status[0],
           pending=status[1], to_decide=status[2])
    world.close(keep=not good)
    return good
