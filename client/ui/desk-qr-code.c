/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Drawn module by module on whole pixels. Main thread. */

#include "client/ui/desk-qr-code.h"

#include <qrencode.h>

#define SIDE  200
#define QUIET 4 /* modules of white around it, as the standard wants */

struct _DeskQrCode
{
  GtkWidget parent_instance;

  guint8 *modules; /* (owned) (nullable): one byte each, not 0 is black */
  int width;
};

G_DEFINE_FINAL_TYPE (DeskQrCode, desk_qr_code, GTK_TYPE_WIDGET)

static void
desk_qr_code_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  DeskQrCode *self = DESK_QR_CODE (widget);
  int side = MIN (gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  int scale = self->width > 0 ? side / (self->width + 2 * QUIET) : 0;
  int offset = (side - scale * self->width) / 2;
  const GdkRGBA white = { 1, 1, 1, 1 };
  const GdkRGBA black = { 0, 0, 0, 1 };
  GskRoundedRect card;

  gsk_rounded_rect_init_from_rect (&card, &GRAPHENE_RECT_INIT (0, 0, side, side), 9);
  gtk_snapshot_push_rounded_clip (snapshot, &card);
  gtk_snapshot_append_color (snapshot, &white, &GRAPHENE_RECT_INIT (0, 0, side, side));
  for (int y = 0; y < self->width; y++)
    for (int x = 0; x < self->width; x++)
      if (self->modules[y * self->width + x] != 0)
        gtk_snapshot_append_color (snapshot, &black,
                                   &GRAPHENE_RECT_INIT (offset + x * scale, offset + y * scale,
                                                        scale, scale));
  gtk_snapshot_pop (snapshot);
}

static void
desk_qr_code_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  *minimum = *natural = SIDE;
}

static void
desk_qr_code_finalize (GObject *object)
{
  g_free (DESK_QR_CODE (object)->modules);
  G_OBJECT_CLASS (desk_qr_code_parent_class)->finalize (object);
}

static void
desk_qr_code_class_init (DeskQrCodeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = desk_qr_code_finalize;
  widget_class->snapshot = desk_qr_code_snapshot;
  widget_class->measure = desk_qr_code_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
desk_qr_code_init (DeskQrCode *self)
{
}

GtkWidget *
desk_qr_code_new (const char *text, const char *spoken)
{
  DeskQrCode *self = g_object_new (DESK_TYPE_QR_CODE, NULL);
  QRcode *code = QRcode_encodeString8bit (text, 0, QR_ECLEVEL_M);

  if (code != NULL)
    {
      self->width = code->width;
      self->modules = g_malloc ((gsize) code->width * (gsize) code->width);
      for (int i = 0; i < code->width * code->width; i++)
        self->modules[i] = code->data[i] & 1;
      QRcode_free (code);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  return GTK_WIDGET (self);
}

int
desk_qr_code_get_width (DeskQrCode *self)
{
  g_return_val_if_fail (DESK_IS_QR_CODE (self), 0);

  return self->width;
}
