/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CrmField CrmField;
typedef struct _CrmFieldSet CrmFieldSet;
typedef struct _CrmKind CrmKind;
typedef struct _CrmRecord CrmRecord;
typedef struct _CrmCommand CrmCommand;
typedef struct _CrmProblem CrmProblem;

G_END_DECLS
