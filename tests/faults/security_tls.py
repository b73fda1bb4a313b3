# SPDX-License-Identifier: GPL-3.0-or-later
"""F42: what TLS is spoken, and a client that is shown somebody else's certificate."""
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading

from faults import complain, report, uuid7, wait_until
from security import doors, open_world

GOOD = re.compile(r"^(ECDHE|DHE)-.*(GCM|CHACHA20-POLY1305)|^TLS_")
OLD = (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1)
# What openssl is told for each; the key is another one than the server's in every case.
CERTIFICATES = {"self-signed": ["-days", "30", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
                "wrong-host": ["-days", "30", "-subj", "/CN=example.org", "-addext", "subjectAltName=DNS:example.org"]}


def try_tls(port, cipher, lowest, highest):
    """The suite that was agreed on; None when there was none."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        context.set_ciphers(cipher + ":@SECLEVEL=0")
        context.minimum_version = lowest
        context.maximum_version = highest
        with socket.create_connection(("127.0.0.1", port), 10) as raw, context.wrap_socket(raw) as tls:
            return tls.cipher()[0]
    except (OSError, ssl.SSLError, ValueError):
        return None


def list_suites():
    """Everything that OpenSSL knows below TLS 1.3."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_ciphers("ALL:COMPLEMENTOFALL:@SECLEVEL=0")
    return [one["name"] for one in context.get_ciphers() if not one["name"].startswith("TLS_")]


def check_door(port):
    """(agreed suites, what is wrong) of a port."""
    wrong = []
    for version in OLD:
        if try_tls(port, "ALL", version, version):
            wrong.append((port, version))
    agreed = [name for name in list_suites() if try_tls(port, name, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2)]
    newest = try_tls(port, "ALL", ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_3)
    wrong += [(port, name) for name in agreed if not GOOD.match(name)]
    if newest is None or not agreed:
        wrong.append((port, "no TLS 1.3 or no TLS 1.2"))
    with socket.create_connection(("127.0.0.1", port), 10) as plain:
        plain.sendall(b"GET /api/v1/me HTTP/1.1\r\nHost: zontik\r\n\r\n")
        try:
            text = plain.recv(4096)
        except OSError:
            text = b""
    if b"HTTP/" in text and b" 400 " not in text:
        wrong.append((port, "speaks without TLS", text[:100]))
    return agreed, wrong


class Road:
    """Where the client goes: to the server first, then to somebody else, who counts."""

    def __init__(self, port):
        self.target = port
        self.context = None
        self.attempts = 0
        self.heard = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()
        self.passing = []

    def accept(self):
        """Each in a thread of its own."""
        while True:
            try:
                down, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(down,), daemon=True).start()

    def serve(self, down):
        """To the server, or into the hands of somebody else."""
        if self.target is not None:
            up = socket.create_connection(("127.0.0.1", self.target))
            self.passing += [down, up]
            for one, other in ((down, up), (up, down)):
                threading.Thread(target=self.copy, args=(one, other), daemon=True).start()
            return
        self.attempts += 1
        down.settimeout(20)
        try:
            tls = self.context.wrap_socket(down, server_side=True) if self.context else down
            text = tls.recv(4096)
            # Without TLS the client says hello in TLS; anything else would be a request.
            if text and (self.context or not text.startswith(b"\x16\x03")):
                self.heard.append(text[:200])
            if self.context is None:
                tls.sendall(b"HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n")
            tls.close()
        except (OSError, ssl.SSLError):
            pass
        down.close()

    def copy(self, one, other):
        """Bytes one way."""
        try:
            while data := one.recv(65536):
                other.sendall(data)
        except OSError:
            pass
        one.close()
        other.close()

    def turn(self, context):
        """From now on the client meets somebody else."""
        self.target = None
        self.context = context
        for one in self.passing:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


AUTHORITY = """[ca]
default_ca = own
[own]
database = index.txt
new_certs_dir = .
serial = serial
default_md = sha256
policy = any
[any]
commonName = supplied
"""


def make_expired(folder):
    """Over since long; `openssl req` cannot."""
    for name, text in (("ca.conf", AUTHORITY), ("index.txt", ""), ("serial", "01\n")):
        with open(os.path.join(folder, name), "w", encoding="ascii") as file:
            file.write(text)
    for words in (["req", "-newkey", "rsa:2048", "-nodes", "-keyout", "expired.key", "-out", "expired.csr", "-subj", "/CN=127.0.0.1"],
                  ["ca", "-selfsign", "-batch", "-notext", "-config", "ca.conf", "-keyfile", "expired.key", "-in", "expired.csr",
                   "-out", "expired.pem", "-startdate", "20200101000000Z", "-enddate", "20200201000000Z"]):
        subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(folder, "expired.pem"), os.path.join(folder, "expired.key"))
    return context


def make_context(folder, name, words):
    """A server's TLS with a certificate of its own."""
    key, certificate = os.path.join(folder, name + ".key"), os.path.join(folder, name + ".pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, *words],
                   check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def deceive(world, road, contexts, rounds):
    """Attempts of the client to get in touch, by what it was shown."""
    client = world.client("anna", f"https://127.0.0.1:{road.port}")
    client.wait_quiet()
    client.save("create", uuid7(), "Kept")
    attempts = {}
    for name, context in contexts.items():
        road.turn(context)
        before = road.attempts
        for number in range(rounds):
            # A client that has seen a wrong certificate waits for its person: each try is a new start.
            client.kill()
            client.start()
            client.hear("ready")
            client.tell("sync")
            wait_until(lambda n=number: road.attempts > before + n, 120, f"the client tries with {name}")
        attempts[name] = road.attempts - before
    return attempts


def run_sslscan(port):
    """What it calls weak; None when it is not there."""
    if shutil.which("sslscan") is None:
        print("# skipped sslscan: it is not installed", flush=True)
        return None
    text = subprocess.run(["sslscan", "--no-colour", "--no-failed", f"127.0.0.1:{port}"], capture_output=True, text=True,
                          check=False, timeout=300).stdout
    return [line for line in text.splitlines()
            if re.match(r"(SSLv\d|TLSv1\.[01]) +enabled", line) or re.search(r"(Accepted|Preferred).*(CBC|RC4|3DES|NULL|EXP|MD5)", line)
            or "vulnerable to heartbleed" in line and "not vulnerable" not in line]


def f42(options):
    """Protocols and suites, no plain text, and certificates of somebody else."""
    world = open_world(options, ("anna", "agent", "North"))
    wrong, suites = [], set()
    for _, port in doors(world):
        agreed, found = check_door(port)
        suites |= set(agreed)
        wrong += found + (run_sslscan(port) or [])
    road = Road(world.server.port)
    contexts = {name: make_context(world.folder, name, words) for name, words in CERTIFICATES.items()}
    attempts = deceive(world, road, {**contexts, "expired": make_expired(world.folder), "stripped": None}, max(options.rounds // 4, 1))
    road.listener.close()
    wrong += road.heard
    complain(wrong)
    world.close(keep=False)
    return report("F42", not wrong, suites_1_2=len(suites), attempts=sum(attempts.values()), connections=len(road.heard),
                  wrong=len(wrong))
