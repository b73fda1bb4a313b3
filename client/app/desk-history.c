/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The places a window has shown. Main thread, owned by the window. */

#include "client/app/desk-history.h"

#define MAX_PLACES 100

typedef struct
{
  char *module;
  char *record; /* (nullable) */
} Place;

struct _DeskHistory
{
  GObject parent_instance;

  GPtrArray *places; /* (element-type Place) */
  int position;      /* -1 while empty */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskHistory, desk_history, G_TYPE_OBJECT)

static void
place_free (Place *place)
{
  g_free (place->module);
  g_free (place->record);
  g_free (place);
}

static Place *
get_place (DeskHistory *self)
{
  return self->position >= 0 ? g_ptr_array_index (self->places, self->position) : NULL;
}

static void
desk_history_finalize (GObject *object)
{
  g_ptr_array_unref (DESK_HISTORY (object)->places);
  G_OBJECT_CLASS (desk_history_parent_class)->finalize (object);
}

static void
desk_history_class_init (DeskHistoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = desk_history_finalize;
  signals[CHANGED] = g_signal_new ("changed", DESK_TYPE_HISTORY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
desk_history_init (DeskHistory *self)
{
  self->places = g_ptr_array_new_with_free_func ((GDestroyNotify) place_free);
  self->position = -1;
}

DeskHistory *
desk_history_new (void)
{
  return g_object_new (DESK_TYPE_HISTORY, NULL);
}

void
desk_history_visit (DeskHistory *self, const char *module, const char *record)
{
  Place *place;

  g_return_if_fail (DESK_IS_HISTORY (self));

  place = get_place (self);
  if (place != NULL && g_str_equal (place->module, module) &&
      g_strcmp0 (place->record, record) == 0)
    return;
  g_ptr_array_set_size (self->places, self->position + 1);
  if (self->places->len == MAX_PLACES)
    g_ptr_array_remove_index (self->places, 0);
  place = g_new0 (Place, 1);
  place->module = g_strdup (module);
  place->record = g_strdup (record);
  g_ptr_array_add (self->places, place);
  self->position = (int) self->places->len - 1;
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
desk_history_can_go (DeskHistory *self, int step)
{
  g_return_val_if_fail (DESK_IS_HISTORY (self), FALSE);

  return self->position + step >= 0 && self->position + step < (int) self->places->len;
}

gboolean
desk_history_go (DeskHistory *self, int step)
{
  if (!desk_history_can_go (self, step))
    return FALSE;
  self->position += step;
  g_signal_emit (self, signals[CHANGED], 0);
  return TRUE;
}

const char *
desk_history_get_module (DeskHistory *self)
{
  Place *place;

  g_return_val_if_fail (DESK_IS_HISTORY (self), NULL);

  place = get_place (self);
  return place != NULL ? place->module : NULL;
}

const char *
desk_history_get_record (DeskHistory *self)
{
  Place *place;

  g_return_val_if_fail (DESK_IS_HISTORY (self), NULL);

  place = get_place (self);
  return place != NULL ? place->record : NULL;
}
