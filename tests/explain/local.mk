# SPDX-License-Identifier: BSD-2-Clause

explain_tests = \
	%D%/challenge.case %D%/claims.case %D%/device.case \
	%D%/id_token_vectors.py %D%/merge.case %D%/token-response.case
CASE_LOG_COMPILER = $(PYTHON) -B $(srcdir)/%D%/run ./pam-claims
