# SPDX-License-Identifier: BSD-2-Clause
"""A real sshd on the private machine, and the real ssh client for it."""

from __future__ import annotations

import socket
import subprocess
import time
from pathlib import Path

from .world import World, run

PORT = 2222


def free_port() -> int:
    """A TCP port that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Sshd:
    """Runs until the process ends; `options` are sshd_config lines.

    They come first, because sshd takes the first value of each.
    """

    def __init__(self, world: World, *options: str, port: int = PORT) -> None:
        self.folder = world.root / f"sshd-{port}"
        self.folder.mkdir(mode=0o755)
        self.port = port
        self.log = self.folder / "log"
        self._make_key("host_key")
        public = (self.folder / "host_key.pub").read_text()
        (self.folder / "known_hosts").write_text(
            f"[127.0.0.1]:{port} {public}")
        config = [
            *options, f"Port {port}", "ListenAddress 127.0.0.1",
            f"HostKey {self.folder}/host_key", f"PidFile {self.folder}/pid",
            "UsePAM yes", "KbdInteractiveAuthentication yes",
            "PasswordAuthentication no", "UseDNS no", "PrintMotd no",
            "LogLevel VERBOSE", "StrictModes no",
        ]
        (self.folder / "sshd_config").write_text("\n".join(config) + "\n")
        self.process = subprocess.Popen(
            ["/usr/sbin/sshd", "-D", "-f", f"{self.folder}/sshd_config",
             "-E", str(self.log)])
        self._await_start()

    def _make_key(self, name: str) -> None:
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f",
            f"{self.folder}/{name}")

    def _await_start(self) -> None:
        end = time.monotonic() + 10
        while not (self.folder / "pid").exists():
            if time.monotonic() > end or self.process.poll() is not None:
                raise RuntimeError(self.log.read_text())
            time.sleep(0.05)

    def authorize(self, user: str) -> Path:
        """Make a key that may log in as the user."""
        self._make_key(f"key-{user}")
        folder = Path("/home", user, ".ssh")
        folder.mkdir(exist_ok=True)
        public = (self.folder / f"key-{user}.pub").read_text()
        (folder / "authorized_keys").write_text(public)
        return self.folder / f"key-{user}"

    def client(self, user: str, *command: str, methods: str =
               "keyboard-interactive", key: Path | None = None) -> list[str]:
        """The command line of an ssh client for this server."""
        options = {
            "UserKnownHostsFile": f"{self.folder}/known_hosts",
            "PreferredAuthentications": methods,
            "IdentitiesOnly": "yes", "GlobalKnownHostsFile": "/dev/null",
        }
        words = ["ssh", "-F", "none", "-p", str(self.port)]
        for name, value in options.items():
            words += ["-o", f"{name}={value}"]
        if key:
            words += ["-i", str(key)]
        return [*words, f"{user}@127.0.0.1", *command]

    def stop(self) -> None:
        """End the server; connections that are open stay."""
        self.process.terminate()
        self.process.wait(10)
