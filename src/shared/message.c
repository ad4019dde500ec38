/* SPDX-License-Identifier: BSD-2-Clause */

#include "shared/message.h"

enum { HEADER_SIZE = 6 };

static const struct field login_fields[] = {
    CHOICE_FIELD(login, phase, PHASE_COUNT),
    CHOICE_FIELD(login, host, HOST_COUNT),
    TEXT_FIELD(login, service),
    TEXT_FIELD(login, section),
    TEXT_FIELD(login, conf),
    TEXT_FIELD(login, user),
    TEXT_FIELD(login, tty),
    TEXT_FIELD(login, rhost),
    NUMBER_FIELD(login, caller),
    NUMBER_FIELD(login, session),
    NUMBER_FIELD(login, timer),
    FLAG_FIELD(login, evidence_ssh),
    FLAG_FIELD(login, evidence_unix),
    END_FIELD,
};

static const struct field cancel_fields[] = {
    CHOICE_FIELD(cancel, reason, CANCEL_COUNT),
    END_FIELD,
};

static const struct field show_fields[] = {
    CHOICE_FIELD(show, display, DISPLAY_COUNT),
    FLAG_FIELD(show, qr_on_demand),
    TEXT_FIELD(show, text),
    TEXT_FIELD(show, qr),
    END_FIELD,
};

static const struct field verdict_fields[] = {
    CHOICE_FIELD(verdict, outcome, OUTCOME_COUNT),
    FLAG_FIELD(verdict, loud),
    TEXT_FIELD(verdict, text),
    TEXT_FIELD(verdict, log),
    END_FIELD,
};

static const struct field network_fields[] = {
    TEXT_FIELD(network, ca_file),
    TEXT_FIELD(network, proxy),
    NUMBER_FIELD(network, connect_timeout),
    NUMBER_FIELD(network, request_timeout),
    NUMBER_FIELD(network, remaining),
    END_FIELD,
};

const struct field metadata_fields[] = {
    TEXT_FIELD(metadata, issuer),
    TEXT_FIELD(metadata, token_endpoint),
    TEXT_FIELD(metadata, device_endpoint),
    TEXT_FIELD(metadata, jwks_uri),
    TEXT_FIELD(metadata, keys),
    NUMBER_FIELD(metadata, fetched),
    END_FIELD,
};

static const struct field discover_fields[] = {
    RECORD_FIELD(discover, network, network_fields),
    TEXT_FIELD(discover, issuer),
    END_FIELD,
};

static const struct field discovered_fields[] = {
    RECORD_FIELD(discovered, metadata, metadata_fields),
    NUMBER_FIELD(discovered, requests),
    END_FIELD,
};

static const struct field probe_fields[] = {
    RECORD_FIELD(probe, network, network_fields),
    TEXT_FIELD(probe, url),
    TEXT_FIELD(probe, access_token),
    END_FIELD,
};

static const struct field demand_fields[] = {
    TEXT_FIELD(demand, claims),
    TEXT_FIELD(demand, acr_values),
    NUMBER_FIELD(demand, max_age),
    END_FIELD,
};

static const struct field client_fields[] = {
    RECORD_FIELD(client, network, network_fields),
    RECORD_FIELD(client, metadata, metadata_fields),
    RECORD_FIELD(client, required, demand_fields),
    TEXT_FIELD(client, client_id),
    TEXT_FIELD(client, client_secret),
    TEXT_FIELD(client, scope),
    TEXT_FIELD(client, capabilities),
    TEXT_FIELD(client, username_claim),
    TEXT_FIELD(client, verification_hosts),
    END_FIELD,
};

static const struct field keys_fields[] = {
    TEXT_FIELD(keys, keys),
    END_FIELD,
};

static const struct field refresh_fields[] = {
    RECORD_FIELD(refresh, demand, demand_fields),
    TEXT_FIELD(refresh, refresh_token),
    END_FIELD,
};

static const struct field sign_in_fields[] = {
    RECORD_FIELD(sign_in, demand, demand_fields),
    END_FIELD,
};

static const struct field claims_fields[] = {
    TEXT_FIELD(claims, issuer),
    TEXT_FIELD(claims, subject),
    TEXT_FIELD(claims, tid),
    TEXT_FIELD(claims, oid),
    TEXT_FIELD(claims, username),
    TEXT_FIELD(claims, acr),
    NUMBER_FIELD(claims, auth_time),
    FLAG_FIELD(claims, required_shown),
    FLAG_FIELD(claims, challenge_contradicted),
    TEXT_FIELD(claims, missing),
    END_FIELD,
};

static const struct field code_fields[] = {
    TEXT_FIELD(device_code, verification_uri),
    TEXT_FIELD(device_code, user_code),
    TEXT_FIELD(device_code, qr),
    NUMBER_FIELD(device_code, expires_in),
    NUMBER_FIELD(device_code, requests),
    END_FIELD,
};

static const struct field tokens_fields[] = {
    RECORD_FIELD(tokens, claims, claims_fields),
    TEXT_FIELD(tokens, refresh_token),
    TEXT_FIELD(tokens, access_token),
    NUMBER_FIELD(tokens, requests),
    END_FIELD,
};

static const struct field probed_fields[] = {
    CHOICE_FIELD(probed, answer, ANSWER_COUNT),
    NUMBER_FIELD(probed, status),
    RECORD_FIELD(probed, demand, demand_fields),
    NUMBER_FIELD(probed, requests),
    END_FIELD,
};

static const struct field failure_fields[] = {
    CHOICE_FIELD(failure, answer, ANSWER_COUNT),
    TEXT_FIELD(failure, reason),
    TEXT_FIELD(failure, error),
    TEXT_FIELD(failure, codes),
    TEXT_FIELD(failure, suberror),
    TEXT_FIELD(failure, trace),
    TEXT_FIELD(failure, correlation),
    RECORD_FIELD(failure, demand, demand_fields),
    NUMBER_FIELD(failure, retry_after),
    NUMBER_FIELD(failure, requests),
    END_FIELD,
};

static const struct field stale_keys_fields[] = {
    NUMBER_FIELD(stale_keys, requests),
    END_FIELD,
};

static const struct field *const fields_of[MESSAGE_COUNT] = {
    [MESSAGE_LOGIN] = login_fields,
    [MESSAGE_CANCEL] = cancel_fields,
    [MESSAGE_SHOW] = show_fields,
    [MESSAGE_VERDICT] = verdict_fields,
    [MESSAGE_DISCOVER] = discover_fields,
    [MESSAGE_PROBE] = probe_fields,
    [MESSAGE_CLIENT] = client_fields,
    [MESSAGE_KEYS] = keys_fields,
    [MESSAGE_REFRESH] = refresh_fields,
    [MESSAGE_SIGN_IN] = sign_in_fields,
    [MESSAGE_METADATA] = discovered_fields,
    [MESSAGE_PROBED] = probed_fields,
    [MESSAGE_STALE_KEYS] = stale_keys_fields,
    [MESSAGE_CODE] = code_fields,
    [MESSAGE_TOKENS] = tokens_fields,
    [MESSAGE_FAILURE] = failure_fields,
};

/* The legal messages of each state, as bits. */
#define LEGAL(type) (1U << MESSAGE_##type)

static const unsigned int legal[READING_COUNT] = {
    [READING_LOGIN] = LEGAL(LOGIN),
    [READING_CANCEL] = LEGAL(CANCEL),
    [READING_SHOW] = LEGAL(SHOW) | LEGAL(VERDICT),
    [READING_VERDICT] = LEGAL(VERDICT),
    [READING_ROLE] = LEGAL(DISCOVER) | LEGAL(PROBE) | LEGAL(CLIENT),
    [READING_ORDER] = LEGAL(REFRESH) | LEGAL(SIGN_IN),
    [READING_KEYS] = LEGAL(KEYS),
    [READING_METADATA] = LEGAL(METADATA) | LEGAL(FAILURE),
    [READING_PROBED] = LEGAL(PROBED) | LEGAL(FAILURE),
    [READING_REFRESHED] = LEGAL(TOKENS) | LEGAL(STALE_KEYS) | LEGAL(FAILURE),
    [READING_CODE] = LEGAL(CODE) | LEGAL(FAILURE),
    [READING_SIGNED_IN] = LEGAL(TOKENS) | LEGAL(STALE_KEYS) | LEGAL(FAILURE),
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

    if (frame->bad || length != frame->length || version != WIRE_VERSION)
        return false;
    if (type >= MESSAGE_COUNT || (legal[reading] & 1U << type) == 0)
        return false;
    fields_get(fields_of[type], frame, ret_message);
    *ret_type = type;
    return frame_complete(frame);
}
