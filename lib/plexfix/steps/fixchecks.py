# -*- coding: utf-8 -*-
"""What is looked at before a fix is written: which plug-ins its bundles are, and whether their new code is safe.

What is unsafe is decided by the safety checks (`validation`); what is done about it by `implement`.
"""
from __future__ import absolute_import, division, print_function

import collections
import os

from plexfix.change import safety
from plexfix.outside import bundles, realpython27
from plexfix.steps import validation


def identifiers(paths):
    """Return {path of a bundle: the identifier of its plug-in, None where its Info.plist names none}."""
    return dict((path, bundles.read_bundle(path).identifier) for path in paths)


def findings(plan):
    """Return what the safety checks find in the new content of each file of a Plan, as dictionaries, by file.

    An error stops a fix.  A command, or a name that Python 2.7 lacks, that stands in the old content just as often is
    no doing of the fix: it is a warning then.  What keeps a plug-in from starting is an error wherever it comes from.
    """
    made = _new_modules(plan)
    real = realpython27.find()
    try:
        validator, rows = validation.Validator(real), []
        for copy in plan.copies:
            if copy.after is not None and copy.target.path.endswith('.py'):
                found = _judged(copy, validator, made.get(copy.target.bundle, ()))
                rows += [dict(validation.row(one), file=copy.target.name) for one in found]
        return rows
    finally:
        if real is not None:
            real.close()


def _new_modules(plan):
    """Return {bundle: names of the modules that the fix makes in it}."""
    found = collections.defaultdict(list)
    for copy in plan.copies:
        if copy.before is None:
            found[copy.target.bundle].append(os.path.splitext(os.path.basename(copy.target.path))[0])
    return found


def _judged(copy, validator, more_modules):
    """Return the Findings on a file's new content, those that are as old as the file as warnings."""
    now = validator.check_content(copy.target.path, copy.after, more_modules).findings
    if copy.before is None or not any(_is_tolerable(one) for one in now):
        return now
    before = validator.check_content(copy.target.path, copy.before, more_modules).findings
    old = collections.Counter((one.rule, one.what) for one in before)
    judged = []
    for one in now:
        if _is_tolerable(one) and old[(one.rule, one.what)] > 0:
            old[(one.rule, one.what)] -= 1
            one = one._replace(severity=safety.WARNING, why=u'%s; it was there before the fix' % one.why)
        judged.append(one)
    return judged


def _is_tolerable(finding):
    return safety.is_error(finding) and safety.group_of(finding) in (safety.NAMES, safety.DANGER)
