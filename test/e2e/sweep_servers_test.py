#!/usr/bin/python3
"""A sweep of real name servers finds every listing and invents none, whatever the server."""

import os
import pathlib
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import tap  # noqa: E402

import lies  # noqa: E402
import listing  # noqa: E402
import servers  # noqa: E402
import swept  # noqa: E402

ZONE, PREFIXES = "bl.rbl.example", ["198.18.0.0/20", "2001:db8:5000::/56"]
NUMBER = {"rbldnsd": 2, "nsd": 3, "knot": 4, "bind": 5}


class RealServers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.path = pathlib.Path(os.environ["RIG_YARD"]) / "listing"
        swept.write_listing(cls.path)
        cls.truth = swept.expected(cls.path, PREFIXES)
        cls.texts = {e.text for e in listing.read(cls.path)}
        cls.total = sum(1 for _ in swept.asked(PREFIXES))
        servers.rig("connect", "yard", "10.53.0.1/24", "fd53::1/64")
        for kind, number in NUMBER.items():
            servers.rig("up", kind, "--root", "names", "--addr", f"10.53.0.{number}/24",
                        "--addr", f"fd53::{number}/64")
            servers.AUTHORITATIVE[kind](kind, f"10.53.0.{number}", {ZONE: cls.path})

    def exact(self, run):
        """Recall and precision are both 1, and every number agrees."""
        self.assertEqual(run.exit, 0, run)
        self.assertEqual(set(run.listings), set(self.truth), run)
        self.assertEqual({a: sorted(c) for a, c in run.listings.items()}, self.truth)
        self.assertEqual(run.summary["listed"], len(self.truth), run)
        self.assertEqual(run.summary["clean"], self.total - len(self.truth), run)
        self.assertEqual(run.summary["unknown"], 0, run)
        self.assertEqual(run.summary["lost"], 0, run)
        self.assertEqual(run.summary["asked"], self.total, run)
        self.assertEqual(run.lists[ZONE]["health"], "ok")
        self.assertTrue({part for h in run.hits for part in h["reason"].split("; ")} <= self.texts)

    def one(self, kind):
        run = swept.sweep(*PREFIXES, "--list", ZONE, "--server", f"10.53.0.{NUMBER[kind]}")
        self.exact(run)
        self.assertEqual({h["server"].split(":")[0] for h in run.hits}, {f"10.53.0.{NUMBER[kind]}"})

    def test_rbldnsd(self):
        """rbldnsd: every listing found, none invented"""
        self.one("rbldnsd")

    def test_nsd(self):
        """NSD: every listing found, none invented"""
        self.one("nsd")

    def test_knot(self):
        """Knot: every listing found, none invented"""
        self.one("knot")

    def test_bind(self):
        """BIND: every listing found, none invented"""
        self.one("bind")

    def test_wide_window(self):
        """rbldnsd with 2000 questions outstanding: what its buffers drop is asked again"""
        self.exact(swept.sweep(*PREFIXES, "--list", ZONE, "--server", "10.53.0.2", "--window", "2000"))

    def test_unbound(self):
        """unbound before rbldnsd: every listing found, none invented"""
        servers.rig("up", "resolver", "--root", "names", "--addr", "10.53.0.9/24")
        servers.unbound("resolver", "10.53.0.9", {ZONE: "10.53.0.2"})
        servers.wait_for("resolver", "unbound", "10.53.0.9", [ZONE])
        self.exact(swept.sweep(*PREFIXES, "--list", ZONE, "--server", "10.53.0.9"))

    def test_copy(self):
        """a local copy of what rbldnsd serves says the same, without a question"""
        copy = self.path.parent / "copy"
        copy.write_text(listing.combined(ZONE, listing.with_test_points(listing.read(self.path))))
        run = swept.sweep(*PREFIXES, "--list", ZONE, "--file", f"{ZONE}={copy}")
        self.exact(run)
        self.assertEqual(run.summary["questions"], 0)

    def test_loss(self):
        """20 % of the packets lost before rbldnsd: every listing found, none invented"""
        lossy = lies.Faulty([f"{ZONE}@10.53.0.2:53"], address="127.0.0.20")
        lossy.behave(ZONE, "drop 20")
        run = swept.sweep(*PREFIXES, "--list", ZONE, "--server", "127.0.0.20")
        lossy.end()
        self.exact(run)
        self.assertGreater(run.summary["retried"], self.total // 10)

    def interrupted(self, kind):
        """The server is away for two seconds in the middle of a sweep."""
        process = swept.start(*PREFIXES, "--list", ZONE, "--server", f"10.53.0.{NUMBER[kind]}",
                              "--rate", "1000")
        time.sleep(1.5)
        self.assertIsNone(process.poll(), "the sweep was over before the server was stopped")
        servers.rig("stop", kind, kind)
        time.sleep(2)
        servers.AUTHORITATIVE[kind](kind, f"10.53.0.{NUMBER[kind]}", {ZONE: self.path})
        self.assertIsNone(process.poll(), "the sweep did not wait for the server")
        self.exact(swept.swept(process))

    def test_rbldnsd_interrupted(self):
        """rbldnsd stopped and started in the middle: nothing missed, nothing invented"""
        self.interrupted("rbldnsd")

    def test_nsd_interrupted(self):
        """NSD stopped and started in the middle: nothing missed, nothing invented"""
        self.interrupted("nsd")

    def test_found_by_resolver(self):
        """the zone's own servers are found by the machine's resolver and asked directly"""
        servers.rig("up", "finder", "--root", "names", "--addr", "10.53.0.10/24")
        servers.unbound("finder", "10.53.0.10", {ZONE: "10.53.0.3"}, {f"ns.{ZONE}": "10.53.0.3"})
        servers.wait_for("finder", "unbound", "10.53.0.10", [ZONE])
        conf = pathlib.Path(os.environ["RIG_YARD"]) / "resolv.conf"
        before = conf.read_text()
        conf.write_text("nameserver 10.53.0.10\n")
        few = ["198.18.0.0/25"]  # at the 20 questions a second that a stranger's list is asked
        run = swept.sweep(*few, "--list", ZONE)
        conf.write_text(before)
        truth = swept.expected(self.path, few)
        self.assertEqual({a: sorted(c) for a, c in run.listings.items()}, truth, run)
        self.assertGreater(len(truth), 5)
        self.assertEqual((run.exit, run.summary["clean"]), (0, 128 - len(truth)), run)
        self.assertEqual({h["server"].split(":")[0] for h in run.hits}, {"10.53.0.3"})


if __name__ == "__main__":
    tap.main("names")
