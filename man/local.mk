# SPDX-License-Identifier: BSD-2-Clause
#
# The manual pages name the usual paths; what is installed names those that
# were configured.

nodist_man_MANS = \
	pages/pam-claims.8 \
	pages/pam_claims.8 \
	pages/pam_claims.conf.5
if BUILD_RELAY
nodist_man_MANS += pages/claims-relay.8 pages/claims-relay.conf.5
endif
name_paths = $(AM_V_GEN)mkdir -p $(@D) && $(SED) \
	-e 's|/etc/security/pam_claims\.conf|$(conf_path)|g' \
	-e 's|/var/lib/pam_claims|$(state_dir)|g' \
	-e 's|/etc/claims-relay\.conf|$(relay_conf_path)|g' \
	-e 's|/var/lib/claims-relay|$(relay_state_dir)|g' \
	-e 's|/usr/share/doc/pam_claims/examples|$(examplesdir)|g'

pages/pam-claims.8: %D%/pam-claims.8 Makefile
	$(name_paths) $(srcdir)/%D%/$(@F) >$@

pages/pam_claims.8: %D%/pam_claims.8 Makefile
	$(name_paths) $(srcdir)/%D%/$(@F) >$@

pages/pam_claims.conf.5: %D%/pam_claims.conf.5 Makefile
	$(name_paths) $(srcdir)/%D%/$(@F) >$@

pages/claims-relay.8: %D%/claims-relay.8 Makefile
	$(name_paths) $(srcdir)/%D%/$(@F) >$@

pages/claims-relay.conf.5: %D%/claims-relay.conf.5 Makefile
	$(name_paths) $(srcdir)/%D%/$(@F) >$@
