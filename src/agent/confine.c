/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/confine.h"

bool confine(const struct confinement *confinement)
{
    return confine_files(confinement) && confine_calls();
}
