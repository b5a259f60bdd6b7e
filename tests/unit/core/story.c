/* tests/unit/core/story.c: stories by dice. */
#include "unit/core/story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "base/civil.h"

#define ROLL(sides) ((int)dice_roll(dice, (sides)))
#define RELEASES    6

/* ---- the plan ---- */

static bool is_of_years(uint32_t measure)
{
        return measure == CUSTOMS_YEAR || measure == DECLARED_YEAR || measure == OFFICE_YEAR || measure == TWO_YEAR;
}

/* On the last day of a quarter, which is a border of any resolution. */
static int32_t quarter_end(struct dice *dice)
{
        return period_at(PERIOD_QUARTER, civil_from_ymd(2021, 1 + ROLL(12), 1), 1).last;
}

static void amend(struct world *world, struct dice *dice, struct plan_milestone *milestone)
{
        struct plan_terms *terms = world_terms(world, milestone, 2);

        terms[1].on_day = quarter_end(dice) + 1;
        if (ROLL(2))
                terms[1].target.amount = 20 + ROLL(200);
        if (terms[1].deadline_day != CIVIL_NONE && ROLL(2))
                terms[1].deadline_day = terms[1].deadline_day > terms[1].on_day ? terms[1].deadline_day :
                                                                                  quarter_end(dice) + 365;
}

static void relate(struct world *world, struct dice *dice, struct plan_milestone *milestone)
{
        static const char *const baselines[] = {"2021", "2020..2021", "2021..2022"};

        if (milestone->each != PERIOD_NONE && ROLL(2))
                world_relative(world, milestone, 50 + (uint64_t)ROLL(100), "");
        else
                world_relative(world, milestone, 30 + (uint64_t)ROLL(100), baselines[ROLL(3)]);
}

static void reach_by_dice(struct world *world, struct dice *dice, const char *name)
{
        uint32_t measure = (uint32_t)ROLL(WORLD_MEASURES);
        struct plan_milestone *milestone;
        char by[CIVIL_TEXT_MAX];
        int64_t target = 20 + ROLL(200);

        if (ROLL(3) == 0) {
                milestone = world_each_year(world, name, measure, target, 2020 + ROLL(3));
        } else {
                civil_format(quarter_end(dice), by);
                milestone = world_milestone(world, name, measure, target, ROLL(3) ? by : NULL);
        }
        if (is_of_years(measure) && ROLL(4) == 0)
                relate(world, dice, milestone);
        else if (ROLL(4) == 0)
                amend(world, dice, milestone);
        milestone->for_each = world->measures[measure].by_count && ROLL(3) == 0;
        if (ROLL(2))
                milestone->grace_days = ROLL(120);
        if (ROLL(2))
                world_steps(world, milestone, 30 + ROLL(20), 60 + ROLL(20), ROLL(2) ? 90 : 0);
}

static void hold_by_dice(struct world *world, struct dice *dice, const char *name)
{
        static const uint32_t measures[] = {COUNTER_WEEK, CUSTOMS_12, CUSTOMS_YEAR, DECLARED_YEAR};
        uint32_t measure = measures[ROLL(4)];
        struct plan_milestone *milestone = world_hold(world, name, measure, 10 + ROLL(100), ROLL(2) * ROLL(40));

        milestone->for_each = world->measures[measure].by_count && ROLL(3) == 0;
}

/* Of those before it that are reached once. */
static void others_by_dice(struct world *world, struct dice *dice, const char *name)
{
        char members[64] = "", by[CIVIL_TEXT_MAX];
        int count = 0;

        for (size_t i = 0; i < world->plan.milestones_count && count < 4; i++) {
                const struct plan_milestone *of = &world->milestones[i];

                if (of->form != MILESTONE_REACH || of->each != PERIOD_NONE || of->for_each)
                        continue;
                snprintf(members + strlen(members), sizeof(members) - strlen(members), " %s", of->name.data);
                count++;
        }
        civil_format(quarter_end(dice), by);
        if (count)
                world_others(world, name, 1 + (uint32_t)ROLL(count), members, ROLL(3) ? by : NULL);
}

static void milestones_by_dice(struct world *world, struct dice *dice)
{
        int count = 3 + ROLL(8);

        for (int i = 0; i < count; i++) {
                char *name = world_block(world, 16);

                snprintf(name, 16, "m%02d", i);
                switch (ROLL(6)) {
                case 0:
                        hold_by_dice(world, dice, name);
                        break;
                case 1:
                        others_by_dice(world, dice, name);
                        break;
                default:
                        reach_by_dice(world, dice, name);
                        break;
                }
        }
}

/* ---- events ---- */

static void period_by_dice(struct dice *dice, uint32_t source, char *ret)
{
        int32_t day = civil_from_ymd(2021, 1, 1) + ROLL(500);
        enum period_kind kind = source == OFFICE                      ? PERIOD_QUARTER
                                : source == PORT || source == COUNTER ? PERIOD_DAY
                                                                      : PERIOD_MONTH;

        if (ROLL(40) == 0)
                kind = PERIOD_HALF; /* a total beside its parts */
        period_format(period_at(kind, day, 1), ret);
}

static void event_by_dice(struct dice *dice, uint32_t source, struct lines *ret)
{
        char period[PERIOD_TEXT_MAX];

        lines_add(ret, "%c%d", 'a' + ROLL(3), ROLL(5));
        if (source == DECLARED || source == PORT || source == OFFICE)
                lines_add(ret, "/%d", 1 + ROLL(6));
        if (ROLL(9) == 0) {
                lines_add(ret, " withdrawn;");
                return;
        }
        period_by_dice(dice, source, period);
        lines_add(ret, " %s %d", period, ROLL(110) - 20);
        if (ROLL(3) == 0)
                lines_add(ret, " import");
        if (ROLL(5) == 0)
                lines_add(ret, " provisional");
        if (ROLL(12) == 0)
                lines_add(ret, " ?");
        if (ROLL(16) == 0)
                lines_add(ret, " EUR");
        if (ROLL(20) == 0)
                lines_add(ret, " planned");
        if (ROLL(20) == 0)
                lines_add(ret, " elsewhere");
        if (ROLL(25) == 0)
                lines_add(ret, " refused");
        lines_add(ret, ";");
}

static char *events_by_dice(struct dice *dice, uint32_t source, int most)
{
        struct lines lines = {0};

        lines_add(&lines, "%s", "");
        for (int i = 1 + ROLL(most); i > 0; i--)
                event_by_dice(dice, source, &lines);
        return lines.text;
}

static void add_batch(struct story *story, const struct batch *batch)
{
        ck_assert_uint_lt(story->count, STORY_ENTRIES_MAX);
        story->entries[story->count++] = (struct story_entry){.batch = batch, .tick_day = CIVIL_NONE};
}

static void direct(struct story *story, struct dice *dice)
{
        static const uint32_t sources[] = {COUNTER, DECLARED, DECLARED, OFFICE, PORT, PORT};
        uint32_t source = sources[ROLL(6)];
        char *events = events_by_dice(dice, source, 5);
        struct batch *batch = world_batch(&story->world, source, events);

        free(events);
        if (ROLL(12) == 0)
                batch->nothing_until_day = civil_from_ymd(2021, 1, 1) + ROLL(500);
        add_batch(story, batch);
}

/* ---- releases ---- */

struct pieces {
        const struct batch *all[8];
        size_t count;
};

static void release_by_dice(struct story *story, struct dice *dice, int i, struct pieces *ret)
{
        char vintage[32], day[CIVIL_TEXT_MAX], periods[64], first[PERIOD_TEXT_MAX], last[PERIOD_TEXT_MAX];
        int32_t from = civil_from_ymd(2021, 1, 15) + ROLL(14) * 30, to = from + ROLL(3) * 31;
        uint32_t batches = (uint32_t)ROLL(4);
        uint64_t events_count = 0;
        struct batch *end;

        civil_format(civil_from_ymd(2021, 2, 1) + i * 70 + ROLL(50), day);
        snprintf(vintage, sizeof(vintage), "%s.%d", day, ROLL(2));
        period_format(period_at(PERIOD_MONTH, from, 1), first);
        period_format(period_at(PERIOD_MONTH, to, 1), last);
        snprintf(periods, sizeof(periods), "%s/%s", first, last);

        ret->count = 0;
        for (uint32_t number = 1; number <= batches; number++) {
                char *events = events_by_dice(dice, CUSTOMS, 6);
                struct batch *batch = world_staged(&story->world, vintage, number, events);

                free(events);
                events_count += batch->events_count;
                ret->all[ret->count++] = batch;
        }
        end = world_end(&story->world, vintage, batches, events_count + (ROLL(15) == 0),
                        ROLL(8) ? periods : "");
        end->end.replaces = ROLL(4) != 0;
        end->end.complete = ROLL(4) != 0;
        end->end.historical = ROLL(6) == 0;
        end->end.status = ROLL(3) ? STATUS_NONE : STATUS_PROVISIONAL;
        if (ROLL(5) == 0)
                end->end.embargo_day = civil_from_ymd(2021, 3, 1) + ROLL(600);
        ret->all[ret->count++] = end;
        if (ROLL(12) == 0)
                ret->all[ret->count++] = world_abort(&story->world, vintage);
}

/* ---- the story ---- */

/* What is left of the releases, in any order, some of it twice. */
static void piece(struct story *story, struct dice *dice, struct pieces *releases)
{
        struct pieces *release = &releases[ROLL(RELEASES)];
        size_t at;

        if (release->count == 0)
                return;
        at = (size_t)ROLL((int64_t)release->count);
        add_batch(story, release->all[at]);
        if (ROLL(8))
                release->all[at] = release->all[--release->count];
}

static void again(struct story *story, struct dice *dice)
{
        const struct story_entry *entry;

        if (story->count == 0)
                return;
        entry = &story->entries[ROLL((int64_t)story->count)];
        if (entry->batch)
                add_batch(story, entry->batch);
}

void story_make(struct story *story, uint64_t seed)
{
        struct dice *dice = &story->dice;
        struct pieces releases[RELEASES];
        int32_t day = civil_from_ymd(2020, 12, 1) + 30;
        int steps = 60 + (int)(seed % 60);

        *story = (struct story){.dice = dice_of(seed)};
        world_init(&story->world);
        world_init(&story->other);
        milestones_by_dice(&story->world, dice);
        milestones_by_dice(&story->other, dice);
        story->world.plan.clock = story->other.plan.clock = ROLL(3) ? CLOCK_SYSTEM : CLOCK_EVENTS;
        if (ROLL(4) == 0)
                story->world.sources[PORT].retired_day = story->other.sources[PORT]
                                                                 .retired_day = civil_from_ymd(2021, 6, 30);
        for (int i = 0; i < WORLD_SOURCES; i++) {
                struct plan_source *one = &story->world.sources[i], *other = &story->other.sources[i];

                one->expect_days = ROLL(3) ? 0 : 1 + ROLL(60);
                other->expect_days = ROLL(2) ? one->expect_days : ROLL(60);
                if (ROLL(2))
                        one->expect_from_day = other->expect_from_day = civil_from_ymd(2020, 9, 1) + ROLL(200);
        }
        for (int i = 0; i < RELEASES; i++)
                release_by_dice(story, dice, i, &releases[i]);

        for (int i = 0; i < steps; i++) {
                int roll = ROLL(100);

                if (roll < 40) {
                        direct(story, dice);
                } else if (roll < 70) {
                        piece(story, dice, releases);
                } else if (roll < 78) {
                        again(story, dice);
                } else if (roll < 98) {
                        day += ROLL(3) ? ROLL(20) : ROLL(100);
                        story->entries[story->count++] = (struct story_entry){.tick_day = day};
                } else {
                        story->entries[story->count++] = (struct story_entry){
                                .plan = ROLL(2) ? &story->other.plan : &story->world.plan,
                                .tick_day = CIVIL_NONE};
                }
        }
}

void story_done(struct story *story)
{
        world_done(&story->world);
        world_done(&story->other);
}

void story_tell(struct bench *bench, const struct story_entry *entry)
{
        if (entry->batch)
                bench_take(bench, entry->batch);
        else if (entry->plan)
                bench_activate(bench, entry->plan);
        else
                bench_tick_day(bench, entry->tick_day);
}
