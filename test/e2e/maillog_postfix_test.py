#!/usr/bin/python3
"""Debian's Postfix sends as a provider's server does, and its log alone tells who did: logins, scripts,
forwards, a content filter, bounces, several addresses to leave by, a world that refuses."""

import base64
import collections
import imaplib
import json
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

LEAVING = {"anna@cust1.example": ("egress1", "10.77.0.21"), "carl@cust3.example": ("egress2", "10.77.0.22")}
HIDDEN = b"mail($argv[1], 'Hi', 'Text', '', '-fx@cust7.example');"
FILES = {
    "/home/alice/.forward": "alice@elsewhere.example\n",
    "/home/vera/.forward": "\\vera, |/srv/vacation\n",
    "/srv/vacation": "#!/bin/sh\n(echo 'Subject: away\n\nback on Monday') | "
                               "exec /usr/sbin/sendmail -f '<>' guest@elsewhere.example\n",
    "/srv/www/contact.php": "<?php mail($argv[1], 'Your order', 'Text', '', '-fshop@cust8.example');\n",
    "/srv/www/x.php": f"<?php\n\neval(base64_decode('{base64.b64encode(HIDDEN).decode()}'));\n",
}
EVAL = "uid 2001 (0:x.php(3) : eval()'d code)"


class Traffic:
    """Everything that is sent, with its truth."""

    def __init__(self, server, world):
        self.server, self.world, self.truth, self.number = server, world, mail_truth.Truth(), 0

    def login(self, account, port, *mails, kind="login"):
        """mails: (sender, recipients, fates)"""
        with mail_hosts.Client(self.server, port, account) as client:
            for sender, to, fates in mails:
                self.number += 1
                client.send(sender, to, self.number)
                self.truth.add(account, kind, **fates)

    def logins(self):
        ok, gone, late = {"sent": 1}, {"bounced": 1}, {"deferred": 3, "notices": 1}
        self.login("anna", 587, *[("anna@cust1.example", f"bob{i}@gmail.com", ok) for i in range(7)],
                   ("anna@cust1.example", "nobody.1@gmail.com", gone), ("anna@cust1.example", "drop@drop.example", late))
        self.login("bert@cust2.example", 587,
                   *[(f"forged{i}@victim.example", f"bob{i}@yahoo.com", ok) for i in range(5)],
                   *[(f"forged{i}@victim.example", f"blocked.{i}@web.example", gone) for i in range(3)],
                   ("forged@victim.example", "s3140@outlook.com", gone), ("b@victim.example", "rate@gmail.com", late),
                   ("b@victim.example", "tss04@yahoo.com", late))
        self.login("carl", 588, *[("carl@cust3.example", f"bob{i}@web.example", ok) for i in range(4)],
                   ("carl@cust3.example", "nobody.2@gmail.com", gone))
        self.login("dora", 589, *[("dora@cust4.example", f"bob{i}@web.example", ok) for i in range(3)],
                   *[("dora@cust4.example", f"full.{i}@web.example", gone) for i in range(2)])
        self.login("emil", 587, *[("news-bounces@cust5.example", [f"bob{i}@web.example", "eve@lists.example"],
                                   {"sent": 2}) for i in range(6)],
                   ("news-bounces@cust5.example", "nobody.3@gmail.com", gone), kind="list")

    def scripts(self):
        run = self.server.run
        for i in range(2):
            run(f"(echo 'Subject: x\n\ntext') | sendmail -f w@cust6.example bob{i}@web.example", user="web1")
            self.truth.add("uid 2001", "script", sent=1)
        run("for i in 1 2 3; do php /srv/www/contact.php bob$i@web.example; done; "
            "php /srv/www/contact.php grey@web.example", user="web2")
        self.truth.add("uid 2002 (0:contact.php)", "script", messages=4, sent=4, deferred=1)
        run("php /srv/www/x.php bob@web.example; php /srv/www/x.php nobody.4@gmail.com", user="web1")
        self.truth.add(EVAL, "script", messages=2, sent=1, bounced=1)

    def from_outside(self):
        """Mail for a forwarder, for one who is away, and for nobody of ours."""
        with mail_hosts.Client(self.server, 25, source="10.77.0.9") as client:
            for _ in range(3):
                client.send("friend@elsewhere.example", "alice@mx.example", "f")
            client.send("guest@elsewhere.example", "vera@mx.example", "g")
            for _ in range(2):
                try:
                    client.send("spam@elsewhere.example", "bob@web.example", "r")
                except smtplib.SMTPRecipientsRefused:
                    pass
        self.truth.add("10.77.0.9", "relay", messages=4, sent=5)
        self.truth.add("uid 2003", "autoresponse", sent=1)

    def guesses(self):
        for password in "wrong", "worse":
            smtp = smtplib.SMTP(self.server.address, 587, timeout=120)
            try:
                smtp.login("anna", password)
            except smtplib.SMTPAuthenticationError:
                smtp.quit()
        imap = imaplib.IMAP4(self.server.address)
        imap.login("anna", "secret")
        imap.logout()
        with imaplib.IMAP4(self.server.address) as imap:
            try:
                imap.login("anna", "guess")
            except imaplib.IMAP4.error:
                pass


class Postfix(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        servers.rig("connect", "yard", "10.77.0.1/24", "10.77.0.9/24")
        world = mail_world.World("10.77.0.1", {"mx.example": "10.77.0.2"})
        server = mail_hosts.Postfix("mx", "10.77.0.2", "10.77.0.1", LEAVING,
                                    ["anna", "bert@cust2.example", "carl", "dora", "emil"], files=FILES)
        server.filter(10024, 10025, to=10026)
        cls.traffic = Traffic(server, world)
        for part in "logins", "scripts", "from_outside", "guesses":
            getattr(cls.traffic, part)()
        server.settle()
        server.again()  # greylisting is over
        server.settle()
        server.run("postconf -e maximal_queue_lifetime=1s; postfix reload 2>&1")
        server.again()  # and what was deferred twice is given up
        server.settle()
        folder = mail_truth.folder(cls)
        cls.log = server.fetch("/var/log/mail.log", folder / "mail.log")
        cls.classic = server.fetch("/var/log/mail.classic", folder / "mail.classic")
        cls.server, cls.truth = server, cls.traffic.truth
        cls.told = mail_truth.maillog(cls.log)

    def test_accounts(self):
        """every message is its account's, with its class and its fate"""
        self.maxDiff = None
        self.assertEqual(mail_truth.accounts(self.told), dict(self.truth.accounts))

    def test_understood(self):
        """every line is understood"""
        self.assertEqual(self.told["summary"]["unparsed"], 0)

    def test_summary(self):
        """what was expired, rejected and left is told"""
        self.assertEqual(self.told["summary"]["expired"], 3)
        self.assertEqual(self.told["summary"]["rejected"], 2)
        self.assertEqual(self.server.queued(), {})

    def test_classic(self):
        """the log in syslog's own form tells the same"""
        classic = mail_truth.maillog(self.classic)
        self.assertTrue(classic["summary"]["from"] and classic["summary"]["until"])
        told = json.loads(re.sub(r"(:\d\d)\.\d+Z", r"\1Z", json.dumps(self.told)))  # its times have no fractions
        self.assertEqual(classic, told)

    def test_pflogsumm(self):
        """pflogsumm counts the same"""
        text = self.server.run("pflogsumm --syslog-name='postfix(?:/egress[12])?' /var/log/mail.classic")
        his = {what: int(n) for n, what in re.findall(r"^ +(\d+) +(received|delivered|forwarded|bounced|rejected)\b",
                                                      text, re.M)}
        sums = self.told["summary"]
        self.assertEqual(sums["sent"], his["delivered"] + his["forwarded"])
        self.assertEqual(sums["deferred"], int(re.search(r"\((\d+) +deferrals\)", text)[1]))
        self.assertEqual((sums["bounced"], sums["rejected"]), (his["bounced"], his["rejected"]))
        # he does not count what Postfix itself writes: notices, and forwarded mail
        notices = sum(n["messages"] for (_, kind), n in self.truth.accounts.items() if kind == "bounce")
        self.assertEqual(sums["messages"], his["received"] + his["forwarded"] + notices)

    def test_refusals(self):
        """what the remote servers said is told by provider, code, meaning and list"""
        self.assertEqual(mail_truth.refusals(self.told), {
            ("Google", "5.1.1", "user unknown", None): 4, (None, "5.7.1", "blocklisted", "zen.spamhaus.org"): 3,
            ("Google", "4.7.28", "reputation", None): 3, ("Yahoo", "4.7.0", "reputation", None): 3,
            (None, "5.2.2", "mailbox full", None): 2, (None, "4.7.1", "greylisted", None): 1,
            ("Microsoft", "5.7.1", "blocklisted", None): 1})

    def test_leaving(self):
        """what left by which address, as the other side saw it"""
        seen = collections.Counter(t.peer for t in self.traffic.world.taken)
        self.assertEqual(mail_truth.left(self.told), {
            "postfix/smtp": seen["10.77.0.2"], "postfix/egress1/smtp": seen["10.77.0.21"],
            "postfix/egress2/smtp": seen["10.77.0.22"]})


if __name__ == "__main__":
    tap.main("postfix")
