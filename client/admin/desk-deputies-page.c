/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A boxed list over the cached deputies. Main thread. */

#include "client/admin/desk-deputies-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "client/admin/desk-admin-act.h"
#include "client/admin/desk-admin-page.h"
#include "client/admin/desk-person-acts.h"
#include "client/ui/desk-avatar.h"
#include "client/ui/desk-empty-state.h"
#include "client/ui/desk-format.h"
#include "shared/base/crm-id.h"
#include "shared/record/crm-deputy.h"

struct _DeskDeputiesPage
{
  AdwBin parent_instance;

  DeskContext *context; /* (owned) */
  DeskRecordSet *set;   /* (owned) (nullable) */
  GtkListBox *list;
  GtkStack *stack;
  GtkWidget *add;
};

G_DEFINE_FINAL_TYPE (DeskDeputiesPage, desk_deputies_page, ADW_TYPE_BIN)

static gboolean
may (DeskDeputiesPage *self, CrmAction action)
{
  return desk_admin_is_online (self->context) &&
         desk_rights_allow_any (desk_context_get_rights (self->context), "deputy", action);
}

static const char *
get_name (DeskDeputiesPage *self, CrmRecord *deputy, guint field)
{
  const char *name =
      desk_context_get_user_name (self->context, crm_record_get_text (deputy, field));

  return name != NULL ? name : "—";
}

static void
remove_cb (GtkWidget *button, CrmRecord *deputy)
{
  DeskDeputiesPage *self =
      DESK_DEPUTIES_PAGE (gtk_widget_get_ancestor (button, DESK_TYPE_DEPUTIES_PAGE));
  g_autofree char *path = desk_admin_dup_path (deputy, NULL);
  g_autofree char *again = crm_id_new ();
  DeskAdminAct act = { .method = "DELETE",
                       .path = path,
                       .text = _ ("Deputy removed"),
                       .undo_method = "POST",
                       .undo_path = "/admin/deputy",
                       .undo_body =
                           desk_admin_make_body (again, 0, desk_admin_copy_record (deputy)) };

  desk_admin_act_run (GTK_WIDGET (self), self->context, &act);
}

static GtkWidget *
make_tag (CrmRecord *deputy, const char *today)
{
  const char *starts_on = crm_record_get_text (deputy, CRM_DEPUTY_STARTS_ON);
  const char *ends_on = crm_record_get_text (deputy, CRM_DEPUTY_ENDS_ON);
  gboolean is_over = g_strcmp0 (ends_on, today) < 0;
  gboolean is_later = g_strcmp0 (starts_on, today) > 0;
  GtkWidget *label = gtk_label_new (is_over ? _ ("over") : (is_later ? _ ("planned") : _ ("now")));

  gtk_widget_add_css_class (label, "desk-tag");
  if (!is_over && !is_later)
    gtk_widget_add_css_class (label, "ok");
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  return label;
}

static void
add_remove (DeskDeputiesPage *self, GtkWidget *row, CrmRecord *deputy)
{
  GtkWidget *button = desk_admin_make_icon_button ("user-trash-symbolic", _ ("Remove"));
  g_autofree char *spoken =
      g_strdup_printf ("%s: %s", _ ("Remove"), get_name (self, deputy, CRM_DEPUTY_DEPUTY));

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), deputy, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static void
add_row (DeskDeputiesPage *self, CrmRecord *deputy, const char *today)
{
  g_autofree char *first = desk_format_date (crm_record_get_text (deputy, CRM_DEPUTY_STARTS_ON));
  g_autofree char *last = desk_format_date (crm_record_get_text (deputy, CRM_DEPUTY_ENDS_ON));
  const char *reason = crm_record_get_text (deputy, CRM_DEPUTY_REASON);
  /* Translators: who stands in, for whom */
  g_autofree char *title =
      g_strdup_printf (_ ("%s stands in for %s"), get_name (self, deputy, CRM_DEPUTY_DEPUTY),
                       get_name (self, deputy, CRM_DEPUTY_ABSENT));
  g_autofree char *line = g_strdup_printf ("%s – %s%s%s", first, last, reason != NULL ? " · " : "",
                                           reason != NULL ? reason : "");
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *avatar = desk_avatar_new (30);

  desk_avatar_set_text (DESK_AVATAR (avatar), get_name (self, deputy, CRM_DEPUTY_DEPUTY));
  g_object_set (row, "title", title, "subtitle", line, "use-markup", FALSE, "title-lines", 2, NULL);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), avatar);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_tag (deputy, today));
  if (may (self, CRM_ACTION_DELETE))
    add_remove (self, row, deputy);
  gtk_list_box_append (self->list, row);
}

/* The last day decides: what goes on longest first. */
static int
compare_days (gconstpointer a, gconstpointer b)
{
  CrmRecord *const *one = a;
  CrmRecord *const *other = b;

  return g_strcmp0 (crm_record_get_text (*other, CRM_DEPUTY_ENDS_ON),
                    crm_record_get_text (*one, CRM_DEPUTY_ENDS_ON));
}

static void
update_cb (DeskDeputiesPage *self)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  g_autofree char *today = desk_rights_dup_today ();

  desk_admin_clear_list (self->list);
  gtk_widget_set_sensitive (self->add, may (self, CRM_ACTION_CREATE));
  for (guint i = 0; self->set != NULL && i < desk_record_set_get_count (self->set); i++)
    g_ptr_array_add (sorted, desk_record_set_get (self->set, i));
  g_ptr_array_sort (sorted, compare_days);
  for (guint i = 0; i < sorted->len; i++)
    add_row (self, sorted->pdata[i], today);
  gtk_stack_set_visible_child_name (self->stack, sorted->len > 0 ? "list" : "empty");
}

static void
add_cb (DeskDeputiesPage *self)
{
  desk_person_add_deputy (GTK_WIDGET (self), self->context, NULL);
}

static void
desk_deputies_page_dispose (GObject *object)
{
  g_clear_object (&DESK_DEPUTIES_PAGE (object)->set);
  g_clear_object (&DESK_DEPUTIES_PAGE (object)->context);
  G_OBJECT_CLASS (desk_deputies_page_parent_class)->dispose (object);
}

static void
desk_deputies_page_class_init (DeskDeputiesPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_deputies_page_dispose;
}

static void
desk_deputies_page_init (DeskDeputiesPage *self)
{
}

GtkWidget *
desk_deputies_page_new (DeskContext *context)
{
  DeskDeputiesPage *self = g_object_new (DESK_TYPE_DEPUTIES_PAGE, NULL);
  GtkWidget *page = desk_admin_page_new (context, _ ("Deputies"));
  GtkWidget *empty = g_object_new (DESK_TYPE_EMPTY_STATE, NULL);

  self->context = g_object_ref (context);
  g_set_object (&self->set,
                desk_rights_get_set (desk_context_get_rights (context), &crm_deputy_kind));
  self->add = desk_admin_make_button ("list-add-symbolic", _ ("Appoint"));
  g_signal_connect_object (self->add, "clicked", G_CALLBACK (add_cb), self, G_CONNECT_SWAPPED);
  desk_admin_page_add_end (DESK_ADMIN_PAGE (page), self->add);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_widget_set_valign (GTK_WIDGET (self->list), GTK_ALIGN_START);
  desk_empty_state_set_text (DESK_EMPTY_STATE (empty), "system-switch-user-symbolic",
                             _ ("Nobody stands in for anybody"),
                             _ ("Before a holiday somebody else gets the clients to see."));
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->stack, desk_admin_make_column (GTK_WIDGET (self->list)), "list");
  gtk_stack_add_named (self->stack, empty, "empty");
  desk_admin_page_set_child (DESK_ADMIN_PAGE (page), GTK_WIDGET (self->stack));
  adw_bin_set_child (ADW_BIN (self), page);
  g_signal_connect_object (desk_context_get_rights (context), "changed", G_CALLBACK (update_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context, "users-changed", G_CALLBACK (update_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (desk_context_get_status (context), "notify::state",
                           G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  update_cb (self);
  return GTK_WIDGET (self);
}
