/* core/ledger/releases_control.c: does a release hold what its end says that it holds?
 *
 * Sums are kept while batches come, by what, currency, flow and period; a control total of the
 * end is the sum of all cells that it speaks of. They count what the release says (also of
 * levels that are not added up, and of refused events nothing): whether it is whole is another
 * question than what counts. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/ledger/releases_inside.h"

static int cell_compare(const struct control_cell *a, const struct control_cell *b)
{
        int r;

        if (a->of != b->of)
                return a->of < b->of ? -1 : 1;
        if (a->flow != b->flow)
                return a->flow < b->flow ? -1 : 1;
        r = memcmp(a->currency.code, b->currency.code, sizeof(a->currency.code));
        if (r != 0)
                return r;
        if (a->period_kind != b->period_kind)
                return a->period_kind < b->period_kind ? -1 : 1;
        return a->last_day < b->last_day ? -1 : a->last_day > b->last_day;
}

static int cell_add(struct release *release, const struct control_cell *cell)
{
        size_t low = 0, high = release->cells_count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;
                int order = cell_compare(&release->cells[middle], cell);

                if (order == 0) {
                        release->cells[middle].sum += cell->sum;
                        return 0;
                }
                if (order < 0)
                        low = middle + 1;
                else
                        high = middle;
        }

        if (release->cells_count == RELEASE_CELLS_MAX) {
                release->cells_overflow = true;
                return 0;
        }
        if (release->cells_count == release->cells_capacity) {
                size_t capacity = release->cells_capacity ? release->cells_capacity * 2 : 8;
                struct control_cell *cells = realloc(release->cells, capacity * sizeof(*cells));

                if (!cells)
                        return -ENOMEM;
                release->cells = cells;
                release->cells_capacity = capacity;
        }
        memmove(release->cells + low + 1, release->cells + low,
                (release->cells_count - low) * sizeof(*release->cells));
        release->cells[low] = *cell;
        release->cells_count++;
        return 0;
}

static int add(struct release *release, const struct event *event, uint8_t of, uint8_t flow,
               const struct quantity *quantity, const struct currency *currency)
{
        struct control_cell cell = {
                .of = of,
                .flow = flow,
                .last_day = event->period.last,
                .period_kind = (uint8_t)event->period.kind,
                .sum = quantity->units,
        };

        if (!quantity->known)
                return 0;
        if (currency)
                cell.currency = *currency;
        return cell_add(release, &cell);
}

static int add_event(struct release *release, const struct event *event)
{
        static const struct quantity one = {true, 1};
        uint8_t flow = FLOW_NONE;
        int r;

        if (event->kind == EVENT_WITHDRAWAL)
                return 0;
        if (event->kind == EVENT_TRADE)
                flow = event->trade.flow;
        else if (event->kind == EVENT_FREIGHT)
                flow = event->freight.flow;

        r = add(release, event, CONTROL_RECORDS, flow, &one, NULL);
        if (r == 0 && event->kind == EVENT_TRADE) {
                r = add(release, event, CONTROL_VALUE, flow, &event->trade.value, &event->trade.currency);
                if (r == 0)
                        r = add(release, event, CONTROL_MASS, flow, &event->trade.net_mass, NULL);
        } else if (r == 0 && event->kind == EVENT_FREIGHT) {
                r = add(release, event, CONTROL_VALUE, flow, &event->freight.value, &event->freight.currency);
                if (r == 0)
                        r = add(release, event, CONTROL_MASS, flow, &event->freight.mass, NULL);
                if (r == 0)
                        r = add(release, event, CONTROL_TEU, flow, &event->freight.teu, NULL);
                if (r == 0)
                        r = add(release, event, CONTROL_WAGONS, flow, &event->freight.wagons, NULL);
        }
        return r;
}

int control_add(struct release *release, const struct batch *batch)
{
        for (size_t i = 0; i < batch->events_count; i++) {
                int r;

                if (batch->events[i].refusal.reason != REASON_NONE)
                        continue;
                r = add_event(release, &batch->events[i].event);
                if (r < 0)
                        return r;
        }
        return 0;
}

static wide control_sum(const struct release *release, const struct control_total *control)
{
        wide sum = 0;

        for (size_t i = 0; i < release->cells_count; i++) {
                const struct control_cell *cell = &release->cells[i];

                if (cell->of != control->of || (control->flow != FLOW_NONE && cell->flow != control->flow))
                        continue;
                if (control->of == CONTROL_VALUE &&
                    memcmp(cell->currency.code, control->currency.code, sizeof(cell->currency.code)) != 0)
                        continue;
                if (control->period.kind != PERIOD_NONE &&
                    (cell->period_kind != control->period.kind || cell->last_day != control->period.last))
                        continue;
                sum += cell->sum;
        }
        return sum;
}

__attribute__((format(printf, 2, 3))) static struct text said(struct arena *arena, const char *format, ...)
{
        char buffer[256];
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(buffer, sizeof(buffer), format, arguments);
        va_end(arguments);
        return arena_text(arena, text_of(buffer));
}

static bool misfit(struct arena *arena, const struct control_total *control, wide found, struct text *ret_why)
{
        static const char *const names[] = {"nothing", "records", "value", "mass", "TEU", "wagons"};
        char wanted_text[WIDE_TEXT_MAX], found_text[WIDE_TEXT_MAX];

        wide_format(control->sum, wanted_text);
        wide_format(found, found_text);
        *ret_why = said(arena, "control total of %s%s%.3s: %s announced, %s found", names[control->of],
                        control->currency.code[0] ? " in " : "", control->currency.code, wanted_text, found_text);
        return false;
}

static bool fits(const struct release *release, struct arena *arena, struct text *ret_why)
{
        if (release->events != release->end.events) {
                *ret_why = said(arena, "%llu events announced, %llu found", (unsigned long long)release->end.events,
                                (unsigned long long)release->events);
                return false;
        }
        if (release->cells_overflow && release->end.controls_count) {
                *ret_why = TEXT("more than 4,096 combinations of currency, flow and period: the control totals "
                                "cannot be checked; send several releases");
                return false;
        }
        for (size_t i = 0; i < release->end.controls_count; i++) {
                wide found = control_sum(release, &release->end.controls[i]);

                if (found != release->end.controls[i].sum)
                        return misfit(arena, &release->end.controls[i], found, ret_why);
        }
        return true;
}

bool releases_whole(struct release *release, struct arena *arena, struct text *ret_why)
{
        *ret_why = (struct text){NULL, 0};

        if (release->state == RELEASE_EMBARGOED)
                return true;
        if (!release->has_end || release->batches_count < release->end.batches || release->state != RELEASE_OPEN)
                return false;

        release->dirty = true;
        if (!fits(release, arena, ret_why)) {
                release->state = RELEASE_QUARANTINED;
                return false;
        }
        release->state = RELEASE_EMBARGOED; /* until its day, which may be over already */
        return true;
}
