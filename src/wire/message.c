/* SPDX-License-Identifier: BSD-2-Clause */

#include "wire/message.h"

#include <assert.h>

/* The order of a table is that of the bytes, whatever the struct's is: both
 * ends are built from it. */
static FIELDS(login, CHOICE_FIELD(login, phase, PHASE_COUNT),
              CHOICE_FIELD(login, host, HOST_COUNT), FIELD(login, service),
              FIELD(login, section), FIELD(login, conf), FIELD(login, user),
              FIELD(login, tty), FIELD(login, rhost), FIELD(login, caller),
              FIELD(login, session), FIELD(login, timer),
              FIELD(login, methods), FIELD(login, evidence_unix),
              FIELD(login, password), FIELD(login, wrong_password),
              FIELD(login, skipped), FIELD(login, can_show),
              FIELD(login, terminal), FIELD(login, unicode),
              FIELD(login, blocks), FIELD(login, columns), FIELD(login, rows));

static FIELDS(cancel, CHOICE_FIELD(cancel, reason, CANCEL_COUNT));

static FIELDS(show, CHOICE_FIELD(show, display, DISPLAY_COUNT),
              FIELD(show, text));

static FIELDS(reply, FIELD(reply, text));

static FIELDS(network, FIELD(network, ca_file), FIELD(network, proxy),
              FIELD(network, connect_timeout), FIELD(network, request_timeout),
              FIELD(network, remaining));

/* Stored as well as sent: a change here is one of the file's format, too. */
FIELDS(metadata, FIELD(metadata, issuer), FIELD(metadata, token_endpoint),
       FIELD(metadata, device_endpoint),
       FIELD(metadata, authorization_endpoint),
       FIELD(metadata, userinfo_endpoint), FIELD(metadata, refused),
       CHOICE_FIELD(metadata, client_auth, CLIENT_AUTH_COUNT),
       FIELD(metadata, names_issuer), FIELD(metadata, jwks_uri),
       FIELD(metadata, keys), FIELD(metadata, fetched));

static FIELDS(fetch, RECORD_FIELD(fetch, network, network),
              FIELD(fetch, issuer), FIELD(fetch, endpoint_hosts));

static FIELDS(fetched, RECORD_FIELD(fetched, metadata, metadata),
              FIELD(fetched, requests));

/* The resource is another party than the provider: an agent that talks to it
 * has the access token that is meant for it, and neither refresh token nor
 * client secret, whatever it is made to do. */
static FIELDS(probe, RECORD_FIELD(probe, network, network), FIELD(probe, url),
              FIELD(probe, access_token));

static FIELDS(demand, FIELD(demand, claims), FIELD(demand, acr_values),
              FIELD(demand, max_age));

static FIELDS(client, RECORD_FIELD(client, network, network),
              RECORD_FIELD(client, metadata, metadata),
              RECORD_FIELD(client, required, demand), FIELD(client, client_id),
              FIELD(client, client_secret), FIELD(client, scope),
              FIELD(client, capabilities), FIELD(client, username_claim),
              FIELD(client, verification_hosts), FIELD(client, endpoint_hosts),
              FIELD(client, redirect_uri), FIELD(client, listen),
              FIELD(client, relay_url), FIELD(client, relay_key));

/* Alone, for an agent that has all else already. */
static FIELDS(keys, FIELD(keys, keys));

static FIELDS(refresh, RECORD_FIELD(refresh, demand, demand),
              FIELD(refresh, refresh_token));

static FIELDS(origin, FIELD(origin, host), FIELD(origin, service),
              FIELD(origin, user), FIELD(origin, from));

static FIELDS(sign_in, RECORD_FIELD(sign_in, demand, demand),
              CHOICE_FIELD(sign_in, flow, FLOW_COUNT), FIELD(sign_in, fresh),
              FIELD(sign_in, login_hint), FIELD(sign_in, page),
              RECORD_FIELD(sign_in, origin, origin), FIELD(sign_in, number));

/* Single values, since the agent has taken the token apart: the keeper
 * compares them, and never sees an ID token. */
static FIELDS(claims, FIELD(claims, issuer), FIELD(claims, subject),
              FIELD(claims, tid), FIELD(claims, oid), FIELD(claims, username),
              FIELD(claims, acr), FIELD(claims, auth_time),
              FIELD(claims, issued_at), FIELD(claims, from_userinfo),
              FIELD(claims, name_unverified), FIELD(claims, required_shown),
              FIELD(claims, challenge_contradicted), FIELD(claims, missing));

static FIELDS(qr_code, FIELD(qr_code, width), FIELD(qr_code, dark));

static FIELDS(invitation, FIELD(invitation, address),
              FIELD(invitation, user_code),
              RECORD_FIELD(invitation, qr, qr_code),
              FIELD(invitation, expires_in), FIELD(invitation, listening),
              FIELD(invitation, requests));

static FIELDS(ask_again, CHOICE_FIELD(ask_again, paste, PASTE_COUNT),
              FIELD(ask_again, left), FIELD(ask_again, requests));

static FIELDS(tokens, RECORD_FIELD(tokens, claims, claims),
              FIELD(tokens, refresh_token), FIELD(tokens, access_token),
              FIELD(tokens, requests));

static FIELDS(keep, FIELD(keep, refresh_token), FIELD(keep, requests));

static FIELDS(probed, CHOICE_FIELD(probed, answer, ANSWER_COUNT),
              FIELD(probed, status), RECORD_FIELD(probed, demand, demand),
              FIELD(probed, requests));

static FIELDS(failure, CHOICE_FIELD(failure, answer, ANSWER_COUNT),
              FIELD(failure, reason), FIELD(failure, detail),
              FIELD(failure, error), FIELD(failure, description),
              FIELD(failure, codes), FIELD(failure, suberror),
              FIELD(failure, trace), FIELD(failure, correlation),
              RECORD_FIELD(failure, demand, demand), FIELD(failure, requests));

static FIELDS(facts, FIELD(facts, complete), FIELD(facts, reason),
              FIELD(facts, because), FIELD(facts, would), FIELD(facts, detail),
              FIELD(facts, note), FIELD(facts, argument),
              FIELD(facts, identity), FIELD(facts, subject),
              RECORD_FIELD(facts, failure, failure), FIELD(facts, requests));

/* The outcome stands first, and 0 is an error: a verdict of nothing but zeros
 * grants nothing. */
static FIELDS(verdict, CHOICE_FIELD(verdict, outcome, OUTCOME_COUNT),
              FIELD(verdict, loud), FIELD(verdict, text),
              RECORD_FIELD(verdict, facts, facts));

static FIELDS(stale_keys, FIELD(stale_keys, requests));

/* What starts a role begins with the network, and what an agent says with its
 * requests: the union, and those who fill them in, count on it. */
#define BEGINS_WITH(type, member)                                             \
    static_assert(offsetof(struct type, member) == 0, #member " come first")

BEGINS_WITH(fetch, network);
BEGINS_WITH(probe, network);
BEGINS_WITH(client, network);
BEGINS_WITH(fetched, requests);
BEGINS_WITH(probed, requests);
BEGINS_WITH(keep, requests);
BEGINS_WITH(stale_keys, requests);
BEGINS_WITH(invitation, requests);
BEGINS_WITH(ask_again, requests);
BEGINS_WITH(tokens, requests);
BEGINS_WITH(failure, requests);

/* Encoding and decoding go by the same row: a field that one of them forgot
 * would be no field of the other.  MESSAGE_NONE has none: it is in no set of
 * legal messages, so that nobody looks for it. */
static const struct field *const fields_of[MESSAGE_COUNT] = {
    [MESSAGE_LOGIN] = login_fields,
    [MESSAGE_CANCEL] = cancel_fields,
    [MESSAGE_REPLY] = reply_fields,
    [MESSAGE_SHOW] = show_fields,
    [MESSAGE_VERDICT] = verdict_fields,
    [MESSAGE_FETCH] = fetch_fields,
    [MESSAGE_PROBE] = probe_fields,
    [MESSAGE_CLIENT] = client_fields,
    [MESSAGE_KEYS] = keys_fields,
    [MESSAGE_REFRESH] = refresh_fields,
    [MESSAGE_SIGN_IN] = sign_in_fields,
    [MESSAGE_METADATA] = fetched_fields,
    [MESSAGE_PROBED] = probed_fields,
    [MESSAGE_KEEP] = keep_fields,
    [MESSAGE_STALE_KEYS] = stale_keys_fields,
    [MESSAGE_INVITATION] = invitation_fields,
    [MESSAGE_ASK_AGAIN] = ask_again_fields,
    [MESSAGE_TOKENS] = tokens_fields,
    [MESSAGE_FAILURE] = failure_fields,
};

/* The legal messages of each state, as bits. */
#define LEGAL(type) (1U << MESSAGE_##type)

static const unsigned int legal[READING_COUNT] = {
    [READING_LOGIN] = LEGAL(LOGIN),
    [READING_REPLY] = LEGAL(REPLY) | LEGAL(CANCEL),
    /* The keeper speaks to the person only where the module said that it can
     * be shown. */
    [READING_SHOW] = LEGAL(SHOW) | LEGAL(VERDICT),
    [READING_VERDICT] = LEGAL(VERDICT),
    [READING_ROLE] = LEGAL(FETCH) | LEGAL(PROBE) | LEGAL(CLIENT),
    /* A paste may cross the tokens. */
    [READING_ORDER] = LEGAL(REFRESH) | LEGAL(SIGN_IN) | LEGAL(REPLY),
    [READING_PASTE] = LEGAL(REPLY),
    [READING_KEYS] = LEGAL(KEYS) | LEGAL(REPLY),
    [READING_METADATA] = LEGAL(METADATA) | LEGAL(FAILURE),
    [READING_PROBED] = LEGAL(PROBED) | LEGAL(FAILURE),
    /* KEEP once, and only here: it makes the keeper write. */
    [READING_REFRESHED] =
        LEGAL(TOKENS) | LEGAL(KEEP) | LEGAL(STALE_KEYS) | LEGAL(FAILURE),
    [READING_KEPT] = LEGAL(TOKENS) | LEGAL(STALE_KEYS) | LEGAL(FAILURE),
    [READING_INVITATION] = LEGAL(INVITATION) | LEGAL(FAILURE),
    [READING_SIGNED_IN] =
        LEGAL(TOKENS) | LEGAL(STALE_KEYS) | LEGAL(ASK_AGAIN) | LEGAL(FAILURE),
    /* New keys are asked for once. */
    [READING_VERIFIED] = LEGAL(TOKENS) | LEGAL(FAILURE),
};

bool message_encode(enum message_type type, const void *message,
                    struct frame *frame)
{
    size_t length;

    frame_put(frame, 0, 4);
    frame_put(frame, WIRE_VERSION, 1);
    frame_put(frame, type, 1);
    fields_put(fields_of[type], message, frame);
    /* The length goes where four bytes were kept for it. */
    length = frame->length;
    frame->length = 0;
    frame_put(frame, length, 4);
    frame->length = length;
    return !frame->bad;
}

bool message_decode(enum reading reading, struct frame *frame,
                    enum message_type *ret_type, union message *ret_message)
{
    size_t length = frame_get(frame, 4);
    unsigned int version = (unsigned int) frame_get(frame, 1);
    unsigned int type = (unsigned int) frame_get(frame, 1);

    /* Both ends are of one installation: another version is a mistake, and
     * there is nothing to negotiate. */
    if (frame->bad || length != frame->length || version != WIRE_VERSION)
        return false;
    if (type >= MESSAGE_COUNT || (legal[reading] & 1U << type) == 0)
        return false;
    fields_get(fields_of[type], frame, ret_message);
    *ret_type = type;
    return frame_complete(frame);
}
