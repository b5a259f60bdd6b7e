/* tests/unit/client/test_names.c: the names and numbers of the enums, against the descriptors of the
 * wire format; and every return value in words. */
#include <check.h>
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "wire.h"

/* "KIND_FELL_BELOW" without "KIND_": "fell-below". */
static void expected_name(const ProtobufCEnumDescriptor *descriptor, unsigned int i, char *ret, size_t size)
{
        const char *zero = descriptor->values[0].name;
        size_t prefix = strlen(zero) - strlen("UNSPECIFIED");
        const char *name = descriptor->values[i].name + prefix;

        ck_assert_int_eq(descriptor->values[0].value, 0);
        ck_assert_uint_lt(strlen(name), size);
        do
                *ret++ = *name == '_' ? '-' : (char)tolower(*name);
        while (*name++);
}

/* A value that is shifted by one would report imports as exports. */
START_TEST(names_and_numbers_are_those_of_the_wire)
{
        static const ProtobufCEnumDescriptor *const descriptors[] = {
                [MST_ENUM_STATUS] = &milestone__v1__status__descriptor,
                [MST_ENUM_REALITY] = &milestone__v1__reality__descriptor,
                [MST_ENUM_FLOW] = &milestone__v1__flow__descriptor,
                [MST_ENUM_SUPPLY] = &milestone__v1__supply__descriptor,
                [MST_ENUM_PARTNER_BASIS] = &milestone__v1__partner_basis__descriptor,
                [MST_ENUM_VALUATION] = &milestone__v1__valuation__descriptor,
                [MST_ENUM_MODE] = &milestone__v1__mode__descriptor,
                [MST_ENUM_LEVEL] = &milestone__v1__level__descriptor,
                [MST_ENUM_FREIGHT_STAGE] = &milestone__v1__freight_stage__descriptor,
                [MST_ENUM_PROJECT_KIND] = &milestone__v1__project_kind__descriptor,
                [MST_ENUM_PROJECT_STAGE] = &milestone__v1__project_stage__descriptor,
                [MST_ENUM_RATE_KIND] = &milestone__v1__rate_kind__descriptor,
                [MST_ENUM_WITHDRAWAL_REASON] = &milestone__v1__withdrawal_reason__descriptor,
                [MST_ENUM_CONTROL_OF] = &milestone__v1__control_total__of__descriptor,
                [MST_ENUM_VERDICT] = &milestone__v1__verdict__descriptor,
                [MST_ENUM_REASON] = &milestone__v1__reason__descriptor,
                [MST_ENUM_RELEASE_STATE] = &milestone__v1__release_state__descriptor,
                [MST_ENUM_KIND] = &milestone__v1__kind__descriptor,
                [MST_ENUM_STANDING] = &milestone__v1__outcome__descriptor,
                [MST_ENUM_VALUE_STATE] = &milestone__v1__value__state__descriptor,
                [MST_ENUM_CAUSE] = &milestone__v1__cause__what__descriptor,
                [MST_ENUM_OUTLOOK_STATE] = &milestone__v1__outlook__state__descriptor,
                [MST_ENUM_FAILURE] = &milestone__v1__failure__why__descriptor,
                [MST_ENUM_OUTLOOK_REASON] = &milestone__v1__outlook__reason__descriptor,
        };

        for (int which = 0; which < (int)(sizeof(descriptors) / sizeof(*descriptors)); which++) {
                const ProtobufCEnumDescriptor *descriptor = descriptors[which];

                for (unsigned int i = 1; i < descriptor->n_values; i++) {
                        char name[64];
                        int value = -1;

                        expected_name(descriptor, i, name, sizeof(name));
                        ck_assert_str_eq(mst_enum_name((enum mst_enum)which, descriptor->values[i].value),
                                         name);
                        ck_assert_int_eq(mst_enum_value((enum mst_enum)which, name, &value), 0);
                        ck_assert_int_eq(value, descriptor->values[i].value);
                        ck_assert_str_eq(mst_enum_list((enum mst_enum)which, i - 1), name);
                }
                ck_assert_ptr_null(mst_enum_list((enum mst_enum)which, descriptor->n_values - 1));
        }
}
END_TEST

/* A newer daemon may send values that we do not know: they have a name, and it is no other's. */
START_TEST(the_unknown_is_neither_zero_nor_a_crash)
{
        int value = 4711;

        ck_assert_str_eq(mst_enum_name(MST_ENUM_KIND, 0), "");
        ck_assert_str_eq(mst_enum_name(MST_ENUM_KIND, 99), "?");
        ck_assert_str_eq(mst_enum_name(MST_ENUM_KIND, -5), "?");
        ck_assert_str_eq(mst_enum_name((enum mst_enum)99, 1), "?");
        ck_assert_int_eq(mst_enum_value(MST_ENUM_FLOW, "exports", &value), MST_UNKNOWN_NAME);
        ck_assert_int_eq(value, 4711);
        ck_assert_int_eq(mst_enum_value(MST_ENUM_FLOW, "", &value), 0);
        ck_assert_int_eq(value, 0);
        ck_assert_str_eq(mst_enum_name(MST_ENUM_EVENT_KIND, MST_EVENT_WITHDRAWAL), "withdrawal");
}
END_TEST

START_TEST(every_return_value_has_words)
{
        ck_assert_str_eq(mst_error_text(0), "done");
        ck_assert_str_eq(mst_error_name(-ENOENT), "ENOENT");
        ck_assert_str_eq(mst_error_text(-ENOENT), "No such file or directory");
        for (int r = MST_OK; r <= MST_UNKNOWN_NAME; r++) {
                ck_assert_int_eq(strncmp(mst_error_name(r), "MST_", 4), 0);
                ck_assert_uint_gt(strlen(mst_error_text(r)), 3);
        }
        ck_assert_str_eq(mst_error_name(MST_UNKNOWN_NAME + 1), "?");
        ck_assert_str_eq(mst_error_name(-100000), "?");
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("client_names");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_test(cases, names_and_numbers_are_those_of_the_wire);
        tcase_add_test(cases, the_unknown_is_neither_zero_nor_a_crash);
        tcase_add_test(cases, every_return_value_has_words);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
