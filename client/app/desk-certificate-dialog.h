/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @fingerprint (nullable): what the person agreed to trust, %NULL when they did not. */
typedef void (*DeskCertificateFunc) (const char *fingerprint, gpointer user_data);

/* The first connection to a server: shows its fingerprint and asks. @func is called once. */
void desk_certificate_dialog_ask (GtkWidget *parent,
                                  const char *server,
                                  const char *fingerprint,
                                  DeskCertificateFunc func,
                                  gpointer user_data);
/* The certificate is not the trusted one: refuses and explains. Only who can type the new
 * fingerprint, as told by the administrator, may go on. */
void desk_certificate_dialog_explain (GtkWidget *parent,
                                      const char *server,
                                      const char *trusted,
                                      const char *shown,
                                      DeskCertificateFunc func,
                                      gpointer user_data);

G_END_DECLS
