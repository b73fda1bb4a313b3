/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The top of the card. Main thread; owned by the card. */

#include "client/customers/desk-customer-header.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "client/customers/desk-customer-cell.h"
#include "client/customers/desk-customer-facts.h"
#include "client/customers/desk-policy-words.h"
#include "client/ui/desk-avatar.h"
#include "client/ui/desk-format.h"
#include "shared/base/crm-time.h"
#include "shared/customers/crm-customer.h"

struct _DeskCustomerHeader
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkBox *main_box;
  DeskAvatar *avatar;
  GtkBox *text_box;
  GtkBox *name_box;
  GtkLabel *name_label;
  GtkBox *tags_box;
  GtkLabel *since_label;
  DeskCustomerFacts *customer_facts;
  GtkWidget *actions_box;
  GtkWidget *call_button;
  GtkWidget *write_button;

  DeskContext *context; /* (owned) (nullable) */
  CrmRecord *record;    /* (owned) (nullable) */
  GSignalGroup *events; /* (owned): of the record */
};

G_DEFINE_FINAL_TYPE (DeskCustomerHeader, desk_customer_header, GTK_TYPE_WIDGET)

/* The year is enough for those of earlier years; the first days are simply new. */
char *
desk_customer_dup_since (CrmRecord *record)
{
  gint64 at = desk_format_parse_instant (crm_record_get_text (record, CRM_CUSTOMER_CREATED_AT));
  gint64 now = crm_time_now ();
  const char *status = desk_customer_get_status (record);
  gboolean lead = g_strcmp0 (status, "lead") == 0;
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_utc (at / G_USEC_PER_SEC);
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_utc (now / G_USEC_PER_SEC);
  g_autofree char *day = NULL;

  if (g_strcmp0 (status, "former") == 0)
    return g_strdup (_ ("former client"));
  if (at == 0 || now - at < 2 * G_TIME_SPAN_DAY)
    return g_strdup (lead ? _ ("new lead") : _ ("new client"));
  if (g_date_time_get_year (then) != g_date_time_get_year (today))
    return g_strdup_printf (lead ? _ ("lead since %d") : _ ("client since %d"),
                            g_date_time_get_year (then));
  day = desk_format_day (at, now);
  return g_strdup_printf (lead ? _ ("lead since %s") : _ ("client since %s"), day);
}

static void
clear_box (GtkBox *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
}

static void
add_tag (DeskCustomerHeader *self, const char *text, const char *tone)
{
  GtkWidget *tag = gtk_label_new (text);

  gtk_widget_add_css_class (tag, "desk-tag");
  if (tone != NULL)
    gtk_widget_add_css_class (tag, tone);
  gtk_label_set_ellipsize (GTK_LABEL (tag), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (tag), 24);
  gtk_box_append (self->tags_box, tag);
}

static void
update_tags (DeskCustomerHeader *self)
{
  g_auto (GStrv) tags = crm_record_dup_list (self->record, CRM_CUSTOMER_TAGS);
  const char *status = desk_customer_get_status (self->record);
  CrmRecordState code = crm_record_get_state (self->record);
  /* Whoever left is told of by the notice; nothing of it waits. */
  const char *state = code != CRM_RECORD_DELETED ? desk_customer_state_word (self->record) : NULL;

  clear_box (self->tags_box);
  if (state != NULL)
    add_tag (self, state,
             code == CRM_RECORD_REJECTED   ? "late"
             : code == CRM_RECORD_CONFLICT ? "soon"
                                           : NULL);
  if (status != NULL && !g_str_equal (status, "client"))
    add_tag (self, desk_format_enum (&crm_customer_kind, "status", status), NULL);
  for (guint i = 0; tags != NULL && tags[i] != NULL && i < 4; i++)
    add_tag (self, tags[i], NULL);
}

/* Narrow, all facts are one line. */
static char *
dup_line (DeskCustomerHeader *self)
{
  const gint64 premium = crm_customer_get_summary (CRM_CUSTOMER (self->record))->premium;
  g_autofree char *since = desk_customer_dup_since (self->record);
  g_autofree char *sum = premium > 0 ? desk_money_format (premium) : NULL;

  if (sum == NULL)
    return g_steal_pointer (&since);
  /* Translators: since when somebody is a client, and what they pay in a year */
  return g_strdup_printf (_ ("%s · %s a year"), since, sum);
}

static void
update_cb (DeskCustomerHeader *self)
{
  g_autofree char *name = NULL;
  g_autofree char *since = NULL;

  if (self->record == NULL || !crm_record_is_loaded (self->record) || self->context == NULL)
    return;
  name = crm_customer_dup_display_name (CRM_CUSTOMER (self->record));
  desk_avatar_set_text (self->avatar, name);
  gtk_label_set_text (self->name_label, name);
  update_tags (self);
  since = dup_line (self);
  gtk_label_set_text (self->since_label, since != NULL ? since : "");
  gtk_widget_set_visible (self->call_button,
                          crm_customer_get_phone (CRM_CUSTOMER (self->record)) != NULL);
  gtk_widget_set_visible (self->write_button,
                          crm_customer_get_email (CRM_CUSTOMER (self->record)) != NULL);
}

static void
update_layout_cb (DeskCustomerHeader *self)
{
  gboolean narrow = desk_context_get_layout (self->context) == DESK_LAYOUT_NARROW;
  GtkOrientation orientation = narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL;
  GtkAlign align = narrow ? GTK_ALIGN_CENTER : GTK_ALIGN_FILL;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->main_box), orientation);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->name_box), orientation);
  gtk_box_set_spacing (self->main_box, narrow ? 9 : 16);
  g_object_set (self->avatar, "size", narrow ? 64 : 60, NULL);
  gtk_widget_set_halign (GTK_WIDGET (self->text_box), align);
  gtk_widget_set_halign (GTK_WIDGET (self->tags_box), align);
  gtk_widget_set_halign (self->actions_box, narrow ? GTK_ALIGN_CENTER : GTK_ALIGN_END);
  gtk_widget_set_visible (GTK_WIDGET (self->customer_facts), !narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->since_label), narrow);
  if (narrow)
    gtk_widget_add_css_class (GTK_WIDGET (self), "narrow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "narrow");
  update_cb (self);
}

static void
open_uri (DeskCustomerHeader *self, const char *scheme, const char *value)
{
  g_autofree char *escaped = g_uri_escape_string (value != NULL ? value : "", "@+", TRUE);
  g_autofree char *uri = g_strdup_printf ("%s:%s", scheme, escaped);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_show_uri (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, uri, GDK_CURRENT_TIME);
}

static void
call_clicked_cb (DeskCustomerHeader *self)
{
  open_uri (self, "tel", crm_customer_get_phone (CRM_CUSTOMER (self->record)));
}

static void
write_clicked_cb (DeskCustomerHeader *self)
{
  open_uri (self, "mailto", crm_customer_get_email (CRM_CUSTOMER (self->record)));
}

static void
desk_customer_header_dispose (GObject *object)
{
  DeskCustomerHeader *self = DESK_CUSTOMER_HEADER (object);

  g_clear_object (&self->events);
  g_clear_object (&self->record);
  g_clear_object (&self->context);
  gtk_widget_dispose_template (GTK_WIDGET (self), DESK_TYPE_CUSTOMER_HEADER);
  G_OBJECT_CLASS (desk_customer_header_parent_class)->dispose (object);
}

static void
desk_customer_header_class_init (DeskCustomerHeaderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_customer_header_dispose;
  g_type_ensure (DESK_TYPE_AVATAR);
  g_type_ensure (DESK_TYPE_CUSTOMER_FACTS);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/zontik/Zontik/customers/desk-customer-header.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerHeader, main_box);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerHeader, avatar);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerHeader, text_box);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerHeader, name_box);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerHeader, name_label);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerHeader, tags_box);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerHeader, since_label);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerHeader, customer_facts);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerHeader, actions_box);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerHeader, call_button);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerHeader, write_button);
  gtk_widget_class_bind_template_callback (widget_class, call_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, write_clicked_cb);
}

static void
desk_customer_header_init (DeskCustomerHeader *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->events = g_signal_group_new (CRM_TYPE_RECORD);
  g_signal_group_connect_swapped (self->events, "notify", G_CALLBACK (update_cb), self);
}

void
desk_customer_header_set_context (DeskCustomerHeader *self, DeskContext *context)
{
  g_return_if_fail (DESK_IS_CUSTOMER_HEADER (self));
  g_return_if_fail (self->context == NULL);

  self->context = g_object_ref (context);
  desk_customer_facts_set_context (self->customer_facts, context);
  g_signal_connect_object (context, "notify::layout", G_CALLBACK (update_layout_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (context, "users-changed", G_CALLBACK (update_cb), self,
                           G_CONNECT_SWAPPED);
  update_layout_cb (self);
}

void
desk_customer_header_set_record (DeskCustomerHeader *self, CrmRecord *record)
{
  g_return_if_fail (DESK_IS_CUSTOMER_HEADER (self));

  if (!g_set_object (&self->record, record))
    return;
  g_signal_group_set_target (self->events, record);
  desk_customer_facts_set_record (self->customer_facts, record);
  update_cb (self);
}
