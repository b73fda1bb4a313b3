/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Asks who one is when the exchange first works or stops. Main thread. */

#define G_LOG_DOMAIN "zontik-app"

#include "client/app/desk-must-change.h"

#include "client/app/desk-account-page.h"

struct _DeskMustChange
{
  GObject parent_instance;

  GtkWidget *window;         /* (nullable) weak */
  DeskContext *context;      /* (owned) */
  GCancellable *cancellable; /* (owned) */
  GtkWidget *form;           /* (nullable) weak: shown now */
  gboolean is_asking;
  gboolean is_known; /* that nothing has to be changed */
};

G_DEFINE_FINAL_TYPE (DeskMustChange, desk_must_change, G_TYPE_OBJECT)

static void
changed_cb (DeskMustChange *self)
{
  self->is_known = TRUE;
  if (self->window != NULL)
    gtk_widget_activate_action (self->window, "app.sync-now", NULL);
}

/* Without a new password there is nothing to do here but to sign in as somebody else. */
static gboolean
close_request_cb (DeskMustChange *self)
{
  if (!self->is_known && self->window != NULL)
    gtk_widget_activate_action (self->window, "app.sign-out", NULL);
  return FALSE;
}

static void
ask_password (DeskMustChange *self)
{
  if (self->form != NULL || self->window == NULL)
    return;
  g_set_weak_pointer (&self->form, desk_password_form_open (self->window, self->context, TRUE));
  g_signal_connect_object (self->form, "done", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->form, "close-request", G_CALLBACK (close_request_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
me_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskMustChange) self = user_data;
  g_autoptr (JsonNode) answer = desk_remote_call_finish (DESK_REMOTE (source), result, NULL);

  self->is_asking = FALSE;
  if (answer == NULL || !JSON_NODE_HOLDS_OBJECT (answer) || self->context == NULL)
    return;
  if (json_object_get_boolean_member_with_default (json_node_get_object (answer),
                                                   "must_change_password", FALSE))
    ask_password (self);
  else
    self->is_known = TRUE;
}

static void
state_cb (DeskMustChange *self)
{
  DeskSyncState state = desk_sync_status_get_state (desk_context_get_status (self->context));
  DeskRemote *remote = desk_context_get_remote (self->context);

  if (state == DESK_SYNC_BLOCKED || state == DESK_SYNC_SIGNED_OUT)
    self->is_known = FALSE;
  if (self->is_known || self->is_asking || remote == NULL ||
      (state != DESK_SYNC_BLOCKED && state != DESK_SYNC_IDLE))
    return;
  self->is_asking = TRUE;
  desk_remote_call_async (remote, "GET", "/me", NULL, self->cancellable, me_cb,
                          g_object_ref (self));
}

static void
desk_must_change_dispose (GObject *object)
{
  DeskMustChange *self = DESK_MUST_CHANGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_weak_pointer (&self->window);
  g_clear_weak_pointer (&self->form);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_must_change_parent_class)->dispose (object);
}

static void
desk_must_change_finalize (GObject *object)
{
  g_clear_object (&DESK_MUST_CHANGE (object)->cancellable);
  G_OBJECT_CLASS (desk_must_change_parent_class)->finalize (object);
}

static void
desk_must_change_class_init (DeskMustChangeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_must_change_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_must_change_finalize;
}

static void
desk_must_change_init (DeskMustChange *self)
{
  self->cancellable = g_cancellable_new ();
}

DeskMustChange *
desk_must_change_new (GtkWidget *window, DeskContext *context)
{
  DeskMustChange *self = g_object_new (DESK_TYPE_MUST_CHANGE, NULL);

  g_set_weak_pointer (&self->window, window);
  self->context = g_object_ref (context);
  g_signal_connect_object (desk_context_get_status (context), "notify::state",
                           G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  return self;
}
