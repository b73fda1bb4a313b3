/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The reason goes with the question and stays in the audit of the server. Main thread; owned by the
 * row it points at. */

#include "client/customers/desk-reveal-popover.h"

#include <glib/gi18n.h>

#include "shared/codec/crm-json.h"

#define MIN_REASON 3
#define MAX_REASON 500

struct _DeskRevealPopover
{
  GtkPopover parent_instance;

  GtkEditable *reason_entry;
  GtkWidget *show_button;
  GtkLabel *state_label;

  DeskContext *context;      /* (owned) */
  CrmRecord *record;         /* (owned) */
  GCancellable *cancellable; /* (owned) (nullable): of the question on its way */
  const guint *fields;
  guint n_fields;
};

enum
{
  REVEALED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskRevealPopover, desk_reveal_popover, GTK_TYPE_POPOVER)

static char *
dup_reason (DeskRevealPopover *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->reason_entry)));
}

static void
tell (DeskRevealPopover *self, const char *text)
{
  gtk_label_set_text (self->state_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->state_label), text != NULL);
}

static void
update_button (DeskRevealPopover *self)
{
  g_autofree char *reason = dup_reason (self);
  const glong length = g_utf8_strlen (reason, -1);

  gtk_widget_set_sensitive (self->show_button, self->cancellable == NULL && length >= MIN_REASON &&
                                                   length <= MAX_REASON);
}

static JsonNode *
build_question (DeskRevealPopover *self, const char *reason)
{
  const CrmKind *kind = crm_record_get_kind (self->record);
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonArray *fields = json_array_new ();

  for (guint i = 0; i < self->n_fields; i++)
    if (crm_record_get_text (self->record, self->fields[i]) != NULL)
      json_array_add_string_element (fields, kind->fields[self->fields[i]].name);
  json_object_set_string_member (object, "kind", kind->name);
  json_object_set_string_member (object, "record", crm_record_get_id (self->record));
  json_object_set_array_member (object, "fields", fields);
  json_object_set_string_member (object, "reason", reason);
  json_node_take_object (node, object);
  return node;
}

/* (nullable) (transfer full) */
static CrmFieldSet *
read_answer (DeskRevealPopover *self, JsonNode *node)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);
  JsonNode *values = node != NULL && JSON_NODE_HOLDS_OBJECT (node)
                         ? json_object_get_member (json_node_get_object (node), "values")
                         : NULL;

  if (values == NULL || !JSON_NODE_HOLDS_OBJECT (values))
    return NULL;
  return crm_json_read_fields (crm_record_get_kind (self->record), json_node_get_object (values),
                               "/values", problem);
}

static const char *
explain (const GError *error)
{
  if (error->domain != CRM_ERROR)
    return _ ("The number could not be shown");
  switch (error->code)
    {
    case CRM_ERROR_OFFLINE:
    case CRM_ERROR_UNAVAILABLE:
    case CRM_ERROR_UNCERTAIN:
      return _ ("No connection: only the server can show the number");
    case CRM_ERROR_DENIED:
      return _ ("You have no right to see the number");
    case CRM_ERROR_NOT_FOUND:
      return _ ("The server does not have this record yet");
    default:
      return _ ("The number could not be shown");
    }
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskRevealPopover) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = desk_remote_call_finish (DESK_REMOTE (source), result, &error);
  g_autoptr (CrmFieldSet) values = error == NULL ? read_answer (self, node) : NULL;

  g_clear_object (&self->cancellable);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  update_button (self);
  if (values == NULL)
    {
      tell (self, error != NULL ? explain (error) : _ ("The number could not be shown"));
      return;
    }
  tell (self, NULL);
  gtk_editable_set_text (self->reason_entry, "");
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[REVEALED], 0, values);
}

static void
ask_cb (DeskRevealPopover *self)
{
  DeskRemote *remote = desk_context_get_remote (self->context);
  g_autofree char *reason = dup_reason (self);
  g_autoptr (JsonNode) question = NULL;

  if (!gtk_widget_get_sensitive (self->show_button))
    return;
  if (remote == NULL)
    {
      tell (self, _ ("No connection: only the server can show the number"));
      return;
    }

  question = build_question (self, reason);
  self->cancellable = g_cancellable_new ();
  tell (self, NULL);
  update_button (self);
  desk_remote_call_async (remote, "POST", "/reveal", question, self->cancellable, answered_cb,
                          g_object_ref (self));
}

static void
desk_reveal_popover_dispose (GObject *object)
{
  DeskRevealPopover *self = DESK_REVEAL_POPOVER (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->record);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_reveal_popover_parent_class)->dispose (object);
}

static void
desk_reveal_popover_class_init (DeskRevealPopoverClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_reveal_popover_dispose;
  signals[REVEALED] =
      g_signal_new ("revealed", DESK_TYPE_REVEAL_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, CRM_TYPE_FIELD_SET | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static GtkLabel *
make_label (const char *text)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (text));

  gtk_label_set_xalign (label, 0);
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_max_width_chars (label, 34);
  return label;
}

static void
desk_reveal_popover_init (DeskRevealPopover *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkLabel *hint = make_label (_ ("Why do you need the number? The reason is kept in the audit."));
  GtkWidget *entry = gtk_entry_new ();

  gtk_widget_add_css_class (GTK_WIDGET (hint), "desk-subtitle");
  self->reason_entry = GTK_EDITABLE (entry);
  gtk_entry_set_max_length (GTK_ENTRY (entry), MAX_REASON);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("Reason, such as “for a policy”"));
  gtk_editable_set_width_chars (self->reason_entry, 30);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Reason to see the number"), -1);
  self->state_label = make_label ("");
  gtk_widget_set_visible (GTK_WIDGET (self->state_label), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->state_label), "error");
  self->show_button = gtk_button_new_with_label (_ ("Show for 30 seconds"));
  gtk_widget_add_css_class (self->show_button, "suggested-action");
  gtk_widget_set_halign (self->show_button, GTK_ALIGN_END);

  gtk_box_append (GTK_BOX (box), GTK_WIDGET (hint));
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->state_label));
  gtk_box_append (GTK_BOX (box), self->show_button);
  gtk_widget_add_css_class (box, "desk-reveal");
  gtk_popover_set_child (GTK_POPOVER (self), box);
  g_signal_connect_object (entry, "changed", G_CALLBACK (update_button), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "activate", G_CALLBACK (ask_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->show_button, "clicked", G_CALLBACK (ask_cb), self,
                           G_CONNECT_SWAPPED);
  update_button (self);
}

GtkWidget *
desk_reveal_popover_new (DeskContext *context,
                         CrmRecord *record,
                         const guint *fields,
                         guint n_fields)
{
  DeskRevealPopover *self = g_object_new (DESK_TYPE_REVEAL_POPOVER, NULL);

  self->context = g_object_ref (context);
  self->record = g_object_ref (record);
  self->fields = fields;
  self->n_fields = n_fields;
  return GTK_WIDGET (self);
}
