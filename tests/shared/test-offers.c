/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of offers: what is read, what is refused where, and who is offered what. */
#include "shared/customers/crm-offer-engine.h"
#include "tests/lib/crm-test.h"

#define TODAY     "2026-11-23"
#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* ---- reading ------------------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  const char *json;
  const char *place; /* %NULL: it is good */
} ReadCase;

static const ReadCase reads[] = {
  { "holds", "{\"holds\":\"osago\"}" },
  { "list", "{\"lacks\":[\"osago\",\"kasko\"]}" },
  { "nested", "{\"all\":[{\"any\":[{\"company\":true}]},{\"not\":{\"standing\":[\"lead\"]}}]}" },
  { "object", "{\"object\":{\"type\":\"vehicle\",\"min_age\":0,\"max_age\":7}}" },
  { "empty-object", "{\"object\":{}}" },
  { "season", "{\"season\":{\"from\":\"02-29\",\"to\":\"05-31\"}}" },
  { "not-json", "{", "" },
  { "list-at-top", "[]", ":" },
  { "two-members", "{\"holds\":\"a\",\"lacks\":\"b\"}", ":" },
  { "none", "{}", ":" },
  { "unknown", "{\"owns\":\"osago\"}", "/owns:" },
  { "unknown-inside", "{\"all\":[{\"holds\":\"a\"},{\"object\":{\"colour\":\"red\"}}]}",
    "/all/1/object/colour:" },
  { "type-inside", "{\"not\":{\"object\":{\"max_age\":\"7\"}}}", "/not/object/max_age:" },
  { "negative", "{\"person\":{\"min_age\":-1}}", "/person/min_age:" },
  { "upside-down", "{\"person\":{\"min_age\":5,\"max_age\":4}}", "/person:" },
  { "person-holds", "{\"person\":{\"holds\":\"osago\"}}", "/person/holds:" },
  { "empty-list", "{\"any\":[]}", "/any:" },
  { "empty-words", "{\"holds\":[]}", "/holds:" },
  { "empty-word", "{\"holds\":\"\"}", "/holds:" },
  { "no-days", "{\"expires\":{\"product\":\"osago\"}}", "/expires:" },
  { "half-season", "{\"season\":{\"from\":\"05-01\"}}", "/season:" },
  { "odd-season", "{\"season\":{\"from\":\"05-32\",\"to\":\"06-01\"}}", "/season/from:" },
  { "odd-standing", "{\"standing\":\"vip\"}", "/standing:" },
  { "odd-company", "{\"company\":1}", "/company:" },
  { "deep",
    "{\"not\":{\"not\":{\"not\":{\"not\":{\"not\":{\"not\":{\"not\":{\"not\":{\"not\":{\"company\":"
    "true}}"
    "}}}}}}}}",
    "/not/not/not/not/not/not/not/not/not:" },
};

static void
test_read (gconstpointer data)
{
  const ReadCase *row = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmConditions) conditions = crm_conditions_new (row->json, -1, &error);

  if (row->place == NULL)
    {
      g_assert_no_error (error);
      g_assert_nonnull (conditions);
      return;
    }
  g_assert_null (conditions);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_assert_true (g_str_has_prefix (error->message, row->place));
}

static void
test_many (void)
{
  g_autoptr (GString) json = g_string_new ("{\"any\":[");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < CRM_CONDITIONS_MAX; i++)
    g_string_append_printf (json, "%s{\"company\":true}", i > 0 ? "," : "");
  g_string_append (json, "]}");
  g_assert_null (crm_conditions_new (json->str, -1, &error));
  g_assert_true (g_str_has_prefix (error->message, "/any/99/company:"));
}

static void
test_reason (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (crm_offer_check_reason ("{object}: {object_age} г., до {date}", NULL));
  g_assert_true (crm_offer_check_reason ("", NULL));
  g_assert_false (crm_offer_check_reason ("{colour}", &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_assert_false (crm_offer_check_reason ("{object", NULL));
  g_assert_false (crm_offer_check_reason ("{obj{object}", NULL));
  g_assert_false (crm_offer_check_reason ("{}", NULL));
}

/* ---- trying -------------------------------------------------------------------------------- */

#define POLICY(product, from, to, ...)                                                             \
  {                                                                                                \
    { "active", product, from, to, 100 }, __VA_ARGS__                                              \
  }
#define CAR                                                                                        \
  {                                                                                                \
    "car", "vehicle", "Хвоинка Универсал", 2021                                                    \
  }
#define WRECK                                                                                      \
  {                                                                                                \
    "old", "vehicle", "Ёлочка", 2005                                                               \
  }
#define FLAT                                                                                       \
  {                                                                                                \
    "flat", "property", "Квартира на Лесной", 0                                                    \
  }
#define OSAGO POLICY ("osago", "2026-03-01", "2027-02-28", LIST ("car"))

typedef struct
{
  const char *name;
  const char *conditions;
  const char *reason;
  CrmOfferContext context;
  CrmOfferVerdict verdict;
  const char *told; /* reasons of the hits, joined by ; */
} TryCase;

#define KASKO                                                                                      \
  "{\"object\":{\"type\":\"vehicle\",\"max_age\":7,\"holds\":\"osago\",\"lacks\":\"kasko\"}}"

static const CrmOfferObject garage[] = { WRECK, CAR, FLAT };
static const CrmOfferPolicy with_osago[] = { OSAGO };
static const CrmOfferPolicy with_both[] = {
  OSAGO, POLICY ("kasko", "2026-12-01", "2027-11-30", LIST ("car"))
};
static const CrmOfferPolicy without_objects[] = {
  POLICY ("osago", "2026-03-01", "2027-02-28", NULL),
  POLICY ("kasko", "2026-03-01", "2027-02-28", NULL)
};
static const CrmOfferPolicy ending[] = {
  POLICY ("osago", "2025-12-10", "2026-12-09", LIST ("car"))
};
static const CrmOfferPolicy renewed[] = {
  POLICY ("osago", "2025-12-10", "2026-12-09", LIST ("car")),
  POLICY ("osago", "2026-12-10", "2027-12-09", LIST ("car")),
};
static const CrmOfferMember family[] = {
  { "m1", "Анна", "spouse", "1990-02-02", LIST ("vzr") },
  { "m2", "Лев", "child", "2018-11-24", NULL },
  { "m3", "Ева", "child", NULL, NULL },
};
static const CrmOfferPolicy travel_for_lev[] = {
  POLICY ("vzr", "2026-11-01", "2026-12-01", LIST ("m2"))
};

#define GARAGE      .objects = garage, .n_objects = G_N_ELEMENTS (garage)
#define FAMILY      .members = family, .n_members = G_N_ELEMENTS (family)
#define HOLDS(list) .policies = list, .n_policies = G_N_ELEMENTS (list)

static const TryCase tries[] = {
  { "young-car",
    KASKO,
    "{object}: {object_age}",
    { TODAY, GARAGE, HOLDS (with_osago) },
    CRM_OFFER_MADE,
    "Хвоинка Универсал: 5" },
  { "has-both", KASKO, "", { TODAY, GARAGE, HOLDS (with_both) }, CRM_OFFER_UNFIT, "" },
  { "policy-of-any-object",
    KASKO,
    "",
    { TODAY, GARAGE, HOLDS (without_objects) },
    CRM_OFFER_UNFIT,
    "" },
  { "no-objects", KASKO, "", { TODAY, HOLDS (with_osago) }, CRM_OFFER_UNFIT, "" },
  { "all-objects",
    "{\"object\":{\"lacks\":\"property\"}}",
    "{object}",
    { TODAY, GARAGE },
    CRM_OFFER_MADE,
    "Ёлочка;Хвоинка Универсал;Квартира на Лесной" },
  { "expires",
    "{\"expires\":{\"product\":\"osago\",\"within_days\":16}}",
    "{date} {days}",
    { TODAY, HOLDS (ending) },
    CRM_OFFER_MADE,
    "09.12.2026 16" },
  { "expires-later",
    "{\"expires\":{\"product\":\"osago\",\"within_days\":15}}",
    "",
    { TODAY, HOLDS (ending) },
    CRM_OFFER_UNFIT,
    "" },
  { "expires-other",
    "{\"expires\":{\"product\":\"kasko\",\"within_days\":90}}",
    "",
    { TODAY, HOLDS (ending) },
    CRM_OFFER_UNFIT,
    "" },
  { "renewed",
    "{\"expires\":{\"product\":\"osago\",\"within_days\":60}}",
    "",
    { TODAY, HOLDS (renewed) },
    CRM_OFFER_UNFIT,
    "" },
  { "expires-of-object",
    "{\"all\":[{\"object\":{\"type\":\"vehicle\"}},{\"expires\":{\"within_days\":60}}]}",
    "{object} {days}",
    { TODAY, GARAGE, HOLDS (ending) },
    CRM_OFFER_MADE,
    "Хвоинка Универсал 16" },
  { "family",
    "{\"family\":{\"lacks\":\"vzr\"}}",
    "{person} {person_age}",
    { TODAY, FAMILY },
    CRM_OFFER_MADE,
    "Лев 7;Ева ?" },
  { "family-by-policy",
    "{\"family\":{\"lacks\":\"vzr\"}}",
    "{person}",
    { TODAY, FAMILY, HOLDS (travel_for_lev) },
    CRM_OFFER_MADE,
    "Ева" },
  { "family-age",
    "{\"family\":{\"relation\":\"child\",\"max_age\":7}}",
    "{person}",
    { TODAY, FAMILY },
    CRM_OFFER_MADE,
    "Лев" },
  { "family-birthday",
    "{\"family\":{\"relation\":\"child\",\"max_age\":7}}",
    "{person}",
    { "2026-11-24", FAMILY },
    CRM_OFFER_UNFIT,
    "" },
  { "season",
    "{\"season\":{\"from\":\"11-01\",\"to\":\"01-10\"}}",
    "x",
    { TODAY },
    CRM_OFFER_MADE,
    "x" },
  { "season-in-january",
    "{\"season\":{\"from\":\"11-01\",\"to\":\"01-10\"}}",
    "x",
    { "2027-01-10" },
    CRM_OFFER_MADE,
    "x" },
  { "season-over",
    "{\"season\":{\"from\":\"11-01\",\"to\":\"01-10\"}}",
    "x",
    { "2027-01-11" },
    CRM_OFFER_UNFIT,
    "" },
  { "person",
    "{\"person\":{\"min_age\":18,\"max_age\":65,\"sex\":\"female\"}}",
    "{person_age}",
    { TODAY, .sex = "female", .birth_date = "2008-11-23" },
    CRM_OFFER_MADE,
    "18" },
  { "person-too-young",
    "{\"person\":{\"min_age\":18}}",
    "",
    { TODAY, .birth_date = "2008-11-24" },
    CRM_OFFER_UNFIT,
    "" },
  { "person-of-no-age", "{\"person\":{\"min_age\":18}}", "", { TODAY }, CRM_OFFER_UNFIT, "" },
  { "standing",
    "{\"standing\":[\"client\",\"former\"]}",
    "{product}",
    { TODAY, .standing = CRM_STANDING_FORMER },
    CRM_OFFER_MADE,
    "kasko" },
  { "not",
    "{\"not\":{\"holds\":\"osago\"}}",
    "",
    { TODAY, HOLDS (with_osago) },
    CRM_OFFER_UNFIT,
    "" },
  { "any",
    "{\"any\":[{\"holds\":\"life\"},{\"company\":false}]}",
    "x",
    { TODAY },
    CRM_OFFER_MADE,
    "x" },
  { "no-today", "{\"company\":false}", "x", { "" }, CRM_OFFER_NOT_NOW, "" },
};

static void
test_try (gconstpointer data)
{
  const TryCase *row = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmConditions) conditions = crm_conditions_new (row->conditions, -1, &error);
  CrmOfferSpec rule = { .code = (char *) "r",
                        .product = (char *) "kasko",
                        .reason = (char *) row->reason,
                        .is_active = TRUE,
                        .conditions = conditions };
  g_autoptr (GPtrArray) hits = NULL;
  g_autoptr (GString) told = g_string_new (NULL);

  g_assert_no_error (error);
  g_assert_cmpint (crm_offer_evaluate (&rule, &row->context, &hits), ==, row->verdict);
  for (guint i = 0; i < hits->len; i++)
    g_string_append_printf (told, "%s%s", i > 0 ? ";" : "",
                            ((CrmOfferHit *) hits->pdata[i])->reason);
  g_assert_cmpstr (told->str, ==, row->told);
}

typedef struct
{
  const char *name;
  CrmOfferPast past;
  CrmOfferVerdict verdict;
} PastCase;

static const PastCase pasts[] = {
  { "other-rule", { "other", "car", "offered", NULL, NULL }, CRM_OFFER_MADE },
  { "other-object", { "r", "old", "offered", NULL, NULL }, CRM_OFFER_MADE },
  { "open", { "r", "car", "offered", NULL, NULL }, CRM_OFFER_SILENT },
  { "open-for-all", { "r", NULL, "offered", NULL, NULL }, CRM_OFFER_SILENT },
  { "silent", { "r", "car", "refused", "2025-01-01", TODAY }, CRM_OFFER_SILENT },
  { "silent-over", { "r", "car", "refused", "2026-11-01", "2026-11-22" }, CRM_OFFER_MADE },
  { "refused", { "r", "car", "refused", "2026-06-01", NULL }, CRM_OFFER_SILENT },
  { "refused-long-ago", { "r", "car", "refused", "2026-05-01", NULL }, CRM_OFFER_MADE },
  { "won", { "r", "car", "won", "2026-11-01", NULL }, CRM_OFFER_SILENT },
  { "won-long-ago", { "r", "car", "won", "2026-10-01", NULL }, CRM_OFFER_MADE },
};

static void
test_past (gconstpointer data)
{
  const PastCase *row = data;
  g_autoptr (CrmConditions) conditions = crm_conditions_new (KASKO, -1, NULL);
  CrmOfferSpec rule = { .code = (char *) "r",
                        .product = (char *) "kasko",
                        .reason = (char *) "x",
                        .is_active = TRUE,
                        .conditions = conditions };
  CrmOfferContext context = { TODAY, GARAGE, HOLDS (with_osago), .past = &row->past, .n_past = 1 };

  g_assert_cmpint (crm_offer_evaluate (&rule, &context, NULL), ==, row->verdict);
}

static void
test_time (void)
{
  g_autoptr (CrmConditions) conditions = crm_conditions_new ("{\"company\":false}", -1, NULL);
  CrmOfferSpec rule = { .code = (char *) "r",
                        .product = (char *) "kasko",
                        .reason = (char *) "x",
                        .is_active = TRUE,
                        .conditions = conditions };
  CrmOfferContext context = { TODAY };

  rule.starts_on = (char *) "2026-11-24";
  g_assert_cmpint (crm_offer_evaluate (&rule, &context, NULL), ==, CRM_OFFER_NOT_NOW);
  rule.starts_on = (char *) TODAY;
  rule.ends_on = (char *) TODAY;
  g_assert_cmpint (crm_offer_evaluate (&rule, &context, NULL), ==, CRM_OFFER_MADE);
  rule.ends_on = (char *) "2026-11-22";
  g_assert_cmpint (crm_offer_evaluate (&rule, &context, NULL), ==, CRM_OFFER_NOT_NOW);
  rule.ends_on = NULL;
  rule.is_active = FALSE;
  g_assert_cmpint (crm_offer_evaluate (&rule, &context, NULL), ==, CRM_OFFER_NOT_NOW);
}

/* ---- the file ------------------------------------------------------------------------------ */

/* The rules that come with the program are well, and each can come true for somebody. */
static void
test_defaults (void)
{
  const CrmOfferPolicy mortgage[] = { POLICY ("mortgage", "2026-01-01", "2030-12-31", NULL) };
  const CrmOfferPolicy homes[] = { POLICY ("property", "2025-12-01", "2026-11-30", LIST ("flat")) };
  const CrmOfferPolicy kasko[] = { POLICY ("kasko", "2025-12-01", "2026-11-30", LIST ("car")) };
  const CrmOfferContext people[] = {
    { TODAY, GARAGE, HOLDS (with_osago), FAMILY, .birth_date = "1985-01-01",
      .standing = CRM_STANDING_CLIENT },
    { "2026-08-20", FAMILY, HOLDS (with_osago), .birth_date = "1985-01-01",
      .standing = CRM_STANDING_CLIENT },
    { TODAY, HOLDS (mortgage), .birth_date = "1985-01-01", .standing = CRM_STANDING_CLIENT },
    { TODAY, GARAGE, HOLDS (ending), .standing = CRM_STANDING_CLIENT },
    { TODAY, GARAGE, HOLDS (homes), .standing = CRM_STANDING_CLIENT },
    { TODAY, GARAGE, HOLDS (kasko), .standing = CRM_STANDING_CLIENT },
    { TODAY, GARAGE, .standing = CRM_STANDING_FORMER },
    { TODAY, TRUE, .standing = CRM_STANDING_CLIENT },
  };
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  g_autoptr (GPtrArray) rules = NULL;
  gsize length;

  g_file_get_contents (OFFER_RULES, &json, &length, &error);
  g_assert_no_error (error);
  rules = crm_offer_specs_parse (json, (gssize) length, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rules->len, >=, 10);

  for (guint i = 0; i < rules->len; i++)
    {
      const CrmOfferSpec *rule = rules->pdata[i];
      guint n_made = 0;

      for (guint k = 0; k < G_N_ELEMENTS (people); k++)
        {
          g_autoptr (GPtrArray) hits = NULL;

          n_made += crm_offer_evaluate (rule, &people[k], &hits) == CRM_OFFER_MADE;
          for (guint h = 0; h < hits->len; h++)
            g_assert_null (strpbrk (((CrmOfferHit *) hits->pdata[h])->reason, "{}?"));
        }
      g_test_message ("%-28s %u of %u", rule->code, n_made, (guint) G_N_ELEMENTS (people));
      g_assert_cmpuint (n_made, >, 0);
      g_assert_cmpuint (n_made, <, G_N_ELEMENTS (people));
    }
}

typedef struct
{
  const char *name;
  const char *json;
  const char *place;
} FileCase;

#define RULE(more)                                                                                 \
  "{\"code\":\"a\",\"product\":\"b\",\"title\":\"c\",\"reason\":\"d\",\"conditions\":{\"holds\":"  \
  "\"x\"}" more "}"

static const FileCase files[] = {
  { "not-a-list", "{}", ":" },
  { "not-an-object", "[1]", "/0:" },
  { "no-code", "[{}]", "/0/code:" },
  { "bad-conditions",
    "[" RULE (",\"priority\":1") ",{\"code\":\"z\",\"product\":\"b\",\"title\":\"c\","
                                 "\"reason\":\"d\",\"conditions\":{\"all\":[{\"hold\":1}]}}]",
    "/1/conditions/all/0/hold:" },
  { "bad-reason",
    "[{\"code\":\"a\",\"product\":\"b\",\"title\":\"c\",\"reason\":\"{d}\","
    "\"conditions\":{\"holds\":\"x\"}}]",
    "/0/reason:" },
  { "bad-priority", "[" RULE (",\"priority\":\"high\"") "]", "/0/priority:" },
  { "bad-date", "[" RULE (",\"ends_on\":\"2026-13-01\"") "]", "/0/ends_on:" },
  { "bad-active", "[" RULE (",\"active\":1") "]", "/0/active:" },
  { "unknown", "[" RULE (",\"colour\":1") "]", "/0/colour:" },
  { "twice", "[" RULE ("") "," RULE ("") "]", "/1/code:" },
};

static void
test_file (gconstpointer data)
{
  const FileCase *row = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rules = crm_offer_specs_parse (row->json, -1, &error);

  g_assert_null (rules);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_assert_true (g_str_has_prefix (error->message, row->place));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  crm_test_add_cases ("/conditions/read", reads, sizeof reads[0], G_N_ELEMENTS (reads), test_read);
  g_test_add_func ("/conditions/many", test_many);
  g_test_add_func ("/offer/reason", test_reason);
  crm_test_add_cases ("/offer/try", tries, sizeof tries[0], G_N_ELEMENTS (tries), test_try);
  crm_test_add_cases ("/offer/past", pasts, sizeof pasts[0], G_N_ELEMENTS (pasts), test_past);
  g_test_add_func ("/offer/time", test_time);
  g_test_add_func ("/offer/defaults", test_defaults);
  crm_test_add_cases ("/offer/file", files, sizeof files[0], G_N_ELEMENTS (files), test_file);
  return g_test_run ();
}
