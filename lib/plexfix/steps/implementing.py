# -*- coding: utf-8 -*-
"""Plans one fix: which files it names, what each becomes, which copies differ, what the checks say; writes nothing.

Whether the fix may be applied at all is `gates`' business, doing it is `apply`'s.
"""
from __future__ import absolute_import, division, print_function

import hashlib
import os
from collections import namedtuple

from plexfix.base.compat import fs_text, to_text
from plexfix.base.errors import PreconditionFailed, Refused
from plexfix.change import patching, unified
from plexfix.outside import files
from plexfix.steps import targets
from plexfix.understand import diagnosis

# One file as it is and as it will be: *before* and *after* are bytes, None where there is none; *misfit* says why the
# patch does not fit it (an after is None then too), None where it does.
Copy = namedtuple('Copy', 'target before after misfit')

# *copies* are those that will be changed, *skipped* drifted ones that will not; *bundles* all that show a changed file.
Plan = namedtuple('Plan', 'fix plugins patch copies skipped bundles')

# Files of equal content: the *sha256* of it, and their names; *role* is 'identical' for the largest group, else
# 'drifted'.
Variant = namedtuple('Variant', 'sha256 names role')


def plan(fix, patch, plugins, patch_name=u'the patch', skip_drifted=False):
    """Return the Plan of *fix* (a diagnosis.Fix) with the diff *patch* (bytes), in the Plug-ins folder *plugins*.

    All files or none: raises Refused, naming each, where the patch does not fit one of them, unless *skip_drifted*
    leaves out the bundles of those that differ.  Raises PreconditionFailed where the fix names no file.
    """
    plugins = targets.check_folder(plugins)
    globs = diagnosis.touches(fix)
    sections = unified.parse(patch, patch_name)
    found = targets.find(plugins, globs)
    copies = [_copied(target, section) for target, section in _paired(found, sections, globs)]
    copies += [_copied(target, section) for target, section in _new(plugins, found, sections, globs)]
    if not copies:
        raise PreconditionFailed(u'%s names no file that is there' % fix.id,
                                 u'%s in %s' % (u', '.join(globs), fs_text(plugins)),
                                 u'correct the line "- Files:" of the fix, or --plugins-dir')
    misfits = [copy for copy in copies if copy.misfit]
    left_out = set(copy.target.bundle for copy in misfits)
    kept = [copy for copy in copies if copy.target.bundle not in left_out]
    if misfits and not (skip_drifted and kept):
        raise _refusal(fix, copies, misfits, bool(kept))
    _refuse_protected(kept)
    seen_in = set(bundle for copy in kept for bundle in copy.target.seen_in)
    skipped = [copy for copy in copies if copy.target.bundle in left_out]
    return Plan(fix, plugins, patch, kept, skipped, tuple(sorted(seen_in)))


def variants(copies):
    """Return the Variants of the files that *copies* name alike, the largest group of each name first.

    `utils.py` of one bundle is compared with that of the others, never with another file.
    """
    found = []
    for inner in sorted(set(copy.target.inner for copy in copies)):
        groups = {}
        for copy in copies:
            if copy.target.inner == inner and copy.before is not None:
                groups.setdefault(sha256(copy.before), []).append(copy.target.name)
        ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
        for number, (mark, names) in enumerate(ordered):
            found.append(Variant(mark, tuple(names), u'drifted' if number else u'identical'))
    return found


def told_variants(copies):
    """Return in words how many files are alike: `19 identical, 2 drifted`."""
    found = variants(copies)
    alike, drifted = [sum(len(one.names) for one in found if one.role == role) for role in (u'identical', u'drifted')]
    new = sum(1 for copy in copies if copy.before is None)
    parts = [u'%d %s' % pair for pair in ((alike, u'identical'), (drifted, u'drifted'), (new, u'new')) if pair[0]]
    return u', '.join(parts)


def criteria(fix):
    """Return the criteria of *fix* as they are written."""
    return [text for _, text in diagnosis.criterion_lines(diagnosis.section(fix, diagnosis.RESULTS) or u'')]


def why_skipped(copy):
    """Return in words why a Copy is left out."""
    return copy.misfit.why if copy.misfit else u'of the same bundle'


def sha256(data):
    """Return the SHA-256 of *data* in hex, None for no data."""
    return None if data is None else to_text(hashlib.sha256(data).hexdigest())


def _paired(found, sections, globs):
    """Return [(Target, Section)]: each part of the patch is for the files of its path in their bundles.

    A patch of one file whose path no file has (`diff -u old.py new.py`) is for every file that the fix names.
    """
    wanted = [section for section in sections if section.old_name is not None]
    if len(sections) == 1 and wanted and not any(_is_for(wanted[0].old_name, target) for target in found):
        return [(target, wanted[0]) for target in found]
    pairs, used = [], set()
    for target in found:
        mine = [section for section in wanted if _is_for(section.old_name, target)]
        if len(mine) > 1:
            raise Refused(u'two parts of the patch are for %s' % target.name, u', '.join(one.old_name for one in mine),
                          u'join them into one part: diff -u OLD NEW')
        pairs += [(target, section) for section in mine]
        used.update(section.line for section in mine)
    idle = [section for section in wanted if section.line not in used]
    if idle:
        raise Refused(u'the patch is for a file that the fix does not name: %s' % idle[0].old_name,
                      u'the fix names %s' % u', '.join(globs),
                      u'add it to the line "- Files:", or take it out of the patch')
    return pairs


def _new(plugins, found, sections, globs):
    """Return [(Target, Section)] of the files that the patch makes, in each bundle that the fix changes or names."""
    pairs = []
    for section in sections:
        if section.old_name is not None:
            continue
        inner = _inner(section.new_name)
        places = sorted(set(target.bundle for target in found)) or targets.bundles(plugins, globs)
        places = [bundle for bundle in places if targets.is_named(globs, bundle, inner)]
        if not places:
            raise Refused(u'the patch makes a file that the fix does not name: %s' % section.new_name,
                          u'the fix names %s' % u', '.join(globs),
                          u'add it to the line "- Files:": *.bundle/%s' % inner)
        known = dict((target.path, target) for target in found)
        for bundle in places:
            target = targets.new_target(plugins, bundle, inner)
            pairs.append((known.get(target.path, target), section))
    return pairs


def _inner(name):
    """Return the path in its bundle of a *name* in a patch, which may begin anywhere above."""
    parts = name.split(u'/')
    bundles = [index for index, part in enumerate(parts) if part.lower().endswith(targets.BUNDLE_ENDING)]
    return u'/'.join(parts[bundles[-1] + 1:] if bundles else parts)


def _is_for(name, target):
    wanted = _inner(name)
    return any(inner == wanted or inner.endswith(u'/' + wanted) for inner in target.seen_as)


def _copied(target, section):
    before = files.read_bytes(target.path) if _is_there(target) else None
    after = patching.apply(section, before)
    if isinstance(after, patching.Misfit):
        return Copy(target, before, None, after)
    return Copy(target, before, after, None)


def _refuse_protected(copies):
    """Raise Refused for files that nobody may write: a new file in their place would take no notice of that."""
    closed = [copy.target for copy in copies
              if copy.before is not None and not os.stat(copy.target.path).st_mode & 0o222]
    if closed:
        raise Refused(u'refusing to change what is write-protected; nothing was changed',
                      u'\n'.join(target.name for target in closed),
                      u'if it may be changed: chmod u+w %s' % fs_text(closed[0].path))


def _is_there(target):
    return os.path.lexists(target.path)


def _refusal(fix, copies, misfits, is_any_kept):
    names = u'\n'.join(u'%s: %s' % (copy.target.name, copy.misfit.why) for copy in misfits)
    if all(copy.misfit and copy.misfit.already_applied for copy in copies):
        return Refused(u'%s is applied already: all of its files have it' % fix.id, names,
                       u'implement_fix.py --rollback takes a fix back that was applied by it')
    hint = u'make the patch fit these copies; or leave their bundles out: --skip-drifted'
    if not is_any_kept:
        hint = u'make the patch anew: implement_fix.py --stage %s, edit, --record' % fix.id
    counts = (fix.id, len(misfits), len(copies))
    return Refused(u'the patch of %s does not fit %d of %d files; nothing was changed' % counts, names, hint)
