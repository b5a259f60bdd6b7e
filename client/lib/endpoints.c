/* client/lib/endpoints.c: where a daemon listens whose runtime directory is known. */
#include "endpoints.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define FOLDER_DEFAULT "/run/milestoned"
#define IPC_PATH_MAX 107u /* of a socket's address, without its NUL; libzmq refuses more */

static int endpoint_in(const char *folder, const char *name, char ret[MST_ENDPOINT_MAX])
{
        int n = snprintf(ret, MST_ENDPOINT_MAX, "ipc://%s/%s", folder, name);

        return n < 0 || (size_t)n - strlen("ipc://") > IPC_PATH_MAX ? -ENAMETOOLONG : 0;
}

int mst_endpoints_from_folder(const char *folder, struct mst_endpoints *ret)
{
        struct mst_endpoints endpoints = {0};
        int r;

        if (!folder || !*folder)
                folder = FOLDER_DEFAULT;
        r = endpoint_in(folder, "intake", endpoints.intake);
        if (r == 0)
                r = endpoint_in(folder, "desk", endpoints.desk);
        if (r == 0)
                r = endpoint_in(folder, "notifications", endpoints.notifications);
        if (r == 0)
                *ret = endpoints;
        return r;
}

static void or_default(char endpoint[MST_ENDPOINT_MAX], const char *name)
{
        if (!*endpoint)
                (void)endpoint_in(FOLDER_DEFAULT, name, endpoint);
}

int endpoints_complete(const struct mst_endpoints *endpoints, struct mst_endpoints *ret)
{
        struct mst_endpoints all = {0};

        if (endpoints)
                all = *endpoints;
        if (!memchr(all.intake, 0, sizeof(all.intake)) || !memchr(all.desk, 0, sizeof(all.desk)) ||
            !memchr(all.notifications, 0, sizeof(all.notifications)))
                return -ENAMETOOLONG;
        or_default(all.intake, "intake");
        or_default(all.desk, "desk");
        or_default(all.notifications, "notifications");
        *ret = all;
        return 0;
}
