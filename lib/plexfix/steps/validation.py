# -*- coding: utf-8 -*-
"""The validation as a whole: which files, where each of them lies, what the checks find; printing is the script's."""
from __future__ import absolute_import, division, print_function

import hashlib
import os
from collections import namedtuple

from plexfix.base.compat import fs_text, text_type, to_bytes, to_text
from plexfix.base.errors import PlexfixError, UsageError
from plexfix.base.redact import redact
from plexfix.change import loader, python27, safety
from plexfix.outside import bundles, files, realpython27

SCHEMA = u'plexfix.validation/1'
# What --policy may say: as each bundle's Info.plist has it, or the same for all files, or no loader at all.
AUTO, NONE = 'auto', 'none'
POLICIES = (AUTO,) + loader.POLICIES + (NONE,)

# One file that was looked at: its *path*, Place, the policy that it was held to (None: no loader), and its Findings.
# *problem* is None, or the PlexfixError for which it could not be read.
Checked = namedtuple('Checked', 'path place policy findings problem')


class Validator(object):
    """Checks files one after the other; *real* is a RealPython or None, *policy* one of POLICIES."""

    def __init__(self, real=None, policy=AUTO):
        self._real = real
        self._policy = policy
        self._bundles = {}
        # The agents of a family carry the same files: what was found in one need not be found again.
        self._known = {}

    def check(self, path):
        """Return the Checked of the file at *path*."""
        place = bundles.place_of(path)
        try:
            data = files.read_bytes(path)
        except PlexfixError as err:
            return Checked(path, place, None, [], err)
        return self.check_content(path, data)

    def check_content(self, path, data, more_modules=()):
        """Return the Checked of *data* (bytes) as if they were the file at *path*, which need not exist.

        *more_modules* are names that will lie beside it.
        """
        place = bundles.place_of(path)
        policy = self._policy_for(place)
        kind = safety.CODE if policy is not None else place.kind if place.kind == bundles.LIBRARY else safety.PLAIN
        modules = self._modules(path, place, more_modules)
        key = (hashlib.sha256(data).digest(), kind, policy, modules)
        if key not in self._known:
            context = safety.Context(kind, policy, modules, self._verdict(data, kind == safety.CODE))
            self._known[key] = safety.check_file(data, u'', context)
        shown = fs_text(path)
        return Checked(path, place, policy, [one._replace(file=shown) for one in self._known[key]], None)

    def compiles(self, path):
        """Return whether Python 2.7 compiles the file at *path*, as its place asks for; raises PlexfixError."""
        data = files.read_bytes(path)
        as_loaded = bundles.place_of(path).kind == bundles.CODE
        source = safety.Source(data)
        return not any(safety.is_error(one) for one in
                       safety.syntax_findings(source, as_loaded, self._verdict(data, as_loaded)))

    def bundle(self, path):
        """Return the Bundle at *path*; its Info.plist is read once."""
        if path not in self._bundles:
            self._bundles[path] = bundles.read_bundle(path)
        return self._bundles[path]

    def _policy_for(self, place):
        if self._policy == NONE:
            return None
        if self._policy != AUTO:
            return self._policy if place.kind != bundles.LIBRARY else None
        if place.kind != bundles.CODE:
            return None
        said = self.bundle(place.bundle).policy
        return said if said in loader.POLICIES else loader.STANDARD

    def _modules(self, path, place, more):
        """Return the Modules that the file can import from beside it."""
        beside = frozenset(bundles.module_names(path, place.bundle)) | frozenset(more)
        return safety.Modules(beside, place.bundle is not None)

    def _verdict(self, data, as_loaded):
        return self._real.verdict(data, as_loaded) if self._real is not None else None


def collect(paths):
    """Return the Python files that *paths* (files, folders, bundles) name, each once, in their order.

    A file is taken whatever its name is.  Raises UsageError for a path that is not there, and where there is nothing.
    """
    found, seen = [], set()
    for path in paths:
        if os.path.isdir(path):
            several = bundles.python_files(path)
        elif os.path.isfile(path):
            several = [path]
        else:
            # A pipe or a device would have no end.
            what = u'%s is no file' if os.path.exists(path) else u'there is no %s'
            raise UsageError(what % fs_text(path), None, u'name a file, a folder or a bundle')
        for one in several:
            whole = os.path.abspath(one)
            if whole not in seen:
                seen.add(whole)
                found.append(one)
    if not found:
        raise UsageError(u'nothing to check', u'no Python file in: %s' % u', '.join(fs_text(path) for path in paths),
                         u'name a file, a folder or a bundle that has some')
    return found


def document(checked, python, strict=False):
    """Return the JSON document for [Checked]; *python* is the path of the real Python 2.7 or None."""
    findings = [one for each in checked for one in each.findings]
    return {
        'schema': SCHEMA, 'python27': None if python is None else fs_text(python), 'strict': strict,
        'errors': sum(1 for one in findings if safety.is_error(one)),
        'warnings': sum(1 for one in findings if not safety.is_error(one)),
        'files': [{'path': fs_text(one.path), 'place': one.place.kind,
                   'bundle': None if one.place.bundle is None else fs_text(one.place.bundle), 'policy': one.policy,
                   'problem': None if one.problem is None else to_text(one.problem.what)} for one in checked],
        'findings': [row(one) for one in findings]}


def row(finding):
    """Return a Finding as a dictionary, without secrets."""
    shown = finding._asdict()
    shown['what'] = redact(finding.what, keep_paths=True)
    return dict(shown)


def line_of(finding):
    """Return the one line that shows a Finding to a person."""
    shown = row(finding)
    return u'%(file)s:%(line)d:%(column)d: %(severity)s: %(what)s [%(rule)s] %(why)s' % shown


# -- what other programs import, by documented names -------------------------------------------------------------------

def validate_python_syntax(code):
    """Return (whether Python 2.7 compiles *code*, None or what it says); *code* is bytes of a file, or text.

    Bytes beyond ASCII need a coding line, as in a file; text has no encoding that could be missing.
    """
    found = [one for one in _syntax_of(code) if safety.is_error(one)]
    return (False, u'line %d: %s' % (found[0].line, found[0].what)) if found else (True, None)


def check_python27_compatibility(code):
    """Return (whether *code* is for Python 2.7, issues): its syntax, and what it uses that 2.7 does not have."""
    source = safety.Source(code)
    found = _syntax_of(code) + (safety.name_findings(source) if source.is_text else [])
    return _answer(found)


def check_no_sudo_commands(code):
    """Return (whether there is no dangerous command in *code*, issues); sudo is only one of them."""
    source = safety.Source(code)
    return _answer(safety.danger_findings(source) if source.is_text else [])


def safety_check(file_path, new_content):
    """Return (whether *new_content* may be written to *file_path*, results); the path tells what it is for Plex.

    Text is looked at as the UTF-8 that would be written: outside of Contents/Code it needs a coding line beyond ASCII.

    The results have True or False for valid_python, python27_compatible, no_sudo_commands and plex_loader, and
    `issues`, the errors as text.  Warnings are in `warnings`, and pass.
    """
    with _RealOrNone() as real:
        checked = Validator(real).check_content(file_path, to_bytes(new_content))
    failed = set(safety.group_of(one) for one in checked.findings if safety.is_error(one))
    results = {'valid_python': safety.SYNTAX not in failed, 'no_sudo_commands': safety.DANGER not in failed,
               'python27_compatible': not failed & set([safety.SYNTAX, safety.NAMES]),
               'plex_loader': safety.LOADER not in failed,
               'issues': [_issue(one) for one in checked.findings if safety.is_error(one)],
               'warnings': [_issue(one) for one in checked.findings if not safety.is_error(one)]}
    return not failed, results


def _answer(found):
    issues = [_issue(one) for one in found if safety.is_error(one)]
    return not issues, issues


def _issue(finding):
    return u'line %d: %s (%s)' % (finding.line, redact(finding.what, keep_paths=True), finding.why)


def _syntax_of(code):
    data = _as_file(code)
    with _RealOrNone() as real:
        return safety.syntax_findings(safety.Source(data), False, real.verdict(data) if real is not None else None)


def _as_file(code):
    """Return *code* as the bytes of a file; text beyond ASCII gets a byte order mark where it lacks a coding line."""
    data = to_bytes(code)
    if isinstance(code, text_type):
        problem = python27.syntax_problem(data)
        if problem is not None and problem.rule == 'encoding' and not data.startswith(b'\xef\xbb\xbf'):
            return b'\xef\xbb\xbf' + data
    return data


class _RealOrNone(object):
    """A context that gives a real Python 2.7 where this machine has one, and ends it."""

    def __enter__(self):
        self._real = realpython27.find()
        return self._real

    def __exit__(self, *_):
        if self._real is not None:
            self._real.close()
