#!/usr/bin/python3
"""Questions leave from the address that was set, by UDP and by TCP, and are counted for it."""

import pathlib
import socket
import struct
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import tap  # noqa: E402

import dnswire  # noqa: E402
import hub_test  # noqa: E402
import watched  # noqa: E402

del hub_test.WithHub, hub_test.WithoutHub  # their cases run elsewhere
PLAIN, CUT = "plain.example", "cut.example"
HERE, ELSEWHERE, NOWHERE = "127.0.0.5", "127.0.0.6", "192.0.2.99"


class CutNames(watched.Names):
    """The reasons that it gives in one zone are truncated, and said whole by TCP alone."""

    def __init__(self, *zones):
        self.streams = set()
        super().__init__(*zones)
        self.listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self.serve, daemon=True).start()

    def answer(self, q, zone):
        whole = super().answer(q, zone)
        if zone != CUT or q.kind != dnswire.TXT:
            return whole
        return dnswire.reply(q.number, dnswire.AA | dnswire.TC, dnswire.NOERROR, q.raw)

    def serve(self):
        while True:
            with self.listener.accept()[0] as stream:
                self.streams.add(stream.getpeername()[0])
                length = struct.unpack("!H", stream.recv(2, socket.MSG_WAITALL))[0]
                question = dnswire.Question(stream.recv(length, socket.MSG_WAITALL))
                whole = super().answer(question, CUT)
                stream.sendall(struct.pack("!H", len(whole)) + whole)


class Source(watched.Place):
    lists = {PLAIN: "per-second = 0\nper-day = 0", CUT: "per-second = 0\nper-day = 0"}
    server = CutNames

    def set_source(self, address):
        conf = self.state / "etc" / "netizen.conf"
        conf.write_text(watched.CONF + f"source = {address}\n")

    def counted(self):
        return {source for source, in self.rows("SELECT source FROM budget")}

    def sweep(self, *words, code=0):
        return self.run_it("sweep", "--list", PLAIN, "--resolver", "127.0.0.1:1", *words, "192.0.2.0/29", code=code)

    def test_hub(self):
        """a hub asks from its source, by UDP and by TCP; a sweep by hand from another"""
        self.set_source(HERE)
        self.names.list_these(CUT, ["192.0.2.10"])
        self.start_hub()
        self.fill()
        self.settles(CUT, ["192.0.2.10"])
        self.until(lambda: self.names.askers[PLAIN], "the other list was not asked")
        self.assertEqual((self.names.askers[PLAIN], self.names.askers[CUT]), ({HERE}, {HERE}))
        self.assertEqual(self.names.streams, {HERE})
        self.assertEqual(self.counted(), {HERE})
        self.sweep("--from", ELSEWHERE)
        self.assertEqual(self.names.askers[PLAIN], {HERE, ELSEWHERE})
        self.assertEqual(self.counted(), {HERE, ELSEWHERE})

    def test_alone(self):
        """a sweep without a hub asks from the settings' source, or from the one that is named"""
        self.set_source(HERE)
        self.sweep()
        self.assertEqual(self.names.askers[PLAIN], {HERE})
        self.sweep("--from", ELSEWHERE)
        self.assertEqual(self.names.askers[PLAIN], {HERE, ELSEWHERE})

    def test_not_here(self):
        """an address that this machine does not have is told by sweep and doctor"""
        self.assertIn(f"--from: {NOWHERE} is no address of this machine", self.sweep("--from", NOWHERE, code=2).stderr)
        self.set_source(NOWHERE)
        self.assertIn(f"source in [watch]: {NOWHERE} is no address", self.sweep(code=2).stderr)
        told = self.run_it("doctor", code=1)
        self.assertIn(f"asked from {NOWHERE}, which is no address of this machine", told.stdout)
        self.run_it("lists")


if __name__ == "__main__":
    tap.main("names")
