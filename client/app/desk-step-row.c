/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A line in the list of the first run. Main thread, no logic of its own. */

#include "client/app/desk-step-row.h"

#include "shared/base/crm-util.h"

struct _DeskStepRow
{
  GtkListBoxRow parent_instance;

  /* template widgets */
  GtkStack *mark_stack;
  GtkSpinner *spinner;
  GtkLabel *title_label;
  GtkLabel *subtitle_label;
  GtkProgressBar *bar;

  char *title; /* (owned) (nullable) */
};

enum
{
  PROP_TITLE = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (DeskStepRow, desk_step_row, GTK_TYPE_LIST_BOX_ROW)

static void
desk_step_row_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, DESK_STEP_ROW (object)->title);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_step_row_set_property (GObject *object,
                            guint property_id,
                            const GValue *value,
                            GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_TITLE:
      if (crm_set_string (&DESK_STEP_ROW (object)->title, g_value_get_string (value)))
        g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_step_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), DESK_TYPE_STEP_ROW);
  G_OBJECT_CLASS (desk_step_row_parent_class)->dispose (object);
}

static void
desk_step_row_finalize (GObject *object)
{
  g_free (DESK_STEP_ROW (object)->title);
  G_OBJECT_CLASS (desk_step_row_parent_class)->finalize (object);
}

static void
desk_step_row_class_init (DeskStepRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = desk_step_row_get_property;
  object_class->set_property = desk_step_row_set_property;
  object_class->dispose = desk_step_row_dispose;
  object_class->finalize = desk_step_row_finalize;

  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/zontik/Zontik/app/desk-step-row.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskStepRow, mark_stack);
  gtk_widget_class_bind_template_child (widget_class, DeskStepRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, DeskStepRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, DeskStepRow, subtitle_label);
  gtk_widget_class_bind_template_child (widget_class, DeskStepRow, bar);
}

static void
desk_step_row_init (DeskStepRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
desk_step_row_set_state (DeskStepRow *self,
                         DeskStepState state,
                         const char *subtitle,
                         double fraction)
{
  static const char *const names[] = { "waiting", "running", "done" };

  g_return_if_fail (DESK_IS_STEP_ROW (self));

  gtk_stack_set_visible_child_name (self->mark_stack, names[state]);
  gtk_spinner_set_spinning (self->spinner, state == DESK_STEP_RUNNING);
  gtk_label_set_label (self->subtitle_label, subtitle);
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle_label), *subtitle != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->bar), state == DESK_STEP_RUNNING && fraction >= 0);
  gtk_progress_bar_set_fraction (self->bar, CLAMP (fraction, 0, 1));
  if (state == DESK_STEP_WAITING)
    gtk_widget_add_css_class (GTK_WIDGET (self->title_label), "dim-label");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->title_label), "dim-label");
}
