# -*- coding: utf-8 -*-
"""redact: no seeded secret survives in any form, ordinary text does, and the time is linear."""
from __future__ import absolute_import, division, print_function

import json
import os

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plexfix.base.compat import to_bytes, to_text
from plexfix.base.redact import redact, redact_counted
from plexfix.base.secret_patterns import KINDS

# Nothing of these may be seen in a redacted text; they contain what values of their kind may contain.
TOKEN = 'xYz-9Qk_7wTbLm3RsVp2'
API_KEY = '0123456789abcdef0123456789abcdef'
PASSWORD = 'hunter2-Gr8'
SECRET = 'q7Zp1mNw-e5Rt8Yu2Io4'
JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm5hIn0.SflKxwRJSMeKKF2QT4'

NAMES = [(name, TOKEN) for name in (
    'X-Plex-Token', 'x-plex-token', 'PlexOnlineToken', 'authToken', 'accessToken', 'authenticationToken', 'access_token',
    'auth_token', 'PLEX_TOKEN', 'server_token', 'refresh_token')]
NAMES += [(name, API_KEY) for name in ('api_key', 'apikey', 'apiKey', 'X-Api-Key', 'access_key')]
NAMES += [(name, PASSWORD) for name in ('password', 'Password', 'passwd', 'db_password')]
NAMES += [(name, SECRET) for name in ('client_secret', 'app_secret', 'api_secret')]

FORMS = [
    'GET http://127.0.0.1:32400/library/sections?%(name)s=%(value)s',
    "Requesting 'http://host/a?x=1&%(name)s=%(value)s&y=2'",
    '<Video url="http://host/a?x=1&amp;%(name)s=%(value)s&amp;y=2"/>',
    'url=http%%3A%%2F%%2Fhost%%2Fa%%3F%(name)s%%3D%(value)s%%26y%%3D2',
    'u=http%%253A%%252F%%252Fhost%%252Fa%%253F%(name)s%%253D%(value)s%%2526y%%253D2',
    '%(name)s: %(value)s',
    '%(name)s:%(value)s\r\nHost: a',
    "curl -H '%(name)s: %(value)s' http://host/",
    "{'Accept': 'x', '%(name)s': '%(value)s'}",
    "{u'%(name)s': u'%(value)s', 'a': 1}",
    "{'%(name)s': b'%(value)s'}",
    "{'%(name)s': ['%(value)s']}",
    '{"%(name)s": "%(value)s"}',
    '{"%(name)s":"%(value)s","a":1}',
    '{"text": "{\\"%(name)s\\": \\"%(value)s\\"}"}',
    '"{\\\\\\"%(name)s\\\\\\": \\\\\\"%(value)s\\\\\\"}"',
    '<Preferences A="1" %(name)s="%(value)s" B="2"/>',
    "<Server %(name)s='%(value)s'/>",
    '<Setting id="%(name)s" type="text" %(name)s="%(value)s"/>',
    '<Setting id="%(name)s" value="%(value)s"/>',
    '&lt;a %(name)s=&quot;%(value)s&quot;/&gt;',
    '%(name)s=%(value)s',
    '%(name)s = %(value)s',
    '%(name)s="%(value)s',
    'Namespace(%(name)s=%(value)r, b=1)'.replace('%(value)r', "'%(value)s'"),
    'f(%(name)s=%(value)s)',
    '    response = get(url, %(name)s="%(value)s")',
    "HTTPError: 401 for url: http://host/?%(name)s=%(value)s",
    "AEBN - SEARCH::    Error: cannot open http://host/?a=b&%(name)s=%(value)s",
    'UTILS :: Request URL                   http://host/?%(name)s=%(value)s',
    '    %(name)s    REG_SZ    %(value)s',
    'http://host/#%(name)s=%(value)s',
    "GET /a?%(name)s=%(value)s HTTP/1.1",
]

OTHERS = [
    ('UTILS :: \tPlex Token                 %s', TOKEN),
    ('UTILS :: \tPlex Token\t%s', TOKEN),
    ('Plex Token: %s', TOKEN),
    ('Plex Token %s', TOKEN),
    ('API Key                       %s', API_KEY),
    ('token=%s', TOKEN),
    ('token: %s', TOKEN),
    ("{'token': '%s'}", TOKEN),
    ("self.token = '%s'", TOKEN),
    ("[('X-Plex-Token', '%s')]", TOKEN),
    ("[('api_key', '%s')]", API_KEY),
    ('tool --token %s --sections', TOKEN),
    ("['tool', '--token', '%s']", TOKEN),
    ('tool --password %s', PASSWORD),
    ('tool --token=%s', TOKEN),
    ('<authToken>%s</authToken>', TOKEN),
    ('<authentication-token type="string">%s</authentication-token>', TOKEN),
    ('<password>%s</password>', PASSWORD),
    ('<apikey>%s</apikey>', API_KEY),
    ('<secret>%s</secret>', SECRET),
    ('"<password>%s<\\/password>"', PASSWORD),
    ('<token>%s</token>', TOKEN),
    ('http://host/?key=%s', API_KEY),
    ('http://host/?a=1&key=%s&b=2', API_KEY),
    ('http://host/?auth=%s', SECRET),
    ('http://host/?pwd=%s', PASSWORD),
    ('http://host/?user=a&pass=%s', PASSWORD),
    ('http://host/?secret=%s', SECRET),
    ('http://host/?sig=%s', SECRET),
    ('http://host/?signature=%s', SECRET),
    ('http://host/?X-Amz-Signature=%s', SECRET),
    ('http://host/?session=%s', SECRET),
    ('http://host/?sid=%s', SECRET),
    ('http://host/?code=%s', SECRET),
    ('http://host/a;jsessionid=%s', SECRET),
    ('http://webservice.fanart.tv/api/%s/movies/1', API_KEY),
    ('http://host/api/v3/%s/', API_KEY),
    ('http%%3A%%2F%%2Fhost%%2Fapi%%2F%s%%2Fx', API_KEY),
    ('http://joe:%s@host/a', PASSWORD),
    ('http://joe:a@b%s@host/a', PASSWORD),
    ('http://%s@host/a', TOKEN),
    ('proxy=http%%3A%%2F%%2Fjoe%%3A%s%%40host%%2Fa', PASSWORD),
    ('Authorization: Bearer %s', TOKEN),
    ('Authorization: Basic %s==', TOKEN),
    ('Authorization: %s', TOKEN),
    ("{'Authorization': 'Bearer %s'}", TOKEN),
    ('"Authorization": "Basic %s"', TOKEN),
    ('Proxy-Authorization: Digest username="joe", response="%s"', SECRET),
    ("curl -H 'Authorization: Bearer %s' http://host", TOKEN),
    ('sent Bearer %s', TOKEN),
    ('Cookie: a=b; age=%s', SECRET),
    ('Set-Cookie: sid="%s"; path=/', SECRET),
    ("{'Cookie': 'a=b; c=%s'}", SECRET),
    ("('Set-Cookie', 'a=%s; path=/')", SECRET),
    ("'Cookie: a=%s\\r\\nHost: x'", SECRET),
    ('<RequestsCookieJar[<Cookie sid=%s for host/>]>', SECRET),
    ("cookies={'cf_clearance': '%s'}", SECRET),
    ('password: %s', PASSWORD),
    ('password: %s, next', PASSWORD),
    ('login(password: "%s")', PASSWORD),
    ('secret: %s', SECRET),
    ("{'pwd': '%s'}", PASSWORD),
    ('PWD=%s', PASSWORD),
    ("pwd='%s'", PASSWORD),
    ('jwt %s', JWT),
    ('-----BEGIN RSA PRIVATE KEY-----\nMIIEow%s\nabc=\n-----END RSA PRIVATE KEY-----', SECRET.replace('-', '')),
    ('-----BEGIN PRIVATE KEY-----\\nMIIEow%s\\n', SECRET.replace('-', '')),
    ("{'username': '%s'}", 'annabell'),
    ('X-Plex-Username: %s', 'annabell'),
    ('File "/home/%s/x.py", line 1, in f', 'annabell'),
    ('/Users/%s/Library/Logs', 'annabell'),
    ('at /home/%s', 'annabell'),
    ('C:\\Users\\%s\\AppData\\Local', 'annabell'),
    ("'C:\\\\Users\\\\%s\\\\AppData'", 'annabell'),
    ('c:\\users\\%s', 'annabell'),
    ('C:\\Users\\%s\\AppData', 'Anna Bell Smith'),
    ("C:\\Users\\%s\\AppData", "Anna O'Bell"),
    ('C:\\Documents and Settings\\%s\\Local', 'annabell'),
    ('C:/Users/%s/AppData', 'annabell'),
    ('c:/users/%s/AppData', 'annabell'),
    ('file:///Users/%s/a', 'annabell'),
    ('file:///C:/Users/%s/a', 'annabell'),
    ('file:///C:/Documents%%20and%%20Settings/%s/a', 'annabell'),
    ('path=%%2FUsers%%2F%s%%2FMovies', 'annabell'),
    ('path=C%%3A%%5CUsers%%5C%s%%5CMovies', 'annabell'),
    ('path=%%252Fhome%%252F%s%%252FMovies', 'annabell'),
    ('{"path": "\\/home\\/%s\\/Movies"}', 'annabell'),
    ('http://host/a?file=/home/%s/x', 'annabell'),
    ('/volume1/homes/%s/x', 'annabell'),
    ('/home/%s/x', u'zo\xebl'),
    ('mail %s@example.com now', 'annabell'),
    ('mailto:%s%%40mail.example.co.uk', 'anna.bell'),
    ('From: <%s@example.org>', 'anna+plex'),
]


def everywhere(text):
    """The same text as it may stand in other texts: on its own, in a log line, as repr and JSON, before and after others."""
    return [text, u'2026-01-30 14:39:06,711 (7ae1b6527b38) :  INFO (utils:10) - ' + text + u'\n', u'\u2764 ' + text + u' \xe9',
            text + u'\n' + text]


def seeds():
    for name, value in NAMES:
        for form in FORMS:
            yield to_text(form % {'name': name, 'value': value}), to_text(value)
    for form, value in OTHERS:
        yield to_text(form) % to_text(value), to_text(value)


def test_there_are_seeds_of_every_kind():
    found = set()
    for text, _ in seeds():
        found.update(redact_counted(text)[1])
    assert found == set(KINDS)


@pytest.mark.parametrize('text, value', sorted(set(seeds())))
def test_no_secret_survives(text, value):
    for whole in everywhere(text):
        clean, counts = redact_counted(whole)
        assert value not in clean
        # Nor a part of it that is worth having.
        assert value[:9] not in clean and value[-9:] not in clean
        assert sum(counts.values()) >= 1
        assert redact_counted(clean) == (clean, {})
        assert redact(to_bytes(whole)) == to_bytes(clean)


@pytest.mark.parametrize('text, value', sorted(set(seeds())))
def test_no_secret_survives_in_json_and_repr_of_its_text(text, value):
    for whole in (json.dumps(text, ensure_ascii=False), to_text(repr(to_text(text))), json.dumps(json.dumps(text))):
        clean = redact(to_text(whole))
        assert value not in clean or not all(ord(char) < 128 for char in value)
        assert redact(clean) == clean


@pytest.mark.parametrize('text, clean', [
    (u'GET http://h/?X-Plex-Token=abc&x=1', u'GET http://h/?X-Plex-Token=<token>&x=1'),
    (u"{'password': 'a b', 'c': 1}", u"{'password': '<password>', 'c': 1}"),
    (u'http://joe:pw@host/a', u'http://<user>:<password>@host/a'),
    (u'http://fanart.tv/api/%s/x' % API_KEY, u'http://fanart.tv/api/<api-key>/x'),
    (u'/home/anna/x', u'/home/<user>/x'),
    (u'C:\\Users\\Anna Bell\\x', u'C:\\Users\\<user>\\x'),
    (u'a <b@example.com>', u'a <<email>>'),
    (u'http_403@www.example.org reduce_pct >= 20, ann@example.org', u'http_403@www.example.org reduce_pct >= 20, <email>'),
    (u'an_http_403@example.org', u'<email>'),
    (u'Authorization: Bearer abc', u'Authorization: Bearer <token>'),
    (u'UTILS :: \tPlex Token      abc\nnext', u'UTILS :: \tPlex Token      <token>\nnext'),
    (u'f(password=a,b) and', u'f(password=<password>) and'),
    (u'"authToken":"a\\"b","x":1', u'"authToken":"<token>","x":1'),
    (u'PlexOnlineToken="abc" Other="d"', u'PlexOnlineToken="<token>" Other="d"'),
])
def test_only_the_secret_goes_and_its_kind_is_named(text, clean):
    assert redact(text) == clean


ORDINARY = [
    u'score=96, key=tt1517451',
    u'sort_key=title key=tt4560436',
    u'http://host/?sort_key=title',
    u'http://127.0.0.1:32400/library?key=/library/metadata/60',
    u'http://127.0.0.1:32400/library?key=%2Flibrary%2Fmetadata%2F60',
    u'<Directory key="/library/sections/1" title="Token"/>',
    u'Studio - The Token: A Tale (2011)',
    u'Search Query                  The Secret: Of Token',
    u'title The Secret Password (2011)',
    u'Cookie: The Movie',
    u'Plex Token is missing',
    u'token=None password=None secret=False api_key=null',
    u"{'token': None, 'password': '', 'api_key': []}",
    u'if token == other and password == given:',
    u'https://www.site.com/home/movies/Users/x.html',
    u'/Users/Shared/x C:\\Users\\Public\\x',
    u'home/movies is at home, users say',
    u'photo@2x.png at 12:30 @ home',
    u'Error opening URL http://www.iafd.com:80/a.rme/perfid=x',
    u'http://host:8080/@me and a:b@c',
    u'http://host/?code=404&page=2',
    u'PWD=/srv/plex OLDPWD=/x',
    u'use --token FILE or --token-file, or --password at a prompt',
    u"com.plexapp.agents.X://60?lang=en 'id': '60', 'force': True",
    u'2026-01-30 14:39:06,711 (7ae1b6527b38) :  INFO (agentkit:961) - x',
    u'Bearer of bad news, authorization failed',
    u'tokens=5 keyboard=de keys: a, b',
    u'eyJ is no token, nor is eyJabc.def',
    u'\u2764 \u2620 \xe9 \U0001f600',
    u'',
]


@pytest.mark.parametrize('text', ORDINARY)
def test_ordinary_text_is_left_alone(text):
    assert redact_counted(text) == (text, {})
    assert redact_counted(to_bytes(text)) == (to_bytes(text), {})


def test_counts_are_by_kind():
    text = u'token=a password=b password=c /home/anna/x'
    assert redact_counted(text) == (u'token=<token> password=<password> password=<password> /home/<user>/x',
                                    {'token': 1, 'password': 2, 'user': 1})


def test_paths_can_be_kept_for_the_one_who_has_to_type_them():
    text = u'/home/anna/x C:\\Users\\anna http://h/?token=a'
    assert redact(text, keep_paths=True) == u'/home/anna/x C:\\Users\\anna http://h/?token=<token>'


def test_bytes_that_are_no_utf8_are_kept_as_they_are():
    assert redact(b'\xff token=\xfe\xff\n\xc3') == b'\xff token=<token>\n\xc3'


WORDS = [word for text, _ in seeds() for word in (text,)][::7] + ORDINARY
PIECES = [u'token', u'password', u'secret', u'api_key', u'cookie', u'Cookie: a=b', u'Authorization', u'Bearer ', u'Basic ', u'://',
          u'=', u':', u' ', u'"', u"'", u'\\', u'\\"', u'<', u'>', u'</token>', u'<password>', u'<token>', u'&', u'&quot;', u'%3D', u'%22', u'%26',
          u'%40', u'@', u'/home/', u'/Users/', u'C:\\Users\\', u'.com', u'x', u'anna', u'1234567890abcdef', u'\n', u'\r\n', u'\t', u'{', u'}', u'[', u'(',
          u',', u';', u'?', u'http', u'http://', u'--token ', u'value=', u'eyJ', u'.', u'\xe9', u'api/', u'-----BEGIN PRIVATE KEY-----', u'key=', u'%2F',
          u'username', u'pwd', u'Plex Token', u'REG_SZ', u'None', u'u', u'b']


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.sampled_from(WORDS)), max_size=14).map(u''.join))
@example(u'token=u\'a\'')
@example(u'Authorization: Bearer')
@example(u'{"client_secret": "abc"}</token>')
@example(u'client_secret=abc" x</secret>')
def test_redacting_twice_changes_nothing_more_and_bytes_go_the_same_way(text):
    clean = redact(text)
    assert redact(clean) == clean
    assert redact(to_bytes(text)) == to_bytes(clean)


@given(st.text(max_size=60), st.sampled_from(sorted(set(seeds()))))
def test_what_stands_around_a_secret_on_other_lines_does_not_save_it(around, seed):
    text, value = seed
    assert value not in redact(around.replace(value, u'') + u'\n' + text + u'\n')


HOSTILE = '''
import sys
import time
from plexfix.base.redact import redact
clock = getattr(time, 'process_time', None) or time.clock
longer = int(sys.argv[1])


def seconds(piece, size):
    text = piece * (size // len(piece))
    # Ends that let a pattern succeed late, or fail late.
    text = u'\\n'.join([text[:size // 2] + u' x', text[size // 2:] + u'"'])
    start = clock()
    redact(text)
    return clock() - start


redact(u'compile first')
for piece in %r:
    if isinstance(piece, tuple):
        piece = piece[0] + piece[1] * 5000
    short_s = max(seconds(piece, 20000), 0.02)
    long_s = seconds(piece, 20000 * longer)
    if long_s > 3 * longer * short_s:
        sys.stdout.write('%%r: %%.2f s, then %%.2f s\\n' %% (piece[:30], short_s, long_s))
sys.stdout.write('done')
'''
# How many times longer the second text is: a pattern that reads a run again from each start in it takes the square.
LONGER = '50' if os.environ.get('PLEXFIX_TESTS') == 'full' else '8'
HOSTILE_PIECES = [
    u'a', u'=', u' ', u'\t', u'"', u'\\', u'\n', u'%', u'%25', u'@', u'.', u'a@', u'a.', u'a@b.', u'%40', u'/', u':', u'://', u'://a:', u'eyJ',
    u'eyJa.', u'token', u'token ', u'token=', u'token="', u'token\\', u'token%25', u'password: ', u'password:', u'password:,', u'key', u'?key=', u'&', u'&key',
    u'Cookie: ', u'cookies={', u'<cookie ', u'authorization: basic ', u'bearer ', u'-----BEGIN ', u'-----BEGIN PRIVATE KEY-----', u'-----BEGIN PRIVATE KEY',
    u'/home/', u'/home/a', u'C:\\Users\\', u'\\users\\a ', u'http://', u'https://a', u'%3A%2F%2F', u'Plex Token ', u'Plex Token\t', u'<token>a',
    u'<password>a', u'/api/0123456789abcdef', u'--token ', u'token,', u'"token" value=', u'<secret', u'/share/homes/', u'aA0_-', u'\xe9',
    u'documents and settings', u'pwd=', u'token=,;()', u"token='", u'secret%3D', u'a%40',
]


HOSTILE_PIECES += [(name, filler)
                   for name in (u'token', u'Cookie: ', u'password=', u'Plex Token', u'/home/', u'\\users\\', u'://')
                   for filler in (u' ', u'\t', u'\\', u',', u'a', u'a ', u'%25', u'(', u'/', u'@', u'"')]


def test_hostile_text_takes_linear_time(run_python):
    code, out, err = run_python(['-c', HOSTILE % (HOSTILE_PIECES,), LONGER], timeout_s=300)
    assert (code, out, err) == (0, b'done', b'')


def test_a_clean_megabyte_costs_little(run_python):
    program = 'from plexfix.base.redact import redact; t = u"Title Match Failure! <x> 2011 " * 40000; ' \
              '[redact(t) for _ in range(20)]; print("done")'
    code, out, _ = run_python(['-c', program], timeout_s=60)
    assert (code, out.strip()) == (0, b'done')
