/* tests/sim/disk.h: the false disk, under libc's calls (calls.c) for what lies in the state folder.
 *
 *      page cache    the real files, on a file system in memory: what the daemon reads, maps, and finds
 *                    again after kill -9
 *      disk          beside each: the bytes that survive a loss of power, and the changes that no sync
 *                    has covered yet
 *
 * A loss of power leaves of these changes what it likes: each of a file's writes whole, not at all, or
 * some of its sectors, in any order; of a folder's names those up to some change. A sync that failed
 * leaves the same, and the rest never reaches the disk though the cache shows it and the next sync
 * succeeds, as on Linux. A folder's changes are durable when the folder was synced, as POSIX has it.
 *
 * Sectors of 512 bytes are whole or not: LMDB's meta page relies on it. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/rng.h"

#define DISK_SECTOR   512
#define DISK_NAME_MAX 48
#define DISK_NAMES    512 /* in a folder */

enum disk_call {
        DISK_WRITE,
        DISK_SYNC,
        DISK_SYNC_FOLDER,
        DISK_TRUNCATE,
        DISK_CREATE,
        DISK_RENAME,
        DISK_UNLINK,
        DISK_MAKE_FOLDER
};

/* One that no sync has covered. */
struct change {
        struct change *next;
        uint64_t offset; /* or the new size */
        uint64_t length;
        uint8_t *data; /* NULL: it was cut */
};

struct file {
        struct file *older; /* all that there ever were */
        uint8_t *bytes;     /* on disk */
        uint64_t size, capacity;
        uint64_t size_now; /* in the cache */
        struct change *first, **end;
};

struct name {
        char name[DISK_NAME_MAX];
        struct file *file;
};

/* Of a folder: `from` (may be empty) is gone, `to` (may be empty) is this file. */
struct rename {
        struct rename *next;
        char from[DISK_NAME_MAX], to[DISK_NAME_MAX];
        struct file *file;
};

struct names {
        size_t count;
        struct name list[DISK_NAMES];
};

enum { FOLDER_ROOT, FOLDER_JOURNAL, FOLDER_STORE, FOLDERS };
struct folder {
        const char *name;
        bool there_now, there; /* in the cache; on disk */
        struct names now, names;
        struct rename *first, **end;
};

extern struct folder folders[FOLDERS];

/* An empty disk; `root`: the state folder, which is there. */
void disk_begin(const char *root);
const char *disk_root(void);

/* ---- what happens to it ---- */

/* After `calls` more of them the power is lost, or the process killed: every call fails from then on
 * and changes nothing, until disk_image(). What the last one did is up to `rng`. */
void disk_die_after(uint64_t calls, bool power, struct rng *rng);
void disk_die_now(bool power, struct rng *rng);
bool disk_is_dead(void);
/* The next call of these kinds (bits), after so many of them, fails; 0 is none. -1 for the errno: the
 * write is short. */
void disk_fail_after(unsigned kinds, uint64_t calls, int error, struct rng *rng);
void disk_spare(void);      /* nothing of the kind any more */
bool disk_has_failed(void); /* since the image was made */

/* What others have left of it. */
void disk_set_free(uint64_t bytes);
uint64_t disk_free(void);

/* What a restart finds; the disk lives again. */
void disk_image(void);

/* ---- what is known of it ---- */

/* Up to which position the journal's entries lie on disk whole, one behind the other. */
uint64_t disk_journal_position(void);
uint64_t disk_calls(void);

/* ---- calls.c and image.c ---- */

struct file *names_find(const struct names *names, const char *name);
void names_set(struct names *names, const char *name, struct file *file);
void names_apply(struct names *names, const struct rename *rename);

/* What becomes of a call: 0, it is done; an errno; DISK_DIES: it is the last one. */
enum { DISK_DIES = -2, DISK_SHORT = -1 };
int disk_fate(enum disk_call call);
struct rng *disk_rng(void);
/* The real files, from what is on disk. */
void image_write(void);

struct file *file_new(void);
void file_change(struct file *file, uint64_t offset, const void *data, uint64_t length);
/* All changes are on disk; `some`: what luck has it of them, and the rest never is. */
void file_settle(struct file *file, bool some);
/* This one is on disk, whatever comes before it. */
void file_apply(struct file *file, const struct change *change);
void folder_change(struct folder *folder, const char *from, const char *to, struct file *file);
void folder_settle(struct folder *folder, bool some);
/* There is no room for so much more. */
bool disk_is_full(const struct file *file, uint64_t end);
void disk_grown(struct file *file, uint64_t end);
