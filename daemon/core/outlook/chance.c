/* core/outlook/chance.c: from the usual error to chances, by a table made of several hundred real series. */
#include <assert.h>

#include "core/outlook/outlook.h"

#define ROWS      14
#define FAR_ROW   11 /* beyond the last row: this one, of a greater error */
#define FAR_COUNT 10
#define SURE      995000 /* beyond the table's ends */
#define HOPELESS  5000
#define BOUND     950000

static const int32_t shares[COLUMN_COUNT] = {10000,  25000,  50000,  100000, 200000, 300000, 400000, 500000,
                                             600000, 700000, 800000, 900000, 950000, 975000, 990000};

/* For sums that end 1..14 months ahead: what part of d, the symmetric error, is not exceeded in these shares
 * of all cases, in thousandths of the usual error. */
static const int16_t table[ROWS][COLUMN_COUNT] = {
        {-3755, -2907, -2372, -1807, -1213, -741, -368, -29, 277, 606, 989, 1528, 2011, 2494, 3157},
        {-3291, -2468, -1970, -1482, -914, -517, -195, 76, 347, 639, 980, 1462, 1917, 2376, 3039},
        {-3136, -2302, -1801, -1329, -796, -424, -131, 130, 382, 662, 989, 1474, 1916, 2387, 3042},
        {-3121, -2234, -1732, -1265, -730, -374, -88, 170, 422, 690, 1017, 1496, 1954, 2389, 3045},
        {-3137, -2228, -1694, -1213, -686, -332, -52, 202, 450, 719, 1045, 1522, 1979, 2431, 3132},
        {-3129, -2227, -1669, -1182, -652, -302, -21, 224, 478, 744, 1068, 1546, 2001, 2466, 3225},
        {-3156, -2225, -1646, -1162, -634, -278, 0, 250, 495, 762, 1092, 1572, 2034, 2521, 3285},
        {-3166, -2208, -1651, -1157, -609, -263, 17, 270, 517, 783, 1114, 1595, 2057, 2553, 3349},
        {-3168, -2223, -1674, -1146, -592, -245, 33, 289, 532, 799, 1129, 1621, 2090, 2589, 3358},
        {-3183, -2249, -1676, -1138, -578, -228, 49, 301, 549, 814, 1150, 1633, 2109, 2602, 3417},
        {-3213, -2273, -1685, -1134, -568, -214, 65, 316, 562, 829, 1160, 1652, 2137, 2624, 3471},
        {-3260, -2291, -1697, -1135, -568, -204, 74, 326, 577, 847, 1182, 1675, 2159, 2645, 3444},
        {-3311, -2336, -1710, -1135, -561, -195, 88, 343, 597, 873, 1210, 1710, 2206, 2687, 3457},
        {-3376, -2349, -1734, -1139, -552, -181, 104, 359, 619, 900, 1233, 1738, 2226, 2729, 3491},};

/* By years ahead, in thousandths. */
static const int32_t far[FAR_COUNT] = {1000, 1420, 1640, 1800, 1970, 2120, 2270, 2420, 2570, 2700};

static const int16_t *row_of(int32_t high, int64_t *noise)
{
        int32_t years = (high - 3) / 12;

        assert(high >= 1);

        if (high <= ROWS)
                return table[high - 1];
        *noise = *noise * far[years < FAR_COUNT ? years : FAR_COUNT - 1] / 1000;
        return table[FAR_ROW];
}

int32_t chance_of(wide ahead, wide needed, int64_t noise, int32_t high)
{
        const int16_t *row = row_of(high, &noise);
        int64_t missing;
        int at = 0;

        if (needed <= 0)
                return OUTLOOK_PPM;
        assert(ahead >= 0 && noise > 0);

        missing = (int64_t)((needed - ahead) * OUTLOOK_PPM / (needed + ahead)) * 1000 / noise;
        if (missing < row[0])
                return SURE;
        if (missing > row[COLUMN_COUNT - 1])
                return HOPELESS;
        if (missing == row[0])
                return OUTLOOK_PPM - shares[0];
        while (row[at + 1] < missing)
                at++;
        return OUTLOOK_PPM - shares[at] -
               (int32_t)((shares[at + 1] - shares[at]) * (missing - row[at]) / (row[at + 1] - row[at]));
}

wide chance_quantile(wide ahead, int column, int64_t noise, int32_t high)
{
        const int16_t *row = row_of(high, &noise);
        int64_t d;

        assert(column >= 0 && column < COLUMN_COUNT);

        d = noise * row[column] / 1000;
        d = d > BOUND ? BOUND : d < -BOUND ? -BOUND : d;
        return ahead * (OUTLOOK_PPM + d) / (OUTLOOK_PPM - d);
}
