# SPDX-License-Identifier: GPL-3.0-or-later
"""F43, F47: whoever guesses finds nothing and keeps nobody out; what has ended is good for nothing."""
import base64
import json
import os
import secrets
import shutil
import socket
import ssl
import statistics
import threading
import time

from faults import (PASSWORD, FaultServer, Person, World, complain, connect, make_folder, percentile, report, uuid7,
                    wait_until)

THREADS = 16
NEW_PASSWORD = "battery staple 77"
MOST = 10  # checked guesses of one account in ten minutes
PAIRS = 30
DIFFERENCE = 0.005
REVOKED = 5.0


class Guesser(threading.Thread):
    """Sends its share of (login, address) as fast as it is answered; counts what was looked at."""

    def __init__(self, port, targets):
        super().__init__(daemon=True)
        self.port = port
        self.targets = targets
        self.statuses = {}
        self.checked = {}
        self.waits = []
        self.failures = []

    def run(self):
        connection = connect(self.port)
        for login, address in self.targets:
            body = json.dumps({"login": login, "password": secrets.token_hex(6),
                               "device": {"id": uuid7(), "name": "guess"}})
            try:
                connection.request("POST", "/api/v1/sessions", body, {"X-Forwarded-For": address})
                answer = connection.getresponse()
                answer.read()
            except OSError as error:
                self.failures.append(error)
                connection = connect(self.port)
                continue
            self.statuses[answer.status] = self.statuses.get(answer.status, 0) + 1
            if answer.status == 401:
                self.checked[login] = self.checked.get(login, 0) + 1
            if answer.status == 429:
                self.waits.append(int(answer.headers["Retry-After"]))
        connection.close()


def address_of(number):
    """One of sixteen million."""
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def sign_in(port, login, password, device, address):
    """Status, answer and seconds of one sign-in."""
    connection = connect(port)
    began = time.monotonic()
    connection.request("POST", "/api/v1/sessions",
                       json.dumps({"login": login, "password": password, "device": {"id": device, "name": "home"}}),
                       {"X-Forwarded-For": address})
    answer = connection.getresponse()
    body = json.loads(answer.read())
    took = time.monotonic() - began
    connection.close()
    return answer.status, body, took


def attack(world, targets, login, device):
    """All guesses at once; the person of @login signs in at home meanwhile. Gives the guessers, how often
    the person was kept out, and how long each sign-in took."""
    port = world.server.port
    guessers = [Guesser(port, targets[number::THREADS]) for number in range(THREADS)]
    kept_out, took = [], []
    for guesser in guessers:
        guesser.start()
    while any(guesser.is_alive() for guesser in guessers):
        status, _, seconds = sign_in(port, login, PASSWORD, device, "192.0.2.1")
        took.append(seconds)
        if status != 201:
            kept_out.append(status)
    for guesser in guessers:
        guesser.join()
    return guessers, kept_out, took


def read_processor(pid):
    """Seconds of processor time of all threads of a process."""
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/schedstat", encoding="ascii") as file:
            total += int(file.read().split()[0])
    return total / 1e9


def compare_times(world, sql, login, pairs):
    """Median seconds that somebody who does not exist takes longer, by pairs in turns: of the server's
    processor time, which other work on the machine does not change, and of the answer."""
    processor, answers = [], []
    pid = world.server.process.pid
    for number in range(pairs):
        order = [login, f"nobody-{number}"]
        if number % 2:
            order.reverse()
        took, used = {}, {}
        for one in order:
            before = read_processor(pid)
            status, _, took[one] = sign_in(world.server.port, one, "wrong", uuid7(), address_of(number))
            used[one] = read_processor(pid) - before
            assert status == 401, status
        processor.append(used[f"nobody-{number}"] - used[login])
        answers.append(took[f"nobody-{number}"] - took[login])
        sql.one("delete from sign_in_try")
    return statistics.median(processor), statistics.median(answers)


def f43(options):
    """Guesses at one account and spread over many: looked at, kept out, and what time tells."""
    world = World(options)
    data = os.path.join(world.folder, "data")
    os.makedirs(data, exist_ok=True)
    with open(os.path.join(data, "server.conf"), "w", encoding="utf-8") as file:
        file.write("[server]\nproxies=1\n")
    world.server.start()
    world.server.add_user("anna")
    sql = world.server.sql()
    device = uuid7()
    assert sign_in(world.server.port, "anna", PASSWORD, device, "192.0.2.1")[0] == 201
    difference, answers = compare_times(world, sql, "anna", PAIRS)
    people = max(options.rounds // 10, 1)
    sql.one("insert into app_user (id, ver, login, name, role, branch, password_hash) "
            "select gen_random_uuid(), sync_ver(), 'person-' || n, 'Person', role, branch, password_hash "
            f"from app_user, generate_series(0, {people - 1}) as g (n) where login = 'anna' and n % 2 = 0")
    began = time.monotonic()
    one, kept_out, took = attack(world, [("anna", address_of(n)) for n in range(options.rounds)], "anna", device)
    many, more, slower = attack(world, [(f"person-{n % people}", address_of(n % people)) for n in range(options.rounds)],
                                "anna", device)
    minutes = (time.monotonic() - began) / 600
    failures = [failure for guesser in one + many for failure in guesser.failures]
    most = checked = 0
    for guessers in (one, many):
        counts = {}
        for guesser in guessers:
            for login, n in guesser.checked.items():
                counts[login] = counts.get(login, 0) + n
        most = max([most, *counts.values()])
        checked += sum(counts.values())
    rows = int(sql.one("select count(*) from sign_in_try"))
    sql.close()
    complain(failures)
    world.close(keep=False)
    allowed = MOST * max(1, int(minutes) + 1)
    return report("F43", most <= allowed and not kept_out and not more and abs(difference) <= DIFFERENCE
                  and not failures,
                  guesses=2 * options.rounds, accounts=people + 1, checked=checked, most_of_one=most,
                  kept_out=len(kept_out) + len(more), sign_ins=len(took) + len(slower),
                  sign_in_p99_s=percentile(took + slower, 0.99), longest_wait_s=max(w for g in one for w in g.waits),
                  unknown_minus_known_ms=difference * 1000,
                  answer_ms=answers * 1000, rows=rows)


class Socket:
    """A live socket that waits to be told of the end."""

    def __init__(self, port, token):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        self.raw = context.wrap_socket(socket.create_connection(("127.0.0.1", port), 30))
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        self.raw.sendall((f"GET /api/v1/live HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
                          "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                          f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Protocol: zontik.v1\r\n\r\n").encode())
        head = b""
        while b"\r\n\r\n" not in head:
            head += self.raw.recv(1)
        assert b" 101 " in head, head
        self.told = None
        self.thread = threading.Thread(target=self.wait, daemon=True)
        self.thread.start()

    def wait(self):
        """Reads until it is told."""
        text = b""
        while b"signed-out" not in text:
            more = self.raw.recv(4096)
            if not more:
                return
            text += more
        self.told = (time.monotonic(), b'"wipe":true' in text)


def by_logout(victim, other, world):
    """The person signs out."""
    victim.call("DELETE", "/sessions/current")
    return False


def by_password(victim, other, world):
    """The person changes the password on another device."""
    other.call("POST", "/me/password", {"old": PASSWORD, "new": NEW_PASSWORD})
    return False


def by_device(victim, other, world):
    """The person gives the device up as lost."""
    other.call("DELETE", "/sessions/others")
    return True


def by_administrator(victim, other, world):
    """An administrator disables the person."""
    people = [line for line in world.root.pull_people() if line["data"]["login"] == victim.login]
    world.root.call("PATCH", f"/admin/user/{victim.user}", {"base": people[-1]["version"], "set": {"active": False}})
    return True


def by_command_line(victim, other, world):
    """Somebody at the server does, in a process of its own."""
    world.server.run("user", "disable", victim.login)
    return True


class Root(Person):
    """The administrator."""

    def pull_people(self):
        """The feed's lines about people."""
        status, lines = self.send("GET", "/changes")
        assert status == 200, status
        return [line for line in lines if line.get("kind") == "user" and "data" in line]


def revoke(world, second, number):
    """One session with a thief on two servers; gives seconds until its socket heard, seconds until the
    other server refused the token, and what was wrong."""
    ways = (by_logout, by_password, by_device, by_administrator, by_command_line)
    login = f"person-{number}"
    world.server.add_user(login)
    victim = Person(world.server.port, login).sign_in()
    other = Person(world.server.port, login).sign_in()
    thief = Person(second.port, login)
    thief.token = victim.token
    thief.call("GET", "/sessions")
    live = Socket(second.port, victim.token)
    way = ways[number % len(ways)]
    wipe = way(victim, other, world)
    ended = time.monotonic()
    wrong = []
    if way is not by_command_line and victim.send("GET", "/sessions")[0] != 401:
        wrong.append(f"{way.__name__}: accepted where it was ended")
    while True:
        status, problem = thief.send("GET", "/sessions")
        if status == 401 or time.monotonic() - ended > 30:
            break
    refused = time.monotonic() - ended
    if problem.get("wipe", False) != wipe:
        wrong.append(f"{way.__name__}: {problem}")
    live.thread.join(30)
    if live.told is None or live.told[1] != wipe:
        wrong.append(f"{way.__name__}: the socket heard {live.told}")
    for person in (thief, victim):
        for _ in range(3):
            if person.send("GET", "/sessions")[0] != 401:
                wrong.append(f"{way.__name__}: accepted again")
    for person in (victim, other, thief):
        person.close()
    return max(live.told[0] - ended, 0) if live.told else 30.0, refused, wrong


def f47(options):
    """Stolen tokens after sign-out, password change, loss and disabling, on a second server of the database."""
    world = World(options)
    world.server.start()
    world.server.add_user("root", "administrator")
    world.root = Root(world.server.port, "root").sign_in()
    folder = make_folder()
    second = FaultServer(options.server, folder, world.server.conninfo())

    def close_second():
        if second.process is not None:
            second.kill(15)
        shutil.rmtree(folder, ignore_errors=True)

    world.closers.append(close_second)
    second.start()
    wait_until(lambda: second.metric("zontik_db_connected"), 30, "the second server works")
    told, refused, wrong = [], [], []
    for number in range(options.rounds):
        one, two, errors = revoke(world, second, number)
        told.append(one)
        refused.append(two)
        wrong += errors
    complain(wrong)
    close_second()
    world.close(keep=False)
    return report("F47", not wrong and percentile(told, 0.99) <= REVOKED and percentile(refused, 0.99) <= REVOKED,
                  revocations=options.rounds, accepted=len(wrong), told_p50_ms=percentile(told, 0.5) * 1000,
                  told_p99_ms=percentile(told, 0.99) * 1000, refused_p50_ms=percentile(refused, 0.5) * 1000,
                  refused_p99_ms=percentile(refused, 0.99) * 1000)
