# SPDX-License-Identifier: BSD-2-Clause

noinst_LTLIBRARIES += libshared.la
libshared_la_SOURCES = \
	%D%/answer_class.c %D%/entra.c %D%/entra_codes.c %D%/host.c \
	%D%/nearest.c %D%/outcome.c %D%/reason_advice.c %D%/text.c %D%/url.c
