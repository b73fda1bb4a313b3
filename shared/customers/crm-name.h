/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Names of people written in either alphabet, by any of the usual rules (GOST 7.79, ICAO Doc 9303,
 * the road police, by ear), in one: "Фёдоров", "Fyodorov" and "FEDOROV" all give "fedorov". ASCII,
 * words apart by one space; what is doubled or soft is dropped. Good for comparing, never for
 * showing. (transfer full); "" for %NULL. */
char *crm_name_fold (const char *name);
/* The name of a company folded, without its legal form and quotes: ООО «Ромашка», "Romashka LLC".
 * (transfer full) */
char *crm_name_fold_company (const char *name);

typedef enum
{
  CRM_NAME_DIFFERENT,
  CRM_NAME_UNKNOWN, /* one of them is not given */
  CRM_NAME_INITIAL, /* "И." and "Иван" */
  CRM_NAME_PART,    /* one of a double name: "Иванова" and "Иванова-Петрова" */
  CRM_NAME_NEAR,    /* mistyped */
  CRM_NAME_SAME,
} CrmNameMatch;

/* Compares one folded part of a name. With @is_first two well-known first names that are near each
 * other (Мария, Марина) are different ones. */
CrmNameMatch crm_name_match (const char *a, const char *b, gboolean is_first);
/* Folded: one of the first names that most people have. */
gboolean crm_name_is_well_known (const char *first);
/* 'm', 'f' or 0, from a folded patronymic: "petrovic", "petrovna". */
char crm_name_guess_sex (const char *middle);
/* 0 to 100: how much two whole names have in common, in any order of their words. Any alphabet, not
 * folded. */
guint crm_name_get_similarity (const char *a, const char *b);

G_END_DECLS
