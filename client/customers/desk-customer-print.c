/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Printing and saving the card: the sheet is made first, then the widget may be gone. */

#include "client/customers/desk-customer-print.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "client/customers/desk-customer-sheet.h"
#include "client/printing/desk-sheet-file.h"
#include "client/printing/desk-sheet-print.h"
#include "shared/customers/crm-customer.h"

typedef struct
{
  GtkWidget *from;      /* (nullable) weak */
  DeskContext *context; /* (owned) */
  CrmRecord *customer;  /* (owned) */
  GFile *file;          /* (owned) (nullable): %NULL goes to a printer */
} Print;

static Print *
print_new (GtkWidget *from, DeskContext *context, CrmRecord *customer)
{
  Print *print = g_new0 (Print, 1);

  g_set_weak_pointer (&print->from, from);
  print->context = g_object_ref (context);
  print->customer = g_object_ref (customer);
  return print;
}

static void
print_free (Print *print)
{
  g_clear_weak_pointer (&print->from);
  g_object_unref (print->context);
  g_object_unref (print->customer);
  g_clear_object (&print->file);
  g_free (print);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Print, print_free)

static GtkWindow *
get_window (GtkWidget *from)
{
  GtkRoot *root = from != NULL ? gtk_widget_get_root (from) : NULL;

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

static void
tell_failure (GtkWidget *from, const char *title, const char *text)
{
  GtkWidget *dialog;

  if (get_window (from) == NULL)
    return;
  dialog = adw_message_dialog_new (get_window (from), title, text);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Print) print = user_data;
  g_autoptr (GError) error = NULL;

  if (desk_sheet_save_finish (result, &error))
    {
      if (print->from != NULL)
        gtk_widget_activate_action (print->from, "win.show-toast", "s", _ ("The card is saved"));
      return;
    }
  g_message ("A card cannot be saved: %s", error->message);
  tell_failure (print->from, _ ("The card was not saved"),
                _ ("The file cannot be written: the disk may be full or the folder closed to you. "
                   "A file that was there is as before, the client is unchanged. Choose another "
                   "folder and save again."));
}

static void
done_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, GtkWidget **from)
{
  if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    tell_failure (*from, _ ("The card was not printed"),
                  _ ("The printer did not take it; the client is unchanged. Look whether the "
                     "printer is on and print again, or save the card as a PDF."));
}

static void
free_weak (gpointer data, GClosure *closure)
{
  g_clear_weak_pointer ((GtkWidget **) data);
  g_free (data);
}

static void
run_print (Print *print, DeskSheet *sheet)
{
  g_autoptr (GtkPrintOperation) operation = desk_sheet_make_print (sheet);
  g_autoptr (GError) error = NULL;
  GtkWidget **from = g_new0 (GtkWidget *, 1);

  g_set_weak_pointer (from, print->from);
  /* An error of the run itself comes by "done" as well. */
  g_signal_connect_data (operation, "done", G_CALLBACK (done_cb), from, free_weak, 0);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                           get_window (print->from), &error);
  if (error != NULL)
    g_message ("Cannot print: %s", error->message);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Print) print = user_data;
  g_autoptr (DeskSheet) sheet = desk_customer_sheet_make_finish (result, NULL);
  g_autoptr (GtkPageSetup) setup = desk_sheet_make_page_setup ();

  if (sheet == NULL)
    return;
  if (print->file != NULL)
    {
      g_autoptr (GFile) file = g_object_ref (print->file);

      desk_sheet_save_async (sheet, setup, file, NULL, saved_cb, g_steal_pointer (&print));
    }
  else if (print->from != NULL)
    run_print (print, sheet);
}

void
desk_customer_print (GtkWidget *from, DeskContext *context, CrmRecord *customer)
{
  desk_customer_sheet_make_async (context, customer, made_cb, print_new (from, context, customer));
}

void
desk_customer_save_pdf_as (GtkWidget *from, DeskContext *context, CrmRecord *customer, GFile *file)
{
  Print *print = print_new (from, context, customer);

  print->file = g_object_ref (file);
  desk_customer_sheet_make_async (context, customer, made_cb, print);
}

static void
response_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  g_autoptr (Print) print = user_data;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      desk_customer_save_pdf_as (print->from, print->context, print->customer, file);
    }
  g_object_unref (dialog);
}

void
desk_customer_save_pdf (GtkWidget *from, DeskContext *context, CrmRecord *customer)
{
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (_ ("Save the card as PDF"), get_window (from),
                                   GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Save"), NULL);
  g_autofree char *name = crm_customer_dup_display_name (CRM_CUSTOMER (customer));
  g_autofree char *file = NULL;

  g_strdelimit (name, "/", '-');
  file = g_strconcat (name, ".pdf", NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), file);
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb),
                    print_new (from, context, customer));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
