# -*- coding: utf-8 -*-
"""Faults on demand: which are armed, and whether one strikes now; what a fault does is done where it strikes."""
from __future__ import absolute_import, division, print_function

import itertools
import threading
from collections import namedtuple

from plexfix.base.compat import to_text

# about: what has to agree for the fault to strike (None: anything).  options: the rest, with their defaults.
Kind = namedtuple('Kind', 'name about options help')

KINDS = (
    Kind('stuck_item', ('rating_key',), {'seconds': None, 'blocking': True},
         'the refresh of an item does not end, until the fault is removed or *seconds* are over; *blocking*: nor do those behind it'),
    Kind('unchanged', ('rating_key',), {}, 'a refresh is answered 200 and its agent runs, but the item stays as it was'),
    Kind('lost_refresh', ('rating_key',), {}, 'a refresh is answered 200 and forgotten: no agent is called'),
    Kind('agent_dies', ('rating_key', 'identifier'), {'stays_dead': False},
         'the plug-in\'s process ends in the middle of an operation; *stays_dead*: until it is restarted, else the next call starts it'),
    Kind('restart_fails', ('identifier',), {'how': 'dead'},
         'a plug-in does not come back; *how*: dead (200, but it is gone), refused (500, it runs on), ignored (200, it runs on)'),
    Kind('items_vanish', ('section',), {'count': 3}, 'after a page of a section was sent, *count* items that it showed are gone'),
    Kind('items_appear', ('section',), {'count': 3}, 'after a page of a section was sent, *count* items stand before all others'),
    Kind('library_vanishes', ('section',), {}, 'after a page of a section was sent, the section is gone'),
    Kind('item_moves', ('rating_key',), {}, 'the next call for an item finds it gone: a rescan gave it another key'),
    Kind('busy', ('path', 'method'), {}, '503 Maintenance'),
    Kind('starting', ('path',), {}, '400 "still starting up" for whatever writes'),
    Kind('slow', ('path', 'method'), {'seconds': 1.0}, 'an answer takes *seconds* longer'),
    Kind('disconnect', ('path', 'method'), {}, 'the connection is dropped without an answer'),
    Kind('dirty_xml', ('path',), {}, 'titles hold control characters and bytes that are no UTF-8'),
    Kind('no_total_size', ('path',), {}, 'pages do not tell how many items there are'),
)
KIND = dict((kind.name, kind) for kind in KINDS)

# Which of an option's values are understood, where it is not just any of the default's type.
_CHOICES = {('restart_fails', 'how'): ('dead', 'refused', 'ignored')}
_ONCE = frozenset(['items_vanish', 'items_appear', 'library_vanishes', 'item_moves', 'agent_dies'])


class BadFault(ValueError):
    """A fault that does not exist, or not in this form."""


class Fault(object):
    """One armed fault; *left* counts how often it will strike yet, None is without end."""

    def __init__(self, number, kind, about, options, left):
        self.number = number
        self.kind = kind
        self.about = about
        self.options = options
        self.left = left
        self.over = threading.Event()

    def strikes(self, where):
        """Return whether it strikes at *where*, a dict; a path counts when it begins as the fault's."""
        for name, wanted in self.about.items():
            found = where.get(name)
            if wanted is None:
                continue
            if found is None or not (found.startswith(wanted) if name == 'path' else found == wanted):
                return False
        return True

    def record(self):
        """Return it as the simulation's own pages show it."""
        return dict(self.options, id=self.number, kind=self.kind, times=self.left,
                    **dict((name, value) for name, value in self.about.items() if value is not None))


class Faults(object):
    """The armed faults of one simulation; safe to use from many threads."""

    def __init__(self):
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._armed = []

    def add(self, kind, times=None, **parameters):
        """Arm a fault and return its number.

        It strikes *times* times; left out, once for those that end something, and without end for the others.
        Raises BadFault where the kind, a parameter or a value is unknown.
        """
        known = KIND.get(kind)
        if known is None:
            raise BadFault('no fault is called %r; there are: %s' % (kind, ', '.join(sorted(KIND))))
        about = dict((name, _key(parameters.pop(name, None))) for name in known.about)
        options = dict(known.options)
        for name, value in parameters.items():
            options[name] = _checked(known, name, value)
        if times is None and kind in _ONCE:
            times = 1
        if times is not None and (isinstance(times, bool) or not isinstance(times, int) or times < 1):
            raise BadFault('times has to be a number from 1 on, not %r' % (times,))
        with self._lock:
            fault = Fault(next(self._numbers), kind, about, options, times)
            self._armed.append(fault)
            return fault.number

    def remove(self, number):
        """Disarm the fault of that number and let go what it holds; return whether it was armed."""
        return self._disarm(lambda fault: fault.number == number)

    def clear(self, kind=None):
        """Disarm all faults, or all of one kind, and let go what they hold."""
        self._disarm(lambda fault: kind in (None, fault.kind))

    def armed(self):
        """Return the records of the faults that can still strike, oldest first."""
        with self._lock:
            return [fault.record() for fault in self._armed if fault.left != 0]

    def strike(self, kind, **where):
        """Return the options of the oldest fault of *kind* that strikes at *where*, counting it; None where there is none."""
        fault = self.hold(kind, **where)
        return None if fault is None else fault.options

    def hold(self, kind, **where):
        """As strike, but return the Fault itself: its event *over* is set as soon as it is removed."""
        if not self._armed:  # the path of nearly every request; a list's truth needs no lock
            return None
        where = dict((name, _key(value)) for name, value in where.items())
        with self._lock:
            for fault in self._armed:
                if fault.kind == kind and fault.left != 0 and fault.strikes(where):
                    if fault.left is not None:
                        fault.left -= 1
                    return fault
        return None

    def _disarm(self, matches):
        with self._lock:
            gone = [fault for fault in self._armed if matches(fault)]
            self._armed = [fault for fault in self._armed if not matches(fault)]
        for fault in gone:
            fault.over.set()
        return bool(gone)


def catalogue():
    """Return all kinds with their parameters and what they do, as the simulation's own pages show them."""
    return [{'kind': kind.name, 'about': list(kind.about), 'options': kind.options, 'help': kind.help} for kind in KINDS]


def _key(value):
    """Return keys of items and sections alike as text: people write 60, JSON has "60"."""
    return None if value is None else to_text(value)


def _checked(kind, name, value):
    if name not in kind.options:
        raise BadFault('fault %s has no %r; it has: %s' % (
            kind.name, name, ', '.join(['times'] + list(kind.about) + sorted(kind.options))))
    choices = _CHOICES.get((kind.name, name))
    default = kind.options[name]
    if choices:
        right = value in choices
    elif isinstance(default, bool):
        right = isinstance(value, bool)
    else:
        right = value is None and default is None or isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0
    if not right:
        raise BadFault('fault %s: %s cannot be %r' % (kind.name, name, value))
    return value
