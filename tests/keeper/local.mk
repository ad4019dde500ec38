# SPDX-License-Identifier: BSD-2-Clause
#
# The keeper's own code with agents that follow a script.

keeper_tests = %D%/run
keeper_programs = %D%/run_keeper %D%/scripted_agent

%C%_scripted_agent_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)
%C%_scripted_agent_SOURCES = \
	%D%/names.c %D%/notes.c %D%/scripted_agent.c \
	tests/scenarios/script.c
%C%_scripted_agent_LDADD = libprocess.la libwire.la libshared.la

%C%_run_keeper_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir) \
	-DSCRIPTED_AGENT='"$(abs_top_builddir)/%D%/scripted_agent"'
%C%_run_keeper_SOURCES = \
	%D%/agent_path.c %D%/earlier.c %D%/module.c %D%/names.c %D%/notes.c \
	%D%/run_keeper.c %D%/section.c %D%/system.c \
	tests/scenarios/script.c
%C%_run_keeper_LDADD = $(keeper_libs)
