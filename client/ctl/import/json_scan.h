/* import/json_scan.h: JSON's outer form: where a value ends, and where in an object a member is. It
 * checks no more than it needs to find that; libjansson checks the rest (import/json.c). */
#pragma once
#include "base/text.h"
#include <stdbool.h>

#define JSON_SCAN_DEPTH_MAX 64

/* Blanks and line ends off the front. */
void json_scan_blank(struct text *rest);
/* Cuts the value at the front off `*rest`; false if none ends there or it is nested too deeply. */
bool json_scan_value(struct text *rest, struct text *ret);
/* The value at the path in an object or list; false if there is none. */
bool json_scan_path(struct text value, struct text path, struct text *ret);
/* The next member of what `*rest` holds, the inside of a list or object, with the comma behind it. False
 * at its end, and where no comma or end follows. In a list the key is empty. */
bool json_scan_member(struct text *rest, bool is_object, struct text *ret_key, struct text *ret_value);
