/* decode/withdrawal.c: a record is taken back, with a reason and the records that stand for it. */
#include "decode/judge.h"

static void take_successors(struct judge *j, const struct fields *withdrawal, struct event_withdrawal *ret)
{
        struct text rest = withdrawal->bytes, id;
        uint64_t count = fields_number(withdrawal, AT_WITHDRAWAL_SUCCESSORS);

        if (count > SUCCESSORS_MAX) {
                judge_fail(j, REASON_RANGE, withdrawal, AT_WITHDRAWAL_SUCCESSORS, "are more than %d",
                           SUCCESSORS_MAX);
                return;
        }
        while (count > 0 && fields_next(&rest, AT_WITHDRAWAL_SUCCESSORS, &id))
                ret->successors[ret->successors_count++] = take_id(j, withdrawal, AT_WITHDRAWAL_SUCCESSORS,
                                                                   id);
}

void take_withdrawal(struct judge *j, const struct fields *withdrawal, struct event *ret)
{
        struct event_withdrawal *w = &ret->withdrawal;

        w->reason = take_enum(j, withdrawal, AT_WITHDRAWAL_REASON);
        judge_require(j, withdrawal, AT_WITHDRAWAL_REASON, w->reason != 0);
        w->text = take_text(j, withdrawal, AT_WITHDRAWAL_TEXT, NOTE_BYTES_MAX);
        take_successors(j, withdrawal, w);
}
