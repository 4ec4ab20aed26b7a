#!/usr/bin/python3
"""Who is suspected of sending spam, on made logs of one server: a hacked account, an open form, a
forwarder, a newsletter and a quiet night, each alone and all in one."""

import datetime
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import tap  # noqa: E402

NETIZEN = os.environ.get("NETIZEN", str(tap.TEST.parent / "bin" / "netizen"))
BEGIN = datetime.datetime(2026, 11, 3, 18, 0, tzinfo=datetime.timezone.utc)
OK = ("2.0.0", "sent", "250 2.0.0 OK")
UNKNOWN = ("5.1.1", "bounced", "host %s[192.0.2.9] said: 550 5.1.1 <x>: Recipient address rejected: "
           "User unknown in virtual mailbox table (in reply to RCPT TO command)")
CONTENT = ("5.7.1", "bounced", "host %s[192.0.2.9] said: 550-5.7.1 [192.0.2.1] Our system has detected that this "
           "message is 550-5.7.1 likely unsolicited mail. (in reply to end of DATA command)")
LISTED = ("5.7.1", "bounced", "host %s[192.0.2.9] said: 554 5.7.1 Service unavailable; Client host [192.0.2.1] "
          "blocked using zen.spamhaus.org (in reply to RCPT TO command)")
FULL = ("5.2.2", "bounced", "host %s[192.0.2.9] said: 552 5.2.2 Mailbox full (in reply to RCPT TO command)")


class Log:
    """Lines of Postfix, put in order at the end."""

    def __init__(self, seed):
        self.lines = []
        self.number = 0
        self.random = random.Random(seed)

    def line(self, when, daemon, text):
        self.lines.append((when, f"{when.isoformat(timespec='microseconds')} mx1 postfix/{daemon}[7]: {text}"))

    def message(self, minute, how, sender, recipients):
        """`how`: (daemon, what it says), or a script's user and name; recipients: (address, fate)"""
        self.number += 1
        mail, when = f"{self.number:010X}", BEGIN + datetime.timedelta(minutes=minute)
        step = datetime.timedelta(milliseconds=20)
        self.line(when, how[0], f"{mail}: {how[1]}")
        if len(how) > 2:
            self.line(when + step, "cleanup", f"{mail}: info: header X-PHP-Originating-Script: {how[2]} from local; "
                                              f"from=<{sender}> to=<{recipients[0][0]}>")
        self.line(when + 2 * step, "qmgr", f"{mail}: from=<{sender}>, size=2000, nrcpt={len(recipients)} (queue active)")
        for to, (code, status, text) in recipients:
            host = "mx." + to.rpartition("@")[2]
            self.line(when + 3 * step, "smtp", f"{mail}: to=<{to}>, relay={host}[192.0.2.9]:25, delay=1, "
                      f"delays=0/0/0/1, dsn={code}, status={status} ({text % host if '%' in text else text})")
        self.line(when + 4 * step, "qmgr", f"{mail}: removed")

    def text(self):
        return "".join(line + "\n" for _, line in sorted(self.lines))


def login(user, address):
    return "submission/smtpd", f"client=c[{address}], sasl_method=PLAIN, sasl_username={user}"


def fates(log, n, *odds, domains=9):
    """n recipients; `odds`: (share, fate), the rest is delivered"""
    for i in range(n):
        dice, fate = log.random.random(), OK
        for share, what in odds:
            if dice < share:
                fate = what
                break
            dice -= share
        yield f"r{log.random.randrange(10**6)}@d{log.random.randrange(domains)}.example", fate


def office(log):
    """eight hours of people who write and answer, one of them to a mailbox that is full"""
    for minute in range(0, 480, 3):
        user = log.random.randrange(12)
        log.message(minute, login(f"user{user}@shop.example", f"198.51.100.{user + 1}"), f"user{user}@shop.example",
                    list(fates(log, 1, (0.05, UNKNOWN), (0.03, FULL))))


def hacked(log):
    for minute in range(0, 400, 40):
        log.message(minute, login("anna@shop.example", "203.0.113.7"), "anna@shop.example", list(fates(log, 1)))
    for i in range(300):
        log.message(430 + i / 7, login("anna@shop.example", f"10.{i % 40}.{i % 7}.9"), f"n{i}@other.example",
                    list(fates(log, 4, (0.3, UNKNOWN), (0.2, CONTENT), domains=200)))


def form(log):
    for i in range(150):
        log.message(440 + i / 4, ("pickup", "uid=33 from=<www-data>", "1005:contact.php"), "www-data@mx1.example",
                    list(fates(log, 1, (0.35, UNKNOWN), (0.2, CONTENT))))


def malware(log):
    log.message(455, ("pickup", "uid=1007 from=<web7>", "1007:tpl.php(1) : eval()'d code"), "web7@mx1.example",
                list(fates(log, 2)))


def forwarder(log):
    """mail from outside goes on to Google, which takes much of it for spam and knows some not"""
    for i in range(400):
        log.message(i, ("smtpd", f"client=m{i % 50}.example[203.0.113.{i % 50 + 10}]"), f"s{i}@m{i % 50}.example",
                    [("old@google.example", log.random.choice([OK, CONTENT, LISTED, UNKNOWN]))])


def newsletter(log):
    """one sender for each recipient, thousands in an hour, few unknown; the address is on a list"""
    for i in range(1500):
        log.message(425 + i / 30, login("news@shop.example", "198.51.100.200"), f"b+{i}@shop.example",
                    list(fates(log, 1, (0.02, UNKNOWN), (0.12, LISTED), domains=300)))


def mailing_list(log):
    for i in range(60):
        log.message(430 + i / 3, login("lists@shop.example", "198.51.100.201"), "chess-bounces@shop.example",
                    list(fates(log, 20, (0.3, UNKNOWN), (0.2, CONTENT))))


def mmdb(networks):
    """a MaxMind DB file (IPv4) of these: {(first octets as bits): country}"""
    nodes, data = [[None, None]], b""
    for bits, code in networks.items():
        node = 0
        for bit in bits[:-1]:
            if nodes[node][int(bit)] is None:
                nodes.append([None, None])
                nodes[node][int(bit)] = len(nodes) - 1
            node = nodes[node][int(bit)]
        nodes[node][int(bits[-1])] = -1 - len(data)
        data += b"\xe1\x47country\xe1\x48iso_code\x42" + code.encode()
    tree = b"".join((len(nodes) if record is None else record if record >= 0 else len(nodes) + 16 - 1 - record)
                    .to_bytes(3, "big") for node in nodes for record in node)

    def text(s):
        return bytes([0x40 | len(s)]) + s.encode()

    about = (b"\xe9" + text("node_count") + b"\xc4" + len(nodes).to_bytes(4, "big") +
             text("record_size") + b"\xa1\x18" + text("ip_version") + b"\xa1\x04" +
             text("database_type") + text("Test") + text("languages") + b"\x00\x04" +
             text("binary_format_major_version") + b"\xa1\x02" + text("binary_format_minor_version") + b"\xa0" +
             text("build_epoch") + b"\x04\x02\x60\x00\x00\x00" + text("description") + b"\xe0")
    return tree + bytes(16) + data + b"\xab\xcd\xefMaxMind.com" + about


class Suspects(unittest.TestCase):
    def log(self, *parts):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        log = Log(4)
        for part in parts:
            part(log)
        path = pathlib.Path(folder.name) / "mail.log"
        path.write_text(log.text())
        return path

    def told(self, *parts):
        run = subprocess.run([NETIZEN, "maillog", "--json", self.log(*parts)], capture_output=True, timeout=60)
        return json.loads(run.stdout)

    def suspects(self, *parts):
        return {s["account"]: {r["reason"] for r in s["reasons"]} for s in self.told(*parts)["suspects"]}

    def test_quiet(self):
        """ordinary mail, newsletters, lists and forwards make no suspect, alone or together"""
        for parts in ([office], [forwarder], [newsletter], [mailing_list],
                      [office, forwarder, newsletter, mailing_list]):
            self.assertEqual(self.suspects(*parts), {}, parts)

    def test_hacked(self):
        """a hacked account is the one suspect, for its networks, its recipients and its rate"""
        for parts in ([hacked], [office, forwarder, newsletter, hacked]):
            self.assertEqual(self.suspects(*parts), {"anna@shop.example": {
                "login networks", "unknown users", "refused as spam", "envelope senders", "recipient domains", "volume"}})

    def test_countries(self):
        """with a file of countries they are told, and are a reason"""
        log = self.log(office, hacked)
        countries = log.with_name("test.mmdb")
        countries.write_bytes(mmdb({"000010100000": "BR", "000010100001": "VN", "000010100010": "US",
                                    "11001011": "DE"}))
        run = subprocess.run([NETIZEN, "maillog", "--mmdb", countries, log], capture_output=True, timeout=60)
        if b"libmaxminddb" in run.stderr:
            self.skipTest("libmaxminddb is not installed")
        self.assertIn("logged in from 3 countries: BR, VN, US", run.stdout.decode())
        bad = subprocess.run([NETIZEN, "maillog", "--mmdb", log, log], capture_output=True, timeout=60)
        self.assertEqual(bad.returncode, 1)
        self.assertIn(b"mail.log: ", bad.stderr)

    def test_form(self):
        """so is a form that anybody may use"""
        got = self.suspects(office, newsletter, form)
        self.assertEqual(list(got), ["uid 33 (1005:contact.php)"])
        self.assertLessEqual({"unknown users", "refused as spam"}, got["uid 33 (1005:contact.php)"])

    def test_malware(self):
        """a script that runs code it is given is one from its first message on"""
        self.assertEqual(self.suspects(office, malware),
                         {"uid 1007 (1007:tpl.php(1) : eval()'d code)": {"malware mark"}})

    def test_worst_first(self):
        """what weighs most stands first, with its numbers"""
        told = self.told(office, malware, form, hacked)["suspects"]
        self.assertEqual([s["account"].split()[0] for s in told][0], "anna@shop.example")
        self.assertEqual(len(told), 3)
        networks = [r["text"] for r in told[0]["reasons"] if r["reason"] == "login networks"]
        self.assertRegex(networks[0], r"^logged in from \d+ networks within \d+m")

    def test_page(self):
        """the page begins with the suspects and fits a window of 50 lines"""
        page = subprocess.run([NETIZEN, "maillog", self.log(office, forwarder, newsletter, hacked)],
                              capture_output=True, timeout=60).stdout.decode()
        self.assertLess(page.index("SUSPECTED"), page.index("ACCOUNT"))
        self.assertIn("  - logged in from", page)
        self.assertLessEqual(page.count("\n"), 50)

    def test_short(self):
        """a log of minutes does not tell what is usual"""
        page = subprocess.run([NETIZEN, "maillog", self.log(malware)], capture_output=True, timeout=60).stdout.decode()
        self.assertIn("the log is too short to tell what is usual", page)


if __name__ == "__main__":
    tap.here()
