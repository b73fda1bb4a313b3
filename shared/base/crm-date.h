/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Local dates `YYYY-MM-DD` and counting with them. Pure: nobody is asked what day it is. */

/* Days since 1970-01-01; %FALSE when it is no date (crm_date_is_valid()). @date may be longer: an
 * instant counts by its first ten characters. */
gboolean crm_date_to_days (const char *date, int *days);
/* (transfer full) */
char *crm_date_from_days (int days);
/* The same day so many years later; 29 February becomes 1 March where there is none. (transfer
 * full) (nullable) */
char *crm_date_add_years (const char *date, int years);
/* Full years from @from to @to: the age; -1 when one of them is no date or @to is earlier. */
int crm_date_full_years (const char *from, const char *to);

G_END_DECLS
