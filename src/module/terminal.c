/* SPDX-License-Identifier: BSD-2-Clause */

#include "module/terminal.h"

#include <errno.h>
#include <linux/kd.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* A QR code is drawn with half blocks. */
enum { GLYPHS_MAX = 4096, UPPER_HALF = 0x2580, LOWER_HALF = 0x2584 };

/* On a console, what its font has; false elsewhere. */
static bool is_console(int terminal, bool *ret_blocks)
{
    struct unipair glyphs[GLYPHS_MAX];
    struct unimapdesc map = {GLYPHS_MAX, glyphs};
    bool upper = false;
    bool lower = false;

    /* A terminal that says what it has is a console; what others have is their
     * font's business. */
    *ret_blocks = true;
    if (ioctl(terminal, GIO_UNIMAP, &map) == 0) {
        for (int i = 0; i < map.entry_ct; i++) {
            /* Both, or a QR code has holes that no camera can read over. */
            upper = upper || glyphs[i].unicode == UPPER_HALF;
            lower = lower || glyphs[i].unicode == LOWER_HALF;
        }
    } else if (errno == ENOTTY || errno == EINVAL) {
        return false;
    }
    /* Any other error, such as that of a map which is too large, counts as a
     * console without half blocks: in other glyphs nobody can scan a code. */
    *ret_blocks = upper && lower;
    return true;
}

/* Not beyond 2: there a caller of su leaves open what he likes. */
int terminal_find(void)
{
    for (int i = 0; i <= 2; i++)
        /* Those of the host alone: to open one, or to look for one by its
         * name, is not for a module in a set-uid program. */
        if (isatty(i) != 0)
            return i;
    return -1;
}

void terminal_describe(struct login *login)
{
    int terminal = terminal_find();
    struct winsize size = {0};
    struct termios mode = {0};

    /* A size of 0 by 0 is what a serial line has: it is not known. */
    if (ioctl(terminal, TIOCGWINSZ, &size) == 0) {
        login->columns = size.ws_col;
        login->rows = size.ws_row;
    }
    /* The line discipline knows of UTF-8 what the environment, which is the
     * caller's, only claims. A console shows the letters of its font and no
     * others. */
    if (tcgetattr(terminal, &mode) == 0 && (mode.c_iflag & IUTF8) != 0)
        login->unicode = !is_console(terminal, &login->blocks);
}
