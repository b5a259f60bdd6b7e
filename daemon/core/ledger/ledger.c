/* core/ledger/ledger.c: what an event does to a record.
 *
 *      number against the statement's     content    verdict      sums
 *      no statement                       -          accepted     + new
 *      above                              -          revised      - old + new
 *      equal                              equal      repeated
 *      equal                              other      disputed     (the first stands)
 *      equal, a withdrawal over a report  -          withdrawn    - old
 *      below                              -          stale
 *      below the coverage of its period   -          stale        (- old, if its number is above)
 *
 * Of a record that moved to another period the highest number may be one that counts nothing there:
 * it is stale, and still the record's statement, so that what stands does not depend on which came
 * first.
 * A withdrawal that is written says `withdrawn` instead of accepted or revised. */
#include "core/ledger/ledger.h"

#include <assert.h>
#include <string.h>

/* The level that a coordinate of an event has, whether it says so or not. */
static uint8_t commodity_level(const struct event_levels *levels, const struct commodity *commodity)
{
        if (levels->commodity != LEVEL_NONE)
                return levels->commodity;

        switch (commodity->code.length) {
        case 0:
                return LEVEL_TOTAL;
        case 1:
        case 2:
        case 3:
                return LEVEL_CHAPTER;
        case 4:
        case 5:
                return LEVEL_HEADING;
        case 6:
                return LEVEL_SUBHEADING;
        default:
                return LEVEL_NATIONAL;
        }
}

static uint8_t place_level(uint8_t stated, struct place place)
{
        if (stated != LEVEL_NONE)
                return stated;
        if (place.code[0] == '\0')
                return LEVEL_TOTAL;
        return place.code[2] == '\0' ? LEVEL_COUNTRY : LEVEL_SUBDIVISION;
}

static uint8_t mode_level(uint8_t stated, uint8_t mode)
{
        if (stated != LEVEL_NONE)
                return stated;
        return mode == MODE_NONE ? LEVEL_TOTAL : LEVEL_MODE;
}

static bool fits(uint8_t declared, uint8_t level)
{
        return declared == LEVEL_NONE || declared == level;
}

static bool of_counting_levels(const struct plan_source *source, const struct event *event)
{
        const struct event_levels *declared = &source->levels;

        switch (event->kind) {
        case EVENT_TRADE:
                return fits(declared->commodity, commodity_level(&event->levels, &event->trade.commodity)) &&
                       fits(declared->reporter, place_level(event->levels.reporter, event->trade.reporter)) &&
                       fits(declared->partner, place_level(event->levels.partner, event->trade.partner)) &&
                       fits(declared->mode, mode_level(event->levels.mode, event->trade.mode));
        case EVENT_FREIGHT:
                return fits(declared->commodity, commodity_level(&event->levels, &event->freight.commodity)) &&
                       fits(declared->mode, mode_level(event->levels.mode, event->freight.mode)) &&
                       (event->levels.place == LEVEL_NONE || fits(declared->place, event->levels.place));
        default:
                return true;
        }
}

bool ledger_counts(const struct plan_source *source, const struct event *event, uint64_t coverage)
{
        return event->kind != EVENT_WITHDRAWAL && event->reality != REALITY_PLANNED &&
               event->period.kind == source->resolution && event->number >= coverage &&
               of_counting_levels(source, event);
}

static struct ledger_step written(enum verdict verdict, bool take_back, const struct plan_source *source,
                                  const struct event *event, uint64_t coverage)
{
        return (struct ledger_step){
                .verdict = event->kind == EVENT_WITHDRAWAL ? VERDICT_WITHDRAWN : verdict,
                .write = true,
                .take_back = take_back,
                .count = ledger_counts(source, event, coverage),
        };
}

struct ledger_step ledger_judge(const struct plan_source *source, const struct statement *old,
                                uint64_t old_coverage, const struct batch_event *event, uint64_t coverage)
{
        uint64_t number = event->event.number;
        bool withdrawal = event->event.kind == EVENT_WITHDRAWAL, counted;

        assert(source);
        assert(event->refusal.reason == REASON_NONE);

        counted = old && ledger_counts(source, &old->event, old_coverage);
        if (!withdrawal && number < coverage)
                return (struct ledger_step){.verdict = VERDICT_STALE,
                                            .write = !old || number > old->event.number,
                                            .take_back = counted && number > old->event.number};
        if (!old)
                return written(VERDICT_ACCEPTED, false, source, &event->event, coverage);
        if (number < old->event.number)
                return (struct ledger_step){.verdict = VERDICT_STALE};

        if (number > old->event.number)
                return written(VERDICT_REVISED, counted, source, &event->event, coverage);

        /* Equal numbers. A withdrawal wins the tie over a report, whichever came first. */
        if (withdrawal && !old->withdrawn)
                return written(VERDICT_WITHDRAWN, counted, source, &event->event, coverage);
        if (!withdrawal && old->withdrawn)
                return (struct ledger_step){.verdict = VERDICT_STALE};
        if (memcmp(old->content, event->content, CONTENT_HASH_BYTES) == 0)
                return (struct ledger_step){.verdict = VERDICT_REPEATED};

        return (struct ledger_step){.verdict = VERDICT_DISPUTED, .write = true};
}
