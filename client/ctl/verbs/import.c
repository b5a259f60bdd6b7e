/* milestonectl import: the rows of tables become events by a mapping, and are sent. What it
 * prints at the end is one object: what became of them. */
#include "base/period.h"
#include "import/send.h"
#include "progress.h"
#include "session.h"
#include "tell.h"
#include <stdlib.h>
#include <string.h>

enum { KEY_ONLY = 0x200, KEY_PUBLISHED, KEY_BATCH };

struct input {
        const char *mapping;
        const char *const *files;
        size_t n_files;
        struct manifest_options manifest;
        uint32_t batch_events;
        bool dry_run;
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
        case KEY_ONLY:
                set_only(input, argument, state);
                return 0;
        case KEY_PUBLISHED:
                if (civil_parse(text_of(argument), &input->manifest.published) != 0)
                        argp_error(state, "--published: \"%s\" is no date", argument);
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
                        {"only-periods", KEY_ONLY, "A..B", 0, "leave out rows of other periods", 0},
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

static const struct column columns[] = {
        {"Source", "source", 0},
        {"Rows", "rows", 0},
        {"Left out", "rows_left_out", 0},
        {"Batches", "batches", 0},
        {"Sent again", "resent", 0},
        {"Accepted", "counts.accepted", 0},
        {"Revised", "counts.revised", 0},
        {"Repeated", "counts.repeated", 0},
        {"Stale", "counts.stale", 0},
        {"Disputed", "counts.disputed", 0},
        {"Withdrawn", "counts.withdrawn", 0},
        {"Staged", "counts.staged", COLUMN_CSV},
        {"Refused", "counts.refused", 0},
        {"Releases", "releases.counted", 0},
        {"Waiting", "releases.waiting", 0},
        {"Failed", "releases.failed", 0},
        {"Dry run", "dry_run", 0},
        {0},
};

static void put_some(json_t *object, const char *key, uint64_t number)
{
        if (number > 0)
                put_number(object, key, number);
}

/* Of a source with releases the verdicts come with each release, and staged says nothing more. */
static json_t *tell_result(const struct manifest *manifest, const struct input *input,
                           const struct send_result *result)
{
        bool released = manifest_mapping(manifest)->release.by != RELEASE_NONE && !input->dry_run;
        const struct mst_counts *counts = released ? &result->judged : &result->counts;
        json_t *object = json_object(), *releases = json_object(), *c = json_object();

        put_text(object, "source", manifest_mapping(manifest)->source);
        put_number(object, "rows", manifest_rows(manifest));
        put_some(object, "rows_left_out", manifest_rows_left_out(manifest));
        put_number(object, "batches", result->batches);
        put_some(object, "resent", result->resent);
        put_some(c, "accepted", counts->accepted);
        put_some(c, "revised", counts->revised);
        put_some(c, "repeated", released ? counts->repeated + result->counts.repeated : counts->repeated);
        put_some(c, "stale", counts->stale);
        put_some(c, "disputed", counts->disputed);
        put_some(c, "withdrawn", counts->withdrawn);
        put_some(c, "staged", counts->staged);
        put_some(c, "refused", released ? result->judged.refused + result->counts.refused : counts->refused);
        put(object, "counts", c);
        put_some(releases, "counted", result->releases_counted);
        put_some(releases, "waiting", result->releases_waiting);
        put_some(releases, "failed", result->releases_failed);
        put(object, "releases", releases);
        if (input->dry_run)
                put_bool(object, "dry_run", true);
        return object;
}

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
        out_object(ctl, columns, tell_result(manifest, input, &result), NULL);
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

int verb_import(struct ctl *ctl, int argc, char **argv)
{
        struct input input = {.manifest = {.only_first = period_none(),
                                           .only_last = period_none(),
                                           .published = CIVIL_NONE}};
        struct mapping *mapping = NULL;
        struct manifest *manifest = NULL;
        struct faults faults = {0};
        int r = EXIT_NO;

        ctl_parse(ctl, &argp, argc, argv, &input);
        if (mapping_read(input.mapping, &faults, &mapping) == 0) {
                if (input.batch_events > 0)
                        mapping->batch_events = input.batch_events;
                if (manifest_read(mapping, input.files, input.n_files, &input.manifest, &faults, &manifest) ==
                    0) {
                        if (manifest_rows(manifest) == 0)
                                ctl_say("no rows are left to send");
                        else
                                r = send(ctl, &input, manifest);
                }
        }
        faults_print(&faults, stderr);
        faults_done(&faults);
        (void)manifest_free(manifest);
        (void)mapping_free(mapping);
        return r;
}
