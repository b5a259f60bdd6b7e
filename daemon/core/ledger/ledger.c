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
 *      equal, and below the coverage      equal      repeated     (rule 5: for ever)
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

/* LEVEL_NONE where it is the one that counts. */
static uint8_t other_than(uint8_t declared, uint8_t level)
{
        return declared == LEVEL_NONE || declared == level ? LEVEL_NONE : level;
}

struct control_levels ledger_levels(const struct plan_source *source, const struct event *event)
{
        const struct event_levels *declared = &source->levels, *stated = &event->levels;
        struct control_levels levels = {.period = (uint8_t)event->period.kind};

        switch (event->kind) {
        case EVENT_TRADE:
                levels.commodity = other_than(declared->commodity, commodity_level(stated, &event->trade.commodity));
                levels.reporter = other_than(declared->reporter, place_level(stated->reporter, event->trade.reporter));
                levels.partner = other_than(declared->partner, place_level(stated->partner, event->trade.partner));
                levels.mode = other_than(declared->mode, mode_level(stated->mode, event->trade.mode));
                break;
        case EVENT_FREIGHT:
                levels.commodity = other_than(declared->commodity,
                                              commodity_level(stated, &event->freight.commodity));
                levels.mode = other_than(declared->mode, mode_level(stated->mode, event->freight.mode));
                if (stated->place != LEVEL_NONE)
                        levels.place = other_than(declared->place, stated->place);
                break;
        default:
                break;
        }
        return levels;
}

enum ledger_use ledger_use(const struct plan_source *source, const struct event *event, uint64_t coverage)
{
        struct control_levels levels;

        if (event->kind == EVENT_WITHDRAWAL || event->period.kind == PERIOD_NONE ||
            event->reality == REALITY_PLANNED || event->number < coverage)
                return USE_NOTHING;
        if (event->kind == EVENT_RATE) /* no sum has it: a month's average beside the days is kept, and that is all */
                return event->period.kind == source->resolution ? USE_COUNTS : USE_NOTHING;
        if (event->period.kind != source->resolution)
                return USE_CONTROL;

        levels = ledger_levels(source, event);
        if (levels.commodity || levels.reporter || levels.partner || levels.mode || levels.place)
                return USE_CONTROL;
        return USE_COUNTS;
}

static struct ledger_step written(enum verdict verdict, enum ledger_use take_back, const struct plan_source *source,
                                  const struct event *event, uint64_t coverage)
{
        return (struct ledger_step){
                .verdict = event->kind == EVENT_WITHDRAWAL ? VERDICT_WITHDRAWN : verdict,
                .write = true,
                .take_back = take_back,
                .count = ledger_use(source, event, coverage),
        };
}

struct ledger_step ledger_judge(const struct plan_source *source, const struct statement *old,
                                uint64_t old_coverage, const struct batch_event *event, uint64_t coverage)
{
        uint64_t number = event->event.number;
        bool withdrawal = event->event.kind == EVENT_WITHDRAWAL;
        enum ledger_use used;

        assert(source);
        assert(event->refusal.reason == REASON_NONE);

        if (old && number == old->event.number && withdrawal == old->withdrawn &&
            memcmp(old->content, event->content, CONTENT_HASH_BYTES) == 0)
                return (struct ledger_step){.verdict = VERDICT_REPEATED};
        used = old ? ledger_use(source, &old->event, old_coverage) : USE_NOTHING;
        if (!withdrawal && number < coverage)
                return (struct ledger_step){.verdict = VERDICT_STALE,
                                            .write = !old || number > old->event.number,
                                            .take_back = old && number > old->event.number ? used : USE_NOTHING};
        if (!old)
                return written(VERDICT_ACCEPTED, USE_NOTHING, source, &event->event, coverage);
        if (number < old->event.number)
                return (struct ledger_step){.verdict = VERDICT_STALE};

        if (number > old->event.number)
                return written(VERDICT_REVISED, used, source, &event->event, coverage);

        /* Equal numbers. A withdrawal wins the tie over a report, whichever came first. */
        if (withdrawal && !old->withdrawn)
                return written(VERDICT_WITHDRAWN, used, source, &event->event, coverage);
        if (!withdrawal && old->withdrawn)
                return (struct ledger_step){.verdict = VERDICT_STALE};
        return (struct ledger_step){.verdict = VERDICT_DISPUTED, .write = true};
}
