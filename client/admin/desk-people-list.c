/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A GtkListView over the cached users. Main thread; child of the page of people. */

#include "client/admin/desk-people-list.h"

#include <glib/gi18n.h>
#include <string.h>

#include "client/admin/desk-admin-page.h"
#include "client/admin/desk-admin-words.h"
#include "client/ui/desk-avatar.h"
#include "client/ui/desk-format.h"
#include "shared/base/crm-text.h"
#include "shared/record/crm-user.h"

/* The server writes down every two minutes who is there, a client asks it every 72 seconds. */
#define NOW_SPAN     (5 * G_TIME_SPAN_MINUTE)
#define LOOK_SECONDS 60

struct _DeskPeopleList
{
  AdwBin parent_instance;

  DeskContext *context;          /* (owned) */
  DeskSessions *sessions;        /* (owned) */
  GtkSingleSelection *selection; /* (owned) (nullable) */
  GtkSorter *sorter;             /* (owned) */
  GtkFilter *filter;             /* (owned) */
  GPtrArray *items;              /* (element-type GtkListItem): bound now */
  guint source;                  /* while it is shown */

  /* children */
  GtkBox *head;
  GtkLabel *count;
  GtkWidget *search_revealer;
  GtkSearchEntry *search;
  GtkListView *view;
  GtkStack *stack;
};

enum
{
  CHOSEN,
  ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskPeopleList, desk_people_list, ADW_TYPE_BIN)

typedef struct
{
  GtkWidget *avatar;
  GtkLabel *name;
  GtkLabel *line;
  GtkLabel *seen;
  GtkWidget *dot;
} RowParts;

static RowParts
get_parts (GtkListItem *item)
{
  RowParts parts;
  GtkWidget *box = gtk_list_item_get_child (item);
  GtkWidget *texts;

  parts.avatar = gtk_widget_get_first_child (box);
  texts = gtk_widget_get_next_sibling (parts.avatar);
  parts.name = GTK_LABEL (gtk_widget_get_first_child (texts));
  parts.line = GTK_LABEL (gtk_widget_get_last_child (texts));
  parts.seen = GTK_LABEL (gtk_widget_get_next_sibling (texts));
  parts.dot = gtk_widget_get_last_child (box);
  return parts;
}

static char *
dup_seen (DeskPeopleList *self, CrmRecord *user, gboolean *is_now)
{
  gint64 now = g_get_real_time ();
  gint64 seen_at = desk_sessions_get_seen (self->sessions, crm_record_get_id (user));

  *is_now = seen_at != 0 && now - seen_at < NOW_SPAN;
  if (!crm_record_get_boolean (user, CRM_USER_ACTIVE))
    return g_strdup (_ ("disabled"));
  if (*is_now)
    return g_strdup (_ ("now"));
  return seen_at != 0 ? desk_format_when (seen_at, now) : g_strdup ("");
}

static void
show_row (DeskPeopleList *self, GtkListItem *item)
{
  CrmRecord *user = gtk_list_item_get_item (item);
  RowParts parts = get_parts (item);
  GtkWidget *box = gtk_list_item_get_child (item);
  g_autofree char *line = desk_person_dup_line (self->context, user);
  gboolean is_now;
  g_autofree char *seen = dup_seen (self, user, &is_now);
  const char *name = crm_user_get_name (CRM_USER (user));
  g_autofree char *spoken = g_strdup_printf ("%s, %s, %s", name, line, seen);

  desk_avatar_set_text (DESK_AVATAR (parts.avatar), name);
  gtk_label_set_label (parts.name, name);
  gtk_label_set_label (parts.line, line);
  gtk_label_set_label (parts.seen, seen);
  gtk_widget_set_visible (parts.dot, *seen != '\0');
  if (is_now)
    gtk_widget_add_css_class (parts.dot, "now");
  else
    gtk_widget_remove_css_class (parts.dot, "now");
  gtk_widget_set_opacity (box, crm_record_get_boolean (user, CRM_USER_ACTIVE) ? 1 : .55);
  desk_admin_name_row (box, spoken);
}

static void
setup_cb (DeskPeopleList *self, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *name = gtk_label_new (NULL);
  GtkWidget *line = gtk_label_new (NULL);
  GtkWidget *seen = gtk_label_new (NULL);
  GtkWidget *dot = adw_bin_new ();

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (line), 0);
  gtk_label_set_ellipsize (GTK_LABEL (line), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (name, "desk-row-title");
  gtk_widget_add_css_class (line, "caption");
  gtk_widget_add_css_class (line, "dim-label");
  gtk_widget_add_css_class (seen, "desk-subtitle");
  gtk_widget_add_css_class (dot, "desk-dot");
  gtk_widget_set_valign (dot, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), name);
  gtk_box_append (GTK_BOX (texts), line);
  gtk_box_append (GTK_BOX (box), desk_avatar_new (30));
  gtk_box_append (GTK_BOX (box), texts);
  gtk_box_append (GTK_BOX (box), seen);
  gtk_box_append (GTK_BOX (box), dot);
  gtk_list_item_set_child (item, box);
}

static void
bind_cb (DeskPeopleList *self, GtkListItem *item)
{
  g_ptr_array_add (self->items, item);
  show_row (self, item);
}

static void
unbind_cb (DeskPeopleList *self, GtkListItem *item)
{
  g_ptr_array_remove_fast (self->items, item);
}

static void
update_cb (DeskPeopleList *self)
{
  DeskRecordSet *users =
      desk_rights_get_set (desk_context_get_rights (self->context), &crm_user_kind);
  guint n_users = users != NULL ? desk_record_set_get_count (users) : 0;
  g_autofree char *count = desk_format_count (n_users);
  gboolean is_filled = g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0;

  gtk_label_set_label (self->count, count);
  gtk_sorter_changed (self->sorter, GTK_SORTER_CHANGE_DIFFERENT);
  for (guint i = 0; i < self->items->len; i++)
    show_row (self, self->items->pdata[i]);
  gtk_stack_set_visible_child_name (self->stack, is_filled ? "people" : "nobody");
}

static int
compare_people (gconstpointer a, gconstpointer b, gpointer user_data)
{
  CrmRecord *one = (CrmRecord *) a;
  CrmRecord *other = (CrmRecord *) b;
  gboolean is_active = crm_record_get_boolean (one, CRM_USER_ACTIVE);

  if (is_active != crm_record_get_boolean (other, CRM_USER_ACTIVE))
    return is_active ? -1 : 1;
  return g_utf8_collate (crm_user_get_name (CRM_USER (one)), crm_user_get_name (CRM_USER (other)));
}

static gboolean
is_found (gpointer item, gpointer user_data)
{
  DeskPeopleList *self = user_data;
  g_autofree char *wanted =
      crm_text_normalise (gtk_editable_get_text (GTK_EDITABLE (self->search)));
  g_autofree char *line = desk_person_dup_line (self->context, item);
  const char *login = crm_record_get_text (item, CRM_USER_LOGIN);
  g_autofree char *all = g_strconcat (crm_user_get_name (item), " ", line, " ", login, NULL);
  g_autofree char *text = crm_text_normalise (all);

  return wanted == NULL || strstr (text, wanted) != NULL;
}

static void
search_changed_cb (DeskPeopleList *self)
{
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  update_cb (self);
}

static void
stop_search_cb (DeskPeopleList *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->search_revealer), FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
selected_cb (DeskPeopleList *self)
{
  CrmRecord *user = desk_people_list_get_chosen (self);

  if (user != NULL)
    g_signal_emit (self, signals[CHOSEN], 0, user);
}

static void
activate_cb (DeskPeopleList *self)
{
  CrmRecord *user = desk_people_list_get_chosen (self);

  if (user != NULL)
    g_signal_emit (self, signals[ACTIVATED], 0, user);
}

static GtkWidget *
make_head (DeskPeopleList *self)
{
  GtkWidget *box = desk_admin_make_heading (_ ("Users"), NULL);
  GtkWidget *button = desk_admin_make_icon_button ("edit-find-symbolic", _ ("Find a person"));

  self->head = GTK_BOX (box);
  self->count = GTK_LABEL (gtk_widget_get_last_child (box));
  g_signal_connect_object (button, "clicked", G_CALLBACK (desk_people_list_begin_search), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), button);
  return box;
}

static GtkWidget *
make_search (DeskPeopleList *self)
{
  self->search = GTK_SEARCH_ENTRY (gtk_search_entry_new ());
  self->search_revealer = gtk_revealer_new ();
  gtk_revealer_set_child (GTK_REVEALER (self->search_revealer), GTK_WIDGET (self->search));
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->search), 6);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Find a person"), -1);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (search_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "stop-search", G_CALLBACK (stop_search_cb), self,
                           G_CONNECT_SWAPPED);
  return self->search_revealer;
}

static GtkWidget *
make_view (DeskPeopleList *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  self->view = GTK_LIST_VIEW (gtk_list_view_new (NULL, factory));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "desk-plain");
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "desk-people");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Users"), -1);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activate_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_widget_add_css_class (scroller, "desk-card");
  gtk_widget_set_overflow (scroller, GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_valign (scroller, GTK_ALIGN_START);
  return scroller;
}

/* Who is there now changes without anybody telling. */
static gboolean
look_cb (gpointer user_data)
{
  DeskPeopleList *self = user_data;

  if (desk_admin_is_online (self->context) &&
      desk_rights_allow_any (desk_context_get_rights (self->context), "device", CRM_ACTION_SEE))
    desk_sessions_load (self->sessions);
  return G_SOURCE_CONTINUE;
}

static void
desk_people_list_map (GtkWidget *widget)
{
  DeskPeopleList *self = DESK_PEOPLE_LIST (widget);

  GTK_WIDGET_CLASS (desk_people_list_parent_class)->map (widget);
  if (self->context == NULL)
    return;
  look_cb (self);
  self->source = g_timeout_add_seconds (LOOK_SECONDS, look_cb, self);
}

static void
desk_people_list_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&DESK_PEOPLE_LIST (widget)->source, g_source_remove);
  GTK_WIDGET_CLASS (desk_people_list_parent_class)->unmap (widget);
}

static void
desk_people_list_dispose (GObject *object)
{
  DeskPeopleList *self = DESK_PEOPLE_LIST (object);

  if (self->selection != NULL)
    gtk_list_view_set_model (self->view, NULL);
  g_clear_handle_id (&self->source, g_source_remove);
  g_ptr_array_set_size (self->items, 0);
  g_clear_object (&self->selection);
  g_clear_object (&self->sorter);
  g_clear_object (&self->filter);
  g_clear_object (&self->sessions);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_people_list_parent_class)->dispose (object);
}

static void
desk_people_list_finalize (GObject *object)
{
  g_ptr_array_unref (DESK_PEOPLE_LIST (object)->items);
  G_OBJECT_CLASS (desk_people_list_parent_class)->finalize (object);
}

static void
desk_people_list_class_init (DeskPeopleListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_people_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_people_list_finalize;
  GTK_WIDGET_CLASS (klass)->map = desk_people_list_map;
  GTK_WIDGET_CLASS (klass)->unmap = desk_people_list_unmap;
  signals[CHOSEN] = g_signal_new ("chosen", DESK_TYPE_PEOPLE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, CRM_TYPE_RECORD);
  signals[ACTIVATED] = g_signal_new ("activated", DESK_TYPE_PEOPLE_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 1, CRM_TYPE_RECORD);
}

static void
desk_people_list_init (DeskPeopleList *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *nobody = gtk_label_new (_ ("Nobody is called that"));

  self->items = g_ptr_array_new ();
  gtk_box_append (GTK_BOX (box), make_head (self));
  gtk_box_append (GTK_BOX (box), make_search (self));
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_widget_add_css_class (nobody, "desk-subtitle");
  gtk_widget_set_valign (nobody, GTK_ALIGN_START);
  gtk_stack_add_named (self->stack, make_view (self), "people");
  gtk_stack_add_named (self->stack, nobody, "nobody");
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  adw_bin_set_child (ADW_BIN (self), box);
}

static void
fill (DeskPeopleList *self)
{
  DeskRights *rights = desk_context_get_rights (self->context);
  DeskRecordSet *users = desk_rights_get_set (rights, &crm_user_kind);
  GtkSortListModel *sorted;
  GtkFilterListModel *found;

  self->sorter = GTK_SORTER (gtk_custom_sorter_new (compare_people, NULL, NULL));
  self->filter = GTK_FILTER (gtk_custom_filter_new (is_found, self, NULL));
  sorted = gtk_sort_list_model_new (users != NULL ? G_LIST_MODEL (g_object_ref (users)) : NULL,
                                    g_object_ref (self->sorter));
  found = gtk_filter_list_model_new (G_LIST_MODEL (sorted), g_object_ref (self->filter));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (found));
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (rights, "changed", G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->context, "users-changed", G_CALLBACK (update_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sessions, "changed", G_CALLBACK (update_cb), self,
                           G_CONNECT_SWAPPED);
  update_cb (self);
}

GtkWidget *
desk_people_list_new (DeskContext *context, DeskSessions *sessions)
{
  DeskPeopleList *self = g_object_new (DESK_TYPE_PEOPLE_LIST, NULL);

  self->context = g_object_ref (context);
  self->sessions = g_object_ref (sessions);
  fill (self);
  return GTK_WIDGET (self);
}

CrmRecord *
desk_people_list_get_chosen (DeskPeopleList *self)
{
  g_return_val_if_fail (DESK_IS_PEOPLE_LIST (self), NULL);

  return gtk_single_selection_get_selected_item (self->selection);
}

gboolean
desk_people_list_choose (DeskPeopleList *self, const char *id)
{
  GListModel *model;

  g_return_val_if_fail (DESK_IS_PEOPLE_LIST (self), FALSE);

  model = G_LIST_MODEL (self->selection);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (CrmRecord) user = g_list_model_get_item (model, i);

      if (g_strcmp0 (crm_record_get_id (user), id) == 0)
        {
          gtk_single_selection_set_selected (self->selection, i);
          return TRUE;
        }
    }
  return FALSE;
}

void
desk_people_list_begin_search (DeskPeopleList *self)
{
  g_return_if_fail (DESK_IS_PEOPLE_LIST (self));

  gtk_revealer_set_reveal_child (GTK_REVEALER (self->search_revealer), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

void
desk_people_list_add_button (DeskPeopleList *self, GtkWidget *button)
{
  g_return_if_fail (DESK_IS_PEOPLE_LIST (self));

  gtk_box_append (self->head, button);
}
