# SPDX-License-Identifier: BSD-2-Clause
"""The service: what it listens at, its certificate, its keys, its end."""

import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rig.relay import PROGRAM, private_key
from rig.sshd import free_port
from loopback import Line, SignIn, Site, check, soon

sys.path.append(str(Path(__file__).resolve().parents[1] / "provider"))
from certificates import Authority  # noqa: E402  (found by the line above)


def run(*words):
    """The program's exit status and what it says."""
    done = subprocess.run([PROGRAM, *words], capture_output=True, text=True,
                          timeout=20)
    return done.returncode, done.stdout, done.stderr


def prepare():
    """Tests in order, and what ends them."""
    site = Site(metrics_listen=f"127.0.0.1:{free_port()}").start()
    relay = site.relay

    def conf(**changes):
        keys = dict(line.split(" = ", 1) for line in
                    relay.conf.read_text().splitlines()[1:])
        return {**keys, **changes}

    def usage():
        check(run("--help")[0] == 0 and "usage:" in run("--help")[1])
        check(run("--version")[1].startswith("claims-relay "))
        for words in ((), ("x",), ("serve", "x"), ("keys",), ("keys", "add"),
                      ("keys", "add", "a b"), ("keys", "add", "a", "b"),
                      ("keys", "list", "x"), ("check", "--conf", "x")):
            status, out, said = run(*words)
            check(status == 2 and not out and "usage:" in said, words, status)

    def configuration_is_checked():
        status, out, _ = run("check", "--config", str(relay.conf))
        check(status == 0 and "right" in out, out)
        status, _, said = run("check", "--config", "/nowhere")
        check(status == 1 and "/nowhere" in said, said)
        wrong = relay.directory / "wrong.conf"
        wrong.write_text("[relay]\nlifetim = 5\n")
        status, _, said = run("serve", "--config", str(wrong))
        check(status == 1 and "did you mean lifetime?" in said, said)

    def keys_come_and_go():
        path = relay.directory / "other-key"
        relay.add_key("web99", path)
        check(len(path.read_text().strip()) == 43)
        kept = (relay.directory / "state" / "keys").read_text()
        check(path.read_text().strip() not in kept, "a key is kept")
        check("web99" in relay.command("keys", "list"))
        status, _, said = run("keys", "--config", str(relay.conf), "add",
                              "WEB99")
        check(status == 1 and "revoke" in said, said)

        def works():
            line = site.line()
            answer = line.ask(
                "POST", "/v1/sign-ins", "{}",
                f"Authorization: Bearer {path.read_text().strip()}")
            line.close()
            return answer.status == 400
        soon("the key does not count", works)
        relay.command("keys", "revoke", "web99")
        soon("the key still counts", lambda: not works())
        status, _, said = run("keys", "--config", str(relay.conf), "revoke",
                              "web99")
        check(status == 1 and "no key" in said, said)

    def spoilt_keys():
        path = relay.directory / "state" / "keys"
        kept = path.read_text()
        path.write_text(kept + "nonsense\n")
        soon("nothing is said", lambda: "is no key" in relay.log.read_text())
        SignIn(site, site.line())
        path.write_text(kept)

    def monitoring():
        port = int(conf()["metrics_listen"].rsplit(":", 1)[1])
        SignIn(site, site.line())
        line = Line(relay, port)
        check(line.ask("GET", "/healthz").status == 200)
        answer = line.ask("GET", "/metrics")
        check(answer.field("Content-Type").startswith("text/plain"))
        check(b'sign_ins_total{event="started"}' in answer.body, answer.body)
        check(b"claims_relay_store_up 1" in answer.body, answer.body)
        check(line.ask("GET", "/v1/sign-ins").status == 404)
        check(site.line().ask("GET", "/metrics").status == 404)

    def fingerprint():
        line = site.line()
        found = line.socket.getpeercert()["serialNumber"]
        line.close()
        return found

    def new_certificate():
        """Those who wait go on waiting."""
        before = fingerprint()
        line = site.line()
        sign_in = SignIn(site, line, number=False)
        sign_in.wait(line)
        authority = Authority("another CA")
        relay.ca_file.write_bytes(relay.ca_file.read_bytes()
                                  + authority.pem())
        key = private_key(relay.directory / "key.pem")
        (relay.directory / "certificate.pem").write_bytes(
            authority.issue(key, "localhost"))
        relay.process.send_signal(signal.SIGHUP)
        soon("the certificate is the old one",
             lambda: fingerprint() != before)
        site.browser().sign_in(sign_in)
        check(line.receive(5).json["status"] == "done")

    def spoilt_certificate():
        before = fingerprint()
        path = relay.directory / "certificate.pem"
        kept = path.read_bytes()
        path.write_bytes(b"-----BEGIN CERTIFICATE-----\n")
        relay.process.send_signal(signal.SIGHUP)
        soon("nothing is said", lambda: "the certificate is as it was"
             in relay.log.read_text())
        check(fingerprint() == before)
        path.write_bytes(kept)
        private_key(relay.directory / "other.pem")
        wrong = relay.directory / "wrong.conf"
        keys = conf(tls_key=relay.directory / "other.pem",
                    listen=f"127.0.0.1:{free_port()}", metrics_listen="")
        wrong.write_text("[relay]\n" + "".join(
            f"{name} = {value}\n" for name, value in keys.items()))
        for word in ("serve", "check"):
            status, _, said = run(word, "--config", str(wrong))
            check(status == 1 and "key of another certificate" in said, said)
        os.chmod(relay.directory / "other.pem", 0o644)
        status, _, said = run("serve", "--config", str(wrong))
        check(status == 1 and "chmod o=" in said, said)

    def old_tls():
        import ssl
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
        try:
            context.wrap_socket(socket.create_connection(
                ("127.0.0.1", site.port), 5)).close()
        except (ssl.SSLError, OSError):
            return
        check(False, "TLS 1.1 is spoken")

    def occupied():
        keys = conf(metrics_listen="")
        wrong = relay.directory / "wrong.conf"
        wrong.write_text("[relay]\n" + "".join(
            f"{name} = {value}\n" for name, value in keys.items()))
        status, _, said = run("serve", "--config", str(wrong))
        check(status == 1 and "cannot listen at" in said, said)

    def unix_socket():
        with tempfile.TemporaryDirectory() as directory:
            path = f"{directory}/socket"
            own = Site(listen=f"unix:{path}", tls_certificate="", tls_key="",
                       trusted_proxies="unix")
            own.where, own.tls = path, False
            stale = socket.socket(socket.AF_UNIX)
            stale.bind(path)
            stale.close()
            own.start()
            try:
                check(stat.S_IMODE(os.stat(path).st_mode) == 0o666)
                sign_in = SignIn(own, own.line())
                line = own.line()
                answer = line.ask("GET", f"/{sign_in.id}", b"",
                                  "X-Forwarded-For: 198.51.100.1, 192.0.2.9")
                check(answer.status == 200)
                for _ in range(31):
                    line.ask("GET", "/0000000000", b"",
                             "X-Forwarded-For: 192.0.2.9")
                check(line.ask("GET", f"/{sign_in.id}", b"",
                               "X-Forwarded-For: 192.0.2.9").status == 429)
                check(line.ask("GET", f"/{sign_in.id}", b"",
                               "X-Forwarded-For: 192.0.2.10").status == 200)
            finally:
                own.stop()

    def forwarded_by_nobody():
        """Only a trusted front names the client."""
        own = Site().start()
        try:
            line = own.line()
            SignIn(own, line)
            for number in range(31):
                line.ask("GET", "/0000000000", b"",
                         f"X-Forwarded-For: 192.0.2.{number}")
            check(line.ask("GET", "/0000000000", b"",
                           "X-Forwarded-For: 192.0.2.99").status == 429)
        finally:
            own.stop()

    def pass_socket(own, address):
        """The service with a socket as systemd opens it
        (sd_listen_fds(3)), and its port."""
        listener = socket.create_server((address, 0))
        code = ("import os, sys; os.dup2(int(sys.argv[1]), 3); "
                "os.environ.update(LISTEN_FDS='1', "
                "LISTEN_PID=str(os.getpid())); "
                "os.execv(sys.argv[2], sys.argv[2:])")
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(listener.fileno()), PROGRAM,
             "serve", "--config", own.relay.conf],
            pass_fds=[listener.fileno()], stderr=subprocess.PIPE, text=True)
        port = listener.getsockname()[1]
        listener.close()
        return process, port

    def activation():
        """It takes the place of `listen`."""
        own = Site(listen="127.0.0.1:1", tls_certificate="", tls_key="")
        process, own.where = pass_socket(own, "127.0.0.1")
        own.tls = False
        try:
            SignIn(own, own.line())
        finally:
            process.terminate()
            process.communicate(timeout=10)
            check(process.returncode == 0)
            own.stop()

    def activation_without_tls():
        """Secrets leave the machine encrypted or not at all."""
        own = Site(listen="127.0.0.1:1", tls_certificate="", tls_key="")
        process, _ = pass_socket(own, "0.0.0.0")
        try:
            _, said = process.communicate(timeout=10)
            check(process.returncode == 1 and "other machines" in said, said)
        finally:
            process.kill()
            own.stop()

    def end():
        """Hosts that wait are told, and the status is 0."""
        own = Site().start()
        line = own.line()
        sign_in = SignIn(own, line)
        sign_in.wait(line)
        time.sleep(0.1)
        began = time.monotonic()
        own.relay.stop()
        check(line.receive(5).json["status"] == "waiting")
        check(time.monotonic() - began < 10)
        own.stop()

    def levels():
        """As systemd reads them."""
        own = Site()
        os.environ["JOURNAL_STREAM"] = "1:1"
        try:
            own.start()
        finally:
            del os.environ["JOURNAL_STREAM"]
        sign_in = SignIn(own, own.line())
        own.browser().proceed(sign_in, "decline")
        log = own.relay.log.read_text()
        check("<5>claims-relay: answers at" in log, log)
        check("<1>claims-relay: event=reported" in log, log)
        own.stop()

    return [
        ("its usage", usage),
        ("the configuration is checked", configuration_is_checked),
        ("keys come and go without a signal", keys_come_and_go),
        ("spoilt keys leave the old ones", spoilt_keys),
        ("figures for monitoring", monitoring),
        ("a new certificate drops nobody", new_certificate),
        ("a spoilt certificate leaves the old one", spoilt_certificate),
        ("TLS 1.2 at least", old_tls),
        ("an address that is taken", occupied),
        ("a Unix socket behind a front", unix_socket),
        ("nobody else names the client", forwarded_by_nobody),
        ("a socket of systemd's", activation),
        ("one that others reach needs TLS", activation_without_tls),
        ("its end", end),
        ("levels for the journal", levels),
    ], site.stop
