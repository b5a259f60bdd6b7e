/* core/tallies/tallies.c: from an event to the series that it changes, and from a day to a value.
 *
 *      event ─> concern ─> measures ─> filter ─> total series
 *                                        └─> key ─> series of the breakdown
 */
#include "core/tallies/tallies.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "base/scoped.h"
#include "core/tallies/inside.h"

SCOPED_FUNCTION(struct tallies, tallies_free)

/* Weeks do not fit months, so they need days too. */
static bool has_day_cells(const struct plan_measure *measure)
{
        return measure->resolution == PERIOD_DAY || measure->resolution == PERIOD_WEEK;
}

static int tally_init(struct tally *tally, const struct plan *plan, uint32_t index)
{
        const struct plan_measure *measure = &plan->measures[index];

        tally->measure = measure;
        tally->touched_day = TALLY_NOT_TOUCHED;
        tally->noted = UINT64_MAX;
        tally->total.measure = index;
        tally->total.is_total = true;
        tally->total.days = has_day_cells(measure);
        return filter_init(&tally->filter, plan, measure);
}

int tallies_new(const struct plan *plan, struct tallies **ret)
{
        SCOPED(tallies_freep) struct tallies *tallies = NULL;
        int r;

        assert(plan && ret);

        tallies = calloc(1, sizeof(*tallies));
        if (!tallies)
                return -ENOMEM;
        tallies->plan = plan;
        tallies->tallies = calloc(plan->measures_count + 1, sizeof(*tallies->tallies));
        tallies->touched = calloc(plan->measures_count + 1, sizeof(*tallies->touched));
        if (!tallies->tallies || !tallies->touched)
                return -ENOMEM;
        for (uint32_t m = 0; m < plan->measures_count; m++) {
                r = tally_init(&tallies->tallies[m], plan, m);
                if (r < 0)
                        return r;
        }
        r = tallies_link(tallies);
        if (r == 0)
                r = concern_new(plan, &tallies->concern);
        if (r < 0)
                return r;

        *ret = TAKE(tallies);
        return 0;
}

struct tallies *tallies_free(struct tallies *tallies)
{
        if (!tallies)
                return NULL;
        for (size_t m = 0; tallies->tallies && m < tallies->plan->measures_count; m++) {
                series_done(&tallies->tallies[m].total);
                breakdown_done(&tallies->tallies[m].breakdown);
                control_done(&tallies->tallies[m].control);
                filter_done(&tallies->tallies[m].filter);
                free(tallies->tallies[m].causes);
                free(tallies->tallies[m].dependents);
                free(tallies->tallies[m].touched_keys);
        }
        concern_free(tallies->concern);
        names_done(&tallies->names);
        free(tallies->tallies);
        free(tallies->touched);
        free(tallies->remembered);
        free(tallies);
        return NULL;
}

static void mark_dirty(struct tallies *tallies, struct series *series)
{
        if (series->dirty)
                return;
        series->dirty = true;
        series->next_dirty = tallies->dirty;
        tallies->dirty = series;
}

void tallies_mark_stale(struct tallies *tallies, struct series *series)
{
        if (series->stale)
                return;
        series->stale = true;
        series->next_stale = tallies->stale;
        tallies->stale = series;
}

/* ---- counting ---- */

static struct quantity of_trade(const struct event_trade *trade, enum plan_quantity quantity)
{
        switch (quantity) {
        case QUANTITY_VALUE:
                return trade->value;
        case QUANTITY_MASS:
                return trade->net_mass;
        default:
                return (struct quantity){0};
        }
}

static struct quantity of_freight(const struct event_freight *freight, enum plan_quantity quantity)
{
        switch (quantity) {
        case QUANTITY_VALUE:
                return freight->value;
        case QUANTITY_MASS:
                return freight->mass;
        case QUANTITY_TEU:
                return freight->teu;
        case QUANTITY_WAGONS:
                return freight->wagons;
        case QUANTITY_CONTAINERS:
                return freight->containers;
        default:
                return (struct quantity){0};
        }
}

static struct quantity of_project(const struct event_project *project, enum plan_quantity quantity)
{
        switch (quantity) {
        case QUANTITY_BUDGET:
                return project->budget;
        case QUANTITY_SPENT:
                return project->spent;
        case QUANTITY_PROGRESS:
                return project->progress;
        default:
                return (struct quantity){0};
        }
}

/* What the event states of the measure's quantity; `*ret_currency` of money only. */
static struct quantity quantity_of(const struct event *event, enum plan_quantity quantity,
                                   struct currency *ret_currency)
{
        if (quantity == QUANTITY_COUNT || quantity == QUANTITY_COUNT_DUE)
                return (struct quantity){.known = true, .units = 1};

        switch (event->kind) {
        case EVENT_TRADE:
                *ret_currency = event->trade.currency;
                return of_trade(&event->trade, quantity);
        case EVENT_FREIGHT:
                *ret_currency = event->freight.currency;
                return of_freight(&event->freight, quantity);
        case EVENT_PROJECT:
                *ret_currency = event->project.currency;
                return of_project(&event->project, quantity);
        default:
                return (struct quantity){0};
        }
}

static struct change change_of(const struct plan_measure *measure, const struct facts *facts, int sign)
{
        struct change change = {
                .sign = sign,
                .month = facts->month,
                .mday = facts->mday,
                .provisional = facts->status != STATUS_FINAL,
        };
        struct quantity quantity;

        quantity = quantity_of(facts->event, measure->quantity, &change.currency);
        change.known = quantity.known;
        change.amount = quantity.units;
        change.period = (uint8_t)facts->event->period.kind;
        change.foreign =
                plan_is_money(measure->quantity) &&
                memcmp(change.currency.code, measure->currency.code, sizeof(change.currency.code)) != 0;
        return change;
}

int tallies_series(struct tallies *tallies, struct tally *tally, const struct key *key, struct series **ret)
{
        struct series *series = breakdown_find(&tally->breakdown, key);
        int r;

        if (!series) {
                series = calloc(1, sizeof(*series));
                if (!series)
                        return -ENOMEM;
                series->measure = tally->total.measure;
                series->days = tally->total.days;
                series->key = *key;
                r = breakdown_add(&tally->breakdown, series);
                if (r < 0) {
                        free(series);
                        return r;
                }
                key_hold(tally->measure, key, &tallies->names);
        }
        *ret = series;
        return 0;
}

void tallies_recount(struct tally *tally, const struct series *series, int64_t before)
{
        if (before == 0 && series->records != 0)
                tally->breakdown.live++;
        if (before != 0 && series->records == 0)
                tally->breakdown.live--;
}

/* Rule 14: whichever key came last, all of them go. Their rows in the store are taken back with
 * the next checkpoint, and with it their memory. */
static void close_breakdown(struct tallies *tallies, struct tally *tally)
{
        struct breakdown *breakdown = &tally->breakdown;

        for (size_t i = 0; i < breakdown->slots_count; i++) {
                if (!breakdown->slots[i])
                        continue;
                series_clear(breakdown->slots[i]);
                mark_dirty(tallies, breakdown->slots[i]);
        }
        breakdown->live = 0;
        breakdown->closed = true;
        breakdown->closed_dirty = true;
}

static int count_by_key(struct tallies *tallies, struct tally *tally, const struct facts *facts,
                        const struct change *change)
{
        struct series *series;
        struct key key;
        int64_t before;
        int r;

        r = key_of(tally->measure, facts, &tallies->names, &key);
        if (r < 0)
                return r;
        r = tallies_series(tallies, tally, &key, &series);
        if (r < 0)
                return r;

        before = series->records;
        r = series_count(series, change);
        if (r < 0)
                return r;
        mark_dirty(tallies, series);
        if (change->foreign && change->known)
                tallies_mark_stale(tallies, series);
        r = tallies_touch_key(tally, series, tally->total.days ? facts->day : facts->month_last_day, true);
        if (r < 0)
                return r;
        tallies_recount(tally, series, before);
        if (tally->breakdown.live > tally->measure->series_max)
                close_breakdown(tallies, tally);
        return 0;
}

static int count_one(struct tallies *tallies, struct tally *tally, const struct facts *facts, int sign)
{
        struct change change = change_of(tally->measure, facts, sign);
        int r;

        r = series_count(&tally->total, &change);
        if (r < 0)
                return r;
        mark_dirty(tallies, &tally->total);
        if (change.foreign && change.known)
                tallies_mark_stale(tallies, &tally->total);
        tallies_touch(tallies, tally, tally->total.days ? facts->day : facts->month_last_day, TOUCHED_BY_RECORDS);
        if (facts->event->kind == EVENT_TRADE)
                tallies_basis_one(tally, facts->event, sign);

        if (tally->measure->by_count == 0 || tally->breakdown.closed)
                return 0;
        return count_by_key(tallies, tally, facts, &change);
}

/* `*ret`: the facts on the day on which the event counts there. */
static bool counts_in(const struct plan *plan, const struct tally *tally, const struct facts *facts,
                      struct facts *ret)
{
        const struct event *event = facts->event;

        if (!filter_passes(&tally->filter, facts))
                return false;
        /* A level is what the newest report says; one that does not say it leaves the level as it is. */
        if (tally->measure->form == FORM_LATEST && !event->project.progress.known)
                return false;

        *ret = *facts;
        if (tally->measure->quantity == QUANTITY_COUNT_DUE) {
                if (event->kind != EVENT_PROJECT || event->project.due_day == CIVIL_NONE)
                        return false;
                *ret = facts_on(facts, event->project.due_day);
        }
        return !tally->filter.dated || filter_counts_on(plan, tally->measure, ret);
}

int tallies_count(struct tallies *tallies, const struct event *event, uint32_t source, uint8_t status,
                  int sign)
{
        const uint32_t *measures;
        struct facts facts;
        size_t count;
        int r;

        assert(tallies && event);
        assert(sign == 1 || sign == -1);

        facts = facts_of(event, source, status);
        r = concern_find(tallies->concern, &facts, &measures, &count);
        if (r < 0)
                return r;
        for (size_t i = 0; i < count; i++) {
                struct tally *tally = &tallies->tallies[measures[i]];
                struct facts on;

                if (!counts_in(tallies->plan, tally, &facts, &on))
                        continue;
                r = count_one(tallies, tally, &on, sign);
                if (r == 0)
                        r = tallies_note_causes(tallies, tally, event, source);
                if (r < 0)
                        return r;
        }
        return 0;
}

int tallies_control(struct tallies *tallies, const struct event *event, uint32_t source, uint8_t status,
                    const struct control_levels *levels, int sign)
{
        const uint32_t *measures;
        struct facts facts;
        size_t count;
        int r;

        assert(sign == 1 || sign == -1);

        facts = facts_of(event, source, status);
        facts.is_total = true;
        r = concern_find(tallies->concern, &facts, &measures, &count);
        for (size_t i = 0; i < count && r == 0; i++) {
                struct tally *tally = &tallies->tallies[measures[i]];
                struct change change;
                struct facts on;

                if (!counts_in(tallies->plan, tally, &facts, &on))
                        continue;
                change = change_of(tally->measure, &on, sign);
                r = tallies_control_one(tallies, tally, levels, &change);
        }
        return r;
}

int tallies_worth_changed(struct tallies *tallies, struct series *series, int32_t day, bool by_rates)
{
        struct tally *tally = &tallies->tallies[series->measure];

        if (series->is_control)
                return 0; /* totals are never judged */
        mark_dirty(tallies, series); /* pages that are zero now are swept with the next checkpoint */
        if (!series->is_total)
                return tallies_touch_key(tally, series, day, !by_rates);
        tallies_touch(tallies, tally, day, by_rates ? TOUCHED_BY_RATES : TOUCHED_BY_RECORDS);
        return 0;
}
