/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskOutboxEntry: one command as the screens show it. Main thread; made by DeskOutbox, which keeps
 * the same object while the command is in the list. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-outbox-entry.h"

#include "shared/codec/crm-json.h"

struct _DeskOutboxEntry
{
  GObject parent_instance;

  DeskEntry *entry;    /* (owned) */
  CrmProblem *problem; /* (nullable) (owned) */
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_STATE,
  PROP_TITLE,
  PROP_RECORD_ID,
  PROP_AT,
  PROP_PROBLEM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (DeskOutboxEntry, desk_outbox_entry, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (DeskEntryState,
                    desk_entry_state,
                    G_DEFINE_ENUM_VALUE (DESK_ENTRY_PENDING, "pending"),
                    G_DEFINE_ENUM_VALUE (DESK_ENTRY_SENT, "sent"),
                    G_DEFINE_ENUM_VALUE (DESK_ENTRY_DONE, "done"),
                    G_DEFINE_ENUM_VALUE (DESK_ENTRY_CONFLICT, "conflict"),
                    G_DEFINE_ENUM_VALUE (DESK_ENTRY_REJECTED, "rejected"),
                    G_DEFINE_ENUM_VALUE (DESK_ENTRY_PARKED, "parked"))

static void
desk_outbox_entry_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DeskOutboxEntry *self = DESK_OUTBOX_ENTRY (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_string (value, self->entry->id);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->entry->state);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->entry->command != NULL
                                     ? crm_command_get_name (self->entry->command)
                                     : self->entry->kind_name);
      break;
    case PROP_RECORD_ID:
      g_value_set_string (value, self->entry->record);
      break;
    case PROP_AT:
      g_value_set_int64 (value, self->entry->at);
      break;
    case PROP_PROBLEM:
      g_value_set_boxed (value, self->problem);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
desk_outbox_entry_finalize (GObject *object)
{
  DeskOutboxEntry *self = DESK_OUTBOX_ENTRY (object);

  g_clear_pointer (&self->entry, desk_entry_unref);
  g_clear_pointer (&self->problem, crm_problem_unref);
  G_OBJECT_CLASS (desk_outbox_entry_parent_class)->finalize (object);
}

static void
desk_outbox_entry_class_init (DeskOutboxEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = desk_outbox_entry_get_property;
  object_class->finalize = desk_outbox_entry_finalize;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, DESK_TYPE_ENTRY_STATE, DESK_ENTRY_PENDING, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_RECORD_ID] = g_param_spec_string ("record-id", NULL, NULL, NULL, flags);
  properties[PROP_AT] = g_param_spec_int64 ("at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_PROBLEM] = g_param_spec_boxed ("problem", NULL, NULL, CRM_TYPE_PROBLEM, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
desk_outbox_entry_init (DeskOutboxEntry *self)
{
}

DeskOutboxEntry *
desk_outbox_entry_new (DeskEntry *entry)
{
  DeskOutboxEntry *self = g_object_new (DESK_TYPE_OUTBOX_ENTRY, NULL);

  desk_outbox_entry_update (self, entry);
  return self;
}

static CrmProblem *
parse_problem (const char *text)
{
  g_autoptr (JsonNode) node = text != NULL ? crm_json_parse (text, -1, NULL) : NULL;

  return node != NULL ? crm_problem_new_from_json (node) : NULL;
}

void
desk_outbox_entry_update (DeskOutboxEntry *self, DeskEntry *entry)
{
  const gboolean first = self->entry == NULL;

  if (self->entry == entry)
    return;
  desk_entry_ref (entry);
  g_clear_pointer (&self->entry, desk_entry_unref);
  self->entry = entry;
  g_clear_pointer (&self->problem, crm_problem_unref);
  self->problem = parse_problem (entry->problem);
  if (first)
    return;
  for (guint i = PROP_ID; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
}

DeskEntry *
desk_outbox_entry_peek (DeskOutboxEntry *self)
{
  return self->entry;
}

CrmCommand *
desk_outbox_entry_get_command (DeskOutboxEntry *self)
{
  g_return_val_if_fail (DESK_IS_OUTBOX_ENTRY (self), NULL);
  return self->entry->command;
}

DeskEntryState
desk_outbox_entry_get_state (DeskOutboxEntry *self)
{
  g_return_val_if_fail (DESK_IS_OUTBOX_ENTRY (self), DESK_ENTRY_DONE);
  return self->entry->state;
}

CrmProblem *
desk_outbox_entry_get_problem (DeskOutboxEntry *self)
{
  g_return_val_if_fail (DESK_IS_OUTBOX_ENTRY (self), NULL);
  return self->problem;
}

gint64
desk_outbox_entry_get_sequence (DeskOutboxEntry *self)
{
  g_return_val_if_fail (DESK_IS_OUTBOX_ENTRY (self), 0);
  return self->entry->seq;
}
