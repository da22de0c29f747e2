# -*- coding: utf-8 -*-
"""No secret that stands in a log comes out again: every form that redact knows, at every place of a log."""
from __future__ import absolute_import, division, print_function

import io
import os

import pytest

import aggregate_plex_logs
from agent_log import AgentLog, write
from plexfix.base.compat import to_bytes, to_text
from plexfix.base.redact import redact
from plexfix.base.secret_patterns import KINDS

# Each has the letters and digits that values of its kind have; `letters` leave no digit for a mask to find.
VALUES = {
    'token': (u'xYz-9Qk_7wTbLm3RsVp2', u'QwErTyUiOpAsDfGhJkLz'),
    'api-key': (u'0123456789abcdef0123456789abcdef', u'abcdefabcdefabcdefabcdefabcdefab'),
    'password': (u'hunter2-Gr8', u'hunterGreat'),
    'secret': (u'q7Zp1mNw-e5Rt8Yu2Io4', u'qZpymNweRtxYuzIoPaSd'),
    'cookie': (u'c00k1e-V4lue9', u'cookieValueNine'),
    'user': (u'annabell', u'annabell'),
    'email': (u'annabell', u'annabell'),
    'private-key': (u'MIIEowQ7Zp1mNwE5Rt8', u'MIIEowQzpymNweRtxYu'),
}
FORMS = [
    ('token', u'http://127.0.0.1:32400/library/sections?X-Plex-Token=%s'),
    ('token', u'http://www.iafd.com/a?x=1&X-Plex-Token=%s&y=2'),
    ('token', u'X-Plex-Token: %s'),
    ('token', u"{'X-Plex-Token': '%s'}"),
    ('token', u"{u'authToken': u'%s', 'a': 1}"),
    ('token', u'"accessToken": "%s"'),
    ('token', u'Plex Token                 %s'),
    ('token', u'<authToken>%s</authToken>'),
    ('token', u'PlexOnlineToken="%s"'),
    ('token', u'tool --token=%s'),
    ('token', u'Authorization: Bearer %s'),
    ('token', u'http://%s@www.iafd.com/a'),
    ('api-key', u'http://api.example.org/3/movie?api_key=%s'),
    ('api-key', u'http://www.googleapis.com/?key=%s&q=1'),
    ('api-key', u'http://webservice.fanart.tv/api/%s/movies/1'),
    ('api-key', u"'X-Api-Key': '%s'"),
    ('api-key', u'API Key                       %s'),
    ('password', u'http://joe:%s@www.iafd.com/a'),
    ('password', u'http://joe:a@b%s@www.iafd.com/a'),
    ('password', u'http://www.iafd.com/?user=a&pass=%s'),
    ('password', u'password: %s'),
    ('password', u"password = '%s'"),
    ('password', u'<password>%s</password>'),
    ('password', u'url=http%%3A%%2F%%2Fjoe%%3A%s%%40host%%2Fa'),
    ('secret', u'client_secret=%s'),
    ('secret', u'http://www.iafd.com/a;jsessionid=%s'),
    ('secret', u'http://www.iafd.com/?sig=%s'),
    ('cookie', u'Cookie: age=%s; path=/'),
    ('cookie', u"{'Cookie': 'age=%s'}"),
    ('cookie', u"cookies={'cf_clearance': '%s'}"),
    ('private-key', u'-----BEGIN RSA PRIVATE KEY-----\n%s\nabc=\n-----END RSA PRIVATE KEY-----'),
    ('private-key', u'-----BEGIN PRIVATE KEY-----\\n%s\\n'),
    ('user', u'/home/%s/Library/Plex'),
    ('user', u'/Users/%s/Library/Logs'),
    ('user', u'C:\\Users\\%s\\AppData\\Local'),
    ('user', u'file:///Users/%s/a'),
    ('user', u"{'username': '%s'}"),
    ('user', u'X-Plex-Username: %s'),
    ('email', u'write to %s@example.org'),
]
PLUGIN = u'/srv/Plug-ins/AEBN.bundle/Contents/Code/__init__.py'


def values_of(kind, form):
    """Return the secrets to put into *form*: one word after `password:` in a sentence is none by itself."""
    return VALUES[kind][:1] if form == u'password: %s' else VALUES[kind]


def printed(text):
    """Return *text* as Python 2 prints it inside of a dictionary."""
    return text.replace(u'\\', u'\\\\').replace(u"'", u"\\'").replace(u'\n', u'\\n')


def at_message(log, text):
    log.record(u'ERROR', u'utils:1', text)
    log.record(u'WARNING', u'utils:1', u'while at it: ' + text)


def at_marker_pair(log, text):
    log.pair(u'Error:: Request URL Failure:  Plex - ' + text)
    log.record(u'ERROR', u'utils:5485', u'AEBN - SEARCH:: \u274c File: %s, Line: 3, Function: %s' % (text, text))
    log.record(u'ERROR', u'utils:5485', u'AEBN - SEARCH::    Error: nothing')


def at_url(log, text):
    log.url_error(text)
    log.url_error(u'http://www.iafd.com/search?q=%s' % text)


def at_padded_column(log, text):
    log.record(u'ERROR', u'utils:1', u'AEBN  - UTILS :: Request Failed                %s' % text)
    log.say(u'AEBN  - UTILS :: \tPlex Header                 ' + text)
    log.say(u'AEBN  - SEARCH:: Status                        HTTP Error 403: %s' % text)


def at_dictionary(log, text):
    log.record(u'CRITICAL', u'core:574', u"Exception with {'a': 1, 'b': '%s', 'c': None}" % text)
    log.record(u'CRITICAL', u'core:574', u'Exception with %s' % text)


def at_traceback_line(log, text):
    log.crash(u'HTTPError: HTTP Error 403: ' + text)
    log.crash(u'ValueError: ' + text)
    log.crash(u"KeyError: u'%s'" % text)
    log.crash(text)


def at_traceback_source(log, text):
    text = text.replace(u'\n', u'\\n')
    log.record(u'CRITICAL', u'agentkit:1018', (
        u'Exception in the search function (most recent call last):\n  File "%s", line 3, in search\n    get(%s)\n'
        u'  File "%s/x.py", line 3, in %s\n    pass\nNameError: name x\n') % (PLUGIN, text, text, text))
    log.record(u'CRITICAL', u'agentkit:1018', u'Exception %s (most recent call last):\n  File "x", line 3, in f\n' % text)


def at_continuation(log, text):
    log.record(u'ERROR', u'utils:1', u'the answer was\n<html>\n%s\n</html>' % text)
    log.say(u'HTTP Error 500: it said\n%s' % text)


def at_search_dictionary(log, text):
    log.record(u'INFO', u'agentkit:961', u"Searching for matches for {'id': '77', 'title': '%s', 'guid': 'x://1', 'name': "
                                         u"'b'}" % printed(text))
    log.pair(u'Error: failed').end(u'failed')
    log.record(u'INFO', u'agentkit:961', u"Searching for matches for {'id': '78', 'guid': 'x://1', 'show': u'%s'}"
               % printed(text))
    log.pair(u'Error: failed').end(u'failed')


def at_title(log, text):
    log.begin(79, printed(text)).pair(u'Error: failed').end(u'failed')
    log.pair(u'Error: no film for Studio - %s (2011)' % text)


def at_guid(log, text):
    log.record(u'INFO', u'agentkit:961', u"Searching for matches for {'id': '%s', 'guid': 'com.plexapp.agents.AEBN://%s"
                                         u"?lang=en'}" % (printed(text), printed(text)))
    log.pair(u'Error: failed').end(u'failed')


def at_host(log, text):
    if text.startswith(u'/'):
        return      # a path is no host, and behind http:/// it would be a page of a site
    log.begin(80).url_error(u'http://%s/a' % text)
    log.record(u'DEBUG', u'networking:144', u"Requesting '%s'" % text)
    log.say(u'HTTP Error 403: Forbidden').end(u'failed')


def at_cut(log, text):
    """A secret that lies across the places at which text is cut."""
    for length in (2000, 8192):
        for back in (4, len(text) // 2, len(text) - 2):
            log.record(u'ERROR', u'utils:1', u'it said '.ljust(length - back, u'.') + text)
    log.record(u'ERROR', u'utils:1', u'Cookie: a=%s\nthen %s' % (u'x' * (8192 - len(text)), text))


PLACES = [at_message, at_marker_pair, at_url, at_padded_column, at_dictionary, at_traceback_line, at_traceback_source,
          at_continuation, at_search_dictionary, at_title, at_guid, at_host, at_cut]


def outputs(tmpdir, capsys, log, *flags):
    """Return all that a run over *log* writes, as one text in lower case: report, JSON, and both streams."""
    folder = tmpdir.mkdir('logs')
    log.save(str(folder))
    target = str(tmpdir.join('out', 'report.txt'))
    texts = []
    for more in ([], ['--json']):
        assert aggregate_plex_logs.main(
            ['--log-dir', str(folder), '--output', target, '--verbose', '--top', '500'] + list(flags) + more) == 0
        texts.extend(to_text(stream) for stream in capsys.readouterr())
        for path in (target, target[:-3] + 'json'):
            with io.open(path, encoding='utf-8') as source:
                texts.append(source.read())
    told = u'\n'.join(texts)
    # A value that the report broke into two lines is still a value that was told.
    return (told + u'\n' + u''.join(line.strip() for line in told.splitlines())).lower()


def test_every_kind_is_seeded():
    assert set(kind for kind, _ in FORMS) == set(KINDS) == set(VALUES)


@pytest.mark.parametrize('kind, form', FORMS)
def test_the_seeds_are_secrets_to_redact(kind, form):
    for value in VALUES[kind]:
        assert value not in redact(form % value)


@pytest.mark.parametrize('place', PLACES, ids=[place.__name__ for place in PLACES])
@pytest.mark.parametrize('number', [0, 1], ids=['digits', 'letters'])
def test_no_secret_at_this_place_comes_out(tmpdir, capsys, place, number):
    log = AgentLog()
    for key, (kind, form) in enumerate(FORMS):
        log.begin(key + 1)
        place(log, form % values_of(kind, form)[-1 if number else 0])
        log.end(u'failed')
    told = outputs(tmpdir, capsys, log, '--all-levels')
    assert u'error' in told
    leaked = sorted(set(values[number] for values in VALUES.values() if values[number].lower() in told))
    assert leaked == []


@pytest.mark.parametrize('kind, form', FORMS)
def test_no_form_comes_out_of_any_place(tmpdir, capsys, kind, form):
    log = AgentLog()
    for key, place in enumerate(PLACES):
        for value in values_of(kind, form):
            log.begin(key + 1)
            place(log, form % value)
            log.end(u'failed')
    told = outputs(tmpdir, capsys, log, '--all-levels')
    leaked = [(value, told[max(0, told.index(value.lower()) - 60):told.index(value.lower()) + 40])
              for value in VALUES[kind] if value.lower() in told]
    assert leaked == []


def test_no_half_of_a_secret_is_left_where_text_was_cut(tmpdir, capsys):
    log = AgentLog()
    for kind, form in FORMS:
        if kind != 'user':
            at_cut(log, form % VALUES[kind][0])
    told = outputs(tmpdir, capsys, log)
    halves = [value[0][:len(value[0]) // 2 + 1].lower() for kind, value in VALUES.items() if kind not in ('user', 'email')]
    assert [half for half in halves if half in told] == []


def test_a_file_of_bytes_and_secrets_shows_none(tmpdir, capsys):
    log = AgentLog()
    for kind, form in FORMS:
        log.record(u'ERROR', u'utils:1', u'\xe9 BYTES ' + form % VALUES[kind][0])
    folder = tmpdir.mkdir('raw')
    write(os.path.join(str(folder), log.name()), log.bytes().replace(b'BYTES', b'\xff\x00\xed\xa0\x80'))
    target = str(tmpdir.join('x.txt'))
    assert aggregate_plex_logs.main(['--log-dir', str(folder), '--output', target]) == 0
    capsys.readouterr()
    for path in (target, target[:-3] + 'json'):
        with io.open(path, encoding='utf-8') as source:
            text = source.read().lower()
        assert [values[0] for values in VALUES.values() if values[0].lower() in text] == []


def test_no_secret_of_the_command_line_comes_out(tmpdir, capsys):
    secret = VALUES['token'][0]
    for argv in (['--log-dir', 'http://h/?X-Plex-Token=' + secret], ['--since', 'token=' + secret],
                 ['--agent', 'token=' + secret, '--log-dir', str(tmpdir)], ['--merge', 'x/?token=%s.json' % secret],
                 ['--tokn=' + secret], ['--output', 'token=%s.json' % secret]):
        assert aggregate_plex_logs.main(argv) == 2
        assert secret not in u''.join(to_text(stream) for stream in capsys.readouterr())


def test_the_report_says_what_was_taken_out_by_kind(tmpdir, capsys):
    log = AgentLog().begin(1)
    log.record(u'ERROR', u'utils:1', u'opening http://h/?X-Plex-Token=%s' % VALUES['token'][0])
    log.record(u'ERROR', u'utils:1', u'closing /home/annabell/x')
    told = outputs(tmpdir, capsys, log.end(u'failed'))
    assert u'redacted  1 token, 1 user in the samples' in told
    assert to_bytes(VALUES['token'][0].lower()) not in to_bytes(told)
