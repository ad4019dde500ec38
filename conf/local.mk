# SPDX-License-Identifier: BSD-2-Clause

sysusersdir = $(prefix)/lib/sysusers.d
tmpfilesdir = $(prefix)/lib/tmpfiles.d
examplesdir = $(docdir)/examples
nodist_sysusers_DATA = %D%/sysusers.d/pam_claims.conf
nodist_tmpfiles_DATA = %D%/tmpfiles.d/pam_claims.conf
dist_examples_DATA = %D%/pam_claims.conf
pamexamplesdir = $(examplesdir)/pam.d
dist_pamexamples_DATA = \
	%D%/pam.d/login %D%/pam.d/sshd %D%/pam.d/su %D%/pam.d/su-l \
	%D%/pam.d/sudo %D%/pam.d/sudo-i
sshdexamplesdir = $(examplesdir)/sshd_config.d
dist_sshdexamples_DATA = %D%/sshd_config.d/00-pam_claims.conf

if BUILD_RELAY
dist_examples_DATA += %D%/claims-relay.conf
nginxexamplesdir = $(examplesdir)/nginx
dist_nginxexamples_DATA = %D%/nginx/claims-relay.conf
systemdunitdir = $(prefix)/lib/systemd/system
nodist_systemdunit_DATA = %D%/systemd/claims-relay.service
dist_systemdunit_DATA = %D%/systemd/claims-relay.socket
endif

substitute = mkdir -p $(@D) && $(SED) \
	-e 's|@agent_user[@]|$(agent_user)|g' \
	-e 's|@state_dir[@]|$(state_dir)|g' \
	-e 's|@sbindir[@]|$(sbindir)|g' \
	-e 's|@relay_conf_path[@]|$(relay_conf_path)|g'

%D%/sysusers.d/pam_claims.conf: %D%/sysusers.d/pam_claims.conf.in Makefile
	$(AM_V_GEN)$(substitute) $(srcdir)/$@.in >$@

%D%/tmpfiles.d/pam_claims.conf: %D%/tmpfiles.d/pam_claims.conf.in Makefile
	$(AM_V_GEN)$(substitute) $(srcdir)/$@.in >$@

%D%/systemd/claims-relay.service: %D%/systemd/claims-relay.service.in Makefile
	$(AM_V_GEN)$(substitute) $(srcdir)/$@.in >$@

# The administrator's file is never overwritten, and removed only while it is
# as it was installed.
install-data-hook:
	test -e "$(DESTDIR)$(conf_path)" || \
	    $(INSTALL) -D -m 644 $(srcdir)/%D%/pam_claims.conf \
		"$(DESTDIR)$(conf_path)"
if BUILD_RELAY
	test -e "$(DESTDIR)$(relay_conf_path)" || \
	    $(INSTALL) -D -m 644 $(srcdir)/%D%/claims-relay.conf \
		"$(DESTDIR)$(relay_conf_path)"
endif
