# SPDX-License-Identifier: BSD-2-Clause

if BUILD_RELAY
noinst_LTLIBRARIES += librelay.la
endif
librelay_la_CPPFLAGS = $(AM_CPPFLAGS) $(RELAY_CFLAGS) \
	-DRELAY_CONF_PATH='"$(relay_conf_path)"' \
	-DRELAY_STATE_DIR='"$(relay_state_dir)"'
librelay_la_SOURCES = \
	%D%/digest.c %D%/loop.c
relay_libs = librelay.la libformat.la libprocess.la libwire.la libshared.la \
	$(RELAY_LIBS) $(CJSON_LIBS) $(INI_LIBS)
