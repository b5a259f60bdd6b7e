/* The options of milestonectl publish. */
#include "base/civil.h"
#include "base/decimal.h"
#include "verbs/publish.h"
#include <string.h>

enum {
        KEY_SOURCE = 0x200,
        KEY_RELEASE,
        KEY_END,
        KEY_FIRST,
        KEY_BATCHES,
        KEY_EVENTS,
        KEY_PERIODS,
        KEY_STATUS,
        KEY_INCOMPLETE,
        KEY_ADDS,
        KEY_EMBARGO,
        KEY_HISTORICAL,
        KEY_ABORT,
        KEY_BATCH,
        KEY_NUMBER,
        KEY_NOTHING
};

#define PERIODS_MAX 1200

static void set_vintage(struct publish_input *input, const char *argument, struct argp_state *state)
{
        const char *dot = strchr(argument, '.');
        struct text date = {argument, dot ? (size_t)(dot - argument) : strlen(argument)};
        int64_t serial = 0;
        int32_t day;

        if (civil_parse(date, &day) != 0 || (dot && decimal_parse(text_of(dot + 1), 0, &serial) != 0) ||
            serial < 0 || serial > UINT32_MAX)
                argp_error(state,
                           "--release: \"%s\" is no vintage: 2022-01-14, or 2022-01-14.2 for the second of a "
                           "day",
                           argument);
        input->vintage = (struct mst_vintage){pool_text(input->pool, date), (uint32_t)serial};
}

static void set_periods(struct publish_input *input, const char *argument, struct argp_state *state)
{
        const char **periods = pool_array(input->pool, PERIODS_MAX, sizeof(*periods));
        struct text rest = text_of(argument), word;

        input->end.periods = periods;
        input->end.periods_count = 0;
        while (text_cut(&rest, ',', &word)) {
                if (input->end.periods_count == PERIODS_MAX)
                        argp_error(state, "--periods: more than %d", PERIODS_MAX);
                periods[input->end.periods_count++] = pool_text(input->pool, text_trim(word));
        }
}

static uint64_t number_of(const char *argument, uint64_t min, uint64_t max, struct argp_state *state,
                          const char *option)
{
        int64_t number;

        if (decimal_parse(text_of(argument), 0, &number) != 0 || number < 0 || (uint64_t)number < min ||
            (uint64_t)number > max)
                argp_error(state, "--%s: \"%s\" is no number from %llu to %llu", option, argument,
                           (unsigned long long)min, (unsigned long long)max);
        return (uint64_t)number;
}

static void set_status(struct publish_input *input, const char *argument, struct argp_state *state)
{
        int status;

        if (mst_enum_value(MST_ENUM_STATUS, argument, &status) != 0)
                argp_error(state, "--status: estimated, provisional or final");
        input->end.status = (enum mst_status)status;
}

static void check(const struct publish_input *input, struct argp_state *state)
{
        if (!input->source)
                argp_error(state, "--source is missing: whose events are they?");
        if ((input->sends_end || input->abort) && !input->vintage.date)
                argp_error(state, "--end and --abort speak of a release: --release VINTAGE");
        if (input->sends_end && input->end.periods_count == 0)
                argp_error(state, "--end wants --periods: of which periods does the release speak?");
}

/* What is said of a release. */
static error_t parse_release(int key, char *argument, struct argp_state *state)
{
        struct publish_input *input = state->input;

        switch (key) {
        case KEY_RELEASE:
                set_vintage(input, argument, state);
                return 0;
        case KEY_END:
                input->sends_end = true;
                return 0;
        case KEY_FIRST:
                input->first_batch = (uint32_t)number_of(argument, 1, UINT32_MAX, state, "first-batch");
                return 0;
        case KEY_BATCHES:
                input->end.batches = (uint32_t)number_of(argument, 1, UINT32_MAX, state, "batches");
                return 0;
        case KEY_EVENTS:
                input->end.events = number_of(argument, 0, INT64_MAX, state, "events");
                return 0;
        case KEY_PERIODS:
                set_periods(input, argument, state);
                return 0;
        case KEY_STATUS:
                set_status(input, argument, state);
                return 0;
        case KEY_INCOMPLETE:
                input->end.complete = false;
                return 0;
        case KEY_ADDS:
                input->end.replaces = false;
                return 0;
        case KEY_EMBARGO:
                input->end.embargo = argument;
                return 0;
        case KEY_HISTORICAL:
                input->end.historical = true;
                return 0;
        case KEY_ABORT:
                input->abort = argument;
                return 0;
        default:
                return ARGP_ERR_UNKNOWN;
        }
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
        struct publish_input *input = state->input;

        switch (key) {
        case 'n':
                input->dry_run = true;
                return 0;
        case 's':
                input->source = argument;
                return 0;
        case KEY_NOTHING:
                input->nothing_until = argument;
                return 0;
        case KEY_BATCH:
                input->batch_events =
                        (uint32_t)number_of(argument, 1, MST_BATCH_EVENTS_MAX, state, "batch-size");
                return 0;
        case KEY_NUMBER:
                input->number = number_of(argument, 1, INT64_MAX, state, "number");
                return 0;
        case ARGP_KEY_ARG:
                if (input->file)
                        argp_error(state, "one file, or none for standard input");
                input->file = argument;
                return 0;
        case ARGP_KEY_END:
                check(input, state);
                return 0;
        default:
                return parse_release(key, argument, state);
        }
}

const struct argp publish_argp = {
        .options =
                (const struct argp_option
                         []){{"source", 's', "NAME", 0, "whose events they are", 0},
                             {"dry-run", 'n', NULL, 0, "the full receipt, and nothing kept", 0},
                             {"batch-size", KEY_BATCH, "N", 0, "events of a batch at most (default: 1000)",
                              0},
                             {"number", KEY_NUMBER, "N", 0,
                              "of the first batch (default: sources by arrival ask the daemon for it)", 0},
                             {"nothing-until", KEY_NOTHING, "DATE", 0, "say that all up to this day was sent",
                              0},
                             {NULL, 0, NULL, 0, "Releases:", 1},
                             {"release", KEY_RELEASE, "VINTAGE", 0,
                              "the release that the events belong to: 2022-01-14", 1},
                             {"first-batch", KEY_FIRST, "N", 0,
                              "number of the first batch in the release (default: 1)", 1},
                             {"end", KEY_END, NULL, 0,
                              "then end the release: complete, and replacing, unless said otherwise", 1},
                             {"periods", KEY_PERIODS, "P,...", 0,
                              "that the release speaks of: 2021-11,2021-12 or 2021-01..2021-12", 1},
                             {"batches", KEY_BATCHES, "N", 0, "of the release (default: those sent now)", 1},
                             {"events", KEY_EVENTS, "N", 0, "of the release (default: those sent now)", 1},
                             {"status", KEY_STATUS, "WORD", 0, "estimated, provisional or final", 1},
                             {"incomplete", KEY_INCOMPLETE, NULL, 0, "more is owed for these periods", 1},
                             {"adds", KEY_ADDS, NULL, 0,
                              "adds to what was said of these periods, instead of replacing it", 1},
                             {"embargo", KEY_EMBARGO, "DATE", 0, "must not count before", 1},
                             {"historical", KEY_HISTORICAL, NULL, 0, "old figures, told as backfill", 1},
                             {"abort", KEY_ABORT, "REASON", 0, "drop the release instead", 1},
                             {0}},
        .parser = parse,
        .args_doc = "[FILE]",
        .doc = "milestonectl publish --source customs-by events.jsonl\n\nSends events, one JSON object a "
               "line, from a "
               "file or standard input, and prints the receipt of each batch. Ends with 1 if something was "
               "refused.",
};
