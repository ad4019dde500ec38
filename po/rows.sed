# SPDX-License-Identifier: BSD-2-Clause
#
# Makes rows of a C table out of a catalogue: {English text, translation}.
1,/^$/d
/^#/d
s/^msgid /{/
s/^msgstr /, /
s/^$/},/
$s/$/},/
