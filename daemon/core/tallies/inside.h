/* core/tallies/inside.h: what the files of this room share; nobody else includes it. */
#pragma once
#include "base/wire.h"
#include "core/tallies/causes.h"
#include "core/tallies/concern.h"
#include "core/tallies/control.h"
#include "core/tallies/filter.h"
#include "core/tallies/names.h"
#include "core/tallies/series.h"
#include "core/tallies/tallies.h"

#define TALLY_NOT_TOUCHED INT32_MAX

/* Bits. */
enum touched_by { TOUCHED_BY_RECORDS = 1, TOUCHED_BY_RATES = 2 };

/* One measure of the plan. */
struct tally {
        const struct plan_measure *measure;
        struct filter filter;
        struct series total;
        struct breakdown breakdown;
        struct control control; /* totals beside what counts */
        struct bases bases;     /* of what counts, of trade */
        int32_t touched_day; /* TALLY_NOT_TOUCHED */
        uint8_t touched_by;  /* enum touched_by */
        struct causes *causes; /* NULL: never touched yet */
        uint64_t noted;        /* the serial of the record that was noted last */
        size_t dependents_count;
        uint32_t *dependents; /* measures that are made of it, through others too; rising */
        bool keys_matter;     /* a milestone is for-each on it, or on what is made of it */
        struct touched_key *touched_keys;
        size_t touched_keys_count, touched_keys_capacity;
};

struct tallies {
        const struct plan *plan;
        struct names names;
        struct concern *concern;
        struct tally *tallies;   /* one for each measure of the plan */
        struct touched *touched; /* sorted by measure; room for all */
        size_t touched_count;
        uint64_t record; /* serial of the record that is being counted */
        uint64_t record_number;
        struct series *dirty; /* the next checkpoint looks at these */
        struct series *stale; /* the next tallies_value() looks at these */
        struct remembered_rate *remembered; /* value.c: rates of one pass */
        uint64_t pass;
};

/* The series of a key, made when there is none. 0 or -ENOMEM. */
int tallies_series(struct tallies *tallies, struct tally *tally, const struct key *key, struct series **ret);

/* dependents.c: who is made of whom; and whose keys matter. 0 or -ENOMEM. */
int tallies_link(struct tallies *tallies);

/* The series of a key, or the total's; NULL: there is none. */
const struct series *tallies_find(const struct tallies *tallies, uint32_t measure, const struct key *key);

/* A page of it is stale. */
void tallies_mark_stale(struct tallies *tallies, struct series *series);

/* It is worth something else on this day; `by_rates`: and no record of that day is the reason.
 * 0 or -ENOMEM. */
int tallies_worth_changed(struct tallies *tallies, struct series *series, int32_t day, bool by_rates);

/* touched.c: from this day on the measure, or a series of its breakdown, is another; and of the record
 * that is being counted, which is a cause of whatever is made of the measure, too. 0 or -ENOMEM. */
void tallies_touch(struct tallies *tallies, struct tally *tally, int32_t day, uint8_t by);
int tallies_touch_key(struct tally *tally, struct series *series, int32_t day, bool by_records);
int tallies_note_causes(struct tallies *tallies, struct tally *tally, const struct event *event, uint32_t source);

/* control.c: what one event does. 0 or -ENOMEM. */
int tallies_control_one(struct tallies *tallies, struct tally *tally, const struct control_levels *levels,
                        const struct change *change);
void tallies_basis_one(struct tally *tally, const struct event *event, int sign);

/* control_save.c */
int control_save(struct tallies *tallies, row_sink sink, void *context);
int control_load(struct tallies *tallies, const struct row *row);

/* save.c: the lane in a page's key, the value of its row (nothing for zeros), and what is read of both.
 * `foreign` is NULL for fixed lanes. */
void save_lane(struct wire_out *key, enum lane_kind kind, const struct foreign *foreign);
void save_page(struct wire_out *value, const struct page *page);
int load_lane(struct wire_in *in, struct series *series, enum lane_kind *ret_kind, struct lane **ret,
              struct foreign **ret_foreign);
int load_page_value(struct wire_in *in, struct page *page);

/* Its records were `before`: keeps count of the series that have any. */
void tallies_recount(struct tally *tally, const struct series *series, int64_t before);
