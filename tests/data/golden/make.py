# -*- coding: utf-8 -*-
"""Write the golden logs, and what is counted in them, anew: `python tests/data/golden/make.py` (read the differences before you keep them)."""
from __future__ import absolute_import, division, print_function

import io
import os
import shutil
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [TESTS, os.path.join(os.path.dirname(TESTS), 'lib'), os.path.join(os.path.dirname(TESTS), 'scripts')]

import test_counting_properties as described  # noqa: E402


def write(path, data):
    with io.open(path, 'wb') as target:
        target.write(data)


def main():
    logs = os.path.join(HERE, 'logs')
    if not os.path.isdir(logs):
        os.makedirs(logs)
    for name, data in described.golden_logs().items():
        write(os.path.join(logs, name), data)
    folder = tempfile.mkdtemp()
    try:
        for name, flags in described.RUNS.items():
            output = os.path.join(folder, 'out.txt')
            described.aggregate_plex_logs.main(['--log-dir', logs, '--output', output, '--quiet'] + flags)
            with io.open(os.path.join(folder, 'out.json'), 'rb') as source:
                write(os.path.join(HERE, name), described.normal(source.read()))
    finally:
        shutil.rmtree(folder)


if __name__ == '__main__':
    main()
