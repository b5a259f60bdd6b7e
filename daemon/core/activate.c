/* core/activate.c: a new plan takes effect (rule 33).
 *
 * What sources have said, releases in work and what was told are taken over by name. The tallies
 * and rates are made anew from every statement that there is, which the store hands out in any order:
 * sums do not depend on it. Then everything is judged: what the new plan finds reached long ago
 * is told with its day, as backfill. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "core/inside.h"

static int sources_take_over(struct core *core, const struct plan *plan, struct source_state **ret)
{
        struct source_state *sources = calloc(plan->sources_count + 1, sizeof(*sources));

        if (!sources)
                return -ENOMEM;

        for (size_t i = 0; i < plan->sources_count; i++) {
                uint32_t before = core_source(core, plan->sources[i].name);

                if (before != UINT32_MAX)
                        sources[i] = core->sources[before];
                sources[i].dirty = true;
        }
        *ret = sources;
        return 0;
}

/* The rooms of a plan, empty. */
struct rooms {
        struct tallies *tallies;
        struct coverage *coverage;
        struct expect *expect;
        struct rates *rates;
        struct releases *releases;
        struct measures *measures;
        struct milestones *milestones;
        struct source_state *sources;
};

static void rooms_done(struct rooms *rooms)
{
        measures_free(rooms->measures);
        tallies_free(rooms->tallies);
        coverage_free(rooms->coverage);
        expect_free(rooms->expect);
        rates_free(rooms->rates);
        releases_free(rooms->releases);
        milestones_free(rooms->milestones);
        free(rooms->sources);
}

static int rooms_init(struct rooms *rooms, const struct plan *plan)
{
        int r;

        r = tallies_new(plan, &rooms->tallies);
        if (r == 0)
                r = coverage_new(plan, &rooms->coverage);
        if (r == 0)
                r = expect_new(plan, &rooms->expect);
        if (r == 0)
                r = rates_new(plan, rooms->coverage, &rooms->rates);
        if (r == 0)
                r = releases_new(plan, &rooms->releases);
        if (r == 0)
                r = measures_new(plan, rooms->tallies, rooms->coverage, &rooms->measures);
        if (r == 0)
                r = milestones_new(plan, rooms->measures, &rooms->milestones);
        return r;
}

static void rooms_enter(struct core *core, struct rooms *rooms, const struct plan *plan)
{
        struct rooms old = {core->tallies,  core->coverage, core->expect,     core->rates,
                            core->releases, core->measures, core->milestones, core->sources};

        core->tallies = rooms->tallies;
        core->coverage = rooms->coverage;
        core->expect = rooms->expect;
        core->rates = rooms->rates;
        core->releases = rooms->releases;
        core->measures = rooms->measures;
        core->milestones = rooms->milestones;
        core->sources = rooms->sources;
        core->plan = plan;
        rooms_done(&old);
}

int activate_begin(struct core *core, const struct plan *plan)
{
        struct rooms rooms = {0};
        int r;

        r = rooms_init(&rooms, plan);
        if (r == 0)
                r = sources_take_over(core, plan, &rooms.sources);
        if (r == 0 && core->plan)
                r = coverage_take_over(rooms.coverage, core->coverage);
        if (r == 0 && core->plan)
                r = expect_take_over(rooms.expect, core->expect);
        if (r == 0 && core->plan)
                r = rates_take_over(rooms.rates, core->rates);
        if (r == 0 && core->plan)
                r = milestones_take_over(rooms.milestones, core->milestones, core->day);
        if (r == 0 && core->plan)
                r = releases_take_over(rooms.releases, core->releases);
        if (r < 0) {
                rooms_done(&rooms);
                return r;
        }

        rooms_enter(core, &rooms, plan);
        core->replanned = core->dirty = true;
        core->work.stage = STAGE_ALL;
        return 0;
}

static int add_statement(struct core *core, const struct stored_statement *stored)
{
        uint32_t source = core_source(core, stored->source);
        struct statement statement;
        int r;

        if (source == UINT32_MAX)
                return 0;

        r = statement_read(stored->body, stored->body_length, stored->source, stored->id, &statement);
        if (r < 0)
                return r;
        apply_note_period(core, source, &statement.event);
        return apply_use(core, source, &statement,
                         ledger_use(&core->plan->sources[source], &statement.event,
                                    coverage_of(core->coverage, source, &statement.event.period)),
                         1);
}

int activate_feed(struct core *core, const struct supply *supply)
{
        for (size_t i = 0; i < supply->statements_count; i++) {
                int r = add_statement(core, &supply->statements[i]);

                if (r < 0)
                        return r;
        }
        if (supply->more) {
                core->work.cursor = supply->cursor;
                return 0;
        }

        core->work.judge = core->work.may_restate = core->work.everything = core->work.backfill = true;
        core->work.cause = (struct cause){.what = CAUSE_CONFIGURATION};
        return core_advance(core);
}
