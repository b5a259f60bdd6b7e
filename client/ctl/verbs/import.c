/* milestonectl import: the rows of tables become events by a mapping, and are sent. What it
 * prints at the end is one object: what became of them. */
#include "base/period.h"
#include "import/send.h"
#include "progress.h"
#include "session.h"
#include "tell.h"
#include "verbs/import_report.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_ONLY = 0x200, KEY_PUBLISHED, KEY_BATCH, KEY_PRINT, KEY_CHECK, KEY_VINTAGE };

struct input {
        const char *mapping;
        const char *const *files;
        size_t n_files;
        struct manifest_options manifest;
        uint32_t batch_events;
        bool dry_run, check, print;
};

/* "2021", "2006-01..2021-12" */
static void set_only(struct input *input, const char *argument, struct argp_state *state)
{
        const char *dots = strstr(argument, "..");
        struct text first = {argument, dots ? (size_t)(dots - argument) : strlen(argument)};

        if (period_parse(first, &input->manifest.only_first) != 0 ||
            period_parse(dots ? text_of(dots + 2) : first, &input->manifest.only_last) != 0)
                argp_error(state,
                           "--only-periods: \"%s\" is no period and no range of them: 2021, 2006-01..2021-12",
                           argument);
}

static void set_batch(struct input *input, const char *argument, struct argp_state *state)
{
        int64_t number;

        if (decimal_parse(text_of(argument), 0, &number) != 0 || number < 1 || number > MST_BATCH_EVENTS_MAX)
                argp_error(state, "--batch-size: \"%s\" is no number from 1 to %u", argument,
                           MST_BATCH_EVENTS_MAX);
        input->batch_events = (uint32_t)number;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
        struct input *input = state->input;

        switch (key) {
        case 'n':
                input->dry_run = true;
                return 0;
        case KEY_CHECK:
                input->check = true;
                return 0;
        case KEY_PRINT:
                input->print = true;
                return 0;
        case KEY_ONLY:
                set_only(input, argument, state);
                return 0;
        case KEY_PUBLISHED:
                if (civil_parse(text_of(argument), &input->manifest.published) != 0)
                        argp_error(state, "--published: \"%s\" is no date", argument);
                return 0;
        case KEY_VINTAGE:
                if (civil_parse(text_of(argument), &input->manifest.only_vintage) != 0)
                        argp_error(state, "--only-vintage: \"%s\" is no date", argument);
                return 0;
        case KEY_BATCH:
                set_batch(input, argument, state);
                return 0;
        case ARGP_KEY_ARGS:
                input->mapping = state->argv[state->next];
                input->files = (const char *const *)state->argv + state->next + 1;
                input->n_files = (size_t)(state->argc - state->next - 1);
                return 0;
        case ARGP_KEY_END:
                if (!input->mapping || input->n_files == 0)
                        argp_error(state, "a mapping and at least one file");
                return 0;
        default:
                return ARGP_ERR_UNKNOWN;
        }
}

static const struct argp argp = {
        .options =
                (const struct argp_option[]){
                        {"dry-run", 'n', NULL, 0, "the daemon's checks and its receipts, and nothing kept",
                         0},
                        {"check", KEY_CHECK, NULL, 0, "read all, print the report, and send nothing", 0},
                        {"print", KEY_PRINT, NULL, 0,
                         "print the events as milestonectl publish reads them, and send nothing", 0},
                        {"only-periods", KEY_ONLY, "A..B", 0, "leave out rows of other periods", 0},
                        {"only-vintage", KEY_VINTAGE, "DATE", 0, "leave out releases of other days", 0},
                        {"published", KEY_PUBLISHED, "DATE", 0,
                         "when the release was published, instead of the mapping's word", 0},
                        {"batch-size", KEY_BATCH, "N", 0,
                         "events of a batch (default: the mapping's, or 1000)", 0},
                        {0}},
        .parser = parse,
        .args_doc = "MAPPING FILE...",
        .doc = "milestonectl import ru-fts-partners.yaml ru_trade_by_partner_monthly.csv\n\nReads tables "
               "(CSV, also "
               "compressed with gzip or zstd), makes events of their rows as milestone-mapping(5) says, and "
               "sends "
               "them. All files are checked before the first event leaves. \"-\" is standard input.",
};

static void on_progress(void *userdata, uint64_t done, uint64_t total)
{
        progress_tell(userdata, done, total);
}

static int say_end(const struct send_result *result)
{
        switch (result->end) {
        case SEND_DONE:
                return EXIT_DONE;
        case SEND_UNREACHED:
        case SEND_TIMEOUT:
                ctl_say("no receipt for too long; %llu events have one, and the rest can be sent again",
                        (unsigned long long)result->events);
                return EXIT_TIMEOUT;
        case SEND_TOO_LARGE:
                ctl_say("a batch is larger than a message may be (%u bytes): --batch-size with a smaller "
                        "number helps",
                        MST_MESSAGE_BYTES_MAX);
                return EXIT_USAGE;
        }
        return EXIT_NO;
}

static int send(struct ctl *ctl, const struct input *input, struct manifest *manifest)
{
        SCOPED(mst_publisher_unrefp) struct mst_publisher *publisher = NULL;
        struct mst_options options = ctl_options(ctl);
        struct progress progress;
        struct send_options how = {.dry_run = input->dry_run,
                                   .connect_msec = ctl->timeout_msec,
                                   .quiet_msec = ctl->timeout_stated ? ctl->timeout_msec
                                                                     : 6 * CTL_TIMEOUT_MSEC,
                                   .progress = on_progress,
                                   .userdata = &progress};
        struct send_result result;
        struct schedule schedule = {0};
        int64_t msec;
        int r;

        if (manifest_mapping(manifest)->numbering == NUMBERING_ARRIVAL) {
                r = session_next_number(ctl, manifest_mapping(manifest)->source, &how.first_number);
                if (r != EXIT_DONE)
                        return r;
        }
        r = mst_publisher_new(&ctl->endpoints, &options, &publisher);
        if (r != 0)
                return ctl_fail(r, ctl->endpoints.intake);

        schedule_forward(manifest, &schedule);
        progress_begin(&progress, "events");
        r = send_all(manifest, &schedule, publisher, &how, &result);
        msec = progress_end(&progress);
        schedule_done(&schedule);
        if (r != 0) {
                faults_done(&result.faults);
                return ctl_fail(r, "import");
        }

        if (result.end == SEND_UNREACHED) {
                faults_done(&result.faults);
                return session_unreached(ctl->endpoints.intake);
        }
        import_report(ctl, manifest, &result, input->dry_run);
        fflush(stdout);
        faults_print(&result.faults, stderr);
        faults_done(&result.faults);
        if (result.journal_changed)
                ctl_say("the daemon was restored meanwhile: send the same files again");
        ctl_say("%llu events, %llu batches in %lld.%03lld s", (unsigned long long)result.events,
                (unsigned long long)result.batches, (long long)(msec / 1000), (long long)(msec % 1000));
        r = say_end(&result);
        return r == EXIT_DONE && (send_has_refusals(&result) || result.journal_changed) ? EXIT_NO : r;
}

/* The events in the order of sending, one a line. */
static int print(struct manifest *manifest)
{
        struct pool scratch = {0};
        size_t n;
        const struct manifest_release *releases = manifest_releases(manifest, &n);

        for (size_t i = 0; i < n; i++)
                for (size_t j = 0; j < releases[i].n_rows; j++) {
                        struct row row;
                        json_t *object;

                        pool_reset(&scratch);
                        if (manifest_event(manifest, &releases[i].rows[j], &scratch, &row) != 0) {
                                pool_done(&scratch);
                                return ctl_fail(-EIO, "import");
                        }
                        object = tell_event(&row.event);
                        (void)json_dumpf(object, stdout, JSON_COMPACT);
                        (void)putchar('\n');
                        json_decref(object);
                }
        pool_done(&scratch);
        return fflush(stdout) == 0 ? EXIT_DONE : EXIT_NO;
}

static int run(struct ctl *ctl, const struct input *input, struct manifest *manifest)
{
        if (input->print)
                return print(manifest);
        if (input->check) {
                import_report(ctl, manifest, NULL, false);
                return EXIT_DONE;
        }
        if (manifest_rows(manifest) == 0) {
                ctl_say("no rows are left to send");
                return EXIT_NO;
        }
        return send(ctl, input, manifest);
}

int verb_import(struct ctl *ctl, int argc, char **argv)
{
        struct input input = {.manifest = {.only_first = period_none(),
                                           .only_last = period_none(),
                                           .published = CIVIL_NONE,
                                           .only_vintage = CIVIL_NONE}};
        struct mapping *mapping = NULL;
        struct manifest *manifest = NULL;
        struct faults faults = {0};
        int r = EXIT_NO;

        ctl_parse(ctl, &argp, argc, argv, &input);
        if (mapping_read(input.mapping, &faults, &mapping) == 0) {
                if (input.batch_events > 0)
                        mapping->batch_events = input.batch_events;
                if (manifest_read(mapping, input.files, input.n_files, &input.manifest, &faults, &manifest) ==
                    0)
                        r = run(ctl, &input, manifest);
        }
        faults_print(&faults, stderr);
        faults_done(&faults);
        (void)manifest_free(manifest);
        (void)mapping_free(mapping);
        return r;
}
