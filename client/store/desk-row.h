/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/base/crm-id.h"
#include "shared/codec/crm-field.h"
#include "shared/customers/crm-customer-summary.h"
#include "shared/record/crm-record.h"

G_BEGIN_DECLS

/* One row of a kind, owned by whoever has it; moves between threads as a whole. */
typedef struct
{
  int kind; /* index in the schema */
  gint64 n; /* row number; 0: not in the table */
  guint8 id[CRM_ID_BYTES];
  gint64 version;
  CrmRecordState state;
  guint n_values;
  char **values; /* (owned): n_values of them, %NULL is empty */

  /* Only when read for a live object: */
  gint64 key;                  /* what lists know it by; 0: in no list */
  char *phone;                 /* (nullable): of a customer */
  char *email;                 /* (nullable) */
  CrmCustomerSummary *summary; /* (nullable): of a customer on whom something hangs */
} DeskRow;

DeskRow *desk_row_new (int kind, guint n_values, const guint8 id[CRM_ID_BYTES]);
void desk_row_free (DeskRow *self);
void desk_row_set_value (DeskRow *self, guint field, const char *value);
void desk_row_apply (DeskRow *self, CrmFieldSet *set);
/* All values in one block, for the table of bases. */
GBytes *desk_row_pack (DeskRow *self);
void desk_row_unpack (DeskRow *self, const guint8 *data, gsize length);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DeskRow, desk_row_free)

/* Keys of hash tables: ids as bytes. */
guint desk_id_hash (gconstpointer id);
gboolean desk_id_equal (gconstpointer a, gconstpointer b);
guint8 *desk_id_copy (const guint8 id[CRM_ID_BYTES]);

G_END_DECLS
