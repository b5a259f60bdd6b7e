/* tests/unit/disk/false_disk.c: see false_disk.h. */
#include "disk/false_disk.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

static struct false_file *file_of(struct false_disk *disk, int fd)
{
        if (fd < 0 || fd >= FALSE_FDS_MAX || !disk->of_fd[fd])
                ck_abort_msg("descriptor %d was never opened", fd);
        return disk->of_fd[fd];
}

/* The file of that inode and name; NULL: none. An inode that was deleted comes back as another. */
static struct false_file *file_known(struct false_disk *disk, ino_t inode, const char *name)
{
        for (size_t i = 0; i < disk->files_count; i++) {
                if (disk->files[i].inode != inode)
                        continue;
                if (strcmp(disk->files[i].name_now, name) == 0)
                        return &disk->files[i];
                disk->files[i].inode = 0;
        }
        return NULL;
}

/* A file that is opened and not made, and was not known: what it holds is from before this disk was. */
static void take_as_synced(struct false_file *file, int fd, size_t length)
{
        memcpy(file->name, file->name_now, sizeof file->name);
        file->data = malloc(length + 1);
        ck_assert_ptr_nonnull(file->data);
        file->length = length;
        ck_assert_int_eq(pread(fd, file->data, length, 0), (ssize_t)length);
}

/* Remembers that `fd` is the file of that name. */
static void note_open(struct false_disk *disk, int fd, const char *name, int flags)
{
        struct false_file *file;
        struct stat st;

        ck_assert_int_eq(fstat(fd, &st), 0);
        ck_assert_int_lt(fd, FALSE_FDS_MAX);
        file = file_known(disk, st.st_ino, name);
        if (!file) {
                ck_assert_uint_lt(disk->files_count, FALSE_FILES_MAX);
                file = &disk->files[disk->files_count++];
                *file = (struct false_file){.inode = st.st_ino};
                (void)snprintf(file->name_now, sizeof file->name_now, "%s", name);
                if (!(flags & O_CREAT))
                        take_as_synced(file, fd, (size_t)st.st_size);
        }
        disk->of_fd[fd] = file;
}

static void remember(struct false_file *file, bool truncate, uint64_t offset, const void *data, size_t length)
{
        struct false_write *write = malloc(sizeof *write + length), **end = &file->writes;

        ck_assert_ptr_nonnull(write);
        *write = (struct false_write){.offset = offset, .length = length, .truncate = truncate};
        if (length > 0)
                memcpy(write->data, data, length);
        while (*end)
                end = &(*end)->next;
        *end = write;
}

static int false_open(void *context, int folder_fd, const char *name, int flags, mode_t mode)
{
        struct false_disk *disk = context;
        int fd = 0;

        (void)pthread_mutex_lock(&disk->lock);
        if (flags & O_CREAT)
                fd = fails(disk);
        if (fd == 0)
                fd = disk_real.open(NULL, folder_fd, name, flags, mode);
        if (fd >= 0)
                note_open(disk, fd, name, flags);
        if (fd >= 0 && flags & O_TRUNC)
                remember(file_of(disk, fd), true, 0, NULL, 0);
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
        return cold ? -EAGAIN : disk_real.pread(NULL, fd, data, length, offset, cached);
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
                n = disk_real.pwrite(NULL, fd, data, length, offset);
                if (n > 0)
                        remember(file_of(disk, fd), false, offset, data, (size_t)n);
        }
        (void)pthread_mutex_unlock(&disk->lock);
        return n;
}

static void apply_bytes(struct false_file *file, uint64_t offset, const uint8_t *data, size_t length)
{
        if (file->length < offset + length) {
                file->data = realloc(file->data, offset + length);
                ck_assert_ptr_nonnull(file->data);
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
        struct false_file *file;
        int r;

        (void)pthread_mutex_lock(&disk->lock);
        disk->held++;
        (void)pthread_cond_broadcast(&disk->changed);
        while (disk->hold_syncs)
                (void)pthread_cond_wait(&disk->changed, &disk->lock);
        disk->held--;
        r = fails(disk);
        if (r == 0) {
                file = file_of(disk, fd);
                for (const struct false_write *write = file->writes; write; write = write->next)
                        apply(file, write, NULL);
                forget_writes(file);
                disk->syncs++;
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
        if (r == 0)
                for (size_t i = 0; i < disk->files_count; i++)
                        memcpy(disk->files[i].name, disk->files[i].name_now, sizeof disk->files[i].name);
        (void)pthread_mutex_unlock(&disk->lock);
        return r;
}

static int false_truncate(void *context, int fd, uint64_t size)
{
        struct false_disk *disk = context;
        int r;

        (void)pthread_mutex_lock(&disk->lock);
        r = fails(disk);
        if (r == 0)
                r = disk_real.truncate(NULL, fd, size);
        if (r == 0)
                remember(file_of(disk, fd), true, size, NULL, 0);
        (void)pthread_mutex_unlock(&disk->lock);
        return r;
}

static int false_rename(void *context, int folder_fd, const char *from, const char *to)
{
        struct false_disk *disk = context;
        int r;

        (void)pthread_mutex_lock(&disk->lock);
        r = fails(disk);
        if (r == 0)
                r = disk_real.rename(NULL, folder_fd, from, to);
        for (size_t i = 0; r == 0 && i < disk->files_count; i++) {
                struct false_file *file = &disk->files[i];

                if (strcmp(file->name_now, to) == 0)
                        file->name_now[0] = '\0';
                else if (strcmp(file->name_now, from) == 0)
                        (void)snprintf(file->name_now, sizeof file->name_now, "%s", to);
        }
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
                r = disk_real.unlink(NULL, folder_fd, name);
        for (size_t i = 0; r == 0 && i < disk->files_count; i++)
                if (strcmp(disk->files[i].name_now, name) == 0)
                        disk->files[i].name_now[0] = '\0';
        (void)pthread_mutex_unlock(&disk->lock);
        return r;
}

static int false_size(void *context, int fd, uint64_t *ret)
{
        (void)context;
        return disk_real.size(NULL, fd, ret);
}

static int false_free_bytes(void *context, int folder_fd, uint64_t *ret)
{
        struct false_disk *disk = context;

        (void)folder_fd;
        (void)pthread_mutex_lock(&disk->lock);
        *ret = disk->free_bytes;
        (void)pthread_mutex_unlock(&disk->lock);
        return 0;
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
                                .sync = false_sync,
                                .sync_folder = false_sync_folder,
                                .truncate = false_truncate,
                                .rename = false_rename,
                                .unlink = false_unlink,
                                .size = false_size,
                                .free_bytes = false_free_bytes,
                        },
                .error = EIO,
                .free_bytes = UINT64_MAX,
        };
        (void)pthread_mutex_init(&disk->lock, NULL);
        (void)pthread_cond_init(&disk->changed, NULL);
}

void false_disk_done(struct false_disk *disk)
{
        for (size_t i = 0; i < disk->files_count; i++) {
                forget_writes(&disk->files[i]);
                free(disk->files[i].data);
        }
        (void)pthread_mutex_destroy(&disk->lock);
        (void)pthread_cond_destroy(&disk->changed);
}

void false_disk_hold(struct false_disk *disk, bool hold)
{
        (void)pthread_mutex_lock(&disk->lock);
        disk->hold_syncs = hold;
        (void)pthread_cond_broadcast(&disk->changed);
        (void)pthread_mutex_unlock(&disk->lock);
}

void false_disk_await_held(struct false_disk *disk)
{
        (void)pthread_mutex_lock(&disk->lock);
        while (disk->held == 0)
                (void)pthread_cond_wait(&disk->changed, &disk->lock);
        (void)pthread_mutex_unlock(&disk->lock);
}

static void remove_name(const char *folder, const char *name)
{
        char path[512];

        (void)snprintf(path, sizeof path, "%s/%s", folder, name);
        if (name[0] != '\0')
                (void)unlink(path);
}

static void write_left(const char *folder, const char *name, const struct false_file *left)
{
        char path[512];
        int fd;

        (void)snprintf(path, sizeof path, "%s/%s", folder, name);
        fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (fd < 0 || write(fd, left->data, left->length) != (ssize_t)left->length)
                ck_abort_msg("%s: %s", path, strerror(errno));
        (void)close(fd);
}

void false_disk_power_loss(struct false_disk *disk, const char *folder, unsigned seed)
{
        (void)pthread_mutex_lock(&disk->lock);
        for (size_t i = 0; i < disk->files_count; i++) {
                remove_name(folder, disk->files[i].name);
                remove_name(folder, disk->files[i].name_now);
        }
        for (size_t i = 0; i < disk->files_count; i++) {
                const struct false_file *file = &disk->files[i];
                struct false_file left = {.length = file->length};
                /* A name that was not synced may have come or not. */
                const char *name = seed != 0 && rand_r(&seed) % 2 ? file->name_now : file->name;

                if (name[0] == '\0')
                        continue;
                left.data = malloc(file->length + 1);
                ck_assert_ptr_nonnull(left.data);
                if (file->length > 0)
                        memcpy(left.data, file->data, file->length);
                for (const struct false_write *write = file->writes; seed != 0 && write; write = write->next)
                        apply(&left, write, &seed);
                write_left(folder, name, &left);
                free(left.data);
        }
        (void)pthread_mutex_unlock(&disk->lock);
}
