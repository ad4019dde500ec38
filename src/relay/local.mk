# SPDX-License-Identifier: BSD-2-Clause

if BUILD_RELAY
noinst_LTLIBRARIES += librelay.la
endif
librelay_la_CPPFLAGS = $(AM_CPPFLAGS) -I. $(RELAY_CFLAGS) \
	-DRELAY_CONF_PATH='"$(relay_conf_path)"' \
	-DRELAY_STATE_DIR='"$(relay_state_dir)"'
librelay_la_SOURCES = \
	%D%/address.c %D%/answer.c %D%/arrivals.c %D%/browser_calls.c %D%/browser_page.c \
	%D%/call.c %D%/certificate.c %D%/cookie.c %D%/digest.c %D%/events.c %D%/exchange.c \
	%D%/expiry.c %D%/forward.c %D%/guesses.c %D%/host_answer.c \
	%D%/host_calls.c %D%/html.c %D%/http.c %D%/keys.c %D%/keys_command.c \
	%D%/keys_file.c %D%/language.c %D%/listener.c %D%/log.c %D%/loop.c \
	%D%/monitor.c %D%/page.c %D%/page_style.c %D%/page_texts.c \
	%D%/query.c %D%/redis_connection.c %D%/redis_stream.c \
	%D%/redis_url.c %D%/resolution.c %D%/result.c %D%/return.c \
	%D%/secrets.c %D%/server.c %D%/settings.c %D%/settings_table.c %D%/sign_in.c \
	%D%/start.c %D%/store.c %D%/store_memory.c %D%/store_redis.c \
	%D%/turn.c %D%/user_list.c %D%/waiters.c
relay_libs = librelay.la libformat.la libprocess.la libwire.la libshared.la \
	$(RELAY_LIBS) $(CJSON_LIBS) $(INI_LIBS)

# What is no C, as a C string line by line; without the comments of Lua, which
# would go over the wire each time.
relay_rows = %D%/store_redis.rows %D%/style.rows
to_rows = $(SED) -e 's/[\"\\]/\\&/g' -e 's/.*/"&\\n"/'
%D%/style.rows: %D%/style.css
	$(AM_V_GEN)mkdir -p %D% && $(to_rows) $(srcdir)/%D%/style.css >$@
%D%/store_redis.rows: %D%/store_redis.lua
	$(AM_V_GEN)mkdir -p %D% && \
	$(to_rows) -e '/^" *--/d' $(srcdir)/%D%/store_redis.lua >$@
$(librelay_la_OBJECTS): $(relay_rows)

if BUILD_RELAY
sbin_PROGRAMS += claims-relay
endif
claims_relay_CPPFLAGS = $(librelay_la_CPPFLAGS)
claims_relay_SOURCES = %D%/main.c
claims_relay_LDADD = $(relay_libs)
