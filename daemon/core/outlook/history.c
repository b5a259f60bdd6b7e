/* core/outlook/history.c: level times profile, and how far such forecasts missed. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/outlook/outlook.h"

#define KEEP        24 /* months that make the level */
#define YEARS       4  /* years that make the profile, beside a flat one worth eight */
#define FLAT        8
#define SPIKE_FROM  12
#define SPIKE_BACK  24
#define ERRORS_BACK 36
#define ERRORS_FROM 3

#define PRIOR_ERRORS 12 /* that every series has had */
#define PRIOR_ERROR  160000

struct origin {
        struct history_level level;
        bool known;
        bool erred[2]; /* over one month, over three */
        int32_t errors[2];
        int64_t noise; /* 0: not worked out */
};

struct history {
        int32_t first_month;
        size_t count;
        int64_t *months;
        int64_t *calm; /* without what is below zero, spikes cut */
        wide *sums, *positive_sums;
        struct origin *origins; /* 0..count */
};

struct history *history_free(struct history *history)
{
        if (!history)
                return NULL;

        free(history->months);
        free(history->calm);
        free(history->sums);
        free(history->positive_sums);
        free(history->origins);
        free(history);
        return NULL;
}

/* ---- spikes ---- */

static int64_t positive(int64_t amount)
{
        return amount > 0 ? amount : 0;
}

/* The months before one, in the order of their amounts. */
struct sorted {
        int64_t amounts[SPIKE_BACK];
        size_t count;
};

static size_t place_in(const struct sorted *sorted, int64_t amount)
{
        size_t at = 0;

        while (at < sorted->count && sorted->amounts[at] < amount)
                at++;
        return at;
}

static void sorted_add(struct sorted *sorted, int64_t amount)
{
        size_t at = place_in(sorted, amount);

        memmove(sorted->amounts + at + 1, sorted->amounts + at, (sorted->count - at) * sizeof(amount));
        sorted->amounts[at] = amount;
        sorted->count++;
}

static void sorted_drop(struct sorted *sorted, int64_t amount)
{
        size_t at = place_in(sorted, amount);

        sorted->count--;
        memmove(sorted->amounts + at, sorted->amounts + at + 1, (sorted->count - at) * sizeof(amount));
}

/* The month as the model sees it: at most three times the median of the two years before, or what a tenth of
 * these reached. */
static int64_t calm_month(const struct sorted *before, int64_t amount)
{
        wide middle, bound;

        if (before->count < SPIKE_FROM)
                return amount;
        middle = (wide)before->amounts[(before->count - 1) / 2] + before->amounts[before->count / 2];
        bound = 3 * middle / 2;
        if (bound < before->amounts[9 * before->count / 10])
                bound = before->amounts[9 * before->count / 10];
        return middle > 0 && amount > bound ? (int64_t)bound : amount;
}

static void sum_up(struct history *history)
{
        struct sorted before = {.count = 0};

        for (size_t i = 0; i < history->count; i++) {
                int64_t amount = positive(history->months[i]);

                history->calm[i] = calm_month(&before, amount);
                history->sums[i + 1] = history->sums[i] + history->months[i];
                history->positive_sums[i + 1] = history->positive_sums[i] + amount;
                if (before.count == SPIKE_BACK)
                        sorted_drop(&before, positive(history->months[i - SPIKE_BACK]));
                sorted_add(&before, amount);
        }
}

int history_new(int32_t first_month, const int64_t *months, size_t count, struct history **ret)
{
        struct history *history = calloc(1, sizeof(*history));

        if (!history)
                return -ENOMEM;
        history->first_month = first_month;
        history->count = count;
        history->months = calloc(count + 1, sizeof(*history->months));
        history->calm = calloc(count + 1, sizeof(*history->calm));
        history->sums = calloc(count + 1, sizeof(*history->sums));
        history->positive_sums = calloc(count + 1, sizeof(*history->positive_sums));
        history->origins = calloc(count + 1, sizeof(*history->origins));
        if (!history->months || !history->calm || !history->sums || !history->positive_sums || !history->origins) {
                history_free(history);
                return -ENOMEM;
        }
        if (count)
                memcpy(history->months, months, count * sizeof(*months));
        sum_up(history);
        *ret = history;
        return 0;
}

size_t history_count(const struct history *history)
{
        return history->count;
}

int32_t history_first_month(const struct history *history)
{
        return history->first_month;
}

int64_t history_month(const struct history *history, size_t at)
{
        assert(at < history->count);

        return history->months[at];
}

wide history_sum(const struct history *history, size_t first, size_t end)
{
        assert(first <= end && end <= history->count);

        return history->sums[end] - history->sums[first];
}

/* ---- level and profile ---- */

/* A month's part of its year, of twelve. Mostly all of it fits 64 bits. */
static int64_t share_of_year(int64_t month, wide year)
{
        if (year < INT64_MAX / (12 * (wide)OUTLOOK_PPM))
                return month * 12 * OUTLOOK_PPM / (int64_t)year;
        return (int64_t)((wide)month * 12 * OUTLOOK_PPM / year);
}

/* Every year before the origin adds its own shares of twelve. */
static void add_years(const struct history *history, size_t n, int64_t profile[12])
{
        for (size_t i = 1; i <= YEARS && 12 * i <= n; i++) {
                const int64_t *year = history->calm + n - 12 * i;
                wide whole = 0;

                for (size_t h = 0; h < 12; h++)
                        whole += year[h];
                for (size_t h = 0; h < 12 && whole > 0; h++)
                        profile[h] += share_of_year(year[h], whole);
        }
}

static const struct history_level *level_of(struct history *history, size_t n)
{
        struct origin *origin = &history->origins[n];
        struct history_level *level = &origin->level;
        int64_t weight = OUTLOOK_PPM;

        assert(n > 0 && n <= history->count);

        if (origin->known)
                return level;
        for (size_t h = 0; h < 12; h++)
                level->profile[h] = FLAT * OUTLOOK_PPM;
        add_years(history, n, level->profile);
        for (size_t i = 0; i < KEEP && i < n; i++) {
                level->amount += (wide)weight * history->calm[n - 1 - i];
                level->weight += (wide)weight * level->profile[(12 + 11 - i % 12) % 12];
                weight = (7 * weight + 5) / 10;
        }
        for (size_t h = 0; h < 12; h++)
                level->until[h + 1] = level->until[h] + level->profile[h];
        origin->known = true;
        return level;
}

void history_level_at(struct history *history, size_t n, struct history_level *ret)
{
        *ret = *level_of(history, n);
}

/* The profile of the first `months` months ahead. */
static int64_t profile_until(const struct history_level *level, int32_t months)
{
        return level->until[12] * (months / 12) + level->until[months % 12];
}

wide history_ahead(struct history *history, size_t n, int32_t low, int32_t high)
{
        const struct history_level *level = level_of(history, n);

        assert(low >= 0 && low <= high);

        return level->amount * (profile_until(level, high) - profile_until(level, low)) / level->weight;
}

/* ---- errors ---- */

static int32_t error_of(struct history *history, size_t n, int32_t months)
{
        struct origin *origin = &history->origins[n];
        int at = months == 1 ? 0 : 1;
        wide ahead, came;

        if (origin->erred[at])
                return origin->errors[at];
        ahead = history_ahead(history, n, 0, months);
        came = history->positive_sums[n + (size_t)months] - history->positive_sums[n];
        if (came + ahead > 0)
                origin->errors[at] = (int32_t)((came - ahead) * OUTLOOK_PPM / (came + ahead));
        origin->erred[at] = true;
        return origin->errors[at];
}

static int64_t noise_of(struct history *history, size_t n)
{
        int64_t total = PRIOR_ERRORS * PRIOR_ERROR, count = PRIOR_ERRORS;
        size_t first = n > ERRORS_BACK + ERRORS_FROM ? n - ERRORS_BACK : ERRORS_FROM;

        for (int32_t months = 1; months <= 3; months += 2)
                for (size_t t = first; t + (size_t)months <= n; t++, count++) {
                        int32_t error = error_of(history, t, months);

                        total += error < 0 ? -error : error;
                }
        return total / count;
}

int64_t history_noise(struct history *history, size_t n)
{
        assert(n > 0 && n <= history->count);

        if (history->origins[n].noise == 0)
                history->origins[n].noise = noise_of(history, n);
        return history->origins[n].noise;
}
