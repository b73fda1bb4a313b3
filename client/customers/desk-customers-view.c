/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Views of the list of clients as data. Whatever a definition says, the name of the client is among
 * its columns. Pure over gettext. */

#include "client/customers/desk-customers-view.h"

#include <glib/gi18n.h>

#include "shared/base/crm-error.h"
#include "shared/codec/crm-json.h"

#define MAX_WIDTH 600

typedef struct
{
  const char *name;
  const char *title;
  int width;         /* 0: as wide as it can be */
  const char *order; /* (nullable) */
} Column;

static const Column all_columns[DESK_CUSTOMER_N_COLUMNS] = {
  [DESK_CUSTOMER_COLUMN_NAME] = { "name", N_ ("Client"), 0, "name" },
  [DESK_CUSTOMER_COLUMN_PHONE] = { "phone", N_ ("Phone"), 140 },
  [DESK_CUSTOMER_COLUMN_POLICIES] = { "policies", N_ ("Policies"), 94, "policies" },
  [DESK_CUSTOMER_COLUMN_NEXT] = { "next", N_ ("Next"), 186, "next" },
  [DESK_CUSTOMER_COLUMN_PREMIUM] = { "premium", N_ ("Premium a year, ₽"), 124, "premium" },
  [DESK_CUSTOMER_COLUMN_CONTACTED] = { "contacted", N_ ("Contact"), 84, "contacted" },
  [DESK_CUSTOMER_COLUMN_PLACE] = { "place", N_ ("Address"), 190, "place" },
  [DESK_CUSTOMER_COLUMN_AGENT] = { "agent", N_ ("Agent"), 124, "agent" },
  [DESK_CUSTOMER_COLUMN_BRANCH] = { "branch", N_ ("Branch"), 124, "branch" },
  [DESK_CUSTOMER_COLUMN_STATUS] = { "status", N_ ("Status"), 76, "status" },
  [DESK_CUSTOMER_COLUMN_BIRTHDAY] = { "birthday", N_ ("Birthday"), 100, "birthday" },
  [DESK_CUSTOMER_COLUMN_TAGS] = { "tags", N_ ("Tags"), 140 },
  [DESK_CUSTOMER_COLUMN_CREATED] = { "created", N_ ("Created"), 110, "created" },
  [DESK_CUSTOMER_COLUMN_CHANGED] = { "changed", N_ ("Changed"), 114, "changed" },
};

static const DeskCustomerColumn usual_columns[] = {
  DESK_CUSTOMER_COLUMN_NAME, DESK_CUSTOMER_COLUMN_PHONE,   DESK_CUSTOMER_COLUMN_POLICIES,
  DESK_CUSTOMER_COLUMN_NEXT, DESK_CUSTOMER_COLUMN_PREMIUM, DESK_CUSTOMER_COLUMN_CONTACTED,
};

const char *
desk_customers_view_get_column_name (DeskCustomerColumn column)
{
  g_return_val_if_fail (column < DESK_CUSTOMER_N_COLUMNS, NULL);
  return all_columns[column].name;
}

const char *
desk_customers_view_get_order (DeskCustomerColumn column)
{
  g_return_val_if_fail (column < DESK_CUSTOMER_N_COLUMNS, NULL);
  return all_columns[column].order;
}

const char *
desk_customers_view_get_column_title (DeskCustomerColumn column)
{
  g_return_val_if_fail (column < DESK_CUSTOMER_N_COLUMNS, NULL);
  return _ (all_columns[column].title);
}

int
desk_customers_view_get_column_width (DeskCustomerColumn column)
{
  g_return_val_if_fail (column < DESK_CUSTOMER_N_COLUMNS, 0);
  return all_columns[column].width;
}

static DeskCustomersView *
make_empty (void)
{
  DeskCustomersView *self = g_new0 (DeskCustomersView, 1);

  self->columns = g_array_new (FALSE, FALSE, sizeof (DeskViewColumn));
  self->sorts = g_array_new (FALSE, FALSE, sizeof (DeskViewSort));
  return self;
}

static void
add_column (DeskCustomersView *self, DeskCustomerColumn column, int width)
{
  const DeskViewColumn added = { column, width };

  if (!desk_customers_view_has_column (self, column))
    g_array_append_val (self->columns, added);
}

DeskCustomersView *
desk_customers_view_new (gboolean with_agents)
{
  DeskCustomersView *self = make_empty ();
  const DeskViewSort by_name = { DESK_CUSTOMER_COLUMN_NAME, FALSE };

  for (guint i = 0; i < G_N_ELEMENTS (usual_columns); i++)
    add_column (self, usual_columns[i], 0);
  if (with_agents)
    add_column (self, DESK_CUSTOMER_COLUMN_AGENT, 0);
  g_array_append_val (self->sorts, by_name);
  return self;
}

DeskCustomersView *
desk_customers_view_copy (const DeskCustomersView *self)
{
  DeskCustomersView *copy = make_empty ();

  desk_customers_view_set_filter (copy, self->filter);
  g_array_append_vals (copy->columns, self->columns->data, self->columns->len);
  g_array_append_vals (copy->sorts, self->sorts->data, self->sorts->len);
  copy->group = g_strdup (self->group);
  return copy;
}

void
desk_customers_view_free (DeskCustomersView *self)
{
  g_clear_pointer (&self->filter, desk_filter_unref);
  g_array_unref (self->columns);
  g_array_unref (self->sorts);
  g_free (self->group);
  g_free (self);
}

void
desk_customers_view_set_filter (DeskCustomersView *self, DeskFilter *filter)
{
  DeskFilter *kept = desk_filter_is_empty (filter) ? NULL : desk_filter_ref (filter);

  g_clear_pointer (&self->filter, desk_filter_unref);
  self->filter = kept;
}

gboolean
desk_customers_view_equal (const DeskCustomersView *a, const DeskCustomersView *b)
{
  g_autofree char *x = desk_customers_view_to_text (a);
  g_autofree char *y = desk_customers_view_to_text (b);

  return g_str_equal (x, y);
}

gboolean
desk_customers_view_has_column (const DeskCustomersView *self, DeskCustomerColumn column)
{
  for (guint i = 0; i < self->columns->len; i++)
    if (g_array_index (self->columns, DeskViewColumn, i).column == column)
      return TRUE;
  return FALSE;
}

static JsonArray *
write_columns (const DeskCustomersView *self)
{
  JsonArray *columns = json_array_new ();

  for (guint i = 0; i < self->columns->len; i++)
    {
      const DeskViewColumn *column = &g_array_index (self->columns, DeskViewColumn, i);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "id", all_columns[column->column].name);
      if (column->width > 0)
        json_object_set_int_member (object, "width", column->width);
      json_array_add_object_element (columns, object);
    }
  return columns;
}

static JsonArray *
write_sorts (const DeskCustomersView *self)
{
  JsonArray *sorts = json_array_new ();

  for (guint i = 0; i < self->sorts->len; i++)
    {
      const DeskViewSort *sort = &g_array_index (self->sorts, DeskViewSort, i);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "by", all_columns[sort->column].name);
      json_object_set_boolean_member (object, "descending", sort->descending);
      json_array_add_object_element (sorts, object);
    }
  return sorts;
}

char *
desk_customers_view_to_text (const DeskCustomersView *self)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_array_member (object, "columns", write_columns (self));
  if (self->filter != NULL)
    json_object_set_member (object, "filter", desk_filter_to_json (self->filter));
  if (self->group != NULL)
    json_object_set_string_member (object, "group", self->group);
  json_object_set_array_member (object, "sorts", write_sorts (self));
  json_node_set_object (node, object);
  return crm_json_to_text (node);
}

/* DESK_CUSTOMER_N_COLUMNS when there is none. */
static DeskCustomerColumn
find_column (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);
  const char *name = node != NULL ? crm_json_get_text (node) : NULL;

  for (guint i = 0; i < DESK_CUSTOMER_N_COLUMNS; i++)
    if (g_strcmp0 (all_columns[i].name, name) == 0)
      return i;
  return DESK_CUSTOMER_N_COLUMNS;
}

/* (nullable) */
static JsonArray *
get_array (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/* (nullable) */
static JsonObject *
get_element (JsonArray *array, guint i)
{
  JsonNode *node = json_array_get_element (array, i);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static void
read_columns (DeskCustomersView *self, JsonArray *columns)
{
  for (guint i = 0; columns != NULL && i < json_array_get_length (columns); i++)
    {
      JsonObject *object = get_element (columns, i);
      const DeskCustomerColumn column =
          object != NULL ? find_column (object, "id") : DESK_CUSTOMER_N_COLUMNS;

      if (column < DESK_CUSTOMER_N_COLUMNS)
        add_column (self, column,
                    (int) CLAMP (json_object_get_int_member_with_default (object, "width", 0), 0,
                                 MAX_WIDTH));
    }
  if (!desk_customers_view_has_column (self, DESK_CUSTOMER_COLUMN_NAME))
    {
      const DeskViewColumn name = { DESK_CUSTOMER_COLUMN_NAME, 0 };

      g_array_prepend_val (self->columns, name);
    }
}

static void
read_sorts (DeskCustomersView *self, JsonArray *sorts)
{
  for (guint i = 0; sorts != NULL && i < json_array_get_length (sorts); i++)
    {
      JsonObject *object = get_element (sorts, i);
      DeskViewSort sort = { DESK_CUSTOMER_N_COLUMNS, FALSE };

      if (object == NULL || self->sorts->len >= DESK_VIEW_MAX_SORTS)
        continue;
      sort.column = find_column (object, "by");
      sort.descending = json_object_get_boolean_member_with_default (object, "descending", FALSE);
      if (sort.column < DESK_CUSTOMER_N_COLUMNS && all_columns[sort.column].order != NULL)
        g_array_append_val (self->sorts, sort);
    }
}

DeskCustomersView *
desk_customers_view_from_text (const char *text, GError **error)
{
  g_autoptr (DeskCustomersView) self = make_empty ();
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;
  JsonObject *object;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      crm_fail (error, CRM_ERROR_INVALID, "No view");
      return NULL;
    }
  object = json_node_get_object (node);
  if (json_object_has_member (object, "filter"))
    {
      self->filter = desk_filter_from_json (json_object_get_member (object, "filter"), error);
      if (self->filter == NULL)
        return NULL;
    }
  read_columns (self, get_array (object, "columns"));
  read_sorts (self, get_array (object, "sorts"));
  if (json_object_has_member (object, "group"))
    self->group = g_strdup (crm_json_get_text (json_object_get_member (object, "group")));
  return g_steal_pointer (&self);
}
