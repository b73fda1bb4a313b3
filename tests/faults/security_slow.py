# SPDX-License-Identifier: GPL-3.0-or-later
"""F40, F41: connections that do almost nothing, and live sockets that do too much."""
import base64
import math
import os
import selectors
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time

from faults import complain, connect, create, percentile, report
from security import MEBIBYTE, Memory, Talk, dial, doors, head, is_closed, open_world
from zontik_e2e import PASSWORD, uuid7

ADDRESSES = 90  # connections of one address: the proxy takes a hundred
READERS = 5  # of one session: the server does not give it many more
STUCK = 16384  # bytes that a reader has let lie; who was sent away has fewer
CLOSED_IN = 6.0
SOCKET_CLOSED_IN = 1.0
GROWTH = 8.0
DRIP = 0.5
OPENED = 30  # in that time, at the least
KINDS = ("headers", "body", "chunks", "read")
QUIET = 5.0
RATIO = 2.0
PATIENCE = 40.0


class Device:
    """One more session of a person."""

    def __init__(self, person):
        status, answer = person.send("POST", "/sessions", {"login": person.login, "password": PASSWORD,
                                                           "device": {"id": uuid7(), "name": "slow"}})
        assert status < 300, (status, answer)
        self.token = answer["token"]


class Slow:
    """One slow connection."""

    def __init__(self, port, number, kind, person):
        self.kind = kind
        self.seconds = None
        self.tls = dial(port, f"127.0.1.{1 + number // ADDRESSES}", receive_buffer=4096 if kind == "read" else None)
        if kind == "headers":
            self.tls.sendall(b"GET /api/v1/changes HTTP/1.1\r\nHost: zontik\r\n")
            self.drip = b"X-a: b\r\n"
        elif kind == "body":
            self.tls.sendall(head("POST", "/commands", person, Content_Length=100000, Content_Type="application/json"))
            self.drip = b" "
        elif kind == "chunks":
            self.tls.sendall(head("POST", "/commands", person, Transfer_Encoding="chunked", Content_Type="application/json"))
            self.drip = b"1\r\n \r\n"
        else:
            self.tls.sendall(head("GET", "/changes", person))
            self.drip = None
        self.tls.setblocking(False)
        self.name = self.tls.getsockname()
        self.lock = threading.Lock()  # a connection of OpenSSL is not for two threads at once
        self.opened = time.monotonic()
        # A reader is slow from when there is something that it does not read.
        self.began = self.opened if self.drip is not None else None

    def step(self):
        """A few bytes more, or a few less; notes when the other side has had enough."""
        try:
            with self.lock:
                if self.drip is not None:
                    self.tls.send(self.drip)
                else:
                    os.read(self.tls.fileno(), 1)  # nobody has to understand what he takes slowly
        except (ssl.SSLWantReadError, BlockingIOError):
            pass
        except (OSError, ssl.SSLError):
            self.end()

    def end(self):
        """It is over."""
        if self.seconds is None and self.began is not None:
            self.seconds = time.monotonic() - self.began

    def is_open(self):
        """Whether the other side may still have enough of it."""
        return self.seconds is None and time.monotonic() < (self.began or self.opened) + PATIENCE


def list_peers(port):
    """Whose connections to this port are still held by a process, with the bytes that they have not taken;
    the kernel knows them after that, too."""
    peers = {}
    with open("/proc/net/tcp", encoding="ascii") as file:
        for words in (line.split() for line in file.readlines()[1:]):
            if words[1].endswith(f":{port:04X}") and words[9] != "0":
                address, peer = words[2].split(":")
                peers[socket.inet_ntoa(struct.pack("<I", int(address, 16))), int(peer, 16)] = int(words[4].split(":")[0], 16)
    return peers


class Watch(threading.Thread):
    """Notices what has ended: an answer is as good as the end, and of a reader who does not read it is
    the other side that says so."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port = port
        self.stopped = False
        self.selector = selectors.DefaultSelector()
        self.readers = []
        self.looked = time.monotonic()

    def add(self, one):
        """A new connection."""
        if one.drip is not None:
            self.selector.register(one.tls, selectors.EVENT_READ, one)
        else:
            self.readers.append(one)

    def run(self):
        while not self.stopped:
            for key, _ in self.selector.select(0.2):
                self.hear(key.data)
            if time.monotonic() > self.looked + 0.3:
                self.look()

    def hear(self, one):
        """What one that sends is told."""
        try:
            with one.lock:
                one.tls.recv(4096)
        except ssl.SSLWantReadError:
            return
        except (OSError, ssl.SSLError):
            pass
        one.end()
        self.selector.unregister(one.tls)

    def look(self):
        """For those that read."""
        readers = list(self.readers)
        peers = list_peers(self.port)
        for one in readers:
            if one.name not in peers:
                one.end()
                self.readers.remove(one)
            elif one.began is None and peers[one.name] > STUCK:
                one.began = time.monotonic()
        self.looked = time.monotonic()


class Honest:
    """Somebody in a process of his own who asks all the time."""

    def __init__(self, port, person):
        self.process = subprocess.Popen([sys.executable, os.path.abspath(__file__), str(port), person.token],
                                        stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)

    def stop(self):
        """[(when, seconds)] of all his requests."""
        self.process.stdin.close()
        text = self.process.stdout.read()
        assert self.process.wait(60) == 0, text
        self.process.stdout.close()
        return [tuple(map(float, line.split())) for line in text.splitlines()]


def ask_all_the_time(port, token):
    """Of the process: fifty requests a second, each of which asks the database, until told to stop."""
    stop = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
    connection = connect(port)
    while not stop.wait(0.02):
        began = time.monotonic()
        connection.request("GET", "/api/v1/sessions", headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
        print(began, time.monotonic() - began)
    connection.close()


def attack(port, devices, n):
    """All slow connections, dripping until each is closed; the processor is for the others first."""
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 15)
    watch = Watch(port)
    watch.start()
    slow = []
    while len(slow) < n or any(one.is_open() for one in slow):
        began = time.monotonic()
        for number in range(len(slow), min(n, len(slow) + max(OPENED, n // 10))):
            device = devices[number // len(KINDS) // READERS]
            slow.append(Slow(port, number, KINDS[number % len(KINDS)], device))
            watch.add(slow[-1])
        for one in slow:
            if one.seconds is None:
                one.step()
        time.sleep(max(DRIP - (time.monotonic() - began), 0))  # the attack is a slow one
    watch.stopped = True
    watch.join(10)
    for one in slow:
        one.tls.close()
    waited = max((one.began - one.opened for one in slow if one.drip is None and one.began is not None), default=0.0)
    print(f"# readers that waited for something to read: at most {waited:.1f} s", flush=True)
    return [one for one in slow if one.began is not None]


def fill(person, n):
    """Clients, so that a download does not fit into the buffers of a connection."""
    for number in range(0, n, 500):
        person.have_done([create("customer", type="person", last_name=f"Client {number + i}", note="x" * 1500)
                          for i in range(500)])


class Floor:
    """The HTTP library alone on the same machine, under the same attack."""

    def __init__(self, options, world):
        self.process = subprocess.Popen([options.empty_server] + [os.path.join(world.folder, "data", name) for name in
                                                                  ("tls-cert.pem", "tls-key.pem")],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def close(self):
        """It keeps slow connections for as long as they like."""
        self.process.stdin.close()
        self.process.wait(60)
        self.process.stdout.close()


def measure_floor(options, world, person, devices):
    """How much longer honest people wait there: what of it is the machine's and the attackers'."""
    floor = Floor(options, world)
    _, ratio = play_attack("floor", floor.port, person, devices, options.rounds)
    floor.close()
    return ratio


def play_attack(door, port, person, devices, n):
    """The connections, and how much longer honest people wait at the 99th percentile."""
    honest = Honest(port, person)
    time.sleep(QUIET)  # what is measured is a time without the attack
    began = time.monotonic()
    slow = []
    attacker = threading.Thread(target=lambda: slow.extend(attack(port, devices, n)))  # with a niceness of its own
    attacker.start()
    attacker.join()
    ended = time.monotonic()
    time.sleep(QUIET)
    took = honest.stop()
    quiet = [seconds for at, seconds in took if at < began or at > ended]
    during = [seconds for at, seconds in took if began <= at <= ended]
    print(f"# {door} honest p50/p99 ms quiet {percentile(quiet, 0.5) * 1000:.1f}/{percentile(quiet, 0.99) * 1000:.1f}"
          f" during {percentile(during, 0.5) * 1000:.1f}/{percentile(during, 0.99) * 1000:.1f} n={len(during)}", flush=True)
    return slow, percentile(during, 0.99) / percentile(quiet, 0.99)


def f40(options):
    """Slow headers, bodies and readers by the thousand."""
    world = open_world(options, ("anna", "agent", "North"))
    anna = world.people[0]
    fill(anna, 3000)
    wrong, by_kind, worst = [], {}, 0.0
    devices = [Device(anna) for _ in range(options.rounds // len(KINDS) // READERS + 1)]
    for door, port in doors(world):
        # The machine has other work: what counts is the best of three, and in a small run nothing.
        ratios = []
        while len(ratios) < (3 if options.full else 1) and min(ratios, default=9) > RATIO:
            slow, ratio = play_attack(door, port, anna, devices, options.rounds)
            ratios.append(ratio)
            for one in slow:
                key = f"{door}_{one.kind}"
                by_kind[key] = max(by_kind.get(key, 0.0), one.seconds or PATIENCE)
                if one.seconds is None or one.seconds > CLOSED_IN * options.slack:
                    wrong.append((key, one.seconds))
        if f"{door}_read" not in by_kind:
            wrong.append((door, "nobody read"))
        worst = max(worst, min(ratios))
    complain(wrong)
    floor = measure_floor(options, world, anna, devices) if options.full else math.nan
    world.close(keep=False)
    # A time on a machine with other work is no reason to fail a build.
    return report("F40", not wrong and (worst <= RATIO or not options.full), connections=options.rounds, honest_p99_ratio=worst,
                  floor_p99_ratio=floor, open_after_6_s=len(wrong), **{f"{key}_s": value for key, value in sorted(by_kind.items())})


def upgrade(port, person, **more):
    """A request for a live socket; the connection and its status."""
    tls = dial(port)
    key = base64.b64encode(os.urandom(16)).decode()
    headers = dict({"Upgrade": "websocket", "Connection": "Upgrade", "Sec_WebSocket_Version": "13",
                    "Sec_WebSocket_Key": key, "Sec_WebSocket_Protocol": "zontik.v1"}, **more)
    tls.sendall(head("GET", "/live", person, **headers))
    text = b""
    while b"\r\n\r\n" not in text:
        part = tls.recv(1)
        if not part:
            return tls, 0
        text += part
    return tls, int(text.split(b" ", 2)[1])


def frame(opcode, data, final=True, length=None):
    """A masked frame of a client; @length lies about what follows."""
    size = len(data) if length is None else length
    first = bytes([opcode | (0x80 if final else 0)])
    if size < 126:
        first += bytes([0x80 | size])
    elif size < 65536:
        first += bytes([0xfe]) + struct.pack(">H", size)
    else:
        first += bytes([0xff]) + struct.pack(">Q", size)
    return first + b"\0\0\0\0" + data


def flood(tls, parts):
    """Sends until it is closed; seconds that it took from when a budget of bytes was spent."""
    talk = Talk(tls)
    began = time.monotonic()

    def sent():
        nonlocal began
        if talk.sent < MEBIBYTE:
            began = time.monotonic()

    talk.play(parts, PATIENCE, lambda: False, sent)
    tls.close()
    return time.monotonic() - began, talk.sent


def make_floods():
    """(name, frames) that no client of ours sends."""
    block = b"a" * 65000
    yield "fragments", ([frame(1, block, final=False)] + [frame(0, block, final=False)] * 4800)
    yield "one-frame", [frame(2, b"", length=300 * MEBIBYTE)] + [block] * 4800
    yield "huge-length", [frame(2, b"", length=(1 << 63) - 1)] + [block] * 4800
    yield "pings", [frame(9, b"x" * 100) * 1000] * 1000
    yield "empty-fragments", [frame(1, b"", final=False)] + [frame(0, b"", final=False) * 1000] * 1000
    yield "pongs", [frame(10, b"") * 1000] * 1000


def break_upgrades(port, person):
    """Ways in without a session; those that were let in."""
    class Nobody:
        token = "A" * 43

    taken = []
    attempts = [(None, {}), (Nobody, {}), (None, {"Cookie": f"token={person.token}"}),
                (None, {"Sec_WebSocket_Protocol": f"zontik.v1, {person.token}"}),
                (None, {"X_Forwarded_For": "127.0.0.1"}), (None, {"Authorization": f"Basic {person.token}"}),
                (None, {"Authorization": person.token}), (None, {"Authorization": "Bearer "}),
                (None, {"Proxy_Authorization": f"Bearer {person.token}"})]
    for who, headers in attempts:
        tls, status = upgrade(port, who, **headers)
        tls.close()
        if status == 101:
            taken.append(headers)
    return taken, len(attempts)


def f41(options):
    """Live sockets: endless messages, floods of pings, half-open ones, and those of nobody."""
    world = open_world(options, ("anna", "agent", "North"))
    anna = world.people[0]
    wrong, slowest, worst, counts, unknown, attempts = [], 0.0, 0.0, True, 0, 0
    for door, port in doors(world):
        for name, frames in make_floods():
            for _ in range(options.rounds):
                tls, status = upgrade(port, anna)
                assert status == 101, status
                memory = Memory(world)
                seconds, sent = flood(tls, frames)
                growth, counts = memory.growth(), memory.counts()
                slowest, worst = max(slowest, seconds), max(worst, growth)
                print(f"# {door} {name} closed_s={seconds:.3f} sent={sent} growth={growth:.1f}", flush=True)
                if seconds > SOCKET_CLOSED_IN * options.slack:
                    wrong.append((door, name, seconds))
        taken, n = break_upgrades(port, anna)
        unknown, attempts = unknown + len(taken), attempts + n
        wrong += taken
        # Half-open ones: TCP without TLS, TLS without a request; the door must end them by itself.
        silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(20)]
        began, allowed = time.monotonic(), min((CLOSED_IN + 1) * options.slack, PATIENCE)
        for one in silent:
            if not is_closed(one, allowed) or time.monotonic() - began > allowed:
                wrong.append((door, "half-open"))
            one.close()
    anna.call("GET", "/sessions")
    complain(wrong)
    world.close(keep=False)
    return report("F41", not wrong and (worst <= GROWTH or not counts), closed_s=slowest, growth_mib=worst,
                  judged=counts, upgrades_without_a_session=f"{unknown}/{attempts}", wrong=len(wrong))


if __name__ == "__main__":
    ask_all_the_time(int(sys.argv[1]), sys.argv[2])
