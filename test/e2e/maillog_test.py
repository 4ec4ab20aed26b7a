#!/usr/bin/python3
"""netizen maillog on whole files: packed, cut off, hostile, several; and on logs of others where they
are at hand (../shared/corpus, or NETIZEN_CORPUS)."""

import collections
import csv
import gzip
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import tap  # noqa: E402

NETIZEN = os.environ.get("NETIZEN", str(tap.TEST.parent / "bin" / "netizen"))
CORPUS = pathlib.Path(os.environ.get("NETIZEN_CORPUS", tap.TEST.parent.parent / "shared" / "corpus"))
# where the truth names a source whose files lie elsewhere than it says
FOLDERS = {"Exim/exim": "exim", "lightmeterio/ControlCenter": "lightmeter"}
HEAD = "Nov  3 08:15:00 mx1 postfix/"
LOGIN = (HEAD + "smtpd[1]: AAAA0001: client=u[192.0.2.1], sasl_method=PLAIN, sasl_username=%s\n" +
         HEAD + "qmgr[2]: AAAA0001: from=<a@b>, size=1, nrcpt=1 (queue active)\n" +
         HEAD + "smtp[3]: AAAA0001: to=<x@y>, relay=m[192.0.2.9]:25, dsn=2.0.0, status=sent (250 ok)\n")


def maillog(*words):
    return subprocess.run([NETIZEN, "maillog", *map(str, words)], capture_output=True, timeout=300)


def told(*paths):
    return json.loads(maillog("--json", *paths).stdout)


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path


class Files(Folder):
    def test_packed(self):
        """a gzipped file is read like a plain one"""
        plain = self.file("mail.log", LOGIN % "anna")
        packed = self.file("mail.log.gz", gzip.compress((LOGIN % "anna").encode()))
        self.assertEqual(told(plain), told(packed))
        self.assertEqual(told(plain)["accounts"], [
            {"account": "anna", "class": "login", "messages": 1, "sent": 1, "deferred": 0, "bounced": 0,
             "mark": None, "delay_mean": 0, "delay_max": 0}])

    def test_zstd(self):
        """a file packed by zstd is read like a plain one, in whatever pieces; a cut one is said"""
        plain = self.file("mail.log", LOGIN % "anna")
        packed = self.zstd(LOGIN % "anna")
        self.assertEqual(told(plain), told(self.file("mail.log.1", packed)))  # the name says nothing
        lines = (LOGIN % "anna").splitlines(True)
        pieces = b"".join(map(self.zstd, lines))
        self.assertEqual(told(plain), told(self.file("mail.log.zst", pieces)))
        run = maillog("--json", self.file("cut.zst", pieces[:-3]))
        self.assertEqual(run.returncode, 3)
        self.assertIn(b"cut off", run.stderr)
        self.assertEqual(json.loads(run.stdout)["summary"]["messages"], 1)

    def zstd(self, text):
        return subprocess.run(["zstd", "-q", "-c"], input=text.encode(), stdout=subprocess.PIPE, check=True).stdout

    def test_no_log(self):
        """what is no mail log is said, and an empty file is no fault"""
        other = self.file("kern.log", "Nov  3 08:15:00 mx1 kernel: x\nno log at all\n")
        run = maillog(other)
        self.assertEqual((run.returncode, run.stdout), (1, b""))
        self.assertIn(b"is no mail log: none of its 2 lines is of a mail server", run.stderr)
        run = maillog("--json", other, self.file("mail.log", LOGIN % "anna"))
        self.assertEqual(run.returncode, 3)
        self.assertEqual(json.loads(run.stdout)["summary"]["messages"], 1)
        run = maillog(self.file("empty.log", ""))
        self.assertEqual(run.returncode, 0)
        self.assertIn(b"is empty", run.stderr)

    def test_order(self):
        """files are read in the order of their times, whatever order they are given in"""
        lines = (LOGIN % "anna").splitlines(True)
        days = [line.replace("Nov  3", f"Nov {3 + i:2}") for i, line in enumerate(lines)]
        a, b = self.file("mail.log.2.gz", gzip.compress(days[0].encode())), self.file("mail.log.1", days[1])
        c = self.file("mail.log", days[2])
        for files in ((a, b, c), (c, a, b), (b, c, a)):
            self.assertEqual(told(*files)["accounts"][0], {**told(a, b, c)["accounts"][0], "account": "anna",
                                                           "messages": 1, "sent": 1})

    def test_standard_input(self):
        """- is standard input, read after the files"""
        lines = (LOGIN % "anna").splitlines(True)
        run = subprocess.run([NETIZEN, "maillog", "--json", "-", str(self.file("mail.log.1", "".join(lines[:2])))],
                             input=lines[2].encode(), capture_output=True, timeout=60)
        self.assertEqual(json.loads(run.stdout)["accounts"][0]["sent"], 1)

    def test_journal(self):
        """the journal's export and its JSON are read like lines"""
        plain = told(self.file("mail.log", LOGIN % "anna"))
        entries = [("postfix/" + line[len(HEAD):].split("[")[0], line.split(": ", 1)[1])
                   for line in (LOGIN % "anna").splitlines()]
        export = b"".join(b"__CURSOR=%d\n__REALTIME_TIMESTAMP=1793693700000000\n_HOSTNAME=mx1\n"
                          b"SYSLOG_IDENTIFIER=%b\nMESSAGE\n%b%b\n\n" %
                          (i, name.encode(), len(text).to_bytes(8, "little"), text.encode())
                          for i, (name, text) in enumerate(entries))
        lines = "".join(json.dumps({"__REALTIME_TIMESTAMP": "1793693700000000", "_HOSTNAME": "mx1",
                                    "SYSLOG_IDENTIFIER": name, "MESSAGE": text}) + "\n" for name, text in entries)
        for form in (export, lines):
            got = told(self.file("journal", form))
            self.assertEqual(got["accounts"], plain["accounts"])
            self.assertEqual(got["summary"]["from"], "2026-11-03T08:15:00Z")

    def test_several(self):
        """a message goes on from one file to the next"""
        first, second = (LOGIN % "anna").splitlines(True)[:2], (LOGIN % "anna").splitlines(True)[2:]
        a, b = self.file("mail.log.1", "".join(first)), self.file("mail.log", "".join(second))
        self.assertEqual(told(a, b)["accounts"][0]["sent"], 1)

    def test_cut_off(self):
        """what can be read of a broken file counts, and it is said"""
        whole = gzip.compress((LOGIN % "anna").encode() + os.urandom(100000).replace(b"\n", b""))
        run = maillog("--json", self.file("mail.log.gz", whole[:-50]))
        self.assertEqual(run.returncode, 3)
        self.assertIn(b"mail.log.gz", run.stderr)
        self.assertEqual(json.loads(run.stdout)["summary"]["messages"], 1)

    def test_no_file(self):
        """a file that is not there is an error"""
        self.assertEqual(maillog(self.folder / "none").returncode, 1)
        self.assertEqual(maillog().returncode, 2)

    def test_hostile(self):
        """control octets of strangers reach no terminal, and long lines are cut"""
        path = self.file("mail.log", (LOGIN % "\x1b[31mred\x07\u202e") + "x" * 3000000 + "\n" +
                         (LOGIN % "bert").replace("AAAA0001", "AAAA0002"))
        run = maillog(path)
        self.assertEqual(run.returncode, 0)
        for octet in (b"\x1b", b"\x07", "\u202e".encode()):
            self.assertNotIn(octet, run.stdout)
        self.assertIn(b"\\x1b[31mred", run.stdout)
        self.assertIn(b"bert", run.stdout)
        self.assertEqual(told(path)["summary"]["lines"], 7)

    def test_follow(self):
        """--follow goes on over rename, late lines, truncation; nothing is lost and nothing told twice"""
        path, old, sent = self.file("mail.log", LOGIN % "anna"), self.folder / "mail.log.1", 1

        def write(to, how="a"):
            nonlocal sent
            sent += 1
            with open(to, how) as log:
                log.write((LOGIN % "anna").replace("AAAA0001", f"AAAA{sent:04}"))

        run = subprocess.Popen([NETIZEN, "maillog", "--json", "--follow", str(path)], stdout=subprocess.PIPE)
        self.addCleanup(run.stdout.close)
        time.sleep(2)
        write(path)
        path.rename(old)
        write(old)
        write(path)
        time.sleep(1.5)
        write(old)  # its writer has not heard of it yet
        time.sleep(5)
        write(path)
        time.sleep(1.5)
        write(path, "w")
        time.sleep(6)
        run.send_signal(signal.SIGINT)
        lines = [json.loads(line) for line in run.stdout]
        self.assertEqual(run.wait(), 0)
        changes, totals = lines[:-1], lines[-1]
        self.assertEqual((totals["summary"]["messages"], totals["summary"]["sent"]), (sent, sent))
        self.assertEqual(sum(c["sent"] for c in changes if c["account"] == "anna"), sent - 1)

    def test_follow_fails(self):
        """--follow of nothing fails, and standard input is not followed"""
        self.assertEqual(maillog("--follow", self.folder / "none").returncode, 1)
        self.assertEqual(maillog("--follow", "-").returncode, 2)

    def test_times(self):
        """times have the year of their file and the zone that is given"""
        path = self.file("mail.log", LOGIN % "anna")
        os.utime(path, (1451606400, 1451606400))  # 2016-01-01
        run = json.loads(maillog("--json", "--tz", "Europe/Berlin", path).stdout)
        self.assertEqual((run["summary"]["from"], run["summary"]["until"]), ("2015-11-03T07:15:00Z",) * 2)
        self.assertEqual(maillog("--tz", "Nowhere", path).returncode, 2)

    def test_refusals(self):
        """rules that ship with us tell a refusal's meaning, and one's own come before them"""
        text = "550 5.7.1 blocked using bl.spamcop.net, says our plum filter"
        log = self.file("mail.log", HEAD + "smtp[3]: AAAA0001: to=<x@y>, relay=m[192.0.2.9]:25, dsn=5.7.1, "
                        f"status=bounced (host m[192.0.2.9] said: {text})\n")
        self.assertEqual(told(log)["refusals"], [{"provider": None, "code": "5.7.1", "meaning": "blocklisted",
                                                  "listed_on": "bl.spamcop.net", "count": 1}])
        own = self.file("own.conf", '[replies "own"]\ncontent = 5.7.1 says * plum filter\n')
        run = maillog("--json", "--refusals", own, log)
        self.assertEqual(json.loads(run.stdout)["refusals"][0]["meaning"], "content")
        bad = self.file("bad.conf", '[replies "own"]\ncontent = xyz\n')
        run = maillog("--json", "--refusals", bad, log)
        self.assertEqual((run.returncode, run.stdout), (1, b""))
        self.assertIn(b"bad.conf:2:11: a text wants 4 letters", run.stderr)

    def test_asked(self):
        """--account and --to show nothing else, --since knows what is long ago"""
        path = self.file("mail.log", LOGIN % "anna" + (LOGIN % "bert").replace("AAAA0001", "AAAA0002"))
        told = json.loads(maillog("--json", "--account", "anna", path).stdout)
        self.assertEqual([a["account"] for a in told["accounts"]], ["anna"])
        self.assertEqual(told["asked"]["clients"], [{"address": "192.0.2.1", "messages": 1}])
        self.assertEqual(told["asked"]["domains"], [{"domain": "y", "sent": 1, "deferred": 0, "bounced": 0}])
        self.assertIn(b"RECIPIENTS AT", maillog("--to", "y", path).stdout)
        told = json.loads(maillog("--json", "--since", "2001-01-01T00:00:00Z", "--until", "500w", path).stdout)
        self.assertEqual(told["summary"]["messages"], 0)
        self.assertEqual(maillog("--since", "yesterday", path).returncode, 2)

    def test_clusters(self):
        """replies that no rule knows come together, and the rule that is offered names them"""
        log = self.file("mail.log", "".join(
            HEAD + f"smtp[3]: AAAA{i:04}: to=<x@y>, relay=m[192.0.2.9]:25, dsn=5.0.0, status=bounced "
            f"(host m[192.0.2.9] said: 550 Zebra {i} crossed user{i}@y on its wild way)\n" for i in range(9)))
        cluster, = told(log)["clusters"]
        self.assertEqual((cluster["count"], cluster["server"], cluster["rule"]),
                         (9, "m", "550 5.0.0 zebra * crossed * on its wild way"))
        self.assertIn(b"MEANING = 550 5.0.0 zebra", maillog(log).stdout)
        own = self.file("own.conf", f'[replies "own"]\nloop = {cluster["rule"]}\n')
        run = json.loads(maillog("--json", "--refusals", own, log).stdout)
        self.assertEqual((run["clusters"], run["refusals"][0]["meaning"]), ([], "loop"))

    def test_top(self):
        """--top cuts the page, and says so"""
        path = self.file("mail.log", "".join((LOGIN % f"user{i}").replace("AAAA0001", f"AAAA{i:04}")
                                             for i in range(30)))
        self.assertIn(b"and 28 more accounts", maillog("--top", 2, path).stdout)
        self.assertEqual(len(told(path)["accounts"]), 30)


def trace(*words):
    return subprocess.run([NETIZEN, "trace", *map(str, words)], capture_output=True, timeout=300)


class Trace(Folder):
    WEB = [HEAD.replace("mx1", "web1") + t + "\n" for t in (
        "smtpd[1]: AAAA0001: client=u[192.0.2.1], sasl_method=PLAIN, sasl_username=anna",
        "cleanup[2]: AAAA0001: message-id=<m1@c>",
        "qmgr[3]: AAAA0001: from=<a@b>, size=1, nrcpt=1 (queue active)",
        "smtp[4]: AAAA0001: to=<x@y>, relay=gw.our.net[10.0.0.9]:25, delay=1.5, dsn=2.0.0, status=sent "
        "(250 2.0.0 Ok: queued as BBBB0001)")]
    GATEWAY = [HEAD.replace("mx1", "gw").replace("08:15", "08:16") + t + "\n" for t in (
        "smtpd[1]: BBBB0001: client=web1.our.net[10.0.0.5]",
        "cleanup[2]: BBBB0001: message-id=<m1@c>",
        "qmgr[3]: BBBB0001: from=<a@b>, size=1, nrcpt=1 (queue active)",
        "out3/smtp[4]: BBBB0001: to=<x@y>, relay=mx.y[192.0.2.9]:25, delay=2, dsn=5.7.1, status=bounced "
        "(host mx.y[192.0.2.9] said: 550 5.7.1 \x1b[31mno)")]

    def test_path(self):
        """a message's whole path over two machines, in the remote's own words, whatever the order of files"""
        web, gateway = self.file("web.log", "".join(self.WEB)), self.file("gw.log", "".join(self.GATEWAY))
        for files in (web, gateway), (gateway, web):
            for words in ("--from", "a@b", "--to", "y"), ("--id", "<m1@c>"), ("--id", "m1@c"), ("--from", "@b"):
                messages = json.loads(trace("--json", *words, *files).stdout)["messages"]
                self.assertEqual([[(p["machine"], p["fate"]) for p in m["path"]] for m in messages], [[
                    ("web1", "came"), ("web1", "handed on"), ("gw", "came"), ("gw", "bounced")]])
                self.assertEqual(messages[0]["path"][3]["by"], "postfix/out3/smtp")
                self.assertEqual(messages[0]["path"][2]["account"], "anna")
        page = trace("--id", "BBBB0001", gateway).stdout
        self.assertIn(b"550 5.7.1 \\x1b[31mno", page)
        self.assertNotIn(b"\x1b", page)

    def test_nothing(self):
        """what is not there is told with how far the logs reach"""
        web = self.file("web.log", "".join(self.WEB))
        for words in ("--to", "z"), ("--from", "x@y"), ("--id", "m2@c"), ("--to", "y", "--until", "500w"):
            run = trace(*words, web)
            self.assertEqual(run.returncode, 4)
            self.assertIn(b"which reach from ", run.stderr)
        self.assertEqual(trace(web).returncode, 2)
        self.assertEqual(trace("--to", "y", self.folder / "none").returncode, 1)


def truths():
    """Rows of the truth by the path of their file, as far as it is there."""
    folders = {}
    for row in csv.DictReader(open(CORPUS / "truth.csv", encoding="utf-8")):
        folders[row["repo"], row["path"]] = row["id"].split("-", 1)[1].rsplit("-", 1)[0]
    files = collections.defaultdict(list)
    for row in csv.DictReader(open(CORPUS / "logs-truth.csv", encoding="utf-8")):
        folder = FOLDERS.get(row["repo"]) or folders.get((row["repo"], row["path"]), "")
        path = CORPUS / folder / row["path"]
        if path.is_file():
            files[path].append(row)
    return files


def differences(path, rows):
    said = told(path)
    senders = {s["sender"]: s for s in said["senders"]}
    for row in rows:
        have = said["summary"] if row["sender"] == "(all)" else senders.get(row["sender"], {})
        for what in ("messages", "sent", "deferred", "bounced"):
            if row[what] and have.get(what, 0) != int(row[what]):
                yield f"{path}: {row['sender']}: {what} is {have.get(what)}, should be {row[what]}"


@unittest.skipUnless((CORPUS / "logs-truth.csv").exists(), f"no logs of others below {CORPUS}")
class Corpus(unittest.TestCase):
    def test_equal(self):
        """logs of others are counted as their truth says"""
        files = truths()
        self.assertGreater(len(files), 400)
        self.assertEqual([d for path, rows in files.items() for d in differences(path, rows)], [])

    def test_understood(self):
        """of Postfix's lines in them none is unknown"""
        paths = {p for p, rows in truths().items() if rows[0]["mta"] == "postfix"}
        paths = {p for p in paths if p.name != "incomplete.log"}  # made by hand: its ids are no ids
        self.assertEqual([str(p) for p in paths if told(p)["summary"]["unparsed"]], [])



if __name__ == "__main__":
    tap.here()
