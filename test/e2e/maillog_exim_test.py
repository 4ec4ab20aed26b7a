#!/usr/bin/python3
"""Debian's Exim sends as a provider's server does, and its log alone tells who did: logins, scripts,
forwards, a content filter, bounces, several addresses to leave by, a world that refuses; once with
what Exim logs by itself, and once with what it can."""

import collections
import pathlib
import re
import smtplib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import tap  # noqa: E402

import mail_hosts  # noqa: E402
import mail_truth  # noqa: E402
import mail_world  # noqa: E402
import servers  # noqa: E402

FULL = "+arguments +pid +incoming_interface +outgoing_interface +subject +received_recipients +received_sender +queue_time +deliver_time"
FILES = {
    "/home/alice/.forward": "alice@elsewhere.example\n",
    "/home/vera/.forward": "\\vera, |/srv/vacation\n",
    "/srv/vacation": "#!/bin/sh\n(echo 'Subject: away\n\nback on Monday') | "
                     "exec /usr/sbin/sendmail -f '<>' guest@elsewhere.example\n",
    "/home/web2/public_html/shop/contact.php":
        "<?php mail($argv[1], 'Your order', 'Text', '', '-fshop@cust8.example');\n",
}


class Traffic:
    """Everything that is sent to one server, with its truth."""

    def __init__(self, server, own, folders):
        self.server, self.own, self.truth, self.number = server, own, mail_truth.Truth(), 0
        self.folders = folders  # whether the log tells where programs are started

    def login(self, account, port, *mails, kind="login"):
        """mails: (sender, recipients, fates)"""
        with mail_hosts.Client(self.server, port, account, self.own) as client:
            for sender, to, fates in mails:
                self.number += 1
                client.send(sender, to, self.number)
                self.truth.add(account, kind, **fates)

    def logins(self):
        ok, gone, late = {"sent": 1}, {"bounced": 1}, {"deferred": 3, "bounced": 1}
        self.login("anna", 587, *[("anna@cust1.example", f"bob{i}@gmail.com", ok) for i in range(7)],
                   ("anna@cust1.example", "nobody.1@gmail.com", gone), ("anna@cust1.example", "drop@drop.example", late))
        self.login("bert@cust2.example", 587,
                   *[(f"forged{i}@victim.example", f"bob{i}@yahoo.com", ok) for i in range(5)],
                   *[(f"forged{i}@victim.example", f"blocked.{i}@web.example", gone) for i in range(3)],
                   ("forged@victim.example", "s3140@outlook.com", gone), ("b@victim.example", "tss04@yahoo.com", late))
        self.login("carl", 588, *[("carl@cust3.example", f"bob{i}@web.example", ok) for i in range(4)],
                   ("carl@cust3.example", "nobody.2@gmail.com", gone))
        self.login("emil", 587, *[("news-bounces@cust5.example", [f"bob{i}@web.example", "eve@lists.example"],
                                   {"sent": 2}) for i in range(6)], kind="list")

    def scripts(self):
        run = self.server.run
        run("cd; for i in 1 2; do (echo 'Subject: x\n\ntext') | sendmail -f w@cust6.example bob$i@web.example; done",
            user="web1")
        self.truth.add(self.script("web1", "/home/web1"), "script", messages=2, sent=2)
        run("cd /home/web2/public_html/shop; for i in 1 2 3; do php contact.php bob$i@web.example; done; "
            "php contact.php grey@web.example", user="web2")
        self.truth.add(self.script("web2", "/home/web2/public_html/shop"), "script", messages=4, sent=4, deferred=1)

    def script(self, user, folder):
        return f"{user} ({folder})" if self.folders else user

    def from_outside(self):
        """Mail for a forwarder, for one who is away, and for nobody of ours."""
        with mail_hosts.Client(self.server, 25, source="10.77.0.9") as client:
            for _ in range(3):
                client.send("friend@elsewhere.example", "alice@" + self.server.name, "f")
            client.send("guest@elsewhere.example", "vera@" + self.server.name, "g")
            for _ in range(2):
                try:
                    client.send("spam@elsewhere.example", "bob@web.example", "r")
                except smtplib.SMTPRecipientsRefused:
                    pass
        self.truth.add("10.77.0.9", "relay", messages=4, sent=5)
        self.truth.add(self.script("vera", "/home/vera"), "autoresponse", sent=1)
        smtp = smtplib.SMTP(self.server.address, 587, timeout=120)
        try:
            smtp.login("anna", "wrong")
        except smtplib.SMTPAuthenticationError:
            smtp.quit()


class Exim:
    """What holds of either log."""

    address, egress, selector = "10.77.0.3", "10.77.0.31", ""
    names = {"outside": "outside", "egress1": "egress1"}

    @classmethod
    def setUpClass(cls):
        if not hasattr(Exim, "world"):
            servers.rig("connect", "yard", "10.77.0.1/24", "10.77.0.9/24")
            Exim.world = mail_world.World("10.77.0.1", {})
        cls.world.mail.seen.clear()  # who was greylisted
        cls.server = mail_hosts.Exim(cls.__name__.lower(), cls.address, "10.77.0.1",
                                     {"anna@cust1.example": ("egress1", cls.egress)}, cls.selector, FILES)
        cls.server.filter(10025, to=10026)
        cls.traffic = Traffic(cls.server, "10.77.0.1", "arguments" in cls.selector)
        for part in "logins", "scripts", "from_outside":
            getattr(cls.traffic, part)()
        cls.server.settle()
        cls.server.again()  # greylisting is over
        cls.server.run("sed -i '/^\\* \\* F/d' /etc/exim4/exim4.conf")
        cls.server.again()  # and what was deferred twice is given up
        cls.server.settle()
        cls.log = cls.server.fetch("/var/log/exim4/mainlog", mail_truth.folder(cls) / "mainlog")
        cls.told, cls.truth = mail_truth.maillog(cls.log), cls.traffic.truth

    def test_accounts(self):
        """every message is its account's, with its class and its fate"""
        self.maxDiff = None
        self.assertEqual(mail_truth.accounts(self.told), dict(self.truth.accounts))

    def test_understood(self):
        """every line is understood"""
        self.assertEqual(self.told["summary"]["unparsed"], 0)

    def test_eximstats(self):
        """eximstats counts the same"""
        text = self.server.run("eximstats -ne -nr -nt -t0 -h0 /var/log/exim4/mainlog")
        his = {row[0]: row for row in map(str.split, text.splitlines()) if row}
        sums = self.told["summary"]
        self.assertEqual(sums["messages"], int(his["Received"][2]))
        self.assertEqual(sums["sent"], int(his["Delivered"][3]))
        self.assertEqual(sums["rejected"], int(his["Rejects"][1]))
        # he counts messages, and every one that failed had one recipient
        self.assertEqual(sums["bounced"], int(his["Received"][6]))

    def test_refusals(self):
        """what the remote servers said is told by provider, code, meaning and list"""
        self.assertEqual(mail_truth.refusals(self.told), {
            ("Google", "5.1.1", "user unknown", None): 2, (None, "5.7.1", "blocklisted", "zen.spamhaus.org"): 3,
            ("Yahoo", "4.7.0", "reputation", None): 3, (None, "4.7.1", "greylisted", None): 1,
            ("Microsoft", "5.7.1", "blocklisted", None): 1})

    def test_leaving(self):
        """what left by which address, as the other side saw it"""
        seen = collections.Counter(t.peer for t in self.world.taken)
        self.assertEqual(mail_truth.left(self.told), {self.names["outside"]: seen[self.address],
                                                      self.names["egress1"]: seen[self.egress]})


class Plain(Exim, unittest.TestCase):
    """with what Exim logs by itself"""


class Full(Exim, unittest.TestCase):
    """with what it can log"""

    address, egress, selector = "10.77.0.4", "10.77.0.41", FULL
    names = {"outside": address, "egress1": egress}


if __name__ == "__main__":
    tap.main("exim")
