# SPDX-License-Identifier: BSD-2-Clause
"""The tree's C sources as the rules see them."""

import json
import re
import subprocess
import tempfile

from tap import ROOT

_NOISE = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"'
                    r"|'(?:\\.|[^'\\\n])*'", re.S)
_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.S)
_BRANCH = re.compile(r"\b(?:if|for|while|case)\b|&&|\|\||\?")
_BLOCK = re.compile(r"(?:^|[);{}:]|\b(?:else|do))$")
_DO_WHILE = re.compile(r"\}\s*while\b[^;{]*;")


def _blank(match):
    """The noise's own shape: same lines, nothing that reads as code."""
    text = match.group()
    quote = text[0] if text[0] in "\"'" else " "
    return quote + re.sub(r"[^\n]", " ", text[1:-1]) + quote


class Source:
    """One C file, by its path from the root of the tree."""

    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.lines = text.splitlines()
        self.code = _NOISE.sub(_blank, text)
        self.directory = None
        if path.startswith("src/"):
            self.directory = path.split("/")[1]

    def includes(self):
        """(line, name) of each #include, the name without its brackets."""
        pattern = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')
        for number, line in enumerate(self.lines, 1):
            match = pattern.match(line)
            if match:
                yield number, match.group(1)

    def comment_lines(self):
        """How many lines hold a comment, the licence line not counted."""
        count = 0
        for match in _COMMENT.finditer(self.text):
            lines = match.group().splitlines()
            count += sum("SPDX-License-Identifier" not in line
                         and line.strip(" */") != "" for line in lines)
        return count

    def code_lines(self):
        """How many lines are neither blank nor comment."""
        return sum(line.strip() != ""
                   for line in _COMMENT.sub("", self.text).splitlines())

    def filled_lines(self):
        """How many lines are not blank."""
        return sum(line.strip() != "" for line in self.lines)


class Function:
    """One function definition."""

    def __init__(self, source, tag):
        self.source = source
        self.name = tag["name"]
        self.line = tag["line"]
        self.length = tag["end"] - tag["line"] + 1
        self.static = tag.get("file", False)
        self.parameters = count_parameters(tag.get("signature", "()"))
        code = source.code.splitlines()[tag["line"] - 1:tag["end"]]
        text = "\n".join(code)
        self.body = text[text.find("{"):]

    def branches(self):
        """Each if, for, while, case, &&, || and ?."""
        return (len(_BRANCH.findall(self.body))
                - len(_DO_WHILE.findall(self.body)))

    def depth(self):
        """The deepest block, the body itself being 0; initialisers aside."""
        deepest = 0
        blocks = []
        for match in re.finditer(r"[{}]", self.body):
            if match.group() == "}":
                blocks.pop()
                continue
            before = self.body[:match.start()].rstrip()
            blocks.append(all(blocks) and bool(_BLOCK.search(before)))
            deepest = max(deepest, sum(blocks) - 1)
        return deepest


def count_parameters(signature):
    """How many parameters stand in `(int a, void (*b)(int, int))`."""
    inside = signature.strip()[1:-1].strip()
    if inside in ("", "void"):
        return 0
    depth = 0
    commas = 0
    for char in inside:
        depth += (char in "([") - (char in ")]")
        commas += char == "," and depth == 0
    return commas + 1


def read_sources(*patterns):
    """The files that match the patterns, by path."""
    paths = {path for pattern in patterns for path in ROOT.glob(pattern)
             if "node_modules" not in path.parts}
    return [Source(str(path.relative_to(ROOT)), path.read_text())
            for path in sorted(paths)]


def tags(source, kinds):
    """What universal-ctags says of one file."""
    with tempfile.NamedTemporaryFile("w", suffix=source.path[-2:]) as copy:
        copy.write(source.text)
        copy.flush()
        command = ["ctags", "--options=NONE", "--output-format=json",
                   "--fields=+nefS", f"--kinds-c={kinds}",
                   "--language-force=C", "-o", "-", copy.name]
        output = subprocess.run(command, check=True, capture_output=True,
                                text=True).stdout
    return [json.loads(line) for line in output.splitlines()]


def functions(sources):
    """Every function defined in the sources."""
    return [Function(source, tag) for source in sources
            for tag in tags(source, "f") if "end" in tag]


def prototypes(source):
    """(name, line) of every function that a header declares, be it by the
    name of a function's type."""
    steps = [(match.group(1), number)
             for number, line in enumerate(source.lines, 1)
             for match in re.finditer(r"^\w+_step (\w+);", line)]
    return [(tag["name"], tag["line"]) for tag in tags(source, "pf")] + steps
