# SPDX-License-Identifier: BSD-2-Clause

if BUILD_RELAY
noinst_LTLIBRARIES += librelay.la
endif
librelay_la_CPPFLAGS = $(AM_CPPFLAGS) -I. $(RELAY_CFLAGS) \
	-DRELAY_CONF_PATH='"$(relay_conf_path)"' \
	-DRELAY_STATE_DIR='"$(relay_state_dir)"'
librelay_la_SOURCES = \
	%D%/address.c %D%/answer.c %D%/browser_calls.c %D%/browser_page.c \
	%D%/call.c \
	%D%/cookie.c %D%/digest.c %D%/events.c %D%/expiry.c %D%/forward.c \
	%D%/guesses.c %D%/host_answer.c %D%/host_calls.c %D%/html.c \
	%D%/language.c %D%/loop.c %D%/page.c %D%/page_style.c \
	%D%/page_texts.c %D%/query.c %D%/result.c %D%/return.c \
	%D%/settings.c %D%/settings_table.c %D%/sign_in.c %D%/start.c \
	%D%/store.c %D%/store_memory.c %D%/turn.c %D%/user_list.c \
	%D%/waiters.c
relay_libs = librelay.la libformat.la libprocess.la libwire.la libshared.la \
	$(RELAY_LIBS) $(CJSON_LIBS) $(INI_LIBS)

# The style sheet as a C string, line by line.
relay_style = %D%/style.rows
%D%/style.rows: %D%/style.css
	$(AM_V_GEN)mkdir -p %D% && $(SED) -e 's/[\"\\]/\\&/g' -e 's/.*/"&\\n"/' \
	    $(srcdir)/%D%/style.css >$@
$(librelay_la_OBJECTS): $(relay_style)
