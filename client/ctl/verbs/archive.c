/* milestonectl archive: old segments of the journal on another disk. */
#include "audit/archive.h"

#include "number.h"
#include "state.h"
#include "tell.h"

static error_t parse(int key, char *argument, struct argp_state *state)
{
        struct archive_options *options = state->input;

        switch (key) {
        case 'k':
                if (!number_parse(argument, 0, &options->keep))
                        argp_error(state, "--keep: \"%s\" is no number of segments", argument);
                return 0;
        default:
                return state_parse(key, argument, state, "folder", &options->state, &options->to);
        }
}

static const struct argp argp = {
        .options = (const struct argp_option[]){
                STATE_OPTION("the daemon's state folder"),
                {"keep", 'k', "SEGMENTS", 0, "so many complete segments stay where they are, the newest (default: 1)",
                 0},
                {0}},
        .parser = parse,
        .args_doc = "FOLDER",
        .doc = "milestonectl archive /mnt/slow/milestoned\n\nMoves old segments of the journal to another disk, while "
               "the daemon runs or does not, and puts symbolic links in their place. Nothing is lost, as long as the "
               "other disk is there; a daemon does not start without it.",
};

static const struct column columns[] = {
        {"Folder", "folder", 0},
        {"Up to position", "position", 0},
        {"Segments", "segments", 0},
        {"Elsewhere", "segments_elsewhere", 0},
        {"Moved", "segments_moved", 0},
        {"Moved bytes", "bytes_moved", 0},
        {0},
};

int verb_archive(struct ctl *ctl, int argc, char **argv)
{
        struct state_progress progress = {0};
        struct archive_options options = {
                .state = state_default(), .keep = 1, .progress = state_progress, .context = &progress};
        const char *cells[OUT_COLUMNS_MAX] = {NULL};
        struct archive_report report;
        json_t *object;
        char *why;
        int r;

        ctl_parse(ctl, &argp, argc, argv, &options);
        r = archive_segments(&options, &report, &why);
        (void)state_progress_end(&progress, &ctl->pool);
        if (r != 0)
                return state_failed(r, why);
        object = json_object();
        put_text(object, "folder", options.to);
        put_number(object, "position", report.position);
        put_number(object, "segments", report.segments);
        put_number(object, "segments_elsewhere", report.segments_elsewhere);
        put_number(object, "segments_moved", report.segments_moved);
        put_number(object, "bytes_moved", report.bytes_moved);
        cells[5] = tell_size_words(&ctl->pool, report.bytes_moved);
        out_object(ctl, columns, object, cells);
        return EXIT_DONE;
}
