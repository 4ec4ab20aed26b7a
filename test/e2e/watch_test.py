#!/usr/bin/python3
"""The hub watches a real list: what is put into it is found, confirmed, and ends when it is taken
out again; roles that are killed meanwhile lose and double nothing."""

import ipaddress
import os
import pathlib
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import tap  # noqa: E402

import servers  # noqa: E402

NETIZEN, NETIZEND = os.environ["NETIZEN"], os.environ["NETIZEND"]
SHARE = tap.TEST.parent / "share" / "lists"
ZONE, SERVER = "bl.rbl.example", "10.53.0.2"
HEAD = f"$SOA 2 ns.{ZONE} hostmaster.{ZONE} %d 600 300 86400 2\n$NS 2 ns.{ZONE}\n$TTL 2\n:127.0.0.2:listed here\n"
INVENTORY = {
    "m.csv": "machine,hostname\nweb1,web1.example\n",
    "c.csv": "customer,name\nK-1,Kunde eins\n",
    "p.csv": "prefix,use,machine\n192.0.2.0/24,single,\n",
    "t.csv": "address,customer,machine,from\n192.0.2.7,K-1,web1,2026-01-01T00:00:00Z\n",
}
CONF = "[watch]\nmail = 1s\nchanged = 1s\nrest = 1s\nnames = 1s\nconfirm = 2s\nrecheck = 1s\ngap = 1s\n"
CHANGE = ["nothing", "appeared", "began", "returned", "recoded", "faded", "lives", "ended", "vanished"]
LISTS = f"""[operator "rig"]
per-second = 0
per-day = 0
[zone "{ZONE}"]
operator = rig
server = {SERVER}
families = v4
"""


class Watched(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dir = pathlib.Path(os.environ["RIG_YARD"])
        cls.serial = int(time.time())
        servers.rig("connect", "yard", "10.53.0.1/24", "fd53::1/64")
        servers.rig("up", "rbl", "--root", "names", "--addr", f"{SERVER}/24")
        cls.data = cls.dir / "list.zone"
        cls.data.write_text(HEAD % cls.serial + "127.0.0.2\n")
        servers.put("rbl", f"/srv/rbl/{ZONE}", cls.data.read_text())
        servers.rig("spawn", "rbl", "rbldnsd", "rbldnsd", "-n", "-u", "rbldns", "-w", "/srv/rbl", "-c", "1",
                    "-b", f"{SERVER}/53", f"{ZONE}:ip4set:{ZONE}")
        servers.wait_for("rbl", "rbldnsd", SERVER, [ZONE])

    def setUp(self):
        self.state = self.dir / f"state-{self._testMethodName}"
        etc = self.state / "etc"
        (etc / "lists.d").mkdir(parents=True)
        (etc / "netizen.conf").write_text(CONF)
        zones = re.findall(r'^\[zone "(.*)"\]', "".join(p.read_text() for p in SHARE.glob("*.conf")), re.M)
        (etc / "lists.d" / "all.conf").write_text(
            "".join(f'[zone "{z}"]\nask = no\n' for z in zones) + LISTS)
        self.list_these()
        self.logged = self.dir / f"log-{self._testMethodName}"
        with open(self.logged, "w") as log:
            self.hub = subprocess.Popen([NETIZEND, "--state", self.state], stderr=log)
        self.until(lambda: "event=ready" in self.log(), "the hub was not ready")
        for name, text in INVENTORY.items():
            (self.dir / name).write_text(text)
        done = subprocess.run([NETIZEN, "import", "--state", self.state, *(self.dir / n for n in INVENTORY)],
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)

    def tearDown(self):
        self.hub.terminate()
        self.assertEqual(self.hub.wait(100), 0, self.log())

    def log(self):
        return self.logged.read_text()

    def until(self, true, else_what, wait=60):
        end = time.monotonic() + wait
        while not true():
            if time.monotonic() > end:
                self.fail(f"{else_what}\n{self.log()[-6000:]}")
            time.sleep(0.1)

    def list_these(self, *addresses):
        """What the list holds from now on, besides its test point."""
        type(self).serial += 1
        servers.put("rbl", f"/srv/rbl/{ZONE}", HEAD % self.serial + "".join(f"{a}\n" for a in ("127.0.0.2", *addresses)))

    def rows(self, query):
        with sqlite3.connect(f"file:{self.state}/lib/netizen.db?mode=ro", uri=True) as db:
            return db.execute(query).fetchall()

    def changes(self, about):
        """What is stored of an address, in order; of more than one listing with a mark between."""
        raw = bytes(10) + b"\xff\xff" + ipaddress.ip_address(about).packed
        told = self.rows("SELECT l.id, c.change FROM listing l JOIN listing_change c ON c.listing = l.id"
                         f" WHERE l.lo = x'{raw.hex()}' ORDER BY c.id")
        listings = {number for number, _ in told}
        return [CHANGE[change] for _, change in told] + ["doubled"] * (len(listings) - 1)

    def logged_changes(self, about):
        return re.findall(rf"event=listing .*change=(\S+) about={re.escape(about)} ", self.log())

    def roles(self):
        found = {}
        for pid in pathlib.Path(f"/proc/{self.hub.pid}/task/{self.hub.pid}/children").read_text().split():
            try:
                found[pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")[2]] = int(pid)
            except (FileNotFoundError, IndexError, ProcessLookupError):
                pass
        return found

    def test_life(self):
        """a listing is seen, counts once it was said again, and ends after two clean answers"""
        self.until(lambda: self.rows("SELECT 1 FROM walk WHERE walks > 0"), "no walk ended")
        self.list_these("192.0.2.7")
        self.until(lambda: "began" in self.changes("192.0.2.7"), "the listing did not begin")
        self.list_these()
        self.until(lambda: "ended" in self.changes("192.0.2.7"), "the listing did not end")
        self.assertEqual(self.changes("192.0.2.7"), ["appeared", "began", "faded", "ended"])
        self.until(lambda: len(self.logged_changes("192.0.2.7")) == 4, "not every change is in the log")
        for role in "desk", "front", "watch":
            self.assertRegex(self.log(), rf'role={role} event=caged cage="?seccomp')

    def test_killed(self):
        """roles killed at random moments: every listing begins and ends once"""
        chance = random.Random(7)
        named = [f"192.0.2.{n}" for n in range(10, 40)]
        self.list_these(*named)
        self.kill_until(chance, lambda: all("began" in self.changes(a) for a in named), "a listing did not begin")
        self.list_these()
        self.kill_until(chance, lambda: all("ended" in self.changes(a) for a in named), "a listing did not end")
        for address in named:
            told = self.changes(address)
            self.assertEqual((told[:2], told[-2:]), (["appeared", "began"], ["faded", "ended"]), address)
            self.assertEqual((told.count("began"), told.count("ended"), told.count("doubled")), (1, 1, 0), told)
        self.until(lambda: set(self.roles()) >= {"desk", "front", "watch"}, "a role did not come back")

    def kill_until(self, chance, true, else_what, rounds=12):
        for _ in range(rounds):
            time.sleep(chance.random())
            role = chance.choice(["watch", "desk", "watch", "front"])
            pid = self.roles().get(role)
            if pid:
                os.kill(pid, signal.SIGKILL)
        self.until(true, else_what, 120)


if __name__ == "__main__":
    tap.main("names")
