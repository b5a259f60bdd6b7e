/* tests/unit/store/lmdb_ledger.h: statements in LMDB, as the store kept them before it had a log: the
 * simplest thing that can be right, beside which the log is run. */
#pragma once
#include "store/ledger.h"

extern const struct ledger_kind lmdb_ledger_kind;
