/* client/lib/wire_question.c: questions to the desk, out. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "cursor.h"
#include "wire.h"

/* The parts of one question on their way into a message; nothing of the caller's is kept. */
struct question_parts {
        Milestone__V1__Question question;
        struct cursor cursor;
        Milestone__V1__Cursor wire_cursor;
        union {
                Milestone__V1__StatusQuestion status;
                Milestone__V1__MeasureQuestion measure;
                Milestone__V1__MilestonesQuestion milestones;
                Milestone__V1__OutlookQuestion outlook;
                Milestone__V1__RecordQuestion record;
                Milestone__V1__SourcesQuestion sources;
                Milestone__V1__QuarantineQuestion quarantine;
                Milestone__V1__ReplayQuestion replay;
                Milestone__V1__SnapshotQuestion snapshot;
                Milestone__V1__ArrivalQuestion arrival;
                Milestone__V1__CountersQuestion counters;
                Milestone__V1__ReleasesQuestion releases;
                Milestone__V1__CommandQuestion command;
        } ask;
};

struct question_parts *question_parts_new(void)
{
        return calloc(1, sizeof(struct question_parts));
}

struct question_parts *question_parts_free(struct question_parts *parts)
{
        free(parts);
        return NULL;
}

static char **texts(const char *const *from)
{
        return (char **)(uintptr_t)from;
}

static void ask_measure(const struct mst_question *question, struct question_parts *parts)
{
        Milestone__V1__MeasureQuestion *measure = &parts->ask.measure;

        milestone__v1__measure_question__init(measure);
        measure->corridor = wire_text(question->corridor);
        measure->measure = wire_text(question->measure);
        measure->period = wire_text(question->period);
        measure->by = texts(question->by);
        measure->n_by = question->by_count;
        measure->limit = question->limit;
        measure->after = wire_text(question->after);
        measure->mirror = question->mirror;
        measure->control = question->control;
        parts->question.measure = measure;
}

static void ask_milestones(const struct mst_question *question, struct question_parts *parts)
{
        Milestone__V1__MilestonesQuestion *milestones = &parts->ask.milestones;

        milestone__v1__milestones_question__init(milestones);
        milestones->topics = texts(question->topics);
        milestones->n_topics = question->topics_count;
        milestones->limit = question->limit;
        milestones->after = wire_text(question->after);
        milestones->sketches = question->sketches;
        parts->question.milestones = milestones;
}

static void ask_outlook(const struct mst_question *question, struct question_parts *parts)
{
        Milestone__V1__OutlookQuestion *outlook = &parts->ask.outlook;

        milestone__v1__outlook_question__init(outlook);
        outlook->corridor = wire_text(question->corridor);
        outlook->milestone = wire_text(question->milestone);
        outlook->series = wire_text(question->series);
        outlook->instance = wire_text(question->instance);
        outlook->origin = wire_text(question->origin);
        parts->question.outlook = outlook;
}

static void ask_record(const struct mst_question *question, struct question_parts *parts)
{
        Milestone__V1__RecordQuestion *record = &parts->ask.record;

        milestone__v1__record_question__init(record);
        record->source = wire_text(question->source);
        record->id = wire_text(question->id);
        parts->question.record = record;
}

static void ask_quarantine(const struct mst_question *question, struct question_parts *parts)
{
        Milestone__V1__QuarantineQuestion *quarantine = &parts->ask.quarantine;

        milestone__v1__quarantine_question__init(quarantine);
        quarantine->after = question->after_position;
        quarantine->after_index = question->after_index;
        quarantine->limit = question->limit;
        parts->question.quarantine = quarantine;
}

static int ask_replay(const struct mst_question *question, struct question_parts *parts)
{
        Milestone__V1__ReplayQuestion *replay = &parts->ask.replay;
        int r = 0;

        parts->cursor.sequence = question->after_sequence;
        if (question->cursor && *question->cursor)
                r = cursor_parse(question->cursor, &parts->cursor);
        cursor_to_wire(&parts->cursor, &parts->wire_cursor);
        milestone__v1__replay_question__init(replay);
        replay->after = &parts->wire_cursor;
        replay->topics = texts(question->topics);
        replay->n_topics = question->topics_count;
        replay->limit = question->limit;
        parts->question.replay = replay;
        return r;
}

static void ask_snapshot(const struct mst_question *question, struct question_parts *parts)
{
        Milestone__V1__SnapshotQuestion *snapshot = &parts->ask.snapshot;

        milestone__v1__snapshot_question__init(snapshot);
        snapshot->topics = texts(question->topics);
        snapshot->n_topics = question->topics_count;
        snapshot->limit = question->limit;
        snapshot->after = wire_text(question->after);
        parts->question.snapshot = snapshot;
}

static void ask_arrival(const struct mst_question *question, struct question_parts *parts)
{
        milestone__v1__arrival_question__init(&parts->ask.arrival);
        parts->ask.arrival.source = wire_text(question->source);
        parts->question.arrival = &parts->ask.arrival;
}

static void ask_command(const struct mst_question *question, struct question_parts *parts)
{
        Milestone__V1__CommandQuestion *command = &parts->ask.command;

        milestone__v1__command_question__init(command);
        command->verb = wire_text(question->verb);
        command->arguments = texts(question->arguments);
        command->n_arguments = question->arguments_count;
        command->dry_run = question->dry_run;
        parts->question.command = command;
}

int wire_question(const struct mst_question *question, struct question_parts *parts,
                  Milestone__V1__Question **ret)
{
        int r = 0;

        milestone__v1__question__init(&parts->question);
        parts->question.version = MST_PROTOCOL_VERSION;
        parts->question.not_before = question->not_before;
        parts->question.as_of_position = question->as_of_position;
        parts->question.as_of_day = wire_text(question->as_of_day);
        parts->question.ask_case = (Milestone__V1__Question__AskCase)question->ask;
        switch (question->ask) {
        case MST_ASK_STATUS:
                milestone__v1__status_question__init(&parts->ask.status);
                parts->question.status = &parts->ask.status;
                break;
        case MST_ASK_MEASURE:
                ask_measure(question, parts);
                break;
        case MST_ASK_MILESTONES:
                ask_milestones(question, parts);
                break;
        case MST_ASK_RECORD:
                ask_record(question, parts);
                break;
        case MST_ASK_SOURCES:
                milestone__v1__sources_question__init(&parts->ask.sources);
                parts->question.sources = &parts->ask.sources;
                break;
        case MST_ASK_QUARANTINE:
                ask_quarantine(question, parts);
                break;
        case MST_ASK_REPLAY:
                r = ask_replay(question, parts);
                break;
        case MST_ASK_SNAPSHOT:
                ask_snapshot(question, parts);
                break;
        case MST_ASK_ARRIVAL:
                ask_arrival(question, parts);
                break;
        case MST_ASK_COUNTERS:
                milestone__v1__counters_question__init(&parts->ask.counters);
                parts->question.counters = &parts->ask.counters;
                break;
        case MST_ASK_RELEASES:
                milestone__v1__releases_question__init(&parts->ask.releases);
                parts->ask.releases.source = wire_text(question->source);
                parts->question.releases = &parts->ask.releases;
                break;
        case MST_ASK_COMMAND:
                ask_command(question, parts);
                break;
        case MST_ASK_OUTLOOK:
                ask_outlook(question, parts);
                break;
        default:
                return -EINVAL;
        }
        if (r == 0)
                *ret = &parts->question;
        return r;
}
