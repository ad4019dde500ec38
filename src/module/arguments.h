/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The arguments of a PAM line: conf=PATH, service=NAME and debug.
 */

#pragma once

#include "wire/message.h"

/*
 * Put conf= (an absolute path) into login->conf and service= into
 * login->section, which is the login's own service without it.  Returns
 * NULL, or the first argument that is unknown, bad or given twice: such a
 * PAM line refuses the login.
 */
const char *arguments_parse(int argc, const char **argv, struct login *login,
                            bool *ret_debug);
