/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Which program the agent is and which user it runs as, fixed when
 * pam_claims is built.  In a file of its own so that tests link another.
 */

#ifndef KEEPER_AGENT_PROGRAM_H
#define KEEPER_AGENT_PROGRAM_H

extern const char agent_path[];
extern const char agent_user[];

#endif
