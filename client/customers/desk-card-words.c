/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Words of codes: constant tables. Main thread. */

#include "client/customers/desk-card-words.h"

#include <glib/gi18n.h>

#include "client/customers/desk-policy-words.h"
#include "shared/customers/crm-relation-rules.h"

typedef struct
{
  const char *code;
  const char *word; /* msgid */
} Word;

static const Word purposes[] = {
  { "processing", N_ ("processing of personal data") },
  { "advertising", N_ ("advertising") },
  { "transfer", N_ ("transfer to third parties") },
  { "health", N_ ("data about health") },
  { "calls", N_ ("calls") },
};

static const Word channels[] = {
  { "any", N_ ("by any way") }, { "email", N_ ("by e-mail") },        { "sms", N_ ("by SMS") },
  { "phone", N_ ("by phone") }, { "messenger", N_ ("by messenger") },
};

static const Word evidences[] = {
  { "paper", N_ ("on paper") },         { "web", N_ ("on the site") },
  { "sms-code", N_ ("code from SMS") }, { "call-recording", N_ ("recorded call") },
  { "email", N_ ("by e-mail") },        { "sms", N_ ("by SMS") },
  { "phone", N_ ("by phone") },         { "messenger", N_ ("by messenger") },
  { "other", N_ ("in another way") },
};

static const char *
find_word (const Word *words, guint n, const char *code)
{
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (words[i].code, code) == 0)
      return _ (words[i].word);
  return code != NULL ? code : "";
}

const char *
desk_card_purpose_word (const char *purpose)
{
  return find_word (purposes, G_N_ELEMENTS (purposes), purpose);
}

const char *
desk_card_channel_word (const char *channel)
{
  return find_word (channels, G_N_ELEMENTS (channels), channel);
}

const char *
desk_card_evidence_word (const char *evidence)
{
  return find_word (evidences, G_N_ELEMENTS (evidences), evidence);
}

const char *
desk_card_relation_word (const char *type, const char *sex)
{
  return _ (crm_relation_get_word (type, sex));
}

char *
desk_card_dup_money (CrmRecord *record, guint field)
{
  const char *text = crm_record_get_text (record, field);

  return text == NULL ? NULL : desk_money_format (g_ascii_strtoll (text, NULL, 10));
}
