/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the form, the card and the work list say of likes. Main thread. */

#define G_LOG_DOMAIN "zontik-customers"

#include "client/customers/desk-like-row.h"

#include <glib/gi18n.h>
#include <string.h>

#include "client/customers/desk-customer-acts.h"
#include "client/ui/desk-format.h"
#include "client/ui/desk-undo.h"
#include "shared/base/crm-phone.h"
#include "shared/customers/crm-duplicate-record.h"

char *
desk_like_dup_reasons (guint32 reasons)
{
  g_autofree const char **codes = crm_duplicate_list_reasons (reasons);
  const CrmDuplicateRule *rules = crm_duplicate_get_rules ();
  GString *text = g_string_new (NULL);

  for (guint i = 0; codes[i] != NULL; i++)
    for (guint k = 0; k < CRM_DUPLICATE_N_REASONS; k++)
      if (strcmp (rules[k].code, codes[i]) == 0)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", _ (rules[k].title));
  return g_string_free (text, FALSE);
}

static void
append_fact (GString *text, const char *fact)
{
  if (fact != NULL && *fact != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", fact);
}

char *
desk_like_dup_facts (DeskContext *context, const DeskLike *like)
{
  g_autofree char *birth = like->birth != NULL ? desk_format_date (like->birth) : NULL;
  g_autofree char *phone = like->phone != NULL ? crm_phone_format (like->phone) : NULL;
  GString *text = g_string_new (NULL);

  append_fact (text, birth);
  append_fact (text, phone);
  append_fact (text, desk_context_get_user_name (context, like->owner));
  return g_string_free (text, FALSE);
}

static GtkWidget *
make_score (guint score)
{
  g_autofree char *text = g_strdup_printf (_ ("%u %%"), score);
  g_autofree char *spoken = g_strdup_printf (_ ("alike by %u percent"), score);
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (label, "desk-tag");
  gtk_widget_add_css_class (label, score >= CRM_DUPLICATE_LIKELY ? "soon" : "accent");
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  return label;
}

GtkWidget *
desk_like_row_new (DeskContext *context, const DeskLike *like)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *facts = desk_like_dup_facts (context, like);
  g_autofree char *reasons = desk_like_dup_reasons (like->reasons);
  g_autofree char *lines =
      g_strconcat (facts, *facts != '\0' && *reasons != '\0' ? "\n" : "", reasons, NULL);

  g_object_set (row, "title", like->name, "subtitle", lines, "use-markup", FALSE, "subtitle-lines",
                3, "activatable", TRUE, NULL);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), make_score (like->score));
  return row;
}

GtkWidget *
desk_like_row_add_button (GtkWidget *row, const char *label, const char *spoken)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "desk-compact");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return button;
}

/* ---- decisions ------------------------------------------------------------------------------- */

CrmCommand *
desk_like_make_command (const char *customer,
                        const char *other,
                        const char *record,
                        gint64 version,
                        gboolean is_distinct)
{
  gboolean is_first = strcmp (customer, other) < 0;
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_duplicate_kind);
  g_autofree char *id = NULL;

  crm_field_set_put (set, CRM_DUPLICATE_STATUS, is_distinct ? "distinct" : "open");
  if (*record != '\0')
    return crm_command_new_update (&crm_duplicate_kind, record, version, set, NULL);

  id = crm_duplicate_make_id (customer, other);
  crm_field_set_put (set, CRM_DUPLICATE_CUSTOMER, is_first ? customer : other);
  crm_field_set_put (set, CRM_DUPLICATE_OTHER, is_first ? other : customer);
  return crm_command_new_create (&crm_duplicate_kind, id, set);
}

typedef struct
{
  GtkWidget *from; /* (owned) */
  CrmCommand *command;
  CrmCommand *inverse;
} Decision;

static void
decided_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Decision *decision = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GPtrArray) undoes =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);

  g_ptr_array_add (ids, (gpointer) crm_command_get_id (decision->command));
  g_ptr_array_add (undoes, decision->inverse);
  if (desk_outbox_submit_finish (DESK_OUTBOX (source), result, &error))
    desk_undo_offer (decision->from, _ ("Not a duplicate, for everybody"), ids, undoes);
  else
    desk_customer_tell_failure (decision->from, error);
  crm_command_unref (decision->command);
  g_object_unref (decision->from);
  g_free (decision);
}

void
desk_like_decide (GtkWidget *from,
                  DeskContext *context,
                  const char *customer,
                  const DeskLike *like,
                  gboolean is_distinct)
{
  g_autofree char *id = crm_duplicate_make_id (customer, like->id);
  g_autoptr (GPtrArray) commands = g_ptr_array_new ();
  Decision *decision = g_new0 (Decision, 1);

  decision->from = g_object_ref (from);
  decision->command =
      desk_like_make_command (customer, like->id, like->record, like->version, is_distinct);
  decision->inverse =
      desk_like_make_command (customer, like->id, *like->record != '\0' ? like->record : id,
                              like->version + 1, !is_distinct);
  g_ptr_array_add (commands, decision->command);
  desk_outbox_submit_async (desk_context_get_outbox (context), commands, NULL, decided_cb,
                            decision);
}
