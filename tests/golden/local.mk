# SPDX-License-Identifier: BSD-2-Clause
#
# What a person reads of each kind of sign-in, in every language.

golden_tests = %D%/run
golden_programs = %D%/conversations
%C%_conversations_SOURCES = \
	%D%/conversations.c \
	%D%/picture.c \
	%D%/situations.c
%C%_conversations_LDADD = $(keeper_libs)
