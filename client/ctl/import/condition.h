/* import/condition.h: what has to be so in a row: of columns, by their words.
 *
 * A condition is about one text of the row; conditions hold when all of them do. Rules that leave
 * rows out and cells that depend on the row are both made of them. */
#pragma once
#include "import/pattern.h"
#include "import/template.h"
#include <stdint.h>

struct text_list {
        struct text *texts;
        size_t n;
};

bool text_list_has(const struct text_list *list, struct text text);

struct condition {
        uint32_t line, column; /* in the mapping */
        struct template from;
        struct text_list is;     /* one of these */
        struct text_list is_not; /* none of these */
        struct text_list starts; /* with one of these */
        struct pattern *match;
        struct text from_value, to_value; /* at least, at most; empty: not asked */
        bool empty_asked, empty;          /* empty, or a word that means "missing" */
        const struct text_list *missing;
};

struct conditions {
        struct condition *all;
        size_t n;
};

bool conditions_hold(const struct conditions *conditions, const struct template_row *row, struct pool *pool);
