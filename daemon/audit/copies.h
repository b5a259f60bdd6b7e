/* audit/copies.h: files that are copied, hashed and given their names when they are on disk. All: 0 or
 * -errno. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COPIES_PATH_MAX   4096
#define COPIES_HASH_BYTES 32
#define COPIES_SHORT      1 /* the file has fewer bytes than it is said to have */

/* "FOLDER/NAME"; -ENAMETOOLONG. */
int copies_path(const char *folder, const char *name, char ret[COPIES_PATH_MAX]);

/* A folder that is made if its parent is there, and is on disk then. */
int copies_make_folder(const char *path);
/* Of names: "." and ".." do not count. A folder that is not there is empty. */
int copies_is_empty(const char *path, bool *ret);
int copies_sync_folder(const char *path);
/* A folder with the files in it, but no folders in them. 0 too if there is none. */
int copies_remove_folder(const char *path);

/* A small file, whole, with a NUL behind it; to be freed. -EFBIG above `max`. */
int copies_read(const char *folder, const char *name, size_t max, char **ret);
/* Under another name first; on disk when it returns. */
int copies_write(const char *folder, const char *name, const void *data, size_t length);

/* So many bytes from the beginning, and their BLAKE2b; copied under another name first, synced, renamed.
 * The folder is the caller's to sync. `to` NULL: only the hash. 0, COPIES_SHORT or -errno. */
int copies_copy(const char *from, const char *to, uint64_t bytes, uint8_t ret_hash[COPIES_HASH_BYTES]);
