# -*- coding: utf-8 -*-
"""A person's notes on a run: a dictionary that outlives the program, several writers, and a damaged file.

How the file is read, written and locked is left to `statefile`; the loop's own state is no business of this.
"""
from __future__ import absolute_import, division, print_function

import collections
import json
import os

from plexfix.base.compat import binary_type, fs_text, text_type, to_text
from plexfix.base.errors import PlexfixError
from plexfix.base.jsontext import json_text
from plexfix.outside import audit, rundir, statefile

# How many saves a file remembers.
HISTORY = 100

# A damaged file: its *path*, what is wrong with it (*problem*), and where it was *kept*, None while only reading.
Recovered = collections.namedtuple('Recovered', 'path problem kept')
_ABSENT = object()


class StateManager(object):
    """Keeps `state`, a dictionary, in the file *state_file*, as `{"saved_at", "reason", "state"}` and more beside it.

    What is saved are the changes since it was read, key by key, onto what the file holds by then: another writer's
    keys stay, and of two who set the same key the later one wins.  Keys are text; values are anything that JSON holds.
    """

    def __init__(self, state_file=None):
        """Take the file at *state_file*, by default `plex_improvement/state.json`; it is read when it is needed."""
        self.state_file = state_file or rundir.RunDir(rundir.default_run_folder(os.curdir, None)).state_store
        self.recovered = None
        self._state = self._read_state = self._document = None

    @property
    def state(self):
        """The dictionary, read from the file at first; changes in it are kept by `save_state`."""
        if self._state is None:
            self.load_state()
        return self._state

    @state.setter
    def state(self, value):
        if self._state is None:
            self.load_state()
        self._state = value

    @property
    def saved_at(self):
        """When the file was saved last, as text; None where it was not."""
        return self._value('saved_at')

    @property
    def reason(self):
        """Why the file was saved last, as text; None where it was not."""
        return self._value('reason')

    @property
    def history(self):
        """The saves, oldest first: dictionaries with `saved_at`, `reason`, and the keys `set` and `removed`."""
        found = self._value('history')
        return list(found) if isinstance(found, list) else []

    def load_state(self):
        """Read the file, drop what was not saved, and return `state`; empty where nothing was saved yet.

        A damaged file is read from its good copy, and told in `recovered`.  Raises PlexfixError where there is none.
        """
        found = statefile.read(self.state_file)
        self.recovered = found.problem and Recovered(self.state_file, found.problem, None)
        self._take(found.document)
        return self._state

    def save_state(self, reason=u'saved'):
        """Keep the changes in `state`, and *reason* with them; returns the path of the file.

        Raises PlexfixError, the file then being as it was, and LockHeld where others do not stop writing.
        """
        wanted = _plain(self.state)
        changed = dict((key, wanted[key]) for key in wanted if not _same(wanted[key], self._read_state.get(key, _ABSENT)))
        gone = [key for key in self._read_state if key not in wanted]
        with statefile.locked(self.state_file, u'saving %s' % fs_text(self.state_file)):
            found = statefile.read(self.state_file)
            state = _state_of(found.document)
            state.update(changed)
            removed = [key for key in gone if state.pop(key, _ABSENT) is not _ABSENT]
            self._write(found, state, reason, sorted(changed), sorted(removed))
        return self.state_file

    def update_state(self, key, value):
        """Set one key, and save that."""
        key = to_text(key)
        self.state[key] = value
        try:
            self.save_state(u'set')
        except PlexfixError:
            # What could not be kept must not be kept by the next save either.
            self._put_back(key)
            raise

    def get_state(self, key, default=None):
        """Return the value of a key, *default* where it is not there."""
        return self.state.get(to_text(key), default)

    def clear_state(self):
        """Remove every key; returns the path of a copy of the file as it was, None where nothing was there.

        A damaged file is cleared too: that is the way on from one without a good copy.
        """
        with statefile.locked(self.state_file, u'clearing %s' % fs_text(self.state_file)):
            if not os.path.lexists(self.state_file):
                self._take(None)
                return None
            kept = statefile.keep_as_cleared(self.state_file)
            try:
                found = statefile.read(self.state_file)
            except PlexfixError as error:
                found = statefile.Found(None, fs_text(error.evidence or error.what))
            self._write(found, {}, u'cleared', [], sorted(_state_of(found.document)))
        return kept

    def _write(self, found, state, reason, changed, removed):
        """Write *state* in the place of what was *found*, under the lock."""
        entry = {'saved_at': audit.local_time(), 'reason': to_text(reason or u''), 'set': changed, 'removed': removed}
        document = dict(found.document or {}, schema=statefile.SCHEMA, saved_at=entry['saved_at'],
                        reason=entry['reason'], state=state)
        earlier = document.get('history')
        document['history'] = ((earlier if isinstance(earlier, list) else []) + [entry])[-HISTORY:]
        kept = statefile.write(self.state_file, document)
        self.recovered = found.problem and Recovered(self.state_file, found.problem, kept)
        self._take(document)

    def _take(self, document):
        """Hold what the file holds; who has the dictionary `state` already sees it there."""
        self._document = document or {}
        self._read_state = _plain(_state_of(document))
        fresh = _plain(self._read_state)
        if isinstance(self._state, dict):
            self._state.clear()
            self._state.update(fresh)
        else:
            self._state = fresh

    def _put_back(self, key):
        if key in self._read_state:
            self._state[key] = _plain(self._read_state)[key]
        else:
            self._state.pop(key, None)

    def _value(self, name):
        if self._document is None:
            self.load_state()
        return self._document.get(name)


def _state_of(document):
    return dict(document['state']) if document else {}


def _same(one, other):
    # True is 1 and 1 is 1.0 for Python, and not in the file.
    return other is not _ABSENT and json_text(one) == json_text(other)


def _plain(state):
    """Return *state* as the file will give it back, which makes it a copy; raises PlexfixError where it cannot."""
    if not isinstance(state, dict):
        raise PlexfixError(u'a state is a dictionary', u'it is a %s' % to_text(type(state).__name__), None)
    try:
        return json.loads(json_text(dict((_key(key), state[key]) for key in state)))
    except (TypeError, ValueError, RuntimeError) as error:
        raise PlexfixError(u'this state cannot be kept', fs_text(str(error)),
                           u'keep text, numbers, true, false, null, lists and dictionaries of them')


def _key(key):
    if not isinstance(key, (binary_type, text_type)):
        raise TypeError('a key is text, not %s' % type(key).__name__)
    return to_text(key)
