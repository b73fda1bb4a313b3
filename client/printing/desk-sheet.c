/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskSheet: counted by g_atomic_rc_box; nothing in it changes once it is shared. */

#include "client/printing/desk-sheet.h"

static void
free_section (gpointer data)
{
  DeskSheetSection *section = data;

  g_free (section->title);
  g_ptr_array_unref (section->rows);
  g_free (section);
}

static void
clear_sheet (gpointer data)
{
  DeskSheet *self = data;

  g_free (self->title);
  g_free (self->subtitle);
  g_free (self->footer);
  g_ptr_array_unref (self->sections);
}

DeskSheet *
desk_sheet_new (const char *title, const char *subtitle, const char *footer)
{
  DeskSheet *self = g_atomic_rc_box_new0 (DeskSheet);

  self->title = g_strdup (title);
  self->subtitle = g_strdup (subtitle);
  self->footer = g_strdup (footer);
  self->sections = g_ptr_array_new_with_free_func (free_section);
  return self;
}

DeskSheet *
desk_sheet_ref (DeskSheet *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
desk_sheet_unref (DeskSheet *self)
{
  g_atomic_rc_box_release_full (self, clear_sheet);
}

DeskSheetSection *
desk_sheet_add_section (DeskSheet *self, const char *title, const guint *weights)
{
  DeskSheetSection *section = g_new0 (DeskSheetSection, 1);

  section->title = g_strdup (title);
  section->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  for (; weights[section->n_columns] != 0; section->n_columns++)
    {
      g_assert (section->n_columns < DESK_SHEET_MAX_COLUMNS);
      section->weights[section->n_columns] = weights[section->n_columns];
    }
  g_ptr_array_add (self->sections, section);
  return section;
}

void
desk_sheet_section_set_head (DeskSheetSection *self, const char *const *cells)
{
  g_return_if_fail (self->rows->len == 0);
  desk_sheet_section_add_row (self, cells);
  self->has_head = TRUE;
}

void
desk_sheet_section_add_row (DeskSheetSection *self, const char *const *cells)
{
  char **row = g_new0 (char *, self->n_columns + 1);

  for (guint i = 0; i < self->n_columns; i++)
    row[i] = g_strdup (cells[i] != NULL ? cells[i] : "");
  g_ptr_array_add (self->rows, row);
}
