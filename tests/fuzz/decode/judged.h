/* tests/fuzz/decode/judged.h: what both harnesses of decode share: a configuration with a source of
 * each way of numbering, and what must hold of every batch that comes out. */
#pragma once
#include "decode/decode.h"

extern const struct plan fuzz_plan;

/* Every text is within its limit, every number within its range; what was accepted is plain. */
void batch_holds(const struct batch *batch);
/* Written as a body and read again it is the same, and the body has one form. */
void batch_returns(struct decoder *decoder, const struct batch *batch);
