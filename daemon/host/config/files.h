/* host/config/files.h: the files as they lie on the disk, and as one text.
 *
 *     milestoned-config 1\n
 *     currency CODE DIGITS\n                     for each currency that a measure counts in
 *     redenomination OLD NEW FACTOR DATE\n        for each former currency that the plan may meet; DATE or -
 *     file BYTES NAME\n  followed by BYTES bytes and \n     for each file in the order of reading
 *
 * NAME is relative to the folder, so that the same files make the same text on every machine. */
#pragma once
#include "host/config/reading.h"

struct file {
        const char *name;  /* in the text */
        const char *shown; /* in errors: as the administrator gave it */
        struct text bytes; /* ends in a NUL */
};

struct files {
        size_t count;
        struct file list[CONFIG_FILES_MAX];
};

/* What cannot be read is said. All belongs to the memory of the reading. 0 or -ENOMEM. */
int files_read(struct reading *reading, const char *path, struct files *ret);

/* With the reading's currencies. Kept in `memory`; the empty text if there is none left. */
struct text files_join(const struct reading *reading, const struct files *files,
                       struct config_memory *memory);
/* Files and currencies out of a text. False: it is not one of ours. */
bool files_split(struct reading *reading, struct text joined, struct files *ret);
