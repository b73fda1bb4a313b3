/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain and its words on the wire. Pure, any thread. */
#include "shared/base/crm-error.h"

typedef struct
{
  GType type;
  gpointer boxed; /* (owned) (nullable) */
} CrmErrorPrivate;

static void
crm_error_private_init (CrmErrorPrivate *priv)
{
}

static void
crm_error_private_copy (const CrmErrorPrivate *from, CrmErrorPrivate *to)
{
  to->type = from->type;
  to->boxed = from->boxed != NULL ? g_boxed_copy (from->type, from->boxed) : NULL;
}

static void
crm_error_private_clear (CrmErrorPrivate *priv)
{
  if (priv->boxed != NULL)
    g_boxed_free (priv->type, priv->boxed);
}

G_DEFINE_EXTENDED_ERROR (CrmError, crm_error)

gconstpointer
crm_error_get_boxed (const GError *error, GType type)
{
  CrmErrorPrivate *priv;

  if (error == NULL || error->domain != CRM_ERROR)
    return NULL;
  priv = crm_error_get_private (error);
  return priv->type == type ? priv->boxed : NULL;
}

void
crm_error_set_boxed (GError *error, GType type, gconstpointer boxed)
{
  CrmErrorPrivate *priv;

  g_return_if_fail (error != NULL && error->domain == CRM_ERROR);

  priv = crm_error_get_private (error);
  crm_error_private_clear (priv);
  priv->type = type;
  priv->boxed = g_boxed_copy (type, boxed);
}

typedef struct
{
  const char *word;
  guint status;
} ErrorCode;

static const ErrorCode error_codes[] = {
  [CRM_ERROR_INVALID] = { "invalid", 400 },
  [CRM_ERROR_UNAUTHENTICATED] = { "unauthenticated", 401 },
  [CRM_ERROR_DENIED] = { "denied", 403 },
  [CRM_ERROR_NOT_FOUND] = { "not-found", 404 },
  [CRM_ERROR_CONFLICT] = { "conflict", 409 },
  [CRM_ERROR_REPEATED] = { "repeated", 409 },
  [CRM_ERROR_TOO_LARGE] = { "too-large", 413 },
  [CRM_ERROR_TOO_MANY] = { "too-many", 429 },
  [CRM_ERROR_UNAVAILABLE] = { "unavailable", 503 },
  [CRM_ERROR_EPOCH_CHANGED] = { "epoch-changed", 409 },
  [CRM_ERROR_UPGRADE_REQUIRED] = { "upgrade-required", 426 },
  [CRM_ERROR_INTERNAL] = { "internal", 500 },
  [CRM_ERROR_RECONCILE] = { "reconcile", 410 },
  [CRM_ERROR_MOVED] = { "moved", 409 },
  [CRM_ERROR_WAITING] = { "waiting", 409 },
  [CRM_ERROR_FAILED] = { "failed", 500 },
  [CRM_ERROR_OFFLINE] = { "offline", 503 },
  [CRM_ERROR_UNCERTAIN] = { "uncertain", 503 },
  [CRM_ERROR_CORRUPT] = { "corrupt", 500 },
  [CRM_ERROR_FULL] = { "full", 500 },
  [CRM_ERROR_UNCONFIRMED] = { "unconfirmed", 500 },
  [CRM_ERROR_WIPED] = { "wiped", 401 },
  [CRM_ERROR_CERTIFICATE] = { "certificate", 500 },
};

/**
 * crm_error_code_to_string:
 * @code: any code of the domain
 *
 * Returns: (transfer none): the stable word; those after "waiting" are for logs only
 */
const char *
crm_error_code_to_string (CrmError code)
{
  g_return_val_if_fail ((guint) code < G_N_ELEMENTS (error_codes), "internal");

  return error_codes[code].word;
}

/**
 * crm_error_code_from_string:
 * @string: (nullable): word of a problem
 * @code: (out): the code
 *
 * Knows only the words that may travel.
 */
gboolean
crm_error_code_from_string (const char *string, CrmError *code)
{
  for (guint i = 0; i <= CRM_ERROR_WAITING; i++)
    if (g_strcmp0 (error_codes[i].word, string) == 0)
      {
        *code = i;
        return TRUE;
      }

  return FALSE;
}

/**
 * crm_error_code_to_status:
 * @code: any code of the domain
 *
 * Returns: the HTTP status of a problem with this code
 */
guint
crm_error_code_to_status (CrmError code)
{
  g_return_val_if_fail ((guint) code < G_N_ELEMENTS (error_codes), 500);

  return error_codes[code].status;
}

/* A message may quote what somebody gave; it is shown, logged and sent as text. */
static void
make_valid (GError *error)
{
  if (!g_utf8_validate (error->message, -1, NULL))
    {
      char *valid = g_utf8_make_valid (error->message, -1);

      g_free (error->message);
      error->message = valid;
    }
}

gboolean
crm_fail (GError **error, CrmError code, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    {
      g_warn_if_fail (*error == NULL);
      *error = g_error_new_valist (CRM_ERROR, code, format, args);
      make_valid (*error);
    }
  va_end (args);

  return FALSE;
}
