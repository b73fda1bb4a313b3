#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of house style, 2.3 and 2.9, that a program can check.

A waiver is a comment on the line or on the line before: /* lint: RULE reason */. How many there are
of each rule stands in waivers.txt; the numbers may only fall.
"""
import re
import sys
from collections import Counter

import built_sql
import lint

MAX_FILE = 800
MAX_FUNCTION = 60
MAX_PARAMETERS = 6
MAX_ASYNC_PARAMETERS = 8
MAX_NESTING = 4

# Functions whose parameters GTK decides.
FOREIGN = ('_measure',)

RULES = ['spdx', 'guard', 'file', 'function', 'parameters', 'nesting', 'goto', 'static', 'banned',
         'prefix', 'todo', 'sql', 'waivers']

# Pattern, why, where (prefixes of paths), where not.
BANNED = [
    (r'g_object_set_(q?data)(_full)?', 'use a struct', [''], []),
    (r'g_task_run_in_thread(_sync)?', 'use CrmWorker', [''], []),
    (r'v?sprintf|strcpy|strcat|gets|strtok', 'use g_strdup_printf or GString', [''], []),
    (r'g_error', 'report a GError', [''], ['tests/']),
    (r'g_assert\w*', 'a stranger must not end the server',
     ['server/http/', 'server/auth/', 'server/live/', 'server/sync/', 'server/customers/'], []),
    (r'(g|gdk|gtk|json|secret|soup)_\w+_sync', 'nothing in the client may block', ['client/'], []),
    (r'soup_session_send(_and_read|_and_splice)?', 'it blocks', ['client/'], []),
    (r'g_main_context_iteration|g_main_loop_new|gtk_dialog_run', 'no loops inside the client',
     ['client/'], []),
    (r'(g_u|u|nano)?sleep', 'wait for a condition', [''], []),
    (r'system|popen', 'use GSubprocess', [''], []),
    (r'g_timeout_add(_seconds)?(_full)?', 'wait for a condition', ['tests/'],
     ['tests/lib/', 'tests/bench/', 'tests/e2e/']),
    (r'gtk_builder_new\w*', 'use a template', ['client/'], []),
    (r'PQexec(Params)?', 'SQL lives in files', ['server/'], ['server/db/']),
]

WAIVER = re.compile(r'/\* lint: (\w+) (\S[^*]*)\*/')
DEFINITION = re.compile(r'^([a-z]\w*) \(')
STATIC = re.compile(r'^\s*static\s+(?!inline\b)(.*)$')


def strip(text):
    """Comments and the content of strings become blanks; lines keep their numbers."""
    def blank(match):
        found = match.group(0)
        if found.startswith('/'):
            return re.sub(r'[^\n]', ' ', found)
        return found[0] + ' ' * (len(found) - 2) + found[-1]

    pattern = r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\''
    return re.sub(pattern, blank, text, flags=re.S)


class Source:
    def __init__(self, path, report, waivers):
        self.path = path
        self.name = str(path)
        self.raw = lint.read(path).splitlines()
        self.lines = strip(lint.read(path)).splitlines()
        self.report = report
        self.waivers = waivers
        self.waived = {}
        for number, line in enumerate(self.raw):
            for rule, _ in WAIVER.findall(line):
                self.waived.setdefault(rule, set()).add(number)
                if rule not in RULES:
                    report.add('waivers', path, number + 1, f'there is no rule “{rule}”')

    def add(self, rule, number, message):
        """@number counts from 0."""
        for near in (number, number - 1):
            if near in self.waived.get(rule, ()):
                self.waivers[rule].add((self.name, near))
                return
        self.report.add(rule, self.path, number + 1, message)

    def check(self):
        self.check_file()
        self.check_lines()
        if self.path.suffix == '.c':
            self.check_functions()

    def check_file(self):
        if not self.raw or self.raw[0] != '/* SPDX-License-Identifier: GPL-3.0-or-later */':
            self.add('spdx', 0, 'the first line is not the SPDX line')
        if self.path.suffix == '.h' and '#pragma once' not in self.raw[:3]:
            self.add('guard', 0, '#pragma once is missing')
        if len(self.raw) > MAX_FILE:
            self.add('file', 0, f'{len(self.raw)} lines, {MAX_FILE} are allowed')

    def check_lines(self):
        for number, line in enumerate(self.lines):
            if re.search(r'\bgoto\b', line):
                self.add('goto', number, 'goto')
            if re.search(r'\b(TODO|FIXME|XXX)\b', self.raw[number]):
                self.add('todo', number, 'a note to oneself')
            self.check_static(number, line)
            self.check_banned(number, line)

    def check_static(self, number, line):
        match = STATIC.match(line)
        if not match:
            return
        rest = match.group(1)
        declarator = rest.split('=')[0].split(';')[0]
        # A function, its prototype, or a return type alone on its line.
        if '(' in declarator or not re.search(r'[;=\[{]', rest):
            return
        name = re.search(r'(\w+)\s*(\[[^]]*\]\s*)*$', declarator.strip())
        if name and name.group(1) in ('properties', 'signals') and '[' in declarator:
            return
        pointed, star, pointer = declarator.rpartition('*')
        constant = re.search(r'\bconst\b', pointer if star else declarator)
        if not constant:
            self.add('static', number, f'mutable static “{name.group(1) if name else rest}”')

    def check_banned(self, number, line):
        if line.lstrip().startswith('#'):
            return
        for pattern, why, where, where_not in BANNED:
            if not self.name.startswith(tuple(where)) or self.name.startswith(tuple(where_not)):
                continue
            for match in re.finditer(rf'(?<![\w.>])({pattern}) \(', line):
                self.add('banned', number, f'{match.group(1)}(): {why}')

    def check_functions(self):
        number = 0
        while number < len(self.lines):
            match = DEFINITION.match(self.lines[number])
            end = self.find_body(number) if match else None
            if end is None:
                number += 1
                continue
            self.check_function(match.group(1), number, *end)
            number = end[1] + 1

    def find_body(self, number):
        """(line of "{", line of "}") when a definition begins here."""
        for start in range(number, min(number + 14, len(self.lines))):
            if self.lines[start] == '{':
                break
            if self.lines[start].rstrip().endswith(';'):
                return None
        else:
            return None
        for end in range(start, len(self.lines)):
            if self.lines[end] == '}':
                return start, end
        return None

    def check_function(self, name, number, start, end):
        is_test_main = name == 'main' and self.name.startswith('tests/')
        if end - start - 1 > MAX_FUNCTION and not name.endswith('_class_init') and not is_test_main:
            self.add('function', number, f'{name}: {end - start - 1} lines, {MAX_FUNCTION} are allowed')
        self.check_parameters(name, number, start)
        self.check_nesting(name, start, end)
        if not self.is_static(number) and not self.name.startswith('tests/'):
            self.check_prefix(name, number)

    def is_static(self, number):
        return re.match(r'^(static|G_DEFINE|G_STATIC)\b', self.lines[number - 1] if number else '')

    def check_parameters(self, name, number, start):
        text = ' '.join(self.lines[number:start])
        inner = text[text.index('(') + 1:text.rindex(')')]
        depth, count = 0, 1 if inner.strip() not in ('', 'void') else 0
        for char in inner:
            depth += (char == '(') - (char == ')')
            count += char == ',' and depth == 0
        allowed = MAX_ASYNC_PARAMETERS if 'GAsyncReadyCallback' in inner else MAX_PARAMETERS
        if count > allowed and not name.endswith(FOREIGN):
            self.add('parameters', number, f'{name}: {count} parameters, {allowed} are allowed')

    def check_nesting(self, name, start, end):
        """Blocks inside blocks; the format puts the braces of blocks on lines of their own."""
        depth = 0
        for number in range(start, end):
            line = self.lines[number].strip()
            if line == '{':
                depth += 1
                if depth - 1 == MAX_NESTING + 1:
                    self.add('nesting', number, f'{name}: {depth - 1} levels, {MAX_NESTING} are allowed')
            elif re.match(r'^\}(\s*while .*)?;?$', line) and depth > 0:
                depth -= 1

    def check_prefix(self, name, number):
        """Named after the file or its first words (crm-json-parser.c: crm_json_…); for a second small
        type in the same file, at least declared in the header of the same name."""
        words = self.path.stem.split('-')
        if name == 'main':
            return
        if any(name.startswith('_'.join(words[:n])) for n in range(len(words), 1, -1)):
            return
        header = self.path.with_suffix('.h')
        if name.startswith(words[0] + '_') and (lint.ROOT / header).exists():
            if re.search(rf'\b{name} \(', strip(lint.read(header))):
                return
        self.add('prefix', number, f'{name} is neither named after the file nor in its header')


def check_waivers(waivers, report):
    allowed = Counter()
    for line in lint.read('tests/lint/waivers.txt').splitlines():
        if line and not line.startswith('#'):
            rule, count = line.split()
            allowed[rule] = int(count)

    for rule in RULES:
        count = len(waivers[rule])
        if count > allowed[rule]:
            report.add('waivers', 'tests/lint/waivers.txt', 0,
                       f'{count} waivers of “{rule}”, {allowed[rule]} are allowed: '
                       + ', '.join(f'{name}:{line + 1}' for name, line in sorted(waivers[rule])))
        elif count < allowed[rule]:
            report.add('waivers', 'tests/lint/waivers.txt', 0,
                       f'only {count} waivers of “{rule}” are left: write that number down')


def main():
    report = lint.Report(*RULES)
    waivers = {rule: set() for rule in RULES}
    for path in lint.files('.c', '.h'):
        Source(path, report, waivers).check()
    built_sql.check(report)
    check_waivers(waivers, report)
    return report.finish()


if __name__ == '__main__':
    sys.exit(main())
