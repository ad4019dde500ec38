# SPDX-License-Identifier: BSD-2-Clause
"""What a caller can make of the process that is logged in from."""

import os
import signal
import subprocess
import time
from pathlib import Path

from rig.stack import Stack, check, expect, none_left, processes
from rig.tap import Skip

SLACK = 1_000_000_000           # ns
HIERARCHIES = ("/sys/fs/cgroup", "/sys/fs/cgroup/unified")
CALLER = (
    "import ctypes, os, sys\n"
    f"assert ctypes.CDLL(None).prctl(29, {SLACK}, 0, 0, 0) == 0\n"
    "os.nice(19)\n"
    "os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))\n"
    "os.sched_setaffinity(0, {0})\n"
    "open('/proc/self/oom_score_adj', 'w').write('1000')\n"
    "open(sys.argv[1] + '/cgroup.procs', 'w').write('0')\n"
    "os.execvp(sys.argv[2], sys.argv[2:])\n")


class Group:
    """A control group as a caller may own one."""

    def __init__(self) -> None:
        root = next((path for path in HIERARCHIES
                     if Path(path, "cgroup.procs").exists()), None)
        if root is None:
            raise Skip("no version 2 control groups here")
        self.path = Path(root, f"pam_claims-test-{os.getpid()}-"
                               f"{time.monotonic_ns()}")
        try:
            self.path.mkdir()
        except OSError as error:
            raise Skip(f"no control group can be made: {error}") from error

    def freeze(self, frozen: bool) -> None:
        """Stop, or let go on, all that is in it."""
        (self.path / "cgroup.freeze").write_text(str(int(frozen)))

    def remove(self) -> None:
        """End what is in it, and it."""
        (self.path / "cgroup.kill").write_text("1")
        end = time.monotonic() + 5
        while "populated 1" in (self.path / "cgroup.events").read_text():
            check(time.monotonic() < end, "the group does not end")
            time.sleep(0.02)
        self.path.rmdir()


def keeper() -> int:
    """The keeper's number, once it speaks to an agent."""
    end = time.monotonic() + 10
    while not processes("claims-agent"):
        check(time.monotonic() < end, "no keeper, or no agent")
        time.sleep(0.02)
    return processes("claims-keeper")[0]


def tests(stack: Stack):
    """Name and test, in order."""
    provider = stack.provider

    def start(*prefix: str) -> subprocess.Popen:
        return subprocess.Popen(
            [*prefix, "pamtester", stack.service, "alice", "acct_mgmt"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)

    def prepare(seconds: float) -> None:
        stack.fresh()
        provider.set(rotation="strict")
        stack.enrol()
        stack.configure(account="check")
        provider.set(faults={"path": "token", "kind": "delay",
                             "seconds": seconds})

    def from_within(group: Group) -> subprocess.Popen:
        return start("/usr/bin/python3", "-c", CALLER, str(group.path))

    def nothing_inherited():
        prepare(2)
        group = Group()
        try:
            host = from_within(group)
            pid = keeper()
            found = Path(f"/proc/{pid}/cgroup").read_text()
            check(group.path.name not in found, found)
            check(os.sched_getscheduler(pid) == os.SCHED_OTHER)
            check(os.getpriority(os.PRIO_PROCESS, pid) == 0)
            check(len(os.sched_getaffinity(pid)) == os.cpu_count())
            for name, value in (("timerslack_ns", "50000"),
                                ("oom_score_adj", "0")):
                found = Path(f"/proc/{pid}/{name}").read_text().strip()
                check(found == value, name, found)
            found = os.readlink(f"/proc/{pid}/fd/2")
            check(found == "/dev/null", "standard error is", found)
            check(host.wait(20) == 0, stack.journal.lines[-1])
            check("inherited" not in stack.journal.lines[-1],
                  stack.journal.lines[-1])
        finally:
            group.remove()

    def frozen(act):
        """Another login gets in and the token is kept, whatever becomes of
        the caller of the first."""
        def test():
            prepare(2)
            group = Group()
            try:
                first = from_within(group)
                keeper()
                act(group)
                began = time.monotonic()
                second = start()
                check(second.wait(20) == 0, stack.journal.lines[-1])
                took = time.monotonic() - began
                check(took < 5, f"{took:.1f} s")
            finally:
                group.freeze(False)
                group.remove()
            first.wait(20)
            none_left(15)
            expect(stack.login().end(), outcome="granted", reason="silent")
        return test

    def without_cap_kill():
        prepare(0)
        began = time.monotonic()
        host = start("setpriv", "--bounding-set=-kill", "--inh-caps=-kill")
        check(host.wait(30) == 0, stack.journal.lines[-1])
        took = time.monotonic() - began
        check(took < 5, f"{took:.1f} s")
        none_left()

    def stopped():
        """A host that its caller stopped: others of the user get in."""
        prepare(1)
        first = start()
        keeper()
        first.send_signal(signal.SIGSTOP)
        check(start().wait(20) == 0, stack.journal.lines[-1])
        first.send_signal(signal.SIGCONT)
        check(first.wait(20) == 0, stack.journal.lines[-1])
        none_left()

    return [
        ("the keeper has nothing of its caller", nothing_inherited),
        ("the caller's group is frozen during a redemption",
         frozen(lambda group: group.freeze(True))),
        ("the caller's group is killed during a redemption",
         frozen(lambda group: (group.path / "cgroup.kill").write_text("1"))),
        ("a host without the right to kill", without_cap_kill),
        ("a host that is stopped during a redemption", stopped),
    ]
