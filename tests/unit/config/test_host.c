/* tests/unit/config/test_host.c: sockets, folders and intervals. */
#include "unit/config/written.h"

static const struct refused wrong_endpoints_are_said_table[] = {
        /* Whoever reaches the port could write the figures. */
        {"endpoints:\n"
         "  intake: tcp://0.0.0.0:7001\n",
         "milestoned.yaml:2:11: \"tcp://0.0.0.0:7001\": reaches other machines without encryption, "
         "expected tcp://127.0.0.1:PORT, ipc, or {address: ..., insecure: true} if that is meant\n"},
        /* These only look like this machine. */
        {"endpoints:\n"
         "  desk: [tcp://127.example.org:7001, \"tcp://[::]:7001\", \"tcp://*:7001\", "
         "tcp://127.0.0.256:7001]\n",
         "milestoned.yaml:2:10: \"tcp://127.example.org:7001\": reaches other machines without "
         "encryption, expected tcp://127.0.0.1:PORT, ipc, or {address: ..., insecure: true} if that is "
         "meant\n"
         "milestoned.yaml:2:38: \"tcp://[::]:7001\": reaches other machines without encryption, "
         "expected tcp://127.0.0.1:PORT, ipc, or {address: ..., insecure: true} if that is meant\n"
         "milestoned.yaml:2:57: \"tcp://*:7001\": reaches other machines without encryption, expected "
         "tcp://127.0.0.1:PORT, ipc, or {address: ..., insecure: true} if that is meant\n"
         "milestoned.yaml:2:73: \"tcp://127.0.0.256:7001\": reaches other machines without encryption, "
         "expected tcp://127.0.0.1:PORT, ipc, or {address: ..., insecure: true} if that is meant\n"},
        /* Some read 127.0.1 as this machine, some as another. */
        {"endpoints:\n"
         "  desk: tcp://127.0.1:7001\n",
         "milestoned.yaml:2:9: \"tcp://127.0.1:7001\": reaches other machines without encryption, "
         "expected tcp://127.0.0.1:PORT, ipc, or {address: ..., insecure: true} if that is meant\n"},
        /* A feed from elsewhere can be forged. */
        {"endpoints:\n"
         "  feeds: {address: tcp://192.0.2.1:7001, connect: true}\n",
         "milestoned.yaml:2:20: \"tcp://192.0.2.1:7001\": reaches other machines without encryption, "
         "expected tcp://127.0.0.1:PORT, ipc, or {address: ..., insecure: true} if that is meant\n"},
        /* Encryption is later work. */
        {"endpoints:\n"
         "  desk: {address: tcp://192.0.2.1:7001, curve: x}\n",
         "milestoned.yaml:2:19: \"tcp://192.0.2.1:7001\": reaches other machines without encryption, "
         "expected tcp://127.0.0.1:PORT, ipc, or {address: ..., insecure: true} if that is meant\n"
         "milestoned.yaml:2:41: \"curve\" is not supported by this version: encryption and keys\n"},
        /* Yes is no word here: asked for by name means by name. */
        {"endpoints:\n"
         "  desk: {address: tcp://192.0.2.1:7001, insecure: yes}\n",
         "milestoned.yaml:2:19: \"tcp://192.0.2.1:7001\": reaches other machines without encryption, "
         "expected tcp://127.0.0.1:PORT, ipc, or {address: ..., insecure: true} if that is meant\n"
         "milestoned.yaml:2:51: \"yes\" is no value for \"insecure\", expected one of false, true\n"},
        /* Insecure where? */
        {"endpoints:\n"
         "  desk: {insecure: true}\n",
         "milestoned.yaml:2:9: an endpoint without \"address\", expected: ipc:///absolute/path or "
         "tcp://host:port.\n"},
        /* ipc is guarded by its path. */
        {"endpoints:\n"
         "  desk: [ipc://run/desk, ipc://@desk, ipc:///run/, \"ipc://\", inproc://desk, desk]\n",
         "milestoned.yaml:2:10: \"ipc://run/desk\": expected an absolute path behind ipc://\n"
         "milestoned.yaml:2:26: \"ipc://@desk\": expected an absolute path behind ipc://\n"
         "milestoned.yaml:2:39: \"ipc:///run/\": expected the path of a socket, not of a folder\n"
         "milestoned.yaml:2:52: \"ipc://\": expected an absolute path behind ipc://\n"
         "milestoned.yaml:2:62: \"inproc://desk\": expected ipc:///absolute/path or tcp://host:port\n"
         "milestoned.yaml:2:77: \"desk\": expected ipc:///absolute/path or tcp://host:port\n"},
        /* A path longer than the kernel takes. */
        {"endpoints:\n"
         "  desk: ipc:///aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
         "milestoned.yaml:2:9: \"ipc:///aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\": "
         "expected a path of at most 107 bytes, as the kernel does\n"},
        /* Ports and hosts. */
        {"endpoints:\n"
         "  desk: [tcp://127.0.0.1, tcp://127.0.0.1:0, tcp://127.0.0.1:65536, tcp://127.0.0.1:x, "
         "\"tcp://:7001\"]\n",
         "milestoned.yaml:2:10: \"tcp://127.0.0.1\": expected a port behind the host, as in "
         "tcp://127.0.0.1:7001\n"
         "milestoned.yaml:2:27: \"tcp://127.0.0.1:0\": expected a port from 1 to 65535\n"
         "milestoned.yaml:2:46: \"tcp://127.0.0.1:65536\": expected a port from 1 to 65535\n"
         "milestoned.yaml:2:69: \"tcp://127.0.0.1:x\": expected a port from 1 to 65535\n"
         "milestoned.yaml:2:88: \"tcp://:7001\": expected a host name, an address or * before the port\n"},
        /* Two sockets in one place. */
        {"endpoints:\n"
         "  desk: ipc:///run/a\n"
         "  intake: [ipc:///run/b, ipc:///run/b, ipc:///run/a]\n",
         "milestoned.yaml:2:9: \"ipc:///run/a\" is an endpoint already, expected another address\n"
         "milestoned.yaml:3:26: \"ipc:///run/b\" is an endpoint already, expected another address\n"},
        /* Only feeds go to the publisher. */
        {"endpoints:\n"
         "  intake: {address: ipc:///run/b, connect: true}\n",
         "milestoned.yaml:2:35: \"connect\" at intake, expected it at feeds only\n"},
        /* An endpoint that there is not. */
        {"endpoints:\n"
         "  intak: ipc:///run/b\n",
         "milestoned.yaml:2:3: unknown key \"intak\" in endpoints; did you mean \"intake\"?\n"},
        /* One more than may be. */
        {"endpoints:\n"
         "  desk: [ipc:///run/0, ipc:///run/1, ipc:///run/2, ipc:///run/3, ipc:///run/4, ipc:///run/5, "
         "ipc:///run/6, ipc:///run/7, ipc:///run/8, ipc:///run/9, ipc:///run/10, ipc:///run/11, "
         "ipc:///run/12, ipc:///run/13, ipc:///run/14, ipc:///run/15, ipc:///run/16]\n",
         "milestoned.yaml:2:9: 17 endpoints, expected at most 16\n"},
        /* Modes are octal, folders absolute. */
        {"socket-mode: 0999\n"
         "state-folder: var\n",
         "milestoned.yaml:1:14: \"0999\" is no value for \"socket-mode\", expected an octal number "
         "like 0660\n"
         "milestoned.yaml:2:15: \"var\" is relative, expected an absolute path\n"},
        /* A mode beyond permissions. */
        {"socket-mode: 1777\n",
         "milestoned.yaml:1:14: \"1777\" is out of range, expected 0000 to 0777 for \"socket-mode\"\n"},
};

/* Whoever reaches a socket may write figures: what is not asked for by name stays closed. */
START_TEST(wrong_endpoints_are_said)
{
        written_refused(wrong_endpoints_are_said_table[_i].yaml, wrong_endpoints_are_said_table[_i].said);
}
END_TEST

/* The model of the defaults: an empty file, and a file that writes each of them out, are the same. */
START_TEST(defaults_are_those_of_the_table)
{
        struct config *none = written_good(""), *all;
        const struct config_host *host = &none->host;

        all = written_good("timezone: UTC\n"
                           "clock: system\n"
                           "endpoints:\n"
                           "  intake: ipc:///run/milestoned/intake\n"
                           "  feeds: ipc:///run/milestoned/feeds\n"
                           "  notifications: ipc:///run/milestoned/notifications\n"
                           "  desk: [{address: ipc:///run/milestoned/desk, insecure: false}]\n"
                           "socket-mode: 0660\n"
                           "state-folder: /var/lib/milestoned\n"
                           "beat: 5 s\n"
                           "measure-updates: 1 s\n"
                           "settle-in: 1 h\n"
                           "checkpoint-interval: 30 s\n"
                           "checkpoint-events: 250_000\n"
                           "outbox-retention: 1_000_000\n"
                           "free-space-floor: 256 MiB\n"
                           "journal-pending-limit: 16 MiB\n");
        for (int kind = 0; kind < ENDPOINT_KINDS; kind++) {
                const struct config_endpoint *a = host->endpoints[kind].list,
                                             *b = all->host.endpoints[kind].list;

                ck_assert_uint_eq(host->endpoints[kind].count, 1);
                ck_assert_uint_eq(all->host.endpoints[kind].count, 1);
                ck_assert_str_eq(a->address.data, b->address.data);
                ck_assert(a->ipc && b->ipc && !a->connect && !b->connect && !a->insecure && !b->insecure);
        }
        ck_assert_str_eq(host->state_folder.data, "/var/lib/milestoned");
        ck_assert_str_eq(host->socket_group.data, "");
        ck_assert_uint_eq(host->socket_mode, 0660);
        ck_assert_int_eq(host->beat_usec, 5000000);
        ck_assert_int_eq(host->settle_in_usec, INT64_C(3600000000));
        ck_assert_uint_eq(all->host.socket_mode, host->socket_mode);
        ck_assert_int_eq(all->host.beat_usec, host->beat_usec);
        ck_assert_int_eq(all->host.measure_updates_usec, host->measure_updates_usec);
        ck_assert_int_eq(all->host.settle_in_usec, host->settle_in_usec);
        ck_assert_int_eq(all->host.checkpoint_usec, host->checkpoint_usec);
        ck_assert_int_eq(all->host.checkpoint_events, host->checkpoint_events);
        ck_assert_int_eq(all->host.outbox_notifications, host->outbox_notifications);
        ck_assert_int_eq(all->host.free_floor_bytes, host->free_floor_bytes);
        ck_assert_int_eq(all->host.journal_pending_bytes_max, host->journal_pending_bytes_max);
        ck_assert_str_eq(all->plan->timezone.data, none->plan->timezone.data);
        ck_assert_int_eq(all->plan->clock, none->plan->clock);
        config_free(none);
        config_free(all);
}
END_TEST

/* What the administrator asked for by name, he gets. */
START_TEST(endpoints_are_read_whole)
{
        struct config *config = written_good("endpoints:\n"
                                             "  intake: [ipc:///run/a, {address: \"tcp://*:7001\", insecure: "
                                             "true}, \"tcp://[::1]:7001\", tcp://localhost:7002]\n"
                                             "  feeds: {address: tcp://127.8.9.10:65535, connect: true}\n"
                                             "  notifications: []\n"
                                             "socket-group: railway\n");
        const struct config_host *host = &config->host;

        ck_assert_uint_eq(host->endpoints[ENDPOINT_INTAKE].count, 4);
        ck_assert(host->endpoints[ENDPOINT_INTAKE].list[0].ipc);
        ck_assert(!host->endpoints[ENDPOINT_INTAKE].list[1].ipc);
        ck_assert(host->endpoints[ENDPOINT_INTAKE].list[1].insecure);
        ck_assert_str_eq(host->endpoints[ENDPOINT_INTAKE].list[2].address.data, "tcp://[::1]:7001");
        ck_assert(host->endpoints[ENDPOINT_FEEDS].list[0].connect);
        ck_assert_uint_eq(host->endpoints[ENDPOINT_NOTIFICATIONS].count, 0);
        ck_assert_uint_eq(host->endpoints[ENDPOINT_DESK].count, 1);
        ck_assert_str_eq(host->socket_group.data, "railway");
        config_free(config);
}
END_TEST

/* systemd names several folders with colons; without it the places are the usual ones. */
START_TEST(folders_come_from_the_environment)
{
        struct written_folder folder = written_folder_new();
        struct config_environment environment;
        SCOPED(config_errors_done) struct config_errors errors = {0};
        struct config *config = NULL;

        unsetenv("RUNTIME_DIRECTORY");
        unsetenv("STATE_DIRECTORY");
        environment = config_environment_of_process();
        ck_assert_str_eq(environment.runtime_folder, "/run/milestoned");
        ck_assert_str_eq(environment.state_folder, "/var/lib/milestoned");
        setenv("RUNTIME_DIRECTORY", "/run/one:/run/two", 1);
        setenv("STATE_DIRECTORY", "/state/one:/state/two", 1);
        environment = config_environment_of_process();
        written_file(&folder, "milestoned.yaml", "", 0);
        ck_assert_int_eq(config_read(folder.path, &environment, &errors, &config), 0);
        ck_assert_str_eq(config->host.endpoints[ENDPOINT_DESK].list[0].address.data, "ipc:///run/one/desk");
        ck_assert_str_eq(config->host.state_folder.data, "/state/one");
        config_free(config);

        environment.runtime_folder = "/a/folder/whose/name/is/so/very/long/that/no/socket/of/this/kernel/can/"
                                     "ever/live/in/it/whatever/we/do/about/it";
        ck_assert_int_eq(config_read(folder.path, &environment, &errors, &config), CONFIG_REFUSED);
        written_remove(&folder);
}
END_TEST

static Suite *host_suite(void)
{
        Suite *suite = suite_create("config/host");
        TCase *tcase = tcase_create("host");

        tcase_add_loop_test(tcase, wrong_endpoints_are_said, 0,
                            REFUSED_COUNT(wrong_endpoints_are_said_table));
        tcase_add_test(tcase, defaults_are_those_of_the_table);
        tcase_add_test(tcase, endpoints_are_read_whole);
        tcase_add_test(tcase, folders_come_from_the_environment);
        suite_add_tcase(suite, tcase);
        return suite;
}

WRITTEN_MAIN(host_suite)
