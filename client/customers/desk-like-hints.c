/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The likes of a new client below its form. Main thread; child of the form. */

#define G_LOG_DOMAIN "zontik-customers"

#include "client/customers/desk-like-hints.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-words.h"
#include "client/customers/desk-like-row.h"
#include "client/ui/desk-format.h"
#include "shared/base/crm-time.h"

#define MAX_SHOWN 4

struct _DeskLikeHints
{
  GtkWidget parent_instance;

  DeskContext *context; /* (owned) */
  GtkWidget *box;
  GtkListBox *list;
  GCancellable *cancellable; /* (owned) (nullable): of the look at work */
  GPtrArray *likes;          /* (owned) (nullable) (element-type DeskLike): as found */
  GHashTable *others;        /* (owned) (element-type utf8): ids of who is not meant */
};

enum
{
  CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskLikeHints, desk_like_hints, GTK_TYPE_WIDGET)

static void show_likes (DeskLikeHints *self);

static void
other_cb (GtkWidget *button, const char *id)
{
  DeskLikeHints *self = DESK_LIKE_HINTS (gtk_widget_get_ancestor (button, DESK_TYPE_LIKE_HINTS));

  g_hash_table_add (self->others, g_strdup (id));
  show_likes (self);
}

static void
free_id (gpointer id, GClosure *closure)
{
  g_free (id);
}

static void
add_row (DeskLikeHints *self, const DeskLike *like)
{
  GtkWidget *row = desk_like_row_new (self->context, like);
  /* Translators: %s is the name of a client */
  g_autofree char *spoken = g_strdup_printf (_ ("It is not %s"), like->name);
  GtkWidget *button = desk_like_row_add_button (row, _ ("Not a duplicate"), spoken);

  gtk_widget_set_name (row, like->id);
  gtk_widget_set_tooltip_text (row, _ ("Open the card instead"));
  g_signal_connect_data (button, "clicked", G_CALLBACK (other_cb), g_strdup (like->id), free_id, 0);
  gtk_list_box_append (self->list, row);
}

static void
show_likes (DeskLikeHints *self)
{
  GtkListBoxRow *row;
  guint n = 0;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; self->likes != NULL && i < self->likes->len && n < MAX_SHOWN; i++)
    {
      DeskLike *like = g_ptr_array_index (self->likes, i);

      if (g_hash_table_contains (self->others, like->id))
        continue;
      add_row (self, like);
      n++;
    }
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskLikeHints) self = user_data;
  g_autoptr (GError) error = NULL;
  GPtrArray *likes = desk_likeness_finish (DESK_DATABASE (source), result, &error);

  /* What was typed since asks anew. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->context == NULL)
    {
      g_clear_pointer (&likes, g_ptr_array_unref);
      return;
    }
  if (error != NULL)
    g_debug ("No likes: %s", error->message);
  g_clear_pointer (&self->likes, g_ptr_array_unref);
  self->likes = likes;
  show_likes (self);
}

static void
activated_cb (DeskLikeHints *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[CHOSEN], 0, gtk_widget_get_name (GTK_WIDGET (row)));
}

static void
desk_like_hints_dispose (GObject *object)
{
  DeskLikeHints *self = DESK_LIKE_HINTS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->context);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (desk_like_hints_parent_class)->dispose (object);
}

static void
desk_like_hints_finalize (GObject *object)
{
  DeskLikeHints *self = DESK_LIKE_HINTS (object);

  g_clear_pointer (&self->likes, g_ptr_array_unref);
  g_hash_table_unref (self->others);
  G_OBJECT_CLASS (desk_like_hints_parent_class)->finalize (object);
}

static void
desk_like_hints_class_init (DeskLikeHintsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_like_hints_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_like_hints_finalize;
  signals[CHOSEN] = g_signal_new ("chosen", DESK_TYPE_LIKE_HINTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
desk_like_hints_init (DeskLikeHints *self)
{
  GtkWidget *title = gtk_label_new (_ ("Perhaps already there"));

  self->others = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "heading");
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  title, NULL, -1);
  gtk_box_append (GTK_BOX (self->box), title);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->list));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
desk_like_hints_new (DeskContext *context)
{
  DeskLikeHints *self = g_object_new (DESK_TYPE_LIKE_HINTS, NULL);

  self->context = g_object_ref (context);
  desk_likeness_prepare (desk_context_get_database (context));
  return GTK_WIDGET (self);
}

/* What is understood of the form so far, looked for. */
static void
look (DeskLikeHints *self, const CrmDuplicateInput *input)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  desk_likeness_find_async (desk_context_get_database (self->context), input, NULL,
                            self->cancellable, found_cb, g_object_ref (self));
}

void
desk_like_hints_look (DeskLikeHints *self, const DeskCustomerForm *form)
{
  char *const *texts = form->texts;
  const char *phones[] = { texts[DESK_CUSTOMER_FORM_PHONE], NULL };
  const char *emails[] = { texts[DESK_CUSTOMER_FORM_EMAIL], NULL };
  const char *birth = texts[DESK_CUSTOMER_FORM_BIRTH];
  g_autofree char *last = NULL;
  g_autofree char *first = NULL;
  g_autofree char *middle = NULL;
  g_autofree char *day = birth != NULL ? desk_format_parse_date (birth, crm_time_now ()) : NULL;
  CrmDuplicateInput input = { .is_company = form->company,
                              .birth_date = day,
                              .inn = texts[DESK_CUSTOMER_FORM_INN],
                              .kpp = texts[DESK_CUSTOMER_FORM_KPP],
                              .address = texts[DESK_CUSTOMER_FORM_ADDRESS],
                              .phones = phones,
                              .emails = emails };

  g_return_if_fail (DESK_IS_LIKE_HINTS (self));

  if (self->context == NULL)
    return;
  desk_customer_split_name (texts[DESK_CUSTOMER_FORM_NAME], &last, &first, &middle);
  input.last_name = last;
  input.first_name = first;
  input.middle_name = middle;
  input.company_name = form->company ? texts[DESK_CUSTOMER_FORM_COMPANY] : NULL;
  look (self, &input);
}

void
desk_like_hints_add_commands (DeskLikeHints *self, const char *id, GPtrArray *commands)
{
  GHashTableIter iter;
  gpointer other;

  g_return_if_fail (DESK_IS_LIKE_HINTS (self));

  g_hash_table_iter_init (&iter, self->others);
  while (g_hash_table_iter_next (&iter, &other, NULL))
    g_ptr_array_add (commands, desk_like_make_command (id, other, "", 0, TRUE));
}
