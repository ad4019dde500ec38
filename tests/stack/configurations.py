# SPDX-License-Identifier: BSD-2-Clause
"""What the configuration and the phases change."""

import os
import subprocess
from pathlib import Path

from rig.stack import CA, MODULE, Stack, check, expect

CONF = Path("/etc/security/pam_claims.conf")
UNIX = ("auth [success=1 default=ignore] pam_unix.so",
        "auth requisite pam_deny.so", f"auth required {MODULE}")


def tests(stack: Stack):
    """Name and test, in order."""
    provider = stack.provider

    def refused(name, **wanted):
        login = stack.login()
        found = login.end()
        expect(found, outcome="configuration", **wanted)
        check(name in found["detail"], found)
        check(login.status != 0 and name not in login.screen, login.screen)

    def unknown_key():
        stack.fresh(nonsense="yes")
        refused("nonsense")
        check("pam_claims.conf:" in stack.journal.lines[-1])

    def later_keys():
        for key in ("grace_period", "sandbox", "audit"):
            stack.fresh(**{key: "auto"})
            refused(key)

    def unsafe_file():
        stack.fresh()
        os.chmod(CONF, 0o666)
        refused("pam_claims.conf")

    def bad_claims():
        stack.fresh(required_claims='{"access_token":[]}')
        found = stack.login().end()
        expect(found, outcome="configuration")

    def section_of_service():
        stack.fresh()
        stack.configure({"su": {"client_id": "x"},
                         "claims": {"deadline": 77}})
        login = stack.login()
        stack.provider.act(login.code())
        login.terminal.expect("Time left: 1 min 1[5-7] s")
        login.enter()
        expect(login.end(), outcome="granted")

    def evidence():
        stack.world.service("unix", *UNIX)
        stack.fresh()
        stack.enrol()
        stack.configure(first_factor="evidence")
        login = stack.login()
        login.code()
        login.terminal.send("\x03")
        login.terminal.close()
        expect(stack.journal.decision(login.mark), outcome="cancelled")
        login = stack.login(service="unix")
        login.terminal.expect("Password:")
        login.terminal.send("first-factor\n")
        expect(login.end(), outcome="granted", reason="silent")

    def wrong_password():
        stack.world.service(
            "sufficient", "auth sufficient pam_unix.so",
            f"auth required {MODULE}")
        stack.fresh()
        stack.enrol()
        stack.configure(first_factor="evidence")
        mark = provider.mark()
        login = stack.login(service="sufficient")
        login.terminal.expect("Password:")
        login.terminal.send("wrong\n")
        found = login.end()
        expect(found, outcome="not_shown", reason="wrong_password",
               requests="0")
        check(login.status != 0 and "Code" not in login.screen, login.screen)
        check(not provider.requests(mark, "/token"), "asked silently")

    def exempt():
        stack.fresh(exempt_users="alice")
        mark = provider.mark()
        expect(stack.login().end(), outcome="granted", reason="exempt")
        check(not provider.requests(mark, "/devicecode"))
        stack.configure(exempt_users="alice", first_factor="evidence")
        expect(stack.sign_in(stack.login()), reason="sign_in")

    def loud():
        stack.fresh(exempt_users="alice")
        mark = stack.journal.mark()
        stack.login().end()
        check(stack.journal.lines[mark].startswith("<81>"),
              stack.journal.lines[mark])
        stack.configure()
        stack.enrol()
        check(stack.journal.lines[-1].startswith("<86>"),
              stack.journal.lines[-1])

    def missing_section():
        stack.fresh()
        stack.world.service("typo", f"auth required {MODULE} service=calims")
        found = stack.login(service="typo").end()
        expect(found, outcome="configuration")
        check("[calims]: add this section" in found["detail"], found)

    def writable_anchors():
        stack.fresh()
        os.chmod(CA, 0o666)
        found = stack.login().end()
        os.chmod(CA, 0o644)
        expect(found, outcome="configuration")
        check(CA.name in found["detail"], found)

    def late_key():
        stack.fresh(key_file="/run/late-key")
        expect(stack.login().end(), outcome="error", reason="token_store")
        check(not Path("/run/late-key").exists())

    def renamed_sshd():
        stack.fresh()
        stack.world.service(
            "sshd-corp", f"account required {MODULE} service=sshd")
        stack.configure({"sshd": {}})
        expect(stack.login(service="sshd-corp",
                           operation="acct_mgmt").end(), outcome="not_shown")

    def missing_keeper():
        stack.fresh()
        keeper = Path("/usr/libexec/pam_claims/claims-keeper")
        keeper.rename(f"{keeper}-away")
        login = stack.login()
        found = login.end()
        Path(f"{keeper}-away").rename(keeper)
        expect(found, outcome="error", reason="keeper_gone")
        check("failed on this host" in login.screen, login.screen)

    def report():
        stack.fresh(mode="report")
        expect(stack.login().end(), outcome="granted", would="sign_in")
        stack.fresh()
        stack.enrol()
        provider.set(policy={"block": True})
        stack.configure(mode="report")
        expect(stack.login().end(), outcome="granted", would="blocked")
        expect(stack.login(user="root").end(), outcome="granted",
               would="unsuitable")
        stack.configure(mode="report", first_factor="evidence")
        login = stack.login()
        login.code()
        login.terminal.close()

    def account():
        stack.fresh()
        expect(stack.login(operation="acct_mgmt").end(),
               reason="account_pass")
        stack.configure(account="check")
        expect(stack.login(operation="acct_mgmt").end(),
               outcome="not_shown")
        stack.configure()
        stack.enrol()
        stack.configure(account="check")
        expect(stack.login(operation="acct_mgmt").end(), outcome="granted",
               reason="silent")

    def agent_user():
        stack.fresh()
        subprocess.run(["userdel", "pam-claims"], check=True)
        found = stack.login().end()
        stack.world.add_system_user("pam-claims")
        expect(found, outcome="error", reason="agent_user")
        check("systemd-sysusers" in found["detail"], found)

    def secret():
        path = stack.world.root / "secret"
        path.write_text("s3cret\n")
        path.chmod(0o600)
        stack.fresh(client_secret_file=path)
        provider.set(client_secret="s3cret")
        stack.enrol()
        path.chmod(0o644)
        expect(stack.login().end(), outcome="configuration",
               reason="client_secret")

    def anchors():
        """The provider's CA is one of the system's; ca_file has another."""
        name = subprocess.run(
            ["openssl", "x509", "-noout", "-hash", "-in", CA], check=True,
            capture_output=True, text=True).stdout.strip()
        system = Path("/etc/ssl/certs", f"{name}.0")
        system.write_bytes(Path(CA).read_bytes())
        other = Path("/etc/security/other.pem")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes",
             "-days", "1", "-subj", "/CN=other", "-keyout", "/dev/null",
             "-out", str(other)], check=True, capture_output=True)
        other.chmod(0o644)
        stack.fresh(ca_file="")
        stack.enrol()
        stack.fresh(ca_file=other)
        expect(stack.login().end(), outcome="untrusted",
               reason="certificate")
        system.unlink()

    return [
        ("an unknown key", unknown_key),
        ("keys that do nothing yet", later_keys),
        ("a file that anybody can write", unsafe_file),
        ("required_claims that are no claims request", bad_claims),
        ("the service's own section", section_of_service),
        ("pam_unix's verdict is evidence", evidence),
        ("a wrong password asks nobody", wrong_password),
        ("exempt users", exempt),
        ("an exempt user is logged as an alert", loud),
        ("a section that service= names must exist", missing_section),
        ("trust anchors that anybody can write", writable_anchors),
        ("a CA of the system does not count beside ca_file", anchors),
        ("a key elsewhere that is late is not made", late_key),
        ("an sshd by another name is checked in the account phase",
         renamed_sshd),
        ("a missing keeper says a word", missing_keeper),
        ("report mode", report),
        ("the account phase", account),
        ("the agent's user is missing", agent_user),
        ("a confidential client", secret),
    ]
