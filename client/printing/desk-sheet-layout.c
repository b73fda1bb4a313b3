/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pages are lists of pieces. A row stays whole where it fits on a page at all; what is longer is
 * broken between lines. All lines of a piece are equally high, whatever font they fall back to. */

#include "client/printing/desk-sheet-layout.h"

#include <glib/gi18n.h>

#define FOOTER  26
#define GAP     12 /* between columns */
#define PADDING 3  /* above and below a row */
#define SPACE   15 /* above a section */

typedef struct
{
  double size;
  double line;
  PangoWeight weight;
  double grey;
} Look;

static const Look looks[] = {
  { 19, 24, PANGO_WEIGHT_BOLD, 0.08 },     { 9.5, 14, PANGO_WEIGHT_NORMAL, 0.35 },
  { 12, 18, PANGO_WEIGHT_SEMIBOLD, 0.08 }, { 8, 12, PANGO_WEIGHT_NORMAL, 0.4 },
  { 9.5, 13.5, PANGO_WEIGHT_NORMAL, 0.1 },
};

enum
{
  LOOK_TITLE,
  LOOK_SUBTITLE,
  LOOK_HEADING,
  LOOK_QUIET,
  LOOK_TEXT,
};

/* Lines first to end of the texts of one row. */
typedef struct
{
  guint page;
  double y;
  guint n_columns;
  PangoLayout *cells[DESK_SHEET_MAX_COLUMNS]; /* (owned) */
  double x[DESK_SHEET_MAX_COLUMNS];
  const Look *looks[DESK_SHEET_MAX_COLUMNS];
  int first, end;
  double line;
  double rule; /* grey of the line below; 1: none */
} Piece;

struct _DeskSheetLayout
{
  DeskSheet *sheet;    /* (owned) */
  PangoContext *pango; /* (owned) */
  double width, height;
  GPtrArray *pieces; /* (owned) (element-type Piece): by page */
  guint page;        /* that is filled */
  double y;          /* how far */
};

static void
free_piece (gpointer data)
{
  Piece *piece = data;

  for (guint i = 0; i < piece->n_columns; i++)
    g_object_unref (piece->cells[i]);
  g_free (piece);
}

static double
get_bottom (DeskSheetLayout *self)
{
  return self->height - FOOTER;
}

/* (transfer full) */
static PangoLayout *
make_layout (DeskSheetLayout *self, const char *text, const Look *look, double width)
{
  PangoLayout *layout = pango_layout_new (self->pango);
  PangoFontDescription *font = pango_font_description_from_string ("Sans");
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_font_description_set_weight (font, look->weight);
  pango_font_description_set_size (font, (int) (look->size * PANGO_SCALE));
  pango_attr_list_insert (attributes,
                          pango_attr_line_height_new_absolute ((int) (look->line * PANGO_SCALE)));
  pango_layout_set_font_description (layout, font);
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, text, -1);
  pango_attr_list_unref (attributes);
  pango_font_description_free (font);
  return layout;
}

static Piece *
make_piece (DeskSheetLayout *self, const DeskSheetSection *section, char **row, gboolean is_head)
{
  Piece *piece = g_new0 (Piece, 1);
  const gboolean is_pair = !section->has_head && section->n_columns == 2;
  guint sum = 0;
  double x = 0;

  for (guint i = 0; i < section->n_columns; i++)
    sum += section->weights[i];
  for (guint i = 0; i < section->n_columns; i++)
    {
      const gboolean quiet = is_head || (is_pair && i == 0);
      const double width = self->width * section->weights[i] / sum;
      const gboolean is_last = i + 1 == section->n_columns;

      piece->looks[i] = &looks[quiet ? LOOK_QUIET : LOOK_TEXT];
      piece->cells[i] = make_layout (self, row[i], piece->looks[i], width - (is_last ? 0 : GAP));
      piece->x[i] = x;
      piece->end = MAX (piece->end, pango_layout_get_line_count (piece->cells[i]));
      x += width;
    }
  piece->n_columns = section->n_columns;
  piece->line = looks[is_head ? LOOK_QUIET : LOOK_TEXT].line;
  piece->rule = is_head ? 0.55 : 0.87;
  return piece;
}

static Piece *
make_line (DeskSheetLayout *self, const char *text, guint look)
{
  Piece *piece = g_new0 (Piece, 1);

  piece->n_columns = 1;
  piece->looks[0] = &looks[look];
  piece->cells[0] = make_layout (self, text, &looks[look], self->width);
  piece->end = pango_layout_get_line_count (piece->cells[0]);
  piece->line = looks[look].line;
  piece->rule = 1;
  return piece;
}

static double
get_height (const Piece *piece)
{
  return (piece->end - piece->first) * piece->line + (piece->rule < 1 ? 2 * PADDING : 0);
}

static void
put (DeskSheetLayout *self, Piece *piece)
{
  piece->page = self->page;
  piece->y = self->y;
  self->y += get_height (piece);
  g_ptr_array_add (self->pieces, piece);
}

static void
turn_page (DeskSheetLayout *self)
{
  self->page++;
  self->y = 0;
}

/* A heading and the names of its columns, never without a line below them. */
static void
put_heading (DeskSheetLayout *self, const DeskSheetSection *section, gboolean again)
{
  g_autofree char *text =
      again ? g_strdup_printf (_ ("%s (continued)"), section->title) : g_strdup (section->title);

  if (self->y > 0)
    self->y += SPACE;
  put (self, make_line (self, text, LOOK_HEADING));
  if (section->has_head)
    put (self, make_piece (self, section, g_ptr_array_index (section->rows, 0), TRUE));
}

static void
continue_section (DeskSheetLayout *self, const DeskSheetSection *section)
{
  turn_page (self);
  put_heading (self, section, TRUE);
}

/* The part of a row that fits, and the rest of it on the pages after. Takes @piece. */
static void
put_broken (DeskSheetLayout *self, const DeskSheetSection *section, Piece *piece)
{
  const int end = piece->end;

  for (;;)
    {
      const double room = get_bottom (self) - self->y - 2 * PADDING;
      const int fits = MAX (1, (int) (room / piece->line));
      Piece *rest;

      piece->end = MIN (end, piece->first + fits);
      put (self, piece);
      if (piece->end == end)
        return;
      rest = g_memdup2 (piece, sizeof *piece);
      for (guint i = 0; i < rest->n_columns; i++)
        g_object_ref (rest->cells[i]);
      rest->first = piece->end;
      continue_section (self, section);
      piece = rest;
    }
}

static void
put_section (DeskSheetLayout *self, const DeskSheetSection *section)
{
  const double heading = SPACE + looks[LOOK_HEADING].line * 2 + looks[LOOK_QUIET].line;

  for (guint i = section->has_head ? 1 : 0; i < section->rows->len; i++)
    {
      Piece *piece = make_piece (self, section, g_ptr_array_index (section->rows, i), FALSE);
      const gboolean is_first = i == (section->has_head ? 1 : 0);
      const double above = is_first ? heading : 0;
      const gboolean is_long = get_height (piece) + heading > get_bottom (self);

      /* What is longer than a page begins where it stands, when there is room for some of it. */
      if (self->y > 0 &&
          self->y + above + (is_long ? piece->line * 4 : get_height (piece)) > get_bottom (self))
        {
          turn_page (self);
          put_heading (self, section, !is_first);
        }
      else if (is_first)
        put_heading (self, section, FALSE);
      put_broken (self, section, piece);
    }
}

DeskSheetLayout *
desk_sheet_layout_new (DeskSheet *sheet, PangoContext *pango, double width, double height)
{
  DeskSheetLayout *self = g_new0 (DeskSheetLayout, 1);

  self->sheet = desk_sheet_ref (sheet);
  self->pango = g_object_ref (pango);
  self->width = width;
  self->height = height;
  self->pieces = g_ptr_array_new_with_free_func (free_piece);
  put (self, make_line (self, sheet->title, LOOK_TITLE));
  if (sheet->subtitle != NULL)
    put (self, make_line (self, sheet->subtitle, LOOK_SUBTITLE));
  for (guint i = 0; i < sheet->sections->len; i++)
    put_section (self, g_ptr_array_index (sheet->sections, i));
  return self;
}

void
desk_sheet_layout_free (DeskSheetLayout *self)
{
  g_ptr_array_unref (self->pieces);
  g_object_unref (self->pango);
  desk_sheet_unref (self->sheet);
  g_free (self);
}

guint
desk_sheet_layout_get_n_pages (DeskSheetLayout *self)
{
  return self->page + 1;
}

static void
draw_rule (DeskSheetLayout *self, cairo_t *cr, double y, double grey)
{
  cairo_set_source_rgb (cr, grey, grey, grey);
  cairo_set_line_width (cr, 0.5);
  cairo_move_to (cr, 0, y);
  cairo_line_to (cr, self->width, y);
  cairo_stroke (cr);
}

/* Lines of one text; quiet ones stand on the same line as those beside them. */
static void
draw_cell (cairo_t *cr, const Piece *piece, guint column)
{
  PangoLayout *layout = piece->cells[column];
  const Look *look = piece->looks[column];
  const int end = MIN (piece->end, pango_layout_get_line_count (layout));
  const double top = piece->y + (piece->rule < 1 ? PADDING : 0);

  cairo_set_source_rgb (cr, look->grey, look->grey, look->grey);
  for (int i = piece->first; i < end; i++)
    {
      cairo_move_to (cr, piece->x[column], top + (i - piece->first + 0.72) * piece->line);
      pango_cairo_show_layout_line (cr, pango_layout_get_line_readonly (layout, i));
    }
}

static void
draw_footer (DeskSheetLayout *self, cairo_t *cr, guint page)
{
  const Look *look = &looks[LOOK_QUIET];
  /* Translators: the page of a printed sheet, and how many there are */
  g_autofree char *number =
      g_strdup_printf (_ ("page %u of %u"), page + 1, desk_sheet_layout_get_n_pages (self));
  g_autofree char *left = g_strconcat (self->sheet->title, " \xc2\xb7 ", self->sheet->footer, NULL);
  g_autoptr (PangoLayout) right = make_layout (self, number, look, 90);
  g_autoptr (PangoLayout) text = make_layout (self, left, look, self->width - 100);

  pango_layout_set_alignment (right, PANGO_ALIGN_RIGHT);
  pango_layout_set_height (text, -1);
  pango_layout_set_ellipsize (text, PANGO_ELLIPSIZE_START);
  draw_rule (self, cr, self->height - 17, 0.7);
  cairo_set_source_rgb (cr, look->grey, look->grey, look->grey);
  cairo_move_to (cr, 0, self->height - 14);
  pango_cairo_show_layout (cr, text);
  cairo_move_to (cr, self->width - 90, self->height - 14);
  pango_cairo_show_layout (cr, right);
}

void
desk_sheet_layout_draw (DeskSheetLayout *self, cairo_t *cr, guint page)
{
  for (guint i = 0; i < self->pieces->len; i++)
    {
      const Piece *piece = g_ptr_array_index (self->pieces, i);

      if (piece->page != page)
        continue;
      for (guint column = 0; column < piece->n_columns; column++)
        draw_cell (cr, piece, column);
      if (piece->rule < 1)
        draw_rule (self, cr, piece->y + get_height (piece), piece->rule);
    }
  draw_footer (self, cr, page);
}
