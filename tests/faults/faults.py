# SPDX-License-Identifier: GPL-3.0-or-later
"""What the fault tests share: the real server on a folder of its own, plain SQL beside it, people who
push and pull as any outsider may, and the line with the figures."""
import http.client
import json
import os
import random
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))

from zontik_e2e import PASSWORD, Client, Server, check_logs, uuid7, wait_until  # noqa: E402  the path comes first

MEMORY = "/dev/shm"
MEMORY_NEEDED = 1 << 30
POSTGRES_PATHS = ("/usr/lib/postgresql/15/bin", "/usr/lib/postgresql/16/bin", "/usr/lib/postgresql/17/bin")


def now():
    """The present as the protocol wants it."""
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()) + ".000000Z"


def make_folder():
    """In memory when there is room: a killed process loses nothing that it wrote to a file."""
    room = os.statvfs(MEMORY) if os.path.isdir(MEMORY) else None
    parent = MEMORY if room and room.f_bavail * room.f_frsize > MEMORY_NEEDED else None
    folder = tempfile.mkdtemp(prefix="zontik-faults-", dir=parent)
    os.chmod(folder, 0o755)  # PostgreSQL does not run as root and must get in
    return folder


def postgres_program(name):
    """A program of PostgreSQL that is not on the path."""
    for folder in POSTGRES_PATHS:
        if os.path.exists(os.path.join(folder, name)):
            return os.path.join(folder, name)
    return shutil.which(name)


def percentile(values, share):
    """The value below which this share of them lies."""
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))] if values else 0.0


class Sql:
    """A psql that stays open. Answers are lines of columns with tabs between them."""

    MARK = "zontik-end-of-answer"

    def __init__(self, conninfo):
        self.process = subprocess.Popen(
            ["psql", "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=0", conninfo],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    @classmethod
    def open(cls, conninfo):
        """None when the database does not answer."""
        sql = cls(conninfo)
        try:
            return sql if sql.one("select 1") == "1" else None
        except (AssertionError, OSError):
            sql.close()
            return None

    def ask(self, text):
        """Rows as lists of texts."""
        self.send(text)
        return self.take()

    def send(self, text):
        """The first half of ask()."""
        self.process.stdin.write(f"{text.strip().rstrip(';')};\n\\echo {self.MARK}\n")
        self.process.stdin.flush()

    def take(self):
        """The other half."""
        rows = []
        while True:
            line = self.process.stdout.readline()
            assert line, "psql has ended"
            line = line.rstrip("\n")
            if line == self.MARK:
                break
            rows.append(line.split("\t"))
        assert not rows or not rows[0][0].startswith("ERROR:"), rows
        return [row for row in rows if row != [""]]

    def one(self, text):
        """The first field of the first row."""
        rows = self.ask(text)
        return rows[0][0] if rows else None

    def close(self):
        """Ends it, and what it has begun."""
        self.process.kill()
        self.process.wait(60)
        self.process.stdin.close()
        self.process.stdout.close()


class FaultServer(Server):
    """The server with an environment, or on a database that somebody else runs."""

    def __init__(self, program, folder, database=None):
        super().__init__(program, folder)
        self.database = database
        self.environment = {}

    def start(self):
        words = [self.program, "--data-dir", os.path.join(self.folder, "data"),
                 "--listen", f"127.0.0.1:{self.port}"]
        if self.database:
            words += ["--database", self.database]
            os.makedirs(os.path.join(self.folder, "data"), exist_ok=True)
        with open(os.path.join(self.folder, "server.log"), "ab") as log:
            # Its warnings are what is provoked here; they must not end it.
            environment = {name: value for name, value in os.environ.items() if name != "G_DEBUG"}
            self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=log, text=True,
                                            env=dict(environment, **self.environment))
        line = self.process.stdout.readline()
        assert line.startswith("zontik-server: listening on "), (line, self.read_log()[-2000:])
        self.started = True

    def wait_killed(self, seconds):
        """Waits until it has killed itself; whether it has."""
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        self.process.stdout.close()
        self.process = None
        return status == -signal.SIGKILL

    def run(self, *words, text=None):
        if self.database:
            words = (*words, "--database", self.database)
        return super().run(*words, text=text)

    def read_log(self):
        """What it has said on standard error."""
        with open(os.path.join(self.folder, "server.log"), encoding="utf-8", errors="replace") as log:
            return log.read()

    def conninfo(self, user="zontik", database="zontik"):
        """Of the private cluster."""
        run = os.path.join(self.folder, "data", "run")
        note = os.path.join(self.folder, "data", "postgres.socket")
        if os.path.exists(note):
            with open(note, encoding="utf-8") as file:
                run = file.read().strip()
        return f"host={run} port=5432 dbname={database} user={user}"

    def sql(self):
        """A new psql as the owner of the tables; waits for a database that is being started."""
        return wait_until(lambda: Sql.open(self.database or self.conninfo()), 60, "the database answers")

    def metric(self, name):
        """The sum of a metric's series; None when there is none."""
        total = None
        for line in self.metrics().splitlines():
            if line.startswith(name) and line[len(name)] in "{ ":
                total = (total or 0) + float(line.rsplit(" ", 1)[1])
        return total

    def metrics(self):
        """The text of /metrics."""
        connection = connect(self.port)
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode()
        connection.close()
        return text

    def allow_connections(self, n):
        """More of them to the private PostgreSQL, which is restarted for it."""
        assert self.kill(signal.SIGTERM) == 0
        with open(os.path.join(self.folder, "data", "postgres", "local.conf"), "a", encoding="utf-8") as file:
            file.write(f"max_connections = {n}\n")
        self.start()

    def postmaster(self):
        """The process of the private PostgreSQL."""
        with open(os.path.join(self.folder, "data", "postgres", "postmaster.pid"), encoding="utf-8") as file:
            return int(file.readline())


def make_trusting_context():
    """Of a client that trusts whatever it is shown."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


TRUSTING = make_trusting_context()  # one: making it takes longer than a call


def connect(port, timeout=120):
    """A TLS connection that trusts whatever it is shown."""
    return http.client.HTTPSConnection("127.0.0.1", port, context=TRUSTING, timeout=timeout)


class Person:
    """Somebody with a session: pushes, pulls into a cache, calls. One thread at a time."""

    def __init__(self, port, login):
        self.port = port
        self.login = login
        self.connection = None
        self.token = None
        self.user = None
        self.cursor = None
        self.rows = {}  # (kind, id): version, data
        self.downloads = 0
        self.pulls = 0

    def send(self, method, path, body=None):
        """One call; gives status and body. OSError or HTTPException when there was no answer. A
        connection that was closed for being idle is made anew: whatever is sent here has an id."""
        if self.connection is not None:
            try:
                return self.try_send(method, path, body)
            except (OSError, http.client.HTTPException):
                pass
        self.connection = connect(self.port)
        return self.try_send(method, path, body)

    def try_send(self, method, path, body):
        """On the connection there is."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        data = json.dumps(body, ensure_ascii=False).encode() if body is not None else None
        if data is not None:
            headers["Content-Type"] = "application/json"
        try:
            self.connection.request(method, "/api/v1" + path, data, headers)
            answer = self.connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        kind = answer.headers.get_content_type()
        if kind == "application/x-ndjson":
            return answer.status, [json.loads(line) for line in text.decode().splitlines()]
        return answer.status, json.loads(text) if kind.endswith("json") and text else text

    def call(self, method, path, body=None):
        """One call that must succeed."""
        status, answer = self.send(method, path, body)
        assert status < 300, (self.login, method, path, body, status, answer)
        return answer

    def close(self):
        """Of the connection; the next call makes a new one."""
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def sign_in(self):
        """A new session. A try that was counted when the server was killed is not given back: after a few
        of these even the right password has to wait on a device that nobody knows."""
        self.token = None
        body = {"login": self.login, "password": PASSWORD, "device": {"id": uuid7(), "name": "faults"}}
        answered = []

        def is_heard():
            answered[:] = self.send("POST", "/sessions", body)
            return answered[0] != 429

        wait_until(is_heard, 60, f"{self.login} may try to sign in")
        status, answer = answered
        assert status < 300, (self.login, status, answer)
        self.token = answer["token"]
        self.user = answer["user"]["id"]
        return self

    def insist(self, commands, stopped=lambda: False):
        """Sends one push until it is answered; the results. Gives None when @stopped says so."""
        while not stopped():
            try:
                status, answer = self.send("POST", "/commands", {"commands": commands})
            except (OSError, http.client.HTTPException):
                time.sleep(0.01)  # not to wait for something: not to burn the machine
                continue
            if status in (500, 502, 503, 504):
                time.sleep(0.01)
                continue
            assert status == 200, (status, answer)
            return answer["results"]
        return None

    def have_done(self, commands):
        """The same, where nothing may be refused."""
        results = self.insist(commands)
        assert all(one["status"] == "done" for one in results), [one for one in results if one["status"] != "done"][:3]

    def pull(self):
        """One answer of the feed into the cache; the status."""
        path = "/changes" + (f"?after={self.cursor}" if self.cursor else "")
        self.downloads += self.cursor is None
        self.pulls += 1
        status, lines = self.send("GET", path)
        if status == 200:
            for line in lines:
                self.take(line)
        return status

    def pull_all(self, keys, seconds=30):
        """Pulls until all of these rows have come, which are held back while any older transaction is open;
        how many have not."""
        deadline = time.monotonic() + seconds
        while True:
            assert self.pull() == 200
            absent = sum(key not in self.rows for key in keys)
            if absent == 0 or time.monotonic() > deadline:
                return absent

    def take(self, line):
        """One line of the feed."""
        if "cursor" in line:
            self.cursor = line["cursor"]
        elif line.get("gone"):
            self.rows.pop((line["kind"], line["id"]), None)
            if line["kind"] == "customer" and line["gone"] == "scope":
                for key in [k for k, row in self.rows.items() if row[1].get("customer") == line["id"]]:
                    del self.rows[key]
        else:
            self.rows[line["kind"], line["id"]] = (line["version"], line["data"])

    def forget(self):
        """As a client that may not go on from where it was."""
        self.cursor = None
        self.rows = {}


def create(kind, record=None, **values):
    """A create command."""
    return {"id": uuid7(), "at": now(), "kind": f"{kind}.create", "record": record or uuid7(), "set": values}


def update(record, base, was=None, **values):
    """An update of a client."""
    command = {"id": uuid7(), "at": now(), "kind": "customer.update", "record": record, "base": base,
               "set": values}
    if was is not None:
        command["was"] = was
    return command


def act(verb, record, **members):
    """Another command for a client."""
    return {"id": uuid7(), "at": now(), "kind": f"customer.{verb}", "record": record, **members}


class World:
    """A server, its people and clients; goes away with its folder."""

    def __init__(self, options, database=None):
        self.options = options
        self.folder = make_folder()
        self.chance = random.Random(options.seed)
        self.server = FaultServer(options.server, self.folder, database)
        self.clients = []
        self.closers = []
        options.worlds.append(self)

    def client(self, name, url=None):
        """A headless client that is signed in."""
        client = Client(self.options.client, self.folder, name)
        client.start()
        self.clients.append(client)
        client.sign_in(url or self.server.url, name)
        return client

    def add_people(self, *people):
        """(login, role, branch) each; the people signed in."""
        for login, role, branch in people:
            self.server.add_user(login, role, branch)
        return [Person(self.server.port, login).sign_in() for login, _, _ in people]

    def close(self, keep):
        """Ends what was started here."""
        self.options.worlds.remove(self)
        for client in self.clients:
            if client.process is not None:
                client.kill()
        if self.server.process is None and self.server.started:
            self.server.environment = {}
            self.server.start()  # its database outlived it: only the server can end that well
        if self.server.process is not None:
            self.server.kill(signal.SIGTERM)
        for closer in self.closers:
            closer()
        check_logs(self.folder)
        if keep:
            print(f"# kept in {self.folder}", flush=True)
        else:
            shutil.rmtree(self.folder)


class Writers:
    """Threads that create clients and edit their own ones as fast as they are answered."""

    def __init__(self, people, seed):
        self.stopped = False
        self.acknowledged = 0
        self.sent_at = 0.0  # the last push that was acknowledged
        self.failures = []
        self.edits = {}  # client: acknowledged edits
        self.last = {}  # client: the last value
        self.threads = [threading.Thread(target=self.run, args=(person, random.Random(seed + i)), daemon=True)
                        for i, person in enumerate(people)]
        for thread in self.threads:
            thread.start()

    def run(self, person, chance):
        """Of a thread."""
        mine = {}
        number = 0
        try:
            while not self.stopped:
                commands = []
                for record in chance.sample(sorted(mine), min(len(mine), chance.randrange(4))):
                    number += 1
                    commands.append(update(record, mine[record], source=f"{person.login} {number}"))
                if not commands or chance.random() < 0.3:
                    parent = create("customer", type="person", last_name=f"Fault {number}")
                    commands.append(parent)
                    commands.append(create("contact-point", customer=parent["record"], type="email",
                                           value=f"a{number}@example.org"))
                sent_at = time.monotonic()
                self.note(commands, person.insist(commands), mine)
                self.sent_at = max(self.sent_at, sent_at)
        except Exception as error:  # whatever it is, the test must not pass
            self.failures.append(f"{person.login}: {error!r}")

    def note(self, commands, results, mine):
        """What was acknowledged must be there."""
        for command, result in zip(commands, results):
            if result["status"] != "done":
                self.failures.append(f"{command}: {result}")
                continue
            if command["kind"] == "customer.create":
                self.edits[command["record"]] = 0
            if not command["kind"].startswith("customer."):
                continue
            mine[command["record"]] = result["version"]
            if command["kind"] == "customer.update":
                self.edits[command["record"]] += 1
                self.last[command["record"]] = command["set"]["source"]
        self.acknowledged += len(commands)

    def stop(self):
        """Every writer still gets its last answer."""
        self.stopped = True
        for thread in self.threads:
            thread.join(300)
            assert not thread.is_alive(), "a writer hangs"

    def verify(self, sql):
        """(lost, doubled) by what the tables say."""
        lost, doubled = [], []
        there = {row[0]: row[1:] for row in sql.ask(
            "select c.id, c.rev, coalesce (c.source, ''),"
            " (select count (*) from history_event h where h.record = c.id and h.action = 'update'),"
            " (select count (*) from contact_point p where p.customer = c.id) from customer c")}
        for record, edits in self.edits.items():
            rev, source, events, points = there.get(record, ("0", "", "0", "0"))
            if int(rev) < 1 + edits or int(points) < 1 or source != self.last.get(record, ""):
                lost.append((record, edits, rev, events, points))
            elif int(rev) > 1 + edits or int(events) > edits or int(points) > 1:
                doubled.append((record, edits, rev, events, points))
        doubled += [record for record in there if record not in self.edits]
        return lost, doubled


def report(name, good, **figures):
    """The one line; gives @good."""
    words = " ".join(f"{key}={value:.3f}" if isinstance(value, float) else f"{key}={value}"
                     for key, value in figures.items())
    print(f"{name} {words} {'ok' if good else 'FAILED'}", flush=True)
    return good


def complain(items):
    """The first of what is wrong."""
    for item in list(items)[:10]:
        print(f"# wrong: {item}", flush=True)
