/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Products by code. A company that entered none yet sees words and icons all the same. */

#include "client/ui/desk-products.h"

#include <glib/gi18n.h>

#include "shared/customers/crm-product.h"

typedef struct
{
  const char *code; /* of a product or of its family */
  const char *name; /* msgid */
  const char *icon_name;
} Look;

static const Look looks[] = {
  { "osago", N_ ("Motor liability"), "zontik-car-symbolic" },
  { "kasko", N_ ("Motor hull"), "zontik-policy-symbolic" },
  { "dms", N_ ("Medical"), "zontik-heart-symbolic" },
  { "vzr", N_ ("Travel"), "airplane-mode-symbolic" },
  { "ns", N_ ("Accident"), "zontik-heart-symbolic" },
  { "mortgage", N_ ("Mortgage"), "dialog-password-symbolic" },
  { "property", N_ ("Property"), "zontik-house-symbolic" },
  { "life", N_ ("Life"), "zontik-heart-symbolic" },
};

static const Look *
find_look (const char *code)
{
  for (guint i = 0; code != NULL && i < G_N_ELEMENTS (looks); i++)
    if (g_str_equal (looks[i].code, code))
      return &looks[i];
  return NULL;
}

static CrmRecord *
find_product (DeskContext *context, const char *code)
{
  DeskRecordSet *products = code != NULL ? desk_context_get_products (context) : NULL;

  return products == NULL ? NULL : desk_record_set_find_by (products, CRM_PRODUCT_CODE, code);
}

const char *
desk_product_get_name (DeskContext *context, const char *code)
{
  CrmRecord *product = find_product (context, code);
  const char *name = product != NULL ? crm_record_get_text (product, CRM_PRODUCT_NAME) : NULL;
  const Look *look = find_look (code);

  if (name != NULL)
    return name;
  if (look != NULL)
    return _ (look->name);
  return code != NULL ? code : _ ("Policy");
}

const char *
desk_product_get_icon (DeskContext *context, const char *code)
{
  CrmRecord *product = find_product (context, code);
  const char *icon = product != NULL ? crm_record_get_text (product, CRM_PRODUCT_ICON) : NULL;
  const char *family = product != NULL ? crm_record_get_text (product, CRM_PRODUCT_FAMILY) : NULL;
  const Look *look = find_look (code);

  if (icon != NULL)
    return icon;
  if (look == NULL)
    look = find_look (family);
  return look != NULL ? look->icon_name : "zontik-policy-symbolic";
}
