/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A plain object with properties, so that rows bind to it. Main thread. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-blob.h"

#include "shared/protocol/crm-problem.h"

struct _DeskBlob
{
  GObject parent_instance;

  char *id; /* (owned) */
  DeskBlobState state;
  double progress;
  gboolean pinned;
  gboolean failed;
  CrmError code;
  char *reason; /* (owned) (nullable) */
};

enum
{
  PROP_STATE = 1,
  PROP_PROGRESS,
  PROP_PINNED,
  PROP_FAILED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (DeskBlob, desk_blob, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (DeskBlobState,
                    desk_blob_state,
                    G_DEFINE_ENUM_VALUE (DESK_BLOB_ABSENT, "absent"),
                    G_DEFINE_ENUM_VALUE (DESK_BLOB_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (DESK_BLOB_SENDING, "sending"),
                    G_DEFINE_ENUM_VALUE (DESK_BLOB_FETCHING, "fetching"),
                    G_DEFINE_ENUM_VALUE (DESK_BLOB_KEPT, "kept"))

static void
desk_blob_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  DeskBlob *self = DESK_BLOB (object);

  switch (property_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, self->progress);
      break;
    case PROP_PINNED:
      g_value_set_boolean (value, self->pinned);
      break;
    case PROP_FAILED:
      g_value_set_boolean (value, self->failed);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_blob_finalize (GObject *object)
{
  g_free (DESK_BLOB (object)->id);
  g_free (DESK_BLOB (object)->reason);
  G_OBJECT_CLASS (desk_blob_parent_class)->finalize (object);
}

static void
desk_blob_class_init (DeskBlobClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = desk_blob_get_property;
  object_class->finalize = desk_blob_finalize;
  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, DESK_TYPE_BLOB_STATE, DESK_BLOB_ABSENT, flags);
  properties[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, 0, 1, 0, flags);
  properties[PROP_PINNED] = g_param_spec_boolean ("pinned", NULL, NULL, FALSE, flags);
  properties[PROP_FAILED] = g_param_spec_boolean ("failed", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
desk_blob_init (DeskBlob *self)
{
}

DeskBlob *
desk_blob_new (const char *id)
{
  DeskBlob *self = g_object_new (DESK_TYPE_BLOB, NULL);

  self->id = g_strdup (id);
  return self;
}

const char *
desk_blob_get_id (DeskBlob *self)
{
  return self->id;
}

DeskBlobState
desk_blob_get_state (DeskBlob *self)
{
  return self->state;
}

double
desk_blob_get_progress (DeskBlob *self)
{
  return self->progress;
}

gboolean
desk_blob_is_pinned (DeskBlob *self)
{
  return self->pinned;
}

gboolean
desk_blob_is_here (DeskBlob *self)
{
  return self->state == DESK_BLOB_WAITING || self->state == DESK_BLOB_SENDING ||
         self->state == DESK_BLOB_KEPT;
}

gboolean
desk_blob_get_failure (DeskBlob *self, CrmError *code, const char **reason)
{
  *code = self->code;
  *reason = self->reason;
  return self->failed;
}

void
desk_blob_set_state (DeskBlob *self, DeskBlobState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

void
desk_blob_set_progress (DeskBlob *self, double progress)
{
  if (self->progress == progress)
    return;
  self->progress = progress;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROGRESS]);
}

void
desk_blob_set_pinned (DeskBlob *self, gboolean pinned)
{
  if (self->pinned == pinned)
    return;
  self->pinned = pinned;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PINNED]);
}

void
desk_blob_set_failure (DeskBlob *self, const GError *error)
{
  CrmProblem *problem = error != NULL ? crm_problem_find_of_error (error) : NULL;

  if (error == NULL && !self->failed)
    return;
  self->failed = error != NULL;
  self->code =
      error != NULL && error->domain == CRM_ERROR ? (CrmError) error->code : CRM_ERROR_FAILED;
  g_free (self->reason);
  self->reason = problem != NULL ? g_strdup (crm_problem_get_reason (problem)) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FAILED]);
}
