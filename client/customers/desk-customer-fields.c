/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fields of a client in rows, from a table. Main thread; owned by the card. */

#include "client/customers/desk-customer-fields.h"

#include <string.h>

#include <glib/gi18n.h>

#include "client/ui/desk-format.h"
#include "shared/base/crm-time.h"
#include "shared/customers/crm-customer.h"

struct _DeskCustomerFields
{
  DeskCardBlock parent_instance;

  GtkListBox *list_box;
  DeskContext *context; /* (owned) (nullable) */
  CrmRecord *record;    /* (owned) (nullable) */
  GPtrArray
      *fields; /* (owned) (element-type DeskRecordField): as in the table, NULL if not shown */
  GSignalGroup *events; /* (owned): of the record */
  DeskCustomerGroup group;
  gboolean company; /* what the rows are made for */
};

static char *
show_birth (CrmRecord *record, guint field)
{
  const char *date = crm_record_get_text (record, field);
  g_autofree char *text = date == NULL ? NULL : desk_format_date (date);
  g_autofree char *age = desk_format_age (date, crm_time_now ());

  return age == NULL ? g_steal_pointer (&text) : g_strdup_printf ("%s, %s", text, age);
}

static char *
edit_plain (CrmRecord *record, guint field)
{
  const CrmKind *kind = crm_record_get_kind (record);
  char *text =
      desk_format_field_value (kind, kind->fields[field].name, crm_record_get_text (record, field));

  return text != NULL ? text : g_strdup ("");
}

static char *
show_address (CrmRecord *record, guint field)
{
  return crm_customer_dup_address_line (CRM_CUSTOMER (record));
}

static const guint address_parts[] = {
  CRM_CUSTOMER_ADDRESS_REGION, CRM_CUSTOMER_ADDRESS_CITY, CRM_CUSTOMER_ADDRESS_STREET,
  CRM_CUSTOMER_ADDRESS_HOUSE,  CRM_CUSTOMER_ADDRESS_FLAT, CRM_CUSTOMER_ADDRESS_POSTCODE,
};

char *
desk_customer_parse_address (CrmRecord *record, guint field, const char *typed, CrmFieldSet *set)
{
  char *complaint =
      desk_record_field_parse (&crm_customer_kind, CRM_CUSTOMER_ADDRESS_TEXT, typed, set);

  for (guint i = 0; complaint == NULL && i < G_N_ELEMENTS (address_parts); i++)
    {
      const char *part = crm_record_get_text (record, address_parts[i]);

      if (part != NULL && (typed == NULL || strstr (typed, part) == NULL))
        crm_field_set_put (set, address_parts[i], NULL);
    }
  return complaint;
}

/* A row of the card. */
typedef struct
{
  DeskCustomerGroup group;
  DeskFieldLook look;
  const char *title; /* (nullable): msgid when it is not the field's */
  const char *placeholder;
  gboolean person, company;
  guint person_length, company_length;
} FieldSpec;

static const FieldSpec specs[] = {
  { DESK_CUSTOMER_GROUP_DATA, { CRM_CUSTOMER_LAST_NAME }, NULL, N_ ("add a last name"), TRUE },
  { DESK_CUSTOMER_GROUP_DATA, { CRM_CUSTOMER_FIRST_NAME }, NULL, N_ ("add a first name"), TRUE },
  { DESK_CUSTOMER_GROUP_DATA, { CRM_CUSTOMER_MIDDLE_NAME }, NULL, N_ ("add a middle name"), TRUE },
  { DESK_CUSTOMER_GROUP_DATA,
    { CRM_CUSTOMER_BIRTH_DATE, show_birth, edit_plain },
    N_ ("Birth"),
    N_ ("add a birth date"),
    TRUE },
  { DESK_CUSTOMER_GROUP_DATA, { CRM_CUSTOMER_SEX }, NULL, N_ ("add the sex"), TRUE },
  { DESK_CUSTOMER_GROUP_DATA,
    { CRM_CUSTOMER_COMPANY_NAME },
    N_ ("Name"),
    N_ ("add a name"),
    FALSE,
    TRUE },
  { DESK_CUSTOMER_GROUP_DATA,
    { CRM_CUSTOMER_ADDRESS_TEXT, show_address, show_address, desk_customer_parse_address },
    N_ ("Address"),
    N_ ("add an address"),
    TRUE,
    TRUE },
  { DESK_CUSTOMER_GROUP_DATA, { CRM_CUSTOMER_INN }, NULL, N_ ("add an INN"), TRUE, TRUE, 12, 10 },
  { DESK_CUSTOMER_GROUP_DATA, { CRM_CUSTOMER_KPP }, NULL, N_ ("add a KPP"), FALSE, TRUE, 0, 9 },
  { DESK_CUSTOMER_GROUP_DATA, { CRM_CUSTOMER_OGRN }, NULL, N_ ("add an OGRN"), FALSE, TRUE, 0, 13 },
  { DESK_CUSTOMER_GROUP_CARE,
    { CRM_CUSTOMER_SOURCE },
    NULL,
    N_ ("where the client comes from"),
    TRUE,
    TRUE },
  { DESK_CUSTOMER_GROUP_CARE,
    { CRM_CUSTOMER_TAGS, NULL, edit_plain },
    NULL,
    N_ ("words apart by commas"),
    TRUE,
    TRUE },
  { DESK_CUSTOMER_GROUP_NOTE, { CRM_CUSTOMER_NOTE }, NULL, N_ ("Add a note"), TRUE, TRUE },
};

G_DEFINE_FINAL_TYPE (DeskCustomerFields, desk_customer_fields, DESK_TYPE_CARD_BLOCK)

static const char *const sex_ids[] = { "male", "female", "", NULL };

static void
set_sex_choices (DeskFieldRow *row)
{
  const char *titles[] = { desk_format_enum (&crm_customer_kind, "sex", "male"),
                           desk_format_enum (&crm_customer_kind, "sex", "female"), _ ("not known"),
                           NULL };

  desk_field_row_set_choices (row, sex_ids, titles);
}

static DeskRecordField *
make_field (DeskCustomerFields *self, const FieldSpec *spec)
{
  const CrmField *info = &crm_customer_kind.fields[spec->look.field];
  const gboolean note = spec->group == DESK_CUSTOMER_GROUP_NOTE;
  const char *title = spec->title == NULL ? desk_format_field_title (&crm_customer_kind, info->name)
                                          : _ (spec->title);
  GtkWidget *row = desk_field_row_new (title, note);

  /* The note's title is the heading of its group. */
  g_object_set (row, "shows-title", !note, "placeholder", _ (spec->placeholder), "expected-length",
                self->company ? spec->company_length : spec->person_length, NULL);
  if (spec->look.field == CRM_CUSTOMER_SEX)
    set_sex_choices (DESK_FIELD_ROW (row));
  gtk_list_box_insert (self->list_box, row, (int) self->fields->len);
  return desk_record_field_new (self->context, DESK_FIELD_ROW (row), &spec->look);
}

static void
clear_fields (DeskCustomerFields *self)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      DeskRecordField *field = g_ptr_array_index (self->fields, i);
      DeskFieldRow *row = desk_record_field_get_row (field);

      desk_record_field_set_record (field, NULL);
      gtk_list_box_remove (self->list_box, GTK_WIDGET (row));
    }
  g_ptr_array_set_size (self->fields, 0);
}

static void
make_fields (DeskCustomerFields *self)
{
  clear_fields (self);
  for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
    if (specs[i].group == self->group && (self->company ? specs[i].company : specs[i].person))
      g_ptr_array_add (self->fields, make_field (self, &specs[i]));
}

static void
update_kind_cb (DeskCustomerFields *self)
{
  gboolean company;

  if (self->record == NULL || !crm_record_is_loaded (self->record))
    return;
  company = crm_customer_is_company (CRM_CUSTOMER (self->record));
  if (self->fields->len == 0 || company != self->company)
    {
      self->company = company;
      make_fields (self);
    }
  for (guint i = 0; i < self->fields->len; i++)
    desk_record_field_set_record (g_ptr_array_index (self->fields, i), self->record);
}

static void
desk_customer_fields_dispose (GObject *object)
{
  DeskCustomerFields *self = DESK_CUSTOMER_FIELDS (object);

  g_clear_object (&self->events);
  desk_card_block_leave (DESK_CARD_BLOCK (self));
  if (self->list_box != NULL)
    clear_fields (self);
  self->list_box = NULL;
  g_clear_object (&self->record);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_customer_fields_parent_class)->dispose (object);
}

static void
desk_customer_fields_finalize (GObject *object)
{
  g_ptr_array_unref (DESK_CUSTOMER_FIELDS (object)->fields);
  G_OBJECT_CLASS (desk_customer_fields_parent_class)->finalize (object);
}

static void
set_record (DeskCardBlock *block, CrmRecord *record)
{
  DeskCustomerFields *self = DESK_CUSTOMER_FIELDS (block);

  g_set_object (&self->record, record);
  if (self->events != NULL)
    g_signal_group_set_target (self->events, record);
  if (record == NULL)
    for (guint i = 0; i < self->fields->len; i++)
      desk_record_field_set_record (g_ptr_array_index (self->fields, i), NULL);
  update_kind_cb (self);
}

static void
desk_customer_fields_class_init (DeskCustomerFieldsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = desk_customer_fields_dispose;
  object_class->finalize = desk_customer_fields_finalize;
  DESK_CARD_BLOCK_CLASS (klass)->set_record = set_record;
}

static void
desk_customer_fields_init (DeskCustomerFields *self)
{
  self->fields = g_ptr_array_new_with_free_func (g_object_unref);
  self->events = g_signal_group_new (CRM_TYPE_RECORD);
  g_signal_group_connect_swapped (self->events, "notify::loaded", G_CALLBACK (update_kind_cb),
                                  self);
  g_signal_group_connect_swapped (self->events, "notify::type", G_CALLBACK (update_kind_cb), self);
  self->list_box = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list_box, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list_box), "boxed-list");
  desk_card_block_set_child (DESK_CARD_BLOCK (self), GTK_WIDGET (self->list_box));
}

DeskCardBlock *
desk_customer_fields_new (DeskContext *context, DeskCustomerGroup group)
{
  DeskCustomerFields *self = g_object_new (DESK_TYPE_CUSTOMER_FIELDS, "context", context, NULL);

  self->context = g_object_ref (context);
  self->group = group;
  return DESK_CARD_BLOCK (self);
}

DeskCardBlock *
desk_customer_data_new (DeskContext *context)
{
  return desk_customer_fields_new (context, DESK_CUSTOMER_GROUP_DATA);
}

DeskCardBlock *
desk_customer_remark_new (DeskContext *context)
{
  return desk_customer_fields_new (context, DESK_CUSTOMER_GROUP_NOTE);
}

void
desk_customer_fields_append (DeskCustomerFields *self, GtkWidget *widget)
{
  g_return_if_fail (DESK_IS_CUSTOMER_FIELDS (self));
  gtk_list_box_append (self->list_box, widget);
}

DeskFieldRow *
desk_customer_fields_get_row (DeskCustomerFields *self, guint field)
{
  g_return_val_if_fail (DESK_IS_CUSTOMER_FIELDS (self), NULL);

  for (guint i = 0; i < self->fields->len; i++)
    if (desk_record_field_get_field (g_ptr_array_index (self->fields, i)) == field)
      return desk_record_field_get_row (g_ptr_array_index (self->fields, i));
  return NULL;
}
