#!/usr/bin/python3
"""What netizen doctor finds, and the steps it ends with: healthy, without a hub, lists that fail or are
held, mail machines without a name, keys and files that the hub may not read or write."""

import contextlib
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import tap  # noqa: E402

import dnswire  # noqa: E402
import hub_test  # noqa: E402
import watched  # noqa: E402

del hub_test.WithHub, hub_test.WithoutHub  # their cases run elsewhere
GOOD, OTHER = "good.example", "other.example"
NAME, MAIL, PTR = "mx.provider.example", "192.0.2.7", 12


class Names(watched.Names):
    """Also the resolver: it knows what `named` says, and `broken` zones list the whole world."""

    def __init__(self, *zones):
        self.named, self.broken = set(), set()
        super().__init__(*zones)
        self.listed["2.0.192.in-addr.arpa"] = set()
        self.listed["provider.example"] = set()

    def answer(self, q, zone):
        name = q.name.lower()
        said = None
        if zone in self.broken and q.kind == dnswire.A:
            said = dnswire.a(q.name, 1, "127.0.0.2")
        elif name == NAME and q.kind == dnswire.A:
            said = dnswire.a(q.name, 1, MAIL)
        elif q.kind == PTR and ".".join(reversed(name.split(".")[:4])) in self.named:
            said = dnswire.record(q.name, PTR, 1, dnswire.name_bytes(NAME))
        if said is None:
            return super().answer(q, zone)
        return dnswire.reply(q.number, dnswire.AA, dnswire.NOERROR, q.raw, [said])


class Doctor(watched.Place):
    lists = {GOOD: "per-second = 0\nper-day = 0", OTHER: "per-second = 0\nper-day = 0"}
    server = Names

    def setUp(self):
        super().setUp()
        self.conf = self.state / "etc" / "netizen.conf"
        self.conf.write_text(watched.CONF + f"resolver = 127.0.0.1:{self.names.port}\n")
        self.names.named.add(MAIL)

    def fill(self):
        self.run_it("import", self.file("p.csv", f"prefix,use,mail\n192.0.2.0/25,single,\n{MAIL},single,yes\n"),
                    self.file("c.csv", "customer,name\nK-1,Kunde\n"),
                    self.file("t.csv", f"address,customer,from\n{MAIL},K-1,2026-01-01T00:00:00Z\n"))

    def doctor(self, code=0):
        """Findings as (level, what, text), and the steps."""
        told = json.loads(self.run_it("doctor", "--json", code=code).stdout)
        self.assertLessEqual(len(told["next"]), 3)
        return [(f["level"], f["what"], f["text"]) for f in told["findings"]], told["next"]

    def ends(self, *lines, code=0):
        """What a person reads at the end."""
        text = self.run_it("doctor", code=code).stdout
        self.assertTrue(text.endswith("\n\n" + "".join(line + "\n" for line in lines)), text)

    def comes(self, level, what):
        """Waits until there is such a finding; its text, and the steps."""
        found = []

        def there():
            told = json.loads(subprocess.run([hub_test.NETIZEN, "doctor", "--json", "--state", self.state], timeout=120,
                                             capture_output=True, text=True).stdout)
            found[:] = [(f["text"], told["next"]) for f in told["findings"] if (f["level"], f["what"]) == (level, what)]
            return found

        self.until(there, f"no {level} {what}")
        return found[0]

    def levels(self):
        findings, steps = self.doctor()
        return {level for level, _, _ in findings}, steps

    def test_healthy(self):
        """a hub that is well: nothing is left to do"""
        self.fill()
        self.start_hub()
        self.until(lambda: self.levels() == ({"ok"}, []), "it is not well")
        self.ends("Nothing is left to do.")

    def test_nothing_yet(self):
        """before anything is set up the one step is to set it up"""
        self.conf.unlink()
        findings, steps = self.doctor()
        self.assertIn(("note", "hub", "no hub runs here: nothing is watched"), findings)
        self.assertEqual(len(steps), 1)
        self.ends("Next:", "1. Run netizen init: it asks five things.")

    def test_no_hub(self):
        """no hub: that comes first, and is a failure"""
        findings, steps = self.doctor(code=1)
        self.assertIn(("failed", "hub", "no hub runs here: nothing is watched"), findings)
        self.assertEqual(steps[0], f"Start the hub: netizend --state {self.state}.")

    def test_broken_list(self):
        """a list that breaks is named with why and with what to do; when none answers that is said first"""
        self.fill()
        self.start_hub()
        self.until(lambda: self.levels() == ({"ok"}, []), "it is not well")
        self.names.broken.add(OTHER)
        text, steps = self.comes("note", "list")
        self.assertRegex(text, rf"^{OTHER}: broken since 20.*: \S")
        self.assertIn(f"netizen lists check --list {OTHER}", steps[0])
        self.names.broken.add(GOOD)
        text, steps = self.comes("failed", "watch")
        self.assertIn("0 of 2 lists", text)
        self.assertIn("port 53", steps[0])

    def test_held_list(self):
        """a list that is held waits for a person: that comes before what fails by itself"""
        self.fill()
        self.start_hub()
        self.until(lambda: self.levels() == ({"ok"}, []), "it is not well")
        self.end_hub()
        with contextlib.closing(sqlite3.connect(self.state / "lib" / "netizen.db")) as db, db:
            db.execute(f"UPDATE standing SET held = 1, held_since = 1780272000000000 WHERE zone = '{OTHER}'")
        self.names.broken.add(GOOD)
        self.start_hub()
        self.comes("note", "list")
        text, steps = self.comes("warning", "list")
        self.assertEqual(text, f"{OTHER}: held since 2026-06-01T00:00:00Z: it names suspiciously many; netizen lists resume {OTHER}")
        self.assertIn(f"netizen lists resume {OTHER}", steps[0])
        self.assertIn(f"netizen lists check --list {GOOD}", steps[1])

    def test_names(self):
        """a mail machine without a reverse name is named"""
        self.names.named.clear()
        self.fill()
        self.start_hub()
        text, steps = self.comes("warning", "names")
        self.assertIn(f"{MAIL} missing", text)
        self.assertIn("PTR", steps[0])

    def test_settings(self):
        """a wrong setting, and a key that is not there: named, with what to do, before all else"""
        self.conf.write_text("[watch]\nenabld = yes\n")
        findings, steps = self.doctor(code=1)
        self.assertIn("enabled", next(text for level, what, text in findings if (level, what) == ("failed", "settings")))
        self.assertIn("config check", steps[0])
        self.conf.write_text(watched.CONF)
        with open(self.state / "etc" / "lists.d" / "all.conf", "a") as conf:
            conf.write('[zone "zen.dq.spamhaus.net"]\nkey = @../keys/gone\n')
        findings, steps = self.doctor(code=1)
        text = next(text for level, what, text in findings if (level, what) == ("failed", "lists"))
        self.assertIn("keys/gone", text)

    def test_rights(self):
        """a key that everybody may read; as root: files that the hub's user can neither read nor write"""
        self.fill()
        self.start_hub()
        keys = self.state / "etc" / "keys"
        keys.mkdir()
        (keys / "one").write_text("secret\n")
        (keys / "one").chmod(0o644)
        text, steps = self.comes("warning", "rights")
        self.assertIn("keys/one", text)
        self.assertEqual(steps[0], f"Keep the key from others: chmod o= {keys / 'one'}.")
        self.end_hub()
        (keys / "one").chmod(0o600)
        if os.getuid() != 0:
            return
        lib = self.state / "lib"
        shutil.chown(lib, "daemon", "daemon")
        findings, steps = self.doctor(code=1)
        wrong = [text for level, what, text in findings if (level, what) == ("failed", "rights")]
        self.assertTrue(any("cannot write" in text and "netizen.db" in text for text in wrong), wrong)
        self.assertTrue(any("cannot read" in text and "keys/one" in text for text in wrong), wrong)
        self.assertEqual(steps[0], f"Give the hub what it keeps: chown -R daemon: {lib}.")
        self.assertIn("chgrp daemon", steps[1])
        self.assertIn("Start the hub", steps[2])
        for path in lib.iterdir():
            shutil.chown(path, "daemon", "daemon")
        lib.chmod(0o777)
        findings, steps = self.doctor(code=1)
        self.assertEqual(steps[0], f"Keep others out: chmod o= {lib}.")


if __name__ == "__main__":
    tap.main("names")
