/* milestonectl outlook --score: each outlook that was told, against what came true: reached in time or not, on
 * which day, and with which total. What is still open is counted and not scored. */
#include "base/civil.h"
#include "foretold.h"
#include "out.h"
#include "verbs/outlook.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define BINS 10

struct truth {
        bool decided, in_time;
        int32_t reached_day; /* CIVIL_NONE */
};

/* Of a corridor, or over all. Figures of many milestones are added up, so floating point will do. */
struct tally {
        const char *corridor; /* NULL: over all */
        uint64_t told, open;
        uint64_t scored, in_time;
        double brier;
        uint64_t dates, totals;
        double days_off;  /* sum of absolute differences */
        double share_off; /* of |told - came| / came */
        uint64_t within;  /* totals between low and high */
        struct {
                uint64_t count, came;
                double said;
        } bins[BINS];
};

struct scoring {
        struct ctl *ctl;
        struct mst_desk *desk;
        struct foretold_list told;
        struct truth *truths; /* as `told` */
        struct tally *tallies;
        size_t tallies_count;
};

/* ---- what came true ------------------------------------------------------------------------- */

static int32_t day_of(const char *text)
{
        int32_t day;

        return civil_parse(text_of(text), &day) == 0 ? day : CIVIL_NONE;
}

static bool is_of(const struct foretold *told, const struct mst_milestone_row *row)
{
        return row->step_ppm == 0 && strcmp(told->milestone, row->milestone) == 0 &&
               strcmp(told->corridor, row->corridor) == 0 && strcmp(told->series, row->series) == 0 &&
               strcmp(told->instance, row->instance) == 0;
}

static void note_truth(struct scoring *scoring, const struct mst_milestone_row *row)
{
        struct truth truth = {.reached_day = day_of(row->reached.last)};

        truth.in_time = row->outcome == MST_STANDING_REACHED;
        truth.decided = truth.in_time || row->outcome == MST_STANDING_MISSED ||
                        row->outcome == MST_STANDING_REACHED_LATE;
        for (size_t i = 0; i < scoring->told.count; i++)
                if (is_of(&scoring->told.list[i], row))
                        scoring->truths[i] = truth;
}

static int read_truths(struct scoring *scoring)
{
        struct mst_question question = {.ask = MST_ASK_MILESTONES};
        const char *next = "";

        do {
                SCOPED(mst_answer_unrefp) struct mst_answer *answer = NULL;
                int r;

                question.after = next;
                r = session_ask(scoring->ctl, scoring->desk, &question, &answer);
                if (r != EXIT_DONE)
                        return r;
                for (size_t i = 0; i < answer->milestones.rows_count; i++)
                        note_truth(scoring, &answer->milestones.rows[i]);
                next = pool_text(&scoring->ctl->pool, text_of(answer->milestones.next));
        } while (*next);
        return EXIT_DONE;
}

/* What the window that ends on the told day came to; false: it is not complete, or has a series. */
static int read_total(struct scoring *scoring, const struct foretold *told, int64_t *ret, bool *ret_known)
{
        SCOPED(mst_answer_unrefp) struct mst_answer *answer = NULL;
        struct mst_question question = {
                .ask = MST_ASK_MEASURE, .measure = told->measure, .corridor = told->corridor};
        int r;

        *ret_known = false;
        if (*told->series || !*told->measure || strlen(told->outlook.total_day) < sizeof("2021-12") - 1)
                return EXIT_DONE;
        question.period = pool_print(&scoring->ctl->pool, "%.7s", told->outlook.total_day);
        r = session_ask(scoring->ctl, scoring->desk, &question, &answer);
        for (size_t i = 0; r == EXIT_DONE && i < answer->measure.rows_count; i++) {
                const struct mst_measure_row *row = &answer->measure.rows[i];

                *ret_known = row->complete && row->value.state == MST_VALUE_KNOWN;
                *ret = row->value.units;
        }
        return r;
}

/* ---- scores --------------------------------------------------------------------------------- */

static struct tally *tally_of(struct scoring *scoring, const char *corridor)
{
        for (size_t i = 1; i < scoring->tallies_count; i++)
                if (strcmp(scoring->tallies[i].corridor, corridor) == 0)
                        return &scoring->tallies[i];
        scoring->tallies[scoring->tallies_count].corridor = corridor;
        return &scoring->tallies[scoring->tallies_count++];
}

static void score_chance(struct tally *tally, const struct foretold *told, const struct truth *truth)
{
        double chance = told->outlook.chance_ppm / 1e6, off = chance - truth->in_time;
        size_t bin = told->outlook.chance_ppm / (1000000 / BINS);

        bin = bin < BINS ? bin : BINS - 1;
        tally->told++;
        tally->open += !truth->decided;
        if (!truth->decided)
                return;
        tally->scored++;
        tally->in_time += truth->in_time;
        tally->brier += off * off;
        tally->bins[bin].count++;
        tally->bins[bin].came += truth->in_time;
        tally->bins[bin].said += chance;
}

static void score_date(struct tally *tally, const struct foretold *told, const struct truth *truth)
{
        int32_t day = day_of(told->outlook.date);

        if (!truth->decided || truth->reached_day == CIVIL_NONE || day == CIVIL_NONE)
                return;
        tally->dates++;
        tally->days_off += abs(day - truth->reached_day);
}

static void score_total(struct tally *tally, const struct foretold *told, int64_t came)
{
        double off = (double)told->outlook.total.units - (double)came;

        if (came == 0)
                return;
        tally->totals++;
        tally->share_off += (off < 0 ? -off : off) / (came < 0 ? -(double)came : (double)came);
        tally->within += told->outlook.total_low.units <= came && came <= told->outlook.total_high.units;
}

static int score_all(struct scoring *scoring)
{
        scoring->tallies = pool_array(&scoring->ctl->pool, scoring->told.count + 2, sizeof(*scoring->tallies));
        scoring->tallies_count = 1;
        for (size_t i = 0; i < scoring->told.count; i++) {
                const struct foretold *told = &scoring->told.list[i];
                struct tally *both[] = {&scoring->tallies[0], tally_of(scoring, told->corridor)};
                bool known = false;
                int64_t came = 0;
                int r = EXIT_DONE;

                if (scoring->truths[i].decided)
                        r = read_total(scoring, told, &came, &known);
                if (r != EXIT_DONE)
                        return r;
                for (size_t j = 0; j < 2; j++) {
                        score_chance(both[j], told, &scoring->truths[i]);
                        score_date(both[j], told, &scoring->truths[i]);
                        if (known)
                                score_total(both[j], told, came);
                }
        }
        return EXIT_DONE;
}

/* ---- in words ------------------------------------------------------------------------------- */

static const struct column columns[] = {
        {"CORRIDOR", "corridor", 0},
        {"TOLD", "told", COLUMN_RIGHT},
        {"OPEN", "open", COLUMN_RIGHT},
        {"SCORED", "scored", COLUMN_RIGHT},
        {"IN TIME", "in_time", COLUMN_RIGHT},
        {"BRIER", "brier", COLUMN_RIGHT},
        {"DAYS OFF", "days_off", COLUMN_RIGHT},
        {"TOTAL OFF", "total_off", COLUMN_RIGHT},
        {"WITHIN", "within", COLUMN_RIGHT},
        {"SAID AND CAME TRUE", "calibration", 0},
        {0},
};

static void put_mean(json_t *object, struct pool *pool, const char *key, double sum, uint64_t count,
                     int decimals)
{
        if (count > 0)
                put_text(object, key, pool_print(pool, "%.*f", decimals, sum / (double)count));
}

static json_t *bins_object(struct pool *pool, const struct tally *tally)
{
        json_t *bins = json_array();

        for (size_t i = 0; i < BINS; i++) {
                json_t *bin;

                if (tally->bins[i].count == 0)
                        continue;
                bin = json_object();
                put_mean(bin, pool, "said", tally->bins[i].said, tally->bins[i].count, 3);
                put_mean(bin, pool, "came_true", (double)tally->bins[i].came, tally->bins[i].count, 3);
                put_number(bin, "count", tally->bins[i].count);
                if (json_array_append_new(bins, bin) != 0)
                        out_of_memory();
        }
        return bins;
}

/* "20 -> 25 % (4)": said, came true, how many. */
static const char *bins_words(struct pool *pool, const struct tally *tally)
{
        const char *words = "";

        for (size_t i = 0; i < BINS; i++)
                if (tally->bins[i].count > 0)
                        words = pool_print(pool, "%s%s%.0f -> %.0f %% (%" PRIu64 ")", words, *words ? ", " : "",
                                           tally->bins[i].said * 100 / (double)tally->bins[i].count,
                                           (double)tally->bins[i].came * 100 / (double)tally->bins[i].count,
                                           tally->bins[i].count);
        return words;
}

static void print_tally(struct out *out, const struct tally *tally)
{
        struct pool pool = {0};
        const char *cells[OUT_COLUMNS_MAX] = {[0] = tally->corridor ? tally->corridor : "all",
                                              [9] = bins_words(&pool, tally)};
        json_t *object = json_object();

        put_text(object, "corridor", tally->corridor ? tally->corridor : "");
        put_number(object, "told", tally->told);
        put_number(object, "open", tally->open);
        put_number(object, "scored", tally->scored);
        put_number(object, "in_time", tally->in_time);
        put_mean(object, &pool, "brier", tally->brier, tally->scored, 4);
        put_mean(object, &pool, "days_off", tally->days_off, tally->dates, 1);
        put_mean(object, &pool, "total_off", tally->share_off, tally->totals, 4);
        put_mean(object, &pool, "within", (double)tally->within, tally->totals, 3);
        put(object, "calibration", bins_object(&pool, tally));
        out_row(out, object, cells);
        pool_done(&pool);
}

static void print_all(struct ctl *ctl, const struct scoring *scoring)
{
        struct out *out = out_begin(ctl, columns);

        for (size_t i = 1; i < scoring->tallies_count; i++)
                print_tally(out, &scoring->tallies[i]);
        print_tally(out, &scoring->tallies[0]);
        out_end(out);
}

int outlook_score(struct ctl *ctl)
{
        static const char *const topics[] = {"kind/at-risk/", "kind/on-track/"};
        SCOPED(mst_desk_unrefp) struct mst_desk *desk = NULL;
        struct scoring scoring = {.ctl = ctl};
        int r;

        r = session_open(ctl, &desk);
        scoring.desk = desk;
        if (r == EXIT_DONE)
                r = foretold_read(ctl, desk, topics, 2, &scoring.told);
        scoring.truths = pool_array(&ctl->pool, scoring.told.count + 1, sizeof(*scoring.truths));
        if (r == EXIT_DONE)
                r = read_truths(&scoring);
        if (r == EXIT_DONE)
                r = score_all(&scoring);
        if (r == EXIT_DONE)
                print_all(ctl, &scoring);
        free(scoring.told.list);
        return r;
}
