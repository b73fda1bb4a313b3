# SPDX-License-Identifier: GPL-3.0-or-later
"""What the end-to-end tests share: the real server program, the client without a screen, a proxy that
cuts connections, and TAP."""
import glob
import http.client
import json
import os
import queue
import re
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import traceback

PASSWORD = "correct horse battery staple"
# Tokens (64 characters that are no check sum), and numbers of documents and accounts that tests use.
SECRET = re.compile(r"(?i:bearer)\s+[A-Za-z0-9_-]{20,}|\b45\d{2} ?\d{6}\b|\b408178\d{14}\b|otpauth://|"
                    r"(?<![\w-])(?=[\w-]*[g-z])(?=[\w-]*[A-Z])[A-Za-z0-9_-]{64}(?![\w-])")


def uuid7():
    """An id as a client makes it."""
    stamp = int(time.time() * 1000).to_bytes(6, "big")
    tail = bytearray(secrets.token_bytes(10))
    tail[0] = 0x70 | tail[0] & 0x0F
    tail[2] = 0x80 | tail[2] & 0x3F
    text = (stamp + bytes(tail)).hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def free_port():
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, seconds=120, why=""):
    """Asks until it is so; the deadline is for hangs only."""
    deadline = time.monotonic() + seconds * int(os.environ.get("CRM_TEST_SLOW", "1"))
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"not fulfilled: {why or condition}"
        time.sleep(0.02)


def search_logs(folder, *words):
    """Lines of all logs below @folder with what no log may have; with the number of lines that were
    looked at."""
    found, lines = [], 0
    paths = [path for pattern in ("**/*.log", "**/log", "**/log/*") for path in
             glob.glob(os.path.join(folder, pattern), recursive=True) if os.path.isfile(path)
             # The client's own data: what is sealed there looks like a token now and then.
             and os.path.basename(path) != "outbox.log"]
    for path in sorted(set(paths)):
        with open(path, encoding="utf-8", errors="replace") as log:
            for line in log:
                lines += 1
                if SECRET.search(line) or any(word in line for word in (PASSWORD, *words)):
                    found.append((os.path.basename(path), line[:300]))
    return found, lines


def check_logs(folder):
    """F52, at the end of every world."""
    found, _ = search_logs(folder)
    assert not found, f"secrets in the logs, kept in {folder}: {found[:5]}"


class Server:
    """zontik-server on a folder and a port that stay the same over its lives."""

    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        self.port = free_port()
        self.process = None
        self.started = False
        self.url = f"https://127.0.0.1:{self.port}"

    def start(self):
        """Starts and waits for the ready line."""
        with open(os.path.join(self.folder, "server.log"), "ab") as log:
            self.process = subprocess.Popen(
                [self.program, "--data-dir", os.path.join(self.folder, "data"),
                 "--listen", f"127.0.0.1:{self.port}"],
                stdout=subprocess.PIPE, stderr=log, text=True)
        line = self.process.stdout.readline()
        assert line.startswith("zontik-server: listening on "), line
        self.started = True

    def kill(self, how=signal.SIGKILL):
        """Ends it; by default as a power cut would."""
        self.process.send_signal(how)
        self.process.stdout.close()
        status = self.process.wait(120)
        self.process = None
        return status

    def run(self, *words, text=None):
        """Another command of the program beside the running server."""
        done = subprocess.run(
            [self.program, *words, "--data-dir", os.path.join(self.folder, "data")],
            input=text, text=True, capture_output=True, check=False, timeout=600)
        assert done.returncode == 0, f"{words}: {done.stderr}"
        return done.stdout

    def add_user(self, login, role="agent", branch="North"):
        """A person who may sign in."""
        self.run("user", "add", login, "--name", login.title(), "--role", role, "--branch", branch,
                 text=PASSWORD + "\n")

    def call(self, method, path, body=None, token=None):
        """One call of the API; NDJSON gives a list."""
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=context, timeout=120)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if body is not None:
            body = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        connection.request(method, "/api/v1" + path, body, headers)
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        assert answer.status < 300, (answer.status, data[:500])
        if answer.headers.get_content_type() == "application/x-ndjson":
            return [json.loads(line) for line in data.decode().splitlines()]
        return json.loads(data) if data else None

    def sign_in(self, login):
        """A session of an outsider; gives the token."""
        device = {"id": uuid7(), "name": "e2e"}
        answer = self.call("POST", "/sessions",
                           {"login": login, "password": PASSWORD, "device": device})
        return answer["token"]

    def changes(self, token):
        """A whole snapshot: the last line of each record by id."""
        lines = self.call("GET", "/changes", token=token)
        assert lines[-1].get("end"), "a snapshot without an end"
        return {line["id"]: line for line in lines if "id" in line}


class Client:
    """The client without a screen: headless-client.c says what it understands."""

    def __init__(self, program, folder, name):
        self.program = program
        self.name = name
        self.home = os.path.join(folder, name)
        os.makedirs(self.home)
        self.process = None
        self.lines = None
        self.reader = None
        self.saved = []
        self.state = None

    def start(self):
        """Starts; what it says is read by a thread of its own."""
        # LeakSanitizer falls over the storage of threads that have ended, when it follows it.
        sanitizer = os.environ.get("ASAN_OPTIONS", "") + ":intercept_tls_get_addr=0"
        environment = dict(os.environ, XDG_DATA_HOME=self.home, HOME=self.home, ASAN_OPTIONS=sanitizer,
                           SECRET_BACKEND="file", SECRET_FILE_TEST_PASSWORD="test",
                           SECRET_FILE_TEST_PATH=os.path.join(self.home, "keyring"))
        with open(os.path.join(self.home, "client.log"), "ab") as log:
            self.process = subprocess.Popen([self.program], stdin=subprocess.PIPE,
                                            stdout=subprocess.PIPE, stderr=log, text=True,
                                            env=environment)
        self.lines = queue.Queue()
        self.reader = threading.Thread(target=self.read, args=(self.process.stdout, self.lines),
                                       daemon=True)
        self.reader.start()

    def read(self, stream, lines):
        """Of the reading thread: sorts what the client says."""
        for line in stream:
            words = line.rstrip("\n").split("\t")
            if words[0] == "saved":
                self.saved.append((words[2], words[3]))
                lines.put(words)
            elif words[0] == "state":
                self.state = words[1]
            else:
                lines.put(words)
        lines.put(["gone"])

    def tell(self, *words):
        """One line to the client."""
        try:
            self.process.stdin.write("\t".join(words) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass

    def hear(self, word, seconds=120):
        """Waits for a line that begins with this word."""
        while True:
            words = self.lines.get(timeout=seconds * int(os.environ.get("CRM_TEST_SLOW", "1")))
            assert words[0] not in ("failed", "gone") or words[0] == word, (self.name, words)
            if words[0] == word:
                return words[1:]

    def ask(self, *words):
        """A question with one answer of the same word."""
        self.tell(*words)
        return self.hear(words[0])

    def sign_in(self, url, login):
        """Signs in and waits until the first sync is under way."""
        self.tell("sign-in", url, login, PASSWORD)
        self.hear("signed-in")
        self.hear("ready")

    def save(self, *words):
        """An edit; comes back when it is stored."""
        self.tell(*words)
        self.hear("saved")

    def status(self):
        """State, pending, to decide, rows."""
        state, pending, to_decide, rows = self.ask("status")
        return state, int(pending), int(to_decide), int(rows)

    def is_quiet(self):
        """In step and nothing to send."""
        state, pending, _, _ = self.status()
        return state == "idle" and pending == 0

    def wait_quiet(self, seconds=300):
        """Hurries the engine and waits until it is in step."""
        self.tell("sync")
        wait_until(self.is_quiet, seconds, f"{self.name} quiet")

    def wait_name(self, record, name):
        """Waits until the screen would show this name."""
        wait_until(lambda: self.ask("name", record)[1] == name, why=f"{record} is {name}")

    def kill(self):
        """As a power cut would; nothing it said before is lost."""
        self.process.kill()
        self.process.wait(60)
        self.reader.join(60)
        self.process.stdin.close()
        self.process.stdout.close()
        self.process = None

    def quit(self):
        """The ordinary way out; gives the exit status."""
        self.tell("quit")
        status = self.process.wait(120)
        self.reader.join(60)
        self.process.stdin.close()
        self.process.stdout.close()
        self.process = None
        return status


class CutProxy:
    """Passes TCP on to a server and cuts each connection that has brought @limit bytes down."""

    def __init__(self, port, limit):
        self.target = port
        self.limit = limit
        self.cuts = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        """Of the accepting thread."""
        while True:
            try:
                down, _ = self.listener.accept()
            except OSError:
                return
            up = socket.create_connection(("127.0.0.1", self.target))
            threading.Thread(target=self.copy, args=(down, up, None), daemon=True).start()
            threading.Thread(target=self.copy, args=(up, down, self.limit), daemon=True).start()

    def copy(self, source, sink, limit):
        """One direction of one connection."""
        passed = 0
        try:
            while data := source.recv(65536):
                if limit is not None and passed + len(data) >= limit:
                    sink.sendall(data[:limit - passed])
                    self.cuts += 1
                    break
                sink.sendall(data)
                passed += len(data)
        except OSError:
            pass
        for side in (source, sink):
            try:
                side.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            side.close()

    def close(self):
        """No new connections."""
        self.listener.close()


class World:
    """One server and its clients in a folder that goes away with them."""

    def __init__(self, server, client):
        self.folder = tempfile.mkdtemp(prefix="zontik-e2e-")
        os.chmod(self.folder, 0o755)  # PostgreSQL does not run as root and must get in
        self.client_program = client
        self.server = Server(server, self.folder)
        self.clients = []

    def open(self):
        """What every case begins with."""
        self.server.start()

    def client(self, name):
        """A new client, started."""
        client = Client(self.client_program, self.folder, name)
        client.start()
        self.clients.append(client)
        return client

    def close(self, keep=False):
        """Ends everything that this world has started."""
        for client in self.clients:
            if client.process is not None:
                client.kill()
        if self.server.process is None and self.server.started:
            self.server.start()  # its database outlived it: only the server can end that well
        if self.server.process is not None:
            self.server.kill(signal.SIGTERM)
        check_logs(self.folder)
        if keep:
            print(f"# kept in {self.folder}", flush=True)
        else:
            shutil.rmtree(self.folder)


def run_cases(cases, server, client, kind=World):
    """TAP over functions that get a fresh world each."""
    failed = 0
    print(f"1..{len(cases)}", flush=True)
    for number, case in enumerate(cases, 1):
        world = kind(server, client)
        good = False
        try:
            world.open()
            case(world)
            good = True
        except Exception:  # whatever it is, it is a failed case
            for line in traceback.format_exc().splitlines():
                print("# " + line)
        try:
            world.close(keep=not good)
        except Exception as error:
            good = False
            print(f"# at the end: {error}")
        failed += not good
        print(f"{'ok' if good else 'not ok'} {number} {case.__name__}", flush=True)
    sys.exit(1 if failed else 0)
