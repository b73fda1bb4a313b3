#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The statements of the server for the kinds of a test: fill-kinds.py SQL_DIR KINDS FIELDS OUT_DIR STAMP DEPFILE."""
import os
import sys

sql_dir, kinds_path, fields_path, out_dir, stamp, depfile = sys.argv[1:]
sys.path.insert(0, sql_dir)
import hub_sql_template  # noqa: E402

with open(fields_path, encoding='utf-8') as file:
    fields = hub_sql_template.read_fields(file)
inputs = [hub_sql_template.__file__, kinds_path, fields_path]
files, templates = hub_sql_template.find_files(sql_dir, inputs)
kinds = hub_sql_template.read_kinds(kinds_path, fields)
names = hub_sql_template.fill_files(sql_dir, out_dir, kinds, files, templates)
with open(stamp, 'w', encoding='utf-8') as out:
    out.writelines(f'{os.path.join(out_dir, name)}\n' for name in names)
paths = ' '.join(path.replace(' ', '\\ ') for path in inputs + [os.path.join(sql_dir, name) for name in templates])
with open(depfile, 'w', encoding='utf-8') as out:
    out.write(f'{stamp}: {paths}\n')
