/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the processes of a scenario write down, in the file "notes" of the
 * working directory, each line at once: an agent may be ended at any moment.
 */

#ifndef KEEPER_NOTES_H
#define KEEPER_NOTES_H

/* Something is not as it should be. */
void notes_fault(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* Something that is counted or compared: a word, and what belongs to it. */
void notes_add(const char *word, const char *text);

/* How many notes there are of this word. */
int notes_count(const char *word);

#endif
