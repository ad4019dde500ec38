/* SPDX-License-Identifier: BSD-2-Clause */

#include "format/setting.h"

#include "shared/text.h"
#include "shared/url.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

const struct setting *setting_among(const struct setting *table, size_t count,
                                    const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    return NULL;
}

/* A number alone, without sign and unit, or the word for none.  What is not
 * digits to its end is refused: "60s" is no 60. */
static bool parse_number(const struct setting *setting, const char *text,
                         int64_t *ret)
{
    char *end = NULL;

    if (setting->word != NULL && strcmp(text, setting->word) == 0) {
        *ret = setting->word_means;
        return true;
    }
    if (!isdigit((unsigned char) text[0]))
        return false;
    /* One that is too large for the type is too large for any setting. */
    *ret = strtoll(text, &end, 10);
    return *end == '\0' && *ret >= setting->minimum &&
           *ret <= setting->maximum;
}

/* The place of the word among the choices is the value of the enum, whose
 * order is that of the row. */
static bool parse_choice(const char *choices, const char *text, int *ret)
{
    char choice[WORD_SIZE];

    for (*ret = 0; text_next_word(&choices, choice, WORD_SIZE); ++*ret)
        if (strcmp(choice, text) == 0)
            return true;
    return false;
}

/* Who writes commas expects a list that they part. */
static bool is_words(const char *text)
{
    return strpbrk(text, ",;") == NULL;
}

/* A word that is none of them is misspelt: skipped, it would silently allow or
 * forbid something. */
static bool are_choices(const char *choices, const char *text)
{
    char word[NAME_SIZE];

    while (text_next_word(&text, word, sizeof(word)))
        if (!text_has_word(choices, word))
            return false;
    return true;
}

/* With TLS and without a name or password in it. */
static bool is_url(const char *text)
{
    struct url url;

    return url_parse(text, &url);
}

/* It is walked from the root, component by component; see safe_file.h. */
static bool is_path(const char *text)
{
    return text[0] == '/' && text[strlen(text) - 1] != '/';
}

const struct text_form form_words = {
    .fits = is_words,
    .what = "ASCII words with blanks between them",
};
const struct text_form form_url = {
    .fits = is_url,
    .what = "an https URL without user name and fragment",
};
const struct text_form form_path = {
    .fits = is_path,
    .what = "an absolute path without a slash at its end",
};
static const struct text_form form_any = {
    .fits = text_is_printable,
    .what = "ASCII text",
};

static const struct text_form *form_of(const struct setting *setting)
{
    return setting->form == NULL ? &form_any : setting->form;
}

static bool has_form(const struct text_form *form, const char *text)
{
    return (form->beyond_ascii || text_is_printable(text)) && form->fits(text);
}

/* An empty text means that there is none, and has no form. */
static bool parse_text(const struct setting *setting, const char *text,
                       char *ret_text)
{
    bool fits = !setting->never_empty;

    if (text[0] != '\0')
        fits = has_form(form_of(setting), text);
    if (setting->choices != NULL)
        fits = fits && are_choices(setting->choices, text);
    return fits && text_copy(ret_text, setting->size, text);
}

/* SETTING_MEMBER() has proved the types that are cast to. */
bool setting_assign(const struct setting *setting, const char *text,
                    void *settings)
{
    void *member = (char *) settings + setting->offset;

    switch (setting->kind) {
    case SETTING_NUMBER:
        return parse_number(setting, text, member);
    case SETTING_CHOICE:
        return parse_choice(setting->choices, text, member);
    case SETTING_TEXT:
        return parse_text(setting, text, member);
    }
    return false;
}

/* What may be left empty need not be told: whoever wrote something did not
 * mean that. */
static void describe_number(const struct setting *setting,
                            char line[LINE_SIZE])
{
    text_format(line, LINE_SIZE, "give a whole number from %lld to %lld",
                (long long) setting->minimum, (long long) setting->maximum);
    if (setting->word != NULL && setting->word[0] != '\0')
        text_append(line, LINE_SIZE, ", or %s", setting->word);
}

/* With the bytes that fit, since the length is what may be wrong with it. */
static void describe_text(const struct setting *setting, const char *value,
                          char line[LINE_SIZE])
{
    const struct text_form *form = form_of(setting);

    if (setting->choices != NULL)
        text_format(line, LINE_SIZE, "give some of: %s", setting->choices);
    else if (form->describe != NULL)
        form->describe(value, line);
    else
        text_format(line, LINE_SIZE, "give %s, %zu bytes at most", form->what,
                    setting->size - 1);
}

/* An advice that can be followed, rather than what was wrong. */
const char *setting_describe(const struct setting *setting, const char *value)
{
    static char line[LINE_SIZE];

    switch (setting->kind) {
    case SETTING_NUMBER:
        describe_number(setting, line);
        break;
    case SETTING_CHOICE:
        text_format(line, LINE_SIZE, "give one of: %s", setting->choices);
        break;
    case SETTING_TEXT:
        describe_text(setting, value, line);
        break;
    }
    return line;
}
