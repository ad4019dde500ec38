/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the terminal of the host process can show, found out by asking its
 * driver: the environment is the caller's word.
 */

#pragma once

#include "wire/message.h"

/* The first terminal among the descriptors 0 to 2; -1 if there is none. */
int terminal_find(void);

/*
 * Fill in the size of the terminal that was found and
 * what it draws; nothing where there is none, as in sshd.  A terminal shows
 * UTF-8 where its driver edits it (IUTF8, termios(3)).  A Linux console also
 * needs a font with half blocks (ioctl_console(2)), and its 512 glyphs are
 * not counted on for more than ASCII in texts.
 */
void terminal_describe(struct login *login);
