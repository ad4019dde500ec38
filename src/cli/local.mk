# SPDX-License-Identifier: BSD-2-Clause

sbin_PROGRAMS = pam-claims
pam_claims_SOURCES = \
	%D%/explain.c %D%/explain_challenge.c %D%/explain_claims.c \
	%D%/explain_id_token.c %D%/explain_response.c %D%/main.c
pam_claims_LDADD = libkeeper.la $(agent_libs)
