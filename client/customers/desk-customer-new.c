/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The form for a new client. What it means is in desk-customer-form.c; here are the rows, the draft
 * and the keys. Main thread; a toplevel of its own, closed by the person. */

#include "client/customers/desk-customer-new.h"

#include <string.h>

#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "client/customers/desk-customer-form.h"
#include "client/customers/desk-customer-words.h"
#include "client/customers/desk-draft-timer.h"
#include "client/customers/desk-like-hints.h"
#include "client/store/desk-record-list.h"
#include "shared/base/crm-phone.h"
#include "shared/customers/crm-customer.h"

#define SEARCHED_DIGITS 10 /* of a phone, as the index has them */
#define DRAFT_KEY       "new-customer"
#define ASIDE_KEY       "new-customer:aside"

struct _DeskCustomerNew
{
  AdwWindow parent_instance;

  /* template widgets */
  GtkWidget *draft_box;
  GtkLabel *draft_label;
  GtkButton *draft_button;
  GtkWidget *form_box;
  GtkToggleButton *person_toggle;
  GtkToggleButton *company_toggle;
  GtkListBox *who_list;
  GtkListBox *more_list;

  /* made here, inside the lists */
  GtkWidget *rows[DESK_CUSTOMER_FORM_N_ROWS];       /* AdwEntryRow, the note a GtkListBoxRow */
  GtkWidget *error_rows[DESK_CUSTOMER_FORM_N_ROWS]; /* below each */
  GtkLabel *error_labels[DESK_CUSTOMER_FORM_N_ROWS];
  GtkTextView *note_view;
  GtkLabel *name_hint;
  GtkWidget *name_hint_row;
  GtkLabel *same_label;
  GtkWidget *same_row; /* who has this phone already */
  GtkWidget *hints;    /* (nullable): who else it may be */

  DeskContext *context; /* (owned) */
  DeskCustomerForm form;
  char *errors[DESK_CUSTOMER_FORM_N_ROWS];     /* (owned) (nullable) */
  gboolean touched[DESK_CUSTOMER_FORM_N_ROWS]; /* typed into, or save was asked for */
  char *set_aside;      /* (owned) (nullable): the draft of another client that may be taken up */
  char *created;        /* (owned) (nullable): id, while it is being stored */
  DeskRecordList *same; /* (owned) (nullable): found by the phone */
  CrmRecord *first;     /* (owned) (nullable): of them */
  DeskDraftTimer draft_timer;
  gboolean filling;
  gboolean restored;
};

enum
{
  PROP_CONTEXT = 1,
  N_PROPS,
};

enum
{
  CREATED,
  EXISTING,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static const char *const titles[DESK_CUSTOMER_FORM_N_ROWS] = {
  [DESK_CUSTOMER_FORM_NAME] = N_ ("Last, first and middle name"),
  [DESK_CUSTOMER_FORM_COMPANY] = N_ ("Company name"),
  [DESK_CUSTOMER_FORM_PHONE] = N_ ("Phone"),
  [DESK_CUSTOMER_FORM_EMAIL] = N_ ("E-mail"),
  [DESK_CUSTOMER_FORM_BIRTH] = N_ ("Birth date, like 14.03.1987"),
  [DESK_CUSTOMER_FORM_INN] = N_ ("INN"),
  [DESK_CUSTOMER_FORM_KPP] = N_ ("KPP"),
  [DESK_CUSTOMER_FORM_OGRN] = N_ ("OGRN"),
  [DESK_CUSTOMER_FORM_ADDRESS] = N_ ("Address"),
  [DESK_CUSTOMER_FORM_SOURCE] = N_ ("Source"),
  [DESK_CUSTOMER_FORM_NOTE] = N_ ("Note"),
};

G_DEFINE_FINAL_TYPE (DeskCustomerNew, desk_customer_new, ADW_TYPE_WINDOW)

static void
set_row_text (DeskCustomerNew *self, guint row, const char *text)
{
  if (row == DESK_CUSTOMER_FORM_NOTE)
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->note_view), text, -1);
  else
    gtk_editable_set_text (GTK_EDITABLE (self->rows[row]), text);
}

static char *
dup_row_text (DeskCustomerNew *self, guint row)
{
  GtkTextIter start, end;
  GtkTextBuffer *buffer;

  if (row != DESK_CUSTOMER_FORM_NOTE)
    return g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->rows[row])));
  buffer = gtk_text_view_get_buffer (self->note_view);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
show_error (DeskCustomerNew *self, guint row)
{
  const char *error = self->touched[row] ? self->errors[row] : NULL;

  gtk_label_set_text (self->error_labels[row], error != NULL ? error : "");
  gtk_widget_set_visible (self->error_rows[row],
                          error != NULL && desk_customer_form_has_row (&self->form, row));
  if (error != NULL)
    gtk_widget_add_css_class (self->rows[row], "error");
  else
    gtk_widget_remove_css_class (self->rows[row], "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->rows[row]), GTK_ACCESSIBLE_STATE_INVALID,
                               error != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                             : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

/* Shows how one line of names is understood, before it is stored. */
static void
show_name_parts (DeskCustomerNew *self)
{
  g_autofree char *last = NULL;
  g_autofree char *first = NULL;
  g_autofree char *middle = NULL;
  g_autofree char *text = NULL;

  desk_customer_split_name (self->form.texts[DESK_CUSTOMER_FORM_NAME], &last, &first, &middle);
  if (middle != NULL)
    text = g_strdup_printf (_ ("last name %s, first name %s, middle name %s"), last, first, middle);
  else if (first != NULL)
    text = g_strdup_printf (_ ("last name %s, first name %s"), last, first);
  gtk_label_set_text (self->name_hint, text != NULL ? text : "");
  gtk_widget_set_visible (self->name_hint_row, text != NULL && !self->form.company);
}

static void
check (DeskCustomerNew *self)
{
  for (guint i = 0; i < DESK_CUSTOMER_FORM_N_ROWS; i++)
    g_clear_pointer (&self->errors[i], g_free);
  desk_customer_form_check (&self->form, self->errors);
  for (guint i = 0; i < DESK_CUSTOMER_FORM_N_ROWS; i++)
    show_error (self, i);
  show_name_parts (self);
}

static void
show_same_cb (DeskCustomerNew *self)
{
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;
  gboolean known = self->first != NULL && crm_record_is_loaded (self->first) &&
                   (self->hints == NULL || !gtk_widget_get_visible (self->hints));

  if (known)
    {
      name = crm_customer_dup_display_name (CRM_CUSTOMER (self->first));
      text = g_strdup_printf (_ ("Already there: %s"), name);
      gtk_label_set_text (self->same_label, text);
    }
  gtk_widget_set_visible (self->same_row, known);
}

static void
same_changed_cb (DeskCustomerNew *self)
{
  if (self->first != NULL)
    g_signal_handlers_disconnect_by_func (self->first, show_same_cb, self);
  g_clear_object (&self->first);
  /* Until the answer comes the rows are those of the number before. */
  if (!desk_record_list_is_loading (self->same))
    self->first = g_list_model_get_item (G_LIST_MODEL (self->same), 0);
  if (self->first != NULL)
    g_signal_connect_object (self->first, "notify::loaded", G_CALLBACK (show_same_cb), self,
                             G_CONNECT_SWAPPED);
  show_same_cb (self);
}

/* One person, one card: who has this phone is found while it is typed. */
static void
look_for_same (DeskCustomerNew *self)
{
  g_autofree char *phone = crm_phone_normalise (self->form.texts[DESK_CUSTOMER_FORM_PHONE]);
  g_autoptr (DeskQuery) all = NULL;
  g_autoptr (DeskQuery) query = NULL;

  if (phone == NULL || strlen (phone) < SEARCHED_DIGITS || self->context == NULL)
    {
      g_clear_object (&self->first);
      gtk_widget_set_visible (self->same_row, FALSE);
      return;
    }
  all = desk_query_new (&crm_customer_kind);
  query = desk_query_search (all, phone + strlen (phone) - SEARCHED_DIGITS);
  if (self->same == NULL)
    {
      self->same = desk_record_list_new (desk_context_get_database (self->context), query);
      g_signal_connect_object (self->same, "items-changed", G_CALLBACK (same_changed_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->same, "notify::loading", G_CALLBACK (same_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  else
    desk_record_list_set_query (self->same, query);
}

static void
take_existing_cb (DeskCustomerNew *self, const char *id)
{
  g_signal_emit (self, signals[EXISTING], 0, id);
  gtk_window_close (GTK_WINDOW (self));
}

static void
row_activated_cb (DeskCustomerNew *self, GtkListBoxRow *row)
{
  if (GTK_WIDGET (row) == self->same_row && self->first != NULL)
    take_existing_cb (self, crm_record_get_id (self->first));
}

static void
store_draft (DeskCustomerNew *self)
{
  g_autofree char *draft =
      desk_customer_form_is_empty (&self->form) ? NULL : desk_customer_form_to_draft (&self->form);

  desk_outbox_save_draft_async (desk_context_get_outbox (self->context), DRAFT_KEY, draft, NULL,
                                NULL, NULL);
}

static void
draft_due_cb (gpointer user_data)
{
  store_draft (user_data);
}

static void
queue_draft (DeskCustomerNew *self)
{
  if (self->created == NULL && self->context != NULL)
    desk_draft_timer_start (&self->draft_timer, draft_due_cb, self);
}

static void
look_for_likes (DeskCustomerNew *self)
{
  if (self->hints != NULL)
    desk_like_hints_look (DESK_LIKE_HINTS (self->hints), &self->form);
}

/* The rows were read as a whole: more may be found now. */
static void
rows_changed_cb (DeskCustomerNew *self, const CrmKind *kind, GStrv ids)
{
  if (kind == &crm_customer_kind && ids == NULL)
    look_for_likes (self);
}

static void
changed_cb (DeskCustomerNew *self)
{
  if (self->filling)
    return;
  for (guint i = 0; i < DESK_CUSTOMER_FORM_N_ROWS; i++)
    {
      g_autofree char *text = dup_row_text (self, i);

      if (g_strcmp0 (text, self->form.texts[i] != NULL ? self->form.texts[i] : "") == 0)
        continue;
      g_free (self->form.texts[i]);
      self->form.texts[i] = g_steal_pointer (&text);
      self->touched[i] = TRUE;
      if (i == DESK_CUSTOMER_FORM_PHONE)
        look_for_same (self);
    }
  check (self);
  look_for_likes (self);
  queue_draft (self);
}

static void
show_kind (DeskCustomerNew *self)
{
  for (guint i = 0; i < DESK_CUSTOMER_FORM_N_ROWS; i++)
    gtk_widget_set_visible (self->rows[i], desk_customer_form_has_row (&self->form, i));
  check (self);
}

static void
kind_toggled_cb (DeskCustomerNew *self)
{
  gboolean company = !gtk_toggle_button_get_active (self->person_toggle);

  if (self->form.company == company || self->filling)
    return;
  self->form.company = company;
  show_kind (self);
  queue_draft (self);
}

/* From the form into the rows. */
static void
fill (DeskCustomerNew *self)
{
  self->filling = TRUE;
  gtk_toggle_button_set_active (self->form.company ? self->company_toggle : self->person_toggle,
                                TRUE);
  for (guint i = 0; i < DESK_CUSTOMER_FORM_N_ROWS; i++)
    set_row_text (self, i, self->form.texts[i] != NULL ? self->form.texts[i] : "");
  self->filling = FALSE;
  show_kind (self);
  look_for_same (self);
  look_for_likes (self);
}

static void
show_draft_bar (DeskCustomerNew *self, const char *text, const char *button)
{
  gtk_label_set_text (self->draft_label, text);
  gtk_button_set_label (self->draft_button, button);
  gtk_widget_set_visible (self->draft_box, TRUE);
}

static void
store_aside (DeskCustomerNew *self)
{
  desk_outbox_save_draft_async (desk_context_get_outbox (self->context), ASIDE_KEY, self->set_aside,
                                NULL, NULL, NULL);
}

static void
show_aside_bar (DeskCustomerNew *self)
{
  show_draft_bar (self, _ ("There is an unfinished client"), _ ("Continue that one"));
}

static void
offer_draft (DeskCustomerNew *self)
{
  DeskOutbox *outbox = desk_context_get_outbox (self->context);
  g_autofree char *draft = desk_outbox_dup_draft (outbox, DRAFT_KEY);

  self->set_aside = desk_outbox_dup_draft (outbox, ASIDE_KEY);
  if (draft == NULL && self->set_aside != NULL)
    {
      draft = g_steal_pointer (&self->set_aside);
      desk_outbox_save_draft_async (outbox, DRAFT_KEY, draft, NULL, NULL, NULL);
      store_aside (self);
    }
  if (!desk_customer_form_from_draft (&self->form, draft))
    return;
  self->restored = TRUE;
  for (guint i = 0; i < DESK_CUSTOMER_FORM_N_ROWS; i++)
    self->touched[i] = self->form.texts[i] != NULL;
  fill (self);
  if (self->set_aside != NULL)
    show_aside_bar (self);
  else
    show_draft_bar (self, _ ("Draft restored"), _ ("Start over"));
}

static void
draft_clicked_cb (DeskCustomerNew *self)
{
  g_autofree char *draft = g_steal_pointer (&self->set_aside);

  gtk_widget_set_visible (self->draft_box, FALSE);
  if (draft != NULL && !desk_customer_form_is_empty (&self->form))
    {
      self->set_aside = desk_customer_form_to_draft (&self->form);
      show_aside_bar (self);
    }
  store_aside (self);
  desk_customer_form_clear (&self->form);
  memset (self->touched, 0, sizeof self->touched);
  self->restored = draft != NULL && desk_customer_form_from_draft (&self->form, draft);
  fill (self);
  store_draft (self);
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskCustomerNew) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = g_steal_pointer (&self->created);

  if (!desk_outbox_submit_finish (DESK_OUTBOX (source), result, &error))
    {
      g_warning ("Cannot store a new client: %s", error->message);
      show_draft_bar (self,
                      g_error_matches (error, CRM_ERROR, CRM_ERROR_FULL)
                          ? _ ("The disk is full: the client is not stored")
                          : _ ("The client could not be stored"),
                      _ ("Start over"));
      return;
    }
  desk_outbox_save_draft_async (DESK_OUTBOX (source), DRAFT_KEY, self->set_aside, NULL, NULL, NULL);
  desk_outbox_save_draft_async (DESK_OUTBOX (source), ASIDE_KEY, NULL, NULL, NULL, NULL);
  g_signal_emit (self, signals[CREATED], 0, id);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
focus_row (DeskCustomerNew *self, guint row)
{
  gtk_widget_grab_focus (row == DESK_CUSTOMER_FORM_NOTE ? GTK_WIDGET (self->note_view)
                                                        : self->rows[row]);
}

static gboolean
focus_first_error (DeskCustomerNew *self)
{
  for (guint i = 0; i < DESK_CUSTOMER_FORM_N_ROWS; i++)
    if (self->errors[i] != NULL)
      {
        focus_row (self, i);
        return TRUE;
      }
  return FALSE;
}

static int
find_focus_row (DeskCustomerNew *self)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));

  for (int i = 0; focus != NULL && i < DESK_CUSTOMER_FORM_N_ROWS; i++)
    if (gtk_widget_is_ancestor (focus, self->rows[i]))
      return i;
  return -1;
}

/* GtkListBox gives up at a row of words: Tab would jump over the rest of the list. */
static gboolean
tab_cb (DeskCustomerNew *self, guint keyval)
{
  int step = keyval == GDK_KEY_Tab ? 1 : keyval == GDK_KEY_ISO_Left_Tab ? -1 : 0;
  int at = step != 0 ? find_focus_row (self) : -1;

  if (at < 0)
    return GDK_EVENT_PROPAGATE;
  for (int i = at + step; i >= 0 && i < DESK_CUSTOMER_FORM_N_ROWS; i += step)
    {
      gboolean passes_same = MIN (i, i - step) == DESK_CUSTOMER_FORM_PHONE;

      if (passes_same && gtk_widget_get_visible (self->same_row))
        {
          gtk_widget_grab_focus (self->same_row);
          return GDK_EVENT_STOP;
        }
      if (gtk_widget_get_visible (self->rows[i]))
        {
          focus_row (self, (guint) i);
          return GDK_EVENT_STOP;
        }
    }
  return GDK_EVENT_PROPAGATE;
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  desk_customer_new_save (DESK_CUSTOMER_NEW (widget));
}

static GtkListBox *
get_list (DeskCustomerNew *self, guint row)
{
  return row <= DESK_CUSTOMER_FORM_EMAIL ? self->who_list : self->more_list;
}

static GtkWidget *
make_text_row (GtkLabel **label, const char *class)
{
  GtkWidget *row = gtk_list_box_row_new ();

  *label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (*label, 0);
  gtk_label_set_wrap (*label, TRUE);
  gtk_label_set_wrap_mode (*label, PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (GTK_WIDGET (*label), class);
  gtk_widget_add_css_class (row, "desk-form-text");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), GTK_WIDGET (*label));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_widget_set_visible (row, FALSE);
  return row;
}

static GtkWidget *
make_note_row (DeskCustomerNew *self)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *label = gtk_label_new (_ (titles[DESK_CUSTOMER_FORM_NOTE]));

  self->note_view = GTK_TEXT_VIEW (gtk_text_view_new ());
  gtk_text_view_set_wrap_mode (self->note_view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (self->note_view, FALSE);
  gtk_widget_set_size_request (GTK_WIDGET (self->note_view), -1, 54);
  gtk_widget_add_css_class (GTK_WIDGET (self->note_view), "desk-field-editor");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->note_view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (titles[DESK_CUSTOMER_FORM_NOTE]), -1);
  g_signal_connect_object (gtk_text_view_get_buffer (self->note_view), "changed",
                           G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "desk-subtitle");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->note_view));
  gtk_widget_add_css_class (row, "desk-form-note");
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return row;
}

static void
make_rows (DeskCustomerNew *self)
{
  for (guint i = 0; i < DESK_CUSTOMER_FORM_N_ROWS; i++)
    {
      GtkListBox *list = get_list (self, i);

      if (i == DESK_CUSTOMER_FORM_NOTE)
        self->rows[i] = make_note_row (self);
      else
        {
          self->rows[i] = adw_entry_row_new ();
          adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->rows[i]), _ (titles[i]));
          g_signal_connect_object (self->rows[i], "changed", G_CALLBACK (changed_cb), self,
                                   G_CONNECT_SWAPPED);
        }
      gtk_list_box_append (list, self->rows[i]);
      if (i == DESK_CUSTOMER_FORM_NAME)
        {
          self->name_hint_row = make_text_row (&self->name_hint, "desk-subtitle");
          gtk_list_box_append (list, self->name_hint_row);
        }
      if (i == DESK_CUSTOMER_FORM_PHONE)
        {
          self->same_row = make_text_row (&self->same_label, "desk-soon");
          gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->same_row), TRUE);
          gtk_widget_set_focusable (self->same_row, TRUE);
          gtk_widget_set_tooltip_text (self->same_row, _ ("Open the card"));
          gtk_list_box_append (list, self->same_row);
        }
      self->error_rows[i] = make_text_row (&self->error_labels[i], "desk-late");
      gtk_list_box_append (list, self->error_rows[i]);
    }
}

static void
desk_customer_new_set_property (GObject *object,
                                guint property_id,
                                const GValue *value,
                                GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_CONTEXT:
      DESK_CUSTOMER_NEW (object)->context = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_customer_new_constructed (GObject *object)
{
  DeskCustomerNew *self = DESK_CUSTOMER_NEW (object);

  G_OBJECT_CLASS (desk_customer_new_parent_class)->constructed (object);
  show_kind (self);
  if (self->context == NULL)
    return;
  self->hints = desk_like_hints_new (self->context);
  gtk_box_insert_child_after (GTK_BOX (gtk_widget_get_parent (GTK_WIDGET (self->who_list))),
                              self->hints, GTK_WIDGET (self->who_list));
  g_signal_connect_object (self->hints, "chosen", G_CALLBACK (take_existing_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (desk_context_get_database (self->context), "changed",
                           G_CALLBACK (rows_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->hints, "notify::visible", G_CALLBACK (show_same_cb), self,
                           G_CONNECT_SWAPPED);
  offer_draft (self);
}

static void
desk_customer_new_dispose (GObject *object)
{
  DeskCustomerNew *self = DESK_CUSTOMER_NEW (object);

  desk_draft_timer_flush (&self->draft_timer);
  g_clear_object (&self->same);
  g_clear_object (&self->first);
  g_clear_object (&self->context);
  /* The rows go with the template; nothing they emit on the way is an edit. */
  self->filling = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), DESK_TYPE_CUSTOMER_NEW);
  G_OBJECT_CLASS (desk_customer_new_parent_class)->dispose (object);
}

static void
desk_customer_new_finalize (GObject *object)
{
  DeskCustomerNew *self = DESK_CUSTOMER_NEW (object);

  desk_customer_form_clear (&self->form);
  for (guint i = 0; i < DESK_CUSTOMER_FORM_N_ROWS; i++)
    g_free (self->errors[i]);
  g_free (self->set_aside);
  g_free (self->created);
  G_OBJECT_CLASS (desk_customer_new_parent_class)->finalize (object);
}

static void
desk_customer_new_class_init (DeskCustomerNewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = desk_customer_new_constructed;
  object_class->dispose = desk_customer_new_dispose;
  object_class->finalize = desk_customer_new_finalize;
  object_class->set_property = desk_customer_new_set_property;
  properties[PROP_CONTEXT] =
      g_param_spec_object ("context", NULL, NULL, DESK_TYPE_CONTEXT,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CREATED] = g_signal_new ("created", DESK_TYPE_CUSTOMER_NEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  signals[EXISTING] = g_signal_new ("existing", DESK_TYPE_CUSTOMER_NEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/zontik/Zontik/customers/desk-customer-new.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerNew, draft_box);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerNew, draft_label);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerNew, draft_button);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerNew, form_box);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerNew, person_toggle);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerNew, company_toggle);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerNew, who_list);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerNew, more_list);
  gtk_widget_class_bind_template_callback (widget_class, kind_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, draft_clicked_cb);
  gtk_widget_class_install_action (widget_class, "new-customer.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK,
                                       "new-customer.save", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
desk_customer_new_init (DeskCustomerNew *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  make_rows (self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (tab_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_object (self->who_list, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
desk_customer_new_new (DeskContext *context)
{
  return g_object_new (DESK_TYPE_CUSTOMER_NEW, "context", context, NULL);
}

static DeskCustomerFormRow
guess_row (const char *text)
{
  if (strchr (text, '@') != NULL)
    return DESK_CUSTOMER_FORM_EMAIL;
  if (strspn (text, "0123456789+-() ") == strlen (text))
    return DESK_CUSTOMER_FORM_PHONE;
  return DESK_CUSTOMER_FORM_NAME;
}

void
desk_customer_new_prefill (DeskCustomerNew *self, const char *text)
{
  DeskCustomerFormRow row;

  g_return_if_fail (DESK_IS_CUSTOMER_NEW (self));
  g_return_if_fail (text != NULL);

  /* Two are begun already: no room for a third. */
  if (self->set_aside != NULL)
    return;
  if (self->restored)
    {
      /* What was begun earlier is not lost and not in the way. */
      self->set_aside = desk_customer_form_to_draft (&self->form);
      desk_customer_form_clear (&self->form);
      self->form.company = FALSE;
      self->restored = FALSE;
      memset (self->touched, 0, sizeof self->touched);
      store_aside (self);
      show_aside_bar (self);
    }
  row = guess_row (text);
  self->form.texts[row] = g_strdup (text);
  fill (self);
}

void
desk_customer_new_type (DeskCustomerNew *self, DeskCustomerFormRow row, const char *text)
{
  g_return_if_fail (DESK_IS_CUSTOMER_NEW (self));
  set_row_text (self, row, text);
}

const char *
desk_customer_new_get_error (DeskCustomerNew *self, DeskCustomerFormRow row)
{
  g_return_val_if_fail (DESK_IS_CUSTOMER_NEW (self), NULL);
  return self->touched[row] ? self->errors[row] : NULL;
}

char *
desk_customer_new_dup_text (DeskCustomerNew *self, DeskCustomerFormRow row)
{
  g_return_val_if_fail (DESK_IS_CUSTOMER_NEW (self), NULL);
  return dup_row_text (self, row);
}

void
desk_customer_new_set_company (DeskCustomerNew *self, gboolean company)
{
  g_return_if_fail (DESK_IS_CUSTOMER_NEW (self));
  gtk_toggle_button_set_active (company ? self->company_toggle : self->person_toggle, TRUE);
}

gboolean
desk_customer_new_is_restored (DeskCustomerNew *self)
{
  g_return_val_if_fail (DESK_IS_CUSTOMER_NEW (self), FALSE);
  return self->restored;
}

void
desk_customer_new_save (DeskCustomerNew *self)
{
  g_autoptr (GPtrArray) commands = NULL;

  g_return_if_fail (DESK_IS_CUSTOMER_NEW (self));

  if (self->created != NULL)
    return;
  for (guint i = 0; i < DESK_CUSTOMER_FORM_N_ROWS; i++)
    self->touched[i] = TRUE;
  check (self);
  if (focus_first_error (self))
    return;
  desk_draft_timer_stop (&self->draft_timer);
  /* Should the program die before the outbox has it, the draft has. */
  store_draft (self);
  commands = desk_customer_form_make_commands (&self->form, self->context, &self->created);
  if (self->hints != NULL)
    desk_like_hints_add_commands (DESK_LIKE_HINTS (self->hints), self->created, commands);
  desk_outbox_submit_async (desk_context_get_outbox (self->context), commands, NULL, submitted_cb,
                            g_object_ref (self));
}

void
desk_customer_new_focus (DeskCustomerNew *self)
{
  DeskCustomerFormRow row;

  g_return_if_fail (DESK_IS_CUSTOMER_NEW (self));

  row = self->form.company ? DESK_CUSTOMER_FORM_COMPANY : DESK_CUSTOMER_FORM_NAME;
  gtk_widget_grab_focus (self->rows[row]);
  gtk_editable_set_position (GTK_EDITABLE (self->rows[row]), -1);
}
