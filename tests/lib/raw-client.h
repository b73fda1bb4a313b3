/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A client that may misbehave: blocking, any bytes at any time, over TLS that believes every
 * certificate. */
typedef struct _RawClient RawClient;

RawClient *raw_client_new (guint16 port);
void raw_client_free (RawClient *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RawClient, raw_client_free)

/* %FALSE: the other side has closed. */
gboolean raw_client_send (RawClient *self, const char *data, gssize length);
typedef struct
{
  guint status;        /* 0: closed without an answer */
  GHashTable *headers; /* lower-case names */
  GByteArray *body;
} RawAnswer;

/* Reads one HTTP answer to its end; waits at most @seconds between two bytes. */
RawAnswer *raw_client_read (RawClient *self, guint seconds);
void raw_answer_free (RawAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RawAnswer, raw_answer_free)
const char *raw_answer_get_header (RawAnswer *answer, const char *name);
/* (transfer full): the test fails when it is not JSON. */
JsonNode *raw_answer_parse (RawAnswer *answer);
/* Asserts status and code of a problem, and its form. */
void raw_answer_assert_problem (RawAnswer *answer, guint status, const char *code);

/* Waits until the other side closes, reading away what it sends; milliseconds it took, or -1 after
 * @seconds. */
int raw_client_wait_closed (RawClient *self, guint seconds);
/* Up to @size raw bytes; 0 at the end, -1 on an error or after @seconds. */
gssize raw_client_read_bytes (RawClient *self, void *buffer, gsize size, guint seconds);

/* A request in one call: @token, @body may be %NULL. */
RawAnswer *raw_client_call (RawClient *self,
                            const char *method,
                            const char *path,
                            const char *token,
                            const char *body);
/* The same on a connection of its own. */
RawAnswer *
raw_call (guint16 port, const char *method, const char *path, const char *token, const char *body);
/* (transfer full): the token of a new session. */
char *raw_sign_in (guint16 port, const char *login, const char *password, const char *device);

/* Makes the connection a live socket; %FALSE with the answer's @status. */
gboolean raw_client_upgrade (RawClient *self, const char *token, guint *status);
/* (transfer full) (nullable): the text of the next text frame; %NULL when closed (@code is that of
 * the close frame, 0 without one) or after @seconds. Pings are passed over. */
char *raw_client_read_text (RawClient *self, guint seconds, guint *code);
/* One masked frame. @first: the first byte of its head. */
gboolean raw_client_send_frame (RawClient *self, guint8 first, const void *data, gsize size);

/* Memory of this process in bytes; always 0 under AddressSanitizer, which keeps what was freed. */
gint64 raw_get_resident (void);

G_END_DECLS
