# SPDX-License-Identifier: BSD-2-Clause
"""The private machine: everything a login touches, in namespaces of its own.

A script calls `enter()` first.  It starts the script again in new mount, PID
and (unless it asks for the machine's) network namespaces, where `World` puts
private directories over /etc, /dev, /run, /home, /var/lib and /var/log, and
what `make install` made into /usr.  All of it is gone when the script ends.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

TREE = Path(__file__).resolve().parents[2]
INSTALLED = TREE / "build" / "root"
MARK = "PAM_CLAIMS_TEST_WORLD"
HOST = "web01"
EXEMPT = "pam-claims-exempt"    # the group of the break-glass accounts
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
MULTIARCH = subprocess.run(
    ["gcc", "-print-multiarch"], capture_output=True, text=True, check=False
).stdout.strip()
MODULES = f"/usr/lib/{MULTIARCH}/security"


def missing() -> str:
    """Why no private machine can be made here, or nothing."""
    if os.geteuid() != 0:
        return "needs root for a private machine"
    if not INSTALLED.is_dir():
        return "needs the tree installed below build/root (scripts/test)"
    return ""


def enter(network: bool = True) -> None:
    """Go on inside new namespaces; returns only there."""
    if os.environ.get(MARK) == "inside":
        run("hostname", HOST)
        if network:
            run("ip", "link", "set", "lo", "up")
        return
    flags = ["--mount", "--uts", "--pid", "--fork", "--kill-child",
             "--mount-proc"]
    if network:
        flags.append("--net")
    os.environ[MARK] = "inside"
    os.execvp(
        "unshare",
        ["unshare", *flags, "--propagation", "private", "/usr/bin/python3",
         *sys.argv],
    )


def run(*command: str, **options) -> subprocess.CompletedProcess:
    """Run a command that must succeed; its output is kept."""
    result = subprocess.run(
        command, capture_output=True, text=True, check=False, **options)
    if result.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {result.stderr.strip()}")
    return result


class World:
    """The machine inside the namespaces."""

    def __init__(self) -> None:
        # A directory that every machine has: none is left behind.
        self.root = Path("/mnt")
        run("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs",
            str(self.root))
        self._cover_devices()
        self._copy("/etc")
        self._link("/usr/libexec")
        self._copy(MODULES)
        for path in ("/run", "/home", "/var/lib", "/var/log"):
            run("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", path)
        for path in ("/run/sshd", "/run/lock", "/var/lib/sudo"):
            Path(path).mkdir(mode=0o755)
        self._install()
        self._clean_etc()

    def _copy(self, path: str) -> None:
        copy = self.root / path.strip("/").replace("/", "-")
        run("cp", "-a", path, str(copy))
        run("mount", "--bind", str(copy), path)

    def _link(self, path: str) -> None:
        """A directory of our own that still leads to all there was."""
        original = self.root / (path.strip("/").replace("/", "-") + "-before")
        original.mkdir()
        run("mount", "--bind", path, str(original))
        run("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", path)
        for entry in original.iterdir():
            Path(path, entry.name).symlink_to(entry)

    def _cover_devices(self) -> None:
        devices = self.root / "dev"
        devices.mkdir()
        run("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", str(devices))
        for name in DEVICES:
            (devices / name).touch()
            run("mount", "--bind", f"/dev/{name}", str(devices / name))
        for name in ("pts", "shm"):
            (devices / name).mkdir()
        run("mount", "--bind", "/dev/pts", str(devices / "pts"))
        run("mount", "-t", "tmpfs", "-o", "mode=1777", "tmpfs",
            str(devices / "shm"))
        for name, target in (("ptmx", "pts/ptmx"), ("fd", "/proc/self/fd"),
                             ("stdin", "fd/0"), ("stdout", "fd/1"),
                             ("stderr", "fd/2")):
            (devices / name).symlink_to(target)
        run("mount", "--move", str(devices), "/dev")

    def _install(self) -> None:
        """Lay what `make install` made over /usr and /etc."""
        for path in ("/usr/libexec", MODULES, "/etc"):
            made = INSTALLED / path.lstrip("/")
            run("cp", "-a", "--no-preserve=ownership", f"{made}/.", path)

    def _clean_etc(self) -> None:
        """What a fresh machine has, whatever the real one was given."""
        for path in Path("/etc/security").glob("pam_claims.conf*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        Path("/etc/hosts").write_text(
            f"127.0.0.1 localhost {HOST}\n::1 localhost\n")
        Path("/etc/nsswitch.conf").write_text(
            "passwd: files\ngroup: files\nshadow: files\nhosts: files\n")
        self.add_system_user("pam-claims")
        run("groupadd", "--force", "--system", EXEMPT)

    def add_system_user(self, name: str) -> None:
        """As systemd-sysusers would."""
        entries = Path("/etc/passwd").read_text().splitlines()
        if not any(line.startswith(name + ":") for line in entries):
            run("useradd", "--system", "--no-create-home", "--shell",
                "/usr/sbin/nologin", name)

    def add_user(self, name: str, password: str = "first-factor") -> None:
        """A local user with a home and a password."""
        run("useradd", "--create-home", "--shell", "/bin/sh", name)
        run("chpasswd", input=f"{name}:{password}\n")

    def configure(self, sections: dict[str, dict[str, object]],
                  path: str = "/etc/security/pam_claims.conf") -> None:
        """Write the configuration: section, key, value."""
        lines = []
        for section, keys in sections.items():
            lines.append(f"[{section}]")
            lines += [f"{key} = {value}" for key, value in keys.items()]
        Path(path).write_text("\n".join(lines) + "\n")
        os.chmod(path, 0o644)

    def service(self, name: str, *lines: str) -> None:
        """Write /etc/pam.d/NAME."""
        Path("/etc/pam.d", name).write_text("\n".join(lines) + "\n")

    def environment(self, user: str) -> dict[str, str]:
        """The environment of a user's shell."""
        home = "/root" if user == "root" else f"/home/{user}"
        return {"PATH": PATH, "HOME": home, "USER": user, "TERM": "xterm",
                "LC_ALL": "C.UTF-8"}

    def as_user(self, user: str, *command: str) -> list[str]:
        """The command line that runs a command as a user."""
        return ["setpriv", f"--reuid={user}", f"--regid={user}",
                "--init-groups", *command]
