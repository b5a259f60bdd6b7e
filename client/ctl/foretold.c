/* Pages of a replay come in, the outlooks among them and what was taken back are kept. */
#include "foretold.h"

static const char *copy(struct ctl *ctl, const char *text)
{
        return pool_text(&ctl->pool, text_of(text));
}

static struct foretold foretold_of(struct ctl *ctl, const struct mst_notification *n)
{
        struct foretold ret = {
                .corridor = copy(ctl, n->corridor),
                .milestone = copy(ctl, n->milestone),
                .series = copy(ctl, n->series),
                .instance = copy(ctl, n->instance),
                .measure = copy(ctl, n->measure),
                .kind = mst_enum_name(MST_ENUM_KIND, (int)n->kind),
                .known_day = copy(ctl, n->known.day),
                .known_position = n->known.position,
                .deadline = copy(ctl, n->deadline),
                .taken_back = copy(ctl, n->reached_before.last),
                .target = n->target.units,
                .target_known = n->target.known,
                .outlook = n->outlook,
                .value = n->value,
        };
        const char **const texts[] = {&ret.outlook.date_low,      &ret.outlook.date,     &ret.outlook.date_high,
                                      &ret.outlook.last_complete, &ret.outlook.sentence, &ret.outlook.total_day,
                                      &ret.outlook.origin,        &ret.value.unit};

        for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
                *texts[i] = copy(ctl, *texts[i]);
        return ret;
}

static void take_page(struct ctl *ctl, const struct mst_replay_answer *page, struct foretold_list *ret)
{
        for (size_t i = 0; i < page->notifications_count; i++) {
                const struct mst_notification *n = &page->notifications[i];

                if (n->step_ppm != 0 || (n->outlook.state == MST_OUTLOOK_UNSPECIFIED &&
                                         n->kind != MST_KIND_RETRACTED && n->kind != MST_KIND_RESTATED))
                        continue;
                if (ret->count == ret->allocated)
                        ret->list = array_grow(ret->list, &ret->allocated, ret->count + 1, sizeof(*ret->list));
                ret->list[ret->count++] = foretold_of(ctl, n);
        }
}

int foretold_read(struct ctl *ctl, struct mst_desk *desk, const char *const *topics, size_t topics_count,
                  struct foretold_list *ret)
{
        struct mst_question question = {.ask = MST_ASK_REPLAY, .topics = topics, .topics_count = topics_count};
        bool end = false;

        while (!end) {
                SCOPED(mst_answer_unrefp) struct mst_answer *answer = NULL;
                const struct mst_replay_answer *page;
                int r = session_ask(ctl, desk, &question, &answer);

                if (r != EXIT_DONE)
                        return r;
                page = &answer->replay;
                take_page(ctl, page, ret);
                end = page->end || (page->gone && page->oldest == 0);
                if (page->gone && page->oldest > 0)
                        question.after_sequence = page->oldest - 1;
                else if (page->up_to > question.after_sequence)
                        question.after_sequence = page->up_to;
                else
                        end = true;
        }
        return EXIT_DONE;
}
