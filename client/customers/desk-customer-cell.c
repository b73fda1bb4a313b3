/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A cell that is drawn, not built. The accessible name follows what was last drawn, which is what
 * can be seen. Main thread; owned by its list item. */

#include "client/customers/desk-customer-cell.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-summary.h"
#include "client/ui/desk-avatar.h"
#include "client/ui/desk-format.h"
#include "shared/base/crm-phone.h"
#include "shared/base/crm-time.h"
#include "shared/base/crm-util.h"

#define LINE_HEIGHT  36
#define TALL_HEIGHT  54
#define SMALL_AVATAR 24
#define LARGE_AVATAR 34
#define ICON_SIZE    16
#define ICON_GAP     5

struct _DeskCustomerCell
{
  GtkWidget parent_instance;

  DeskCustomerColumn column;
  DeskCustomerLook *look; /* (owned) */
  CrmRecord *record;      /* (owned) (nullable) */
  char *name;             /* (owned) (nullable): the accessible name last given */
};

/* How one text is drawn. */
typedef struct
{
  const char *text;
  PangoWeight weight;
  double scale; /* of the row's font */
  GdkRGBA colour;
  int x, width;
  double y; /* middle of the line */
  gboolean right;
  gboolean marked;
  gboolean phone;
} Line;

G_DEFINE_FINAL_TYPE (DeskCustomerCell, desk_customer_cell, GTK_TYPE_WIDGET)

static void
lookup_colour (GtkWidget *widget, const char *name, GdkRGBA *colour)
{
  GtkStyleContext *style = gtk_widget_get_style_context (widget);

  if (name == NULL || !gtk_style_context_lookup_color (style, name, colour))
    gtk_style_context_get_color (style, colour);
}

/* Gives the width that the text took. */
static int
draw_line (DeskCustomerCell *self, GtkSnapshot *snapshot, const Line *line)
{
  GtkWidget *widget = GTK_WIDGET (self);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, line->text);
  g_autoptr (PangoAttrList) marks = NULL;
  PangoFontDescription *font;
  int width, height;

  if (line->weight != PANGO_WEIGHT_NORMAL || line->scale < 1)
    {
      const PangoFontDescription *base =
          pango_context_get_font_description (gtk_widget_get_pango_context (widget));

      font = pango_font_description_copy (base);
      pango_font_description_set_weight (font, line->weight);
      if (pango_font_description_get_size_is_absolute (font))
        pango_font_description_set_absolute_size (font, pango_font_description_get_size (font) *
                                                            line->scale);
      else
        pango_font_description_set_size (font, (int) (pango_font_description_get_size (font) *
                                                      line->scale));
      pango_layout_set_font_description (layout, font);
      pango_font_description_free (font);
    }
  if (line->marked)
    marks = desk_customer_found_mark (desk_customer_look_get_found (self->look), line->text,
                                      line->phone);
  if (marks != NULL)
    pango_layout_set_attributes (layout, marks);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (layout, MAX (line->width, 0) * PANGO_SCALE);
  pango_layout_get_pixel_size (layout, &width, &height);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((float) (line->right ? line->x + line->width - width
                                                                     : line->x),
                                                (float) (int) (line->y - height / 2.0 + 0.5)));
  if (line->right)
    pango_layout_set_width (layout, -1);
  gtk_snapshot_append_layout (snapshot, layout, &line->colour);
  gtk_snapshot_restore (snapshot);
  return width;
}

const char *
desk_customer_state_word (CrmRecord *record)
{
  switch (crm_record_get_state (record))
    {
    case CRM_RECORD_CREATED:
    case CRM_RECORD_MODIFIED:
    case CRM_RECORD_DELETED:
      return _ ("waits to be sent");
    case CRM_RECORD_REJECTED:
      return _ ("not accepted");
    case CRM_RECORD_CONFLICT:
      return _ ("to decide");
    case CRM_RECORD_SYNCED:
    default:
      return NULL;
    }
}

static char *
dup_place (CrmRecord *record)
{
  const char *city = crm_record_get_text (record, CRM_CUSTOMER_ADDRESS_CITY);
  const char *street = crm_record_get_text (record, CRM_CUSTOMER_ADDRESS_STREET);
  const char *house = crm_record_get_text (record, CRM_CUSTOMER_ADDRESS_HOUSE);

  if (crm_record_get_text (record, CRM_CUSTOMER_ADDRESS_TEXT) != NULL || city == NULL)
    return crm_customer_dup_address_line (CRM_CUSTOMER (record));
  if (street == NULL)
    return g_strdup (city);
  return g_strdup_printf ("%s, %s%s%s", city, street, house != NULL ? ", " : "",
                          house != NULL ? house : "");
}

gboolean
desk_customer_column_is_right (DeskCustomerColumn column)
{
  return column == DESK_CUSTOMER_COLUMN_PREMIUM || column == DESK_CUSTOMER_COLUMN_CONTACTED ||
         column == DESK_CUSTOMER_COLUMN_CHANGED || column == DESK_CUSTOMER_COLUMN_CREATED;
}

/* (nullable) (transfer full) */
static char *
dup_day (const char *instant)
{
  return instant == NULL || *instant == '\0'
             ? NULL
             : desk_format_day (desk_format_parse_instant (instant), crm_time_now ());
}

/* What the cell says. (transfer full) */
static char *
dup_text (DeskCustomerColumn column, CrmRecord *record, DeskCustomerLook *look)
{
  DeskContext *context = desk_customer_look_get_context (look);
  const CrmCustomerSummary *summary = crm_customer_get_summary (CRM_CUSTOMER (record));
  const char *text = NULL;

  switch (column)
    {
    case DESK_CUSTOMER_COLUMN_NAME:
      return crm_customer_dup_display_name (CRM_CUSTOMER (record));
    case DESK_CUSTOMER_COLUMN_PHONE:
      text = crm_customer_get_phone (CRM_CUSTOMER (record));
      return text == NULL ? NULL : crm_phone_format (text);
    case DESK_CUSTOMER_COLUMN_POLICIES:
      return desk_customer_summary_dup_products (desk_customer_look_get_words (look), summary);
    case DESK_CUSTOMER_COLUMN_NEXT:
      return desk_customer_summary_dup_next (desk_customer_look_get_words (look), record, NULL);
    case DESK_CUSTOMER_COLUMN_PREMIUM:
      return summary->premium > 0 ? desk_format_count (summary->premium / 100) : g_strdup ("—");
    case DESK_CUSTOMER_COLUMN_CONTACTED:
      return *summary->last_contact != '\0' ? dup_day (summary->last_contact) : g_strdup ("—");
    case DESK_CUSTOMER_COLUMN_PLACE:
      return dup_place (record);
    case DESK_CUSTOMER_COLUMN_BRANCH:
      text = crm_record_get_text (record, CRM_CUSTOMER_BRANCH);
      return g_strdup (desk_context_get_branch_name (context, text));
    case DESK_CUSTOMER_COLUMN_BIRTHDAY:
      text = crm_record_get_text (record, CRM_CUSTOMER_BIRTH_DATE);
      return text == NULL ? NULL : desk_format_date (text);
    case DESK_CUSTOMER_COLUMN_TAGS:
      text = crm_record_get_text (record, CRM_CUSTOMER_TAGS);
      return desk_format_field_value (&crm_customer_kind, "tags", text);
    case DESK_CUSTOMER_COLUMN_CREATED:
      return dup_day (crm_record_get_text (record, CRM_CUSTOMER_CREATED_AT));
    case DESK_CUSTOMER_COLUMN_AGENT:
      text = crm_record_get_text (record, CRM_CUSTOMER_OWNER);
      return g_strdup (desk_context_get_user_name (context, text));
    case DESK_CUSTOMER_COLUMN_STATUS:
      text = crm_record_get_text (record, CRM_CUSTOMER_STATUS);
      /* Being a client is the rule and needs no word in every row. */
      if (text == NULL || g_str_equal (text, "client"))
        return NULL;
      return g_strdup (desk_format_enum (&crm_customer_kind, "status", text));
    case DESK_CUSTOMER_COLUMN_CHANGED:
      return dup_day (crm_record_get_text (record, CRM_CUSTOMER_CHANGED_AT));
    case DESK_CUSTOMER_N_COLUMNS:
    default:
      g_return_val_if_reached (NULL);
    }
}

static void
draw_tag (DeskCustomerCell *self, GtkSnapshot *snapshot, const char *text, double y)
{
  Line line = { .text = text, .weight = PANGO_WEIGHT_NORMAL, .scale = 0.85, .y = y };
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  GskRoundedRect box;
  GdkRGBA back;
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  width = (int) (width * 0.85 + 1);
  lookup_colour (GTK_WIDGET (self), NULL, &line.colour);
  back = line.colour;
  back.alpha *= 0.06f;
  gsk_rounded_rect_init_from_rect (&box,
                                   &GRAPHENE_RECT_INIT (0, (float) y - 10, (float) width + 14, 20),
                                   6);
  gtk_snapshot_push_rounded_clip (snapshot, &box);
  gtk_snapshot_append_color (snapshot, &back, &box.bounds);
  gtk_snapshot_pop (snapshot);
  line.x = 7;
  line.width = width + 2;
  draw_line (self, snapshot, &line);
}

/* The products held, one picture each; whoever has none yet is a lead. */
static void
draw_policies (DeskCustomerCell *self, GtkSnapshot *snapshot, double y)
{
  const CrmCustomerSummary *summary = crm_customer_get_summary (CRM_CUSTOMER (self->record));
  g_auto (GStrv) codes = g_strsplit (summary->products, ",", -1);
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));
  const char *status = crm_record_get_text (self->record, CRM_CUSTOMER_STATUS);
  const int width = gtk_widget_get_width (GTK_WIDGET (self));
  GdkRGBA colour;
  int x = 0;

  if (summary->n_in_force == 0 && status != NULL && !g_str_equal (status, "client"))
    draw_tag (self, snapshot, desk_format_enum (&crm_customer_kind, "status", status), y);
  lookup_colour (GTK_WIDGET (self), "desk_dim", &colour);
  for (guint i = 0; codes[i] != NULL && x + ICON_SIZE <= width; i++)
    {
      g_autoptr (GtkIconPaintable) icon = NULL;

      if (*codes[i] == '\0')
        continue;
      icon = gtk_icon_theme_lookup_icon (
          theme,
          desk_filter_words_get_product_icon (desk_customer_look_get_words (self->look), codes[i]),
          NULL, ICON_SIZE, gtk_widget_get_scale_factor (GTK_WIDGET (self)), GTK_TEXT_DIR_NONE, 0);
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x,
                                                              (float) (int) (y - ICON_SIZE / 2.0)));
      gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, ICON_SIZE,
                                                ICON_SIZE, &colour, 1);
      gtk_snapshot_restore (snapshot);
      x += ICON_SIZE + ICON_GAP;
    }
}

/* The name of a colour; %NULL for that of the text. */
static const char *
get_colour (DeskCustomerCell *self)
{
  const CrmCustomerSummary *summary = crm_customer_get_summary (CRM_CUSTOMER (self->record));
  DeskNextTone tone = DESK_NEXT_PLAIN;

  if (self->column == DESK_CUSTOMER_COLUMN_NEXT)
    {
      g_autofree char *text =
          desk_customer_summary_dup_next (desk_customer_look_get_words (self->look), self->record,
                                          &tone);

      return tone == DESK_NEXT_LATE ? "desk_red" : tone == DESK_NEXT_SOON ? "desk_amber" : NULL;
    }
  if (self->column == DESK_CUSTOMER_COLUMN_PREMIUM && summary->premium > 0)
    return NULL;
  return self->column == DESK_CUSTOMER_COLUMN_PHONE || desk_customer_column_is_right (self->column)
             ? "desk_dim"
             : NULL;
}

static void
draw_second_line (DeskCustomerCell *self, GtkSnapshot *snapshot, int x, int width, double y)
{
  g_autofree char *phone = dup_text (DESK_CUSTOMER_COLUMN_PHONE, self->record, self->look);
  const char *city = crm_record_get_text (self->record, CRM_CUSTOMER_ADDRESS_CITY);
  g_autofree char *text = NULL;
  Line line = { .weight = PANGO_WEIGHT_NORMAL, .scale = 0.9, .x = x, .width = width, .y = y };

  if (phone != NULL && city != NULL)
    text = g_strdup_printf ("%s \xc2\xb7 %s", phone, city);
  else
    text = g_strdup (phone != NULL ? phone : city);
  if (text == NULL)
    return;
  line.text = text;
  lookup_colour (GTK_WIDGET (self), "desk_dim", &line.colour);
  draw_line (self, snapshot, &line);
}

/* The quiet word at the right end of a name; gives the room it took. */
static int
draw_state (DeskCustomerCell *self, GtkSnapshot *snapshot, int width, double y)
{
  const char *word = desk_customer_state_word (self->record);
  CrmRecordState state = crm_record_get_state (self->record);
  Line line = { .text = word,
                .weight = PANGO_WEIGHT_NORMAL,
                .scale = 0.85,
                .width = width,
                .y = y,
                .right = TRUE };

  if (word == NULL)
    return 0;
  lookup_colour (GTK_WIDGET (self),
                 state == CRM_RECORD_REJECTED   ? "desk_red"
                 : state == CRM_RECORD_CONFLICT ? "desk_amber"
                                                : "desk_dim",
                 &line.colour);
  return draw_line (self, snapshot, &line) + 8;
}

static void
draw_name (DeskCustomerCell *self, GtkSnapshot *snapshot, const char *name)
{
  gboolean tall = desk_customer_look_is_tall (self->look);
  int avatar = tall ? LARGE_AVATAR : SMALL_AVATAR;
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  double middle = gtk_widget_get_height (GTK_WIDGET (self)) / 2.0;
  double y = tall ? middle - 9 : middle;
  Line line = { .text = name,
                .weight = PANGO_WEIGHT_MEDIUM,
                .scale = 1,
                .x = avatar + 10,
                .y = y,
                .marked = TRUE };

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (0, (float) (int) (middle - avatar / 2.0)));
  desk_avatar_snapshot (snapshot, GTK_WIDGET (self), name, avatar);
  gtk_snapshot_restore (snapshot);

  line.width = width - line.x - draw_state (self, snapshot, width, y);
  lookup_colour (GTK_WIDGET (self), NULL, &line.colour);
  draw_line (self, snapshot, &line);
  if (tall)
    draw_second_line (self, snapshot, line.x, width - line.x, middle + 9);
}

/* A row whose values are still on their way: grey bars where they will stand. */
static void
draw_skeleton (DeskCustomerCell *self, GtkSnapshot *snapshot)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  float middle = (float) gtk_widget_get_height (GTK_WIDGET (self)) / 2.0f;
  gboolean named = self->column == DESK_CUSTOMER_COLUMN_NAME;
  float x = named ? SMALL_AVATAR + 10 : 0;
  GskRoundedRect bar;
  GdkRGBA grey;

  lookup_colour (GTK_WIDGET (self), NULL, &grey);
  grey.alpha *= 0.07f;
  if (named)
    {
      gsk_rounded_rect_init_from_rect (&bar,
                                       &GRAPHENE_RECT_INIT (0, middle - SMALL_AVATAR / 2.0f,
                                                            SMALL_AVATAR, SMALL_AVATAR),
                                       SMALL_AVATAR / 2.0f);
      gtk_snapshot_push_rounded_clip (snapshot, &bar);
      gtk_snapshot_append_color (snapshot, &grey, &bar.bounds);
      gtk_snapshot_pop (snapshot);
    }
  gsk_rounded_rect_init_from_rect (
      &bar, &GRAPHENE_RECT_INIT (x, middle - 5, ((float) width - x) * 0.6f, 10), 5);
  gtk_snapshot_push_rounded_clip (snapshot, &bar);
  gtk_snapshot_append_color (snapshot, &grey, &bar.bounds);
  gtk_snapshot_pop (snapshot);
}

/* The row, which GTK makes and gives no name, is called like its client. */
static void
tell_row (DeskCustomerCell *self, const char *name)
{
  GtkWidget *cell = gtk_widget_get_parent (GTK_WIDGET (self));
  GtkWidget *row = cell != NULL ? gtk_widget_get_parent (cell) : NULL;

  if (row != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
tell_name (DeskCustomerCell *self, const char *text)
{
  const char *state = self->column == DESK_CUSTOMER_COLUMN_NAME && text != NULL
                          ? desk_customer_state_word (self->record)
                          : NULL;
  g_autofree char *name =
      state == NULL ? g_strdup (text != NULL ? text : "") : g_strdup_printf ("%s, %s", text, state);

  if (!crm_set_string (&self->name, name))
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (self->column == DESK_CUSTOMER_COLUMN_NAME)
    tell_row (self, name);
}

static void
desk_customer_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  DeskCustomerCell *self = DESK_CUSTOMER_CELL (widget);
  double middle = gtk_widget_get_height (widget) / 2.0;
  Line line = { .weight = PANGO_WEIGHT_NORMAL, .scale = 1, .y = middle };
  g_autofree char *text = NULL;

  if (self->record == NULL)
    return;
  if (!crm_record_is_loaded (self->record))
    {
      draw_skeleton (self, snapshot);
      return;
    }
  text = dup_text (self->column, self->record, self->look);
  tell_name (self, text);
  if (self->column == DESK_CUSTOMER_COLUMN_NAME)
    {
      draw_name (self, snapshot, text != NULL ? text : "");
      return;
    }
  if (self->column == DESK_CUSTOMER_COLUMN_POLICIES)
    {
      draw_policies (self, snapshot, middle);
      return;
    }
  if (text == NULL)
    return;
  if (self->column == DESK_CUSTOMER_COLUMN_STATUS)
    {
      draw_tag (self, snapshot, text, middle);
      return;
    }
  line.text = text;
  line.width = gtk_widget_get_width (widget);
  line.phone = self->column == DESK_CUSTOMER_COLUMN_PHONE;
  line.marked = line.phone || self->column == DESK_CUSTOMER_COLUMN_PLACE;
  line.right = desk_customer_column_is_right (self->column);
  line.scale = line.phone || self->column == DESK_CUSTOMER_COLUMN_PREMIUM ? 1 : 0.92;
  lookup_colour (widget, get_colour (self), &line.colour);
  draw_line (self, snapshot, &line);
}

static void
desk_customer_cell_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  DeskCustomerCell *self = DESK_CUSTOMER_CELL (widget);
  int line;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 20;
      *natural = 100;
      return;
    }
  line = desk_customer_look_get_line_height (self->look, widget);
  /* The row grows with the text of a person who needs it large. */
  if (desk_customer_look_is_tall (self->look))
    *minimum = MAX (TALL_HEIGHT, 2 * line + 12);
  else
    *minimum = MAX (LINE_HEIGHT, line + 12);
  *minimum -= 1;
  *natural = *minimum;
}

static void
desk_customer_cell_dispose (GObject *object)
{
  DeskCustomerCell *self = DESK_CUSTOMER_CELL (object);

  desk_customer_cell_set_record (self, NULL);
  if (self->look != NULL)
    desk_customer_look_remove_cell (self->look, GTK_WIDGET (self));
  g_clear_object (&self->look);
  G_OBJECT_CLASS (desk_customer_cell_parent_class)->dispose (object);
}

static void
desk_customer_cell_finalize (GObject *object)
{
  g_free (DESK_CUSTOMER_CELL (object)->name);
  G_OBJECT_CLASS (desk_customer_cell_parent_class)->finalize (object);
}

static void
desk_customer_cell_class_init (DeskCustomerCellClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = desk_customer_cell_dispose;
  object_class->finalize = desk_customer_cell_finalize;
  widget_class->snapshot = desk_customer_cell_snapshot;
  widget_class->measure = desk_customer_cell_measure;
  gtk_widget_class_set_css_name (widget_class, "desk-customer-cell");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
desk_customer_cell_init (DeskCustomerCell *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
desk_customer_cell_new (DeskCustomerColumn column, DeskCustomerLook *look)
{
  DeskCustomerCell *self = g_object_new (DESK_TYPE_CUSTOMER_CELL, NULL);

  self->column = column;
  self->look = g_object_ref (look);
  desk_customer_look_add_cell (look, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

void
desk_customer_cell_set_record (DeskCustomerCell *self, CrmRecord *record)
{
  g_return_if_fail (DESK_IS_CUSTOMER_CELL (self));

  if (self->record == record)
    return;
  if (self->record != NULL)
    g_signal_handlers_disconnect_by_func (self->record, gtk_widget_queue_draw, self);
  g_set_object (&self->record, record);
  if (record != NULL)
    g_signal_connect_swapped (record, "notify", G_CALLBACK (gtk_widget_queue_draw), self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
