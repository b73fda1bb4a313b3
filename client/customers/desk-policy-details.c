/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Facts in a grid and the schedule below. Instalments and beneficiaries of one policy are read when
 * it is opened, so that a card with many costs what is open. Main thread. */

#include "client/customers/desk-policy-details.h"

#include <glib/gi18n.h>

#include "client/customers/desk-policy-facts.h"
#include "client/customers/desk-policy-words.h"
#include "client/customers/desk-schedule-bar.h"
#include "client/ui/desk-format.h"
#include "shared/customers/crm-beneficiary.h"
#include "shared/customers/crm-customer.h"

#define WIDE_COLUMNS   3
#define NARROW_COLUMNS 2

struct _DeskPolicyDetails
{
  GtkWidget parent_instance;

  GtkGrid *grid;
  GtkLabel *line_label;
  GtkLabel *warning_label;
  DeskScheduleBar *schedule_bar;

  DeskContext *context;         /* (owned) (nullable) */
  CrmRecord *policy;            /* (owned) (nullable) */
  DeskRecordSet *objects;       /* (owned) (nullable) */
  DeskRecordSet *instalments;   /* (owned) (nullable) */
  DeskRecordSet *beneficiaries; /* (owned) (nullable) */
  GHashTable *people;           /* id → CrmCustomer (owned) */
  guint n_facts;                /* in the grid */
};

G_DEFINE_FINAL_TYPE (DeskPolicyDetails, desk_policy_details, GTK_TYPE_WIDGET)

/* ---- facts ----------------------------------------------------------------------------------- */

static void
clear_grid (DeskPolicyDetails *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
  self->n_facts = 0;
}

static void
add_fact (DeskPolicyDetails *self, const char *title, const char *value)
{
  const guint columns =
      desk_context_get_layout (self->context) == DESK_LAYOUT_NARROW ? NARROW_COLUMNS : WIDE_COLUMNS;
  GtkWidget *box, *title_label, *value_label;

  if (value == NULL)
    return;
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  title_label = gtk_label_new (title);
  value_label = gtk_label_new (value);
  gtk_widget_add_css_class (title_label, "desk-subtitle");
  gtk_label_set_xalign (GTK_LABEL (title_label), 0);
  gtk_label_set_xalign (GTK_LABEL (value_label), 0);
  gtk_label_set_yalign (GTK_LABEL (value_label), 0);
  gtk_label_set_wrap (GTK_LABEL (value_label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (value_label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (value_label), GTK_NATURAL_WRAP_NONE);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (value_label), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  title_label, NULL, -1);
  gtk_box_append (GTK_BOX (box), title_label);
  gtk_box_append (GTK_BOX (box), value_label);
  gtk_grid_attach (self->grid, box, (int) (self->n_facts % columns),
                   (int) (self->n_facts / columns), 1, 1);
  self->n_facts++;
}

static void
add_sum (DeskPolicyDetails *self)
{
  const gint64 sum = crm_record_get_integer (self->policy, CRM_POLICY_SUM_INSURED_KOPECKS);
  g_autofree char *text = sum > 0 ? desk_money_format (sum) : NULL;

  add_fact (self, _ ("Sum insured"), text);
}

static void
add_word (GString *line, const char *word)
{
  if (word != NULL)
    g_string_append_printf (line, "%s%s", line->len > 0 ? " · " : "", word);
}

/* What is asked for less often, in one quiet line. */
static void
update_line (DeskPolicyDetails *self)
{
  const char *starts_on = crm_record_get_text (self->policy, CRM_POLICY_STARTS_ON);
  const char *ends_on = crm_record_get_text (self->policy, CRM_POLICY_ENDS_ON);
  g_autofree char *from = starts_on != NULL ? desk_format_date (starts_on) : NULL;
  g_autofree char *until = ends_on != NULL ? desk_format_date (ends_on) : NULL;
  g_autofree char *term =
      g_strdup_printf ("%s – %s", from != NULL ? from : "…", until != NULL ? until : "…");
  g_autoptr (GString) line = g_string_new (NULL);

  add_word (line, from != NULL || until != NULL ? term : NULL);
  add_word (line, crm_record_get_text (self->policy, CRM_POLICY_INSURER));
  add_word (line, crm_record_get_text (self->policy, CRM_POLICY_NOTE));
  gtk_label_set_text (self->line_label, line->str);
  gtk_widget_set_visible (GTK_WIDGET (self->line_label), line->len > 0);
}

static void
add_objects (DeskPolicyDetails *self)
{
  gboolean drivers;
  g_autofree char *objects = desk_policy_dup_objects (self->policy, self->objects);
  g_autofree char *people = desk_policy_dup_people (self->policy, self->objects, &drivers);
  g_autofree char *beneficiaries =
      desk_policy_dup_beneficiaries (self->beneficiaries, self->objects, self->people);

  if (objects == NULL && people == NULL && desk_record_set_is_complete (self->objects))
    objects = g_strdup (_ ("not named"));
  add_fact (self, _ ("Object"), objects);
  add_sum (self);
  add_fact (self, _ ("Beneficiary"), beneficiaries);
  add_fact (self, drivers ? _ ("Drivers") : _ ("Insured people"), people);
}

static void
update_warning (DeskPolicyDetails *self)
{
  g_autofree char *gaps = desk_policy_dup_gaps (self->beneficiaries, self->objects);

  gtk_label_set_text (self->warning_label, gaps != NULL ? gaps : "");
  gtk_widget_set_visible (GTK_WIDGET (self->warning_label), gaps != NULL);
}

/* ---- the schedule ---------------------------------------------------------------------------- */

static int
compare_instalments (gconstpointer a, gconstpointer b)
{
  CrmRecord *first = *(CrmRecord *const *) a;
  CrmRecord *second = *(CrmRecord *const *) b;
  int order = g_strcmp0 (crm_record_get_text (first, CRM_INSTALMENT_DUE_ON),
                         crm_record_get_text (second, CRM_INSTALMENT_DUE_ON));

  if (order != 0)
    return order;
  return (int) (crm_record_get_integer (first, CRM_INSTALMENT_NO) -
                crm_record_get_integer (second, CRM_INSTALMENT_NO));
}

static void
update_schedule (DeskPolicyDetails *self)
{
  const guint n = desk_record_set_get_count (self->instalments);
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  g_autofree CrmInstalmentFacts *facts = g_new0 (CrmInstalmentFacts, n + 1);
  g_autofree char *today = desk_rights_dup_today ();

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (sorted, desk_record_set_get (self->instalments, i));
  g_ptr_array_sort (sorted, compare_instalments);
  for (guint i = 0; i < n; i++)
    desk_instalment_read_facts (g_ptr_array_index (sorted, i), &facts[i]);
  desk_schedule_bar_set (self->schedule_bar, facts, n, today,
                         desk_context_get_layout (self->context) == DESK_LAYOUT_NARROW);
}

/* ---- the widget ------------------------------------------------------------------------------ */

static void
update_cb (DeskPolicyDetails *self)
{
  if (self->policy == NULL || !crm_record_is_loaded (self->policy))
    return;
  clear_grid (self);
  add_objects (self);
  update_line (self);
  update_warning (self);
  update_schedule (self);
}

/* Beneficiaries that are clients are named by their cards. */
static void
beneficiaries_changed_cb (DeskPolicyDetails *self)
{
  for (guint i = 0; i < desk_record_set_get_count (self->beneficiaries); i++)
    {
      const char *id = crm_record_get_text (desk_record_set_get (self->beneficiaries, i),
                                            CRM_BENEFICIARY_CUSTOMER);
      CrmRecord *person;

      if (id == NULL || g_hash_table_contains (self->people, id))
        continue;
      person = desk_database_ref_record (desk_context_get_database (self->context),
                                         &crm_customer_kind, id);
      g_hash_table_insert (self->people, g_strdup (id), person);
      g_signal_connect_object (person, "notify::loaded", G_CALLBACK (update_cb), self,
                               G_CONNECT_SWAPPED);
    }
  update_cb (self);
}

static void
desk_policy_details_dispose (GObject *object)
{
  DeskPolicyDetails *self = DESK_POLICY_DETAILS (object);

  g_clear_object (&self->instalments);
  g_clear_object (&self->beneficiaries);
  g_clear_object (&self->objects);
  g_clear_object (&self->policy);
  g_hash_table_remove_all (self->people);
  g_clear_object (&self->context);
  if (self->grid != NULL)
    {
      gtk_widget_unparent (GTK_WIDGET (self->grid));
      gtk_widget_unparent (GTK_WIDGET (self->line_label));
      gtk_widget_unparent (GTK_WIDGET (self->warning_label));
      gtk_widget_unparent (GTK_WIDGET (self->schedule_bar));
    }
  self->grid = NULL;
  G_OBJECT_CLASS (desk_policy_details_parent_class)->dispose (object);
}

static void
desk_policy_details_finalize (GObject *object)
{
  g_hash_table_unref (DESK_POLICY_DETAILS (object)->people);
  G_OBJECT_CLASS (desk_policy_details_parent_class)->finalize (object);
}

static void
desk_policy_details_class_init (DeskPolicyDetailsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_policy_details_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_policy_details_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "policydetails");
}

static GtkLabel *
make_line (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, css_class);
  return GTK_LABEL (label);
}

static void
desk_policy_details_init (DeskPolicyDetails *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 9);
  self->people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->grid, 18);
  gtk_grid_set_row_spacing (self->grid, 6);
  self->line_label = make_line ("desk-subtitle");
  self->warning_label = make_line ("desk-warning");
  gtk_widget_set_visible (GTK_WIDGET (self->warning_label), FALSE);
  self->schedule_bar = DESK_SCHEDULE_BAR (desk_schedule_bar_new ());
  gtk_widget_set_parent (GTK_WIDGET (self->grid), GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->line_label), GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->warning_label), GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->schedule_bar), GTK_WIDGET (self));
}

/* By the client too, which is what the store has an index for. */
static DeskRecordSet *
read_children (DeskPolicyDetails *self, const CrmKind *kind, guint policy)
{
  g_autoptr (DeskQuery) all = desk_query_new (kind);
  g_autoptr (DeskQuery) his =
      desk_query_where (all, (guint) kind->root,
                        crm_record_get_text (self->policy, CRM_POLICY_CUSTOMER));
  g_autoptr (DeskQuery) own = desk_query_where (his, policy, crm_record_get_id (self->policy));

  return desk_record_set_new_for_query (desk_context_get_database (self->context), own);
}

GtkWidget *
desk_policy_details_new (DeskContext *context, CrmRecord *policy, DeskRecordSet *objects)
{
  DeskPolicyDetails *self = g_object_new (DESK_TYPE_POLICY_DETAILS, NULL);

  self->context = g_object_ref (context);
  self->policy = g_object_ref (policy);
  self->objects = g_object_ref (objects);
  self->instalments = read_children (self, &crm_instalment_kind, CRM_INSTALMENT_POLICY);
  self->beneficiaries = read_children (self, &crm_beneficiary_kind, CRM_BENEFICIARY_POLICY);
  g_signal_connect_object (policy, "notify", G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (objects, "changed", G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->instalments, "changed", G_CALLBACK (update_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->beneficiaries, "changed", G_CALLBACK (beneficiaries_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context, "notify::layout", G_CALLBACK (update_cb), self,
                           G_CONNECT_SWAPPED);
  update_cb (self);
  return GTK_WIDGET (self);
}
