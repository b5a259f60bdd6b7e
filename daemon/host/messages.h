/* host/messages.h: what the daemon logs for an administrator to act on, each with an id of its own.
 * systemd/milestoned.catalog says of each what happened, what was lost, and what to do. */
#pragma once

#define MESSAGE_STARTED             "8f6d0c0f3a5b4e0c9a2f0f6a4be21a01"
#define MESSAGE_STOPPED             "8f6d0c0f3a5b4e0c9a2f0f6a4be21a02"
#define MESSAGE_REPLAYED            "8f6d0c0f3a5b4e0c9a2f0f6a4be21a03"
#define MESSAGE_CONFIGURED          "8f6d0c0f3a5b4e0c9a2f0f6a4be21a04"
#define MESSAGE_CONFIGURATION_BAD   "8f6d0c0f3a5b4e0c9a2f0f6a4be21a05"
#define MESSAGE_JOURNAL_UNUSABLE    "8f6d0c0f3a5b4e0c9a2f0f6a4be21a06"
#define MESSAGE_JOURNAL_FAILED      "8f6d0c0f3a5b4e0c9a2f0f6a4be21a07"
#define MESSAGE_STORE_UNUSABLE      "8f6d0c0f3a5b4e0c9a2f0f6a4be21a08"
#define MESSAGE_STORE_FAILED        "8f6d0c0f3a5b4e0c9a2f0f6a4be21a09"
#define MESSAGE_STORE_REBUILT       "8f6d0c0f3a5b4e0c9a2f0f6a4be21a12"
#define MESSAGE_OUTBOX_DIFFERS      "8f6d0c0f3a5b4e0c9a2f0f6a4be21a0a"
#define MESSAGE_BATCH_REFUSED       "8f6d0c0f3a5b4e0c9a2f0f6a4be21a0b"
#define MESSAGE_EVENTS_REFUSED      "8f6d0c0f3a5b4e0c9a2f0f6a4be21a0c"
#define MESSAGE_RELEASE_QUARANTINED "8f6d0c0f3a5b4e0c9a2f0f6a4be21a0d"
#define MESSAGE_INTAKE_PAUSED       "8f6d0c0f3a5b4e0c9a2f0f6a4be21a0e"
#define MESSAGE_SPACE_LOW           "8f6d0c0f3a5b4e0c9a2f0f6a4be21a0f"
#define MESSAGE_SOCKET_FAILED       "8f6d0c0f3a5b4e0c9a2f0f6a4be21a10"
#define MESSAGE_TORN_TAIL           "8f6d0c0f3a5b4e0c9a2f0f6a4be21a11"
#define MESSAGE_SUBSCRIPTIONS       "8f6d0c0f3a5b4e0c9a2f0f6a4be21a21"
#define MESSAGE_EPOCH               "8f6d0c0f3a5b4e0c9a2f0f6a4be21a20"
