#!/usr/bin/python3
"""The hub as a whole: imports, who, events, rights, and roles that are killed in the middle."""

import json
import os
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import hub_client as hc  # noqa: E402
import tap  # noqa: E402

NETIZEN, NETIZEND = os.environ["NETIZEN"], os.environ["NETIZEND"]

MACHINES = "machine,hostname,site\nweb1,web1.example,fra\nweb2,web2.example,fra\n"
CUSTOMERS = "customer,name,parent,contacts,language\nR-1,Reseller,,desk@r.example,en\nK-1,Kunde eins,R-1,a@k1.example,de\nK-2,Kunde zwei,,b@k2.example,de\n"
PREFIXES = "prefix,use,mail,machine\n192.0.2.0/24,single,,\n192.0.2.64/29,gateway,yes,web1\n2001:db8::/48,single,no,\n"
TENANCIES = """address,customer,machine,from,until
192.0.2.7,K-1,web1,2026-01-01T00:00:00Z,2026-03-01T12:00:00Z
192.0.2.7,K-2,web2,2026-03-01T12:00:00Z,
192.0.2.8,K-1,web1,2026-01-01T00:00:00Z,2026-02-01T00:00:00Z
2001:db8:0:1::/64,K-2,web2,2026-01-01T00:00:00Z,
"""
HOLDINGS = "holding,name,customer,machine,from\ndomain,kunde.example,K-1,web1,2026-01-01T00:00:00Z\npath,/srv/www/k1,K-1,web1,2026-01-01T00:00:00Z\nuser,k1,K-1,web1,2026-01-01T00:00:00Z\n"


class Place(unittest.TestCase):
    """A state folder of its own for each case, and whatever hub was started there."""

    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="netizen-hub-"))
        self.dir.chmod(0o755)
        self.state = self.dir / "state"
        self.hub = None
        self.make_store()

    def make_store(self):
        """The usual store is made by the hub: a file."""

    def is_untouched(self):
        self.assertFalse(self.state.exists())

    def last_import(self):
        with sqlite3.connect(f"file:{self.state}/lib/netizen.db?mode=ro", uri=True) as db:
            return db.execute("SELECT who, why FROM import ORDER BY id DESC LIMIT 1").fetchone()

    def tearDown(self):
        self.end_hub()
        shutil.rmtree(self.dir)

    def end_hub(self):
        if self.hub and self.hub.poll() is None:
            self.hub.terminate()
            try:
                self.hub.wait(60)
            except subprocess.TimeoutExpired:
                self.hub.kill()
                self.hub.wait()
                self.fail("the hub did not stop:\n" + self.log())

    def log(self):
        return (self.dir / "log").read_text()

    def start_hub(self, *words):
        with open(self.dir / "log", "a") as log:
            self.hub = subprocess.Popen([NETIZEND, "--state", self.state, *words], stderr=log)
        self.until(lambda: "event=ready" in self.log(), "the hub was not ready")

    def until(self, true, else_what, wait=30):
        end = time.monotonic() + wait
        while not true():
            if time.monotonic() > end:
                self.fail(f"{else_what}\n{self.log()}")
            time.sleep(0.02)

    def file(self, name, content):
        (self.dir / name).write_text(content)
        return str(self.dir / name)

    def files(self):
        return [self.file(n, c) for n, c in [("m.csv", MACHINES), ("c.csv", CUSTOMERS), ("p.csv", PREFIXES),
                                             ("t.csv", TENANCIES), ("h.csv", HOLDINGS)]]

    def run_it(self, *words, code=0, stdin=None):
        done = subprocess.run([NETIZEN, *words[:1], "--state", str(self.state), *words[1:]], input=stdin,
                              capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, code, f"{words}\n{done.stdout}\n{done.stderr}")
        return done

    def ask(self, *words, code=0):
        return json.loads(self.run_it(*words, "--json", code=code).stdout)

    def who(self, what, at=None, code=0):
        return self.ask("who", what, *(["--at", at] if at else []), code=code)

    def counts(self):
        return self.ask("inventory")["counts"]

    def roles(self):
        """Name to process id of the hub's children."""
        found = {}
        children = pathlib.Path(f"/proc/{self.hub.pid}/task/{self.hub.pid}/children").read_text().split()
        for pid in children:
            try:
                words = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
                found[words[2]] = int(pid)
            except (FileNotFoundError, IndexError, ProcessLookupError):
                pass
        return found


class WithoutHub(Place):
    def test_import_and_who(self):
        """without a hub: an import, then who held it then, near a change, free, and not ours"""
        told = self.ask("import", *self.files())
        self.assertTrue(told["done"])
        self.assertEqual(told["counts"]["tenancies"]["added"], 4)
        old = self.who("192.0.2.7", "2026-02-01T00:00:00Z")
        self.assertEqual((old["state"], old["sure"], old["candidates"][0]["customer"], old["candidates"][0]["machine"]),
                         ("held", "certain", "K-1", "web1"))
        self.assertEqual((old["from"], old["until"]), ("2026-01-01T00:00:00Z", "2026-03-01T12:00:00Z"))
        self.assertEqual(old["candidates"][0]["parent"], "R-1")
        new = self.who("192.0.2.7", "2026-05-01T02:00:00+02:00")
        self.assertEqual(new["candidates"][0]["customer"], "K-2")
        near = self.who("192.0.2.7", "2026-03-01T12:05:00Z")
        self.assertEqual([c["customer"] for c in near["candidates"]], ["K-2", "K-1"])
        self.assertAlmostEqual(sum(c["odds"] for c in near["candidates"]), 1, places=2)
        self.assertIn("near a change", near["doubt"])
        free = self.who("192.0.2.8", "2026-06-01T00:00:00Z")
        self.assertEqual((free["state"], free["last"]["customer"]), ("free", "K-1"))
        self.assertEqual(self.who("2001:db8:0:1::25", "2026-06-01T00:00:00Z")["candidates"][0]["customer"], "K-2")
        self.assertEqual(self.who("203.0.113.1", code=4)["state"], "not ours")
        gate = self.who("192.0.2.65")
        self.assertEqual((gate["state"], gate["use"], gate["prefix"]["machine"]), ("common", "gateway", "web1"))
        self.assertTrue(gate["prefix"]["mail"])

    def test_holdings(self):
        """domains, mailboxes, users and paths lead to their customer"""
        self.run_it("import", *self.files())
        for what in ["kunde.example", "www.kunde.example", "info@kunde.example", "web1:k1", "/srv/www/k1/a.php"]:
            with self.subTest(what):
                self.assertEqual(self.who(what, "2026-06-01T00:00:00Z")["candidates"][0]["customer"], "K-1")
        self.run_it("who", "other.example", code=4)

    def test_again(self):
        """the same import again changes nothing; a dry run neither, but says what it would do"""
        self.run_it("import", *self.files())
        again = self.ask("import", *self.files())
        for kind, n in again["counts"].items():
            self.assertEqual((n["added"], n["corrected"], n["ended"]), (0, 0, 0), kind)
        more = self.file("more.csv", "machine,hostname\nweb3,web3.example\n")
        dry = self.ask("import", more, "--dry-run")
        self.assertFalse(dry["done"])
        self.assertEqual([(c["op"], c["after"]["machine"]) for c in dry["changes"]], [("add", "web3")])
        self.assertEqual(self.counts()["machines"], 2)

    def test_wrong_lines(self):
        """every wrong line is named with file, line and column, and nothing is imported"""
        files = self.files()
        bad = self.file("bad.csv", "address,customer,machine,from\n192.0.2.300,K-1,web1,2026-01-01T00:00:00Z\n"
                        "192.0.2.9,K-1,web1,yesterday\n")
        done = self.run_it("import", *files, bad, code=1)
        self.assertRegex(done.stderr, r"bad\.csv:2:1: ")
        self.assertRegex(done.stderr, r"bad\.csv:3:\d+: ")
        both = self.file("both.csv", "address,customer,machine,from\n192.0.2.7,K-1,web1,2026-06-01T00:00:00Z\n")
        self.run_it("import", *files)
        done = self.run_it("import", both, code=1)
        self.assertRegex(done.stderr, r"both\.csv:2(:\d+)?: .*K-2")
        self.assertEqual(len(done.stderr.splitlines()), 2, done.stderr)  # said once, and that nothing was done
        self.assertEqual(self.counts()["tenancies"], 4)

    def test_store_not_to_be_had(self):
        """a store that somebody else keeps locked: said at once, and not that there is no such thing"""
        self.run_it("import", *self.files())
        with sqlite3.connect(f"{self.state}/lib/netizen.db", isolation_level=None) as db:
            db.execute("PRAGMA locking_mode = EXCLUSIVE")
            db.execute("BEGIN EXCLUSIVE")
            done = self.run_it("who", "192.0.2.7", code=1)
        db.close()
        self.assertRegex(done.stderr, r"^netizend: .*\n$")
        (self.state / "lib" / "netizen.db").write_text("no database\n")
        done = self.run_it("who", "192.0.2.7", code=1)
        self.assertRegex(done.stderr, r"^netizend: .*damaged.*\n$")

    def test_failure_without_lines(self):
        """what a hub could not do, and says no line of, is one sentence"""
        (self.state / "run").mkdir(parents=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as hub:
            hub.bind(str(self.state / "run" / "control"))
            hub.listen()
            asked = subprocess.Popen([NETIZEN, "import", "--state", self.state, *self.files()], stderr=subprocess.PIPE, text=True)
            peer, _ = hub.accept()
            number = struct.unpack("<IHBBQ", peer.recv(300000)[:16])[4]
            peer.send(hc.frame(hc.ANSWER, b"\x05" + hc.text(b"the disk is full") + hc.text(b""), number))
            said = asked.communicate(timeout=60)[1]
            peer.close()
        self.assertEqual((asked.returncode, said), (1, "nothing was imported\nnetizen: import: the disk is full\n"))

    def test_no_folder(self):
        """a folder that cannot be made, and files of the wrong kind: one sentence each, and nothing half done"""
        done = subprocess.run([NETIZEN, "import", "--state", "/proc/netizen", *self.files()], capture_output=True, text=True,
                              timeout=60)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"^netizend: cannot make the hub's folders: /proc/netizen: .*\n$")
        rubbish = self.file("rubbish.json", "rubbish {{{\n")
        self.assertRegex(self.run_it("import", rubbish, code=1).stderr, r'^\S*rubbish\.json:1:1: "\{" or "\[" was expected\n')
        self.assertFalse((self.state / "lib").exists())

    def test_outside(self):
        """a tenancy in none of our prefixes is taken, and told"""
        self.run_it("import", *self.files())
        far = self.file("far.csv", "address,customer,machine,from\n203.0.113.77,K-1,web1,2026-06-01T00:00:00Z\n")
        done = self.run_it("import", far)
        self.assertRegex(done.stderr, r"in none of our prefixes: 1 tenancies, first 203\.0\.113\.77 \(\S*far\.csv:2\)")
        self.assertIn("K-1", json.dumps(self.who("203.0.113.77")))

    def test_usage(self):
        """wrong usage is one sentence and exit 2; nothing kept is exit 4"""
        for words in [["who"], ["who", "192.0.2.1", "--at", "noon"], ["who", "192.0.2.300"], ["import"], ["event", "gift", "192.0.2.1"],
                      ["event", "assign", "192.0.2.1/3"], ["import", "x", "--as-of", "2026-01-01T00:00:00Z"],
                      ["who", "192.0.2.1", "--att", "x"], ["inventory", "cats"], ["config"]]:
            with self.subTest(" ".join(words)):
                done = self.run_it(*words, code=2)
                self.assertEqual(done.stdout, "")
                self.assertTrue(done.stderr.startswith("netizen: " + words[0]), done.stderr)
        self.run_it("who", "192.0.2.1", code=4)
        self.is_untouched()
        self.run_it("import", str(self.dir / "missing.csv"), code=1)

    def test_time_zone(self):
        """times without an offset are read in --tz or refused"""
        self.run_it("import", *self.files())
        self.run_it("who", "192.0.2.7", "--at", "2026-03-01 12:30", code=2)
        near = self.ask("who", "192.0.2.7", "--at", "2026-03-01 12:30", "--tz", "Europe/Berlin")
        self.assertEqual(near["at"], "2026-03-01T11:30:00Z")
        (self.state / "etc" / "netizen.conf").write_text("[provider]\ntime-zone = Europe/Berlin\n")
        self.assertEqual(self.ask("who", "192.0.2.7", "--at", "2026-03-01 12:30")["at"], "2026-03-01T11:30:00Z")
        (self.state / "etc" / "netizen.conf").write_text("[provider]\ntime-zone = Mars/Base\n")
        for words in ["config", "check"], ["who", "192.0.2.7", "--at", "2026-03-01 12:30"]:
            self.assertRegex(self.run_it(*words, code=1).stderr, r"\[provider\].* no time zone \"Mars/Base\"")

    def test_snapshot(self):
        """a snapshot ends what is missing, between the two of them, and refuses too much"""
        head = "address,customer,machine\n"
        rows = [f"192.0.2.{n},K-{1 + n % 2},web1\n" for n in range(100, 200)]
        files = self.files()[:3]
        self.run_it("import", *files)
        first = self.file("one.csv", head + "".join(rows))
        self.run_it("import", first, "--snapshot", "--as-of", "2026-01-10T00:00:00Z")
        second = self.file("two.csv", head + "".join(rows[1:]))
        self.run_it("import", second, "--snapshot", "--as-of", "2026-01-20T00:00:00Z")
        gap = self.who("192.0.2.100", "2026-01-15T00:00:00Z")
        self.assertIn("between two snapshots", gap["doubt"])
        self.assertEqual(len(gap["candidates"]), 2)
        self.assertEqual(self.who("192.0.2.100", "2026-02-15T00:00:00Z")["last"]["customer"], "K-1")
        half = self.file("half.csv", head + "".join(rows[50:]))
        done = self.run_it("import", half, "--snapshot", "--as-of", "2026-01-30T00:00:00Z", code=1)
        self.assertIn("allow-ends", done.stderr)
        self.run_it("import", half, "--snapshot", "--as-of", "2026-01-30T00:00:00Z", "--allow-ends", "60")

    def test_settings(self):
        """skew and what a snapshot may end are as configured; wrong settings keep the hub from starting"""
        self.run_it("import", *self.files())
        conf = self.state / "etc" / "netizen.conf"
        at = "2026-03-01T12:30:00Z"
        self.assertEqual(len(self.who("192.0.2.7", at)["candidates"]), 1)
        conf.write_text("[inventory]\nskew = 1h\nsnapshot-ends = 0\n")
        self.assertEqual(len(self.who("192.0.2.7", at)["candidates"]), 2)
        self.assertEqual(len(self.ask("who", "192.0.2.7", "--at", at, "--skew", "1m")["candidates"]), 1)
        less = self.file("less.csv", "".join(TENANCIES.splitlines(True)[:2]))
        self.run_it("import", less, "--snapshot", code=1)
        conf.write_text("[inventory]\nsnapshot-ends = 100\n")
        self.run_it("import", less, "--snapshot")
        conf.write_text("[hub]\ngrupp = staff\n")
        done = self.run_it("config", "check", code=1)
        self.assertRegex(done.stderr, r"netizen\.conf:2.*group")
        done = self.run_it("who", "192.0.2.7", code=1)
        self.assertRegex(done.stderr, r"netizen\.conf:2.*group")
        done = self.run_it("import", less, code=1)
        self.assertRegex(done.stderr, r"^netizen: import: /.*netizen\.conf:2.*group.*\n$")

    def test_json_and_stdin(self):
        """JSON is taken as CSV is, from standard input too"""
        text = json.dumps({"machines": [{"machine": "web1"}], "customers": [{"customer": "K-1", "name": "Eins"}],
                           "tenancies": [{"address": "192.0.2.7", "customer": "K-1", "machine": "web1",
                                          "from": "2026-01-01T00:00:00Z"}]})
        done = self.run_it("import", "-", "--json", stdin=text)
        self.assertEqual(json.loads(done.stdout)["counts"]["tenancies"]["added"], 1)
        self.assertEqual(self.who("192.0.2.7", "2026-02-01T00:00:00Z")["candidates"][0]["customer_name"], "Eins")
        copy = self.file("copy", "192.0.2.7\n")
        done = self.run_it("sweep", "-", "--file", f"copy.example=ip4set:{copy}", "--json", stdin="192.0.2.6-192.0.2.7\n")
        self.assertEqual(json.loads(done.stdout.splitlines()[0])["address"], "192.0.2.7")


class WithHub(Place):
    def setUp(self):
        super().setUp()
        self.start_hub()

    def test_at_work(self):
        """the hub is caged role by role, serves, and leaves at SIGTERM with nothing left behind"""
        for role in ["desk", "front"]:
            self.assertRegex(self.log(), rf'role={role} event=caged cage="?seccomp')
        for role, pid in self.roles().items():
            status = pathlib.Path(f"/proc/{pid}/status").read_text()
            self.assertRegex(status, r"NoNewPrivs:\s+1\nSeccomp:\s+2\n", role)
        self.run_it("import", *self.files())
        self.assertEqual(self.who("192.0.2.7", "2026-02-01T00:00:00Z")["candidates"][0]["customer"], "K-1")
        self.assertEqual(self.counts()["holdings"], 3)
        self.assertEqual(len(self.ask("inventory", "tenancies")["tenancies"]), 4)
        self.end_hub()
        self.assertEqual(self.hub.returncode, 0, self.log())
        self.assertEqual(list((self.state / "run").iterdir()), [])
        self.assertEqual(self.who("192.0.2.7", "2026-02-01T00:00:00Z")["candidates"][0]["customer"], "K-1")

    def test_one_only(self):
        """a second hub on the same state is refused"""
        done = subprocess.run([NETIZEND, "--state", self.state], capture_output=True, text=True, timeout=30)
        self.assertEqual(done.returncode, 75)
        self.assertIn(str(self.hub.pid), done.stderr)

    def test_events(self):
        """assign, move and release are noted; a dry run and a wrong one are not"""
        self.run_it("import", *self.files())
        self.run_it("event", "assign", "192.0.2.20", "--customer", "K-1", "--machine", "web1", "--at",
                    "2026-04-01T00:00:00Z", "--dry-run")
        self.assertEqual(self.who("192.0.2.20", "2026-04-02T00:00:00Z")["state"], "free")
        for words in [["assign", "192.0.2.20", "--customer", "K-1", "--machine", "web1", "--at", "2026-04-01T00:00:00Z"],
                      ["move", "192.0.2.20", "--customer", "K-2", "--machine", "web2", "--at", "2026-05-01T00:00:00Z"],
                      ["release", "192.0.2.20", "--at", "2026-06-01T00:00:00Z"]]:
            self.assertEqual(self.run_it("event", *words).stderr, "")
        self.assertIn("in none of our prefixes", self.run_it("event", "assign", "203.0.113.9", "--customer", "K-1", "--dry-run").stderr)
        held = {at: self.who("192.0.2.20", at) for at in ["2026-04-15T00:00:00Z", "2026-05-15T00:00:00Z", "2026-06-15T00:00:00Z"]}
        self.assertEqual([h["state"] for h in held.values()], ["held", "held", "free"])
        self.assertEqual([h["candidates"][0].get("customer") for h in held.values()], ["K-1", "K-2", None])
        self.run_it("event", "assign", "192.0.2.7", "--customer", "K-1", "--at", "2026-04-01T00:00:00Z", code=1)
        self.run_it("event", "assign", "192.0.2.30", "--customer", "K-99", "--at", "2026-04-01T00:00:00Z", code=1)

    def test_done_once(self):
        """a request that is sent again by the same id is done once and answered alike"""
        self.run_it("import", *self.files())
        body = hc.event(0, "192.0.2.40", "192.0.2.40", "K-1", "web1", 1775000000000000)
        answers = []
        for _ in range(3):
            client = hc.Client(self.state / "run" / "control")
            client.send(hc.frame(hc.EVENT, body, number=77))
            answers.append(client.answer())
            client.close()
        self.assertEqual(answers[0][:2], (77, "none"), answers[0])
        self.assertEqual(answers, answers[:1] * 3)
        self.assertEqual(self.counts()["tenancies"], 5)

    def test_rights(self):
        """whoever is neither root, nor the hub's user, nor of its group is refused, by the kernel's word"""
        if os.geteuid() != 0:
            self.skipTest("becoming somebody else needs root")
        probe = self.file("probe.py", f"import sys; sys.path.insert(0, {str(tap.TEST / 'e2e')!r})\n"
                          "import hub_client as hc\n"
                          f"c = hc.Client({str(self.state / 'run' / 'control')!r})\n"
                          "try:\n    c.send(hc.frame(hc.WHO, hc.who('192.0.2.7')))\nexcept OSError:\n    pass\n"
                          "print(c.answer(), c.answer())\n")
        copy = pathlib.Path(self.file("hub_client.py", (tap.TEST / "e2e" / "hub_client.py").read_text()))
        text = pathlib.Path(probe).read_text().replace(str(tap.TEST / "e2e"), str(copy.parent))
        pathlib.Path(probe).write_text(text)
        stranger = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        closed = subprocess.run([*stranger, "/usr/bin/python3", probe], capture_output=True, text=True)
        self.assertIn("PermissionError", closed.stderr)
        (self.state / "run" / "control").chmod(0o666)
        told = subprocess.run([*stranger, "/usr/bin/python3", probe], capture_output=True, text=True)
        self.assertIn("user 65534 may not speak with the hub", told.stdout, told.stderr)
        self.assertTrue(told.stdout.strip().endswith("None"), told.stdout)
        self.assertIn("event=client-refused", self.log())

    def test_group(self):
        """a member of the hub's group may speak with it, and what he does is noted as his"""
        if os.geteuid() != 0:
            self.skipTest("becoming somebody else needs root")
        self.run_it("import", *self.files())
        self.end_hub()
        (self.dir / "log").write_text("")
        self.start_hub("--group", "nogroup")
        member = ["setpriv", "--reuid=4711", "--regid=4711", "--groups=65534"]
        words = ["event", "--state", str(self.state), "release", "192.0.2.7", "--json"]
        shutil.copy(NETIZEN, self.dir / "netizen")
        (self.dir / "netizen").chmod(0o755)
        done = subprocess.run([*member, self.dir / "netizen", *words], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.end_hub()
        self.assertEqual(self.last_import(), ("uid 4711", "release"))

    def test_wrong_peers(self):
        """frames that lie cost their sender the connection, and nobody else anything"""
        self.run_it("import", *self.files())
        good = hc.frame(hc.WHO, hc.who("192.0.2.7"))
        for label, packet in [("short", good[:10]), ("length", b"\xff" + good[1:]), ("type", hc.frame(99, b"")),
                              ("version", hc.frame(hc.WHO, hc.who("a"), version=9)), ("flags", hc.frame(hc.WHO, b"", flags=64)),
                              ("noise", os.urandom(300))]:
            with self.subTest(label):
                client = hc.Client(self.state / "run" / "control")
                client.send(packet)
                self.assertIsNone(client.answer())
                client.close()
        client = hc.Client(self.state / "run" / "control")
        for packet in [hc.frame(hc.WHO, b"\xff" * 40), hc.frame(hc.ANSWER, b""), hc.frame(hc.EVENT, b"\0"),
                       hc.frame(hc.IMPORT, b"\0" * 21)]:
            client.send(packet)
            self.assertEqual(client.answer()[1], "input")
        fd = os.memfd_create("loose", os.MFD_CLOEXEC)
        os.write(fd, b"x" * 100)
        client.send(hc.frame(hc.IMPORT, b"\0" + b"\xff" * 7 + b"\x7f" + b"\xff" * 8 + b"\0" * 4, flags=1), [fd])
        number, kind, why, _ = client.answer()
        self.assertEqual((kind, "sealed" in why), ("input", True), why)
        client.send(good)
        self.assertEqual(client.answer()[1], "none")
        self.assertEqual(set(self.roles()), {"desk", "front"})

    def test_killed(self):
        """desk and front killed again and again: every import ends whole, or says that it did not"""
        self.run_it("import", *self.files())
        size, done, rounds = 400, 0, 12
        for n in range(rounds):
            batch = self.file("batch.csv", "address,customer,machine,from\n" + "".join(
                f"10.{n}.{i // 250}.{i % 250 + 1},K-{1 + i % 2},web1,2026-01-01T00:00:00Z\n" for i in range(size)))
            words = [NETIZEN, "import", "--state", str(self.state), batch]
            running = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            victim = ["desk", "front"][n % 2]
            time.sleep(0.004 * (n // 2))
            pid = self.roles().get(victim)
            if pid:
                os.kill(pid, signal.SIGKILL)
            why = running.communicate(timeout=120)[1]
            have = self.counts()["tenancies"] - 4 - done
            self.assertIn(have, (0, size), f"round {n}: half an import")
            self.assertIn(running.returncode, (0, 1), why)
            self.assertEqual(running.returncode == 0, have == size, f"round {n}: {why}")
            self.assertTrue(running.returncode == 0 or why.startswith("netizen: import:"), why)
            done += have
        self.assertGreaterEqual(len(re.findall("killed by signal 9", self.log())), rounds // 2)
        self.assertEqual(done, size * rounds, "imports were given up although the hub came back")
        self.until(lambda: set(self.roles()) == {"desk", "front"}, "a role did not come back")

    def test_parent_killed(self):
        """the parent killed: its roles leave with it, and the next hub begins where it stood"""
        self.run_it("import", *self.files())
        roles = self.roles()
        self.hub.kill()
        self.hub.wait()
        self.until(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in roles.values()), "a role outlived its parent")
        self.start_hub()
        self.assertEqual(self.counts()["tenancies"], 4)


if __name__ == "__main__":
    tap.here()
