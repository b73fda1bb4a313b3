# SPDX-License-Identifier: GPL-3.0-or-later
"""F46: requests that two readers could cut differently. What the proxy passes on as one request must be one
to the server, and what is hidden in a body must never be done."""
import ssl
import time

import http.client
import json

from faults import complain, connect, create, report
from security import dial, open_world

PATIENCE = 30.0  # for the first answer: who leaves before it has left a request that nobody has to see
WAIT = 0.15  # for one more
# How often each is played with the hidden request whole, and cut by one byte.
LENGTHS = ("Content-Length: {n}", "Content-Length:{n}", "content-length: {n}", "Content-Length: +{n}", "Content-Length: 0{n}",
           "Content-Length: {n}, {n}", "Content-Length: {n}\r\nContent-Length: {n}", "Content-Length: 0\r\nContent-Length: {n}",
           "Content-Length: {n}\r\nContent-Length: 0", "Content-Length : {n}", " Content-Length: {n}", "Content-Length: \t{n}",
           "Content-Length: {n}\t", "Content-Length: 0x{x}", "Content-Length: -1", "Content-Length: {n}.0", "Content-Length: {n}e0",
           "Content-Length: 99999999999999999999", "Content-Length: 18446744073709551616", "Content-Length: ", "Content-Length",
           "Content-Length: {n}\x00", "Content_Length: {n}", "Content-Length\x00: {n}", "X: y\nContent-Length: {n}",
           "X: y\rContent-Length: {n}", "Content-Length:\r\n {n}", "Content-Length: 0\r\n\t{n}", "Content-Length: 1 {n}")
CODINGS = ("Transfer-Encoding: chunked", "Transfer-Encoding:chunked", "transfer-encoding: CHUNKED", "Transfer-Encoding : chunked",
           " Transfer-Encoding: chunked", "Transfer-Encoding: xchunked", "Transfer-Encoding: chunked, identity",
           "Transfer-Encoding: identity, chunked", "Transfer-Encoding: identity", "Transfer-Encoding: gzip, chunked",
           "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
           "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "Transfer-Encoding: \tchunked", "Transfer-Encoding:\x0bchunked",
           "Transfer-Encoding: \"chunked\"", "Transfer-Encoding: 'chunked'", "Transfer-Encoding: chunked;q=1",
           "Transfer-Encoding: chunk", "Transfer-Encoding:\r\n chunked", "X: y\nTransfer-Encoding: chunked", "X: y\rTransfer-Encoding: chunked",
           "Transfer-Encoding: chunked\x00", "Transfer\x00-Encoding: chunked", "Transfer_Encoding: chunked", "TE: chunked",
           "Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked", "Transfer-Encoding: ,chunked", "Transfer-Encoding: chunked,")
CHUNKS = ("0\r\n\r\n", "0\n\n", "00\r\n\r\n", "0;x=y\r\n\r\n", "0 \r\n\r\n", "0x0\r\n\r\n", "+0\r\n\r\n", "-0\r\n\r\n", "1\r\nZ\r\nQ\r\n\r\n",
          "0\r\nX: y\r\n\r\n", "0\r\nContent-Length: 9\r\n\r\n", "0\r\n\n", "0\r\r\n\r\n", "ffffffffffffffff1\r\n", "10000000000000000\r\n",
          "1;\n\r\nx\r\n0\r\n\r\n", "0_0\r\n\r\n", "0\r\n", "\r\n0\r\n\r\n", "0,0\r\n\r\n")
LINES = ("POST /api/v1/sessions HTTP/1.1", "POST  /api/v1/sessions HTTP/1.1", "POST /api/v1/sessions  HTTP/1.1", "POST /api/v1/sessions",
         "POST /api/v1/sessions HTTP/1.0", "POST /api/v1/sessions HTTP/2.0", "POST /api/v1/sessions HTTP/1.9", "POST\t/api/v1/sessions\tHTTP/1.1",
         "POST /api/v1/sessions\x00 HTTP/1.1", "POST /api/v1/sessions HTTP/1.1\r\nHost: other", "\r\nPOST /api/v1/sessions HTTP/1.1",
         "GET /api/v1/sessions HTTP/1.1", "OPTIONS * HTTP/1.1", "CONNECT zontik:443 HTTP/1.1", "PRI * HTTP/2.0",
         "POST http://zontik/api/v1/sessions HTTP/1.1", "POST http://other@zontik/api/v1/sessions HTTP/1.1",
         "POST /api/v1/nothing HTTP/1.1", "HEAD /api/v1/sessions HTTP/1.1", "DELETE /api/v1/sessions/current HTTP/1.1", "POST /api/v1/sessions HTTP/1.1\nX: y")
EXTRA = ("Expect: 100-continue", "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA",
         "Connection: close, Content-Length", "Connection: keep-alive, Transfer-Encoding", "Trailer: Content-Length", "Host: zontik\x00",
         "Upgrade: websocket\r\nConnection: Upgrade", "Range: bytes=0-1", "X-HTTP-Method-Override: GET", ": empty", "no-colon",
         "X: \x01", "X: " + "a" * 20000)


def make_hidden(person, number):
    """A whole request that creates a client when anybody takes it for one."""
    command = create("customer", type="person", last_name=f"Smuggled {number}")
    body = json.dumps({"commands": [command]})
    return (f"POST /api/v1/commands HTTP/1.1\r\nHost: zontik\r\nAuthorization: Bearer {person.token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}")


def make_requests(person, chance, n):
    """(what, bytes): every form alone and with every other, then mixtures."""
    number = 0

    def build(line, headers, start):
        nonlocal number
        number += 1
        hidden = make_hidden(person, number)
        body = start + hidden
        text = line + "\r\nHost: zontik\r\n" + "".join(
            header.replace("{n}", str(len(body))).replace("{x}", f"{len(body):x}") + "\r\n" for header in headers) + "\r\n" + body
        return (line, headers, start), text.encode("latin-1")

    plain, length, coding = LINES[0], LENGTHS[0], CODINGS[0]
    for one in LENGTHS:
        yield build(plain, [one], "")
        yield build(plain, [one, coding], CHUNKS[0])
        yield build(plain, [coding, one], CHUNKS[0])
    for one in CODINGS:
        yield build(plain, [one, length], CHUNKS[0])
        yield build(plain, [length, one], CHUNKS[0])
    for one in CHUNKS:
        yield build(plain, [coding, length], one)
    for one in LINES:
        yield build(one, [length], "")
        yield build(one, [length, coding], CHUNKS[0])
    for one in EXTRA:
        yield build(plain, [one, length], "")
        # Refused before its body is read.
        yield build("POST /api/v1/nothing HTTP/1.1", [one, length], "")
    while number < n:
        headers = [chance.choice(LENGTHS)] + chance.sample(CODINGS, chance.randrange(2)) + chance.sample(EXTRA, chance.randrange(2))
        chance.shuffle(headers)
        yield build(chance.choice(LINES), headers, chance.choice((*CHUNKS, "")))


def play_wire(port, data):
    """Sends it and listens; the statuses that came back."""
    tls = dial(port, timeout=PATIENCE)
    text = b""
    try:
        tls.sendall(data)
        while True:
            part = tls.recv(65536)
            if not part:
                break
            text += part
            tls.settimeout(WAIT)
    except (OSError, ssl.SSLError):
        pass
    tls.close()
    return [int(line[9:12]) for line in text.split(b"\r\n") if line.startswith(b"HTTP/1.1 ") and line[9:12].isdigit()]


class Victim:
    """An honest person on a connection that stays: every answer must be that of his own question."""

    def __init__(self, port, person):
        self.port = port
        self.person = person
        self.connection = connect(port)
        self.wrong = []

    def ask(self):
        """One question that only he asks."""
        try:
            self.connection.request("GET", "/api/v1/me", headers={"Authorization": f"Bearer {self.person.token}"})
            answer = self.connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            self.connection = connect(self.port)
            return
        if answer.status != 200 or json.loads(text)["user"]["login"] != self.person.login:
            self.wrong.append(("victim", answer.status, text[:100]))


class Count:
    """Of the requests that the proxy has passed on and those that the server saw: always the same."""

    def __init__(self, world):
        self.world = world
        self.own = 0  # questions for /metrics, which do not come through the proxy
        self.offset = 0
        self.offset = self.read()

    def read(self):
        """How many more the server saw."""
        seen = self.world.server.metric("zontik_http_requests_total") - self.own
        self.own += 1
        return seen - self.world.proxy.count_requests() - self.offset

    def is_wrong(self):
        """Whether it stays so; what was answered late is not wrong."""
        end = time.monotonic() + 5
        while time.monotonic() < end:
            if self.read() == 0:
                return False
        self.offset += self.read()
        return True


def play_door(world, door, port, n, wrong):
    """All of them at one door; (played, refused)."""
    anna, boris = world.people
    victim, sql = Victim(port, boris), world.server.sql()
    count = Count(world) if door == "haproxy" else None
    played = refused = hidden = 0
    for what, data in make_requests(anna, world.chance, n):
        statuses = play_wire(port, data)
        played += 1
        refused += bool(statuses) and statuses[0] >= 400
        victim.ask()
        if count is not None:
            # What the proxy itself took for two requests may be two: who sends them may.
            if count.is_wrong():
                wrong.append((door, "requests that were not passed on", what, statuses))
            continue
        done = int(sql.one("select count(*) from customer where last_name like 'Smuggled%'"))
        if done > hidden and not is_honest(what):
            wrong.append((door, "done", what, statuses))
        hidden = done
    sql.close()
    wrong += victim.wrong
    return played, refused


def is_honest(what):
    """A whole request after a whole one, for every reader."""
    _, headers, start = what
    headers = [one for one in headers if "_" not in one]  # another header by its name
    return (headers == [CODINGS[0]] and start == CHUNKS[0]) or not headers


def f46(options):
    """The published ways of smuggling requests, through the proxy and without it."""
    world = open_world(options, ("anna", "agent", "North"), ("boris", "agent", "North"))
    wrong = []
    played, refused = play_door(world, "raw", world.server.port, options.rounds, wrong)
    if world.proxy is not None:
        world.proxy.tell("disable health zontik/one")  # so that every request is of this test
        some, more = play_door(world, "haproxy", world.proxy.port, options.rounds, wrong)
        played, refused = played + some, refused + more
    complain(wrong)
    world.close(keep=False)
    return report("F46", not wrong, requests=played, refused=refused, desyncs=len(wrong), behind_proxy=world.proxy is not None)
