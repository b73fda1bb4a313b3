/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A grid of buttons over the editor. Main thread; child of the page of people. */

#include "client/admin/desk-rights-matrix.h"

#include <glib/gi18n.h>

#include "client/admin/desk-admin-words.h"
#include "client/admin/desk-rights-table.h"
#include "client/ui/desk-tooltip.h"
#include "shared/record/crm-default-rights.h"
#include "shared/record/crm-role.h"

#define COLUMN_WIDTH 49
#define TITLE_WIDTH  130

typedef struct
{
  GtkWidget *button;
  GtkLabel *label;
  guint role;
  guint subject;
  CrmAction action;
  CrmScope shown;
} Cell;

struct _DeskRightsMatrix
{
  AdwBin parent_instance;

  DeskRightsEditor *editor; /* (owned) */
  GArray *cells;            /* (element-type Cell): row after row */
  guint current;            /* the cell the keyboard comes back to */
  GPtrArray *headings;      /* (element-type GtkLabel): of the columns */
  char *role;               /* (owned) (nullable) */
  gboolean comparing;
};

enum
{
  EDITED,
  REFUSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskRightsMatrix, desk_rights_matrix, ADW_TYPE_BIN)

static Cell *
get_cell (DeskRightsMatrix *self, guint index)
{
  return &g_array_index (self->cells, Cell, index);
}

static int
find_cell (DeskRightsMatrix *self, GtkWidget *button)
{
  for (guint i = 0; button != NULL && i < self->cells->len; i++)
    if (get_cell (self, i)->button == button)
      return (int) i;
  return -1;
}

static const char *
get_role_code (DeskRightsMatrix *self, guint role)
{
  return crm_record_get_text (desk_rights_editor_get_role (self->editor, role), CRM_ROLE_CODE);
}

static const char *
get_role_title (DeskRightsMatrix *self, guint role)
{
  CrmRecord *record = desk_rights_editor_get_role (self->editor, role);

  return desk_role_get_column_title (crm_record_get_text (record, CRM_ROLE_CODE),
                                     crm_record_get_text (record, CRM_ROLE_NAME));
}

static gboolean
is_plain (guint subject)
{
  return crm_subjects (NULL)[subject].is_plain;
}

/* "Clients, see cards, agent: own" */
static char *
dup_cell_name (DeskRightsMatrix *self, const Cell *cell, CrmScope scope)
{
  const char *subject = crm_subjects (NULL)[cell->subject].name;

  return g_strdup_printf ("%s, %s, %s: %s", desk_subject_get_title (subject),
                          desk_action_get_title (subject, cell->action),
                          get_role_title (self, cell->role),
                          scope == CRM_SCOPE_NONE
                              ? C_ ("scope", "no")
                              : desk_scope_get_title (scope, is_plain (cell->subject)));
}

static gboolean
find_default (DeskRightsMatrix *self, const Cell *cell, CrmScope *scope)
{
  const char *text = crm_default_rights_get (get_role_code (self, cell->role));
  CrmRights rights;

  if (text == NULL || !crm_rights_parse (&rights, text, NULL))
    return FALSE;
  *scope = rights.scopes[cell->subject][cell->action];
  return TRUE;
}

static void
show_difference (DeskRightsMatrix *self, Cell *cell, CrmScope scope)
{
  g_autofree char *tooltip = NULL;
  CrmScope usual = scope;

  if (self->comparing && find_default (self, cell, &usual) && usual != scope)
    {
      gtk_widget_add_css_class (cell->button, "differs");
      /* Translators: %s is a reach: own, branch, all */
      tooltip = g_strdup_printf (_ ("By default: %s"),
                                 desk_scope_get_title (usual, is_plain (cell->subject)));
    }
  else
    gtk_widget_remove_css_class (cell->button, "differs");
  desk_tooltip_set (cell->button, tooltip);
}

static void
show_cell (DeskRightsMatrix *self, Cell *cell)
{
  static const char *const classes[] = { "none", "own", "branch", "all" };
  CrmScope scope = desk_rights_editor_get (self->editor, cell->role, cell->subject, cell->action);
  g_autofree char *name = dup_cell_name (self, cell, scope);

  G_STATIC_ASSERT (G_N_ELEMENTS (classes) == CRM_N_SCOPES);
  gtk_widget_remove_css_class (cell->button, classes[cell->shown]);
  gtk_widget_add_css_class (cell->button, classes[scope]);
  cell->shown = scope;
  gtk_label_set_label (cell->label, desk_scope_get_title (scope, is_plain (cell->subject)));
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
  show_difference (self, cell, scope);
}

static void
changed_cb (DeskRightsMatrix *self, guint role)
{
  for (guint i = 0; i < self->cells->len; i++)
    if (get_cell (self, i)->role == role)
      show_cell (self, get_cell (self, i));
}

static void
choose (DeskRightsMatrix *self, Cell *cell, CrmScope scope)
{
  const char *why = NULL;
  g_autofree char *name = NULL;
  CrmRights before;

  if (!desk_rights_editor_may_edit (self->editor, cell->role, &why))
    {
      g_signal_emit (self, signals[REFUSED], 0, why);
      return;
    }
  if (scope == desk_rights_editor_get (self->editor, cell->role, cell->subject, cell->action))
    return;
  name = dup_cell_name (self, cell, scope);
  before = *desk_rights_editor_get_rights (self->editor, cell->role);
  if (desk_rights_editor_set (self->editor, cell->role, cell->subject, cell->action, scope))
    g_signal_emit (self, signals[EDITED], 0, cell->role, &before, name);
  else
    g_signal_emit (self, signals[REFUSED], 0,
                   _ ("Nothing reaches further than seeing: widen that first"));
}

static CrmScope
next_scope (const Cell *cell, CrmScope widest)
{
  if (is_plain (cell->subject))
    return cell->shown == CRM_SCOPE_NONE ? MIN (CRM_SCOPE_ALL, widest) : CRM_SCOPE_NONE;
  return cell->shown >= widest ? CRM_SCOPE_NONE : cell->shown + 1;
}

static void
clicked_cb (DeskRightsMatrix *self, GtkWidget *button)
{
  int index = find_cell (self, button);
  Cell *cell;
  CrmScope widest;

  if (index < 0)
    return;
  cell = get_cell (self, (guint) index);
  widest = cell->action == CRM_ACTION_SEE
               ? CRM_SCOPE_ALL
               : desk_rights_editor_get (self->editor, cell->role, cell->subject, CRM_ACTION_SEE);
  choose (self, cell, next_scope (cell, widest));
}

static gboolean
move_focus (DeskRightsMatrix *self, int index, int rows, int columns)
{
  int n_roles = (int) desk_rights_editor_get_n_roles (self->editor);
  int column = index % n_roles + columns;
  int next = index + rows * n_roles + columns;

  if (column < 0 || column >= n_roles || next < 0 || next >= (int) self->cells->len)
    return TRUE;
  return gtk_widget_grab_focus (get_cell (self, (guint) next)->button);
}

static gboolean
press_digit (DeskRightsMatrix *self, int index, guint key)
{
  Cell *cell = get_cell (self, (guint) index);
  guint digit = key >= GDK_KEY_KP_0 && key <= GDK_KEY_KP_3 ? key - GDK_KEY_KP_0 : key - GDK_KEY_0;

  if (digit >= CRM_N_SCOPES)
    return FALSE;
  choose (self, cell, is_plain (cell->subject) && digit > 0 ? CRM_SCOPE_ALL : (CrmScope) digit);
  return TRUE;
}

static gboolean
key_pressed_cb (DeskRightsMatrix *self, guint key, guint code, GdkModifierType state)
{
  int index = find_cell (self, gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self))));

  if (index < 0 || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Left:
      return move_focus (self, index, 0, -1);
    case GDK_KEY_Right:
      return move_focus (self, index, 0, 1);
    case GDK_KEY_Up:
      return move_focus (self, index, -1, 0);
    case GDK_KEY_Down:
      return move_focus (self, index, 1, 0);
    default:
      return press_digit (self, index, key);
    }
}

/* One stop of the Tab key, however many cells there are: it comes to the last one and leaves. */
static gboolean
desk_rights_matrix_focus (GtkWidget *widget, GtkDirectionType direction)
{
  DeskRightsMatrix *self = DESK_RIGHTS_MATRIX (widget);
  int index = find_cell (self, gtk_root_get_focus (gtk_widget_get_root (widget)));

  if (index >= 0)
    {
      self->current = (guint) index;
      return FALSE;
    }
  return self->current < self->cells->len &&
         gtk_widget_grab_focus (get_cell (self, self->current)->button);
}

static GtkWidget *
make_cell (DeskRightsMatrix *self, guint role, guint subject, CrmAction action)
{
  Cell cell = { .role = role, .subject = subject, .action = action };

  cell.label = GTK_LABEL (gtk_label_new (NULL));
  cell.button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (cell.button), GTK_WIDGET (cell.label));
  gtk_widget_add_css_class (cell.button, "desk-level");
  gtk_widget_set_valign (cell.button, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (cell.button, GTK_ALIGN_CENTER);
  g_signal_connect_object (cell.button, "clicked", G_CALLBACK (clicked_cb), self,
                           G_CONNECT_SWAPPED);
  g_array_append_val (self->cells, cell);
  show_cell (self, get_cell (self, self->cells->len - 1));
  return cell.button;
}

static GtkWidget *
make_column (GtkWidget *child)
{
  GtkWidget *bin = adw_bin_new ();

  gtk_widget_set_size_request (bin, COLUMN_WIDTH, -1);
  adw_bin_set_child (ADW_BIN (bin), child);
  return bin;
}

static GtkWidget *
make_columns (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  return box;
}

static GtkWidget *
make_title (const char *text, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), 1);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 1);
  gtk_widget_set_size_request (label, TITLE_WIDTH, -1);
  desk_tooltip_set (label, text);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  return label;
}

static GtkWidget *
make_head (DeskRightsMatrix *self)
{
  GtkWidget *row = make_columns ();

  for (guint i = 0; i < desk_rights_editor_get_n_roles (self->editor); i++)
    {
      GtkWidget *label = gtk_label_new (get_role_title (self, i));

      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      desk_tooltip_set (label, get_role_title (self, i));
      gtk_widget_set_margin_start (label, 1);
      gtk_widget_set_margin_end (label, 1);
      g_ptr_array_add (self->headings, label);
      gtk_box_append (GTK_BOX (row), make_column (label));
    }
  return row;
}

static GtkWidget *
make_row (DeskRightsMatrix *self, guint subject, CrmAction action)
{
  GtkWidget *row = make_columns ();

  for (guint i = 0; i < desk_rights_editor_get_n_roles (self->editor); i++)
    gtk_box_append (GTK_BOX (row), make_column (make_cell (self, i, subject, action)));
  return row;
}

static void
add_rows (DeskRightsMatrix *self, DeskRightsTable *table, guint subject)
{
  const CrmSubject *subjects = crm_subjects (NULL);
  const char *name = subjects[subject].name;

  desk_rights_table_add (table, make_title (desk_subject_get_title (name), NULL), NULL);
  for (guint action = 0; action < CRM_N_ACTIONS; action++)
    if ((subjects[subject].actions & (1 << action)) != 0)
      desk_rights_table_add (table, make_title (desk_action_get_title (name, action), NULL),
                             make_row (self, subject, action));
}

static void
mark_role (DeskRightsMatrix *self)
{
  for (guint i = 0; i < self->headings->len; i++)
    if (g_strcmp0 (get_role_code (self, i), self->role) == 0)
      gtk_widget_add_css_class (self->headings->pdata[i], "desk-strong");
    else
      gtk_widget_remove_css_class (self->headings->pdata[i], "desk-strong");
}

/* Roles come and go rarely: all is made anew. */
static void
build (DeskRightsMatrix *self)
{
  GtkWidget *table;
  guint n_subjects;

  g_array_set_size (self->cells, 0);
  g_ptr_array_set_size (self->headings, 0);
  self->current = 0;
  crm_subjects (&n_subjects);
  table = desk_rights_table_new (make_title (_ ("Right"), "dim-label"), make_head (self));
  for (guint i = 0; i < n_subjects; i++)
    add_rows (self, DESK_RIGHTS_TABLE (table), i);
  gtk_widget_add_css_class (table, "desk-card");
  gtk_widget_set_overflow (table, GTK_OVERFLOW_HIDDEN);
  adw_bin_set_child (ADW_BIN (self), table);
  mark_role (self);
}

static void
desk_rights_matrix_dispose (GObject *object)
{
  DeskRightsMatrix *self = DESK_RIGHTS_MATRIX (object);

  g_array_set_size (self->cells, 0);
  g_ptr_array_set_size (self->headings, 0);
  g_clear_object (&self->editor);
  G_OBJECT_CLASS (desk_rights_matrix_parent_class)->dispose (object);
}

static void
desk_rights_matrix_finalize (GObject *object)
{
  DeskRightsMatrix *self = DESK_RIGHTS_MATRIX (object);

  g_array_unref (self->cells);
  g_ptr_array_unref (self->headings);
  g_free (self->role);
  G_OBJECT_CLASS (desk_rights_matrix_parent_class)->finalize (object);
}

static void
desk_rights_matrix_class_init (DeskRightsMatrixClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_rights_matrix_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_rights_matrix_finalize;
  GTK_WIDGET_CLASS (klass)->focus = desk_rights_matrix_focus;
  signals[EDITED] =
      g_signal_new ("edited", DESK_TYPE_RIGHTS_MATRIX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_POINTER, G_TYPE_STRING);
  signals[REFUSED] = g_signal_new ("refused", DESK_TYPE_RIGHTS_MATRIX, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
desk_rights_matrix_init (DeskRightsMatrix *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  self->headings = g_ptr_array_new ();
  /* Before the window: the arrows would leave the row, the digits are nobody else's here. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

GtkWidget *
desk_rights_matrix_new (DeskRightsEditor *editor)
{
  DeskRightsMatrix *self = g_object_new (DESK_TYPE_RIGHTS_MATRIX, NULL);

  self->editor = g_object_ref (editor);
  g_signal_connect_object (editor, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (editor, "roles-changed", G_CALLBACK (build), self, G_CONNECT_SWAPPED);
  build (self);
  return GTK_WIDGET (self);
}

void
desk_rights_matrix_set_role (DeskRightsMatrix *self, const char *code)
{
  g_return_if_fail (DESK_IS_RIGHTS_MATRIX (self));

  g_free (self->role);
  self->role = g_strdup (code);
  mark_role (self);
}

void
desk_rights_matrix_set_comparing (DeskRightsMatrix *self, gboolean comparing)
{
  g_return_if_fail (DESK_IS_RIGHTS_MATRIX (self));

  self->comparing = comparing;
  for (guint i = 0; i < self->cells->len; i++)
    show_cell (self, get_cell (self, i));
}

guint
desk_rights_matrix_count_differences (DeskRightsMatrix *self)
{
  guint n_differences = 0;

  g_return_val_if_fail (DESK_IS_RIGHTS_MATRIX (self), 0);

  for (guint i = 0; i < self->cells->len; i++)
    {
      Cell *cell = get_cell (self, i);
      CrmScope usual;

      if (find_default (self, cell, &usual) && usual != cell->shown)
        n_differences++;
    }
  return n_differences;
}

GtkWidget *
desk_rights_matrix_get_cell (DeskRightsMatrix *self,
                             const char *role,
                             const char *subject,
                             CrmAction action)
{
  int place = crm_subject_find (subject);

  g_return_val_if_fail (DESK_IS_RIGHTS_MATRIX (self), NULL);

  for (guint i = 0; i < self->cells->len; i++)
    {
      Cell *cell = get_cell (self, i);

      if ((int) cell->subject == place && cell->action == action &&
          g_strcmp0 (get_role_code (self, cell->role), role) == 0)
        return cell->button;
    }
  return NULL;
}
