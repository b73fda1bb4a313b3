# SPDX-License-Identifier: GPL-3.0-or-later
"""The real program in a window, driven as a screen reader would: by roles, names and texts."""
import hashlib
import os
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import tempfile

# Fatal warnings are for our program: libatspi has one at every application that is new to it.
DEBUG = {"G_DEBUG": os.environ.pop("G_DEBUG")} if "G_DEBUG" in os.environ else {}

import gi  # noqa: E402

from zontik_e2e import PASSWORD, wait_until  # noqa: E402

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir={folder}</listen><servicedir>{folder}/services</servicedir>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>
"""


def read_fingerprint(port):
    """SHA-256 of the server's certificate."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", port)) as raw:
        with context.wrap_socket(raw) as stream:
            return hashlib.sha256(stream.getpeercert(True)).hexdigest()


class Bus:
    """A session bus that can start the one of accessibility and nothing else."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="zontik-bus-")
        folder = self.folder
        os.makedirs(os.path.join(folder, "services"))
        os.symlink("/usr/share/dbus-1/services/org.a11y.Bus.service",
                   os.path.join(folder, "services", "org.a11y.Bus.service"))
        config = os.path.join(folder, "bus.conf")
        with open(config, "w", encoding="ascii") as file:
            file.write(BUS.format(folder=folder))
        with open(os.path.join(folder, "bus.log"), "wb") as log:
            self.process = subprocess.Popen(
                ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address"],
                stdout=subprocess.PIPE, stderr=log, text=True)
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = self.process.stdout.readline().strip()
        Atspi.init()
        Atspi.set_timeout(5000, 20000)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        """Ends the bus; what it has started ends with it."""
        self.process.stdout.close()
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder)


def walk(node):
    """The node and all below it."""
    yield node
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child is not None:
            yield from walk(child)


def text_of(node):
    """What a field or label says."""
    if "Text" in node.get_interfaces():
        return Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node))
    return node.get_name()


class App:
    """zontik with a profile that outlives it."""

    def __init__(self, program, folder, profile="killed"):
        self.program = program
        self.folder = folder
        self.profile = profile
        self.process = None

    def start(self, url, login, trust):
        """Starts and signs in; the second time the token is there already."""
        environment = dict(os.environ, **DEBUG, GTK_A11Y="atspi", XDG_DATA_HOME=self.folder,
                           SECRET_BACKEND="file", SECRET_FILE_TEST_PASSWORD="test",
                           SECRET_FILE_TEST_PATH=os.path.join(self.folder, "keyring"))
        with open(os.path.join(self.folder, "app.log"), "ab") as log:
            self.process = subprocess.Popen(
                [self.program, "--profile", self.profile, "--server", url, "--sign-in", login,
                 "--trust", trust],
                stdin=subprocess.PIPE, stdout=log, stderr=log, text=True, env=environment)
        self.process.stdin.write(PASSWORD + "\n")
        self.process.stdin.close()

    def kill(self):
        """As a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process = None

    def root(self):
        """Of this process in the tree of accessibility."""
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()
        for index in range(desktop.get_child_count()):
            node = desktop.get_child_at_index(index)
            if node is not None and node.get_process_id() == self.process.pid:
                return node
        return None

    def look(self, match):
        """The first node that matches, or None."""
        while GLib.MainContext.default().iteration(False):
            pass
        try:
            root = self.root()
            if root is None:
                return None
            root.clear_cache()
            return next((node for node in walk(root) if match(node)), None)
        except GLib.Error:
            return None  # it went away while we looked

    def find(self, role, name=None, text=None):
        """Waits for a node of this role, name or text."""
        def match(node):
            return (node.get_role_name() == role and (name is None or node.get_name() == name)
                    and (text is None or text_of(node) == text))
        return wait_until(lambda: self.look(match), why=f"{role} {name or ''} {text or ''}")

    def press(self, name):
        """The button of this name."""
        def match(node):
            return node.get_role_name() == "push button" and node.get_name().startswith(name)
        button = wait_until(lambda: self.look(match), why=f"button {name}")
        assert Atspi.Action.do_action(button, 0), name

    def click(self, node):
        """In the middle of a node; windows lie at the corner of a screen without a manager."""
        window = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)],
            capture_output=True, text=True, check=True).stdout.split()[-1]
        box = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
        subprocess.run(["xdotool", "mousemove", "--window", window, str(box.x + box.width // 2),
                        str(box.y + box.height // 2), "click", "1"], check=True)

    def type(self, node, text):
        """Puts the text into a field; a window says of it what it says of a keyboard's."""
        assert Atspi.EditableText.set_text_contents(node, text), node.get_name()

    @staticmethod
    def key_in(text):
        """Keys to where the keyboard is."""
        subprocess.run(["xdotool", "type", "--delay", "20", text], check=True)

    def open_form(self):
        """For a new client."""
        self.press("New client")
        self.find("frame", "New client")

    def open_card(self):
        """Of the first client in the list."""
        self.press("Open the card")
        self.find("push button", "Back")
        self.find("list", "Data")

    def dump(self):
        """The tree as comments, for whoever looks at a failure."""
        try:
            root = self.root()
            for node in walk(root) if root is not None else ():
                print(f"# {node.get_role_name()} {node.get_name()!r} {text_of(node)!r}", flush=True)
        except GLib.Error as error:
            print(f"# {error.message}")

    def drafts(self):
        """What is on the disk of half-typed texts."""
        texts = []
        for top, _, names in os.walk(self.folder):
            if "outbox.db" in names:
                with sqlite3.connect(f"file:{top}/outbox.db?mode=ro", uri=True) as base:
                    texts += [row[0] for row in base.execute("select text from draft")]
        return "\n".join(texts)
