/* core/milestones/freezes.c: baselines that are fixed to a number on a date (rule 20).
 *
 * The judgement that finds the day has come keeps the number at once, so that nothing moves it any
 * more, and lists it as pending; the host writes it into the journal; the entry makes it a word of
 * the journal's, which stands in every replay whatever the program would find.
 *
 *      fresh     no day is known yet
 *      armed     it was asked for before its day: from that day on the number is kept, once it is known,
 *                 which one that is not above zero is not
 *      lapsed    the day was past already: without a number by hand the target stays unknown */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "base/civil.h"
#include "core/milestones/inside.h"

static bool freezes(const struct plan_terms *terms)
{
        return term_is_relative(terms) && terms->target.frozen_day != CIVIL_NONE && !terms->target.is_given;
}

static const struct plan_milestone *named(const struct plan *plan, struct text name)
{
        size_t low = 0, high = plan->milestones_count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;
                int order = text_compare(plan->milestones[middle].name, name);

                if (order == 0)
                        return &plan->milestones[middle];
                if (order < 0)
                        low = middle + 1;
                else
                        high = middle;
        }
        return NULL;
}

struct frozen *frozen_find(const struct milestone *milestone, size_t term, struct period instance)
{
        for (size_t i = 0; i < milestone->frozen_count; i++)
                if (milestone->frozen[i].term == term && period_equal(milestone->frozen[i].instance, instance))
                        return &milestone->frozen[i];
        return NULL;
}

int frozen_add(struct milestones *milestones, struct milestone *milestone, const struct frozen *frozen)
{
        if (milestone->frozen_count == milestone->frozen_capacity) {
                size_t capacity = milestone->frozen_capacity ? milestone->frozen_capacity * 2 : 1;
                struct frozen *grown = realloc(milestone->frozen, capacity * sizeof(*grown));

                if (!grown)
                        return -ENOMEM;
                milestone->frozen = grown;
                milestone->frozen_capacity = capacity;
        }
        milestone->frozen[milestone->frozen_count++] = *frozen;
        milestones->freezes_pending += frozen->pending;
        return 0;
}

/* What is fresh, now that a day is known. */
static void begin_all(struct milestones *milestones, int32_t day, bool may_lapse)
{
        const struct plan *plan = milestones->plan;

        for (size_t i = 0; i < plan->milestones_count; i++) {
                struct place_of *place = &milestones->places[i];

                for (size_t j = 0; place->freezing && j < plan->milestones[i].terms_count; j++) {
                        const struct plan_terms *terms = &plan->milestones[i].terms[j];

                        if (!freezes(terms) || place->freezing[j] != FREEZING_FRESH)
                                continue;
                        place->freezing[j] = may_lapse && day > terms->target.frozen_day ? FREEZING_LAPSED :
                                                                                           FREEZING_ARMED;
                        place->dirty |= place->freezing[j] == FREEZING_LAPSED;
                }
        }
        milestones->freezing_begun = true;
}

void freezing_begin(struct milestones *milestones, int32_t day)
{
        if (day != CIVIL_NONE && !milestones->freezing_begun)
                begin_all(milestones, day, true);
}

void freezing_loaded(struct milestones *milestones, int32_t day)
{
        if (day != CIVIL_NONE)
                begin_all(milestones, day, false);
}

bool freezing_lapsed(const struct milestones *milestones, uint32_t milestone, size_t term)
{
        const uint8_t *freezing = milestones->places[milestone].freezing;

        return freezing && freezing[term] == FREEZING_LAPSED;
}

uint64_t milestones_lapsed(const struct milestones *milestones, int32_t day)
{
        uint64_t count = 0;

        for (size_t i = 0; i < milestones->plan->milestones_count; i++)
                count += freezing_lapsed(milestones, (uint32_t)i, term_at(&milestones->plan->milestones[i], day));
        return count;
}

bool freezing_load(struct milestones *milestones, struct text name, int32_t terms_day)
{
        const struct plan_milestone *of = named(milestones->plan, name);
        uint8_t *freezing = of ? milestones->places[of - milestones->plan->milestones].freezing : NULL;

        for (size_t i = 0; freezing && i < of->terms_count; i++)
                if (of->terms[i].on_day == terms_day) {
                        freezing[i] = FREEZING_LAPSED;
                        return true;
                }
        return false;
}

/* ---- under another plan ---- */

static bool same_baseline(const struct plan_target *a, const struct plan_target *b)
{
        return a->kind == b->kind && period_equal(a->first, b->first) && period_equal(a->last, b->last);
}

/* The term of the old plan that says the same. */
static const struct plan_terms *before(const struct plan_milestone *old, const struct plan_terms *terms,
                                       size_t *ret_term)
{
        for (size_t i = 0; old && i < old->terms_count; i++)
                if (old->terms[i].on_day == terms->on_day && same_baseline(&old->terms[i].target, &terms->target)) {
                        *ret_term = i;
                        return &old->terms[i];
                }
        return NULL;
}

/* A date that is past already needs the number by hand, unless it was asked for in time. */
static enum freezing taken_over(const struct milestones *old, const struct plan_milestone *of_old,
                                const struct plan_terms *terms, int32_t day)
{
        const struct plan_terms *was;
        size_t term;

        if (day == CIVIL_NONE)
                return FREEZING_FRESH;
        if (day < terms->target.frozen_day)
                return FREEZING_ARMED;
        was = before(of_old, terms, &term);
        if (was && freezes(was) && was->target.frozen_day <= day &&
            !freezing_lapsed(old, (uint32_t)(of_old - old->plan->milestones), term))
                return FREEZING_ARMED;
        return FREEZING_LAPSED;
}

/* A number stands under every plan that asks for the same baseline of the milestone, frozen by now. */
static int take_over_number(struct milestones *milestones, const struct watch *from,
                            const struct plan_milestone *of_old, const struct frozen *frozen, int32_t day)
{
        const struct plan_milestone *of = named(milestones->plan, of_old->name);
        struct frozen kept = *frozen;
        struct milestone *milestone;
        struct watch *watch;
        size_t was;
        int r;

        for (size_t i = 0; of && i < of->terms_count; i++) {
                const struct plan_terms *terms = &of->terms[i];

                if (!freezes(terms) || terms->target.frozen_day > day || !before(of_old, terms, &was) ||
                    was != frozen->term)
                        continue;
                r = milestone_need(milestones, of->name, text_of(from->series), &watch, &milestone);
                if (r < 0 || !milestone)
                        return r;
                kept.term = i;
                kept.dirty = true;
                return frozen_add(milestones, milestone, &kept);
        }
        return 0;
}

int freezes_take_over(struct milestones *milestones, const struct milestones *old, int32_t day)
{
        struct watch_cursor cursor = {0};
        const struct watch *watch;

        for (size_t i = 0; i < milestones->plan->milestones_count; i++) {
                const struct plan_milestone *of = &milestones->plan->milestones[i];
                struct place_of *place = &milestones->places[i];

                for (size_t j = 0; place->freezing && j < of->terms_count; j++)
                        if (freezes(&of->terms[j]))
                                place->freezing[j] = taken_over(old, named(old->plan, of->name), &of->terms[j], day);
                place->dirty = place->freezing != NULL;
        }
        while ((watch = watch_next(old, &cursor)))
                for (size_t i = 0; i < watch->milestones_count; i++)
                        for (size_t j = 0; j < watch->milestones[i].frozen_count; j++) {
                                int r = take_over_number(milestones, watch,
                                                         plan_of_milestone(old, &watch->milestones[i]),
                                                         &watch->milestones[i].frozen[j], day);

                                if (r < 0)
                                        return r;
                        }
        return 0;
}

/* ---- the entry ---- */

int milestones_freezes(const struct milestones *milestones, freeze_visitor visitor, void *context)
{
        struct watch_cursor cursor = {0};
        const struct watch *watch;
        int r = 0;

        if (milestones->freezes_pending == 0)
                return 0;
        while (r == 0 && (watch = watch_next(milestones, &cursor)))
                for (size_t i = 0; r == 0 && i < watch->milestones_count; i++)
                        for (size_t j = 0; r == 0 && j < watch->milestones[i].frozen_count; j++) {
                                const struct plan_milestone *of = plan_of_milestone(milestones,
                                                                                    &watch->milestones[i]);
                                const struct frozen *frozen = &watch->milestones[i].frozen[j];
                                struct freeze freeze = {
                                        .milestone = of->name,
                                        .series = text_of(watch->series),
                                        .instance = frozen->instance,
                                        .terms_day = of->terms[frozen->term].on_day,
                                        .day = frozen->day,
                                        .baseline = frozen->baseline,
                                };

                                if (frozen->pending)
                                        r = visitor(context, &freeze);
                        }
        return r;
}

int milestones_freeze(struct milestones *milestones, const struct freeze *freeze)
{
        struct frozen number = {.instance = freeze->instance, .day = freeze->day, .baseline = freeze->baseline,
                                .dirty = true};
        const struct plan_milestone *of;
        struct milestone *milestone;
        struct frozen *frozen;
        struct watch *watch;
        int r;

        r = milestone_need(milestones, freeze->milestone, freeze->series, &watch, &milestone);
        if (r < 0 || !milestone)
                return r; /* of a milestone that the configuration no longer has */

        of = plan_of_milestone(milestones, milestone);
        while (number.term < of->terms_count && of->terms[number.term].on_day != freeze->terms_day)
                number.term++;
        if (number.term == of->terms_count || !freezes(&of->terms[number.term]))
                return 0;

        frozen = frozen_find(milestone, number.term, freeze->instance);
        if (frozen && !frozen->pending)
                return 0; /* the first word stands */
        watch->pending = true;
        if (!frozen)
                return frozen_add(milestones, milestone, &number);
        milestones->freezes_pending--;
        *frozen = number;
        return 0;
}
