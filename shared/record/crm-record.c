/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One record of any kind. Lives on the thread that made it, in the client the main thread; the
 * client's identity map keeps one live object an id. */
#include "shared/record/crm-record.h"

#include "shared/base/crm-util.h"
#include "shared/codec/crm-json.h"

typedef struct
{
  char *id; /* (owned) (nullable) */
  gint64 version;
  CrmRecordState state;
  gboolean loaded;
  char **values; /* (owned): n_fields canonical texts or %NULL, one %NULL more */
} CrmRecordPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CrmRecord, crm_record, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (CrmRecordState,
                    crm_record_state,
                    G_DEFINE_ENUM_VALUE (CRM_RECORD_SYNCED, "synced"),
                    G_DEFINE_ENUM_VALUE (CRM_RECORD_CREATED, "created"),
                    G_DEFINE_ENUM_VALUE (CRM_RECORD_MODIFIED, "modified"),
                    G_DEFINE_ENUM_VALUE (CRM_RECORD_DELETED, "deleted"),
                    G_DEFINE_ENUM_VALUE (CRM_RECORD_REJECTED, "rejected"),
                    G_DEFINE_ENUM_VALUE (CRM_RECORD_CONFLICT, "conflict"))

enum
{
  PROP_0,
  PROP_ID,
  PROP_VERSION,
  PROP_STATE,
  PROP_LOADED,
  N_PROPS,
  FIRST_FIELD = 100 /* properties of the field table are numbered from here */
};

static GParamSpec *properties[N_PROPS];

static CrmRecordPrivate *
get_private (CrmRecord *self)
{
  return crm_record_get_instance_private (self);
}

static void
notify_field (CrmRecord *self, guint field)
{
  CrmRecordClass *klass = CRM_RECORD_GET_CLASS (self);

  g_object_notify_by_pspec (G_OBJECT (self), klass->properties[field]);
  if (klass->field_changed != NULL)
    klass->field_changed (self, field);
}

static void
get_field (CrmRecord *self, guint field, GValue *value)
{
  switch (G_VALUE_TYPE (value))
    {
    case G_TYPE_INT64:
      g_value_set_int64 (value, crm_record_get_integer (self, field));
      break;
    case G_TYPE_BOOLEAN:
      g_value_set_boolean (value, crm_record_get_boolean (self, field));
      break;
    default:
      g_value_set_string (value, crm_record_get_text (self, field));
    }
}

static void
set_field (CrmRecord *self, guint field, const GValue *value)
{
  g_autofree char *digits = NULL;

  switch (G_VALUE_TYPE (value))
    {
    case G_TYPE_INT64:
      digits = g_strdup_printf ("%" G_GINT64_FORMAT, g_value_get_int64 (value));
      crm_record_set_text (self, field, digits);
      break;
    case G_TYPE_BOOLEAN:
      crm_record_set_text (self, field, g_value_get_boolean (value) ? "true" : NULL);
      break;
    default:
      crm_record_set_text (self, field, g_value_get_string (value));
    }
}

static void
crm_record_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CrmRecord *self = CRM_RECORD (object);
  CrmRecordPrivate *priv = get_private (self);

  switch (id)
    {
    case PROP_ID:
      g_value_set_string (value, priv->id);
      break;
    case PROP_VERSION:
      g_value_set_int64 (value, priv->version);
      break;
    case PROP_STATE:
      g_value_set_enum (value, priv->state);
      break;
    case PROP_LOADED:
      g_value_set_boolean (value, priv->loaded);
      break;
    default:
      if (id >= FIRST_FIELD && id - FIRST_FIELD < crm_record_get_kind (self)->n_fields)
        get_field (self, id - FIRST_FIELD, value);
      else
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
crm_record_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CrmRecord *self = CRM_RECORD (object);

  switch (id)
    {
    case PROP_ID:
      get_private (self)->id = g_value_dup_string (value);
      break;
    case PROP_VERSION:
      crm_record_set_version (self, g_value_get_int64 (value));
      break;
    case PROP_STATE:
      crm_record_set_state (self, g_value_get_enum (value));
      break;
    default:
      if (id >= FIRST_FIELD && id - FIRST_FIELD < crm_record_get_kind (self)->n_fields)
        set_field (self, id - FIRST_FIELD, value);
      else
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
crm_record_constructed (GObject *object)
{
  CrmRecord *self = CRM_RECORD (object);

  /* Not in init, where the class is still that of CrmRecord, which has no kind. */
  get_private (self)->values = g_new0 (char *, crm_record_get_kind (self)->n_fields + 1);

  G_OBJECT_CLASS (crm_record_parent_class)->constructed (object);
}

static void
crm_record_finalize (GObject *object)
{
  CrmRecord *self = CRM_RECORD (object);
  CrmRecordPrivate *priv = get_private (self);

  for (guint i = 0; i < crm_record_get_kind (self)->n_fields; i++)
    g_free (priv->values[i]);
  g_free (priv->values);
  g_free (priv->id);

  G_OBJECT_CLASS (crm_record_parent_class)->finalize (object);
}

static void
crm_record_class_init (CrmRecordClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = crm_record_get_property;
  object_class->set_property = crm_record_set_property;
  object_class->constructed = crm_record_constructed;
  object_class->finalize = crm_record_finalize;

  properties[PROP_ID] =
      g_param_spec_string ("id", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_VERSION] = g_param_spec_int64 ("version", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, CRM_TYPE_RECORD_STATE, CRM_RECORD_SYNCED, flags);
  properties[PROP_LOADED] =
      g_param_spec_boolean ("loaded", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
crm_record_init (CrmRecord *self)
{
}

static const char *
property_name (const CrmField *field)
{
  g_autofree char *name = g_strdelimit (g_strdup (field->column), "_", '-');

  return g_intern_string (name);
}

static GParamSpec *
make_property (const CrmField *field)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const char *name = property_name (field);

  switch (field->type)
    {
    case CRM_FIELD_INTEGER:
      return g_param_spec_int64 (name, NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
    case CRM_FIELD_BOOLEAN:
      return g_param_spec_boolean (name, NULL, NULL, FALSE, flags);
    default:
      return g_param_spec_string (name, NULL, NULL, NULL, flags);
    }
}

/**
 * crm_record_class_set_kind:
 * @klass: class of a record type
 * @kind: its kind
 */
void
crm_record_class_set_kind (CrmRecordClass *klass, const CrmKind *kind)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  /* GObject does not hand these two down to derived classes. */
  if (object_class->get_property == NULL)
    object_class->get_property = crm_record_get_property;
  if (object_class->set_property == NULL)
    object_class->set_property = crm_record_set_property;

  klass->kind = kind;
  klass->properties = g_new0 (GParamSpec *, kind->n_fields);

  for (guint i = 0; i < kind->n_fields; i++)
    {
      klass->properties[i] = make_property (&kind->fields[i]);
      g_object_class_install_property (G_OBJECT_CLASS (klass), FIRST_FIELD + i,
                                       klass->properties[i]);
    }
}

/**
 * crm_record_new:
 * @kind: a kind
 * @id: (nullable): its id; %NULL when it will be known later
 *
 * Returns: (transfer full): an empty record, not loaded
 */
CrmRecord *
crm_record_new (const CrmKind *kind, const char *id)
{
  g_return_val_if_fail (kind != NULL, NULL);

  return g_object_new (kind->get_type (), "id", id, NULL);
}

/**
 * crm_record_copy:
 * @self: a record
 *
 * Returns: (transfer full): another object with the same id and values
 */
CrmRecord *
crm_record_copy (CrmRecord *self)
{
  CrmRecordPrivate *priv = get_private (self);
  CrmRecord *copy = crm_record_new (crm_record_get_kind (self), priv->id);
  gboolean loaded = priv->loaded;

  crm_record_load (copy, priv->version, priv->state, crm_record_get_values (self));
  get_private (copy)->loaded = loaded;
  return copy;
}

const CrmKind *
crm_record_get_kind (CrmRecord *self)
{
  return CRM_RECORD_GET_CLASS (self)->kind;
}

const char *
crm_record_get_id (CrmRecord *self)
{
  g_return_val_if_fail (CRM_IS_RECORD (self), NULL);

  return get_private (self)->id;
}

/**
 * crm_record_set_id:
 * @self: a record made without id
 * @id: its id
 */
void
crm_record_set_id (CrmRecord *self, const char *id)
{
  CrmRecordPrivate *priv;

  g_return_if_fail (CRM_IS_RECORD (self));
  priv = get_private (self);
  g_return_if_fail (priv->id == NULL);

  if (crm_set_string (&priv->id, id))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ID]);
}

gint64
crm_record_get_version (CrmRecord *self)
{
  g_return_val_if_fail (CRM_IS_RECORD (self), 0);

  return get_private (self)->version;
}

void
crm_record_set_version (CrmRecord *self, gint64 version)
{
  CrmRecordPrivate *priv;

  g_return_if_fail (CRM_IS_RECORD (self));
  priv = get_private (self);

  if (priv->version == version)
    return;
  priv->version = version;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VERSION]);
}

CrmRecordState
crm_record_get_state (CrmRecord *self)
{
  g_return_val_if_fail (CRM_IS_RECORD (self), CRM_RECORD_SYNCED);

  return get_private (self)->state;
}

void
crm_record_set_state (CrmRecord *self, CrmRecordState state)
{
  CrmRecordPrivate *priv;

  g_return_if_fail (CRM_IS_RECORD (self));
  priv = get_private (self);

  if (priv->state == state)
    return;
  priv->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

gboolean
crm_record_is_loaded (CrmRecord *self)
{
  g_return_val_if_fail (CRM_IS_RECORD (self), FALSE);

  return get_private (self)->loaded;
}

/**
 * crm_record_get_text:
 * @self: a record
 * @field: index of the field
 *
 * Returns: (transfer none) (nullable): canonical text, %NULL when empty
 */
const char *
crm_record_get_text (CrmRecord *self, guint field)
{
  g_return_val_if_fail (CRM_IS_RECORD (self), NULL);
  g_return_val_if_fail (field < crm_record_get_kind (self)->n_fields, NULL);

  return get_private (self)->values[field];
}

/**
 * crm_record_set_text:
 * @self: a record
 * @field: index of the field
 * @value: (nullable): canonical text; "" is empty too
 *
 * Returns: whether the value changed
 */
gboolean
crm_record_set_text (CrmRecord *self, guint field, const char *value)
{
  g_return_val_if_fail (CRM_IS_RECORD (self), FALSE);
  g_return_val_if_fail (field < crm_record_get_kind (self)->n_fields, FALSE);

  if (value != NULL && *value == '\0')
    value = NULL;
  if (!crm_set_string (&get_private (self)->values[field], value))
    return FALSE;

  notify_field (self, field);
  return TRUE;
}

gint64
crm_record_get_integer (CrmRecord *self, guint field)
{
  const char *text = crm_record_get_text (self, field);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

gboolean
crm_record_get_boolean (CrmRecord *self, guint field)
{
  return crm_record_get_text (self, field) != NULL;
}

/**
 * crm_record_dup_list:
 * @self: a record
 * @field: index of a field of type CRM_FIELD_LIST
 *
 * Returns: (transfer full) (array zero-terminated=1): its items, maybe none
 */
char **
crm_record_dup_list (CrmRecord *self, guint field)
{
  g_autoptr (GStrvBuilder) items = g_strv_builder_new ();
  const char *text = crm_record_get_text (self, field);
  g_autoptr (JsonNode) node = text != NULL ? crm_json_parse (text, -1, NULL) : NULL;

  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          const char *item = crm_json_get_text (json_array_get_element (array, i));

          if (item != NULL)
            g_strv_builder_add (items, item);
        }
    }

  return g_strv_builder_end (items);
}

/**
 * crm_record_get_values:
 * @self: a record
 *
 * Returns: (transfer none): n_fields canonical texts, valid until the next change
 */
const char *const *
crm_record_get_values (CrmRecord *self)
{
  g_return_val_if_fail (CRM_IS_RECORD (self), NULL);

  return (const char *const *) get_private (self)->values;
}

/**
 * crm_record_load:
 * @self: a record
 * @version: its version
 * @state: its state
 * @values: (array): n_fields canonical texts
 *
 * Notifies only of what really changed, all at the end.
 */
void
crm_record_load (CrmRecord *self, gint64 version, CrmRecordState state, const char *const *values)
{
  CrmRecordPrivate *priv;

  g_return_if_fail (CRM_IS_RECORD (self));
  priv = get_private (self);

  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = 0; i < crm_record_get_kind (self)->n_fields; i++)
    crm_record_set_text (self, i, values[i]);
  crm_record_set_version (self, version);
  crm_record_set_state (self, state);
  if (!priv->loaded)
    {
      priv->loaded = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADED]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * crm_record_apply:
 * @self: a record
 * @set: values for some of its fields
 */
void
crm_record_apply (CrmRecord *self, CrmFieldSet *set)
{
  const CrmKind *kind;

  g_return_if_fail (CRM_IS_RECORD (self));
  kind = crm_record_get_kind (self);
  g_return_if_fail (crm_field_set_get_kind (set) == kind);

  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = 0; i < kind->n_fields; i++)
    if (crm_field_set_has (set, i))
      crm_record_set_text (self, i, crm_field_set_get (set, i));
  g_object_thaw_notify (G_OBJECT (self));
}
