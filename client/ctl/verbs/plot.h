/* verbs/plot.h: from the desk's answers to the picture of a milestone. */
#pragma once
#include "foretold.h"
#include "plot/picture.h"

/* What is known of one milestone's window. */
struct plot_facts {
        const struct mst_outlook_answer *answer;
        const struct mst_milestone_row *row; /* of the target itself; NULL: the desk has none */
        const struct level *steps;
        size_t steps_count;
        const struct foretold_list *told;
        uint64_t position;  /* what was told later is left out */
        const char *origin; /* "2021-06"; NULL: as it is */
};

/* Texts are of `pool`; picture_done() frees the rest. */
void plot_compose(struct pool *pool, const struct plot_facts *facts, struct picture *ret);

/* The figures that are on the picture, as JSON Lines or CSV. */
void plot_print(const struct ctl *ctl, const struct picture *picture, const struct mst_value *like);
