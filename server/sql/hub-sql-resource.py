#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Embeds every .sql and filled-in .sql.in file below SQL_DIR and makes the table of kinds:
hub-sql-resource.py COMPILER SQL_DIR FIELDS OUT.c OUT.h TABLE.c TABLE.h DEPFILE; FIELDS is what hub-list-kinds says.

The depfile names the folders too, so that a new file is noticed without a list to maintain."""
import os
import re
import subprocess
import sys

import hub_sql_template

ROLES = ('rows', 'scan-all', 'scan-own', 'load', 'load-below', 'insert', 'insert-many', 'update', 'remove-below',
         'restore-below')


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def write(path, text):
    os.makedirs(os.path.dirname(path) or '.', exist_ok=True)
    with open(path, 'w', encoding='utf-8') as out:
        out.write(text)


def find_queries(sql_dir, filled_dir, kinds, names):
    """(table of the kind, role) → (query, number of parameters)."""
    queries = {}
    for kind in kinds:
        for role in ROLES:
            name = f'queries/sync/{role}-{kind["name"]}.sql'
            if name in names:
                path = os.path.join(filled_dir, name)
                sql = read(path if os.path.exists(path) else os.path.join(sql_dir, name))
                params = re.findall(r'\$(\d+)', re.sub(r'^--.*$', '', sql, flags=re.MULTILINE))
                queries[kind['table'], role] = (name[len('queries/'):-len('.sql')], max(map(int, params), default=0))
    return queries


def make_table(kinds, queries):
    names = sorted(queries.values())
    lines = ['/* Made from kinds.table by hub-sql-resource.py. */', '#include "server/sync/hub-kinds.h"', '']
    lines += [f'extern const CrmKind crm_{kind["name"].replace("-", "_")}_kind;' for kind in kinds]
    lines += ['', 'static const HubQuery queries[] = {']
    lines += [f'  {{ "{name}", {n_params} }},' for name, n_params in names]
    lines += ['};', '', 'const HubQueryTable hub_kinds_queries = { queries, G_N_ELEMENTS (queries) };', '',
              'const HubKind hub_kinds_table[HUB_N_KINDS] = {']
    for kind in kinds:
        columns = [field['column'] for field in kind['fields']]
        lines.append(f'  {{ .kind = &crm_{kind["name"].replace("-", "_")}_kind,')
        lines.append(f'    .scope = HUB_SCOPE_{kind["scope"].upper()},')
        lines.append(f'    .writer = HUB_WRITER_{kind["writer"].upper()},')
        for column in ('owner', 'branch'):
            is_own = column in columns and kind['scope'] != 'everybody'
            lines.append(f'    .{column}_field = {columns.index(column) if is_own else -1},')
        for role in ROLES:
            if (kind['table'], role) in queries:
                lines.append(f'    .{role.replace("-", "_")} = &queries[{names.index(queries[kind["table"], role])}],')
        lines.append('  },')
    return '\n'.join(lines + ['};', ''])


def main(compiler, sql_dir, fields, out_c, out_h, table_c, table_h, depfile):
    kinds_path = os.path.join(sql_dir, 'kinds.table')
    inputs = [hub_sql_template.__file__, kinds_path]
    files, templates = hub_sql_template.find_files(sql_dir, inputs)
    out_dir = os.path.dirname(out_c) or '.'
    filled_dir = os.path.join(out_dir, 'hub-sql')
    kinds = hub_sql_template.read_kinds(kinds_path, hub_sql_template.read_fields(read(fields).splitlines()))
    filled = hub_sql_template.fill_files(sql_dir, filled_dir, kinds, files, templates)
    queries = find_queries(sql_dir, filled_dir, kinds, files + filled)

    write(table_c, make_table(kinds, queries))
    write(table_h, f'/* Made from kinds.table by hub-sql-resource.py. */\n#define HUB_N_KINDS {len(kinds)}\n')

    xml = os.path.join(out_dir, 'hub-sql.gresource.xml')
    names = ''.join(f'    <file>{name}</file>\n' for name in files + filled)
    write(xml, '<?xml version="1.0" encoding="UTF-8"?>\n<gresources>\n'
               f'  <gresource prefix="/io/github/zontik/sql">\n{names}  </gresource>\n</gresources>\n')
    for kind, target in (('--generate-source', out_c), ('--generate-header', out_h)):
        subprocess.run([compiler, kind, '--internal', '--c-name', 'hub_sql', '--sourcedir', sql_dir,
                        '--sourcedir', filled_dir, '--target', target, xml], check=True)

    inputs += [os.path.join(sql_dir, name) for name in files + templates]
    paths = ' '.join(path.replace(' ', '\\ ') for path in inputs)
    write(depfile, f'{out_c} {out_h} {table_c} {table_h}: {paths}\n')


main(*sys.argv[1:])
