# SPDX-License-Identifier: BSD-2-Clause
"""A real sshd on the private machine, and the real ssh client for it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from pathlib import Path

from . import openssh
from .world import World, run

PORT = 2222


def free_port() -> int:
    """A TCP port that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Sshd:
    """Runs until the process ends; `options` are sshd_config lines.

    They come first, because sshd takes the first value of each.  It is the
    one that is installed, or the newest.
    """

    def __init__(self, world: World, *options: str, port: int = PORT,
                 newest: bool = False) -> None:
        self.programs = openssh.NEWEST if newest else openssh.INSTALLED
        self.directory = world.root / f"sshd-{port}"
        self.directory.mkdir(mode=0o755)
        self.port = port
        self.log = self.directory / "log"
        self.root = world.root
        self._make_key(self.directory / "host_key")
        public = (self.directory / "host_key.pub").read_text()
        (self.directory / "known_hosts").write_text(
            f"[127.0.0.1]:{port} {public}")
        config = [
            *options, f"Port {port}", "ListenAddress 127.0.0.1",
            f"HostKey {self.directory}/host_key",
            f"PidFile {self.directory}/pid",
            "UsePAM yes", "KbdInteractiveAuthentication yes",
            "PasswordAuthentication no", "UseDNS no", "PrintMotd no",
            "LogLevel VERBOSE", "StrictModes no", *self.programs.options,
        ]
        (self.directory / "sshd_config").write_text("\n".join(config) + "\n")
        self.process = subprocess.Popen(
            [self.programs.sshd, "-D", "-f", f"{self.directory}/sshd_config",
             "-E", str(self.log)])
        self._await_start()

    def _make_key(self, path: Path) -> None:
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path))

    def _await_start(self) -> None:
        end = time.monotonic() + 10
        while not (self.directory / "pid").exists():
            if time.monotonic() > end or self.process.poll() is not None:
                raise RuntimeError(self.log.read_text())
            time.sleep(0.05)

    def authorize(self, user: str) -> Path:
        """The key that logs in as the user, at any server."""
        key = self.root / f"key-{user}"
        if not key.exists():
            self._make_key(key)
            directory = Path("/home", user, ".ssh")
            directory.mkdir(exist_ok=True)
            shutil.copy(f"{key}.pub", directory / "authorized_keys")
        return key

    def client(self, user: str, *command: str, methods: str =
               "keyboard-interactive", key: Path | None = None) -> list[str]:
        """The command line of an ssh client for this server."""
        options = {
            "UserKnownHostsFile": f"{self.directory}/known_hosts",
            "PreferredAuthentications": methods,
            "IdentitiesOnly": "yes", "GlobalKnownHostsFile": "/dev/null",
        }
        words = [self.programs.ssh, "-F", "none", "-p", str(self.port)]
        for name, value in options.items():
            words += ["-o", f"{name}={value}"]
        if key:
            words += ["-i", str(key)]
        return [*words, f"{user}@127.0.0.1", *command]

    def stop(self) -> None:
        """End the server; connections that are open stay."""
        self.process.terminate()
        self.process.wait(10)
