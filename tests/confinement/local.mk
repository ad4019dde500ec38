# SPDX-License-Identifier: BSD-2-Clause
#
# What an agent that is locked in can still do; scripts/test runs it as root.

confinement_programs = %D%/test_confinement
%C%_test_confinement_SOURCES = %D%/actions.c %D%/test_confinement.c
%C%_test_confinement_LDADD = $(agent_libs)
