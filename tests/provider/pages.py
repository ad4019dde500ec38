# SPDX-License-Identifier: BSD-2-Clause
"""The HTML of the sign-in pages: one function a page, no state."""

import json
from html import escape
from typing import Any

import claims_request

STYLE = """
:root { color-scheme: light dark; --ink: #1b2733; --soft: #5b6b7a;
  --page: #eef2f6; --card: #fff; --line: #c9d3dc; --main: #0b5cad;
  --main-ink: #fff; --bad: #a4262c; --bad-page: #fdeceb; --good: #0e6b34; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8edf2;
  --soft: #a3b1be; --page: #10161c; --card: #1a232c; --line: #3a4753;
  --main: #6db3f2; --main-ink: #0b1219; --bad: #ff9d96;
  --bad-page: #3a1d1d; --good: #7bd69b; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center;
  padding: 1.5rem 1rem; background: var(--page); color: var(--ink);
  font: 1rem/1.5 system-ui, "DejaVu Sans", sans-serif; }
main { width: 100%; max-width: 27rem; padding: 2rem; background: var(--card);
  border: 1px solid var(--line); border-radius: .75rem; }
.brand { margin: 0 0 1.25rem; color: var(--soft); font-size: .9rem; }
h1 { margin: 0 0 .75rem; font-size: 1.5rem; line-height: 1.25; }
p { margin: 0 0 1rem; }
.hint, dt, summary { color: var(--soft); font-size: .9rem; }
dl { margin: 0 0 1.25rem; padding: .75rem 1rem;
  border: 1px solid var(--line); border-radius: .5rem; }
dd { margin: 0 0 .5rem; overflow-wrap: anywhere; }
dd:last-of-type { margin-bottom: 0; }
label { display: block; margin-bottom: .25rem; font-weight: 600; }
input { width: 100%; margin-bottom: 1rem; padding: .6rem .75rem;
  color: inherit; background: transparent; font: inherit;
  border: 1px solid var(--soft); border-radius: .4rem; }
input.code { font-size: 1.5rem; letter-spacing: .15em;
  font-family: "DejaVu Sans Mono", monospace; text-transform: uppercase; }
button { padding: .6rem 1.25rem; font: inherit; font-weight: 600;
  color: var(--main); background: transparent; cursor: pointer;
  border: 1px solid var(--main); border-radius: .4rem; }
button.main { color: var(--main-ink); background: var(--main); }
button:focus-visible, input:focus-visible, summary:focus-visible {
  outline: 3px solid var(--main); outline-offset: 2px; }
main > :last-child { margin-bottom: 0; }
form { margin-bottom: 1.25rem; }
.buttons { display: flex; flex-wrap: wrap; gap: .75rem; }
fieldset { margin: 0; padding: .25rem 1rem 1rem; border: 1px solid var(--line);
  border-radius: .5rem; }
.problem { padding: .75rem 1rem; color: var(--bad);
  background: var(--bad-page); border-radius: .4rem; }
.good { color: var(--good); }
pre { margin: .5rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere;
  font-size: .85rem; }
""".lstrip()

DECLINE = ('<button name="decision" value="decline" formnovalidate>'
           "This was not me</button>")


def page(title: str, body: str, problem: str = "") -> str:
    note = (f'<p class="problem" role="alert">{escape(problem)}</p>'
            if problem else "")
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f'<title>{escape(title)} - Example Directory</title>\n'
        '<link rel="stylesheet" href="/style.css">\n</head>\n<body>\n<main>\n'
        '<p class="brand">Example Directory (demo identity provider)</p>\n'
        f'<h1>{escape(title)}</h1>\n{note}{body}</main>\n</body>\n</html>\n')


def form(visit: str, step: str, body: str) -> str:
    hidden = (f'<input type="hidden" name="visit" value="{escape(visit)}">\n'
              if visit else "")
    action = "/sign-in" if visit else "/device"
    return (f'<form method="post" action="{action}">\n{hidden}'
            f'<input type="hidden" name="step" value="{step}">\n{body}'
            '</form>\n')


def code_page(code: str = "", problem: str = "") -> str:
    return page("Enter the code", (
        "<p>A terminal shows you a code. Type it here.</p>\n"
        + form("", "code", (
            '<label for="user_code">Code</label>\n'
            '<input class="code" id="user_code" name="user_code" '
            f'value="{escape(code)}" required maxlength="20" autofocus '
            'autocomplete="off" autocapitalize="characters" '
            'spellcheck="false">\n'
            '<div class="buttons"><button class="main">Next</button></div>\n'
        ))), problem)


def sign_in_page(visit: str, who_asks: str, problem: str = "",
                 hint: str = "") -> str:
    return page("Sign in", who_asks + form(visit, "sign_in", (
        '<label for="user">User name</label>\n'
        f'<input id="user" name="user" value="{escape(hint)}" required '
        'autocomplete="username" autocapitalize="none" spellcheck="false">\n'
        '<label for="password">Password</label>\n'
        '<input id="password" name="password" type="password" '
        'autocomplete="current-password">\n'
        '<div class="buttons"><button class="main" name="decision" '
        f'value="go">Sign in</button>\n{DECLINE}</div>\n')) + (
        '<p class="hint">In this demo: alice, bob or carol, '
        'password correct-horse.</p>\n'), problem)


def factor_page(visit: str, may_skip: bool, problem: str = "") -> str:
    numbers = "\n".join(f'<button name="factor" value="{number}">{number}'
                        "</button>" for number in ("17", "42", "88"))
    skip = ('<button name="decision" value="skip">Go on without it</button>\n'
            if may_skip else "")
    return page("Prove it is you", (
        "<p>Your organisation asks for a second factor.</p>\n"
        + form(visit, "factor", (
            '<label for="factor">Code from your authenticator app</label>\n'
            '<input class="code" id="factor" name="factor" '
            'inputmode="numeric" pattern="[0-9 ]{6,7}" required autofocus '
            'autocomplete="one-time-code">\n'
            '<div class="buttons"><button class="main">Verify</button></div>'
            "\n"))
        + form(visit, "factor", (
            "<fieldset><legend>Or choose the number on your phone"
            f'</legend>\n<div class="buttons">{numbers}</div></fieldset>\n'))
        + form(visit, "factor",
               f'<div class="buttons">{skip}{DECLINE}</div>\n')
        + '<p class="hint">In this demo the code is 246810 and the phone '
          "shows 42.</p>\n"), problem)


OTHER = ('<button name="decision" value="other">Use another account'
         "</button>\n")


def confirm_page(visit: str, user: str, who_asks: str, caution: str,
                 may_change: bool) -> str:
    return page("Is it you at the terminal?", (
        f"<p>You are <strong>{escape(user)}</strong>.</p>\n" + who_asks
        + f"<p>{escape(caution)}</p>\n" + form(visit, "confirm", (
            '<div class="buttons"><button class="main" name="decision" '
            'value="approve">Continue</button>\n'
            f'{OTHER if may_change else ""}{DECLINE}</div>\n'))))


def done_page(approved: bool) -> str:
    if approved:
        return page("You are signed in", '<p class="good">Go back to the '
                    "terminal. You can close this window.</p>\n")
    return page("Declined", "<p>The terminal is told that you declined. If "
                "somebody sent you this code, report it.</p>\n")


def refused_page(problem: str, number: int, trace: str,
                 advice: str) -> str:
    return page("You cannot sign in here", (
        f"<dl><dt>Error</dt><dd>AADSTS{number}</dd>\n"
        f"<dt>Trace ID</dt><dd>{escape(trace)}</dd></dl>\n"
        f"<p>{escape(advice)}</p>\n"), problem)


def copy_page() -> str:
    return page("Copy the address of this page", "<p>Copy the whole text of "
                "the address bar and paste it into the terminal.</p>\n")


def index_page() -> str:
    return page("Example Directory", '<p>To sign in to a terminal, '
                '<a href="/device">enter its code</a>.</p>\n')


def wishes(claims: dict[str, Any], acr_values: list[str],
           max_age: int | None) -> list[str]:
    """The claims request in words."""
    listed = []
    if claims_request.policies(claims):
        listed.append("a second factor, because of a policy")
    if claims_request.contexts(claims):
        listed.append("authentication context "
                      + " or ".join(claims_request.contexts(claims)))
    if acr_values:
        listed.append("authentication level " + " or ".join(acr_values))
    if max_age is not None:
        listed.append(f"a sign-in not older than {max_age} s")
    return listed or ["nothing beyond your password"]


def who_asks(client: str, scope: str, wanted: list[str],
             claims: dict[str, Any]) -> str:
    items = "; ".join(wanted)
    raw = (f"<details><summary>Claims request</summary><pre>"
           f"{escape(json.dumps(claims, indent=1))}</pre></details>"
           if claims else "")
    return (f"<dl><dt>Application</dt><dd><strong>{escape(client)}</strong>"
            f"</dd>\n<dt>May use</dt><dd>{escape(scope)}</dd>\n"
            f"<dt>Demands</dt><dd>{escape(items)}{raw}</dd>\n</dl>\n"
            '<p class="hint">This page cannot see which machine asks. The '
            "terminal names it.</p>\n")
