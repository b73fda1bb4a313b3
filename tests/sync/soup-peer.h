/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "client/store/desk-account.h"

G_BEGIN_DECLS

/* An HTTPS server in this process that answers as a test says: for what the real one does only on
 * bad days. */
typedef struct
{
  SoupServer *server;
  GSocketService *service;
  GTlsCertificate *certificate;
  char *url;         /* "https://127.0.0.1:PORT" */
  char *fingerprint; /* of its certificate */
  char *folder;

  /* the answer to every request */
  guint status;
  const char *type;
  const char *body;
  GBytes *bytes;      /* (owned) (nullable): instead of the body */
  const char *header; /* (nullable): "Name: value" */
  gboolean drop;      /* the connection ends without an answer */

  /* the last request */
  guint n_requests;
  char *method;
  char *path; /* with the query */
  char *request_body;
  char *token;
  char *accept;
  char *encoding;

  SoupWebsocketConnection *socket; /* (nullable): the last one */
} SoupPeer;

SoupPeer *soup_peer_new (void);
void soup_peer_free (SoupPeer *self);
/* Nobody can connect any more. */
void soup_peer_stop (SoupPeer *self);
/* Sets the next answers. */
void soup_peer_answer (SoupPeer *self, guint status, const char *type, const char *body);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SoupPeer, soup_peer_free)

G_END_DECLS
