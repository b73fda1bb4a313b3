/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskSyncStatus: what the screens may show of the exchange with the server. A bag of properties
 * that only tells of real changes. Main thread; owned by the context, written by the sync engine.
 */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-sync-status.h"

#include "shared/base/crm-time.h"
#include "shared/base/crm-util.h"

struct _DeskSyncStatus
{
  GObject parent_instance;

  DeskSyncState state;
  gint64 since;
  gint64 last_sync;
  gint64 next_try;
  gint64 progress_rows;
  gint64 progress_total;
  guint pending;
  guint to_decide;
  guint unreadable;
  guint evicting;
  gboolean evicting_kept;
  gboolean locked;
  gboolean damaged;
  gboolean check_bad;
  DeskCheckStage check_stage;
  double check_progress;
  gint64 checked;
  char *evicting_reason; /* (nullable) (owned) */
  char *check_result;    /* (nullable) (owned) */
  char *message;         /* (nullable) (owned) */
  char *details;         /* (nullable) (owned) */
};

enum
{
  PROP_0,
  PROP_STATE,
  PROP_SINCE,
  PROP_LAST_SYNC,
  PROP_NEXT_TRY,
  PROP_MESSAGE,
  PROP_DETAILS,
  PROP_PROGRESS_ROWS,
  PROP_PROGRESS_TOTAL,
  PROP_PENDING,
  PROP_TO_DECIDE,
  PROP_UNREADABLE,
  PROP_EVICTING,
  PROP_EVICTING_REASON,
  PROP_EVICTING_KEPT,
  PROP_LOCKED,
  PROP_DAMAGED,
  PROP_CHECK_STAGE,
  PROP_CHECK_PROGRESS,
  PROP_CHECKED,
  PROP_CHECK_RESULT,
  PROP_CHECK_BAD,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (DeskSyncStatus, desk_sync_status, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (DeskSyncState,
                    desk_sync_state,
                    G_DEFINE_ENUM_VALUE (DESK_SYNC_OFFLINE, "offline"),
                    G_DEFINE_ENUM_VALUE (DESK_SYNC_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (DESK_SYNC_PUSHING, "pushing"),
                    G_DEFINE_ENUM_VALUE (DESK_SYNC_PULLING, "pulling"),
                    G_DEFINE_ENUM_VALUE (DESK_SYNC_IDLE, "idle"),
                    G_DEFINE_ENUM_VALUE (DESK_SYNC_SIGNED_OUT, "signed-out"),
                    G_DEFINE_ENUM_VALUE (DESK_SYNC_CERTIFICATE, "certificate"),
                    G_DEFINE_ENUM_VALUE (DESK_SYNC_BLOCKED, "blocked"))

G_DEFINE_ENUM_TYPE (DeskCheckStage,
                    desk_check_stage,
                    G_DEFINE_ENUM_VALUE (DESK_CHECK_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (DESK_CHECK_FILES, "files"),
                    G_DEFINE_ENUM_VALUE (DESK_CHECK_SERVER, "server"))

static void
set_time (DeskSyncStatus *self, gint64 *target, gint64 value, guint property)
{
  if (*target == value)
    return;
  *target = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_count (DeskSyncStatus *self, guint *target, guint value, guint property)
{
  if (*target == value)
    return;
  *target = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_flag (DeskSyncStatus *self, gboolean *target, gboolean value, guint property)
{
  if (*target == value)
    return;
  *target = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_string (DeskSyncStatus *self, char **target, const char *value, guint property)
{
  if (crm_set_string (target, value))
    g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_stage (DeskSyncStatus *self, DeskCheckStage stage)
{
  if (self->check_stage == stage)
    return;
  self->check_stage = stage;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHECK_STAGE]);
}

static void
set_progress (DeskSyncStatus *self, double progress)
{
  /* What nobody can see is not told. */
  if (ABS (self->check_progress - progress) < 0.001)
    return;
  self->check_progress = progress;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHECK_PROGRESS]);
}

/* Of the comparison and of what is wrong; %FALSE: another one. */
static gboolean
get_check_property (DeskSyncStatus *self, guint id, GValue *value)
{
  switch (id)
    {
    case PROP_UNREADABLE:
      g_value_set_uint (value, self->unreadable);
      return TRUE;
    case PROP_EVICTING_REASON:
      g_value_set_string (value, self->evicting_reason);
      return TRUE;
    case PROP_EVICTING_KEPT:
      g_value_set_boolean (value, self->evicting_kept);
      return TRUE;
    case PROP_DAMAGED:
      g_value_set_boolean (value, self->damaged);
      return TRUE;
    case PROP_CHECK_STAGE:
      g_value_set_enum (value, self->check_stage);
      return TRUE;
    case PROP_CHECK_PROGRESS:
      g_value_set_double (value, self->check_progress);
      return TRUE;
    case PROP_CHECKED:
      g_value_set_int64 (value, self->checked);
      return TRUE;
    case PROP_CHECK_RESULT:
      g_value_set_string (value, self->check_result);
      return TRUE;
    case PROP_CHECK_BAD:
      g_value_set_boolean (value, self->check_bad);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
set_check_property (DeskSyncStatus *self, guint id, const GValue *value)
{
  switch (id)
    {
    case PROP_UNREADABLE:
      set_count (self, &self->unreadable, g_value_get_uint (value), id);
      return TRUE;
    case PROP_EVICTING_REASON:
      set_string (self, &self->evicting_reason, g_value_get_string (value), id);
      return TRUE;
    case PROP_EVICTING_KEPT:
      set_flag (self, &self->evicting_kept, g_value_get_boolean (value), id);
      return TRUE;
    case PROP_DAMAGED:
      set_flag (self, &self->damaged, g_value_get_boolean (value), id);
      return TRUE;
    case PROP_CHECK_STAGE:
      set_stage (self, g_value_get_enum (value));
      return TRUE;
    case PROP_CHECK_PROGRESS:
      set_progress (self, g_value_get_double (value));
      return TRUE;
    case PROP_CHECKED:
      set_time (self, &self->checked, g_value_get_int64 (value), id);
      return TRUE;
    case PROP_CHECK_RESULT:
      set_string (self, &self->check_result, g_value_get_string (value), id);
      return TRUE;
    case PROP_CHECK_BAD:
      set_flag (self, &self->check_bad, g_value_get_boolean (value), id);
      return TRUE;
    default:
      return FALSE;
    }
}

static void
desk_sync_status_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DeskSyncStatus *self = DESK_SYNC_STATUS (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_SINCE:
      g_value_set_int64 (value, self->since);
      break;
    case PROP_LAST_SYNC:
      g_value_set_int64 (value, self->last_sync);
      break;
    case PROP_NEXT_TRY:
      g_value_set_int64 (value, self->next_try);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, self->message);
      break;
    case PROP_DETAILS:
      g_value_set_string (value, self->details);
      break;
    case PROP_PROGRESS_ROWS:
      g_value_set_int64 (value, self->progress_rows);
      break;
    case PROP_PROGRESS_TOTAL:
      g_value_set_int64 (value, self->progress_total);
      break;
    case PROP_PENDING:
      g_value_set_uint (value, self->pending);
      break;
    case PROP_TO_DECIDE:
      g_value_set_uint (value, self->to_decide);
      break;
    case PROP_EVICTING:
      g_value_set_uint (value, self->evicting);
      break;
    case PROP_LOCKED:
      g_value_set_boolean (value, self->locked);
      break;
    default:
      if (!get_check_property (self, id, value))
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
desk_sync_status_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  DeskSyncStatus *self = DESK_SYNC_STATUS (object);

  switch (id)
    {
    case PROP_STATE:
      desk_sync_status_set_state (self, g_value_get_enum (value));
      break;
    case PROP_SINCE:
      set_time (self, &self->since, g_value_get_int64 (value), id);
      break;
    case PROP_LAST_SYNC:
      set_time (self, &self->last_sync, g_value_get_int64 (value), id);
      break;
    case PROP_NEXT_TRY:
      set_time (self, &self->next_try, g_value_get_int64 (value), id);
      break;
    case PROP_MESSAGE:
      set_string (self, &self->message, g_value_get_string (value), id);
      break;
    case PROP_DETAILS:
      set_string (self, &self->details, g_value_get_string (value), id);
      break;
    case PROP_PROGRESS_ROWS:
      set_time (self, &self->progress_rows, g_value_get_int64 (value), id);
      break;
    case PROP_PROGRESS_TOTAL:
      set_time (self, &self->progress_total, g_value_get_int64 (value), id);
      break;
    case PROP_PENDING:
      set_count (self, &self->pending, g_value_get_uint (value), id);
      break;
    case PROP_TO_DECIDE:
      set_count (self, &self->to_decide, g_value_get_uint (value), id);
      break;
    case PROP_EVICTING:
      set_count (self, &self->evicting, g_value_get_uint (value), id);
      break;
    case PROP_LOCKED:
      set_flag (self, &self->locked, g_value_get_boolean (value), id);
      break;
    default:
      if (!set_check_property (self, id, value))
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
desk_sync_status_finalize (GObject *object)
{
  DeskSyncStatus *self = DESK_SYNC_STATUS (object);

  g_free (self->message);
  g_free (self->details);
  g_free (self->evicting_reason);
  g_free (self->check_result);
  G_OBJECT_CLASS (desk_sync_status_parent_class)->finalize (object);
}

static void
desk_sync_status_class_init (DeskSyncStatusClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = desk_sync_status_get_property;
  object_class->set_property = desk_sync_status_set_property;
  object_class->finalize = desk_sync_status_finalize;

  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, DESK_TYPE_SYNC_STATE, DESK_SYNC_OFFLINE, flags);
  properties[PROP_SINCE] = g_param_spec_int64 ("since", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_LAST_SYNC] =
      g_param_spec_int64 ("last-sync", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_NEXT_TRY] = g_param_spec_int64 ("next-try", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, flags);
  properties[PROP_DETAILS] = g_param_spec_string ("details", NULL, NULL, NULL, flags);
  properties[PROP_PROGRESS_ROWS] =
      g_param_spec_int64 ("progress-rows", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_PROGRESS_TOTAL] =
      g_param_spec_int64 ("progress-total", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_PENDING] = g_param_spec_uint ("pending", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_TO_DECIDE] = g_param_spec_uint ("to-decide", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_EVICTING] = g_param_spec_uint ("evicting", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_LOCKED] = g_param_spec_boolean ("locked", NULL, NULL, FALSE, flags);
  properties[PROP_UNREADABLE] =
      g_param_spec_uint ("unreadable", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_EVICTING_REASON] =
      g_param_spec_string ("evicting-reason", NULL, NULL, NULL, flags);
  properties[PROP_EVICTING_KEPT] = g_param_spec_boolean ("evicting-kept", NULL, NULL, FALSE, flags);
  properties[PROP_DAMAGED] = g_param_spec_boolean ("damaged", NULL, NULL, FALSE, flags);
  properties[PROP_CHECK_STAGE] =
      g_param_spec_enum ("check-stage", NULL, NULL, DESK_TYPE_CHECK_STAGE, DESK_CHECK_NONE, flags);
  properties[PROP_CHECK_PROGRESS] =
      g_param_spec_double ("check-progress", NULL, NULL, 0, 1, 0, flags);
  properties[PROP_CHECKED] = g_param_spec_int64 ("checked", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_CHECK_RESULT] = g_param_spec_string ("check-result", NULL, NULL, NULL, flags);
  properties[PROP_CHECK_BAD] = g_param_spec_boolean ("check-bad", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
desk_sync_status_init (DeskSyncStatus *self)
{
  self->state = DESK_SYNC_OFFLINE;
  self->since = crm_time_now ();
}

DeskSyncStatus *
desk_sync_status_new (void)
{
  return g_object_new (DESK_TYPE_SYNC_STATUS, NULL);
}

DeskSyncState
desk_sync_status_get_state (DeskSyncStatus *self)
{
  g_return_val_if_fail (DESK_IS_SYNC_STATUS (self), DESK_SYNC_OFFLINE);
  return self->state;
}

/* Going between states that all have a connection does not restart "since". */
static gboolean
is_connected (DeskSyncState state)
{
  return state == DESK_SYNC_PUSHING || state == DESK_SYNC_PULLING || state == DESK_SYNC_IDLE;
}

void
desk_sync_status_set_state (DeskSyncStatus *self, DeskSyncState state)
{
  gboolean same_connection;

  g_return_if_fail (DESK_IS_SYNC_STATUS (self));
  if (self->state == state)
    return;
  same_connection = is_connected (self->state) && is_connected (state);
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  if (!same_connection)
    set_time (self, &self->since, crm_time_now (), PROP_SINCE);
}

gint64
desk_sync_status_get_last_sync (DeskSyncStatus *self)
{
  g_return_val_if_fail (DESK_IS_SYNC_STATUS (self), 0);
  return self->last_sync;
}

gint64
desk_sync_status_get_since (DeskSyncStatus *self)
{
  g_return_val_if_fail (DESK_IS_SYNC_STATUS (self), 0);
  return self->since;
}

gint64
desk_sync_status_get_next_try (DeskSyncStatus *self)
{
  g_return_val_if_fail (DESK_IS_SYNC_STATUS (self), 0);
  return self->next_try;
}

const char *
desk_sync_status_get_message (DeskSyncStatus *self)
{
  g_return_val_if_fail (DESK_IS_SYNC_STATUS (self), NULL);
  return self->message;
}

const char *
desk_sync_status_get_details (DeskSyncStatus *self)
{
  g_return_val_if_fail (DESK_IS_SYNC_STATUS (self), NULL);
  return self->details;
}
