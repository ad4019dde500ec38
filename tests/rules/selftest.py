#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Proves that each rule finds what it is there to find, on bad samples."""

import banned
import binaries
import catalogues
import density
import duplicates
import field
import files
import functions
import includes
import makefiles
import pages
from source import Source, functions as functions_of
from tap import Finding, Report

HEAD = "/* SPDX-License-Identifier: BSD-2-Clause\n *\n * A sample. */\n"
LONG = "int\nlong_one(void)\n{\n" + "    work();\n" * 60 + "}\n"
DEEP = """int
deep(void)
{
    if (a) {
        while (b) {
            for (;;) {
                do {
                    work();
                } while (c);
            }
        }
    }
}
"""
SHALLOW = """int
shallow(int a, void (*b)(int, int))
{
    static const struct { int x; } table[] = {{1}, {{{{2}}}}};
    const char *text = "if (x && y) { /* } */";

    if (a)
        return 1;
    return 0;
}
"""
BRANCHY = "int\nbranchy(void)\n{\n" + "    if (a && b)\n;\n" * 8 + "}\n"
MANY = "int\nmany(int a, int b, int c, int d, int e, int f)\n{\n}\n"
BLOCK = "".join(f"    step({i});\n" for i in range(6))
TWICE = f"int\nfirst(void)\n{{\n{BLOCK}}}\n"
HEADER = """
/* Covered. */
bool covered(void);
bool covered_too(int argument,
                 int other);

bool naked(void);
"""
CATALOGUE = """
#, c-format
msgid "  Code  %s"
msgstr "  Kot  %s"

#, fuzzy
msgid "Wait %d. "
msgstr "Wait %d. "

msgid "Too"
" far"
msgstr "ä\\u202e{}"

#~ msgid "Old"
#~ msgstr "Alt"
"""

FIELD = """
- **O1** Proven.
  `a: one`

- **O2** Waits.
  open

- **O3** Forgotten.

- **O4** Both.
  `a: two`
  open

- **O5** Misnamed.
  `nothing`
"""


def source(text, path="src/shared/sample.c"):
    """A sample as if it stood in the tree."""
    return Source(path, HEAD + text)


def found_in(check, text, path="src/shared/sample.c"):
    """How much a check of one source finds in the sample."""
    return len(list(check([source(text, path)])))


def measured(text):
    """The only function of a sample."""
    return functions_of([source(text)])[0]


def function_samples():
    """(what, whether it holds) for the budgets of functions."""
    return [
        ("length", measured(LONG).length > functions.LENGTH_MAX),
        ("depth", measured(DEEP).depth() == functions.DEPTH_MAX + 1),
        ("depth of initialisers", measured(SHALLOW).depth() == 0),
        ("branches", measured(BRANCHY).branches() > functions.BRANCHES_MAX),
        ("branches in text", measured(SHALLOW).branches() == 1),
        ("parameters", measured(MANY).parameters > functions.PARAMETERS_MAX),
        ("parameters of a parameter", measured(SHALLOW).parameters == 2),
        ("contracts", [f.function for f in functions.without_contract(
            [source(HEADER, "src/shared/sample.h")], [])] == ["naked"]),
        ("undeclared", found_in(lambda s: functions.without_contract(
            [], functions_of(s)), MANY) == 1),
    ]


DENSE = """
static int
dense(int a, int b)
{
    struct x x = {a ? 1 : 2, b ? 1 : 2};
    bool all = a && b && c && d && e;

    %s
}
"""


def density_samples():
    """(what, whether it holds) for the rules of density."""
    def found(check, text):
        return found_in(check, DENSE % text)

    return [
        ("conditionals", 0 < density.conditionals([source(DENSE)]) < 300),
        ("crowded statements", found(density.crowded, "x = a ? b : c;") == 0
         and found(density.crowded, "f(a ? 1 : 2, b ? 1 : 2);") == 1
         and found(density.crowded, "x = a ? b : c ? d : e;") == 1
         and found(density.crowded, "if (a ? b : c) x = a ? b : c;") == 0),
        ("crowded macros", found_in(
            density.crowded, "#define X(a) \\\n    ((a) ? 1 : (b) ? 2 : 3)\n")
         == 1),
        ("logical", found(density.logical, "") == 0
         and found(density.logical, "return a && b && c || d || e || f;") == 1
         and found(density.logical,
                   "for (; a && b && c; d && e && f) g && h && i;") == 0),
        ("assignments in conditions", all(
            found(density.assignments, text) == 1 for text in (
                "if ((a = b) != 0) f();", "while (a <<= 1) f();",
                "for (;(a = b) != 0;) f();", "if (a) f(b = c);",
                "x = a || (b = c);", "switch (a = b) { case 1: f(); }"))),
        ("assignments elsewhere", all(
            found(density.assignments, text) == 0 for text in (
                "for (int i = 0; i <= n; i += 2) a = b;", "a = b == c;",
                "if (a >= b || a <= c || a != d) a |= b;", "f(\"a = b\");",
                "return (struct x){.a = 1, .b = {[2] = 3}};",
                "f(&(struct x){.a = 1}, b);", "do { a = b; } while (a);"))),
        ("endings in expressions", all(
            found(density.endings, text) == 1 for text in (
                "return done || attempt_end(a);", "x = a ? b : refuse(c);",
                "x = a ? complain_of(b) : c;"))
         and all(found(density.endings, text) == 0 for text in (
             "case A: refuse(b);", "default: refuse(b);", "if (!end(a)) b();",
             "x = a || ended(b);", "return refuse(a);"))),
        ("comments", round(density.comments([source("int x;\n" * 7)])) == 10),
        ("mute functions", found_in(density.mute, "\nstatic " + LONG) == 1
         and found_in(density.mute, "\n" + LONG) == 0
         and found_in(density.mute, "\n/* Why. */\nstatic " + LONG) == 0
         and found(density.mute, "") == 0),
    ]


def file_samples():
    """(what, whether it holds) for the rules of whole files."""
    module = "src/module/sample.c"
    return [
        ("file length", found_in(files.length, "int x;\n" * 400) == 1),
        ("programs", len(files.programs([Source(module, "x;\n" * 11)],
                                      {"module": 10})[0]) == 1),
        ("purpose", len(list(files.purpose([Source("src/a.c", "x")]))) == 1),
        ("licence", len(list(files.licence([("a.py", "x")]))) == 1),
        ("whitespace", len(list(files.whitespace([("a", "x \ny")]))) == 2),
        ("width", found_in(files.width, "x" * 80) == 1),
        ("names", len(files.vague([("src/util.c", "")])) == 1),
        ("one name", [f.line for f in files.second_words(
            [("a.py", "x\na Fol" "der")])] == [2]),
        ("duplicates", found_in(duplicates.blocks, TWICE + TWICE) == 1),
        ("no duplicates", found_in(duplicates.blocks, TWICE) == 0),
        ("AADSTS numbers", len(list(duplicates.entra_codes([
            Source("src/shared/entra_codes.c", HEAD + "{53003, 50057, 53003}"),
            Source("src/a/a.c", HEAD + 'x = "50057 50058";\n')]))) == 2),
        ("domains", found_in(includes.across, '#include "agent/x.h"\n',
                             "src/keeper/x.c") == 1),
        ("foreign headers", found_in(includes.foreign,
                                     "#include <curl/curl.h>\n") == 1),
        ("whole headers", found_in(includes.incomplete,
                                   "", "src/shared/absent.h") == 1),
        ("banned", len(list(banned.called(
            [source("x = strcpy(a, b); y.strcpy(c); /* system(d) */")],
            banned.EVERYWHERE))) == 1),
        ("guest", len(list(banned.called(
            [source("exit(1); _exit(1);", module)], banned.MODULE))) == 1),
        ("ignore", len(list(banned.named(
            [source("return PAM_IGNORE; /* PAM_IGNORE */", module)],
            banned.IGNORE))) == 1),
    ]


def catalogue_samples():
    """(what, whether it holds) for the rules of catalogues."""
    def read(text):
        return catalogues.read_catalogue("po/a.po", text)

    def count(check, text):
        return len(list(check(read(text))))

    sample = CATALOGUE.format("x" * 78)
    marked = catalogues.marked_texts([source('f(_("a"\n "b"), N_("c %s"));')])
    return [
        ("marked texts", marked == {"ab", "c %s"}),
        ("translations", {finding.what.split(":")[0].split(" (")[0]
                          for finding in catalogues.untranslated(
                              "po/a.po", read(sample), {"Wait %d. ", "new"})}
         == {"not translated", "not in src/", "empty", "unfinished",
             "the same as in English, or ALIKE is wrong"}),
        ("directives", count(catalogues.unlike, sample) == 0
         and count(catalogues.unlike, sample.replace("Wait %d. ", "%s.", 1))
         == 2),
        ("harmful characters", count(catalogues.harmful, sample) == 1),
        ("text width", count(catalogues.wide, sample) == 1),
        ("double width", catalogues.columns("aあ") == 3),
        ("labels", len(list(catalogues.ragged("", read(sample)))) == 0
         and len(list(catalogues.ragged("", read("")))) == 1),
        ("ASCII", catalogues.in_ascii('"ß „Ü“ あ"') == '"ss \\"Ue\\" あ"'),
        ("Latin letters", catalogues.is_latin(read(sample))
         and not catalogues.is_latin(read('msgid "a"\nmsgstr "あ"\n'))),
    ]


def field_samples():
    """(what, whether it holds) for the rules of tests/FIELD.md."""
    def named(path, text, name):
        return field.exists(name, [(path, *field.tests_of(path, text))])

    python = 'def by_name():\n    run("as text", f"for {each} of them")\n'
    unproven = [finding.function
                for finding in field.unproven(FIELD, {"O2", "O4"})]
    return [
        ("tests in C", named("u/test_a.c", "cmocka_unit_test_setup(\n b)", "b")
         and not named("u/test_a.c", "/* b */", "b")),
        ("tests in cases", named("e/a.case", "== b: c\n", "a: b: c")
         and not named("e/a.case", "in: b\n", "b")),
        ("tests in files", named("s/a.scenario", "", "a")
         and named("g/en/a.txt", "", "en/a.txt")
         and not named("s/a.scenario", "b", "b")),
        ("tests in Python", all(named("p/a.py", python, name) for name in (
            "by name", "as text", "a: as text", "for many of them"))
         and not named("p/a.py", python, "b: as text")
         and not named("p/a.py", python, "for one of us")),
        ("tests that are missing", [finding.function for finding in
                                    field.missing(FIELD, lambda level: [
                                        ("a", {"one"}, [])])] == ["O4"]),
        ("entries", unproven == ["O3", "O4", "O5", "-", "-"]),
        ("open entries", [finding.function for finding in
                          field.unproven(FIELD, set())][0] == "O2"),
    ]


def page_samples():
    """(what, whether it holds) for the rules of pages."""
    table = '.It Em one Ta Em "two, three" Ta four\n.It a Ta b Ta c\n'
    good = ["  one    two, three   four", "  a      b            c"]

    def tears(*lines):
        return len(list(pages.torn("x", "m", table, lines)))

    def unnamed(readme):
        return len(list(pages.unnamed_packages(
            f"apt-get install {readme}\n./bootstrap\n",
            "[build]\na-b\nc c\n\n[test]\nd\n")))

    return [
        ("tables", tears(*good) == 0 and tears(good[0], "  a b   c") == 1
         and tears(good[0], "  a  b", " c") == 1
         and tears(good[0], good[1].replace("c", " " * 80 + "c")) == 1),
        ("packages", unnamed("a-b \\\n    c") == 0 and unnamed("c") == 1
         and unnamed("a-b c d") == 1),
    ]


def build_samples():
    """(what, whether it holds) for the rules of what is built."""
    return [
        ("unnamed files", [f.path for f in makefiles.unnamed(
            ["u/test_a.c", "s/b.c", "s/c.c"], ["x = u/test_a", "s/b.c\n"])]
         == ["s/c.c"]),
        ("fragments", len(makefiles.excluded(
            ["a", "b"], "include a/local.mk\n")) == 1),
        ("initialised variables", binaries.zeros(
            binaries.PROGRAMS[0], 0) != []),
        ("names of two libraries", [f.function for f in binaries.twice(
            {"a": {"x", "y"}, "b": {"y", "z"}, "c": {"u"}})] == ["y"]),
        ("archive", [f.path for f in makefiles.undistributed(
            ["src/a.c", "more/b", "NOTE"], "whole = src tests")]
         == ["NOTE", "more"]),
    ]


def main():
    report = Report()
    for what, holds in (*function_samples(), *density_samples(),
                        *file_samples(),
                        *catalogue_samples(), *field_samples(),
                        *page_samples(), *build_samples()):
        report.rule("selftest", what, [] if holds else [
            Finding("tests/rules", "-", f"{what}: the rule is blind")])
    report.finish()


if __name__ == "__main__":
    main()
