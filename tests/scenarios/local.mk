# SPDX-License-Identifier: BSD-2-Clause
#
# The module once more, with the scripted keeper and less patience, for the
# scenarios; their runner stands in for parts of libpam and of the C library.

scenario_tests = %D%/run %D%/cycles
if BUILD_MODULE
check_LTLIBRARIES = %D%/pam_claims.la %D%/first_factor.la
scenario_programs = %D%/run_module %D%/scripted_keeper
endif

%C%_pam_claims_la_CPPFLAGS = $(AM_CPPFLAGS) \
	-DSCRIPTED_KEEPER='"$(abs_top_builddir)/%D%/scripted_keeper"'
%C%_pam_claims_la_SOURCES = %D%/keeper_path.c %D%/timing.c
%C%_pam_claims_la_LIBADD = $(module_libs) $(PAM_LIBS)
%C%_pam_claims_la_LDFLAGS = $(module_ldflags) -rpath /nowhere

%C%_first_factor_la_CFLAGS = $(AM_CFLAGS) -fvisibility=default
%C%_first_factor_la_SOURCES = %D%/first_factor.c
%C%_first_factor_la_LIBADD = $(PAM_LIBS)
%C%_first_factor_la_LDFLAGS = $(module_ldflags) -rpath /nowhere

%C%_scripted_keeper_SOURCES = \
	%D%/facts.c %D%/owed.c %D%/report.c %D%/script.c \
	%D%/scripted_keeper.c
%C%_scripted_keeper_LDADD = libprocess.la libwire.la libshared.la

%C%_run_module_CFLAGS = $(AM_CFLAGS) -fvisibility=default
%C%_run_module_SOURCES = \
	%D%/interposed.c %D%/person.c %D%/play.c %D%/run_module.c \
	%D%/scenario.c %D%/script.c %D%/world.c
%C%_run_module_LDADD = libprocess.la libwire.la libshared.la $(PAM_LIBS)
%C%_run_module_LDFLAGS = $(AM_LDFLAGS) -export-dynamic
