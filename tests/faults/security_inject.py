# SPDX-License-Identifier: GPL-3.0-or-later
"""F23, F44, F52: what is typed is never SQL, time does not tell what exists, and no log has a secret."""
import glob
import json
import os
import shutil
import statistics
import subprocess
import time
import urllib.parse

from faults import PASSWORD, complain, create, report, update, uuid7
from people import SECRETS
from security import doors, open_world, search_logs
from security_bodies import KINDS, make_command, read_fields

SLOW = 4.0  # a payload that sleeps sleeps for five
DIFFERENCE = 0.001
PAYLOADS = ("'", "\"", "\\", "';", "'--", "' or '1'='1", "' or 1=1--", "\" or \"\"=\"", "'; drop table customer; --",
            "' union select null,null--", "' union select password_hash from app_user--", "'||pg_sleep(5)||'", "1; select pg_sleep(5)",
            "'; select pg_sleep(5); --", "$$; select pg_sleep(5); $$", "$1", "$2::int", "%27", "%' or '%'='", "_", "\\'", "\\x27", "ʼ or 1=1",
            "＇ or 1=1", "1/0", "cast('x' as int)", "(select 1/0)", "'::int", "E'\\'", "U&'\\0027'", "/*", "*/", "--", "#", ";", "`",
            "{\"$ne\":1}", "null", "NaN", "infinity", "-1", "0x31", "1e309", "9223372036854775808", "order by 999", "asc; select 1",
            "id desc", "current_user", "version()", "copy (select 1) to program 'id'", "lo_import('/etc/passwd')", "\ufeff'", "%s%n%p", "{0}")
PARAMETERS = {"/changes": ("after", "limit"), "/digest/rows": ("kind", "buckets", "after"),
              "/admin/audit": ("from", "to", "actor", "action", "kind", "record", "cursor", "limit", "sort"),
              "/admin/audit.csv": ("from", "to", "actor", "action", "kind", "record")}
PATHS = ("/admin/user/{}/sessions", "/admin/job/{}", "/admin/{}/x", "/{}")


def read_database_log(world):
    """Lines of PostgreSQL that only a broken statement writes."""
    found = []
    for path in glob.glob(os.path.join(world.folder, "data", "**", "*log*"), recursive=True):
        if os.path.isfile(path):
            with open(path, encoding="utf-8", errors="replace") as file:
                found += [line.strip() for line in file if "syntax error" in line or "unterminated" in line
                          or "division by zero" in line or "invalid input syntax" in line]
    return found


def time_call(person, method, path, body):
    """Status, answer and seconds."""
    began = time.monotonic()
    status, answer = person.send(method, path, body)
    return status, answer, time.monotonic() - began


def inject(world, root, payload, fields, wrong):
    """One payload everywhere; how many calls that took."""
    quoted = urllib.parse.quote(payload)
    calls = [("GET", f"{path}?{name}={quoted}", None) for path, names in PARAMETERS.items() for name in names]
    calls += [("GET", path.format(urllib.parse.quote(payload, safe="")), None) for path in PATHS]
    calls += [("POST", "/commands", {"commands": [make_command(world, kind, field, payload)]}) for kind, field, _ in fields]
    calls += [("POST", "/commands", {"commands": [dict(create("customer", **KINDS["customer"]), **{name: payload})]})
              for name in ("id", "at", "kind", "record", "base")]
    calls += [("POST", "/commands", {"commands": [create("customer", **{**KINDS["customer"], payload: "x"})]}), ("POST", "/commands", {payload: []}),
              ("POST", "/commands/known", {"ids": [payload]}), ("POST", "/admin/branch", {"id": uuid7(), "set": {"name": payload}}),
              ("POST", "/reveal", {"kind": payload, "record": payload, "fields": [payload], "reason": payload}),
              ("POST", "/sessions", {"login": payload, "password": "x", "device": {"id": uuid7(), "name": payload}})]
    for method, path, body in calls:
        status, answer, took = time_call(root, method, path, body)
        if status >= 500 or "$argon2" in str(answer) or "PostgreSQL" in str(answer):
            wrong.append((method, path, payload, status, str(answer)[:200]))
        # A machine may be slow once, a payload that sleeps does so every time.
        if took > SLOW and all(time_call(root, method, path, body)[2] > SLOW for _ in range(2)):
            wrong.append((method, path, payload, f"{took:.1f} s"))
    return len(calls)


def run_sqlmap(world, root):
    """What it finds at its highest level in every parameter and in the bodies; None when it is not there."""
    if shutil.which("sqlmap") is None:
        print("# skipped sqlmap: it is not installed", flush=True)
        return None
    base = f"{world.server.url}/api/v1"
    reveal = json.dumps({"kind": "identity-document*", "record": "x*", "fields": ["number*"], "reason": "y*"})
    known = json.dumps({"ids": ["x*"]})
    targets = [(f"{base}{path}?" + "&".join(f"{name}=1*" for name in names), None) for path, names in PARAMETERS.items()]
    targets += [(base + path.format("1*"), None) for path in PATHS] + [(f"{base}/reveal", reveal), (f"{base}/commands/known", known)]
    found = []
    for number, (url, body) in enumerate(targets):
        words = ["sqlmap", "-u", url, "--batch", "--level=5", "--risk=3", "--dbms=PostgreSQL", "--technique=BEUSQ", "--threads=4",
                 "--flush-session", "--disable-coloring", "--ignore-code=401,404", "--skip-waf",
                 "--keep-alive", "-H", f"Authorization: Bearer {root.token}", "-H", "Content-Type: application/json",
                 "--output-dir", os.path.join(world.folder, f"sqlmap-{number}")]
        words += ["--data", body] if body is not None else []
        text = subprocess.run(words, capture_output=True, text=True, check=False, timeout=3600, stdin=subprocess.DEVNULL).stdout
        # It says this of the last place only when it has looked at all of them.
        is_safe = "do not appear to be injectable" in text and "Type: " not in text
        found += [] if is_safe else [(url, body, text[-600:])]
        print(f"# sqlmap {url.split('/api/v1')[1]} {'found nothing' if is_safe else 'found something'}", flush=True)
    return found


def f44(options):
    """SQL in every field, key, parameter and path; PostgreSQL's log is the judge."""
    world = open_world(options, ("root", "administrator", "North"))
    root = world.people[0]
    first = create("customer", type="person", last_name="First")
    root.have_done([first])
    world.customer = first["record"]
    fields = read_fields()
    control = world.server.sql()
    try:
        control.ask("select 1/0")  # the judge must hear this one
    except AssertionError:
        pass
    control.close()
    heard = len(read_database_log(world))
    assert heard > 0, "PostgreSQL's log was not found"
    wrong, calls = [], 0
    for number in range(options.rounds):
        payload = PAYLOADS[number % len(PAYLOADS)]
        for _ in range(number // len(PAYLOADS)):
            payload += world.chance.choice(PAYLOADS)
        door = list(doors(world))[number % len(list(doors(world)))]
        root.close()
        root.port = door[1]
        calls += inject(world, root, payload[:90], fields, wrong)
    if options.full:
        wrong += run_sqlmap(world, root) or []
    wrong += read_database_log(world)[heard:]
    sql = world.server.sql()
    left = sql.one("select count(*) from customer")
    sql.close()
    complain(wrong)
    world.close(keep=False)
    return report("F44", not wrong and int(left) > 0, payloads=options.rounds, calls=calls, findings=len(wrong))


def compare(person, make, foreign, rounds):
    """Median seconds that a foreign id takes longer than one that is nobody's, in turns."""
    differences = []
    for number in range(rounds):
        took = {}
        pair = [foreign, uuid7()]
        for record in pair if number % 2 else reversed(pair):
            began = time.monotonic()
            answer = person.send(*make(record))
            took[record] = (time.monotonic() - began, answer[0])
        assert took[pair[0]][1] == took[pair[1]][1], (make(foreign), took)
        differences.append(took[pair[0]][0] - took[pair[1]][0])
    return statistics.median(differences)


def f23(options):
    """Whether the time of an answer tells that a foreign id exists."""
    world = open_world(options, ("root", "administrator", "North"), ("anna", "agent", "North"), ("boris", "agent", "South"))
    _, anna, boris = world.people
    client = create("customer", type="person", last_name="Foreign")
    paper = create("identity-document", customer=client["record"], type="passport", series="4509", number="123456")
    boris.have_done([client, paper])
    ways = {"update": (lambda one: ("POST", "/commands", {"commands": [update(one, 1, source="x")]}), client["record"]),
            "child": (lambda one: ("POST", "/commands", {"commands": [create("contact-point", customer=one, type="other", value="x")]}),
                      client["record"]),
            "reveal": (lambda one: ("POST", "/reveal", {"kind": "identity-document", "record": one, "fields": ["number"], "reason": "x"}),
                       paper["record"]),
            "person": (lambda one: ("GET", f"/admin/user/{one}/sessions", None), boris.user)}
    medians = {name: compare(anna, make, record, options.rounds) for name, (make, record) in ways.items()}
    world.close(keep=False)
    worst = max(abs(one) for one in medians.values())
    return report("F23", worst <= DIFFERENCE * min(options.slack, 10), pairs=options.rounds, **{f"{name}_ms": one * 1000 for name, one in medians.items()})


def f52(options):
    """Secrets in every kind of call, good and bad; then the logs."""
    world = open_world(options, ("root", "administrator", "North"), ("anna", "agent", "North"))
    world.server.environment = {"G_MESSAGES_DEBUG": "all"}
    world.server.kill(15)
    world.server.start()  # says all that it can say
    root, anna = world.people
    secrets = [root.token, anna.token]
    for _ in range(options.rounds):
        client = create("customer", type="person", last_name="A")
        paper = create("identity-document", customer=client["record"], type="passport", series="4509", number="123456")
        broken = create("identity-document", customer=uuid7(), type="passport", series="4509", number=SECRETS[0])
        account = create("bank-account", customer=client["record"], bic="044525225", account=SECRETS[1])
        anna.insist([client, paper, broken, account])
        anna.send("POST", "/reveal", {"kind": "identity-document", "record": paper["record"], "fields": ["number"], "reason": "r"})
        anna.send("POST", "/commands", {"commands": [{"kind": PASSWORD, "id": SECRETS[0]}]})
        anna.send("GET", f"/changes?after={anna.token}")
        anna.send("POST", "/me/password", {"old": PASSWORD + "x", "new": PASSWORD})
        anna.send("POST", "/sessions", {"login": "anna", "password": PASSWORD + "y", "device": {"id": uuid7(), "name": "x"}})
        status, totp = root.send("POST", "/me/totp", {})
        secrets += [totp["secret"]] if status < 300 else []
    world.server.kill(15)
    found, lines = search_logs(world.folder, *secrets)
    world.server.environment = {}
    world.server.start()
    complain(found)
    world.close(keep=False)
    return report("F52", not found and lines > 0, rounds=options.rounds, lines=lines, secrets=len(found))
