#!/usr/bin/python3
"""Copies fetched over HTTP from a server of the test, and from a file: only what changed, only what
can be used, and the last good one kept."""

import email.utils
import gzip
import http.server
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import tap  # noqa: E402

COPY_ASK = os.environ.get("COPY_ASK", str(tap.TEST.parent / "build/test/e2e/copy-ask"))
LIST = b"".join(b"192.0.2.%d\n" % i for i in range(100))


class Served(http.server.BaseHTTPRequestHandler):
    """Answers by the server's `page`: status, headers, body; and notes what was asked."""

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        status, headers, body = self.server.page(self)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", headers.get("X-Length", str(len(body))))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class Fetch(unittest.TestCase):
    def setUp(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Served)
        self.server.asked = []
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.folder = tempfile.TemporaryDirectory(prefix="netizen-fetch-")
        self.copies = pathlib.Path(self.folder.name) / "copies"

    def tearDown(self):
        self.server.shutdown()
        self.server.server_close()
        self.folder.cleanup()

    def page(self, body, status=200, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.server.page = lambda request: (status, headers, body)

    def fetch(self, path="/list", kind="ip4set"):
        source = self.url + path if path in ("/list", "/moved") else path
        done = subprocess.run([COPY_ASK, "fetch", kind, source, self.copies], capture_output=True, text=True, timeout=60)
        return (done.stdout if done.returncode == 0 else done.stderr).strip()

    def files(self):
        return sorted(p.name for p in self.copies.iterdir() if not p.name.endswith(".lock"))

    def test_only_what_changed(self):
        """an unchanged list is not sent again, by tag and by date; a changed one takes its place"""
        when = email.utils.formatdate(1700000000, usegmt=True)

        def page(request):
            if request.headers.get("If-None-Match") == '"one"' or request.headers.get("If-Modified-Since") == when:
                return 304, {}, b""
            return 200, {"ETag": '"one"', "Last-Modified": when}, LIST
        self.server.page = page
        self.assertEqual(self.fetch(), "new 100 0 1700000000")
        self.assertEqual(self.fetch(), "same 100 0 1700000000")
        self.assertEqual(self.server.asked[1][1]["If-None-Match"], '"one"')
        self.assertEqual(self.server.asked[1][1]["If-Modified-Since"], when)
        self.page(LIST + b"192.0.3.1\n", ETag='"two"')
        self.assertRegex(self.fetch(), "^new 101 100 ")
        self.assertEqual(self.files(), ["bl.example", "bl.example.from", "bl.example.last"])

    def test_the_last_good_one_is_kept(self):
        """rubbish, half a list, a page of HTML, an error and a dead server leave the last good copy"""
        self.page(LIST)
        self.assertRegex(self.fetch(), "^new 100 ")
        for body, status, why in ((b"<html>\n<p>sign in\n", 200, "not read as ip4set"),
                                  (LIST[:LIST.index(b'192.0.2.20')], 200, "is it cut off"), (b"", 200, "is it cut off"),
                                  (gzip.compress(LIST)[:-20], 200, "ends in the middle"),
                                  (b"gone", 404, "the server answers 404"), (b"busy", 503, "the server answers 503")):
            self.page(body, status)
            self.assertRegex(self.fetch(), f"^kept 100 .*{why}")
        self.server.shutdown()
        self.server.server_close()
        self.assertRegex(self.fetch(), "^kept 100 .*(refused|connect)")
        self.assertEqual(self.files(), ["bl.example", "bl.example.from"])

    def test_a_transfer_that_was_cut(self):
        """a transfer that ends before its length is no new version"""
        self.page(LIST)
        self.fetch()

        def page(request):
            request.close_connection = True
            return 200, {"X-Length": "99999"}, LIST + b"192.0.3.1\n"
        self.server.page = page
        self.assertRegex(self.fetch(), "^kept 100 ")

    def test_refusals_say_why(self):
        """with nothing to keep the reason is told, without user, password and key"""
        self.page(b"no", 403)
        said = self.fetch(self.url.replace("//", "//user:secret@") + "/list?key=secret")
        self.assertRegex(said, "^gone: .*/list: the server answers 403")
        self.assertNotIn("secret", said)
        self.assertRegex(self.fetch("https://127.0.0.1:1/x"), "^later: ")
        self.page(b"", 302, Location="file:///etc/passwd")
        self.assertRegex(self.fetch(), "^input: .*(rotocol|nsupported)")
        self.page(b"", 302, Location=self.url + "/list")
        self.assertRegex(self.fetch(), "^input: .*redirects")
        self.assertEqual(self.files(), [])

    def test_redirects_and_packed_files(self):
        """a redirect is followed, a packed list is read, another source asks anew"""
        when = email.utils.formatdate(1700000000, usegmt=True)

        def page(request):
            if request.path == "/moved":
                return 302, {"Location": "/list"}, b""
            return 200, {"Last-Modified": when}, gzip.compress(LIST)
        self.server.page = page
        self.assertRegex(self.fetch("/moved"), "^new 100 ")
        self.assertRegex(self.fetch("/list"), "^new 100 100 ")
        self.assertNotIn("If-Modified-Since", self.server.asked[-1][1])

    def test_a_file(self):
        """a file is taken when its age changed"""
        path = pathlib.Path(self.folder.name) / "list"
        path.write_bytes(LIST)
        os.utime(path, (1600000000, 1600000000))
        self.assertEqual(self.fetch(str(path)), "new 100 0 1600000000")
        self.assertEqual(self.fetch(str(path)), "same 100 0 1600000000")
        path.write_bytes(LIST + b"192.0.3.1\n")
        self.assertRegex(self.fetch(str(path)), "^new 101 100 ")
        path.unlink()
        self.assertRegex(self.fetch(str(path)), "^kept 101 .*No such file")

    def test_without_the_newest(self):
        """if the version in use is gone the one before it serves"""
        self.page(LIST)
        self.fetch()
        self.page(LIST + b"192.0.3.1\n")
        self.fetch()
        (self.copies / "bl.example").unlink()
        self.page(b"no", 500)
        self.assertRegex(self.fetch(), "^kept 100 ")

    def test_a_sweep_over_a_fetched_copy(self):
        """netizen sweep --file ZONE=URL lists what the fetched copy says, and goes on when the server is gone"""
        self.page(b"127.0.0.2\n192.0.2.7 :127.0.0.4:see $\n198.51.100.1\n")

        def sweep():
            return subprocess.run([os.environ["NETIZEN"], "sweep", "192.0.2.0/24", "--state", self.folder.name, "--json",
                                   "--list", "bl.example", "--file", f"bl.example={self.url}/list?key=secret"],
                                  capture_output=True, text=True, timeout=60)
        first = sweep()
        self.assertEqual(first.returncode, 0, first.stderr)
        rows = [json.loads(line) for line in first.stdout.splitlines()]
        hits = [(row["address"], row["codes"], row["reason"]) for row in rows if row["type"] == "listing"]
        self.assertEqual(hits, [("192.0.2.7", ["127.0.0.4"], "see 192.0.2.7")])
        self.assertNotIn('"change"', first.stdout)
        self.page(b"127.0.0.2\n192.0.2.7 :127.0.0.4:see $\n192.0.2.16/30\n198.51.100.2\n")
        changes = [json.loads(line) for line in sweep().stdout.splitlines() if '"change"' in line]
        self.assertEqual(changes, [{"type": "change", "list": "bl.example", "what": "began",
                                    "from": "192.0.2.16", "until": "192.0.2.19"}])
        self.page(b"127.0.0.2\n192.0.2.7 :127.0.0.4:see $\n198.51.100.1\n")
        last = sweep()
        self.assertIn('"ended"', last.stdout)
        self.page(b"no", 500)
        again = sweep()
        self.assertEqual([line for line in again.stdout.splitlines() if '"listing"' in line],
                         [line for line in last.stdout.splitlines() if '"listing"' in line])
        self.assertIn("the server answers 500; the last good copy is used", again.stderr)
        self.assertNotIn("secret", again.stdout + again.stderr)

    def test_two_at_once(self):
        """two processes on one folder take turns"""
        def page(request):
            time.sleep(0.3)
            return 200, {"ETag": '"x"'}, LIST
        self.server.page = page
        both = [subprocess.Popen([COPY_ASK, "fetch", "ip4set", self.url + "/list", self.copies],
                                 stdout=subprocess.PIPE, text=True) for _ in range(2)]
        said = sorted(p.communicate()[0].split()[0] for p in both)
        self.assertEqual([p.returncode for p in both], [0, 0])
        self.assertEqual(said, ["new", "new"])
        self.assertEqual(self.files(), ["bl.example", "bl.example.from", "bl.example.last"])


if __name__ == "__main__":
    os.environ.setdefault("RIG_YARD", "")  # it needs no yard: loopback and a folder are enough
    tap.main()
