# SPDX-License-Identifier: BSD-2-Clause
"""Several nodes with one store in a real redis-server."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import packages
from loopback import Browser, SignIn, Site, check, soon
from rig.relay import private_key
from rig.sshd import free_port
from rig.tap import Skip
from rig.world import TREE

sys.path.append(str(TREE / "tests" / "provider"))
from certificates import Authority  # noqa: E402  (found by the line above)

PASSWORD = "p@ss/word"
CASES = TREE / "build" / "tests" / "unit" / "test_store"


class Redis:
    """A server of our own, with a password, at a port, by TLS and a path."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.port, self.tls_port = free_port(), free_port()
        self.path = directory / "redis.sock"
        self.process: subprocess.Popen[bytes] | None = None
        authority = Authority("the store's CA")
        (directory / "ca.pem").write_bytes(authority.pem())
        key = private_key(directory / "redis.key")
        (directory / "redis.pem").write_bytes(
            authority.issue(key, "localhost"))

    def start(self) -> None:
        """Until it answers."""
        self.process = packages.start(
            self.directory / "redis.log", "redis-server",
            "--port", str(self.port), "--bind", "127.0.0.1",
            "--unixsocket", str(self.path), "--save", "",
            "--dir", str(self.directory), "--requirepass", PASSWORD,
            "--tls-port", str(self.tls_port), "--tls-auth-clients", "no",
            "--tls-cert-file", str(self.directory / "redis.pem"),
            "--tls-key-file", str(self.directory / "redis.key"),
            "--tls-ca-cert-file", str(self.directory / "ca.pem"))
        soon("redis-server does not start", self.path.exists)

    def stop(self) -> None:
        """At once, as a machine that dies."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        self.process = None
        self.path.unlink(missing_ok=True)

    def urls(self) -> dict[str, str]:
        """Each way to it."""
        quoted = "p%40ss%2Fword"
        return {"TCP": f"redis://:{quoted}@127.0.0.1:{self.port}/3",
                "TLS": f"rediss://:{quoted}@localhost:{self.tls_port}"}


def prepare():
    """Tests in order, and what ends them."""
    directory = tempfile.TemporaryDirectory(prefix="pam_claims-nodes-")
    redis = Redis(Path(directory.name))
    nodes = []

    def skip():
        packages.program("redis-server")

    try:
        skip()
    except Skip:
        return [("real Redis", skip)], directory.cleanup

    redis.start()
    ca_file = redis.directory / "ca.pem"
    for url in (redis.urls()["TCP"], redis.urls()["TLS"],
                redis.urls()["TCP"]):
        tls = {"store_ca_file": ca_file} if url.startswith("rediss") else {}
        nodes.append(Site(
            store=url if not tls else url + "/3", metrics_listen=
            f"127.0.0.1:{free_port()}", starts_per_minute=50, waiting=30,
            waiting_per_user=2, **tls))
    one, two, three = nodes
    for node in (two, three):
        node.key = one.key
        (node.relay.directory / "state" / "keys").write_bytes(
            (one.relay.directory / "state" / "keys").read_bytes())
        text = node.relay.conf.read_text()
        node.relay.conf.write_text(text.replace(
            f"public_url = {node.relay.url}", f"public_url = {one.relay.url}"))
        node.relay.url = one.relay.url
    for node in nodes:
        node.start()

    def store_is(node, status):
        from loopback import Line
        line = next(text for text in node.relay.conf.read_text().splitlines()
                    if text.startswith("metrics_listen"))
        connection = Line(node.relay, int(line.rsplit(":", 1)[1]))
        found = connection.ask("GET", "/healthz").status
        connection.close()
        return found == status

    for node in nodes:
        soon("the store is away", lambda node=node: store_is(node, 200))

    def promises():
        done = subprocess.run(
            [CASES], capture_output=True, text=True, timeout=60,
            env={**os.environ, "REDIS_URL": redis.urls()["TCP"]})
        check(done.returncode == 0, done.stdout[-2000:], done.stderr)

    def three_nodes():
        """Started at one, continued at another, delivered by a third."""
        line = three.line()
        sign_in = SignIn(one, one.line())
        sign_in.wait(line)
        browser = Browser(two)
        check(browser.proceed(sign_in).status == 303)
        browser.site = one
        began = time.monotonic()
        check(browser.ask("GET", sign_in.back()).status == 303)
        check(line.receive(5).json["status"] == "number")
        check(time.monotonic() - began < 2, "told late")
        browser.site = three
        page = browser.ask("GET", f"/{sign_in.id}/done").body.decode()
        number = "".join(c for c in page.split("</span>")[1].split("</p>")[0]
                         if c.isdigit())
        answer = sign_in.ask(two.line(), json.dumps({"number": number}))
        check(answer.json["code"] == "C-1", answer.body)
        check(sign_in.ask(one.line()).status == 404)

    def newer_call_elsewhere():
        older, newer = one.line(), two.line()
        sign_in = SignIn(one, one.line(), number=False)
        sign_in.wait(older)
        time.sleep(0.2)
        sign_in.wait(newer)
        check(older.receive(5).json["status"] == "waiting")
        Browser(three).sign_in(sign_in)
        check(newer.receive(5).json["status"] == "done")

    def tries_hold_over_all():
        sign_in = SignIn(one, one.line())
        number = int(Browser(two).sign_in(sign_in))
        wrong = json.dumps({"number": f"{(number + 1) % 1000000:06}"})
        check(sign_in.ask(one.line(), wrong).json["left"] == 2)
        check(sign_in.ask(two.line(), wrong).json["left"] == 1)
        check(sign_in.ask(three.line(), wrong).json["error"] == "number")

    def ceilings_hold_over_all():
        first = SignIn(one, one.line(), user="carol")
        SignIn(two, two.line(), user="carol")
        waiting = three.line()
        first.wait(waiting)
        SignIn(three, three.line(), user="carol")
        check(waiting.receive(5).json["error"] == "replaced")

    def given_up_elsewhere():
        line = one.line()
        sign_in = SignIn(two, two.line())
        sign_in.wait(line)
        check(sign_in.give_up(three.line()).status == 204)
        check(line.receive(5).status == 404)
        check(Browser(two).ask("GET", f"/{sign_in.id}").status == 410)

    def a_node_dies():
        line = one.line()
        sign_in = SignIn(one, line, number=False)
        sign_in.wait(line)
        one.relay.process.send_signal(signal.SIGKILL)
        one.relay.process.wait()
        one.relay.process = None
        waiting = two.line()
        sign_in.wait(waiting)
        Browser(three).sign_in(sign_in)
        check(waiting.receive(5).json["status"] == "done")
        one.relay.start()
        soon("the store is away", lambda: store_is(one, 200))

    def redis_restarts():
        """It forgets all: the sign-in is lost, and nothing else."""
        line = one.line()
        sign_in = SignIn(one, line)
        sign_in.wait(line)
        redis.stop()
        soon("nobody says so", lambda: store_is(one, 503), 20)
        answer = one.line().ask("POST", "/v1/sign-ins", json.dumps(
            one.start_body("S")), f"Authorization: Bearer {one.key}")
        check(answer.status == 503 and answer.field("Retry-After"))
        page = Browser(two).ask("GET", f"/{sign_in.id}")
        check(page.status == 503 and b"<html" in page.body)
        redis.start()
        for node in nodes:
            soon("the store stays away",
                 lambda node=node: store_is(node, 200), 20)
        answer = line.receive(30)
        check(answer.status in (404, 503), answer.status)
        check(sign_in.ask(two.line()).status == 404)
        check(Browser(two).ask("GET", f"/{sign_in.id}").status == 404)
        again = SignIn(two, two.line(), number=False)
        Browser(one).sign_in(again)
        check(again.ask(three.line()).json["status"] == "done")
        log = one.relay.log.read_text()
        check("the store is away" in log and "the store is back" in log)
        check(PASSWORD not in log, log)

    def away_at_the_start():
        redis.stop()
        node = Site(store=redis.urls()["TCP"]).start()
        answer = node.line().ask("GET", "/7GK2M9QXA3")
        check(answer.status == 503, answer.status)
        redis.start()
        soon("it stays away", lambda: node.line().ask(
            "GET", "/7GK2M9QXA3").status == 404, 20)
        node.stop()

    def wrong_password():
        node = Site(store=f"redis://:wrong@127.0.0.1:{redis.port}").start()
        soon("nothing is said",
             lambda: "WRONGPASS" in node.relay.log.read_text())
        check(node.line().ask("GET", "/7GK2M9QXA3").status == 503)
        node.stop()

    def foreign_certificate():
        node = Site(store=redis.urls()["TLS"]).start()
        soon("nothing is said",
             lambda: "the store is away" in node.relay.log.read_text())
        check(node.line().ask("GET", "/7GK2M9QXA3").status == 503)
        node.stop()

    def everything_expires():
        SignIn(one, one.line(), user="dora")
        text = subprocess.run(
            [packages.program("redis-cli"), "-s", str(redis.path), "-a",
             PASSWORD, "--no-auth-warning", "-n", "3", "--eval", "/dev/stdin"],
            input="local none = {} for _, key in ipairs(redis.call('KEYS', "
            "'*')) do if redis.call('PTTL', key) < 0 then table.insert(none, "
            "key) end end return none", capture_output=True, text=True,
            timeout=20).stdout
        check(text.strip() in ("", "(empty array)"), text)

    def end():
        for node in nodes:
            node.stop()
        redis.stop()
        directory.cleanup()

    return [
        ("the promises of every store", promises),
        ("one, another and a third", three_nodes),
        ("the newer call, at another node", newer_call_elsewhere),
        ("tries hold over all nodes", tries_hold_over_all),
        ("ceilings hold over all nodes", ceilings_hold_over_all),
        ("given up at another node", given_up_elsewhere),
        ("a node dies", a_node_dies),
        ("Redis restarts", redis_restarts),
        ("Redis is away at the start", away_at_the_start),
        ("a wrong password", wrong_password),
        ("a certificate of somebody else", foreign_certificate),
        ("every key expires", everything_expires),
    ], end
