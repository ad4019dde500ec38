/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The configuration: what is refused, and that the complaint names the place
 * and the remedy.
 */

#include "configuration.h"

#define TENANT "https://login.microsoftonline.com/"
#define EXTERNAL "https://" GUID ".ciamlogin.com/" GUID "/v2.0"
#define GUID "11112222-3333-4444-5555-666677778888"

#define HOSTS                                                                 \
    "give host names in lower case with blanks between them, without "        \
    "https:// and port, 2047 bytes at most"
#define METHODS                                                               \
    "give some of: publickey hostbased gssapi-with-mic gssapi-keyex"

static const struct {
    const char *text;
    const char *rest; /* of the complaint, after the file's path */
} refused[] = {
    {HEAD "requird_claims = {}\n",
     ":4: requird_claims: unknown key; did you mean required_claims?"},
    {HEAD "telemetry = on\n",
     ":4: telemetry: unknown key, see pam_claims.conf(5)"},
    {HEAD "Min_uid = 5\n", ":4: Min_uid: unknown key; did you mean min_uid?"},
    {HEAD "min!uid = 5\n", ":4: min!uid: unknown key; did you mean min_uid?"},
    {HEAD "min uid = 5\n", ":4: min uid: unknown key; did you mean min_uid?"},
    {HEAD "mode x = report\n", ":4: mode x: unknown key; did you mean mode?"},
    {HEAD "mode = enforce\nmode x = report\n",
     ":5: mode x: unknown key; did you mean mode?"},
    {HEAD "mode\tx\t= report\n",
     ":4: mode\tx: unknown key; did you mean mode?"},
    {HEAD "mode x\n", ":4: mode x: unknown key; did you mean mode?"},
    {HEAD "flow = relay\n",
     ": relay_url: set it to the public_url of your relay, or set another "
     "flow"},
    {HEAD "relay_url = https://signin.example.com\n",
     ": relay_key_file: set it to a file with this host's key, which "
     "claims-relay keys add prints"},
    {HEAD "relay_url = https://signin.example.com/\n",
     ":4: relay_url: give https://HOST or https://HOST:PORT, as the relay's "
     "public_url, 2047 bytes at most"},
    {HEAD "relay_url = http://signin.example.com\n",
     ":4: relay_url: give https://HOST or https://HOST:PORT, as the relay's "
     "public_url, 2047 bytes at most"},
    {HEAD "[cron]\nx = 5\n", ":5: x: unknown key, see pam_claims.conf(5)"},
    {HEAD "[cron]\nmax_age = never\n",
     ":5: max_age: give a whole number from 0 to 31622400"},
    {HEAD "min_uid = 5\nmin_uid = 6\n",
     ":5: min_uid: Duplicate key is not allowed."},
    {HEAD "[sudo]\n[global]\nmin_uid = 6\n",
     ":5: [global]: Duplicate section is not allowed."},
    {HEAD "[sudo]\nqr = ask\n[sudo]\n",
     ":6: [sudo]: Duplicate section is not allowed."},
    {"issuer = " ISSUER "\n", ":1: issuer: must follow a [section] line"},
    {"# x\n\nmin_uid = 1\n" HEAD, ":3: min_uid: must follow a [section] line"},
    {HEAD "[Sudo]\n", ":4: [Sudo]: name a section [global] or after a PAM "
                      "service, in lower case"},
    {HEAD "[]\n", ":4: []: name a section [global] or after a PAM service, "
                  "in lower case"},
    {HEAD "[ sudo ]\n", ":4: [ sudo ]: name a section [global] or after a PAM "
                        "service, in lower case"},
    {HEAD "[su!]\n", ":4: [su!]: name a section [global] or after a PAM "
                     "service, in lower case"},
    {HEAD "[sudo\nqr = ask\n", ":4: [sudo: name a section [global] or after "
                               "a PAM service, in lower case"},
    {HEAD "[sudo] x\n", ":4: [sudo] x: No closing bracket."},
    {HEAD "qr\n", ":4: qr: Equal sign is missing."},
    {HEAD " qr = ask\n", ":4: Invalid space character at the beginning of "
                         "the line."},
    {HEAD "\tqr = ask\n", ":4: Invalid tab character at the beginning of "
                          "the line."},
    {HEAD "= ask\n", ":4: Property name is missing."},
    {HEAD "/* off */\n", ":4: /* off */: unknown key, see pam_claims.conf(5)"},
    {"\xef\xbb\xbf" HEAD,
     ":1: begins with a byte order mark, save it without"},
    {HEAD "qr = ask\r\n",
     ":4: holds a control byte, save it as text with Unix line ends"},
    {HEAD "qr = \x1b[2J\n",
     ":4: holds a control byte, save it as text with Unix line ends"},
    {"\xff\xfe[\x01",
     ":1: holds a control byte, save it as text with Unix line ends"},
    {HEAD "# \xff\n", ": is not UTF-8 text"},
    {HEAD "client_capabilities = caf\xc3\xa9\n",
     ":4: client_capabilities: give ASCII words with blanks between them, "
     "255 bytes at most"},
    {"", ": issuer: set it to the identity provider's issuer URL"},
    {"[global]\nclient_id = x\n",
     ": issuer: set it to the identity provider's issuer URL"},
    {"[global]\nissuer = " ISSUER "\n",
     ": client_id: set it to the id of the registered client"},
    {"[sudo]\nissuer = " ISSUER "\nclient_id = x\n",
     ": issuer: set it to the identity provider's issuer URL"},
    {HEAD "[sshd]\nclient_id =\n", ":5: client_id: give ASCII text, 255 "
                                   "bytes at most"},
    {HEAD "[sshd]\nissuer = http://idp.example\n",
     ":5: issuer: give an https URL without user name and fragment, 2047 "
     "bytes at most"},
    {HEAD "[sshd]\nissuer = https://idp.example/?x=y\n",
     ":5: issuer: set it to the identity provider's issuer URL"},
    {HEAD "resource_url = https://me@api.example/\n",
     ":4: resource_url: give an https URL without user name and fragment, "
     "2047 bytes at most"},
    {HEAD "scope = profile\n", ":4: scope: add openid"},
    {HEAD "scope =\n", ":4: scope: give ASCII text, 1023 bytes at most"},
    {HEAD "required_claims = e30\n",
     ":4: required_claims: give a JSON object in ASCII, 8191 bytes at most"},
    {HEAD "username_domain = a.example, b.example\n",
     ":4: username_domain: give domains such as example.com with blanks "
     "between them, 255 bytes at most"},
    {HEAD "username_domain = @example.com\n",
     ":4: username_domain: write example.com, without @"},
    {HEAD "username_domain = a.example alice@b.example c.example\n",
     ":4: username_domain: write b.example, without @"},
    {HEAD "username_domain = @\n",
     ":4: username_domain: give domains such as example.com with blanks "
     "between them, 255 bytes at most"},
    {HEAD "username_domain = https://a.example\n",
     ":4: username_domain: give domains such as example.com with blanks "
     "between them, 255 bytes at most"},
    {HEAD "endpoint_hosts = https://a.example\n",
     ":4: endpoint_hosts: " HOSTS},
    {HEAD "endpoint_hosts = a.example:443\n", ":4: endpoint_hosts: " HOSTS},
    {HEAD "endpoint_hosts = a.example b.example/x\n",
     ":4: endpoint_hosts: " HOSTS},
    {HEAD "endpoint_hosts = a.example, b.example\n",
     ":4: endpoint_hosts: " HOSTS},
    {HEAD "verification_hosts = Login.example\n",
     ":4: verification_hosts: " HOSTS},
    {HEAD "verification_hosts = *.example\n",
     ":4: verification_hosts: " HOSTS},
    {HEAD "ssh_methods = pubkey\n", ":4: ssh_methods: " METHODS},
    {HEAD "ssh_methods = publickey,hostbased\n", ":4: ssh_methods: " METHODS},
    {HEAD "ssh_methods = publickey keyboard-interactive\n",
     ":4: ssh_methods: " METHODS},
    {HEAD "user_map = map\n", ":4: user_map: give an absolute path without a "
                              "slash at its end, 511 bytes at most"},
    {HEAD "state_dir = /srv/\n",
     ":4: state_dir: give an absolute path without a slash at its end, 511 "
     "bytes at most"},
    {HEAD "state_dir =\n",
     ":4: state_dir: give an absolute path without a slash at its end, 511 "
     "bytes at most"},
    {HEAD "proxy = proxy.example:3128\n",
     ":4: proxy: give http://HOST:PORT or https://HOST:PORT, 2047 bytes at "
     "most"},
    {HEAD "proxy = http://u:p@proxy.example:3128\n",
     ":4: proxy: give http://HOST:PORT or https://HOST:PORT, 2047 bytes at "
     "most"},
    {HEAD "redirect_uri = http://idp.example\n",
     ":4: redirect_uri: give an https URL, or http on 127.0.0.1 or "
     "localhost, 2047 bytes at most"},
    {HEAD "redirect_uri =\n",
     ":4: redirect_uri: give an https URL, or http on 127.0.0.1 or "
     "localhost, 2047 bytes at most"},
    {HEAD "flow = both\n", ":4: flow: give one of: auto device code relay"},
    {HEAD "display = error\n", ":4: display: give one of: auto prompt info"},
    {HEAD "language = fr\n", ":4: language: give one of: en de ja"},
    {HEAD "mode = Enforce\n", ":4: mode: give one of: enforce report"},
    {HEAD "mode = enforce report\n", ":4: mode: give one of: enforce report"},
    {HEAD "mode =\n", ":4: mode: give one of: enforce report"},
    {HEAD "min_uid =\n",
     ":4: min_uid: give a whole number from 1 to 4294967294"},
    {HEAD "min_uid = -1\n",
     ":4: min_uid: give a whole number from 1 to 4294967294"},
    {HEAD "min_uid = 0x10\n",
     ":4: min_uid: give a whole number from 1 to 4294967294"},
    {HEAD "min_uid = 4294967295\n",
     ":4: min_uid: give a whole number from 1 to 4294967294"},
    {HEAD "min_uid = 99999999999999999999\n",
     ":4: min_uid: give a whole number from 1 to 4294967294"},
    {HEAD "deadline = 5\n", ":4: deadline: give a whole number from 10 to "
                            "900, or auto"},
    {HEAD "deadline = 60s\n", ":4: deadline: give a whole number from 10 to "
                              "900, or auto"},
};

static void refusals(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        scratch_write("conf", refused[i].text);
        assert_refused("sshd", refused[i].rest);
    }
}

static void too_long(void **state)
{
    static char text[300 * 1024];

    (void) state;
    snprintf(text, sizeof(text), "%s%0300d\n", HEAD "[su]\nclient_id = ", 1);
    scratch_write("conf", text);
    assert_refused("sshd",
                   ":5: client_id: give ASCII text, 255 bytes at most");
    memset(text, '\n', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    scratch_write("conf", text);
    assert_refused("sshd", ": is too large");
    scratch_write_bytes("conf", HEAD "\0qr = ask\n", sizeof(HEAD) + 9);
    assert_refused(
        "sshd",
        ":4: holds a control byte, save it as text with Unix line ends");
}

static void long_value(void **state)
{
    char text[CLAIMS_SIZE + 256];

    (void) state;
    snprintf(text, sizeof(text), HEAD "required_claims = {%0*d}\n",
             CLAIMS_SIZE - 3, 1);
    scratch_write("conf", text);
    assert_loads("sshd", true);
    assert_int_equal(strlen(settings.client.required.claims), CLAIMS_SIZE - 1);
}

static const struct {
    const char *text;
    const char *rest; /* NULL: it loads */
} microsoft[] = {
    {"issuer = " TENANT GUID "/v2.0\nclient_id = x\n"
     "scope = openid offline_access api://app/login\n",
     NULL},
    {"issuer = " TENANT GUID
     "/v2.0\nclient_id = x\nscope = User.Read openid\n",
     NULL},
    {"issuer = " EXTERNAL "\nclient_id = x\nscope = openid a\n", NULL},
    {"issuer = " EXTERNAL "\nclient_id = x\n",
     ": scope: add a scope of the API that your policy is aimed at, such as "
     "api://APP-ID/login"},
    {"issuer = " EXTERNAL "\nclient_id = x\nscope = openid a\nmax_age = 60\n",
     ":5: max_age: Entra ID has no such parameter, demand an authentication "
     "context with a sign-in frequency"},
    {"issuer = " TENANT GUID "/v2.0\nclient_id = x\n",
     ": scope: add a scope of the API that your policy is aimed at, such as "
     "api://APP-ID/login"},
    {"issuer = " TENANT "common/v2.0\nclient_id = x\nscope = openid a\n",
     ":2: issuer: name your tenant by its id, as in "
     "https://login.microsoftonline.com/TENANT-ID/v2.0"},
    {"issuer = " TENANT "organizations/v2.0\nclient_id = x\n"
     "scope = openid a\n",
     ":2: issuer: name your tenant by its id, as in "
     "https://login.microsoftonline.com/TENANT-ID/v2.0"},
    {"issuer = " TENANT GUID "\nclient_id = x\nscope = openid a\n",
     ":2: issuer: end it with /v2.0, as in "
     "https://login.microsoftonline.com/TENANT-ID/v2.0"},
    {"issuer = https://sts.windows.net/" GUID "/\nclient_id = x\n"
     "scope = openid a\n",
     ":2: issuer: end it with /v2.0, as in "
     "https://login.microsoftonline.com/TENANT-ID/v2.0"},
    {"issuer = " TENANT GUID "/v2.0\nclient_id = x\nscope = openid a\n"
     "max_age = 60\n",
     ":5: max_age: Entra ID has no such parameter, demand an authentication "
     "context with a sign-in frequency"},
};

static void microsoft_rules(void **state)
{
    char text[1024];

    (void) state;
    for (size_t i = 0; i < sizeof(microsoft) / sizeof(microsoft[0]); i++) {
        snprintf(text, sizeof(text), "[global]\n%s", microsoft[i].text);
        scratch_write("conf", text);
        if (microsoft[i].rest == NULL)
            assert_loads("sshd", true);
        else
            assert_refused("sshd", microsoft[i].rest);
    }
}

static void unsafe_files(void **state)
{
    (void) state;
    assert_refused("sshd", ": No such file or directory");
    scratch_write("conf", HEAD);
    assert_int_equal(chmod(scratch_path("conf"), 0620), 0);
    assert_refused("sshd", ": can be written by others: chmod go-w ");
    assert_int_equal(chmod(scratch_path("conf"), 0644), 0);
    assert_loads("sshd", true);
    assert_int_equal(link(scratch_path("conf"), scratch_path("other")), 0);
    assert_refused("sshd", ": must be a regular file with one link");
    unlink(scratch_path("conf"));
    assert_int_equal(symlink("other", scratch_path("conf")), 0);
    assert_refused("sshd", ": is a symbolic link or not a directory; give the "
                           "real path");
    unlink(scratch_path("conf"));
    assert_int_equal(mkfifo(scratch_path("conf"), 0600), 0);
    assert_refused("sshd", ": must be a regular file with one link");
    unlink(scratch_path("conf"));
    scratch_write("conf", HEAD);
    if (geteuid() != 0)
        return;
    scratch_foreign("conf");
    assert_refused("sshd", ": must belong to root: chown root:root ");
}

#define TEST(name)                                                            \
    cmocka_unit_test_setup_teardown(name, scratch_set_up, scratch_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(refusals),        TEST(too_long),     TEST(long_value),
        TEST(microsoft_rules), TEST(unsafe_files),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
