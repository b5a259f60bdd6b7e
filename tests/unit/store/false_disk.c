/* tests/unit/store/false_disk.c: see false_disk.h. */
#include "false_disk.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECTOR 512

struct false_write {
        struct false_write *next;
        uint64_t offset;
        size_t length; /* with `truncate`: nothing, the file ends at offset */
        bool truncate;
        uint8_t data[];
};

/* Counts a call and says whether it is to fail. Under the lock. */
static int fails(struct false_disk *disk)
{
        disk->calls++;
        if (disk->fail_at == 0)
                return 0;
        if (disk->calls == disk->fail_at || (disk->for_ever && disk->calls > disk->fail_at)) {
                disk->failed = true;
                return -disk->error;
        }
        return 0;
}

static struct false_file *file_named(struct false_disk *disk, const char *name)
{
        for (size_t i = 0; i < disk->files_count; i++)
                if (strcmp(disk->files[i].name, name) == 0)
                        return &disk->files[i];
        if (disk->files_count == FALSE_FILES_MAX)
                ck_abort_msg("more than %d files", FALSE_FILES_MAX);
        (void)snprintf(disk->files[disk->files_count].name, sizeof disk->files[0].name, "%s", name);
        return &disk->files[disk->files_count++];
}

static void remember(struct false_file *file, bool truncate, uint64_t offset, const void *data, size_t length)
{
        struct false_write *write = malloc(sizeof *write + length), **end = &file->writes;

        if (!write)
                ck_abort_msg("no memory");
        *write = (struct false_write){.offset = offset, .length = length, .truncate = truncate};
        if (length > 0)
                memcpy(write->data, data, length);
        while (*end)
                end = &(*end)->next;
        *end = write;
}

static int false_open(void *context, int folder_fd, const char *name, int flags)
{
        struct false_disk *disk = context;
        int fd = 0;

        (void)pthread_mutex_lock(&disk->lock);
        if (flags & O_CREAT)
                fd = fails(disk);
        if (fd == 0)
                fd = store_disk_real.open(NULL, folder_fd, name, flags);
        if (fd >= FALSE_FDS_MAX)
                ck_abort_msg("descriptor %d", fd);
        if (fd >= 0) {
                disk->of_fd[fd] = file_named(disk, name);
                disk->of_fd[fd]->is_there = true;
                if (!(flags & O_CREAT))
                        disk->of_fd[fd]->is_there_synced = true; /* from before this disk was */
                if (flags & O_TRUNC)
                        remember(disk->of_fd[fd], true, 0, NULL, 0);
        }
        (void)pthread_mutex_unlock(&disk->lock);
        return fd;
}

static ssize_t false_pread(void *context, int fd, void *data, size_t length, uint64_t offset, bool cached)
{
        struct false_disk *disk = context;
        bool cold;

        (void)pthread_mutex_lock(&disk->lock);
        cold = cached && disk->read_cold > 0 && ++disk->reads % disk->read_cold == 0;
        (void)pthread_mutex_unlock(&disk->lock);
        return cold ? -EAGAIN : store_disk_real.pread(NULL, fd, data, length, offset, cached);
}

static ssize_t false_pwrite(void *context, int fd, const void *data, size_t length, uint64_t offset)
{
        struct false_disk *disk = context;
        ssize_t n;

        (void)pthread_mutex_lock(&disk->lock);
        n = fails(disk);
        if (n == 0) {
                if (disk->write_max > 0 && length > disk->write_max)
                        length = disk->write_max;
                n = store_disk_real.pwrite(NULL, fd, data, length, offset);
                if (n > 0)
                        remember(disk->of_fd[fd], false, offset, data, (size_t)n);
        }
        (void)pthread_mutex_unlock(&disk->lock);
        return n;
}

static int false_truncate(void *context, int fd, uint64_t size)
{
        struct false_disk *disk = context;
        int r;

        (void)pthread_mutex_lock(&disk->lock);
        r = fails(disk);
        if (r == 0)
                r = store_disk_real.truncate(NULL, fd, size);
        if (r == 0)
                remember(disk->of_fd[fd], true, size, NULL, 0);
        (void)pthread_mutex_unlock(&disk->lock);
        return r;
}

static void apply_bytes(struct false_file *file, uint64_t offset, const uint8_t *data, size_t length)
{
        if (file->length < offset + length) {
                file->data = realloc(file->data, offset + length);
                if (!file->data)
                        ck_abort_msg("no memory");
                memset(file->data + file->length, 0, offset + length - file->length);
                file->length = offset + length;
        }
        memcpy(file->data + offset, data, length);
}

/* Each sector comes or not; `seed` NULL: all come. */
static void apply(struct false_file *file, const struct false_write *write, unsigned *seed)
{
        if (write->truncate) {
                if (!seed || rand_r(seed) % 2)
                        file->length = write->offset < file->length ? write->offset : file->length;
                return;
        }
        for (size_t at = 0; at < write->length;) {
                size_t left = SECTOR - (write->offset + at) % SECTOR;

                if (left > write->length - at)
                        left = write->length - at;
                if (!seed || rand_r(seed) % 2)
                        apply_bytes(file, write->offset + at, write->data + at, left);
                at += left;
        }
}

static void forget_writes(struct false_file *file)
{
        while (file->writes) {
                struct false_write *write = file->writes;

                file->writes = write->next;
                free(write);
        }
}

static int false_sync(void *context, int fd)
{
        struct false_disk *disk = context;
        int r;

        (void)pthread_mutex_lock(&disk->lock);
        r = fails(disk);
        if (r == 0) {
                struct false_file *file = disk->of_fd[fd];

                for (const struct false_write *write = file->writes; write; write = write->next)
                        apply(file, write, NULL);
                forget_writes(file);
        }
        (void)pthread_mutex_unlock(&disk->lock);
        return r;
}

static int false_sync_folder(void *context, int folder_fd)
{
        struct false_disk *disk = context;
        int r;

        (void)folder_fd;
        (void)pthread_mutex_lock(&disk->lock);
        r = fails(disk);
        for (size_t i = 0; r == 0 && i < disk->files_count; i++)
                disk->files[i].is_there_synced = disk->files[i].is_there;
        (void)pthread_mutex_unlock(&disk->lock);
        return r;
}

static int false_unlink(void *context, int folder_fd, const char *name)
{
        struct false_disk *disk = context;
        int r;

        (void)pthread_mutex_lock(&disk->lock);
        r = fails(disk);
        if (r == 0)
                r = store_disk_real.unlink(NULL, folder_fd, name);
        if (r == 0)
                file_named(disk, name)->is_there = false;
        (void)pthread_mutex_unlock(&disk->lock);
        return r;
}

void false_disk_init(struct false_disk *disk)
{
        *disk = (struct false_disk){
                .disk =
                        {
                                .context = disk,
                                .open = false_open,
                                .pread = false_pread,
                                .pwrite = false_pwrite,
                                .truncate = false_truncate,
                                .sync = false_sync,
                                .sync_folder = false_sync_folder,
                                .unlink = false_unlink,
                        },
                .error = EIO,
        };
        (void)pthread_mutex_init(&disk->lock, NULL);
}

void false_disk_done(struct false_disk *disk)
{
        for (size_t i = 0; i < disk->files_count; i++) {
                forget_writes(&disk->files[i]);
                free(disk->files[i].data);
        }
        (void)pthread_mutex_destroy(&disk->lock);
}

static void write_left(const char *path, const struct false_file *left)
{
        int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

        if (fd < 0 || write(fd, left->data, left->length) != (ssize_t)left->length)
                ck_abort_msg("%s: %s", path, strerror(errno));
        (void)close(fd);
}

void false_disk_power_loss(struct false_disk *disk, const char *folder, unsigned seed)
{
        for (size_t i = 0; i < disk->files_count; i++) {
                const struct false_file *file = &disk->files[i];
                struct false_file left = {.length = file->length};
                bool is_there = seed != 0 && rand_r(&seed) % 2 ? file->is_there : file->is_there_synced;
                char path[512];

                (void)snprintf(path, sizeof path, "%s/%s", folder, file->name);
                if (!is_there) {
                        (void)unlink(path);
                        continue;
                }
                left.data = malloc(file->length + 1);
                if (!left.data)
                        ck_abort_msg("no memory");
                if (file->length > 0)
                        memcpy(left.data, file->data, file->length);
                for (const struct false_write *write = file->writes; seed != 0 && write; write = write->next)
                        apply(&left, write, &seed);
                write_left(path, &left);
                free(left.data);
        }
}
