/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "shared/codec/crm-field.h"

G_BEGIN_DECLS

#define CRM_JSON_MAX_DEPTH   64
#define CRM_JSON_MAX_VALUES  200000 /* a push of 1000 commands has about 70 000 */
#define CRM_JSON_MAX_MEMBERS 256    /* of one object: names that hash alike must stay cheap */

/* Strict reading of foreign bytes: UTF-8 without NUL, no lone surrogates, no member twice, one
 * value within the limits above (the tree of "[0,0,0]" takes fifty times its bytes). (transfer
 * full). CRM_ERROR_INVALID. */
JsonNode *crm_json_parse (const char *data, gssize length, GError **error);
/* Compact text with object members sorted. (transfer full) */
char *crm_json_to_text (JsonNode *node);

/* A copy that shares nothing with @node. json-glib counts the references of objects and lists
 * without locks, so what is handed to another thread must be a copy. (transfer full) */
JsonNode *crm_json_copy (JsonNode *node);

/* (nullable) (transfer none): the text of a node that is a string; @node may be %NULL. */
const char *crm_json_get_text (JsonNode *node);

/* Members by name, CRM_ERROR_INVALID with the member in the message. (transfer none) */
gboolean
crm_json_get_string (JsonObject *object, const char *member, const char **value, GError **error);
gboolean
crm_json_get_integer (JsonObject *object, const char *member, gint64 *value, GError **error);

/* Reads fields (nested members for "address.city"; null clears) into a set. Each bad member is
 * added to @problem by pointer ("/set/birth_date") under @prefix; %NULL is never returned. */
CrmFieldSet *crm_json_read_fields (const CrmKind *kind,
                                   JsonObject *object,
                                   const char *prefix,
                                   CrmProblem *problem);
/* The object of the non-empty @values (n_fields of them); with @set only those in it, empty ones as
 * null. (transfer full) */
JsonObject *crm_json_write_values (const CrmKind *kind, const char *const *values);
JsonObject *crm_json_write_set (CrmFieldSet *set);

G_END_DECLS
