# SPDX-License-Identifier: GPL-3.0-or-later
"""PostgreSQL clusters of the tests' own, for what a private one cannot do: standbys and promotion."""
import os
import pwd
import shutil
import signal
import subprocess

from faults import Sql, postgres_program, wait_until
from zontik_e2e import free_port


def as_postgres(words):
    """PostgreSQL does not run as root."""
    if os.geteuid() != 0:
        return words
    pwd.getpwnam("postgres")
    return ["runuser", "-u", "postgres", "--", *words]


def run(*words):
    """A program of PostgreSQL that must succeed."""
    done = subprocess.run(as_postgres([postgres_program(words[0]), *words[1:]]), capture_output=True,
                          text=True, check=False, stdin=subprocess.DEVNULL, timeout=300)
    assert done.returncode == 0, (words, done.stdout, done.stderr)
    return done.stdout


class Cluster:
    """One node: a folder with data and socket."""

    def __init__(self, folder, name):
        self.folder = os.path.join(folder, name)
        os.makedirs(self.folder)
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self.data = os.path.join(self.folder, "data")
        self.port = free_port()
        self.process = None

    def begin(self):
        """A new one with the database and the role of a server."""
        run("initdb", "-D", self.data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8",
            "--no-sync")
        self.start()
        sql = Sql(self.conninfo("postgres", "postgres"))
        sql.ask("create role zontik login createrole")
        sql.ask("create database zontik owner zontik")
        sql.close()

    def copy(self, primary):
        """A standby of another one, streaming."""
        run("pg_basebackup", "-D", self.data, "-h", primary.folder, "-p", str(primary.port), "-U", "postgres",
            "-R", "-X", "stream", "-c", "fast", "--no-sync")
        self.start()
        sql = Sql(primary.conninfo("postgres", "postgres"))
        wait_until(lambda: sql.one("select count (*) from pg_stat_replication where state = 'streaming'") != "0",
                   60, "the standby streams")
        sql.close()

    def start(self):
        """Waits until it answers."""
        log = os.path.join(self.folder, "log")
        with open(log, "ab") as file:
            self.process = subprocess.Popen(
                as_postgres([postgres_program("postgres"), "-D", self.data, "-p", str(self.port), "-c",
                             "listen_addresses=", "-c", f"unix_socket_directories={self.folder}", "-c",
                             "fsync=off", "-c", "max_connections=200"]),
                stdout=file, stderr=file, stdin=subprocess.DEVNULL, start_new_session=True)
        wait_until(lambda: subprocess.run([postgres_program("pg_isready"), "-q", "-h", self.folder, "-p",
                                           str(self.port)], check=False).returncode == 0, 60, "PostgreSQL answers")

    def conninfo(self, user="zontik", database="zontik"):
        """Of this node alone."""
        return f"host={self.folder} port={self.port} dbname={database} user={user}"

    def admin(self):
        """A psql as superuser, in the server's database."""
        return wait_until(lambda: Sql.open(self.conninfo("postgres")), 60, "the database answers")

    def cut_off(self):
        """A standby that receives nothing any more."""
        sql = self.admin()
        sql.ask("alter system set primary_conninfo = ''")
        sql.ask("select pg_reload_conf()")
        wait_until(lambda: sql.one("select count (*) from pg_stat_wal_receiver") == "0", 60, "the standby is cut off")
        sql.close()

    def promote(self):
        """A standby becomes a primary."""
        sql = self.admin()
        assert sql.one("select pg_promote (true, 60)") == "t"
        sql.close()

    def kill(self):
        """As a power cut would: the postmaster and all of its processes."""
        with open(os.path.join(self.data, "postmaster.pid"), encoding="ascii") as file:
            postmaster = int(file.readline())
        with open(f"/proc/{postmaster}/task/{postmaster}/children", encoding="ascii") as file:
            victims = [postmaster] + [int(word) for word in file.read().split()]
        for victim in victims:
            try:
                os.kill(victim, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait(60)
        self.process = None

    def close(self):
        """Ends it if it runs."""
        if self.process is not None:
            self.kill()


def both(first, second):
    """The conninfo of a pair: whichever may be written to."""
    return (f"host={first.folder},{second.folder} port={first.port},{second.port} dbname=zontik user=zontik"
            " target_session_attrs=read-write")
