# -*- coding: utf-8 -*-
"""Files of signatures: the package's own are found wherever it lies, a person's are added, problems name the file."""
from __future__ import absolute_import, division, print_function

import io
import json
import os
import shutil
import zipfile

import pytest

import plexfix
from plexfix.base.compat import to_text
from plexfix.base.errors import UsageError
from plexfix.outside import signaturefiles
from test_signatures import GOOD, changed, document


def write(folder, name, content):
    path = os.path.join(str(folder), name)
    with io.open(path, 'w', encoding='utf-8') as target:
        target.write(content if isinstance(content, type(u'')) else to_text(json.dumps(content)))
    return path


def message(call, *arguments):
    with pytest.raises(UsageError) as caught:
        call(*arguments)
    return caught.value.message()


def test_own_files_are_read_sorted_and_only_the_data_among_the_modules():
    names = [os.path.basename(path) for path in signaturefiles.paths(signaturefiles.OWN_FOLDER)]
    assert names == sorted(names) and 'http.json' in names
    assert all(name.endswith('.json') for name in names)
    assert signaturefiles.problems(signaturefiles.OWN_FOLDER) == []


def test_a_person_s_folder_is_added(tmpdir):
    write(tmpdir, 'mine.json', document(GOOD))
    write(tmpdir, 'notes.txt', u'no signatures')
    write(tmpdir, '.hidden.json', u'{')
    own = [signature.id for signature in signaturefiles.load()]
    assert [signature.id for signature in signaturefiles.load(str(tmpdir))] == own + [u'a-known-one']


def test_an_id_of_the_package_is_taken(tmpdir):
    write(tmpdir, 'mine.json', document(changed(GOOD, id=u'http-404')))
    said = message(signaturefiles.load, str(tmpdir))
    assert u'mine.json' in said and u'http-404' in said and u'http.json' in said


def test_an_id_in_two_files_of_one_folder_is_refused(tmpdir):
    write(tmpdir, 'a.json', document(GOOD))
    write(tmpdir, 'b.json', document(GOOD))
    said = message(signaturefiles.load, str(tmpdir))
    assert said.index(u'b.json') < said.index(u'a.json')


@pytest.mark.parametrize('content, word', [
    (u'{', u'JSON'), (u'[1]', u'schema'), (u'{"schema": "x", "schema": "y"}', u'"schema" is given twice'),
    (u'{"\u00e9": 1, "\u00e9": 2}', u'"\u00e9" is given twice')])
def test_a_file_that_is_no_file_of_signatures_is_named(tmpdir, content, word):
    write(tmpdir, 'mine.json', content)
    said = message(signaturefiles.load, str(tmpdir))
    assert u'mine.json' in said and word in said


def test_bytes_that_are_no_text_are_told(tmpdir):
    tmpdir.join('mine.json').write_binary(b'{"schema": "\xff"}')
    assert u'mine.json' in message(signaturefiles.load, str(tmpdir))


def test_a_mark_at_the_beginning_is_passed_over(tmpdir):
    write(tmpdir, 'mine.json', u'\ufeff' + to_text(json.dumps(document(GOOD))))
    assert signaturefiles.load(str(tmpdir))[-1].id == u'a-known-one'


@pytest.mark.parametrize('name', ['missing', 'empty'])
def test_a_folder_without_signatures_is_refused(tmpdir, name):
    tmpdir.ensure_dir('empty')
    assert name in message(signaturefiles.load, str(tmpdir.join(name)))


def test_problems_tell_file_and_field(tmpdir):
    write(tmpdir, 'mine.json', document(changed(GOOD, severity='awful')))
    problem = signaturefiles.problems(str(tmpdir))[0]
    assert problem.rule == 'severity' and problem.place.endswith(u'mine.json: signature a-known-one, severity')


def test_a_folder_whose_name_is_not_ascii(tmpdir):
    folder = tmpdir.ensure_dir('caf\xc3\xa9' if str is bytes else u'caf\u00e9')
    write(folder, 'mine.json', u'{')
    assert u'mine.json' in message(signaturefiles.load, str(folder))


def test_a_copy_works_alone(tmpdir, run_python):
    lib = os.path.dirname(os.path.dirname(os.path.abspath(plexfix.__file__)))
    shutil.copytree(os.path.join(lib, 'plexfix'), str(tmpdir.join('copy', 'plexfix')), ignore=shutil.ignore_patterns('*.pyc', '__pycache__'))
    code, out, err = run_python(['-c', 'from plexfix.understand import signatures; from plexfix.outside import signaturefiles as f\n'
                                       'print(signatures.__file__); print(f.OWN_FOLDER); print(len(f.load()))'],
                                env={'PYTHONPATH': str(tmpdir.join('copy'))}, cwd=str(tmpdir))
    assert code == 0, err
    module, folder, number = to_text(out).split(u'\n')[:3]
    assert folder.startswith(to_text(str(tmpdir))) and module.startswith(folder)
    assert int(number) == len(signaturefiles.load())


def test_files_in_an_archive_are_found_and_read(tmpdir):
    archive = str(tmpdir.join('tool.pyz'))
    good = json.dumps(document(GOOD)).encode('utf-8')
    with zipfile.ZipFile(archive, 'w') as whole:
        for name, data in (('a/known/mine.json', good), ('a/known/broken.json', b'{'), ('a/known/notes.txt', b'x'),
                           ('a/known/deeper/other.json', good), ('a/other.json', good)):
            whole.writestr(name, data)
    folder = os.path.join(archive, 'a', 'known')
    assert signaturefiles.paths(folder) == [os.path.join(folder, name) for name in ('broken.json', 'mine.json')]
    assert signaturefiles.read(os.path.join(folder, 'mine.json')) == document(GOOD)
    assert u'broken.json is no JSON' in message(signaturefiles.read, os.path.join(folder, 'broken.json'))
    assert u'no signatures in' in message(signaturefiles.paths, os.path.join(archive, 'b'))


def test_a_file_that_is_no_archive_holds_no_folder(tmpdir):
    tmpdir.join('tool.pyz').write('no archive')
    assert u'cannot read the folder' in message(signaturefiles.paths, str(tmpdir.join('tool.pyz', 'a')))


def test_signatures_of_another_encoding_are_told(tmpdir):
    tmpdir.join('mine.json').write_binary(b'{"schema": "\xe9"}')
    assert u'mine.json is no JSON' in message(signaturefiles.read, str(tmpdir.join('mine.json')))
