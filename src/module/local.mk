# SPDX-License-Identifier: BSD-2-Clause

noinst_LTLIBRARIES += libmodule.la
libmodule_la_SOURCES = \
	%D%/arguments.c %D%/attempt.c %D%/audit.c \
	%D%/conversation.c %D%/entry.c %D%/keeper_process.c %D%/mark.c \
	%D%/pam_status.c %D%/subject.c %D%/terminal.c %D%/watch.c
module_libs = libmodule.la libprocess.la libwire.la libshared.la

# The module; tests link the library with a keeper and a timing of theirs.
if BUILD_MODULE
pamexec_LTLIBRARIES = pam_claims.la
endif
pam_claims_la_SOURCES = %D%/keeper_path.c %D%/timing.c
pam_claims_la_LIBADD = $(module_libs) $(PAM_LIBS)
pam_claims_la_LDFLAGS = $(module_ldflags) \
	-Wl,--version-script=$(srcdir)/%D%/pam_claims.map
EXTRA_pam_claims_la_DEPENDENCIES = %D%/pam_claims.map

# Hosts load the module by its name: no .la file.
install-exec-hook:
	rm -f "$(DESTDIR)$(pamexecdir)/pam_claims.la"
