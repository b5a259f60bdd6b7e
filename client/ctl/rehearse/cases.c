/* Each case of a table, by its series' history; a history is made once for the cases that follow on it. */
#include "rehearse/cases.h"
#include "base/scoped.h"
#include "rehearse/tables.h"
#include <inttypes.h>
#include <stdlib.h>

#define YEAR_AHEAD 12 /* where a window without an end is told */

struct rehearsal {
        const char *path; /* of the cases */
        const struct rehearsed *rehearsed;
        struct faults *faults;
        FILE *to;
        bool states;
        /* Of the series before: cases come by series. */
        const struct rehearsed_series *series;
        struct history *history;
};

static bool history_of(struct rehearsal *rehearsal, const struct rehearsed_case *of)
{
        const struct rehearsed_series *series = rehearsal->series;

        if (!series || !text_equal(series->name, of->series)) {
                series = rehearsed_find(rehearsal->rehearsed, of->series);
                rehearsal->series = series;
                rehearsal->history = history_free(rehearsal->history);
                if (series && history_new(series->first_month, series->months, series->count,
                                          &rehearsal->history) < 0)
                        out_of_memory();
        }
        if (!series) {
                faults_add(rehearsal->faults, rehearsal->path, of->line, 0,
                           "%" TEXT_FORMAT ": the histories have no such series", TEXT_ARGUMENTS(of->series));
                return false;
        }
        if (of->origin < series->first_month || of->origin - series->first_month >= (int64_t)series->count) {
                faults_add(rehearsal->faults, rehearsal->path, of->line, 0,
                           "%" TEXT_FORMAT ": the origin is no month of its history", TEXT_ARGUMENTS(of->series));
                return false;
        }
        return true;
}

/* A period is told for its end, others a year ahead, and dates are looked for ten years. */
static size_t months_ahead(const struct rehearsed_case *of, size_t *ret_told)
{
        int32_t left;

        *ret_told = YEAR_AHEAD;
        if (of->asked.kind != OUTLOOK_CALENDAR)
                return OUTLOOK_AHEAD_MAX;
        left = of->asked.first_month + of->asked.months - 1 - of->origin;
        left = left < 0 ? 0 : left;
        *ret_told = (size_t)left;
        return (size_t)left;
}

static void print_date(FILE *to, int32_t day)
{
        char text[CIVIL_TEXT_MAX];

        fprintf(to, ",%s", day == CIVIL_NONE ? "" : civil_format(day, text));
}

static void print_case(const struct rehearsal *rehearsal, const struct rehearsed_case *of,
                       const struct outlook *outlook)
{
        struct period origin = period_at(PERIOD_MONTH, civil_month_first(of->origin), 1);
        char text[PERIOD_TEXT_MAX];

        fprintf(rehearsal->to, "%" TEXT_FORMAT ",%s,%" TEXT_FORMAT ",%" PRId64 ",%" PRId32, TEXT_ARGUMENTS(of->series),
                period_format(origin, text), TEXT_ARGUMENTS(of->window), of->target, outlook->usual_error_ppm);
        fprintf(rehearsal->to, ",%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId32, outlook->total, outlook->total_low,
                outlook->total_high, outlook->chance_ppm);
        print_date(rehearsal->to, outlook->date);
        print_date(rehearsal->to, outlook->date_low);
        print_date(rehearsal->to, outlook->date_high);
        if (rehearsal->states)
                fprintf(rehearsal->to, ",%s", mst_enum_name(MST_ENUM_OUTLOOK_STATE, outlook->state));
        putc('\n', rehearsal->to);
}

/* What is asked at an origin, to be done by question_done(). How many months are known there. */
static size_t question_at(const struct rehearsal *rehearsal, const struct rehearsed_case *of,
                          struct outlook_question *ret)
{
        size_t n = (size_t)(of->origin - rehearsal->series->first_month) + 1, told, count = months_ahead(of, &told) + 1;
        struct ahead *ahead = calloc(count, sizeof(*ahead));

        if (!ahead)
                out_of_memory();
        window_ahead(rehearsal->history, n, &of->asked, ahead, count);
        *ret = (struct outlook_question){
                .ahead = ahead,
                .ahead_count = count,
                .target = of->target,
                .deadline_day = CIVIL_NONE,
                .total_at = told,
                .booked = of->booked,
                .elapsed_ppm = (int32_t)of->elapsed_ppm,
                .present_counts = of->asked.kind == OUTLOOK_LAST || of->asked.first_month <= of->origin + 1,
        };
        return n;
}

static void question_done(struct outlook_question *question)
{
        free((void *)(uintptr_t)question->ahead);
}

/* A period's end is its deadline; other windows have none, and no state. */
static uint8_t state_of(const struct rehearsal *rehearsal, const struct rehearsed_case *of)
{
        struct rehearsed_case earlier = *of;
        struct outlook_fold fold = {0};

        earlier.booked = earlier.elapsed_ppm = 0;
        earlier.origin = of->asked.first_month;
        if (earlier.origin < rehearsal->series->first_month)
                earlier.origin = rehearsal->series->first_month;
        for (; of->asked.kind == OUTLOOK_CALENDAR && earlier.origin <= of->origin; earlier.origin++) {
                struct outlook_question question;
                size_t n = question_at(rehearsal, &earlier, &question);

                if (question.ahead_count > 1 && question.ahead[0].known < question.target)
                        outlook_fold(&fold, outlook_chance(rehearsal->history, n, &question));
                question_done(&question);
        }
        return fold.state ? fold.state : OUTLOOK_UNKNOWN;
}

static void rehearse(struct rehearsal *rehearsal, const struct rehearsed_case *of)
{
        struct outlook_question question;
        struct outlook outlook;
        size_t n;

        if (!history_of(rehearsal, of))
                return;
        n = question_at(rehearsal, of, &question);
        outlook_at(rehearsal->history, n, &question, &outlook);
        question_done(&question);
        if (rehearsal->states)
                outlook.state = state_of(rehearsal, of);
        print_case(rehearsal, of, &outlook);
}

int rehearse_cases(const char *cases_path, const char *const *histories, size_t histories_count, bool states, FILE *to)
{
        SCOPED(faults_done) struct faults faults = {0};
        SCOPED(rehearsed_done) struct rehearsed rehearsed = {0};
        SCOPED(rehearsed_cases_done) struct rehearsed_cases cases = {0};
        struct rehearsal rehearsal = {.path = cases_path, .rehearsed = &rehearsed, .faults = &faults, .to = to,
                                      .states = states};

        if (rehearsed_read(histories, histories_count, &faults, &rehearsed) == 0 &&
            rehearsed_cases_read(cases_path, &faults, &cases) == 0) {
                fprintf(to, "series,origin,window,target,noise,total,low,high,probability,date,date_low,date_high%s\n",
                        states ? ",state" : "");
                for (size_t i = 0; i < cases.count; i++)
                        rehearse(&rehearsal, &cases.cases[i]);
                history_free(rehearsal.history);
        }
        faults_print(&faults, stderr);
        return faults.n > 0;
}
