"""Small files in MNIST's format, and local mirrors that serve them, whole or with a fault."""

import gzip
import hashlib
import socket
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from utils.data.mnist import CHECKSUMS


def idx_bytes(array, magic=None, count=None):
    """A uint8 array as the bytes of an IDX file, not yet compressed; a test may lie about two numbers."""
    magic = {3: 2051, 1: 2049}[array.ndim] if magic is None else magic
    sizes = (len(array) if count is None else count, *array.shape[1:])
    return struct.pack(f">{1 + len(sizes)}I", magic, *sizes) + array.tobytes()


class SmallMnist:
    """MNIST in small: 30 training and 10 test images, as four files with their sums."""

    def __init__(self):
        random = np.random.default_rng(0)
        self.arrays = [
            random.integers(0, 256, (30, 28, 28), dtype=np.uint8),
            np.arange(30, dtype=np.uint8) % 10,
            random.integers(0, 256, (10, 28, 28), dtype=np.uint8),
            np.arange(10, dtype=np.uint8),
        ]
        files = [gzip.compress(idx_bytes(array)) for array in self.arrays]
        self.files = dict(zip(CHECKSUMS, files, strict=True))
        self.checksums = {name: hashlib.sha256(data).hexdigest() for name, data in self.files.items()}

    def write_to(self, folder):
        folder.mkdir(exist_ok=True)
        for name, data in self.files.items():
            (folder / name).write_bytes(data)
        return folder

    def is_whole_in(self, folder):
        return {path.name: path.read_bytes() for path in folder.iterdir()} == self.files


class Mirror:
    """An HTTP server of these files on this machine. `fault` and `pause` say how it misbehaves."""

    def __init__(self, files, fault=None, pause=0.0):
        self.files, self.fault, self.pause = files, fault, pause
        self.asked, self.closing = [], threading.Event()
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                mirror.answer(self)

            def log_message(self, *arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def answer(self, handler):
        name = handler.path.lstrip("/")
        self.asked.append(name)
        data = self.files[name]
        if self.fault == "wrong bytes":
            data = b"x" * len(data)
        handler.send_response(503 if self.fault == "out of order" else 200)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        try:
            if self.fault in ("stalls", "breaks off"):
                handler.wfile.write(data[: len(data) // 2])
                if self.fault == "stalls":
                    self.closing.wait(20)
                return
            for start in range(0, len(data), 1000):
                handler.wfile.write(data[start : start + 1000])
                time.sleep(self.pause)
        except ConnectionError:
            pass  # the other side was killed, or had seen enough

    def close(self):
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(autouse=True)
def own_environment(monkeypatch):
    """No test here depends on how it was started, or reaches a proxy."""
    for name in ("DIGITS_DATA", "DIGITS_SOURCE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def small():
    return SmallMnist()


@pytest.fixture
def mirror(small):
    """Start mirrors: mirror(fault=..., pause=...)."""
    started = []

    def start(**behavior):
        started.append(Mirror(small.files, **behavior))
        return started[-1]

    yield start
    for server in started:
        server.close()


@pytest.fixture
def black_hole():
    """An address that takes connections and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(20)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"


@pytest.fixture
def closed_port():
    """An address where nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{listener.getsockname()[1]}/"
