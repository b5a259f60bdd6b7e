/* include/milestone/version.h: which libmilestone this is. The protocol's version is in every
 * message; the library's follows semantic versioning, and its soname is the first number. */
#pragma once

#define MST_VERSION_MAJOR 1
#define MST_VERSION_MINOR 0
#define MST_VERSION_PATCH 0
#define MST_VERSION "1.0.0"
#define MST_PROTOCOL_VERSION 1u
