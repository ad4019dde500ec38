# SPDX-License-Identifier: BSD-2-Clause

if BUILD_RELAY
noinst_LTLIBRARIES += librelay.la
endif
librelay_la_CPPFLAGS = $(AM_CPPFLAGS) $(RELAY_CFLAGS) \
	-DRELAY_CONF_PATH='"$(relay_conf_path)"' \
	-DRELAY_STATE_DIR='"$(relay_state_dir)"'
librelay_la_SOURCES = \
	%D%/answer.c %D%/browser_calls.c %D%/browser_page.c %D%/cookie.c \
	%D%/digest.c %D%/events.c %D%/expiry.c %D%/forward.c %D%/guesses.c \
	%D%/host_answer.c %D%/host_calls.c %D%/loop.c %D%/query.c \
	%D%/result.c %D%/return.c %D%/sign_in.c %D%/start.c %D%/turn.c %D%/user_list.c \
	%D%/waiters.c
relay_libs = librelay.la libformat.la libprocess.la libwire.la libshared.la \
	$(RELAY_LIBS) $(CJSON_LIBS) $(INI_LIBS)
