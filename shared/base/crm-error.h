/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CrmError:
 *
 * The one error domain of both programs. The first group travels on the wire as the `code` of a
 * problem (protocol.md, 2); the second group never leaves the program that made it.
 */
typedef enum
{
  CRM_ERROR_INVALID,
  CRM_ERROR_UNAUTHENTICATED,
  CRM_ERROR_DENIED,
  CRM_ERROR_NOT_FOUND,
  CRM_ERROR_CONFLICT,
  CRM_ERROR_REPEATED,
  CRM_ERROR_TOO_LARGE,
  CRM_ERROR_TOO_MANY,
  CRM_ERROR_UNAVAILABLE,
  CRM_ERROR_EPOCH_CHANGED,
  CRM_ERROR_UPGRADE_REQUIRED,
  CRM_ERROR_INTERNAL,
  CRM_ERROR_RECONCILE, /* the cursor is too old to go on from: compare by digest */
  CRM_ERROR_MOVED,     /* result of one command only: the record left the person's scope */
  CRM_ERROR_WAITING,   /* result of one command only: it depends on a rejected one */

  CRM_ERROR_FAILED,
  CRM_ERROR_OFFLINE,     /* no answer from the server; nothing was sent */
  CRM_ERROR_UNCERTAIN,   /* a write whose fate is unknown: repeat it with the same id */
  CRM_ERROR_CORRUPT,     /* a file or a message that is not what it should be */
  CRM_ERROR_FULL,        /* no space on the disk */
  CRM_ERROR_UNCONFIRMED, /* what the server wants to take away waits for a second answer */
  CRM_ERROR_WIPED,       /* the session ended, and the device is told to forget what it has */
  CRM_ERROR_CERTIFICATE, /* the server's certificate is not the pinned one */
} CrmError;

#define CRM_ERROR (crm_error_quark ())
GQuark crm_error_quark (void);

/* What an error of this domain carries besides its words, a value of a boxed type: the problem it
 * was read from. %NULL for any other error or type. (transfer none) */
gconstpointer crm_error_get_boxed (const GError *error, GType type);
/* @boxed is copied. */
void crm_error_set_boxed (GError *error, GType type, gconstpointer boxed);

const char *crm_error_code_to_string (CrmError code);
gboolean crm_error_code_from_string (const char *string, CrmError *code);
guint crm_error_code_to_status (CrmError code);

/* Sets @error and returns %FALSE, so that a failing function ends in one line. */
gboolean crm_fail (GError **error, CrmError code, const char *format, ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
