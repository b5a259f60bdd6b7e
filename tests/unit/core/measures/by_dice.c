/* tests/unit/core/measures/by_dice.c */
#include "unit/core/measures/by_dice.h"

#include <check.h>
#include <string.h>

#include "base/civil.h"

#define SUMS 8
#define DERIVED 12

/* What a plan is being made of. */
struct making {
        struct dice *dice;
        struct scene *scene;
        bool by_weeks; /* else by months */
        int depth[SCENE_MEASURES_MAX];
};

int32_t day_by_dice(struct dice *dice)
{
        return ymd(SCENE_FIRST_YEAR, 6, 1) + (int32_t)dice_roll(dice, 4 * 365);
}

static struct plan_window window_of_weeks(struct dice *dice)
{
        struct plan_window window = {.kind = WINDOW_CALENDAR, .period = PERIOD_WEEK, .fiscal_start = 1};

        switch (dice_roll(dice, 3)) {
        case 0:
                window.kind = WINDOW_LAST_DAYS;
                window.count = 7 * (1 + (int32_t)dice_roll(dice, 8));
                break;
        case 1:
                window.kind = WINDOW_SINCE;
                window.since_day = ymd(2019, 12, 30); /* a Monday */
                break;
        default:
                break;
        }
        return window;
}

/* Of quarters where they must be. */
static struct plan_window window_of_months(struct dice *dice, bool quarters, bool days)
{
        static const enum period_kind kinds[] = {PERIOD_YEAR, PERIOD_QUARTER, PERIOD_MONTH};
        struct plan_window window = {.kind = WINDOW_CALENDAR};

        window.period = kinds[dice_roll(dice, quarters ? 2 : 3)];
        window.fiscal_start = (uint8_t)(quarters ? 1 + 3 * dice_roll(dice, 4) : 1 + dice_roll(dice, 12));
        switch (dice_roll(dice, 5)) {
        case 0:
                window.kind = WINDOW_LAST_MONTHS;
                window.count = (quarters ? 3 : 1) * (1 + (int32_t)dice_roll(dice, 6));
                break;
        case 1:
                window.kind = WINDOW_SINCE;
                window.since_day = ymd(2020, 4, 1);
                break;
        case 2:
                if (!days)
                        break;
                window.kind = WINDOW_LAST_DAYS;
                window.count = 1 + (int32_t)dice_roll(dice, 400);
                break;
        default:
                break;
        }
        return window;
}

static void sum_by_dice(struct making *making)
{
        static const uint32_t of_months[] = {FIRST_OFFICE, SECOND_OFFICE, QUARTERLY, RAIL};
        uint32_t source = making->by_weeks ? RAIL + (uint32_t)dice_roll(making->dice, 2) :
                                             of_months[dice_roll(making->dice, 4)];
        uint32_t index = scene_sum(making->scene, source, WINDOW_CALENDAR, 0);
        struct plan_measure *measure = &making->scene->measures[index];

        measure->window = making->by_weeks ?
                                  window_of_weeks(making->dice) :
                                  window_of_months(making->dice, source == QUARTERLY, source == RAIL);
        if (dice_roll(making->dice, 3) == 0)
                measure->form = FORM_AVERAGE;
        else if (dice_roll(making->dice, 3) == 0)
                measure->quantity = QUANTITY_COUNT;
}

static uint32_t preference_by_dice(struct making *making)
{
        static const uint32_t sources[] = {FIRST_OFFICE, SECOND_OFFICE, QUARTERLY};
        struct scene *scene = making->scene;
        bool quarters = dice_roll(making->dice, 2), count = dice_roll(making->dice, 4) == 0;
        struct plan_window window = window_of_months(making->dice, quarters, false);
        uint32_t operands[3], first = (uint32_t)dice_roll(making->dice, 2), preference;

        for (uint32_t i = 0; i < (quarters ? 3U : 2U); i++) {
                operands[i] = scene_sum(scene, sources[i < 2 ? (i + first) % 2 : i], WINDOW_CALENDAR, 0);
                scene->measures[operands[i]].window = window;
                if (count)
                        scene->measures[operands[i]].quantity = QUANTITY_COUNT;
        }
        preference = scene_preference(scene, operands[0], operands[1]);
        if (quarters) {
                scene->measures[preference].operands[2] = operands[2];
                scene->measures[preference].operands_count = 3;
                scene->measures[preference].resolution = PERIOD_QUARTER;
        }
        return preference;
}

static int deeper(int a, int b)
{
        return a > b ? a : b;
}

static void derived_by_dice(struct making *making)
{
        static const enum plan_form forms[] = {FORM_RATIO, FORM_DIFFERENCE, FORM_GROWTH, FORM_ASYMMETRY};
        struct scene *scene = making->scene;
        uint32_t a = (uint32_t)dice_roll(making->dice, (int64_t)scene->plan.measures_count);
        uint32_t b = (uint32_t)dice_roll(making->dice, (int64_t)scene->plan.measures_count), index;

        if (making->depth[a] == PLAN_DEPTH_MAX || making->depth[b] == PLAN_DEPTH_MAX)
                return;
        index = scene_derived(scene, forms[dice_roll(making->dice, 4)], a, b);
        making->depth[index] = 1 + deeper(making->depth[a], making->depth[b]);
        if (scene->measures[index].form == FORM_GROWTH && dice_roll(making->dice, 3) == 0)
                scene->measures[index].base =
                        period_at(making->by_weeks ? PERIOD_WEEK : PERIOD_QUARTER, ymd(2020, 5, 1), 1);
}

/* Indexes follow names in a plan, so operands may stand behind what is made of them: as in a mirror. */
static void turn_round(struct scene *scene)
{
        uint32_t last = (uint32_t)scene->plan.measures_count - 1;

        for (uint32_t i = 0; i < last - i; i++) {
                struct plan_measure measure = scene->measures[i];

                scene->measures[i] = scene->measures[last - i];
                scene->measures[last - i] = measure;
        }
        for (uint32_t m = 0; m <= last; m++)
                for (int i = 0; i < scene->measures[m].operands_count; i++)
                        scene->measures[m].operands[i] = last - scene->measures[m].operands[i];
}

struct scene *scene_by_dice(struct dice *dice)
{
        struct making making = {.dice = dice, .scene = scene_new(), .by_weeks = dice_roll(dice, 3) == 0};
        struct scene *scene = making.scene;

        for (int i = 0; i < SUMS; i++)
                sum_by_dice(&making);
        if (!making.by_weeks) {
                making.depth[preference_by_dice(&making)] = 1;
                making.depth[preference_by_dice(&making)] = 1;
        }
        for (int i = 0; i < DERIVED; i++)
                derived_by_dice(&making);
        if (dice_roll(dice, 2))
                turn_round(scene);

        for (uint32_t m = 0; m < scene->plan.measures_count; m++)
                scene->milestones[m] = (struct plan_milestone){.measure = m, .for_each = true};
        scene->plan.milestones_count = scene->plan.measures_count;
        scene_begin(scene);
        return scene;
}

void figure_by_dice(struct dice *dice, struct scene *scene)
{
        struct figure figure;

        if (scene->figures_count > 0 && dice_roll(dice, 4) == 0) {
                figure = scene->figures[dice_roll(dice, (int64_t)scene->figures_count)];
                scene_say(scene, &figure, -1);
                return;
        }
        memset(&figure, 0, sizeof(figure));
        figure.source = (uint32_t)dice_roll(dice, WEEKLY + 1);
        figure.day = period_at(scene->plan.sources[figure.source].resolution, day_by_dice(dice), 1).last;
        figure.partner = (int)dice_roll(dice, SCENE_PARTNERS);
        figure.flow = (int)dice_roll(dice, SCENE_FLOWS);
        figure.known = dice_roll(dice, 12) > 0;
        figure.foreign = dice_roll(dice, 12) == 0;
        figure.units = figure.known ? dice_roll(dice, 2001) - 700 : 0;
        if (figure.known && dice_roll(dice, 60) == 0)
                figure.units = dice_roll(dice, 2) ? AMOUNT_MAX : -AMOUNT_MAX;
        figure.status = (uint8_t)(STATUS_PROVISIONAL + dice_roll(dice, 2));
        scene_say(scene, &figure, 1);
}

void release_by_dice(struct dice *dice, struct scene *scene)
{
        uint32_t source = (uint32_t)dice_roll(dice, WEEKLY + 1);
        enum period_kind resolution = scene->plan.sources[source].resolution;
        int32_t first = period_at(resolution, day_by_dice(dice), 1).first;
        int32_t last = period_at(resolution, first + (int32_t)dice_roll(dice, 600), 1).last;

        scene_end(scene, source, first, last, dice_roll(dice, 5) > 0);
}
