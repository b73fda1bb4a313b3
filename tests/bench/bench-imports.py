#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A portfolio (customers with two contacts, two policies and four instalments each) brought in by the command line and,
under other numbers, over HTTP, in the same run: rows a second of both, and how fast it is taken back.

  bench-imports.py ZONTIK-SERVER [CUSTOMERS]"""
import json
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid

CONTEXT = ssl._create_unverified_context()
PART = 4 * 1024 * 1024


def make_files(folder, prefix, count):
    """Paths by kind."""
    paths = {kind: os.path.join(folder, f'{prefix}-{kind}.csv') for kind in ('customer', 'policy', 'instalment')}
    with open(paths['customer'], 'w') as out:
        out.write('external_id,last_name,first_name,birth_date,city,street,house,phone,email,owner\n')
        for i in range(count):
            out.write(f'{prefix}{i},Капелькин{i % 1000},Семён,19{50 + i % 50}-0{1 + i % 9}-1{i % 10},Москва,Тестовая,'
                      f'{i % 200},+7{900 if prefix == "a" else 910}{i:07},{prefix}{i}@example.com,bench\n')
    with open(paths['policy'], 'w') as out:
        out.write('customer_external_id,product,number,starts_on,ends_on,premium_kopecks,status\n')
        for i in range(2 * count):
            out.write(f'{prefix}{i // 2},osago,{prefix}-{i},2026-01-01,2026-12-31,700000,active\n')
    with open(paths['instalment'], 'w') as out:
        out.write('policy_number,no,due_on,amount_kopecks,paid_on\n')
        for i in range(4 * count):
            out.write(f'{prefix}-{i // 2},{1 + i % 2},2026-0{1 + i % 2}-01,350000,\n')
    return paths


class Api:
    def __init__(self, url):
        self.url = url + '/api/v1'
        self.token = None
        device = {'id': str(uuid.uuid4()), 'name': 'bench'}
        self.token = self.call('POST', '/sessions', {'login': 'bench', 'password': 'correct horse',
                                                     'device': device})['token']

    def call(self, method, path, body=None, raw=None):
        request = urllib.request.Request(self.url + path, method=method,
                                         data=raw if raw is not None else json.dumps(body).encode() if body else None)
        if self.token:
            request.add_header('Content-Type', 'application/octet-stream' if raw else 'application/json')
            request.add_header('Authorization', 'Bearer ' + self.token)
        try:
            with urllib.request.urlopen(request, context=CONTEXT) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            sys.exit(f'{method} {path}: {error.read().decode()}')

    def wait(self, import_id, state):
        while True:
            now = self.call('GET', f'/imports/{import_id}')
            if now['state'] == state:
                return now
            if not now['state'].endswith('ing'):
                raise RuntimeError(json.dumps(now))
            time.sleep(0.05)


def upload(api, import_id, number, path):
    with open(path, 'rb') as data:
        start = 0
        while part := data.read(PART):
            api.call('POST', f'/imports/{import_id}/files/{number}?start={start}', raw=part)
            start += len(part)


def run(server, folder, count):
    data = os.path.join(folder, 'data')
    subprocess.run([server, 'user', 'add', 'bench', '--data-dir', data, '--name', 'Bench', '--role', 'director',
                    '--branch', 'Центр'], input=b'correct horse\n', check=True, stderr=subprocess.DEVNULL)
    process = subprocess.Popen([server, 'serve', '--data-dir', data, '--listen', '127.0.0.1:0'],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        url = process.stdout.readline().split()[-1]
        rows = 7 * count
        files = make_files(folder, 'a', count)
        began = time.monotonic()
        for kind, path in files.items():
            subprocess.run([server, 'import', kind, path, '--data-dir', data], check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        by_hand = time.monotonic() - began
        print(f'command line: {rows} rows in {by_hand:.2f} s, {rows / by_hand:.0f} a second')

        api = Api(url)
        files = make_files(folder, 'b', count)
        import_id = str(uuid.uuid4())
        plan = [{'name': kind, 'kind': kind, 'size': os.path.getsize(path)} for kind, path in files.items()]
        api.call('POST', '/imports', {'id': import_id, 'title': 'bench', 'duplicates': 'create', 'files': plan})
        began = time.monotonic()
        for number, path in enumerate(files.values()):
            upload(api, import_id, number, path)
        sent = time.monotonic() - began
        for act, state, word in (('check', 'checked', 'checked'), ('run', 'done', 'brought in'),
                                 ('revert', 'reverted', 'taken back')):
            began = time.monotonic()
            api.call('POST', f'/imports/{import_id}/{act}', {'x': 1})
            api.wait(import_id, state)
            seconds = time.monotonic() - began
            print(f'over HTTP: {word} in {seconds:.2f} s, {rows / seconds:.0f} rows a second')
        print(f'over HTTP: sent in {sent:.2f} s')
    finally:
        process.terminate()
        process.wait()


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    folder = tempfile.mkdtemp(prefix='zontik-bench-')
    os.chmod(folder, 0o755)
    try:
        run(os.path.abspath(sys.argv[1]), folder, int(sys.argv[2]) if len(sys.argv) > 2 else 20000)
    finally:
        shutil.rmtree(folder)


if __name__ == '__main__':
    main()
