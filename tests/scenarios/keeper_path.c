/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The scripted keeper, in place of the installed one.
 */

#include "module/keeper_process.h"

const char keeper_path[] = SCRIPTED_KEEPER;
