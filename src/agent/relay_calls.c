/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/relay_calls.h"
#include "agent/failure.h"
#include "agent/keeper_link.h"
#include "shared/text.h"

#include <inttypes.h>
#include <string.h>

enum {
    RELAY_ANSWER_MAX = 32 * 1024, /* bytes: a code, and all else */
    START_BODY_SIZE = 16 * 1024,  /* what a relay takes */
    GIVE_UP_MAX = 1000,           /* ms: somebody waits for us to end */
};

#define ID_BYTES "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define SECRET_BYTES                                                          \
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

/* One call. */
struct relay_call {
    char url[URL_SIZE + WORD_SIZE];
    const char *secret; /* that proves us */
    const char *body;   /* JSON, or NULL for a DELETE */
    int64_t patience;   /* ms, 0 for the timeout of requests */
};

/* A call that waits ends when the keeper hangs up: then nobody waits for its
 * answer. */
static void send_call(const struct exchange *exchange,
                      const struct relay_call *call,
                      struct http_answer *ret_answer)
{
    char type[] = "Content-Type: application/json";
    char authorization[SECRET_SIZE + WORD_SIZE];
    struct http_request request = {.url = call->url,
                                   .form = call->body,
                                   .header = type,
                                   .authorization = authorization,
                                   .max = RELAY_ANSWER_MAX,
                                   .patience = call->patience,
                                   .link = KEEPER_LINK,
                                   .remove = call->body == NULL};

    /* It has hung up already, maybe, which is why we call. */
    if (request.remove)
        request.link = 0;
    text_format(authorization, sizeof(authorization),
                "Authorization: Bearer %s", call->secret);
    http_send(exchange->http, &request, ret_answer);
    explicit_bzero(authorization, sizeof(authorization));
}

/* The request for a sign-in; false where it is too long for the relay. */
static bool write_start(const struct exchange *exchange,
                        const struct sign_in *order, const char *address,
                        char ret_body[START_BODY_SIZE])
{
    const struct origin *origin = &order->origin;
    struct json *body = json_of("{}");
    char seconds[WORD_SIZE];
    bool written;

    /* Rounded up: the relay must not be through first. */
    text_format(seconds, sizeof(seconds), "%" PRId64,
                http_remaining(exchange->http) / 1000 + 1);
    json_build(&body, "authorization_url", json_new_text(address));
    json_build(&body, "host", json_new_text(origin->host));
    json_build(&body, "service", json_new_text(origin->service));
    json_build(&body, "user", json_new_text(origin->user));
    json_build(&body, "from", json_new_text(origin->from));
    json_build(&body, "account", json_new_text(order->login_hint));
    json_build(&body, "expires_in", json_of(seconds));
    json_build(&body, "number", json_of(order->number ? "true" : "false"));
    written = body != NULL && json_print(body, ret_body, START_BODY_SIZE);
    json_free(&body);
    return written;
}

/* The relay's word for a refusal, if it is one that we know. */
static void explain(const struct http_answer *answer, const char *url,
                    struct failure *failure)
{
    static const char known[] =
        "key host authorization_url malformed state starts waiting guesses "
        "large away";
    struct json *object = NULL;
    char word[WORD_SIZE] = "";
    char reason[2 * WORD_SIZE];

    /* A relay that shows a wrong certificate is none that can be reached. */
    if (answer->transport != ANSWER_OK) {
        failure_set(failure, ANSWER_NO_RELAY, "relay_unreachable");
        text_format(failure->detail, NAME_SIZE, "%.150s: %s", url,
                    answer->reason);
        return;
    }
    object = json_parse_object(answer->body, answer->length);
    if (!json_printable(json_member(object, "error"), word, sizeof(word)) ||
        !text_has_word(known, word))
        text_format(word, sizeof(word), "refuses");
    json_free(&object);
    text_format(reason, sizeof(reason), "relay_%.40s", word);
    failure_set(failure, ANSWER_NO_RELAY, reason);
    text_format(failure->detail, NAME_SIZE, "%.150s: status %ld", url,
                answer->status);
}

/* At least one of these bytes, and no other. */
static bool is_of(const char *text, const char *bytes)
{
    return text[0] != '\0' && text[strspn(text, bytes)] == '\0';
}

/* The address is the relay's own with the id behind it: nobody can be sent
 * elsewhere, and what stands on the screen says nothing else. */
static bool read_start(const struct client *client,
                       const struct http_answer *answer,
                       struct relay_sign_in *ret_sign_in)
{
    struct json *object = json_parse_object(answer->body, answer->length);
    char url[URL_SIZE + RELAY_ID_SIZE];
    bool right = json_printable(json_member(object, "id"), ret_sign_in->id,
                                RELAY_ID_SIZE) &&
                 json_printable(json_member(object, "url"), ret_sign_in->url,
                                URL_SIZE) &&
                 json_printable(json_member(object, "secret"),
                                ret_sign_in->secret, SECRET_SIZE) &&
                 json_integer(json_member(object, "expires_in"),
                              &ret_sign_in->expires_in);

    json_free(&object);
    text_format(url, sizeof(url), "%s/%s", client->relay_url, ret_sign_in->id);
    return right && is_of(ret_sign_in->id, ID_BYTES) &&
           is_of(ret_sign_in->secret, SECRET_BYTES) &&
           strcmp(url, ret_sign_in->url) == 0;
}

/* 201 and nothing else: another status is somebody else's answer. */
bool relay_start(const struct exchange *exchange, const struct sign_in *order,
                 const char *address, struct relay_sign_in *ret_sign_in,
                 struct failure *ret_refusal)
{
    static char body[START_BODY_SIZE];
    const struct client *client = exchange->client;
    struct relay_call call = {.secret = client->relay_key, .body = body};
    struct http_answer answer;

    text_format(call.url, sizeof(call.url), "%s/v1/sign-ins",
                client->relay_url);
    if (!write_start(exchange, order, address, body)) {
        failure_set(ret_refusal, ANSWER_NO_RELAY, "relay_large");
        return false;
    }
    send_call(exchange, &call, &answer);
    if (answer.transport != ANSWER_OK || answer.status != 201) {
        explain(&answer, call.url, ret_refusal);
        return false;
    }
    if (read_start(client, &answer, ret_sign_in))
        return true;
    failure_set(ret_refusal, ANSWER_NO_RELAY, "relay_nonsense");
    return false;
}

/* The id is of the relay's alphabet by now, and needs no encoding. */
static void write_url(const struct exchange *exchange,
                      const struct relay_sign_in *sign_in, const char *end,
                      struct relay_call *call)
{
    text_format(call->url, sizeof(call->url), "%.*s/v1/sign-ins/%s%s",
                URL_SIZE - 1, exchange->client->relay_url, sign_in->id, end);
}

/* A word that we do not know is as good as no answer. */
static enum relay_status status_of(const struct json *answer)
{
    static const struct {
        const char *word;
        enum relay_status status;
    } words[] = {
        {"waiting", RELAY_WAITING}, {"number", RELAY_NUMBER},
        {"wrong", RELAY_WRONG},     {"done", RELAY_DONE},
        {"error", RELAY_ERROR},
    };

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (json_is_text(json_member(answer, "status"), words[i].word))
            return words[i].status;
    return RELAY_AWAY;
}

/* A status other than these is a front's that has lost its relay, which may be
 * back at the next call. */
static void judge(const struct http_answer *answer,
                  struct relay_result *ret_result)
{
    ret_result->status = RELAY_AWAY;
    if (answer->transport != ANSWER_OK) {
        if (strcmp(answer->reason, "hung_up") == 0)
            ret_result->status = RELAY_LEFT;
        return;
    }
    /* Restarted, or another one behind the same address: it knows neither id
     * nor secret, and a new sign-in is all that helps. */
    if (answer->status == 404 || answer->status == 401)
        ret_result->status = RELAY_GONE;
    if (answer->status != 200)
        return;
    /* Bounded, and strict: a relay that was taken over has this to try. */
    ret_result->answer = json_parse_object(answer->body, answer->length);
    ret_result->status = status_of(ret_result->answer);
    (void) json_integer(json_member(ret_result->answer, "left"),
                        &ret_result->left);
}

/* A front may be through with a call before the relay is: it is asked again,
 * as after any other that came to nothing. */
void relay_ask(const struct exchange *exchange,
               const struct relay_sign_in *sign_in, const char *number,
               int64_t patience, struct relay_result *ret_result)
{
    struct relay_call call = {.secret = sign_in->secret, .patience = patience};
    struct http_answer answer;
    char body[WORD_SIZE] = "{}";

    if (number != NULL)
        text_format(body, sizeof(body), "{\"number\":\"%s\"}", number);
    *ret_result = (struct relay_result){.left = 0};
    call.body = body;
    write_url(exchange, sign_in, "/result", &call);
    send_call(exchange, &call, &answer);
    judge(&answer, ret_result);
    explicit_bzero(body, sizeof(body));
}

/* A second is enough for a relay that is there; one that is not will see it
 * expire. */
void relay_give_up(const struct exchange *exchange,
                   const struct relay_sign_in *sign_in)
{
    struct relay_call call = {.secret = sign_in->secret,
                              .patience = GIVE_UP_MAX};
    struct http_answer answer;

    write_url(exchange, sign_in, "", &call);
    send_call(exchange, &call, &answer);
}
