/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A bare HTTP/1.1 client over TLS: one keep-alive connection a thread and no more work than it
 * takes, so that the server is what is measured. */

/* The request of one round, head and body, into @request. Called by many threads. */
typedef void (*BenchHttpMake) (GString *request, guint connection, guint round, gpointer user_data);
/* (nullable): the test ends unless it holds. */
typedef gboolean (*BenchHttpCheck) (const char *body, gsize length);

typedef struct
{
  const char *url; /* "https://127.0.0.1:PORT" */
  guint n_connections;
  guint seconds;
  BenchHttpMake make;
  BenchHttpCheck check;
  gpointer user_data;
} BenchHttp;

typedef struct
{
  guint n_requests;
  double seconds;
  GArray *latencies; /* (owned) (element-type gint64): µs */
} BenchHttpResult;

void bench_http_run (const BenchHttp *options, BenchHttpResult *result);
void bench_http_result_clear (BenchHttpResult *result);
/* A token for @login with the password of bench_hub_add_user(). */
char *bench_http_sign_in (const char *url, const char *login);

G_END_DECLS
