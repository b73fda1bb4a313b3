/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Single values as they are typed or come over the wire: phones, amounts, instants, dates, ids,
 * numbers with check digits. What is read is the same again when written. */
#include "shared/base/crm-id.h"
#include "shared/base/crm-money.h"
#include "shared/base/crm-phone.h"
#include "shared/base/crm-text.h"
#include "shared/base/crm-time.h"
#include "shared/codec/crm-mask.h"
#include "shared/customers/crm-account-rules.h"
#include "shared/customers/crm-customer-rules.h"
#include "shared/customers/crm-document-rules.h"
#include "tests/fuzz/fuzz-target.h"

static void
check_phone (const char *text)
{
  g_autofree char *phone = crm_phone_normalise (text);
  g_autofree char *shown = crm_phone_format (text);
  g_autofree char *again = NULL;
  g_autofree char *formatted = NULL;
  g_autofree char *back = NULL;

  if (phone == NULL)
    return;
  again = crm_phone_normalise (phone);
  g_assert_cmpstr (again, ==, phone);
  formatted = crm_phone_format (phone);
  back = crm_phone_normalise (formatted);
  g_assert_cmpstr (back, ==, phone);
}

static void
check_money (const char *text)
{
  gint64 kopecks, back;
  g_autofree char *shown = NULL;

  if (!crm_money_parse (text, &kopecks, NULL))
    return;
  shown = crm_money_format (kopecks, TRUE);
  g_assert_true (crm_money_parse (shown, &back, NULL));
  g_assert_cmpint (back, ==, kopecks);
}

static void
check_time (const char *text)
{
  gint64 time, back;
  g_autofree char *written = NULL;

  if (!crm_time_parse (text, &time, NULL))
    return;
  written = crm_time_to_string (time);
  g_assert_true (crm_time_parse (written, &back, NULL));
  g_assert_cmpint (back, ==, time);
}

static void
check_id (const char *text)
{
  guint8 bytes[CRM_ID_BYTES];
  char back[CRM_ID_LENGTH + 1];

  if (!crm_id_is_valid (text))
    return;
  g_assert_true (crm_id_to_bytes (text, bytes));
  crm_id_from_bytes (bytes, back);
  g_assert_cmpstr (back, ==, text);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *masked = NULL;

  check_phone (text);
  check_money (text);
  check_time (text);
  check_id (text);
  crm_date_is_valid (text);
  crm_inn_is_valid (text);
  crm_ogrn_is_valid (text);
  crm_snils_is_valid (text);
  crm_account_key_is_valid (text, "044525225");
  crm_account_key_is_valid ("40702810900000000001", text);
  if (g_utf8_validate (text, -1, NULL))
    {
      masked = crm_text_mask (text);
      g_assert_true (*text == '\0' || crm_text_is_masked (masked));
    }
  return 0;
}
