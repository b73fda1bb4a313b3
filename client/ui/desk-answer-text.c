/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One table of the codes that the administration and the account know. Pure over gettext. */

#include "client/ui/desk-answer-text.h"

#include <glib/gi18n.h>

#include "shared/protocol/crm-problem.h"

static const struct
{
  const char *code;
  const char *text;
} field_texts[] = {
  { "self", N_ ("Somebody else has to change that for you") },
  { "denied", N_ ("You do not have this right yourself") },
  { "taken", N_ ("Somebody else has this already") },
  { "unknown", N_ ("There is no such thing any more") },
  { "required", N_ ("It cannot be empty") },
  { "cycle", N_ ("A branch cannot lie below itself") },
  { "in-use", N_ ("It is not empty: people, clients or branches belong to it") },
  { "outlasts", N_ ("You have this right yourself for a shorter time") },
  { "busy", N_ ("Clients of this person are being handed over just now: wait for the end") },
  { "overlap", N_ ("There is one already on these days") },
  { "too-many", N_ ("Nobody stands in for more than seven people at once") },
  { "same", N_ ("Choose somebody or something else") },
  { "range", N_ ("The end is over already or before the beginning") },
  { "disabled", N_ ("This person does not work here any more") },
  { "last-administrator", N_ ("Nobody would be left to administer") },
  { "read-only", N_ ("This cannot be changed") },
  { "format", N_ ("This cannot be written here") },
  { "type", N_ ("This cannot be written here") },
  { "length", N_ ("The text is too long") },
  { "wrong", N_ ("This is wrong") },
  { "too-short", N_ ("At least ten characters") },
  { "too-long", N_ ("This is too long") },
  { "common", N_ ("Too many people use this password") },
  { "contains-login", N_ ("The login must not be in it") },
  { "contains-name", N_ ("Your name must not be in it") },
};

char *
desk_answer_dup_field_text (const char *code, const char *detail)
{
  for (guint i = 0; i < G_N_ELEMENTS (field_texts); i++)
    if (g_strcmp0 (field_texts[i].code, code) == 0)
      return g_strdup (_ (field_texts[i].text));
  return g_strdup (detail != NULL ? detail : _ ("The server does not take this"));
}

char *
desk_answer_dup_problem_at (const GError *error, const char *pointer)
{
  CrmProblem *problem = crm_problem_find_of_error (error);
  const CrmProblemError *found = problem != NULL ? crm_problem_find (problem, pointer) : NULL;

  return found != NULL ? desk_answer_dup_field_text (found->code, found->detail) : NULL;
}

static const char *
find_words (const GError *error)
{
  if (error->domain != CRM_ERROR)
    return NULL;
  switch ((CrmError) error->code)
    {
    case CRM_ERROR_OFFLINE:
      return _ ("The server does not answer. Nothing was changed: try again when there is a "
                "connection.");
    case CRM_ERROR_UNCERTAIN:
    case CRM_ERROR_UNAVAILABLE:
      return _ ("The server did not answer in time. Try again in a moment.");
    case CRM_ERROR_DENIED:
      return _ ("You have no right to do this.");
    case CRM_ERROR_NOT_FOUND:
      return _ ("It is not there any more.");
    case CRM_ERROR_CONFLICT:
      return _ ("Somebody else has changed it meanwhile. Look at what is there now and repeat your "
                "change.");
    case CRM_ERROR_TOO_MANY:
      return _ ("Too many attempts. Try again later.");
    case CRM_ERROR_UNAUTHENTICATED:
      return _ ("The session has ended. Sign in again.");
    default:
      return NULL;
    }
}

char *
desk_answer_dup_text (const GError *error)
{
  CrmProblem *problem = crm_problem_find_of_error (error);
  const char *words = find_words (error);

  if (problem != NULL && crm_problem_n_errors (problem) > 0)
    {
      const CrmProblemError *first = crm_problem_get_error (problem, 0);

      return desk_answer_dup_field_text (first->code, first->detail);
    }
  /* Translators: %s is what the server says, in English */
  return words != NULL ? g_strdup (words)
                       : g_strdup_printf (_ ("It did not work: %s"), error->message);
}
