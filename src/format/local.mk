# SPDX-License-Identifier: BSD-2-Clause

noinst_LTLIBRARIES += libformat.la
libformat_la_CPPFLAGS = $(AM_CPPFLAGS) $(CJSON_CFLAGS) $(INI_CFLAGS)
libformat_la_SOURCES = \
	%D%/base64.c %D%/ini.c %D%/json.c %D%/json_syntax.c \
	%D%/percent.c %D%/setting.c %D%/setting_lines.c
