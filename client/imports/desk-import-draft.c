/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A table with columns of several kinds is several files of the plan over the same bytes, in the
 * order in which they hang on each other. */

#include "client/imports/desk-import-draft.h"

#include <string.h>

#include "shared/customers/crm-import-header.h"
#include "shared/customers/crm-import-shape.h"

#define MEMORY     "imports.ini"
#define GROUP      "columns"
#define MAX_VALUES 30

struct _DeskImportDraft
{
  GObject parent_instance;

  CrmWorker *worker;  /* (owned) */
  GPtrArray *sources; /* (element-type DeskImportSource) */
  GKeyFile *memory;   /* (owned) */
  char *path;         /* of it */
  char *duplicates;
  char *owner; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (DeskImportDraft, desk_import_draft, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
free_source (gpointer data)
{
  DeskImportSource *source = data;

  g_object_unref (source->file);
  g_free (source->name);
  g_clear_pointer (&source->table, desk_import_table_free);
  g_free (source->problem);
  g_ptr_array_unref (source->fields);
  g_free (source);
}

static void
tell (DeskImportDraft *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* ---- what the columns mean ----------------------------------------------------------------- */

/* The same for files of the same form. */
static char *
make_key (DeskImportSource *source)
{
  g_autofree char *header = g_strjoinv ("\n", source->table->rows->pdata[0]);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, header, -1);
}

static gboolean
recall (DeskImportDraft *self, DeskImportSource *source)
{
  g_autofree char *key = make_key (source);
  gsize n = 0;
  g_auto (GStrv) codes = g_key_file_get_string_list (self->memory, GROUP, key, &n, NULL);

  if (codes == NULL || n != g_strv_length (source->table->rows->pdata[0]))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (source->fields, g_strdup (codes[i]));
  return TRUE;
}

static const CrmImportField *
guess (DeskImportSource *source, guint column)
{
  const char *values[MAX_VALUES];
  guint n = 0;

  for (guint i = 1; i < source->table->rows->len && n < MAX_VALUES; i++)
    {
      GStrv row = source->table->rows->pdata[i];

      if (column < g_strv_length (row))
        values[n++] = row[column];
    }
  return n > 0 ? crm_import_header_guess (values, n) : NULL;
}

static CrmSheet
find_sheet (GStrv titles, guint n)
{
  static const CrmSheet sheets[] = { CRM_SHEET_CUSTOMERS, CRM_SHEET_POLICIES, CRM_SHEET_INSTALMENTS,
                                     CRM_SHEET_OBJECTS, CRM_SHEET_DOCUMENTS };
  CrmSheet best = CRM_SHEET_CUSTOMERS;
  guint most = 0;

  for (guint s = 0; s < G_N_ELEMENTS (sheets); s++)
    {
      g_autofree const CrmImportField **found =
          crm_import_header_match_all (sheets[s], (const char *const *) titles, n);
      guint score = 0;

      for (guint i = 0; i < n; i++)
        score += found[i] != NULL;
      if (score > most)
        {
          most = score;
          best = sheets[s];
        }
    }
  return best;
}

/* Names of fields, as our own export has them, mean themselves. */
static const char *
find_code (const char *title, const CrmImportField *matched)
{
  const CrmImportField *exact = crm_import_header_find_field (title);

  return exact != NULL ? exact->code : matched != NULL ? matched->code : NULL;
}

static void
propose (DeskImportSource *source)
{
  GStrv titles = source->table->rows->pdata[0];
  const guint n = g_strv_length (titles);
  g_autofree const CrmImportField **found =
      crm_import_header_match_all (find_sheet (titles, n), (const char *const *) titles, n);

  for (guint i = 0; i < n; i++)
    {
      const char *code = find_code (titles[i], found[i]);
      const CrmImportField *guessed = code == NULL ? guess (source, i) : NULL;

      if (g_str_has_prefix (titles[i], "phone") || g_str_has_prefix (titles[i], "email"))
        code = *titles[i] == 'p' ? "phone" : "email";
      g_ptr_array_add (source->fields, g_strdup (code != NULL      ? code
                                                 : guessed != NULL ? guessed->code
                                                                   : ""));
    }
}

/* ---- reading ------------------------------------------------------------------------------- */

typedef struct
{
  DeskImportDraft *draft; /* (owned) */
  GFile *file;            /* (owned) */
} Reading;

static DeskImportSource *
find_source (DeskImportDraft *self, GFile *file)
{
  for (guint i = 0; i < self->sources->len; i++)
    if (((DeskImportSource *) self->sources->pdata[i])->file == file)
      return self->sources->pdata[i];
  return NULL;
}

static void
take_table (DeskImportDraft *self, DeskImportSource *source, DeskImportTable *table)
{
  g_clear_pointer (&source->table, desk_import_table_free);
  g_clear_pointer (&source->problem, g_free);
  source->table = table;
  g_ptr_array_set_size (source->fields, 0);
  if (!recall (self, source))
    propose (source);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  g_autoptr (DeskImportDraft) self = reading->draft;
  g_autoptr (GFile) file = reading->file;
  g_autoptr (GError) error = NULL;
  DeskImportTable *table = desk_import_table_read_finish (result, &error);
  DeskImportSource *source = find_source (self, file);

  g_free (reading);
  if (source == NULL)
    g_clear_pointer (&table, desk_import_table_free);
  else if (table != NULL)
    take_table (self, source, table);
  else
    {
      g_free (source->problem);
      source->problem = g_strdup (error->message);
    }
  tell (self);
}

static void
read_source (DeskImportDraft *self, DeskImportSource *source, const char *charset, char delimiter)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->draft = g_object_ref (self);
  reading->file = g_object_ref (source->file);
  desk_import_table_read_async (self->worker, source->file, charset, delimiter, read_cb, reading);
}

void
desk_import_draft_add (DeskImportDraft *self, GFile *file)
{
  DeskImportSource *source = g_new0 (DeskImportSource, 1);

  g_return_if_fail (DESK_IS_IMPORT_DRAFT (self));

  /* A copy, so that the same file twice is two sources. */
  source->file = g_file_dup (file);
  source->name = g_file_get_basename (file);
  source->fields = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->sources, source);
  read_source (self, source, NULL, 0);
  tell (self);
}

void
desk_import_draft_set_form (DeskImportDraft *self, guint index, const char *charset, char delimiter)
{
  g_return_if_fail (DESK_IS_IMPORT_DRAFT (self));

  read_source (self, self->sources->pdata[index], charset, delimiter);
}

/* ---- properties ---------------------------------------------------------------------------- */

void
desk_import_draft_remove (DeskImportDraft *self, guint index)
{
  g_return_if_fail (DESK_IS_IMPORT_DRAFT (self));

  g_ptr_array_remove_index (self->sources, index);
  tell (self);
}

void
desk_import_draft_clear (DeskImportDraft *self)
{
  g_return_if_fail (DESK_IS_IMPORT_DRAFT (self));

  g_ptr_array_set_size (self->sources, 0);
  tell (self);
}

guint
desk_import_draft_get_count (DeskImportDraft *self)
{
  g_return_val_if_fail (DESK_IS_IMPORT_DRAFT (self), 0);

  return self->sources->len;
}

DeskImportSource *
desk_import_draft_get (DeskImportDraft *self, guint index)
{
  g_return_val_if_fail (DESK_IS_IMPORT_DRAFT (self), NULL);

  return index < self->sources->len ? self->sources->pdata[index] : NULL;
}

void
desk_import_draft_set_field (DeskImportDraft *self, guint index, guint column, const char *code)
{
  DeskImportSource *source = desk_import_draft_get (self, index);

  if (source == NULL || column >= source->fields->len ||
      g_strcmp0 (source->fields->pdata[column], code) == 0)
    return;
  g_free (source->fields->pdata[column]);
  source->fields->pdata[column] = g_strdup (code);
  tell (self);
}

void
desk_import_draft_set_duplicates (DeskImportDraft *self, const char *word)
{
  g_return_if_fail (DESK_IS_IMPORT_DRAFT (self));

  g_free (self->duplicates);
  self->duplicates = g_strdup (word);
}

const char *
desk_import_draft_get_duplicates (DeskImportDraft *self)
{
  return self->duplicates;
}

void
desk_import_draft_set_owner (DeskImportDraft *self, const char *id)
{
  g_return_if_fail (DESK_IS_IMPORT_DRAFT (self));

  g_free (self->owner);
  self->owner = g_strdup (id);
  tell (self);
}

const char *
desk_import_draft_get_owner (DeskImportDraft *self)
{
  return self->owner;
}

/* ---- the plan ------------------------------------------------------------------------------ */

static GPtrArray *
list_kinds (DeskImportSource *source)
{
  return crm_import_shape_list_kinds ((const char *const *) source->fields->pdata,
                                      source->fields->len);
}

gboolean
desk_import_draft_is_ready (DeskImportDraft *self)
{
  g_return_val_if_fail (DESK_IS_IMPORT_DRAFT (self), FALSE);

  for (guint i = 0; i < self->sources->len; i++)
    {
      DeskImportSource *source = self->sources->pdata[i];
      g_autoptr (GPtrArray) kinds = source->table != NULL ? list_kinds (source) : NULL;

      if (kinds == NULL || kinds->len == 0)
        return FALSE;
    }
  return self->sources->len > 0;
}

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

static void
add_number (JsonBuilder *builder, const char *name, gint64 number)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, number);
}

static void
add_file (DeskImportDraft *self,
          JsonBuilder *builder,
          DeskImportSource *source,
          const char *kind,
          guint upload)
{
  const char delimiter[] = { source->table->delimiter, '\0' };

  json_builder_begin_object (builder);
  add_text (builder, "name", source->name);
  add_text (builder, "kind", kind);
  add_number (builder, "upload", upload);
  add_number (builder, "size", source->table->size);
  if (!source->table->is_cards)
    {
      add_text (builder, "charset", source->table->charset);
      add_text (builder, "delimiter", delimiter);
    }
  if (self->owner != NULL)
    add_text (builder, "owner", self->owner);
  json_builder_set_member_name (builder, "fields");
  json_builder_begin_array (builder);
  for (guint i = 0; i < source->fields->len; i++)
    json_builder_add_string_value (builder, source->fields->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

/* What hangs on others after them: kinds before files. */
static void
add_files (DeskImportDraft *self, JsonBuilder *builder, GPtrArray *uploads)
{
  static const char *const order[] = { "customer", "identity-document", "insured-object", "policy",
                                       "instalment" };
  g_autofree int *first = g_new (int, self->sources->len);
  guint n = 0;

  memset (first, -1, self->sources->len * sizeof *first);
  for (guint k = 0; k < G_N_ELEMENTS (order); k++)
    for (guint i = 0; i < self->sources->len; i++)
      {
        DeskImportSource *source = self->sources->pdata[i];
        g_autoptr (GPtrArray) kinds = list_kinds (source);

        if (!g_ptr_array_find_with_equal_func (kinds, order[k], g_str_equal, NULL))
          continue;
        if (uploads != NULL)
          g_ptr_array_add (uploads, first[i] < 0 ? source->file : NULL);
        if (first[i] < 0)
          first[i] = (int) n;
        if (builder != NULL)
          add_file (self, builder, source, order[k], (guint) first[i]);
        n++;
      }
}

JsonNode *
desk_import_draft_make_plan (DeskImportDraft *self, const char *id)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  DeskImportSource *first = desk_import_draft_get (self, 0);

  g_return_val_if_fail (desk_import_draft_is_ready (self), NULL);

  json_builder_begin_object (builder);
  add_text (builder, "id", id);
  add_text (builder, "title", first->name);
  add_text (builder, "duplicates", self->duplicates);
  json_builder_set_member_name (builder, "files");
  json_builder_begin_array (builder);
  add_files (self, builder, NULL);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

GFile *
desk_import_draft_get_upload (DeskImportDraft *self, guint index)
{
  g_autoptr (GPtrArray) uploads = g_ptr_array_new ();

  g_return_val_if_fail (DESK_IS_IMPORT_DRAFT (self), NULL);

  add_files (self, NULL, uploads);
  return index < uploads->len ? uploads->pdata[index] : NULL;
}

void
desk_import_draft_remember (DeskImportDraft *self)
{
  g_return_if_fail (DESK_IS_IMPORT_DRAFT (self));

  for (guint i = 0; i < self->sources->len; i++)
    {
      DeskImportSource *source = self->sources->pdata[i];
      g_autofree char *key = source->table != NULL ? make_key (source) : NULL;

      if (key != NULL)
        g_key_file_set_string_list (self->memory, GROUP, key,
                                    (const char *const *) source->fields->pdata,
                                    source->fields->len);
    }
  g_key_file_save_to_file (self->memory, self->path, NULL);
}

/* ---- GObject ------------------------------------------------------------------------------- */

static void
desk_import_draft_finalize (GObject *object)
{
  DeskImportDraft *self = DESK_IMPORT_DRAFT (object);

  crm_worker_stop (self->worker);
  g_object_unref (self->worker);
  g_ptr_array_unref (self->sources);
  g_key_file_unref (self->memory);
  g_free (self->path);
  g_free (self->duplicates);
  g_free (self->owner);
  G_OBJECT_CLASS (desk_import_draft_parent_class)->finalize (object);
}

static void
desk_import_draft_class_init (DeskImportDraftClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = desk_import_draft_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
desk_import_draft_init (DeskImportDraft *self)
{
  self->worker = crm_worker_new ("import-table");
  self->sources = g_ptr_array_new_with_free_func (free_source);
  self->memory = g_key_file_new ();
  self->duplicates = g_strdup ("ask");
}

DeskImportDraft *
desk_import_draft_new (const char *folder)
{
  DeskImportDraft *self = g_object_new (DESK_TYPE_IMPORT_DRAFT, NULL);

  self->path = g_build_filename (folder, MEMORY, NULL);
  g_key_file_load_from_file (self->memory, self->path, G_KEY_FILE_NONE, NULL);
  return self;
}
