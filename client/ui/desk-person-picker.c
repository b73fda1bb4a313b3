/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whom to hand something to. Users are few (a company, not a city): all are in one list and
 * filtered in memory. Main thread; owned by the button it hangs on. */

#include "client/ui/desk-person-picker.h"

#include "client/store/desk-record-list.h"
#include "client/ui/desk-avatar.h"
#include "shared/base/crm-text.h"
#include "shared/base/crm-util.h"
#include "shared/record/crm-user.h"

struct _DeskPersonPicker
{
  GtkPopover parent_instance;

  /* template widgets */
  GtkSearchEntry *search_entry;
  GtkListView *list_view;
  GtkWidget *empty_label;

  DeskContext *context;       /* (owned) */
  GtkFilterListModel *people; /* (owned) */
  GtkFilter *filter;          /* (owned) */
  GPtrArray *held;            /* (owned) (element-type CrmUser): a list lets go what nobody shows */
  char *current;              /* (owned) (nullable) */
  char *wanted;               /* (owned) (nullable): normalised */
};

enum
{
  PROP_CONTEXT = 1,
  N_PROPS,
};

enum
{
  PICKED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskPersonPicker, desk_person_picker, GTK_TYPE_POPOVER)

/* Clients are led by agents and heads; whoever may not hand over everywhere does so inside the own
 * branch only, as the server allows. */
static gboolean
may_own (DeskPersonPicker *self, CrmRecord *user)
{
  const char *role = crm_record_get_text (user, CRM_USER_ROLE);
  DeskAccount *account = desk_context_get_account (self->context);
  DeskRights *rights = desk_context_get_rights (self->context);
  gboolean is_anywhere =
      desk_rights_is_known (rights)
          ? desk_rights_get (rights, "customer", CRM_ACTION_REASSIGN) == CRM_SCOPE_ALL
          : g_strcmp0 (desk_account_get_role (account), "head") != 0;

  if (!crm_record_get_boolean (user, CRM_USER_ACTIVE) ||
      (g_strcmp0 (role, "agent") != 0 && g_strcmp0 (role, "head") != 0))
    return FALSE;
  return is_anywhere || g_strcmp0 (crm_record_get_text (user, CRM_USER_BRANCH),
                                   desk_account_get_branch (account)) == 0;
}

static gboolean
is_offered (gpointer item, gpointer user_data)
{
  DeskPersonPicker *self = user_data;
  g_autofree char *name = NULL;

  if (!may_own (self, item) || g_strcmp0 (crm_record_get_id (item), self->current) == 0)
    return FALSE;
  if (self->wanted == NULL || *self->wanted == '\0')
    return TRUE;
  name = crm_text_normalise (crm_record_get_text (item, CRM_USER_NAME));
  return strstr (name, self->wanted) != NULL;
}

static void
refilter_cb (DeskPersonPicker *self)
{
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  gtk_widget_set_visible (self->empty_label,
                          g_list_model_get_n_items (G_LIST_MODEL (self->people)) == 0);
}

static void
pick (DeskPersonPicker *self, guint position)
{
  g_autoptr (CrmRecord) user = g_list_model_get_item (G_LIST_MODEL (self->people), position);

  if (user == NULL)
    return;
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[PICKED], 0, crm_record_get_id (user));
}

static void
search_changed_cb (DeskPersonPicker *self)
{
  g_free (self->wanted);
  self->wanted = crm_text_normalise (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
  refilter_cb (self);
}

static void
search_activate_cb (DeskPersonPicker *self)
{
  search_changed_cb (self);
  pick (self, 0);
}

static void
stop_search_cb (DeskPersonPicker *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
row_activate_cb (DeskPersonPicker *self, guint position)
{
  pick (self, position);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  gtk_box_append (GTK_BOX (box), desk_avatar_new (26));
  gtk_box_append (GTK_BOX (box), gtk_label_new (NULL));
  gtk_list_item_set_child (list_item, box);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  GtkWidget *avatar = gtk_widget_get_first_child (gtk_list_item_get_child (list_item));
  const char *name = crm_record_get_text (gtk_list_item_get_item (list_item), CRM_USER_NAME);

  desk_avatar_set_text (DESK_AVATAR (avatar), name);
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_next_sibling (avatar)), name);
}

/* Users whose rows are read after the list was made become visible then. */
static void
items_changed_cb (DeskPersonPicker *self,
                  guint position,
                  guint removed,
                  guint added,
                  GListModel *users)
{
  if (removed > 0)
    g_ptr_array_remove_range (self->held, position, removed);
  for (guint i = position; i < position + added; i++)
    {
      CrmRecord *user = g_list_model_get_item (users, i);

      g_ptr_array_insert (self->held, (int) i, user);
      g_signal_connect_object (user, "notify::loaded", G_CALLBACK (refilter_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (user, "notify::name", G_CALLBACK (refilter_cb), self,
                               G_CONNECT_SWAPPED);
    }
}

static void
show_cb (DeskPersonPicker *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  search_changed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static void
desk_person_picker_set_property (GObject *object,
                                 guint property_id,
                                 const GValue *value,
                                 GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_CONTEXT:
      DESK_PERSON_PICKER (object)->context = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_person_picker_constructed (GObject *object)
{
  DeskPersonPicker *self = DESK_PERSON_PICKER (object);
  g_autoptr (DeskQuery) query = desk_query_new (&crm_user_kind);
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkSelectionModel) selection = NULL;
  DeskRecordList *users;

  G_OBJECT_CLASS (desk_person_picker_parent_class)->constructed (object);
  self->filter = GTK_FILTER (gtk_custom_filter_new (is_offered, self, NULL));
  if (self->context != NULL)
    {
      users = desk_record_list_new (desk_context_get_database (self->context), query);
      g_signal_connect_object (users, "items-changed", G_CALLBACK (items_changed_cb), self,
                               G_CONNECT_SWAPPED);
      items_changed_cb (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (users)),
                        G_LIST_MODEL (users));
      self->people = gtk_filter_list_model_new (G_LIST_MODEL (users), g_object_ref (self->filter));
    }
  else
    self->people = gtk_filter_list_model_new (NULL, g_object_ref (self->filter));
  selection =
      GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->people))));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  gtk_list_view_set_factory (self->list_view, factory);
  gtk_list_view_set_model (self->list_view, selection);
  g_signal_connect (self, "show", G_CALLBACK (show_cb), NULL);
}

static void
desk_person_picker_dispose (GObject *object)
{
  DeskPersonPicker *self = DESK_PERSON_PICKER (object);

  if (self->people != NULL)
    gtk_filter_list_model_set_filter (self->people, NULL);
  g_clear_object (&self->people);
  g_clear_object (&self->filter);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  g_clear_object (&self->context);
  gtk_widget_dispose_template (GTK_WIDGET (self), DESK_TYPE_PERSON_PICKER);
  G_OBJECT_CLASS (desk_person_picker_parent_class)->dispose (object);
}

static void
desk_person_picker_finalize (GObject *object)
{
  DeskPersonPicker *self = DESK_PERSON_PICKER (object);

  g_free (self->current);
  g_free (self->wanted);
  G_OBJECT_CLASS (desk_person_picker_parent_class)->finalize (object);
}

static void
desk_person_picker_class_init (DeskPersonPickerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = desk_person_picker_constructed;
  object_class->dispose = desk_person_picker_dispose;
  object_class->finalize = desk_person_picker_finalize;
  object_class->set_property = desk_person_picker_set_property;

  properties[PROP_CONTEXT] =
      g_param_spec_object ("context", NULL, NULL, DESK_TYPE_CONTEXT,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[PICKED] = g_signal_new ("picked", DESK_TYPE_PERSON_PICKER, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/zontik/Zontik/ui/desk-person-picker.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskPersonPicker, search_entry);
  gtk_widget_class_bind_template_child (widget_class, DeskPersonPicker, list_view);
  gtk_widget_class_bind_template_child (widget_class, DeskPersonPicker, empty_label);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activate_cb);
}

static void
desk_person_picker_init (DeskPersonPicker *self)
{
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
desk_person_picker_new (DeskContext *context)
{
  return g_object_new (DESK_TYPE_PERSON_PICKER, "context", context, NULL);
}

GListModel *
desk_person_picker_get_people (DeskPersonPicker *self)
{
  g_return_val_if_fail (DESK_IS_PERSON_PICKER (self), NULL);

  return G_LIST_MODEL (self->people);
}

void
desk_person_picker_set_current (DeskPersonPicker *self, const char *id)
{
  g_return_if_fail (DESK_IS_PERSON_PICKER (self));

  if (crm_set_string (&self->current, id))
    refilter_cb (self);
}
