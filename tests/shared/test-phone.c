/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shared/base/crm-phone.h"
#include "tests/lib/crm-test.h"

typedef struct
{
  const char *name;
  const char *text;
  const char *expected;
} PhoneCase;

static const PhoneCase typed[] = {
  { "usual", "8 (900) 555-01-23", "+79005550123" },
  { "e164", "+79005550123", "+79005550123" },
  { "seven", "79005550123", "+79005550123" },
  { "ten-digits", "9005550123", "+79005550123" },
  { "city", "495 123-45-67", "+74951234567" },
  { "plus-eight", "+8 900 555 01 23", "+79005550123" },
  { "no-break-space", "8\302\240900\302\240555\302\24001\302\24023", "+79005550123" },
  { "long-dashes", "8 900 555–01—23", "+79005550123" },
  { "dots", "8.900.555.01.23", "+79005550123" },
  { "kazakhstan", "+7 701 123 45 67", "+77011234567" },
  { "belarus", "+375 29 123-45-67", "+375291234567" },
  { "belarus-without-plus", "375291234567", "+375291234567" },
  { "double-zero", "0049 30 123456", "+4930123456" },
  { "germany", "+49 30 123456", "+4930123456" },
  { "japan", "+81 3 1234 5678", "+81312345678" },
  { "usa", "+1 202 555 0123", "+12025550123" },
  { "longest", "+123456789012345", "+123456789012345" },
  { "too-long", "+1234567890123456", NULL },
  { "too-short", "12345", NULL },
  { "one-short", "+7900555012", NULL },
  { "one-more", "+790055501234", NULL },
  { "extension", "8 495 123-45-67 доб. 12", NULL },
  { "letters", "8900ABC0123", NULL },
  { "two-pluses", "+7+9005550123", NULL },
  { "plus-inside", "8+9005550123", NULL },
  { "empty", "", NULL },
  { "only-plus", "+", NULL },
  { "not-utf8", "\377\3769005550123", NULL },
};

static void
test_normalise (gconstpointer data)
{
  const PhoneCase *row = data;
  g_autofree char *phone = crm_phone_normalise (row->text);
  g_autofree char *again = crm_phone_normalise (phone);

  g_assert_cmpstr (phone, ==, row->expected);
  g_assert_cmpstr (again, ==, phone);
}

static const PhoneCase shown[] = {
  { "russia", "+79005550123", "+7 900 555-01-23" },
  { "belarus", "+375291234567", "+375 291 234 567" },
  { "germany", "+4930123456", "+49 301 234 56" },
  { "usa", "+12025550123", "+1 202 555 0123" },
  { "garbage", "дом", "дом" },
  { "empty", "", "" },
};

static void
test_format (gconstpointer data)
{
  const PhoneCase *row = data;
  g_autofree char *text = crm_phone_format (row->text);

  g_assert_cmpstr (text, ==, row->expected);
}

/* What is shown can be typed in again. */
static void
test_round_trip (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_autofree char *text = NULL;
      g_autofree char *back = NULL;

      if (typed[i].expected == NULL)
        continue;
      text = crm_phone_format (typed[i].expected);
      back = crm_phone_normalise (text);
      g_assert_cmpstr (back, ==, typed[i].expected);
    }
}

static void
test_extension (void)
{
  static const char *const rows[][3] = {
    { "8-800-555-35-35 доб. 12", "+78005553535", "12" },
    { "+7 495 123-45-67 ДОБ.100", "+74951234567", "100" },
    { "84951234567,1", "+74951234567", "1" },
    { "8 495 123-45-67 (вн. 5)", "+74951234567", "5" },
    { "+375 29 123 45 67 ext 3", "+375291234567", "3" },
    { "8 900 555-01-23", "+79005550123", NULL },
    { "8 900 555-01-23, 8 900 555-01-24", NULL, NULL },
    { "8 900 555-01-23 доб.", NULL, NULL },
    { "112", NULL, NULL },
    { "доб. 5", NULL, NULL },
    { "", NULL, NULL },
    { NULL, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *extension = NULL;
      g_autofree char *number = crm_phone_split (rows[i][0], &extension);
      g_autofree char *again = crm_phone_split (rows[i][0], NULL);

      g_assert_cmpstr (number, ==, rows[i][1]);
      g_assert_cmpstr (again, ==, rows[i][1]);
      g_assert_cmpstr (extension, ==, rows[i][2]);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  crm_test_add_cases ("/phone/normalise", typed, sizeof typed[0], G_N_ELEMENTS (typed),
                      test_normalise);
  crm_test_add_cases ("/phone/format", shown, sizeof shown[0], G_N_ELEMENTS (shown), test_format);
  g_test_add_func ("/phone/round-trip", test_round_trip);
  g_test_add_func ("/phone/extension", test_extension);

  return g_test_run ();
}
