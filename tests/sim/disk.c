/* tests/sim/disk.c: see disk.h. */
#include "sim/disk.h"

#include <stdlib.h>
#include <string.h>

#include "sim/finding.h"
#include "sim/threads.h"

struct folder folders[FOLDERS];

static struct {
        char root[256];
        struct file *files;
        uint64_t calls;
        uint64_t free;
        bool dead, failed;
        uint64_t die_after; /* 0: never */
        bool power;
        struct rng rng;
        unsigned fail_kinds;
        uint64_t fail_after;
        int fail_error;
} disk;

void disk_begin(const char *root)
{
        (void)strncpy(disk.root, root, sizeof disk.root - 1);
        disk.free = UINT64_MAX;
        for (size_t i = 0; i < FOLDERS; i++)
                folders[i].end = &folders[i].first;
        folders[FOLDER_ROOT].name = "";
        folders[FOLDER_JOURNAL].name = "journal";
        folders[FOLDER_STORE].name = "store";
        folders[FOLDER_ROOT].there = folders[FOLDER_ROOT].there_now = true;
}

const char *disk_root(void)
{
        return disk.root;
}

/* ---- what happens ---- */

void disk_die_after(uint64_t calls, bool power, struct rng *rng)
{
        disk.die_after = calls;
        disk.power = power;
        disk.rng = (struct rng){rng_next(rng)};
}

void disk_die_now(bool power, struct rng *rng)
{
        disk_die_after(0, power, rng);
        disk.dead = true;
}

bool disk_is_dead(void)
{
        return disk.dead;
}

void disk_fail_after(unsigned kinds, uint64_t calls, int error, struct rng *rng)
{
        disk.fail_kinds = kinds;
        disk.fail_after = calls;
        disk.fail_error = error;
        disk.rng = (struct rng){rng_next(rng)};
}

void disk_spare(void)
{
        disk.die_after = 0;
        disk.fail_kinds = 0;
}

bool disk_has_failed(void)
{
        return disk.failed;
}

void disk_set_free(uint64_t bytes)
{
        disk.free = bytes;
}

uint64_t disk_free(void)
{
        return disk.free;
}

uint64_t disk_calls(void)
{
        return disk.calls;
}

struct rng *disk_rng(void)
{
        return &disk.rng;
}

int disk_fate(enum disk_call call)
{
        threads_stop_here();
        if (disk.dead)
                return 5; /* EIO */
        disk.calls++;
        if (disk.die_after > 0 && --disk.die_after == 0) {
                disk.dead = true;
                return DISK_DIES;
        }
        if ((disk.fail_kinds & 1u << call) && disk.fail_after-- == 0) {
                disk.fail_kinds = 0;
                disk.failed |= disk.fail_error > 0;
                return disk.fail_error;
        }
        return 0;
}

bool disk_is_full(const struct file *file, uint64_t end)
{
        uint64_t more = end > file->size_now ? end - file->size_now : 0;

        if (more <= disk.free)
                return false;
        disk.failed = true;
        return true;
}

void disk_grown(struct file *file, uint64_t end)
{
        if (end > file->size_now && disk.free != UINT64_MAX)
                disk.free -= end - file->size_now;
        if (end > file->size_now)
                file->size_now = end;
}

/* ---- files ---- */

struct file *file_new(void)
{
        struct file *file = calloc(1, sizeof *file);

        if (!file)
                abort();
        file->end = &file->first;
        file->older = disk.files;
        disk.files = file;
        return file;
}

void file_change(struct file *file, uint64_t offset, const void *data, uint64_t length)
{
        struct change *change = calloc(1, sizeof *change);

        if (!change)
                abort();
        change->offset = offset;
        change->length = length;
        if (data) {
                change->data = malloc(length ? length : 1);
                if (!change->data)
                        abort();
                memcpy(change->data, data, length);
        }
        *file->end = change;
        file->end = &change->next;
}

static void file_resize(struct file *file, uint64_t size)
{
        if (size > file->capacity) {
                uint64_t more = size > 2 * file->capacity ? size : 2 * file->capacity;

                file->bytes = realloc(file->bytes, more);
                if (!file->bytes)
                        abort();
                file->capacity = more;
        }
        if (size > file->size)
                memset(file->bytes + file->size, 0, size - file->size);
        file->size = size;
}

void file_apply(struct file *file, const struct change *change)
{
        if (!change->data) {
                file_resize(file, change->offset);
                return;
        }
        if (change->offset + change->length > file->size)
                file_resize(file, change->offset + change->length);
        if (change->length > 0) /* a file of no bytes has no memory */
                memcpy(file->bytes + change->offset, change->data, change->length);
}

/* Some sectors of a write. The file may have grown even where its bytes were lost. */
static void file_apply_torn(struct file *file, const struct change *change, struct rng *rng)
{
        uint64_t at = change->offset, end = change->offset + change->length;
        unsigned chance = (unsigned)rng_between(rng, 1, 999);

        while (at < end) {
                uint64_t border = (at / DISK_SECTOR + 1) * DISK_SECTOR;
                uint64_t length = (border < end ? border : end) - at;
                struct change part = {
                        .offset = at, .length = length, .data = change->data + (at - change->offset)};

                if (rng_chance(rng, chance))
                        file_apply(file, &part);
                at += length;
        }
}

void file_settle(struct file *file, bool some)
{
        struct rng *rng = &disk.rng;
        unsigned kept = some ? (unsigned)rng_below(rng, 1001) : 1000;

        if (some && rng_chance(rng, 250))
                kept = 0;
        for (struct change *change = file->first, *next; change; change = next) {
                next = change->next;
                if (kept == 1000 || rng_chance(rng, kept))
                        file_apply(file, change);
                else if (change->data && rng_chance(rng, 300))
                        file_apply_torn(file, change, rng);
                free(change->data);
                free(change);
        }
        file->first = NULL;
        file->end = &file->first;
}

/* ---- folders ---- */

struct file *names_find(const struct names *names, const char *name)
{
        for (size_t i = 0; i < names->count; i++)
                if (strcmp(names->list[i].name, name) == 0)
                        return names->list[i].file;
        return NULL;
}

/* NULL: there is none of that name. */
void names_set(struct names *names, const char *name, struct file *file)
{
        size_t i = 0;

        while (i < names->count && strcmp(names->list[i].name, name) != 0)
                i++;
        if (i == names->count && file) {
                CHECK(i < DISK_NAMES, "few files", "more than %d files in a folder", DISK_NAMES);
                (void)strncpy(names->list[i].name, name, DISK_NAME_MAX - 1);
                names->count++;
        }
        if (file)
                names->list[i].file = file;
        else if (i < names->count)
                names->list[i] = names->list[--names->count];
}

void names_apply(struct names *names, const struct rename *rename)
{
        if (rename->from[0])
                names_set(names, rename->from, NULL);
        if (rename->to[0])
                names_set(names, rename->to, rename->file);
}

void folder_change(struct folder *folder, const char *from, const char *to, struct file *file)
{
        struct rename *rename = calloc(1, sizeof *rename);

        if (!rename)
                abort();
        (void)strncpy(rename->from, from, DISK_NAME_MAX - 1);
        (void)strncpy(rename->to, to, DISK_NAME_MAX - 1);
        rename->file = file;
        names_apply(&folder->now, rename);
        *folder->end = rename;
        folder->end = &rename->next;
}

/* A name of the root's is that of a folder. */
static void root_apply(const struct rename *rename)
{
        for (size_t i = FOLDER_ROOT + 1; i < FOLDERS; i++)
                if (strcmp(folders[i].name, rename->to) == 0)
                        folders[i].there = true;
}

void folder_settle(struct folder *folder, bool some)
{
        bool lost = false;

        for (struct rename *rename = folder->first, *next; rename; rename = next) {
                next = rename->next;
                lost |= some && rng_chance(&disk.rng, 300);
                if (!lost && folder == &folders[FOLDER_ROOT])
                        root_apply(rename);
                else if (!lost)
                        names_apply(&folder->names, rename);
                free(rename);
        }
        folder->first = NULL;
        folder->end = &folder->first;
}

/* ---- the end of a life ---- */

void disk_image(void)
{
        if (disk.dead && disk.power) {
                for (struct file *file = disk.files; file; file = file->older)
                        file_settle(file, true);
                for (size_t i = 0; i < FOLDERS; i++)
                        folder_settle(&folders[i], true);
                image_write();
                finding->cuts++;
        } else if (disk.dead) {
                finding->kills++;
        }
        disk.dead = disk.failed = false;
        disk_spare();
}
