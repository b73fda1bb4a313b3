/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Documents and bank accounts as people write and read them. Pure functions over gettext; main
 * thread. */

#include "client/customers/desk-paper-look.h"

#include <string.h>

#include <glib/gi18n.h>

#include "client/customers/desk-customer-words.h"
#include "client/ui/desk-format.h"
#include "shared/base/crm-time.h"
#include "shared/codec/crm-mask.h"
#include "shared/customers/crm-account-rules.h"
#include "shared/customers/crm-bank-account.h"
#include "shared/customers/crm-document-rules.h"
#include "shared/customers/crm-identity-document.h"

/* ---- writing numbers ----------------------------------------------------------------------- */

/* How many characters come between spaces, or what stands for a space. */
typedef struct
{
  const char *type;
  const char *series;
  const char *number;
} Pattern;

static const Pattern patterns[] = {
  { "passport", "## ##", "######" },         { "foreign-passport", "##", "#######" },
  { "driving-licence", "## ##", "######" },  { "snils", NULL, "###-###-### ##" },
  { "oms", NULL, "#### #### #### ####" },    { "vehicle-certificate", "## ##", "######" },
  { "vehicle-passport", "## ##", "######" },
};

/* Puts the characters of @text in the places of @pattern; as it is when they do not fit. */
static char *
write_by (const char *pattern, const char *text)
{
  GString *written = g_string_new (NULL);
  const char *p = text;

  for (const char *at = pattern; at != NULL && *at != '\0'; at++)
    if (*at != '#')
      g_string_append_c (written, *at);
    else if (*p != '\0')
      {
        g_string_append_unichar (written, g_utf8_get_char (p));
        p = g_utf8_next_char (p);
      }
  if (pattern == NULL || *p != '\0' ||
      g_utf8_strlen (written->str, -1) != g_utf8_strlen (pattern, -1))
    g_string_assign (written, text);
  return g_string_free (written, FALSE);
}

/* The series is hidden as a whole: its end says nothing that helps. */
static char *
hide (const char *text)
{
  GString *hidden = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    g_string_append (hidden, CRM_MASK);
  return g_string_free (hidden, FALSE);
}

static char *
write_document (const char *const *values, gboolean is_whole)
{
  const char *series = values[CRM_IDENTITY_DOCUMENT_SERIES];
  const char *number = values[CRM_IDENTITY_DOCUMENT_NUMBER];
  const Pattern *pattern = NULL;
  g_autofree char *shown_series = NULL;
  g_autofree char *shown_number = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  if (number == NULL)
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    if (g_strcmp0 (patterns[i].type, values[CRM_IDENTITY_DOCUMENT_TYPE]) == 0)
      pattern = &patterns[i];
  shown_number =
      is_whole || crm_text_is_masked (number) ? g_strdup (number) : crm_text_mask (number);
  second = write_by (pattern != NULL ? pattern->number : NULL, shown_number);
  if (series == NULL)
    return g_steal_pointer (&second);

  shown_series = is_whole ? g_strdup (series) : hide (series);
  first = write_by (pattern != NULL ? pattern->series : NULL, shown_series);
  return g_strdup_printf ("%s %s", first, second);
}

static char *
show_document (CrmRecord *record, guint field)
{
  return write_document (crm_record_get_values (record), FALSE);
}

static char *
dup_document (const char *const *values)
{
  return crm_text_is_masked (values[CRM_IDENTITY_DOCUMENT_NUMBER]) ||
                 crm_text_is_masked (values[CRM_IDENTITY_DOCUMENT_SERIES])
             ? NULL
             : write_document (values, TRUE);
}

/* Of a hidden account the end is enough: who reads it knows how long it is. */
static char *
show_account (CrmRecord *record, guint field)
{
  const char *account = crm_record_get_text (record, CRM_BANK_ACCOUNT_ACCOUNT);
  g_autofree char *masked =
      crm_text_is_masked (account) ? g_strdup (account) : crm_text_mask (account);
  const glong length = masked != NULL ? g_utf8_strlen (masked, -1) : 0;

  if (length <= 4)
    return g_steal_pointer (&masked);
  return g_strconcat (CRM_MASK CRM_MASK CRM_MASK CRM_MASK " ",
                      g_utf8_offset_to_pointer (masked, length - 4), NULL);
}

static char *
dup_account (const char *const *values)
{
  const char *account = values[CRM_BANK_ACCOUNT_ACCOUNT];

  return crm_text_is_masked (account) ? NULL : g_strdup (account);
}

/* A number is typed anew: what is hidden cannot be corrected. */
static char *
edit_nothing (CrmRecord *record, guint field)
{
  return g_strdup ("");
}

/* ---- reading numbers ----------------------------------------------------------------------- */

/* "II-МЮ 123456": what stands before the last space is the series. */
static void
part_at_space (CrmFieldSet *set)
{
  const char *number = crm_field_set_get (set, CRM_IDENTITY_DOCUMENT_NUMBER);
  const char *space = number != NULL ? strrchr (number, ' ') : NULL;
  g_autofree char *series = NULL;
  g_autofree char *rest = NULL;

  if (space == NULL)
    return;

  series = g_strndup (number, (gsize) (space - number));
  rest = g_strdup (space + 1);
  crm_field_set_put (set, CRM_IDENTITY_DOCUMENT_SERIES, series);
  crm_field_set_put (set, CRM_IDENTITY_DOCUMENT_NUMBER, rest);
}

static char *
read_document (const char *type, const char *typed, CrmFieldSet *set)
{
  char *complaint = desk_record_field_parse (&crm_identity_document_kind,
                                             CRM_IDENTITY_DOCUMENT_NUMBER, typed, set);

  if (complaint != NULL)
    return complaint;

  crm_field_set_put (set, CRM_IDENTITY_DOCUMENT_SERIES, NULL);
  if (g_strcmp0 (type, "birth-certificate") == 0)
    part_at_space (set);
  crm_identity_document_normalise_set (set, type);
  return NULL;
}

/* Nothing typed is nothing changed. */
static gboolean
is_blank (const char *typed)
{
  return typed == NULL || strspn (typed, " \t") == strlen (typed);
}

static char *
parse_document (CrmRecord *record, guint field, const char *typed, CrmFieldSet *set)
{
  if (is_blank (typed))
    return NULL;
  return read_document (crm_record_get_text (record, CRM_IDENTITY_DOCUMENT_TYPE), typed, set);
}

static char *
read_new_document (const char *type, const char *typed, CrmFieldSet *set)
{
  crm_field_set_put (set, CRM_IDENTITY_DOCUMENT_TYPE, type);
  return read_document (type, typed, set);
}

static char *
parse_issuer (CrmRecord *record, guint field, const char *typed, CrmFieldSet *set)
{
  char *complaint = desk_record_field_parse (&crm_identity_document_kind, field, typed, set);

  if (complaint == NULL)
    crm_identity_document_normalise_set (set, NULL);
  return complaint;
}

static char *
parse_account (CrmRecord *record, guint field, const char *typed, CrmFieldSet *set)
{
  char *complaint = NULL;

  if (field == CRM_BANK_ACCOUNT_ACCOUNT && is_blank (typed))
    return NULL;
  complaint = desk_record_field_parse (&crm_bank_account_kind, field, typed, set);
  if (complaint == NULL)
    crm_bank_account_normalise_set (set);
  return complaint;
}

/* "044525225 40702 810 2 0000 0012345", in either order. */
static char *
read_new_account (const char *type, const char *typed, CrmFieldSet *set)
{
  g_autofree char *text = g_strdup (typed);
  gsize length = 0;
  gboolean bic_first;

  for (const char *p = typed; *p != '\0'; p++)
    if (!g_ascii_isspace (*p))
      text[length++] = *p;
  text[length] = '\0';
  if (length != 29)
    return g_strdup (_ ("A BIC has 9 digits, an account 20"));

  bic_first = text[0] == '0';
  {
    g_autofree char *bic = g_strndup (bic_first ? text : text + 20, 9);
    g_autofree char *account = g_strndup (bic_first ? text + 9 : text, 20);

    crm_field_set_put (set, CRM_BANK_ACCOUNT_BIC, bic);
    crm_field_set_put (set, CRM_BANK_ACCOUNT_ACCOUNT, account);
  }
  crm_bank_account_normalise_set (set);
  return NULL;
}

/* ---- words --------------------------------------------------------------------------------- */

static const char *
get_document_title (const char *type)
{
  return desk_format_enum (&crm_identity_document_kind, "type", type);
}

static char *
dup_document_title (CrmRecord *record)
{
  return g_strdup (get_document_title (crm_record_get_text (record, CRM_IDENTITY_DOCUMENT_TYPE)));
}

static const char *
get_account_title (const char *type)
{
  return _ ("BIC and account");
}

static char *
dup_account_title (CrmRecord *record)
{
  const char *bank = crm_record_get_text (record, CRM_BANK_ACCOUNT_BANK_NAME);

  return g_strdup (bank != NULL ? bank : _ ("Account number"));
}

typedef struct
{
  const char *field;
  const char *code;
  const char *word;
} Warning;

static const Warning warning_words[] = {
  { "number", "format", N_ ("unusual number") },
  { "number", "unusual", N_ ("unusual number") },
  { "number", "checksum", N_ ("check the number") },
  { "issuer_code", "format", N_ ("unusual code") },
  { "valid_to", "expired", N_ ("expired") },
  { "bic", "prefix", N_ ("unusual BIC") },
  { "correspondent_account", "required", N_ ("is missing") },
  { "correspondent_account", "prefix", N_ ("unusual number") },
  { "correspondent_account", "suffix", N_ ("not of this BIC") },
};

static char *
find_warning (const CrmKind *kind, guint field, CrmProblem *warnings)
{
  g_autofree char *pointer = g_strconcat ("/set/", kind->fields[field].name, NULL);
  const CrmProblemError *warning = crm_problem_find (warnings, pointer);

  for (guint i = 0; warning != NULL && i < G_N_ELEMENTS (warning_words); i++)
    if (g_str_equal (warning_words[i].field, kind->fields[field].name) &&
        g_str_equal (warning_words[i].code, warning->code))
      return g_strdup (_ (warning_words[i].word));
  return NULL;
}

static char *
warn_of_document (const char *const *values, guint field)
{
  g_autoptr (CrmProblem) warnings = crm_problem_new (CRM_ERROR_INVALID, NULL);
  char *word;

  crm_identity_document_warn (values, warnings);
  word = find_warning (&crm_identity_document_kind, field, warnings);
  /* That it is not valid is to be seen while the details are hidden. */
  if (word == NULL && field == CRM_IDENTITY_DOCUMENT_NUMBER)
    word = find_warning (&crm_identity_document_kind, CRM_IDENTITY_DOCUMENT_VALID_TO, warnings);
  return word;
}

static char *
warn_of_account (const char *const *values, guint field)
{
  g_autoptr (CrmProblem) warnings = crm_problem_new (CRM_ERROR_INVALID, NULL);

  crm_bank_account_warn (values, warnings);
  return find_warning (&crm_bank_account_kind, field, warnings);
}

static const char *const document_types[] = { "passport",
                                              "foreign-passport",
                                              "driving-licence",
                                              "vehicle-certificate",
                                              "snils",
                                              "vehicle-passport",
                                              "inn",
                                              "oms",
                                              "e-vehicle-passport",
                                              "birth-certificate",
                                              "other",
                                              NULL };

const DeskPaperLook desk_paper_documents = {
  .kind = &crm_identity_document_kind,
  .removed = N_ ("Document removed"),
  .added = { .kind = &crm_identity_document_kind,
             .draft = "new-identity-document",
             .add_label = N_ ("Add a document"),
             .types = document_types,
             .get_title = get_document_title,
             .read = read_new_document },
  .head = { CRM_IDENTITY_DOCUMENT_NUMBER, show_document, edit_nothing, parse_document },
  .details = { { CRM_IDENTITY_DOCUMENT_ISSUED_BY },
               { CRM_IDENTITY_DOCUMENT_ISSUER_CODE, NULL, NULL, parse_issuer },
               { CRM_IDENTITY_DOCUMENT_ISSUED_ON },
               { CRM_IDENTITY_DOCUMENT_VALID_TO } },
  .n_details = 4,
  .masked = { CRM_IDENTITY_DOCUMENT_SERIES, CRM_IDENTITY_DOCUMENT_NUMBER },
  .n_masked = 2,
  .primary = -1,
  .dup_title = dup_document_title,
  .dup_number = dup_document,
  .dup_warning = warn_of_document,
};

const DeskPaperLook desk_paper_accounts = {
  .kind = &crm_bank_account_kind,
  .removed = N_ ("Bank details removed"),
  .added = { .kind = &crm_bank_account_kind,
             .draft = "new-bank-account",
             .add_label = N_ ("Add bank details"),
             .get_title = get_account_title,
             .read = read_new_account },
  .head = { CRM_BANK_ACCOUNT_ACCOUNT, show_account, edit_nothing, parse_account },
  .details = { { CRM_BANK_ACCOUNT_BIC, NULL, NULL, parse_account },
               { CRM_BANK_ACCOUNT_BANK_NAME },
               { CRM_BANK_ACCOUNT_CORRESPONDENT_ACCOUNT, NULL, NULL, parse_account },
               { CRM_BANK_ACCOUNT_RECIPIENT } },
  .n_details = 4,
  .masked = { CRM_BANK_ACCOUNT_ACCOUNT },
  .n_masked = 1,
  .primary = CRM_BANK_ACCOUNT_PRIMARY,
  .dup_title = dup_account_title,
  .dup_number = dup_account,
  .dup_warning = warn_of_account,
};
