"""A hub that watches lists of a name server in the test itself, on loopback: what is listed can be
changed at any moment, and every packet is counted by the day on which it came."""

import collections
import contextlib
import ipaddress
import os
import pathlib
import re
import signal
import socket
import sqlite3
import struct
import subprocess
import threading
import time

import dnswire
import hub_test
import tap

SHARE = tap.TEST.parent / "share" / "lists"
CONF = "[watch]\nmail = 1s\nchanged = 1s\nrest = 1s\nnames = 1s\nconfirm = 2s\nrecheck = 1s\ngap = 1s\n"
CHANGE = ["nothing", "appeared", "began", "returned", "recoded", "faded", "lives", "ended", "vanished"]
FOLLOWS = {None: {"appeared", "began"}, "appeared": {"began", "vanished"}, "began": {"faded"}, "returned": {"faded"},
           "lives": {"faded"}, "faded": {"lives", "ended"}, "ended": {"returned"}, "vanished": set()}
TTL = 1


def today():
    return int(time.time() // 86400)


class Names(threading.Thread):
    """The server: zones, what each lists, packets by zone and day, and who asked."""

    def __init__(self, *zones):
        super().__init__(daemon=True)
        self.listed = {zone: {"127.0.0.2"} for zone in zones}
        self.packets = collections.Counter()
        self.askers = collections.defaultdict(set)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.start()

    def list_these(self, zone, addresses):
        self.listed[zone] = {"127.0.0.2", *addresses}

    def run(self):
        while True:
            packet, asker = self.socket.recvfrom(4096)
            try:
                question = dnswire.Question(packet)
            except (ValueError, IndexError, struct.error):
                continue
            zone = next((z for z in self.listed if ("." + question.name.lower()).endswith("." + z)), None)
            if zone:
                self.packets[zone, today()] += 1
                self.askers[zone].add(asker[0])
                self.socket.sendto(self.answer(question, zone), asker)

    def answer(self, q, zone):
        label = q.name[:-len(zone)].rstrip(".")
        soa = dnswire.soa(zone, TTL, 1)
        known = not label or ".".join(reversed(label.split("."))) in self.listed[zone]
        said = []
        if not label and q.kind == dnswire.SOA:
            said = [soa]
        elif label and known and q.kind == dnswire.A:
            said = [dnswire.a(q.name, TTL, "127.0.0.2")]
        elif label and known and q.kind == dnswire.TXT:
            said = [dnswire.txt(q.name, TTL, "seen today")]
        rcode = dnswire.NOERROR if known else dnswire.NXDOMAIN
        return dnswire.reply(q.number, dnswire.AA, rcode, q.raw, said, [] if said else [soa])


class Place(hub_test.Place):
    """A hub with lists {zone: words of its operator}; start_hub() may be called again and again."""

    lists = {}
    before = []  # words that start the hub
    server = Names

    def setUp(self):
        super().setUp()
        self.names = self.server(*self.lists)
        etc = self.state / "etc"
        (etc / "lists.d").mkdir(parents=True)
        (etc / "netizen.conf").write_text(CONF)
        theirs = re.findall(r'^\[zone "(.*)"\]', "".join(p.read_text() for p in SHARE.glob("*.conf")), re.M)
        own = "".join(f'[operator "{zone}"]\n{words}\n[zone "{zone}"]\noperator = {zone}\n'
                      f"server = 127.0.0.1:{self.names.port}\nfamilies = v4\n" for zone, words in self.lists.items())
        (etc / "lists.d" / "all.conf").write_text("".join(f'[zone "{z}"]\nask = no\n' for z in theirs) + own)

    def start_hub(self, *words):
        before = self.log().count("event=ready") if (self.dir / "log").exists() else 0
        with open(self.dir / "log", "a") as log:
            self.hub = subprocess.Popen([*self.before, hub_test.NETIZEND, "--state", self.state, *words], stderr=log)
        self.until(lambda: self.log().count("event=ready") > before, "the hub was not ready", 60)

    def until(self, true, else_what, wait=60):
        end = time.monotonic() + wait
        while not true():
            if time.monotonic() > end:
                self.fail(f"{else_what}\n{self.log()[-3000:]}")
            time.sleep(0.1)

    def fill(self):
        self.run_it("import", self.file("p.csv", "prefix,use\n192.0.2.0/25,single\n"))

    def rows(self, query):
        with contextlib.closing(sqlite3.connect(f"file:{self.state}/lib/netizen.db?mode=ro", uri=True, timeout=20)) as db:
            return db.execute(query).fetchall()

    def story(self, zone):
        """Address -> for each of its listings what changed, in order."""
        found = collections.defaultdict(lambda: collections.defaultdict(list))
        for number, lo, change in self.rows("SELECT l.id, l.lo, c.change FROM listing l JOIN listing_change c"
                                            f" ON c.listing = l.id WHERE l.zone = '{zone}' ORDER BY c.id"):
            found[str(ipaddress.ip_address(lo[-4:]))][number].append(CHANGE[change])
        return {about: list(listings.values()) for about, listings in found.items()}

    def counting(self, zone):
        return {about for about, listings in self.story(zone).items()
                if listings[-1][-1] in ("began", "returned", "lives", "recoded", "faded")}

    def settles(self, zone, addresses, wait=120):
        self.until(lambda: self.counting(zone) == set(addresses), f"{zone} should name {sorted(addresses)}", wait)

    def is_whole(self, zone):
        """No listing is doubled, and each has led the life of one."""
        for about, listings in self.story(zone).items():
            self.assertTrue(all(one[-1] == "vanished" for one in listings[:-1]), f"{about}: {listings}")
            for one in listings:
                for before, after in zip([None, *one], one):
                    self.assertIn(after, FOLLOWS[before], f"{about}: {one}")

    def spent(self, zone):
        """Of the hub's book: (day, questions); none yet is none."""
        return next(iter(self.rows(f"SELECT day, in_day FROM budget WHERE operator = '{zone}'")), (today(), 0))

    def kill(self, role):
        """One of the roles, or the parent, after whom somebody must start another."""
        if role == "parent":
            self.hub.kill()
            self.hub.wait()
            self.start_hub()
            return True
        pid = self.roles().get(role)
        if pid:
            os.kill(pid, signal.SIGKILL)
        return bool(pid)
