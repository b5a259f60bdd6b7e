/* tests/fuzz/harness.h: what a harness defines. It takes `length` bytes that anybody may have sent,
 * owns nothing of them, returns 0, and fails by an assertion or a sanitizer. */
#pragma once
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);
