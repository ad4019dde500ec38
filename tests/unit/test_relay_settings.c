/* SPDX-License-Identifier: BSD-2-Clause
 *
 * claims-relay.conf: what it may hold, and what is said of the rest.
 */

#include "scratch.h"

#include "relay/address.h"
#include "relay/redis_url.h"
#include "relay/settings.h"
#include "relay/store.h"

#define URL "public_url = https://signin.example.com\n"
#define ENDPOINT "authorization_endpoints = https://idp.example/authorize\n"
#define CLIENT "client_ids = app\n"
#define LOCAL "listen = 127.0.0.1:8443\n"
#define GOOD "[relay]\n" URL ENDPOINT CLIENT LOCAL

static struct relay_settings settings;
static char error[LINE_SIZE];

static bool load(const char *text)
{
    scratch_write("conf", text);
    return relay_settings_load(scratch_path("conf"), &settings, error);
}

static void standards(void **state)
{
    (void) state;
    assert_true(load(GOOD));
    assert_string_equal(settings.public_url, "https://signin.example.com");
    assert_string_equal(settings.listen, "127.0.0.1:8443");
    assert_string_equal(settings.store, "memory");
    assert_string_equal(settings.trusted_proxies, "");
    assert_int_equal(settings.lifetime, 900);
    assert_int_equal(settings.waiting, 20000);
    assert_int_equal(settings.starts_per_minute, 60);
    assert_int_equal(settings.waiting_per_user, 3);
    assert_non_null(strstr(settings.keys_file, "/keys"));
}

static void all_of_them(void **state)
{
    (void) state;
    assert_true(load("# first\n[relay]\n" URL ENDPOINT CLIENT
                     "listen = unix:/run/claims-relay/socket\n"
                     "trusted_proxies = unix 127.0.0.1 ::1\n"
                     "state_dir = /srv/relay\n"
                     "keys_file = /etc/relay-keys\n"
                     "store = rediss://:p%40ss@redis.example:6380/2\n"
                     "store_ca_file = /etc/ca.pem\n"
                     "lifetime = 86400\nwaiting = 1\n"
                     "starts_per_minute = 100000\nwaiting_per_user = 100\n"
                     "organisation = Gr\xc3\xbc\xc3\x9f"
                     "e & S\xc3\xb6hne\n"
                     "support = +49 30 1234\n"
                     "metrics_listen = [::1]:9180\n"));
    assert_string_equal(settings.listen, "unix:/run/claims-relay/socket");
    assert_string_equal(settings.keys_file, "/etc/relay-keys");
    assert_int_equal(settings.lifetime, 86400);
    assert_string_equal(settings.metrics_listen, "[::1]:9180");
}

static const struct {
    const char *text, *said;
} refused[] = {
    {"", "public_url: set it to the address that browsers and hosts use"},
    {"[relay]\n" URL, "authorization_endpoints: set it to the provider's"},
    {"[relay]\n" URL ENDPOINT, "client_ids: set it to the client_id"},
    {"[global]\n" GOOD, ":1: [global]: there is one section, write [relay]"},
    {URL GOOD, ":1: public_url: must follow a [section] line"},
    {GOOD "lifetim = 5\n", "lifetim: unknown key; did you mean lifetime?"},
    {GOOD "telemetry = on\n",
     "telemetry: unknown key, see claims-relay.conf(5)"},
    {GOOD "lifetime = 5\nlifetime = 6\n", "Duplicate key is not allowed."},
    {GOOD "lifetime = 0\n",
     ":6: lifetime: give a whole number from 1 to 86400"},
    {GOOD "waiting = 1000001\n", "give a whole number from 1 to 1000000"},
    {GOOD "starts_per_minute = x\n", "give a whole number from 1 to 100000"},
    {GOOD "waiting_per_user = 101\n", "give a whole number from 1 to 100"},
    {"[relay]\npublic_url = http://signin.example.com\n", "give https://HOST"},
    {"[relay]\npublic_url = https://signin.example.com/\n",
     "give https://HOST"},
    {"[relay]\npublic_url = https://Signin.example.com\n",
     "give https://HOST"},
    {"[relay]\npublic_url = https://signin.example.com:443\n",
     "give https://HOST"},
    {"[relay]\nlisten = 8443\n", "give ADDRESS:PORT"},
    {"[relay]\nlisten = localhost:8443\n", "give ADDRESS:PORT"},
    {"[relay]\nlisten = unix:run\n", "give ADDRESS:PORT"},
    {GOOD "trusted_proxies = nginx\n", "give IP addresses"},
    {GOOD "trusted_proxies = 0:0:0:0:0:0:0:1\n", "give IP addresses"},
    {"[relay]\nauthorization_endpoints = http://idp.example/a\n",
     "give https URLs"},
    {"[relay]\nauthorization_endpoints = https://idp.example/a?b\n",
     "give https URLs"},
    {GOOD "state_dir = relay\n", "give an absolute path"},
    {GOOD "store = mysql\n", "give memory, redis://"},
    {GOOD "store = redis://user@host\n", "write the password as"},
    {GOOD "store_ca_file = /ca\n", "remove it, or set store to rediss://"},
    {GOOD "organisation = \xff\n", "is not UTF-8 text"},
    {"[relay]\n" URL ENDPOINT CLIENT,
     "tls_certificate: set it and tls_key, or listen on a loopback address"},
    {"[relay]\n" URL ENDPOINT CLIENT "tls_certificate = /c\n",
     "tls_key: set it"},
    {"[relay]\n" URL ENDPOINT CLIENT "tls_key = /k\n",
     "tls_certificate: set it to the key's certificate"},
    {GOOD "metrics_listen = 127.0.0.1:8443\n",
     "metrics_listen: set it to another address"},
};

static void each_refusal(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        memset(&settings, 0x55, sizeof(settings));
        if (load(refused[i].text))
            fail_msg("taken: %s", refused[i].text);
        assert_int_equal(settings.lifetime, 0x5555555555555555);
        if (strstr(error, refused[i].said) == NULL)
            fail_msg("%s: %s", refused[i].text, error);
        assert_memory_equal(error, scratch_path("conf"),
                            strlen(scratch_path("conf")));
    }
}

static void files_of_others(void **state)
{
    (void) state;
    assert_false(relay_settings_load("/nowhere", &settings, error));
    scratch_write("conf", GOOD);
    assert_int_equal(chmod(scratch_path("conf"), 0666), 0);
    assert_false(relay_settings_load(scratch_path("conf"), &settings, error));
    assert_non_null(strstr(error, "chmod"));
}

static void addresses(void **state)
{
    static const struct {
        const char *text;
        bool fits, local;
    } rows[] = {
        {"127.0.0.1:80", true, true},
        {"127.9.9.9:80", true, true},
        {"0.0.0.0:80", true, false},
        {"[::1]:80", true, true},
        {"[::]:80", true, false},
        {"192.0.2.7:65535", true, false},
        {"unix:/a", true, true},
        {"unix:/", false, false},
        {"unix:a", false, false},
        {"127.0.0.1", false, false},
        {"127.0.0.1:0", false, false},
        {"127.0.0.1:65536", false, false},
        {"127.0.0.1:080", false, false},
        {"127.0.0.1:8 ", false, false},
        {"::1:80", false, false},
        {"[::1]80", false, false},
        {"[127.0.0.1]:80", false, false},
        {"[::1:80", false, false},
        {"", false, false},
        {":80", false, false},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (address_fits(rows[i].text) != rows[i].fits)
            fail_msg("%s", rows[i].text);
        assert_int_equal(address_is_local(rows[i].text), rows[i].local);
    }
}

static void redis_urls(void **state)
{
    struct redis_url url;

    (void) state;
    assert_null(redis_url_parse("redis://redis.example", &url));
    assert_string_equal(url.host, "redis.example");
    assert_string_equal(url.port, "6379");
    assert_string_equal(url.password, "");
    assert_false(url.tls);
    assert_null(redis_url_parse("rediss://:a+b%40%2F@[::1]:6380/15", &url));
    assert_true(url.tls);
    assert_string_equal(url.host, "::1");
    assert_string_equal(url.port, "6380");
    assert_string_equal(url.password, "a+b@/");
    assert_int_equal(url.database, 15);
    assert_null(redis_url_parse("redis+unix:///run/redis.sock", &url));
    assert_string_equal(url.path, "/run/redis.sock");
}

static void no_redis_urls(void **state)
{
    static const char *const urls[] = {
        "",
        "redis:",
        "http://host",
        "redis://",
        "redis://host:",
        "redis://host:0",
        "redis://host:65536",
        "redis://host:x",
        "redis://user@host",
        "redis://user:pass@host",
        "redis://:@host",
        "redis://:%zz@host",
        "redis://:%00@host",
        "redis://host/x",
        "redis://host/123456",
        "redis://ho st",
        "redis://[::1",
        "redis://[::1]6379",
        "redis+unix://run",
        "redis+unix://",
    };

    (void) state;
    for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++)
        if (redis_url_flaw(urls[i]) == NULL)
            fail_msg("%s", urls[i]);
}

#define TEST(name)                                                            \
    cmocka_unit_test_setup_teardown(name, scratch_set_up, scratch_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(standards),       TEST(all_of_them), TEST(each_refusal),
        TEST(files_of_others), TEST(addresses),   TEST(redis_urls),
        TEST(no_redis_urls),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
