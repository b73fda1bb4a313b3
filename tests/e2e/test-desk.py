#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-desk.py ZONTIK-SERVER ZONTIK: the real program and its promises about who may see what: a second factor, a
passphrase, the check of integrity, a share that ends, a device that is told to forget, a person who is disabled.
Under tests/ui/xvfb.sh."""
import base64
import glob
import hashlib
import hmac
import os
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import time

from zontik_e2e import PASSWORD, World, run_cases, uuid7, wait_until

NAME = "Orlova Nina"
OTHER = "Petrova Vera"
PASSPHRASE = "seven umbrellas under rain"


def make_code(secret, ahead=0):
    """What the program on a telephone shows, or will show so many half minutes later."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    step = struct.pack(">Q", int(time.time()) // 30 + ahead)
    digest = hmac.new(key, step, hashlib.sha1).digest()
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place:place + 4])[0] & 0x7FFFFFFF
    return f"{number % 1000000:06d}"


class Office(World):
    """A server, Anna with one client, Boris with another, an administrator, and Anna's program."""

    def __init__(self, server, program):
        super().__init__(server, None)
        self.program = program
        self.app = None
        self.trust = None
        self.tokens = {}
        self.other = uuid7()

    def open(self):
        super().open()
        self.trust = read_fingerprint(self.server.port)
        for login, role in (("anna", "agent"), ("boris", "agent"), ("taras", "administrator")):
            self.server.add_user(login, role)
            self.tokens[login] = self.server.sign_in(login)
        self.create("anna", uuid7(), *NAME.split())
        self.create("boris", self.other, *OTHER.split())
        folder = os.path.join(self.folder, "desk")
        os.makedirs(folder)
        self.app = Desk(self.program, folder, profile="desk")

    def create(self, login, record, last, first):
        """A client of this person."""
        command = {"id": uuid7(), "at": "2026-01-01T00:00:00.000000Z", "kind": "customer.create", "record": record,
                   "set": {"type": "person", "last_name": last, "first_name": first}}
        answer = self.server.call("POST", "/commands", {"commands": [command]}, self.tokens[login])
        assert answer["results"][0]["status"] == "done", answer

    def begin(self):
        """Anna's program, with her client in its list."""
        self.app.start(self.server.url, "anna", self.trust)
        self.app.find("table row", NAME)

    def me(self, login):
        """The id of a person."""
        return self.server.call("GET", "/me", token=self.tokens[login])["user"]["id"]

    def admin(self, method, path, body=None):
        """What the administrator does."""
        return self.server.call(method, "/admin/" + path, body, self.tokens["taras"])

    def find_file(self, name):
        """A file of the profile's database, or None."""
        found = glob.glob(os.path.join(self.app.folder, "**", name), recursive=True)
        return found[0] if found else None

    def close(self, keep=False):
        if self.app is not None and self.app.process is not None:
            if keep:
                self.app.dump()
            self.app.kill()
        super().close(keep)


def tells(app, words):
    """Waits until some label says this."""
    def match(node):
        return node.get_role_name() in ("label", "alert", "notification", "status bar") and words in text_of(node)
    return wait_until(lambda: app.look(match), why=words)


def lacks(app, name):
    """Waits until the list does not have this client."""
    def match(node):
        return node.get_role_name() == "table row" and node.get_name() == name
    wait_until(lambda: app.look(match) is None, why=f"{name} to leave")


def two_factors(office):
    """The password is right, and it is not enough."""
    token = office.tokens["anna"]
    secret = office.server.call("POST", "/me/totp", {}, token)["secret"]
    office.server.call("POST", "/me/totp/confirm", {"code": make_code(secret)}, token)
    app = office.app
    app.launch("--server", office.server.url)
    app.fill("Login", "anna")
    app.fill("Password", PASSWORD)
    app.press("Sign In")
    app.press("Trust")
    tells(app, "six digits")
    app.fill("Code from the telephone", "000000")
    app.press("Sign In")
    tells(app, "The code is wrong or was used")
    # Not the one that was confirmed with: each counts once.
    app.fill("Code from the telephone", make_code(secret, 1))
    app.press("Sign In")
    app.press("Start Working")
    app.find("table row", NAME)


def passphrase(office):
    """Without a Secret Service one is chosen before anything is kept, and asked for at the next start."""
    app = office.app
    app.launch("--server", office.server.url, "--sign-in", "anna", "--trust", office.trust, keyring=False,
               text=PASSWORD)
    tells(app, "Choose a passphrase")
    assert office.find_file("cache.db") is None
    app.fill("Passphrase", PASSPHRASE)
    app.fill("Once more", PASSPHRASE)
    app.press("Set the Passphrase")
    app.find("table row", NAME)
    assert app.end() == 0

    app.launch(keyring=False)
    tells(app, "What is the passphrase?")
    app.fill("Passphrase", "something else entirely")
    app.press("Open")
    tells(app, "This is not the passphrase")
    app.fill("Passphrase", PASSPHRASE)
    app.press("Open")
    app.find("table row", NAME)


def integrity(office):
    """A row that differs from the server's is found and put right where the exchange is shown."""
    app = office.app
    office.begin()
    assert app.end() == 0
    with sqlite3.connect(office.find_file("cache.db")) as base:
        base.execute("update customer set first_name = 'Nora'")
    base.close()
    office.app.start(office.server.url, "anna", office.trust)
    app.find("table row", "Orlova Nora")
    app.click(app.find("label", text="Synchronised"))
    tells(app, "Integrity")
    app.press("Check")
    tells(app, "1 row differed from the server and was put right")
    app.find("table row", NAME)


def share_ends(office):
    """What is shared comes, and goes with all that hangs on it when that ends."""
    app = office.app
    office.begin()
    share = uuid7()
    office.admin("POST", "share", {"id": share, "set": {"customer": office.other, "user": office.me("anna")}})
    app.find("table row", OTHER)
    office.admin("DELETE", f"share/{share}")
    lacks(app, OTHER)
    app.find("table row", NAME)
    with sqlite3.connect(f"file:{office.find_file('cache.db')}?mode=ro", uri=True) as base:
        left = base.execute("select count(*) from customer where last_name = 'Petrova'").fetchone()[0]
    base.close()
    assert left == 0


def other_session(office):
    """The session of Anna's program, as she sees it from elsewhere."""
    sessions = office.server.call("GET", "/sessions", token=office.tokens["anna"])["sessions"]
    return next(one["id"] for one in sessions if not one["current"] and one["device"]["name"] != "e2e")


def wiped_from_elsewhere(office):
    """Anna ends the session of her lost computer from another one: it keeps nothing of her clients."""
    app = office.app
    office.begin()
    office.server.call("DELETE", f"/sessions/{other_session(office)}?wipe=true", token=office.tokens["anna"])
    tells(app, "What this computer kept was removed")
    assert office.find_file("cache.db") is None
    assert office.find_file("outbox.db") is not None


def disabled(office):
    """Who may not work here any more sees nothing from then on; how fast is told, not judged."""
    app = office.app
    office.begin()
    user = office.me("anna")
    person = next(line for line in office.server.changes(office.tokens["taras"]).values() if line["id"] == user)
    began = time.monotonic()
    office.admin("PATCH", f"user/{user}", {"base": person["version"], "set": {"active": False}})
    wait_until(lambda: office.find_file("cache.db") is None, why="the cache to go")
    print(f"# locked out after {time.monotonic() - began:.2f} s", flush=True)
    tells(app, "What this computer kept was removed")
    lacks(app, NAME)


if __name__ == "__main__":
    missing = [tool for tool in ("dbus-daemon", "xdotool") if shutil.which(tool) is None]
    try:
        from zontik_desktop import App, Atspi, Bus, DEBUG, read_fingerprint, text_of
    except (ImportError, ValueError) as error:
        missing.append(str(error))
    if missing:
        print(f"1..0 # SKIP without {', '.join(missing)}")
        sys.exit(0)

    class Desk(App):
        """The program started in more ways than one."""

        def launch(self, *words, keyring=True, text=None):
            """With these words; @text is what it reads. Without @keyring there is no Secret Service."""
            environment = dict(os.environ, **DEBUG, GTK_A11Y="atspi", XDG_DATA_HOME=self.folder)
            if keyring:
                environment.update(SECRET_BACKEND="file", SECRET_FILE_TEST_PASSWORD="test",
                                   SECRET_FILE_TEST_PATH=os.path.join(self.folder, "keyring"))
            with open(os.path.join(self.folder, "app.log"), "ab") as log:
                self.process = subprocess.Popen([self.program, "--profile", self.profile, *words],
                                                stdin=subprocess.PIPE, stdout=log, stderr=log, text=True,
                                                env=environment)
            if text is not None:
                self.process.stdin.write(text + "\n")
            self.process.stdin.close()

        def fill(self, name, text):
            """Types into the row of this name."""
            def match(node):
                return (node.get_role_name() in ("text", "password text", "entry")
                        and "EditableText" in node.get_interfaces() and name in (node.get_name(), label_of(node)))
            row = wait_until(lambda: self.look(match), why=f"row {name}")
            assert Atspi.EditableText.set_text_contents(row, text), name

        def end(self):
            """As the session would end it; gives the exit status."""
            self.process.send_signal(signal.SIGTERM)
            status = self.process.wait(60)
            self.process = None
            return status

    def label_of(node):
        """What labels a field: the title of the row it is in."""
        parent = node
        for _ in range(4):
            parent = parent.get_parent()
            if parent is None:
                return ""
            if parent.get_name():
                return parent.get_name()
        return ""

    with Bus():
        run_cases((two_factors, passphrase, integrity, share_ends, wiped_from_elsewhere, disabled), sys.argv[1],
                  sys.argv[2], Office)
