/* client/lib/wire_answer.c: the desk's answers, in. */
#include "cursor.h"
#include "wire.h"

static void status_from_wire(struct arena *arena, const Milestone__V1__StatusAnswer *wire,
                             struct mst_status_answer *ret)
{
        *ret = (struct mst_status_answer){
                .software_version = wire->software_version,
                .state = wire->state,
                .day = wire->day,
                .clock = wire->clock,
                .position = wire->position,
                .settled = wire->settled,
                .checkpoint = wire->checkpoint,
                .sequence = wire->sequence,
                .records = wire->records,
                .quarantined = wire->quarantined,
                .milestones = wire->milestones,
                .series = wire->series,
                .pages = wire->pages,
                .started_usec = wire->started_usec,
                .now_usec = wire->now_usec,
                .timezone = wire->timezone,
                .notifications_held = wire->notifications_held,
                .outbox_hash = arena_hex(arena, wire->outbox_hash),
                .disk_free_bytes = wire->disk_free_bytes,
                .attention = (const char *const *)wire->attention,
                .attention_count = wire->n_attention,
        };
}

static void measure_row_from_wire(const Milestone__V1__MeasureRow *wire, struct mst_measure_row *ret)
{
        ret->series = wire->series;
        ret->period = wire->period;
        ret->complete = wire->complete;
        ret->has_mirror = wire->mirror != NULL;
        value_from_wire(wire->value, &ret->value);
        value_from_wire(wire->mirror, &ret->mirror);
        value_from_wire(wire->difference, &ret->difference);
        value_from_wire(wire->asymmetry, &ret->asymmetry);
}

static void side_from_wire(struct arena *arena, const Milestone__V1__Side *wire, struct mst_side *ret)
{
        struct mst_basis_row *bases;

        *ret = (struct mst_side){.measure = "", .reporter = ""};
        if (!wire)
                return;
        bases = arena_take(arena, wire->n_bases, sizeof(*bases));
        for (size_t i = 0; bases && i < wire->n_bases; i++)
                bases[i] = (struct mst_basis_row){
                        .valuation = (enum mst_valuation)wire->bases[i]->valuation,
                        .partner_basis = (enum mst_partner_basis)wire->bases[i]->partner_basis,
                        .records = wire->bases[i]->records,
                };
        *ret = (struct mst_side){wire->measure, wire->reporter, bases, bases ? wire->n_bases : 0};
}

static const struct mst_control_row *control_from_wire(struct arena *arena,
                                                       const Milestone__V1__MeasureAnswer *wire)
{
        struct mst_control_row *rows = arena_take(arena, wire->n_control, sizeof(*rows));

        for (size_t i = 0; rows && i < wire->n_control; i++) {
                rows[i].levels = wire->control[i]->levels;
                rows[i].period = wire->control[i]->period;
                value_from_wire(wire->control[i]->stated, &rows[i].stated);
                value_from_wire(wire->control[i]->parts, &rows[i].parts);
                value_from_wire(wire->control[i]->difference, &rows[i].difference);
        }
        return rows;
}

static void measure_from_wire(struct arena *arena, const Milestone__V1__MeasureAnswer *wire,
                              struct mst_measure_answer *ret)
{
        struct mst_measure_row *rows = arena_take(arena, wire->n_rows, sizeof(*rows));
        struct mst_waiting_row *waiting = arena_take(arena, wire->n_waiting, sizeof(*waiting));

        for (size_t i = 0; rows && i < wire->n_rows; i++)
                measure_row_from_wire(wire->rows[i], &rows[i]);
        for (size_t i = 0; waiting && i < wire->n_waiting; i++)
                waiting[i] = (struct mst_waiting_row){
                        .currency = wire->waiting[i]->currency,
                        .period = wire->waiting[i]->period,
                        .units = wire->waiting[i]->units,
                        .records = wire->waiting[i]->records,
                };
        *ret = (struct mst_measure_answer){
                .corridor = wire->corridor,
                .measure = wire->measure,
                .window = wire->window,
                .resolution = wire->resolution,
                .by = (const char *const *)wire->by,
                .by_count = wire->n_by,
                .complete_until = wire->complete_until,
                .held_back_by = (const char *const *)wire->held_back_by,
                .held_back_by_count = wire->n_held_back_by,
                .rows = rows,
                .rows_count = wire->n_rows,
                .waiting = waiting,
                .waiting_count = wire->n_waiting,
                .next = wire->next,
                .breakdown_closed = wire->breakdown_closed,
                .control = control_from_wire(arena, wire),
                .control_count = wire->n_control,
        };
        side_from_wire(arena, wire->side, &ret->side);
        side_from_wire(arena, wire->mirror_side, &ret->mirror_side);
}

static const struct mst_milestone_row *rows_from_wire(struct arena *arena, size_t count,
                                                      Milestone__V1__MilestoneRow *const *wire)
{
        struct mst_milestone_row *rows = arena_take(arena, count, sizeof(*rows));

        for (size_t i = 0; rows && i < count; i++)
                row_from_wire(wire[i], &rows[i]);
        return rows;
}

static void record_from_wire(struct arena *arena, const Milestone__V1__RecordAnswer *wire,
                             struct mst_record_answer *ret)
{
        struct mst_event *statement = NULL;

        if (wire->statement) {
                statement = arena_take(arena, 1, sizeof(*statement));
                if (statement)
                        event_from_wire(wire->statement, statement);
        }
        *ret = (struct mst_record_answer){
                .found = wire->found,
                .number = wire->number,
                .statement = statement,
                .source = wire->source,
                .withdrawn = wire->withdrawn,
                .counts = wire->counts,
                .disputed = wire->disputed,
                .disputed_times = wire->disputed_times,
                .position = wire->position,
        };
        vintage_from_wire(wire->vintage, &ret->vintage);
}

static void sources_from_wire(struct arena *arena, const Milestone__V1__SourcesAnswer *wire,
                              struct mst_sources_answer *ret)
{
        struct mst_source_row *rows = arena_take(arena, wire->n_rows, sizeof(*rows));

        for (size_t i = 0; rows && i < wire->n_rows; i++) {
                const Milestone__V1__SourceRow *from = wire->rows[i];

                rows[i] = (struct mst_source_row){
                        .source = from->source,
                        .complete_until = from->complete_until,
                        .newest_day = from->newest_day,
                        .numbers = from->numbers,
                        .resolution = from->resolution,
                        .events = from->events,
                        .disputed = from->disputed,
                        .gaps = from->gaps,
                        .last_number = from->last_number,
                        .open_releases = from->open_releases,
                        .holes = (const char *const *)from->holes,
                        .holes_count = from->n_holes,
                        .expected = from->expected,
                        .actual = from->actual,
                        .on_time = from->on_time,
                        .silent_since = from->silent_since,
                };
                vintage_from_wire(from->last_vintage, &rows[i].last_vintage);
        }
        *ret = (struct mst_sources_answer){.rows = rows, .rows_count = wire->n_rows};
}

static void quarantine_from_wire(struct arena *arena, const Milestone__V1__QuarantineAnswer *wire,
                                 struct mst_quarantine_answer *ret)
{
        struct mst_quarantine_row *rows = arena_take(arena, wire->n_rows, sizeof(*rows));

        for (size_t i = 0; rows && i < wire->n_rows; i++) {
                const Milestone__V1__QuarantineRow *from = wire->rows[i];

                rows[i] = (struct mst_quarantine_row){
                        .position = from->position,
                        .index = from->index,
                        .source = from->source,
                        .id = from->id,
                        .reason = (enum mst_reason)from->reason,
                        .field = from->field,
                        .message = from->message,
                        .sender = from->sender,
                        .received_usec = from->received_usec,
                };
        }
        *ret = (struct mst_quarantine_answer){
                .rows = rows, .rows_count = wire->n_rows, .total = wire->total, .more = wire->more};
}

static const char *cursor_text(struct arena *arena, const Milestone__V1__Cursor *wire)
{
        struct cursor cursor;
        char *ret;

        if (!wire)
                return "";
        ret = arena_take(arena, 1, MST_CURSOR_TEXT_MAX);
        if (!ret)
                return "";
        cursor_from_wire(wire, &cursor);
        cursor_format(&cursor, ret);
        return ret;
}

/* MST_PROTOCOL: one of the notifications cannot be read. */
static int replay_from_wire(struct arena *arena, const Milestone__V1__ReplayAnswer *wire,
                            struct mst_replay_answer *ret)
{
        struct mst_notification *rows = arena_take(arena, wire->n_notifications, sizeof(*rows));

        for (size_t i = 0; rows && i < wire->n_notifications; i++) {
                const Milestone__V1__Notification *notification = milestone__v1__notification__unpack(
                        arena_allocator(arena), wire->notifications[i].len, wire->notifications[i].data);

                if (!notification)
                        return MST_PROTOCOL;
                notification_from_wire(arena, notification, &rows[i]);
        }
        *ret = (struct mst_replay_answer){
                .notifications = rows,
                .notifications_count = wire->n_notifications,
                .up_to = wire->up_to,
                .end = wire->end,
                .gone = wire->gone,
                .oldest = wire->oldest,
                .diverged = wire->diverged,
                .diverged_after = wire->diverged_after,
                .cursor = cursor_text(arena, wire->cursor),
        };
        return 0;
}

static void snapshot_from_wire(struct arena *arena, const Milestone__V1__SnapshotAnswer *wire,
                               struct mst_snapshot_answer *ret)
{
        struct mst_measure_update *measures = arena_take(arena, wire->n_measures, sizeof(*measures));

        for (size_t i = 0; measures && i < wire->n_measures; i++)
                update_from_wire(wire->measures[i], &measures[i]);
        *ret = (struct mst_snapshot_answer){
                .milestones = rows_from_wire(arena, wire->n_milestones, wire->milestones),
                .milestones_count = wire->n_milestones,
                .measures = measures,
                .measures_count = wire->n_measures,
                .cursor = cursor_text(arena, wire->cursor),
                .next = wire->next,
        };
}

static void counters_from_wire(struct arena *arena, const Milestone__V1__CountersAnswer *wire,
                               struct mst_counters_answer *ret)
{
        struct mst_counter_row *rows = arena_take(arena, wire->n_rows, sizeof(*rows));

        for (size_t i = 0; rows && i < wire->n_rows; i++)
                rows[i] = (struct mst_counter_row){
                        .name = wire->rows[i]->name,
                        .unit = wire->rows[i]->unit,
                        .help = wire->rows[i]->help,
                        .value = wire->rows[i]->value,
                        .gauge = wire->rows[i]->gauge,
                };
        *ret = (struct mst_counters_answer){.rows = rows, .rows_count = wire->n_rows};
}

static void releases_from_wire(struct arena *arena, const Milestone__V1__ReleasesAnswer *wire,
                               struct mst_releases_answer *ret)
{
        struct mst_release_row *rows = arena_take(arena, wire->n_rows, sizeof(*rows));

        for (size_t i = 0; rows && i < wire->n_rows; i++) {
                rows[i].source = wire->rows[i]->source;
                rows[i].events = wire->rows[i]->events;
                rows[i].opened_day = wire->rows[i]->opened_day;
                verdict_from_wire(wire->rows[i]->verdict, &rows[i].verdict);
        }
        *ret = (struct mst_releases_answer){.rows = rows, .rows_count = wire->n_rows};
}

static void milestones_from_wire(struct arena *arena, const Milestone__V1__MilestonesAnswer *wire,
                                 struct mst_milestones_answer *ret)
{
        *ret = (struct mst_milestones_answer){
                .rows = rows_from_wire(arena, wire->n_rows, wire->rows),
                .rows_count = wire->n_rows,
                .next = wire->next,
        };
}

static const struct mst_course_month *course_from_wire(struct arena *arena, size_t count,
                                                       Milestone__V1__CourseMonth *const *wire, size_t *ret_count)
{
        struct mst_course_month *months = arena_take(arena, count, sizeof(*months));

        for (size_t i = 0; months && i < count; i++) {
                months[i].month = wire[i]->month;
                months[i].complete = wire[i]->complete;
                value_from_wire(wire[i]->value, &months[i].value);
        }
        *ret_count = months ? count : 0;
        return months;
}

static int outlook_answer_from_wire(struct arena *arena, const Milestone__V1__OutlookAnswer *wire,
                                    struct mst_outlook_answer *ret)
{
        struct mst_outlook_month *months = arena_take(arena, wire->n_months, sizeof(*months));

        if (!wire->milestone)
                return MST_PROTOCOL;
        for (size_t i = 0; months && i < wire->n_months; i++) {
                months[i].month = wire->months[i]->month;
                months[i].known = wire->months[i]->known;
                months[i].chance_ppm = wire->months[i]->chance_ppm;
                quantity_from_wire(wire->months[i]->amount, &months[i].amount);
                quantity_from_wire(wire->months[i]->low, &months[i].low);
                quantity_from_wire(wire->months[i]->total, &months[i].total);
                quantity_from_wire(wire->months[i]->high, &months[i].high);
        }
        *ret = (struct mst_outlook_answer){.months = months, .months_count = months ? wire->n_months : 0,
                                           .window = wire->window, .day = wire->day};
        ret->course = course_from_wire(arena, wire->n_course, wire->course, &ret->course_count);
        ret->course_before = course_from_wire(arena, wire->n_course_before, wire->course_before,
                                              &ret->course_before_count);
        row_from_wire(wire->milestone, &ret->milestone);
        return 0;
}

static int tell_from_wire(struct arena *arena, const Milestone__V1__Answer *wire, struct mst_answer *ret)
{
        switch (wire->tell_case) {
        case MILESTONE__V1__ANSWER__TELL_STATUS:
                status_from_wire(arena, wire->status, &ret->status);
                return 0;
        case MILESTONE__V1__ANSWER__TELL_MEASURE:
                measure_from_wire(arena, wire->measure, &ret->measure);
                return 0;
        case MILESTONE__V1__ANSWER__TELL_MILESTONES:
                milestones_from_wire(arena, wire->milestones, &ret->milestones);
                return 0;
        case MILESTONE__V1__ANSWER__TELL_OUTLOOK:
                return outlook_answer_from_wire(arena, wire->outlook, &ret->outlook);
        case MILESTONE__V1__ANSWER__TELL_RECORD:
                record_from_wire(arena, wire->record, &ret->record);
                return 0;
        case MILESTONE__V1__ANSWER__TELL_SOURCES:
                sources_from_wire(arena, wire->sources, &ret->sources);
                return 0;
        case MILESTONE__V1__ANSWER__TELL_QUARANTINE:
                quarantine_from_wire(arena, wire->quarantine, &ret->quarantine);
                return 0;
        case MILESTONE__V1__ANSWER__TELL_REPLAY:
                return replay_from_wire(arena, wire->replay, &ret->replay);
        case MILESTONE__V1__ANSWER__TELL_SNAPSHOT:
                snapshot_from_wire(arena, wire->snapshot, &ret->snapshot);
                return 0;
        case MILESTONE__V1__ANSWER__TELL_ARRIVAL:
                ret->arrival.last_number = wire->arrival->last_number;
                return 0;
        case MILESTONE__V1__ANSWER__TELL_COUNTERS:
                counters_from_wire(arena, wire->counters, &ret->counters);
                return 0;
        case MILESTONE__V1__ANSWER__TELL_RELEASES:
                releases_from_wire(arena, wire->releases, &ret->releases);
                return 0;
        case MILESTONE__V1__ANSWER__TELL_COMMAND:
                ret->command.done = wire->command->done;
                ret->command.message = wire->command->message;
                return 0;
        case MILESTONE__V1__ANSWER__TELL_FAILURE:
                ret->failure = (struct mst_failure){
                        .why = (enum mst_failure_why)wire->failure->why,
                        .field = wire->failure->field,
                        .message = wire->failure->message,
                        .nearest = wire->failure->nearest,
                };
                /* A failure without a reason is one all the same. */
                if (!ret->failure.why)
                        ret->failure.why = MST_FAILURE_INVALID;
                return 0;
        default:
                return MST_PROTOCOL;
        }
}

int answer_from_wire(struct arena *arena, const Milestone__V1__Answer *wire, struct mst_answer *ret)
{
        ret->ask = (enum mst_ask)wire->tell_case;
        ret->journal_id = arena_hex(arena, wire->journal_id);
        ret->epoch = wire->epoch;
        ret->position = wire->position;
        ret->failure = (struct mst_failure){.field = "", .message = "", .nearest = ""};
        return tell_from_wire(arena, wire, ret);
}
