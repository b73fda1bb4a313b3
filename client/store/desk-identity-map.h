/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-connection.h"

G_BEGIN_DECLS

/* The one live object of each record, while somebody holds it. Main thread only, but for the set of
 * live ids (DeskLive), which the writer looks at. */
typedef struct _DeskIdentityMap DeskIdentityMap;

DeskIdentityMap *desk_identity_map_new (const DeskSchema *schema);
void desk_identity_map_free (DeskIdentityMap *self);
DeskLive *desk_identity_map_get_live (DeskIdentityMap *self);
/* (transfer full): made empty when there is none; @is_new tells that it must be loaded. */
CrmRecord *desk_identity_map_ref (DeskIdentityMap *self,
                                  int kind,
                                  const guint8 id[CRM_ID_BYTES],
                                  gboolean *is_new);
/* The same by the key of lists. An object that is made has no id until it is loaded. */
CrmRecord *
desk_identity_map_ref_key (DeskIdentityMap *self, int kind, gint64 key, gboolean *is_new);
/* Key of a live object, or 0. */
gint64 desk_identity_map_get_key (DeskIdentityMap *self, CrmRecord *record);
/* Puts what was read at @generation into the live object. */
void desk_identity_map_apply (DeskIdentityMap *self, const DeskRow *row, int generation);
/* Whether no commit was told since. */
gboolean desk_identity_map_is_current (DeskIdentityMap *self, int generation);
/* @replaced: another object stands under this key now; lists that gave one out must say so.
 * @vacated: the record moved away from this key; it is found there until
 * desk_identity_map_forget_old_key(), but another row may take the place. */
typedef void (*DeskKeyFunc) (int kind, gint64 key, gpointer data);
void desk_identity_map_set_listeners (DeskIdentityMap *self,
                                      DeskKeyFunc replaced,
                                      DeskKeyFunc vacated,
                                      gpointer data);
void desk_identity_map_forget_old_key (DeskIdentityMap *self, int kind, gint64 key);
/* (element-type gint64) (transfer full) */
GArray *desk_identity_map_list_old_keys (DeskIdentityMap *self, int kind);
/* After the rows of a commit were put in. (transfer full) (element-type CrmRecord): changed ones
 * that the writer did not know to be live, to be read again. */
GPtrArray *desk_identity_map_finish_commit (DeskIdentityMap *self, const DeskCommit *commit);

G_END_DECLS
