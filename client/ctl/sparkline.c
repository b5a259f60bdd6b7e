/* Points come in, letters leave. */
#include "sparkline.h"
#include "base/wide.h"
#include <string.h>

#define HEIGHTS    8
#define POINTS_MAX 32 /* as many as `gaps` has bits */

static const char *const blocks[HEIGHTS] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
static const char *const letters[HEIGHTS] = {"_", "-", "~", ":", "=", "+", "*", "#"};

static bool is_gap(const struct mst_sketch *sketch, size_t i)
{
        return sketch->gaps >> i & 1;
}

/* What the highest letter stands for: above nought. */
static int64_t full_of(const struct mst_sketch *sketch, size_t count, const struct mst_quantity *target)
{
        int64_t full = target->known ? target->units : 0;

        for (size_t i = 0; i < count && !(target->known && target->units > 0); i++)
                if (!is_gap(sketch, i) && sketch->units[i] > full)
                        full = sketch->units[i];
        return full > 0 ? full : 1;
}

static size_t height_of(int64_t units, int64_t full)
{
        if (units <= 0)
                return 0;
        return units >= full ? HEIGHTS - 1 : (size_t)((wide)units * (HEIGHTS - 1) / full);
}

const char *sparkline(struct pool *pool, const struct mst_sketch *sketch, const struct mst_quantity *target,
                      bool ascii)
{
        size_t count = sketch->count < POINTS_MAX ? sketch->count : POINTS_MAX;
        size_t ahead = sketch->ahead < POINTS_MAX ? sketch->ahead : POINTS_MAX;
        int64_t full = full_of(sketch, count, target);
        char *ret = pool_take(pool, (count + ahead) * 3 + 1); /* a block has three bytes */

        for (size_t i = 0; i < count; i++)
                strcat(ret, is_gap(sketch, i) ? " " :
                                                (ascii ? letters : blocks)[height_of(sketch->units[i], full)]);
        for (size_t i = 0; i < ahead; i++)
                strcat(ret, ascii ? "." : "·");
        return ret;
}
