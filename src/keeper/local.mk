# SPDX-License-Identifier: BSD-2-Clause

noinst_LTLIBRARIES += libkeeper.la
libkeeper_la_CPPFLAGS = $(AM_CPPFLAGS) -I. $(INI_CFLAGS) $(CRYPTO_CFLAGS)
libkeeper_la_SOURCES = \
	%D%/admission.c %D%/agent_process.c %D%/agents.c %D%/binding.c \
	%D%/cgroup.c %D%/client.c %D%/deadline.c %D%/dialogue.c %D%/draft.c \
	%D%/drawing.c %D%/ending.c %D%/event.c %D%/first_factor.c \
	%D%/hangup.c %D%/identity.c %D%/invitation.c \
	%D%/language.c %D%/layers.c %D%/local_password.c \
	%D%/login.c %D%/logind.c %D%/metadata.c %D%/pam_files.c \
	%D%/paragraph.c %D%/paste.c %D%/peer.c %D%/peer_timeouts.c \
	%D%/policy.c %D%/process.c %D%/proof.c %D%/redemption.c %D%/remarks.c \
	%D%/screen.c %D%/screen_refusal.c %D%/seal.c %D%/sealed_file.c \
	%D%/seat.c %D%/session.c %D%/settings.c %D%/settings_sections.c \
	%D%/settings_table.c %D%/sheet.c %D%/sign_in.c %D%/success.c %D%/token_store.c \
	%D%/user_map.c
keeper_libs = libkeeper.la libformat.la libprocess.la libwire.la libshared.la $(INI_LIBS) $(CRYPTO_LIBS)
$(libkeeper_la_OBJECTS): $(catalogues)

pkglibexec_PROGRAMS += claims-keeper
claims_keeper_SOURCES = %D%/agent_path.c %D%/main.c
claims_keeper_LDADD = $(keeper_libs)
