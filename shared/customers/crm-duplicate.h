/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether two cards are about one person or company, with points for and against. The table of
 * points is data (crm_duplicate_get_rules()), so a screen can show why. Pure: the same verdict
 * while a card is typed offline and in a scan of the whole base on the server. */

/* From here on two cards are one: shown in the work list. */
#define CRM_DUPLICATE_LIKELY 70
/* From here on a person who types a card is asked. */
#define CRM_DUPLICATE_POSSIBLE 50

/* What is known of a customer; everything may be %NULL. */
typedef struct
{
  gboolean is_company;
  const char *last_name;
  const char *first_name;
  const char *middle_name;
  const char *sex;        /* male, female */
  const char *birth_date; /* YYYY-MM-DD */
  const char *company_name;
  const char *inn;
  const char *kpp;
  const char *address;       /* one line */
  const char *const *phones; /* E.164 */
  const char *const *emails;
  const char *const *documents; /* "passport:4503123456", or a hash behind the colon */
  const char *const *vins;      /* and plates */
} CrmDuplicateInput;

typedef enum
{
  CRM_DUPLICATE_NAME,
  CRM_DUPLICATE_NAME_SHORT, /* one has no patronymic */
  CRM_DUPLICATE_NAME_NEAR,  /* mistyped, patronymics agree */
  CRM_DUPLICATE_NAME_NEAR_SHORT,
  CRM_DUPLICATE_NAME_INITIALS,
  CRM_DUPLICATE_NAME_LAST_ONLY, /* no first names to compare */
  CRM_DUPLICATE_NAME_MARRIED,   /* first name and patronymic agree, the last name does not */
  CRM_DUPLICATE_NAME_DIFFERENT,
  CRM_DUPLICATE_MIDDLE_DIFFERENT,
  CRM_DUPLICATE_SEX_DIFFERENT,
  CRM_DUPLICATE_BIRTH_DATE,
  CRM_DUPLICATE_BIRTH_DATE_NEAR, /* mistyped: one digit, or day and month changed about */
  CRM_DUPLICATE_BIRTH_DATE_DIFFERENT,
  CRM_DUPLICATE_COMPANY_NAME,
  CRM_DUPLICATE_COMPANY_NAME_NEAR,
  CRM_DUPLICATE_COMPANY_NAME_DIFFERENT,
  CRM_DUPLICATE_INN,
  CRM_DUPLICATE_INN_DIFFERENT,
  CRM_DUPLICATE_KPP,
  CRM_DUPLICATE_KPP_DIFFERENT,
  CRM_DUPLICATE_DOCUMENT,
  CRM_DUPLICATE_DOCUMENT_DIFFERENT,
  CRM_DUPLICATE_PHONE,
  CRM_DUPLICATE_EMAIL,
  CRM_DUPLICATE_VIN,
  CRM_DUPLICATE_ADDRESS,
  CRM_DUPLICATE_N_REASONS,
} CrmDuplicateReason;

typedef struct
{
  const char *code; /* stable: "name", "birth-date-near" */
  int points;
  int cap; /* the score is not higher than this, unless a paper or INN agrees; 0: no cap */
  const char *title; /* for people, in English for gettext */
} CrmDuplicateRule;

/* (transfer none): one for each reason. */
const CrmDuplicateRule *crm_duplicate_get_rules (void);

/* An input made ready for many comparisons. Keeps nothing of the input. */
typedef struct _CrmDuplicateCard CrmDuplicateCard;

CrmDuplicateCard *crm_duplicate_card_new (const CrmDuplicateInput *input);
void crm_duplicate_card_free (CrmDuplicateCard *self);
/* What to look the likes of it up by: two cards that are one share at least one of these words,
 * unless they have nothing in common but an unlucky name. (transfer none) */
const char *const *crm_duplicate_card_get_keys (CrmDuplicateCard *self);

/* 0 to 100. @reasons (out) (optional): a bit for each CrmDuplicateReason. */
guint
crm_duplicate_compare (const CrmDuplicateCard *a, const CrmDuplicateCard *b, guint32 *reasons);
/* The codes of the reasons, those with most weight first. (transfer container) (array
 * zero-terminated=1) */
const char **crm_duplicate_list_reasons (guint32 reasons);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmDuplicateCard, crm_duplicate_card_free)

/* ---- the whole base (crm-duplicate-scan.c) -------------------------------------------------- */

typedef struct
{
  guint a; /* indexes of cards, a < b */
  guint b;
  guint score;
  guint32 reasons;
} CrmDuplicatePair;

/* From 0 to 1; %FALSE stops the scan. */
typedef gboolean (*CrmDuplicateProgress) (double fraction, gpointer data);

/* All pairs of @n cards with at least @least points, the best first. Compares only cards that share
 * a key; a key that very many share (the phone of an office) is not worth all its pairs, and the
 * cards under it are compared with those of near names only. (transfer full) (element-type
 * CrmDuplicatePair); %NULL when it was stopped. */
GArray *crm_duplicate_scan (CrmDuplicateCard *const *cards,
                            guint n,
                            guint least,
                            CrmDuplicateProgress progress,
                            gpointer data);

G_END_DECLS
