/* import/file.h: the bytes of a table as UTF-8 in the page cache.
 *
 * A plain file in UTF-8 is mapped where it lies. What is compressed with gzip or zstd, which is
 * seen by its first bytes and not by its name, or written in another encoding, which the
 * mapping names, is turned into a temporary file without a name first, and that is mapped. */
#pragma once
#include "base/text.h"
#include "import/faults.h"

/* A table may expand to so much: a compressed file of a few megabytes could fill the disk. */
#define FILE_BYTES_MAX (UINT64_C(16) * 1024 * 1024 * 1024)

struct file {
        const char *path; /* as it was given */
        const char *name; /* without folders and without what follows the first point */
        struct text bytes;
        struct pool pool;
};

/* `encoding` is a name that iconv(3) knows, NULL for UTF-8. 0, or 1 after adding to `faults`. */
int file_open(const char *path, const char *encoding, struct faults *faults, struct file **ret);
struct file *file_close(struct file *file);
