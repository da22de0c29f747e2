# -*- coding: utf-8 -*-
"""What state_manager.py does: each job returns a document for programs, and the lines for a person; the rest is state's."""
from __future__ import absolute_import, division, print_function

import json
import os

from plexfix.base.compat import fs_text, path_to_text, text_type
from plexfix.base.errors import PlexfixError, Refused, UsageError
from plexfix.base.jsontext import json_line, json_text
from plexfix.base.redact import redact
from plexfix.outside import rundir, statefile
from plexfix.outside.journal_record import quoted
from plexfix.steps import consent

# No word of a command line can have it.
_SHIELD = '\0'
# How many values a flag takes.
_VALUES = {'--set': 2, '--get': 1, '--save': 1}


def usual_file(suite_folder):
    """Return the file of the run folder that nobody named; *suite_folder* is what scripts/ lies in."""
    return rundir.RunDir(rundir.default_run_folder(os.curdir, suite_folder)).state_store


def check(args):
    """Raise UsageError for flags that do not go together, or do nothing."""
    asked = [flag for flag, given in (('--load', args.load), ('--get', args.get is not None), ('--clear', args.clear),
                                      ('--history', args.history), ('--set or --save', args.set or args.save is not None)) if given]
    if not asked:
        raise UsageError(u'nothing to do', None, u'give one of: --load --get --set --save --history --clear')
    if len(asked) > 1:
        raise UsageError(u'only one thing at a time', u'given: %s' % u', '.join(asked),
                         u'--set alone goes with --save, which is its reason')


def shielded(words, parser):
    """Return the words of a command line, so that *parser* takes a key or value with a dash in front for what it is.

    A flag of its own it still takes for that: a value was forgotten.
    """
    made, open_values = [], 0
    for word in words:
        is_value = open_values and word.startswith('-') and word not in parser._option_string_actions
        open_values = max(0, open_values - 1) if is_value or not word.startswith('-') else _VALUES.get(word, 0)
        made.append(_SHIELD + word if is_value else word)
    return made


def typed(word):
    """Return a word of the command line as text."""
    return fs_text(word[len(_SHIELD):] if word.startswith(_SHIELD) else word)


def value_of(text):
    """Return what a value typed as *text* means: the JSON that it is, else the text itself.

    What JSON does not have (NaN, numbers without end) stays text.
    """
    try:
        value = json.loads(text, parse_constant=_no_constant)
        json_text(value)
        return value
    except (ValueError, RuntimeError):
        return text


def load(args, kept):
    """Show all of it; what looks like a secret is masked for a person."""
    state = kept.load_state()
    if kept.saved_at is None:
        lines = [u'%s: nothing was saved yet' % fs_text(kept.state_file)]
    else:
        lines = [fs_text(kept.state_file), u'saved %s: %s' % (fs_text(kept.saved_at), kept.reason or u'-')]
    lines += [u'  %s = %s' % (key, fs_text(json_line(state[key]))) for key in sorted(state)]
    return _document(kept, state=state), [redact(line, keep_paths=True) for line in lines], None


def get(args, kept):
    """Show one value: text as it is, so that a shell can use it, all else as JSON."""
    key = typed(args.get)
    if key not in kept.state:
        missing = Refused(u'no such key: %s' % key, u'in %s' % fs_text(kept.state_file),
                          u'the keys there are: state_manager.py --file %s --load' % quoted(fs_text(kept.state_file)))
        return _document(kept, key=key, found=False, value=None), [], missing
    value = kept.state[key]
    line = value if isinstance(value, text_type) else json_text(value)
    return _document(kept, key=key, found=True, value=value), [line], None


def save(args, kept):
    """Set the keys that were given, and save with the reason."""
    pairs = [(typed(key), value_of(typed(value))) for key, value in args.set or ()]
    names = [pair[0] for pair in pairs]
    reason = typed(args.save) if args.save is not None else u'set'
    what = u'set %s, ' % u', '.join(names) if names else u''
    kept.state.update(pairs)
    if args.dry_run:
        return _document(kept, set=names, dry_run=True), [u'would be %ssaved to %s' % (what, fs_text(kept.state_file))], None
    kept.save_state(reason)
    return _document(kept, set=names, dry_run=False), [u'%ssaved to %s' % (what, fs_text(kept.state_file))], None


def history(args, kept):
    """Show the saves, oldest first."""
    rows = [row for row in kept.history if isinstance(row, dict)]
    return _document(kept, history=rows), [redact(_told(row), keep_paths=True) for row in rows] or [u'nothing was saved yet'], None


def clear(args, kept):
    """Remove all keys after asking."""
    path = fs_text(kept.state_file)
    if not os.path.lexists(kept.state_file):
        return _document(kept, cleared=False), [u'%s is not there: nothing to clear' % path], None
    if args.dry_run:
        return _document(kept, cleared=False), [u'%s would be cleared; a copy would stay in %s' % (
            path, path + statefile.CLEARED)], None
    if consent.ask(args.yes, lambda: None) != consent.YES:
        return _document(kept, cleared=False), [], Refused(u'%s was not cleared' % path, u'the answer was no', None)
    copy = kept.clear_state()
    return _document(kept, cleared=True, copy=copy and path_to_text(copy)), [
        u'%s is cleared; a copy of what was there: %s' % (path, fs_text(copy or u'-'))], None


def job_of(args):
    """Return the function that does what *args* ask for."""
    if args.load:
        return load
    if args.get is not None:
        return get
    if args.history:
        return history
    return clear if args.clear else save


def told_recovery(kept):
    """Return what a person must know of a file that was damaged, None where it was not."""
    if kept.recovered is None:
        return None
    path = fs_text(kept.recovered.path)
    found = u'it was read from %s' % (path + statefile.GOOD)
    after = u'what was damaged is kept in %s' % fs_text(kept.recovered.kept) if kept.recovered.kept else \
        u'the next --save or --set mends it'
    return u'warning: %s is damaged: %s\n  %s; %s' % (path, kept.recovered.problem, found, after)


def _told(row):
    parts = [u'%s  %s' % (row.get('saved_at'), row.get('reason') or u'-')]
    for name, word in (('set', u'set'), ('removed', u'removed')):
        if row.get(name):
            parts.append(u'%s: %s' % (word, u', '.join(row[name])))
    return u'  '.join(parts)


def _document(kept, **more):
    saved_at, reason = _last_save(kept)
    problem = kept.recovered and {'problem': kept.recovered.problem,
                                  'kept': kept.recovered.kept and path_to_text(kept.recovered.kept)}
    return dict(more, schema=statefile.SCHEMA, file=path_to_text(kept.state_file), saved_at=saved_at,
                reason=reason, recovered=problem)


def _last_save(kept):
    try:
        return kept.saved_at, kept.reason
    except PlexfixError:
        # A file that can no more be read can still be cleared.
        return None, None


def _no_constant(name):
    raise ValueError(name)
