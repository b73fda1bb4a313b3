/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskRecordLoader: from "this record is wanted" to its values. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-record-loader.h"

#include "client/store/desk-database-private.h"
#include "client/store/desk-record-store.h"
#include "shared/base/crm-error.h"

struct _DeskRecordLoader
{
  DeskDatabase *database; /* (unowned) */
  GPtrArray *wanted;      /* (element-type CrmRecord) */
  gboolean started;
  guint source;
};

/* One journey to the reader. */
typedef struct
{
  GArray *kinds;          /* (element-type int) */
  GByteArray *ids;        /* 16 bytes each */
  GPtrArray *rows;        /* (element-type DeskRow): answer */
  DeskDatabase *database; /* (unowned): for its generation */
  int generation;
} Load;

static void
free_load (gpointer data)
{
  Load *load = data;

  g_array_unref (load->kinds);
  g_byte_array_unref (load->ids);
  g_ptr_array_unref (load->rows);
  g_free (load);
}

static gboolean
load_work (DeskConnection *connection, gpointer data, GError **error)
{
  Load *load = data;

  g_ptr_array_set_size (load->rows, 0);
  load->generation = desk_database_get_generation (load->database);
  for (guint i = 0; i < load->kinds->len; i++)
    {
      DeskRow *row = NULL;

      if (!desk_record_store_read_live (connection, g_array_index (load->kinds, int, i),
                                        load->ids->data + i * CRM_ID_BYTES, &row, error))
        return FALSE;
      g_ptr_array_add (load->rows, row);
    }
  return TRUE;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DeskDatabase *self = DESK_DATABASE (source);
  g_autoptr (GError) error = NULL;
  Load *load = desk_database_work_finish (self, result, &error);

  if (load == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
          !g_error_matches (error, CRM_ERROR, CRM_ERROR_UNAVAILABLE))
        g_warning ("Records could not be loaded: %s", error->message);
      return;
    }
  for (guint i = 0; i < load->rows->len; i++)
    desk_identity_map_apply (desk_database_get_identity_map (self),
                             g_ptr_array_index (load->rows, i), load->generation);
}

static gboolean
load_cb (gpointer user_data)
{
  DeskRecordLoader *self = user_data;
  const DeskSchema *schema = desk_database_get_schema (self->database);
  Load *load = g_new0 (Load, 1);

  self->source = 0;
  load->database = self->database;
  load->kinds = g_array_new (FALSE, FALSE, sizeof (int));
  load->ids = g_byte_array_new ();
  load->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) desk_row_free);
  for (guint i = 0; i < self->wanted->len; i++)
    {
      CrmRecord *record = g_ptr_array_index (self->wanted, i);
      const int kind = desk_schema_find (schema, crm_record_get_kind (record));
      guint8 id[CRM_ID_BYTES];

      crm_id_to_bytes (crm_record_get_id (record), id);
      g_array_append_val (load->kinds, kind);
      g_byte_array_append (load->ids, id, CRM_ID_BYTES);
    }
  g_ptr_array_set_size (self->wanted, 0);
  desk_database_read_async (self->database, DESK_PRIORITY_SCREEN, load_work, load, free_load, NULL,
                            loaded_cb, NULL);
  return G_SOURCE_REMOVE;
}

static void
queue_load (DeskRecordLoader *self)
{
  if (self->started && self->wanted->len > 0 && self->source == 0)
    self->source = g_idle_add_full (G_PRIORITY_DEFAULT, load_cb, self, NULL);
}

DeskRecordLoader *
desk_record_loader_new (DeskDatabase *database)
{
  DeskRecordLoader *self = g_new0 (DeskRecordLoader, 1);

  self->database = database;
  self->wanted = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

void
desk_record_loader_free (DeskRecordLoader *self)
{
  desk_record_loader_stop (self);
  g_ptr_array_unref (self->wanted);
  g_free (self);
}

void
desk_record_loader_want (DeskRecordLoader *self, CrmRecord *record)
{
  g_ptr_array_add (self->wanted, g_object_ref (record));
  queue_load (self);
}

void
desk_record_loader_start (DeskRecordLoader *self)
{
  self->started = TRUE;
  queue_load (self);
}

void
desk_record_loader_stop (DeskRecordLoader *self)
{
  self->started = FALSE;
  g_clear_handle_id (&self->source, g_source_remove);
}
