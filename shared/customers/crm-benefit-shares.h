/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Shares are counted in hundredths of a percent, without doubles. */
#define CRM_BENEFIT_WHOLE 10000

/* One beneficiary of a policy. */
typedef struct
{
  const char *object;    /* (nullable): insured object; the whole policy when %NULL */
  int order;             /* of succession: those of 2 get something when nobody of 1 is left */
  int share;             /* crm_benefit_parse_share() */
  const char *starts_on; /* (nullable): from the beginning */
  const char *ends_on;   /* (nullable): the last day; to the end */
} CrmBenefit;

/* Days on which the shares of an object do not make a whole. */
typedef struct
{
  guint index;     /* of one of the beneficiaries concerned */
  char *starts_on; /* (nullable) */
  char *ends_on;   /* (nullable): the last day */
  int total;
} CrmBenefitGap;

/* "33.33", "33,3", "100 %": at most two decimals, more than 0, at most 100. */
gboolean crm_benefit_parse_share (const char *text, int *share);
/* "33.33". (transfer full) */
char *crm_benefit_format_share (int share);
/* The share of the one at @index when @n get the same; all of them make a whole. */
int crm_benefit_get_equal_share (guint n, guint index);
/* The beneficiaries of one policy: for each object and order, on each day on which somebody is
 * named, the shares must make a whole. (transfer full) (element-type CrmBenefitGap): empty when all
 * is well. */
GArray *crm_benefit_find_gaps (const CrmBenefit *benefits, guint n);

G_END_DECLS
