# -*- coding: utf-8 -*-
"""A patch fits exactly and in one place or not at all, keeps what it does not change, and comes back from a diff."""
from __future__ import absolute_import, division, print_function

import hypothesis.strategies as st
import pytest
from hypothesis import example, given

from plexfix.change import unified
from plexfix.change.diffing import diff
from plexfix.change.patching import Misfit, apply
from plexfix.change.unified import PatchError, parse
from plexsim import patches

BOM = b'\xef\xbb\xbf'
OLD = b''.join(b'line %d\n' % number for number in range(1, 21))
NEW = OLD.replace(b'line 10\n', b'line ten\nline ten and a half\n')


def one(text):
    sections = parse(text)
    assert len(sections) == 1
    return sections[0]


def patch_of(*rows, **names):
    """A patch of one hunk from rows like '-old', with right counts."""
    old = sum(1 for row in rows if row[:1] != b'+' and row[:1] != b'\\')
    new = sum(1 for row in rows if row[:1] != b'-' and row[:1] != b'\\')
    head = b'--- %s\n+++ %s\n@@ -1,%d +1,%d @@\n' % (names.get('old', b'a/x.py'), names.get('new', b'b/x.py'), old, new)
    return head + b''.join(row + b'\n' for row in rows)


# -- round trip --------------------------------------------------------------------------------------------------------

pieces = st.sampled_from([b'\n', b'a\n', b'b\n', b'a\r\n', b'\r', b'a', BOM + b'a\n', b'-- x\n', b'+ y\n', b'\\ z\n',
                          b'@@ -1 +1 @@\n', b'--- a\n+++ b\n', b'\xe9\n', b'\0\n', b' \n'])
files = st.one_of(st.binary(max_size=40), st.lists(pieces, max_size=40).map(b''.join))


@given(files, files)
@example(b'', b'x')
@example(b'x', b'')
@example(b'x\n', b'x')
@example(b'a\n' * 50, b'a\n' * 51)
@example(BOM + b'a\n', b'a\n')
@example(b'a\r\nb\n', b'a\nb\r\n')
def test_a_diff_applied_gives_the_new_file(old, new):
    made = diff(old, new, u'x.py')
    if old == new:
        assert made == b''
    else:
        assert apply(one(made), old) == new


@given(files, st.integers(0, 30), st.integers(0, 30), files)
def test_a_small_change_in_a_repetitive_file_comes_back(filling, start, length, inserted):
    old = (filling + b'\n') * 5
    lines = old.split(b'\n')
    new = b'\n'.join(lines[:start] + [inserted] + lines[start + length:])
    if old != new:
        assert apply(one(diff(old, new, u'x.py')), old) == new


@given(files)
def test_a_new_and_a_removed_file_come_back(content):
    made, removed = one(diff(None, content, u'x.py')), one(diff(content, None, u'x.py'))
    assert (made.old_name, made.new_name, removed.old_name, removed.new_name) == (None, u'x.py', u'x.py', None)
    assert apply(made, None) == content and apply(removed, content) is None
    assert apply(made, content) == Misfit(None, u'already applied', True)
    assert apply(removed, None).already_applied
    assert not apply(made, content + b'x').already_applied
    assert isinstance(apply(removed, content + b'x\nx'), Misfit)


def test_what_stays_of_a_removed_file_is_a_refusal():
    section = one(patch_of(b'-a', new=b'/dev/null'))
    assert apply(section, b'a\n') is None
    assert apply(section, b'a\nb\n').why == u'the file holds more than what the patch removes'


def test_a_change_in_a_long_repetitive_file_shows_only_its_neighbours():
    old = b''.join(b'def f%d():\n    return\n\n' % number for number in range(3000))
    made = diff(old, old.replace(b'f1500()', b'g()'), u'x.py')
    assert len(made) < 400 and apply(one(made), old) == old.replace(b'f1500()', b'g()')


@pytest.mark.parametrize('name', [u'a b.py', u'caf\xe9.py', u'q"uo\\te.py', u'tab\t.py', u'line\nend.py', u'/x'])
def test_a_name_comes_back(name):
    assert one(diff(b'a', b'b', name)).new_name == name


# -- where it fits -----------------------------------------------------------------------------------------------------

def test_a_hunk_fits_at_any_offset():
    section = one(diff(OLD, NEW, u'x.py'))
    before, behind = b'other %d\n' * 300 % tuple(range(300)), b'last\n' * 9
    assert apply(section, before + OLD + behind) == before + NEW + behind
    assert apply(section, OLD[OLD.index(b'line 5\n'):]) == NEW[NEW.index(b'line 5\n'):]


def test_a_hunk_that_fits_twice_is_refused_with_both_lines():
    misfit = apply(one(diff(OLD, NEW, u'x.py')), OLD + OLD)
    assert misfit.hunk == 1 and u'line 7 and at line 27' in misfit.why and not misfit.already_applied
    assert u'and at 1 more' in apply(one(diff(OLD, NEW, u'x.py')), OLD * 3).why


def test_one_line_that_differs_is_enough_and_is_named():
    misfit = apply(one(diff(OLD, NEW, u'x.py')), OLD.replace(b'line 9\n', b'line 9 \n'))
    # The head has two lines and the hunk one, then lines 7, 8 and 9.
    assert misfit.hunk == 1 and u'line 6 of the patch is not in the file' in misfit.why


def test_lines_that_are_there_in_another_order_do_not_fit():
    moved = OLD.replace(b'line 9\nline 10\n', b'line 10\nline 9\n')
    assert u'not in this order' in apply(one(diff(OLD, NEW, u'x.py')), moved).why


def test_hunks_out_of_order_and_overlapping_are_refused():
    first = b'@@ -2,1 +2,1 @@\n-line 2\n+LINE 2\n'
    second = b'@@ -5,1 +5,1 @@\n-line 5\n+LINE 5\n'
    head = b'--- a/x\n+++ b/x\n'
    assert apply(one(head + first + second), OLD) == OLD.replace(b'line 2\n', b'LINE 2\n').replace(b'line 5\n', b'LINE 5\n')
    assert u'not behind the hunk before it' in apply(one(head + second + first), OLD).why
    over = b'@@ -2,2 +2,2 @@\n line 2\n-line 3\n+LINE 3\n'
    assert u'not behind' in apply(one(head + first + over), OLD).why


def test_a_hunk_without_any_line_to_find_is_refused():
    section = one(b'--- a/x\n+++ b/x\n@@ -3,0 +4,1 @@\n+new\n')
    assert u'its place is not known' in apply(section, OLD).why
    assert apply(section, b'') == b'new\n'


def test_a_missing_file_is_a_misfit():
    assert apply(one(diff(OLD, NEW, u'x.py')), None).why == u'there is no such file'


# -- already applied ---------------------------------------------------------------------------------------------------

@pytest.mark.parametrize('old, new', [
    (OLD, NEW), (NEW, OLD), (OLD, OLD + b'at the end\n'), (OLD, b'at the start\n' + OLD), (OLD, OLD[:-8]),
    (OLD, OLD.replace(b'line 3\n', b'line 3\nx\n').replace(b'line 17\n', b''))])
def test_a_second_time_is_told_as_such(old, new):
    assert apply(one(diff(old, new, u'x.py')), new) == Misfit(None, u'already applied', True)


def test_a_half_applied_patch_is_no_applied_one():
    new = OLD.replace(b'line 3\n', b'LINE 3\n').replace(b'line 17\n', b'LINE 17\n')
    misfit = apply(one(diff(OLD, new, u'x.py')), OLD.replace(b'line 3\n', b'LINE 3\n'))
    assert not misfit.already_applied and misfit.hunk == 1 and u'in the file already, while another one is not' in misfit.why


def test_what_looks_alike_elsewhere_is_not_taken_for_applied():
    section = one(patch_of(b' a', b'-x', b' a'))
    misfit = apply(section, b'a\nx\na\nb\na\nx\na\nb\na\na\n')
    assert not misfit.already_applied and u'line 1 and at line 5' in misfit.why


# -- what is kept ------------------------------------------------------------------------------------------------------

def crlf(data):
    return data.replace(b'\n', b'\r\n')


def test_a_patch_with_lf_keeps_crlf_and_the_other_way_round():
    section = one(diff(OLD, NEW, u'x.py'))
    assert apply(section, crlf(OLD)) == crlf(NEW)
    assert apply(one(diff(crlf(OLD), crlf(NEW), u'x.py')), OLD) == NEW


def test_a_patch_that_became_crlf_itself_is_read_as_if_it_had_not():
    section = one(crlf(diff(OLD, NEW, u'x.py')))
    assert apply(section, OLD) == NEW and apply(section, crlf(OLD)) == crlf(NEW)


def test_a_mixed_file_keeps_each_line_end():
    mixed = OLD.replace(b'line 9\n', b'line 9\r\n').replace(b'line 10\n', b'line 10\r\n')
    wanted = mixed.replace(b'line 10\r\n', b'line ten\r\nline ten and a half\r\n')
    assert apply(one(diff(OLD, NEW, u'x.py')), mixed) == wanted


def test_a_patch_that_changes_line_ends_wants_them_exactly():
    section = one(diff(b'a\nb\nc\n', b'a\r\nb\nc\n', u'x.py'))
    assert apply(section, b'a\nb\nc\n') == b'a\r\nb\nc\n'
    assert isinstance(apply(section, b'a\r\nb\r\nc\r\n'), Misfit)


def test_a_bom_is_kept_where_the_patch_does_not_know_it_and_where_it_does():
    old, new = b'# first\nsecond\n', b'# First\nsecond\n'
    assert apply(one(diff(old, new, u'x.py')), BOM + old) == BOM + new
    assert apply(one(diff(BOM + old, BOM + new, u'x.py')), old) == new
    assert apply(one(diff(BOM + old, BOM + new, u'x.py')), crlf(BOM + old)) == crlf(BOM + new)
    assert apply(one(diff(old, BOM + old, u'x.py')), old) == BOM + old


def test_a_missing_line_end_at_the_end_is_kept_and_compared():
    section = one(diff(OLD, NEW, u'x.py'))
    assert apply(section, OLD[:-1]) == NEW[:-1]
    at_the_end = one(diff(OLD[:-1], OLD[:-1] + b' more', u'x.py'))
    assert apply(at_the_end, OLD[:-1]) == OLD[:-1] + b' more'
    assert isinstance(apply(at_the_end, OLD), Misfit)


def test_other_bytes_stay_what_they_are():
    old, new = [u'# latin \xe9\nfirst\nlast\n'.encode('latin-1').replace(b'first', word) for word in (b'first', b'second')]
    assert apply(one(diff(old, new, u'x.py')), b'\xff\xfe\n' + old) == b'\xff\xfe\n' + new


def test_only_a_line_feed_ends_a_line():
    old = b'a\x0cb\x1cc\r\xc2\x85d\ne\n'
    assert apply(one(diff(old, old.replace(b'e', b'f'), u'x.py')), old) == old.replace(b'e', b'f')


# -- reading a patch ---------------------------------------------------------------------------------------------------

GIT = b'''commit 123
 some words --- and more
diff --git a/Contents/Code/utils.py b/Contents/Code/utils.py
index 83db48f..bf269f4 100644
--- a/Contents/Code/utils.py
+++ b/Contents/Code/utils.py\t2026-01-01 10:00:00
@@ -1 +1,2 @@ def f():
-a
+b
+c
diff --git a/new.py b/new.py
new file mode 100644
--- /dev/null
+++ b/new.py
@@ -0,0 +1 @@
+made
\\ No newline at end of file
--- "a/caf\\303\\251 \\"x\\".py"
+++ "b/caf\\303\\251 \\"x\\".py"
@@ -1,3 +1,3 @@
 x

--- y
+++ z
--\x20
2.30.0
'''


def test_gits_form_with_several_files():
    sections = parse(GIT)
    assert [(one.old_name, one.new_name) for one in sections] == [
        (u'Contents/Code/utils.py', u'Contents/Code/utils.py'), (None, u'new.py'), (u'caf\xe9 "x".py', u'caf\xe9 "x".py')]
    assert apply(sections[0], b'a\n') == b'b\nc\n'
    assert apply(sections[1], None) == b'made'
    assert apply(sections[2], b'x\n\n-- y\n') == b'x\n\n++ z\n'
    assert [section.hunks[0].line for section in sections] == [7, 15, 20]


@pytest.mark.parametrize('text, why', [
    (b'', u'no change'),
    (b'only words\n', u'no change'),
    (b'@@ -1 +1 @@\n-a\n+b\n', u'line 1: a hunk without the names'),
    (b'--- a\n+++ b\n', u'line 3: no hunk'),
    (b'--- /dev/null\n+++ /dev/null\n', u'line 1: both'),
    (b'--- a\n+++ b\n@@ -1,2 +1 @@\n-a\n+b\n', u'line 3: the patch ends inside of the hunk'),
    (b'--- a\n+++ b\n@@ -1 +1 @@\n-a\n-c\n+b\n', u'line 3: its counts'),
    (b'--- a\n+++ b\n@@ -1 +1 @@\n-a\n+b\n+c\n', u'line 3: its counts'),
    (b'--- a\n+++ b\n@@ -1 +1 @@\n-a\n+b\n c\n', u'line 3: its counts'),
    (b'--- a\n+++ b\n@@ -1 +1 @@\n-a\n+b', u'line 5: the patch ends inside of a line'),
    (b'--- a\n+++ b\n@@ -1,2 +1,2 @@\n-a\n*b\n', u'line 5: a line of a hunk'),
    (b'--- a\n+++ b\n@@ -1 +1 @@\n a\n', u'line 3: the hunk changes nothing'),
    (b'diff --git a/x b/y\nrename from x\nrename to y\n', u'line 2: it renames'),
    (b'diff --git a/x b/x\nold mode 100644\nnew mode 100755\n', u'line 2: it changes permissions'),
    (b'Binary files a and b differ\n', u'line 1: it holds a binary'),
    (b'GIT binary patch\n', u'line 1: it holds a binary'),
])
def test_a_patch_that_is_none_is_refused_with_its_line(text, why):
    with pytest.raises(PatchError) as caught:
        parse(text, u'fixes/FIX-01.patch')
    assert why in caught.value.message() and u'fixes/FIX-01.patch' in caught.value.message()
    assert caught.value.exit_code == 2


@pytest.mark.parametrize('words', [
    b'Subject: copy the headers\n\nrename the thing\ncopy headers of a browser\nold mode of asking\nBinary files no more\n',
    b' utils.py | 2 +-\n 1 file changed\n\n'])
def test_the_words_of_a_person_above_a_patch_are_not_those_of_git(words):
    section, = parse(words + b'--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n-- \n2.30\n\n')
    assert apply(section, b'a\n') == b'b\n'


@pytest.mark.parametrize('line', [b'-c\n', b'+d\n', b' e\n'])
def test_rows_behind_an_empty_line_that_lost_its_blank_are_not_passed_over(line):
    """Counts that are too small would else change only a part of what the patch shows."""
    with pytest.raises(PatchError) as caught:
        parse(b'--- x\n+++ x\n@@ -1 +1 @@\n-a\n+b\n\n\n' + line)
    assert u'line 3: its counts do not agree' in caught.value.message()


@given(st.binary(max_size=200))
def test_any_bytes_are_a_patch_or_a_refusal(data):
    for text in (data, b'--- a\n+++ b\n' + data, b'--- a\n+++ b\n@@ -1,3 +1,3 @@\n' + data):
        try:
            assert unified.parse(text)
        except PatchError:
            pass


def test_a_hunk_knows_its_lines():
    hunk = one(patch_of(b' a', b'-b', b'+c')).hunks[0]
    assert unified.old_lines(hunk) == [b'a\n', b'b\n'] and unified.new_lines(hunk) == [b'a\n', b'c\n']


@pytest.mark.parametrize('name', patches.names())
def test_the_prepared_changes_fit_the_sample_agents(name):
    import os
    from plexsim import agents
    path = os.path.join(os.path.dirname(agents.__file__), 'FilmVault.bundle', 'Contents', 'Code', 'utils.py')
    with open(path, 'rb') as handle:
        data = handle.read()
    section = one(patches.text(name).encode('utf-8'))
    changed = apply(section, data)
    assert not isinstance(changed, Misfit) and changed != data
    assert apply(section, changed).already_applied
    again = diff(data, changed, u'Contents/Code/utils.py')
    assert apply(one(again), data) == changed
