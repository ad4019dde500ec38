# SPDX-License-Identifier: BSD-2-Clause
#
# Spells a catalogue of a Latin language in ASCII, byte by byte.
s/ä/ae/g
s/ö/oe/g
s/ü/ue/g
s/Ä/Ae/g
s/Ö/Oe/g
s/Ü/Ue/g
s/ß/ss/g
s/„/\\"/g
s/“/\\"/g
s/‘/'/g
s/’/'/g
s/‚/'/g
s/–/-/g
