"""Starts the wrong name server in the yard and tells it what to do while it runs."""

import os
import pathlib
import socket
import subprocess
import time

import tap

FAULTY = tap.TEST / "faulty" / "faulty"


class Faulty:
    """A faulty server at an address of the yard; zones as on its command line."""

    def __init__(self, zones, address="127.0.0.9", port=53, other=None, tcp=False):
        self.address, self.port = address, port
        self.path = pathlib.Path(os.environ["RIG_YARD"]) / f"faulty-{address}-{port}"
        words = [str(FAULTY), "--bind", f"{address}:{port}", "--control", str(self.path), *zones]
        words += ["--other", other] if other else []
        words += ["--tcp"] if tcp else []
        self.log = open(f"{self.path}.log", "w+")
        self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        end = time.monotonic() + 10
        while not self.path.exists():
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("the faulty server did not start: " + open(self.log.name).read())
            time.sleep(0.01)

    def tell(self, line):
        with socket.socket(socket.AF_UNIX) as s:
            s.connect(str(self.path))
            s.sendall((line + "\n").encode())
            return s.makefile().readline().strip()

    def behave(self, zone, text):
        said = self.tell(f"behave {zone} {text}" if text else f"honest {zone}")
        if said != "ok":
            raise RuntimeError(f"{zone} {text}: {said}")

    def count(self, zone):
        return int(self.tell(f"count {zone}"))

    def end(self):
        self.process.kill()
        self.process.wait()
        self.log.close()
        self.path.unlink(missing_ok=True)
