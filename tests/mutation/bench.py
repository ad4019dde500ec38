# SPDX-License-Identifier: BSD-2-Clause
"""A private copy of the tree in which mutants are built and tested."""

from __future__ import annotations

import filecmp
import os
import re
import shutil
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tap import ROOT

# In seconds; a test that takes longer than this hangs.
BUILD_TIME = 600
TEST_TIME = 15
SCENARIO_TIME = 180
SIDE_BY_SIDE = 8  # of scenarios, which mostly wait for a clock
# Without warnings: a mutant need not be beautiful.  What a mutant leaves unset
# is not by chance what it should be.
FLAGS = "CFLAGS=-O0 -w -ftrivial-auto-var-init=pattern"
BLINK = 0.1  # seconds between two looks at a process
SLICE = 4  # scenarios that one process plays
LEFT_OUT = {".git", "build", "autom4te.cache", "__pycache__", "node_modules"}
UNIT = "tests/unit"
RUN_KEEPER = "tests/keeper/run_keeper"
AGENT = "tests/keeper/scripted_agent"
RUN_MODULE = "tests/scenarios/run_module"
SCRIPTED_KEEPER = "tests/scenarios/scripted_keeper"
MODULE_TARGETS = ("tests/scenarios/pam_claims.la",
                  "tests/scenarios/first_factor.la")
MODULES = ("tests/scenarios/.libs/pam_claims.so",
           "tests/scenarios/.libs/first_factor.so")


@dataclass
class Result:
    """What became of a mutant: how it ended, and by which test."""

    how: str  # killed, survived, not built
    by: str = ""

    def __str__(self):
        return f"{self.how} by {self.by}" if self.by else self.how


class BenchError(Exception):
    """The copy cannot be used; the text says why."""


def copy_tree(source, target):
    """Make target the same as source, and leave alone what already is."""
    target.mkdir(parents=True, exist_ok=True)
    names = {entry.name for entry in os.scandir(source)} - LEFT_OUT
    for entry in os.scandir(target):
        if entry.name in names or entry.name in LEFT_OUT:
            continue
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path)
        else:
            os.unlink(entry.path)
    for name in sorted(names):
        old, new = source / name, target / name
        if old.is_dir() and not old.is_symlink():
            copy_tree(old, new)
        elif not new.exists():
            shutil.copy2(old, new, follow_symlinks=False)
        elif not filecmp.cmp(old, new, shallow=False):
            shutil.copy2(old, new, follow_symlinks=False)
            # What is built of it may be younger than the original.
            if new.suffix in (".c", ".h"):
                os.utime(new)


class Bench:
    """One copy, with what is built of it."""

    def __init__(self, directory):
        self.tree = Path(directory) / "tree"
        self.build = self.tree / "build"
        self.linked = {}  # program: names of the sources in it
        # Not what the caller's own make or tests were told.
        self.environment = {
            name: value for name, value in os.environ.items()
            if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
        self.environment |= {
            "top_srcdir": str(self.tree), "top_builddir": str(self.build),
            "LC_ALL": "C.UTF-8", "CMOCKA_MESSAGE_OUTPUT": "TAP",
            "PYTHONDONTWRITEBYTECODE": "1"}

    def _run(self, command, limit, stopped=threading.Event()):
        """(status, what it printed); status None if it took too long, or was
        to be stopped."""
        process = subprocess.Popen(
            command, cwd=self.build, env=self.environment, text=True,
            errors="backslashreplace", stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True)
        end = time.monotonic() + limit
        while True:
            try:
                output, _ = process.communicate(timeout=BLINK)
                return process.returncode, output
            except subprocess.TimeoutExpired:
                if time.monotonic() < end and not stopped.is_set():
                    continue
                os.killpg(process.pid, 9)
                process.communicate()
                return None, ""

    def _make(self, *targets):
        return self._run(["make", "-s", "-j1", *targets], BUILD_TIME)

    def prepare(self):
        """Bring the copy up to date, and build all that tests need."""
        if not (ROOT / "configure").exists():
            raise BenchError("there is no configure; run ./bootstrap")
        copy_tree(ROOT, self.tree)
        self.build.mkdir(exist_ok=True)
        flags = self.build / "flags"
        if not flags.exists() or flags.read_text() != FLAGS:
            status, output = self._run(
                ["../configure", "--quiet", "--prefix=/usr",
                 "--sysconfdir=/etc", "--localstatedir=/var",
                 FLAGS], BUILD_TIME)
            if status != 0:
                raise BenchError(f"configure failed:\n{output[-2000:]}")
            if (self.build / RUN_KEEPER).exists():
                self._make("clean")
            flags.write_text(FLAGS)
        status, output = self._make("all", "check", "TESTS=")
        if status != 0:
            raise BenchError(f"the tree does not build:\n{output[-2000:]}")
        for program in sorted((self.build / UNIT).glob("test_*")):
            if program.suffix == "" and os.access(program, os.X_OK):
                self.linked[f"{UNIT}/{program.name}"] = sources_in(program)
        self.linked[RUN_KEEPER] = sources_in(self.build / RUN_KEEPER)

    def prove(self, paths):
        """Nothing fails where there is no fault, or all would be killed."""
        for path in paths:
            result = self.judge(path)
            if result.how != "survived":
                raise BenchError(f"without a fault: {path} is {result}")

    def units_of(self, path):
        """The unit tests that hold this file: its own, and the others."""
        own = f"{UNIT}/test_{Path(path).stem}"
        if path == "src/shared/answer_class.c":
            own = f"{UNIT}/test_outcome"
        units = sorted(program for program, names in self.linked.items()
                       if program.startswith(UNIT) and
                       Path(path).name in names)
        return ([unit for unit in units if unit.startswith(own)],
                [unit for unit in units if not unit.startswith(own)])

    def try_mutant(self, mutant, original):
        """Put it into the file's original text, build it and run tests until
        one fails."""
        place = self.tree / mutant.path
        if place.read_text() != original:
            raise BenchError(f"{mutant.path} has changed meanwhile")
        place.write_text(mutant.apply(original))
        try:
            return self.judge(mutant.path)
        finally:
            place.write_text(original)

    def judge(self, path):
        """What the tests of this file say of the copy as it is."""
        own, others = self.units_of(path)
        steps = [lambda: self._units(own)]
        if Path(path).name in self.linked[RUN_KEEPER] and \
                not path.startswith("src/module"):
            steps.append(lambda: self._scenarios(
                "keeper", [RUN_KEEPER], [RUN_KEEPER, AGENT]))
        if not path.startswith("src/keeper"):
            steps.append(lambda: self._scenarios(
                "scenarios", [RUN_MODULE, *MODULES],
                [RUN_MODULE, SCRIPTED_KEEPER, *MODULE_TARGETS]))
        steps.append(lambda: self._units(others))
        for step in steps:
            result = step()
            if result:
                return result
        return Result("survived")

    def _units(self, units):
        for unit in units:
            if self._make(unit)[0] != 0:
                return Result("not built")
            by = self._fails([unit], TEST_TIME)
            if by:
                return Result("killed", f"{unit}: {by}")
        return None

    def _scenarios(self, directory, command, wanted):
        if self._make(*wanted)[0] != 0:
            return Result("not built")
        by = self._play(command, directory)
        return Result("killed", f"{directory}: {by}") if by else None

    def _fails(self, command, limit):
        """The test that fails, twice: once may be the machine's load."""
        program = str(self.build / command[0])
        first = failure(*self._run([program, *command[1:]], limit))
        if not first:
            return ""
        if first == "timed out":
            return first
        return failure(*self._run([program, *command[1:]], limit))

    def _play(self, command, directory):
        """The first of a directory's scenarios that fails, or nothing."""
        files = sorted((self.tree / "tests" / directory).glob("*.scenario"))
        # The slow ones last, by what their commands wait for.
        files.sort(key=lambda file: waits(file.read_text()))
        slices = [files[i:i + SLICE] for i in range(0, len(files), SLICE)]
        absolute = [str(self.build / part) for part in command]
        failed = threading.Event()
        found = []

        def play(some):
            if failed.is_set():
                return
            status, output = self._run([*absolute, *map(str, some)],
                                       SCENARIO_TIME, failed)
            if status == 0 or failed.is_set():
                return
            name = failure(status, output)
            again = some[0].parent / name
            if again.exists() and self._run([*absolute, str(again)],
                                            SCENARIO_TIME, failed)[0] == 0:
                return
            if not failed.is_set():
                found.append(name)
                failed.set()

        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            list(pool.map(play, slices))
        return found[0] if found else ""


def failure(status, output):
    """The name of what failed, by its TAP; empty where nothing did."""
    if status is None:
        return "timed out"
    if status == 0:
        return ""
    failed = re.search(r"^not ok \d+ - (\S+)", output, re.M)
    return failed[1] if failed else f"status {status}"


def waits(text):
    """About how long a scenario lasts, in ms."""
    numbers = re.findall(r"^(?:sleep|wait \||timer=|kept_for|\d+$)\s*(\d*)",
                         text, re.M)
    return sum(min(int(number), 60000) for number in numbers if number)


def sources_in(program):
    """The names of the C files that a program is linked of."""
    output = subprocess.run(["readelf", "-sW", str(program)], text=True,
                            capture_output=True, check=True).stdout
    return set(re.findall(r"\bFILE\s+LOCAL\s+DEFAULT\s+ABS\s+(\S+\.c)$",
                          output, re.M))
