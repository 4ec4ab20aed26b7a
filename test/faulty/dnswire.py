"""DNS packets, as little of them as a test server and a test client need."""

import ipaddress
import struct

A, NS, SOA, TXT, AAAA, CNAME = 1, 2, 6, 16, 28, 5
NOERROR, FORMERR, SERVFAIL, NXDOMAIN, NOTIMP, REFUSED = range(6)
QR, AA, TC, RD = 0x8000, 0x0400, 0x0200, 0x0100


def name_bytes(name):
    out = b""
    for label in name.strip(".").split("."):
        if label:
            out += bytes([len(label)]) + label.encode("latin-1")
    return out + b"\0"


def read_name(packet, at):
    """The name at an offset and the offset behind it; compression is followed."""
    labels, behind, jumps = [], None, 0
    while packet[at]:
        if packet[at] >= 0xC0:
            behind = behind or at + 2
            at = (packet[at] & 0x3F) << 8 | packet[at + 1]
            jumps += 1
            if jumps > 20:
                raise ValueError("a name that never ends")
        else:
            labels.append(packet[at + 1:at + 1 + packet[at]].decode("latin-1"))
            at += 1 + packet[at]
    return ".".join(labels), behind or at + 1


def query(number, name, kind, flags=0):
    return struct.pack(">6H", number, flags, 1, 0, 0, 0) + name_bytes(name) + struct.pack(">2H", kind, 1)


class Question:
    """What a packet asks; raw keeps the question's bytes with the asker's spelling."""

    def __init__(self, packet):
        self.number, self.flags, questions = struct.unpack_from(">3H", packet)
        if questions != 1 or self.flags & QR:
            raise ValueError("not one question")
        self.name, end = read_name(packet, 12)
        self.kind, _ = struct.unpack_from(">2H", packet, end)
        self.raw = packet[12:end + 4]


def record(name, kind, ttl, data):
    return name_bytes(name) + struct.pack(">2HIH", kind, 1, ttl, len(data)) + data


def a(name, ttl, address):
    return record(name, A, ttl, ipaddress.IPv4Address(address).packed)


def txt(name, ttl, text):
    data = text.encode()[:255]
    return record(name, TXT, ttl, bytes([len(data)]) + data)


def soa(zone, ttl, serial):
    data = name_bytes("ns." + zone) + name_bytes("hostmaster." + zone)
    return record(zone, SOA, ttl, data + struct.pack(">5I", serial, 3600, 600, 86400, ttl))


def reply(number, flags, rcode, raw_question, answers=(), authority=()):
    head = struct.pack(">6H", number, QR | flags | rcode, 1, len(answers), len(authority), 0)
    return head + raw_question + b"".join(answers) + b"".join(authority)


class Answer:
    """What a reply says: rcode, flags, and per section (name, kind, ttl, value)."""

    def __init__(self, packet):
        self.number, self.flags, questions, *counts = struct.unpack_from(">6H", packet)
        self.rcode = self.flags & 15
        at = 12
        for _ in range(questions):
            self.name, at = read_name(packet, at)
            at += 4
        self.sections = []
        for count in counts:
            rows = []
            for _ in range(count):
                name, at = read_name(packet, at)
                kind, _, ttl, size = struct.unpack_from(">2HIH", packet, at)
                rows.append((name, kind, ttl, self._value(kind, packet[at + 10:at + 10 + size])))
                at += 10 + size
            self.sections.append(rows)

    @staticmethod
    def _value(kind, data):
        if kind == A:
            return str(ipaddress.IPv4Address(data))
        if kind == TXT:
            return data[1:1 + data[0]].decode("utf-8", "replace")
        return data

    def codes(self):
        return sorted(v for _, kind, _, v in self.sections[0] if kind == A)
