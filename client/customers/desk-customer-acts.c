/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Commands on clients with their inverse. Main thread; nothing is kept between calls but the small
 * Act that lives until the outbox has stored the commands. */

#include "client/customers/desk-customer-acts.h"

#include <glib/gi18n.h>

#include "client/ui/desk-undo.h"
#include "shared/base/crm-error.h"
#include "shared/base/crm-id.h"
#include "shared/codec/crm-mask.h"

typedef struct
{
  GtkWidget *from;   /* (weak) */
  char *text;        /* (owned): of the toast */
  GPtrArray *ids;    /* (owned) (element-type utf8) */
  GPtrArray *undoes; /* (owned) (element-type CrmCommand) */
} Act;

static Act *
act_new (GtkWidget *from)
{
  Act *act = g_new0 (Act, 1);

  g_set_weak_pointer (&act->from, from);
  act->ids = g_ptr_array_new_with_free_func (g_free);
  act->undoes = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  return act;
}

static void
act_free (Act *act)
{
  g_clear_weak_pointer (&act->from);
  g_free (act->text);
  g_ptr_array_unref (act->ids);
  g_ptr_array_unref (act->undoes);
  g_free (act);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Act, act_free)

GPtrArray *
desk_customer_hold_items (GListModel *list)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = g_list_model_get_n_items (list);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (items, g_list_model_get_item (list, i));
  return items;
}

void
desk_customer_tell_failure (GtkWidget *from, const GError *error)
{
  const char *text = g_error_matches (error, CRM_ERROR, CRM_ERROR_FULL)
                         ? _ ("The disk is full: the change is not stored")
                         : _ ("The change could not be stored");

  g_warning ("Cannot store a command: %s", error->message);
  if (from != NULL)
    gtk_widget_activate_action (from, "win.show-toast", "s", text);
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Act) act = user_data;
  g_autoptr (GError) error = NULL;

  if (!desk_outbox_submit_finish (DESK_OUTBOX (source), result, &error))
    desk_customer_tell_failure (act->from, error);
  else if (act->from != NULL)
    desk_undo_offer (act->from, act->text, act->ids, act->undoes);
}

static void
submit_act (DeskContext *context, GPtrArray *commands, Act *act)
{
  for (guint i = 0; i < commands->len; i++)
    g_ptr_array_add (act->ids, g_strdup (crm_command_get_id (g_ptr_array_index (commands, i))));
  desk_outbox_submit_async (desk_context_get_outbox (context), commands, NULL, submitted_cb, act);
}

/* (transfer full): all that a command may set, as the record has it now. What is masked is not
 * known here; the server has it still. */
static CrmFieldSet *
dup_set (CrmRecord *record)
{
  const CrmKind *kind = crm_record_get_kind (record);
  CrmFieldSet *set = crm_field_set_new (kind);

  for (guint i = 0; i < kind->n_fields; i++)
    if ((kind->fields[i].flags & CRM_FIELD_READ_ONLY) == 0 &&
        crm_record_get_text (record, i) != NULL &&
        !crm_text_is_masked (crm_record_get_text (record, i)))
      crm_field_set_put (set, i, crm_record_get_text (record, i));
  return set;
}

static CrmCommand *
make_again (CrmRecord *record)
{
  g_autoptr (CrmFieldSet) set = dup_set (record);

  return crm_command_new_create (crm_record_get_kind (record), crm_record_get_id (record), set);
}

static CrmCommand *
make_delete (CrmRecord *record)
{
  return crm_command_new_delete (crm_record_get_kind (record), crm_record_get_id (record),
                                 crm_record_get_version (record));
}

void
desk_customer_delete (GtkWidget *from,
                      DeskContext *context,
                      GPtrArray *records,
                      GPtrArray *contacts)
{
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  Act *act;

  for (guint i = 0; i < records->len; i++)
    if (crm_record_is_loaded (g_ptr_array_index (records, i)))
      g_ptr_array_add (commands, make_delete (g_ptr_array_index (records, i)));
  if (commands->len == 0)
    return;

  act = act_new (from);
  for (guint i = 0; i < records->len; i++)
    if (crm_record_is_loaded (g_ptr_array_index (records, i)))
      g_ptr_array_add (act->undoes, make_again (g_ptr_array_index (records, i)));
  for (guint i = 0; contacts != NULL && i < contacts->len; i++)
    if (crm_record_is_loaded (g_ptr_array_index (contacts, i)))
      g_ptr_array_add (act->undoes, make_again (g_ptr_array_index (contacts, i)));
  if (commands->len == 1)
    act->text = g_strdup (_ ("Client deleted"));
  else
    act->text =
        g_strdup_printf (ngettext ("%u client deleted", "%u clients deleted", commands->len),
                         commands->len);
  submit_act (context, commands, act);
}

void
desk_customer_remove_child (GtkWidget *from,
                            DeskContext *context,
                            CrmRecord *child,
                            const char *text)
{
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  Act *act = act_new (from);

  g_ptr_array_add (commands, make_delete (child));
  g_ptr_array_add (act->undoes, make_again (child));
  act->text = g_strdup (text);
  submit_act (context, commands, act);
}

static CrmCommand *
make_reassign (CrmRecord *record, const char *owner)
{
  g_autoptr (JsonObject) args = json_object_new ();

  json_object_set_string_member (args, "owner", owner);
  return crm_command_new ("customer.reassign", crm_record_get_id (record), args);
}

void
desk_customer_reassign (GtkWidget *from,
                        DeskContext *context,
                        GPtrArray *records,
                        const char *owner)
{
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  const char *name = desk_context_get_user_name (context, owner);
  Act *act = act_new (from);

  for (guint i = 0; i < records->len; i++)
    {
      CrmRecord *record = g_ptr_array_index (records, i);
      const char *old = crm_record_get_text (record, CRM_CUSTOMER_OWNER);

      if (!crm_record_is_loaded (record) || g_strcmp0 (old, owner) == 0)
        continue;
      g_ptr_array_add (commands, make_reassign (record, owner));
      if (old != NULL)
        g_ptr_array_add (act->undoes, make_reassign (record, old));
    }
  if (commands->len == 0)
    {
      act_free (act);
      return;
    }
  if (commands->len == 1)
    act->text = g_strdup_printf (_ ("Handed over: %s"), name != NULL ? name : "");
  else
    act->text = g_strdup_printf (ngettext ("%u client handed over", "%u clients handed over",
                                           commands->len),
                                 commands->len);
  submit_act (context, commands, act);
}

CrmCommand *
desk_customer_make_update (CrmRecord *record, CrmFieldSet *set, CrmCommand **inverse)
{
  const CrmKind *kind = crm_record_get_kind (record);
  g_autoptr (CrmFieldSet) now = crm_field_set_new (kind);
  g_autoptr (CrmFieldSet) was = crm_field_set_new (kind);
  gboolean is_known = TRUE;

  *inverse = NULL;
  for (guint i = 0; i < kind->n_fields; i++)
    if (crm_field_set_has (set, i) &&
        g_strcmp0 (crm_field_set_get (set, i), crm_record_get_text (record, i)) != 0)
      {
        crm_field_set_put (now, i, crm_field_set_get (set, i));
        crm_field_set_put (was, i, crm_record_get_text (record, i));
        is_known = is_known && !crm_text_is_masked (crm_record_get_text (record, i));
      }
  if (crm_field_set_size (now) == 0)
    return NULL;
  /* A number that was hidden cannot be written back. */
  if (is_known)
    *inverse = crm_command_new_update (kind, crm_record_get_id (record),
                                       crm_record_get_version (record), was, now);
  return crm_command_new_update (kind, crm_record_get_id (record), crm_record_get_version (record),
                                 now, was);
}

void
desk_customer_submit (GtkWidget *from,
                      DeskContext *context,
                      GPtrArray *commands,
                      GPtrArray *undoes,
                      const char *text)
{
  Act *act = act_new (from);

  for (guint i = 0; i < undoes->len; i++)
    g_ptr_array_add (act->undoes, crm_command_ref (g_ptr_array_index (undoes, i)));
  act->text = g_strdup (text);
  submit_act (context, commands, act);
}

/* Takes both. */
static void
submit_pair (GtkWidget *from,
             DeskContext *context,
             CrmCommand *command,
             CrmCommand *inverse,
             const char *text)
{
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  g_autoptr (GPtrArray) undoes =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);

  g_ptr_array_add (commands, command);
  if (inverse != NULL)
    g_ptr_array_add (undoes, inverse);
  desk_customer_submit (from, context, commands, undoes, text);
}

void
desk_customer_create (GtkWidget *from, DeskContext *context, CrmFieldSet *set, const char *text)
{
  const CrmKind *kind = crm_field_set_get_kind (set);
  g_autofree char *id = crm_id_new ();

  submit_pair (from, context, crm_command_new_create (kind, id, set),
               crm_command_new_delete (kind, id, 0), text);
}

void
desk_customer_change (GtkWidget *from,
                      DeskContext *context,
                      CrmRecord *record,
                      CrmFieldSet *set,
                      const char *text)
{
  CrmCommand *inverse = NULL;
  CrmCommand *command = desk_customer_make_update (record, set, &inverse);

  if (command != NULL)
    submit_pair (from, context, command, inverse, text);
}

void
desk_customer_push_undo (GtkWidget *from,
                         const char *text,
                         CrmCommand *command,
                         CrmCommand *inverse)
{
  GtkRoot *root = gtk_widget_get_root (from);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GPtrArray) undoes =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);

  if (root == NULL || !DESK_IS_UNDO_HOST (root) || inverse == NULL)
    return;
  g_ptr_array_add (ids, (gpointer) crm_command_get_id (command));
  g_ptr_array_add (undoes, crm_command_ref (inverse));
  desk_undo_push (DESK_UNDO_HOST_GET_IFACE (root)->get_undo (DESK_UNDO_HOST (root)), text, ids,
                  undoes);
}

static const char *
get_own_role (DeskContext *context)
{
  return desk_account_get_role (desk_context_get_account (context));
}

/* (transfer full): whose rights count: the client itself, or that on which @record hangs. */
static CrmRecord *
ref_customer (DeskContext *context, CrmRecord *record)
{
  const CrmKind *kind = crm_record_get_kind (record);
  const char *id = kind->root >= 0 ? crm_record_get_text (record, (guint) kind->root) : NULL;

  if (kind->root < 0)
    return g_object_ref (record);
  return id != NULL ? desk_database_ref_record (desk_context_get_database (context),
                                                &crm_customer_kind, id)
                    : NULL;
}

static gboolean
allows (DeskContext *context, CrmRecord *customer, const char *subject, CrmAction action)
{
  if (customer == NULL || !crm_record_is_loaded (customer))
    return TRUE;
  return desk_rights_allow (desk_context_get_rights (context), subject, action,
                            crm_record_get_text (customer, CRM_CUSTOMER_OWNER),
                            crm_record_get_text (customer, CRM_CUSTOMER_BRANCH));
}

gboolean
desk_customer_may (DeskContext *context, CrmRecord *record, CrmAction action)
{
  g_autoptr (CrmRecord) customer = ref_customer (context, record);

  return allows (context, customer, crm_kind_get_subject (crm_record_get_kind (record)), action);
}

gboolean
desk_customer_may_add (DeskContext *context, CrmRecord *customer, const CrmKind *kind)
{
  return allows (context, customer, crm_kind_get_subject (kind), CRM_ACTION_CREATE);
}

gboolean
desk_customer_sees_kind (DeskContext *context, const CrmKind *kind)
{
  DeskRights *rights = desk_context_get_rights (context);

  return !desk_rights_is_known (rights) ||
         desk_rights_get (rights, crm_kind_get_subject (kind), CRM_ACTION_SEE) != CRM_SCOPE_NONE;
}

gboolean
desk_customer_may_reassign (DeskContext *context)
{
  DeskRights *rights = desk_context_get_rights (context);
  const char *role = get_own_role (context);

  if (desk_rights_is_known (rights))
    return desk_rights_get (rights, "customer", CRM_ACTION_REASSIGN) != CRM_SCOPE_NONE;
  return g_strcmp0 (role, "head") == 0 || g_strcmp0 (role, "director") == 0 ||
         g_strcmp0 (role, "administrator") == 0;
}

gboolean
desk_customer_sees_others (DeskContext *context)
{
  DeskRights *rights = desk_context_get_rights (context);

  if (desk_rights_is_known (rights))
    return desk_rights_get (rights, "customer", CRM_ACTION_SEE) > CRM_SCOPE_OWN;
  return desk_customer_may_reassign (context);
}
