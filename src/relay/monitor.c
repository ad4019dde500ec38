/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/monitor.h"

#include "relay/events.h"
#include "shared/text.h"

#include <inttypes.h>
#include <string.h>

enum { METRICS_SIZE = 4096 };

/* Plain text, for people with curl and for monitoring systems. */
static void answer(struct call *call, int status, const char *type,
                   const char *text)
{
    call->response.status = status;
    call_add_field(call, "Content-Type", "%s", type);
    call_add_field(call, "Cache-Control", "no-store");
    call_set_body(call, text, strlen(text));
    call_finish(call);
}

/* Counters begin at 0 with the process, as those who read them know
 * (Prometheus, text format 0.0.4). */
static void write_metrics(const struct relay *relay, char text[METRICS_SIZE])
{
    text_format(text, METRICS_SIZE,
                "# HELP claims_relay_sign_ins_total What happened to "
                "sign-ins.\n"
                "# TYPE claims_relay_sign_ins_total counter\n");
    for (int i = 0; i < COUNT_OF_COUNTS; i++)
        text_append(text, METRICS_SIZE,
                    "claims_relay_sign_ins_total{event=\"%s\"} %" PRId64 "\n",
                    event_word((enum count) i), relay->counts[i]);
    text_append(text, METRICS_SIZE,
                "# HELP claims_relay_waiting Sign-ins that wait for their "
                "person.\n"
                "# TYPE claims_relay_waiting gauge\n"
                "claims_relay_waiting %" PRId64 "\n"
                "# HELP claims_relay_store_up Whether the store answers.\n"
                "# TYPE claims_relay_store_up gauge\n"
                "claims_relay_store_up %d\n",
                store_waiting(relay->store), store_is_there(relay->store));
}

/* Healthy is who can start a sign-in, which takes the store. */
void monitor_answer(void *context, struct call *call)
{
    const struct relay *relay = context;
    const char *path = call->request.path;
    char metrics[METRICS_SIZE];

    if (call->request.method != METHOD_GET) {
        call_add_field(call, "Allow", "GET, HEAD");
        answer(call, 405, "text/plain", "use GET\n");
    } else if (strcmp(path, "/metrics") == 0) {
        write_metrics(relay, metrics);
        answer(call, 200, "text/plain; version=0.0.4; charset=utf-8", metrics);
    } else if (strcmp(path, "/healthz") != 0) {
        answer(call, 404, "text/plain", "there are /healthz and /metrics\n");
    } else if (store_is_there(relay->store)) {
        answer(call, 200, "text/plain", "ok\n");
    } else {
        answer(call, 503, "text/plain", "the store does not answer\n");
    }
}
