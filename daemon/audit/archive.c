/* audit/archive.c: see archive.h. */
#include "audit/archive.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/copies.h"
#include "audit/say.h"
#include "journal/pieces.h"

struct archive {
        const struct archive_options *options;
        struct archive_report *report;
        char **why;
        char journal[COPIES_PATH_MAX];
};

static int failed(struct archive *archive, int r, const char *what)
{
        return audit_say(archive->why, r, "%s: %s", what, r > 0 ? "it is shorter than it was" : strerror(-r));
}

/* Whether the segment is a link already. */
static int is_elsewhere(const char *path, bool *ret)
{
        struct stat st;

        if (lstat(path, &st) < 0)
                return -errno;
        *ret = S_ISLNK(st.st_mode);
        return 0;
}

/* To whom the other belongs: root moves, and the daemon's user reads. */
static int give(const char *path, const char *like)
{
        struct stat st;

        if (stat(like, &st) < 0)
                return -errno;
        if (geteuid() == 0 && chown(path, st.st_uid, st.st_gid) < 0)
                return -errno;
        return chmod(path, st.st_mode & 07777) < 0 ? -errno : 0;
}

/* Copied, on disk there under its name, and read once more from there. */
static int copy(struct archive *archive, const char *from, const char *to, uint64_t bytes)
{
        uint8_t hash[COPIES_HASH_BYTES], again[COPIES_HASH_BYTES];
        int r = copies_copy(from, to, bytes, hash);

        if (r == 0)
                r = give(to, from);
        if (r == 0)
                r = copies_sync_folder(archive->options->to);
        if (r == 0)
                r = copies_copy(to, NULL, bytes, again);
        if (r != 0)
                return failed(archive, r, to);
        if (memcmp(hash, again, sizeof(hash)) != 0)
                return audit_say(archive->why, AUDIT_REFUSED,
                                 "%s is not what was written there: its disk cannot be trusted, and %s was left where "
                                 "it is",
                                 to, from);
        return 0;
}

/* The link takes the name at once: a reader finds the one or the other. */
static int replace(struct archive *archive, const char *path, const char *to)
{
        char path_new[COPIES_PATH_MAX + 8];
        int r;

        (void)snprintf(path_new, sizeof(path_new), "%s.new", path);
        (void)unlink(path_new);
        if (symlink(to, path_new) < 0 || rename(path_new, path) < 0)
                return failed(archive, -errno, path);
        r = copies_sync_folder(archive->journal);
        return r < 0 ? failed(archive, r, archive->journal) : 0;
}

static int move(struct archive *archive, const struct journal_piece *piece)
{
        char name[32], from[COPIES_PATH_MAX], to[COPIES_PATH_MAX];
        bool elsewhere = false;
        int r;

        (void)snprintf(name, sizeof(name), "%012" PRIu64 ".seg", piece->first);
        r = copies_path(archive->journal, name, from);
        if (r == 0)
                r = copies_path(archive->options->to, name, to);
        if (r == 0)
                r = is_elsewhere(from, &elsewhere);
        if (r < 0)
                return failed(archive, r, from);
        if (!elsewhere) {
                r = copy(archive, from, to, piece->bytes);
                if (r == 0)
                        r = replace(archive, from, to);
                archive->report->segments_moved += r == 0;
                archive->report->bytes_moved += r == 0 ? piece->bytes : 0;
        }
        archive->report->segments_elsewhere += r == 0;
        return r;
}

static int move_all(struct archive *archive, const struct journal_pieces *pieces)
{
        uint64_t keep = archive->options->keep;
        size_t movable = pieces->count > keep + 1 ? pieces->count - 1 - (size_t)keep : 0;
        int r = 0;

        archive->report->segments = pieces->count;
        for (size_t i = 0; r == 0 && i < movable; i++) {
                r = move(archive, &pieces->list[i]);
                if (r == 0)
                        archive->report->position = pieces->list[i + 1].first - 1;
                if (archive->options->progress)
                        archive->options->progress(archive->options->context, "segments", i + 1, movable);
        }
        return r;
}

int archive_segments(const struct archive_options *options, struct archive_report *ret, char **ret_why)
{
        struct archive archive = {.options = options, .report = ret, .why = ret_why};
        struct journal_pieces pieces;
        int r;

        *ret = (struct archive_report){0};
        *ret_why = NULL;
        if (options->to[0] != '/')
                return audit_say(ret_why, AUDIT_REFUSED,
                                 "%s: the folder is named by its whole path, since links lead there", options->to);
        r = copies_path(options->state, "journal", archive.journal);
        if (r == 0)
                r = copies_make_folder(options->to);
        if (r == 0)
                r = give(options->to, archive.journal);
        if (r < 0)
                return failed(&archive, r, options->to);
        r = journal_pieces(archive.journal, NULL, 0, &pieces, ret_why);
        if (r != 0)
                return r > 0 ? AUDIT_REFUSED : failed(&archive, r, archive.journal);
        r = move_all(&archive, &pieces);
        journal_pieces_done(&pieces);
        return r;
}
