/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One thing a person did to one record. Immutable after construction. */
#include "shared/protocol/crm-command-private.h"

#include <string.h>

#include "shared/base/crm-id.h"
#include "shared/base/crm-time.h"
#include "shared/codec/crm-json.h"

G_DEFINE_BOXED_TYPE (CrmCommand, crm_command, crm_command_ref, crm_command_unref)

static const char *const verb_words[] = {
  [CRM_VERB_CREATE] = "create",
  [CRM_VERB_UPDATE] = "update",
  [CRM_VERB_DELETE] = "delete",
};

CrmCommand *
crm_command_new_empty (void)
{
  CrmCommand *self = g_new0 (CrmCommand, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->verb = CRM_VERB_OTHER;
  return self;
}

static CrmCommand *
new_ordinary (const CrmKind *kind, CrmVerb verb, const char *record, gint64 base)
{
  CrmCommand *self = crm_command_new_empty ();

  self->id = crm_id_new ();
  self->at = crm_time_now ();
  self->kind = kind;
  self->verb = verb;
  self->name = g_strconcat (kind->name, ".", verb_words[verb], NULL);
  self->record = g_strdup (record);
  self->base = base;
  return self;
}

/**
 * crm_command_new_create:
 * @kind: a kind
 * @record: its new id
 * @set: its values
 *
 * Returns: (transfer full): a command with a new id, made now
 */
CrmCommand *
crm_command_new_create (const CrmKind *kind, const char *record, CrmFieldSet *set)
{
  CrmCommand *self;

  g_return_val_if_fail (kind != NULL && record != NULL && set != NULL, NULL);

  self = new_ordinary (kind, CRM_VERB_CREATE, record, 0);
  self->set = crm_field_set_ref (set);
  return self;
}

/**
 * crm_command_new_update:
 * @kind: a kind
 * @record: its id
 * @base: the version the person saw
 * @set: new values
 * @was: (nullable): what the person saw in these fields
 *
 * Returns: (transfer full): a command with a new id, made now
 */
CrmCommand *
crm_command_new_update (const CrmKind *kind,
                        const char *record,
                        gint64 base,
                        CrmFieldSet *set,
                        CrmFieldSet *was)
{
  CrmCommand *self;

  g_return_val_if_fail (kind != NULL && record != NULL && set != NULL, NULL);

  self = new_ordinary (kind, CRM_VERB_UPDATE, record, base);
  self->set = crm_field_set_ref (set);
  self->was = was != NULL ? crm_field_set_ref (was) : NULL;
  return self;
}

/**
 * crm_command_new_delete:
 * @kind: a kind
 * @record: its id
 * @base: the version the person saw
 *
 * Returns: (transfer full): a command with a new id, made now
 */
CrmCommand *
crm_command_new_delete (const CrmKind *kind, const char *record, gint64 base)
{
  g_return_val_if_fail (kind != NULL && record != NULL, NULL);

  return new_ordinary (kind, CRM_VERB_DELETE, record, base);
}

gboolean
crm_command_take_name (CrmCommand *self, const char *name)
{
  const char *dot = strchr (name, '.');
  g_autofree char *kind_name = dot != NULL ? g_strndup (name, dot - name) : NULL;

  self->kind = kind_name != NULL && dot[1] != '\0' ? crm_kind_find (kind_name) : NULL;
  if (self->kind == NULL)
    return FALSE;

  self->name = g_strdup (name);
  self->verb = CRM_VERB_OTHER;
  for (guint i = 0; i < G_N_ELEMENTS (verb_words); i++)
    if (g_str_equal (verb_words[i], dot + 1))
      self->verb = i;

  return TRUE;
}

JsonNode *
crm_command_copy_args (JsonObject *args)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, args);
  return crm_json_copy (node);
}

/**
 * crm_command_new:
 * @name: "customer.reassign"
 * @record: id of the record
 * @args: (nullable): what the command wants to know
 *
 * Returns: (transfer full): a business command with a new id, made now
 */
CrmCommand *
crm_command_new (const char *name, const char *record, JsonObject *args)
{
  g_autoptr (CrmCommand) self = crm_command_new_empty ();

  g_return_val_if_fail (crm_command_take_name (self, name), NULL);
  g_return_val_if_fail (record != NULL, NULL);

  self->id = crm_id_new ();
  self->at = crm_time_now ();
  self->record = g_strdup (record);
  self->args = args != NULL ? crm_command_copy_args (args) : NULL;
  return g_steal_pointer (&self);
}

/**
 * crm_command_new_resolve:
 * @kind: a kind
 * @record: its id
 * @base: the version the person saw
 * @set: the values chosen, maybe none
 * @conflict: id of the conflict that this decides
 *
 * Returns: (transfer full): an update that also closes a conflict
 */
CrmCommand *
crm_command_new_resolve (const CrmKind *kind,
                         const char *record,
                         gint64 base,
                         CrmFieldSet *set,
                         const char *conflict)
{
  CrmCommand *self = crm_command_new_update (kind, record, base, set, NULL);
  JsonObject *args;

  args = json_object_new ();
  json_object_set_string_member (args, "conflict", conflict);
  self->args = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (self->args, args);
  return self;
}

CrmCommand *
crm_command_ref (CrmCommand *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
crm_command_unref (CrmCommand *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->id);
  g_free (self->name);
  g_free (self->record);
  g_clear_pointer (&self->set, crm_field_set_unref);
  g_clear_pointer (&self->was, crm_field_set_unref);
  g_clear_pointer (&self->args, json_node_unref);
  g_free (self);
}

const char *
crm_command_get_id (CrmCommand *self)
{
  return self->id;
}

const char *
crm_command_get_name (CrmCommand *self)
{
  return self->name;
}

const CrmKind *
crm_command_get_kind (CrmCommand *self)
{
  return self->kind;
}

CrmVerb
crm_command_get_verb (CrmCommand *self)
{
  return self->verb;
}

const char *
crm_command_get_record (CrmCommand *self)
{
  return self->record;
}

gint64
crm_command_get_at (CrmCommand *self)
{
  return self->at;
}

gint64
crm_command_get_base (CrmCommand *self)
{
  return self->base;
}

/**
 * crm_command_get_set:
 * @self: a command
 *
 * Returns: (transfer none) (nullable): of a creation or an update
 */
CrmFieldSet *
crm_command_get_set (CrmCommand *self)
{
  return self->set;
}

/**
 * crm_command_get_was:
 * @self: a command
 *
 * Returns: (transfer none) (nullable): what the person saw
 */
CrmFieldSet *
crm_command_get_was (CrmCommand *self)
{
  return self->was;
}

/**
 * crm_command_get_args:
 * @self: a command
 *
 * Returns: (transfer none) (nullable): not to be changed, and not to be kept: copy it
 */
JsonObject *
crm_command_get_args (CrmCommand *self)
{
  return self->args != NULL ? json_node_get_object (self->args) : NULL;
}

/**
 * crm_command_get_argument:
 * @name: of the argument
 *
 * Returns: (nullable) (transfer none): its text, %NULL when it is none
 */
const char *
crm_command_get_argument (CrmCommand *self, const char *name)
{
  JsonObject *args = crm_command_get_args (self);

  return args != NULL ? crm_json_get_text (json_object_get_member (args, name)) : NULL;
}

/**
 * crm_command_with_base:
 * @self: a command that was not sent yet
 * @base: another base version
 *
 * Returns: (transfer full): the same act with the same id
 */
CrmCommand *
crm_command_with_base (CrmCommand *self, gint64 base)
{
  CrmCommand *copy = crm_command_new_empty ();

  copy->id = g_strdup (self->id);
  copy->name = g_strdup (self->name);
  copy->kind = self->kind;
  copy->verb = self->verb;
  copy->record = g_strdup (self->record);
  copy->at = self->at;
  copy->base = base;
  copy->set = self->set != NULL ? crm_field_set_ref (self->set) : NULL;
  copy->was = self->was != NULL ? crm_field_set_ref (self->was) : NULL;
  copy->args = self->args != NULL ? json_node_ref (self->args) : NULL;
  return copy;
}

static void
hash_number (GChecksum *checksum, gint64 number)
{
  guint64 wire = GUINT64_TO_BE ((guint64) number);

  g_checksum_update (checksum, (const guchar *) &wire, sizeof wire);
}

/* With its length in front, so that no two bodies give the same bytes. */
static void
hash_text (GChecksum *checksum, const char *text)
{
  gssize length = text != NULL ? (gssize) strlen (text) : -1;

  hash_number (checksum, length);
  if (length > 0)
    g_checksum_update (checksum, (const guchar *) text, length);
}

/* By name: the order of a field table may change between two versions of the program. */
static void
hash_set (GChecksum *checksum, CrmFieldSet *set)
{
  const CrmKind *kind = set != NULL ? crm_field_set_get_kind (set) : NULL;
  const char *last = "";

  hash_number (checksum, set != NULL ? (gint64) crm_field_set_size (set) : -1);
  for (guint n = set != NULL ? crm_field_set_size (set) : 0; n > 0; n--)
    {
      guint next = 0;
      const char *name = NULL;

      for (guint i = 0; i < kind->n_fields; i++)
        if (crm_field_set_has (set, i) && strcmp (kind->fields[i].name, last) > 0 &&
            (name == NULL || strcmp (kind->fields[i].name, name) < 0))
          {
            name = kind->fields[i].name;
            next = i;
          }
      hash_text (checksum, name);
      hash_text (checksum, crm_field_set_get (set, next));
      last = name;
    }
}

/**
 * crm_command_dup_digest:
 * @self: a command
 *
 * Returns: (transfer full): SHA-256 in hex of everything it says
 */
char *
crm_command_dup_digest (CrmCommand *self)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *args = self->args != NULL ? crm_json_to_text (self->args) : NULL;

  hash_text (checksum, self->id);
  hash_text (checksum, self->name);
  hash_text (checksum, self->record);
  hash_number (checksum, self->at);
  hash_number (checksum, self->base);
  hash_set (checksum, self->set);
  hash_set (checksum, self->was);
  hash_text (checksum, args);
  return g_strdup (g_checksum_get_string (checksum));
}
