# SPDX-License-Identifier: BSD-2-Clause
"""The PAM files of a distribution, and our lines in them as README says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
SHIPPED = HERE.parents[1] / "conf" / "pam.d"
SERVICES = ("sshd", "sudo", "sudo-i", "su", "su-l", "login", "remote")
SESSION = "session required pam_permit.so"
# A refusal need not take its time here.
IN_A_HURRY = ((r"pam_unix\.so", "pam_unix.so nodelay"),
              (r"delay=\d+", "delay=0"))


def distributions() -> list[str]:
    """Each is a directory of files."""
    return sorted(path.name for path in HERE.iterdir()
                  if (path / "sshd").exists())


@dataclass(frozen=True)
class Lines:
    """What is added to a file: `account` on top, `auth` behind the line
    that asks for the password."""

    account: list[str]
    auth: list[str]
    substack: bool = True       # where the file says include
    account_first: bool = True


def shipped(service: str) -> Lines:
    """The lines of conf/pam.d."""
    service = {"remote": "login"}.get(service, service)
    lines = (SHIPPED / service).read_text().splitlines()
    ours = [line for line in lines if re.match(r"(auth|account)\s+\[?\w", line)
            and "common-" not in line]
    return Lines([line for line in ours if line.startswith("account")],
                 [line for line in ours if line.startswith("auth")])


class Distribution:
    """A directory of PAM files, and what takes the place of some modules."""

    def __init__(self, name: str, stand_ins: str = "modules") -> None:
        self.name = name
        self.files = {path.name: path.read_text().splitlines()
                      for path in sorted((HERE / name).iterdir())}
        rows = (HERE / stand_ins).read_text().splitlines()
        self.stand_ins = [row.split(None, 1) for row in rows
                          if row and not row.startswith("#")]

    def services(self) -> list[str]:
        """Those that need our lines; the others include one of these."""
        return [name for name in SERVICES if name in self.files
                and self.asking(name) is not None]

    def asking(self, service: str) -> int | None:
        """The number of the line that asks for the password."""
        found = None
        for number, line in enumerate(self.files[service]):
            words = line.split()
            if words[0] not in ("auth", "@include"):
                continue
            included = words[-1] if self.includes(line) else ""
            if included in SERVICES:
                return None
            if "pam_unix.so" in words or self.authenticates(included):
                found = number
        return found

    def authenticates(self, name: str) -> bool:
        """There is such a file, and it has a line for the auth phase."""
        return any(line.startswith("auth")
                   for line in self.files.get(name, ()))

    @staticmethod
    def includes(line: str) -> bool:
        """The line stands for another file."""
        words = line.split()
        return words[0] == "@include" or words[1] in ("include", "substack")

    def ends_early(self, name: str) -> bool:
        """A line of this file can end the auth phase with success."""
        return any(re.match(r"auth\s+(sufficient|\[.*done.*\])", line)
                   for line in self.files[name])

    def as_substack(self, line: str) -> str:
        """The line as README has it be changed."""
        words = line.split()
        if words[0] == "@include":
            return (f"auth substack {words[1]}"
                    if self.ends_early(words[1]) else line)
        return re.sub(r"^(auth\s+)include\b", r"\1substack", line)

    def guarded(self, service: str, lines: Lines) -> list[str]:
        """The file with our lines in it."""
        file = list(self.files[service])
        number = self.asking(service)
        assert number is not None, service
        if lines.substack:
            file[number] = self.as_substack(file[number])
        file[number + 1:number + 1] = lines.auth
        if lines.account_first:
            return [*lines.account, *file]
        return [*file, *lines.account]

    def for_this_machine(self, line: str) -> str:
        """Without the modules that it lacks."""
        for module, instead in self.stand_ins:
            line = re.sub(rf"\b{re.escape(module)}\b.*", instead, line)
        for pattern, instead in IN_A_HURRY:
            line = re.sub(pattern, instead, line)
        return line

    def install(self, guards: dict[str, Lines] | None = None) -> None:
        """Write all files to /etc/pam.d, our lines in those named."""
        guards = guards or {name: shipped(name) for name in self.services()}
        for name, file in self.files.items():
            lines = (self.guarded(name, guards[name]) if name in guards
                     else file)
            lines = [self.for_this_machine(line) for line in lines]
            if name in SERVICES:
                lines.append(SESSION)
            Path("/etc/pam.d", name).write_text("\n".join(lines) + "\n")
