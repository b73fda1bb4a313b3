# SPDX-License-Identifier: GPL-3.0-or-later
"""Fills in .sql.in files, the statements that say the same of many kinds.

What stands between a line `-- each WORD…[, between TEXT]` and the line `-- end` is repeated for every kind of
kinds.table that has one of the words (a scope, "purged", "kept" or "every"), with the TEXT on a line of its own
between two of them. In it @kind@ is the number, @bit@ its bit in a set of kinds, @table@ the table and
@customer@ the column with the customer."""
import re

EACH = re.compile(r'\s*-- each (?P<words>[a-z ]+?)(?:, between (?P<between>.+))?$')
END = re.compile(r'\s*-- end$')
SCOPES = {'everybody': '', 'loose': '', 'customer': 'id', 'hanging': 'customer'}


class TemplateError(Exception):
    pass


def read_kinds(path):
    kinds = []
    with open(path, encoding='utf-8') as lines:
        for line in lines:
            if line.startswith('#') or not line.strip():
                continue
            number, table, scope, tombstones = line.split()
            if scope not in SCOPES or tombstones not in ('purged', 'kept'):
                raise TemplateError(f'{path}: {line.strip()}')
            kinds.append({'kind': number, 'bit': str(1 << int(number)), 'table': table,
                          'customer': SCOPES[scope], 'words': {scope, tombstones, 'every'}})
    return kinds


def fill(line, kind, where):
    def value(match):
        if not kind.get(match[1]):
            raise TemplateError(f'{where}: {kind["table"]} has no @{match[1]}@')
        return kind[match[1]]

    return re.sub(r'@(\w+)@', value, line)


def repeat(block, each, kinds, where):
    words = set(each['words'].split())
    chosen = [kind for kind in kinds if kind['words'] & words]
    if not chosen or words - {word for kind in kinds for word in kind['words']}:
        raise TemplateError(f'{where}: no kind is {each["words"]}')
    lines = []
    for kind in chosen:
        if lines and each['between'] is not None:
            lines.append(each['between'])
        lines += [fill(line, kind, where) for line in block]
    return lines


def expand(text, kinds, where):
    lines, block, each = [], [], None
    for line in text.splitlines():
        begins, ends = EACH.match(line), END.match(line)
        if bool(begins) and each is not None or bool(ends) and each is None:
            raise TemplateError(f'{where}: {line.strip()} out of place')
        if begins:
            block, each = [], begins
        elif ends:
            lines += repeat(block, each, kinds, where)
            each = None
        else:
            (lines if each is None else block).append(line)
    if each is not None:
        raise TemplateError(f'{where}: an "each" has no "end"')
    return '\n'.join(lines) + '\n'
