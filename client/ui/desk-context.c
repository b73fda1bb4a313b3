/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What every screen of one signed-in window shares. Main thread only; owned by the application. The
 * few users and branches are kept as lists of live records, so that a name costs a look-up. */

#define G_LOG_DOMAIN "zontik-ui"

#include "client/ui/desk-context.h"

#include "client/store/desk-record-list.h"
#include "shared/customers/crm-product.h"
#include "shared/record/crm-branch.h"
#include "shared/record/crm-user.h"

struct _DeskContext
{
  GObject parent_instance;

  /* (owned) */
  DeskDatabase *database;
  DeskOutbox *outbox;
  DeskSyncStatus *status;
  DeskSettings *settings;
  DeskAccount *account;
  DeskRemote *remote;   /* (nullable) */
  DeskBlobCache *files; /* (nullable) */
  DeskRights *rights;
  DeskRecordList *users;    /* (nullable): made when first asked for */
  DeskRecordList *branches; /* (nullable) */
  DeskRecordSet *products;  /* (nullable) */
  GPtrArray *people;        /* keeps the live records, loaded or not */
  GHashTable *by_id;        /* id → CrmRecord (owned), both kinds */
  guint tell_source;        /* 0: none */

  DeskLayout layout;
};

enum
{
  PROP_LAYOUT = 1,
  N_PROPS
};

enum
{
  USERS_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskContext, desk_context, G_TYPE_OBJECT)

static gboolean
tell_cb (gpointer user_data)
{
  DeskContext *self = user_data;

  self->tell_source = 0;
  g_signal_emit (self, signals[USERS_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

/* Names come by the dozen, and whoever shows one writes it anew: once is enough. */
static void
queue_tell (DeskContext *self)
{
  if (self->tell_source == 0)
    self->tell_source = g_idle_add_full (G_PRIORITY_DEFAULT, tell_cb, self, NULL);
}

static void
keep_person_cb (DeskContext *self, GParamSpec *pspec, CrmRecord *record)
{
  const char *id = crm_record_get_id (record);

  if (id != NULL)
    g_hash_table_replace (self->by_id, g_strdup (id), g_object_ref (record));
  queue_tell (self);
}

/* A row that is not read yet has no id; it is kept when it has. */
static void
people_changed_cb (DeskContext *self, guint position, guint removed, guint added, GListModel *list)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (CrmRecord) record = g_list_model_get_item (list, i);

      /* The list holds ids only: a record that nobody keeps is gone before it is read. */
      if (g_ptr_array_find (self->people, record, NULL))
        continue;
      g_ptr_array_add (self->people, g_object_ref (record));
      g_signal_connect_object (record, "notify::loaded", G_CALLBACK (keep_person_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (record, "notify::name", G_CALLBACK (queue_tell), self,
                               G_CONNECT_SWAPPED);
      if (crm_record_get_id (record) != NULL)
        g_hash_table_replace (self->by_id, g_strdup (crm_record_get_id (record)),
                              g_object_ref (record));
    }
  queue_tell (self);
}

static DeskRecordList *
list_people (DeskContext *self, const CrmKind *kind)
{
  g_autoptr (DeskQuery) query = desk_query_new (kind);
  DeskRecordList *list = desk_record_list_new (self->database, query);

  g_signal_connect_object (list, "items-changed", G_CALLBACK (people_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return list;
}

/* The lists fill a moment later and then say so: nobody is told from inside a look-up. The sidebar
 * asks before the files are open; a list made then would stay empty. */
static CrmRecord *
find_person (DeskContext *self, const char *id)
{
  if (id == NULL || self->database == NULL)
    return NULL;
  if (self->users == NULL && desk_database_is_open (self->database))
    {
      self->users = list_people (self, &crm_user_kind);
      self->branches = list_people (self, &crm_branch_kind);
    }
  return g_hash_table_lookup (self->by_id, id);
}

static void
desk_context_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  DeskContext *self = DESK_CONTEXT (object);

  switch (property_id)
    {
    case PROP_LAYOUT:
      g_value_set_enum (value, self->layout);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_context_dispose (GObject *object)
{
  DeskContext *self = DESK_CONTEXT (object);

  g_clear_handle_id (&self->tell_source, g_source_remove);
  g_clear_object (&self->rights);
  g_clear_object (&self->users);
  g_clear_object (&self->branches);
  g_clear_object (&self->products);
  g_hash_table_remove_all (self->by_id);
  g_ptr_array_set_size (self->people, 0);
  g_clear_object (&self->outbox);
  g_clear_object (&self->database);
  g_clear_object (&self->status);
  g_clear_object (&self->settings);
  g_clear_object (&self->account);
  g_clear_object (&self->remote);
  g_clear_object (&self->files);
  G_OBJECT_CLASS (desk_context_parent_class)->dispose (object);
}

static void
desk_context_finalize (GObject *object)
{
  g_hash_table_unref (DESK_CONTEXT (object)->by_id);
  g_ptr_array_unref (DESK_CONTEXT (object)->people);
  G_OBJECT_CLASS (desk_context_parent_class)->finalize (object);
}

static void
desk_context_class_init (DeskContextClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = desk_context_get_property;
  object_class->dispose = desk_context_dispose;
  object_class->finalize = desk_context_finalize;

  properties[PROP_LAYOUT] =
      g_param_spec_enum ("layout", NULL, NULL, DESK_TYPE_LAYOUT, DESK_LAYOUT_WIDE,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[USERS_CHANGED] = g_signal_new ("users-changed", DESK_TYPE_CONTEXT, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
desk_context_init (DeskContext *self)
{
  self->layout = DESK_LAYOUT_WIDE;
  self->people = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

DeskContext *
desk_context_new (DeskDatabase *database,
                  DeskOutbox *outbox,
                  DeskSyncStatus *status,
                  DeskSettings *settings,
                  DeskAccount *account)
{
  DeskContext *self = g_object_new (DESK_TYPE_CONTEXT, NULL);

  self->database = g_object_ref (database);
  self->outbox = g_object_ref (outbox);
  self->status = g_object_ref (status);
  self->settings = g_object_ref (settings);
  self->account = g_object_ref (account);
  self->rights = desk_rights_new (database, account);
  return self;
}

DeskDatabase *
desk_context_get_database (DeskContext *self)
{
  g_return_val_if_fail (DESK_IS_CONTEXT (self), NULL);

  return self->database;
}

DeskOutbox *
desk_context_get_outbox (DeskContext *self)
{
  g_return_val_if_fail (DESK_IS_CONTEXT (self), NULL);

  return self->outbox;
}

DeskSyncStatus *
desk_context_get_status (DeskContext *self)
{
  g_return_val_if_fail (DESK_IS_CONTEXT (self), NULL);

  return self->status;
}

DeskSettings *
desk_context_get_settings (DeskContext *self)
{
  g_return_val_if_fail (DESK_IS_CONTEXT (self), NULL);

  return self->settings;
}

DeskAccount *
desk_context_get_account (DeskContext *self)
{
  g_return_val_if_fail (DESK_IS_CONTEXT (self), NULL);

  return self->account;
}

DeskRemote *
desk_context_get_remote (DeskContext *self)
{
  g_return_val_if_fail (DESK_IS_CONTEXT (self), NULL);

  return self->remote;
}

DeskBlobCache *
desk_context_get_files (DeskContext *self)
{
  g_return_val_if_fail (DESK_IS_CONTEXT (self), NULL);

  return self->files;
}

DeskRights *
desk_context_get_rights (DeskContext *self)
{
  g_return_val_if_fail (DESK_IS_CONTEXT (self), NULL);

  return self->rights;
}

void
desk_context_set_remote (DeskContext *self, DeskRemote *remote)
{
  g_return_if_fail (DESK_IS_CONTEXT (self));

  g_set_object (&self->remote, remote);
}

void
desk_context_set_files (DeskContext *self, DeskBlobCache *files)
{
  g_return_if_fail (DESK_IS_CONTEXT (self));

  g_set_object (&self->files, files);
}

const char *
desk_context_get_user_name (DeskContext *self, const char *id)
{
  CrmRecord *user;

  g_return_val_if_fail (DESK_IS_CONTEXT (self), NULL);

  user = find_person (self, id);
  if (user != NULL && CRM_IS_USER (user))
    return crm_record_get_text (user, CRM_USER_NAME);
  /* Before the first rows of users arrived, one's own name is known from the account. */
  if (id != NULL && g_strcmp0 (id, desk_account_get_user_id (self->account)) == 0)
    return desk_account_get_user_name (self->account);
  return NULL;
}

const char *
desk_context_get_branch_name (DeskContext *self, const char *id)
{
  CrmRecord *branch;

  g_return_val_if_fail (DESK_IS_CONTEXT (self), NULL);

  branch = find_person (self, id);
  return branch != NULL && CRM_IS_BRANCH (branch) ? crm_record_get_text (branch, CRM_BRANCH_NAME)
                                                  : NULL;
}

DeskRecordSet *
desk_context_get_products (DeskContext *self)
{
  g_return_val_if_fail (DESK_IS_CONTEXT (self), NULL);

  if (self->products == NULL && self->database != NULL && desk_database_is_open (self->database))
    {
      self->products = desk_record_set_new (self->database, &crm_product_kind);
      g_signal_connect_object (self->products, "changed", G_CALLBACK (queue_tell), self,
                               G_CONNECT_SWAPPED);
    }
  return self->products;
}

DeskLayout
desk_context_get_layout (DeskContext *self)
{
  g_return_val_if_fail (DESK_IS_CONTEXT (self), DESK_LAYOUT_WIDE);

  return self->layout;
}

void
desk_context_set_layout (DeskContext *self, DeskLayout layout)
{
  g_return_if_fail (DESK_IS_CONTEXT (self));

  if (self->layout == layout)
    return;
  self->layout = layout;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAYOUT]);
}
