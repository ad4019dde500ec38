#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Holds the catalogues of po/ against the texts of src/ and against what a
terminal and a format can bear."""

import ast
import os
import re
import shutil
import subprocess
import unicodedata

from source import read_sources
from tap import ROOT, Finding, Report

TABLE = "src/keeper/settings_table.c"
SPEAKER = "src/keeper/language.c"
MAKEFILE = "po/local.mk"
SPELLING = "po/ascii.sed"
WIDTH_MAX = 79
LITERAL = r'"(?:\\.|[^"\\\n])*"'
MARKED = re.compile(rf"\bN?_\(\s*((?:{LITERAL}\s*)+)\)")
DIRECTIVE = re.compile(r"%[-+ #0-9.*$]*(?:hh|h|ll|l|j|z|t)?[a-zA-Z%]")
LABEL = re.compile(r"  \S.* %s")
# What reads the same in English.
ALIKE = {("po/de.po", "  Code     %s")}


class Entry:
    """One text of a catalogue: the English one, and what it becomes."""

    def __init__(self, path, line, flags):
        self.path = path
        self.line = line
        self.flags = flags
        self.parts = {"msgid": "", "msgstr": ""}

    @property
    def english(self):
        return self.parts["msgid"]

    @property
    def spoken(self):
        return self.parts["msgstr"]

    def finding(self, what):
        return Finding(self.path, "-", f"{what}: {self.english!r}", self.line)


def unquote(literals):
    """The text of C string literals that stand side by side."""
    return "".join(ast.literal_eval(part)
                   for part in re.findall(LITERAL, literals))


def read_catalogue(path, text):
    """Its entries without the header; what is neither text nor comment
    counts as a flag of the next entry, as fuzzy and obsolete do."""
    entries = []
    flags = []
    part = "msgid"
    for number, line in enumerate(text.splitlines(), 1):
        word, _, rest = line.partition(" ")
        if line.startswith(("#,", "#~", "#|")):
            flags.append(line)
        elif word == "msgid":
            entries.append(Entry(path, number, flags))
            flags = []
        if word in ("msgid", "msgstr"):
            part = word
            line = rest
        if line.startswith('"'):
            entries[-1].parts[part] += unquote(line)
        elif line and not line.startswith("#"):
            flags.append(line)
    if flags:
        entries.append(Entry(path, text.count("\n"), flags))
    return [entry for entry in entries if entry.english or not entry.spoken]


def marked_texts(sources):
    """The texts of the sources that are to be translated."""
    return {unquote(match.group(1)) for s in sources
            for match in MARKED.finditer(s.text)}


def untranslated(path, entries, texts):
    """What a catalogue lacks, has for nothing, or has not finished."""
    known = [entry.english for entry in entries]
    for text in sorted(texts - set(known)):
        yield Finding(path, "-", f"not translated: {text!r}")
    for entry in entries:
        alike = (path, entry.english) in ALIKE
        if entry.english not in texts:
            yield entry.finding("not in src/")
        if known.count(entry.english) > 1:
            yield entry.finding("stands twice")
        if not entry.spoken:
            yield entry.finding("empty")
        if (entry.spoken == entry.english) != alike:
            yield entry.finding("the same as in English, or ALIKE is wrong")
        for flag in entry.flags:
            if flag != "#, c-format":
                yield entry.finding(f"unfinished ({flag})")


def edges(text):
    """The blanks and line ends around a text."""
    return re.match(r"\s*", text).group(), re.search(r"\s*$", text).group()


def unlike(entries):
    """Directives, blanks and line ends that are not those of English."""
    for entry in entries:
        if DIRECTIVE.findall(entry.spoken) != DIRECTIVE.findall(
                entry.english):
            yield entry.finding("other directives")
        # The full stop of East Asia is as wide as one with a blank.
        spoken = re.sub("。$", ". " if entry.english.endswith(". ") else ".",
                        entry.spoken)
        if edges(spoken) != edges(entry.english):
            yield entry.finding("other blanks or line ends around it")


def harmful(entries):
    """Characters that move, hide or reorder others, or are not composed."""
    for entry in entries:
        for char in entry.spoken.replace("\n", ""):
            if unicodedata.category(char)[0] in "CM" or (
                    unicodedata.category(char) in ("Zl", "Zp")):
                yield entry.finding(f"U+{ord(char):04X}")
        if not unicodedata.is_normalized("NFC", entry.spoken):
            yield entry.finding("not in normal form")


def columns(text):
    """How wide a terminal shows a text."""
    return sum(1 + (unicodedata.east_asian_width(char) in "WF")
               for char in text)


def widest(text):
    return max(columns(line) for line in text.split("\n"))


def wide(entries):
    """Lines wider than a page; a sentence that is so in English, which a
    terminal breaks, than two."""
    for entry in entries:
        lines = 1 if widest(entry.english) <= WIDTH_MAX else 2
        if widest(entry.spoken) > lines * WIDTH_MAX:
            yield entry.finding(f"{widest(entry.spoken)} columns")


def ragged(path, entries):
    """Labels whose values do not stand below each other."""
    labels = [entry for entry in entries if LABEL.fullmatch(entry.english)]
    places = {columns(entry.spoken.split("%s")[0]) for entry in labels}
    if not labels or len(places) > 1:
        yield Finding(path, "-", f"{len(labels)} labels, values "
                      f"in columns {sorted(places)}")


def is_latin(entries):
    """Every letter of the language is one of the Latin alphabet."""
    return all(unicodedata.name(char).startswith("LATIN")
               for entry in entries for char in entry.spoken
               if char.isalpha())


def in_ascii(text):
    """A catalogue as the build spells it in ASCII."""
    done = subprocess.run(["sed", "-f", ROOT / SPELLING], check=True,
                          env={**os.environ, "LC_ALL": "C"},
                          input=text.encode(), capture_output=True)
    return done.stdout.decode()


def misspelled(path, text):
    """What the ASCII spelling of a Latin catalogue leaves or spoils."""
    entries = read_catalogue(path, in_ascii(text))
    for entry in entries:
        if not entry.spoken.isascii():
            yield entry.finding("not in ASCII")
    yield from unlike(entries)
    yield from wide(entries)
    yield from ragged(path, entries)


def complaints(paths):
    """What msgfmt says of the catalogues."""
    for path in paths:
        done = subprocess.run(["msgfmt", "--check-format", "--check-domain",
                               "-o", "/dev/null", ROOT / path],
                              capture_output=True, text=True)
        for line in done.stderr.splitlines():
            yield Finding(path, "-", line.replace(f"{ROOT}/", ""))


def words(name, pattern):
    """What a pattern finds in a file."""
    return re.findall(pattern, (ROOT / name).read_text())


def disagreeing(catalogues):
    """Lists of languages that are not that of the setting."""
    choices = " ".join(words(
        TABLE, r'CHOICE\(language, language\),\s+\.choices = "([^"]*)"')).split()
    found = sorted(path[3:-3] for path in catalogues)
    latin = sorted(path[3:-3] for path, text in catalogues.items()
                   if is_latin(read_catalogue(path, text)))
    built = set(words(MAKEFILE, r"%D%/(\w+)\.rows"))
    spelled = set(words(MAKEFILE, r"%D%/(\w+)\.ascii\.rows"))
    told = [
        (SPEAKER, words(SPEAKER, r'"po/(\w+)\.rows"'), choices[1:]),
        (SPEAKER, words(SPEAKER, r'"po/(\w+)\.ascii\.rows"'), latin),
        ("po", found, sorted(choices[1:])),
        (MAKEFILE, sorted(built), found),
        (MAKEFILE, sorted(spelled), latin),
    ]
    for name, languages, expected in told:
        if languages != expected or not languages:
            yield Finding(name, "-", f"{languages}, expected {expected}")


def main():
    texts = marked_texts(read_sources("src/**/*.[ch]"))
    catalogues = {str(path.relative_to(ROOT)): path.read_text("UTF-8")
                  for path in sorted(ROOT.glob("po/*.po"))}
    entries = {path: read_catalogue(path, text)
               for path, text in catalogues.items()}
    everything = [entry for found in entries.values() for entry in found]
    report = Report()
    report.rule("translated", "all texts of src/, and no other",
                [finding for path, found in entries.items()
                 for finding in untranslated(path, found, texts)],
                [f"{len(texts)} texts in {', '.join(catalogues)}"])
    report.rule("alike", "directives and blanks are those of English",
                list(unlike(everything)))
    report.rule("harmless", "no character moves or hides another",
                list(harmful(everything)))
    report.rule("text-width", f"lines of at most {WIDTH_MAX} columns",
                list(wide(everything)))
    report.rule("labels", "stand in columns",
                [finding for path, found in entries.items()
                 for finding in ragged(path, found)])
    report.rule("ascii", "spells a Latin language as well",
                [finding for path, text in catalogues.items()
                 if is_latin(entries[path])
                 for finding in misspelled(path, text)])
    report.rule("languages", "are the same wherever they are listed",
                list(disagreeing(catalogues)))
    if shutil.which("msgfmt"):
        report.rule("msgfmt", "takes each catalogue",
                    list(complaints(catalogues)))
    else:
        report.skip("msgfmt", "no msgfmt here")
    report.finish()


if __name__ == "__main__":
    main()
