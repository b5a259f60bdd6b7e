/* base/amount.c */
#include "base/amount.h"
#include <assert.h>
#include <string.h>

/* Of a unit, at least so many either way. */
static bool is_large(wide like, wide size)
{
        return like >= size || like <= -size;
}

struct amount_form amount_form(struct text unit, int scale, wide like)
{
        static const char *const counted[] = {"record", "wagon", "container", "milestone"};
        struct amount_form ret = {.unit = unit, .scale = scale};

        if (text_equal(unit, TEXT("g")) && scale == 0 && is_large(like, 1000000))
                ret = (struct amount_form){.unit = TEXT("t"), .scale = 6, .cut = true};
        else if (text_equal(unit, TEXT("g")) && scale == 0 && is_large(like, 1000))
                ret = (struct amount_form){.unit = TEXT("kg"), .scale = 3, .cut = true};
        else if (text_equal(unit, TEXT("%")) || text_equal(unit, TEXT("TEU")))
                ret.cut = true;
        for (size_t i = 0; i < sizeof(counted) / sizeof(counted[0]); i++)
                if (text_equal(unit, text_of(counted[i])))
                        ret.plural = true;
        return ret;
}

const char *amount_format(const struct amount_form *form, wide units, char buf[DECIMAL_TEXT_MAX])
{
        size_t length;

        assert(form);

        (void)decimal_format_grouped(units, form->scale, buf);
        if (!form->cut || form->scale == 0)
                return buf;
        for (length = strlen(buf); buf[length - 1] == '0'; length--)
                ;
        if (buf[length - 1] == '.')
                length--;
        buf[length] = '\0';
        return buf;
}

const char *amount_ending(const struct amount_form *form, wide units)
{
        assert(form);

        return form->plural && units != 1 ? "s" : "";
}
