/* Answers come in, lines of points leave: where the window stands, stood, was foretold, and goes. */
#include "base/civil.h"
#include "out.h"
#include "tell.h"
#include "verbs/plot.h"
#include <string.h>

/* ---- days ---------------------------------------------------------------------------------- */

static int32_t day_of(const char *text)
{
        int32_t day;

        return civil_parse(text_of(text), &day) == 0 ? day : CIVIL_NONE;
}

/* The last day of "2021-06"; CIVIL_NONE: it is no month. */
static int32_t month_end(const char *month)
{
        char first[CIVIL_TEXT_MAX];
        int32_t day;

        if (!month || strlen(month) != sizeof("2021-06") - 1)
                return CIVIL_NONE;
        (void)snprintf(first, sizeof(first), "%s-01", month);
        day = day_of(first);
        return day == CIVIL_NONE ? CIVIL_NONE : civil_month_last(civil_month(day));
}

static bool has_units(const struct mst_value *value)
{
        return value->state == MST_VALUE_KNOWN || value->state == MST_VALUE_INCOMPLETE;
}

/* A month's figures stand at its end, those of the deadline's month on that day. */
static int32_t place_of(const struct picture *picture, const char *month)
{
        int32_t day = month_end(month);

        if (day != CIVIL_NONE && picture->deadline_day != CIVIL_NONE && picture->deadline_day < day &&
            civil_month(picture->deadline_day) == civil_month(day))
                return picture->deadline_day;
        return day;
}

static void add(struct picture *picture, enum line_of line, struct point point)
{
        int32_t month;

        if (point.day == CIVIL_NONE)
                return;
        month = civil_month(point.day);
        if (picture->first_day == CIVIL_NONE || civil_month_first(month) < picture->first_day)
                picture->first_day = civil_month_first(month);
        if (picture->last_day == CIVIL_NONE || civil_month_last(month) > picture->last_day)
                picture->last_day = civil_month_last(month);
        picture_add(picture, line, point);
}

/* ---- lines --------------------------------------------------------------------------------- */

/* What goes on behind the known months begins where these end. */
static void join(struct picture *picture, enum line_of line)
{
        const struct line *known = &picture->lines[LINE_KNOWN];
        struct point last;

        if (picture->lines[line].count > 0 || known->count == 0)
                return;
        last = known->points[known->count - 1];
        last.low = last.units;
        last.high = last.units;
        picture_add(picture, line, last);
}

static void add_course(const struct plot_facts *facts, struct picture *picture)
{
        const struct mst_outlook_answer *answer = facts->answer;
        int32_t origin = month_end(facts->origin);

        for (size_t i = 0; i < answer->course_count; i++) {
                const struct mst_course_month *month = &answer->course[i];
                enum line_of line = month->complete ? LINE_KNOWN : LINE_INCOMPLETE;
                int32_t day = place_of(picture, month->month);

                if (!has_units(&month->value))
                        continue;
                if (origin != CIVIL_NONE && day > origin)
                        line = LINE_LATER;
                if (line != LINE_KNOWN)
                        join(picture, line);
                add(picture, line, (struct point){.day = day, .units = month->value.units});
        }
        for (size_t i = 0; i < answer->course_before_count; i++) {
                const struct mst_course_month *month = &answer->course_before[i];
                int32_t day = month_end(month->month);

                if (day != CIVIL_NONE && month->complete && has_units(&month->value))
                        add(picture, LINE_BEFORE, (struct point){.day = civil_month_last(civil_month(day) + 12),
                                                                 .units = month->value.units});
        }
}

static void add_projected(const struct plot_facts *facts, struct picture *picture)
{
        const struct mst_outlook_answer *answer = facts->answer;

        for (size_t i = 0; i < answer->months_count; i++) {
                const struct mst_outlook_month *month = &answer->months[i];

                if (month->known || !month->total.known)
                        continue;
                join(picture, LINE_PROJECTED);
                add(picture, LINE_PROJECTED, (struct point){.day = place_of(picture, month->month),
                                                            .units = month->total.units,
                                                            .low = month->low.units,
                                                            .high = month->high.units});
        }
        picture->has_chance = picture->lines[LINE_PROJECTED].count > 0 &&
                              answer->milestone.outlook.reason == MST_OUTLOOK_REASON_UNSPECIFIED &&
                              picture->deadline_day != CIVIL_NONE;
        picture->chance_ppm = answer->milestone.outlook.chance_ppm;
}

/* Figures that were told and are others now. Windows of the last months have no such figure. */
static void add_corrected(const struct plot_facts *facts, const struct foretold *told, int32_t day,
                          struct picture *picture)
{
        const struct mst_outlook_answer *answer = facts->answer;

        if (!told->outlook.known.known || strncmp(answer->window, "last-", 5) == 0)
                return;
        for (size_t i = 0; i < answer->course_count; i++) {
                const struct mst_course_month *month = &answer->course[i];

                if (strcmp(month->month, told->outlook.last_complete) == 0 && has_units(&month->value) &&
                    month->value.units != told->outlook.known.units)
                        add(picture, LINE_CORRECTED, (struct point){.day = day, .units = told->outlook.known.units});
        }
}

static bool is_of(const struct plot_facts *facts, const struct foretold *told)
{
        return strcmp(told->instance, facts->answer->milestone.instance) == 0 &&
               strcmp(told->series, facts->answer->milestone.series) == 0 && told->known_position <= facts->position;
}

static void add_told(const struct plot_facts *facts, struct picture *picture)
{
        int32_t origin = month_end(facts->origin);

        for (size_t i = 0; i < facts->told->count; i++) {
                const struct foretold *told = &facts->told->list[i];
                const struct mst_outlook *outlook = &told->outlook;
                int32_t day = month_end(outlook->last_complete);

                if (!is_of(facts, told))
                        continue;
                if (outlook->state == MST_OUTLOOK_UNSPECIFIED && origin == CIVIL_NONE)
                        add(picture, LINE_CORRECTED,
                            (struct point){.day = day_of(told->taken_back), .units = told->target});
                if (outlook->state == MST_OUTLOOK_UNSPECIFIED || day == CIVIL_NONE || !outlook->total.known ||
                    (origin != CIVIL_NONE && day > origin))
                        continue;
                add(picture, outlook->state == MST_OUTLOOK_AT_RISK ? LINE_AT_RISK : LINE_ON_TRACK,
                    (struct point){.day = day,
                                   .units = outlook->total.units,
                                   .low = outlook->total_low.units,
                                   .high = outlook->total_high.units,
                                   .chance_ppm = outlook->chance_ppm});
                add_corrected(facts, told, day, picture);
        }
}

static void add_reached(const struct plot_facts *facts, struct picture *picture)
{
        const struct mst_outlook_answer *answer = facts->answer;
        int32_t day = facts->row ? day_of(facts->row->reached.last) : CIVIL_NONE;

        if (day == CIVIL_NONE || facts->origin)
                return;
        for (size_t i = 0; i < answer->course_count; i++)
                if (civil_month(day) == civil_month(place_of(picture, answer->course[i].month)) &&
                    has_units(&answer->course[i].value))
                        add(picture, LINE_REACHED,
                            (struct point){.day = day, .units = answer->course[i].value.units});
}

static void add_levels(const struct plot_facts *facts, struct picture *picture)
{
        for (size_t i = 0; i < facts->steps_count && picture->levels_count + 1 < LEVELS_MAX; i++)
                picture->levels[picture->levels_count++] = facts->steps[i];
        if (facts->answer->milestone.target.known)
                picture->levels[picture->levels_count++] =
                        (struct level){.units = facts->answer->milestone.target.units};
}

/* ---- words --------------------------------------------------------------------------------- */

/* "reached 2021-12 (told 2022-02-14): 38.77 of 36 bn USD", "missed (told 2013-02-14): 37.95 of 40 bn USD". */
static const char *outcome_words(struct pool *pool, const struct plot_facts *facts, const struct axis *axis)
{
        const struct mst_outlook_answer *answer = facts->answer;
        const struct mst_value *value = &answer->milestone.value;
        const char *reached = facts->row ? tell_interval_words(&facts->row->reached) : "";
        const char *told = facts->row ? facts->row->known.day : "";
        char now[AMOUNT_TEXT_MAX], target[AMOUNT_TEXT_MAX];
        const char *words;

        words = pool_print(pool, "%s%s%s%s%s%s", mst_enum_name(MST_ENUM_STANDING, (int)answer->milestone.outcome),
                           *reached ? " " : "", reached, *told ? " (told " : "", told, *told ? ")" : "");
        if (answer->course_count > 0)
                value = &answer->course[answer->course_count - 1].value;
        if (!has_units(value) || !answer->milestone.target.known)
                return words;
        return pool_print(pool, "%s: %s of %s %s", words, picture_amount(value->units, axis->exponent, now),
                          picture_amount(answer->milestone.target.units, axis->exponent, target), axis->unit);
}

static const char *sentence_words(struct pool *pool, const struct plot_facts *facts, const struct axis *axis)
{
        const struct mst_outlook *outlook = &facts->answer->milestone.outlook;
        bool over = outlook->reason == MST_OUTLOOK_REASON_OVER || outlook->state == MST_OUTLOOK_UNSPECIFIED;

        if (over && facts->origin)
                return "the deadline is over with this month: there is no outlook";
        if (over)
                return outcome_words(pool, facts, axis);
        if (outlook->reason != MST_OUTLOOK_REASON_UNSPECIFIED)
                return pool_print(pool, "%s: %s",
                                  outlook->reason == MST_OUTLOOK_REASON_NO_CHANCE ? "no chance can be told" :
                                                                                    "no outlook",
                                  *outlook->sentence ? outlook->sentence :
                                                       mst_enum_name(MST_ENUM_OUTLOOK_REASON, (int)outlook->reason));
        return pool_print(pool, "%s%s%s",
                          outlook->state >= MST_OUTLOOK_ON_TRACK ?
                                  mst_enum_name(MST_ENUM_OUTLOOK_STATE, (int)outlook->state) :
                                  "",
                          outlook->state >= MST_OUTLOOK_ON_TRACK ? ": " : "", outlook->sentence);
}

static const char *as_of_words(struct pool *pool, const struct plot_facts *facts)
{
        const struct mst_outlook_answer *answer = facts->answer;
        const char *until = answer->milestone.outlook.last_complete;

        for (size_t i = answer->course_count; i > 0 && !*until; i--)
                if (answer->milestone.outlook.reason != MST_OUTLOOK_REASON_OVER && answer->course[i - 1].complete)
                        until = answer->course[i - 1].month;
        if (facts->origin)
                return pool_print(pool, "as of %s, seen from %s with the figures as they are now", answer->day,
                                  facts->origin);
        return pool_print(pool, "as of %s%s%s", answer->day, *until ? ", complete up to " : "", until);
}

void plot_compose(struct pool *pool, const struct plot_facts *facts, struct picture *ret)
{
        const struct mst_milestone_row *row = &facts->answer->milestone;
        const char *which = tell_instance_words(pool, row->instance, row->series);
        struct axis axis;

        *ret = (struct picture){
                .title = pool_print(pool, "%s/%s%s%s: %s%s%s", row->corridor, row->milestone, *which ? " " : "", which,
                                    row->measure, *facts->answer->window ? ", " : "", facts->answer->window),
                .as_of = as_of_words(pool, facts),
                .unit = row->value.unit ? row->value.unit : "",
                .scale = (int)row->value.scale,
                .first_day = CIVIL_NONE,
                .last_day = CIVIL_NONE,
                .deadline_day = day_of(row->deadline),
        };
        add_course(facts, ret);
        add_projected(facts, ret);
        add_told(facts, ret);
        add_reached(facts, ret);
        add_levels(facts, ret);
        axis = picture_axis(ret);
        ret->sentence = sentence_words(pool, facts, &axis);
        if (ret->deadline_day != CIVIL_NONE && ret->deadline_day > ret->last_day)
                ret->last_day = civil_month_last(civil_month(ret->deadline_day));
        if (ret->last_day == CIVIL_NONE)
                ret->last_day = day_of(facts->answer->day) == CIVIL_NONE ? 0 : day_of(facts->answer->day);
        if (ret->first_day == CIVIL_NONE)
                ret->first_day = civil_month_first(civil_month(ret->last_day));
}

/* ---- as figures ---------------------------------------------------------------------------- */

static const struct column columns[] = {
        {"LINE", "line", 0},
        {"DAY", "day", 0},
        {"STEP", "step_ppm", 0},
        {"AMOUNT", "value.amount", COLUMN_RIGHT},
        {"LOW", "low.amount", COLUMN_RIGHT},
        {"HIGH", "high.amount", COLUMN_RIGHT},
        {"CHANCE", "chance_ppm", COLUMN_RIGHT},
        {"CURRENCY", "value.currency", 0},
        {"UNIT", "value.unit", 0},
        {0},
};

static json_t *units_object(int64_t units, const struct mst_value *like)
{
        return tell_quantity(&(struct mst_quantity){.known = true, .units = units}, like);
}

static void print_line(struct out *out, const struct picture *picture, enum line_of line, const struct mst_value *like)
{
        static const char *const names[LINES] = {"before",   "projected", "later",     "incomplete", "known",
                                                 "at-risk", "on-track",  "corrected", "reached"};
        bool told = line == LINE_AT_RISK || line == LINE_ON_TRACK;
        char day[CIVIL_TEXT_MAX];

        for (size_t i = 0; i < picture->lines[line].count; i++) {
                const struct point *point = &picture->lines[line].points[i];
                json_t *object = json_object();

                put_text(object, "line", names[line]);
                put_text(object, "day", civil_format(point->day, day));
                put(object, "value", units_object(point->units, like));
                if (told || line == LINE_PROJECTED) {
                        put(object, "low", units_object(point->low, like));
                        put(object, "high", units_object(point->high, like));
                }
                if (told)
                        put(object, "chance_ppm", json_integer(point->chance_ppm));
                out_row(out, object, NULL);
        }
}

void plot_print(const struct ctl *ctl, const struct picture *picture, const struct mst_value *like)
{
        struct out *out = out_begin(ctl, columns);
        char day[CIVIL_TEXT_MAX];

        for (size_t i = 0; i < picture->levels_count; i++) {
                json_t *object = json_object();

                put_text(object, "line", picture->levels[i].step_ppm ? "step" : "target");
                if (picture->levels[i].step_ppm)
                        put(object, "step_ppm", json_integer(picture->levels[i].step_ppm));
                if (picture->deadline_day != CIVIL_NONE)
                        put_text(object, "day", civil_format(picture->deadline_day, day));
                put(object, "value", units_object(picture->levels[i].units, like));
                out_row(out, object, NULL);
        }
        for (int i = 0; i < LINES; i++)
                print_line(out, picture, (enum line_of)i, like);
        out_end(out);
}
