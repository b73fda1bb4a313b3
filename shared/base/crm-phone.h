/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* E.164 of what a person typed ("8 (900) 555-01-23" gives "+79005550123"), or %NULL. */
char *crm_phone_normalise (const char *text);
/* The same for a number with an extension behind it ("8-800-555-35-35 доб. 12"); @extension
 * (optional) (nullable) (transfer full): its digits. */
char *crm_phone_split (const char *text, char **extension);
/* For people: "+7 900 555-01-23"; a number that is not Russian is only spaced. */
char *crm_phone_format (const char *phone);

G_END_DECLS
