# SPDX-License-Identifier: GPL-3.0-or-later
"""A person with a keyboard and a screen reader: keys go in, what has the focus is told. No pointer."""
import re
import subprocess
import time

from zontik_desktop import Atspi, App, GLib, text_of, walk
from zontik_e2e import wait_until

MAX_STEPS = 60
NOTHING = ("", "")


class KeyboardApp(App):
    """The program under a window manager, driven by keys alone."""

    def __init__(self, program, folder, profile):
        super().__init__(program, folder, profile)
        self.focus = None
        self.listener = Atspi.EventListener.new(self.focus_moved)
        self.listener.register("object:state-changed:focused")

    def focus_moved(self, event):
        """What a screen reader hears. Of the field of an entry row GTK 4.8 tells that its focus has changed,
        but not to what: coming and going have to be told apart by what was before."""
        try:
            if self.process is None or event.source.get_process_id() != self.process.pid:
                return
            if event.detail1:
                self.focus = event.source
            elif event.source.get_role_name() == "filler":
                self.focus = None if self.focus == event.source else event.source
            elif self.focus == event.source:
                self.focus = None
        except GLib.Error:
            pass  # it went away before it was asked

    def close(self):
        """Ends it, and hears nothing more."""
        self.listener.deregister("object:state-changed:focused")
        if self.process is not None:
            self.kill()

    @staticmethod
    def turn():
        """Lets what was told arrive."""
        while GLib.MainContext.default().iteration(False):
            pass

    @staticmethod
    def key(*names):
        """Keys one after the other, as xdotool calls them."""
        subprocess.run(["xdotool", "key", "--delay", "40", *names], check=True)

    def focused(self):
        """Role and name of what has the focus."""
        self.turn()
        try:
            return (self.focus.get_role_name(), name_of(self.focus)) if self.focus is not None else NOTHING
        except GLib.Error:
            return NOTHING

    def has_focus(self, name, role=None):
        """Whether what is called so has the keyboard."""
        found = self.focused()
        return found != NOTHING and found[1].startswith(name) and role in (None, found[0])

    def walk_to(self, name, role=None, key="Tab"):
        """Presses the key until what is called so has the focus."""
        seen = []
        for _ in range(MAX_STEPS):
            if self.has_focus(name, role):
                return
            before = self.focused()
            seen.append(before)
            self.key(key)
            self.settle(before)
        raise AssertionError(f"{name} is not reached by {key}: {seen[-40:]}")

    def settle(self, before):
        """A key was pressed: until the focus is told to be elsewhere, or a while in which it is not: two
        neighbours of one name, or the key does nothing here."""
        until = time.monotonic() + 1
        while self.focused() == before and time.monotonic() < until:
            time.sleep(0.01)
        # Who answers has told all that went with it: coming is told after going.
        self.root()
        self.turn()

    def look(self, match):
        """The first node that matches, or None; what is in a button is not looked at."""
        self.turn()
        try:
            root = self.root()
            if root is None:
                return None
            root.clear_cache()
            return next((node for node in walk_outside_buttons(root) if match(node)), None)
        except GLib.Error:
            return None  # it went away while we looked

    def shows(self, match):
        """Whether a node matches."""
        return self.look(match) is not None

    def wait(self, role, name):
        """A node of this role whose name or text begins so."""
        def match(node):
            return node.get_role_name() == role and (node.get_name().startswith(name) or text_of(node).startswith(name))
        return wait_until(lambda: self.look(match), why=f"{role} {name}")

    def find_text(self, role, pattern):
        """What a node says whose whole text is like this."""
        def match(node):
            return node.get_role_name() == role and re.fullmatch(pattern, text_of(node))
        return text_of(wait_until(lambda: self.look(match), why=pattern))

    def wait_text(self, name, text):
        """A field says what was typed into it."""
        def match(node):
            return node.get_role_name() == "text" and node.get_name().startswith(name) and text_of(node) == text
        wait_until(lambda: self.shows(match), why=f"{text} in {name}")

    def wait_focus(self, name, role=None):
        """The program moves the focus there by itself."""
        wait_until(lambda: self.has_focus(name, role), why=f"focus on {name}")

    def wait_window(self, title, seconds=120):
        """The window that has the keyboard is called so."""
        def is_active():
            done = subprocess.run(["xdotool", "getactivewindow", "getwindowname"], capture_output=True, text=True,
                                  check=False)
            return done.stdout.strip() == title
        wait_until(is_active, seconds, f"window {title}")

    def wait_chosen(self, name):
        """The row of this name is the chosen one. Pages that nobody looks at are in the tree as well."""
        def match(node):
            return (node.get_role_name() == "list item" and node.get_name() == name
                    and node.get_state_set().contains(Atspi.StateType.SELECTED))
        wait_until(lambda: self.shows(match), why=f"{name} to be chosen")

    def wait_gone(self, role, name):
        """No such node any more."""
        def match(node):
            return node.get_role_name() == role and node.get_name().startswith(name)
        wait_until(lambda: not self.shows(match), why=f"no {role} {name}")

    def names(self, role):
        """Of all nodes of the role."""
        found = []
        self.look(lambda node: node.get_role_name() == role and found.append(node.get_name()))
        return found


def name_of(node):
    """What a screen reader calls it: the rows of a drop-down have no name but the label in them."""
    if node.get_name() or node.get_role_name() != "list item":
        return node.get_name()
    return next((text_of(below) for below in walk(node) if below.get_role_name() == "label"), "")


def walk_outside_buttons(node):
    """The node and all below it."""
    yield node
    if node.get_role_name() == "push button":
        return
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child is not None:
            yield from walk_outside_buttons(child)
