/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes are cards or an error; what was read is text, and is read again the same after it was
 * written. */
#include <string.h>

#include "shared/codec/crm-vcard.h"
#include "tests/fuzz/fuzz-target.h"

static void
check_text (const char *text)
{
  if (text == NULL)
    return;
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_cmpuint (strlen (text), <=, CRM_VCARD_MAX_TEXT);
  g_assert_cmpuint (strlen (text), >, 0);
}

static void
check_card (const CrmVcard *card, guint version)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) twice = g_string_new (NULL);
  g_autoptr (GPtrArray) again = NULL;
  const CrmVcard *copy;

  crm_vcard_append (text, card, version);
  again = crm_vcard_parse (text->str, text->len, NULL);
  g_assert_nonnull (again);
  g_assert_cmpuint (again->len, ==, 1);
  copy = again->pdata[0];
  g_assert_cmpstr (copy->last_name, ==, card->last_name);
  g_assert_cmpstr (copy->note, ==, card->note);
  g_assert_cmpstr (copy->company, ==, card->company);
  g_assert_cmpuint (copy->phones->len, ==, card->phones->len);
  g_assert_cmpuint (copy->emails->len, ==, card->emails->len);
  g_assert_cmpuint (copy->addresses->len, ==, card->addresses->len);
  g_assert_cmpuint (copy->categories->len, ==, card->categories->len);
  crm_vcard_append (twice, copy, version);
  /* A company that had a person's name too is told by KIND alone, which 3.0 has not. */
  g_assert_cmpstr (twice->str, ==, text->str);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) cards = crm_vcard_parse ((const char *) data, size, &error);

  g_assert_cmpint (cards == NULL, ==, error != NULL);
  for (guint i = 0; cards != NULL && i < cards->len; i++)
    {
      const CrmVcard *card = cards->pdata[i];

      check_text (card->display_name);
      check_text (card->last_name);
      check_text (card->company);
      check_text (card->note);
      check_card (card, 3);
      check_card (card, 4);
    }
  return 0;
}
