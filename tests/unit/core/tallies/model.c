/* tests/unit/core/tallies/model.c: all events in a list, looked through for every question. It
 * shares no code with the tallies but the calendar. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "base/wide.h"
#include "unit/core/tallies/world.h"

void model_add(struct model *model, const struct event *event, uint32_t source, uint8_t status, int sign)
{
        if (model->count == model->capacity) {
                model->capacity = model->capacity ? model->capacity * 2 : 64;
                model->said = realloc(model->said, model->capacity * sizeof(*model->said));
                assert(model->said);
        }
        model->said[model->count++] = (struct said){*event, source, status, sign};
}

void model_done(struct model *model)
{
        free(model->said);
        *model = (struct model){0};
}

/* ---- does it count ---- */

static bool lies_in(const char *code, const struct plan_side *side, int32_t day)
{
        size_t length = strlen(code);

        for (size_t i = 0; i < side->places_count; i++) {
                size_t outer = strlen(side->places[i].code);

                if (length >= outer && memcmp(code, side->places[i].code, outer) == 0 &&
                    (length == outer || code[outer] == '-') &&
                    (!side->spans || (side->spans[i].from_day <= day && day <= side->spans[i].until_day)))
                        return true;
        }
        return false;
}

static bool is_between(const struct plan_corridor *corridor, const char *a, const char *b, int32_t day)
{
        for (int i = 0; i < 2; i++) {
                const struct plan_side *side = &corridor->sides[i], *other = &corridor->sides[1 - i];
                bool in_side = side->any ? *a && !lies_in(a, other, day) : lies_in(a, side, day);
                bool in_other = other->any ? *b && !lies_in(b, side, day) : lies_in(b, other, day);

                if (in_side && in_other)
                        return true;
        }
        return false;
}

static bool has(const struct text *list, size_t count, struct text text)
{
        for (size_t i = 0; i < count; i++)
                if (text.length > 0 && text_equal(list[i], text))
                        return true;
        return false;
}

static const char *country_or_code(struct text code, char buf[8])
{
        memset(buf, 0, 8);
        if (code.length == 5)
                memcpy(buf, code.data, 2); /* a LOCODE's country */
        else if (code.length == 2 || code.length == 6)
                memcpy(buf, code.data, code.length);
        return buf;
}

static bool in_corridor(const struct plan_corridor *corridor, const struct plan_measure *measure,
                        const struct event *event, int32_t day)
{
        char a[8], b[8];

        switch (event->kind) {
        case EVENT_TRADE:
                if (strncmp(event->trade.reporter.code, measure->reporter.code,
                            strlen(measure->reporter.code)) != 0)
                        return false;
                return is_between(corridor, event->trade.reporter.code, event->trade.partner.code, day);
        case EVENT_FREIGHT:
                return has(corridor->facilities, corridor->facilities_count, event->freight.facility) ||
                       is_between(corridor, country_or_code(event->freight.origin, a),
                                  country_or_code(event->freight.destination, b), day);
        default:
                if (has(corridor->facilities, corridor->facilities_count, event->project.facility))
                        return true;
                for (int i = 0; i < event->project.places_count; i++)
                        for (int side = 0; side < 2; side++) {
                                const char *code = event->project.places[i].code;

                                if (corridor->sides[side].any
                                            ? *code && !lies_in(code, &corridor->sides[1 - side], day)
                                            : lies_in(code, &corridor->sides[side], day))
                                        return true;
                        }
                return false;
        }
}

static bool masked(uint32_t mask, unsigned int value)
{
        return mask == 0 || (mask & 1u << value);
}

static struct text facility_of(const struct event *event)
{
        return event->kind == EVENT_TRADE     ? event->trade.facility
               : event->kind == EVENT_FREIGHT ? event->freight.facility
                                              : event->project.facility;
}

static struct text commodity_of(const struct event *event)
{
        return event->kind == EVENT_TRADE     ? event->trade.commodity.code
               : event->kind == EVENT_FREIGHT ? event->freight.commodity.code
                                              : TEXT("");
}

static bool passes(const struct plan_filter *where, const struct said *said, int32_t day)
{
        const struct event *event = &said->event;
        bool trade = event->kind == EVENT_TRADE, freight = event->kind == EVENT_FREIGHT, found;

        if (!masked(where->flows, trade     ? event->trade.flow
                                  : freight ? event->freight.flow
                                            : 0) ||
            !masked(where->modes, trade     ? event->trade.mode
                                  : freight ? event->freight.mode
                                            : 0) ||
            !masked(where->supplies, trade ? event->trade.supply : 0) ||
            !masked(where->stages, freight ? event->freight.stage
                                   : trade ? 0
                                           : event->project.stage) ||
            !masked(where->valuations, trade ? event->trade.valuation : 0) ||
            !masked(where->project_kinds, trade || freight ? 0 : event->project.kind) ||
            !masked(where->statuses, said->status))
                return false;
        found = where->commodities_count == 0;
        for (size_t i = 0; i < where->commodities_count; i++)
                found |= text_starts(commodity_of(event), where->commodities[i]);
        if (!found)
                return false;
        found = where->partners_count == 0;
        for (size_t i = 0; trade && i < where->partners_count; i++)
                found |= place_is_within(event->trade.partner, where->partners[i]) &&
                         (!where->partner_spans || (where->partner_spans[i].from_day <= day &&
                                                    day <= where->partner_spans[i].until_day));
        if (!found)
                return false;
        if (where->facilities_count && !has(where->facilities, where->facilities_count, facility_of(event)))
                return false;
        return where->projects_count == 0 ||
               (!trade && !freight && has(where->projects, where->projects_count, event->project.project));
}

/* The event day: of a measure of what is due it is that. */
static int32_t event_day(const struct plan_measure *measure, const struct event *event)
{
        if (measure->quantity == QUANTITY_COUNT_DUE)
                return event->kind == EVENT_PROJECT ? event->project.due_day : CIVIL_NONE;
        return event->period.last;
}

static bool counts(const struct model *model, const struct plan_measure *measure, const struct said *said)
{
        int32_t day = event_day(measure, &said->event);
        bool source = false;

        for (size_t i = 0; i < measure->sources_count; i++)
                source |= measure->sources[i] == said->source;
        return source && day != CIVIL_NONE && said->event.kind == measure->event_kind &&
               passes(&measure->where, said, day) &&
               in_corridor(&model->plan->corridors[measure->corridor], measure, &said->event, day);
}

/* ---- when, and how much ---- */

static bool by_days(const struct plan_measure *measure)
{
        return measure->resolution == PERIOD_DAY || measure->resolution == PERIOD_WEEK;
}

static int32_t day_of(const struct plan_measure *measure, const struct said *said)
{
        int32_t last = event_day(measure, &said->event);

        if (last == CIVIL_NONE)
                return CIVIL_NONE;
        return by_days(measure) ? last : civil_month_last(civil_month(last));
}

/* Which period of its kind a day lies in, as a number. */
static int32_t bucket(enum period_kind kind, int32_t day, int fiscal_start)
{
        int year, week, months = period_months(kind);

        if (kind == PERIOD_DAY)
                return day;
        if (kind == PERIOD_WEEK) {
                civil_iso_week(day, &year, &week);
                return year * 100 + week;
        }
        return (civil_month(day) - (fiscal_start - 1)) / months;
}

int32_t model_window_first(const struct plan_measure *measure, int32_t day)
{
        const struct plan_window *window = &measure->window;
        int32_t first = day;
        int year, month, mday;

        switch (window->kind) {
        case WINDOW_CALENDAR:
                while (bucket(window->period, first - 1, window->fiscal_start) ==
                       bucket(window->period, day, window->fiscal_start))
                        first--;
                return first;
        case WINDOW_LAST_DAYS:
                for (int32_t i = 1; i < window->count; i++)
                        first--;
                return first;
        case WINDOW_SINCE:
                return window->since_day;
        default:
                civil_to_ymd(day, &year, &month, &mday);
                if (mday == civil_days_in_month(year, month))
                        mday = 31; /* a whole month stays a whole month */
                month -= window->count;
                while (month < 1) {
                        month += 12;
                        year--;
                }
                if (mday > civil_days_in_month(year, month))
                        mday = civil_days_in_month(year, month);
                return civil_from_ymd(year, month, mday) + 1;
        }
}

static struct quantity quantity_of(const struct plan_measure *measure, const struct event *event,
                                   const char **ret)
{
        static const struct quantity unknown = {0};
        bool trade = event->kind == EVENT_TRADE, freight = event->kind == EVENT_FREIGHT;

        *ret = trade ? event->trade.currency.code : freight ? event->freight.currency.code : "";
        switch (measure->quantity) {
        case QUANTITY_VALUE:
                return trade ? event->trade.value : freight ? event->freight.value : unknown;
        case QUANTITY_MASS:
                return trade ? event->trade.net_mass : freight ? event->freight.mass : unknown;
        case QUANTITY_TEU:
                return freight ? event->freight.teu : unknown;
        case QUANTITY_WAGONS:
                return freight ? event->freight.wagons : unknown;
        default:
                return (struct quantity){true, 1};
        }
}

struct pile {
        wide amount;
        int64_t records, provisional, unknown, waiting;
};

static void put(struct pile *pile, const struct plan_measure *measure, const struct said *said)
{
        const char *currency;
        struct quantity quantity = quantity_of(measure, &said->event, &currency);

        pile->records += said->sign;
        if (said->status != STATUS_FINAL)
                pile->provisional += said->sign;
        if (!quantity.known)
                pile->unknown += said->sign;
        else if (measure->quantity == QUANTITY_VALUE && strcmp(currency, measure->currency.code) != 0)
                pile->waiting += said->sign;
        else
                pile->amount += (wide)said->sign * quantity.units;
}

static struct value value_of(const struct pile *pile)
{
        bool fits = pile->amount >= INT64_MIN && pile->amount <= INT64_MAX;

        return (struct value){
                .state = (uint8_t)(!fits                            ? VALUE_OUT_OF_RANGE
                                   : !pile->records                 ? VALUE_NO_DATA
                                   : pile->unknown || pile->waiting ? VALUE_INCOMPLETE
                                                                    : VALUE_KNOWN),
                .units = fits ? (int64_t)pile->amount : 0,
                .provisional_records = pile->provisional > 0 ? (uint64_t)pile->provisional : 0,
                .unknown_records = pile->unknown > 0 ? (uint64_t)pile->unknown : 0,
                .waiting_records = pile->waiting > 0 ? (uint64_t)pile->waiting : 0,
        };
}

struct value model_at(const struct model *model, uint32_t measure_index, int32_t day)
{
        const struct plan_measure *measure = &model->plan->measures[measure_index];
        int32_t first = model_window_first(measure, day);
        struct pile pile = {0};

        for (size_t i = 0; i < model->count; i++) {
                const struct said *said = &model->said[i];

                if (counts(model, measure, said) && day_of(measure, said) >= first &&
                    day_of(measure, said) <= day)
                        put(&pile, measure, said);
        }
        return value_of(&pile);
}

static bool ends_period(enum period_kind kind, int32_t day, int fiscal_start)
{
        return bucket(kind, day, fiscal_start) != bucket(kind, day + 1, fiscal_start);
}

int32_t model_next_day(const struct model *model, uint32_t measure_index, int32_t from_day, int32_t to_day)
{
        const struct plan_measure *measure = &model->plan->measures[measure_index];
        bool lets_go = measure->window.kind == WINDOW_LAST_DAYS || measure->window.kind == WINDOW_LAST_MONTHS;
        /* Days far enough below anything that was said do not matter. */
        int32_t lowest = INT32_MAX, first = civil_from_ymd(2019, 10, 1);
        int64_t records_on[1600] = {0};

        assert(to_day - first < 1600);
        for (size_t i = 0; i < model->count; i++) {
                const struct said *said = &model->said[i];

                if (counts(model, measure, said) && day_of(measure, said) <= to_day)
                        records_on[day_of(measure, said) - first] += said->sign;
        }
        for (int32_t day = first; day <= to_day; day++) {
                int64_t records = records_on[day - first];

                if (records != 0 && lowest == INT32_MAX)
                        lowest = day;
                if (day < from_day)
                        continue;
                if (records != 0)
                        return day;
                if (lets_go && day >= lowest &&
                    ends_period(measure->resolution, day,
                                measure->window.fiscal_start ? measure->window.fiscal_start : 1))
                        return day;
        }
        return CIVIL_NONE;
}

/* ---- rows ---- */

#define KEY_BYTES 256

static const char *const flows[] = {"", "import", "export", "re-import", "re-export", "transit"};
static const char *const modes[] = {
        "",           "sea",  "rail", "road", "air", "post", "pipeline", "inland-waterway", "own-propulsion",
        "multimodal", "other"};
static const char *const stages[] = {"",        "ordered",  "loaded",    "departed", "border",
                                     "arrived", "unloaded", "delivered", "cancelled"};
static const char *const project_stages[] = {"",          "proposed",  "agreed",   "signed",
                                             "started",   "completed", "suspended", "cancelled"};
static const char *const statuses[] = {"", "estimated", "provisional", "final"};

static void write_key(const struct plan *plan, const struct said *said, uint8_t coordinate, char *buf)
{
        const struct event *event = &said->event;
        bool trade = event->kind == EVENT_TRADE, freight = event->kind == EVENT_FREIGHT;
        struct text text = TEXT("");
        size_t digits = coordinate == BY_HS2 ? 2 : coordinate == BY_HS4 ? 4 : 6;

        switch (coordinate) {
        case BY_FLOW:
                text = text_of(flows[trade ? event->trade.flow : freight ? event->freight.flow : 0]);
                break;
        case BY_MODE:
                text = text_of(modes[trade ? event->trade.mode : freight ? event->freight.mode : 0]);
                break;
        case BY_STATUS:
                text = text_of(statuses[said->status]);
                break;
        case BY_PARTNER:
                text = trade ? text_of(event->trade.partner.code) : text;
                break;
        case BY_REPORTER:
                text = trade ? text_of(event->trade.reporter.code) : text;
                break;
        case BY_FACILITY:
                text = facility_of(event);
                break;
        case BY_STAGE:
                text = text_of(freight ? stages[event->freight.stage] :
                               trade   ? "" :
                                         project_stages[event->project.stage]);
                break;
        case BY_PROJECT:
                text = !trade && !freight ? event->project.project : text;
                break;
        case BY_SOURCE:
                text = plan->sources[said->source].name;
                break;
        default:
                text = commodity_of(event);
                text.length = text.length > digits ? digits : text.length;
                break;
        }
        snprintf(buf, KEY_BYTES, "%" TEXT_FORMAT, TEXT_ARGUMENTS(text));
}

/* Keys are separated by a byte below all others, so that the order of lines is that of keys. */
static void write_keys(const struct plan *plan, const struct said *said, const uint8_t *by, size_t by_count,
                       char *buf)
{
        buf[0] = '\0';
        for (size_t i = 0; i < by_count; i++) {
                char key[KEY_BYTES];

                write_key(plan, said, by[i], key);
                strcat(buf, key);
                strcat(buf, "\x01");
        }
}

static void write_line(FILE *out, const char *keys, int32_t first, int32_t last, bool calendar,
                       const struct value *v)
{
        fprintf(out, "%s|%d..%d|%s|%d %lld %llu %llu %llu\n", keys, (int)first, (int)last,
                calendar ? "period" : "-", v->state, (long long)v->units,
                (unsigned long long)v->provisional_records, (unsigned long long)v->unknown_records,
                (unsigned long long)v->waiting_records);
}

static int print_row(void *context, const struct measure_row *row)
{
        char keys[PLAN_BY_MAX * KEY_BYTES] = "";

        for (size_t i = 0; i < row->keys_count; i++) {
                size_t at = strlen(keys);

                snprintf(keys + at, sizeof(keys) - at, "%" TEXT_FORMAT "\x01",
                         TEXT_ARGUMENTS(row->keys[i].value));
        }
        if (row->period.kind != PERIOD_NONE)
                assert(row->period.first == row->first_day && row->period.last == row->last_day);
        write_line(context, keys, row->first_day, row->last_day, row->period.kind != PERIOD_NONE,
                   &row->value);
        return 0;
}

void reader_init(struct reader *reader, const struct plan *plan, struct tallies *tallies)
{
        int r;

        r = coverage_new(plan, &reader->coverage);
        assert(r == 0);
        r = measures_new(plan, tallies, reader->coverage, &reader->measures);
        assert(r == 0);
}

void reader_done(struct reader *reader)
{
        measures_free(reader->measures);
        coverage_free(reader->coverage);
}

char *world_rows(const struct reader *reader, uint32_t measure, int32_t first_day, int32_t last_day,
                 const uint8_t *by, size_t by_count)
{
        char *text = NULL;
        size_t length;
        FILE *out = open_memstream(&text, &length);
        int r;

        r = measures_rows(reader->measures, measure, first_day, last_day, by, by_count, print_row, out);
        assert(r == 0);
        fclose(out);
        return text;
}

static int compare_strings(const void *a, const void *b)
{
        return strcmp(a, b);
}

static void model_window(const struct model *model, uint32_t measure_index, int32_t last,
                         char (*keys)[PLAN_BY_MAX * KEY_BYTES], size_t keys_count, const uint8_t *by,
                         size_t by_count, FILE *out)
{
        const struct plan_measure *measure = &model->plan->measures[measure_index];
        int32_t first = model_window_first(measure, last);

        for (size_t k = 0; k < keys_count; k++) {
                struct pile pile = {0};
                struct value value;

                if (k > 0 && strcmp(keys[k], keys[k - 1]) == 0)
                        continue;
                for (size_t i = 0; i < model->count; i++) {
                        const struct said *said = &model->said[i];
                        char own[PLAN_BY_MAX * KEY_BYTES];

                        if (!counts(model, measure, said) || day_of(measure, said) < first ||
                            day_of(measure, said) > last)
                                continue;
                        write_keys(model->plan, said, by, by_count, own);
                        if (strcmp(own, keys[k]) == 0)
                                put(&pile, measure, said);
                }
                value = value_of(&pile);
                if (by_count == 0 || value.state != VALUE_NO_DATA)
                        write_line(out, keys[k], first, last, measure->window.kind == WINDOW_CALENDAR,
                                   &value);
        }
}

char *model_rows(const struct model *model, uint32_t measure_index, int32_t first_day, int32_t last_day,
                 const uint8_t *by, size_t by_count)
{
        const struct plan_measure *measure = &model->plan->measures[measure_index];
        const struct plan_window *window = &measure->window;
        char(*keys)[PLAN_BY_MAX * KEY_BYTES] = calloc(model->count + 1, sizeof(*keys));
        size_t keys_count = 0, length;
        char *text = NULL;
        FILE *out = open_memstream(&text, &length);

        assert(keys);
        for (size_t i = 0; i < model->count; i++)
                if (counts(model, measure, &model->said[i]))
                        write_keys(model->plan, &model->said[i], by, by_count, keys[keys_count++]);
        if (by_count == 0)
                keys_count = 1;
        qsort(keys, keys_count, sizeof(*keys), compare_strings);

        for (int32_t day = first_day; day <= last_day; day++) {
                bool calendar = window->kind == WINDOW_CALENDAR;

                if (ends_period(calendar ? window->period : measure->resolution, day,
                                window->fiscal_start ? window->fiscal_start : 1))
                        model_window(model, measure_index, day, keys, keys_count, by, by_count, out);
        }
        fclose(out);
        free(keys);
        return text;
}
