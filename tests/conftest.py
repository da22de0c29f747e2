# -*- coding: utf-8 -*-
"""What all tests share: where the code is, how hard hypothesis looks, and running another Python with a deadline."""
from __future__ import absolute_import, division, print_function

import os
import subprocess
import sys
import tempfile
import threading

import hypothesis
import pytest
from hypothesis.configuration import set_hypothesis_home_dir

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
for _FOLDER in ('scripts', 'lib'):
    sys.path.insert(0, os.path.join(ROOT, _FOLDER))

# What pytest does not look into, see pytest_configure.
collect_ignore = []

# `make test` looks at few examples, always the same; `make test-full` sets PLEXFIX_TESTS=full and looks at many.
# With PLEXFIX_TESTS=short, which tox sets where a third Python only confirms what 2.7 and the newest 3 have shown, the
# modules below are left out: whole sessions, a fault at every step, a process for each script.  Elsewhere they run two
# at a time, and the others in one process (dev/run_pytest.py).
LONG = ('test_activetest', 'test_backup', 'test_backup_utils', 'test_bench_tools', 'test_completions', 'test_copy_suite',
        'test_cycle', 'test_demo', 'test_dev_tools', 'test_dist', 'test_examples', 'test_finalreport', 'test_html_chromium',
        'test_html_option', 'test_implement_faults', 'test_implement_fix', 'test_implement_plexsim', 'test_install',
        'test_journal', 'test_loop_coordinator', 'test_loop_kills', 'test_make_picture', 'test_manpages',
        'test_plain_terminals', 'test_plex_api_utils', 'test_plexsim_agents', 'test_plexsim_command', 'test_plexsim_host',
        'test_plexsim_simulation', 'test_postmortem', 'test_prompts', 'test_prose', 'test_python27_real', 'test_readme',
        'test_regexrules', 'test_restoring', 'test_secrets_in_outputs', 'test_testdecisions', 'test_testreport',
        'test_whole_way')
_COMMON = dict(deadline=None, database=None, suppress_health_check=list(hypothesis.HealthCheck))
hypothesis.settings.register_profile('ci', max_examples=40, derandomize=True, **_COMMON)
hypothesis.settings.register_profile('short', max_examples=10, derandomize=True, **_COMMON)
hypothesis.settings.register_profile('full', max_examples=1000, **_COMMON)
hypothesis.settings.load_profile(os.environ.get('PLEXFIX_TESTS') or 'ci')
# It keeps tables of its own on disk, which have no place in a source tree.
set_hypothesis_home_dir(os.path.join(tempfile.gettempdir(), 'plexfix-hypothesis-%d' % sys.version_info[0]))


def _run_python(arguments, env=None, cwd=None, timeout_s=60, **streams):
    """Run this Python with *arguments*; return (exit code, stdout bytes, stderr bytes); kill it at the deadline.

    *env* is added to the environment; a value of None takes a variable out.
    """
    merged = dict(os.environ, PYTHONPATH=os.path.join(ROOT, 'lib'))
    merged.update(env or {})
    merged = dict((name, value) for name, value in merged.items() if value is not None)
    streams.setdefault('stdout', subprocess.PIPE)
    streams.setdefault('stderr', subprocess.PIPE)
    process = subprocess.Popen([sys.executable, '-B'] + list(arguments), env=merged, cwd=cwd, **streams)
    timer = threading.Timer(timeout_s, process.kill)
    timer.start()
    try:
        out, err = process.communicate()
    finally:
        timer.cancel()
    return process.returncode, out, err


@pytest.fixture
def run_python():
    """The function `run_python(arguments, env=None, cwd=None, timeout_s=60)` -> (code, stdout, stderr)."""
    return _run_python


def pytest_addoption(parser):
    parser.addoption('--part', choices=('tables', 'sessions'),
                     help='only the modules that LONG in tests/conftest.py names (sessions), or only the others (tables)')


def pytest_configure(config):
    """Have the modules of the other part not even read."""
    part = 'tables' if os.environ.get('PLEXFIX_TESTS') == 'short' else config.getoption('part')
    if part:
        modules = set(name[:-len('.py')] for name in os.listdir(os.path.dirname(__file__)) if name.startswith('test_'))
        collect_ignore.extend(name + '.py' for name in (LONG if part == 'tables' else modules.difference(LONG)))
