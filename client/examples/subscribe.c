/* client/examples/subscribe.c: a subscriber in C. It keeps its cursor in a file, so that it hears
 * each notification once, however often it is started.
 *
 *     cc subscribe.c $(pkg-config --cflags --libs milestone) && ./a.out CURSOR-FILE [RUNTIME-FOLDER [COUNT]]
 *
 * COUNT: end after so many notifications. */
#include <milestone/client.h>
#include <stdio.h>
#include <stdlib.h>

static void cursor_load(const char *path, char ret[MST_CURSOR_TEXT_MAX])
{
        FILE *file = fopen(path, "re");

        if (!file || !fgets(ret, MST_CURSOR_TEXT_MAX, file))
                ret[0] = '\0';
        if (file)
                fclose(file);
}

/* Written beside and moved over, so that it is whole after a crash. */
static void cursor_save(const char *path, const struct mst_subscriber *subscriber)
{
        char cursor[MST_CURSOR_TEXT_MAX], beside[4096];
        FILE *file;

        if (mst_subscriber_cursor(subscriber, cursor) != MST_OK)
                return;
        snprintf(beside, sizeof(beside), "%s.new", path);
        file = fopen(beside, "we");
        if (!file)
                return;
        fputs(cursor, file);
        if (fclose(file) == 0)
                rename(beside, path);
}

static void show(const struct mst_news *news)
{
        const struct mst_notification *told = news->notification;
        char value[MST_UNITS_TEXT_MAX];

        switch (news->what) {
        case MST_NEWS_NOTIFICATION:
                printf("%llu %s %s/%s%s%s: %s %s\n", (unsigned long long)told->sequence,
                       mst_enum_name(MST_ENUM_KIND, told->kind), told->corridor, told->milestone,
                       *told->instance ? " " : "", told->instance,
                       mst_units_format(told->value.units, told->value.scale, value), told->value.unit);
                break;
        case MST_NEWS_MILESTONE:
                printf("%s/%s is %s\n", news->milestone->corridor, news->milestone->milestone,
                       mst_enum_name(MST_ENUM_STANDING, news->milestone->outcome));
                break;
        case MST_NEWS_RESYNC:
                printf("what was told after %llu is void\n", (unsigned long long)news->sequence);
                break;
        case MST_NEWS_GONE:
                printf("the oldest that is kept is %llu\n", (unsigned long long)news->sequence);
                break;
        case MST_NEWS_MEASURE:
        case MST_NEWS_PRESENT:
                break;
        }
        fflush(stdout);
}

int main(int argc, char **argv)
{
        unsigned long left = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;
        char cursor[MST_CURSOR_TEXT_MAX];
        struct mst_endpoints endpoints;
        struct mst_subscriber *subscriber = NULL;
        struct mst_news *news;
        int r;

        if (argc < 2)
                return 2;
        cursor_load(argv[1], cursor);
        r = mst_endpoints_from_folder(argc > 2 ? argv[2] : NULL, &endpoints);
        if (r == 0)
                r = mst_subscriber_new(&endpoints, NULL, &subscriber);
        if (r == 0)
                r = mst_subscriber_set_cursor(subscriber, cursor);
        while (r == 0 && (argc <= 3 || left)) {
                r = mst_subscriber_receive(subscriber, -1, &news);
                if (r != 0)
                        break;
                show(news);
                if (left && news->what == MST_NEWS_NOTIFICATION)
                        left--;
                mst_news_unref(news);
                cursor_save(argv[1], subscriber);
        }
        if (r != 0)
                fprintf(stderr, "subscribe: %s\n", mst_error_text(r));
        mst_subscriber_unref(subscriber);
        return r == 0 ? 0 : 1;
}
