/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Stands between the pool and PostgreSQL and cuts connections at a chosen moment. Its threads end
 * with it. */
typedef struct _TempProxy TempProxy;

typedef enum
{
  TEMP_PROXY_PASS,
  TEMP_PROXY_CUT_BEFORE, /* what the client sent does not reach the server */
  TEMP_PROXY_CUT_AFTER,  /* the server has answered, the client does not hear it */
} TempProxyMode;

/* @conninfo as of temp_postgres_create_database(). */
TempProxy *temp_proxy_new (const char *conninfo);
void temp_proxy_free (TempProxy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TempProxy, temp_proxy_free)

const char *temp_proxy_get_conninfo (TempProxy *self);
/* Connections that were let through since it began, open or not. */
guint temp_proxy_count_connections (TempProxy *self);
/* The next time a client sends @word, once. */
void temp_proxy_cut_at (TempProxy *self, const char *word, TempProxyMode mode);
/* Cuts all; while closed new ones are refused too. */
void temp_proxy_set_open (TempProxy *self, gboolean is_open);

G_END_DECLS
