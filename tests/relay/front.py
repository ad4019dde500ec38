# SPDX-License-Identifier: BSD-2-Clause
"""The example of a front: nginx with TLS, the relay on a Unix socket."""

import re
import tempfile
import time
from pathlib import Path

import packages
from loopback import SignIn, Site, check, soon
from rig.sshd import free_port
from rig.tap import Skip
from rig.world import TREE

EXAMPLE = TREE / "conf" / "nginx" / "claims-relay.conf"
AROUND = """\
daemon off;
pid {directory}/pid;
error_log {directory}/error.log;
events {{ worker_connections 512; }}
http {{
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    scgi_temp_path {directory}/scgi;
    uwsgi_temp_path {directory}/uwsgi;
{example}
}}
"""


def adapted(directory: Path, site: Site, port: int) -> str:
    """The example with the paths and the port of this test."""
    text = EXAMPLE.read_text()
    for old, new in (
            ("/run/claims-relay/socket", str(site.where)),
            ("/etc/claims-relay/certificate.pem",
             str(site.relay.directory / "certificate.pem")),
            ("/etc/claims-relay/key.pem",
             str(site.relay.directory / "key.pem")),
            ("/var/log/nginx", str(directory)),
            ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;")):
        check(old in text, old)
        text = text.replace(old, new)
    return re.sub(r"\n *listen \[::\]:443 ssl;", "", text)


def prepare():
    """Tests in order, and what ends them."""
    try:
        packages.program("nginx")
    except Skip as reason:
        def skip(reason=reason):
            raise reason
        return [("nginx", skip)], lambda: None
    directory = tempfile.TemporaryDirectory(prefix="pam_claims-front-")
    path = Path(directory.name)
    path.chmod(0o755)
    site = Site(listen=f"unix:{path}/socket", tls_certificate="", tls_key="",
                trusted_proxies="unix")
    site.where = f"{path}/socket"
    site.start()
    port = free_port()
    (path / "nginx.conf").write_text(AROUND.format(
        directory=path, example=adapted(path, site, port)))
    nginx = packages.start(path / "nginx.log", "nginx", "-c",
                           str(path / "nginx.conf"), "-p", str(path))
    site.where, site.tls = port, True

    def answers():
        try:
            return site.line().ask("GET", "/style.css").status == 200
        except OSError:
            return False

    soon("nginx does not answer: " + (path / "nginx.log").read_text(),
         answers)

    def whole_sign_in():
        line = site.line()
        sign_in = SignIn(site, line, number=False)
        sign_in.wait(line)
        time.sleep(0.2)
        check(not site.browser().sign_in(sign_in))
        answer = line.receive(5)
        check(answer.json["status"] == "done", answer.body)

    def long_code():
        sign_in = SignIn(site, site.line(), number=False)
        browser = site.browser()
        browser.proceed(sign_in)
        code = "a+/=" * 900
        check(browser.ask("GET", sign_in.back(code)).status == 303)
        check(sign_in.ask(site.line()).json["code"] == code)

    def hung_up_behind_it():
        sign_in = SignIn(site, site.line(), number=False)
        line = site.line()
        sign_in.wait(line)
        time.sleep(0.2)
        line.close()
        time.sleep(0.3)
        site.browser().sign_in(sign_in)
        check(sign_in.ask(site.line()).json["status"] == "done")

    def the_client_is_named():
        SignIn(site, site.line())
        check("address=127.0.0.1" in site.relay.log.read_text())

    def no_code_in_its_logs():
        sign_in = SignIn(site, site.line())
        site.browser().sign_in(sign_in)
        for name in ("claims-relay.log", "claims-relay.error.log"):
            text = (path / name).read_text()
            check("code=" not in text and sign_in.state not in text, text)
        check("/callback" in (path / "claims-relay.log").read_text())

    def end():
        nginx.terminate()
        nginx.wait(10)
        site.stop()
        directory.cleanup()

    return [
        ("a whole sign-in", whole_sign_in),
        ("a code of 3,600 characters", long_code),
        ("a host that hangs up", hung_up_behind_it),
        ("the client is named", the_client_is_named),
        ("no code in its logs", no_code_in_its_logs),
    ], end
