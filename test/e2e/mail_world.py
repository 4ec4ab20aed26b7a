"""The mail world of a yard: names, and one server that takes mail for everybody and refuses as the
large ones do. What it does depends on the recipient alone: bob@, nobody.17@, full@ ..."""

import collections
import re
import socket
import socketserver
import threading

import dnswire

Taken = collections.namedtuple("Taken", "peer sender recipients message_id")

# (where it is said, what): the texts are those of the named operators' servers
SAYS = {
    "nobody": ("rcpt", "550-5.1.1 The email account that you tried to reach does not exist. Please try\r\n"
                       "550-5.1.1 double-checking the recipient's email address for typos or\r\n"
                       "550 5.1.1 unnecessary spaces. https://support.google.com/mail/?p=NoSuchUser a1si77.3 - gsmtp"),
    "blocked": ("rcpt", "554 5.7.1 Service unavailable; Client host [{peer}] blocked using zen.spamhaus.org; "
                        "https://www.spamhaus.org/query/ip/{peer}"),
    "rate": ("data", "421-4.7.28 Gmail has detected an unusual rate of unsolicited mail originating\r\n"
                     "421-4.7.28 from your IP address [{peer}]. To protect our users from spam, mail\r\n"
                     "421 4.7.28 sent from your IP address has been temporarily rate limited. a1si78.4 - gsmtp"),
    "s3140": ("rcpt", "550 5.7.1 Unfortunately, messages from [{peer}] weren't sent. Please contact your Internet "
                      "service provider since part of their network is on our block list (S3140). You can also "
                      "refer your provider to http://mail.live.com/mail/troubleshooting.aspx#errors. "
                      "[AM0EUR02FT051.eop-EUR02.prod.protection.outlook.com]"),
    "tss04": ("rcpt", "421 4.7.0 [TSS04] Messages from {peer} temporarily deferred due to unexpected volume or user "
                      "complaints - 4.16.55.1; see https://postmaster.yahooinc.com/error-codes"),
    "grey": ("rcpt", "451 4.7.1 Greylisting in action, please come back later"),
    "full": ("rcpt", "552 5.2.2 <{to}>: Quota exceeded (mailbox for user is full)"),
    "drop": ("data", None),
}
HOSTS = {"gmail.com": "gmail-smtp-in.l.google.com", "outlook.com": "outlook-com.olc.protection.outlook.com",
         "yahoo.com": "mta5.am0.yahoodns.net"}
HANDED_ON = re.compile(rb"^message-id:\s*(<[^>]*>)", re.I | re.M)


class Names(socketserver.BaseRequestHandler):
    """Every domain has a mail server, which has the address that was given; nothing else exists."""

    def handle(self):
        packet, sock = self.request
        try:
            q = dnswire.Question(packet)
        except (ValueError, IndexError):
            return
        name, answers = q.name.lower(), []
        if q.kind == 15 and not name.startswith("mx.") and name not in HOSTS.values():
            target = HOSTS.get(name, "mx." + name)
            answers = [dnswire.record(name, 15, 300, b"\0\12" + dnswire.name_bytes(target))]
        elif q.kind == dnswire.A and name in self.server.known:
            answers = [dnswire.a(name, 300, self.server.known[name])]
        elif q.kind == dnswire.A and (name.startswith("mx.") or name in HOSTS.values()):
            answers = [dnswire.a(name, 300, self.server.world)]
        elif q.kind == 12 and name.endswith(".in-addr.arpa"):
            address = ".".join(name.split(".")[3::-1])
            hosts = [n for n, a in self.server.known.items() if a == address]
            answers = [dnswire.record(name, 12, 300, dnswire.name_bytes(h)) for h in hosts[:1]]
        authority = [] if answers else [dnswire.soa("example", 300, 1)]
        sock.sendto(dnswire.reply(q.number, dnswire.AA, dnswire.NOERROR, q.raw, answers, authority),
                    self.client_address)


class Session(socketserver.StreamRequestHandler):
    """One connection to the server of everybody."""

    def say(self, text, **more):
        self.wfile.write((text.format(peer=self.client_address[0], **more) + "\r\n").encode())

    def refuses(self, place):
        """Says what a recipient's server says there; the connection ends with a 421, or without a word."""
        for to in self.to:
            where, text = SAYS.get(to.split("@")[0].split(".")[0], ("", ""))
            if where != place or (to.startswith("grey") and to in self.server.seen):
                continue
            self.server.seen.add(to)
            if text is None:
                raise ConnectionAbortedError
            self.say(text, to=to)
            if text.startswith("421"):
                raise ConnectionAbortedError
            self.to.remove(to)
            return True
        return False

    def handle(self):
        try:
            self.say("220 mx.world.example ESMTP")
            self.sender, self.to = "", []
            while self.command(self.rfile.readline().decode("latin-1").strip()):
                pass
        except (ConnectionError, TimeoutError):
            pass

    def command(self, line):
        verb, address = line[:4].upper(), line.partition("<")[2].partition(">")[0]
        if verb == "EHLO":
            self.say("250-mx.world.example\r\n250-ENHANCEDSTATUSCODES\r\n250 8BITMIME")
        elif verb == "MAIL":
            self.sender, self.to = address, []
            self.say("250 2.1.0 Ok")
        elif verb == "RCPT":
            self.to.append(address)
            if not self.refuses("rcpt"):
                self.say("250 2.1.5 Ok")
        elif verb == "DATA" and not self.to:
            self.say("554 5.5.1 No valid recipients")
        elif verb == "DATA":
            self.message()
        elif verb in ("RSET", "NOOP", "HELO"):
            self.say("250 2.0.0 Ok")
        else:
            self.say("221 2.0.0 Bye" if verb == "QUIT" else "500 5.5.2 Unknown")
        return line and verb != "QUIT"

    def message(self):
        self.say("354 Go ahead")
        lines = []
        while True:
            line = self.rfile.readline()
            if not line:
                raise ConnectionAbortedError
            if line == b".\r\n":
                break
            lines.append(line)
        if self.refuses("data"):
            return
        ids = HANDED_ON.search(b"".join(lines))
        message_id = ids[1].decode("latin-1") if ids else ""
        self.server.taken.append(Taken(self.client_address[0], self.sender, tuple(self.to), message_id))
        self.say(f"250 2.0.0 OK 16{len(self.server.taken):08} a1-20020a05600c34c100b0 - gsmtp")


class Threads(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads, allow_reuse_address, request_queue_size = True, True, 64


class World:
    """Serves names and mail on an address of the yard until the yard ends."""

    def __init__(self, address, known):
        self.names = socketserver.ThreadingUDPServer((address, 53), Names)
        self.names.daemon_threads = True
        self.names.world, self.names.known = address, known
        self.mail = Threads((address, 25), Session)
        self.mail.taken, self.mail.seen = [], set()
        for server in self.names, self.mail:
            threading.Thread(target=server.serve_forever, daemon=True).start()

    @property
    def taken(self):
        return list(self.mail.taken)
