#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Embeds every .sql and filled-in .sql.in file below SQL_DIR:
hub-sql-resource.py COMPILER SQL_DIR OUT.c OUT.h DEPFILE.

The depfile names the folders too, so that a new file is noticed without a list to maintain."""
import os
import subprocess
import sys

import hub_sql_template

compiler, sql_dir, out_c, out_h, depfile = sys.argv[1:]
kinds_path = os.path.join(sql_dir, 'kinds.table')
inputs, files, templates = [hub_sql_template.__file__, kinds_path], [], []
for folder, subfolders, names in os.walk(sql_dir):
    subfolders[:] = sorted(name for name in subfolders if name != '__pycache__')
    inputs.append(folder)
    for name in sorted(names):
        path = os.path.relpath(os.path.join(folder, name), sql_dir)
        if name.endswith('.sql'):
            files.append(path)
        elif name.endswith('.sql.in'):
            templates.append(path)

out_dir = os.path.dirname(out_c) or '.'
filled_dir = os.path.join(out_dir, 'hub-sql')
kinds = hub_sql_template.read_kinds(kinds_path)
for name in templates:
    with open(os.path.join(sql_dir, name), encoding='utf-8') as template:
        text = hub_sql_template.expand(template.read(), kinds, name)
    filled = os.path.join(filled_dir, name[:-len('.in')])
    os.makedirs(os.path.dirname(filled), exist_ok=True)
    with open(filled, 'w', encoding='utf-8') as out:
        out.write(text)

xml = os.path.join(out_dir, 'hub-sql.gresource.xml')
with open(xml, 'w', encoding='utf-8') as out:
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<gresources>\n  <gresource prefix="/io/github/zontik/sql">\n')
    out.writelines(f'    <file>{name}</file>\n' for name in files + [name[:-len('.in')] for name in templates])
    out.write('  </gresource>\n</gresources>\n')

for kind, target in (('--generate-source', out_c), ('--generate-header', out_h)):
    subprocess.run([compiler, kind, '--internal', '--c-name', 'hub_sql', '--sourcedir', sql_dir,
                    '--sourcedir', filled_dir, '--target', target, xml], check=True)

inputs += [os.path.join(sql_dir, name) for name in files + templates]
with open(depfile, 'w', encoding='utf-8') as out:
    out.write(f"{out_c} {out_h}: {' '.join(p.replace(' ', chr(92) + ' ') for p in inputs)}\n")
