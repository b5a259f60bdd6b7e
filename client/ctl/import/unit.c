/* Each unit is defined as it is by law, since 1959 for pounds, so all of them are exact. */
#include "import/unit.h"
#include <assert.h>

static const struct unit units[] = {
        {TEXT_INIT("g"), {1, 1}, true},
        {TEXT_INIT("kg"), {1000, 1}, true},
        {TEXT_INIT("t"), {1000 * 1000, 1}, true},
        {TEXT_INIT("kt"), {1000 * 1000 * 1000, 1}, true},
        {TEXT_INIT("lb"), {45359237, 100 * 1000}, true},
        {TEXT_INIT("short-ton"), {90718474, 100}, true},         /* 2000 lb */
        {TEXT_INIT("long-ton"), {10160469088, 100 * 100}, true}, /* 2240 lb */
        {TEXT_INIT("percent"), {1, 100}, false},
        {TEXT_INIT("thousand"), {1000, 1}, false},
        {TEXT_INIT("million"), {1000 * 1000, 1}, false},
        {TEXT_INIT("billion"), {1000 * 1000 * 1000, 1}, false},
};

const struct unit *unit_find(struct text name)
{
        for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
                if (text_equal(name, units[i].name))
                        return &units[i];
        return NULL;
}

const char *unit_names(void)
{
        return "g, kg, t, kt, lb, short-ton, long-ton, percent, thousand, million, billion";
}

static wide divisor(wide a, wide b)
{
        while (b != 0) {
                wide rest = a % b;

                a = b;
                b = rest;
        }
        return a;
}

bool ratio_times(struct ratio a, struct ratio b, struct ratio *ret)
{
        wide num = (wide)a.num * b.num, den = (wide)a.den * b.den, by = divisor(num, den);

        assert(ret && num > 0 && den > 0);

        if (num / by > DECIMAL_MAX || den / by > DECIMAL_MAX)
                return false;
        *ret = (struct ratio){(int64_t)(num / by), (int64_t)(den / by)};
        return true;
}
