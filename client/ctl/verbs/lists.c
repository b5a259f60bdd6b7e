/* milestonectl sources, releases, quarantine, counters: lists that the desk keeps. */
#include "session.h"
#include "tell.h"

static error_t parse_none(int key, char *argument, struct argp_state *state)
{
        if (key == ARGP_KEY_ARG)
                argp_error(state, "no names here: %s", argument);
        return ARGP_ERR_UNKNOWN;
}

/* ---- sources ------------------------------------------------------------------------------- */

static const struct column source_columns[] = {
        {"SOURCE", "source", 0},
        {"COMPLETE UNTIL", "complete_until", 0},
        {"NEWEST", "newest_day", 0},
        {"RESOLUTION", "resolution", 0},
        {"NUMBERS", "numbers", 0},
        {"EVENTS", "events", COLUMN_RIGHT},
        {"DISPUTED", "disputed", COLUMN_RIGHT},
        {"GAPS", "gaps", COLUMN_RIGHT},
        {"LAST NUMBER", "last_number", COLUMN_CSV},
        {"OPEN", "open_releases", COLUMN_RIGHT},
        {"SPOKE OF", "actual", COLUMN_RIGHT},
        {"ON TIME", "on_time", COLUMN_RIGHT},
        {"EXPECTED", "expected", COLUMN_RIGHT},
        {"SILENT SINCE", "silent_since", 0},
        {"LAST VINTAGE", "last_vintage.date", 0},
        {"SERIAL", "last_vintage.serial", COLUMN_CSV},
        {"HOLES", "holes", 0},
        {0},
};

int verb_sources(struct ctl *ctl, int argc, char **argv)
{
        static const struct argp argp = {.parser = parse_none,
                                         .doc = "milestonectl sources\n\nPrints the sources, what they are "
                                                "complete until, their holes, and what they owe."};
        const struct mst_question question = {.ask = MST_ASK_SOURCES};
        SCOPED(mst_answer_unrefp) struct mst_answer *answer = NULL;
        struct out *out;
        int r;

        ctl_parse(ctl, &argp, argc, argv, NULL);
        r = session_ask_once(ctl, &question, &answer);
        if (r != EXIT_DONE)
                return r;
        out = out_begin(ctl, source_columns);
        for (size_t i = 0; i < answer->sources.rows_count; i++) {
                const struct mst_source_row *row = &answer->sources.rows[i];
                json_t *object = json_object();

                put_text(object, "source", row->source);
                put_text(object, "complete_until", row->complete_until);
                put_text(object, "newest_day", row->newest_day);
                put_text(object, "resolution", row->resolution);
                put_text(object, "numbers", row->numbers);
                put_number(object, "events", row->events);
                put_number(object, "disputed", row->disputed);
                put_number(object, "gaps", row->gaps);
                put_number(object, "last_number", row->last_number);
                put(object, "open_releases", json_integer(row->open_releases));
                put(object, "expected", json_integer(row->expected));
                put(object, "actual", json_integer(row->actual));
                put(object, "on_time", json_integer(row->on_time));
                put_text(object, "silent_since", row->silent_since);
                put(object, "last_vintage", tell_vintage(&row->last_vintage));
                put(object, "holes", tell_texts(row->holes, row->holes_count));
                out_row(out, object, NULL);
        }
        out_end(out);
        return EXIT_DONE;
}

/* ---- releases ------------------------------------------------------------------------------ */

static const struct column release_columns[] = {
        {"STATE", "state", COLUMN_STATE},
        {"SOURCE", "source", 0},
        {"VINTAGE", "vintage.date", 0},
        {"SERIAL", "vintage.serial", COLUMN_CSV},
        {"PRESENT", "batches_present", COLUMN_RIGHT},
        {"OF", "batches", COLUMN_RIGHT},
        {"EVENTS", "events", COLUMN_RIGHT},
        {"OPENED", "opened_day", 0},
        {"LACKS", "missing", 0},
        {"END MISSING", "end_missing", COLUMN_CSV},
        {"ACCEPTED", "counts.accepted", COLUMN_CSV},
        {"REVISED", "counts.revised", COLUMN_CSV},
        {"REPEATED", "counts.repeated", COLUMN_CSV},
        {"STALE", "counts.stale", COLUMN_CSV},
        {"DISPUTED", "counts.disputed", COLUMN_CSV},
        {"WITHDRAWN", "counts.withdrawn", COLUMN_CSV},
        {"REFUSED", "counts.refused", COLUMN_CSV},
        {"NOTE", "message", 0},
        {0},
};

static error_t parse_source(int key, char *argument, struct argp_state *state)
{
        const char **source = state->input;

        if (key != ARGP_KEY_ARG)
                return ARGP_ERR_UNKNOWN;
        if (*source)
                argp_error(state, "one source, or none for all");
        *source = argument;
        return 0;
}

static json_t *tell_release(const struct mst_release_row *row)
{
        json_t *object = json_object(), *missing = json_array();

        put_text(object, "source", row->source);
        put(object, "vintage", tell_vintage(&row->verdict.vintage));
        put_text(object, "state", mst_enum_name(MST_ENUM_RELEASE_STATE, (int)row->verdict.state));
        if (row->verdict.batches > 0)
                put(object, "batches", json_integer(row->verdict.batches));
        put(object, "batches_present", json_integer(row->verdict.batches_present));
        put_number(object, "events", row->events);
        put_text(object, "opened_day", row->opened_day);
        for (size_t i = 0; i < row->verdict.missing_count; i++)
                (void)json_array_append_new(missing, json_integer(row->verdict.missing[i]));
        put(object, "missing", missing);
        put_bool(object, "end_missing", row->verdict.end_missing);
        put(object, "counts", tell_counts(&row->verdict.counts));
        put_text(object, "message", row->verdict.message);
        return object;
}

int verb_releases(struct ctl *ctl, int argc, char **argv)
{
        static const struct argp argp = {
                .parser = parse_source,
                .args_doc = "[SOURCE]",
                .doc = "milestonectl releases fts-ru\n\nPrints releases, and what open ones lack."};
        struct mst_question question = {.ask = MST_ASK_RELEASES};
        SCOPED(mst_answer_unrefp) struct mst_answer *answer = NULL;
        const char *source = NULL;
        struct out *out;
        int r;

        ctl_parse(ctl, &argp, argc, argv, &source);
        question.source = source;
        r = session_ask_once(ctl, &question, &answer);
        if (r != EXIT_DONE)
                return r;
        out = out_begin(ctl, release_columns);
        for (size_t i = 0; i < answer->releases.rows_count; i++)
                out_row(out, tell_release(&answer->releases.rows[i]), NULL);
        out_end(out);
        return EXIT_DONE;
}

/* ---- quarantine ---------------------------------------------------------------------------- */

static const struct column quarantine_columns[] = {
        {"POSITION", "position", COLUMN_RIGHT},
        {"INDEX", "index", COLUMN_RIGHT},
        {"SOURCE", "source", 0},
        {"ID", "id", 0},
        {"REASON", "reason", 0},
        {"FIELD", "field", 0},
        {"SENDER", "sender", COLUMN_CSV},
        {"RECEIVED", "received", 0},
        {"MESSAGE", "message", 0},
        {0},
};

static json_t *tell_quarantined(const struct mst_quarantine_row *row, struct pool *pool)
{
        json_t *object = json_object();

        put_number(object, "position", row->position);
        put(object, "index", json_integer(row->index));
        put_text(object, "source", row->source);
        put_text(object, "id", row->id);
        put_text(object, "reason", mst_enum_name(MST_ENUM_REASON, (int)row->reason));
        put_text(object, "field", row->field);
        put_text(object, "message", row->message);
        put_text(object, "sender", row->sender);
        put_text(object, "received", tell_instant(pool, row->received_usec));
        return object;
}

int verb_quarantine(struct ctl *ctl, int argc, char **argv)
{
        static const struct argp argp = {
                .parser = parse_none,
                .doc = "milestonectl quarantine\n\nPrints the events that were refused, and why."};
        struct mst_question question = {.ask = MST_ASK_QUARANTINE};
        SCOPED(mst_desk_unrefp) struct mst_desk *desk = NULL;
        struct out *out;
        bool more = true;
        int r;

        ctl_parse(ctl, &argp, argc, argv, NULL);
        r = session_open(ctl, &desk);
        if (r != EXIT_DONE)
                return r;
        out = out_begin(ctl, quarantine_columns);
        while (more) {
                SCOPED(mst_answer_unrefp) struct mst_answer *answer = NULL;

                r = session_ask(ctl, desk, &question, &answer);
                if (r != EXIT_DONE)
                        break;
                for (size_t i = 0; i < answer->quarantine.rows_count; i++) {
                        const struct mst_quarantine_row *row = &answer->quarantine.rows[i];

                        out_row(out, tell_quarantined(row, &ctl->pool), NULL);
                        question.after_position = row->position;
                        question.after_index = row->index;
                }
                more = answer->quarantine.more && answer->quarantine.rows_count > 0;
        }
        out_end(out);
        return r;
}

/* ---- counters ------------------------------------------------------------------------------ */

static const struct column counter_columns[] = {
        {"NAME", "name", 0},          {"VALUE", "value", COLUMN_RIGHT}, {"UNIT", "unit", 0},
        {"KIND", "kind", COLUMN_CSV}, {"MEANING", "help", 0},           {0},
};

int verb_counters(struct ctl *ctl, int argc, char **argv)
{
        static const struct argp argp = {
                .parser = parse_none,
                .doc = "milestonectl counters\n\nPrints what the daemon counts, each with its meaning."};
        const struct mst_question question = {.ask = MST_ASK_COUNTERS};
        SCOPED(mst_answer_unrefp) struct mst_answer *answer = NULL;
        struct out *out;
        int r;

        ctl_parse(ctl, &argp, argc, argv, NULL);
        r = session_ask_once(ctl, &question, &answer);
        if (r != EXIT_DONE)
                return r;
        out = out_begin(ctl, counter_columns);
        for (size_t i = 0; i < answer->counters.rows_count; i++) {
                const struct mst_counter_row *row = &answer->counters.rows[i];
                json_t *object = json_object();

                put_text(object, "name", row->name);
                put_number(object, "value", row->value);
                put_text(object, "unit", row->unit);
                put_text(object, "kind", row->gauge ? "gauge" : "counter");
                put_text(object, "help", row->help);
                out_row(out, object, NULL);
        }
        out_end(out);
        return EXIT_DONE;
}
