/* host/config/host.c: the part of the files that the host alone needs.
 *
 * An endpoint is an address, or a map with more to say about it. ipc is guarded by the
 * permissions of the file system, so its path is absolute and never abstract (ipc://@name has
 * none). tcp is plain in this version: without `insecure: true` it must stay on this machine. */
#include "host/config/reading.h"

#include <assert.h>
#include <string.h>

#include "base/decimal.h"
#include "host/config/values.h"

#define IPC_PATH_MAX   107 /* sun_path less its NUL */
#define HOST_BYTES_MAX 255 /* of a tcp address; DNS allows no longer ones */
#define ENDPOINTS_MAX  16  /* of one kind: one for each group of peers with grants of its own */

const char *config_endpoint_name(enum config_endpoint_kind kind)
{
        static const char *const names[ENDPOINT_KINDS] = {"intake", "feeds", "notifications", "desk"};

        assert(kind < ENDPOINT_KINDS);
        return names[kind];
}

static const char *first_of(const char *list, const char *otherwise)
{
        return list && list[0] ? list : otherwise;
}

struct config_environment config_environment_of_process(void)
{
        return (struct config_environment){
                .runtime_folder = first_of(getenv("RUNTIME_DIRECTORY"), "/run/milestoned"),
                .state_folder = first_of(getenv("STATE_DIRECTORY"), "/var/lib/milestoned"),
        };
}

/* systemd joins several folders with colons. */
static struct text folder_of(const char *list)
{
        struct text rest = text_of(list), folder = TEXT("");

        (void)text_cut(&rest, ':', &folder);
        return folder;
}

/* ---- addresses ---------------------------------------------------------------------------- */

static const char *ipc_wrong(struct text path)
{
        if (path.length == 0 || path.data[0] != '/')
                return "expected an absolute path behind ipc://";
        if (path.length > IPC_PATH_MAX)
                return "expected a path of at most 107 bytes, as the kernel does";
        if (path.data[path.length - 1] == '/')
                return "expected the path of a socket, not of a folder";
        return NULL;
}

static bool host_is_plain(struct text host)
{
        if (host.length == 0 || host.length > HOST_BYTES_MAX)
                return false;
        for (size_t i = 0; i < host.length; i++) {
                char c = host.data[i];
                bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

                if (!word && c != '.' && c != '-' && c != ':' && c != '[' && c != ']' && c != '%' && c != '_')
                        return text_equal(host, TEXT("*"));
        }
        return true;
}

/* Numbers only, so that 127.example.org is not taken for this machine. */
static bool host_is_loopback(struct text host)
{
        struct text rest = host, part;
        int parts = 0;

        if (text_equal(host, TEXT("localhost")) || text_equal(host, TEXT("[::1]")))
                return true;
        if (!text_starts(host, TEXT("127.")))
                return false;
        while (text_cut(&rest, '.', &part)) {
                int64_t number;

                for (size_t i = 0; i < part.length; i++)
                        if (part.data[i] < '0' || part.data[i] > '9')
                                return false;
                if (decimal_parse(part, 0, &number) != 0 || number > 255)
                        return false;
                parts++;
        }
        return parts == 4;
}

static const char *tcp_wrong(struct text rest, bool insecure)
{
        struct text host = rest, port;
        int64_t number;
        size_t colon = rest.length;

        while (colon > 0 && rest.data[colon - 1] != ':')
                colon--;
        if (colon == 0)
                return "expected a port behind the host, as in tcp://127.0.0.1:7001";
        host.length = colon - 1;
        port = (struct text){rest.data + colon, rest.length - colon};
        for (size_t i = 0; i < port.length; i++)
                if (port.data[i] < '0' || port.data[i] > '9')
                        return "expected a port from 1 to 65535";
        if (decimal_parse(port, 0, &number) != 0 || number < 1 || number > 65535)
                return "expected a port from 1 to 65535";
        if (!host_is_plain(host))
                return "expected a host name, an address or * before the port";
        if (!insecure && !host_is_loopback(host))
                return "reaches other machines without encryption, expected tcp://127.0.0.1:PORT, ipc, or "
                       "{address: ..., insecure: true} if that is meant";
        return NULL;
}

/* NULL, or what is wrong and what was expected. */
static const char *address_wrong(struct text address, bool insecure, bool *ret_ipc)
{
        struct text ipc = TEXT("ipc://"), tcp = TEXT("tcp://");

        *ret_ipc = text_starts(address, ipc);
        if (*ret_ipc)
                return ipc_wrong((struct text){address.data + ipc.length, address.length - ipc.length});
        if (text_starts(address, tcp))
                return tcp_wrong((struct text){address.data + tcp.length, address.length - tcp.length},
                                 insecure);
        return "expected ipc:///absolute/path or tcp://host:port";
}

/* ---- endpoints ---------------------------------------------------------------------------- */

static void endpoint_read(struct reading *reading, const struct tree_node *node,
                          enum config_endpoint_kind kind, struct config_endpoint *ret)
{
        const struct tree_node *address = node;
        const char *wrong;

        if (node->kind == TREE_MAP) {
                struct fields fields;

                if (!fields_read(reading, node, SECTION_ENDPOINT, &fields))
                        return;
                (void)value_flag(reading, &fields, "insecure", &ret->insecure);
                (void)value_flag(reading, &fields, "connect", &ret->connect);
                if (ret->connect && kind != ENDPOINT_FEEDS)
                        reading_say_at(reading, fields_mark(&fields, "connect"),
                                       "\"connect\" at %s, expected it at feeds only",
                                       config_endpoint_name(kind));
                address = fields_value(&fields, "address");
        }
        if (!address || !node_is_scalar(reading, address, "an address like ipc:///run/milestoned/intake"))
                return;
        wrong = address_wrong(address->text, ret->insecure, &ret->ipc);
        if (wrong) {
                struct text shown = config_shown(address->text);

                reading_say(reading, address, "\"%" TEXT_FORMAT "\": %s", TEXT_ARGUMENTS(shown), wrong);
                return;
        }
        ret->address = config_memory_text(reading->kept, address->text);
}

static void address_repeats_say(struct reading *reading, const struct config_host *host,
                                const struct tree_node *node, struct text address)
{
        size_t same = 0;

        for (size_t kind = 0; kind < ENDPOINT_KINDS; kind++)
                for (size_t i = 0; i < host->endpoints[kind].count; i++)
                        same += text_equal(host->endpoints[kind].list[i].address, address);
        if (same > 0)
                reading_say(reading, node,
                            "\"%" TEXT_FORMAT "\" is an endpoint already, expected another address",
                            TEXT_ARGUMENTS(address));
}

static void endpoints_read(struct reading *reading, enum config_endpoint_kind kind, struct config_host *ret)
{
        const struct tree_node *node = fields_value(&reading->endpoints, config_endpoint_name(kind));
        struct config_endpoint *list;
        size_t i = 0;

        if (elements_count(node) > ENDPOINTS_MAX) {
                reading_say(reading, node, "%zu endpoints, expected at most %d", elements_count(node),
                            ENDPOINTS_MAX);
                return;
        }
        list = CONFIG_MEMORY_ARRAY(reading->kept, elements_count(node), struct config_endpoint);
        if (!list)
                return;
        for (const struct tree_node *n = elements_first(node); n; n = elements_next(node, n), i++) {
                endpoint_read(reading, n, kind, &list[i]);
                if (list[i].address.length > 0)
                        address_repeats_say(reading, ret, n, list[i].address);
                /* Seen by the next one's search. */
                ret->endpoints[kind].list = list;
                ret->endpoints[kind].count = i + 1;
        }
}

static void endpoint_default(struct reading *reading, enum config_endpoint_kind kind, struct config_host *ret)
{
        struct config_endpoint *endpoint = CONFIG_MEMORY_ARRAY(reading->kept, 1, struct config_endpoint);
        struct text folder = folder_of(reading->environment->runtime_folder);
        char address[IPC_PATH_MAX + 32];
        int n = snprintf(address, sizeof(address), "ipc://%" TEXT_FORMAT "/%s", TEXT_ARGUMENTS(folder),
                         config_endpoint_name(kind));

        if (n < 0 || (size_t)n >= sizeof(address) ||
            ipc_wrong((struct text){address + strlen("ipc://"), (size_t)n - strlen("ipc://")})) {
                reading_say_at(reading, (struct config_mark){0},
                               "the runtime folder \"%" TEXT_FORMAT
                               "\" is no place for sockets, expected a short absolute path",
                               TEXT_ARGUMENTS(config_shown(folder)));
                return;
        }
        if (!endpoint)
                return;
        endpoint->ipc = true;
        endpoint->address = config_memory_text(reading->kept, (struct text){address, (size_t)n});
        ret->endpoints[kind].list = endpoint;
        ret->endpoints[kind].count = 1;
}

/* ---- the rest ------------------------------------------------------------------------------ */

static void folders_read(struct reading *reading, struct config_host *ret)
{
        struct text text = folder_of(reading->environment->state_folder);

        if (value_text(reading, &reading->top, "state-folder", &text) && text.data[0] != '/')
                reading_say(reading, fields_value(&reading->top, "state-folder"),
                            "\"%" TEXT_FORMAT "\" is relative, expected an absolute path",
                            TEXT_ARGUMENTS(config_shown(text)));
        ret->state_folder = config_memory_text(reading->kept, text);
        text = TEXT("");
        (void)value_text(reading, &reading->top, "socket-group", &text);
        ret->socket_group = config_memory_text(reading->kept, text);
}

void host_read(struct reading *reading, struct config_host *ret)
{
        const struct fields *top = &reading->top;
        int64_t mode = 0;

        for (size_t kind = 0; kind < ENDPOINT_KINDS; kind++)
                if (fields_value(&reading->endpoints, config_endpoint_name(kind)))
                        endpoints_read(reading, kind, ret);
                else if (!fields_given(&reading->endpoints, config_endpoint_name(kind)))
                        endpoint_default(reading, kind, ret);
        folders_read(reading, ret);
        if (value_number(reading, top, "socket-mode", &mode))
                ret->socket_mode = (uint32_t)mode;
        (void)value_number(reading, top, "beat", &ret->beat_usec);
        (void)value_number(reading, top, "measure-updates", &ret->measure_updates_usec);
        (void)value_number(reading, top, "settle-in", &ret->settle_in_usec);
        (void)value_number(reading, top, "checkpoint-interval", &ret->checkpoint_usec);
        (void)value_number(reading, top, "checkpoint-events", &ret->checkpoint_events);
        (void)value_number(reading, top, "outbox-retention", &ret->outbox_notifications);
        (void)value_number(reading, top, "free-space-floor", &ret->free_floor_bytes);
        (void)value_number(reading, top, "journal-pending-limit", &ret->journal_pending_bytes_max);
}
