# SPDX-License-Identifier: BSD-2-Clause
#
# The tests of `make check`: each program or script prints TAP.

levels = check-unit check-keeper check-scenarios check-golden check-explain \
	check-rules

if HAVE_CMOCKA
check_PROGRAMS = $(unit_tests) $(keeper_programs) $(scenario_programs) \
	$(golden_programs) $(confinement_programs)
TESTS = $(unit_tests) $(keeper_tests) $(scenario_tests) $(golden_tests) \
	$(explain_tests) $(rule_tests)
else
check-local:
	@echo "make check needs cmocka; Debian: apt-get install libcmocka-dev"
	@exit 1
endif

TEST_EXTENSIONS = .py .case
tap_driver = env AM_TAP_AWK='$(AWK)' $(SHELL) $(srcdir)/build-aux/tap-driver.sh
LOG_DRIVER = $(tap_driver)
PY_LOG_DRIVER = $(tap_driver)
CASE_LOG_DRIVER = $(tap_driver)
PY_LOG_COMPILER = $(PYTHON) -B
AM_TESTS_ENVIRONMENT = \
	CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT; \
	top_srcdir='$(abs_top_srcdir)'; export top_srcdir; \
	top_builddir='$(abs_top_builddir)'; export top_builddir; \
	CC='$(CC)'; export CC;

# One level of them at a time.
check-unit: tested_now = $(unit_tests)
check-keeper: tested_now = $(keeper_tests)
check-scenarios: tested_now = $(scenario_tests)
check-golden: tested_now = $(golden_tests)
check-explain: tested_now = $(explain_tests)
check-rules: tested_now = $(rule_tests)
$(levels):
	$(MAKE) check TESTS='$(tested_now)'
.PHONY: $(levels)

include %D%/confinement/local.mk
include %D%/explain/local.mk
include %D%/golden/local.mk
include %D%/keeper/local.mk
include %D%/rules/local.mk
include %D%/scenarios/local.mk
include %D%/unit/local.mk
