# -*- coding: utf-8 -*-
"""state_manager.py: the documented flags, with any key and value; a missing key exits 1, and clearing asks."""
from __future__ import absolute_import, division, print_function

import io
import json
import os
import sys

import pytest

import state_manager
from plexfix.base.compat import fs_text, native, to_bytes
from plexfix.steps import keeping


@pytest.fixture
def path(tmpdir):
    return str(tmpdir.join('run', 'state.json'))


@pytest.fixture
def call(path, capsys):
    """Run the command on the file, and return (exit code, standard output, standard error)."""
    def run(*words):
        code = state_manager.main(['--file', path] + [native(word) for word in words])
        told = capsys.readouterr()
        return code, fs_text(told.out), fs_text(told.err)
    return run


class Terminal(io.StringIO):
    def isatty(self):
        return True


def answer(monkeypatch, text):
    monkeypatch.setattr(sys, 'stdin', Terminal(text))


def document_of(path):
    with io.open(path, encoding='utf-8') as handle:
        return json.load(handle)


@pytest.mark.parametrize('typed, kept, shown', [
    (u'3', 3, u'3'), (u'-1.5', -1.5, u'-1.5'), (u'true', True, u'true'), (u'null', None, u'null'),
    (u'"3"', u'3', u'3'), (u'three', u'three', u'three'), (u'', u'', u''), (u'007', u'007', u'007'),
    (u'NaN', u'NaN', u'NaN'), (u'-Infinity', u'-Infinity', u'-Infinity'), (u'1e999', u'1e999', u'1e999'),
    (u'[1, {"a": null}]', [1, {u'a': None}], None), (u'{"a"', u'{"a"', u'{"a"'),
    (u'K\xe4se \U0001f9c0', u'K\xe4se \U0001f9c0', u'K\xe4se \U0001f9c0'), (u'"\\u00e4"', u'\xe4', u'\xe4'),
    (u'[' * 5000, u'[' * 5000, None)])
def test_a_value_is_json_where_it_is_and_text_else(call, path, typed, kept, shown):
    assert call('--set', 'n', typed)[0] == 0
    value = document_of(path)['state']['n']
    assert (value, type(value)) == (kept, type(kept))
    code, out, _ = call('--get', 'n')
    assert code == 0 and (shown is None or out == shown + u'\n')
    if shown is None and typed[:2] != u'[[':
        assert json.loads(out) == kept


@pytest.mark.parametrize('key', [u'a b', u'K\xe4se', u'\U0001f9c0', u'', u'a.b', u'-k', u'--key=1', u'-'])
def test_a_key_is_any_text(call, key):
    assert call('--set', key, '3')[0] == 0
    assert call('--get', key)[1] == u'3\n'


def test_a_key_that_is_not_there_exits_with_1(call, path):
    code, out, err = call('--get', 'n')
    assert (code, out) == (1, u'') and u'no such key: n' in err and not os.path.exists(path)
    code, out, err = call('--get', 'n', '--json')
    assert code == 1 and (json.loads(out)['found'], json.loads(out)['value']) == (False, None)
    call('--set', 'n', 'null')
    assert call('--get', 'n')[0] == 0


def test_the_command_that_is_offered_can_be_typed(call, tmp_path):
    path = str(tmp_path / 'my notes.json')
    assert u'--file "%s" --load' % path in call('--get', 'n', '--file', path)[2]


def test_several_keys_are_one_save_with_one_reason(call, path):
    assert call('--set', 'a', '1', '--set', 'b', 'x', '--save', 'after lunch')[:2] == (
        0, u'set a, b, saved to %s\n' % path)
    assert document_of(path)['reason'] == u'after lunch' and len(document_of(path)['history']) == 1


def test_load_shows_all_and_masks_what_looks_like_a_secret(call):
    assert u'nothing was saved yet' in call('--load')[1]
    call('--set', 'url', 'http://localhost/?X-Plex-Token=abcDEF123456', '--save', 'why')
    code, out, _ = call('--load')
    assert code == 0 and u': why\n' in out and u'  url = "http://localhost/' in out and u'abcDEF123456' not in out
    assert u'abcDEF123456' in call('--get', 'url')[1]


def test_load_as_json_is_one_document(call, path):
    call('--set', 'n', '3')
    found = json.loads(call('--load', '--json')[1])
    assert (found['state'], found['file'], found['reason'], found['recovered']) == ({'n': 3}, path, 'set', None)


def test_history_shows_each_save(call):
    assert call('--history')[:2] == (0, u'nothing was saved yet\n')
    call('--set', 'n', '3')
    call('--save', 'checkpoint')
    lines = call('--history')[1].splitlines()
    assert [line.split(u'  ', 1)[1] for line in lines] == [u'set  set: n', u'checkpoint']
    assert len(json.loads(call('--history', '--json')[1])['history']) == 2


def test_a_damaged_file_is_named_and_recovered_from(call, path):
    call('--set', 'n', '3')
    with open(path, 'wb') as handle:
        handle.write(b'{"state')
    code, out, err = call('--get', 'n')
    assert (code, out) == (0, u'3\n')
    assert u'warning: %s is damaged: its 7 bytes are no JSON' % path in err and u'mends it' in err
    assert json.loads(call('--load', '--json')[1])['recovered']['problem'] == u'its 7 bytes are no JSON'
    assert u'what was damaged is kept in %s.corrupt' % path in call('--set', 'm', '4')[2]
    assert call('--get', 'm')[1:] == (u'4\n', u'')


def test_a_file_without_a_good_copy_can_be_cleared(call, path):
    call('--set', 'n', '3')
    for one in (path, path + '.good'):
        with open(one, 'wb') as handle:
            handle.write(b'?')
    code, out, err = call('--load')
    assert (code, out) == (2, u'') and u'no good copy' in err and u'--clear' in err
    assert call('--clear', '--dry-run')[0] == 0 and open(path, 'rb').read() == b'?'
    assert call('--clear', '--yes')[0] == 0
    assert call('--load', '--json')[0] == 0 and open(path + '.cleared', 'rb').read() == b'?'


@pytest.mark.parametrize('typed, code, left', [(u'yes\n', 0, {}), (u'no\n', 1, {'n': 3}), (u'', 1, {'n': 3}),
                                               (u'info\nyes\n', 0, {})])
def test_clearing_asks(call, path, monkeypatch, typed, code, left):
    call('--set', 'n', '3')
    answer(monkeypatch, typed)
    assert call('--clear')[0] == code
    assert document_of(path)['state'] == left


def test_clearing_does_not_ask_where_nobody_is(call, path, monkeypatch):
    call('--set', 'n', '3')
    monkeypatch.setattr(sys, 'stdin', io.StringIO(u'yes\n'))
    code, _, err = call('--clear')
    assert code == 40 and u'--yes' in err and document_of(path)['state'] == {'n': 3}
    assert call('--clear', '--yes')[0] == 0
    assert document_of(path)['state'] == {} and document_of(path + '.cleared')['state'] == {'n': 3}


def test_clearing_nothing_does_nothing(call, path):
    code, out, _ = call('--clear')
    assert code == 0 and u'nothing to clear' in out and not os.path.exists(path)


@pytest.mark.parametrize('words', [('--set', 'n', '4'), ('--save', 'x'), ('--clear',), ('--clear', '--yes')])
def test_a_dry_run_writes_nothing(call, path, words):
    call('--set', 'n', '3')
    before = document_of(path)
    code, out, _ = call('--dry-run', *words)
    assert code == 0 and u'would be' in out and document_of(path) == before


@pytest.mark.parametrize('words', [(), ('--load', '--clear'), ('--save', 'x', '--load'), ('--set', 'n'), ('--yes',),
                                   ('--set', 'a', '1', '--get', 'a'), ('--history', '--load'), ('--set', 'n', '--json'),
                                   ('--get', '--json'), ('--save', '--json'), ('--set', '-q', '3')])
def test_flags_that_do_not_go_together_are_wrong_usage(call, path, words):
    assert call(*words)[0] == 2 and not os.path.exists(path)


def test_the_usual_file_is_in_the_run_folder(tmpdir, capsys):
    with tmpdir.as_cwd():
        assert state_manager.main(['--set', 'n', '3']) == 0
        assert tmpdir.join('plex_improvement', 'state.json').check()
        kept = state_manager.StateManager()
        assert kept.get_state('n') == 3
    assert keeping.usual_file(os.path.join('a', 'plex_improvement')) == os.path.abspath(
        os.path.join('a', 'plex_improvement', 'state.json'))
    capsys.readouterr()


def test_the_documented_class_is_importable_from_the_script(path):
    kept = state_manager.StateManager(path)
    kept.update_state('iteration', 2)
    kept.save_state('done for today')
    again = state_manager.StateManager(path)
    assert again.load_state() == again.state == {'iteration': 2} and again.get_state('x', 'none') == 'none'
    again.clear_state()
    assert again.get_state('iteration') is None
    assert set(document_of(path)) >= set(['saved_at', 'reason', 'state'])


def test_a_folder_in_the_place_of_the_file_is_told(call, path):
    os.makedirs(path)
    code, _, err = call('--set', 'n', '3')
    assert code == 2 and to_bytes(path) in to_bytes(err)
