/* store/lock.h: the folder, and that only one process writes in it. */
#pragma once

/* Makes the folder if its parent is there, and that is on disk then. 0 or -errno. */
int lock_make_folder(const char *path);

/* Makes the names in the folder last. */
int lock_sync_folder(const char *path);

/* The lock of the one writer, a descriptor: held until it is closed, or its process ends. 0,
 * STORE_LOCKED or -errno. */
int lock_take(const char *folder, int *ret_fd);
