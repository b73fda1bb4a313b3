/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskConsentEditor: what was allowed, by which way, what proves it. The text that is in force for
 * the purpose on that day is shown and kept with the consent. Main thread; owned by the block. */

#include "client/customers/desk-consent-editor.h"

#include <glib/gi18n.h>
#include <string.h>

#include "client/customers/desk-card-words.h"
#include "client/ui/desk-format.h"
#include "shared/base/crm-time.h"
#include "shared/customers/crm-consent-text.h"
#include "shared/customers/crm-consent.h"

struct _DeskConsentEditor
{
  GtkPopover parent_instance;

  GtkDropDown *purpose_drop;
  GtkDropDown *channel_drop;
  GtkDropDown *way_drop;
  GtkWidget *date_entry;
  GtkWidget *until_entry;
  GtkWidget *note_entry;
  GtkWidget *text_label;
  GtkWidget *store_button;

  DeskRecordSet *texts; /* (owned) (nullable) */
  gboolean is_withdrawal;
};

enum
{
  MADE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *const purposes[] = { "processing", "advertising", "transfer",
                                        "health",     "calls",       NULL };
static const char *const channels[] = { "any", "email", "sms", "phone", "messenger", NULL };
static const char *const evidences[] = {
  "paper", "web", "sms-code", "call-recording", "other", NULL
};
static const char *const withdrawals[] = { "email", "sms", "phone", "messenger",
                                           "paper", "web", "other", NULL };

G_DEFINE_FINAL_TYPE (DeskConsentEditor, desk_consent_editor, GTK_TYPE_POPOVER)

static const char *
get_typed (GtkWidget *entry)
{
  return gtk_editable_get_text (GTK_EDITABLE (entry));
}

/* (transfer none) (nullable): the newest text for the purpose that was in force on @date. */
static CrmRecord *
find_text (DeskConsentEditor *self, const char *purpose, const char *date)
{
  CrmRecord *best = NULL;

  for (guint i = 0; self->texts != NULL && i < desk_record_set_get_count (self->texts); i++)
    {
      CrmRecord *text = desk_record_set_get (self->texts, i);
      const char *from = crm_record_get_text (text, CRM_CONSENT_TEXT_VALID_FROM);

      if (g_strcmp0 (crm_record_get_text (text, CRM_CONSENT_TEXT_PURPOSE), purpose) != 0 ||
          (from != NULL && date != NULL && strcmp (from, date) > 0))
        continue;
      if (best == NULL ||
          g_strcmp0 (from, crm_record_get_text (best, CRM_CONSENT_TEXT_VALID_FROM)) > 0)
        best = text;
    }
  return best;
}

static char *
dup_date (GtkWidget *entry)
{
  return desk_format_parse_date (get_typed (entry), crm_time_now ());
}

static const char *
get_purpose (DeskConsentEditor *self)
{
  return purposes[gtk_drop_down_get_selected (self->purpose_drop) % 5];
}

static void
update (DeskConsentEditor *self)
{
  g_autofree char *date = dup_date (self->date_entry);
  g_autofree char *until = dup_date (self->until_entry);
  CrmRecord *text = find_text (self, get_purpose (self), date);
  const gboolean bad_until = *get_typed (self->until_entry) != '\0' && until == NULL;
  g_autofree char *shown = NULL;

  if (text != NULL)
    /* Translators: title and version of the text of a consent */
    shown = g_strdup_printf (_ ("Text: %s, version %s"),
                             crm_record_get_text (text, CRM_CONSENT_TEXT_TITLE),
                             crm_record_get_text (text, CRM_CONSENT_TEXT_VERSION));
  gtk_label_set_text (GTK_LABEL (self->text_label),
                      shown != NULL ? shown : _ ("There is no text for this purpose yet"));
  gtk_widget_set_tooltip_text (self->text_label,
                               text == NULL ? NULL
                                            : crm_record_get_text (text, CRM_CONSENT_TEXT_TEXT));
  gtk_widget_set_sensitive (self->store_button, date != NULL && !bad_until);
  if (date == NULL)
    gtk_widget_add_css_class (self->date_entry, "error");
  else
    gtk_widget_remove_css_class (self->date_entry, "error");
  if (bad_until)
    gtk_widget_add_css_class (self->until_entry, "error");
  else
    gtk_widget_remove_css_class (self->until_entry, "error");
}

/* Noon of the day where the person is; of today, now. (transfer full) */
static char *
dup_instant (const char *date)
{
  g_autofree char *today = desk_rights_dup_today ();
  int year = 0, month = 0, day = 0;
  g_autoptr (GDateTime) noon = NULL;

  if (g_strcmp0 (date, today) == 0 || sscanf (date, "%4d-%2d-%2d", &year, &month, &day) != 3)
    return crm_time_to_string (crm_time_now ());
  noon = g_date_time_new_local (year, month, day, 12, 0, 0);
  return crm_time_to_string (g_date_time_to_unix (noon) * G_TIME_SPAN_SECOND);
}

static void
put_given (DeskConsentEditor *self, CrmFieldSet *set, const char *date, const char *instant)
{
  CrmRecord *text = find_text (self, get_purpose (self), date);
  g_autofree char *until = dup_date (self->until_entry);
  g_autofree char *note = g_strstrip (g_strdup (get_typed (self->note_entry)));

  crm_field_set_put (set, CRM_CONSENT_PURPOSE, get_purpose (self));
  crm_field_set_put (set, CRM_CONSENT_CHANNEL,
                     channels[gtk_drop_down_get_selected (self->channel_drop) % 5]);
  if (text != NULL)
    crm_field_set_put (set, CRM_CONSENT_TEXT_ID, crm_record_get_id (text));
  crm_field_set_put (set, CRM_CONSENT_GIVEN_AT, instant);
  crm_field_set_put (set, CRM_CONSENT_EVIDENCE,
                     evidences[gtk_drop_down_get_selected (self->way_drop) % 5]);
  if (*note != '\0')
    crm_field_set_put (set, CRM_CONSENT_EVIDENCE_NOTE, note);
  if (until != NULL)
    crm_field_set_put (set, CRM_CONSENT_VALID_TO, until);
}

static void
store_cb (DeskConsentEditor *self)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_consent_kind);
  g_autofree char *date = dup_date (self->date_entry);
  g_autofree char *instant = NULL;

  if (date == NULL || !gtk_widget_get_sensitive (self->store_button))
    return;
  instant = dup_instant (date);
  if (self->is_withdrawal)
    {
      crm_field_set_put (set, CRM_CONSENT_WITHDRAWN_AT, instant);
      crm_field_set_put (set, CRM_CONSENT_WITHDRAWN_CHANNEL,
                         withdrawals[gtk_drop_down_get_selected (self->way_drop) % 7]);
    }
  else
    put_given (self, set, date, instant);
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[MADE], 0, set);
}

static void
show_cb (DeskConsentEditor *self)
{
  g_autofree char *today = desk_rights_dup_today ();
  g_autofree char *shown = desk_format_date (today);

  gtk_editable_set_text (GTK_EDITABLE (self->date_entry), shown);
  gtk_editable_set_text (GTK_EDITABLE (self->until_entry), "");
  gtk_editable_set_text (GTK_EDITABLE (self->note_entry), "");
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->is_withdrawal ? self->way_drop : self->purpose_drop));
}

static void
desk_consent_editor_dispose (GObject *object)
{
  g_clear_object (&DESK_CONSENT_EDITOR (object)->texts);
  G_OBJECT_CLASS (desk_consent_editor_parent_class)->dispose (object);
}

static void
desk_consent_editor_class_init (DeskConsentEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_consent_editor_dispose;
  signals[MADE] = g_signal_new ("made", DESK_TYPE_CONSENT_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
desk_consent_editor_init (DeskConsentEditor *self)
{
}

static GtkWidget *
make_entry (DeskConsentEditor *self, const char *hint)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), hint);
  gtk_widget_set_tooltip_text (entry, hint);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, hint, -1);
  g_signal_connect_object (entry, "activate", G_CALLBACK (store_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return entry;
}

static GtkDropDown *
make_drop (DeskConsentEditor *self,
           const char *const *codes,
           const char *(*get_word) (const char *code),
           const char *title)
{
  const char *words[16] = { NULL };
  GtkWidget *drop;

  for (guint i = 0; codes[i] != NULL && i < G_N_ELEMENTS (words) - 1; i++)
    words[i] = get_word (codes[i]);
  drop = gtk_drop_down_new_from_strings (words);
  gtk_widget_set_tooltip_text (drop, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (drop), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect_object (drop, "notify::selected", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return GTK_DROP_DOWN (drop);
}

static void
make_widgets (DeskConsentEditor *self)
{
  const gboolean out = self->is_withdrawal;

  self->date_entry = make_entry (self, _ ("Date"));
  self->until_entry = make_entry (self, _ ("Valid until, when it has an end"));
  self->note_entry = make_entry (self, _ ("Where the proof is, number of the paper"));
  self->text_label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->text_label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->text_label), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (self->text_label), 36);
  gtk_widget_add_css_class (self->text_label, "desk-subtitle");
  self->store_button = gtk_button_new_with_label (out ? _ ("Withdraw") : _ ("Note the consent"));
  gtk_widget_add_css_class (self->store_button, "suggested-action");
  g_signal_connect_object (self->store_button, "clicked", G_CALLBACK (store_cb), self,
                           G_CONNECT_SWAPPED);
  self->purpose_drop = make_drop (self, purposes, desk_card_purpose_word, _ ("What for"));
  self->channel_drop = make_drop (self, channels, desk_card_channel_word, _ ("By which way"));
  self->way_drop = make_drop (self, out ? withdrawals : evidences, desk_card_evidence_word,
                              out ? _ ("How it was withdrawn") : _ ("What proves it"));
}

GtkWidget *
desk_consent_editor_new (DeskRecordSet *texts, gboolean is_withdrawal)
{
  DeskConsentEditor *self = g_object_new (DESK_TYPE_CONSENT_EDITOR, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  g_set_object (&self->texts, texts);
  self->is_withdrawal = is_withdrawal;
  make_widgets (self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->purpose_drop));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->channel_drop));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->way_drop));
  gtk_box_append (GTK_BOX (box), self->date_entry);
  gtk_box_append (GTK_BOX (box), self->until_entry);
  gtk_box_append (GTK_BOX (box), self->note_entry);
  gtk_box_append (GTK_BOX (box), self->text_label);
  gtk_box_append (GTK_BOX (box), self->store_button);
  gtk_widget_set_visible (GTK_WIDGET (self->purpose_drop), !is_withdrawal);
  gtk_widget_set_visible (GTK_WIDGET (self->channel_drop), !is_withdrawal);
  gtk_widget_set_visible (self->until_entry, !is_withdrawal);
  gtk_widget_set_visible (self->note_entry, !is_withdrawal);
  gtk_widget_set_visible (self->text_label, !is_withdrawal);
  gtk_popover_set_child (GTK_POPOVER (self), box);
  g_signal_connect (self, "map", G_CALLBACK (show_cb), NULL);
  return GTK_WIDGET (self);
}
