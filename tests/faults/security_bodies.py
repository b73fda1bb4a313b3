# SPDX-License-Identifier: GPL-3.0-or-later
"""F31, F32, F33: bodies that are too large, too deep, not text at all, or small and packed."""
import base64
import gzip
import json
import os
import re
import time
import unicodedata
import zlib

from faults import complain, create, report, uuid7
from security import MEBIBYTE, ROOT, Memory, Talk, dial, doors, head, open_world

GIGABYTE = 1 << 30
REFUSED_IN = 1.0
GROWTH = 8.0
BATCH = 200
FIELD = re.compile(r'\{ \.name = "([a-z_.]+)",.*?\.type = CRM_FIELD_TEXT(.*?)\},', re.DOTALL)
KINDS = {"customer": {"type": "person", "last_name": "Text"},
         "contact-point": {"type": "other", "value": "text"},
         "identity-document": {"type": "other", "number": "1"},
         "bank-account": {"bic": "044525225", "account": "40817810099910004312"}}
# Raw bytes that are no UTF-8: overlong forms, surrogates, lone and cut sequences, beyond the last plane.
MALFORMED = [b"\xc0\x80", b"\xc0\xaf", b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf", b"\xc1\xbf", b"\xed\xa0\x80", b"\xed\xbf\xbf",
             b"\xed\xa0\xbd\xed\xb8\x80", b"\x80", b"\xbf", b"\xff", b"\xfe", b"\xe2\x82", b"\xf0\x9f\x98", b"\xf4\x90\x80\x80",
             b"\xf8\x88\x80\x80\x80", b"\xfc\x84\x80\x80\x80\x80", b"\x00", b"\x01", b"\x1f", b"\xc3\x28"]
# Escapes of JSON that are no text.
ESCAPES = [b"\\ud800", b"\\udfff", b"\\ud83d", b"\\ude00\\ud83d", b"\\ud800\\u0041", b"\\u0000", b"\\u00", b"\\x41", b"\\u007f",
           b"\\u0001", b"\\u0085", b"\\u001b[31m"]
WORDS = ["Иванов", "O'Neil", "\u202egnp.exe", "\u2066x\u2069", "\u200b", "\ufeff", "\U0001f600", "👨‍👩‍👧", "\uffff", "é", "ẞ", "\U0010ffff",
         "\\", "\"", "'", "%", "_", "\u2028", "\u00ad", "𝔛", "ﷺ", "ก็็็", "\U000e0041", "{}", "$1", "\t", "\n", "नि", "İ"]


def large_bodies():
    """(name, framing, parts of the body) of F31; a body is endless up to a gigabyte."""
    block = b"a" * MEBIBYTE
    keys = ",".join(f'"{number:x}":0' for number in range(1000000))
    deep = b"[" * 100000 + b"]" * 100000
    number = b'{"commands":[' + b"9" * 1000000 + b"]}"

    def length(body):
        return {"Content_Length": len(body)}, [body]

    yield "gigabyte", ({"Content_Length": GIGABYTE}, (block for _ in range(GIGABYTE // MEBIBYTE)))
    yield "gigabyte-in-chunks", ({"Transfer_Encoding": "chunked"},
                                 (b"%x\r\n%s\r\n" % (len(block), block) for _ in range(GIGABYTE // MEBIBYTE)))
    yield "keys", length(('{"commands":[{' + keys + "}]}").encode())
    yield "values", length(b'{"commands":[' + b"0," * 1000000 + b"0]}")
    yield "depth", length(deep)
    yield "objects", length(b'{"a":' * 100000 + b"0" + b"}" * 100000)
    yield "number", length(number)
    yield "exponent", length(b'{"commands":[1e' + b"9" * 1000000 + b"]}")


def play_body(port, person, headers, parts):
    """Sends it; the status and seconds from the last byte that was of use until the answer."""
    tls = dial(port)
    tls.sendall(head("POST", "/commands", person, Content_Type="application/json", **headers))
    talk = Talk(tls)
    began = time.monotonic()

    def sent():
        nonlocal began
        # A body within the limit is refused when it is whole; a longer one at the limit.
        if talk.sent <= 16 * MEBIBYTE:
            began = time.monotonic()

    talk.play(parts, 30, talk.status, sent)
    took = time.monotonic() - began
    tls.close()
    return talk.status(), took, talk.sent


def f31(options):
    """Bodies of a gigabyte, a million keys, a hundred thousand levels, numbers of a million digits."""
    world = open_world(options, ("anna", "agent", "North"))
    anna = world.people[0]
    for _ in range(3):  # what a full push costs in any case is not growth
        anna.have_done([create("customer", type="person", last_name="A" * 90) for _ in range(1000)])
    wrong, slowest, worst, counts = [], 0.0, 0.0, True
    for number in range(options.rounds):
        for door, port in doors(world):
            for name, (headers, parts) in large_bodies():
                memory = Memory(world)
                status, took, sent = play_body(port, anna, headers, parts)
                growth, counts = memory.growth(), memory.counts()
                print(f"# {number} {door} {name} status={status} s={took:.3f} sent={sent} growth={growth:.1f}", flush=True)
                slowest, worst = max(slowest, took), max(worst, growth)
                if not (400 <= status < 500 or (status == 0 and sent > 16 * MEBIBYTE)):
                    wrong.append((door, name, status))
                if sent > 200 * MEBIBYTE:
                    wrong.append((door, name, "went on reading", sent))
    complain(wrong)
    world.close(keep=False)
    return report("F31", not wrong and slowest <= REFUSED_IN * options.slack and (worst <= GROWTH or not counts),
                  slowest_s=slowest, growth_mib=worst, judged=counts, wrong=len(wrong))


def read_fields():
    """(kind, field, longest) of every text that people may write, from the kinds themselves."""
    found = []
    for kind in KINDS:
        path = os.path.join(ROOT, "shared", "customers", f"crm-{kind}.c")
        with open(path, encoding="utf-8") as file:
            for name, rest in FIELD.findall(file.read()):
                limit = re.search(r"max_length = (\d+)", rest)
                if "READ_ONLY" not in rest:
                    found.append((kind, name, int(limit.group(1)) if limit else 1000))
    assert len(found) > 15, found
    return found


def make_valid(chance, longest):
    """A text that is stored as it is: composed, without space at its ends."""
    text = ""
    while len(text) < min(longest - 8, 24):
        text += chance.choice(WORDS) if chance.random() < 0.7 else chr(chance.choice(
            [chance.randrange(0x20, 0x7f), chance.randrange(0xa1, 0x2000), chance.randrange(0x2010, 0xd7ff),
             chance.randrange(0x10000, 0x1ffff)]))
        if chance.random() < 0.2:
            break
    text = unicodedata.normalize("NFC", text[:longest - 8].strip(" \t\n\f\v\r"))
    # Code points without a meaning yet may compose in one Unicode and not in another.
    return "".join(c for c in text if unicodedata.category(c) not in ("Cn", "Cc") or c in "\t\n").strip(" \t\n") or "x"


def set_field(values, name, value):
    """A member, nested when its name has a point."""
    outer, _, inner = name.partition(".")
    values[outer] = dict(values.get(outer, {}), **{inner: value}) if inner else value


def make_command(world, kind, field, value):
    """A new record with the text in this field."""
    command = create(kind, **KINDS[kind])
    if kind != "customer":
        command["set"]["customer"] = world.customer
    set_field(command["set"], field, value)
    return command


def check_valid(world, person, fields, n):
    """Texts in batches; (stored otherwise than sent, refused, stored)."""
    wrong, refused, stored = [], 0, 0
    for _ in range(0, n, BATCH):
        sent = []
        for _ in range(BATCH):
            kind, field, longest = world.chance.choice(fields)
            value = make_valid(world.chance, longest)
            sent.append((make_command(world, kind, field, value), kind, field, value))
        results = person.insist([one[0] for one in sent])
        for (command, kind, field, value), result in zip(sent, results):
            if result["status"] != "done":
                refused += 1
                continue
            column = {"primary": "is_primary"}.get(field, field.replace(".", "_"))
            text = world.sql.one(f"select encode (convert_to ({column}, 'UTF8'), 'hex') from {kind.replace('-', '_')}"
                                 f" where id = '{command['record']}'")
            stored += 1
            if text != value.encode().hex():
                wrong.append((kind, field, value, text))
    return wrong, refused, stored


def send_raw(person, body):
    """Status and text of a push of these very bytes."""
    connection = person.connection
    connection.request("POST", "/api/v1/commands", body, {"Authorization": f"Bearer {person.token}",
                                                          "Content-Type": "application/json"})
    answer = connection.getresponse()
    return answer.status, answer.read()


def check_malformed(world, person, fields, n):
    """What is no text, one at a time; what was taken or broke something, and by which status it ended."""
    wrong, statuses = [], {}
    for _ in range(n):
        kind, field, _ = world.chance.choice(fields)
        bad = world.chance.choice(MALFORMED + ESCAPES)
        command = make_command(world, kind, field, "MARK")
        body = json.dumps({"commands": [command]}).encode().replace(b"MARK", b"a" + bad + b"b")
        status, text = send_raw(person, body)
        statuses[status] = statuses.get(status, 0) + 1
        done = status == 200 and any(one["status"] == "done" for one in json.loads(text)["results"])
        if done or status >= 500 or status == 0:
            wrong.append((kind, field, bad, status, text[:200]))
    return wrong, statuses


def f32(options):
    """Texts that are none, and texts of every script, in every field."""
    world = open_world(options, ("anna", "agent", "North"))
    anna = world.people[0]
    world.sql = world.server.sql()
    first = create("customer", type="person", last_name="First")
    anna.have_done([first])
    world.customer = first["record"]
    fields = read_fields()
    wrong, refused, stored, invalid, statuses = [], 0, 0, 0, {}
    for _, port in doors(world):
        anna.close()
        anna.port = port
        half = options.rounds // (2 * len(list(doors(world))))
        some, n_refused, n_stored = check_valid(world, anna, fields, half)
        wrong, refused, stored = wrong + some, refused + n_refused, stored + n_stored
        some, by_status = check_malformed(world, anna, fields, half)
        wrong += some
        invalid += half
        for status, n in by_status.items():
            statuses[status] = statuses.get(status, 0) + n
    left = world.sql.one("select count(*) from customer where strpos(coalesce(last_name, ''), chr(1)) > 0")
    world.sql.close()
    complain(wrong)
    world.close(keep=False)
    return report("F32", not wrong and stored > 0 and left == "0", fields=len(fields), stored=stored,
                  refused_by_format=refused, invalid=invalid, accepted_or_changed=len(wrong),
                  statuses=",".join(f"{status}:{n}" for status, n in sorted(statuses.items())))


def make_bombs():
    """(headers, body) that are a gigabyte of zeros when unpacked."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(MEBIBYTE)
    packed = b"".join(packer.compress(block) for _ in range(1024)) + packer.flush()
    twice = gzip.compress(packed)
    for coding in ("gzip", "x-gzip", "deflate", "br", "zstd", "compress", "identity, gzip", "gzip, gzip", "GZIP", "gzip;q=1"):
        body = twice if coding == "gzip, gzip" else packed
        yield coding, {"Content_Encoding": coding, "Content_Length": len(body)}, body
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    yield "chunked", {"Content_Encoding": "gzip", "Transfer_Encoding": "chunked"}, chunks
    yield "transfer", {"Transfer_Encoding": "gzip, chunked"}, chunks
    yield "unsaid", {"Content_Length": len(packed)}, packed


def open_socket_with_deflate(port, person):
    """Whether a live socket agrees to unpack what it is sent."""
    tls = dial(port)
    key = base64.b64encode(os.urandom(16)).decode()
    tls.sendall(head("GET", "/live", person, Upgrade="websocket", Connection="Upgrade", Sec_WebSocket_Version="13",
                     Sec_WebSocket_Key=key, Sec_WebSocket_Protocol="zontik.v1",
                     Sec_WebSocket_Extensions="permessage-deflate"))
    text = b""
    while b"\r\n\r\n" not in text:
        text += tls.recv(4096)
    tls.close()
    assert b" 101 " in text, text
    return b"permessage-deflate" in text.lower()


def f33(options):
    """A gigabyte packed into a megabyte, by every coding that HTTP knows."""
    world = open_world(options, ("anna", "agent", "North"))
    anna = world.people[0]
    anna.have_done([create("customer", type="person", last_name="A") for _ in range(1000)])
    wrong, slowest, worst, counts, n = [], 0.0, 0.0, True, 0
    bombs = list(make_bombs())
    for _ in range(options.rounds):
        for door, port in doors(world):
            for name, headers, body in bombs:
                memory = Memory(world)
                status, took, _ = play_body(port, anna, headers, [body])
                growth, counts = memory.growth(), memory.counts()
                slowest, worst, n = max(slowest, took), max(worst, growth), n + 1
                if not 400 <= status < 500 and status != 501:
                    wrong.append((door, name, status))
                print(f"# {door} {name} status={status} s={took:.3f} growth={growth:.1f}", flush=True)
            if open_socket_with_deflate(port, anna):
                wrong.append((door, "live", "packed frames"))
    complain(wrong)
    world.close(keep=False)
    return report("F33", not wrong and slowest <= REFUSED_IN * options.slack and (worst <= 16 or not counts), bombs=n,
                  slowest_s=slowest, growth_mib=worst, judged=counts, wrong=len(wrong))
