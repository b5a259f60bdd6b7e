/* A row comes in, and yes or no leaves: each condition is asked of one text, the cheapest test first. */
#include "import/condition.h"
#include "base/decimal.h"
#include <assert.h>

bool text_list_has(const struct text_list *list, struct text text)
{
        for (size_t i = 0; i < list->n; i++)
                if (text_equal(list->texts[i], text))
                        return true;
        return false;
}

/* As numbers where both are, else by their bytes, which is right for dates written from the year
 * on. */
static int compare(struct text a, struct text b)
{
        int64_t x, y;
        bool rounded;

        if (decimal_parse_rounded(a, 6, &x, &rounded) == 0 && decimal_parse_rounded(b, 6, &y, &rounded) == 0)
                return x < y ? -1 : x > y;
        return text_compare(a, b);
}

static bool starts_with_one(const struct text_list *list, struct text text)
{
        for (size_t i = 0; i < list->n; i++)
                if (text_starts(text, list->texts[i]))
                        return true;
        return false;
}

static bool condition_holds(const struct condition *c, struct text text)
{
        if (c->is.n > 0 && !text_list_has(&c->is, text))
                return false;
        if (c->is_not.n > 0 && text_list_has(&c->is_not, text))
                return false;
        if (c->starts.n > 0 && !starts_with_one(&c->starts, text))
                return false;
        if (c->match && !pattern_find(c->match, text, 0, NULL))
                return false;
        if (c->from_value.length > 0 && compare(text, c->from_value) < 0)
                return false;
        if (c->to_value.length > 0 && compare(text, c->to_value) > 0)
                return false;
        return !c->empty_asked || c->empty == (text.length == 0 || text_list_has(c->missing, text));
}

bool conditions_hold(const struct conditions *conditions, const struct template_row *row, struct pool *pool)
{
        assert(conditions && row && pool);

        for (size_t i = 0; i < conditions->n; i++) {
                const struct condition *c = &conditions->all[i];

                if (!condition_holds(c, text_trim(template_fill(&c->from, row, pool))))
                        return false;
        }
        return true;
}
