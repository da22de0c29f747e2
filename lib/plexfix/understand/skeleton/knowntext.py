# -*- coding: utf-8 -*-
"""The known errors that match, as parts of a diagnostic report: how often, what they mean, what to check.

What to check are questions; what to do about it is a person's.  Matching is `signatures`' business.
"""
from __future__ import absolute_import, division, print_function

from plexfix.observe.layout import many, number
from plexfix.understand import categories
from plexfix.understand.analysis import tallies
from plexfix.understand.diagnosis import Section
from plexfix.understand.skeleton.figures import names
from plexfix.understand.markdown import code, item, plain, wrapped
from plexfix.understand.signatures import BAD_ABOVE, SEVERITIES


def section(analysis):
    """Return the Section on all known errors that match, the gravest first."""
    return Section(u'Known errors', u'\n'.join(_lines(analysis)))


def _lines(analysis):
    if not analysis.hits:
        return [u'None of the known errors matches.']
    lines = []
    at_fix = _told_at_fixes(analysis)
    order = [hit for severity in SEVERITIES for hit in analysis.hits if hit.signature.severity == severity]
    for hit in order:
        if not _is_harmless(hit.signature):
            lines.extend(_known_line(hit, at_fix.get(hit.signature.id)))
    harmless = [u'%s (%s)' % (plain(hit.signature.title), number(sum(row.pattern['count'] for row in hit.rows)))
                for hit in order if _is_harmless(hit.signature) and hit.rows]
    if harmless:
        lines.extend(item(u'Known, and no failure (records): %s.' % u'; '.join(harmless)))
    return lines or [u'None of the known errors matches.']


def _is_harmless(signature):
    return signature.benign or categories.BY_ID[signature.category].harmless


def _told_at_fixes(analysis):
    """Return {id of a known error: pattern of the first fix that it is told at}.

    The pattern, not the fix: carried over into the next report, a fix may have another number.
    """
    found = {}
    for group in analysis.groups:
        for signature, _ in known_at(analysis, group):
            found.setdefault(signature.id, group.id)
    return found


def known_at(analysis, group):
    """Return [(Signature, whether the pattern itself matches)] of a group and of what follows it, the gravest first."""
    found, seen = [], set()
    followers = [other for row, _ in group.rows for other in analysis.followers.get((row.agent, group.id), [])]
    for own, rows in ((True, [row for row, _ in group.rows]), (False, followers)):
        for row in rows:
            found.extend((signature, own) for signature in row.known if signature.id not in seen)
            seen.update(signature.id for signature in row.known)
    return sorted(found, key=lambda pair: SEVERITIES.index(pair[0].severity))


def _known_line(hit, pattern):
    """Return the lines on one Hit; what it means and what to check stand at the fix where there is one."""
    if pattern is None:
        return known_error(hit.signature, u'', _words(hit))
    return item(u'**%s** (%s, %s): %s See the fix for pattern %s.' % (
        plain(hit.signature.title), code(hit.signature.id), hit.signature.severity, _words(hit), code(pattern)))


def known_error(signature, indent, told):
    """Return the lines on one known error: what it means and what to check, questions and no solutions."""
    lines = item(u'**%s** (%s, %s): %s' % (plain(signature.title), code(signature.id), signature.severity, told),
                 indent)
    lines.extend(wrapped(plain(signature.meaning, 1000), indent + u'  '))
    for question in signature.checks:
        lines.extend(item(plain(question, 500), indent + u'  '))
    return lines


def _words(hit):
    told = []
    if hit.rows:
        agents = {}
        for row in hit.rows:
            agents[row.agent] = agents.get(row.agent, 0) + row.pattern['count']
        told.append(u'%s of %s' % (many(sum(agents.values()), u'record'), names(tallies.ranked(agents))))
    if hit.agents:
        told.append(u'by the numbers of %s' % names([(name, 0) for name in hit.agents]))
    if hit.whole:
        told.append(u'by the numbers of the whole aggregate')
    if hit.share is not None:
        told.append(u'%.1f %% of its records lie in operations that succeeded' % (100 * hit.share))
    if hit.bad:
        told.append(u'**a bad signature** for failed operations (above %d %%): what it names is there, but many of '
                    u'them succeed all the same, so ask which part of their work it cost' % (100 * BAD_ABOVE))
    return u'; '.join(told) + u'.'
