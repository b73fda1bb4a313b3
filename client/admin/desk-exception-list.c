/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A boxed list over the cached exceptions and deputies. Main thread. */

#include "client/admin/desk-exception-list.h"

#include <glib/gi18n.h>

#include "client/admin/desk-admin-page.h"
#include "client/admin/desk-admin-words.h"
#include "client/admin/desk-person-acts.h"
#include "client/ui/desk-format.h"
#include "client/ui/desk-role.h"
#include "shared/record/crm-deputy.h"
#include "shared/record/crm-right-exception.h"
#include "shared/record/crm-user.h"

struct _DeskExceptionList
{
  AdwBin parent_instance;

  DeskContext *context; /* (owned) */
  CrmRecord *user;      /* (owned) (nullable) */
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (DeskExceptionList, desk_exception_list, ADW_TYPE_BIN)

/* "may see cards: branch, until 30 Nov: holiday" */
static char *
dup_exception (CrmRecord *exception)
{
  const char *subject = crm_record_get_text (exception, CRM_RIGHT_EXCEPTION_SUBJECT);
  const char *ends_on = crm_record_get_text (exception, CRM_RIGHT_EXCEPTION_ENDS_ON);
  const char *reason = crm_record_get_text (exception, CRM_RIGHT_EXCEPTION_REASON);
  g_autofree char *day = ends_on != NULL ? desk_format_date (ends_on) : NULL;
  CrmAction action = CRM_ACTION_SEE;
  CrmScope scope = CRM_SCOPE_NONE;
  GString *text = g_string_new (NULL);

  crm_action_from_text (crm_record_get_text (exception, CRM_RIGHT_EXCEPTION_ACTION), &action);
  crm_scope_from_text (crm_record_get_text (exception, CRM_RIGHT_EXCEPTION_SCOPE), &scope);
  g_string_append_printf (text, "%s, %s: %s", desk_subject_get_title (subject),
                          desk_action_get_title (subject, action),
                          scope == CRM_SCOPE_NONE ? _ ("nothing")
                                                  : desk_scope_get_title (scope, FALSE));
  g_string_append_c (text, ' ');
  if (day != NULL)
    /* Translators: %s is a day */
    g_string_append_printf (text, _ ("until %s"), day);
  else
    g_string_append (text, _ ("without an end"));
  if (reason != NULL)
    g_string_append_printf (text, ": %s", reason);
  return g_string_free (text, FALSE);
}

static void
remove_cb (GtkWidget *button, CrmRecord *exception)
{
  DeskExceptionList *self =
      DESK_EXCEPTION_LIST (gtk_widget_get_ancestor (button, DESK_TYPE_EXCEPTION_LIST));

  desk_person_remove_exception (GTK_WIDGET (self), self->context, exception);
}

static GtkWidget *
make_row (const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *image = gtk_image_new_from_icon_name ("channel-secure-symbolic");

  g_object_set (row, "title", title, "subtitle", subtitle, "use-markup", FALSE, "subtitle-lines", 2,
                NULL);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  return row;
}

static void
add_exception (DeskExceptionList *self, CrmRecord *exception)
{
  const char *name = crm_user_get_name (CRM_USER (self->user));
  const char *role = desk_role_get_title (crm_record_get_text (self->user, CRM_USER_ROLE));
  /* Translators: the name of a person, the role */
  g_autofree char *title = g_strdup_printf (_ ("%s, apart from the role “%s”"), name, role);
  g_autofree char *text = dup_exception (exception);
  GtkWidget *row = make_row (title, text);
  GtkWidget *button = gtk_button_new_with_label (_ ("Remove"));
  g_autofree char *spoken = g_strdup_printf ("%s: %s", _ ("Remove"), text);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  gtk_widget_set_sensitive (button, desk_admin_is_online (self->context));
  gtk_widget_set_visible (button, desk_rights_allow_any (desk_context_get_rights (self->context),
                                                         "right-exception", CRM_ACTION_DELETE));
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), exception, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  gtk_list_box_append (self->list, row);
}

static void
add_deputy (DeskExceptionList *self, CrmRecord *deputy)
{
  const char *absent =
      desk_context_get_user_name (self->context, crm_record_get_text (deputy, CRM_DEPUTY_ABSENT));
  g_autofree char *day = desk_format_date (crm_record_get_text (deputy, CRM_DEPUTY_ENDS_ON));
  /* Translators: the name of a person who is away, a day */
  g_autofree char *text =
      g_strdup_printf (_ ("stands in for %s until %s"), absent != NULL ? absent : "—", day);
  GtkWidget *row = make_row (crm_user_get_name (CRM_USER (self->user)), text);

  gtk_list_box_append (self->list, row);
}

static gboolean
is_of (CrmRecord *record, guint field, CrmRecord *user)
{
  return g_strcmp0 (crm_record_get_text (record, field), crm_record_get_id (user)) == 0;
}

static void
update_cb (DeskExceptionList *self)
{
  DeskRights *rights = desk_context_get_rights (self->context);
  DeskRecordSet *exceptions = desk_rights_get_set (rights, &crm_right_exception_kind);
  DeskRecordSet *deputies = desk_rights_get_set (rights, &crm_deputy_kind);

  desk_admin_clear_list (self->list);
  if (self->user == NULL || exceptions == NULL)
    return;
  for (guint i = 0; i < desk_record_set_get_count (exceptions); i++)
    if (is_of (desk_record_set_get (exceptions, i), CRM_RIGHT_EXCEPTION_USER, self->user))
      add_exception (self, desk_record_set_get (exceptions, i));
  for (guint i = 0; i < desk_record_set_get_count (deputies); i++)
    {
      CrmRecord *deputy = desk_record_set_get (deputies, i);

      if (is_of (deputy, CRM_DEPUTY_DEPUTY, self->user) &&
          desk_rights_is_today (crm_record_get_text (deputy, CRM_DEPUTY_STARTS_ON),
                                crm_record_get_text (deputy, CRM_DEPUTY_ENDS_ON)))
        add_deputy (self, deputy);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), gtk_list_box_get_row_at_index (self->list, 0) != NULL);
}

static void
desk_exception_list_dispose (GObject *object)
{
  g_clear_object (&DESK_EXCEPTION_LIST (object)->user);
  g_clear_object (&DESK_EXCEPTION_LIST (object)->context);
  G_OBJECT_CLASS (desk_exception_list_parent_class)->dispose (object);
}

static void
desk_exception_list_class_init (DeskExceptionListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_exception_list_dispose;
}

static void
desk_exception_list_init (DeskExceptionList *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->list));
}

GtkWidget *
desk_exception_list_new (DeskContext *context)
{
  DeskExceptionList *self = g_object_new (DESK_TYPE_EXCEPTION_LIST, NULL);

  self->context = g_object_ref (context);
  g_signal_connect_object (desk_context_get_rights (context), "changed", G_CALLBACK (update_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk_context_get_status (context), "notify::state",
                           G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  update_cb (self);
  return GTK_WIDGET (self);
}

void
desk_exception_list_set_person (DeskExceptionList *self, CrmRecord *user)
{
  g_return_if_fail (DESK_IS_EXCEPTION_LIST (self));

  g_set_object (&self->user, user);
  update_cb (self);
}
