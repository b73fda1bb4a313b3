/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Initials on a pastel circle. Drawn, not built of labels, because a list shows hundreds of them.
 * Main thread; owned by its parent widget. */

#include "client/ui/desk-avatar.h"

#include "shared/base/crm-text.h"
#include "shared/base/crm-util.h"

struct _DeskAvatar
{
  GtkWidget parent_instance;

  char *text; /* (owned) (nullable) */
  int size;
};

enum
{
  PROP_TEXT = 1,
  PROP_SIZE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

typedef struct
{
  guint32 back, text, dark_back, dark_text;
} ColourPair;

static const ColourPair pairs[] = {
  { 0xe2defa, 0x4b36a0, 0x3d3768, 0xcfc8fa }, { 0xd7e6fa, 0x1a4f94, 0x24436b, 0xb5d3f8 },
  { 0xcfeef7, 0x0b5f7b, 0x1d4a59, 0xa8e3f3 }, { 0xd3f2e0, 0x15643f, 0x1f4d37, 0xb0ecca },
  { 0xe5f2d4, 0x466a1c, 0x3d4d27, 0xd5ecb5 }, { 0xfbf0c4, 0x755600, 0x4f4516, 0xf5e08a },
  { 0xfde5c9, 0x86500a, 0x5a4225, 0xfbd6a8 }, { 0xfbdcd6, 0x9a2a1b, 0x5c322b, 0xfbc4ba },
  { 0xf9d9e8, 0x93285d, 0x572f44, 0xf8c2dd }, { 0xecdcf3, 0x6b2d87, 0x4d3359, 0xe3c2f2 },
  { 0xeee6d8, 0x6a5128, 0x4c4230, 0xe9dabb }, { 0xe6e5e4, 0x4c4a48, 0x464646, 0xdcdcdc },
};

/* Forms of companies are not part of the name that people remember. */
static const char *const legal_forms[] = { "ооо", "оао", "зао", "пао", "ао", "ип", "нко", "гк" };

G_DEFINE_FINAL_TYPE (DeskAvatar, desk_avatar, GTK_TYPE_WIDGET)

static gboolean
is_legal_form (const char *word)
{
  g_autofree char *folded = g_utf8_casefold (word, -1);

  for (guint i = 0; i < G_N_ELEMENTS (legal_forms); i++)
    if (g_str_equal (folded, legal_forms[i]))
      return TRUE;
  return FALSE;
}

static const char *
skip_signs (const char *word)
{
  while (*word != '\0' && !g_unichar_isalnum (g_utf8_get_char (word)))
    word = g_utf8_next_char (word);
  return word;
}

static void
parse_rgb (GdkRGBA *rgba, guint32 rgb)
{
  rgba->red = (float) ((rgb >> 16) & 0xff) / 255.0f;
  rgba->green = (float) ((rgb >> 8) & 0xff) / 255.0f;
  rgba->blue = (float) (rgb & 0xff) / 255.0f;
  rgba->alpha = 1.0f;
}

/* The text colour tells the theme; asking the style manager would cost a signal a row. */
static gboolean
is_dark (GtkWidget *widget)
{
  GdkRGBA colour;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  return colour.red + colour.green + colour.blue > 1.5f;
}

char *
desk_avatar_dup_initials (const char *name)
{
  g_auto (GStrv) words = g_strsplit_set (name != NULL ? name : "", " \t\n", -1);
  GString *initials = g_string_new (NULL);
  gboolean company = FALSE;

  for (guint i = 0; words[i] != NULL && g_utf8_strlen (initials->str, -1) < 2; i++)
    {
      const char *word = skip_signs (words[i]);

      if (i == 0 && is_legal_form (word))
        {
          company = TRUE;
          continue;
        }
      if (*word == '\0')
        continue;
      g_string_append_unichar (initials, g_unichar_toupper (g_utf8_get_char (word)));
      if (company)
        break;
    }
  return g_string_free (initials, FALSE);
}

guint
desk_avatar_get_pair (const char *name)
{
  g_autofree char *folded = crm_text_normalise (name);
  g_auto (GStrv) words = g_strsplit (folded, " ", 3);
  guint hash = 5381;

  for (guint i = 0; i < 2 && words[i] != NULL; i++)
    for (const guchar *p = (const guchar *) words[i]; *p != '\0'; p++)
      hash = hash * 33 + *p;
  /* The low bits of this hash follow the last letter; mix before taking the rest. */
  hash ^= hash >> 16;
  hash *= 0x45d9f3b;
  hash ^= hash >> 13;
  return hash % G_N_ELEMENTS (pairs);
}

void
desk_avatar_snapshot (GtkSnapshot *snapshot, GtkWidget *widget, const char *name, int size)
{
  const ColourPair *pair = &pairs[name == NULL ? 11 : desk_avatar_get_pair (name)];
  g_autofree char *initials = desk_avatar_dup_initials (name);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, initials);
  g_autoptr (PangoFontDescription) font = pango_font_description_new ();
  gboolean dark = is_dark (widget);
  PangoRectangle ink, logical;
  GskRoundedRect circle;
  GdkRGBA back, text;

  parse_rgb (&back, dark ? pair->dark_back : pair->back);
  parse_rgb (&text, dark ? pair->dark_text : pair->text);
  gsk_rounded_rect_init_from_rect (&circle, &GRAPHENE_RECT_INIT (0, 0, (float) size, (float) size),
                                   (float) size / 2.0f);
  gtk_snapshot_push_rounded_clip (snapshot, &circle);
  gtk_snapshot_append_color (snapshot, &back, &circle.bounds);
  gtk_snapshot_pop (snapshot);

  pango_font_description_set_weight (font, PANGO_WEIGHT_SEMIBOLD);
  pango_font_description_set_absolute_size (font, size * (size < 40 ? 0.40 : 0.38) * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_get_pixel_extents (layout, &ink, &logical);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) (size - logical.width) / 2.0f,
                                                          (float) (size - ink.height) / 2.0f -
                                                              (float) ink.y));
  gtk_snapshot_append_layout (snapshot, layout, &text);
  gtk_snapshot_restore (snapshot);
}

static void
desk_avatar_measure (GtkWidget *widget,
                     GtkOrientation orientation,
                     int for_size,
                     int *minimum,
                     int *natural,
                     int *minimum_baseline,
                     int *natural_baseline)
{
  *minimum = *natural = DESK_AVATAR (widget)->size;
}

static void
desk_avatar_widget_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  DeskAvatar *self = DESK_AVATAR (widget);
  float x = (float) (gtk_widget_get_width (widget) - self->size) / 2.0f;
  float y = (float) (gtk_widget_get_height (widget) - self->size) / 2.0f;

  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  desk_avatar_snapshot (snapshot, widget, self->text, self->size);
}

static void
desk_avatar_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  DeskAvatar *self = DESK_AVATAR (object);

  switch (property_id)
    {
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_SIZE:
      g_value_set_int (value, self->size);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_avatar_set_property (GObject *object,
                          guint property_id,
                          const GValue *value,
                          GParamSpec *pspec)
{
  DeskAvatar *self = DESK_AVATAR (object);

  switch (property_id)
    {
    case PROP_TEXT:
      desk_avatar_set_text (self, g_value_get_string (value));
      break;
    case PROP_SIZE:
      self->size = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_avatar_finalize (GObject *object)
{
  g_free (DESK_AVATAR (object)->text);
  G_OBJECT_CLASS (desk_avatar_parent_class)->finalize (object);
}

static void
desk_avatar_class_init (DeskAvatarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = desk_avatar_finalize;
  object_class->get_property = desk_avatar_get_property;
  object_class->set_property = desk_avatar_set_property;
  widget_class->measure = desk_avatar_measure;
  widget_class->snapshot = desk_avatar_widget_snapshot;

  properties[PROP_TEXT] =
      g_param_spec_string ("text", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SIZE] =
      g_param_spec_int ("size", NULL, NULL, 8, 200, 34, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "desk-avatar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
desk_avatar_init (DeskAvatar *self)
{
  self->size = 34;
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

GtkWidget *
desk_avatar_new (int size)
{
  return g_object_new (DESK_TYPE_AVATAR, "size", size, NULL);
}

void
desk_avatar_set_text (DeskAvatar *self, const char *text)
{
  g_return_if_fail (DESK_IS_AVATAR (self));

  if (!crm_set_string (&self->text, text))
    return;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}
