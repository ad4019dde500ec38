/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The configuration: what each key takes, and which section and file wins.
 */

#include "keeper/screen.h"
#include "keeper/settings_table.h"
#include "shared/text.h"

#include "configuration.h"

static void defaults(void **state)
{
    (void) state;
    scratch_write("conf", HEAD);
    assert_loads("sshd", true);
    assert_string_equal(settings.issuer, ISSUER);
    assert_string_equal(settings.client.client_id, "app");
    assert_string_equal(settings.client_secret_file, "");
    assert_string_equal(settings.client.redirect_uri, "http://127.0.0.1");
    assert_string_equal(settings.client.scope,
                        "openid profile offline_access");
    assert_string_equal(settings.client.capabilities, "cp1");
    assert_string_equal(settings.client.required.claims, "");
    assert_int_equal(settings.client.required.max_age, -1);
    assert_string_equal(settings.client.username_claim, "preferred_username");
    assert_int_equal(settings.subject, SUBJECT_USER);
    assert_int_equal(settings.min_uid, 1000);
    assert_int_equal(settings.first_factor, FIRST_FACTOR_EVIDENCE);
    assert_int_equal(settings.account, ACCOUNT_AUTO);
    assert_int_equal(settings.mode, MODE_ENFORCE);
    assert_int_equal(settings.flow, ALLOW_AUTO);
    assert_int_equal(settings.display, DISPLAY_AUTO);
    assert_int_equal(settings.qr, QR_AUTO);
    assert_int_equal(settings.language, 0);
    assert_int_equal(settings.deadline, 0);
    assert_int_equal(settings.client.network.connect_timeout, 5);
    assert_int_equal(settings.client.network.request_timeout, 10);
    assert_string_equal(settings.state_dir, STATE_DIR);
    assert_string_equal(settings.key_file, STATE_DIR "/key");
}

static void every_key(void **state)
{
    static const char *const lines[SETTINGS_COUNT] = {
        "issuer = https://other.example:8443/",
        "client_id = 12345",
        "client_secret_file = /etc/secret",
        "redirect_uri = http://localhost:8400/here",
        "endpoint_hosts = e.example f.example",
        "verification_hosts = a.example b.example",
        "scope = openid x",
        "client_capabilities = cp1 llt",
        "resource_url = https://api.example/me?x=y",
        "required_claims = {\"id_token\":{\"acrs\":{\"value\":\"c1\"}}}",
        "acr_values = urn:a,b 2",
        "max_age = 0",
        "username_claim = email",
        "username_domain = a.example b.example",
        "user_map = /etc/map",
        "subject = caller",
        "min_uid = 4294967294",
        "first_factor = none",
        "ssh_methods = hostbased gssapi-with-mic",
        "fresh = required",
        "rebind = deny",
        "account = pass",
        "exempt_users = root breakglass",
        "mode = report",
        "flow = code",
        "relay_url = https://signin.example.com:8443",
        "relay_key_file = /etc/relay-key",
        "relay_number = never",
        "display = info",
        "qr = never",
        "language = ja",
        "deadline = 900",
        "ca_file = /etc/ca.pem",
        "proxy = http://proxy.example:3128",
        "connect_timeout = 1",
        "request_timeout = 120",
        "state_dir = /srv/state",
        "key_file = /run/key",
    };
    char text[8192] = HEAD;
    static const struct settings zero;

    (void) state;
    for (size_t i = 0; i < SETTINGS_COUNT; i++) {
        const struct setting *setting = &settings_table[i];
        size_t length = strlen(setting->name);

        assert_memory_equal(lines[i], setting->name, length);
        assert_memory_equal(lines[i] + length, " = ", 3);
        memset(&settings, 0, sizeof(settings));
        assert_true(setting_assign(setting, lines[i] + length + 3, &settings));
        if (strcmp(setting->name, "max_age") != 0)
            assert_memory_not_equal((char *) &settings + setting->offset,
                                    (const char *) &zero + setting->offset,
                                    setting->size);
        /* These are looked into. */
        if (i > 1 && !text_has_word("client_secret_file user_map ca_file",
                                    setting->name))
            snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s\n",
                     lines[i]);
    }
    scratch_write("conf", text);
    assert_loads("sshd", false);
    assert_int_equal(settings.client.required.max_age, 0);
    assert_int_equal(settings.min_uid, 4294967294);
    assert_int_equal(settings.subject, SUBJECT_CALLER);
    assert_int_equal(settings.first_factor, FIRST_FACTOR_NONE);
    assert_int_equal(settings.account, ACCOUNT_PASS);
    assert_int_equal(settings.mode, MODE_REPORT);
    assert_int_equal(settings.flow, ALLOW_CODE);
    assert_int_equal(settings.display, DISPLAY_BY_INFO);
    assert_int_equal(settings.qr, QR_NEVER);
    assert_int_equal(settings.language, 2);
    assert_int_equal(settings.deadline, 900);
    assert_string_equal(settings.client.required.acr_values, "urn:a,b 2");
    assert_string_equal(settings.key_file, "/run/key");
}

static void redirect_uris(void **state)
{
    static const struct {
        const char *uri;
        bool fits;
    } table[] = {
        {"http://127.0.0.1", true},
        {"http://127.0.0.1/", true},
        {"http://127.0.0.1:8400/a/b?c", true},
        {"http://localhost", true},
        {"http://LOCALHOST:80/", true},
        {"https://login.microsoftonline.com/common/oauth2/nativeclient", true},
        {"https://localhost", true},
        {"", false},
        {"http://", false},
        {"http://127.0.0.1#x", false},
        {"http://127.0.0.1/a#", false},
        {"http://me@127.0.0.1", false},
        {"http://127.0.0.1@evil.example", false},
        {"http://127.0.0.1.evil.example", false},
        {"http://127.0.0.2", false},
        {"http://[::1]", false},
        {"http://idp.example", false},
        {"http:127.0.0.1", false},
        {"http://127.0.0.1:0", false},
        {"http://127.0.0.1/a b", false},
        {"https://idp.example/#x", false},
        {"https://me@idp.example/", false},
        {"urn:ietf:wg:oauth:2.0:oob", false},
        {"myapp://here", false},
    };
    const struct setting *setting = setting_find("redirect_uri");

    (void) state;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        if (setting_assign(setting, table[i].uri, &settings) != table[i].fits)
            fail_msg("%s", table[i].uri);
}

static void table_is_complete(void **state)
{
    (void) state;
    for (size_t i = 0; i < SETTINGS_COUNT; i++) {
        const struct setting *setting = &settings_table[i];
        bool required = setting->never_empty && setting->standard[0] == '\0';

        assert_ptr_equal(setting_find(setting->name), setting);
        assert_int_equal(setting_assign(setting, setting->standard, &settings),
                         !required);
    }
    assert_null(setting_find("nothing"));
}

static void trust_anchors(void **state)
{
    char text[LINE_SIZE];
    const char *anchors = scratch_write("ca.pem", "trust");

    (void) state;
    snprintf(text, sizeof(text), HEAD "ca_file = %s\n", anchors);
    assert_int_equal(chmod(anchors, 0644), 0);
    scratch_write("conf", text);
    assert_loads("sshd", false);
    assert_string_equal(settings.client.network.ca_file,
                        scratch_path("ca.pem"));
    assert_int_equal(chmod(scratch_path("ca.pem"), 0666), 0);
    assert_false(load("sshd", false));
    assert_string_equal(
        error, scratch_complaint(scratch_path("ca.pem"),
                                 ": can be written by others: chmod go-w "));
}

static void asked_for_section(void **state)
{
    (void) state;
    scratch_write("conf", HEAD "[bastion]\nqr = ask\n");
    assert_true(load_section("claims", "bastion", false));
    assert_int_equal(settings.qr, QR_ASK);
    scratch_write("conf", HEAD "[claims]\nqr = ask\n");
    assert_true(load_section("claims", "claims", false));
    assert_false(load_section("claims", "bastion", false));
    assert_non_null(strstr(
        error, "/conf: [bastion]: add this section, which service= asks for"));
}

static void sections(void **state)
{
    static const char conf[] = "[sudo-i]\nmin_uid = 1003\n[sudo]\n"
                               "min_uid = 1002\nmax_age = 60\n"
                               "[global]\nissuer = " ISSUER "\n"
                               "client_id = app\nmin_uid = 1001\n"
                               "max_age = 30\n[su]\nmin_uid = 1004\n"
                               "[su-l]\nmax_age =\n";
    static const struct {
        const char *service;
        int64_t min_uid;
        int64_t max_age;
    } table[] = {
        {"sshd", 1001, 30}, {"sudo", 1002, 60}, {"sudo-i", 1003, 60},
        {"su", 1004, 30},   {"su-l", 1004, -1}, {"global", 1001, 30},
        {"SUDO", 1001, 30}, {"", 1001, 30},
    };

    (void) state;
    scratch_write("conf", conf);
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        assert_loads(table[i].service, true);
        assert_int_equal(settings.min_uid, table[i].min_uid);
        assert_int_equal(settings.client.required.max_age, table[i].max_age);
    }
}

static void drop_ins(void **state)
{
    (void) state;
    scratch_write("conf", HEAD "min_uid = 1\n[sudo]\nmax_age = 5\n");
    assert_int_equal(mkdir(scratch_path("conf.d"), 0755), 0);
    assert_loads("sudo", true);
    scratch_write("conf.d/10-a.conf", "[global]\nmin_uid = 2\nmax_age = 6\n");
    scratch_write("conf.d/20-b.conf", "[global]\nmin_uid = 3");
    scratch_write("conf.d/30-c.conf~", "nonsense");
    scratch_write("conf.d/.conf", "nonsense");
    scratch_write("conf.d/.x.conf", "nonsense");
    scratch_write("conf.d/README", "nonsense");
    assert_loads("sudo", true);
    assert_int_equal(settings.min_uid, 3);
    assert_int_equal(settings.client.required.max_age, 5);
    assert_loads("sudo", false);
    assert_int_equal(settings.min_uid, 1);

    scratch_write("conf.d/15.conf", "[global]\nmin_uid = 0\n");
    assert_refused("sudo", ".d/15.conf:2: min_uid: give a whole number from "
                           "1 to 4294967294");
    scratch_write("conf.d/15.conf", "");
    assert_loads("sudo", true);
    assert_int_equal(symlink("/dev/null", scratch_path("conf.d/40.conf")), 0);
    assert_refused("sudo", ".d/40.conf: is a symbolic link or not a "
                           "directory; give the real path");
    unlink(scratch_path("conf.d/40.conf"));
    assert_int_equal(mkdir(scratch_path("conf.d/50.conf"), 0755), 0);
    assert_refused("sudo", ".d/50.conf: must be a regular file with one link");
    rmdir(scratch_path("conf.d/50.conf"));
    assert_int_equal(chmod(scratch_path("conf.d"), 0775), 0);
    assert_false(load("sudo", true));
    assert_string_equal(
        error, scratch_complaint(scratch_path("conf.d"),
                                 ": can be written by others: chmod go-w "));
}

static void drop_in_directory_that_is_none(void **state)
{
    (void) state;
    scratch_write("conf", HEAD);
    scratch_write("conf.d", "");
    assert_refused("sshd",
                   ".d: is a symbolic link or not a directory; give the real "
                   "path");
    unlink(scratch_path("conf.d"));
    assert_int_equal(symlink("nowhere", scratch_path("conf.d")), 0);
    assert_refused("sshd",
                   ".d: is a symbolic link or not a directory; give the real "
                   "path");
}

static void secret(void **state)
{
    char value[SECRET_SIZE] = "old";

    (void) state;
    scratch_write("conf", HEAD);
    assert_loads("sshd", true);
    assert_true(settings_read_secret(&settings, value, error));
    assert_string_equal(value, "");
    snprintf(settings.client_secret_file, PATH_SIZE, "%s",
             scratch_write("secret", "s3cr= t\n"));
    assert_true(settings_read_secret(&settings, value, error));
    assert_string_equal(value, "s3cr= t");
    scratch_write("secret", "no line end");
    assert_true(settings_read_secret(&settings, value, error));
    assert_string_equal(value, "no line end");
    scratch_write("secret", "two\nlines\n");
    assert_false(settings_read_secret(&settings, value, error));
    assert_string_equal(value, "");
    assert_non_null(strstr(error, "must hold the secret alone"));
    scratch_write("secret", "\n");
    assert_false(settings_read_secret(&settings, value, error));
    scratch_write("secret", "x\n");
    assert_int_equal(chmod(scratch_path("secret"), 0640), 0);
    assert_false(settings_read_secret(&settings, value, error));
    assert_non_null(strstr(error, "can be read by others: chmod go= "));
}

/* What is wrong with the files that the configuration names, or "". */
static const char *flaw_of_files(void)
{
    const char *flaw;

    assert_loads("sshd", false);
    flaw = settings_check_files(&settings, error);
    return flaw == NULL ? "" : flaw;
}

/* What a login would need late is refused before it begins. */
static void files_that_are_named(void **state)
{
    char text[2048];
    const char *path;

    (void) state;
    path = scratch_write("secret", "s3cret\n");
    snprintf(text, sizeof(text), HEAD "client_secret_file = %s\n", path);
    scratch_write("conf", text);
    assert_string_equal(flaw_of_files(), "");
    assert_int_equal(chmod(scratch_path("secret"), 0640), 0);
    assert_string_equal(flaw_of_files(), "client_secret");
    assert_string_equal(
        error, scratch_complaint(scratch_path("secret"),
                                 ": can be read by others: chmod go= "));
    unlink(scratch_path("secret"));
    assert_string_equal(flaw_of_files(), "client_secret");
    assert_string_equal(error,
                        scratch_complaint(scratch_path("secret"),
                                          ": No such file or directory"));

    path = scratch_write("map", "bob sub=1\n");
    snprintf(text, sizeof(text), HEAD "user_map = %s\n", path);
    scratch_write("conf", text);
    assert_string_equal(flaw_of_files(), "");
    scratch_write("map", "bob sub=1\ncarol tid=2\n");
    assert_string_equal(flaw_of_files(), "user_map");
    assert_string_equal(
        error,
        scratch_complaint(scratch_path("map"),
                          ":2: name the person by sub, oid or username"));
    unlink(scratch_path("map"));
    assert_string_equal(flaw_of_files(), "user_map");
    assert_non_null(strstr(error, "/map: No such file or directory"));
    /* One that belongs to another service is that service's. */
    snprintf(text, sizeof(text), HEAD "[su]\nuser_map = %s\n", path);
    scratch_write("conf", text);
    assert_string_equal(flaw_of_files(), "");
    assert_loads("su", false);
    assert_string_equal(settings_check_files(&settings, error), "user_map");
}

#define TEST(name)                                                            \
    cmocka_unit_test_setup_teardown(name, scratch_set_up, scratch_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(defaults),
        TEST(every_key),
        TEST(redirect_uris),
        TEST(table_is_complete),
        TEST(sections),
        TEST(trust_anchors),
        TEST(asked_for_section),
        TEST(drop_ins),
        TEST(drop_in_directory_that_is_none),
        TEST(secret),
        TEST(files_that_are_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
