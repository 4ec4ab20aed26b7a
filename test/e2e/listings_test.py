#!/usr/bin/python3
"""What a person asks the hub about listings: listings, passports, advice, standings; and what is hostile in them."""

import json
import os
import pathlib
import pty
import re
import select
import signal
import socket
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import hub_test  # noqa: E402
import lies  # noqa: E402
import tap  # noqa: E402

NETIZEN, LISTED = os.environ["NETIZEN"], os.environ["LISTED"]
JUNE, JULY = 1780272000, 1782864000  # 2026-06-01, 2026-07-01
PREFIXES = "prefix,use,mail,machine\n192.0.2.0/24,single,,\n192.0.2.0/28,single,yes,\n192.0.2.64/29,gateway,,web1\n"
CUSTOMERS = hub_test.CUSTOMERS.replace("Kunde eins", "Kunde \u202eeins")
HOSTILE = "see \x1b[31mhttp://bl.example/\u202e\x9b and\nmore"


class Place(hub_test.Place):
    def setUp(self):
        super().setUp()
        files = [self.file(n, c) for n, c in [("m.csv", hub_test.MACHINES), ("c.csv", CUSTOMERS),
                                              ("p.csv", PREFIXES), ("t.csv", hub_test.TENANCIES)]]
        self.run_it("import", *files)
        etc = self.state / "etc"
        etc.mkdir(parents=True, exist_ok=True)
        (etc / "netizen.conf").write_text("[watch]\nenabled = no\n")  # what is put in here stays

    def put(self, *rows):
        """Saves rows; the ids of listings."""
        done = subprocess.run([LISTED, self.state / "lib" / "netizen.db"], text=True, capture_output=True,
                              input="".join(json.dumps(r) + "\n" for r in rows), timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [int(line) for line in done.stdout.split()]

    def listing(self, address, **more):
        return {"listing": address, "list": "bl.example", "state": "open", "change": "began", "kind": "block", "severity": 4,
                "since": JUNE, "meaning": "spam source", "reason": HOSTILE} | more

    def lines(self, *words, code=0):
        return [json.loads(line) for line in self.run_it(*words, "--json", code=code).stdout.splitlines()]

    def on_terminal(self, *words, columns=80):
        """What a terminal of so many columns is sent."""
        leader, follower = pty.openpty()
        env = os.environ | {"COLUMNS": str(columns), "TERM": "xterm", "LC_ALL": "C.UTF-8"}
        run = subprocess.Popen([NETIZEN, *words[:1], "--state", str(self.state), *words[1:]], stdout=follower,
                               stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, env=env)
        os.close(follower)
        got = b""
        try:
            while chunk := os.read(leader, 65536):
                got += chunk
        except OSError:
            pass
        os.close(leader)
        run.wait(60)
        return got.decode()

    def harmless(self, text):
        """No control octet but the line's end, and nothing that turns text."""
        self.assertIsNone(re.search("[^\n\r -~\u00a0-\u200a\u2010-\u2027\u2030-\u205f\u2070-\ufefe]", text), repr(text))


LIST = """[operator "rbl"]
title = A list of ours
per-second = 1000
per-day = %d

[zone "bl.rbl.example"]
operator = rbl
severity = 3
server = 127.0.0.9:%d
"""


class OfBudgets(Place):
    """A list of our own at a server on loopback, whose operator allows few questions."""

    def setUp(self):
        super().setUp()
        os.environ["RIG_YARD"] = str(self.dir)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.bind(("127.0.0.9", 0))
            port = s.getsockname()[1]
        zone = self.file("listing", "192.0.2.7 127.0.0.2 spam\n127.0.0.2 127.0.0.2 test\n")
        self.server = lies.Faulty([f"bl.rbl.example={zone}"], port=port)
        self.addCleanup(self.server.end)
        self.lists = self.state / "etc" / "lists.d"
        self.lists.mkdir(parents=True)
        self.allow(100000, port)
        self.port = port

    def allow(self, questions, port):
        (self.lists / "own.conf").write_text(LIST % (questions, port))

    def sweep(self, code=0):
        done = self.run_it("sweep", "192.0.2.0/28", "--list", "bl.rbl.example", "--json", code=code)
        return [json.loads(line) for line in done.stdout.splitlines()][-1]["questions"]

    def spent(self):
        return {r["list"]: r for r in self.lines("lists", "--list", "bl.rbl.example")}["bl.rbl.example"]

    def test_sweep(self):
        """a sweep while a hub runs comes out of the hub's budgets, and what it did not ask is given back"""
        alone = self.sweep()
        self.assertGreaterEqual(alone, 16)
        self.start_hub()
        before = self.spent()["spent_today"]
        asked = self.sweep()
        self.until(lambda: self.spent()["spent_today"] - before == asked, f"{asked} asked, {self.spent()}")
        self.assertEqual(self.spent()["per_day"], 100000)

    def test_reverse_names(self):
        """--ptr: a resolver that says nothing makes no address guilty, and not everything is known then"""
        words = ("sweep", "192.0.2.0/30", "--list", "bl.rbl.example", "--ptr", "--resolver", "127.0.0.1:1")
        told = self.run_it(*words, code=3).stdout
        self.assertIn("Reverse DNS of 4 addresses: mail servers will mind 0, of 4 the DNS did not say:\n", told)
        self.assertEqual([r["verdict"] for r in self.lines(*words, code=3) if r["type"] == "ptr"], ["unknown"] * 4)

    def test_spent(self):
        """a budget that is spent ends the sweep's questions: nothing is asked beyond it"""
        self.start_hub()
        self.allow(20, self.port)
        asked = self.sweep(code=3)
        self.assertLessEqual(asked, 20)
        self.assertLessEqual(self.server.count("bl.rbl.example"), 20)
        self.assertLessEqual(self.sweep(code=3), 20 - asked)
        self.assertLessEqual(self.spent()["spent_today"], 20)


    def test_damaged_book(self):
        """a book of budgets that cannot be read: file, line and field are named, nothing is asked, it is kept"""
        self.sweep()
        before = self.server.count("bl.rbl.example")
        book = self.state / "sweep" / "budgets"
        was = book.read_text()
        for text, why in (("garbage\0", "budgets:1: the first line"), (was.replace("\t", " ", 1), "budgets:2: field 1, day,"),
                          (was[:-1], "budgets:2: the line has no end")):
            book.write_text(text)
            said = self.run_it("sweep", "192.0.2.0/28", "--list", "bl.rbl.example", code=1).stderr
            self.assertIn(f"{book.parent}/{why}", said)
            self.assertIn(f"mv {book} {book}.bad", said)
            self.assertEqual(book.read_text(), text)
        self.assertEqual(self.server.count("bl.rbl.example"), before)
        book.write_text(was)
        self.sweep()

    def test_no_zone(self):
        """a list that is no zone is named, with what is wrong with it"""
        label = "a" * 63
        for zone, why in (("", '"": a zone is wanted'), ("a..b", "nothing stands between"), (f"{label}a.b", "label 1 has 64 octets"),
                          (".".join([label] * 4), "255 octets: at most 237"), ("http://bl.example/", '":" stands in no zone'),
                          ("127.0.0.1", "this is an address")):
            for words in (("sweep", "192.0.2.0/28", "--list", zone), ("lists", "--list", zone), ("listings", f"--list={zone}")):
                self.assertIn(why.removeprefix('"": '), self.run_it(*words, code=2).stderr)
        self.assertEqual(self.server.count("bl.rbl.example"), 0)


class WithoutHub(Place):
    def test_listings(self):
        """listings: what hurts stands first, with whose it is; filters; nothing is an answer too"""
        self.assertEqual(self.lines("listings"), [])
        self.assertEqual(self.run_it("listings").stdout, "no listings\n")
        self.put(self.listing("192.0.2.20"), self.listing("192.0.2.1", kind="policy", list="pol.example"),
                 self.listing("192.0.2.7"), self.listing("192.0.2.9", held=True, list="mad.example", change="nothing"),
                 self.listing("192.0.2.8", state="ended", until=JULY, change="ended", at=JULY))
        rows = {r["address"]: r for r in self.lines("listings")}
        self.assertEqual({a: r["hurts"] for a, r in rows.items()},
                         {"192.0.2.20": "if mail", "192.0.2.1": "no", "192.0.2.7": "yes", "192.0.2.9": "no", "192.0.2.8": "no"})
        self.assertEqual(rows["192.0.2.7"]["customer"], "K-2")
        self.assertEqual(rows["192.0.2.7"]["since"], "2026-06-01T00:00:00Z")
        self.assertEqual(rows["192.0.2.20"]["holder"], "free")
        self.assertEqual(len(self.lines("listings", "--open")), 3)
        self.assertEqual(len(self.lines("listings", "--list", "POL.example.")), 1)
        for more in ((), ("--json",)):
            typo = self.run_it("listings", "--list", "bl.mailspike.ent", *more, code=2)
            self.assertIn('did you mean "bl.mailspike.net"?', typo.stderr)
            self.assertEqual(typo.stdout, "")
        self.assertEqual(self.run_it("listings", "--list", "bl.mailspike.net").stdout, "no listings\n")
        self.assertIn("not in the catalogue", self.run_it("lists", "--list", "bl.nowhere.example").stdout)
        self.assertEqual([r["address"] for r in self.lines("listings", "192.0.2.16/28")], ["192.0.2.20"])
        self.assertEqual([r["address"] for r in self.lines("listings", "--since", "2026-06-15T00:00:00Z")], ["192.0.2.8"])
        table = self.run_it("listings").stdout
        order = re.findall(r"^192\.0\.2\.(\d+) ", table, re.M)
        self.assertEqual(order, ["7", "20", "1", "9", "8"])
        self.assertIn("mad.example: held: the list names suspiciously many; netizen lists resume mad.example", table)

    def test_hostile(self):
        """what lists and customers say reaches neither a terminal nor a pipe raw"""
        self.put(self.listing("192.0.2.8"), {"standing": "mad.example", "health": "broken", "why": HOSTILE, "since": JUNE},
                 {"ptr": "192.0.2.8", "verdict": "generic", "name": "a\x1b[0m.example", "since": JUNE})
        for words in [["listings"], ["ip", "192.0.2.8", "--history"], ["advise"]]:
            with self.subTest(words):
                self.harmless(self.run_it(*words).stdout)
                self.harmless(self.run_it(*words, "--json").stdout)
                self.harmless(self.on_terminal(*words))
        self.assertEqual(self.lines("listings")[0]["reason"], HOSTILE)
        self.assertIn("\\u202e", self.run_it("ip", "192.0.2.8").stdout)

    def test_passport(self):
        """ip: every tenant, every listing with whose time it fell into, reverse DNS, what is unknown, a judgement"""
        self.put(self.listing("192.0.2.7", since=1772000000), {"standing": "mad.example", "health": "broken", "why": "lists all", "since": JUNE},
                 {"ptr": "192.0.2.7", "verdict": "generic", "name": "ip-7.pool.example", "since": JUNE})
        told = self.ask("ip", "192.0.2.7", "--history")
        self.assertEqual([t["customer"] for t in told["tenancies"]], ["K-1", "K-2"])
        self.assertEqual([h["customer"] for h in told["listings"][0]["holders"]], ["K-1", "K-2"])
        self.assertEqual(told["listings"][0]["holders"][0]["until"], "2026-03-01T12:00:00Z")
        self.assertEqual([c["change"] for c in told["listings"][0]["changes"]], ["began"])
        self.assertEqual((told["mail"], told["ptr"][0]["verdict"], told["unknown"][0]["list"]), (True, "generic", "mad.example"))
        self.assertFalse(told["fit"])
        self.assertRegex(told["judgement"], r"^listed now on 1 list that hurts, since 2026-02-25T.* \(bl.example\), in the time of "
                         r"customer K-1; .*1 list knows nothing about it; fit to hand out: no, because customer K-2 holds it and "
                         r"it is listed where that hurts$")
        shown = self.run_it("ip", "192.0.2.7", "--history").stdout
        self.assertTrue(shown.endswith(told["judgement"] + "\n"), shown)
        self.assertIn("mad.example: broken, lists all", shown)
        self.assertNotIn("\x1b", shown)
        self.assertTrue(self.ask("ip", "192.0.2.30")["fit"])
        self.assertEqual(self.ask("ip", "192.0.2.65")["state"], "common")
        self.run_it("ip", "203.0.113.1", code=4)
        self.run_it("ip", "192.0.2.300", code=2)
        self.run_it("ip", code=2)

    def test_passport_of_old_news(self):
        """ip, listings: what was there at a list's first round began before, and is nobody's for sure"""
        self.put(self.listing("192.0.2.7", baseline=True))
        told = self.ask("ip", "192.0.2.7")
        self.assertEqual([(h["customer"], h["sure"]) for h in told["listings"][0]["holders"]],
                         [(None, "unsure"), ("K-1", "unsure"), ("K-2", "unsure")])
        self.assertIn("since before 2026-06-01T00:00:00Z (bl.example), nobody knows in whose time;", told["judgement"])
        shown = self.run_it("ip", "192.0.2.7").stdout
        self.assertRegex(shown, r"from before 2026-06-01T00:00:00Z until now; hurts: yes\n  whose time: not known, there when the "
                         r"list was first asked: nobody until \S+, K-1 .* until 2026-03-01T12:00:00Z or K-2 ")
        self.assertIn("or K-2 Kunde zwei ", " ".join(self.on_terminal("ip", "192.0.2.7").split()))
        self.assertIn(" before 2026-06-01T00:00:00Z ", self.run_it("listings").stdout)

    def test_windows(self):
        """a table on a terminal: no line is wider than it, nothing is left out; a pipe gets one line a row"""
        long = "spam traps hit again and again, first in March, last on the day before yesterday"
        self.put(self.listing("192.0.2.7", reason=long), self.listing("2001:db8:77:40::/64", list="a-list-of-a-long-name.example", reason=long))
        for words in (["listings"], ["ip", "192.0.2.7"], ["advise", "-n", "3"], ["who", "192.0.2.7"], ["inventory", "tenancies"], ["lists"]):
            for columns in (40, 80, 132):
                shown = self.on_terminal(*words, columns=columns)
                self.assertLessEqual(max(len(line) for line in shown.split("\r\n")), columns, shown)
        for columns in (40, 80, 132):
            shown = " ".join(self.on_terminal("listings", columns=columns).split())
            for said in (long, "spam source", "bl.example", "K-2 Kunde zwei", "2026-06-01T00:00:00Z"):
                self.assertIn(said, shown)
        self.assertEqual(len(self.run_it("listings").stdout.splitlines()), 3)

    def test_overview(self):
        """overview: without a hub there is nothing to look at"""
        self.assertIn("no hub runs here", self.run_it("overview", code=4).stderr)

    def test_advise(self):
        """advise: free addresses, the cleanest first, each with its reasons"""
        self.put(self.listing("192.0.2.0"), self.listing("192.0.2.1", state="ended", until=JULY),
                 self.listing("192.0.2.16/28", kind="range"))
        rows = self.lines("advise", "-n", "1000")
        order = [r["address"] for r in rows]
        self.assertEqual(len(order), 256 - 8 - 1)
        self.assertEqual((order[0], order[-1], order[-2][:8]), ("192.0.2.2", "192.0.2.0", "192.0.2."))
        self.assertNotIn("192.0.2.7", order)
        self.assertNotIn("192.0.2.64", order)
        self.assertGreater(order.index("192.0.2.8"), order.index("192.0.2.200"))
        self.assertGreater(order.index("192.0.2.1"), order.index("192.0.2.8"))
        self.assertGreater(order.index("192.0.2.16"), order.index("192.0.2.1"))
        self.assertEqual(len(rows[0]["reasons"]), 3)
        self.assertEqual({r["hurts"] for r in self.lines("advise", "-n", "1000", "--for", "mail") if r["others"] + r["hurts"]}, {1})
        self.assertEqual(self.lines("advise", "-n", "1000", "--for", "web")[-2]["address"], "192.0.2.1")
        self.assertEqual(len(self.lines("advise")), 20)
        self.assertIn("free since 2026-02-01T00:00:00Z, before that with K-1", self.run_it("advise", "-n", "1000").stdout)
        self.run_it("advise", "--for", "dns", code=2)
        self.run_it("advise", "-n", "0", code=2)

    def test_nothing_kept(self):
        """without a database: a sentence, and nothing is made"""
        for n, words in enumerate([["listings"], ["ip", "192.0.2.1"], ["advise"]]):
            state = self.dir / f"none{n}"
            done = subprocess.run([NETIZEN, words[0], "--state", state, *words[1:]], capture_output=True, text=True, timeout=60)
            self.assertEqual((done.returncode, done.stdout), (4, ""), done.stderr)
            self.assertIn("nothing is kept", done.stderr)
            self.assertFalse(state.exists())
        done = self.run_it("listings", "--follow", code=4)
        self.assertIn("no hub runs", done.stderr)


class WithHub(Place):
    def setUp(self):
        super().setUp()
        self.start_hub()

    def follow(self, *words):
        run = subprocess.Popen([NETIZEN, "listings", "--state", str(self.state), "--follow", *words], text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(run.stderr.close)
        self.addCleanup(run.stdout.close)
        return run

    def line_of(self, run, wait=30, of=None):
        of = of or run.stdout
        self.assertTrue(select.select([of], [], [], wait)[0], "nothing was told")
        return of.readline()

    def test_follow(self):
        """--follow tells what changes as it happens, whose it was then, through a restart of front, until Ctrl-C"""
        run = self.follow("--since", "2026-01-01T00:00:00Z")
        number = self.put(self.listing("192.0.2.7", since=1772000000))[0]
        first = self.line_of(run)
        self.assertRegex(first, r"^2026-02-25T06:13:20Z  listed +192\.0\.2\.7 +bl\.example  K-1 ")
        self.harmless(first)
        os.kill(self.roles()["front"], signal.SIGKILL)
        self.put(self.listing("192.0.2.7", id=number, state="ended", until=JUNE, change="ended", at=JUNE))
        self.assertRegex(self.line_of(run, 60), r"^2026-06-01T00:00:00Z  ended +192\.0\.2\.7 +bl\.example  K-2 ")
        run.send_signal(signal.SIGINT)
        self.assertEqual(run.wait(30), -signal.SIGINT)
        self.assertEqual(run.stderr.read(), "")

    def test_follow_through_hubs(self):
        """--follow says that the hub has ended, and goes on with the next one: nothing lost, nothing twice"""
        run = self.follow("--since", "2026-01-01T00:00:00Z")
        self.put(self.listing("192.0.2.1"))
        self.assertIn(" 192.0.2.1 ", self.line_of(run))
        for address, how in (("192.0.2.2", signal.SIGTERM), ("192.0.2.3", signal.SIGKILL)):
            self.hub.send_signal(how)
            self.hub.wait(60)
            self.assertIn("the hub has ended", self.line_of(run, of=run.stderr))
            self.put(self.listing(address))
            self.start_hub()
            self.assertIn(f" {address} ", self.line_of(run, 60))
            self.assertIn("the hub answers again", self.line_of(run, of=run.stderr))
        self.put(self.listing("192.0.2.4"))
        self.assertIn(" 192.0.2.4 ", self.line_of(run))
        run.send_signal(signal.SIGINT)
        self.assertEqual(run.wait(30), -signal.SIGINT)
        self.assertEqual((run.stdout.read(), run.stderr.read()), ("", ""))

    def test_follow_json(self):
        """--follow --json: an object per line; it ends when nobody reads any more"""
        run = self.follow("--json", "--since", "2026-01-01T00:00:00Z", "--list", "bl.example", "192.0.2.0/28")
        self.put(self.listing("192.0.2.20"), self.listing("192.0.2.7", list="other.example"), self.listing("192.0.2.7"))
        told = json.loads(self.line_of(run))
        self.assertEqual((told["type"], told["change"], told["address"], told["customer"]), ("change", "began", "192.0.2.7", "K-2"))
        run.stdout.close()
        self.assertIn(run.wait(30), (0, -signal.SIGPIPE))

    def test_pages(self):
        """more listings than one answer holds are told all, each once"""
        self.put(*[self.listing(f"192.0.2.{n % 256}", list=f"l{n // 256}.example", reason="x" * 200) for n in range(6000)])
        rows = self.lines("listings")
        self.assertEqual(len(rows), 6000)
        self.assertEqual(len({r["id"] for r in rows}), 6000)

    def test_lists(self):
        """lists tells how each list stands, and what was spent, while a hub runs"""
        self.put({"standing": "zen.spamhaus.org", "health": "ok", "since": JUNE},
                 {"standing": "bl.spamcop.net", "health": "broken", "why": HOSTILE, "since": JUNE, "held": True},
                 self.listing("192.0.2.7", list="zen.spamhaus.org"))
        rows = {r["list"]: r for r in self.lines("lists")}
        zen = rows["zen.spamhaus.org"]["standing"]
        self.assertEqual((zen["health"], zen["proven"], zen["held"], zen["open"]), ("ok", True, False, 1))
        self.assertEqual(rows["zen.spamhaus.org"]["spent_today"], 0)
        self.assertTrue(rows["bl.spamcop.net"]["standing"]["held"])
        table = self.run_it("lists").stdout
        self.harmless(table)
        self.assertRegex(table, r"zen\.spamhaus\.org +ok +\d +\S.* since 2026-06-01T00:00:00Z")
        self.assertRegex(table, r"\A[^\n]*\nbl\.spamcop\.net +held ")  # what fails stands first
        self.assertIn("netizen lists resume bl.spamcop.net", table)


if __name__ == "__main__":
    tap.here()
