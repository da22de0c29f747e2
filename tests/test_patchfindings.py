# -*- coding: utf-8 -*-
"""What a patch shows by itself: exceptions swallowed, logging taken out, imports that 2.7 lacks, a change tried before."""
from __future__ import absolute_import, division, print_function

import pytest

from plexfix.base.compat import to_bytes
from plexfix.change import diffing, patchfindings
from plexfix.change.unified import PatchError

BEFORE = u'''import re

def get(url):
    try:
        return fetch(url)
    except Exception as e:
        log('error %s', e)
        raise
'''


def patch(after, before=BEFORE, name=u'Contents/Code/utils.py'):
    return diffing.diff(None if before is None else to_bytes(before), to_bytes(after), name)


def rules(after, **given):
    return [one.rule for one in patchfindings.findings(patch(after, **given))]


@pytest.mark.parametrize('old, new, expected', [
    (u"        log('error %s', e)\n        raise\n", u'        pass\n', [u'patch/removed-log', u'patch/silent-except']),
    (u"        log('error %s', e)\n        raise\n", u"        log('%s', e)\n        return None\n", []),
    (u"        log('error %s', e)\n", u'', [u'patch/removed-log']),
    (u'        raise\n', u'        # told above\n        raise\n', []),
    (u'    except Exception as e:\n', u'    except Exception as e:  # wide\n', []),
    (u"    except Exception as e:\n        log('error %s', e)\n", u"    except IOError: return None\n    except Exception as e:\n"
     u"        log('error %s', e)\n", [u'patch/silent-except']),
    (u'    try:\n', u'    try:\n        import concurrent.futures\n', [u'names/module']),
    (u'import re\n', u'import re\nimport json\n', [])])
def test_what_is_found(old, new, expected):
    assert BEFORE.count(old) == 1
    found = rules(BEFORE.replace(old, new))
    assert sorted(found) == expected or (expected == [u'names/module'] and [one.split(u'/')[0] for one in found] == [u'names'])


def test_a_handler_that_was_quiet_before_is_not_the_patchs():
    quiet = BEFORE.replace(u"        log('error %s', e)\n        raise\n", u'        pass\n')
    assert rules(quiet.replace(u'fetch(url)', u'fetch(url, 5)'), before=quiet) == []
    assert rules(quiet.replace(u'        pass\n', u'        # all the same\n        pass\n'), before=quiet) == []


def test_a_new_file_is_checked_as_a_whole():
    found = rules(u'import re\n\nprint(f"{re}")\n', before=None, name=u'Contents/Code/new.py')
    assert any(rule.startswith(u'syntax/') for rule in found)
    assert rules(u'import re\n', before=None, name=u'Contents/Code/new.py') == []


def test_the_fingerprint_is_of_the_lines_that_change():
    one = patch(BEFORE.replace(u'import re', u'import json'))
    moved = patch(u'# above\n' + BEFORE.replace(u'import re', u'import json'), before=u'# above\n' + BEFORE, name=u'other.py')
    other = patch(BEFORE.replace(u'import re', u'import os'))
    assert patchfindings.fingerprint(one) == patchfindings.fingerprint(moved) != patchfindings.fingerprint(other)
    assert len(patchfindings.fingerprint(one)) == 12


def test_what_is_no_patch_is_refused():
    with pytest.raises(PatchError):
        patchfindings.findings(b'nothing')
