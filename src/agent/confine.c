/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/confine.h"

/* The files first: the calls that are left cannot set up Landlock. */
bool confine(const struct confinement *confinement)
{
    return confine_files(confinement) && confine_calls();
}
