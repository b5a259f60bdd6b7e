/* tests/unit/core/measures/by_dice.h: plans, figures and releases that follow from a seed. */
#pragma once
#include "unit/core/measures/scene.h"

/* Sums of all windows, averages, preferences, and what is made of them, up to the depth that a plan may
 * have. Every measure's keys matter. */
struct scene *scene_by_dice(struct dice *dice);

/* One figure more, or one less. */
void figure_by_dice(struct dice *dice, struct scene *scene);
/* A release ends for a few periods, complete or (less often) not. */
void release_by_dice(struct dice *dice, struct scene *scene);

/* A day of the years of the scene. */
int32_t day_by_dice(struct dice *dice);
