/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What is found out about a terminal, on real ones without a screen.
 */

#include "module/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kd.h>
#include <pty.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

/* A console's font, as its driver would describe it; an error for none. */
static struct {
    bool played;
    int error;
    unsigned short count;
    struct unipair glyphs[4];
} font;

/* The module's requests end here: there is no console to be had. */
int ioctl(int descriptor, unsigned long request, ...)
{
    va_list arguments;
    void *argument;
    struct unimapdesc *map;

    va_start(arguments, request);
    argument = va_arg(arguments, void *);
    va_end(arguments);
    if (request != GIO_UNIMAP || !font.played)
        return (int) syscall(SYS_ioctl, descriptor, request, argument);
    errno = font.error;
    if (font.error != 0)
        return -1;
    map = argument;
    assert_true(map->entry_ct >= font.count);
    memcpy(map->entries, font.glyphs, font.count * sizeof(font.glyphs[0]));
    map->entry_ct = font.count;
    return 0;
}

/* What one of the descriptors 0 to 2 is. */
enum what { CLOSED, NULL_DEVICE, PIPE, TERMINAL, OTHER_TERMINAL };

struct setting {
    enum what descriptors[3];
    bool utf8;
    unsigned short columns, rows;
};

/* A terminal of this size; the other is half as large and knows no UTF-8. */
static int open_terminal(const struct setting *setting, bool other)
{
    struct winsize size = {0};
    struct termios mode;
    int master, terminal;

    size.ws_col = other ? setting->columns / 2 : setting->columns;
    size.ws_row = other ? setting->rows / 2 : setting->rows;
    if (openpty(&master, &terminal, NULL, NULL, &size) != 0 ||
        tcgetattr(terminal, &mode) != 0)
        return -1;
    mode.c_iflag &= ~(tcflag_t) IUTF8;
    if (setting->utf8 && !other)
        mode.c_iflag |= IUTF8;
    return tcsetattr(terminal, TCSANOW, &mode) == 0 ? terminal : -1;
}

/* Out of the way of 0 to 2. */
static int make(const struct setting *setting, enum what what)
{
    int made = -1;
    int ends[2];

    if (what == NULL_DEVICE)
        made = open("/dev/null", O_RDWR);
    else if (what == PIPE && pipe(ends) == 0)
        made = ends[0];
    else if (what == TERMINAL || what == OTHER_TERMINAL)
        made = open_terminal(setting, what == OTHER_TERMINAL);
    return fcntl(made, F_DUPFD, 3);
}

/* Describe it in a process that has these descriptors. */
static struct login describe(const struct setting *setting)
{
    struct login login = {.columns = -1};
    int answer[2];
    pid_t child;

    assert_int_equal(pipe(answer), 0);
    child = fork();
    if (child == 0) {
        int made[3];

        for (int i = 0; i < 3; i++)
            made[i] = make(setting, setting->descriptors[i]);
        for (int i = 0; i < 3; i++) {
            close(i);
            if (made[i] >= 0)
                dup2(made[i], i);
        }
        login.columns = 0;
        terminal_describe(&login);
        _exit(write(answer[1], &login, sizeof(login)) == sizeof(login) ? 0
                                                                       : 1);
    }
    close(answer[1]);
    assert_int_equal(read(answer[0], &login, sizeof(login)), sizeof(login));
    close(answer[0]);
    assert_int_equal(waitpid(child, NULL, 0), child);
    return login;
}

static void the_first_terminal_counts(void **state)
{
    static const struct {
        struct setting setting;
        int64_t columns, rows;
        bool unicode;
    } rows[] = {
        {{{TERMINAL, TERMINAL, TERMINAL}, true, 132, 50}, 132, 50, true},
        {{{TERMINAL, TERMINAL, TERMINAL}, false, 132, 50}, 132, 50, false},
        {{{TERMINAL, NULL_DEVICE, PIPE}, true, 80, 24}, 80, 24, true},
        {{{NULL_DEVICE, TERMINAL, PIPE}, true, 80, 24}, 80, 24, true},
        {{{PIPE, NULL_DEVICE, TERMINAL}, true, 80, 24}, 80, 24, true},
        {{{CLOSED, CLOSED, TERMINAL}, true, 80, 24}, 80, 24, true},
        {{{TERMINAL, OTHER_TERMINAL, OTHER_TERMINAL}, true, 80, 24},
         80,
         24,
         true},
        {{{OTHER_TERMINAL, TERMINAL, TERMINAL}, true, 80, 24}, 40, 12, false},
        {{{TERMINAL, TERMINAL, TERMINAL}, true, 0, 0}, 0, 0, true},
        {{{TERMINAL, TERMINAL, TERMINAL}, true, 65535, 65535},
         65535,
         65535,
         true},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct login login = describe(&rows[i].setting);

        assert_int_equal(login.columns, rows[i].columns);
        assert_int_equal(login.rows, rows[i].rows);
        assert_int_equal(login.unicode, rows[i].unicode);
        assert_int_equal(login.blocks, rows[i].unicode);
    }
}

static void without_a_terminal_nothing_is_known(void **state)
{
    static const struct setting settings[] = {
        {{CLOSED, CLOSED, CLOSED}, true, 80, 24},
        {{NULL_DEVICE, NULL_DEVICE, NULL_DEVICE}, true, 80, 24},
        {{PIPE, PIPE, CLOSED}, true, 80, 24},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
        struct login login = describe(&settings[i]);

        assert_int_equal(login.columns, 0);
        assert_int_equal(login.rows, 0);
        assert_false(login.unicode);
        assert_false(login.blocks);
    }
}

/* A console draws what its font has, and texts in ASCII. */
static void a_console_is_asked_for_its_font(void **state)
{
    static const struct setting setting = {
        {TERMINAL, TERMINAL, TERMINAL}, true, 80, 25};
    static const struct {
        int error;
        unsigned short count;
        struct unipair glyphs[4];
        bool unicode, blocks;
    } rows[] = {
        {0, 4, {{'A', 65}, {0x2584, 1}, {'B', 66}, {0x2580, 2}}, false, true},
        {0, 3, {{'A', 65}, {0x2580, 1}, {'B', 66}}, false, false},
        {0, 3, {{'A', 65}, {0x2584, 1}, {0x2588, 2}}, false, false},
        {0, 0, {{0, 0}}, false, false},
        {ENOMEM, 0, {{0, 0}}, false, false}, /* more than is asked for */
        {EPERM, 0, {{0, 0}}, false, false},
        {ENOTTY, 0, {{0, 0}}, true, true}, /* no console */
        {EINVAL, 0, {{0, 0}}, true, true},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct login login;

        font.played = true;
        font.error = rows[i].error;
        font.count = rows[i].count;
        memcpy(font.glyphs, rows[i].glyphs, sizeof(font.glyphs));
        login = describe(&setting);
        font.played = false;
        assert_int_equal(login.unicode, rows[i].unicode);
        assert_int_equal(login.blocks, rows[i].blocks);
        assert_int_equal(login.rows, 25);
    }
}

/* The caller's variables are his word, and not asked. */
static void the_environment_does_not_matter(void **state)
{
    static const struct setting bytes = {
        {TERMINAL, TERMINAL, TERMINAL}, false, 80, 24};
    struct login login;

    (void) state;
    setenv("LC_ALL", "en_GB.UTF-8", 1);
    setenv("COLUMNS", "200", 1);
    setenv("LINES", "200", 1);
    setenv("TERM", "linux", 1);
    login = describe(&bytes);
    assert_int_equal(login.columns, 80);
    assert_int_equal(login.rows, 24);
    assert_false(login.unicode);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_terminal_counts),
        cmocka_unit_test(without_a_terminal_nothing_is_known),
        cmocka_unit_test(a_console_is_asked_for_its_font),
        cmocka_unit_test(the_environment_does_not_matter),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
