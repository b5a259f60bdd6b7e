/* tests/sim/image.c: the real files made again from what is on the false disk; and what of the journal lies
 * there, read without the journal's own reader. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "journal/format.h"
#include "sim/disk.h"
#include "sim/finding.h"

static void must(long r, const char *what)
{
        CHECK(r >= 0, "a real disk", "%s: %s", what, strerror(errno));
}

static void empty(const char *path)
{
        DIR *dir = opendir(path);
        const struct dirent *entry;

        if (!dir)
                return;
        while ((entry = readdir(dir)))
                if (entry->d_type == DT_REG)
                        must(syscall(SYS_unlinkat, dirfd(dir), entry->d_name, 0), "unlink");
        (void)closedir(dir);
}

static void write_file(const char *path, const struct name *name)
{
        char full[512];
        int fd;

        (void)snprintf(full, sizeof full, "%s/%s", path, name->name);
        fd = (int)syscall(SYS_openat, AT_FDCWD, full, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        must(fd, full);
        must(syscall(SYS_pwrite64, fd, name->file->bytes, name->file->size, 0), full);
        must(syscall(SYS_ftruncate, fd, name->file->size), full);
        must(syscall(SYS_close, fd), full);
        name->file->size_now = name->file->size;
}

static void write_folder(struct folder *folder)
{
        char path[400];

        (void)snprintf(path, sizeof path, "%s/%s", disk_root(), folder->name);
        if (!folder->there)
                folder->names.count = 0;
        folder->now = folder->names;
        if (folder == &folders[FOLDER_ROOT])
                return;
        empty(path);
        if (!folder->there && folder->there_now)
                must(syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR), path);
        folder->there_now = folder->there;
        for (size_t i = 0; i < folder->names.count; i++)
                write_file(path, &folder->names.list[i]);
}

/* ---- the journal ---- */

/* Where the reading stands: nothing that was on disk changes but by a restart. */
static struct {
        uint64_t position; /* the last whole one */
        struct file *file;
        struct segment_header segment;
        uint64_t offset;
} reading;

void image_write(void)
{
        for (size_t i = 0; i < FOLDERS; i++)
                write_folder(&folders[i]);
        reading.file = NULL;
        reading.position = 0;
}

/* The segment that begins behind what was read. */
static bool next_segment(void)
{
        char name[SEGMENT_NAME_MAX];
        struct file *file;

        (void)format_segment_name(reading.position + 1, name);
        file = names_find(&folders[FOLDER_JOURNAL].names, name);
        if (!file || file == reading.file || file->size < SEGMENT_HEADER_BYTES ||
            format_segment_read(file->bytes, &reading.segment) != 0)
                return false;
        reading.file = file;
        reading.offset = SEGMENT_HEADER_BYTES;
        return true;
}

static bool next_entry(void)
{
        const struct file *file = reading.file;
        uint8_t hash[JOURNAL_HASH_BYTES];
        struct entry_header header;
        const uint8_t *at;
        size_t bytes;

        if (!file || reading.offset + ENTRY_HEADER_BYTES > file->size)
                return false;
        at = file->bytes + reading.offset;
        if (format_entry_read(&reading.segment, at, &header) != 0 || header.kind == KIND_CLOSING ||
            header.position != reading.position + 1)
                return false;
        bytes = format_entry_bytes(header.length);
        if (reading.offset + bytes > file->size)
                return false;
        format_body_hash(at + ENTRY_HEADER_BYTES, header.length, hash);
        if (memcmp(hash, header.body_hash, sizeof hash) != 0)
                return false;
        reading.position++;
        reading.offset += bytes;
        return true;
}

uint64_t disk_journal_position(void)
{
        while (next_entry() || next_segment())
                continue;
        return reading.position;
}
