/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CRM_VIN_LENGTH 17

/* ISO 3779: upper case, no spaces, Latin letters for their Cyrillic twins. I, O and Q do not occur
 * in it: they are read as 1 and 0, and @replaced (optional) says so. (transfer full) */
char *crm_vin_normalise (const char *text, gboolean *replaced);
/* 17 characters of the alphabet of a VIN. */
gboolean crm_vin_is_valid (const char *vin);
/* 49 CFR 565.15 (c): the ninth character is the remainder of a weighted sum by 11. */
gboolean crm_vin_check_digit_is_valid (const char *vin);
/* Only makers of North America (49 CFR 565) and China (GB 16735) have to write a check digit, so
 * nothing follows from a wrong one of others. */
gboolean crm_vin_has_check_digit (const char *vin);

G_END_DECLS
