/* store/remove.c: a store that is not needed any more, with whatever of its files is there. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "store/inside.h"
#include "store/log.h"

static bool is_ours(const char *name)
{
        return strcmp(name, "store.mdb") == 0 || strcmp(name, "store.mdb-lock") == 0 ||
               strcmp(name, "store.lock") == 0 || strcmp(name, STORE_NEW_NAME) == 0 ||
               strcmp(name, STORE_NEW_NAME "-lock") == 0 || log_owns(name);
}

int store_remove(const char *folder)
{
        DIR *dir = opendir(folder);
        struct dirent *entry;
        int r = 0;

        if (!dir)
                return errno == ENOENT ? 0 : -errno;
        while (r == 0 && (entry = readdir(dir)))
                if (is_ours(entry->d_name) && unlinkat(dirfd(dir), entry->d_name, 0) < 0)
                        r = -errno;
        (void)closedir(dir);
        if (r == 0 && rmdir(folder) < 0 && errno != ENOTEMPTY)
                r = -errno;
        return r;
}
