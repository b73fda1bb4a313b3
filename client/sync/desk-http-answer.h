/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* The seconds Retry-After asks for, as a number or a date; at most an hour, 0 when it is absent. */
guint desk_http_answer_get_retry_after (SoupMessage *message);
/* A refusal with its @body as an error of CRM_ERROR. (transfer full) */
GError *desk_http_answer_to_error (SoupMessage *message, GByteArray *body);

G_END_DECLS
