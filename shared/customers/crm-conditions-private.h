/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/customers/crm-conditions.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_CONDITION_ALL,
  CRM_CONDITION_ANY,
  CRM_CONDITION_NOT,
  CRM_CONDITION_HOLDS,
  CRM_CONDITION_LACKS,
  CRM_CONDITION_OBJECT,
  CRM_CONDITION_PERSON,
  CRM_CONDITION_FAMILY,
  CRM_CONDITION_EXPIRES,
  CRM_CONDITION_SEASON,
  CRM_CONDITION_STANDING,
  CRM_CONDITION_COMPANY,
} CrmConditionType;

struct _CrmConditions
{
  CrmConditionType type;
  GPtrArray *parts; /* (nullable) (owned) (element-type CrmConditions) */
  char **words;     /* (nullable) (owned): products, or standings */
  char *word;       /* (nullable) (owned): type of the object, sex, relation, product */
  char **holds;     /* (nullable) (owned) */
  char **lacks;     /* (nullable) (owned) */
  int least;        /* age */
  int most;         /* age, or days */
  char *from;       /* (nullable) (owned): "05-01" */
  char *to;
  gboolean expected; /* of "company" */
};

G_END_DECLS
