/* core/outlook/outlook.c: the chances of the months ahead, and what they say: total, dates, chance at the
 * deadline. */
#include "core/outlook/outlook.h"

#include <assert.h>

#define DATE_LOW  100000
#define DATE_MID  500000
#define DATE_HIGH 900000

struct asked {
        struct history *history;
        size_t n;
        const struct outlook_question *question;
        int32_t now; /* the month after the origin */
        int64_t noise;
};

static struct asked asked_of(struct history *history, size_t n, const struct outlook_question *question)
{
        assert(question->ahead_count > 0 && question->elapsed_ppm >= 0 && question->elapsed_ppm < OUTLOOK_PPM);

        return (struct asked){history, n, question, history_first_month(history) + (int32_t)n,
                              history_noise(history, n)};
}

static int32_t days_of(int32_t month)
{
        return civil_month_last(month) - civil_month_first(month) + 1;
}

/* ---- what is to come of a window ---- */

static bool is_over(const struct ahead *ahead)
{
        return ahead->by_days ? ahead->first_day > ahead->last_day : ahead->low >= ahead->high;
}

/* The same with its days. */
static struct ahead with_days(const struct asked *asked, const struct ahead *ahead)
{
        struct ahead ret = *ahead;

        if (ahead->by_days)
                return ret;
        ret.by_days = true;
        ret.first_day = civil_month_first(asked->now + ahead->low);
        ret.last_day = is_over(ahead) ? ret.first_day - 1 : civil_month_last(asked->now + ahead->high - 1);
        return ret;
}

/* Of the month, so many days' share of its forecast. */
static wide share_of(const struct asked *asked, int32_t month, int32_t days)
{
        int32_t low = month - asked->now;

        return history_ahead(asked->history, asked->n, low, low + 1) * days / days_of(month);
}

/* The forecast of these days: whole months at once, of others their days. */
static wide days_ahead(const struct asked *asked, int32_t first_day, int32_t last_day)
{
        int32_t first = civil_month(first_day), last = civil_month(last_day);
        bool from_first = first_day == civil_month_first(first), to_last = last_day == civil_month_last(last);
        wide sum = 0;

        if (first == last && !(from_first && to_last))
                return share_of(asked, first, last_day - first_day + 1);
        if (!from_first)
                sum += share_of(asked, first, civil_month_last(first) - first_day + 1);
        if (!to_last)
                sum += share_of(asked, last, last_day - civil_month_first(last) + 1);
        first += !from_first;
        last -= !to_last;
        if (first <= last)
                sum += history_ahead(asked->history, asked->n, first - asked->now, last + 1 - asked->now);
        return sum;
}

/* What is left of the current month: at its beginning by its level, later more and more by its own pace; of
 * one that is published as a whole, what its forecast is above what has been. */
static wide rest_of_month(const struct asked *asked, wide month)
{
        int64_t booked = asked->question->booked > 0 ? asked->question->booked : 0;
        int64_t left = OUTLOOK_PPM - asked->question->elapsed_ppm;

        if (asked->question->elapsed_ppm > 0)
                return left * (left * month / OUTLOOK_PPM + booked) / OUTLOOK_PPM;
        return month > booked ? month - booked : 0;
}

static bool has_current_month(const struct asked *asked, const struct ahead *ahead)
{
        if (!asked->question->booked && !asked->question->elapsed_ppm)
                return false;
        if (!ahead->by_days)
                return ahead->low == 0;
        return ahead->first_day == civil_month_first(asked->now) && ahead->last_day >= civil_month_last(asked->now);
}

/* The window as it is, the current month taken for what it shows already. */
static void look_ahead(const struct asked *asked, const struct ahead *ahead, wide *ret_known, wide *ret_coming)
{
        const struct outlook_question *question = asked->question;

        *ret_known = ahead->known;
        *ret_coming = 0;
        if (is_over(ahead))
                return;
        *ret_coming = ahead->by_days ? days_ahead(asked, ahead->first_day, ahead->last_day) :
                                       history_ahead(asked->history, asked->n, ahead->low, ahead->high);
        if (has_current_month(asked, ahead)) {
                wide month = history_ahead(asked->history, asked->n, 0, 1);

                *ret_known += question->booked;
                *ret_coming += rest_of_month(asked, month) - month;
        }
}

/* ---- chances, month by month ---- */

static int32_t chance_by(const struct asked *asked, size_t j, int32_t before)
{
        const struct ahead *ahead = &asked->question->ahead[j];
        wide known, coming;
        int32_t chance;

        if (is_over(ahead))
                return before;
        look_ahead(asked, ahead, &known, &coming);
        chance = chance_of(coming, asked->question->target - known, asked->noise, (int32_t)j);
        return chance > before ? chance : before;
}

static int32_t date_in(const struct asked *asked, size_t j, int32_t before, int32_t chance, int32_t wanted)
{
        int32_t month = asked->now + (int32_t)j - 1, days = days_of(month);
        int32_t day = (int32_t)(((int64_t)(wanted - before) * days + (chance - before) - 1) / (chance - before));

        return civil_month_first(month) + (day < 1 ? 1 : day) - 1;
}

static void note_date(const struct asked *asked, size_t j, int32_t before, int32_t chance, int32_t wanted,
                      int32_t *date)
{
        if (*date == CIVIL_NONE && chance >= wanted)
                *date = date_in(asked, j, before, chance, wanted);
}

/* Within the month of the deadline by its days; without a deadline at the end of the told month. */
static int32_t chance_told(const struct asked *asked, size_t j, int32_t before, int32_t chance)
{
        int32_t deadline = asked->question->deadline_day, month = asked->now + (int32_t)j - 1;

        if (deadline == CIVIL_NONE || civil_month(deadline) != month)
                return chance;
        return before + (int32_t)((int64_t)(chance - before) * (deadline - civil_month_first(month) + 1) /
                                  days_of(month));
}

static size_t told_at(const struct asked *asked)
{
        const struct outlook_question *question = asked->question;
        int32_t j = question->deadline_day == CIVIL_NONE ?
                            (int32_t)question->total_at :
                            civil_month(question->deadline_day) - asked->now + 1;

        assert(j >= 0 && (size_t)j < question->ahead_count);

        return (size_t)j;
}

static void tell_chances(const struct asked *asked, struct outlook *ret)
{
        size_t told = told_at(asked);
        int32_t before = 0;

        for (size_t j = 1; j < asked->question->ahead_count; j++) {
                int32_t chance = chance_by(asked, j, before);

                note_date(asked, j, before, chance, DATE_LOW, &ret->date_low);
                note_date(asked, j, before, chance, DATE_MID, &ret->date);
                note_date(asked, j, before, chance, DATE_HIGH, &ret->date_high);
                if (j == told)
                        ret->chance_ppm = chance_told(asked, j, before, chance);
                before = chance;
        }
}

int32_t outlook_chance(struct history *history, size_t n, const struct outlook_question *question)
{
        struct asked asked = asked_of(history, n, question);
        size_t told = told_at(&asked);
        int32_t before = 0, chance = 0;

        for (size_t j = 1; j <= told; j++) {
                before = chance;
                chance = chance_by(&asked, j, before);
        }
        return chance_told(&asked, told, before, chance);
}

/* ---- totals ---- */

static int64_t fit(wide amount)
{
        if (wide_fits64(amount))
                return (int64_t)amount;
        return amount < 0 ? INT64_MIN : INT64_MAX;
}

/* The months of these days, in ppm of one. */
static wide months_ppm(int32_t first_day, int32_t last_day)
{
        int32_t first = civil_month(first_day), last = civil_month(last_day);
        int64_t before = first_day - civil_month_first(first), behind = civil_month_last(last) - last_day;

        return (wide)(last - first + 1) * OUTLOOK_PPM - before * OUTLOOK_PPM / days_of(first) -
               behind * OUTLOOK_PPM / days_of(last);
}

/* What a month makes in what is to come, and what it would have to make. */
static void tell_pace(const struct asked *asked, const struct ahead *ahead, wide known, wide coming,
                      struct outlook *ret)
{
        wide missing = asked->question->target - known, months;

        if (is_over(ahead))
                return;
        months = months_ppm(ahead->first_day, ahead->last_day);
        if (ahead->first_day == civil_month_first(asked->now))
                months -= asked->question->elapsed_ppm;
        if (months <= 0)
                return;
        ret->pace = fit(coming * OUTLOOK_PPM / months);
        ret->needed = missing > 0 ? fit((missing * OUTLOOK_PPM + months - 1) / months) : 0;
}

static void tell_total(const struct asked *asked, struct outlook *ret)
{
        size_t j = told_at(asked);
        struct ahead ahead = with_days(asked, &asked->question->ahead[j]);
        wide known, coming;

        if (asked->question->deadline_day != CIVIL_NONE && asked->question->deadline_day < ahead.last_day)
                ahead.last_day = asked->question->deadline_day;
        look_ahead(asked, &ahead, &known, &coming);

        ret->has_total = true;
        ret->known = ret->total = ret->total_low = ret->total_high = fit(known);
        ret->total_day = ahead.last_day;
        if (is_over(&ahead))
                return;
        ret->total_low = fit(known + chance_quantile(coming, COLUMN_10, asked->noise, (int32_t)j));
        ret->total = fit(known + chance_quantile(coming, COLUMN_50, asked->noise, (int32_t)j));
        ret->total_high = fit(known + chance_quantile(coming, COLUMN_90, asked->noise, (int32_t)j));
        tell_pace(asked, &ahead, known, coming, ret);
}

void outlook_at(struct history *history, size_t n, const struct outlook_question *question,
                struct outlook *ret)
{
        struct asked asked = asked_of(history, n, question);
        wide present = question->ahead[0].known + (question->present_counts ? question->booked : 0);

        *ret = (struct outlook){
                .date = CIVIL_NONE,
                .date_low = CIVIL_NONE,
                .date_high = CIVIL_NONE,
                .usual_error_ppm = (int32_t)asked.noise,
                .months_known = (uint32_t)n,
                .last_complete_month = asked.now - 1,
        };
        tell_total(&asked, ret);
        if (present >= question->target)
                ret->chance_ppm = OUTLOOK_PPM;
        else
                tell_chances(&asked, ret);
}

void outlook_curve(struct history *history, size_t n, const struct outlook_question *question,
                   const struct outlook_curve *curve)
{
        struct asked asked = asked_of(history, n, question);

        for (size_t j = 0; j < question->ahead_count; j++) {
                const struct ahead *ahead = &question->ahead[j];
                wide known, coming;

                look_ahead(&asked, ahead, &known, &coming);
                curve->chances[j] = j ? chance_by(&asked, j, curve->chances[j - 1]) : 0;
                curve->low[j] = curve->total[j] = curve->high[j] = known;
                if (j == 0 || is_over(ahead))
                        continue;
                curve->low[j] += chance_quantile(coming, COLUMN_10, asked.noise, (int32_t)j);
                curve->total[j] += chance_quantile(coming, COLUMN_50, asked.noise, (int32_t)j);
                curve->high[j] += chance_quantile(coming, COLUMN_90, asked.noise, (int32_t)j);
        }
}
