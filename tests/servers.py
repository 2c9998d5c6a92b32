"""Real servers for tests: ArcadeDB with its Bolt plug-in, alone or as a cluster of three.

The wheel `arcadedb-embedded` brings server and Java; it is installed into virtual environments
of its own, kept in `FOLLICLE_SERVERS` or the user's cache.
"""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from follicle_graph.store import Store, open_store

PASSWORD = "only-for-tests"
USER = "root"
NAME = "atlas"
ALONE = "26.10.2.post1"
CLUSTER = "26.3.2"
"""The last version whose wheel holds the module for clusters."""

KEPT = Path(
    os.environ.get("FOLLICLE_SERVERS", Path.home() / ".cache" / "follicle-graph" / "servers")
)
_OPENED = (
    "java.base/java.util.concurrent.atomic",
    "java.base/java.nio.channels.spi",
    "java.base/java.lang",
)


def installed(version: str) -> Path:
    """The folder of a version of the server; installed when it is not there.

    Raises subprocess.CalledProcessError when that fails.
    """
    place = KEPT / f"arcadedb-{version}"
    found = list(place.glob("lib/python*/site-packages/arcadedb_embedded"))
    if not found:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(place)], check=True)
        wanted = f"arcadedb-embedded=={version}"
        command = [str(place / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        subprocess.run(
            [*command, "--disable-pip-version-check", "--no-deps", wanted], check=True, timeout=600
        )
        found = list(place.glob("lib/python*/site-packages/arcadedb_embedded"))
    return found[0]


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Server:
    """One server on 127.0.0.1; `start` it, `kill` it, `start` it again with the same data."""

    def __init__(self, folder: Path, version: str, *more: str, name: str = "alone") -> None:
        self.http, self.bolt = free_port(), free_port()
        self._folder, self._version, self._more, self._name = folder, version, more, name
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"bolt://127.0.0.1:{self.bolt}"

    def start(self) -> None:
        home = installed(self._version)
        self._folder.mkdir(parents=True, exist_ok=True)
        settings = {
            "arcadedb.server.rootPath": self._folder,
            "arcadedb.server.rootPassword": PASSWORD,
            "arcadedb.server.name": self._name,
            "arcadedb.server.httpIncomingHost": "127.0.0.1",
            "arcadedb.server.httpIncomingPort": self.http,
            "arcadedb.server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
            "arcadedb.bolt.host": "127.0.0.1",
            "arcadedb.bolt.port": self.bolt,
        }
        command = [str(home / "jre" / "bin" / "java"), "-Xmx1g", "-cp", str(home / "jars" / "*")]
        command += ["--add-modules", "jdk.incubator.vector"]
        command += ["--enable-native-access=ALL-UNNAMED"]
        for package in _OPENED:
            command += ["--add-opens", f"{package}=ALL-UNNAMED"]
        command += [f"-D{key}={value}" for key, value in settings.items()]
        command += [*self._more, "com.arcadedb.server.ArcadeDBServer"]
        log = (self._folder / "server.log").open("ab")
        self._process = subprocess.Popen(
            command, cwd=self._folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        log.close()

    def ready(self, seconds: float = 60) -> None:
        """Wait until it answers; raises TimeoutError."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                self.command("list databases")
                with socket.create_connection(("127.0.0.1", self.bolt), 1):
                    return
            except OSError:
                time.sleep(0.2)
        log = (self._folder / "server.log").read_text(errors="replace")[-2000:]
        raise TimeoutError(f"the server does not answer:\n{log}")

    def command(self, text: str) -> str:
        """Tell the server something over HTTP."""
        return self._http("/api/v1/server", {"command": text})

    def state(self) -> dict[str, object]:
        """What it says of itself and its cluster."""
        found: dict[str, object] = json.loads(self._http("/api/v1/server?mode=cluster", None))
        return found

    def _http(self, path: str, body: object) -> str:
        secret = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.http}{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Basic {secret}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return str(answer.read().decode())

    def kill(self) -> None:
        """kill -9, and wait until it is dead."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    stop = kill


def served(server: Server, name: str = "atlas", *, read_only: bool = False) -> Store:
    """The store in one database of a server."""
    return open_store(
        server.address,
        user=USER,
        password=PASSWORD,
        database=name,
        read_only=read_only,
    )
