/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows of the list. Main thread; no state of their own. */

#include "client/admin/desk-deputies-page.h"

#include <glib/gi18n.h>

#include "client/admin/desk-admin-act.h"
#include "client/admin/desk-admin-list.h"
#include "client/admin/desk-person-acts.h"
#include "client/ui/desk-avatar.h"
#include "client/ui/desk-format.h"
#include "shared/record/crm-deputy.h"

static const char *
get_name (DeskAdminList *list, CrmRecord *deputy, guint field)
{
  const char *name = desk_context_get_user_name (desk_admin_list_get_context (list),
                                                 crm_record_get_text (deputy, field));

  return name != NULL ? name : "—";
}

static void
remove_cb (GtkWidget *button, CrmRecord *deputy)
{
  desk_admin_act_delete (button, desk_admin_list_get_context (desk_admin_list_find (button)),
                         deputy, _ ("Deputy removed"));
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
add_row (DeskAdminList *list, CrmRecord *deputy, const char *today)
{
  const char *name = get_name (list, deputy, CRM_DEPUTY_DEPUTY);
  g_autofree char *first = desk_format_date (crm_record_get_text (deputy, CRM_DEPUTY_STARTS_ON));
  g_autofree char *last = desk_format_date (crm_record_get_text (deputy, CRM_DEPUTY_ENDS_ON));
  const char *reason = crm_record_get_text (deputy, CRM_DEPUTY_REASON);
  /* Translators: who stands in, for whom */
  g_autofree char *title =
      g_strdup_printf (_ ("%s stands in for %s"), name, get_name (list, deputy, CRM_DEPUTY_ABSENT));
  g_autofree char *line = g_strdup_printf ("%s – %s%s%s", first, last, reason != NULL ? " · " : "",
                                           reason != NULL ? reason : "");
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *avatar = desk_avatar_new (30);

  desk_avatar_set_text (DESK_AVATAR (avatar), name);
  g_object_set (row, "title", title, "subtitle", line, "use-markup", FALSE, "title-lines", 2, NULL);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), avatar);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_tag (deputy, today));
  if (desk_admin_list_may (list, CRM_ACTION_DELETE))
    desk_admin_list_add_button (row, deputy, "user-trash-symbolic", _ ("Remove"), name, remove_cb);
  desk_admin_list_add_row (list, row);
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
fill (DeskAdminList *list, GPtrArray *deputies)
{
  g_autofree char *today = desk_rights_dup_today ();

  g_ptr_array_sort (deputies, compare_days);
  for (guint i = 0; i < deputies->len; i++)
    add_row (list, deputies->pdata[i], today);
}

static GtkWidget *
open_new (GtkWidget *from, DeskContext *context)
{
  return desk_person_add_deputy (from, context, NULL);
}

GtkWidget *
desk_deputies_page_new (DeskContext *context)
{
  const DeskAdminListSpec spec = {
    .kind = &crm_deputy_kind,
    .title = _ ("Deputies"),
    .icon_name = "system-switch-user-symbolic",
    .add = _ ("Appoint"),
    .empty = _ ("Nobody stands in for anybody"),
    .empty_text = _ ("Before a holiday somebody else gets the clients to see."),
    .fill = fill,
    .open = open_new,
  };

  return desk_admin_list_new (context, &spec);
}
