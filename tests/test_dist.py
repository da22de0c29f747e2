# -*- coding: utf-8 -*-
"""What is given away: one file for each script that runs by itself, a source archive and a wheel."""
from __future__ import absolute_import, division, print_function

import io
import os
import re
import sys
import tarfile
import zipfile

import pytest

from agent_log import varied
from plexfix.base.compat import native_path

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, 'dev'))

import make_dist  # noqa: E402

SCRIPTS = make_dist.scripts()
ODD_NAME = native_path(b'caf\xc3\xa9 dist')


@pytest.fixture(scope='module')
def archives(tmpdir_factory):
    """The folder, of an odd name, with an archive for each script."""
    folder = os.path.join(str(tmpdir_factory.mktemp('dist')), ODD_NAME)
    os.mkdir(folder)
    assert [os.path.basename(path) for path in make_dist.make_archives(folder)] == [name + '.pyz' for name in SCRIPTS]
    return folder


@pytest.fixture
def bare(run_python, tmpdir):
    """Run an archive where nothing is installed: what an import would find outside of it refuses to load."""
    for name in ('six', 'requests', 'plexfix', 'tqdm'):
        tmpdir.join('nothing', name + '.py').write('raise ImportError("No module named %s")' % name, ensure=True)

    def run(arguments, **options):
        return run_python(arguments, env={'PYTHONPATH': str(tmpdir.join('nothing')), 'LC_ALL': 'C'}, **options)
    return run


def test_there_is_one_for_each_script():
    assert set(SCRIPTS) == set(name[:-3] for name in os.listdir(os.path.join(ROOT, 'scripts'))
                               if re.match(r'[a-z]\w*\.py$', name))


@pytest.mark.parametrize('script', SCRIPTS)
def test_it_runs_with_nothing_installed(script, archives, bare, tmpdir):
    path = os.path.join(archives, script + '.pyz')
    assert os.name == 'nt' or os.access(path, os.X_OK)
    code, out, err = bare([path, '--version'], cwd=str(tmpdir))
    assert (code, err) == (0, b'')
    assert re.match(br'%s\.pyz \S+ \(plexfix in .*caf\xc3\xa9 dist.%s\.pyz.plexfix, Python %d\.%d\.' % (
        (script.encode('ascii'),) * 2 + tuple(sys.version_info[:2])), out)
    code, out, err = bare([path, '--help'], cwd=str(tmpdir))
    assert (code, err) == (0, b'') and b'usage: %s.pyz' % script.encode('ascii') in out


def test_archives_do_the_work(archives, bare, tmpdir):
    """From logs to a verdict, with the known errors that lie in the archive, and with more than one process."""
    tmpdir.mkdir('logs')
    varied(u'FilmVault').save(str(tmpdir.join('logs')))
    varied(u'ReelHouse').save(str(tmpdir.join('logs')))

    def run(script, *arguments):
        code, out, err = bare([os.path.join(archives, script + '.pyz')] + list(arguments), cwd=str(tmpdir))
        assert b'Traceback' not in err and b'unexpected' not in err, err
        return code, out.decode('utf-8')
    assert run('aggregate_plex_logs', '--log-dir', 'logs', '--jobs', '2', '--output', 'a.txt')[0] == 0
    assert run('diagnose_from_report', '--report', 'a.txt', '--output', 'd.md')[0] == 0
    report = io.open(str(tmpdir.join('d.md')), encoding='utf-8').read()
    assert re.search(r'http-403', report)
    code, out = run('compare_metrics', '--baseline', 'a.txt', '--current', 'a.txt', '--fix-name', 'x', '--output', 't.md')
    assert code in (20, 30)
    assert run('parse_test_report', 't.md') == (code, run('parse_test_report', 't.json')[1])
    assert run('aggregate_plex_logs', '--no-such-flag')[0] == 2


def test_what_needs_requests_says_so(archives, bare, tmpdir):
    tmpdir.join('token').write('a-token-of-nobody')
    code, out, err = bare([os.path.join(archives, 'plex_api_utils.pyz'), '--sections', '--url', 'http://127.0.0.1:9',
                           '--token-file', 'token'], cwd=str(tmpdir))
    assert (code, out) == (2, b'') and b'requests' in err and b'pip install' in err and b'Traceback' not in err


def test_the_same_source_gives_the_same_bytes(tmpdir):
    files = make_dist.entries(SCRIPTS[0])
    other = dict((name, files[name]) for name in sorted(files, reverse=True))
    for name, content in (('one.pyz', files), ('other.pyz', other)):
        make_dist.write_archive(str(tmpdir.join(name)), content)
    assert tmpdir.join('one.pyz').read_binary() == tmpdir.join('other.pyz').read_binary()


def test_an_archive_holds_its_script_the_package_and_six(archives):
    with zipfile.ZipFile(os.path.join(archives, SCRIPTS[0] + '.pyz')) as archive:
        names = set(archive.namelist())
        assert b'Permission is hereby granted' in archive.read('six.py') and b'MIT' in archive.read('LICENSE')
    assert {'__main__.py', 'six.py', 'plexfix/cli.py', 'plexfix/understand/signatures/http.json'} <= names
    assert [name for name in names if name.startswith('plexfix/scripts/')] and not any('plexsim' in name for name in names)
    assert sorted(name for name in names if name.startswith('plexfix/scripts/')) == [
        'plexfix/scripts/__init__.py', 'plexfix/scripts/%s.py' % SCRIPTS[0]]
    assert not [name for name in names if name.endswith(('.pyc', '.pyo'))]


@pytest.mark.parametrize('version, refused', [((2, 6), True), ((3, 5), True), ((3, 6), False), ((2, 7), False)])
def test_a_python_that_is_too_old_is_told(version, refused, monkeypatch):
    source = make_dist.MAIN % SCRIPTS[0]
    head = source.split('from plexfix')[0]
    monkeypatch.setattr(sys, 'version_info', version + (1, 'final', 0))
    if refused:
        with pytest.raises(SystemExit) as caught:
            exec(compile(head.encode('ascii'), 'main', 'exec'), {})
        assert '%d.%d' % version in str(caught.value)
    else:
        exec(compile(head.encode('ascii'), 'main', 'exec'), {})


def can_build():
    try:
        make_dist.needs('setuptools')
        make_dist.needs('wheel')
    except make_dist.Missing:
        return False
    return True


@pytest.mark.skipif(not can_build(), reason='setuptools and wheel are not installed here')
def test_the_packages_hold_everything(tmpdir):
    before = set(os.listdir(ROOT))
    wheel, source = make_dist.make_packages(str(tmpdir))
    assert re.match(r'plexfix-[\d.]+-py2\.py3-none-any\.whl$', os.path.basename(wheel)) and source.endswith('.tar.gz')
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        points = [archive.read(name).decode('ascii') for name in names if name.endswith('entry_points.txt')][0]
    assert {'plexfix/cli.py', 'plexfix/understand/signatures/http.json', 'plexsim/__main__.py'} <= set(names)
    for script in SCRIPTS:
        assert 'plexfix/scripts/%s.py' % script in names
        assert '%s = plexfix.scripts.%s:main' % (script.replace('_', '-'), script) in points
    with tarfile.open(source) as archive:
        held = set(name.partition('/')[2] for name in archive.getnames())
    for name in ('README.md', 'LICENSE', 'Makefile', 'setup.py', 'tests/conftest.py', 'dev/copy_suite.py', 'prompts/README.md',
                 'scripts/%s.py' % SCRIPTS[0], 'completions/plexfix.bash'):
        assert name in held, name
    assert set(os.listdir(ROOT)) - before <= {'demo_output', '.hypothesis'}


@pytest.mark.parametrize('absent', ['setuptools', 'wheel'])
def test_what_is_missing_is_told_and_the_rest_is_made(absent, monkeypatch, tmpdir, capfdbinary):
    real = make_dist.needs

    class Old(object):
        __version__ = '40.6.2'

    def needs(package):
        if package == absent:
            monkeypatch.setitem(sys.modules, package, None)
        return Old if package == 'setuptools' and absent != package else real(package)
    monkeypatch.setattr(make_dist, 'needs', needs)
    monkeypatch.setattr(make_dist, 'scripts', lambda root: SCRIPTS[:1])
    assert make_dist.main(['--output', str(tmpdir.join('new', 'dist'))]) == 1
    out = capfdbinary.readouterr()[0].decode('utf-8')
    assert 'error: %s is not installed for this Python' % absent in out and '-m pip install %s' % absent in out
    assert [path.basename for path in tmpdir.join('new', 'dist').listdir()] == [SCRIPTS[0] + '.pyz']
