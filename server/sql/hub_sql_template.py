# SPDX-License-Identifier: GPL-3.0-or-later
"""Fills in .sql.in files, the statements that say the same of many kinds.

What stands between a line `-- each WORD…[, between TEXT]` and the line `-- end` is repeated for every kind of
kinds.table that has all of the words (a|b: one of the two), with the TEXT on a line of its own between two of them.
Words are the scope, "purged" or "kept", who writes it, "masked" (it has such fields), "over" (what people write hangs on
it), "under" (it hangs on something that hangs on the customer), "direct" (it does not), "every".
In it @kind@ is the number, @bit@ its bit in a set of kinds, @name@ "contact-point", @table@, @customer@ the column with
the customer, @above@ and @above_column@ the table it is under and its column for that, and @next@ the number of the
next parameter: $2, $3 … in the order of the kinds.

A file with KIND in its name is filled in for each kind with the words of its line `-- for WORD…`, unless there is a file
of that very name; a line `-- of TABLE` fills a single file in for that kind. There, what stands outside of blocks
is about that kind, blocks about what hangs on it, by the column @up@; @shown@ are the columns as they are delivered,
@whole@ as commands work on them, @columns@, @values@, @arrays@, @sets@, @ver@ those of insert and update, in the order of
hub_row_write(), and @seen@ is the condition for who may see a row."""
import os
import re
import shutil

EACH = re.compile(r'\s*-- each (?P<words>[a-z| ]+?)(?:, between (?P<between>.+))?$')
END = re.compile(r'\s*-- end$')
FOR = re.compile(r'-- for (?P<words>[a-z| ]+)$')
OF = re.compile(r'-- of (?P<table>[a-z_]+)$')
SCOPES = ('everybody', 'loose', 'customer', 'hanging')
TYPES = {'text': 'text', 'id': 'uuid', 'enum': 'text', 'date': 'date', 'time': 'timestamptz', 'decimal': 'numeric',
         'integer': 'bigint', 'boolean': 'boolean', 'list': 'json', 'object': 'json'}
SEEN = ('sync_sees($3::integer, owner, branch, {root}, $4::uuid[], $5::uuid, $6::uuid[])')
WORDS = set(SCOPES) | {'purged', 'kept', 'commands', 'server', 'elsewhere', 'masked', 'over', 'under', 'direct', 'every'}
MAX_NUMBER = 60


class TemplateError(Exception):
    pass


def read_fields(lines):
    """What hub-list-kinds says: by table, the kind and its fields."""
    kinds = {}
    for line in lines:
        word, *rest = line.split()
        if word == 'kind':
            table, name, root, above, above_column = rest
            kinds[table] = {'name': name, 'root': root.replace('-', ''), 'above': above.replace('-', ''),
                            'above_column': above_column.replace('-', ''), 'fields': []}
        else:
            column, kind_of, flag = rest
            kinds[table]['fields'].append({'column': column, 'type': kind_of, 'masked': flag == 'masked'})
    return kinds


def print_column(field, is_shown):
    column = field['column']
    if field['type'] == 'time':
        return f'wire_time({column}) as {column}'
    if field['type'] == 'boolean':
        return f"case when {column} then 'true' end as {column}"
    return f'mask_text({column}) as {column}' if is_shown and field['masked'] else column


def list_written(kind):
    """The columns of an insert in the order of the parameters, with their types; see hub_row_write()."""
    columns = [('id', 'uuid'), ('rev', 'integer'), ('deleted', 'boolean')]
    if kind['scope'] != 'everybody':
        columns += [('owner', 'uuid'), ('branch', 'uuid')]
    if 'commands' in kind['words']:
        columns.append(('revs', 'json'))
    if kind['scope'] == 'customer':
        columns.append(('changed_by', 'uuid'))
    return columns + [(field['column'], TYPES[field['type']]) for field in kind['fields']
                      if field['column'] not in ('owner', 'branch') or kind['scope'] == 'everybody']


def join(items):
    return ',\n  '.join(items)


def add_lists(kind):
    written = list_written(kind)
    params = [f'${i + 1}::{sql_type}' for i, (_, sql_type) in enumerate(written)]
    ver = f'${len(written) + 1}::bigint'
    is_scoped = kind['scope'] != 'everybody'
    common = ['id', 'ver', 'rev', 'deleted'] + (['owner', 'branch'] if is_scoped else ['null as owner', 'null as branch'])
    common.append('revs' if 'commands' in kind['words'] else 'null as revs')
    kind['shown'] = join(['id', 'ver', 'rev', 'deleted'] + [print_column(field, True) for field in kind['fields']])
    kind['whole'] = join(common + [print_column(field, False) for field in kind['fields']])
    kind['columns'] = join(['ver'] + [column for column, _ in written])
    kind['values'] = join([ver] + params)
    kind['ver'] = ver
    kind['arrays'] = join([f'{param}[]' for param in params])
    kind['sets'] = join([f'ver = {ver}'] + [f'{column} = {param}' for (column, _), param in zip(written, params)][1:])
    kind['seen'] = f"\n  and {SEEN.format(root=kind['customer'] or 'null')}" if is_scoped else ''


def hangs_on(kind, other):
    return kind['above'] == other['table'] or other['scope'] == 'customer' and kind['scope'] == 'hanging'


def add_words(kind, kinds):
    if any(field['masked'] for field in kind['fields']):
        kind['words'].add('masked')
    kind['words'].add('under' if kind['above'] else 'direct')
    if any(hangs_on(other, kind) and other['writer'] == 'commands' for other in kinds):
        kind['words'].add('over')


def read_kind(line, fields, where):
    number, table, scope, tombstones, writer = line.split()
    if scope not in SCOPES or tombstones not in ('purged', 'kept') or \
            writer not in ('commands', 'server', 'elsewhere'):
        raise TemplateError(f'{where}: {line.strip()}')
    if table not in fields:
        raise TemplateError(f'{where}: no kind in shared/crm-kind.c has the table {table}')
    if bool(fields[table]['root']) != (scope == 'hanging'):
        raise TemplateError(f'{where}: {table} is hanging when its kind has a root, and only then')
    return {'kind': number, 'bit': f'{1 << int(number)}::bigint', 'table': table, 'scope': scope, 'writer': writer,
            'customer': 'id' if scope == 'customer' else fields[table]['root'],
            'words': {scope, tombstones, writer, 'every'}, **fields[table]}


def read_kinds(path, fields):
    kinds = []
    with open(path, encoding='utf-8') as lines:
        for line in lines:
            if line.startswith('#') or not line.strip():
                continue
            kinds.append(read_kind(line, fields, path))
            if int(kinds[-1]['kind']) != len(kinds) or len(kinds) > MAX_NUMBER:
                raise TemplateError(f'{path}: {line.strip()}: the next number is {len(kinds)}')
    tables = [kind['table'] for kind in kinds]
    for kind in kinds:
        if kind['above'] and tables.index(kind['above']) > tables.index(kind['table']):
            raise TemplateError(f'{path}: {kind["table"]} comes after {kind["above"]}, on which it hangs')
    missing = set(fields) - set(tables)
    if missing:
        raise TemplateError(f'{path}: without {", ".join(sorted(missing))}')
    for kind in kinds:
        add_words(kind, kinds)
        add_lists(kind)
    return kinds


def has_words(kind, words, where):
    unknown = set(re.split('[ |]', words)) - WORDS
    if unknown:
        raise TemplateError(f'{where}: no kind is {", ".join(unknown)}')
    return all(set(word.split('|')) & kind['words'] for word in words.split())


def fill(line, kind, where):
    def value(match):
        if not kind.get(match[1]) and match[1] != 'seen':
            raise TemplateError(f'{where}: {kind["table"]} has no @{match[1]}@')
        return kind[match[1]]

    return re.sub(r'@(\w+)@', value, line)


def repeat(block, each, kinds, state, where):
    lines = []
    for kind in kinds:
        if not has_words(kind, each['words'], where):
            continue
        if lines and each['between'] is not None:
            lines.append(each['between'])
        if any('@next@' in line for line in block):
            state['next'] += 1
        lines += [fill(line, {**kind, 'next': str(state['next'])}, where) for line in block]
    if not lines and each['between'] is not None:
        raise TemplateError(f'{where}: no kind is {each["words"]}')
    return lines


def expand(text, kinds, where, this=None):
    """this: the kind that the file is about."""
    lines, block, each, state = [], [], None, {'next': 1}
    for line in text.splitlines():
        begins, ends = EACH.match(line), END.match(line)
        if bool(begins) and each is not None or bool(ends) and each is None:
            raise TemplateError(f'{where}: {line.strip()} out of place')
        if begins:
            block, each = [], begins
        elif ends:
            lines += repeat(block, each, kinds if this is None else list_below(this, kinds), state, where)
            each = None
        elif each is not None:
            block.append(line)
        elif not FOR.match(line) and not OF.match(line):
            lines.append(line if this is None else fill(line, this, where))
    if each is not None:
        raise TemplateError(f'{where}: an "each" has no "end"')
    return '\n'.join(lines) + '\n'


def list_below(kind, kinds):
    """What hangs on this kind; @up@ is the column that says on which row."""
    below = [other for other in kinds if hangs_on(other, kind)]
    if kind['scope'] == 'customer':
        return [{**other, 'up': other['customer']} for other in below]
    return [{**other, 'up': other['above_column'], 'words': other['words'] - {'under'} | {'direct'}}
            for other in below]


def expand_file(name, text, kinds, taken):
    """Gives (name, text) of everything that a template makes."""
    chosen = [line for line in map(FOR.match, text.splitlines()) if line]
    single = [line for line in map(OF.match, text.splitlines()) if line]
    out = name[:-len('.in')]
    if 'KIND' not in name:
        this = next((kind for kind in kinds if single and kind['table'] == single[0]['table']), None)
        return [(out, expand(text, kinds, name, this))]
    if len(chosen) != 1:
        raise TemplateError(f'{name}: one line "-- for" is missing')
    files = []
    for kind in kinds:
        one = out.replace('KIND', kind['name'])
        if has_words(kind, chosen[0]['words'], name) and one not in taken:
            files.append((one, expand(text, kinds, name, kind)))
    return files


def find_files(sql_dir, inputs):
    files, templates = [], []
    for folder, subfolders, names in os.walk(sql_dir):
        subfolders[:] = sorted(name for name in subfolders if name != '__pycache__')
        inputs.append(folder)
        for name in sorted(names):
            path = os.path.relpath(os.path.join(folder, name), sql_dir)
            if name.endswith('.sql'):
                files.append(path)
            elif name.endswith('.sql.in'):
                templates.append(path)
    return files, templates


def fill_files(sql_dir, filled_dir, kinds, files, templates):
    """Makes FILLED_DIR anew; gives the names of what is in it."""
    taken = set(files) | {name[:-len('.in')] for name in templates if 'KIND' not in name}
    filled = []
    shutil.rmtree(filled_dir, ignore_errors=True)
    for template in templates:
        with open(os.path.join(sql_dir, template), encoding='utf-8') as file:
            text = file.read()
        for name, sql in expand_file(template, text, kinds, taken):
            path = os.path.join(filled_dir, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, 'w', encoding='utf-8') as out:
                out.write(sql)
            filled.append(name)
    return filled
