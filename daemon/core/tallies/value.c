/* core/tallies/value.c: what stale cells of other currencies are worth.
 *
 * Between two judgements cells are only marked: by what is counted, and by rates that changed. Then
 * each marked cell is valued once, however many events it got, and the difference to what it was
 * worth goes into the sums of its series. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/rates/rates.h"
#include "core/tallies/inside.h"

/* A cell that is worth more is out of range by itself, so that sums of any number of cells are not. */
#define WORTH_MAX ((wide)1 << 80)

/* Series that agree in a day agree in its rate: a mean of a month is made once for all of them. */
#define REMEMBERED 1024 /* a power of two */

struct remembered_rate {
        uint64_t pass; /* of valuing, in which it was asked; 0: never */
        struct rate_question question;
        int outcome;
        struct rate rate;
};

static bool is_asked(const struct remembered_rate *at, const struct rate_question *question)
{
        return at->question.last_day == question->last_day && at->question.kind == question->kind &&
               at->question.chain == question->chain && at->question.to_scale == question->to_scale &&
               memcmp(&at->question.from, &question->from, sizeof(question->from)) == 0 &&
               memcmp(&at->question.to, &question->to, sizeof(question->to)) == 0;
}

static size_t place_of(const struct rate_question *question)
{
        uint32_t from;

        memcpy(&from, question->from.code, sizeof(from));
        return ((uint32_t)question->last_day * 31 + from * UINT32_C(2654435761) + question->chain) & (REMEMBERED - 1);
}

/* 0 or an outcome of rates_of(). */
static int ask(const struct tallies *tallies, const struct rates *rates, const struct rate_question *question,
               struct rate *ret)
{
        struct remembered_rate *at = &tallies->remembered[place_of(question)];

        if (!rates)
                return RATES_NONE;
        if (at->pass != tallies->pass || !is_asked(at, question)) {
                at->pass = tallies->pass;
                at->question = *question;
                at->outcome = rates_of(rates, question, &at->rate);
        }
        *ret = at->rate;
        return at->outcome;
}

struct valuing {
        struct tallies *tallies;
        const struct rates *rates;
        struct series *series;
        struct foreign *foreign;
};

/* What a cell is worth, by lanes from FOREIGN_CONVERTED on. */
struct worth {
        wide of[FOREIGN_LANES];
};

static void worth_of(const struct valuing *v, int32_t day, const struct worth *cell, struct worth *ret)
{
        const struct plan_measure *measure = v->tallies->tallies[v->series->measure].measure;
        const struct rate_question question = {
                .chain = measure->rates,
                .from = v->foreign->currency,
                .to = measure->currency,
                .to_scale = measure->scale,
                .kind = (enum period_kind)v->foreign->kind,
                .last_day = day,
        };
        wide records = cell->of[FOREIGN_RECORDS], converted;
        struct rate rate;
        int r;

        if (records == 0 && cell->of[FOREIGN_AMOUNT] == 0)
                return;
        r = ask(v->tallies, v->rates, &question, &rate);
        if (r == RATES_NONE) {
                ret->of[FOREIGN_WAITING] = records;
                return;
        }
        if (r != 0 || wide_scale_half_even(cell->of[FOREIGN_AMOUNT], rate.num, rate.den, &converted) != 0 ||
            converted > WORTH_MAX || converted < -WORTH_MAX) {
                ret->of[FOREIGN_BEYOND] = records;
                return;
        }
        ret->of[FOREIGN_CONVERTED] = converted;
        if (rate.provisional)
                ret->of[FOREIGN_BY_RATE] = records - cell->of[FOREIGN_PROVISIONAL];
}

static const enum lane_kind sums_of[FOREIGN_LANES] = {
        [FOREIGN_CONVERTED] = LANE_CONVERTED,
        [FOREIGN_WAITING] = LANE_WAITING,
        [FOREIGN_BEYOND] = LANE_BEYOND,
        [FOREIGN_BY_RATE] = LANE_BY_RATE,
};

static int move(struct lane *lane, int32_t month, bool days, int mday, wide by)
{
        struct page *page;
        int r;

        r = lane_page(lane, month, days, &page);
        if (r == 0)
                page_move(page, mday, by);
        return r;
}

/* 1: it is worth something else than before. */
static int value_cell(const struct valuing *v, int32_t month, int mday)
{
        struct foreign *foreign = v->foreign;
        struct worth cell = {{0}}, worth = {{0}};
        int changed = 0, r;

        for (int i = 0; i < FOREIGN_LANES; i++)
                cell.of[i] = lane_cell(&foreign->lanes[i], month, mday);
        worth_of(v, civil_month_first(month) + mday - 1, &cell, &worth);

        for (int i = FOREIGN_CONVERTED; i < FOREIGN_LANES; i++) {
                wide by = worth.of[i] - cell.of[i];

                if (by == 0)
                        continue;
                r = move(&foreign->lanes[i], month, foreign->days, mday, by);
                if (r == 0)
                        r = move(&v->series->lanes[sums_of[i]], month, v->series->days, mday, by);
                if (r < 0)
                        return r;
                changed = 1;
        }
        return changed;
}

static int value_page(const struct valuing *v, int32_t month, uint8_t why)
{
        int32_t before = civil_month_first(month) - 1;
        int length = (int)(civil_month_last(month) - before);

        for (int mday = v->foreign->days ? 1 : length; mday <= length; mday++) {
                int r = value_cell(v, month, mday);

                if (r > 0)
                        r = tallies_worth_changed(v->tallies, v->series, before + (v->series->days ? mday : length),
                                                  !(why & STALE_RECORDS));
                if (r < 0)
                        return r;
        }
        return 0;
}

static int value_foreign(const struct valuing *v)
{
        struct foreign *foreign = v->foreign;
        struct lane *records = &foreign->lanes[FOREIGN_RECORDS];

        for (uint32_t i = lane_find(records, foreign->stale_first); i < records->count; i++) {
                struct page *page = &records->pages[i];
                uint8_t why = page->stale;
                int r;

                if (page->month > foreign->stale_last)
                        break;
                if (!why)
                        continue;
                page->stale = 0;
                r = value_page(v, page->month, why);
                if (r < 0)
                        return r;
        }
        foreign->stale_first = INT32_MAX;
        foreign->stale_last = INT32_MIN;
        return 0;
}

static int value_stale(struct tallies *tallies, const struct rates *rates)
{
        struct valuing v = {.tallies = tallies, .rates = rates};

        if (!tallies->stale)
                return 0;
        if (!tallies->remembered) {
                tallies->remembered = calloc(REMEMBERED, sizeof(*tallies->remembered));
                if (!tallies->remembered)
                        return -ENOMEM;
        }
        tallies->pass++;
        while (tallies->stale) {
                v.series = tallies->stale;
                for (v.foreign = v.series->foreign; v.foreign; v.foreign = v.foreign->next) {
                        int r = value_foreign(&v);

                        if (r < 0)
                                return r;
                }
                tallies->stale = v.series->next_stale;
                v.series->next_stale = NULL;
                v.series->stale = false;
        }
        return 0;
}

/* ---- rates that changed ---- */

static void mark(struct tallies *tallies, const struct rates *rates, struct series *series,
                 const struct rate_change *changes, size_t count)
{
        uint32_t chain = tallies->tallies[series->measure].measure->rates;
        bool any = false;

        for (struct foreign *foreign = series->foreign; foreign; foreign = foreign->next)
                for (size_t i = 0; i < count; i++) {
                        int32_t last = changes[i].last_day;
                        int32_t reach = rates_reach(rates, chain, (enum period_kind)foreign->kind);

                        if (!rates_change_is_of(rates, &changes[i], foreign->currency))
                                continue;
                        last = CIVIL_MAX - last < reach ? CIVIL_MAX : last + reach;
                        any |= foreign_mark_stale(foreign, civil_month(changes[i].first_day), civil_month(last),
                                                  STALE_RATES);
                }
        if (any)
                tallies_mark_stale(tallies, series);
}

static int mark_changed(struct tallies *tallies, struct rates *rates)
{
        for (size_t m = 0; m < tallies->plan->measures_count; m++) {
                struct tally *tally = &tallies->tallies[m];
                const struct rate_change *changes;
                size_t count;
                int r;

                if (!plan_is_money(tally->measure->quantity))
                        continue;
                r = rates_changes(rates, tally->measure->rates, tally->measure->currency, &changes, &count);
                if (r < 0)
                        return r;
                if (count == 0)
                        continue;
                mark(tallies, rates, &tally->total, changes, count);
                for (size_t i = 0; i < tally->control.count; i++)
                        mark(tallies, rates, &tally->control.of[i]->series, changes, count);
                for (size_t i = 0; i < tally->breakdown.slots_count; i++)
                        if (tally->breakdown.slots[i])
                                mark(tallies, rates, tally->breakdown.slots[i], changes, count);
        }
        return 0;
}

int tallies_value(struct tallies *tallies, struct rates *rates)
{
        int r = 0;

        if (rates && rates_have_changed(rates))
                r = mark_changed(tallies, rates);
        return r < 0 ? r : value_stale(tallies, rates);
}
