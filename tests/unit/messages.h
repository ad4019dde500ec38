/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One message of each type, and the parts that several are made of.
 */

#ifndef TESTS_UNIT_MESSAGES_H
#define TESTS_UNIT_MESSAGES_H

#include "wire/message.h"

#include <stddef.h>

#define NETWORK                                                               \
    {                                                                         \
        "/ca.pem", "http://proxy.example:3128", 5, 10, 109000                 \
    }
#define DEMAND                                                                \
    {                                                                         \
        "{\"access_token\":{}}", "gold silver", 300                           \
    }
#define METADATA                                                              \
    {                                                                         \
        .issuer = "https://i.example",                                        \
        .token_endpoint = "https://i.example/t",                              \
        .device_endpoint = "https://i.example/d",                             \
        .authorization_endpoint = "https://i.example/a",                      \
        .userinfo_endpoint = "https://i.example/u",                           \
        .refused = "device_authorization_endpoint at i",                      \
        .client_auth = CLIENT_AUTH_POST, .names_issuer = true,                \
        .jwks_uri = "https://i.example/k", .keys = "{\"keys\":[]}",           \
        .fetched = 1700000000,                                                \
    }

/* One message of each type in which every field says something, so that a
 * field that does not cross the wire is missed. */
static const struct login login = {
    .phase = PHASE_ACCOUNT,
    .host = HOST_SU,
    .service = "sudo-i",
    .section = "sudo",
    .conf = "/etc/x.conf",
    .user = "alice",
    .tty = "/dev/pts/1",
    .rhost = "192.0.2.7",
    .caller = 1001,
    .session = -2,
    .timer = 59000,
    .methods = "publickey hostbased",
    .evidence_unix = true,
    .password = true,
    .wrong_password = true,
    .skipped = true,
    .can_show = true,
    .terminal = true,
    .unicode = true,
    .blocks = true,
    .columns = 132,
    .rows = 50,
};
static const struct cancel cancel = {CANCEL_NOT_SHOWN};
static const struct show show = {DISPLAY_ERROR, "\nEnter ABCD\n\u2588\u2584"};
static const struct reply reply = {"q \x01\xff"};
static const struct fetch fetch = {NETWORK, "https://i.example",
                                   "e.example f.example"};
static const struct probe probe = {NETWORK, "https://api.example/", "token"};
static const struct client client = {
    .network = NETWORK,
    .metadata = METADATA,
    .required = DEMAND,
    .client_id = "client",
    .client_secret = "secret",
    .scope = "openid offline_access",
    .capabilities = "cp1",
    .username_claim = "upn",
    .verification_hosts = "microsoft.com i.example",
    .endpoint_hosts = "e.example",
    .redirect_uri = "http://127.0.0.1:8400",
    .listen = true,
    .relay_url = "https://signin.example",
    .relay_key = "key",
};
static const struct keys keys = {"{\"keys\":[{}]}"};
static const struct refresh refresh = {DEMAND, "refresh-token"};
static const struct sign_in sign_in = {
    .demand = DEMAND,
    .flow = FLOW_RELAY,
    .fresh = true,
    .login_hint = "alice@example.com",
    .page = "Close it.",
    .origin = {"web1", "sshd", "alice", "192.0.2.7"},
    .number = true,
};
static const struct fetched fetched = {2, METADATA};
static const struct probed probed = {2, ANSWER_CHALLENGE, 401, DEMAND};
static const struct keep keep = {3, "new-token"};
static const struct stale_keys stale_keys = {3};
static const struct invitation invitation = {
    .requests = 1,
    .address = "https://i.example/device",
    .user_code = "ABCD-EFGH",
    .qr = {.width = 25, .dark = {0xfe, 0, [QR_SIZE - 1] = 1}},
    .expires_in = 900,
    .listening = true,
};
static const struct ask_again ask_again = {2, PASTE_NUMBER, 1};
static const struct tokens tokens = {
    .requests = 4,
    .claims =
        {
            .issuer = "https://i.example",
            .subject = "sub",
            .tid = "tid",
            .oid = "oid",
            .username = "alice@example.com",
            .acr = "gold",
            .auth_time = 1700000000,
            .from_userinfo = true,
            .name_unverified = true,
            .required_shown = true,
            .challenge_contradicted = true,
            .missing = "acrs",
        },
    .refresh_token = "refresh-token",
    .access_token = "access-token",
};
static const struct failure failure = {
    .requests = 5,
    .answer = ANSWER_BLOCKED,
    .reason = "reason",
    .detail = "api.example",
    .error = "error",
    .description = "Not today.",
    .codes = "53003,50000",
    .suberror = "suberror",
    .trace = "trace",
    .correlation = "correlation",
    .demand = DEMAND,
};
static const struct verdict verdict = {
    .outcome = OUTCOME_BLOCKED,
    .loud = true,
    .text = "No.",
    .facts =
        {
            .complete = true,
            .reason = "reason",
            .because = "because",
            .would = "sign_in",
            .detail = "detail",
            .note = "note",
            .argument = "argument",
            .identity = "alice@example.com",
            .subject = "subject",
            .failure = {.requests = 5, .error = "error", .demand = DEMAND},
            .requests = 7,
        },
};

static const struct {
    const void *message;
    size_t size;
} samples[MESSAGE_COUNT] = {
    [MESSAGE_LOGIN] = {&login, sizeof(login)},
    [MESSAGE_CANCEL] = {&cancel, sizeof(cancel)},
    [MESSAGE_REPLY] = {&reply, sizeof(reply)},
    [MESSAGE_SHOW] = {&show, sizeof(show)},
    [MESSAGE_VERDICT] = {&verdict, sizeof(verdict)},
    [MESSAGE_FETCH] = {&fetch, sizeof(fetch)},
    [MESSAGE_PROBE] = {&probe, sizeof(probe)},
    [MESSAGE_CLIENT] = {&client, sizeof(client)},
    [MESSAGE_KEYS] = {&keys, sizeof(keys)},
    [MESSAGE_REFRESH] = {&refresh, sizeof(refresh)},
    [MESSAGE_SIGN_IN] = {&sign_in, sizeof(sign_in)},
    [MESSAGE_METADATA] = {&fetched, sizeof(fetched)},
    [MESSAGE_PROBED] = {&probed, sizeof(probed)},
    [MESSAGE_KEEP] = {&keep, sizeof(keep)},
    [MESSAGE_STALE_KEYS] = {&stale_keys, sizeof(stale_keys)},
    [MESSAGE_INVITATION] = {&invitation, sizeof(invitation)},
    [MESSAGE_ASK_AGAIN] = {&ask_again, sizeof(ask_again)},
    [MESSAGE_TOKENS] = {&tokens, sizeof(tokens)},
    [MESSAGE_FAILURE] = {&failure, sizeof(failure)},
};

#endif
