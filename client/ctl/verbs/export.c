/* milestonectl export: the journal as one portable file. */
#include "journal/portable.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "state.h"
#include "tell.h"

struct input {
        const char *state, *to;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
        struct input *input = state->input;

        if (key == ARGP_KEY_END && !input->to)
                argp_error(state, "into which file? \"-\" is stdout");
        return state_parse(key, argument, state, "file", &input->state, &input->to);
}

static const struct argp argp = {
        .options = (const struct argp_option[]){
                STATE_OPTION("a state folder, a backup, or a journal's own folder"),
                {0}},
        .parser = parse,
        .args_doc = "FILE",
        .doc = "milestonectl export /srv/milestones.mjx\n\nWrites the whole journal into one file that every machine "
               "reads, compressed by zstd; \"-\" is stdout. A daemon that starts from it, by milestonectl restore, "
               "tells the same notifications, byte for byte.",
};

static const struct column columns[] = {
        {"File", "file", 0},
        {"Journal", "journal_id", 0},
        {"Epoch", "epoch", 0},
        {"Entries", "entries", 0},
        {"Erased", "erased", 0},
        {"Chain", "chain", 0},
        {"Size", "bytes", 0},
        {0},
};

static void print(struct ctl *ctl, const struct input *input, const struct portable_report *report)
{
        const char *cells[OUT_COLUMNS_MAX] = {NULL};
        json_t *object = json_object();
        struct pool *pool = &ctl->pool;

        put_text(object, "file", input->to);
        state_put_identity(object, pool, &report->identity);
        put_number(object, "entries", report->entries);
        put_number(object, "erased", report->erased);
        put_text(object, "chain", state_hex(pool, report->chain, sizeof(report->chain)));
        put_number(object, "bytes", report->bytes);
        cells[6] = tell_size_words(pool, report->bytes);
        out_object(ctl, columns, object, cells);
}

static int watch(void *context, uint64_t position, uint64_t last)
{
        state_progress(context, "entries", position, last);
        return 0;
}

/* Under another name until it is whole and on disk. */
static int export_to(const char *journal, const char *path, const char *path_new, struct state_progress *progress,
                     struct portable_report *report, char **why)
{
        SCOPED(closep) int fd = open(path_new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        int r;

        *why = NULL;
        if (fd < 0)
                return -errno;
        r = journal_export(journal, fd, watch, progress, report, why);
        if (r == 0 && (fdatasync(fd) < 0 || rename(path_new, path) < 0))
                r = -errno;
        if (r != 0)
                (void)unlink(path_new);
        return r;
}

int verb_export(struct ctl *ctl, int argc, char **argv)
{
        struct input input = {.state = state_default()};
        struct state_progress progress = {0};
        struct portable_report report;
        const char *journal;
        char *why;
        int r;

        ctl_parse(ctl, &argp, argc, argv, &input);
        journal = state_journal(&ctl->pool, input.state);
        if (strcmp(input.to, "-") == 0)
                r = journal_export(journal, STDOUT_FILENO, watch, &progress, &report, &why);
        else
                r = export_to(journal, input.to, pool_print(&ctl->pool, "%s.new", input.to), &progress, &report,
                              &why);
        (void)state_progress_end(&progress, &ctl->pool);
        if (r != 0)
                return state_failed(r, why);
        if (strcmp(input.to, "-") != 0)
                print(ctl, &input, &report);
        return EXIT_DONE;
}
