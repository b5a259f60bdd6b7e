/* tests/support/shuffle: what milestonectl import sends, in other orders.
 *
 *     mst-shuffle --folder DIR [OPTION...] MAPPING FILE...
 *
 * Whatever the order, the daemon must end in the same sums and states (promise 3). The same seed
 * gives the same order on every machine. Prints one line: what became of the batches. Ends with 0
 * when all have their receipts and nothing was refused, 1 when something was, 2 for wrong usage, 3
 * when no daemon was there, 5 when it said nothing for too long. */
#include "order.h"
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
        KEY_FOLDER = 0x100,
        KEY_ORDER,
        KEY_ROWS,
        KEY_ENDS,
        KEY_INTERLEAVE,
        KEY_TWICE,
        KEY_ONLY,
        KEY_SHIFT,
        KEY_LEAVE_OUT,
        KEY_BATCH,
        KEY_TIMEOUT
};

struct input {
        struct mst_endpoints endpoints;
        struct order order;
        struct manifest_options manifest;
        uint32_t batch_events;
        int timeout_msec;
        const char *mapping;
        const char *const *files;
        size_t n_files;
};

static const struct argp_option options[] = {
        {"folder", KEY_FOLDER, "DIR", 0, "of the daemon's sockets", 0},
        {"batch-size", KEY_BATCH, "N", 0, "events of a batch", 0},
        {"order", KEY_ORDER, "releases=TURN", 0, "forward (default), reverse or shuffle:SEED", 0},
        {"rows", KEY_ROWS, "shuffle:SEED", 0, "rows within their releases", 0},
        {"ends", KEY_ENDS, "first|last", 0, "the end before or behind the batches of its release", 0},
        {"interleave", KEY_INTERLEAVE, "K", 0, "so many releases open at once", 0},
        {"twice", KEY_TWICE, NULL, 0, "everything, and then everything again", 0},
        {"only-periods", KEY_ONLY, "A..B", 0, "rows of these periods only", 0},
        {"vintage-shift", KEY_SHIFT, "DAYS", 0, "the same rows as a newer or, below zero, an older vintage",
         0},
        {"leave-out-batch", KEY_LEAVE_OUT, "N", 0, "of every release", 0},
        {"timeout", KEY_TIMEOUT, "SECONDS", 0, "without a receipt (default: 60)", 0},
        {0}};

static int64_t number(const char *argument, int64_t min, int64_t max, struct argp_state *state)
{
        long long n;
        char *end;

        errno = 0;
        n = strtoll(argument, &end, 10);
        if (errno || *end || end == argument || n < min || n > max)
                argp_error(state, "\"%s\" is no number from %lld to %lld", argument, (long long)min,
                           (long long)max);
        return n;
}

static uint64_t seed(const char *argument, struct argp_state *state)
{
        if (strncmp(argument, "shuffle:", 8) != 0)
                argp_error(state, "\"%s\": shuffle:SEED is expected", argument);
        return (uint64_t)number(argument + 8, 0, INT64_MAX, state);
}

static void set_order(struct input *input, const char *argument, struct argp_state *state)
{
        if (strncmp(argument, "releases=", 9) == 0)
                argument += 9;
        if (strcmp(argument, "forward") == 0)
                input->order.releases = TURN_FORWARD;
        else if (strcmp(argument, "reverse") == 0)
                input->order.releases = TURN_REVERSE;
        else {
                input->order.releases = TURN_SHUFFLE;
                input->order.releases_seed = seed(argument, state);
        }
}

static void set_only(struct input *input, const char *argument, struct argp_state *state)
{
        const char *dots = strstr(argument, "..");
        struct text first = {argument, dots ? (size_t)(dots - argument) : strlen(argument)};

        if (period_parse(first, &input->manifest.only_first) != 0 ||
            period_parse(dots ? text_of(dots + 2) : first, &input->manifest.only_last) != 0)
                argp_error(state, "\"%s\" is no range of periods", argument);
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
        struct input *input = state->input;

        switch (key) {
        case KEY_FOLDER:
                if (mst_endpoints_from_folder(argument, &input->endpoints) != 0)
                        argp_error(state, "%s: the path is too long", argument);
                return 0;
        case KEY_BATCH:
                input->batch_events = (uint32_t)number(argument, 1, MST_BATCH_EVENTS_MAX, state);
                return 0;
        case KEY_ORDER:
                set_order(input, argument, state);
                return 0;
        case KEY_ROWS:
                input->order.shuffles_rows = true;
                input->order.rows_seed = seed(argument, state);
                return 0;
        case KEY_ENDS:
                input->order.ends_first = strcmp(argument, "first") == 0;
                if (!input->order.ends_first && strcmp(argument, "last") != 0)
                        argp_error(state, "--ends: first or last");
                return 0;
        case KEY_INTERLEAVE:
                input->order.interleave = (uint32_t)number(argument, 1, 1024, state);
                return 0;
        case KEY_TWICE:
                input->order.twice = true;
                return 0;
        case KEY_ONLY:
                set_only(input, argument, state);
                return 0;
        case KEY_SHIFT:
                input->manifest.vintage_shift_days = (int32_t)number(argument, -36500, 36500, state);
                return 0;
        case KEY_LEAVE_OUT:
                input->order.leave_out_batch = (uint32_t)number(argument, 1, UINT32_MAX, state);
                return 0;
        case KEY_TIMEOUT:
                input->timeout_msec = (int)(number(argument, 1, 100000, state) * 1000);
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

static int print_result(const struct send_result *result)
{
        const struct mst_counts *judged = &result->judged;
        static const int exits[] = {
                [SEND_DONE] = 0, [SEND_UNREACHED] = 3, [SEND_TIMEOUT] = 5, [SEND_TOO_LARGE] = 2};

        printf("{\"batches\":%llu,\"events\":%llu,\"resent\":%llu,\"accepted\":%llu,\"revised\":%llu,"
               "\"repeated\":%llu,\"stale\":%llu,\"disputed\":%llu,\"refused\":%llu,\"batches_refused\":%llu,"
               "\"releases_counted\":%llu,\"releases_waiting\":%llu,\"releases_failed\":%llu}\n",
               (unsigned long long)result->batches, (unsigned long long)result->events,
               (unsigned long long)result->resent, (unsigned long long)judged->accepted,
               (unsigned long long)judged->revised,
               (unsigned long long)(judged->repeated + result->counts.repeated),
               (unsigned long long)judged->stale, (unsigned long long)judged->disputed,
               (unsigned long long)(judged->refused + result->counts.refused),
               (unsigned long long)result->batches_refused, (unsigned long long)result->releases_counted,
               (unsigned long long)result->releases_waiting, (unsigned long long)result->releases_failed);
        faults_print(&result->faults, stderr);
        if (result->end != SEND_DONE)
                return exits[result->end];
        return send_has_refusals(result) ? 1 : 0;
}

static int shuffle(const struct input *input, struct manifest *manifest)
{
        struct send_options how = {.connect_msec = input->timeout_msec, .quiet_msec = input->timeout_msec};
        struct mst_options library = MST_OPTIONS_INIT;
        struct mst_publisher *publisher;
        struct schedule schedule = {0};
        struct send_result result;
        int r;

        library.software = "mst-shuffle";
        library.answer_msec = 2000;
        r = mst_publisher_new(&input->endpoints, &library, &publisher);
        if (r != 0) {
                fprintf(stderr, "mst-shuffle: %s\n", mst_error_text(r));
                return 1;
        }
        order_make(&input->order, manifest, &schedule);
        r = send_all(manifest, &schedule, publisher, &how, &result);
        if (r != 0)
                fprintf(stderr, "mst-shuffle: %s\n", mst_error_text(r));
        r = r != 0 ? 1 : print_result(&result);
        faults_done(&result.faults);
        schedule_done(&schedule);
        mst_publisher_unref(publisher);
        return r;
}

int main(int argc, char **argv)
{
        const struct argp argp = {.options = options, .parser = parse, .args_doc = "MAPPING FILE..."};
        struct input input = {.order.interleave = 1,
                              .timeout_msec = 60000,
                              .manifest = {.only_first = period_none(),
                                           .only_last = period_none(),
                                           .published = CIVIL_NONE,
                                           .only_vintage = CIVIL_NONE}};
        struct mapping *mapping = NULL;
        struct manifest *manifest = NULL;
        struct faults faults = {0};
        int r = 1;

        argp_err_exit_status = 2;
        (void)mst_endpoints_from_folder(NULL, &input.endpoints);
        (void)argp_parse(&argp, argc, argv, 0, NULL, &input);
        if (mapping_read(input.mapping, &faults, &mapping) == 0) {
                if (input.batch_events > 0)
                        mapping->batch_events = input.batch_events;
                if (manifest_read(mapping, input.files, input.n_files, &input.manifest, &faults, &manifest) ==
                    0)
                        r = shuffle(&input, manifest);
        }
        faults_print(&faults, stderr);
        faults_done(&faults);
        manifest_free(manifest);
        mapping_free(mapping);
        return r;
}
