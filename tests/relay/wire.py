# SPDX-License-Identifier: BSD-2-Clause
"""What goes over the wire, byte for byte, where a test in one process cannot
look: heads, bodies, connections."""

import json
import socket

from loopback import SignIn, Site, check, request


def prepare():
    """Tests in order, and what ends them."""
    site = Site(starts_per_minute=1000, waiting_per_user=100).start()

    def start(body, *fields):
        line = site.line()
        answer = line.ask("POST", "/v1/sign-ins", body,
                          *(fields or (f"Authorization: Bearer {site.key}",)))
        line.close()
        return answer

    def good(**changes):
        return json.dumps(site.start_body("S", **changes))

    def headers_of_pages():
        sign_in = SignIn(site, site.line())
        page = site.line().ask("GET", f"/{sign_in.id}")
        check(page.status == 200, page.status)
        for name, value in (
                ("Content-Type", "text/html; charset=utf-8"),
                ("Cache-Control", "no-store"),
                ("Referrer-Policy", "no-referrer"),
                ("X-Frame-Options", "DENY"),
                ("X-Content-Type-Options", "nosniff")):
            check(page.field(name) == value, name, page.fields)
        policy = page.field("Content-Security-Policy")
        check("default-src 'none'" in policy, policy)
        check("form-action 'self' https://idp.example" in policy, policy)
        cookie = page.field("Set-Cookie")
        for word in ("__Host-claims-relay=", "; Path=/", "; Secure",
                     "; HttpOnly", "; SameSite=Lax"):
            check(word in cookie, cookie)
        check("Domain" not in cookie, cookie)

    def headers_of_redirects():
        sign_in = SignIn(site, site.line())
        answer = site.browser().proceed(sign_in)
        check(answer.status == 303, answer.status)
        check(answer.field("Cache-Control") == "no-store")
        check(answer.field("Referrer-Policy") == "no-referrer")
        check(answer.field("Location").startswith("https://idp.example/"))

    def headers_of_answers():
        answer = start(good())
        check(answer.status == 201, answer.body)
        check(answer.field("Content-Type") == "application/json")
        check(answer.field("Cache-Control") == "no-store")
        check(start("{}", "X: y").field("WWW-Authenticate") == "Bearer")

    def in_pieces():
        line = site.line()
        raw = request("POST", "/v1/sign-ins", good(),
                      f"Authorization: Bearer {site.key}")
        for at in range(0, len(raw), 7):
            line.send(raw[at:at + 7])
        answer = line.receive()
        check(answer.status in (201, 400), answer.status, answer.body)
        line.close()

    def one_behind_the_other():
        line = site.line()
        first = SignIn(site, line)
        line.send(request("GET", f"/{first.id}") + request("GET", "/nothing"))
        check(line.receive().status == 200)
        check(line.receive().status == 404)
        line.close()

    def head_has_no_body():
        sign_in = SignIn(site, site.line())
        line = site.line()
        answer = line.ask("HEAD", f"/{sign_in.id}")
        check(answer.status == 200 and int(answer.field("Content-Length")))
        check(line.ask("GET", f"/{sign_in.id}").status == 200)
        line.close()

    def large_bodies():
        check(start(good(user="x" * 200) + " " * 14000).status in (201, 400))
        for size in (16 * 1024 + 1, 100 * 1024):
            answer = start(good() + " " * size)
            check(answer.status == 413, size, answer.status)
            check(answer.json["error"] == "large", answer.body)
        line = site.line()
        answer = line.ask("POST", "/7GK2M9QXA3", "x" * 20000)
        check(answer.status == 413 and b"<html" in answer.body, answer.status)

    def endless_body():
        line = site.line()
        line.send(b"POST /v1/sign-ins HTTP/1.1\r\nHost: x\r\n"
                  b"Transfer-Encoding: chunked\r\n\r\n")
        sent = 0
        try:
            while sent < 32 * 1024 * 1024:
                line.send(b"10000\r\n" + b" " * 65536 + b"\r\n")
                sent += 65536
        except OSError:
            pass
        check(sent < 32 * 1024 * 1024, "it reads for ever", sent)

    def large_heads():
        line = site.line()
        answer = line.ask("GET", "/callback?code=" + "x" * 5000 + "&state=s")
        check(answer.status == 404, answer.status)
        answer = line.ask("GET", "/callback?code=" + "x" * 17000 + "&state=s")
        check(answer.status == 400, answer.status)
        line = site.line()
        try:
            line.send(request("GET", "/" + "x" * 64 * 1024))
            check(line.receive().status >= 400)
        except (OSError, EOFError):
            pass

    def twice_in_the_head():
        key = f"Authorization: Bearer {site.key}"
        check(start(good(), key, key).status == 400)
        for field in ("Cookie: a=b", "Origin: null", "Accept-Language: de"):
            line = site.line()
            check(line.ask("GET", "/7GK2M9QXA3", b"", field, field).status
                  == 400, field)

    def spelling_of_paths():
        sign_in = SignIn(site, site.line())
        for path in (f"/%{ord(sign_in.id[0]):02x}{sign_in.id[1:]}",
                     f"//{sign_in.id}", f"/./{sign_in.id}", "/v1%2Fsign-ins",
                     f"/{sign_in.id}/", f"/{sign_in.id}/done/",
                     f"/{sign_in.id}%00"):
            answer = site.line().ask("GET", path)
            check(answer.status == 404, path, answer.status)
        check(site.line().ask("GET", f"/{sign_in.id}?x=1").status == 200)

    def methods():
        sign_in = SignIn(site, site.line())
        for method, path, allowed in (
                ("PUT", f"/{sign_in.id}", "GET, HEAD, POST"),
                ("POST", "/callback", "GET, HEAD"),
                ("POST", f"/{sign_in.id}/done", "GET, HEAD"),
                ("GET", "/v1/sign-ins", "POST"),
                ("GET", sign_in.result, "POST"),
                ("PATCH", f"/v1/sign-ins/{sign_in.id}", "DELETE")):
            answer = site.line().ask(method, path)
            check(answer.status == 405, method, path, answer.status)
            check(answer.field("Allow") == allowed, answer.fields)

    def no_http():
        for raw in (b"\x00\x01\x02\r\n\r\n", b"GET\r\n\r\n",
                    b"GET / HTTP/9.9\r\n\r\n", b"\r\n" * 100):
            line = site.line()
            try:
                line.send(raw)
                line.socket.shutdown(socket.SHUT_WR)
                line.receive(5)
            except (OSError, EOFError, IndexError, ValueError):
                pass
        check(site.line().ask("GET", "/style.css").status == 200)

    def behind_a_front():
        """A host's connection has little room and is for one call, since a
        front would use it for a browser next."""
        own = Site(tls_certificate="", tls_key="", trusted_proxies="127.0.0.1")
        own.tls = False
        own.start()
        try:
            line = own.line()
            sign_in = SignIn(own, line)
            try:
                line.ask("GET", "/style.css")
                check(False, "the connection goes on")
            except (OSError, EOFError):
                pass
            line = own.line()
            path = "/callback?code=" + "x" * 12000 + "&state=s"
            check(line.ask("GET", path).status == 404)
            check(line.ask("GET", f"/{sign_in.id}").status == 200)
            silent = [own.line() for _ in range(300)]
            for one in silent:
                one.close()
            check(own.line().ask("GET", "/style.css").status == 200)
        finally:
            own.stop()

    def a_guess_too_many():
        own = Site(starts_per_minute=1000).start()
        try:
            line = own.line()
            sign_in = SignIn(own, line)
            for _ in range(30):
                check(line.ask("GET", "/0000000000").status == 404)
            answer = line.ask("GET", f"/{sign_in.id}")
            check(answer.status == 429, answer.status)
            check(0 < int(answer.field("Retry-After")) <= 60)
        finally:
            own.stop()

    def nothing_in_the_log():
        sign_in = SignIn(site, site.line())
        number = site.browser().sign_in(sign_in)
        answer = sign_in.ask(site.line(), json.dumps({"number": number}))
        check(answer.json["code"] == "C-1", answer.body)
        log = site.relay.log.read_text()
        for secret in ("C-1", sign_in.state, sign_in.secret, number, site.key):
            check(secret not in log, secret)
        check(f"user=alice" in log)

    return [
        ("what every page says in its head", headers_of_pages),
        ("what every redirect says", headers_of_redirects),
        ("what hosts are told in the head", headers_of_answers),
        ("a request in pieces", in_pieces),
        ("one request behind the other", one_behind_the_other),
        ("HEAD", head_has_no_body),
        ("bodies that are too large", large_bodies),
        ("a body without end", endless_body),
        ("heads that are too large", large_heads),
        ("a field that stands there twice", twice_in_the_head),
        ("paths are what they are spelt like", spelling_of_paths),
        ("methods that there are not", methods),
        ("what is no HTTP", no_http),
        ("behind a front", behind_a_front),
        ("thirty guesses", a_guess_too_many),
        ("no secret is in the log", nothing_in_the_log),
    ], site.stop
