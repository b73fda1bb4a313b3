# SPDX-License-Identifier: GPL-3.0-or-later
"""What the security tests share: a server with HAProxy in front of it, as data/haproxy.cfg.example says,
raw bytes over TLS from any address of the loop, and what the server's memory did meanwhile."""
import os
import select
import shutil
import socket
import ssl
import subprocess
import time

from faults import World, connect, wait_until
from zontik_e2e import free_port, search_logs  # noqa: F401  the tests take it from here

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
EXAMPLE = os.path.join(ROOT, "data", "haproxy.cfg.example")
MEBIBYTE = 1 << 20
TRUSTING = ssl.create_default_context()
TRUSTING.check_hostname = False
TRUSTING.verify_mode = ssl.CERT_NONE
SETTINGS = "[server]\nproxies=1\n"


class Proxy:
    """HAProxy with the shipped configuration; only its paths and ports are of the test."""

    def __init__(self, world):
        self.port = free_port()
        self.folder = os.path.join(world.folder, "haproxy")
        self.control = os.path.join(self.folder, "control")
        os.makedirs(self.folder)
        data = os.path.join(world.folder, "data")
        with open(os.path.join(self.folder, "site.pem"), "w", encoding="ascii") as pem:
            for name in ("tls-cert.pem", "tls-key.pem"):
                with open(os.path.join(data, name), encoding="ascii") as part:
                    pem.write(part.read())
        world.closers.append(self.close)
        while not self.start(world, data):
            # Somebody else was quicker to take the port.
            assert "Address already in use" in self.read_log(), self.read_log()
            self.port = free_port()

    def start(self, world, data):
        """Whether it answers; else it has ended."""
        path = os.path.join(self.folder, "haproxy.cfg")
        with open(EXAMPLE, encoding="utf-8") as example, open(path, "w", encoding="utf-8") as file:
            file.write(self.adapt(example.read(), world.server.port, data))
        with open(os.path.join(self.folder, "log"), "wb") as log:
            self.process = subprocess.Popen([shutil.which("haproxy"), "-db", "-f", path], stdout=log, stderr=log,
                                            stdin=subprocess.DEVNULL)
        wait_until(lambda: self.process.poll() is not None or self.answers(), 30, "HAProxy answers")
        return self.process.poll() is None

    def read_log(self):
        """What it has said."""
        with open(os.path.join(self.folder, "log"), encoding="utf-8") as log:
            return log.read()

    def adapt(self, text, port, data):
        """The example on ports and files of the test; each of them must be there to be replaced."""
        for old, new in (("bind :443 ", f"bind 127.0.0.1:{self.port} "),
                         ("/etc/zontik/site.pem", os.path.join(self.folder, "site.pem")),
                         ("127.0.0.1:8443", f"127.0.0.1:{port}"),
                         ("/var/lib/zontik/tls-cert.pem", os.path.join(data, "tls-cert.pem")),
                         ("global\n", f"global\n    stats socket {self.control} mode 600 level admin\n")):
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        return text

    def answers(self):
        """Whether a request comes through."""
        try:
            connection = connect(self.port, 5)
            connection.request("GET", "/readyz")
            status = connection.getresponse().status
            connection.close()
            return status == 200
        except OSError:
            return False

    def tell(self, words):
        """One line to its control socket; the answer."""
        with socket.socket(socket.AF_UNIX) as control:
            control.connect(self.control)
            control.sendall(words.encode() + b"\n")
            return b"".join(iter(lambda: control.recv(65536), b"")).decode()

    def count_requests(self):
        """What it has passed on."""
        lines = self.tell("show stat").splitlines()
        names = lines[0].lstrip("# ").split(",")
        row = next(dict(zip(names, line.split(","))) for line in lines[1:] if line.startswith("zontik,BACKEND"))
        return int(row["req_tot"])

    def close(self):
        """With its world."""
        self.process.kill()
        self.process.wait(60)


class Memory:
    """What the server took at the most since this was made, in MiB."""

    def __init__(self, world):
        self.process = world.server.process.pid
        self.before = self.read("VmRSS")
        with open(f"/proc/{self.process}/clear_refs", "w", encoding="ascii") as file:
            file.write("5")  # the high-water mark begins anew

    def read(self, name):
        """A line of its status."""
        with open(f"/proc/{self.process}/status", encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith(name + ":")) / 1024

    def growth(self):
        """MiB at the worst moment above the beginning."""
        return max(self.read("VmHWM") - self.before, 0.0)

    def counts(self):
        """AddressSanitizer keeps what was freed: then this says nothing."""
        with open(f"/proc/{self.process}/maps", encoding="utf-8") as file:
            return "libasan" not in file.read()


def open_world(options, *people):
    """A server, HAProxy when this machine has it, and the people signed in."""
    world = World(options)
    data = os.path.join(world.folder, "data")
    os.makedirs(data, exist_ok=True)
    with open(os.path.join(data, "server.conf"), "w", encoding="utf-8") as file:
        file.write(SETTINGS)
    world.server.start()
    world.people = world.add_people(*people)
    world.proxy = Proxy(world) if shutil.which("haproxy") else None
    if world.proxy is None:
        print("# skipped behind HAProxy: it is not installed", flush=True)
    return world


def doors(world):
    """(name, port) of the ways in."""
    yield "raw", world.server.port
    if world.proxy is not None:
        yield "haproxy", world.proxy.port


def dial(port, source="127.0.0.1", timeout=30, receive_buffer=None):
    """TLS to the port from an address of the loop."""
    raw = socket.socket()
    if receive_buffer:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    raw.settimeout(timeout)
    raw.bind((source, 0))
    raw.connect(("127.0.0.1", port))
    raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return TRUSTING.wrap_socket(raw)


def head(method, path, person=None, **headers):
    """A request up to its body."""
    lines = [f"{method} /api/v1{path} HTTP/1.1", "Host: zontik"]
    if person is not None:
        lines.append(f"Authorization: Bearer {person.token}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class Talk:
    """Sends and listens at once, in one thread: a connection of OpenSSL is not for two."""

    def __init__(self, tls):
        tls.setblocking(False)
        self.tls = tls
        self.text = b""  # the beginning of what came
        self.sent = 0
        self.is_over = False
        self.takes_more = True

    def listen(self):
        """What has come by now."""
        try:
            while True:
                data = self.tls.recv(65536)
                if not data:
                    self.is_over = True
                    return
                self.text = (self.text + data)[:65536]
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            pass
        except (OSError, ssl.SSLError):
            self.is_over = True

    def send(self, data):
        """As much of it as goes; what is left."""
        try:
            n = self.tls.send(data[:16384])
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return data
        except (OSError, ssl.SSLError):
            self.takes_more = False  # an answer may have come before
            return b""
        self.sent += n
        return data[n:]

    def play(self, parts, seconds, is_done, sent=lambda: None):
        """All of it, or until @is_done or the end; then waits this long for one of the two."""
        parts, left, end = iter(parts), b"", time.monotonic() + seconds
        while True:
            self.listen()
            if self.is_over or is_done() or time.monotonic() > end:
                return
            left = left or memoryview(next(parts, b"") if self.takes_more else b"")
            before = self.sent
            if left:
                left = self.send(left)
            if self.sent > before:
                sent()
                end = time.monotonic() + seconds
            else:
                self.wait(bool(left), min(end - time.monotonic(), 1.0))

    def wait(self, wants_to_send, seconds):
        """For the other side."""
        poll = select.poll()
        poll.register(self.tls, select.POLLIN | (select.POLLOUT if wants_to_send else 0))
        poll.poll(max(seconds, 0.0) * 1000)

    def status(self):
        """Of the answer; 0 without one."""
        line, end, _ = self.text.partition(b"\r\n")
        return int(line.split(b" ", 2)[1]) if end else 0


def is_closed(tls, seconds):
    """Whether the other side ends the connection in this time."""
    end = time.monotonic() + seconds
    try:
        while time.monotonic() < end:
            tls.settimeout(max(end - time.monotonic(), 0.01))
            if not tls.recv(65536):
                return True
    except TimeoutError:
        return False
    except (OSError, ssl.SSLError):
        return True
    return False
