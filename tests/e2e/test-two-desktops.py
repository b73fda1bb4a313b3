#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-two-desktops.py ZONTIK-SERVER ZONTIK: two people at their desks, and an administrator who gives a client
of the one to the other. Under tests/ui/xvfb.sh; TWO_DESKTOPS_PICTURES is a folder for pictures of it."""
import os
import shutil
import subprocess
import sys

from zontik_e2e import World, run_cases, uuid7, wait_until

NAME = "Orlova Nina"
OTHER = "Petrova Vera"
WIDTH = 900
WIDE = 1400
HEIGHT = 720


class Office(World):
    """A server, Anna with two clients, Boris with none, both with the program open."""

    def __init__(self, server, program):
        super().__init__(server, None)
        self.program = program
        self.desks = {}
        self.trust = None
        self.record = uuid7()

    def open(self):
        super().open()
        self.trust = read_fingerprint(self.server.port)
        for login in ("anna", "boris"):
            self.server.add_user(login)
        self.server.add_user("taras", "administrator")
        token = self.server.sign_in("anna")
        self.server.call("POST", "/commands", {"commands": [
            self.create(self.record, *NAME.split()), self.create(uuid7(), *OTHER.split())]}, token)
        for place, login in enumerate(("anna", "boris")):
            self.begin(login, place)

    @staticmethod
    def create(record, last, first):
        """The command that makes a client."""
        return {"id": uuid7(), "at": "2026-01-01T00:00:00.000000Z", "kind": "customer.create", "record": record,
                "set": {"type": "person", "last_name": last, "first_name": first}}

    def begin(self, login, place):
        """The program of one of them, at its half of the screen."""
        folder = os.path.join(self.folder, login)
        os.makedirs(folder)
        desk = App(self.program, folder, profile=login)
        desk.start(self.server.url, login, self.trust)
        self.desks[login] = desk
        desk.find("frame")
        self.place(login, WIDTH, place * WIDTH)

    def place(self, login, width, left):
        """Puts the window of one of them somewhere, above the other."""
        pid = self.desks[login].process.pid
        window = wait_until(lambda: find_window(pid), why=f"a window of {login}")
        subprocess.run(["xdotool", "windowsize", window, str(width), str(HEIGHT),
                        "windowmove", window, str(left), "0", "windowraise", window], check=True)

    def show(self, name):
        """A picture of the screen for whoever wants to look."""
        folder = os.environ.get("TWO_DESKTOPS_PICTURES")
        if folder:
            os.makedirs(folder, exist_ok=True)
            subprocess.run(["xdotool", "mousemove", "3000", "3000"], check=True)
            subprocess.run(["import", "-silent", "-window", "root", os.path.join(folder, name + ".png")], check=True)

    def reassign(self, login):
        """What the administrator does."""
        owner = self.server.call("GET", "/me", token=self.server.sign_in(login))["user"]["id"]
        token = self.server.sign_in("taras")
        answer = self.server.call("POST", "/commands", {"commands": [
            {"id": uuid7(), "at": "2026-01-02T00:00:00.000000Z", "kind": "customer.reassign", "record": self.record,
             "args": {"owner": owner, "reason": "holiday"}}]}, token)
        assert answer["results"][0]["status"] == "done", answer

    def close(self, keep=False):
        for desk in self.desks.values():
            if desk.process is not None:
                if keep:
                    desk.dump()
                desk.kill()
        super().close(keep)


def find_window(pid):
    """The last visible one of a program, or None."""
    found = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(pid)], capture_output=True, text=True,
                           check=False).stdout.split()
    return found[-1] if found else None


def shows(desk, role, name):
    """Whether the program shows this now."""
    return desk.look(lambda node: node.get_role_name() == role and node.get_name() == name) is not None


def a_client_changes_hands(office):
    """It goes from one list and comes into the other while both look."""
    anna, boris = office.desks["anna"], office.desks["boris"]
    anna.find("table row", NAME)
    anna.find("table row", OTHER)
    assert not shows(boris, "table row", NAME)
    office.show("two-desktops-before")
    office.reassign("boris")
    boris.find("table row", NAME)
    wait_until(lambda: not shows(anna, "table row", NAME), why="the client to leave")
    anna.find("table row", OTHER)
    office.show("two-desktops-after")


def an_open_card_says_so(office):
    """Whose card is open is told in a sentence, and can go back to the list."""
    anna = office.desks["anna"]
    anna.find("table row", NAME)
    office.place("anna", WIDE, 0)
    anna.open_card()
    anna.find("label", NAME)
    office.show("two-desktops-card-before")
    office.reassign("boris")

    def tells(node):
        return node.get_role_name() == "label" and "not for you to see any more" in text_of(node)
    wait_until(lambda: anna.look(tells), why="a sentence on the card")
    office.show("two-desktops-card-after")
    anna.press("To the List")
    anna.find("table row", OTHER)
    assert anna.process.poll() is None


if __name__ == "__main__":
    missing = [tool for tool in ("dbus-daemon", "xdotool") if shutil.which(tool) is None]
    try:
        from zontik_desktop import App, Bus, read_fingerprint, text_of
    except (ImportError, ValueError) as error:
        missing.append(str(error))
    if missing:
        print(f"1..0 # SKIP without {', '.join(missing)}")
        sys.exit(0)
    with Bus():
        run_cases((a_client_changes_hands, an_open_card_says_so), sys.argv[1], sys.argv[2], Office)
