# -*- coding: utf-8 -*-
"""One diagnostic report taken on into the next: what a person wrote stays, what was counted is the new one's.

Whether more or less was counted is changes' business.
"""
from __future__ import absolute_import, division, print_function

from plexfix.understand.diagnosis.records import OBSERVED, Fix, Section, fixes, next_id, section, status_of
from plexfix.understand.diagnosis.changes import change_of

# The field of a fix that tells what became of its patterns.
CHANGE_FIELD = u'Change'
KEPT = u'kept'
_STALE = u'the observed behavior below is the last report\'s'


def carry(previous, fresh, previous_counts, fresh_counts, generated=None):
    """Return the Report that *fresh* becomes when what a person wrote in *previous* is kept.

    A fix of the last report keeps everything but its observed behavior, whether its patterns are still there or not,
    and an abandoned one stays abandoned; a field Change says what became of its patterns (change_of, by *..._counts*).
    A fresh fix is added under an id of its own for the patterns that no fix had, or only kept ones.  Title and iteration are fresh, so are
    the sections and the text under the title that both have; sections that only the last report had are kept.

    *generated* is the last report as it was made, before a person edited it.  Where an observed behavior, a section
    or the text under the title differs from that, or without it, the old text is kept too, under a title of its own.
    """
    suffix = u', last report' if previous.iteration is None else u', iteration %d' % previous.iteration
    made = _made_texts(generated)
    carried = [_carried(fix, fresh, previous_counts, fresh_counts, made, suffix) for fix in fixes(previous)]
    added = _added(previous, fresh, previous_counts, fresh_counts)
    before, after = _own_sections(previous, fresh, made, suffix)
    places = [place for place, part in enumerate(fresh.parts) if isinstance(part, Fix)] or [len(fresh.parts)]
    tail = [part for part in fresh.parts[places[0]:] if not isinstance(part, Fix)]
    return fresh._replace(parts=fresh.parts[:places[0]] + before + carried + added + tail + after)


def _made_texts(generated):
    """Return {(id of the fix or None, title): text} as the suite wrote it; None where that is not known."""
    if generated is None:
        return None
    texts = dict(((None, part.title), part.body) for part in generated.parts if isinstance(part, Section))
    texts[None, u''] = generated.intro
    for fix in fixes(generated):
        texts[fix.id, OBSERVED] = section(fix, OBSERVED)
    return texts


def _is_persons(text, made, key):
    """Return whether a person may have written *text*, so that it must not be lost."""
    return bool(text and text.strip()) and (made is None or made.get(key) != text)


def _carried(fix, fresh, previous_counts, fresh_counts, made, suffix):
    """Return *fix* of the last report with what was observed now."""
    observed = [section(other, OBSERVED) for other in fixes(fresh) if set(other.patterns) & set(fix.patterns)]
    observed = [text for text in observed if text]
    change = change_of(fix.patterns, previous_counts, fresh_counts)
    if not observed:
        return _marked(fix, change, _STALE)
    old = section(fix, OBSERVED)
    sections = _with_observed(fix.sections, u'\n\n'.join(observed))
    if _is_persons(old, made, (fix.id, OBSERVED)) and old not in observed:
        sections.append(Section(OBSERVED + suffix, old))
    return _marked(fix._replace(sections=sections), change)


def _with_observed(sections, body):
    """Return *sections* with *body* as the first one that tells what was observed."""
    for number, one in enumerate(sections):
        if one.title.lower() == OBSERVED.lower():
            return sections[:number] + [Section(one.title, body)] + sections[number + 1:]
    lead = 1 if sections and not sections[0].title else 0
    return sections[:lead] + [Section(OBSERVED, body)] + sections[lead:]


def _marked(fix, change, note=None):
    """Return *fix* with the field that tells of the *change* of its patterns."""
    text = u'%s: %s' % (change.kind, change.text) + (u'; ' + note if note else u'')
    kept = [(name, value) for name, value in fix.fields if name.lower() != CHANGE_FIELD.lower()]
    return fix._replace(fields=kept + [(CHANGE_FIELD, text)])


def _added(previous, fresh, previous_counts, fresh_counts):
    """Return the fresh fixes for patterns that no fix of the last report was for, with ids that it does not use.

    What a kept fix was for, and is there all the same, is another failure now, or what the fix did not reach.
    """
    had = set(pattern for fix in fixes(previous) if status_of(fix) != KEPT for pattern in fix.patterns)
    whole, added = previous, []
    for fix in fixes(fresh):
        patterns = [pattern for pattern in fix.patterns if pattern not in had]
        if patterns or not fix.patterns:
            fix = _renamed(fix._replace(patterns=patterns), next_id(whole))
            added.append(_marked(fix, change_of(patterns, previous_counts, fresh_counts)) if patterns else fix)
            whole = whole._replace(parts=whole.parts + [fix])
    return added


def _renamed(fix, fix_id):
    """Return *fix* under that id; a patch that is called after its id goes along."""
    patch = u'fixes/%s.patch'
    return fix._replace(id=fix_id, patch=patch % fix_id if fix.patch == patch % fix.id else fix.patch)


def _own_sections(previous, fresh, made, suffix):
    """Return (before the fixes, after them) the sections and texts of the last report that *fresh* has not."""
    have = set(part.title.lower() for part in fresh.parts if isinstance(part, Section))
    fresh_texts = [fresh.intro] + [part.body for part in fresh.parts if isinstance(part, Section)]
    before, after = [], []
    if _is_persons(previous.intro, made, (None, u'')) and previous.intro not in fresh_texts:
        before.append(Section(u'Introduction' + suffix, previous.intro))
    place = before
    for part in previous.parts:
        if isinstance(part, Fix):
            place = after
        elif part.title.lower() not in have:
            place.append(part)
        elif _is_persons(part.body, made, (None, part.title)) and part.body not in fresh_texts:
            place.append(Section(part.title + suffix, part.body))
    return before, after
