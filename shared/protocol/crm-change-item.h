/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/protocol/crm-change.h"

G_BEGIN_DECLS

/* The two formats below CrmChangeReader, inside shared/protocol/ only: each takes one item from the
 * beginning of some bytes. */

#define CRM_ITEM_MAX (1024 * 1024) /* bytes of one line or row */

typedef enum
{
  CRM_ITEM_DONE,
  CRM_ITEM_SKIPPED, /* nothing to tell: a kind of tomorrow, an empty line */
  CRM_ITEM_CUT,     /* more bytes are needed */
  CRM_ITEM_CORRUPT,
} CrmItemResult;

/* 'K' and the rest: keeps what the codes stand for. Values point into @data. */
typedef struct _CrmChangeRows CrmChangeRows;
CrmChangeRows *crm_change_rows_new (void);
void crm_change_rows_free (CrmChangeRows *self);
CrmItemResult crm_change_rows_read (CrmChangeRows *self,
                                    const guint8 *data,
                                    gsize length,
                                    CrmChange *change,
                                    gsize *used);

/* A line of JSON: keeps the texts of the last one. */
typedef struct _CrmChangeLines CrmChangeLines;
CrmChangeLines *crm_change_lines_new (void);
void crm_change_lines_free (CrmChangeLines *self);
CrmItemResult crm_change_lines_read (CrmChangeLines *self,
                                     const guint8 *data,
                                     gsize length,
                                     CrmChange *change,
                                     gsize *used);

G_END_DECLS
