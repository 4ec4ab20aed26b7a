#!/usr/bin/python3
"""Keys that stand before a zone's name are never shown, however wrong what was written is."""

import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import tap  # noqa: E402

NETIZEN = os.environ.get("NETIZEN", str(tap.TEST.parent / "bin" / "netizen"))
DEAF = ["--resolver", "127.0.0.1:1"]
ZONES = ["geheim.zen.dq.spamhaus.net", "geheim..zen.dq.spamhaus.net", "a.geheim.zen.dq.spamhaus.net",
         "ge(heim\n.zen.dq.spamhaus.net", "geheim" * 11 + ".zen.dq.spamhaus.net",
         "geheim..dq.spamhaus.net", "geheim..bl.example.org", "geheim\\.zen.dq.spamhaus.net"]
FILES = ["[zone \"geheim..zen.dq.spamhaus.net\"]\n", "[zone \"geheim.zen.dq.spamhaus.net\"]\n",
         "[zone \"a.geheim.zen.dq.spamhaus.net\"]\nzap = 1\n",
         "[zone \"zen.dq.spamhaus.net\"]\nkey = ge(heim\n",
         "[zone \"zen.dq.spamhaus.net\"]\nkey = geheim\ncode = x\n",
         "[zone \"zen.dq.spamhaus.net\"]\nkey = " + "geheim" * 20 + "\n"]


class Keys(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.state = pathlib.Path(folder.name)
        (self.state / "etc/lists.d").mkdir(parents=True)

    def run_it(self, *args):
        run = subprocess.run([NETIZEN, "--state", self.state, *args], capture_output=True, text=True,
                             env=dict(os.environ, NETIZEN_SHARE=str(tap.TEST.parent / "share")), timeout=60)
        self.assertNotIn("geheim", (run.stdout + run.stderr).lower(), args)
        return run

    def test_zones(self):
        """--list and --file, of sweep and lists, in text and JSON"""
        runs = [(*words, *form) for zone in ZONES for form in ([], ["--json"])
                for words in (("sweep", "192.0.2.1", "--list", zone, *DEAF), ("lists", "--list", zone),
                              ("sweep", "192.0.2.1", "--file", zone + "=/nowhere", *DEAF),
                              ("sweep", "192.0.2.1", "--file", zone, *DEAF))]
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            for _ in pool.map(lambda run: self.run_it(*run), runs):
                pass

    def test_refused(self):
        """what is no name, or no key, is refused and named without it"""
        for zone in ZONES[1:3]:
            run = self.run_it("sweep", "192.0.2.1", "--list", zone, *DEAF)
            self.assertEqual(run.returncode, 2, run)
            self.assertIn("KEY.zen.dq.spamhaus.net", run.stderr)

    def test_copy_needs_no_key(self):
        """a copy given for KEY.zone is the zone's"""
        path = self.state / "copy"
        path.write_text("192.0.2.1\n")
        run = self.run_it("sweep", "192.0.2.1", "--file", f"geheim.zen.dq.spamhaus.net={path}")
        self.assertEqual(run.returncode, 0, run)
        self.assertIn("1 listed", run.stdout)

    def test_copy_needs_no_budget(self):
        """nor any place to keep the budgets' book"""
        path = self.state / "copy"
        path.write_text("192.0.2.1\n")
        self.state = "/proc/nowhere"
        self.assertEqual(self.run_it("sweep", "192.0.2.1", "--file", f"copy.example={path}").returncode, 0)

    def test_files(self):
        """wrong lines in lists.d"""
        for text in FILES:
            (self.state / "etc/lists.d/own.conf").write_text(text)
            run = self.run_it("lists")
            self.assertIn("own.conf" if run.returncode else "LIST", run.stdout + run.stderr)


if __name__ == "__main__":
    os.environ.setdefault("RIG_YARD", "")  # it needs no yard
    tap.main()
