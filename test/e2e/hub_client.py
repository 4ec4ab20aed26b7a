"""A client of the control socket that may also do what no proper client does."""

import array
import os
import secrets
import socket
import struct

WHO, INVENTORY, IMPORT, EVENT, ANSWER = 1, 2, 3, 4, 5
NEVER = 2**63 - 1
KINDS = ["none", "input", "later", "gone", "unsure", "system"]


def text(octets):
    return struct.pack("<I", len(octets)) + octets


def frame(kind, body, number=None, flags=0, version=1):
    number = secrets.randbits(64) if number is None else number
    return struct.pack("<IHBBQ", 16 + len(body), kind, version, flags, number) + body


def who(name):
    return text(name.encode()) + struct.pack("<qqq", NEVER, NEVER, -1)


def event(verb, first, last, customer, machine, when):
    """An IPv4 range; verb 0 assign, 1 release, 2 move."""
    lo, hi = (b"\x04" + socket.inet_aton(a) for a in (first, last))
    return (bytes([verb, 0]) + lo + hi + struct.pack("<HHB", 0, 65535, 0) + text(customer.encode())
            + text(machine.encode()) + struct.pack("<qI", when, 4242))


class Client:
    def __init__(self, path, wait=20):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.socket.settimeout(wait)
        self.socket.connect(str(path))

    def send(self, packet, descriptors=()):
        beside = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))] if descriptors else []
        self.socket.sendmsg([packet], beside)

    def answer(self):
        """(request id, kind, sentence, JSON text); None once the hub has hung up."""
        for _ in range(2):  # a peer that closed over an unread packet is told first; what he said comes after
            try:
                packet, beside, _, _ = self.socket.recvmsg(300000, socket.CMSG_SPACE(16))
                break
            except ConnectionResetError:
                packet = None
        if not packet:
            return None
        length, kind, _, _, number = struct.unpack("<IHBBQ", packet[:16])
        assert length == len(packet) and kind == ANSWER, packet
        at = 17
        parts = []
        for _ in range(2):
            size = struct.unpack("<I", packet[at:at + 4])[0]
            parts.append(packet[at + 4:at + 4 + size].decode())
            at += 4 + size
        for _, _, data in beside:
            fd = array.array("i", data)[0]
            parts[1] = os.pread(fd, os.fstat(fd).st_size, 0).decode()
            os.close(fd)
        return number, KINDS[packet[16]], *parts

    def close(self):
        self.socket.close()
