/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Entries of the timeline into sentences, one small function for each kind of event. Main thread;
 * pure but for the names of people and products. */

#include "client/customers/desk-history-words.h"

#include <glib/gi18n.h>

#include "client/customers/desk-card-words.h"
#include "client/ui/desk-format.h"
#include "client/ui/desk-products.h"
#include "shared/base/crm-time.h"
#include "shared/customers/crm-consent.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-instalment.h"
#include "shared/customers/crm-note.h"
#include "shared/customers/crm-offer.h"
#include "shared/customers/crm-policy.h"
#include "shared/customers/crm-task.h"

typedef struct
{
  DeskHistoryWords *words;
  DeskContext *context;
  const DeskTimelineEntry *entry;
  CrmRecord *record;
  CrmRecord *policy; /* (nullable) */
} Line;

static const char *
get_product (Line *line, CrmRecord *record, guint field)
{
  const char *code = record == NULL ? NULL : crm_record_get_text (record, field);

  return desk_product_get_name (line->context, code);
}

/* "КАСКО · <b>15 600 ₽</b>"; @sum (nullable). */
static void
set_title (Line *line, const char *what, const char *sum)
{
  line->words->title = sum == NULL ? g_markup_printf_escaped ("%s", what)
                                   : g_markup_printf_escaped ("%s \xc2\xb7 <b>%s</b>", what, sum);
}

static void
say_creation (Line *line)
{
  line->words->icon_name = "x-office-address-book-symbolic";
  line->words->title =
      desk_change_words_dup_title (line->context, _ ("Client created"),
                                   crm_record_get_text (line->record, CRM_CUSTOMER_CREATED_BY));
}

static void
say_change (Line *line)
{
  desk_change_words_make (line->words, line->context, line->record);
}

static void
say_note (Line *line)
{
  line->words->icon_name =
      line->entry->section == DESK_TIMELINE_PINNED ? "view-pin-symbolic" : "zontik-script-symbolic";
  line->words->title =
      desk_change_words_dup_title (line->context, _ ("Note"),
                                   crm_record_get_text (line->record, CRM_NOTE_AUTHOR));
  line->words->detail = g_strdup (crm_record_get_text (line->record, CRM_NOTE_TEXT));
}

static void
say_policy (Line *line)
{
  const char *number = crm_record_get_text (line->record, CRM_POLICY_NUMBER);
  const char *product = get_product (line, line->record, CRM_POLICY_PRODUCT);
  gboolean issued = line->entry->event == DESK_TIMELINE_POLICY_ISSUED;
  g_autofree char *premium = desk_card_dup_money (line->record, CRM_POLICY_PREMIUM_KOPECKS);
  g_autofree char *from =
      desk_format_date (crm_record_get_text (line->record, CRM_POLICY_STARTS_ON));
  g_autofree char *to = desk_format_date (crm_record_get_text (line->record, CRM_POLICY_ENDS_ON));
  /* Translators: %s is a product */
  g_autofree char *what =
      g_strdup_printf (issued ? _ ("%s: policy issued") : _ ("%s: policy ended"), product);

  line->words->icon_name =
      desk_product_get_icon (line->context, crm_record_get_text (line->record, CRM_POLICY_PRODUCT));
  line->words->tone = issued ? "ok" : NULL;
  set_title (line, what, issued ? premium : NULL);
  line->words->detail = g_strdup_printf ("%s%s%s\xe2\x80\x93%s", number != NULL ? number : "",
                                         number != NULL ? " \xc2\xb7 " : "", from, to);
}

static void
say_instalment (Line *line)
{
  gboolean paid = line->entry->event == DESK_TIMELINE_INSTALMENT_PAID;
  const char *no = crm_record_get_text (line->record, CRM_INSTALMENT_NO);
  const char *product = line->policy != NULL && crm_record_is_loaded (line->policy)
                            ? get_product (line, line->policy, CRM_POLICY_PRODUCT)
                            : "";
  g_autofree char *sum = desk_card_dup_money (line->record, paid ? CRM_INSTALMENT_PAID_KOPECKS
                                                                 : CRM_INSTALMENT_AMOUNT_KOPECKS);
  /* Translators: a product, the number of the instalment, how many there are */
  g_autofree char *what =
      g_strdup_printf (paid ? _ ("%s instalment %s of %u") : _ ("%s instalment %s of %u not paid"),
                       product, no != NULL ? no : "1", MAX (1, line->entry->of));

  line->words->icon_name = "zontik-wallet-symbolic";
  line->words->tone = paid ? "ok" : "late";
  set_title (line, g_strstrip (what), sum);
}

static void
say_task (Line *line)
{
  const char *assignee =
      desk_context_get_user_name (line->context,
                                  crm_record_get_text (line->record, CRM_TASK_ASSIGNEE));
  const char *outcome = crm_record_get_text (line->record, CRM_TASK_OUTCOME);
  const char *text = crm_record_get_text (line->record, CRM_TASK_TEXT);
  gboolean done = line->entry->event == DESK_TIMELINE_TASK_DONE;
  gboolean late = !done && line->entry->at != 0 && line->entry->at < crm_time_now ();

  line->words->icon_name = done ? "object-select-symbolic" : "radio-symbolic";
  line->words->tone = done ? "ok" : late ? "late" : NULL;
  line->words->title =
      g_markup_printf_escaped (done ? "%s" : "<b>%s</b>", text != NULL ? text : "");
  if (late)
    line->words->detail =
        g_strdup_printf ("%s%s%s", _ ("The time is over"), assignee != NULL ? " \xc2\xb7 " : "",
                         assignee != NULL ? assignee : "");
  else
    line->words->detail = g_strdup (done && outcome != NULL ? outcome : assignee);
}

static void
say_offer (Line *line)
{
  const char *product = get_product (line, line->record, CRM_OFFER_PRODUCT);
  const char *status = crm_record_get_text (line->record, CRM_OFFER_STATUS);
  gboolean offered = line->entry->event == DESK_TIMELINE_OFFERED;
  gboolean won = !offered && g_strcmp0 (status, "won") == 0;
  g_autofree char *sum = desk_card_dup_money (line->record, CRM_OFFER_PREMIUM_KOPECKS);
  /* Translators: %s is a product */
  g_autofree char *what = g_strdup_printf (offered ? _ ("Offered: %s")
                                           : won   ? _ ("Bought: %s")
                                                   : _ ("Refused: %s"),
                                           product);

  line->words->icon_name = "zontik-megaphone-symbolic";
  line->words->tone = won ? "ok" : NULL;
  set_title (line, what, sum);
  if (offered)
    line->words->detail = g_strdup (crm_record_get_text (line->record, CRM_OFFER_REASON));
}

static void
say_consent (Line *line)
{
  gboolean given = line->entry->event == DESK_TIMELINE_CONSENT_GIVEN;
  const char *purpose =
      desk_card_purpose_word (crm_record_get_text (line->record, CRM_CONSENT_PURPOSE));
  const char *channel =
      desk_card_channel_word (crm_record_get_text (line->record, CRM_CONSENT_CHANNEL));
  const char *way = crm_record_get_text (line->record, given ? CRM_CONSENT_EVIDENCE
                                                             : CRM_CONSENT_WITHDRAWN_CHANNEL);
  /* Translators: %s is what for: "advertising" */
  g_autofree char *what =
      g_strdup_printf (given ? _ ("Consent: %s") : _ ("Consent withdrawn: %s"), purpose);

  line->words->icon_name = given ? "emblem-ok-symbolic" : "changes-prevent-symbolic";
  line->words->tone = given ? "ok" : NULL;
  set_title (line, what, NULL);
  line->words->detail = g_strdup_printf ("%s%s%s", channel, way != NULL ? ", " : "",
                                         way != NULL ? desk_card_evidence_word (way) : "");
}

typedef void (*Say) (Line *line);

static const Say sayings[] = {
  [DESK_TIMELINE_CREATED] = say_creation,
  [DESK_TIMELINE_CHANGED] = say_change,
  [DESK_TIMELINE_NOTE] = say_note,
  [DESK_TIMELINE_POLICY_ISSUED] = say_policy,
  [DESK_TIMELINE_POLICY_ENDED] = say_policy,
  [DESK_TIMELINE_INSTALMENT_PAID] = say_instalment,
  [DESK_TIMELINE_INSTALMENT_OVERDUE] = say_instalment,
  [DESK_TIMELINE_TASK_OPEN] = say_task,
  [DESK_TIMELINE_TASK_DONE] = say_task,
  [DESK_TIMELINE_OFFERED] = say_offer,
  [DESK_TIMELINE_OFFER_DECIDED] = say_offer,
  [DESK_TIMELINE_CONSENT_GIVEN] = say_consent,
  [DESK_TIMELINE_CONSENT_WITHDRAWN] = say_consent,
};

void
desk_history_words_make (DeskHistoryWords *self,
                         DeskContext *context,
                         const DeskTimelineEntry *entry,
                         CrmRecord *record,
                         CrmRecord *policy)
{
  Line line = { self, context, entry, record, policy };

  sayings[entry->event](&line);
}

void
desk_history_words_clear (DeskHistoryWords *self)
{
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->detail, g_free);
}
