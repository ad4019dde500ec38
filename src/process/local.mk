# SPDX-License-Identifier: BSD-2-Clause

noinst_LTLIBRARIES += libprocess.la
libprocess_la_SOURCES = \
	%D%/channel.c %D%/clock.c %D%/rlimits.c %D%/safe_file.c
