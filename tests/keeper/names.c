/* SPDX-License-Identifier: BSD-2-Clause */

#include "names.h"

#include "shared/text.h"
#include "tests/scenarios/script.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TYPE(name) [MESSAGE_##name] = #name

static const char *const types[MESSAGE_COUNT] = {
    TYPE(LOGIN),     TYPE(CANCEL),  TYPE(REPLY),      TYPE(SHOW),
    TYPE(VERDICT),   TYPE(FETCH),   TYPE(PROBE),      TYPE(CLIENT),
    TYPE(KEYS),      TYPE(REFRESH), TYPE(SIGN_IN),    TYPE(METADATA),
    TYPE(PROBED),    TYPE(KEEP),    TYPE(STALE_KEYS), TYPE(INVITATION),
    TYPE(ASK_AGAIN), TYPE(TOKENS),  TYPE(FAILURE),
};

/* An enum by its number; answers by their word, times from "now" on. */
static const struct member {
    enum message_type type;
    const char *name;
    enum field_kind kind;
    size_t offset, size;
} members[] = {
#define SOME(of)                                                              \
    _Generic(of, char *                                                       \
             : FIELD_TEXT, int64_t                                            \
             : FIELD_NUMBER, bool                                             \
             : FIELD_FLAG, int                                                \
             : FIELD_CHOICE)
#define MEMBER(TYPE, type, member)                                            \
    {                                                                         \
        MESSAGE_##TYPE, #member, SOME(((struct type *) 0)->member),           \
            offsetof(struct type, member),                                    \
            sizeof(((struct type *) 0)->member)                               \
    }
    MEMBER(LOGIN, login, phase),
    MEMBER(LOGIN, login, host),
    MEMBER(LOGIN, login, service),
    MEMBER(LOGIN, login, section),
    MEMBER(LOGIN, login, conf),
    MEMBER(LOGIN, login, user),
    MEMBER(LOGIN, login, tty),
    MEMBER(LOGIN, login, rhost),
    MEMBER(LOGIN, login, caller),
    MEMBER(LOGIN, login, timer),
    MEMBER(LOGIN, login, methods),
    MEMBER(LOGIN, login, evidence_unix),
    MEMBER(LOGIN, login, password),
    MEMBER(LOGIN, login, wrong_password),
    MEMBER(LOGIN, login, skipped),
    MEMBER(LOGIN, login, can_show),
    MEMBER(LOGIN, login, terminal),
    MEMBER(LOGIN, login, unicode),
    MEMBER(LOGIN, login, blocks),
    MEMBER(LOGIN, login, columns),
    MEMBER(LOGIN, login, rows),
    MEMBER(CANCEL, cancel, reason),
    MEMBER(REPLY, reply, text),
    MEMBER(SHOW, show, display),
    MEMBER(SHOW, show, text),
    MEMBER(VERDICT, verdict, loud),
    MEMBER(VERDICT, verdict, text),
    MEMBER(FETCH, fetch, network.connect_timeout),
    MEMBER(FETCH, fetch, network.remaining),
    MEMBER(CLIENT, client, network.remaining),
    MEMBER(FETCH, fetch, issuer),
    MEMBER(FETCH, fetch, endpoint_hosts),
    MEMBER(PROBE, probe, url),
    MEMBER(PROBE, probe, access_token),
    MEMBER(CLIENT, client, client_id),
    MEMBER(CLIENT, client, client_secret),
    MEMBER(CLIENT, client, scope),
    MEMBER(CLIENT, client, metadata.token_endpoint),
    MEMBER(CLIENT, client, metadata.device_endpoint),
    MEMBER(CLIENT, client, metadata.authorization_endpoint),
    MEMBER(CLIENT, client, metadata.userinfo_endpoint),
    MEMBER(CLIENT, client, listen),
    MEMBER(CLIENT, client, relay_url),
    MEMBER(CLIENT, client, relay_key),
    MEMBER(KEYS, keys, keys),
    MEMBER(REFRESH, refresh, refresh_token),
    MEMBER(REFRESH, refresh, demand.claims),
    MEMBER(REFRESH, refresh, demand.acr_values),
    MEMBER(REFRESH, refresh, demand.max_age),
    MEMBER(SIGN_IN, sign_in, demand.claims),
    MEMBER(SIGN_IN, sign_in, demand.acr_values),
    MEMBER(SIGN_IN, sign_in, demand.max_age),
    MEMBER(SIGN_IN, sign_in, flow),
    MEMBER(SIGN_IN, sign_in, fresh),
    MEMBER(SIGN_IN, sign_in, login_hint),
    MEMBER(SIGN_IN, sign_in, origin.host),
    MEMBER(SIGN_IN, sign_in, origin.service),
    MEMBER(SIGN_IN, sign_in, origin.user),
    MEMBER(SIGN_IN, sign_in, origin.from),
    MEMBER(SIGN_IN, sign_in, number),
    MEMBER(METADATA, fetched, requests),
    MEMBER(METADATA, fetched, metadata.issuer),
    MEMBER(METADATA, fetched, metadata.token_endpoint),
    MEMBER(METADATA, fetched, metadata.device_endpoint),
    MEMBER(METADATA, fetched, metadata.authorization_endpoint),
    MEMBER(METADATA, fetched, metadata.userinfo_endpoint),
    MEMBER(METADATA, fetched, metadata.jwks_uri),
    MEMBER(METADATA, fetched, metadata.keys),
    MEMBER(PROBED, probed, requests),
    MEMBER(PROBED, probed, answer),
    MEMBER(PROBED, probed, status),
    MEMBER(PROBED, probed, demand.claims),
    MEMBER(PROBED, probed, demand.acr_values),
    MEMBER(PROBED, probed, demand.max_age),
    MEMBER(KEEP, keep, requests),
    MEMBER(KEEP, keep, refresh_token),
    MEMBER(STALE_KEYS, stale_keys, requests),
    MEMBER(INVITATION, invitation, requests),
    MEMBER(INVITATION, invitation, address),
    MEMBER(INVITATION, invitation, user_code),
    MEMBER(INVITATION, invitation, qr.width),
    MEMBER(INVITATION, invitation, expires_in),
    MEMBER(INVITATION, invitation, listening),
    MEMBER(ASK_AGAIN, ask_again, requests),
    MEMBER(ASK_AGAIN, ask_again, paste),
    MEMBER(ASK_AGAIN, ask_again, left),
    MEMBER(TOKENS, tokens, requests),
    MEMBER(TOKENS, tokens, claims.issuer),
    MEMBER(TOKENS, tokens, claims.subject),
    MEMBER(TOKENS, tokens, claims.tid),
    MEMBER(TOKENS, tokens, claims.oid),
    MEMBER(TOKENS, tokens, claims.username),
    MEMBER(TOKENS, tokens, claims.acr),
    MEMBER(TOKENS, tokens, claims.auth_time),
    MEMBER(TOKENS, tokens, claims.issued_at),
    MEMBER(TOKENS, tokens, claims.from_userinfo),
    MEMBER(TOKENS, tokens, claims.name_unverified),
    MEMBER(TOKENS, tokens, claims.required_shown),
    MEMBER(TOKENS, tokens, claims.challenge_contradicted),
    MEMBER(TOKENS, tokens, claims.missing),
    MEMBER(TOKENS, tokens, refresh_token),
    MEMBER(TOKENS, tokens, access_token),
    MEMBER(FAILURE, failure, requests),
    MEMBER(FAILURE, failure, answer),
    MEMBER(FAILURE, failure, reason),
    MEMBER(FAILURE, failure, detail),
    MEMBER(FAILURE, failure, error),
    MEMBER(FAILURE, failure, description),
    MEMBER(FAILURE, failure, codes),
    MEMBER(FAILURE, failure, suberror),
    MEMBER(FAILURE, failure, trace),
    MEMBER(FAILURE, failure, demand.claims),
    MEMBER(FAILURE, failure, demand.acr_values),
    MEMBER(FAILURE, failure, demand.max_age),
};

enum message_type names_type(const char *name)
{
    for (int i = 1; i < MESSAGE_COUNT; i++)
        if (strcmp(types[i], name) == 0)
            return (enum message_type) i;
    return MESSAGE_NONE;
}

/* The member, whose value is *ret_value then; NULL for none. */
static const struct member *find(enum message_type type, char *assignment,
                                 const char **ret_value)
{
    char *equals = strchr(assignment, '=');

    if (equals == NULL)
        return NULL;
    *equals = '\0';
    *ret_value = equals + 1;
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
        if (members[i].type == type &&
            strcmp(members[i].name, assignment) == 0)
            return &members[i];
    return NULL;
}

static int64_t number_of(const struct member *member, const char *value)
{
    if (strcmp(member->name, "answer") == 0)
        for (int i = 0; i < ANSWER_COUNT; i++)
            if (strcmp(answer_class_word((enum answer_class) i), value) == 0)
                return i;
    if (strncmp(value, "now", 3) == 0)
        return time(NULL) + strtoll(value + 3, NULL, 10);
    return strtoll(value, NULL, 10);
}

bool names_set(enum message_type type, char *assignment, void *message)
{
    const char *value = "";
    const struct member *member = find(type, assignment, &value);
    void *place;
    char *text;
    bool fits;

    if (member == NULL)
        return false;
    place = (char *) message + member->offset;
    if (member->kind == FIELD_NUMBER)
        *(int64_t *) place = number_of(member, value);
    else if (member->kind == FIELD_CHOICE)
        *(int *) place = (int) number_of(member, value);
    else if (member->kind == FIELD_FLAG)
        *(bool *) place = number_of(member, value) != 0;
    if (member->kind != FIELD_TEXT)
        return true;
    text = script_text(value);
    fits = text != NULL && text_copy(place, member->size, text);
    free(text);
    return fits;
}

const char *names_differ(enum message_type type, char *assignment,
                         const void *message)
{
    static char seen[SHOW_SIZE];
    const char *value = "";
    const struct member *member = find(type, assignment, &value);
    const void *place;
    char *text;
    bool same;

    if (member == NULL)
        return "no such member";
    place = (const char *) message + member->offset;
    if (member->kind == FIELD_TEXT)
        text_copy(seen, sizeof(seen), place);
    else if (member->kind == FIELD_NUMBER)
        text_format(seen, sizeof(seen), "%" PRId64, *(const int64_t *) place);
    else if (member->kind == FIELD_CHOICE)
        text_format(seen, sizeof(seen), "%d", *(const int *) place);
    else
        text_format(seen, sizeof(seen), "%d", *(const bool *) place);
    text = script_text(value);
    same = text != NULL && script_matches(text, seen);
    free(text);
    return same ? NULL : seen;
}
