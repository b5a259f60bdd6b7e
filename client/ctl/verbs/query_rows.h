/* ctl/verbs/query_rows.h: the rows of `milestonectl query`: values, the mirror beside them, and the
 * totals that were stated beside their parts. */
#pragma once
#include "ctl.h"
#include "out.h"

extern const struct column query_columns[], query_mirror_columns[], query_control_columns[];

void query_print_row(struct out *out, const struct mst_measure_answer *m, const struct mst_measure_row *row);
void query_print_waiting(struct out *out, const struct mst_measure_answer *m, const struct mst_waiting_row *row);
void query_print_mirror(struct out *out, const struct mst_measure_answer *m, const struct mst_measure_row *row);
void query_print_control(struct out *out, const struct mst_measure_answer *m, const struct mst_control_row *row);

/* "BY: FOB 98 %, by destination 100 % of 324 records", for a person. */
const char *query_side_words(struct pool *pool, const struct mst_side *side);
