# SPDX-License-Identifier: BSD-2-Clause
#
# The catalogues, as rows of tables; one of Latin letters in ASCII once more,
# for screens that cannot be counted on for others.

catalogues = %D%/de.rows %D%/de.ascii.rows %D%/ja.rows

%D%/de.rows %D%/ja.rows: %D%/de.po %D%/ja.po %D%/rows.sed
	$(AM_V_GEN)mkdir -p %D% && LC_ALL=C $(SED) -f $(srcdir)/%D%/rows.sed \
	    $(srcdir)/%D%/$$(basename $@ .rows).po >$@

%D%/de.ascii.rows: %D%/de.rows %D%/ascii.sed
	$(AM_V_GEN)LC_ALL=C $(SED) -f $(srcdir)/%D%/ascii.sed %D%/de.rows >$@

# Takes new texts of src/ into the catalogues, to be translated there.
update-po:
	cd $(srcdir) && LC_ALL=C xgettext --omit-header --no-location --keyword= \
	    --keyword=_ --keyword=N_ -o - src/*/*.c >$(abs_builddir)/po.pot
	for catalogue in $(srcdir)/%D%/*.po; do \
	    msgmerge --quiet --update --backup=none --no-fuzzy-matching \
		$$catalogue po.pot || exit 1; \
	done
	rm po.pot
.PHONY: update-po
