# SPDX-License-Identifier: GPL-3.0-or-later
"""No statement of the server is put together from words: queries are files and bind their parameters.

Where it cannot be otherwise is listed here, with a reason; what is new there must be looked at.
"""
import re

import lint

# Statements that are put together: how many, and of what.
BUILT = {
    'server/db/hub-cluster-database.c': (3, 'names of databases, which PostgreSQL cannot bind, made by the program itself'),
    'server/db/hub-db-connection.c': (2, 'numbers of the configuration, and the constant name of a role'),
    'server/db/hub-db-listener.c': (2, 'set and listen with constant names of channels, quoted by libpq'),
    'server/sql/migrations/0004-rights.sql': (1, 'the user of the migration itself, quoted by %I'),
    'server/sql/migrations/0005-row-security.sql': (3, 'names of our tables and columns, from a list in the file'),
    'server/sql/migrations/0011-kinds.sql': (9, 'names of our tables and columns, given by migrations, quoted by %I'),
}
# Where texts go to the database: how many calls, and what they send.
SENT = {
    'server/db/hub-cluster-database.c': (1, 'constants, and the statements listed above'),
    'server/db/hub-db-connection.c': (4, 'settings, the role, begin and commit'),
    'server/db/hub-db-listener.c': (2, 'the statement listed above, a notification with bound parameters'),
    'server/db/hub-db-migrator.c': (2, 'the files of migrations, one insert with bound parameters'),
    'server/db/hub-db.c': (3, 'the files of queries with bound parameters'),
}
BUILDERS = re.compile(r'\b(g_strdup_v?printf|g_string_(?:append_|prepend_)?v?printf'
                      r'|g_string_(?:new|append|prepend|insert|replace)(?:_len)?'
                      r'|g_strconcat|g_strjoinv?|g_str(?:l)?cat|g_strlcpy|g_v?snprintf|g_v?asprintf) \(')
SENDERS = re.compile(r'\bPQ(exec(?:Params|Prepared)?|prepare|send(?:Query(?:Params|Prepared)?|Prepare)) \(')
LITERAL = re.compile(r'"((?:\\.|[^"\\\n])*)"')
COMMENT = re.compile(r'/\*.*?\*/|//[^\n]*|("(?:\\.|[^"\\\n])*")', re.DOTALL)
STATEMENT = re.compile(
    r'(?:^|;)\s*(?:select|insert\s+into|update\s+\S+\s+set|delete\s+from|truncate|merge\s+into'
    r'|copy\s+\S+\s+(?:from|to)|listen|notify'
    r'|(?:alter|create|drop)\s+(?:table|role|user|database|schema|index|view|function|policy|trigger|sequence|type)'
    r'|set\s+(?:role|local|session)|set\s+\w+\s*(?:=|to\b)|grant\s|revoke\s|execute\s|do\s+\$)'
    r'|\b(?:where|order\s+by|group\s+by|having|limit|offset|returning|values)\s*(?:\(|$'
    r'|\S+\s*(?:=|<|>|in\b|like\b|%|$))', re.IGNORECASE)
DYNAMIC = re.compile(r'\bexecute\s+(?!function\b|procedure\b|on\b)', re.IGNORECASE)

# (path, text, findings): the rule must see the one and pass over the other.
SAMPLES = [
    ('server/a.c', 'g_strdup_printf ("select 1 from customer where name = \'%s\'", name);', 1),
    ('server/a.c', 'g_string_append_printf (sql, " where login = \'%s\'", login);', 1),
    ('server/a.c', 'g_string_append (sql, " order by ");', 1),
    ('server/a.c', 'sql = g_strconcat ("delete "\n   "from app_user where id = \'", id, "\'", NULL);', 1),
    ('server/a.c', 'g_string_new ("insert into customer (id) values (");', 1),
    ('server/a.c', 'g_snprintf (sql, sizeof sql, "update %s set rev = 1", table);', 1),
    ('server/a.c', 'PQexec (conn, text);', 1),
    ('server/a.c', 'PQsendQueryParams (conn, text, 1, NULL, params, NULL, NULL, 0);', 1),
    ('server/a.sql', "begin\n  execute 'select ' || name;", 1),
    ('server/a.sql', 'create trigger t before update on a for each row execute function f();', 0),
    ('server/a.sql', '-- execute nothing\ngrant execute on function f to zontik_app;', 0),
    ('server/a.c', 'hub_db_select (db, &query, params, error); /* g_strdup_printf ("select") */', 0),
    ('server/a.c', 'g_strdup_printf ("%u rows, and where they are", n);', 0),
    ('server/a.c', 'g_strdup_printf ("created %s, set %s", one, other);', 0),
    ('server/a.c', '#define SQL "select a from b where c = $1"', 0),
]


def find_arguments(text, start):
    """What stands between the parenthesis before @start and its end."""
    depth, end = 1, start
    for part in re.finditer(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\])\'|[()]', text[start:]):
        depth += {'(': 1, ')': -1}.get(part.group(0), 0)
        end = start + part.end()
        if depth == 0:
            break
    return text[start:end]


def list_lines(text, matches):
    """The lines, counted from 0, of matches."""
    return [text.count('\n', 0, match.start()) for match in matches]


def find_in_c(text):
    """(lines where a statement is put together, lines where one is sent)."""
    text = COMMENT.sub(lambda one: one.group(1) or re.sub(r'[^\n]', ' ', one.group(0)), text)
    built = [match for match in BUILDERS.finditer(text)
             if STATEMENT.search(''.join(LITERAL.findall(find_arguments(text, match.end()))))]
    return list_lines(text, built), list_lines(text, SENDERS.finditer(text))


def find_in_sql(text):
    """The same for a file of statements."""
    text = re.sub(r'--[^\n]*', '', text)
    return list_lines(text, DYNAMIC.finditer(text)), []


def check_text(path, text, add):
    """@add takes a line, counted from 0, and a message."""
    built, sent = find_in_sql(text) if path.endswith('.sql') else find_in_c(text)
    for found, listed, what in ((built, BUILT, 'statements put together'), (sent, SENT, 'calls that send a statement')):
        allowed = listed.get(path, (0, ''))[0]
        if len(found) != allowed:
            add(found[-1] if found else 0, f'{len(found)} {what}, {allowed} are listed in built_sql.py')


def check(report):
    """All of the server; first whether the rule sees anything."""
    for path, text, expected in SAMPLES:
        found = []
        check_text(path, text, lambda line, message, into=found: into.append(message))
        if len(found) != expected:
            report.add('sql', 'tests/lint/built_sql.py', 0, f'{len(found)} findings instead of {expected} in {text!r}')
    paths = lint.files('.c', '.h', '.sql', trees=('server',))
    for path in paths:
        check_text(str(path), lint.read(path), lambda line, message, at=path: report.add('sql', at, line + 1, message))
    for path in set(BUILT) | set(SENT):
        if path not in map(str, paths):
            report.add('sql', 'tests/lint/built_sql.py', 0, f'{path} is not there')
