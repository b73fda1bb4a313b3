#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-app-killed.py ZONTIK-SERVER ZONTIK: the real program is killed while something is half typed,
begins again, and shows it. Under tests/ui/xvfb.sh."""
import os
import shutil
import sys
import time

from zontik_e2e import World, run_cases, uuid7, wait_until

NAME = "Orlova Nina"


class Desk(World):
    """A server with one client of Anna's, and her program."""

    def __init__(self, server, program):
        super().__init__(server, None)
        self.app = None
        self.program = program
        self.trust = None

    def open(self):
        """All up to the list of clients."""
        super().open()
        self.server.add_user("anna")
        token = self.server.sign_in("anna")
        command = {"id": uuid7(), "at": "2026-01-01T00:00:00.000000Z", "kind": "customer.create",
                   "record": uuid7(),
                   "set": {"type": "person", "last_name": "Orlova", "first_name": "Nina"}}
        self.server.call("POST", "/commands", {"commands": [command]}, token)
        self.trust = read_fingerprint(self.server.port)
        folder = os.path.join(self.folder, "desk")
        os.makedirs(folder)
        self.app = App(self.program, folder)
        self.begin()

    def begin(self):
        """The program, with the client in its list."""
        self.app.start(self.server.url, "anna", self.trust)
        self.app.find("table row", NAME)

    def die(self, typed):
        """Killed as soon as what was typed is on the disk, and begun again. Drafts are sealed there:
        one that no key press changes any more is whole."""
        still = {"text": "", "since": time.monotonic()}

        def is_written():
            text = self.app.drafts()
            if text != still["text"]:
                still.update(text=text, since=time.monotonic())
            return len(text) > len(typed) and time.monotonic() - still["since"] > 3

        wait_until(is_written, why=f"a draft of {typed}")
        self.app.kill()
        self.begin()

    def close(self, keep=False):
        if self.app is not None and self.app.process is not None:
            if keep:
                self.app.dump()
            self.app.kill()
        super().close(keep)


def new_client(desk):
    """The form, three fields of it."""
    fields = (("Last, first and middle name", "Petrova Vera"), ("Phone", "+7 900 555 01"),
              ("Note", "met at the fair, wants"))
    desk.app.open_form()
    for name, text in fields:
        desk.app.type(desk.app.find("text", name), text)
    desk.die(fields[-1][1])
    desk.app.open_form()
    for name, text in fields:
        desk.app.find("text", name, text)


def type_into_card(desk, place, text):
    """Half of an edit in its place, with the keyboard; then the card as it comes back."""
    desk.app.open_card()
    desk.app.click(desk.app.find("label", place))
    desk.app.key_in(text)
    desk.die(text)
    desk.app.open_card()
    desk.app.find("label", text)
    desk.app.find("label", "draft")


def field_of_card(desk):
    """A name is edited in its place."""
    type_into_card(desk, "add a middle name", "Ivanov")


def note_of_card(desk):
    """The note of a card."""
    type_into_card(desk, "Add a note", "rings back on Mon")


if __name__ == "__main__":
    missing = [tool for tool in ("dbus-daemon", "xdotool") if shutil.which(tool) is None]
    try:
        from zontik_desktop import App, Bus, read_fingerprint
    except (ImportError, ValueError) as error:
        missing.append(str(error))
    if missing:
        print(f"1..0 # SKIP without {', '.join(missing)}")
        sys.exit(0)
    # One for all: the library of accessibility never lets its first bus go.
    with Bus():
        run_cases((new_client, field_of_card, note_of_card), sys.argv[1], sys.argv[2],
                  Desk)
