/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Laid out when the printing knows its paper, dropped with the operation. */

#include "client/printing/desk-sheet-print.h"

#include "client/printing/desk-sheet-layout.h"

#define MARGIN 15 /* mm */

typedef struct
{
  DeskSheet *sheet;        /* (owned) */
  DeskSheetLayout *layout; /* (owned) (nullable) */
} Print;

static void
print_free (gpointer data, GClosure *closure)
{
  Print *print = data;

  g_clear_pointer (&print->layout, desk_sheet_layout_free);
  desk_sheet_unref (print->sheet);
  g_free (print);
}

static void
begin_print_cb (GtkPrintOperation *operation, GtkPrintContext *context, Print *print)
{
  PangoContext *pango = gtk_print_context_create_pango_context (context);

  /* The drawing is scaled to points whatever the printer's own grid is. */
  pango_cairo_context_set_resolution (pango, 72);
  g_clear_pointer (&print->layout, desk_sheet_layout_free);
  print->layout = desk_sheet_layout_new (print->sheet, pango, gtk_print_context_get_width (context),
                                         gtk_print_context_get_height (context));
  g_object_unref (pango);
  gtk_print_operation_set_n_pages (operation, (int) desk_sheet_layout_get_n_pages (print->layout));
}

static void
draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, Print *print)
{
  desk_sheet_layout_draw (print->layout, gtk_print_context_get_cairo_context (context),
                          (guint) page);
}

GtkPageSetup *
desk_sheet_make_page_setup (void)
{
  GtkPageSetup *setup = gtk_page_setup_new ();
  GtkPaperSize *a4 = gtk_paper_size_new (GTK_PAPER_NAME_A4);

  gtk_page_setup_set_paper_size (setup, a4);
  gtk_page_setup_set_left_margin (setup, MARGIN, GTK_UNIT_MM);
  gtk_page_setup_set_right_margin (setup, MARGIN, GTK_UNIT_MM);
  gtk_page_setup_set_top_margin (setup, MARGIN, GTK_UNIT_MM);
  gtk_page_setup_set_bottom_margin (setup, MARGIN, GTK_UNIT_MM);
  gtk_paper_size_free (a4);
  return setup;
}

GtkPrintOperation *
desk_sheet_make_print (DeskSheet *sheet)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) setup = desk_sheet_make_page_setup ();
  Print *print = g_new0 (Print, 1);

  print->sheet = desk_sheet_ref (sheet);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_job_name (operation, sheet->title);
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (draw_page_cb), print, print_free, 0);
  g_signal_connect (operation, "begin-print", G_CALLBACK (begin_print_cb), print);
  return operation;
}
