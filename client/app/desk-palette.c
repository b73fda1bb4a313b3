/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The palette. Main thread; made when first opened, child of the window's overlay. Searches are the
 * store's: one ranked search, a list for how many there are, and one for an exact number. An answer
 * to what is no longer typed is dropped. Rows are made once. */

#include "client/app/desk-palette.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "client/app/desk-action-table.h"
#include "client/app/desk-palette-row.h"
#include "client/store/desk-record-list.h"
#include "client/store/desk-search.h"
#include "shared/base/crm-text.h"
#include "shared/customers/crm-customer.h"

#define MAX_CUSTOMERS DESK_SEARCH_MAX_CUSTOMERS
#define MAX_CHILDREN  (2 * DESK_SEARCH_MAX_CHILDREN)
#define MAX_ACTIONS   8
#define NUMBER_DIGITS 6

typedef enum
{
  SCOPE_ALL,
  SCOPE_ACTIONS,
  SCOPE_CUSTOMERS,
  SCOPE_NUMBERS,
} Scope;

struct _DeskPalette
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkWidget *clamp;
  GtkWidget *card;
  GtkText *entry;
  GtkLabel *found_label;
  GtkScrolledWindow *scroller;
  GtkListBox *results_list;
  GtkWidget *nothing_label;
  GtkWidget *keys_box;

  /* (owned) */
  DeskContext *context;
  DeskRecordList *found; /* what the words find */
  DeskRecordList *exact; /* whose number it is */

  DeskPaletteRow *customers[MAX_CUSTOMERS]; /* borrowed, in the list box */
  DeskPaletteRow *children[MAX_CHILDREN];
  DeskPaletteRow *actions[MAX_ACTIONS];
  GPtrArray *hits;           /* (owned) (nullable) (element-type DeskSearchHit) */
  GCancellable *cancellable; /* (owned) (nullable): of the search under way */
  char *text;                /* (owned) (nullable): what is searched for */
  Scope scope;
  GStrv words;     /* (owned) (nullable): normalised */
  gint64 asked_at; /* monotonic µs; 0 when nothing was asked */
  gint64 took;     /* µs from the key to the rows */
};

enum
{
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskPalette, desk_palette, GTK_TYPE_WIDGET)

static Scope
read_scope (const char **text)
{
  static const struct
  {
    char prefix;
    Scope scope;
  } prefixes[] = {
    { '>', SCOPE_ACTIONS },
    { '@', SCOPE_CUSTOMERS },
    { '#', SCOPE_NUMBERS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (**text == prefixes[i].prefix)
      {
        (*text)++;
        return prefixes[i].scope;
      }
  return SCOPE_ALL;
}

static gboolean
is_number (const char *text)
{
  return *text != '\0' && strspn (text, "0123456789") == strlen (text);
}

/* Card numbers have six digits; people leave the noughts out. */
static char *
pad_number (const char *digits)
{
  gsize length = strlen (digits);
  GString *text = g_string_new (NULL);

  for (gsize i = length; i < NUMBER_DIGITS; i++)
    g_string_append_c (text, '0');
  g_string_append (text, digits);
  return g_string_free (text, FALSE);
}

static gboolean
begins_any (char **have, const char *word)
{
  for (guint i = 0; have[i] != NULL; i++)
    if (g_str_has_prefix (have[i], word))
      return TRUE;
  return FALSE;
}

/* A word, or what its keys give in the other layout. */
static gboolean
matches_word (char **have, const char *word)
{
  g_autofree char *swapped = crm_text_swap_layout (word);
  g_autofree char *other = crm_text_normalise (swapped);

  return begins_any (have, word) || (*other != '\0' && begins_any (have, other));
}

static gboolean
matches_words (const char *text, const char *more, const char *const *words)
{
  g_autofree char *all = g_strdup_printf ("%s %s", text, more != NULL ? more : "");
  g_auto (GStrv) have = crm_text_split_terms (all);

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    if (!matches_word (have, words[i]))
      return FALSE;
  return TRUE;
}

static gboolean
is_allowed (DeskPalette *self, const DeskActionInfo *info)
{
  return (info->flags & DESK_ACTION_ADMIN) == 0 ||
         desk_rights_may_administer (desk_context_get_rights (self->context));
}

static guint
fill_actions (DeskPalette *self)
{
  guint n_actions;
  const DeskActionInfo *table = desk_action_table (&n_actions);
  const char *const *words = (const char *const *) self->words;
  guint n = 0;

  for (guint i = 0; i < n_actions && n < MAX_ACTIONS; i++)
    {
      if ((table[i].flags & DESK_ACTION_PALETTE) == 0 || self->scope == SCOPE_CUSTOMERS ||
          self->scope == SCOPE_NUMBERS || !is_allowed (self, &table[i]))
        continue;
      if (!matches_words (_ (table[i].title), table[i].words != NULL ? _ (table[i].words) : NULL,
                          words))
        continue;
      desk_palette_row_set_action (self->actions[n++], &table[i], words);
    }
  for (guint i = 0; i < MAX_ACTIONS; i++)
    gtk_widget_set_visible (GTK_WIDGET (self->actions[i]), i < n);
  return n;
}

static gboolean
is_shown (DeskPalette *self, CrmRecord *customer, guint n)
{
  for (guint i = 0; i < n; i++)
    if (desk_palette_row_get_customer (self->customers[i]) == customer)
      return TRUE;
  return FALSE;
}

static guint
add_customers (DeskPalette *self, DeskRecordList *list, guint n)
{
  GListModel *model = G_LIST_MODEL (list);

  for (guint i = 0; i < g_list_model_get_n_items (model) && n < MAX_CUSTOMERS; i++)
    {
      g_autoptr (CrmRecord) customer = g_list_model_get_item (model, i);

      if (is_shown (self, customer, n))
        continue;
      desk_palette_row_set_customer (self->customers[n++], customer,
                                     (const char *const *) self->words);
    }
  return n;
}

/* What of it was found by the number that is typed; %NULL: nothing. */
static const DeskSearchHit *
find_reason (DeskPalette *self, const char *customer)
{
  for (guint i = 0; self->hits != NULL && i < self->hits->len; i++)
    {
      const DeskSearchHit *hit = g_ptr_array_index (self->hits, i);

      if (hit->why != NULL && g_strcmp0 (hit->customer, customer) == 0)
        return hit;
    }
  return NULL;
}

static guint
add_hits (DeskPalette *self, guint n)
{
  DeskDatabase *database = desk_context_get_database (self->context);

  for (guint i = 0; self->hits != NULL && i < self->hits->len && n < MAX_CUSTOMERS; i++)
    {
      const DeskSearchHit *hit = g_ptr_array_index (self->hits, i);
      g_autoptr (CrmRecord) customer = NULL;

      if (hit->kind != &crm_customer_kind)
        continue;
      customer = desk_database_ref_record (database, hit->kind, hit->id);
      if (is_shown (self, customer, n))
        continue;
      desk_palette_row_set_customer (self->customers[n], customer,
                                     (const char *const *) self->words);
      desk_palette_row_set_reason (self->customers[n++], find_reason (self, hit->id));
    }
  return n;
}

static guint
fill_customers (DeskPalette *self)
{
  guint n = 0;

  if (self->exact != NULL)
    n = add_customers (self, self->exact, n);
  n = add_hits (self, n);
  for (guint i = 0; i < MAX_CUSTOMERS; i++)
    gtk_widget_set_visible (GTK_WIDGET (self->customers[i]), i < n);
  return n;
}

static guint
fill_children (DeskPalette *self)
{
  guint n = 0;

  for (guint i = 0; self->hits != NULL && i < self->hits->len && n < MAX_CHILDREN; i++)
    {
      const DeskSearchHit *hit = g_ptr_array_index (self->hits, i);

      if (hit->kind != &crm_customer_kind && self->scope != SCOPE_CUSTOMERS)
        desk_palette_row_set_hit (self->children[n++], self->context, hit,
                                  (const char *const *) self->words);
    }
  for (guint i = 0; i < MAX_CHILDREN; i++)
    gtk_widget_set_visible (GTK_WIDGET (self->children[i]), i < n);
  return n;
}

static void
update_found_label (DeskPalette *self, guint n)
{
  g_autofree char *text = NULL;

  if (self->found == NULL || self->took == 0)
    {
      gtk_label_set_label (self->found_label, "");
      return;
    }
  n = MAX (n, g_list_model_get_n_items (G_LIST_MODEL (self->found)));
  /* Translators: how many were found and how many milliseconds it took */
  text = g_strdup_printf (g_dngettext (NULL, "%u found in %d ms", "%u found in %d ms", n), n,
                          (int) MAX (1, (self->took + 500) / 1000));
  gtk_label_set_label (self->found_label, text);
}

static void
select_first (DeskPalette *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->results_list, i)) != NULL; i++)
    if (gtk_widget_get_visible (GTK_WIDGET (row)))
      {
        gtk_list_box_select_row (self->results_list, row);
        return;
      }
  gtk_list_box_unselect_all (self->results_list);
}

static void
fill (DeskPalette *self)
{
  guint customers = fill_customers (self);
  guint n = customers + fill_children (self) + fill_actions (self);
  gboolean nothing;

  nothing = n == 0 && self->cancellable == NULL;
  gtk_widget_set_visible (self->nothing_label, nothing);
  gtk_widget_set_visible (GTK_WIDGET (self->scroller), n > 0);
  gtk_list_box_invalidate_headers (self->results_list);
  select_first (self);
  update_found_label (self, customers);
}

static void
searched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskPalette) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hits = desk_search_finish (DESK_DATABASE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->text == NULL)
    return;
  if (error != NULL)
    g_message ("Cannot search: %s", error->message);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->hits, g_ptr_array_unref);
  self->hits = g_steal_pointer (&hits);
  if (self->asked_at != 0 && self->took == 0)
    self->took = MAX (1, g_get_monotonic_time () - self->asked_at);
  fill (self);
}

static void
stop_search (DeskPalette *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
start_search (DeskPalette *self)
{
  stop_search (self);
  self->cancellable = g_cancellable_new ();
  desk_search_async (desk_context_get_database (self->context), self->text,
                     desk_account_get_user_id (desk_context_get_account (self->context)),
                     self->cancellable, searched_cb, g_object_ref (self));
}

static void
forget_search (DeskPalette *self)
{
  stop_search (self);
  g_clear_pointer (&self->hits, g_ptr_array_unref);
  g_clear_pointer (&self->text, g_free);
  g_clear_object (&self->found);
  g_clear_object (&self->exact);
}

/* What is shown follows what changes in the cache. */
static void
found_changed_cb (DeskPalette *self)
{
  if (desk_record_list_is_loading (self->found) || self->text == NULL || self->cancellable != NULL)
    return;
  start_search (self);
}

static void
exact_changed_cb (DeskPalette *self)
{
  fill (self);
}

static DeskRecordList *
make_list (DeskPalette *self, DeskQuery *query, GCallback callback)
{
  DeskRecordList *list = desk_record_list_new (desk_context_get_database (self->context), query);

  g_signal_connect_object (list, "items-changed", callback, self, G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "notify::loading", callback, self, G_CONNECT_SWAPPED);
  return list;
}

static void
ask (DeskPalette *self, const char *text)
{
  g_autoptr (DeskQuery) all = desk_query_new (&crm_customer_kind);
  g_autoptr (DeskQuery) query = desk_query_search (all, text);

  self->asked_at = g_get_monotonic_time ();
  self->took = 0;
  g_free (self->text);
  self->text = g_strdup (text);
  start_search (self);
  if (self->found == NULL)
    self->found = make_list (self, query, G_CALLBACK (found_changed_cb));
  else
    desk_record_list_set_query (self->found, query);

  g_clear_object (&self->exact);
  if (is_number (text) && strlen (text) <= NUMBER_DIGITS)
    {
      g_autofree char *number = pad_number (text);
      g_autoptr (DeskQuery) exact = desk_query_where (all, CRM_CUSTOMER_NUMBER, number);

      self->exact = make_list (self, exact, G_CALLBACK (exact_changed_cb));
    }
}

static void
text_changed_cb (DeskPalette *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *query = NULL;

  self->scope = read_scope (&text);
  query = g_strstrip (g_strdup (text));
  g_clear_pointer (&self->words, g_strfreev);
  if (*query != '\0')
    self->words = crm_text_split_terms (query);

  if (*query == '\0' || self->scope == SCOPE_ACTIONS ||
      (self->scope == SCOPE_NUMBERS && !is_number (query)))
    {
      forget_search (self);
      self->took = 0;
      fill (self);
    }
  else
    ask (self, query);
}

static void
close_palette (DeskPalette *self)
{
  g_signal_emit (self, signals[CLOSED], 0);
}

static void
activate_row (DeskPalette *self, DeskPaletteRow *row)
{
  g_autofree char *customer = NULL;
  const DeskActionInfo *action;
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  if (row == NULL)
    return;
  action = desk_palette_row_get_action (row);
  customer = g_strdup (desk_palette_row_get_customer_id (row));
  close_palette (self);
  if (customer != NULL)
    gtk_widget_activate_action (parent, "win.open-record", "(ss)", "customer", customer);
  else if (action != NULL)
    {
      g_autofree char *name = NULL;
      g_autoptr (GVariant) target = NULL;

      if (g_action_parse_detailed_name (action->action, &name, &target, NULL))
        gtk_widget_activate_action_variant (parent, name, target);
    }
}

static void
activate_cb (DeskPalette *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->results_list);

  activate_row (self, row != NULL ? DESK_PALETTE_ROW (row) : NULL);
}

static void
row_activated_cb (DeskPalette *self, GtkListBoxRow *row)
{
  activate_row (self, DESK_PALETTE_ROW (row));
}

/* The row stays in view although the focus stays in the entry. */
static void
reveal_row (DeskPalette *self, GtkWidget *row)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  graphene_rect_t bounds;

  if (gtk_widget_compute_bounds (row, GTK_WIDGET (self->results_list), &bounds))
    gtk_adjustment_clamp_page (adjustment, bounds.origin.y, bounds.origin.y + bounds.size.height);
}

static void
move_selection (DeskPalette *self, int step)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->results_list);
  int at = row != NULL ? gtk_list_box_row_get_index (row) : -1;

  while ((row = gtk_list_box_get_row_at_index (self->results_list, at + step)) != NULL)
    {
      at += step;
      if (gtk_widget_get_visible (GTK_WIDGET (row)))
        {
          gtk_list_box_select_row (self->results_list, row);
          reveal_row (self, GTK_WIDGET (row));
          return;
        }
    }
}

static gboolean
key_pressed_cb (DeskPalette *self, guint key, guint code, GdkModifierType modifiers)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->results_list);

  switch (key)
    {
    case GDK_KEY_Up:
    case GDK_KEY_Down:
      move_selection (self, key == GDK_KEY_Up ? -1 : 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Tab:
      if (row != NULL)
        desk_palette_row_focus_buttons (DESK_PALETTE_ROW (row));
      return GDK_EVENT_STOP;
    case GDK_KEY_ISO_Left_Tab:
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      close_palette (self);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
scrim_pressed_cb (DeskPalette *self, int n_press, double x, double y)
{
  graphene_rect_t bounds;
  graphene_point_t point = GRAPHENE_POINT_INIT ((float) x, (float) y);

  if (gtk_widget_compute_bounds (self->card, GTK_WIDGET (self), &bounds) &&
      !graphene_rect_contains_point (&bounds, &point))
    close_palette (self);
}

/* Esc with the focus on a row's button: back to the entry. */
static gboolean
escape_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  DeskPalette *self = DESK_PALETTE (widget);

  if (gtk_widget_has_focus (GTK_WIDGET (self->entry)))
    close_palette (self);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  return GDK_EVENT_STOP;
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  close_palette (DESK_PALETTE (widget));
}

static void
update_header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  const char *section = desk_palette_row_get_section (DESK_PALETTE_ROW (row));
  GtkWidget *label;

  if (before != NULL &&
      g_str_equal (section, desk_palette_row_get_section (DESK_PALETTE_ROW (before))))
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  label = gtk_label_new (section);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "desk-palette-section");
  gtk_list_box_row_set_header (row, label);
}

static DeskPaletteRow *
add_row (DeskPalette *self)
{
  GtkWidget *row = desk_palette_row_new ();

  gtk_widget_set_visible (row, FALSE);
  gtk_list_box_append (self->results_list, row);
  return DESK_PALETTE_ROW (row);
}

/* Also while it is shown: a window may be made narrower under it. */
static void
update_layout_cb (DeskPalette *self)
{
  gboolean narrow = desk_context_get_layout (self->context) <= DESK_LAYOUT_NARROW;

  gtk_widget_set_visible (self->keys_box, !narrow);
  gtk_widget_set_margin_top (self->clamp, narrow ? 12 : 96);
  for (guint i = 0; i < MAX_CUSTOMERS; i++)
    desk_palette_row_set_narrow (self->customers[i], narrow);
  for (guint i = 0; i < MAX_CHILDREN; i++)
    desk_palette_row_set_narrow (self->children[i], narrow);
  for (guint i = 0; i < MAX_ACTIONS; i++)
    desk_palette_row_set_narrow (self->actions[i], narrow);
}

static void
desk_palette_dispose (GObject *object)
{
  DeskPalette *self = DESK_PALETTE (object);

  forget_search (self);
  g_clear_pointer (&self->words, g_strfreev);
  gtk_widget_dispose_template (GTK_WIDGET (self), DESK_TYPE_PALETTE);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_palette_parent_class)->dispose (object);
}

static void
desk_palette_class_init (DeskPaletteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_palette_dispose;
  signals[CLOSED] = g_signal_new ("closed", DESK_TYPE_PALETTE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/zontik/Zontik/app/desk-palette.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskPalette, clamp);
  gtk_widget_class_bind_template_child (widget_class, DeskPalette, card);
  gtk_widget_class_bind_template_child (widget_class, DeskPalette, entry);
  gtk_widget_class_bind_template_child (widget_class, DeskPalette, found_label);
  gtk_widget_class_bind_template_child (widget_class, DeskPalette, scroller);
  gtk_widget_class_bind_template_child (widget_class, DeskPalette, results_list);
  gtk_widget_class_bind_template_child (widget_class, DeskPalette, nothing_label);
  gtk_widget_class_bind_template_child (widget_class, DeskPalette, keys_box);
  gtk_widget_class_bind_template_callback (widget_class, text_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, scrim_pressed_cb);
  gtk_widget_class_install_action (widget_class, "palette.close", NULL, close_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
}

static void
desk_palette_init (DeskPalette *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < MAX_CUSTOMERS; i++)
    self->customers[i] = add_row (self);
  for (guint i = 0; i < MAX_CHILDREN; i++)
    self->children[i] = add_row (self);
  for (guint i = 0; i < MAX_ACTIONS; i++)
    self->actions[i] = add_row (self);
  gtk_list_box_set_header_func (self->results_list, update_header_cb, NULL, NULL);
}

GtkWidget *
desk_palette_new (DeskContext *context)
{
  DeskPalette *self = g_object_new (DESK_TYPE_PALETTE, NULL);

  self->context = g_object_ref (context);
  g_signal_connect_object (context, "notify::layout", G_CALLBACK (update_layout_cb), self,
                           G_CONNECT_SWAPPED);
  update_layout_cb (self);
  return GTK_WIDGET (self);
}

void
desk_palette_open (DeskPalette *self)
{
  g_return_if_fail (DESK_IS_PALETTE (self));

  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  text_changed_cb (self);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

void
desk_palette_set_text (DeskPalette *self, const char *text)
{
  g_return_if_fail (DESK_IS_PALETTE (self));

  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

GStrv
desk_palette_dup_titles (DeskPalette *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  GtkListBoxRow *row;

  g_return_val_if_fail (DESK_IS_PALETTE (self), NULL);

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->results_list, i)) != NULL; i++)
    {
      g_autofree char *title = desk_palette_row_dup_title (DESK_PALETTE_ROW (row));

      if (gtk_widget_get_visible (GTK_WIDGET (row)))
        g_strv_builder_add (builder, title);
    }
  return g_strv_builder_end (builder);
}
