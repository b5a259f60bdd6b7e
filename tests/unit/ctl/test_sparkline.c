/* tests/unit/ctl/test_sparkline.c */
#include "sparkline.h"
#include "suite.h"
#include <limits.h>

static struct pool pool;

static const char *drawn(const int64_t *units, size_t count, uint32_t gaps, uint32_t ahead, int64_t target, bool ascii)
{
        const struct mst_sketch sketch = {.units = units, .count = count, .gaps = gaps, .ahead = ahead};
        const struct mst_quantity quantity = {.known = target != INT64_MIN, .units = target};

        return sparkline(&pool, &sketch, &quantity, ascii);
}

/* The highest block means "there": a target that is missed by a unit must not look reached. */
START_TEST(only_the_target_is_full)
{
        const int64_t units[] = {0, 1, 500, 999, 1000, 2000, -5};

        ck_assert_str_eq(drawn(units, 7, 0, 0, 1000, false), "▁▁▄▇██▁");
        ck_assert_str_eq(drawn(units, 7, 0, 0, 1000, true), "__:*##_");
}
END_TEST

/* A month without figures, or that is to come, is no month of nothing. */
START_TEST(what_is_not_there_is_not_nought)
{
        const int64_t units[] = {0, 0, 100};

        ck_assert_str_eq(drawn(units, 3, 1, 2, 100, false), " ▁█··");
        ck_assert_str_eq(drawn(units, 3, 1, 2, 100, true), " _#..");
        ck_assert_str_eq(drawn(NULL, 0, 0, 3, 100, true), "...");
        ck_assert_str_eq(drawn(NULL, 0, 0, 0, 100, false), "");
}
END_TEST

/* Without a target, or with one of nothing, the highest month is the measure of the others. */
START_TEST(without_a_target_the_highest_is_full)
{
        const int64_t units[] = {10, 20, 40}, none[] = {0, -1};

        ck_assert_str_eq(drawn(units, 3, 0, 0, INT64_MIN, true), "-:#");
        ck_assert_str_eq(drawn(units, 3, 0, 0, 0, true), "-:#");
        ck_assert_str_eq(drawn(units, 3, 4, 0, INT64_MIN, true), ":# ");
        ck_assert_str_eq(drawn(none, 2, 0, 0, INT64_MIN, true), "__");
}
END_TEST

/* The limits of an amount, and more points than anybody asked for. */
START_TEST(limits_are_drawn)
{
        int64_t units[40] = {INT64_MAX, INT64_MIN, INT64_MAX / 2};

        ck_assert_str_eq(drawn(units, 3, 0, 0, INT64_MAX, true), "#_:");
        ck_assert_uint_eq(strlen(drawn(units, 40, 0, UINT32_MAX, 1, true)), 64);
}
END_TEST

SUITE("sparkline", only_the_target_is_full, what_is_not_there_is_not_nought, without_a_target_the_highest_is_full,
      limits_are_drawn)
