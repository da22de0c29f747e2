# -*- coding: utf-8 -*-
"""Remove all that the set-up, the tests and the demo made; nothing that was written by a person."""
from __future__ import absolute_import, division, print_function

import os
import shutil

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
FOLDERS = ('.tox', '.tox-runner', '.venv', 'build', 'dist', 'demo_output', 'htmlcov', '.hypothesis', '.pytest_cache')


def main(root=ROOT):
    for name in FOLDERS:
        shutil.rmtree(os.path.join(root, name), ignore_errors=True)
    for folder, names, files in os.walk(root):
        for name in [name for name in names if name == '__pycache__' or name.endswith('.egg-info')]:
            shutil.rmtree(os.path.join(folder, name), ignore_errors=True)
            names.remove(name)
        if '.git' in names:
            names.remove('.git')
        for name in files:
            if name.endswith(('.pyc', '.pyo')) or name == '.coverage' or name.startswith('.coverage.'):
                os.remove(os.path.join(folder, name))


if __name__ == '__main__':
    main()
