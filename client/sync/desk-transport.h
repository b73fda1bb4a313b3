/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/protocol/crm-change.h"
#include "shared/protocol/crm-command.h"

G_BEGIN_DECLS

/* Who was let in; answer of a sign-in. Plain struct. */
typedef struct
{
  char *token;
  char *epoch;
  char *user_id;
  char *name;
  char *role;
  char *branch;     /* (nullable): id */
  char *lease_days; /* (nullable): a number */
} DeskSession;

/* (nullable) (transfer full): the answer of a sign-in; CRM_ERROR_INVALID. */
DeskSession *desk_session_from_json (JsonNode *node, GError **error);
void desk_session_free (DeskSession *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DeskSession, desk_session_free)

/* An opened change stream: whoever reads it sets the pace. Plain struct. */
typedef struct
{
  GInputStream *stream; /* (owned): ends with CRM_ERROR_OFFLINE when it was cut */
  CrmChangeFormat format;
  char *epoch;  /* (nullable): incarnation of the server's database */
  guint64 rows; /* how many rows are to come, 0 when the server did not say */
} DeskPull;

void desk_pull_free (DeskPull *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DeskPull, desk_pull_free)

/* What comes over the live connection. */
typedef enum
{
  DESK_LIVE_CONNECTED,
  DESK_LIVE_DISCONNECTED,
  DESK_LIVE_CHANGES, /* a pull would bring something */
  DESK_LIVE_SIGNED_OUT,
  DESK_LIVE_WIPED, /* the same, and the device is told to forget what it has */
} DeskLiveEvent;

/* The way to the server. One implementation speaks HTTP, the other is the tests' (tests/lib). Main
 * thread only. Errors are of CRM_ERROR: OFFLINE (nothing was sent), UNCERTAIN (a push whose fate is
 * unknown), CERTIFICATE, UNAUTHENTICATED, UNAVAILABLE, EPOCH_CHANGED and the other codes of the
 * wire; G_IO_ERROR_CANCELLED stays itself.
 *
 * Signal "live-event" (DeskLiveEvent as int). */
#define DESK_TYPE_TRANSPORT (desk_transport_get_type ())
G_DECLARE_INTERFACE (DeskTransport, desk_transport, DESK, TRANSPORT, GObject)

struct _DeskTransportInterface
{
  GTypeInterface parent_iface;

  void (*set_token) (DeskTransport *self, const char *token);
  gboolean (*has_token) (DeskTransport *self);
  guint (*get_retry_after) (DeskTransport *self);
  const char *(*get_fingerprint) (DeskTransport *self);
  void (*sign_in_async) (DeskTransport *self,
                         const char *login,
                         const char *password,
                         const char *device_id,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
  DeskSession *(*sign_in_finish) (DeskTransport *self, GAsyncResult *result, GError **error);
  void (*sign_out_async) (DeskTransport *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
  gboolean (*sign_out_finish) (DeskTransport *self, GAsyncResult *result, GError **error);
  void (*push_async) (DeskTransport *self,
                      GPtrArray *commands,
                      const char *epoch,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  GPtrArray *(*push_finish) (DeskTransport *self, GAsyncResult *result, GError **error);
  void (*known_async) (DeskTransport *self,
                       const char *const *ids,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
  GStrv (*known_finish) (DeskTransport *self, GAsyncResult *result, GError **error);
  void (*pull_async) (DeskTransport *self,
                      const char *after,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  DeskPull *(*pull_finish) (DeskTransport *self, GAsyncResult *result, GError **error);
  void (*get_async) (DeskTransport *self,
                     const char *path,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data);
  JsonNode *(*get_finish) (DeskTransport *self, GAsyncResult *result, GError **error);
  void (*open_async) (DeskTransport *self,
                      const char *path,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  DeskPull *(*open_finish) (DeskTransport *self, GAsyncResult *result, GError **error);
  void (*start_live) (DeskTransport *self);
  void (*stop_live) (DeskTransport *self);
};

/* The session token goes with every call from now on; %NULL forgets it. */
void desk_transport_set_token (DeskTransport *self, const char *token);
gboolean desk_transport_has_token (DeskTransport *self);
/* Seconds the server asked to wait in its last refusal (Retry-After), or 0. */
guint desk_transport_get_retry_after (DeskTransport *self);
/* (nullable): SHA-256 of the certificate the server showed last, hex with colons. */
const char *desk_transport_get_fingerprint (DeskTransport *self);

void desk_transport_sign_in_async (DeskTransport *self,
                                   const char *login,
                                   const char *password,
                                   const char *device_id,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
DeskSession *
desk_transport_sign_in_finish (DeskTransport *self, GAsyncResult *result, GError **error);
/* Ends the session on the server; the token here stays until it is forgotten. */
void desk_transport_sign_out_async (DeskTransport *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean desk_transport_sign_out_finish (DeskTransport *self, GAsyncResult *result, GError **error);
/* @commands (element-type CrmCommand). @epoch (nullable): the only one they are for. */
void desk_transport_push_async (DeskTransport *self,
                                GPtrArray *commands,
                                const char *epoch,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* (element-type CrmResult) (transfer full): one for each command, in the same order. */
GPtrArray *desk_transport_push_finish (DeskTransport *self, GAsyncResult *result, GError **error);
/* Which of these command ids were ever applied; at most CRM_MAX_COMMANDS. */
void desk_transport_known_async (DeskTransport *self,
                                 const char *const *ids,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
GStrv desk_transport_known_finish (DeskTransport *self, GAsyncResult *result, GError **error);
/* @after (nullable): the cursor; without it a snapshot. */
void desk_transport_pull_async (DeskTransport *self,
                                const char *after,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
DeskPull *desk_transport_pull_finish (DeskTransport *self, GAsyncResult *result, GError **error);
/* Reads from the server: JSON, or rows in one of the formats of a change stream. @path begins with
 * "/" below the API. Optional to implement: CRM_ERROR_NOT_FOUND. */
void desk_transport_get_async (DeskTransport *self,
                               const char *path,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
JsonNode *desk_transport_get_finish (DeskTransport *self, GAsyncResult *result, GError **error);
void desk_transport_open_async (DeskTransport *self,
                                const char *path,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
DeskPull *desk_transport_open_finish (DeskTransport *self, GAsyncResult *result, GError **error);
/* Keeps a live connection until stopped, coming back by itself; news by "live-event". */
void desk_transport_start_live (DeskTransport *self);
void desk_transport_stop_live (DeskTransport *self);
/* For implementations. */
void desk_transport_emit_live (DeskTransport *self, DeskLiveEvent event);

G_END_DECLS
