#!/usr/bin/python3
"""A hub fetches a list's copy by HTTP, looks all of its space up in it, and believes no cut file."""

import http.server
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import tap  # noqa: E402

NETIZEN, NETIZEND = os.environ["NETIZEN"], os.environ["NETIZEND"]
ZONE = "copied.example"
SETTINGS = "[watch]\nmail = 1s\nchanged = 1s\nrest = 1s\nconfirm = 1s\nrecheck = 1s\ngap = 1s\nfetch = 1s\n"


class Server(http.server.BaseHTTPRequestHandler):
    body, version, asked, sent, broken = "", 0, 0, 0, False

    def do_GET(self):
        cls = type(self)
        cls.asked += 1
        tag = f'"{cls.version}"'
        if cls.broken:
            self.send_error(503)
        elif self.headers.get("If-None-Match") == tag:
            self.send_response(304)
            self.send_header("ETag", tag)
            self.end_headers()
        else:
            cls.sent += 1
            self.send_response(200)
            self.send_header("ETag", tag)
            self.send_header("Content-Length", str(len(cls.body)))
            self.end_headers()
            self.wfile.write(cls.body.encode())

    def log_message(self, *words):
        pass


def serve(*addresses, others=50):
    lines = [f"198.51.100.{i} :127.0.0.2:somebody else's" for i in range(others)]
    lines += [f"{a} :127.0.0.2:named by the copy" for a in addresses]
    Server.body, Server.version = "\n".join(lines) + "\n", Server.version + 1


class Courier(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="netizen-courier-"))
        self.state = self.dir / "state"
        (self.state / "etc/lists.d").mkdir(parents=True)
        Server.asked = Server.sent = 0
        Server.broken = False
        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        shown = subprocess.run([NETIZEN, "--json", "lists", "--all"], capture_output=True, text=True, check=True)
        zones = [json.loads(line)["list"] for line in shown.stdout.splitlines()]
        (self.state / "etc/lists.d/none.conf").write_text("".join(f'[zone "{z}"]\nask = no\n' for z in zones))
        (self.state / "etc/lists.d/own.conf").write_text(
            f'[operator "own"]\ntitle = ours\n[zone "{ZONE}"]\noperator = own\nseverity = 3\n'
            f"copy = ip4set:http://localhost:{self.http.server_port}/bl?key=s3cret\n")
        (self.state / "etc/netizen.conf").write_text(SETTINGS)
        (self.dir / "prefixes.csv").write_text("prefix,mail\n192.0.2.0/24,yes\n")
        self.hub = None

    def tearDown(self):
        if self.hub and self.hub.poll() is None:
            self.hub.terminate()
            self.hub.wait(60)
        self.http.shutdown()
        self.http.server_close()
        shutil.rmtree(self.dir)

    def netizen(self, *words, code=0):
        done = subprocess.run([NETIZEN, "--state", str(self.state), "--json", *words], capture_output=True, text=True,
                              timeout=120)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr + self.log())
        return [json.loads(line) for line in done.stdout.splitlines()]

    def start(self):
        self.hub = subprocess.Popen([NETIZEND, "--state", str(self.state)], stderr=open(self.dir / "log", "a"))
        # before that an import would start a hub of its own, which takes the lock
        self.until("the hub serves", (self.state / "run/control").exists)
        self.netizen("import", str(self.dir / "prefixes.csv"))

    def log(self):
        return (self.dir / "log").read_text() if (self.dir / "log").exists() else ""

    def until(self, what, condition, patience=90):
        end = time.monotonic() + patience
        while not condition():
            if time.monotonic() > end:
                self.fail(f"{what}\n{self.log()[-4000:]}")
            time.sleep(0.2)

    def open(self):
        return sorted(r["address"] for r in self.netizen("listings", "--open"))

    def test_fetched_believed_and_not(self):
        """fetched once per version, looked up at once, a cut file refused, a dead server survived"""
        serve("192.0.2.7")
        self.start()
        self.until("the copy's listing is there", lambda: self.open() == ["192.0.2.7"])
        self.assertIn("named by the copy", json.dumps(self.netizen("listings", "--open")))
        asked = Server.asked
        self.until("it is asked again", lambda: Server.asked > asked + 2)
        self.assertEqual(Server.sent, 1, "what had not changed was sent again")
        serve("192.0.2.7", "192.0.2.9")
        self.until("a new version is looked up", lambda: self.open() == ["192.0.2.7", "192.0.2.9"])
        serve(others=3)  # more than half of it gone
        self.until("a cut file is refused", lambda: "copy-refused" in self.log())
        sent = Server.sent
        asked = Server.asked
        self.until("it is asked again", lambda: Server.asked > asked + 2)
        self.assertEqual(Server.sent, sent, "what was refused was fetched again")
        self.assertEqual(self.open(), ["192.0.2.7", "192.0.2.9"])
        Server.broken = True
        self.until("a failure is told", lambda: "copy-not-fetched" in self.log())
        self.assertEqual(self.open(), ["192.0.2.7", "192.0.2.9"])
        self.assertNotIn("s3cret", self.log())

    def roles(self):
        """{role: pid} of the hub's children."""
        found = {}
        for pid in pathlib.Path(f"/proc/{self.hub.pid}/task/{self.hub.pid}/children").read_text().split():
            try:
                found[pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")[2]] = int(pid)
            except (FileNotFoundError, IndexError, ProcessLookupError):
                pass
        return found

    def test_a_restart_keeps_what_was_fetched(self):
        """the roles are killed and the server is gone: the last good copy is still looked up"""
        serve("192.0.2.7")
        self.start()
        self.until("the copy's listing is there", lambda: self.open() == ["192.0.2.7"])
        Server.broken = True
        for role in ("courier", "watch"):
            os.kill(self.roles()[role], signal.SIGKILL)
        (self.dir / "more.csv").write_text("prefix,mail\n198.51.100.0/30,yes\n")
        self.netizen("import", str(self.dir / "more.csv"))
        self.until("our new prefix is looked up in the old copy", lambda: len(self.open()) == 5)


if __name__ == "__main__":
    tap.here()
