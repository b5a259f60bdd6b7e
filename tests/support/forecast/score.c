/* tests/support/forecast/score.c: how good the forecasts of core/outlook/ are on histories that one knows the
 * end of: `forecast-score < histories.csv` (series,month,value, by series, then month, without gaps).
 *
 * Every calendar year with two years before it, at 13 origins: from the second last month before it up to
 * eleven months of it known. Targets are shares of the year before. Printed is, for each number of months
 * known, the mean over series of each score, with the naive forecasts (pace so far; last year's rest) beside
 * it; then what was said against what came true; then the level of twelve months; then the states of each
 * year and target, month by month, beside those of a bare line at 50 %. */
#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/outlook/outlook.h"

#define BEFORE   24 /* months before a year that is scored */
#define ORIGINS  13
#define MONTHS   4096
#define NAME_MAX 200
#define BINS     10

enum score {
        WAPE,
        PACE,
        REST, /* last year's rest */
        MASE,
        PINBALL,
        COVER,
        BRIER,
        BRIER_PACE,
        LOG,
        LOG_PACE,
        CROSSING,
        CROSSING_PACE,
        SCORES,
};

static const char *const score_names[SCORES] = {"wape",  "pace",       "rest", "mase",     "pinball",  "cover",
                                                "brier", "brier-pace", "log",  "log-pace", "crossing", "crossing-pace"};

struct mean {
        double sum;
        uint64_t count;
};

/* How often a state that was told became the other one. */
struct turns {
        struct mean of_window;
        uint64_t windows, three; /* with three or more */
        uint64_t missed, missed_at_risk, reached, reached_at_risk; /* at risk at the end */
        struct mean told; /* of the origins, those that had a state */
        struct mean wrong; /* of those, the ones whose state was not what came */
};

struct scores {
        struct mean of[ORIGINS][SCORES];
        struct mean said[BINS];
        uint64_t came[BINS];
        struct mean level_said, level_brier;
        uint64_t level_came, series;
        struct turns states, bare; /* of a line at a half, without hysteresis */
};

static void add(struct mean *mean, double value)
{
        mean->sum += value;
        mean->count++;
}

/* ---- one series ------------------------------------------------------------------------------ */

struct series {
        struct history *history;
        int32_t first_month;
        size_t count;
};

static double magnitude(wide amount)
{
        return fabs((double)amount);
}

static wide floor_share(wide sum, int32_t times, int32_t of)
{
        wide product = sum * times, quotient = product / of;

        return product % of < 0 ? quotient - 1 : quotient;
}

/* Of the year before, in percent, rounded up. */
static const int shares[] = {80, 90, 100, 110, 125, 150};
#define SHARES (sizeof(shares) / sizeof(*shares))

static wide target_of(wide last, int share)
{
        return (last * share + 99) / 100;
}

/* A year at one origin. */
struct year {
        const struct series *series;
        size_t begin, n;
        int32_t months;   /* known of it; -1: the month before it is not known either */
        int32_t low, high;
        wide known, last, total, ahead;
        int64_t noise;
};

static struct year year_at(const struct series *series, size_t begin, int32_t months)
{
        struct year year = {.series = series, .begin = begin, .months = months};
        struct history *history = series->history;

        year.n = (size_t)((int32_t)begin + months);
        year.low = months < 0 ? -months : 0;
        year.high = 12 - months;
        year.known = months > 0 ? history_sum(history, begin, year.n) : 0;
        year.last = history_sum(history, begin - 12, begin);
        year.total = history_sum(history, begin, begin + 12);
        year.ahead = history_ahead(history, year.n, year.low, year.high);
        year.noise = history_noise(history, year.n);
        return year;
}

static wide pace(const struct year *year, int32_t months)
{
        int32_t of = year->months > 0 ? year->months : 12;

        return floor_share(history_sum(year->series->history, year->n - (size_t)of, year->n), months, of);
}

/* The same months of the year before. */
static wide rest(const struct year *year)
{
        if (year->months < 0)
                return history_sum(year->series->history, year->begin - 13, year->begin - 1);
        return history_sum(year->series->history, year->begin - 12 + (size_t)year->months, year->begin);
}

/* ---- totals ---------------------------------------------------------------------------------- */

struct totals {
        double wape, pace, rest, pinball, covered, years;
};

static void score_totals(const struct year *year, struct totals *totals)
{
        static const struct {
                int column;
                double share;
        } quantiles[] = {{3, .1}, {5, .3}, {7, .5}, {9, .7}, {11, .9}};
        wide of[5];

        for (size_t i = 0; i < 5; i++) {
                double off;

                of[i] = year->known + chance_quantile(year->ahead, quantiles[i].column, year->noise, year->high);
                off = (double)(year->total - of[i]);
                totals->pinball += fmax(quantiles[i].share * off, (quantiles[i].share - 1) * off) / 5;
        }
        totals->wape += magnitude(of[2] - year->total);
        totals->pace += magnitude(year->known + pace(year, year->high - year->low) - year->total);
        totals->rest += magnitude(year->known + rest(year) - year->total);
        totals->covered += of[0] <= year->total && year->total <= of[4];
        totals->years++;
}

/* ---- targets --------------------------------------------------------------------------------- */

struct bets {
        double brier, brier_pace, log, log_pace, count;
};

static double loss(double chance, bool hit)
{
        return -log(hit ? chance : 1 - chance);
}

static double square(double x)
{
        return x * x;
}

/* The months until it is crossed, one more than there are where it is not. */
static int32_t crossing_true(const struct year *year, wide target)
{
        for (int32_t j = 1; j <= year->high; j++)
                if (year->known + history_sum(year->series->history, year->n, year->n + (size_t)j) >= target)
                        return j;
        return year->high + 1;
}

static int32_t crossing_said(const struct year *year, wide target)
{
        for (int32_t j = 1; j <= year->high; j++)
                if (chance_of(history_ahead(year->series->history, year->n, 0, j), target - year->known,
                              year->noise, j) >= OUTLOOK_PPM / 2)
                        return j;
        return year->high + 1;
}

static int32_t crossing_pace(const struct year *year, wide target)
{
        for (int32_t j = 1; j <= year->high; j++)
                if (year->known + pace(year, j) >= target)
                        return j;
        return year->high + 1;
}

static void score_target(const struct year *year, wide target, struct bets *bets, struct scores *scores)
{
        struct mean *means = scores->of[year->months + 1];
        bool hit = year->total >= target;
        double chance = chance_of(year->ahead, target - year->known, year->noise, year->high) / 1e6;
        double bare = year->known + pace(year, year->high - year->low) >= target ? .99 : .01;
        size_t bin = (size_t)(chance * BINS);

        bets->count++;
        bets->brier += square(chance - hit);
        bets->brier_pace += square(bare - hit);
        bets->log += loss(chance, hit);
        bets->log_pace += loss(bare, hit);
        bin = bin < BINS ? bin : BINS - 1;
        add(&scores->said[bin], chance);
        scores->came[bin] += hit;
        if (hit && year->months >= 0) {
                int32_t crossed = crossing_true(year, target);

                add(&means[CROSSING], abs(crossing_said(year, target) - crossed));
                add(&means[CROSSING_PACE], abs(crossing_pace(year, target) - crossed));
        }
}

static void score_targets(const struct year *year, struct bets *bets, struct scores *scores)
{
        for (size_t i = 0; i < SHARES; i++) {
                wide target = target_of(year->last, shares[i]);

                if (target > year->known)
                        score_target(year, target, bets, scores);
        }
}

/* ---- states ---------------------------------------------------------------------------------- */

struct told {
        struct outlook_fold fold;
        int turns;
};

static void tell(struct told *told, int32_t chance, bool bare, bool hit, struct turns *turns)
{
        uint8_t before = told->fold.state;

        if (bare)
                told->fold.state = chance >= OUTLOOK_PPM / 2 ? OUTLOOK_ON_TRACK : OUTLOOK_AT_RISK;
        else
                outlook_fold(&told->fold, chance);
        told->turns += before && told->fold.state != before;
        add(&turns->told, told->fold.state != OUTLOOK_NONE);
        if (told->fold.state)
                add(&turns->wrong, (told->fold.state == OUTLOOK_AT_RISK) == hit);
}

static void count_turns(const struct told *told, bool hit, struct turns *turns)
{
        bool at_risk = told->fold.state == OUTLOOK_AT_RISK;

        turns->windows++;
        add(&turns->of_window, told->turns);
        turns->three += told->turns >= 3;
        turns->reached += hit;
        turns->missed += !hit;
        turns->reached_at_risk += hit && at_risk;
        turns->missed_at_risk += !hit && at_risk;
}

/* A target through its year, at the ends of the months until it is reached. */
static void score_states(const struct series *series, size_t begin, int share, struct scores *scores)
{
        struct told states = {0}, bare = {0};
        wide target = target_of(history_sum(series->history, begin - 12, begin), share);
        bool hit = history_sum(series->history, begin, begin + 12) >= target;

        for (int32_t months = 1; months <= 11; months++) {
                struct year year = year_at(series, begin, months);
                int32_t chance;

                if (year.known >= target)
                        break;
                chance = chance_of(year.ahead, target - year.known, year.noise, year.high);
                tell(&states, chance, false, hit, &scores->states);
                tell(&bare, chance, true, hit, &scores->bare);
        }
        count_turns(&states, hit, &scores->states);
        count_turns(&bare, hit, &scores->bare);
}

/* ---- over the years -------------------------------------------------------------------------- */

static size_t first_year(const struct series *series)
{
        return (size_t)((12 - series->first_month % 12) % 12);
}

static bool is_scored(const struct series *series, size_t begin)
{
        return begin > BEFORE && begin + 12 <= series->count &&
               history_sum(series->history, begin - 12, begin) > 0;
}

static void score_origin(const struct series *series, int32_t months, double scale, double step,
                         struct scores *scores)
{
        struct mean *means = scores->of[months + 1];
        struct totals totals = {0};
        struct bets bets = {0};

        for (size_t begin = first_year(series); begin + 12 <= series->count; begin += 12)
                if (is_scored(series, begin)) {
                        struct year year = year_at(series, begin, months);

                        score_totals(&year, &totals);
                        score_targets(&year, &bets, scores);
                }
        add(&means[WAPE], totals.wape / scale);
        add(&means[PACE], totals.pace / scale);
        add(&means[REST], totals.rest / scale);
        add(&means[PINBALL], totals.pinball / scale);
        add(&means[COVER], totals.covered / totals.years);
        if (step > 0)
                add(&means[MASE], totals.wape / step);
        if (bets.count > 0) {
                add(&means[BRIER], bets.brier / bets.count);
                add(&means[BRIER_PACE], bets.brier_pace / bets.count);
                add(&means[LOG], bets.log / bets.count);
                add(&means[LOG_PACE], bets.log_pace / bets.count);
        }
}

static void score_years(const struct series *series, struct scores *scores)
{
        double scale = 0, step = 0;

        for (size_t begin = first_year(series); begin + 12 <= series->count; begin += 12)
                if (is_scored(series, begin)) {
                        wide total = history_sum(series->history, begin, begin + 12);

                        scale += (double)total;
                        step += magnitude(total - history_sum(series->history, begin - 12, begin));
                }
        if (scale <= 0)
                return;
        scores->series++;
        for (size_t begin = first_year(series); begin + 12 <= series->count; begin += 12)
                for (size_t i = 0; i < SHARES && is_scored(series, begin); i++)
                        score_states(series, begin, shares[i], scores);
        for (int32_t months = -1; months <= 11; months++)
                score_origin(series, months, scale, step, scores);
}

/* A tenth more in twelve months than in the last twelve, within a year. */
static void score_levels(const struct series *series, struct scores *scores)
{
        const struct outlook_window window = {OUTLOOK_LAST, 0, 12, false};

        for (size_t n = 36; n + 12 <= series->count; n += 3) {
                wide now = history_sum(series->history, n - 12, n), target = (now * 110 + 99) / 100;
                struct outlook_question question = {.ahead_count = 13, .deadline_day = CIVIL_NONE, .total_at = 12};
                struct ahead ahead[13];
                double chance;
                bool hit = false;

                if (now <= 0)
                        continue;
                window_ahead(series->history, n, &window, ahead, 13);
                question.ahead = ahead;
                question.target = (int64_t)target;
                chance = outlook_chance(series->history, n, &question) / 1e6;
                for (size_t j = 1; j <= 12; j++)
                        hit |= history_sum(series->history, n + j - 12, n + j) >= target;
                add(&scores->level_said, chance);
                add(&scores->level_brier, square(chance - hit));
                scores->level_came += hit;
        }
}

/* ---- in and out ------------------------------------------------------------------------------ */

static void score_series(int32_t first_month, const int64_t *months, size_t count, struct scores *scores)
{
        struct series series = {.first_month = first_month, .count = count};

        if (count == 0)
                return;
        if (history_new(first_month, months, count, &series.history) < 0)
                abort();
        score_years(&series, scores);
        score_levels(&series, scores);
        history_free(series.history);
}

static void read_all(struct scores *scores)
{
        static int64_t months[MONTHS];
        char line[512], name[NAME_MAX] = "", now[NAME_MAX];
        int32_t first_month = 0;
        size_t count = 0;
        int year, month;
        int64_t value;

        while (fgets(line, sizeof(line), stdin)) {
                if (sscanf(line, "%199[^,],%d-%d,%" SCNd64, now, &year, &month, &value) != 4)
                        continue; /* the heading */
                if (strcmp(name, now) != 0) {
                        score_series(first_month, months, count, scores);
                        memcpy(name, now, sizeof(name));
                        first_month = civil_month_of(year, month);
                        count = 0;
                }
                assert(count < MONTHS && first_month + (int32_t)count == civil_month_of(year, month));
                months[count++] = value;
        }
        score_series(first_month, months, count, scores);
}

static double mean_of(const struct mean *mean)
{
        return mean->count ? mean->sum / (double)mean->count : 0;
}

static void print_turns(const char *name, const struct turns *turns)
{
        printf("%s windows %" PRIu64 " turns %.4f three %.4f missed-at-risk %.4f reached-at-risk %.4f told %.4f "
               "wrong %.4f\n",
               name, turns->windows, mean_of(&turns->of_window), (double)turns->three / (double)turns->windows,
               (double)turns->missed_at_risk / (double)turns->missed,
               (double)turns->reached_at_risk / (double)turns->reached, mean_of(&turns->told), mean_of(&turns->wrong));
}

int main(void)
{
        static struct scores scores;

        read_all(&scores);
        printf("series %" PRIu64 "\nknown", scores.series);
        for (size_t i = 0; i < SCORES; i++)
                printf(" %s", score_names[i]);
        for (int32_t months = -1; months <= 11; months++) {
                printf("\n%d", months);
                for (size_t i = 0; i < SCORES; i++)
                        printf(" %.6f", mean_of(&scores.of[months + 1][i]));
        }
        printf("\n");
        for (size_t i = 0; i < BINS; i++)
                printf("said %.4f came %.4f of %" PRIu64 "\n", mean_of(&scores.said[i]),
                       scores.said[i].count ? (double)scores.came[i] / (double)scores.said[i].count : 0,
                       scores.said[i].count);
        printf("level said %.4f came %.4f brier %.4f of %" PRIu64 "\n", mean_of(&scores.level_said),
               (double)scores.level_came / (double)(scores.level_said.count ? scores.level_said.count : 1),
               mean_of(&scores.level_brier), scores.level_said.count);
        print_turns("states", &scores.states);
        print_turns("bare", &scores.bare);
        return 0;
}
