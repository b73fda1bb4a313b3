/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A card is flattened: so many phones and addresses as an address book shows at most. */

#define G_LOG_DOMAIN "crm-table"

#include "shared/codec/crm-table.h"

#include <string.h>

#include "shared/base/crm-error.h"
#include "shared/codec/crm-charset.h"
#include "shared/codec/crm-csv.h"
#include "shared/codec/crm-vcard.h"

#define HEAD_LENGTH 4096
#define MAX_CARDS   (64 * 1024 * 1024)
#define MAX_POINTS  3

static const char *const card_columns[] = {
  "external_id",      "type",           "last_name",    "first_name",     "middle_name",
  "company_name",     "birth_date",     "sex",          "note",           "address.text",
  "address.postcode", "address.region", "address.city", "address.street", "phone",
  "phone2",           "phone3",         "email",        "email2",         "email3",
};

struct _CrmTable
{
  CrmCsv *csv;      /* (owned) (nullable) */
  GPtrArray *cards; /* (owned) (nullable) (element-type CrmVcard) */
  GPtrArray *row;   /* (owned) (nullable) (element-type utf8): of a card */
  guint n_read;     /* with the header */
};

static gboolean
looks_like_cards (const char *head, gsize length)
{
  g_autofree char *text = crm_charset_to_utf8 (head, length, NULL);

  return g_ascii_strncasecmp (g_strchug (text), "BEGIN:VCARD", strlen ("BEGIN:VCARD")) == 0;
}

static GBytes *
read_all (GInputStream *stream, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  char piece[16 * 1024];
  gssize n;

  while ((n = g_input_stream_read (stream, piece, sizeof piece, NULL, error)) > 0)
    {
      g_byte_array_append (bytes, (const guint8 *) piece, (guint) n);
      if (bytes->len > MAX_CARDS)
        {
          crm_fail (error, CRM_ERROR_TOO_LARGE, "The file is larger than 64 MiB.");
          return NULL;
        }
    }
  return n == 0 ? g_byte_array_free_to_bytes (g_steal_pointer (&bytes)) : NULL;
}

static gboolean
open_cards (CrmTable *self, GInputStream *stream, GError **error)
{
  g_autoptr (GBytes) bytes = read_all (stream, error);
  gsize length;
  const char *data;

  if (bytes == NULL)
    return FALSE;
  data = g_bytes_get_data (bytes, &length);
  self->cards = crm_vcard_parse (data, length, error);
  self->row = g_ptr_array_new_with_free_func (g_free);
  return self->cards != NULL;
}

CrmTable *
crm_table_new (GInputStream *stream, GError **error)
{
  g_autoptr (CrmTable) self = g_new0 (CrmTable, 1);
  char head[HEAD_LENGTH];
  gsize length = 0;

  if (!g_input_stream_read_all (stream, head, sizeof head, &length, NULL, error) ||
      !g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_SET, NULL, error))
    return NULL;
  if (looks_like_cards (head, length))
    return open_cards (self, stream, error) ? g_steal_pointer (&self) : NULL;
  self->csv = crm_csv_new (stream, error);
  return self->csv != NULL ? g_steal_pointer (&self) : NULL;
}

void
crm_table_close (CrmTable *self)
{
  g_clear_pointer (&self->csv, crm_csv_close);
  g_clear_pointer (&self->cards, g_ptr_array_unref);
  g_clear_pointer (&self->row, g_ptr_array_unref);
  g_free (self);
}

gboolean
crm_table_set_form (CrmTable *self, const char *charset, char delimiter, GError **error)
{
  if (self->csv == NULL || (charset == NULL && delimiter == 0))
    return TRUE;
  return crm_csv_set_form (self->csv, charset != NULL ? charset : crm_csv_get_charset (self->csv),
                           delimiter, error);
}

static void
add (CrmTable *self, const char *text)
{
  g_ptr_array_add (self->row, g_strdup (text != NULL ? text : ""));
}

static void
add_points (CrmTable *self, GPtrArray *points)
{
  for (guint i = 0; i < MAX_POINTS; i++)
    add (self, i < points->len ? ((CrmVcardValue *) points->pdata[i])->value : NULL);
}

static void
add_address (CrmTable *self, const CrmVcardAddress *address)
{
  add (self, address != NULL ? address->text : NULL);
  add (self, address != NULL ? address->postcode : NULL);
  add (self, address != NULL ? address->region : NULL);
  add (self, address != NULL ? address->city : NULL);
  add (self, address != NULL ? address->street : NULL);
}

/* A card that has only the name to be shown is a person of that name. */
static void
add_card (CrmTable *self, CrmVcard *card)
{
  gboolean is_nameless = card->last_name == NULL && card->company == NULL;

  add (self, card->uid);
  add (self, card->is_company ? "company" : "person");
  add (self, is_nameless ? card->display_name : card->last_name);
  add (self, card->first_name);
  add (self, card->middle_name);
  add (self, card->company);
  add (self, card->birth_date);
  add (self, card->sex);
  add (self, card->note);
  add_address (self, card->addresses->len > 0 ? card->addresses->pdata[0] : NULL);
  add_points (self, card->phones);
  add_points (self, card->emails);
}

/* Our own export, as others', puts an apostrophe before what a spreadsheet would take for a
 * formula. */
static GPtrArray *
uncover (GPtrArray *row)
{
  for (guint i = 0; row != NULL && i < row->len; i++)
    {
      const char *cell = row->pdata[i];

      if (cell[0] == '\'' && cell[1] != '\0' && strchr ("=+-@", cell[1]) != NULL)
        row->pdata[i] = (gpointer) (cell + 1);
    }
  return row;
}

GPtrArray *
crm_table_read (CrmTable *self, GError **error)
{
  if (self->csv != NULL)
    return uncover (crm_csv_read (self->csv, error));
  if (self->n_read > self->cards->len)
    return NULL;

  g_ptr_array_set_size (self->row, 0);
  if (self->n_read == 0)
    for (guint i = 0; i < G_N_ELEMENTS (card_columns); i++)
      add (self, card_columns[i]);
  else
    add_card (self, self->cards->pdata[self->n_read - 1]);
  self->n_read++;
  return self->row;
}

guint64
crm_table_get_line (CrmTable *self)
{
  return self->csv != NULL ? crm_csv_get_line (self->csv) : self->n_read;
}

gboolean
crm_table_is_cards (CrmTable *self)
{
  return self->cards != NULL;
}

const char *
crm_table_get_charset (CrmTable *self)
{
  return self->csv != NULL ? crm_csv_get_charset (self->csv) : "UTF-8";
}

char
crm_table_get_delimiter (CrmTable *self)
{
  return self->csv != NULL ? crm_csv_get_delimiter (self->csv) : 0;
}

double
crm_table_get_fraction (CrmTable *self)
{
  if (self->csv != NULL)
    return crm_csv_get_fraction (self->csv);
  return self->cards->len > 0 ? (double) self->n_read / (self->cards->len + 1) : 1;
}
