/* core/release.c: a release that is whole counts: what it replaces is taken back, then its batches
 * are read again, in order, and judged like any others; then there is one judgement. */
#include <assert.h>
#include <errno.h>
#include <string.h>

#include "base/civil.h"
#include "core/inside.h"

/* The periods of an end lie on borders of the source's resolution and do not overlap. */
int release_refuse_end(const struct core *core, const struct batch *batch, struct refusal *ret_refusal)
{
        const struct release_end *end = &batch->end;

        for (size_t i = 0; i < end->periods_count; i++) {
                if (!coverage_on_borders(core->coverage, core->work.source, &end->periods[i])) {
                        *ret_refusal = (struct refusal){REASON_RELEASE, TEXT("release_end.periods"),
                                                        TEXT("a period is not one of the source's resolution")};
                        return true;
                }
                for (size_t j = 0; j < i; j++) {
                        if (end->periods[i].first_day > end->periods[j].last_day ||
                            end->periods[j].first_day > end->periods[i].last_day)
                                continue;
                        *ret_refusal = (struct refusal){REASON_RELEASE, TEXT("release_end.periods"),
                                                        TEXT("two of the periods overlap")};
                        return true;
                }
        }
        return false;
}

/* Told under source/: nothing of it counts, and somebody should know. */
int release_tell_dropped(struct core *core, const struct release *release, enum release_state state)
{
        struct news *news;
        int r;

        r = core_grow((void **)&core->news.news, &core->news.capacity, core->news.count, sizeof(*news));
        if (r < 0)
                return r;

        news = &core->news.news[core->news.count++];
        *news = (struct news){
                .kind = NEWS_DROPPED,
                .source = core->plan->sources[release->source].name,
                .reached_first = CIVIL_NONE,
                .reached_last = CIVIL_NONE,
                .before_first = CIVIL_NONE,
                .before_last = CIVIL_NONE,
                .deadline_day = CIVIL_NONE,
                .known_position = core->work.entry->position,
                .known_day = core->day,
                .cause = {.what = state == RELEASE_DROPPED ? CAUSE_TICK : CAUSE_RELEASE,
                          .release_source = core->plan->sources[release->source].name,
                          .vintage_day = event_vintage_day(release->vintage),
                          .vintage_serial = event_vintage_serial(release->vintage)},
        };
        return 0;
}

static int sweep_over(struct core *core)
{
        struct release *release = core->work.release;
        int r;

        r = coverage_ended(core->coverage, release->source, release->end.periods, release->end.periods_count,
                           release->vintage, release->end.replaces, release->end.complete);
        if (r < 0)
                return r;

        core->work.index = 0;
        core->work.stage = STAGE_STAGED;
        return release->batches_count ? 0 : release_next_batch(core);
}

int release_begin(struct core *core, struct release *release)
{
        core->work.release = release;
        core->work.source = release->source;
        core->work.release_counts = (struct counts){0};
        core->work.index = 0;
        core->work.cursor = (struct want_cursor){0};
        core->work.cause = (struct cause){
                .what = CAUSE_RELEASE,
                .release_source = core->plan->sources[release->source].name,
                .vintage_day = event_vintage_day(release->vintage),
                .vintage_serial = event_vintage_serial(release->vintage),
        };

        if (!release->end.replaces || release->end.periods_count == 0)
                return sweep_over(core);
        core->work.stage = STAGE_SWEEP;
        return 0;
}

/* The days in which a statement must end that a range of the release may take away: one of a longer
 * period ends behind the range when only its first part is replaced. */
int32_t release_sweep_last(const struct core *core, size_t index)
{
        const struct period_range *range = &core->work.release->end.periods[index];
        uint8_t longest = core->sources[core->work.release->source].longest;

        if (longest == PERIOD_NONE)
                return range->last_day;
        return period_at((enum period_kind)longest, range->last_day, 1).last;
}

/* What once stood under this range may stand under another now. Those of longer periods are looked
 * for in ranges that are widened, and so may overlap: they belong to the first that they end in. */
static bool is_of_range(const struct core *core, const struct event *event)
{
        const struct release *release = core->work.release;
        const struct period_range *range = &release->end.periods[core->work.index];

        if (event->period.kind == core->plan->sources[release->source].resolution)
                return event->period.first >= range->first_day && event->period.last <= range->last_day;

        for (size_t i = 0; i < core->work.index; i++)
                if (event->period.last >= release->end.periods[i].first_day &&
                    event->period.last <= release_sweep_last(core, i))
                        return false;
        return event->period.last >= range->first_day;
}

/* Statements of an older vintage stop to count; nothing is written about them (rule 9). A control
 * total of a longer period does when the last of its parts is replaced. */
static int sweep_one(struct core *core, const struct stored_statement *stored)
{
        const struct release *release = core->work.release;
        const struct plan_source *source = &core->plan->sources[release->source];
        struct statement statement;
        enum ledger_use use;
        uint64_t after;
        int r;

        r = statement_read(stored->body, stored->body_length, stored->source, stored->id, &statement);
        if (r < 0)
                return r;

        if (statement.event.number >= release->vintage || !is_of_range(core, &statement.event))
                return 0;
        use = ledger_use(source, &statement.event,
                         coverage_of(core->coverage, release->source, &statement.event.period));
        after = coverage_after(core->coverage, release->source, &statement.event.period, release->end.periods,
                               release->end.periods_count, release->vintage);
        if (ledger_use(source, &statement.event, after) != USE_NOTHING)
                return 0;

        if (use == USE_COUNTS)
                tallies_next_record(core->tallies, statement.event.number);
        return apply_use(core, release->source, &statement, use, -1);
}

int release_sweep(struct core *core, const struct supply *supply)
{
        for (size_t i = 0; i < supply->statements_count; i++) {
                int r = sweep_one(core, &supply->statements[i]);

                if (r < 0)
                        return r;
        }

        if (supply->more) {
                core->work.cursor = supply->cursor;
                return 0;
        }
        core->work.cursor = (struct want_cursor){0};
        if (++core->work.index < core->work.release->end.periods_count)
                return 0;
        return sweep_over(core);
}

/* Was this entry the release's own, so that its receipt carries the verdict? */
static bool is_own(const struct core *core, const struct release *release)
{
        const struct entry *entry = core->work.entry;

        if (entry->kind != ENTRY_BATCH && entry->kind != ENTRY_RELEASE_END)
                return false;
        return text_equal(entry->batch->source, core->plan->sources[release->source].name) &&
               event_vintage_number(entry->batch->vintage_day, entry->batch->vintage_serial) == release->vintage;
}

static int release_over(struct core *core)
{
        struct release *release = core->work.release;
        int32_t vintage_day = event_vintage_day(release->vintage);
        int r;

        release->state = RELEASE_COUNTED;
        release->counts = core->work.release_counts;
        if (is_own(core, release))
                releases_report(release, &core->effects.release);
        core->work.judge = core->work.may_restate = true;
        core->work.backfill = release->end.historical;
        if (core->work.newest_day == CIVIL_NONE || vintage_day > core->work.newest_day)
                core->work.newest_day = vintage_day;

        core->work.release = NULL;
        r = releases_counted(core->releases, release, &core->work.release_counts);
        return r < 0 ? r : core_advance(core);
}

int release_next_batch(struct core *core)
{
        struct release *release = core->work.release;

        if (core->work.stage == STAGE_RELEASE)
                core->work.index++;
        if (core->work.index == release->batches_count)
                return release_over(core);

        core->work.stage = STAGE_STAGED;
        return 0;
}
