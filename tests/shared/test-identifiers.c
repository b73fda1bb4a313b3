/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers of papers, vehicles, companies and banks, on published examples and on what people type.
 */
#include "shared/base/crm-date.h"
#include "shared/customers/crm-document-expiry.h"
#include "shared/customers/crm-identifier.h"
#include "shared/customers/crm-plate.h"
#include "shared/customers/crm-vin.h"
#include "tests/lib/crm-test.h"

typedef struct
{
  const char *name;
  CrmIdentifierKind kind;
  const char *typed;
  const char *normal;
  const char *code;  /* %NULL: it is good */
  const char *shown; /* %NULL: as the normal form */
  const char *context;
  gboolean is_error;
} Case;

static const Case cases[] = {
  { "inn10", CRM_IDENTIFIER_INN, " 7707 083-893", "7707083893" },
  { "inn10-yandex", CRM_IDENTIFIER_INN_COMPANY, "7736207543", "7736207543" },
  { "inn10-wrong", CRM_IDENTIFIER_INN, "7707083894", "7707083894", "checksum", .is_error = TRUE },
  { "inn12", CRM_IDENTIFIER_INN_PERSON, "500100732259", "500100732259" },
  { "inn12-wrong", CRM_IDENTIFIER_INN, "500100732258", "500100732258", "checksum",
    .is_error = TRUE },
  { "inn-of-a-company", CRM_IDENTIFIER_INN_PERSON, "7707083893", "7707083893", "format",
    .is_error = TRUE },
  { "inn-empty", CRM_IDENTIFIER_INN, "  ", NULL, "required", .is_error = TRUE },
  { "inn-null", CRM_IDENTIFIER_INN, NULL, NULL, "required", .is_error = TRUE },
  { "inn-zeros", CRM_IDENTIFIER_INN, "0000000000", "0000000000", "checksum", .is_error = TRUE },
  { "snils", CRM_IDENTIFIER_SNILS, "112-233-445 95", "11223344595", NULL, "112-233-445 95" },
  { "snils-00", CRM_IDENTIFIER_SNILS, "087-654-303 00", "08765430300", NULL, "087-654-303 00" },
  { "snils-wrong", CRM_IDENTIFIER_SNILS, "112-233-445 96", "11223344596", "checksum",
    "112-233-445 96", .is_error = TRUE },
  { "snils-old", CRM_IDENTIFIER_SNILS, "001-001-998 42", "00100199842", NULL, "001-001-998 42" },
  { "ogrn", CRM_IDENTIFIER_OGRN, "1027700132195", "1027700132195" },
  { "ogrn-wrong", CRM_IDENTIFIER_OGRN, "1027700132196", "1027700132196", "checksum",
    .is_error = TRUE },
  { "ogrnip", CRM_IDENTIFIER_OGRNIP, "304500116000157", "304500116000157" },
  { "ogrnip-wrong", CRM_IDENTIFIER_OGRNIP, "304500116000158", "304500116000158", "checksum",
    .is_error = TRUE },
  { "ogrnip-in-ogrn", CRM_IDENTIFIER_OGRN, "304500116000157", "304500116000157", "format",
    .is_error = TRUE },
  { "kpp", CRM_IDENTIFIER_KPP, "773601001", "773601001" },
  { "kpp-letters", CRM_IDENTIFIER_KPP, "7736аб001", "7736AБ001", "format", .is_error = TRUE },
  { "kpp-twins", CRM_IDENTIFIER_KPP, "7736АВ001", "7736AB001" },
  { "kpp-short", CRM_IDENTIFIER_KPP, "7", "7", "format", .is_error = TRUE },
  { "bic", CRM_IDENTIFIER_BIC, "044525225", "044525225" },
  { "bic-rare", CRM_IDENTIFIER_BIC, "144525225", "144525225", "unusual" },
  { "bic-short", CRM_IDENTIFIER_BIC, "44525225", "44525225", "format", .is_error = TRUE },
  { "account", CRM_IDENTIFIER_ACCOUNT, "40702 810 2 0000 0012345", "40702810200000012345", NULL,
    "40702 810 2 0000 0012345", "044525225" },
  { "account-2", CRM_IDENTIFIER_ACCOUNT, "40802810900000067890", "40802810900000067890", NULL,
    "40802 810 9 0000 0067890", "044525974" },
  { "account-other-bank", CRM_IDENTIFIER_ACCOUNT, "40702810200000012345", "40702810200000012345",
    "checksum", "40702 810 2 0000 0012345", "044525974", TRUE },
  { "account-no-bic", CRM_IDENTIFIER_ACCOUNT, "40702810200000012346", "40702810200000012346", NULL,
    "40702 810 2 0000 0012346" },
  { "account-short", CRM_IDENTIFIER_ACCOUNT, "4070281020000001234", "4070281020000001234", "format",
    .is_error = TRUE },
  { "correspondent", CRM_IDENTIFIER_CORRESPONDENT_ACCOUNT, "30101810400000000225",
    "30101810400000000225", NULL, "30101 810 4 0000 0000225", "044525225" },
  { "correspondent-odd", CRM_IDENTIFIER_CORRESPONDENT_ACCOUNT, "40702810200000012345",
    "40702810200000012345", "unusual", "40702 810 2 0000 0012345", "044525225" },
  { "vin", CRM_IDENTIFIER_VIN, "1m8gdm9axkp042788", "1M8GDM9AXKP042788" },
  { "vin-ones", CRM_IDENTIFIER_VIN, "11111111111111111", "11111111111111111" },
  { "vin-american-wrong", CRM_IDENTIFIER_VIN, "1M8GDM9A1KP042788", "1M8GDM9A1KP042788",
    "checksum" },
  { "vin-russian", CRM_IDENTIFIER_VIN, "XTA 210990 Y 2765432", "XTA210990Y2765432" },
  { "vin-cyrillic", CRM_IDENTIFIER_VIN, "ХТА210990У2765432", "XTA210990Y2765432" },
  { "vin-letter-o", CRM_IDENTIFIER_VIN, "XTA21O99OY2765432", "XTA210990Y2765432", "replaced" },
  { "vin-short", CRM_IDENTIFIER_VIN, "XTA210990Y276543", "XTA210990Y276543", "format",
    .is_error = TRUE },
  { "vin-absent", CRM_IDENTIFIER_VIN, "отсутствует", NULL, "absent", "отсутствует" },
  { "body", CRM_IDENTIFIER_BODY_NUMBER, "АЕ86-3012345", "AE86-3012345" },
  { "body-absent", CRM_IDENTIFIER_BODY_NUMBER, "отсутств.", NULL, "absent", "отсутств." },
  { "body-odd", CRM_IDENTIFIER_BODY_NUMBER, "Ж1", "Ж1", "unusual" },
  { "plate", CRM_IDENTIFIER_PLATE, "a123bc 777", "А123ВС777", NULL, "А 123 ВС 777" },
  { "plate-rus", CRM_IDENTIFIER_PLATE, "А123ВС77 RUS", "А123ВС77", NULL, "А 123 ВС 77" },
  { "plate-zeros", CRM_IDENTIFIER_PLATE, "А000ВС77", "А000ВС77", "unusual", "А 000 ВС 77" },
  { "plate-foreign", CRM_IDENTIFIER_PLATE, "1234 AB-7", "1234AB7", "unusual", "1234 AB-7" },
  { "plate-junk", CRM_IDENTIFIER_PLATE, "А123ВС77!", "А123ВС77!", "format", .is_error = TRUE },
  { "passport", CRM_IDENTIFIER_PASSPORT, "45 03 № 123456", "4503123456", NULL, "45 03 123456" },
  { "passport-short", CRM_IDENTIFIER_PASSPORT, "45 03 12345", "450312345", "format",
    .is_error = TRUE },
  { "foreign-passport", CRM_IDENTIFIER_FOREIGN_PASSPORT, "71 1234567", "711234567", NULL,
    "71 1234567" },
  { "certificate", CRM_IDENTIFIER_BIRTH_CERTIFICATE, "ii-мю № 123456", "II-МЮ123456", NULL,
    "II-МЮ 123456" },
  { "certificate-latin", CRM_IDENTIFIER_BIRTH_CERTIFICATE, "IV AK 123456", "IV-АК123456", NULL,
    "IV-АК 123456" },
  { "certificate-cyrillic", CRM_IDENTIFIER_BIRTH_CERTIFICATE, "ХI-ОН 123456", "XI-ОН123456", NULL,
    "XI-ОН 123456" },
  { "certificate-odd", CRM_IDENTIFIER_BIRTH_CERTIFICATE, "12 3456", "123456", "format" },
  { "licence", CRM_IDENTIFIER_DRIVING_LICENCE, "77 ah 123456", "77АН123456", NULL, "77 АН 123456" },
  { "licence-digits", CRM_IDENTIFIER_DRIVING_LICENCE, "9900123456", "9900123456", NULL,
    "99 00 123456" },
  { "licence-foreign", CRM_IDENTIFIER_DRIVING_LICENCE, "D1234567", "D1234567", "format" },
  { "sts", CRM_IDENTIFIER_VEHICLE_CERTIFICATE, "99 уo 123456", "99УО123456", NULL, "99 УО 123456" },
  { "pts", CRM_IDENTIFIER_VEHICLE_PASSPORT, "77 HX 123456", "77НХ123456", NULL, "77 НХ 123456" },
  { "epts", CRM_IDENTIFIER_E_VEHICLE_PASSPORT, "164301000123456", "164301000123456" },
  { "epts-short", CRM_IDENTIFIER_E_VEHICLE_PASSPORT, "16430100012345", "16430100012345", "format" },
  { "oms", CRM_IDENTIFIER_OMS, "2200 0000 0000 0004", "2200000000000004", NULL,
    "2200 0000 0000 0004" },
  { "oms-wrong", CRM_IDENTIFIER_OMS, "2200000000000005", "2200000000000005", "checksum",
    "2200 0000 0000 0005" },
  { "osago", CRM_IDENTIFIER_OSAGO, "xxx 0123456789", "ХХХ0123456789", NULL, "ХХХ 0123456789" },
  { "osago-paper", CRM_IDENTIFIER_OSAGO, "ттт № 7012345678", "ТТТ7012345678", NULL,
    "ТТТ 7012345678" },
  { "osago-series", CRM_IDENTIFIER_OSAGO, "ЮЮЮ0123456789", "ЮЮЮ0123456789", "unusual",
    "ЮЮЮ 0123456789" },
  { "osago-short", CRM_IDENTIFIER_OSAGO, "XXX012345678", "ХХХ012345678", "format",
    .is_error = TRUE },
  { "cadastral", CRM_IDENTIFIER_CADASTRAL, "77:01:0001001 :1234", "77:01:0001001:1234" },
  { "cadastral-6", CRM_IDENTIFIER_CADASTRAL, "50:20:010203:7", "50:20:010203:7" },
  { "cadastral-old", CRM_IDENTIFIER_CADASTRAL, "77-77-01/001/2010-123", "77-77-01/001/2010-123",
    "format" },
  { "cadastral-open", CRM_IDENTIFIER_CADASTRAL, "77:01:0001001:", "77:01:0001001:", "format" },
  { "issuer", CRM_IDENTIFIER_ISSUER_CODE, "770001", "770-001" },
  { "issuer-dashed", CRM_IDENTIFIER_ISSUER_CODE, "770-001", "770-001" },
  { "issuer-short", CRM_IDENTIFIER_ISSUER_CODE, "77000", "77000", "format" },
};

static void
test_identifier (gconstpointer data)
{
  const Case *row = data;
  g_autofree char *normal = NULL;
  g_autofree char *again = NULL;
  g_autofree char *shown = crm_identifier_format (row->kind, row->typed);
  const char *code = "unset";
  CrmSeverity severity = crm_identifier_check (row->kind, row->typed, row->context, &normal, &code);
  CrmSeverity expected = row->code != NULL ? CRM_SEVERITY_WARNING : CRM_SEVERITY_OK;

  g_assert_cmpstr (normal, ==, row->normal);
  g_assert_cmpstr (code, ==, row->code);
  g_assert_cmpint (severity, ==, row->is_error ? CRM_SEVERITY_ERROR : expected);
  g_assert_nonnull (crm_identifier_get_form (row->kind));
  if (normal == NULL)
    return;

  g_assert_cmpstr (shown, ==, row->shown != NULL ? row->shown : row->normal);
  /* The form for people is read as the same number. */
  crm_identifier_check (row->kind, shown, row->context, &again, NULL);
  g_assert_cmpstr (again, ==, normal);
}

/* What is typed a key at a time, or is foreign to every kind, is judged and never kept half. */
static void
test_anything (void)
{
  static const char *const odd[] = { "",
                                     " ",
                                     "№",
                                     "-",
                                     "\xff\xfe",
                                     "🚗",
                                     "Ё",
                                     "IC",
                                     "II",
                                     "АВ",
                                     "a b c d e f g h i j k l m n o p q r s t u v w x y z" };

  for (guint i = 0; i < G_N_ELEMENTS (cases) + G_N_ELEMENTS (odd); i++)
    {
      const char *typed = i < G_N_ELEMENTS (cases) ? cases[i].typed : odd[i - G_N_ELEMENTS (cases)];
      gsize length = typed != NULL ? strlen (typed) : 0;

      for (gsize cut = 0; cut <= length; cut++)
        for (int kind = 0; kind < CRM_IDENTIFIER_N_KINDS; kind++)
          {
            g_autofree char *part = g_strndup (typed, cut);
            g_autofree char *normal = NULL;
            g_autofree char *shown = crm_identifier_format (kind, part);
            const char *code;

            g_assert_cmpint (crm_identifier_check (kind, part, "044525225", &normal, &code) ==
                                 CRM_SEVERITY_OK,
                             ==, code == NULL);
            if (normal != NULL)
              g_assert_true (g_utf8_validate (normal, -1, NULL));
            g_assert_nonnull (shown);
          }
    }
}

static void
test_split (void)
{
  static const struct
  {
    CrmIdentifierKind kind;
    const char *normal, *series, *number;
  } parts[] = {
    { CRM_IDENTIFIER_PASSPORT, "4503123456", "4503", "123456" },
    { CRM_IDENTIFIER_FOREIGN_PASSPORT, "711234567", "71", "1234567" },
    { CRM_IDENTIFIER_OSAGO, "ХХХ0123456789", "ХХХ", "0123456789" },
    { CRM_IDENTIFIER_VEHICLE_CERTIFICATE, "99УО123456", "99УО", "123456" },
    { CRM_IDENTIFIER_BIRTH_CERTIFICATE, "II-МЮ123456", "II-МЮ", "123456" },
    { CRM_IDENTIFIER_INN, "7707083893", NULL, "7707083893" },
    { CRM_IDENTIFIER_PASSPORT, "45", NULL, "45" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *series = NULL;
      g_autofree char *number = NULL;

      g_assert_cmpint (crm_identifier_split (parts[i].kind, parts[i].normal, &series, &number), ==,
                       parts[i].series != NULL);
      g_assert_cmpstr (series, ==, parts[i].series);
      g_assert_cmpstr (number, ==, parts[i].number);
    }
}

static void
test_names (void)
{
  CrmIdentifierKind found;

  for (int kind = 0; kind < CRM_IDENTIFIER_N_KINDS; kind++)
    {
      g_assert_true (crm_identifier_find (crm_identifier_get_name (kind), &found));
      g_assert_cmpint (found, ==, kind);
    }
  g_assert_false (crm_identifier_find ("nothing", &found));
  g_assert_false (crm_identifier_find (NULL, &found));
}

typedef struct
{
  const char *name;
  const char *typed;
  CrmPlateType type;
  const char *normal;
  const char *shown;
} PlateCase;

static const PlateCase plates[] = {
  { "car", "А123ВС77", CRM_PLATE_CAR, "А123ВС77", "А 123 ВС 77" },
  { "car-latin", "x 777 yo 178", CRM_PLATE_CAR, "Х777УО178", "Х 777 УО 178" },
  { "car-wrong-letter", "Б123ВС77", CRM_PLATE_UNKNOWN, "Б123ВС77", "Б123ВС77" },
  { "bus", "АВ 123 177", CRM_PLATE_BUS, "АВ123177", "АВ 123 177" },
  { "bus-short", "АВ12377", CRM_PLATE_BUS, "АВ12377", "АВ 123 77" },
  { "bus-by-region", "АВ123799", CRM_PLATE_BUS, "АВ123799", "АВ 123 799" },
  { "trailer", "АВ 1234 77", CRM_PLATE_TRAILER, "АВ123477", "АВ 1234 77" },
  { "trailer-by-region", "АВ123477", CRM_PLATE_TRAILER, "АВ123477", "АВ 1234 77" },
  { "trailer-beats-region", "АВ 1237 99", CRM_PLATE_TRAILER, "АВ123799", NULL },
  { "trailer-long", "АВ1234177", CRM_PLATE_TRAILER, "АВ1234177", "АВ 1234 177" },
  { "motorcycle", "1234 AB 50", CRM_PLATE_MACHINE, "1234АВ50", "1234 АВ 50" },
  { "transit", "АВ 123 С 77", CRM_PLATE_TRANSIT, "АВ123С77", "АВ 123 С 77" },
  { "police", "А 1234 77", CRM_PLATE_POLICE, "А123477", "А 1234 77" },
  { "police-trailer", "123А77", CRM_PLATE_POLICE, "123А77", "123 А 77" },
  { "police-motorcycle", "1234А77", CRM_PLATE_POLICE, "1234А77", "1234 А 77" },
  { "export", "Т АВ 123 77", CRM_PLATE_EXPORT, "ТАВ12377", "Т АВ 123 77" },
  { "ambassador", "001 cd 1 77", CRM_PLATE_EMBASSY, "001CD177", "001 CD 1 77" },
  { "diplomat", "004 Д 123 77", CRM_PLATE_EMBASSY, "004D12377", "004 D 123 77" },
  { "embassy-staff", "004Т123177", CRM_PLATE_EMBASSY, "004T123177", "004 T 123 177" },
  { "no-region", "А123ВС", CRM_PLATE_UNKNOWN, "А123ВС", "А123ВС" },
  { "too-long", "А123ВС7777", CRM_PLATE_UNKNOWN, "А123ВС7777", "А123ВС7777" },
  { "very-long", "А123ВС777777777777777", CRM_PLATE_UNKNOWN, "А123ВС777777777777777", NULL },
  { "only-country", "RUS", CRM_PLATE_UNKNOWN, "RUS", "RUS" },
  { "empty", "", CRM_PLATE_UNKNOWN, "", "" },
};

static void
test_plate (gconstpointer data)
{
  const PlateCase *row = data;
  g_autofree char *normal = NULL;
  g_autofree char *shown = NULL;

  g_assert_cmpint (crm_plate_parse (row->typed, &normal), ==, row->type);
  g_assert_cmpint (crm_plate_parse (row->typed, NULL), ==, row->type);
  g_assert_cmpstr (normal, ==, row->normal);
  shown = crm_plate_format (normal);
  if (row->shown != NULL)
    g_assert_cmpstr (shown, ==, row->shown);
}

static void
test_zeros (void)
{
  g_assert_true (crm_plate_has_zeros ("А000ВС77"));
  g_assert_true (crm_plate_has_zeros ("А123ВС00"));
  g_assert_false (crm_plate_has_zeros ("А001ВС77"));
  g_assert_false (crm_plate_has_zeros ("004D00077"));
  g_assert_false (crm_plate_has_zeros (NULL));
}

/* Every character of a VIN counts: one wrong is found, but for the letters that count alike. */
static void
test_vin_every_character (void)
{
  const char *good = "1M8GDM9AXKP042788";

  for (guint at = 0; at < CRM_VIN_LENGTH; at++)
    for (char digit = '0'; digit <= '9'; digit++)
      {
        g_autofree char *vin = g_strdup (good);

        vin[at] = digit;
        g_assert_true (crm_vin_is_valid (vin));
        if (g_ascii_isdigit (good[at]))
          g_assert_cmpint (crm_vin_check_digit_is_valid (vin), ==, digit == good[at]);
      }
  g_assert_false (crm_vin_check_digit_is_valid ("1M8GDM9AXKP04278"));
  g_assert_false (crm_vin_is_valid ("1M8GDM9AXKP04278O"));
}

typedef struct
{
  const char *name;
  CrmPaperDates paper;
  const char *expiry;
} ExpiryCase;

static const ExpiryCase expiries[] = {
  { "stands-on-it", { "passport", "1990-05-01", "2010-06-01", "2031-01-01" }, "2031-01-01" },
  { "till-20", { "passport", "2000-05-01", "2014-06-01", NULL }, "2020-07-30" },
  { "till-45", { "passport", "1990-05-01", "2010-05-10", NULL }, "2035-07-30" },
  { "on-the-birthday", { "passport", "1990-05-01", "2010-05-01", NULL }, "2035-07-30" },
  { "day-before", { "passport", "1990-05-01", "2010-04-30", NULL }, "2010-07-30" },
  { "for-ever", { "passport", "1960-05-01", "2005-06-01", NULL }, NULL },
  { "leap", { "passport", "1980-02-29", "2001-06-01", NULL }, "2025-05-30" },
  { "no-birth", { "passport", NULL, "2005-06-01", NULL }, NULL },
  { "no-issue", { "passport", "1960-05-01", NULL, NULL }, NULL },
  { "licence", { "driving-licence", NULL, "2020-02-29", NULL }, "2030-03-01" },
  { "licence-no-issue", { "driving-licence", NULL, NULL, NULL }, NULL },
  { "snils", { "snils", "1960-05-01", "2005-06-01", NULL }, NULL },
};

static void
test_expiry (gconstpointer data)
{
  const ExpiryCase *row = data;
  g_autofree char *expiry = crm_document_dup_expiry (&row->paper);

  g_assert_cmpstr (expiry, ==, row->expiry);
}

static void
test_days (void)
{
  int days;

  g_assert_true (crm_date_to_days ("1970-01-01", &days));
  g_assert_cmpint (days, ==, 0);
  g_assert_true (crm_date_to_days ("2000-02-29T12:00:00Z", &days));
  g_assert_cmpint (days, ==, 11016);
  g_assert_false (crm_date_to_days ("2001-02-29", &days));
  g_assert_false (crm_date_to_days ("2001-02-2", &days));
  g_assert_false (crm_date_to_days (NULL, &days));
  for (days = -62091; days <= 84370; days += 13)
    {
      g_autofree char *date = crm_date_from_days (days);
      int back;

      g_assert_true (crm_date_to_days (date, &back));
      g_assert_cmpint (back, ==, days);
    }
  g_assert_cmpint (crm_date_full_years ("1980-02-29", "2001-02-28"), ==, 20);
  g_assert_cmpint (crm_date_full_years ("1980-02-29", "2001-03-01"), ==, 21);
  g_assert_cmpint (crm_date_full_years ("1980-05-10", "1980-05-10"), ==, 0);
  g_assert_cmpint (crm_date_full_years ("1980-05-10", "1980-05-09"), ==, -1);
  g_assert_cmpint (crm_date_full_years (NULL, "1980-05-09"), ==, -1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  crm_test_add_cases ("/identifier/check", cases, sizeof cases[0], G_N_ELEMENTS (cases),
                      test_identifier);
  g_test_add_func ("/identifier/anything", test_anything);
  g_test_add_func ("/identifier/split", test_split);
  g_test_add_func ("/identifier/names", test_names);
  crm_test_add_cases ("/plate", plates, sizeof plates[0], G_N_ELEMENTS (plates), test_plate);
  g_test_add_func ("/plate-zeros", test_zeros);
  g_test_add_func ("/vin/every-character", test_vin_every_character);
  crm_test_add_cases ("/expiry", expiries, sizeof expiries[0], G_N_ELEMENTS (expiries),
                      test_expiry);
  g_test_add_func ("/date/days", test_days);
  return g_test_run ();
}
