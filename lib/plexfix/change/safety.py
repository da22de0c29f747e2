# -*- coding: utf-8 -*-
"""All safety checks of one file: syntax, Python 2.7's library, Plex's loader, dangerous commands.

Where the file lies, and what a real Python 2.7 says of it, is found out by others and handed in.
"""
from __future__ import absolute_import, division, print_function

from collections import namedtuple

from plexfix.base.clip import clip
from plexfix.base.compat import to_bytes, to_text
from plexfix.change import dangerous, loader, names27, python27, statements
from plexfix.change.library27 import calls27, features3
from plexfix.change.tokens27 import normalized, tokenize

ERROR, WARNING = 'error', 'warning'
SYNTAX, NAMES, LOADER, DANGER = 'syntax', 'names', 'loader', 'danger'

# The kinds of place that a file may have, as `outside.bundles` names them.
CODE, LIBRARY, PLAIN = 'code', 'library', 'plain'

_WHAT_CHARS = 240


class Finding(namedtuple('Finding', 'file line column rule what why severity')):
    """One thing found: *line* and *column* count from 1, *column* in characters; *rule* is `group/name`.

    *what* says what is there, *why* what comes of it, each in one line; *severity* is error or warning.
    """

    __slots__ = ()


class Context(namedtuple('Context', 'kind policy modules real')):
    """What is known of a file: its *kind* of place, the code *policy* of its bundle (None: Standard).

    *modules* are the Modules that it can import from beside it.  *real* is what a real Python 2.7 says of it (a Verdict
    of `outside.realpython27`), None where there is none.
    """

    __slots__ = ()


Modules, NO_MODULES = names27.Modules, names27.NO_MODULES
PLAIN_CONTEXT = Context(PLAIN, None, NO_MODULES, None)


def check_file(data, name, context=PLAIN_CONTEXT):
    """Return the Findings in *data* (bytes) of the file *name*, by line; it never raises for what stands in them."""
    source = Source(data, name)
    found = syntax_findings(source, context.kind == CODE, context.real)
    if not source.is_text:
        return found
    if context.kind == CODE:
        found = found + loader_findings(source, context.policy, any(is_error(one) for one in found))
    found = found + name_findings(source, context.modules or NO_MODULES) + danger_findings(source)
    return sorted(found, key=lambda one: (one.line, one.column, one.rule))


def group_of(finding):
    """Return the group of a Finding: SYNTAX, NAMES, LOADER or DANGER."""
    return finding.rule.split('/')[0]


def is_error(finding):
    """Tell whether a Finding is an error."""
    return finding.severity == ERROR


class Source(object):
    """A file's bytes, cut up once for all checks."""

    def __init__(self, data, name=''):
        self.data = to_bytes(data)
        self.name = name
        self.is_text = b'\0' not in self.data
        self._text = self._lines = self._statements = None

    @property
    def lines(self):
        if self._lines is None:
            self._lines = self._whole().split('\n')
        return self._lines

    @property
    def statements(self):
        if self._statements is None:
            self._statements = statements.read(tokenize(self._whole()))
        return self._statements

    def _whole(self):
        if self._text is None:
            self._text = normalized(self.data)[0]
        return self._text

    def finding(self, token, rule, what, why, severity=ERROR):
        """Return the Finding at *token*, whose column counts bytes."""
        line = self.lines[token.line - 1] if token.line <= len(self.lines) else ''
        column = 1 + sum(1 for character in line[:token.column] if not '\x80' <= character < '\xc0')
        return Finding(self.name, token.line, column, rule, _one_line(what), why, severity)


def _one_line(words):
    """Return *words* as text on one line; native ones hold a byte a character, as tokens do."""
    return clip(u' '.join(to_text(_bytes_of(words)).split()), _WHAT_CHARS, u' ...')


def _bytes_of(words):
    if isinstance(words, bytes):
        return words
    try:
        return words.encode('latin-1')
    except UnicodeEncodeError:
        return to_bytes(words)


def syntax_findings(source, as_loaded=False, real=None):
    """Return the Findings of Python 2.7's compiler: of our own checker, and of the *real* one's Verdict.

    The real one decides.  That the two disagree is said.  Of what Plex loads the real one sees the parsing only, so
    that it can add an error there, but not take one away.
    """
    problem = python27.syntax_problem(source.data, as_loaded)
    why = u'Python 2.7 does not compile the file: the plug-in does not start' if as_loaded else \
        u'Python 2.7 does not compile the file: a SyntaxError as soon as it is imported'
    if problem is None:
        if real is None or real.ok:
            return []
        words = u'%s (so says the real Python 2.7; the checker built in sees no error)' % real.message
        return [Finding(source.name, real.line or 1, real.column or 1, SYNTAX + '/compiler', words, why, ERROR)]
    words = _in_words(source, problem)
    if real is not None and real.ok and real.complete:
        return [Finding(source.name, problem.line, problem.column, SYNTAX + '/disagreement',
                        u'the checker built in says "%s", the real Python 2.7 compiles it' % words,
                        u'the real one is right; please report this', WARNING)]
    return [Finding(source.name, problem.line, problem.column, '%s/%s' % (SYNTAX, problem.rule), words, why, ERROR)]


def _in_words(source, problem):
    """Return the message of a python27.Problem, with the feature of Python 3 that it meets, or what the bytes are."""
    message = to_text(problem.message)
    if source.data[:2] in (b'\xff\xfe', b'\xfe\xff'):
        return message + u': the file is UTF-16, and has to be saved as UTF-8'
    if not source.is_text:
        return message + u': the file is no text'
    feature = features3.feature_at(source.statements, problem.line, source.lines)
    return u'%s: %s' % (message, feature) if feature else message


def name_findings(source, modules=NO_MODULES):
    """Return the Findings on modules, names and arguments that Python 2.7 lacks; *modules* as in a Context."""
    lacks = names27.lacks(source.statements, modules) + calls27.new_arguments(source.statements)
    return [source.finding(one.token, '%s/%s' % (NAMES, one.rule), one.what, one.why, ERROR if one.fatal else WARNING)
            for one in lacks]


def danger_findings(source):
    """Return the Findings on dangerous commands."""
    return [source.finding(one.token, '%s/%s' % (DANGER, one.rule), one.what, one.why, ERROR if one.fatal else WARNING)
            for one in dangerous.perils(source.statements)]


def loader_findings(source, policy=None, is_broken=False):
    """Return the Findings of Plex's loader under *policy*; where the syntax *is_broken* that is not said twice."""
    policy = policy if policy in loader.POLICIES else loader.STANDARD
    why = u"Plex's loader refuses the file under the policy %s: the plug-in does not start" % policy
    found = [Finding(source.name, one.line, one.column, '%s/%s' % (LOADER, one.rule), to_text(one.message), why, ERROR)
             for one in loader.refusals(source.data, policy) if not (is_broken and one.rule == 'unreadable')]
    found.extend(Finding(source.name, one.line, one.column, '%s/%s' % (LOADER, one.rule), to_text(one.message),
                         u'it loads, and fails when this runs', WARNING)
                 for one in loader.warnings(source.data, policy))
    return found
