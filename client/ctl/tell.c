/* Structs of the library come in, JSON objects and words leave. Nothing that is not stated is
 * printed as zero: a member that lacks is "not stated". */
#include "tell.h"
#include "base/amount.h"
#include "base/decimal.h"
#include "fields.h"
#include <string.h>
#include <time.h>

static bool is_currency(const char *unit)
{
        return unit && strlen(unit) == 3 && strspn(unit, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3 &&
               strcmp(unit, "TEU") != 0;
}

static void put_amount(json_t *object, int64_t units, uint32_t scale, const char *unit)
{
        char text[MST_UNITS_TEXT_MAX];

        put_text(object, "amount", mst_units_format(units, scale, text));
        put_text(object, is_currency(unit) ? "currency" : "unit", unit);
}

json_t *tell_value(const struct mst_value *value)
{
        json_t *object = json_object();

        switch (value->state) {
        case MST_VALUE_UNSPECIFIED:
                return object;
        case MST_VALUE_KNOWN:
        case MST_VALUE_INCOMPLETE:
                put_amount(object, value->units, value->scale, value->unit);
                break;
        default:
                break;
        }
        put_text(object, "state", mst_enum_name(MST_ENUM_VALUE_STATE, (int)value->state));
        if (value->provisional_records > 0)
                put_number(object, "provisional_records", value->provisional_records);
        if (value->unknown_records > 0)
                put_number(object, "unknown_records", value->unknown_records);
        if (value->waiting_records > 0)
                put_number(object, "waiting_records", value->waiting_records);
        return object;
}

static const char *amount_words(struct pool *pool, int64_t units, uint32_t scale, const char *unit)
{
        struct amount_form form = amount_form(text_of(unit), (int)scale, units);
        char text[DECIMAL_TEXT_MAX];

        return pool_print(pool, "%s%s%.*s%s", amount_format(&form, units, text), *unit ? " " : "",
                          (int)form.unit.length, form.unit.data, amount_ending(&form, units));
}

const char *tell_value_words(struct pool *pool, const struct mst_value *value)
{
        switch (value->state) {
        case MST_VALUE_KNOWN:
                return amount_words(pool, value->units, value->scale, value->unit);
        case MST_VALUE_NO_DATA:
                return "no data yet";
        case MST_VALUE_INCOMPLETE:
                return pool_print(pool, "%s so far",
                                  amount_words(pool, value->units, value->scale, value->unit));
        case MST_VALUE_OUT_OF_RANGE:
                return "out of range";
        default:
                return "";
        }
}

json_t *tell_quantity(const struct mst_quantity *quantity, const struct mst_value *like)
{
        json_t *object = json_object();

        if (quantity->known)
                put_amount(object, quantity->units, like->scale, like->unit);
        return object;
}

const char *tell_quantity_words(struct pool *pool, const struct mst_quantity *quantity,
                                const struct mst_value *like)
{
        return quantity->known ? amount_words(pool, quantity->units, like->scale, like->unit) : "unknown";
}

static json_t *interval_object(const struct mst_interval *interval)
{
        json_t *object = json_object();

        put_text(object, "period", interval->period);
        put_text(object, "first", interval->first);
        put_text(object, "last", interval->last);
        return object;
}

const char *tell_interval_words(const struct mst_interval *interval)
{
        return *interval->period ? interval->period : interval->last;
}

json_t *tell_vintage(const struct mst_vintage *vintage)
{
        json_t *object = json_object();

        if (!vintage->date || !*vintage->date)
                return object;
        put_text(object, "date", vintage->date);
        if (vintage->serial > 0)
                put(object, "serial", json_integer(vintage->serial));
        return object;
}

json_t *tell_counts(const struct mst_counts *counts)
{
        json_t *object = json_object();

        put_number(object, "accepted", counts->accepted);
        put_number(object, "revised", counts->revised);
        put_number(object, "repeated", counts->repeated);
        put_number(object, "stale", counts->stale);
        put_number(object, "disputed", counts->disputed);
        put_number(object, "withdrawn", counts->withdrawn);
        put_number(object, "staged", counts->staged);
        put_number(object, "refused", counts->refused);
        return object;
}

json_t *tell_texts(const char *const *texts, size_t n)
{
        json_t *array = json_array();

        for (size_t i = 0; i < n; i++) {
                json_t *string = json_string(texts[i]);

                if (json_array_append_new(array, string ? string : json_string("?")) != 0)
                        out_of_memory();
        }
        return array;
}

const char *tell_step_words(struct pool *pool, uint32_t step_ppm)
{
        struct amount_form form = amount_form(TEXT("%"), 4, step_ppm);
        char text[DECIMAL_TEXT_MAX];

        return step_ppm == 0 ? "" : pool_print(pool, "%s%%", amount_format(&form, step_ppm, text));
}

const char *tell_instance_words(struct pool *pool, const char *instance, const char *series)
{
        return *series ? pool_print(pool, "%s%s%s", instance, *instance ? " " : "", series) : instance;
}

const char *tell_instant(struct pool *pool, int64_t usec)
{
        time_t seconds = (time_t)(usec / 1000000);
        char text[32];
        struct tm tm;

        if (usec <= 0 || !gmtime_r(&seconds, &tm) ||
            strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm) == 0)
                return "";
        return pool_print(pool, "%s.%06dZ", text, (int)(usec % 1000000));
}

/* ---- milestones and notifications ---------------------------------------------------------- */

static json_t *tell_known(const struct mst_known *known)
{
        json_t *object = json_object();

        put_text(object, "day", known->day);
        if (known->position > 0)
                put_number(object, "position", known->position);
        return object;
}

static void put_name(json_t *object, const char *key, enum mst_enum which, int value)
{
        put_text(object, key, mst_enum_name(which, value));
}

json_t *tell_outlook(const struct mst_outlook *outlook, const struct mst_value *like)
{
        json_t *object = json_object();

        if (outlook->state == MST_OUTLOOK_UNSPECIFIED)
                return object;
        put_name(object, "state", MST_ENUM_OUTLOOK_STATE, (int)outlook->state);
        put_name(object, "reason", MST_ENUM_OUTLOOK_REASON, (int)outlook->reason);
        put_text(object, "sentence", outlook->sentence);
        put(object, "total", tell_quantity(&outlook->total, like));
        put_text(object, "total_day", outlook->total_day);
        if (outlook->reason != MST_OUTLOOK_REASON_UNSPECIFIED)
                return object;
        put(object, "chance_ppm", json_integer(outlook->chance_ppm));
        put(object, "total_low", tell_quantity(&outlook->total_low, like));
        put(object, "total_high", tell_quantity(&outlook->total_high, like));
        put(object, "known", tell_quantity(&outlook->known, like));
        put(object, "pace", tell_quantity(&outlook->pace, like));
        put(object, "needed", tell_quantity(&outlook->needed, like));
        if (outlook->target.known)
                put(object, "target", tell_quantity(&outlook->target, like));
        put_text(object, "date_low", outlook->date_low);
        put_text(object, "date", outlook->date);
        put_text(object, "date_high", outlook->date_high);
        put(object, "usual_error_ppm", json_integer(outlook->usual_error_ppm));
        put(object, "months_known", json_integer(outlook->months_known));
        put_text(object, "last_complete", outlook->last_complete);
        put_text(object, "origin", outlook->origin);
        return object;
}

json_t *tell_milestone(const struct mst_milestone_row *row)
{
        json_t *object = json_object();

        put_text(object, "corridor", row->corridor);
        put_text(object, "milestone", row->milestone);
        put_text(object, "measure", row->measure);
        put_text(object, "instance", row->instance);
        put_text(object, "series", row->series);
        if (row->step_ppm > 0)
                put(object, "step_ppm", json_integer(row->step_ppm));
        put_name(object, "outcome", MST_ENUM_STANDING, (int)row->outcome);
        put(object, "outlook", tell_outlook(&row->outlook, &row->value));
        put(object, "value", tell_value(&row->value));
        put(object, "target", tell_quantity(&row->target, &row->value));
        put(object, "reached", interval_object(&row->reached));
        put_text(object, "deadline", row->deadline);
        if (row->confirmed)
                put_bool(object, "confirmed", true);
        put(object, "known", tell_known(&row->known));
        put_text(object, "held_back_by", row->held_back_by);
        put_text(object, "attention", row->attention);
        return object;
}

static json_t *tell_cause(const struct mst_cause *cause)
{
        json_t *object = json_object(), *release = json_object(), *records = json_array();

        put_name(object, "what", MST_ENUM_CAUSE, (int)cause->what);
        put_text(release, "source", cause->release_source);
        put(release, "vintage", tell_vintage(&cause->release_vintage));
        put(object, "release", release);
        for (size_t i = 0; i < cause->records_count; i++) {
                json_t *record = json_object();

                put_text(record, "source", cause->records[i].source);
                put_text(record, "id", cause->records[i].id);
                put_number(record, "number", cause->records[i].number);
                if (json_array_append_new(records, record) != 0)
                        out_of_memory();
        }
        put(object, "records", records);
        if (cause->records_total > 0)
                put_number(object, "records_total", cause->records_total);
        put_text(object, "text", cause->text);
        return object;
}

json_t *tell_notification(const struct mst_notification *n)
{
        json_t *object = json_object();

        put_number(object, "sequence", n->sequence);
        put_name(object, "kind", MST_ENUM_KIND, (int)n->kind);
        put_text(object, "corridor", n->corridor);
        put_text(object, "milestone", n->milestone);
        put_text(object, "measure", n->measure);
        put_text(object, "instance", n->instance);
        put_text(object, "series", n->series);
        put_text(object, "source", n->source);
        if (n->step_ppm > 0)
                put(object, "step_ppm", json_integer(n->step_ppm));
        put_name(object, "outcome", MST_ENUM_STANDING, (int)n->outcome);
        put_name(object, "outcome_before", MST_ENUM_STANDING, (int)n->outcome_before);
        put(object, "value", tell_value(&n->value));
        put(object, "value_before", tell_value(&n->value_before));
        put(object, "target", tell_quantity(&n->target, &n->value));
        put(object, "reached", interval_object(&n->reached));
        put(object, "reached_before", interval_object(&n->reached_before));
        put_text(object, "deadline", n->deadline);
        put_bool(object, "late", n->late);
        put_bool(object, "confirmed", n->confirmed);
        put_bool(object, "backfill", n->backfill);
        put(object, "known", tell_known(&n->known));
        put(object, "cause", tell_cause(&n->cause));
        put(object, "outlook", tell_outlook(&n->outlook, &n->value));
        put_text(object, "text", n->text);
        put_text(object, "journal_id", n->journal_id);
        put_number(object, "epoch", n->epoch);
        return object;
}

json_t *tell_measure(const struct mst_measure_update *update)
{
        json_t *object = json_object();

        put_text(object, "corridor", update->corridor);
        put_text(object, "measure", update->measure);
        put_text(object, "series", update->series);
        put_text(object, "period", update->period);
        put(object, "value", tell_value(&update->value));
        put_text(object, "complete_until", update->complete_until);
        put_number(object, "position", update->position);
        return object;
}

/* ---- events -------------------------------------------------------------------------------- */

/* The object that a dotted path belongs to, made where it lacks. */
static json_t *holder(json_t *object, const char *path, const char **ret_key)
{
        const char *dot = strchr(path, '.');
        char group[32];
        json_t *member;

        *ret_key = path;
        if (!dot)
                return object;
        *ret_key = dot + 1;
        (void)snprintf(group, sizeof(group), "%.*s", (int)(dot - path), path);
        member = json_object_get(object, group);
        if (!member) {
                member = json_object();
                if (json_object_set_new(object, group, member) != 0)
                        out_of_memory();
        }
        return member;
}

/* In the same words as `milestonectl publish` reads. */
json_t *tell_event(const struct mst_event *event)
{
        json_t *object = json_object();
        struct pool pool = {0};

        for (size_t i = 0; i < n_fields; i++) {
                const struct field *field = &fields[i];
                const char *key, *text;
                json_t *in;

                if ((field->kind != MST_EVENT_UNSPECIFIED && field->kind != event->kind) ||
                    !field_is_stated(field, event))
                        continue;
                in = holder(object, field->path, &key);
                text = field_get(field, event, &pool);
                if (field->type == FIELD_TEXTS) {
                        json_t *words = json_array();
                        struct text rest = text_of(text), word;

                        while (text_cut(&rest, '|', &word))
                                (void)json_array_append_new(words, json_stringn(word.data, word.length));
                        put(in, key, words);
                } else
                        put_text(in, key, text);
        }
        pool_done(&pool);
        return object;
}

const char *tell_size_words(struct pool *pool, uint64_t bytes)
{
        static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
        uint64_t tenths = bytes * 10;
        size_t unit = 0;

        if (bytes > UINT64_MAX / 10)
                return "";
        for (; tenths >= 10240 && unit + 1 < sizeof(units) / sizeof(units[0]); unit++)
                tenths /= 1024;
        return pool_print(pool, "%llu.%llu %s", (unsigned long long)(tenths / 10),
                          (unsigned long long)(tenths % 10), units[unit]);
}
