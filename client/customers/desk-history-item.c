/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskHistoryItem: from an entry and its record to words, again whenever the record changes. Main
 * thread. */

#include "client/customers/desk-history-item.h"

#include <glib/gi18n.h>

#include "client/customers/desk-history-words.h"
#include "shared/customers/crm-instalment.h"
#include "shared/customers/crm-policy.h"
#include "shared/record/crm-history-event.h"

struct _DeskHistoryItem
{
  DeskTimelineItem parent_instance;

  DeskContext *context; /* (owned) */
  DeskTimelineEntry entry;
  CrmRecord *record; /* (owned) */
  CrmRecord *policy; /* (owned) (nullable): of an instalment */
};

G_DEFINE_FINAL_TYPE (DeskHistoryItem, desk_history_item, DESK_TYPE_TIMELINE_ITEM)

static void update_cb (DeskHistoryItem *self);

static void
find_policy (DeskHistoryItem *self)
{
  const char *id = crm_record_get_kind (self->record) == &crm_instalment_kind
                       ? crm_record_get_text (self->record, CRM_INSTALMENT_POLICY)
                       : NULL;

  if (id == NULL || self->policy != NULL)
    return;
  self->policy =
      desk_database_ref_record (desk_context_get_database (self->context), &crm_policy_kind, id);
  g_signal_connect_object (self->policy, "notify::loaded", G_CALLBACK (update_cb), self,
                           G_CONNECT_SWAPPED);
}

static const char *
get_section (DeskHistoryItem *self)
{
  if (self->entry.section == DESK_TIMELINE_PINNED)
    return _ ("Pinned");
  /* Translators: heading over tasks that are still to be done */
  return self->entry.section == DESK_TIMELINE_AHEAD ? _ ("To do") : NULL;
}

static void
update_cb (DeskHistoryItem *self)
{
  DeskHistoryWords words = { 0 };

  if (!crm_record_is_loaded (self->record))
    return;
  find_policy (self);
  desk_history_words_make (&words, self->context, &self->entry, self->record, self->policy);
  g_object_set (self, "title", words.title, "detail", words.detail, "icon-name", words.icon_name,
                "tone", words.tone, NULL);
  desk_history_words_clear (&words);
}

static void
desk_history_item_dispose (GObject *object)
{
  DeskHistoryItem *self = DESK_HISTORY_ITEM (object);

  g_clear_object (&self->policy);
  g_clear_object (&self->record);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_history_item_parent_class)->dispose (object);
}

static void
desk_history_item_class_init (DeskHistoryItemClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_history_item_dispose;
}

static void
desk_history_item_init (DeskHistoryItem *self)
{
}

DeskHistoryItem *
desk_history_item_new (DeskContext *context, const DeskTimelineEntry *entry, CrmRecord *record)
{
  const gboolean task =
      entry->event == DESK_TIMELINE_TASK_OPEN || entry->event == DESK_TIMELINE_TASK_DONE;
  DeskHistoryItem *self =
      g_object_new (DESK_TYPE_HISTORY_ITEM, "at", entry->at, "title", "", "whole",
                    (gboolean) entry->is_whole, "bubble", entry->event == DESK_TIMELINE_NOTE,
                    "checkable", task, NULL);

  self->context = g_object_ref (context);
  self->entry = *entry;
  self->record = g_object_ref (record);
  g_object_set (self, "section", get_section (self), NULL);
  g_signal_connect_object (record, "notify", G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context, "users-changed", G_CALLBACK (update_cb), self,
                           G_CONNECT_SWAPPED);
  update_cb (self);
  return self;
}

CrmRecord *
desk_history_item_get_record (DeskHistoryItem *self)
{
  g_return_val_if_fail (DESK_IS_HISTORY_ITEM (self), NULL);
  return self->record;
}

DeskTimelineEvent
desk_history_item_get_event (DeskHistoryItem *self)
{
  g_return_val_if_fail (DESK_IS_HISTORY_ITEM (self), DESK_TIMELINE_CREATED);
  return self->entry.event;
}

gboolean
desk_history_item_get_subject (DeskHistoryItem *self, const CrmKind **kind, const char **id)
{
  g_return_val_if_fail (DESK_IS_HISTORY_ITEM (self), FALSE);

  *kind = crm_record_get_kind (self->record);
  *id = crm_record_get_id (self->record);
  if (*kind == &crm_history_event_kind && crm_record_is_loaded (self->record))
    {
      *kind = crm_kind_find (crm_record_get_text (self->record, CRM_HISTORY_EVENT_RECORD_KIND));
      *id = crm_record_get_text (self->record, CRM_HISTORY_EVENT_RECORD);
    }
  return *kind != NULL && *id != NULL;
}
