# -*- coding: utf-8 -*-
"""The command and its documented functions: what they look at, what they say, and with which exit code."""
from __future__ import absolute_import, division, print_function

import io
import json
import os
import sys

import pytest

import safety_validator
from bundle_tree import bundle
from plexfix.base.compat import native, to_bytes, to_text
from plexfix.change import python27
from plexfix.outside import realpython27
from plexfix.steps import validation

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SCRIPT = os.path.join(ROOT, 'scripts', 'safety_validator.py')
CLEAN = u'import os\n\n\ndef Start():\n    Log("x")\n'


@pytest.fixture
def validator(capsys):
    """Run the command without a real Python 2.7; return (exit code, standard output, standard error)."""
    def call(*arguments):
        given = [] if '--python27' in arguments else ['--python27', 'never']
        code = safety_validator.main([str(one) for one in arguments] + given)
        out, err = capsys.readouterr()
        return code, to_text(out), to_text(err)
    return call


def test_a_clean_bundle(tmpdir, validator):
    made = bundle(tmpdir, INIT=CLEAN + u'import utils, shared\n', Code__utils=CLEAN, Libraries__Shared__shared=u'_x = 1\n')
    assert validator(made) == (0, u'3 files checked: 0 errors, 0 warnings\n', u'')


def test_a_bundle_with_faults(tmpdir, validator):
    made = bundle(tmpdir, INIT=u'import pathlib\n_x = 1\n', Libraries__Shared__shared=u'None = 1\n')
    code, out, _ = validator(made)
    lines = out.splitlines()
    path = os.path.join(str(made), 'Contents', 'Code', '__init__.py')
    assert code == 1 and lines[-1] == u'2 files checked: 3 errors, 0 warnings'
    assert lines[0] == (u'%s:1:8: error: the module pathlib exists in Python 3 only, since 3.4 [names/module] '
                        u'an ImportError as soon as the file is loaded' % path)
    assert u'[loader/underscore-variable]' in lines[1] and u'under the policy Elevated' in lines[1]
    assert u'[syntax/target]' in lines[2]


@pytest.mark.parametrize('policy, given, rules', [
    ('Elevated', 'auto', []), ('Standard', 'auto', ['loader/underscore-attribute']), (None, 'auto', ['loader/underscore-attribute']),
    ('Elevated', 'Standard', ['loader/underscore-attribute']), ('Standard', 'Elevated', []), ('Standard', 'none', []),
])
def test_the_policy_is_that_of_the_info_plist_unless_given(tmpdir, validator, policy, given, rules):
    made = bundle(tmpdir, policy=policy, INIT=u'a = b.__getitem__(1)\n')
    code, out, _ = validator('--json', '--policy', given, made)
    document = json.loads(out)
    assert [one['rule'] for one in document['findings']] == rules and code == (1 if rules else 0)
    assert document['files'][0]['policy'] == {'none': None, 'auto': policy or 'Standard'}.get(given, given)


def test_a_policy_that_is_given_holds_for_any_file(tmpdir, validator):
    tmpdir.join('x.py').write('_x = 1\n')
    assert validator(tmpdir.join('x.py'))[0] == 0
    assert validator(tmpdir.join('x.py'), '--policy', 'Elevated')[0] == 1


def test_a_bundle_whose_info_plist_is_broken_is_standard_and_that_is_said(tmpdir, validator):
    made = bundle(tmpdir, INIT=u'a = b.__getitem__(1)\n')
    made.join('Contents', 'Info.plist').write('nonsense')
    code, out, err = validator(made, '--verbose')
    assert code == 1 and u'policy Standard' in out and u'Info.plist' in err


def test_json_is_one_document_that_tells_all(tmpdir, validator):
    made = bundle(tmpdir, INIT=u'os.system("sudo ls")\nx = all(y)\n')
    code, out, _ = validator('--json', made)
    document = json.loads(out)
    assert code == 1 and sorted(document) == ['errors', 'files', 'findings', 'python27', 'schema', 'strict', 'warnings']
    assert (document['schema'], document['errors'], document['warnings'], document['python27']) == (
        'plexfix.validation/1', 1, 1, None)
    assert document['files'] == [{'path': to_text(str(made.join('Contents', 'Code', '__init__.py'))), 'place': 'code',
                                  'bundle': to_text(str(made)), 'policy': 'Elevated', 'problem': None}]
    first = document['findings'][0]
    assert sorted(first) == ['column', 'file', 'line', 'rule', 'severity', 'what', 'why']
    assert (first['line'], first['column'], first['rule'], first['severity']) == (1, 11, 'danger/privilege', 'error')


def test_warnings_pass_unless_strict(tmpdir, validator):
    tmpdir.join('x.py').write('import cloudscraper\n')
    code, out, _ = validator(tmpdir.join('x.py'))
    assert code == 0 and u': warning: ' in out and out.endswith(u'0 errors, 1 warning\n')
    assert validator(tmpdir.join('x.py'), '--strict')[0] == 1


def test_several_paths_and_file_flags_each_file_once(tmpdir, validator):
    for name in ('a.py', 'b.py', 'sub/c.py', 'notes.txt'):
        tmpdir.join(*name.split('/')).write('x = 1\n', ensure=True)
    assert u'3 files checked' in validator(tmpdir, '--file', tmpdir.join('a.py'), '--file', tmpdir.join('b.py'))[1]
    assert u'1 file checked' in validator('--file', tmpdir.join('notes.txt'))[1]


def test_backups_are_not_looked_at(tmpdir, validator):
    bundle(tmpdir, INIT=CLEAN)
    bundle(tmpdir.join('_BACKUPS', 'old'), INIT=u'x = (\n')
    assert validator(tmpdir)[0] == 0


def test_what_is_not_there_and_what_has_nothing_is_wrong_usage(tmpdir, validator):
    code, out, err = validator(tmpdir.join('gone.py'))
    assert code == 2 and out == u'' and err.startswith(u'error: there is no ') and u'gone.py' in err
    code, _, err = validator(tmpdir)
    assert code == 2 and u'nothing to check' in err
    assert validator()[0] == 2 and validator('--batch', tmpdir)[0] == 2


@pytest.mark.skipif(not hasattr(os, 'mkfifo'), reason='no pipes with names here')
def test_what_has_no_end_is_not_read(tmpdir, validator):
    bundle(tmpdir, INIT=CLEAN)
    os.mkfifo(str(tmpdir.join('pipe.py')))
    assert u'1 file checked' in validator(tmpdir)[1]
    code, _, err = validator(tmpdir.join('pipe.py'))
    assert code == 2 and u'is no file' in err


@pytest.mark.skipif(not hasattr(os, 'symlink'), reason='no symbolic links here')
def test_a_link_that_leads_nowhere_cannot_be_read(tmpdir, validator):
    made = bundle(tmpdir, INIT=CLEAN)
    os.symlink(str(tmpdir.join('gone')), str(made.join('Contents', 'Code', 'lost.py')))
    code, out, err = validator(made)
    assert code == 2 and u'1 file checked' in out and u'lost.py' in err


@pytest.mark.skipif(os.name == 'nt' or not hasattr(os, 'getuid') or os.getuid() == 0, reason='everything is readable here')
def test_a_file_that_cannot_be_read(tmpdir, validator):
    check_unreadable(tmpdir, validator, lambda path: path.chmod(0))


def test_a_file_that_fails_to_be_read(tmpdir, validator, monkeypatch):
    real = validation.files.read_bytes

    def read(path):
        if path.endswith('b.py'):
            raise validation.PlexfixError(u'cannot read %s' % to_text(path), u'Permission denied', u'check who may use it')
        return real(path)
    monkeypatch.setattr(validation.files, 'read_bytes', read)
    check_unreadable(tmpdir, validator, lambda path: None)


def check_unreadable(tmpdir, validator, close):
    tmpdir.join('a.py').write('import pathlib\n')
    tmpdir.join('b.py').write('x = 1\n')
    close(tmpdir.join('b.py'))
    code, out, err = validator(tmpdir)
    assert code == 2 and u'pathlib' in out and u'1 file checked' in out
    assert u'error: cannot read ' in err and u'b.py' in err and u'Permission denied' in err
    code, out, _ = validator('--json', tmpdir)
    assert [bool(one['problem']) for one in json.loads(out)['files']] == [False, True] and code == 2


def test_secrets_are_not_repeated(tmpdir, validator):
    tmpdir.join('x.py').write('os.system("sudo curl http://a/?X-Plex-Token=xYz9Qk7wTbLm3RsVp2aB")\n')
    for arguments in ((), ('--json',)):
        code, out, _ = validator(tmpdir, *arguments)
        assert code == 1 and u'sudo curl' in out and u'xYz9Qk7wTbLm3RsVp2aB' not in out


def test_names_and_sources_beyond_ascii_in_any_locale(tmpdir, run_python):
    folder = tmpdir.join(native(u'caf\xe9 dir'))
    made = bundle(folder, INIT=u'os.system("sudo caf\xe9")\n')
    for env in ({'LC_ALL': 'C', 'PYTHONIOENCODING': None}, {'LC_ALL': 'C.UTF-8'}):
        code, out, err = run_python([SCRIPT, '--python27', 'never', str(made)], env=env)
        assert (code, err) == (1, b''), err
        assert u'caf\xe9 dir'.encode('utf-8') in out and u'sudo caf\xe9'.encode('utf-8') in out


def test_the_real_python_is_asked_where_there_is_one(tmpdir, validator):
    real = realpython27.find()
    if real is None:
        pytest.skip('there is no Python 2.7 on this machine')
    real.close()
    made = bundle(tmpdir, INIT=CLEAN + u'return 1\n', Libraries__Shared__x=u'x = f"a"\n')
    code, out, _ = validator('--python27', real.path, '--json', made)
    document = json.loads(out)
    assert code == 1 and document['python27'] == to_text(real.path)
    assert [one['rule'] for one in document['findings']] == ['syntax/syntax']
    assert validator('--python27', tmpdir.join('nothing'), made)[0] == 2


def test_the_same_file_in_many_bundles_is_checked_once(tmpdir, monkeypatch):
    asked = []
    problem_of = python27.syntax_problem
    monkeypatch.setattr(python27, 'syntax_problem', lambda data, as_loaded=False: asked.append(1) or problem_of(data, as_loaded))
    checker = validation.Validator()
    paths = [str(bundle(tmpdir, name=name, Code__utils=u'import pathlib\n').join('Contents', 'Code', 'utils.py')) for name in 'ABC']
    assert [checker.check(path).findings[0].file for path in paths] == [to_text(path) for path in paths]
    assert len(asked) == 1


def test_content_that_is_not_written_yet(tmpdir):
    made = bundle(tmpdir, INIT=u'')
    path = str(made.join('Contents', 'Code', 'new.py'))
    checker = validation.Validator()
    assert [one.rule for one in checker.check_content(path, b'import other\n').findings] == ['names/unknown-module']
    assert checker.check_content(path, b'import other\n', more_modules=['other']).findings == []


# -- batch -------------------------------------------------------------------------------------------------------------

def batch(run_python, tmpdir, paths, *arguments):
    listed = tmpdir.join('list')
    listed.write_binary(b'\n'.join(paths) + b'\n')
    with io.open(str(listed), 'rb') as stream:
        code, out, err = run_python([SCRIPT, '--batch'] + list(arguments), stdin=stream)
    return code, out.splitlines(), err


@pytest.mark.parametrize('arguments', [('--python27', 'never'), ()])
def test_batch_answers_each_path_in_order(tmpdir, run_python, arguments):
    sources = {'a.py': b'x = 1\n', 'b.py': b'x = \n', 'c d.py': b'import pathlib\n', 'e.py': b'x = "\xe9"\n'}
    for name in sources:
        tmpdir.join(name).write_binary(sources[name])
    made = bundle(tmpdir, INIT=u'return 1\n')
    inside = to_bytes(str(made.join('Contents', 'Code', '__init__.py')))
    paths = [to_bytes(str(tmpdir.join(name))) for name in sorted(sources)] + [inside]
    code, lines, err = batch(run_python, tmpdir, paths, *arguments)
    assert lines == [word + b'\t' + path for word, path in zip([b'OK', b'BAD', b'OK', b'BAD', b'OK'], paths)]
    assert (code, err) == (1, b'')


def test_batch_says_which_file_it_could_not_read(tmpdir, run_python):
    tmpdir.join('a.py').write('x = 1\n')
    gone = to_bytes(str(tmpdir.join('gone.py')))
    code, lines, err = batch(run_python, tmpdir, [gone, b'', to_bytes(str(tmpdir.join('a.py')))], '--python27', 'never')
    assert code == 2 and [line.split(b'\t')[0] for line in lines] == [b'BAD', b'OK'] and b'gone.py' in err


def test_batch_of_nothing_is_nothing(tmpdir, run_python):
    assert batch(run_python, tmpdir, [b''], '--python27', 'never') == (0, [], b'')


# -- documented functions ----------------------------------------------------------------------------------------------

@pytest.fixture(params=['with what is found', 'without a real Python'])
def either(request, monkeypatch):
    if request.param.startswith('without'):
        monkeypatch.setattr(validation.realpython27, 'find', lambda *_: None)


def test_validate_python_syntax(either):
    assert safety_validator.validate_python_syntax(b'print "a"\n') == (True, None)
    assert safety_validator.validate_python_syntax(u'x = u"caf\xe9"\n') == (True, None)
    assert safety_validator.validate_python_syntax(u'# coding: utf-8\nx = u"caf\xe9"\n') == (True, None)
    ok, error = safety_validator.validate_python_syntax(b'x = 1\ny = f"a"\n')
    assert not ok and u'line 2' in error and u'f-string, since 3.6' in error
    assert safety_validator.validate_python_syntax(b'x = "caf\xc3\xa9"\n')[0] is False
    assert safety_validator.validate_python_syntax('') == (True, None)


def test_check_python27_compatibility(either):
    assert safety_validator.check_python27_compatibility('import os, urllib2\n') == (True, [])
    ok, issues = safety_validator.check_python27_compatibility('import pathlib\nx = f"a"\n')
    assert not ok and len(issues) == 2 and u'f-string' in issues[0] and u'pathlib' in issues[1]
    assert safety_validator.check_python27_compatibility('import utils\n') == (True, [])
    assert safety_validator.check_python27_compatibility(b'\0')[0] is False


def test_check_no_sudo_commands():
    assert safety_validator.check_no_sudo_commands('x = "pseudo"  # sudo\n') == (True, [])
    ok, issues = safety_validator.check_no_sudo_commands('os.system("sudo rm -rf /")\n')
    assert not ok and len(issues) == 2 and all(one.startswith(u'line 1: ') for one in issues)
    assert safety_validator.check_no_sudo_commands(b'\0') == (True, [])


def test_safety_check(tmpdir, either):
    path = str(bundle(tmpdir, INIT=u'').join('Contents', 'Code', 'utils.py'))
    ok, results = safety_validator.safety_check(path, CLEAN)
    assert ok and results == {'valid_python': True, 'python27_compatible': True, 'no_sudo_commands': True, 'plex_loader': True,
                              'issues': [], 'warnings': []}
    ok, results = safety_validator.safety_check(path, b'os.system("sudo ls")\nx = all(y)\n')
    assert not ok and not results['no_sudo_commands'] and results['valid_python'] and results['python27_compatible']
    assert len(results['issues']) == 1 and len(results['warnings']) == 1
    ok, results = safety_validator.safety_check(path, u'_x = "\xe9"\n')
    assert not ok and not results['plex_loader'] and results['valid_python']
    ok, results = safety_validator.safety_check(path, 'x = f"a"\n')
    assert not (ok or results['valid_python'] or results['python27_compatible']) and results['no_sudo_commands']
    ok, results = safety_validator.safety_check(str(tmpdir.join('x.py')), 'import pathlib\n_x = 1\n')
    assert not ok and results['valid_python'] and not results['python27_compatible'] and results['plex_loader']


# -- the library of Python 2.7 -----------------------------------------------------------------------------------------

@pytest.mark.skipif(sys.version_info[0] != 2, reason='the library of the Python 2.7 that runs the tests')
@pytest.mark.parametrize('letters', ['abc', 'defg', 'hijklm', 'nopq', 'rs', 'tuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ'])
def test_the_library_of_python_27_passes(letters):
    checker = validation.Validator()
    folder = os.path.dirname(os.__file__)
    names = [name for name in sorted(os.listdir(folder)) if name.endswith('.py') and name[0] in letters]
    assert names
    for name in names:
        errors = [one for one in checker.check(os.path.join(folder, name)).findings
                  if validation.safety.is_error(one) and not one.rule.startswith('danger')]
        assert errors == [], name


def test_text_is_held_to_the_file_that_it_becomes(tmpdir):
    text = u'x = "caf\xe9"\n'
    code = str(tmpdir.join('A.bundle', 'Contents', 'Code', 'utils.py'))
    shared = str(tmpdir.join('A.bundle', 'Contents', 'Libraries', 'Shared', 'utils.py'))
    assert [safety_validator.safety_check(path, text)[0] for path in (code, shared)] == [True, False]
    assert safety_validator.safety_check(shared, u'# coding: utf-8\n' + text)[0]
    assert safety_validator.validate_python_syntax(text) == (True, None)
