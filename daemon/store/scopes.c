/* store/scopes.c: see scopes.h. */
#include "store/scopes.h"

#include <errno.h>
#include <string.h>

#include "store/front.h"

struct scope_node {
        struct spot spot;
        const struct kept *kept;
        struct scope_node *next[]; /* as many as the node is high */
};

static int height_of(struct hash128 hash)
{
        int zeros = hash.low ? __builtin_ctzll(hash.low) : 63;

        return 1 + (zeros < SCOPES_LEVELS ? zeros : SCOPES_LEVELS - 1);
}

/* The first node that is not below `from`; `ret_links`, if it is wanted, gets for each level the
 * link that leads there. */
static struct scope_node *seek(const struct scopes *scopes, const struct spot *from,
                               struct scope_node *const *ret_links[SCOPES_LEVELS])
{
        struct scope_node *const *links = scopes->first;
        struct scope_node *const *link = NULL;

        for (int level = SCOPES_LEVELS - 1; level >= 0; level--) {
                for (link = &links[level]; *link && layout_spot_compare(&(*link)->spot, from) < 0;
                     link = &links[level])
                        links = (*link)->next;
                if (ret_links)
                        ret_links[level] = link;
        }
        return *link;
}

int scopes_add(struct scopes *scopes, struct arena *arena, const struct spot *spot, const struct kept *kept)
{
        struct scope_node *const *links[SCOPES_LEVELS];
        int height = height_of(spot->hash);
        struct scope_node *node = seek(scopes, spot, links);
        size_t size;

        if (node && layout_spot_compare(&node->spot, spot) == 0)
                return 0;
        size = sizeof *node + (size_t)height * sizeof node->next[0];
        node = arena_take(arena, size);
        if (!node)
                return -ENOMEM;
        node->spot = *spot;
        node->kept = kept;
        for (int level = 0; level < height; level++) {
                /* The list is ours to change: seek() only looked. */
                struct scope_node **link = (struct scope_node **)(uintptr_t)links[level];

                node->next[level] = *link;
                *link = node;
        }
        scopes->bytes += size;
        return 0;
}

bool scopes_next(const struct scopes *scopes, const struct spot *from, bool inclusive, struct spot *ret)
{
        const struct scope_node *node = seek(scopes, from, NULL);

        if (node && !inclusive && layout_spot_compare(&node->spot, from) == 0)
                node = node->next[0];
        while (node && node->kept->scope_day != node->spot.day)
                node = node->next[0];
        if (!node)
                return false;
        *ret = node->spot;
        return true;
}
