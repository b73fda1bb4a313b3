/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The server's certificate, key and TLS settings, shared by all its connections. */
typedef struct _HubTls HubTls;

/* With %NULL files: DIR/tls-cert.pem and DIR/tls-key.pem, made on the first start (self-signed, for
 * localhost, 127.0.0.1, ::1, this machine's name and @host). CRM_ERROR_INVALID or a file error. */
HubTls *hub_tls_new (const char *certificate_file,
                     const char *key_file,
                     const char *directory,
                     const char *host,
                     GError **error);
void hub_tls_free (HubTls *self);
/* SHA-256 of the certificate (DER), in lower-case hex. */
const char *hub_tls_get_fingerprint (HubTls *self);
/* For people: upper case, with colons. (transfer full) */
char *hub_tls_dup_fingerprint_text (HubTls *self);
/* (transfer full): a gnutls_session_t for one accepted connection. */
gpointer hub_tls_new_session (HubTls *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubTls, hub_tls_free)

G_END_DECLS
