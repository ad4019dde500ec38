/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A host starts a sign-in: its key, its ceilings and the sign-in itself are
 * judged and changed together.
 */

#include "format/json.h"
#include "process/clock.h"
#include "relay/events.h"
#include "relay/expiry.h"
#include "relay/forward.h"
#include "relay/host_answer.h"
#include "relay/host_calls.h"
#include "relay/secrets.h"
#include "relay/turn.h"
#include "relay/user_list.h"
#include "shared/text.h"
#include "wire/field.h"

#include <stdlib.h>
#include <string.h>

enum {
    START_TRIES = 50,
    MINUTE = 60 * 1000, /* ms */
};

/* The keys that a start reads and changes together. */
enum place { STARTS, USER, STATE, SIGN_IN, PLACES };

struct start {
    struct relay *relay;
    struct call *call;
    struct sign_in sign_in;
    char key_name[NAME_SIZE]; /* the host key's */
    char secret[HOST_SECRET_SIZE];
    struct user_list users;
    char replaced[SIGN_IN_ID_SIZE]; /* empty for none */
    int tries;
};

/* A refusal of what stands in the call. */
struct refusal {
    int status;
    const char *word, *detail;
};

/* What it drew may be a secret of somebody by now: it is wiped. */
static void refuse(struct start *start, const struct refusal *refusal)
{
    struct call *call = start->call;

    event_refused(start->relay, call, &start->sign_in, refusal->word);
    explicit_bzero(start, sizeof(*start));
    free(start);
    host_refuse(call, refusal->status, refusal->word, refusal->detail);
}

/* The host may come again then (RFC 9110 section 10.2.3). */
static void refuse_for(struct start *start, int64_t seconds,
                       const struct refusal *refusal)
{
    call_add_field(start->call, "Retry-After", "%d", (int) seconds);
    refuse(start, refusal);
}

/* The texts of a start, and which of them must say something. */
static bool read_texts(const struct json *object, struct sign_in *sign_in)
{
    const struct {
        const char *name;
        char *text;
        size_t size;
        bool needed;
    } texts[] = {
        {"authorization_url", sign_in->authorization_url, FORWARD_SIZE, true},
        {"host", sign_in->host, NAME_SIZE, true},
        {"service", sign_in->service, NAME_SIZE, true},
        {"user", sign_in->user, NAME_SIZE, true},
        {"from", sign_in->from, NAME_SIZE, false},
        {"account", sign_in->account, NAME_SIZE, false},
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        const char *text = json_string(json_member(object, texts[i].name));

        if (text == NULL || (texts[i].needed && text[0] == '\0') ||
            !text_copy(texts[i].text, texts[i].size, text))
            return false;
    }
    return true;
}

/* A host may ask for less time than we give, not for more. */
static bool read_body(struct start *start)
{
    const struct request *request = &start->call->request;
    struct json *object = json_parse_object(request->body, request->length);
    const struct json *number = json_member(object, "number");
    struct sign_in *sign_in = &start->sign_in;
    int64_t seconds = 0;
    bool right = read_texts(object, sign_in) && json_is_bool(number) &&
                 json_integer(json_member(object, "expires_in"), &seconds) &&
                 seconds >= 1;

    sign_in->number_wanted = json_is_true(number);
    if (seconds > start->relay->settings->lifetime)
        seconds = start->relay->settings->lifetime;
    sign_in->started = clock_realtime();
    sign_in->expires = sign_in->started + seconds * 1000;
    json_free(&object);
    return right;
}

/* What is wrong with the call; NULL for nothing. */
static const struct refusal *judge(struct start *start)
{
    static const struct refusal
        key = {401, "key", "send a host key that this relay knows"},
        malformed = {400, "malformed", "send every member, each as described"},
        host = {403, "host", "this key is not for this host's name"},
        foreign = {403, "authorization_url",
                   "name an endpoint, a client and the redirect URI that this "
                   "relay forwards for"},
        url = {400, "authorization_url",
               "send a whole authorization request with state and PKCE"};
    struct relay *relay = start->relay;
    const char *name = keys_find(relay->keys, host_bearer(start->call));

    if (name == NULL)
        return &key;
    text_format(start->key_name, NAME_SIZE, "%s", name);
    if (!read_body(start))
        return &malformed;
    if (!keys_name_matches(name, start->sign_in.host))
        return &host;
    switch (forward_judge(start->sign_in.authorization_url, relay->settings,
                          start->sign_in.state)) {
    case FORWARD_FOREIGN:
        return &foreign;
    case FORWARD_MALFORMED:
        return &url;
    default:
        return NULL;
    }
}

/* Of the secret the store has a hash alone. */
static bool draw(struct start *start)
{
    struct sign_in *sign_in = &start->sign_in;

    if (!secrets_draw_id(sign_in->id) ||
        !secrets_draw_secret(start->secret, sign_in->secret))
        return false;
    sign_in->tries_left = TRIES;
    return true;
}

/* Its own host logs how it ended; this line says that it was not by its
 * person. */
static void replaced(struct turn *turn, enum turn_end how)
{
    if (how == TURN_DONE && turn->sign_in.ending == ENDING_REPLACED)
        event_of_end(turn->relay, NULL, COUNT_REPLACED, &turn->sign_in, NULL);
}

static bool replace(struct turn *turn)
{
    return sign_in_end(&turn->sign_in, ENDING_REPLACED, turn->now);
}

/* The oldest of too many ends; its page and its host are told. */
static void replace_oldest(struct relay *relay, const char *id)
{
    struct turn *turn = turn_new(relay, NULL);

    if (turn == NULL)
        return;
    turn->decide = replace;
    turn->answer = replaced;
    turn_begin(turn, id);
}

/* The start is over before its answer goes out, since the store may call back
 * at once for the sign-in that has to make room. */
static void answer(struct start *start)
{
    const struct sign_in *sign_in = &start->sign_in;
    struct relay *relay = start->relay;
    struct call *call = start->call;
    struct json *object = json_of("{}");
    char url[URL_SIZE + SIGN_IN_ID_SIZE];
    char seconds[WORD_SIZE];
    char oldest[SIGN_IN_ID_SIZE];

    text_format(url, sizeof(url), "%s/%s", relay->settings->public_url,
                sign_in->id);
    text_format(seconds, sizeof(seconds), "%d",
                (int) ((sign_in->expires - sign_in->started) / 1000));
    json_build(&object, "id", json_new_text(sign_in->id));
    json_build(&object, "url", json_new_text(url));
    json_build(&object, "secret", json_new_text(start->secret));
    json_build(&object, "expires_in", json_of(seconds));
    event_of_sign_in(relay, call, COUNT_STARTED, sign_in, NULL);
    expiry_set(relay, sign_in);
    text_format(oldest, sizeof(oldest), "%s", start->replaced);
    explicit_bzero(start, sizeof(*start));
    free(start);
    host_answer(call, 201, object);
    if (oldest[0] != '\0')
        replace_oldest(relay, oldest);
}

static void begin(struct start *start);

/* Two starts of one key or user are in each other's way: both count, one after
 * the other. */
static void was_changed(void *context, enum store_result result)
{
    static const struct refusal full = {429, "waiting",
                                        "as many sign-ins wait as may"},
                                away = {503, "away",
                                        "the store does not answer"};
    struct start *start = context;

    if (result == STORE_DONE) {
        answer(start);
    } else if (result == STORE_CONFLICT && start->tries > 0) {
        start->tries--;
        begin(start);
    } else if (result == STORE_FULL) {
        refuse_for(start, 10, &full);
    } else {
        refuse_for(start, 2, &away);
    }
}

/* Starts of this key in the minute that the first of them began. */
struct starts {
    int64_t began;
    int64_t count;
};

static FIELDS(starts, FIELD(starts, began), FIELD(starts, count));

/* A minute begins with the first start in it; one that is over, or lies ahead
 * since a clock was set, begins anew. */
static struct starts read_starts(const struct store_value *value, int64_t now)
{
    struct frame frame = frame_of(value->bytes, value->size);
    struct starts starts;

    fields_get(starts_fields, &frame, &starts);
    if (!frame_complete(&frame) || now - starts.began >= MINUTE ||
        now < starts.began)
        return (struct starts){.began = now};
    return starts;
}

/* The order is that of enum place. */
static void list_keys(const struct start *start,
                      struct store_key ret_keys[PLACES])
{
    const struct sign_in *sign_in = &start->sign_in;

    ret_keys[STARTS] = turn_state_key(start->key_name);
    ret_keys[STARTS].kind = STORE_STARTS;
    ret_keys[USER] = turn_user_key(sign_in->host, sign_in->user);
    ret_keys[STATE] = turn_state_key(sign_in->state);
    ret_keys[SIGN_IN] = turn_key(sign_in->id);
}

/* What becomes of the four keys, as bytes. */
struct bytes {
    unsigned char starts[16];
    unsigned char users[USER_LIST_BYTES];
    unsigned char state[SIGN_IN_ID_SIZE];
    unsigned char sign_in[STORE_VALUE_MAX];
};

/* All or nothing: a sign-in whose state leads nowhere could not be finished,
 * and one that is in no list would never be replaced. */
static void change(struct start *start, const struct store_value *olds,
                   const struct starts *starts)
{
    struct bytes bytes;
    struct frame frames[PLACES] = {
        [STARTS] = frame_over(bytes.starts, sizeof(bytes.starts)),
        [USER] = frame_over(bytes.users, sizeof(bytes.users)),
        [STATE] = frame_over(bytes.state, sizeof(bytes.state)),
        [SIGN_IN] = frame_over(bytes.sign_in, sizeof(bytes.sign_in)),
    };
    struct store_change changes[PLACES];
    struct store_key keys[PLACES];
    int64_t lasts = turn_lasts(&start->sign_in, start->sign_in.started);

    fields_put(starts_fields, starts, &frames[STARTS]);
    user_list_encode(&start->users, &frames[USER]);
    frame_put_bytes(&frames[STATE], start->sign_in.id, SIGN_IN_ID_SIZE);
    sign_in_encode(&start->sign_in, &frames[SIGN_IN]);
    list_keys(start, keys);
    for (size_t i = 0; i < PLACES; i++)
        changes[i] = (struct store_change){
            .key = keys[i],
            .old = olds[i],
            .new = {frames[i].bytes, frames[i].length},
            .lasts = lasts,
        };
    changes[STARTS].lasts = MINUTE;
    changes[SIGN_IN].count = COUNT_ENTER;
    /* An id that is taken is a conflict, and another one is drawn. */
    changes[SIGN_IN].old = (struct store_value){NULL, 0};
    store_change(start->relay->store, changes, PLACES, was_changed, start);
}

/* The ceilings of this moment; only what can be changed is counted. */
static void was_read(void *context, enum store_result result,
                     const struct store_value values[])
{
    static const struct refusal
        away = {503, "away", "the store does not answer"},
        starts_reached = {429, "starts", "this key has started too many"},
        state = {400, "state", "a sign-in has this state already"};
    struct start *start = context;
    const struct relay_settings *settings = start->relay->settings;
    int64_t now = start->sign_in.started;
    struct starts starts;

    if (result != STORE_DONE) {
        refuse_for(start, 2, &away);
        return;
    }
    starts = read_starts(&values[STARTS], now);
    if (starts.count >= settings->starts_per_minute) {
        refuse_for(start, (starts.began + MINUTE - now + 999) / 1000,
                   &starts_reached);
        return;
    }
    if (values[STATE].size != 0) {
        refuse(start, &state);
        return;
    }
    starts.count++;
    user_list_decode(&values[USER], now, &start->users);
    user_list_add(&start->users, &start->sign_in,
                  (size_t) settings->waiting_per_user, start->replaced);
    change(start, values, &starts);
}

/* Each try draws anew: an id that is taken is a conflict like others. */
static void begin(struct start *start)
{
    static const struct refusal random = {503, "away",
                                          "there are no random numbers"};
    struct store_key keys[PLACES];

    if (!draw(start)) {
        refuse_for(start, 2, &random);
        return;
    }
    list_keys(start, keys);
    store_read(start->relay->store, keys, PLACES, was_read, start);
}

/* Whose key is unknown is told before its body is read. */
void host_start(struct relay *relay, struct call *call)
{
    struct start *start = calloc(1, sizeof(*start));
    const struct refusal *refusal;

    if (start == NULL) {
        host_refuse(call, 503, "away", "there is no memory left");
        return;
    }
    start->relay = relay;
    start->call = call;
    start->tries = START_TRIES;
    refusal = judge(start);
    if (refusal != NULL)
        refuse(start, refusal);
    else
        begin(start);
}
