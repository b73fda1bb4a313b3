/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CRM_PLATE_UNKNOWN, /* foreign, old, or mistyped */
  CRM_PLATE_CAR,     /* А 123 ВС 777 */
  CRM_PLATE_BUS,     /* АВ 123 77, taxis too */
  CRM_PLATE_TRAILER, /* АВ 1234 77 */
  CRM_PLATE_MACHINE, /* 1234 АВ 77: motorcycles, tractors, and the army */
  CRM_PLATE_TRANSIT, /* АВ 123 С 77 */
  CRM_PLATE_POLICE,  /* А 1234 77, 123 А 77, 1234 А 77 */
  CRM_PLATE_EXPORT,  /* Т АВ 123 77 */
  CRM_PLATE_EMBASSY, /* 001 CD 1 77, 001 D 123 77, 001 T 123 77 */
} CrmPlateType;

/* GOST R 50577-2018, as far as vehicles in private hands and on the road today need it. @normal
 * (optional) (transfer full): upper case without spaces, Cyrillic but for the letters of embassies,
 * which are Latin. What is not a Russian plate is kept as typed. */
CrmPlateType crm_plate_parse (const char *text, char **normal);
/* For people: "А 123 ВС 777". (transfer full) */
char *crm_plate_format (const char *plate);
/* No vehicle has the number 000 or the region 00. */
gboolean crm_plate_has_zeros (const char *normal);

G_END_DECLS
