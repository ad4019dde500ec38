# SPDX-License-Identifier: BSD-2-Clause
"""What becomes of our lines where they are not written as README says."""

from __future__ import annotations

from libpam_logins import Door, prepare
from pam_files import Distribution, distributions, shipped
from rig.stack import Stack, check

ENDS_THE_PHASE = ("debian-faillock", "gentoo-old", "opensuse-sssd",
                  "rhel-local", "rhel-sssd", "rhel-winbind")
OPEN_BEHIND = ("debian-sss", "opensuse-sssd", "rhel-sssd", "rhel-winbind")


class Spoilt(Door):
    """A door whose account is blocked, and that must stay shut."""

    def shut(self, **changes: object) -> list[str]:
        """Nobody gets in; the reasons that the log has for it."""
        self.open(**changes)
        self.stack.provider.set(policy={"block": True})
        login = self.log_in()
        check(login.status != 0, login.screen)
        self.stack.journal.wait(login.mark)
        found = self.stack.journal.decisions(login.mark)
        check(all(line["outcome"] != "granted" for line in found), found)
        return [line["reason"] for line in found]

    def include(self) -> None:
        reasons = self.shut(substack=False)
        skipped = (self.name in ENDS_THE_PHASE and self.service != "sshd"
                   and not self.says_substack())
        check(reasons == ["auth_line_skipped" if skipped else "blocked"],
              reasons)

    def says_substack(self) -> bool:
        """The distribution's own file does."""
        number = self.files.asking(self.service)
        return "substack" in self.files.files[self.service][number]

    def weak(self, control: str) -> None:
        lines = [line.replace("[success=ok default=die]", control)
                 for line in shipped(self.service).auth]
        check(control in lines[-1], lines)
        reasons = self.shut(auth=lines)
        check(reasons[0] == "blocked", reasons)

    def account_last(self) -> None:
        """The test of the account phase notices the order."""
        self.open(account_first=False)
        self.stack.provider.set(policy={"block": True})
        login = self.log_in(operation="acct_mgmt")
        check(login.status == 0, login.screen)
        check(not self.stack.journal.decisions(login.mark), login.screen)


def tests(stack: Stack):
    """Name and test, in order."""
    prepare(stack)
    doors = [Spoilt(stack, name, service) for name in distributions()
             for service in Distribution(name).services()
             if service in ("sshd", "sudo", "login")
             or name.startswith(("debian", "rhel", "arch"))]
    found = [(f"{door.name}, {door.service}: include for substack",
              door.include) for door in doors]
    found += [(f"{door.name}, {door.service}: {control} on the auth line",
               lambda door=door, control=control: door.weak(control))
              for door in doors if door.name in ("debian", "rhel-sssd")
              for control in ("sufficient", "optional")]
    found += [(f"{door.name}, sshd: an account line that stands last is not "
               "reached", door.account_last) for door in doors
              if door.service == "sshd" and door.name in OPEN_BEHIND]
    return found
