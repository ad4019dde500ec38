/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Where the keeper is installed; apart, so that tests can link another.
 */

#include "module/keeper_process.h"

const char keeper_path[] = KEEPER_PATH;
