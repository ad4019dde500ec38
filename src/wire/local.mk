# SPDX-License-Identifier: BSD-2-Clause

noinst_LTLIBRARIES += libwire.la
libwire_la_SOURCES = \
	%D%/audit_line.c %D%/field.c %D%/frame.c %D%/message.c \
	%D%/qr_code.c
