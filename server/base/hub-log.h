/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  HUB_LOG_TEXT, /* time level domain message key=value … */
  HUB_LOG_JSON, /* one object a line */
} HubLogFormat;

/* Makes g_log() and hub_log() write one line an event to standard error. Once, by main, before any
 * thread; debug messages only of the domains in G_MESSAGES_DEBUG. */
void hub_log_init (HubLogFormat format);

/* An event with pairs of names and values, both strings, ended by %NULL; a %NULL value is left out:
 *   hub_log (G_LOG_LEVEL_MESSAGE, "signed in", "user", id, "address", address, NULL);
 * Never give it a password, a token, a cookie, or what a person typed into a record. */
void hub_log (GLogLevelFlags level, const char *event, ...) G_GNUC_NULL_TERMINATED;

/* The line of an event, with its line end; for tests. */
char *hub_log_format_line (HubLogFormat format,
                           GLogLevelFlags level,
                           const GLogField *fields,
                           gsize n_fields,
                           gint64 now);

G_END_DECLS
