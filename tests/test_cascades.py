# -*- coding: utf-8 -*-
"""cascades: what in most operations follows another failure is shown under its root; an own request never is."""
from __future__ import absolute_import, division, print_function

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plexfix.understand.analysis import cascades

ROLES = {'u': ('failure', u"Error opening URL 'http://a/<...>'"), 'v': ('failure', u"Error opening URL 'http://b/<...>'"),
         'f': ('failure', u'it failed'), 'g': ('failure', u'it failed too'), 'e': ('evidence', u'so it says'),
         'd': ('evidence', u'and so')}


def agent(*lists):
    return {'patterns': [{'id': name, 'role': role, 'template': template} for name, (role, template) in sorted(ROLES.items())],
            'items': [{'failures': list(one)} for one in lists]}


@pytest.mark.parametrize('lists, expected', [
    ([], {}),
    (['u'], {}),
    (['ue'], {'e': ('u', 1, 1)}),
    (['ued'] * 3, {'e': ('u', 3, 3), 'd': ('u', 3, 3)}),
    # Two requests are two failures, and each record belongs to the request before it.
    (['uevd'], {'e': ('u', 1, 1), 'd': ('v', 1, 1)}),
    (['uf', 'uf', 'f'], {'f': ('u', 2, 3)}),
    # Half is not most.
    (['uf', 'f'], {}),
    (['ue', 'e', 'e'], {}),
    # Of several roots the most frequent one, of equals the smaller id.
    (['ue', 'fe', 'e'], {'e': ('f', 1, 3)}),
    (['ue', 'fe', 'ue', 'e'], {'e': ('u', 2, 4)}),
    (['ue', 'ue', 've'], {'e': ('u', 2, 3)}),
    (['fe'], {'e': ('f', 1, 1)}),
    (['fg'], {'g': ('f', 1, 1)}),
    # An operation whose root lies outside of the window.
    (['ed'], {'d': ('e', 1, 1)}),
    # A chain ends at its last root.
    (['uf', 'uf', 'uf', 'fg'], {'f': ('u', 3, 4), 'g': ('u', 1, 1)}),
])
def test_what_follows(lists, expected):
    for order in itertools.islice(itertools.permutations(lists), 24):
        found = cascades.follows(agent(*order))
        assert dict((name, tuple(follow)) for name, follow in found.items()) == expected


def test_where_two_follow_each_other_one_is_the_root():
    rows = ['fg'] * 2 + ['gf'] * 2
    assert cascades.follows(agent(*rows)) == {}
    circle = {'f': cascades.Follow('g', 2, 3), 'g': cascades.Follow('f', 2, 3), 'e': cascades.Follow('g', 1, 1)}
    whole = cascades._without_circles(circle)
    assert dict((name, follow.root) for name, follow in whole.items()) == {'g': 'f', 'e': 'f'}


@pytest.mark.parametrize('lists, expected', [
    (['ue'], {'u': 'said'}), (['ue', 'u'], {}), (['ue', 'ue', 'u'], {'u': 'said'}),
    # Either of two records may say it, and both in one operation say it once.
    (['ue', 'ud', 'u'], {'u': 'said'}), (['ued', 'u'], {}),
    # Each request has what comes after it, and nothing else is asked.
    (['uve'], {'v': 'said'}), (['fe'], {}), (['e'], {}), (['ufe'], {'u': 'said'})])
def test_what_most_operations_state_after_a_request_is_stated_of_it(lists, expected):
    assert cascades.stated_after(agent(*lists), {'e': 'said', 'd': 'said'}) == expected


def test_a_request_of_which_different_things_are_said_is_told_none():
    assert cascades.stated_after(agent('ue', 'ud'), {'e': 'one', 'd': 'other'}) == {}


def test_ids_that_no_pattern_has_any_more_are_taken_as_they_come():
    assert cascades.follows(agent(['x', 'y'])) == {'y': cascades.Follow('x', 1, 1)}


@given(st.lists(st.lists(st.sampled_from('uvfged'), unique=True, max_size=6), max_size=12))
def test_no_root_follows_anything_and_no_request_ever_does(lists):
    found = cascades.follows(agent(*lists))
    for name, follow in found.items():
        assert follow.root not in found and follow.root != name
        assert 0 < follow.times <= follow.of and name not in 'uv'
