#!/usr/bin/python3
"""Two servers, a Postfix and an Exim, send through one gateway that leaves by five addresses: the logs of
all three, given together, tell whose each mail was and by which address it left."""

import collections
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import tap  # noqa: E402

import mail_hosts  # noqa: E402
import mail_truth  # noqa: E402
import mail_world  # noqa: E402
import servers  # noqa: E402

EGRESS = {f"egress{n}": f"10.77.0.5{n}" for n in range(1, 6)}
# account: (server, sender, by which of the gateway's addresses, how many mails, how many to nobody)
ACCOUNTS = {"anna": ("web1", "anna@cust1.example", "egress1", 5, 1), "bert": ("web1", "bert@cust2.example", "egress2", 4, 0),
            "carl": ("web1", "carl@cust3.example", "egress3", 3, 2), "dora": ("web2", "dora@cust4.example", "egress4", 6, 1),
            "emil": ("web2", "emil@cust5.example", "egress5", 2, 0)}


class Gateway(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        servers.rig("connect", "yard", "10.77.0.1/24")
        cls.world = mail_world.World("10.77.0.1", {"gate.example": "10.77.0.5", "web1.example": "10.77.0.6",
                                                   "web2.example": "10.77.0.7"})
        leaving = {sender: (by, EGRESS[by]) for _, sender, by, _, _ in ACCOUNTS.values()}
        gate = mail_hosts.Postfix("gate", "10.77.0.5", "10.77.0.1", leaving, networks="10.77.0.6 10.77.0.7")
        web1 = mail_hosts.Postfix("web1", "10.77.0.6", "10.77.0.1", users=ACCOUNTS)
        web1.run("postconf -e relayhost=[gate.example]; postfix reload 2>&1")
        web2 = mail_hosts.Exim("web2", "10.77.0.7", "10.77.0.1", smart="gate.example")
        cls.truth, number = mail_truth.Truth(), 0
        for account, (host, sender, _, sent, gone) in ACCOUNTS.items():
            with mail_hosts.Client(web1 if host == "web1" else web2, 587, account) as client:
                for to in [f"bob{i}@web.example" for i in range(sent)] + [f"nobody.{i}@gmail.com" for i in range(gone)]:
                    number += 1
                    client.send(sender, to, number)
            cls.truth.add(account, "login", messages=sent + gone, sent=sent, bounced=gone)
        for server in web1, web2, gate:
            server.settle()
        folder = mail_truth.folder(cls)
        logs = [gate.fetch("/var/log/mail.log", folder / "gate.log"), web1.fetch("/var/log/mail.log", folder / "web1.log"),
                web2.fetch("/var/log/exim4/mainlog", folder / "mainlog")]
        cls.told = mail_truth.maillog(*logs)

    def test_accounts(self):
        """every message is its account's, from its server to its end behind the gateway"""
        self.maxDiff = None
        self.assertEqual(mail_truth.accounts(self.told), dict(self.truth.accounts))

    def test_leaving(self):
        """what left by which address, as the other side saw it"""
        seen = collections.Counter(t.peer for t in self.world.taken)
        left = mail_truth.left(self.told)
        self.assertEqual({by: left.get(f"postfix/{by}/smtp") for by in EGRESS},
                         {by: seen[address] for by, address in EGRESS.items()})

    def test_understood(self):
        """every line is understood"""
        self.assertEqual(self.told["summary"]["unparsed"], 0)


if __name__ == "__main__":
    tap.main("postfix", "exim")
