# SPDX-License-Identifier: ISC
"""slack_socket.py - the other end of a Socket Mode connection (RFC 6455).

As strict as a server may be: what a client sends is masked, in whole text
frames or control frames, and no longer than it has to be.
"""
import base64
import hashlib
import itertools
import json
import struct
import threading
import time
import uuid

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
NUMBERS = itertools.count(1)


def accept_key(key):
    digest = hashlib.sha1(key.encode() + MAGIC).digest()
    return base64.b64encode(digest).decode()


def frame(data, opcode=TEXT, fin=True):
    head = bytes([opcode | (0x80 if fin else 0)])
    if len(data) < 126:
        head += bytes([len(data)])
    elif len(data) < 1 << 16:
        head += struct.pack(">BH", 126, len(data))
    else:
        head += struct.pack(">BQ", 127, len(data))
    return head + data


class Link:
    """One connection of a client's."""

    def __init__(self, connection, reader, hello):
        self.connection, self.reader = connection, reader
        self.number, self.opened = next(NUMBERS), time.monotonic()
        self.acks, self.wrong, self.pings = [], [], 0
        self.code, self.is_open, self.is_deaf = None, True, False
        self.changed, self.writing = threading.Condition(), threading.Lock()
        if hello is not None:
            self.send(hello)

    # ---- What the client sends

    def read(self, n):
        data = self.reader.read(n)
        if len(data) < n:
            raise EOFError
        return data

    def read_frame(self):
        first, second = self.read(2)
        size = second & 0x7f
        if size == 126:
            size = struct.unpack(">H", self.read(2))[0]
        elif size == 127:
            size = struct.unpack(">Q", self.read(8))[0]
        if not second & 0x80:
            self.wrong.append("a frame without a mask")
        if not first & 0x80 or first & 0x70:
            self.wrong.append("a fragment, or an extension")
        mask = self.read(4)
        data = bytes(b ^ mask[i % 4] for i, b in enumerate(self.read(size)))
        return first & 0x0f, data

    def serve(self):
        try:
            while True:
                self.take(*self.read_frame())
        except (EOFError, OSError, ValueError):
            pass
        with self.changed:
            self.is_open = False
            self.changed.notify_all()

    def take(self, opcode, data):
        if opcode == TEXT:
            with self.changed:
                self.acks.append((time.monotonic(), json.loads(data)))
                self.changed.notify_all()
        elif opcode == PING:
            self.pings += 1
            if not self.is_deaf:
                self.raw(frame(data, PONG))
        elif opcode == CLOSE:
            self.code = struct.unpack(">H", data[:2])[0] if data else 0
            self.raw(frame(data[:2], CLOSE))
            raise EOFError
        elif opcode != PONG:
            self.wrong.append("a frame of kind %d" % opcode)

    # ---- What it is sent

    def raw(self, data):
        try:
            with self.writing:
                self.connection.sendall(data)
        except OSError:
            pass

    def send(self, message):
        text = message if isinstance(message, str) else json.dumps(message)
        self.raw(frame(text.encode()))

    def send_in_parts(self, message, n):
        data = json.dumps(message).encode()
        size = len(data) // n + 1
        parts = [data[i:i + size] for i in range(0, len(data), size)]
        for i, part in enumerate(parts):
            self.raw(frame(part, TEXT if i == 0 else 0, i == len(parts) - 1))

    def envelope(self, kind, payload, takes=False, **more):
        """Sends one; its id."""
        id_ = str(uuid.uuid4())
        self.send(dict({"envelope_id": id_, "type": kind, "payload": payload,
                        "accepts_response_payload": takes}, **more))
        return id_

    def ack_of(self, id_, patience_s=5):
        """The acknowledgement, and when it came; (None, None): none came."""
        def found():
            return [a for a in self.acks if a[1].get("envelope_id") == id_]
        with self.changed:
            self.changed.wait_for(lambda: found() or not self.is_open,
                                  patience_s)
            acks = found()
        assert len(acks) < 2, "acknowledged twice"
        return acks[0] if acks else (None, None)

    def envelopes(self, kind, payloads, patience_s=30):
        """Sends all at once; how many were acknowledged, each once."""
        before = len(self.acks)
        ids = {self.envelope(kind, payload) for payload in payloads}
        with self.changed:
            self.changed.wait_for(
                lambda: not self.is_open
                or len(self.acks) - before >= len(ids), patience_s)
            got = [a[1].get("envelope_id") for a in self.acks[before:]]
        assert len(got) == len(set(got)), "acknowledged twice"
        return len(ids.intersection(got))

    def say_goodbye(self, code=1000):
        self.raw(frame(struct.pack(">H", code), CLOSE))

    def break_off(self):
        """As when a machine between the two is gone."""
        self.connection.shutdown(2)
