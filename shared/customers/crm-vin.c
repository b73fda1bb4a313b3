/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers of vehicles. Pure. */
#include "shared/customers/crm-vin.h"

#include <string.h>

#include "shared/base/crm-lookalike.h"

#define CHECK_DIGIT 8 /* index */

/* What the letters A to Z count; 0: the letter does not occur. */
static const guint8 letter_values[] = { 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4,
                                        5, 0, 7, 0, 9, 2, 3, 4, 5, 6, 7, 8, 9 };
static const guint8 weights[CRM_VIN_LENGTH] = {
  8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2
};

/**
 * crm_vin_normalise:
 * @text: (nullable): what a person typed
 * @replaced: (out) (optional): whether a letter was read as a digit
 *
 * Returns: (transfer full): one way to write it
 */
char *
crm_vin_normalise (const char *text, gboolean *replaced)
{
  char *vin = crm_lookalike_tidy (text, CRM_TIDY_DASHES | CRM_TIDY_LATIN);
  gboolean was_replaced = FALSE;

  for (char *at = vin; *at != '\0'; at++)
    if (*at == 'I' || *at == 'O' || *at == 'Q')
      {
        *at = *at == 'I' ? '1' : '0';
        was_replaced = TRUE;
      }

  if (replaced != NULL)
    *replaced = was_replaced;
  return vin;
}

/**
 * crm_vin_is_valid:
 * @vin: (nullable): text
 *
 * Returns: whether it may be a VIN, whatever its check digit says
 */
gboolean
crm_vin_is_valid (const char *vin)
{
  return vin != NULL && strlen (vin) == CRM_VIN_LENGTH &&
         strspn (vin, "ABCDEFGHJKLMNPRSTUVWXYZ0123456789") == CRM_VIN_LENGTH;
}

/**
 * crm_vin_check_digit_is_valid:
 * @vin: (nullable): text
 *
 * Returns: whether its ninth character is the right one
 */
gboolean
crm_vin_check_digit_is_valid (const char *vin)
{
  guint sum = 0;

  if (!crm_vin_is_valid (vin))
    return FALSE;

  for (guint i = 0; i < CRM_VIN_LENGTH; i++)
    sum += weights[i] *
           (g_ascii_isdigit (vin[i]) ? (guint) (vin[i] - '0') : letter_values[vin[i] - 'A']);
  return vin[CHECK_DIGIT] == "0123456789X"[sum % 11];
}

gboolean
crm_vin_has_check_digit (const char *vin)
{
  return vin != NULL && ((vin[0] >= '1' && vin[0] <= '5') || vin[0] == 'L');
}
