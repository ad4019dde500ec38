/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/confine.h"

bool confine(const char *ca_file)
{
    return confine_files(ca_file) && confine_calls();
}
