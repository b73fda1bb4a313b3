/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/customers/crm-duplicate.h"

G_BEGIN_DECLS

/* Invented people and companies, some of them twice: written as the second person at the desk would
 * write them. Among them are families, namesakes and twins, who are not twice. The same @seed gives
 * the same everywhere. */
typedef struct _People People;

typedef enum
{
  PLANT_SPELLING,  /* case, ё, spaces */
  PLANT_LAST_TYPO, /* one key in the last name */
  PLANT_FIRST_TYPO,
  PLANT_LATIN,      /* transliterated by one of three rules */
  PLANT_BIRTH_TYPO, /* and the phone or the e-mail is the same */
  PLANT_NO_BIRTH,   /* and the phone or the e-mail is the same */
  PLANT_NO_MIDDLE,
  PLANT_MARRIED,   /* and the phone, the e-mail or the paper is the same */
  PLANT_SWAPPED,   /* first and last name changed about */
  PLANT_INITIALS,  /* and the phone or the e-mail is the same */
  PLANT_PAPER,     /* the paper and a mistyped name are all that is known */
  PLANT_TWO_TYPOS, /* one in the last name, one in the first */
  PLANT_COMPANY,   /* legal form, quotes, without INN but with the phone */
  N_PLANTS,
} Plant;

People *people_new (guint n, guint n_planted, guint64 seed);
void people_free (People *self);
guint people_count (People *self);
/* Its texts live as long as @self. */
CrmDuplicateInput people_get_input (People *self, guint index);
/* How many pairs of a kind were planted, and how many of them are keys of @found: (a << 32) | b. */
guint people_count_found (People *self, Plant kind, GHashTable *found, guint *n_found);
/* Whether two cards are one person: also two second cards of one. */
gboolean people_are_one (People *self, guint a, guint b);
const char *people_get_plant_name (Plant kind);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (People, people_free)

G_END_DECLS
