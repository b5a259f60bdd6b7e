/* One table of columns for notifications, milestones and values of measures, so that a stream of all
 * three is one table, and one CSV. */
#include "news.h"
#include "tell.h"
#include <stdio.h>

static const struct column columns[] = {
        {"KNOWN", "known.day", 0},
        {"WHAT", "kind", COLUMN_STATE},
        {"MILESTONE", "milestone", 0},
        {"INSTANCE", "instance", 0},
        {"STEP", "step_ppm", 0},
        {"REACHED", "reached.period", 0},
        {"VALUE", "value.amount", COLUMN_RIGHT},
        {"TARGET", "target.amount", COLUMN_RIGHT},
        {"NOTE", "text", 0},
        {"NEWS", "news", COLUMN_CSV},
        {"SEQUENCE", "sequence", COLUMN_CSV},
        {"CORRIDOR", "corridor", COLUMN_CSV},
        {"MEASURE", "measure", COLUMN_CSV},
        {"SERIES", "series", COLUMN_CSV},
        {"PERIOD", "period", COLUMN_CSV},
        {"OUTCOME", "outcome", COLUMN_CSV},
        {"BEFORE", "outcome_before", COLUMN_CSV},
        {"CURRENCY", "value.currency", COLUMN_CSV},
        {"UNIT", "value.unit", COLUMN_CSV},
        {"STATE", "value.state", COLUMN_CSV},
        {"DEADLINE", "deadline", COLUMN_CSV},
        {"BACKFILL", "backfill", COLUMN_CSV},
        {"LATE", "late", COLUMN_CSV},
        {"SOURCE", "source", COLUMN_CSV},
        {"CAUSE", "cause.what", COLUMN_CSV},
        {0},
};
static const int widths[] = {10, 13, 20, 4, 3, 8, 22, 22, 0};

void news_heading(const struct ctl *ctl)
{
        out_line_heading(ctl, columns);
}

/* Why, and what is to be known beside the number. */
static const char *note(struct pool *pool, const struct mst_notification *n)
{
        const char *words = "";

        if (n->outcome != MST_STANDING_UNSPECIFIED && n->kind == MST_KIND_RETRACTED)
                words = pool_print(pool, "now %s", mst_enum_name(MST_ENUM_STANDING, (int)n->outcome));
        if (*n->reached_before.period)
                words = pool_print(pool, "%s%swas %s", words, *words ? ", " : "", n->reached_before.period);
        if (n->late)
                words = pool_print(pool, "%s%slate", words, *words ? ", " : "");
        if (n->backfill)
                words = pool_print(pool, "%s%sbackfill", words, *words ? ", " : "");
        if (*n->outlook.sentence)
                words = pool_print(pool, "%s%s%s", words, *words ? ", " : "", n->outlook.sentence);
        if (*n->source)
                words = pool_print(pool, "%s%s%s", words, *words ? ", " : "", n->source);
        if (*n->cause.text)
                words = pool_print(pool, "%s%s%s", words, *words ? ": " : "", n->cause.text);
        return words;
}

static const char *of_target(struct pool *pool, enum mst_standing outcome, const struct mst_quantity *target,
                             const struct mst_value *like)
{
        if (!target->known)
                return outcome == MST_STANDING_UNKNOWN ? "of an unknown target" : "";
        return pool_print(pool, "of %s", tell_quantity_words(pool, target, like));
}

void news_notification(const struct ctl *ctl, const struct mst_notification *n)
{
        json_t *object = json_object();
        struct pool pool = {0};
        const char *cells[OUT_COLUMNS_MAX] = {
                [3] = tell_instance_words(&pool, n->instance, n->series),
                [4] = tell_step_words(&pool, n->step_ppm),
                [5] = tell_interval_words(&n->reached),
                [6] = tell_value_words(&pool, &n->value),
                [7] = of_target(&pool, n->outcome, &n->target, &n->value),
                [8] = note(&pool, n),
        };

        put_text(object, "news", "notification");
        if (json_object_update_new(object, tell_notification(n)) != 0)
                out_of_memory();
        out_line(ctl, columns, widths, object, cells);
        pool_done(&pool);
}

void news_milestone(const struct ctl *ctl, const struct mst_milestone_row *row)
{
        json_t *object = json_object();
        struct pool pool = {0};
        const char *cells[OUT_COLUMNS_MAX] = {
                [1] = mst_enum_name(MST_ENUM_STANDING, (int)row->outcome),
                [3] = tell_instance_words(&pool, row->instance, row->series),
                [4] = tell_step_words(&pool, row->step_ppm),
                [5] = tell_interval_words(&row->reached),
                [6] = tell_value_words(&pool, &row->value),
                [7] = of_target(&pool, row->outcome, &row->target, &row->value),
                [8] = "now",
        };

        put_text(object, "news", "milestone");
        if (json_object_update_new(object, tell_milestone(row)) != 0)
                out_of_memory();
        out_line(ctl, columns, widths, object, cells);
        pool_done(&pool);
}

void news_measure(const struct ctl *ctl, const struct mst_measure_update *update)
{
        json_t *object = json_object();
        struct pool pool = {0};
        const char *cells[OUT_COLUMNS_MAX] = {
                [1] = "value",        [2] = update->measure,
                [3] = update->period, [6] = tell_value_words(&pool, &update->value),
                [8] = update->series,
        };

        put_text(object, "news", "measure");
        if (json_object_update_new(object, tell_measure(update)) != 0)
                out_of_memory();
        out_line(ctl, columns, widths, object, cells);
        pool_done(&pool);
}

void news_mark(const struct ctl *ctl, const char *what, uint64_t sequence, const char *words)
{
        json_t *object;

        if (ctl->format == FORMAT_TABLE) {
                ctl_say("%s", words);
                return;
        }
        object = json_object();
        put_text(object, "news", what);
        put_number(object, "sequence", sequence);
        out_line(ctl, columns, widths, object, NULL);
}
