/* client/examples/publish.c: a publisher in C. It reports three months of trade by rail as one batch,
 * waits for the receipt, and says what became of each event.
 *
 *     cc publish.c $(pkg-config --cflags --libs milestone) && ./a.out [RUNTIME-FOLDER] */
#include <milestone/client.h>
#include <stdio.h>

static int fill(struct mst_batch *batch)
{
        static const struct {
                const char *id;
                const char *period;
                int64_t cents;
        } months[] = {
                {"export-2024-01", "2024-01", 12345678900},
                {"export-2024-02", "2024-02", 13000000000},
                {"export-2024-03", "2024-03", 0}, /* zero is a figure; unknown would be .known = false */
        };
        int r = 0;

        for (size_t i = 0; r == 0 && i < sizeof(months) / sizeof(*months); i++) {
                const struct mst_event event = {
                        .id = months[i].id,
                        .revision = 1,
                        .period = months[i].period,
                        .status = MST_STATUS_FINAL,
                        .kind = MST_EVENT_TRADE,
                        .trade = {
                                .reporter = "BY",
                                .partner = "RU-LEN",
                                .flow = MST_FLOW_EXPORT,
                                .value = {.known = true, .units = months[i].cents},
                                .currency = "USD",
                                .mode = MST_MODE_RAIL,
                        },
                };

                r = mst_batch_add(batch, &event);
        }
        return r;
}

static void report(const struct mst_receipt *receipt)
{
        if (receipt->reason)
                printf("refused: %s: %s\n", mst_enum_name(MST_ENUM_REASON, receipt->reason),
                       receipt->message);
        else
                printf("position %llu: %llu accepted, %llu repeated, %llu refused\n",
                       (unsigned long long)receipt->position, (unsigned long long)receipt->counts.accepted,
                       (unsigned long long)receipt->counts.repeated,
                       (unsigned long long)receipt->counts.refused);
        for (size_t i = 0; i < receipt->exceptions_count; i++)
                printf("event %u (%s): %s: %s\n", receipt->exceptions[i].index, receipt->exceptions[i].id,
                       mst_enum_name(MST_ENUM_VERDICT, receipt->exceptions[i].verdict),
                       receipt->exceptions[i].message);
}

int main(int argc, char **argv)
{
        struct mst_endpoints endpoints;
        struct mst_publisher *publisher = NULL;
        struct mst_batch *batch = NULL;
        struct mst_receipt *receipt = NULL;
        int r;

        r = mst_endpoints_from_folder(argc > 1 ? argv[1] : NULL, &endpoints);
        if (r == 0)
                r = mst_publisher_new(&endpoints, NULL, &publisher);
        if (r == 0)
                r = mst_batch_new("customs-by", &batch);
        if (r == 0)
                r = fill(batch);
        if (r == 0)
                r = mst_publisher_publish(publisher, &batch, 10000, &receipt);
        if (r == 0)
                report(receipt);
        else
                fprintf(stderr, "publish: %s\n", mst_error_text(r));

        mst_receipt_unref(receipt);
        mst_batch_unref(batch);
        mst_publisher_unref(publisher);
        return r == 0 ? 0 : 1;
}
