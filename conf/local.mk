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

substitute = mkdir -p $(@D) && $(SED) \
	-e 's|@agent_user[@]|$(agent_user)|g' \
	-e 's|@state_dir[@]|$(state_dir)|g'

%D%/sysusers.d/pam_claims.conf: %D%/sysusers.d/pam_claims.conf.in Makefile
	$(AM_V_GEN)$(substitute) $(srcdir)/$@.in >$@

%D%/tmpfiles.d/pam_claims.conf: %D%/tmpfiles.d/pam_claims.conf.in Makefile
	$(AM_V_GEN)$(substitute) $(srcdir)/$@.in >$@

# The administrator's file is never overwritten, and removed only while it is
# as it was installed.
install-data-hook:
	test -e "$(DESTDIR)$(conf_path)" || \
	    $(INSTALL) -D -m 644 $(srcdir)/%D%/pam_claims.conf \
		"$(DESTDIR)$(conf_path)"
