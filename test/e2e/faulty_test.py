#!/usr/bin/python3
"""The wrong name server is wrong in exactly the way it was told to be."""

import pathlib
import random
import socket
import struct
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import tap  # noqa: E402

import dnswire  # noqa: E402
import lies  # noqa: E402

ZONE = "bl.rbl.example"
LISTED, CLEAN, TEST = "1.2.0.192", "9.2.0.192", "2.0.0.127"


class FaultyServer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        path = pathlib.Path(lies.os.environ["RIG_YARD"]) / "listing"
        path.write_text("192.0.2.1 127.0.0.2 spam\n192.0.2.32/28 127.0.0.3 range\n2001:db8::/64 127.0.0.4 six\n")
        cls.path = path
        cls.server = lies.Faulty([f"{ZONE}={path}"], other="127.0.0.10", tcp=True)

    @classmethod
    def tearDownClass(cls):
        cls.server.end()

    def setUp(self):
        self.server.behave(ZONE, "")

    def packets(self, label, kind=dnswire.A, wait=0.25, most=9):
        """The packets that come for one question, with where they came from."""
        found = []
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            self.number = random.randrange(65536)
            s.sendto(dnswire.query(self.number, f"{label}.{ZONE}".strip("."), kind), (self.server.address, 53))
            end = time.monotonic() + wait
            while len(found) < most and time.monotonic() < end:
                s.settimeout(max(0.001, end - time.monotonic()))
                try:
                    found.append(s.recvfrom(4096))
                except TimeoutError:
                    break
        return found

    def answer(self, label, kind=dnswire.A):
        found = self.packets(label, kind, 2, most=1)
        self.assertEqual(len(found), 1, "no answer")
        return dnswire.Answer(found[0][0])

    def verdict(self, label, behaviour):
        """(rcode, codes) under a behaviour."""
        self.server.behave(ZONE, behaviour)
        answer = self.answer(label)
        return answer.rcode, answer.codes()

    def test_honest(self):
        """honest: what the file says, for both families, with TXT and SOA"""
        self.assertEqual(self.verdict(LISTED, ""), (0, ["127.0.0.2"]))
        self.assertEqual(self.verdict("40.2.0.192", ""), (0, ["127.0.0.3"]))
        self.assertEqual(self.verdict("48.2.0.192", ""), (3, []))
        six = ".".join("2001:0db8:0000:0000:0000:0000:0000:0007".replace(":", "")[::-1])
        self.assertEqual(self.verdict(six, ""), (0, ["127.0.0.4"]))
        self.assertEqual(self.answer(LISTED, dnswire.TXT).sections[0][0][3], "spam")
        self.assertEqual(self.answer(CLEAN).sections[1][0][:2], (ZONE, dnswire.SOA))
        self.assertEqual(self.answer("", dnswire.SOA).sections[0][0][:2], (ZONE, dnswire.SOA))
        self.assertEqual(self.verdict(TEST, ""), (0, ["127.0.0.2"]))

    def test_answers(self):
        """answers: each wrong content is the content it says"""
        for behaviour, listed, clean in (
                ("code 127.255.255.254", (0, ["127.255.255.254"]), (0, ["127.255.255.254"])),
                ("code 198.51.100.7", (0, ["198.51.100.7"]), (0, ["198.51.100.7"])),
                ("listed-as 127.0.0.99", (0, ["127.0.0.99"]), (3, [])),
                ("empty", (3, []), (3, [])), ("refused", (5, []), (5, [])),
                ("servfail", (2, []), (2, [])), ("formerr", (1, []), (1, [])), ("notimp", (4, []), (4, [])),
                ("nodata", (0, ["127.0.0.2"]), (0, [])), ("with-nxdomain", (3, ["127.0.0.2"]), (3, [])),
                ("flipped", (3, []), (0, ["127.0.0.2"])), ("no-soa", (3, []), (3, []))):
            with self.subTest(behaviour):
                self.assertEqual(self.verdict(LISTED, behaviour), listed)
                self.assertEqual(self.verdict(CLEAN, behaviour), clean)

    def test_gone(self):
        """gone: the parent's SOA denies everything"""
        self.server.behave(ZONE, "gone")
        self.assertEqual(self.answer(LISTED).sections[1][0][0], "rbl.example")

    def test_shape(self):
        """truncated and garbage: a TC bit, a packet that ends too early"""
        self.server.behave(ZONE, "truncated")
        self.assertTrue(self.answer(LISTED).flags & dnswire.TC)
        with socket.create_connection((self.server.address, 53)) as s:
            packet = dnswire.query(7, f"{LISTED}.{ZONE}", dnswire.A)
            s.sendall(struct.pack(">H", len(packet)) + packet)
            self.assertEqual(dnswire.Answer(s.recv(4096)[2:]).codes(), ["127.0.0.2"])
        self.server.behave(ZONE, "garbage")
        with self.assertRaises((IndexError, struct.error)):
            self.answer(LISTED)

    def test_silence(self):
        """silent, deaf, after, once: nothing comes, when it was said"""
        self.server.behave(ZONE, "silent")
        self.assertEqual(self.packets(LISTED), [])
        self.server.behave(ZONE, "once silent")
        self.assertEqual([len(self.packets(LISTED)), len(self.packets(LISTED))], [0, 1])
        seen = self.server.count(ZONE)
        self.server.behave(ZONE, f"after {seen + 1} deaf")
        self.assertEqual([len(self.packets(LISTED)) for _ in range(3)], [1, 0, 0])

    def test_delivery(self):
        """twice, late, drop: copies, delay, loss"""
        self.server.behave(ZONE, "twice 3")
        self.assertEqual(len(self.packets(LISTED)), 3)
        self.server.behave(ZONE, "late 0.2")
        began = time.monotonic()
        self.assertEqual(len(self.packets(LISTED, wait=0.5)), 1)
        self.assertGreater(time.monotonic() - began, 0.19)
        self.server.behave(ZONE, "drop 20")
        lost = sum(len(self.packets(LISTED, wait=0.02)) == 0 for _ in range(100))
        self.assertTrue(5 <= lost <= 40, lost)

    def test_forged(self):
        """forged: the lie comes first and is wrong in one respect; the truth follows"""
        for how in "id", "question", "kind", "port", "address", "echo":
            with self.subTest(how):
                self.server.behave(ZONE, f"forged {how}")
                (lie, source), (truth, right) = self.packets(CLEAN)
                self.assertEqual(right, (self.server.address, 53))
                self.assertEqual(dnswire.Answer(truth).rcode, dnswire.NXDOMAIN)
                self.assertEqual(dnswire.Answer(lie).codes(), ["127.0.0.2"])
                asked = dnswire.query(self.number, f"{CLEAN}.{ZONE}", dnswire.A)
                self.assertEqual([lie[:2] != asked[:2], lie[12:len(asked) - 4] != asked[12:-4],
                                  lie[len(asked) - 4:len(asked)] != asked[-4:], source[1] != 53,
                                  source[0] != self.server.address, lie[2] & 0x80 == 0],
                                 [how == w for w in ("id", "question", "kind", "port", "address", "echo")])

    def test_conditions(self):
        """share, spare-tests, lie-tests, kind, until and several at once"""
        self.server.behave(ZONE, "share 50 servfail")
        wrong = sum(self.answer(f"{i}.2.0.192").rcode == 2 for i in range(100, 200))
        self.assertTrue(30 <= wrong <= 70, wrong)
        self.assertEqual(self.verdict(TEST, "spare-tests empty"), (0, ["127.0.0.2"]))
        self.assertEqual(self.verdict(LISTED, "spare-tests empty"), (3, []))
        self.assertEqual(self.verdict(TEST, "lie-tests empty"), (3, []))
        self.assertEqual(self.verdict(LISTED, "lie-tests empty"), (0, ["127.0.0.2"]))
        self.assertEqual(self.verdict(LISTED, "kind TXT servfail"), (0, ["127.0.0.2"]))
        seen = self.server.count(ZONE)
        self.assertEqual(self.verdict(LISTED, f"until {seen + 1} refused; twice 1"), (5, []))
        self.assertEqual(self.answer(LISTED).rcode, 0)

    def test_refusals(self):
        """a behaviour that is none is refused and changes nothing"""
        for line in "behave bl.rbl.example rude", "behave nowhere empty", "behave bl.rbl.example forged x":
            self.assertNotEqual(self.server.tell(line), "ok")
        self.assertEqual(self.answer(LISTED).rcode, 0)

    def test_passing_on(self):
        """a zone passed on to another server is answered by it, and by nobody when it dies"""
        second = lies.Faulty([f"{ZONE}@{self.server.address}:53"], address="127.0.0.11")
        try:
            first, self.server.address = self.server.address, second.address
            self.assertEqual(self.answer(LISTED).codes(), ["127.0.0.2"])
            second.behave(ZONE, "drop 100")
            self.assertEqual(self.packets(LISTED), [])
            second.behave(ZONE, "die")
            self.packets(LISTED)
            self.assertEqual(second.process.wait(5), 9)
        finally:
            self.server.address = first
            second.end()


if __name__ == "__main__":
    tap.main()
