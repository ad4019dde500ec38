/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/page.h"

#include "relay/html.h"
#include "relay/page_texts.h"
#include "shared/text.h"

#include <string.h>

enum { MINUTE = 60, HOUR = 60 * MINUTE };

static const int statuses[PAGE_COUNT] = {
    [PAGE_ASK] = 200,
    [PAGE_DONE] = 200,
    [PAGE_NUMBER] = 200,
    [PAGE_REPORTED] = 200,
    [PAGE_PROVIDER_ERROR] = 200,
    [PAGE_OVER] = 410,
    [PAGE_REPLACED] = 410,
    [PAGE_UNKNOWN] = 404,
    [PAGE_OTHER_BROWSER] = 403,
    [PAGE_NO_COOKIE] = 403,
    [PAGE_TOO_LATE] = 409,
    [PAGE_NOT_YET] = 409,
    [PAGE_MALFORMED] = 400,
    [PAGE_METHOD] = 405,
    [PAGE_TOO_LARGE] = 413,
    [PAGE_TOO_MANY] = 429,
    [PAGE_FAULT] = 500,
    [PAGE_AWAY] = 503,
};

/* What a script would need to know stands in the status; people read the page.
 * */
int page_status(enum page_kind kind)
{
    return statuses[kind];
}

/* What a host left empty has no row. */
static bool is_known(const char *text)
{
    return text != NULL && text[0] != '\0';
}

/* A label and its value, as a screen reader takes them together. */
static void put_fact(struct html *html, const char *label, const char *text)
{
    if (!is_known(text))
        return;
    html_put(html, "<dt>");
    html_put_text(html, label);
    html_put(html, "</dt>\n<dd>");
    html_put_text(html, text);
    html_put(html, "</dd>\n");
}

/* A minute or two are told in seconds: what has begun this moment is what the
 * person knows of. */
static void put_age(struct html *html, const struct page_texts *texts,
                    int64_t age)
{
    static const int64_t units[SPAN_COUNT] = {1, MINUTE, HOUR};
    enum span span = SPAN_SECONDS;
    char text[LINE_SIZE];

    if (age >= 2 * MINUTE)
        span = SPAN_MINUTES;
    if (age >= 2 * HOUR)
        span = SPAN_HOURS;
    /* Another node's clock may be a little ahead. */
    if (age < 0)
        age = 0;
    text_format(text, sizeof(text), "%s%d%s", texts->ago[span][0],
                (int) (age / units[span]), texts->ago[span][1]);
    put_fact(html, texts->labels[LABEL_STARTED], text);
}

/* Behind a return the person knows where the login comes from, and the number
 * is to be the first thing seen. */
static void put_facts(struct html *html, const struct page_texts *texts,
                      const struct page *page)
{
    html_put(html, "<dl>\n");
    put_fact(html, texts->labels[LABEL_USER], page->user);
    put_fact(html, texts->labels[LABEL_HOST], page->host);
    put_fact(html, texts->labels[LABEL_SERVICE], page->service);
    if (page->kind == PAGE_ASK) {
        put_fact(html, texts->labels[LABEL_FROM], page->from);
        put_age(html, texts, page->age);
        put_fact(html, texts->labels[LABEL_ACCOUNT], page->account);
    }
    html_put(html, "</dl>\n");
}

/* The name is the same, so that the form says which was pressed without a
 * script. */
static void put_button(struct html *html, const char *value, const char *text)
{
    html_put(html, "<button name=\"answer\" value=\"");
    html_put(html, value);
    html_put(html, "\">");
    html_put_text(html, text);
    html_put(html, "</button>\n");
}

/* Continue stands first, as Enter presses the first of them; both can be
 * reached by the keyboard. */
static void put_form(struct html *html, const struct page_texts *texts,
                     const struct page *page)
{
    html_put(html, "<form method=\"post\" action=\"");
    html_put_text(html, page->action);
    html_put(html, "\">\n<input type=\"hidden\" name=\"token\" value=\"");
    html_put_text(html, page->token);
    html_put(html, "\">\n");
    /* The same row, the same size: neither is hidden. */
    put_button(html, "continue", texts->labels[LABEL_CONTINUE]);
    put_button(html, "decline", texts->labels[LABEL_NOT_ME]);
    html_put(html, "</form>\n");
}

/* In two groups, which are easier to keep in mind; as they are read aloud. */
static void put_number(struct html *html, const struct page_texts *texts,
                       const char *number)
{
    char half[4];

    text_format(half, sizeof(half), "%.3s", number);
    html_put(html, "<p class=\"number\"><span class=\"label\">");
    html_put_text(html, texts->labels[LABEL_NUMBER]);
    html_put(html, "</span> ");
    html_put_text(html, half);
    html_put(html, " ");
    html_put_text(html, number + strlen(half));
    html_put(html, "</p>\n");
}

/* What is below the advice. */
static void put_details(struct html *html, const struct page_texts *texts,
                        const struct page *page)
{
    switch (page->kind) {
    case PAGE_ASK:
        put_facts(html, texts, page);
        put_form(html, texts, page);
        break;
    case PAGE_NUMBER:
        put_number(html, texts, page->number);
        put_facts(html, texts, page);
        break;
    case PAGE_DONE:
        put_facts(html, texts, page);
        break;
    case PAGE_PROVIDER_ERROR:
        html_put(html, "<dl>\n");
        put_fact(html, texts->labels[LABEL_ERROR], page->error);
        put_fact(html, "", page->error_description);
        html_put(html, "</dl>\n");
        break;
    default:
        break;
    }
}

/* The address in the browser's bar is not for search engines; the width is the
 * phone's own, so that nobody has to zoom. */
static void put_head(struct html *html, const struct page_texts *texts,
                     const char *title)
{
    html_put(html, "<!DOCTYPE html>\n<html lang=\"");
    html_put(html, texts->tag);
    html_put(html, "\">\n<head>\n<meta charset=\"utf-8\">\n"
                   "<meta name=\"viewport\" "
                   "content=\"width=device-width, initial-scale=1\">\n"
                   "<meta name=\"robots\" content=\"noindex\">\n"
                   "<title>");
    html_put_text(html, title);
    html_put(html, "</title>\n<link rel=\"stylesheet\" href=\"" PAGE_STYLE_PATH
                   "\">\n</head>\n<body>\n");
}

/* The same page for every kind, with what belongs to it. */
size_t page_write(const struct page *page, char ret_page[PAGE_SIZE])
{
    const struct page_texts *texts =
        page_texts_of(language_of(page->languages));
    struct html html = html_over(ret_page, PAGE_SIZE);

    put_head(&html, texts, texts->headings[page->kind]);
    if (is_known(page->organisation)) {
        html_put(&html, "<header>");
        html_put_text(&html, page->organisation);
        html_put(&html, "</header>\n");
    }
    html_put(&html, "<main>\n<h1>");
    html_put_text(&html, texts->headings[page->kind]);
    html_put(&html, "</h1>\n<p>");
    html_put_text(&html, texts->advices[page->kind]);
    html_put(&html, "</p>\n");
    put_details(&html, texts, page);
    html_put(&html, "</main>\n");
    if (is_known(page->support)) {
        html_put(&html, "<footer>");
        html_put_text(&html, texts->labels[LABEL_SUPPORT]);
        html_put(&html, ": ");
        html_put_text(&html, page->support);
        html_put(&html, "</footer>\n");
    }
    html_put(&html, "</body>\n</html>\n");
    return html.full ? 0 : html.length;
}
