/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/relay_flow.h"
#include "agent/authorization_endpoint.h"
#include "agent/authorization_response.h"
#include "agent/failure.h"
#include "agent/invitation.h"
#include "agent/keeper_link.h"
#include "agent/relay_calls.h"
#include "shared/text.h"

#include <poll.h>
#include <string.h>

enum {
    FAREWELL = 2000,      /* ms before the end, to tell the relay */
    PATIENCE = 30 * 1000, /* ms: longer than any relay lets a call wait */
    PAUSE = 1000,         /* ms after a call that came to nothing */
    WAIT_MIN = 1000,      /* ms that a relay lets a call wait, or nearly */
};

/* One sign-in that is waited for. */
struct following {
    const struct exchange *exchange;
    struct relay_sign_in sign_in;
    int64_t end; /* what http_remaining() says when it is over */
    char number[RELAY_NUMBER_SIZE]; /* to be sent; empty for none */
    bool told;      /* the relay has said how it ended: it knows */
    int64_t waited; /* ms, by the last call */
};

/* ms until the relay is to be told that nobody waits any more. */
static int64_t time_left(const struct following *following)
{
    return http_remaining(following->exchange->http) - following->end -
           FAREWELL;
}

/* What a sign-in is as long as nothing else is known of it. */
static void expire(struct token_response *response)
{
    failure_set(&response->failure, ANSWER_EXPIRED, "");
}

/* The person's number, which may have been typed before the relay asked for
 * it: it waits at the link.  False without one in time, or without a
 * keeper. */
static bool hear_number(struct following *following)
{
    static union message message;
    enum message_type type;
    struct pollfd link = {.fd = KEEPER_LINK, .events = POLLIN};
    int64_t left = time_left(following);

    if (left <= 0 || poll(&link, 1, (int) left) <= 0)
        return false;
    if (!keeper_link_receive(READING_PASTE, &type, &message))
        return false;
    text_format(following->number, RELAY_NUMBER_SIZE, "%s",
                message.reply.text);
    explicit_bzero(&message.reply, sizeof(message.reply));
    return following->number[0] != '\0';
}

/* The keeper asks for another one, and counts as well. */
static bool ask_again(const struct following *following, int64_t left)
{
    struct ask_again again = {.paste = PASTE_NUMBER, .left = left};

    return keeper_link_send(following->exchange->http, MESSAGE_ASK_AGAIN,
                            &again);
}

/* The keeper hanging up ends the pause. */
static bool pause_a_while(void)
{
    struct pollfd link = {.fd = KEEPER_LINK, .events = POLLRDHUP};

    return poll(&link, 1, PAUSE) == 0;
}

/* Printable ASCII, or none: a code that is not is none of the provider's that
 * we redeem at (RFC 6749 appendix A.11). */
static void copy_text(const struct json *answer, const char *name,
                      char **ret_text, char **at)
{
    static char nothing[] = "";
    size_t room = REPLY_SIZE;

    *ret_text = nothing;
    if (json_printable(json_member(answer, name), *at, room)) {
        *ret_text = *at;
        *at += room;
    }
}

/* The provider's code, as the relay tells it: worth as much as one that was
 * pasted. */
static void use_code(struct following *following, const struct json *answer,
                     struct token_response *response)
{
    static char texts[3 * REPLY_SIZE];
    static struct redirect redirect;
    const struct exchange *exchange = following->exchange;
    const struct redirect_rules rules = {exchange->client, exchange->state};
    char *at = texts;
    char *code, *state, *issuer;

    copy_text(answer, "code", &code, &at);
    copy_text(answer, "state", &state, &at);
    copy_text(answer, "iss", &issuer, &at);
    redirect = (struct redirect){
        .code = code, .state = state, .issuer = issuer, .error = ""};
    redirect_judge(&redirect, &rules);
    if (redirect_is_final(redirect.kind))
        authorization_redeem(exchange, &redirect, response);
    else
        failure_set(&response->failure, ANSWER_UNTRUSTED, "relay_answer");
    explicit_bzero(texts, sizeof(texts));
}

/* Why it ended at the relay. */
static void use_error(struct following *following, const struct json *answer,
                      struct token_response *response)
{
    static struct redirect redirect;
    char word[WORD_SIZE] = "";
    char error[NAME_SIZE] = "";
    const struct json *description =
        json_member(answer, "provider_error_description");

    (void) json_printable(json_member(answer, "error"), word, sizeof(word));
    if (text_has_word("reported replaced number", word)) {
        failure_set(&response->failure, ANSWER_DECLINED, word);
    } else if (strcmp(word, "provider") == 0) {
        (void) json_printable(json_member(answer, "provider_error"), error,
                              sizeof(error));
        redirect = (struct redirect){.kind = REDIRECT_ERROR,
                                     .code = "",
                                     .state = "",
                                     .issuer = "",
                                     .error = error};
        authorization_redeem(following->exchange, &redirect, response);
        (void) json_printable(description, response->failure.description,
                              NAME_SIZE);
    } else {
        expire(response);
    }
}

/* One that waits for nothing would have us ask without a pause, for as long
 * as the login lasts. */
static bool wait_on(const struct following *following)
{
    if (following->waited >= WAIT_MIN)
        return true;
    return pause_a_while();
}

/* What the relay has said; true while it is to be asked again. */
static bool use_result(struct following *following,
                       const struct relay_result *result,
                       struct token_response *response, bool *ret_alive)
{
    switch (result->status) {
    case RELAY_WAITING:
        return wait_on(following);
    case RELAY_WRONG:
        *ret_alive = ask_again(following, result->left);
        return *ret_alive && hear_number(following);
    case RELAY_NUMBER:
        return hear_number(following);
    case RELAY_AWAY:
        return pause_a_while();
    case RELAY_DONE:
        following->told = true;
        use_code(following, result->answer, response);
        return false;
    case RELAY_ERROR:
        following->told = true;
        use_error(following, result->answer, response);
        return false;
    case RELAY_GONE:
        /* There is nobody to tell. */
        following->told = true;
        return false;
    case RELAY_LEFT:
        *ret_alive = false;
        return false;
    }
    return false;
}

/* Until it has ended, or nobody waits any more. */
static bool follow(struct following *following,
                   struct token_response *response)
{
    bool alive = true;
    bool goes_on = true;

    expire(response);
    while (goes_on && time_left(following) > 0) {
        const char *number =
            following->number[0] == '\0' ? NULL : following->number;
        int64_t before = time_left(following);
        int64_t patience = before;
        struct relay_result result;

        /* One of the relay's long waits, and some time for the network. */
        if (patience > PATIENCE)
            patience = PATIENCE;
        relay_ask(following->exchange, &following->sign_in, number, patience,
                  &result);
        following->waited = before - time_left(following);
        /* Once, whatever came of it: a second try would be counted. */
        explicit_bzero(following->number, RELAY_NUMBER_SIZE);
        goes_on = use_result(following, &result, response, &alive);
        json_free(&result.answer);
    }
    /* Expired, cancelled or disconnected here: the page is to say so. */
    if (!following->told)
        relay_give_up(following->exchange, &following->sign_in);
    return alive;
}

/* Start it at the relay, and have its address shown. */
static bool run(struct exchange *exchange, const struct sign_in *order,
                struct token_response *response)
{
    static struct following following;
    static struct invitation invitation;
    static char address[ADDRESS_SIZE];
    const char *obstacle =
        authorization_endpoint_compose(exchange, order, address);
    bool alive = true;

    following = (struct following){.exchange = exchange};
    if (obstacle != NULL) {
        authorization_refuse_without(exchange->client, obstacle,
                                     &response->failure);
        return true;
    }
    if (!relay_start(exchange, order, address, &following.sign_in,
                     &response->failure))
        return true;
    invitation =
        (struct invitation){.expires_in = following.sign_in.expires_in};
    text_copy(invitation.address, ADDRESS_SIZE, following.sign_in.url);
    alive = invitation_send(exchange->http, &invitation, invitation.address,
                            &following.end) &&
            follow(&following, response);
    explicit_bzero(&following, sizeof(following));
    return alive;
}

/* The browser comes back to the relay, which both requests have to name. */
bool relay_flow_run(struct exchange *exchange, const struct sign_in *order,
                    struct token_response *ret_response)
{
    struct client *client = exchange->client;
    char redirect_uri[URL_SIZE];
    bool alive;

    text_format(redirect_uri, sizeof(redirect_uri), "%s",
                client->redirect_uri);
    text_format(client->redirect_uri, URL_SIZE, "%.*s/callback",
                URL_SIZE - WORD_SIZE, client->relay_url);
    alive = run(exchange, order, ret_response);
    text_format(client->redirect_uri, URL_SIZE, "%s", redirect_uri);
    explicit_bzero(exchange->verifier, sizeof(exchange->verifier));
    return alive;
}
