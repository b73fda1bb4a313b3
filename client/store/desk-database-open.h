/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-connection.h"

G_BEGIN_DECLS

/* What opening found, for the main thread. */
typedef struct
{
  GPtrArray *entries; /* (element-type DeskEntry): not done */
  GHashTable *drafts; /* key → text */
  char *cursor;       /* (nullable) */
  gboolean complete;
  gboolean unclean; /* the machine stopped while they were open, or a page was damaged */
  gint64 verified;  /* 0: never */
  int lock;         /* descriptor of the lock file; -1: none */
} DeskOpened;

DeskOpened *desk_opened_new (void);
void desk_opened_free (DeskOpened *self);

/* Opens or makes both files of @folder on the writer thread. */
gboolean desk_database_open_files (DeskConnection *connection,
                                   const char *folder,
                                   DeskOpened *opened,
                                   GError **error);
/* Closes both and opens them as after an unclean stop: what is damaged is made anew. */
gboolean desk_database_reopen_files (DeskConnection *connection,
                                     const char *folder,
                                     DeskOpened *opened,
                                     GError **error);
/* What is known on the main thread of files that were opened again. */
void desk_database_take_opened (DeskDatabase *self, DeskOpened *opened);
/* Empties the cache: a first load begins again. In a transaction of its own. */
gboolean desk_database_empty_cache (DeskConnection *connection, GError **error);
/* @damaged: the files are to be checked when they are opened again. */
void desk_database_close_files (DeskConnection *connection, const char *folder, gboolean damaged);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DeskOpened, desk_opened_free)

G_END_DECLS
