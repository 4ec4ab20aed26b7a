#!/usr/bin/python3
"""Setting up: netizen init by options and at a terminal, and what doctor says before and after."""

import json
import os
import pathlib
import pty
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import tap  # noqa: E402

NETIZEN = os.environ["NETIZEN"]
KEY = "k3y0fours"
TENANCIES = "address,customer,from\n192.0.2.7,K-1,2026-03-29 01:30:00\n"
CUSTOMERS = "customer,name\nK-1,Kunde eins\n"


class Init(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="netizen-init-"))
        self.state = self.dir / "state"
        (self.dir / "customers.csv").write_text(CUSTOMERS)
        (self.dir / "ten ancies.csv").write_text(TENANCIES)

    def tearDown(self):
        shutil.rmtree(self.dir)

    def run_it(self, *words, code=0, **more):
        done = subprocess.run([NETIZEN, "--state", str(self.state), *words], capture_output=True,
                              text=True, stdin=subprocess.DEVNULL, timeout=120, **more)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertNotIn(KEY, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def init(self, *words, code=0):
        return self.run_it("init", "--yes", "--prefix", "192.0.2.0/24", "--prefix", "2001:db8::/48", *words,
                           code=code)

    def test_by_options(self):
        """by options: files written, inventory taken in, keys hidden and readable for the hub alone"""
        said = self.init("--mail", "192.0.2.10-192.0.2.12", "--key", f"zen.dq.spamhaus.net={KEY}", "--tz",
                         "Europe/Berlin", "--inventory", str(self.dir / "customers.csv"), "--inventory",
                         str(self.dir / "ten ancies.csv"))
        self.assertIn("zen.dq.spamhaus.net", said)
        key = self.state / "etc/keys/zen.dq.spamhaus.net"
        self.assertEqual(key.read_text(), KEY + "\n")
        self.assertEqual(stat.S_IMODE(key.stat().st_mode), 0o640)
        self.assertIn("right", self.run_it("config", "check"))
        lists = [json.loads(line) for line in self.run_it("--json", "lists").splitlines()]
        self.assertTrue(next(row for row in lists if row["list"] == "zen.dq.spamhaus.net")["asked"])
        # half past one in Berlin, an hour before clocks went forward there
        who = json.loads(self.run_it("--json", "who", "192.0.2.7", "--at", "2026-10-01T00:00:00Z"))
        self.assertIn("2026-03-29T00:30:00Z", json.dumps(who))
        rows = json.loads(self.run_it("--json", "inventory", "prefixes"))["prefixes"]
        self.assertEqual({r["prefix"]: r["mail"] for r in rows},
                         {"192.0.2.0/24": False, "192.0.2.10-192.0.2.12": True, "2001:db8::/48": False})

    def test_at_a_terminal(self):
        """at a terminal: a wrong answer is asked for again, and the end is yes or nothing"""
        main, other = pty.openpty()
        answers = ["192.0.2.1/24", "192.0.2.0/24", "", "10.0.0.1", "192.0.2.10", "nolist x",
                   f"zen.dq.spamhaus.net {KEY}", "Mars/Olympus", "", "yes", "no"]
        done = subprocess.Popen([NETIZEN, "--state", str(self.state), "init"], stdin=other,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        os.close(other)
        os.write(main, ("\n".join(answers) + "\n").encode())
        said = done.communicate(timeout=120)[0]
        os.close(main)
        self.assertEqual(done.returncode, 0, said)
        for wrong in ("host bits", "none of your prefixes", "takes a key", "no time zone"):
            self.assertIn(wrong, said)
        self.assertNotIn(KEY, said)
        self.assertTrue((self.state / "etc/netizen.conf").exists())

    def test_no_is_no(self):
        """who answers no has written nothing"""
        main, other = pty.openpty()
        done = subprocess.Popen([NETIZEN, "--state", str(self.state), "init", "--prefix", "192.0.2.0/24"],
                                stdin=other, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        os.close(other)
        os.write(main, b"\n\n\n\nno\n")
        said = done.communicate(timeout=120)[0]
        os.close(main)
        self.assertEqual(done.returncode, 1, said)
        self.assertIn("nothing was written", said)
        self.assertFalse(self.state.exists())

    def test_twice(self):
        """what is set up is not set up again, and stays as it is"""
        self.init()
        before = (self.state / "etc/netizen.conf").read_text()
        self.assertIn("is there already", self.init("--tz", "Europe/Paris", code=2))
        self.assertEqual((self.state / "etc/netizen.conf").read_text(), before)

    def test_a_wrong_inventory(self):
        """a wrong line in the inventory: named, and no configuration is left behind"""
        (self.dir / "bad.csv").write_text("customer,name\nK-1,one\n,two\n")
        self.assertIn("bad.csv:3", self.init("--inventory", str(self.dir / "bad.csv"), code=1))
        self.assertFalse((self.state / "etc/netizen.conf").exists())
        self.init()

    def test_wrong_words(self):
        """every wrong option is one sentence and leaves nothing"""
        for words, why in ((["--mail", "10.0.0.1"], "none of your prefixes"), (["--key", "nolist=x"], "takes a key"),
                           (["--key", "zen.dq.spamhaus.net=a.b"], "no DNS label"),
                           (["--tz", "Mars/Olympus"], "no time zone"), (["--inventory", "/none"], "/none"),
                           (["--prefix", "192.0.2.128/25"], "overlap"), (["word"], "word")):
            said = self.init(*words, code=2)
            self.assertIn(why, said)
        self.assertIn("--prefix is wanted", self.run_it("init", "--yes", code=2))
        self.assertFalse(self.state.exists())

    def test_dry_run(self):
        """a dry run shows every file and writes none"""
        said = self.init("--dry-run", "--mail", "192.0.2.10")
        self.assertIn("192.0.2.10,yes", said)
        self.assertFalse(self.state.exists())


if __name__ == "__main__":
    tap.here()
