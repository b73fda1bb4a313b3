/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/sync/desk-transport.h"
#include "tests/lib/fake-server.h"

G_BEGIN_DECLS

/* The way to a FakeServer for the tests of the client; it fails in the ways a test asks for. All
 * answers come from the main loop. */
#define FAKE_TYPE_TRANSPORT (fake_transport_get_type ())
G_DECLARE_FINAL_TYPE (FakeTransport, fake_transport, FAKE, TRANSPORT, GObject)

FakeTransport *fake_transport_new (void);
FakeServer *fake_transport_get_server (FakeTransport *self);

/* The next @times calls of this path ("pull", "push", "known", "sign-in") fail so; @retry_after
 * goes with it. A push that fails with UNCERTAIN has its effect: the answer was lost. */
void fake_transport_fail (FakeTransport *self,
                          const char *path,
                          guint times,
                          CrmError code,
                          guint retry_after);
/* The next pull, push or known waits until it is released. */
void fake_transport_hold (FakeTransport *self, const char *path);
gboolean fake_transport_is_holding (FakeTransport *self);
void fake_transport_release (FakeTransport *self);
void fake_transport_set_rows_known (FakeTransport *self, gboolean known);

/* What was asked for. */
guint fake_transport_get_calls (FakeTransport *self, const char *path);
/* (element-type utf8): "after" of each pull, "" for a snapshot. */
GPtrArray *fake_transport_get_pulls (FakeTransport *self);
gboolean fake_transport_is_live (FakeTransport *self);
const char *fake_transport_get_token (FakeTransport *self);

G_END_DECLS
