"""A content filter as servers have it between two of their own ports: takes a mail, hands it on, and
answers with what the next one said, as the usual filters do."""

import smtplib
import socketserver
import sys
import threading


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        self.next = smtplib.SMTP("127.0.0.1", self.server.to, "filter.example", timeout=120)
        self.next.ehlo()
        self.say("220 filter.example ESMTP")
        while self.command(self.rfile.readline()):
            pass
        self.next.quit()

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def command(self, line):
        verb = line[:4].upper()
        if verb == b"EHLO":
            self.say("250-filter.example\r\n250-XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE\r\n250 8BITMIME")
        elif verb in (b"MAIL", b"RCPT", b"RSET", b"NOOP", b"XFOR"):
            self.say(self.reply(line))
        elif verb == b"DATA":
            self.say("354 Go ahead")
            self.message()
        else:
            self.say("221 2.0.0 Bye")
            return False
        return True

    def reply(self, line):
        code, text = self.next.docmd(line.decode("latin-1").strip())
        return f"{code} {text.decode('latin-1').splitlines()[0]}"

    def message(self):
        self.next.docmd("DATA")
        for line in iter(self.rfile.readline, b""):
            self.next.sock.sendall(line)
            if line == b".\r\n":
                break
        code, text = self.next.getreply()
        self.say(f"{code} 2.0.0 from MTA(smtp:[127.0.0.1]:{self.server.to}): {code} {text.decode('latin-1')}")


class Filter(socketserver.ThreadingTCPServer):
    daemon_threads, allow_reuse_address, request_queue_size = True, True, 64


def main(to, *ports):
    """Serves for ever, on ports of the loopback."""
    for port in ports:
        server = Filter(("127.0.0.1", int(port)), Session)
        server.to = int(to)
        threading.Thread(target=server.serve_forever, daemon=True).start()
    threading.Event().wait()


main(*sys.argv[1:])
