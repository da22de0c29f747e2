# -*- coding: utf-8 -*-
"""Make an environment with a virtualenv that is installed for the moment only: a bare Python 2.7 has nothing else.

usage: borrow_virtualenv.py FOLDER
"""
from __future__ import absolute_import, division, print_function

import os
import shutil
import subprocess
import sys
import tempfile


def main(folder):
    borrowed = tempfile.mkdtemp(prefix='virtualenv-')
    try:
        code = subprocess.call([sys.executable, '-m', 'pip', 'install', '-q', '--disable-pip-version-check',
                                '--target', borrowed, 'virtualenv<20.22'])
        return code or subprocess.call([sys.executable, '-m', 'virtualenv', '-q', folder],
                                       env=dict(os.environ, PYTHONPATH=borrowed))
    finally:
        shutil.rmtree(borrowed, ignore_errors=True)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
