#!/usr/bin/python3
"""Real rbldnsd, NSD, Knot and BIND, and unbound before one of them, serve what the listing says."""

import ipaddress
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import tap  # noqa: E402

import dnswire  # noqa: E402
import listing  # noqa: E402
import servers  # noqa: E402

ZONE = "bl.rbl.example"
LISTING = """
192.0.2.1 127.0.0.2 costs $5, "quoted"
192.0.2.1 127.0.0.4 second
192.0.2.77-192.0.3.9 127.0.0.3 a range
198.51.100.0/23 127.0.0.10 two whole networks
2001:db8:1:2::/64 127.0.0.2 a network of six
2001:db8:44::/46 127.0.0.2 four of /48
.bad.example 127.0.1.2 a name and those below
only.example 127.0.1.4 a name alone
"""
ASKED = ["192.0.2.0", "192.0.2.1", "192.0.2.2", "192.0.2.76", "192.0.2.77", "192.0.3.0", "192.0.3.9",
         "192.0.3.10", "198.51.99.255", "198.51.100.0", "198.51.101.255", "198.51.102.0",
         "2001:db8:1:2::", "2001:db8:1:2:ffff::1", "2001:db8:1:3::", "2001:db8:43:ffff::", "2001:db8:44::1",
         "2001:db8:47:ffff::9", "2001:db8:48::", "127.0.0.1", "127.0.0.2"]
NAMES = ["bad.example", "www.bad.example", "verybad.example", "only.example", "www.only.example"]


class Served(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.path = pathlib.Path(servers.os.environ["RIG_YARD"]) / "listing"
        cls.path.write_text(LISTING)
        cls.truth = listing.Truth(listing.with_test_points(listing.read(cls.path)))
        servers.rig("connect", "yard", "10.53.0.1/24", "fd53::1/64")

    def compare(self, address):
        labels = [listing.reversed_name(ipaddress.ip_address(a)) for a in ASKED] + NAMES
        for label in labels:
            wanted = sorted(c for c, _ in self.truth.of_name(label))
            texts = sorted(t for _, t in self.truth.of_name(label))
            answer = servers.ask(address, f"{label}.{ZONE}")
            self.assertIsNotNone(answer, f"{address} is silent on {label}")
            self.assertEqual(answer.codes(), wanted, label)
            if wanted:
                said = servers.ask(address, f"{label}.{ZONE}", dnswire.TXT).sections[0]
                self.assertEqual(sorted(row[3] for row in said), texts, label)
            else:
                self.assertEqual(answer.sections[1][0][:2], (ZONE, dnswire.SOA), label)

    def serve(self, kind, number):
        servers.rig("up", kind, "--root", "names", "--addr", f"10.53.0.{number}/24",
                    "--addr", f"fd53::{number}/64")
        servers.AUTHORITATIVE[kind](kind, f"10.53.0.{number}", {ZONE: self.path})
        self.compare(f"10.53.0.{number}")
        servers.rig("down", kind)

    def test_rbldnsd(self):
        """rbldnsd serves the listing"""
        self.serve("rbldnsd", 2)

    def test_nsd(self):
        """NSD serves the listing"""
        self.serve("nsd", 3)

    def test_knot(self):
        """Knot serves the listing"""
        self.serve("knot", 4)

    def test_bind(self):
        """BIND serves the listing"""
        self.serve("bind", 5)

    def test_unbound(self):
        """unbound passes on what rbldnsd serves over IPv6"""
        servers.rig("up", "list", "--root", "names", "--addr", "fd53::6/64")
        servers.rbldnsd("list", "fd53::6", {ZONE: self.path})
        servers.rig("up", "unbound", "--root", "names", "--addr", "fd53::7/64", "--addr", "10.53.0.7/24")
        servers.unbound("unbound", "10.53.0.7", {ZONE: "fd53::6"})
        servers.wait_for("unbound", "unbound", "10.53.0.7", [ZONE])
        self.compare("10.53.0.7")

    def test_hosts_are_apart(self):
        """a host sees neither the machine's files nor its processes, and leaves nothing behind"""
        servers.rig("up", "alone", "--root", "names", "--addr", "10.53.0.8/24")
        seen = servers.rig("enter", "alone", "sh", "-c", "ps ax | wc -l; ls /home; ls -d /srv/*; "
                           "touch /usr/new 2>&1; hostname; cat /proc/1/uid_map")
        self.assertIn("Read-only file system", seen)
        self.assertIn("alone", seen)
        self.assertLess(int(seen.split()[0]), 8)
        servers.rig("spawn", "alone", "sleeper", "sleep", "600")
        pid = int((self.path.parent / "alone" / "sleeper.pid").read_text())
        servers.rig("down", "alone")
        self.assertFalse(pathlib.Path(f"/proc/{pid}").exists())
        self.assertFalse((self.path.parent / "alone").exists())
        self.assertNotIn("alone", pathlib.Path("/etc/hosts").read_text())


if __name__ == "__main__":
    tap.main("names")
