/* One object is walked twice: what an amount is in, its currency, may stand behind it. Each member
 * goes through the table of fields, so nothing here knows a single one. */
#include "event_json.h"
#include <assert.h>
#include <jansson.h>
#include <string.h>

/* Two walks: the second for quantities, which need the currency to be known. */
struct walk {
        struct mst_event *event;
        struct pool *pool;
        bool quantities;
};

static const char *text_of_json(const json_t *value, struct pool *pool, struct text *ret)
{
        const char *joined = "";
        struct text word;
        json_t *member;
        const char *why;
        size_t i;

        switch (json_typeof(value)) {
        case JSON_STRING:
                *ret = (struct text){json_string_value(value), json_string_length(value)};
                return NULL;
        case JSON_INTEGER:
                *ret = text_of(pool_print(pool, "%lld", (long long)json_integer_value(value)));
                return NULL;
        case JSON_NULL:
                *ret = TEXT("");
                return NULL;
        case JSON_REAL:
                return "a number with decimals must be a text, as in \"1234.56\"";
        case JSON_ARRAY:
                json_array_foreach(value, i, member)
                {
                        if (json_is_array(member))
                                return "a list in a list";
                        why = text_of_json(member, pool, &word);
                        if (why)
                                return why;
                        joined = pool_print(pool, "%s%s%" TEXT_FORMAT, joined, i ? "|" : "",
                                            TEXT_ARGUMENTS(word));
                }
                *ret = text_of(joined);
                return NULL;
        default:
                return "a text is expected";
        }
}

/* {"amount": "1.00", "currency": "USD"} as milestonectl prints values is read as well. */
static const char *amount_of_json(struct walk *w, const json_t *value, struct text *ret)
{
        const json_t *amount = json_object_get(value, "amount");

        if (!amount)
                return "a text is expected, or {\"amount\": ..., \"currency\": ...}";
        return text_of_json(amount, w->pool, ret);
}

static const char *member_set(struct walk *w, const char *path, const json_t *value)
{
        const struct number_form form = NUMBER_FORM_PLAIN;
        const struct field *field = field_find(w->event->kind, text_of(path));
        const char *why, *nearest;
        struct text text;

        if (!field) {
                const char *dot = strrchr(path, '.');

                nearest = field_nearest(w->event->kind, text_of(dot ? dot + 1 : path));
                return pool_print(w->pool, "%s: no such field%s%s%s", path,
                                  nearest ? "; did you mean \"" : "", nearest ? nearest : "",
                                  nearest ? "\"?" : "");
        }
        if ((field->type == FIELD_QUANTITY) != w->quantities)
                return NULL;
        why = json_is_object(value) && field->type == FIELD_QUANTITY ? amount_of_json(w, value, &text)
                                                                     : text_of_json(value, w->pool, &text);
        if (!why)
                why = field_set(field, w->event, text, &form, w->pool);
        return why ? pool_print(w->pool, "%s: %s", path, why) : NULL;
}

static const char *members_set(struct walk *w, json_t *object, const char *group)
{
        const char *key, *why;
        json_t *value;

        json_object_foreach(object, key, value)
        {
                int kind;

                if (!*group && mst_enum_value(MST_ENUM_EVENT_KIND, key, &kind) == 0 && kind != 0) {
                        if (!json_is_object(value))
                                return pool_print(w->pool, "%s: fields are expected", key);
                        why = members_set(w, value, key);
                } else if (!*group && strcmp(key, "levels") == 0 && json_is_object(value))
                        why = members_set(w, value, key);
                else
                        why = member_set(w, *group ? pool_print(w->pool, "%s.%s", group, key) : key, value);
                if (why)
                        return why;
        }
        return NULL;
}

/* The one member that names the kind. */
static const char *kind_find(json_t *object, struct pool *pool, enum mst_event_kind *ret)
{
        const char *name, *found = NULL;
        int kind;

        for (size_t i = 0; (name = mst_enum_list(MST_ENUM_EVENT_KIND, i)); i++) {
                if (!json_object_get(object, name))
                        continue;
                if (found)
                        return pool_print(pool, "\"%s\" and \"%s\": an event is one of them", found, name);
                if (mst_enum_value(MST_ENUM_EVENT_KIND, name, &kind) != 0)
                        continue;
                found = name;
                *ret = (enum mst_event_kind)kind;
        }
        return found ? NULL : "none of trade, freight, project, rate, withdrawal";
}

const char *event_from_json(struct text line, struct pool *pool, struct mst_event *ret)
{
        struct walk w = {.event = ret, .pool = pool};
        const char *why;
        json_error_t error;
        json_t *object;

        assert(pool && ret);

        *ret = (struct mst_event){0};
        object = json_loadb(line.data, line.length, JSON_REJECT_DUPLICATES, &error);
        if (!object)
                return pool_print(pool, "column %d: %s", error.column, error.text);
        why = json_is_object(object) ? kind_find(object, pool, &ret->kind) : "an object is expected";
        if (!why)
                why = members_set(&w, object, "");
        w.quantities = true;
        if (!why)
                why = members_set(&w, object, "");
        if (!why && (!ret->id || !*ret->id))
                why = "no id";
        json_decref(object);
        return why;
}
