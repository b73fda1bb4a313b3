/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A customer made ready for comparing, and the keys under which its likes are found. Pure. */
#include <stdlib.h>
#include <string.h>

#include "shared/base/crm-phone.h"
#include "shared/base/crm-text.h"
#include "shared/customers/crm-duplicate-private.h"
#include "shared/customers/crm-identifier.h"
#include "shared/customers/crm-name.h"

#define PHONE_TAIL    10
#define SKELETON_SIZE 4

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char **
take_list (GPtrArray *list)
{
  g_ptr_array_sort (list, compare_texts);
  g_ptr_array_add (list, NULL);
  return (char **) g_ptr_array_free (list, FALSE);
}

/* Numbers that only differ in how the country is written are one. */
static char *
fold_phone (const char *phone)
{
  g_autofree char *normal = crm_phone_normalise (phone);
  const char *text = normal != NULL ? normal : phone;
  gsize length = strlen (text);

  return g_strdup (length > PHONE_TAIL ? text + length - PHONE_TAIL : text);
}

static char *
fold_email (const char *email)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (email));

  return g_utf8_strdown (trimmed, -1);
}

static char *
fold_vin (const char *vin)
{
  char *normal = NULL;

  crm_identifier_check (CRM_IDENTIFIER_VIN, vin, NULL, &normal, NULL);
  return normal != NULL ? normal : g_strdup ("");
}

static char *
copy_text (const char *text)
{
  return g_strdup (text);
}

static char **
fold_list (const char *const *list, char *(*fold) (const char *) )
{
  GPtrArray *folded = g_ptr_array_new ();

  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    {
      g_autofree char *text = fold (list[i]);

      if (*text != '\0')
        g_ptr_array_add (folded, g_steal_pointer (&text));
    }
  return take_list (folded);
}

static gboolean
is_address_word (const char *word)
{
  static const char *const words[] = {
    "g",   "gor", "gorod", "ul", "ulica",    "d",   "dom",  "kv", "kvartira", "obl", "oblast",
    "per", "pr",  "prt",   "kt", "prospekt", "str", "korp", "k",  "r",        "n",   "p",
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i], word) == 0)
      return TRUE;
  return FALSE;
}

/* «г. Тверь, ул. Лесная, д. 5» and «Лесная ул., 5, Тверь» have the same words. */
static char *
fold_address (const char *address)
{
  g_autofree char *folded = crm_name_fold (address);
  g_auto (GStrv) words = g_strsplit (folded, " ", -1);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();

  for (guint i = 0; words[i] != NULL; i++)
    if (!is_address_word (words[i]))
      g_ptr_array_add (kept, words[i]);
  g_ptr_array_sort (kept, compare_texts);
  g_ptr_array_add (kept, NULL);
  /* A city alone says nothing. */
  return kept->len > 3 ? g_strjoinv (" ", (char **) kept->pdata) : g_strdup ("");
}

static char *
keep_digits (const char *text)
{
  g_autofree char *digits = g_strdup (text != NULL ? text : "");
  char *to = digits;

  for (const char *at = digits; *at != '\0'; at++)
    if (g_ascii_isalnum (*at))
      *to++ = *at;
  *to = '\0';
  return g_steal_pointer (&digits);
}

static char
read_sex (const char *sex, const char *middle)
{
  if (g_strcmp0 (sex, "male") == 0)
    return 'm';
  return g_strcmp0 (sex, "female") == 0 ? 'f' : crm_name_guess_sex (middle);
}

/* ---- keys ---------------------------------------------------------------------------------- */

/* The first consonants, those that sound alike as one: mistakes are mostly in vowels and behind. */
static char *
make_skeleton (const char *last)
{
  static const char *const alike[] = { "bp", "dt", "gk", "zs", "vf", "ZS", "cs" };
  char skeleton[SKELETON_SIZE + 1] = "";
  guint n = 0;

  for (; *last != '\0' && n < SKELETON_SIZE; last++)
    {
      char sound = *last;

      if (strchr ("aeiou ", sound) != NULL)
        continue;
      for (guint i = 0; i < G_N_ELEMENTS (alike); i++)
        if (alike[i][0] == sound)
          sound = alike[i][1];
      if (n == 0 || skeleton[n - 1] != sound)
        skeleton[n++] = sound;
    }
  return g_strdup (skeleton);
}

static void
add_keys (GPtrArray *keys, char kind, char **values)
{
  for (guint i = 0; values[i] != NULL; i++)
    g_ptr_array_add (keys, g_strdup_printf ("%c%s", kind, values[i]));
}

static void
add_person_keys (GPtrArray *keys, const CrmDuplicateCard *self)
{
  g_autofree char *skeleton = make_skeleton (self->last);
  gboolean is_sorted = strcmp (self->last, self->first) <= 0;

  if (self->birth_date[0] != '\0')
    g_ptr_array_add (keys, g_strdup_printf ("b%s", self->birth_date));
  if (*self->last == '\0' || *self->first == '\0')
    return;
  g_ptr_array_add (keys, g_strdup_printf ("n%s %s", is_sorted ? self->last : self->first,
                                          is_sorted ? self->first : self->last));
  g_ptr_array_add (keys, g_strdup_printf ("s%s %c", skeleton, self->first[0]));
}

static int
compare_hashes (gconstpointer a, gconstpointer b)
{
  guint64 first = *(const guint64 *) a;
  guint64 second = *(const guint64 *) b;

  return first < second ? -1 : first > second;
}

/* FNV-1a: the same in every run, so that a scan is too. */
static guint64
hash_key (const char *key)
{
  guint64 hash = G_GUINT64_CONSTANT (14695981039346656037);

  for (; *key != '\0'; key++)
    hash = (hash ^ (guchar) *key) * G_GUINT64_CONSTANT (1099511628211);
  return hash;
}

static void
make_keys (CrmDuplicateCard *self)
{
  GPtrArray *keys = g_ptr_array_new ();

  add_keys (keys, 'p', self->phones);
  add_keys (keys, 'e', self->emails);
  add_keys (keys, 'd', self->documents);
  add_keys (keys, 'v', self->vins);
  if (*self->inn != '\0')
    g_ptr_array_add (keys, g_strdup_printf ("i%s", self->inn));
  if (!self->is_company)
    add_person_keys (keys, self);
  else if (*self->company != '\0')
    g_ptr_array_add (keys, g_strdup_printf ("c%s", self->company));

  self->n_keys = keys->len;
  self->keys = take_list (keys);
  self->hashes = g_new (guint64, self->n_keys + 1);
  for (guint i = 0; i < self->n_keys; i++)
    self->hashes[i] = hash_key (self->keys[i]);
  qsort (self->hashes, self->n_keys, sizeof self->hashes[0], compare_hashes);
}

/* ---- cards --------------------------------------------------------------------------------- */

/**
 * crm_duplicate_card_new:
 * @input: what is known of a customer
 *
 * Returns: (transfer full): a card
 */
CrmDuplicateCard *
crm_duplicate_card_new (const CrmDuplicateInput *input)
{
  CrmDuplicateCard *self = g_new0 (CrmDuplicateCard, 1);

  self->is_company = input->is_company;
  self->last = crm_name_fold (input->last_name);
  self->first = crm_name_fold (input->first_name);
  self->middle = crm_name_fold (input->middle_name);
  self->sex = read_sex (input->sex, self->middle);
  if (input->birth_date != NULL)
    g_strlcpy (self->birth_date, input->birth_date, sizeof self->birth_date);
  self->company = crm_name_fold_company (input->company_name);
  self->inn = keep_digits (input->inn);
  self->kpp = keep_digits (input->kpp);
  self->address = fold_address (input->address);
  self->phones = fold_list (input->phones, fold_phone);
  self->emails = fold_list (input->emails, fold_email);
  self->documents = fold_list (input->documents, copy_text);
  self->vins = fold_list (input->vins, fold_vin);
  make_keys (self);
  return self;
}

void
crm_duplicate_card_free (CrmDuplicateCard *self)
{
  g_free (self->last);
  g_free (self->first);
  g_free (self->middle);
  g_free (self->company);
  g_free (self->inn);
  g_free (self->kpp);
  g_free (self->address);
  g_strfreev (self->phones);
  g_strfreev (self->emails);
  g_strfreev (self->documents);
  g_strfreev (self->vins);
  g_strfreev (self->keys);
  g_free (self->hashes);
  g_free (self);
}

const char *const *
crm_duplicate_card_get_keys (CrmDuplicateCard *self)
{
  return (const char *const *) self->keys;
}
