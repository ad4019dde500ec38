# SPDX-License-Identifier: BSD-2-Clause

rule_tests = \
	%D%/banned.py %D%/binaries.py %D%/catalogues.py %D%/density.py \
	%D%/duplicates.py %D%/field.py %D%/files.py %D%/functions.py \
	%D%/includes.py %D%/makefiles.py %D%/mutation.py %D%/options.py \
	%D%/pages.py %D%/pam_lines.py %D%/selftest.py %D%/units.py
