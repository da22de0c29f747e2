# -*- coding: utf-8 -*-
"""plexhttp, plexerrors, plexaddress, paging and plexserver against a real server on a loopback port."""
from __future__ import absolute_import, division, print_function

import logging
import os
import socket
import ssl
import sys
import threading
import traceback

import pytest
from hypothesis import given, strategies as st

from fake_plex import DROP, Answer, FakePlex, container, unused_port
from plexfix.base.errors import UsageError
from plexfix.base.needs import MissingPackage
from plexfix.outside import plexerrors, plexhttp, plexserver
from plexfix.outside.paging import Paging
from plexfix.outside.plexaddress import address_of, checked_token, origin_of
from plexfix.outside.plexserver import connect

TOKEN = 'tOkEn-5ecret-0f-n0body'
PEM = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'data', 'untrusted_tls.pem')


class Clock(object):
    """A clock that only sleeping moves."""

    def __init__(self):
        self.now = 1000.0
        self.slept = []

    def __call__(self):
        return self.now

    def sleep(self, duration_s):
        self.slept.append(duration_s)
        self.now += duration_s


def scripted(*answers):
    """Return an answer function that gives *answers* in turn, the last one for ever."""
    left = list(answers)

    def answer(_request):
        return left.pop(0) if len(left) > 1 else left[0]
    return answer


# The address of a server


@pytest.mark.parametrize('given_url, base, loopback, bare', [
    ('http://127.0.0.1:32400', 'http://127.0.0.1:32400', True, True),
    (' http://localhost:32400/ ', 'http://localhost:32400', True, False),
    ('127.0.0.1', 'http://127.0.0.1:32400', True, True),
    ('nas.local:32401', 'http://nas.local:32401', False, False),
    ('nas.local', 'http://nas.local:32400', False, False),
    ('http://nas.local', 'http://nas.local:80', False, False),
    ('https://NAS.local/plex/', 'https://nas.local:443/plex', False, False),
    ('http://[::1]:32400', 'http://[::1]:32400', True, True),
    ('http://127.0.0.1:32400/web', 'http://127.0.0.1:32400', True, True),
    ('http://127.0.0.1:32400/web/index.html#!/server/1/x?key=2', 'http://127.0.0.1:32400', True, True),
    ('https://192.168.1.5:32400', 'https://192.168.1.5:32400', False, True),
])
def test_an_address_is_read_as_a_person_means_it(given_url, base, loopback, bare):
    address = address_of(given_url)
    assert (address.base, address.loopback, address.bare) == (base, loopback, bare)
    assert base.startswith(address.origin)


@pytest.mark.parametrize('wrong', ['', 'ftp://nas', 'http://', 'http:///x', 'http://nas:99999999', 'http://nas:port',
                                   'http://na s:1', 'http://nas\r\nX: y', 'file:///etc/passwd', 'http://[::1',
                                   'http://u:SECRET@nas:32400', 'http://nas:32400/?X-Plex-Token=SECRET'])
def test_a_wrong_address_is_refused_and_never_quoted(wrong):
    with pytest.raises(UsageError) as caught:
        address_of(wrong)
    assert 'SECRET' not in caught.value.message()


@pytest.mark.parametrize('wrong', ['', ' ', 'two words', 'a\nb', u'caf\xe9', 'a\x00b', 'x' * 513])
def test_a_wrong_token_is_refused_before_a_library_can_quote_it(wrong):
    with pytest.raises(UsageError) as caught:
        checked_token(wrong)
    assert wrong.strip() == '' or wrong not in caught.value.message()
    with pytest.raises(UsageError):
        origin_of('nowhere')


# What is sent


def test_the_token_goes_into_the_header_and_nowhere_else():
    with FakePlex(lambda request: container(b'<Directory key="1" title="t" type="movie"/>')) as plex:
        server = connect(plex.url, TOKEN)
        server.identity(), server.sections(), server.refresh('5'), server.activities()
        list(server.items('1'))
    assert len(plex.requests) == 5
    for request in plex.requests:
        assert request.headers.get('X-Plex-Token') == TOKEN
        assert TOKEN not in request.path + request.query


def test_a_call_says_who_asks_always_the_same_and_offers_nothing():
    with FakePlex(lambda request: container()) as plex:
        connect(plex.url).identity()
        connect(plex.url).identity()
    first, second = [request.headers for request in plex.requests]
    assert first.get('Accept') == 'application/xml'
    assert first.get('X-Plex-Product') == 'plexfix'
    assert first.get('X-Plex-Client-Identifier') == second.get('X-Plex-Client-Identifier')
    assert len(first.get('X-Plex-Client-Identifier')) == 36
    assert first.get('X-Plex-Token') is None
    assert first.get('X-Plex-Provides') is None


def test_one_connection_serves_many_calls():
    ports = set()

    def answer(request):
        ports.add(threading.current_thread().ident)
        return container()
    with FakePlex(answer) as plex:
        server = connect(plex.url)
        for _ in range(5):
            server.identity()
        server.close()
    assert len(ports) == 1


def test_neither_proxy_nor_netrc_of_the_environment_is_used_on_loopback(monkeypatch, tmpdir):
    netrc = tmpdir.join('netrc')
    netrc.write('machine 127.0.0.1 login me password swordfish\n')
    netrc.chmod(0o600)
    monkeypatch.setenv('NETRC', str(netrc))
    for name in ('HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'):
        monkeypatch.setenv(name, 'http://127.0.0.1:%d' % unused_port())
    for name in ('NO_PROXY', 'no_proxy'):
        monkeypatch.delenv(name, raising=False)
    with FakePlex(lambda request: container()) as plex:
        connect(plex.url, TOKEN).identity()
    assert plex.requests[0].headers.get('Authorization') is None


# Answers that tell of trouble


@pytest.mark.parametrize('status, kind', [(400, plexerrors.HttpFailed), (401, plexerrors.TokenRefused),
                                          (403, plexerrors.HttpFailed), (404, plexerrors.NotFound),
                                          (405, plexerrors.HttpFailed), (429, plexerrors.HttpFailed),
                                          (500, plexerrors.HttpFailed), (502, plexerrors.HttpFailed)])
def test_a_status_becomes_its_error_at_once_and_without_retry(status, kind):
    clock = Clock()
    with FakePlex(lambda request: Answer(status=status)) as plex:
        with pytest.raises(kind) as caught:
            connect(plex.url, TOKEN, clock=clock, sleep=clock.sleep).refresh('7')
    assert caught.value.status == status
    assert not caught.value.passing
    assert str(status) in caught.value.message()
    assert '<html' not in caught.value.message()
    assert (len(plex.requests), clock.slept) == (1, [])


def test_a_401_tells_a_missing_token_from_a_wrong_one_or_a_strange_host():
    with FakePlex(lambda request: Answer(status=401)) as plex:
        with pytest.raises(plexerrors.TokenRefused) as without:
            connect(plex.url).sections()
        with pytest.raises(plexerrors.TokenRefused) as wrong:
            connect(plex.url, TOKEN).sections()
    assert 'wants a token' in without.value.message()
    assert 'wrong token, or a Host name' in wrong.value.message()
    by_name = plexerrors.refusal(401, 'GET', '/', address_of('nas.local'), True)
    assert 'http://127.0.0.1:32400' in by_name.message()
    assert 'in place of the name' not in wrong.value.message()


@pytest.mark.parametrize('first', [Answer(b'<Response code="503" title="Maintenance" status="x"/>', 503),
                                   Answer(b'the server is still starting up. Please retry later', 400)])
@pytest.mark.parametrize('call', [lambda server: server.refresh('7'), lambda server: server.identity()])
def test_a_starting_server_is_asked_again_with_growing_pauses(first, call):
    clock = Clock()
    with FakePlex(scripted(first, first, first, container())) as plex:
        call(connect(plex.url, clock=clock, sleep=clock.sleep))
    assert len(plex.requests) == 4
    assert clock.slept == [0.5, 1.0, 2.0]


def test_retry_after_is_heeded_within_reason():
    clock = Clock()
    busy = [Answer(status=503, headers={'Retry-After': value}) for value in ('7', 'Fri, 31 Dec 2027 23:59:59 GMT')]
    with FakePlex(scripted(busy[0], busy[1], container())) as plex:
        connect(plex.url, clock=clock, sleep=clock.sleep).identity()
    assert clock.slept == [7.0, 1.0]


def test_patience_with_a_busy_server_ends():
    clock = Clock()
    with FakePlex(lambda request: Answer(status=503)) as plex:
        with pytest.raises(plexerrors.Busy) as caught:
            connect(plex.url, patience_s=10, clock=clock, sleep=clock.sleep).identity()
    assert caught.value.passing
    assert sum(clock.slept) <= 10
    assert len(plex.requests) == len(clock.slept) + 1 > 3


def test_nothing_listens():
    with pytest.raises(plexerrors.Unreachable) as caught:
        connect('http://127.0.0.1:%d' % unused_port(), TOKEN).identity()
    assert 'connection refused' in caught.value.message()
    assert '--url' in caught.value.message()


@pytest.mark.parametrize('text, words', [
    ('[Errno -2] Name or service not known', 'no host of this name'),
    ('NameResolutionError(failed to resolve)', 'no host of this name'),
    ('[Errno 101] Network is unreachable', 'no way there'),
    ('[WinError 10061] the target machine actively refused it', 'nothing listens there'),
    ('RemoteDisconnected(...)', 'the connection was closed')])
def test_the_reason_of_a_failed_connection_is_told_in_plain_words(text, words):
    from requests import exceptions
    err = plexerrors.from_requests(exceptions.ConnectionError(text), exceptions, address_of('nas'), 5)
    assert isinstance(err, plexerrors.Unreachable)
    assert words in err.message()
    assert text not in err.message()


def test_other_failures_of_requests_have_their_words_too():
    from requests import exceptions
    address = address_of('nas')
    assert 'proxy' in plexerrors.from_requests(exceptions.ProxyError('x'), exceptions, address, 5).message()
    broken = plexerrors.from_requests(exceptions.ChunkedEncodingError('x'), exceptions, address, 5)
    assert isinstance(broken, plexerrors.Unreachable)
    odd = plexerrors.from_requests(exceptions.InvalidURL('SECRET'), exceptions, address, 5)
    assert 'InvalidURL' in odd.message() and 'SECRET' not in odd.message()


def test_a_server_that_hangs_up_is_unreachable():
    with FakePlex(lambda request: DROP) as plex:
        with pytest.raises(plexerrors.Unreachable):
            connect(plex.url, TOKEN).identity()


def test_a_silent_server_is_given_up_in_time():
    held = threading.Event()
    with FakePlex(lambda request: Answer(container(), wait=held)) as plex:
        try:
            with pytest.raises(plexerrors.TimedOut) as caught:
                connect(plex.url, TOKEN, timeout_s=0.2).identity()
        finally:
            held.set()
    assert caught.value.passing
    assert '0.2 seconds' in caught.value.message()


def test_an_answer_that_never_ends_is_given_up_by_size(monkeypatch):
    monkeypatch.setattr(plexhttp, 'ANSWER_LIMIT_BYTES', 100000)
    with FakePlex(lambda request: container(b'<a/>' * 50000)) as plex:
        with pytest.raises(plexerrors.BadAnswer) as caught:
            connect(plex.url).identity()
    assert 'too large' in caught.value.message()


def test_an_answer_that_trickles_is_given_up_by_time():
    clock = Clock()

    def slow_clock():
        clock.now += 5
        return clock.now
    with FakePlex(lambda request: container(b'<a/>' * 20000)) as plex:
        with pytest.raises(plexerrors.TimedOut):
            connect(plex.url, timeout_s=12, clock=slow_clock).identity()


@pytest.mark.parametrize('body', [b'', b'<html><br>', b'{"a": 1}', b'<Response code="200"/>', b'<MediaContainer',
                                  b'<!DOCTYPE M [<!ENTITY a "b">]><MediaContainer>&a;</MediaContainer>'])
def test_an_answer_that_is_not_plexs_is_told_as_such(body):
    with FakePlex(lambda request: body) as plex:
        with pytest.raises(plexerrors.BadAnswer) as caught:
            connect(plex.url).identity()
    assert '32400' in caught.value.message()


def test_a_torn_answer_is_no_answer():
    whole = container(b'<Directory key="1"/>' * 50)
    head = ('HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n' % len(whole)).encode('ascii')
    with FakePlex(lambda request: Answer(raw=head + whole[:200])) as plex:
        with pytest.raises(plexerrors.ServerError):
            connect(plex.url).sections()


# Redirects


def test_a_redirect_on_the_same_host_is_followed():
    def answer(request):
        if request.path == '/new':
            return container(b'', b'version="9"')
        return Answer(status=302, headers={'Location': '/new'})
    with FakePlex(answer) as plex:
        assert connect(plex.url).identity().version == u'9'


@pytest.mark.parametrize('target', ['http://evil.example/x?token=', 'https://127.0.0.1/', '//evil.example/',
                                    'ftp://x/'])
def test_a_redirect_to_elsewhere_is_refused_and_the_token_stays_here(target):
    with FakePlex(lambda request: Answer(status=301, headers={'Location': target})) as plex:
        with pytest.raises(plexerrors.BadAnswer) as caught:
            connect(plex.url, TOKEN).identity()
    assert len(plex.requests) == 1
    assert 'sends us elsewhere' in caught.value.message()


def test_a_redirect_to_another_port_never_arrives_there():
    with FakePlex(lambda request: container()) as other:
        with FakePlex(lambda request: Answer(status=307, headers={'Location': other.url + '/identity'})) as plex:
            with pytest.raises(plexerrors.BadAnswer):
                connect(plex.url, TOKEN).identity()
    assert other.requests == []


def test_a_circle_of_redirects_ends_and_a_write_is_not_redirected():
    with FakePlex(lambda request: Answer(status=302, headers={'Location': request.path})) as plex:
        with pytest.raises(plexerrors.BadAnswer) as caught:
            connect(plex.url).identity()
        asked = len(plex.requests)
        with pytest.raises(plexerrors.BadAnswer):
            connect(plex.url).refresh('1')
    assert 'without end' in caught.value.message()
    assert asked <= 6 and len(plex.requests) == asked + 1


# TLS


def tls_server(behave):
    """Start a one-thread TLS server with an untrusted certificate; return its port and a function that ends it."""
    context = ssl.SSLContext(getattr(ssl, 'PROTOCOL_TLS_SERVER', getattr(ssl, 'PROTOCOL_TLS', ssl.PROTOCOL_SSLv23)))
    context.load_cert_chain(PEM)
    listener = socket.socket()
    listener.bind(('127.0.0.1', 0))
    listener.listen(5)
    listener.settimeout(10)

    def serve():
        while True:
            try:
                plain, _ = listener.accept()
                plain.settimeout(10)
                behave(context.wrap_socket(plain, server_side=True))
            except ssl.SSLError:
                continue
            except (OSError, socket.error):
                return
    thread = threading.Thread(target=serve)
    thread.daemon = True
    thread.start()
    return listener.getsockname()[1], listener.close


def answer_identity(connection):
    connection.recv(65536)
    body = container(b'', b'version="7"')
    head = 'HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n' % len(body)
    connection.sendall(head.encode('ascii') + body)
    connection.close()


def test_tls_to_a_bare_address_says_why_and_what_to_do(recwarn):
    port, end = tls_server(answer_identity)
    try:
        with pytest.raises(plexerrors.TlsFailed) as caught:
            connect('https://127.0.0.1:%d' % port, TOKEN).identity()
        assert 'bare address' in caught.value.message()
        assert '--insecure' in caught.value.message()
        assert connect('https://127.0.0.1:%d' % port, TOKEN, insecure=True).identity().version == u'7'
    finally:
        end()
    assert not [one for one in recwarn.list if 'InsecureRequest' in str(one.category)]


def test_tls_by_name_does_not_speak_of_bare_addresses():
    port, end = tls_server(answer_identity)
    try:
        with pytest.raises(plexerrors.TlsFailed) as caught:
            connect('https://localhost:%d' % port, TOKEN).identity()
    finally:
        end()
    assert 'bare address' not in caught.value.message()
    assert 'certificate' in caught.value.message()


def test_tls_to_a_plain_port_says_so():
    with FakePlex(lambda request: container()) as plex:
        with pytest.raises(plexerrors.TlsFailed) as caught:
            connect('https://127.0.0.1:%d' % plex.port, TOKEN, timeout_s=5).identity()
    assert 'does not speak TLS' in caught.value.message()
    assert 'http://127.0.0.1:%d' % plex.port in caught.value.message()


# No token anywhere


def test_no_error_log_or_traceback_holds_the_token(caplog):
    """Provoke every kind of error, and look at all that could show it: text, repr, chain, traceback, debug logs."""
    caplog.set_level(logging.DEBUG)
    told = []

    def provoke(url, **options):
        server = connect(url, TOKEN, **options)
        for call in (server.identity, server.sections, lambda: server.refresh('1'), lambda: list(server.items('1')),
                     lambda: server.restart_plugin('com.x'), lambda: server.metadata(['1'])):
            try:
                call()
            except Exception as err:
                chain = [err]
                while chain[-1] is not None:
                    chain.append(getattr(chain[-1], '__context__', None) or getattr(chain[-1], '__cause__', None))
                told.extend([repr(one) + str(one) for one in chain[:-1]])
                told.append(traceback.format_exc())
                told.append(repr(server._transport) + repr(server))

    answers = [Answer(status=status) for status in (400, 401, 403, 404, 405, 500, 503)]
    answers += [Answer(b'x'), DROP, Answer(status=302, headers={'Location': 'http://evil.example/'}),
                Answer(raw=b'HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n<Media'), Answer(raw=b'nonsense\r\n\r\n')]
    for answer in answers:
        with FakePlex(lambda request: answer) as plex:
            provoke(plex.url, patience_s=0)
    held = threading.Event()
    with FakePlex(lambda request: Answer(b'', wait=held)) as plex:
        provoke(plex.url, timeout_s=0.05)
        held.set()
    provoke('http://127.0.0.1:%d' % unused_port())
    with FakePlex(lambda request: container()) as plex:
        provoke('https://127.0.0.1:%d' % plex.port, timeout_s=5)
    assert len(told) > 3 * 6 * (len(answers) - 1)
    assert [text for text in told if TOKEN in text] == []
    assert TOKEN not in caplog.text


def test_a_missing_requests_package_is_said_in_one_line(monkeypatch):
    monkeypatch.setitem(sys.modules, 'requests', None)
    with pytest.raises(MissingPackage) as caught:
        connect('http://127.0.0.1:1')
    assert 'pip install requests' in str(caught.value)


# What the calls mean


SECTIONS = (b'<Directory key="1" type="movie" title="Films &amp; caf\xc3\xa9" agent="com.plexapp.agents.X" scanner="S" '
            b'refreshing="1"><Location id="1" path="/films"/><Location id="2" path="/more"/></Directory>'
            b'<Directory key="2" type="show" title="Shows"/><Directory title="no key"/>')


def test_sections():
    with FakePlex(lambda request: container(SECTIONS)) as plex:
        first, second = connect(plex.url).sections()
    assert (first.key, first.title, first.kind, first.refreshing) == ('1', u'Films & caf\xe9', u'movie', True)
    assert first.folders == (u'/films', u'/more')
    assert (second.agent, second.refreshing) == (u'', False)
    assert isinstance(first.key, str)


ROWS = (b'<Video ratingKey="60" key="/library/metadata/60" type="movie" title="A &#233;" year="2001" '
        b'updatedAt="1700000000"'
        b' guid="com.plexapp.agents.X://60?lang=en"><Media><Part file="/films/a.mkv"/>'
        b'<Part file="/films/b.mkv"/></Media></Video>'
        b'<Directory ratingKey="61" key="/library/metadata/61/children" type="show" title="S"/>'
        b'<Track ratingKey="62" grandparentTitle="Band" parentTitle="Album" title="T"/>'
        b'<Photo ratingKey="63" title="P" year="soon"/><Directory key="all" title="All episodes"/>')


def test_items_of_every_kind():
    with FakePlex(lambda request: container(ROWS)) as plex:
        video, directory, track, photo = connect(plex.url).items('1')
    assert video[:6] == ('60', u'/library/metadata/60', u'A \xe9', u'movie', u'', 2001)
    assert video.guid == u'com.plexapp.agents.X://60?lang=en'
    assert (video.updated_at, video.section_key, video.files) == (1700000000, '1', (u'/films/a.mkv', u'/films/b.mkv'))
    assert (directory.rating_key, directory.updated_at) == ('61', None)
    assert (track.kind, track.parent_title) == (u'track', u'Band')
    assert (photo.kind, photo.year) == (u'photo', None)


@pytest.mark.parametrize('kind, number', [('movie', 1), ('Show', 2), ('season', 3), ('episode', 4), ('artist', 8),
                                          ('album', 9), ('track', 10), ('photo', 13), ('4', 4)])
def test_a_kind_is_asked_for_by_plexs_number(kind, number):
    with FakePlex(lambda request: container()) as plex:
        list(connect(plex.url).items('1', kind))
    assert plex.requests[0].query == 'type=%d' % number


@pytest.mark.parametrize('call', [
    lambda server: server.item('../../x'), lambda server: server.item(''), lambda server: server.refresh('1?x=2'),
    lambda server: list(server.items('a')), lambda server: list(server.items('1', 'book')),
    lambda server: list(server.items('1', '5')), lambda server: server.restart_plugin('com/../x'),
    lambda server: server.metadata(['1', '2/3'])])
def test_what_cannot_be_a_key_is_refused_before_it_is_sent(call):
    with FakePlex(lambda request: container()) as plex:
        with pytest.raises(UsageError):
            call(connect(plex.url))
    assert plex.requests == []


def test_an_item_is_asked_for_by_its_number():
    with FakePlex(lambda request: container(ROWS, b'librarySectionID="3"')) as plex:
        server = connect(plex.url)
        assert server.item(60).section_key == '3'
        with pytest.raises(plexerrors.NotFound):
            server.item('99')
        assert [item.rating_key for item in server.metadata(['60', '61'])] == ['60', '61', '62', '63']
    assert [request.path for request in plex.requests] == [
        '/library/metadata/60', '/library/metadata/99', '/library/metadata/60,61']


def test_a_refresh_is_a_put():
    with FakePlex(lambda request: b'') as plex:
        connect(plex.url).refresh('60')
    assert [(request.method, request.path) for request in plex.requests] == [('PUT', '/library/metadata/60/refresh')]


def test_activities_queue_agents_sessions_settings_identity_restart():
    pages = {
        '/activities': container(b'<Activity uuid="u" type="butler" title="Tasks" progress="-1"/><Activity uuid="v" '
                                 b'type="library.refresh.items" title="Refreshing" progress="5"><Context '
                                 b'key="/library/metadata/60"/></Activity>'),
        '/library/sections/1/timeline': container(b'', b'updateQueueSize="3"'),
        '/library/sections/2/timeline': container(),
        '/system/agents': container(b'<Agent identifier="com.plexapp.agents.X"/><Agent name="none"/>'),
        '/status/sessions': container(b'<Video ratingKey="60"/>'),
        '/:/prefs': container(b'<Setting id="a" type="bool" value="1"/><Setting id="b"/>'),
        '/identity': container(b'', b'machineIdentifier="m" version="1.32" claimed="0"'),
        '/:/plugins/com.plexapp.agents.X/restart': b'',
        '/': container(b'', b'friendlyName="Home"')}
    with FakePlex(lambda request: pages[request.path]) as plex:
        server = connect(plex.url)
        assert [(one.kind, one.progress, one.key) for one in server.activities()] == [
            (u'butler', -1, u''), (u'library.refresh.items', 5, u'/library/metadata/60')]
        assert (server.queue_size('1'), server.queue_size('2')) == (3, None)
        assert server.agents() == [u'com.plexapp.agents.X']
        assert server.playing() == ['60']
        assert server.settings() == {u'a': u'1', u'b': u''}
        assert server.identity() == (u'm', u'1.32', False)
        assert server.name() == u'Home'
        server.restart_plugin('com.plexapp.agents.X')
        assert (server.origin, server.is_local) == (plex.url, True)
    with FakePlex(lambda request: container()) as plex:
        assert connect(plex.url).identity().claimed is None


def test_a_search_compares_titles_without_case_and_accents_in_the_sections_that_can_hold_the_kind():
    def answer(request):
        return container(SECTIONS) if request.path == '/library/sections' else container(ROWS)
    with FakePlex(answer) as plex:
        server = connect(plex.url)
        assert [item.rating_key for item in server.search('a E')] == ['60', '60']
        assert [item.rating_key for item in server.search(u'BAND', section_key='1')] == ['62']
        assert len(list(server.search(None, None, 'episode'))) == 4
    asked = [request.path for request in plex.requests]
    assert asked[-2:] == ['/library/sections', '/library/sections/2/all']


@pytest.mark.parametrize('text', [u'CAFE', 'caf\xc3\xa9' if str is bytes else 'caf\xe9', u'cafe\u0301'])
def test_matching_ignores_how_an_accent_is_written(text):
    item = plexserver.Item('1', u'', u'Le Caf\xe9 noir', u'movie', u'', None, u'', None, '1', ())
    assert plexserver.matches(item, text)
    assert not plexserver.matches(item, u'tea')


# Paging


def read_all(pages_of, rows=10, total=lambda keys: None):
    """Read a list whose content at each request *pages_of(n)* gives; return the keys found, and the requests made."""
    paging, found, asked = Paging(rows), [], 0
    while not paging.finished:
        keys = pages_of(asked)
        page = keys[paging.start:paging.start + paging.rows]
        asked += 1
        found.extend(page[place] for place in paging.take(page, total(keys)))
        assert asked < 1000
    return found, asked


@pytest.mark.parametrize('number', [0, 1, 2, 9, 10, 11, 18, 19, 20, 100])
@pytest.mark.parametrize('total', [lambda keys: None, len])
def test_a_list_that_stands_still_is_read_once(number, total):
    keys = [str(one) for one in range(number)]
    found, asked = read_all(lambda _: keys, total=total)
    assert found == keys
    assert asked <= number // 9 + 1


@pytest.mark.parametrize('change', [lambda keys: keys[3:], lambda keys: ['x', 'y'] + keys,
                                    lambda keys: keys[5:] + ['z'],
                                    lambda keys: keys[:12], lambda keys: ['w'] + keys[1:], lambda keys: []])
def test_what_stays_is_found_though_others_vanish_and_appear_once(change):
    before = [str(one) for one in range(55)]
    after = change(before)
    found, _ = read_all(lambda asked: before if asked < 2 else after)
    assert set(found) >= set(before) & set(after)
    assert len(found) == len(set(found))


@given(st.lists(st.integers(0, 60), unique=True, max_size=40).map(sorted), st.data())
def test_property_what_stays_is_found_once(keys, data):
    """Whatever comes and goes during the first pass, what was there all the while is found, and nothing twice."""
    changes = data.draw(st.dictionaries(st.integers(1, 4), st.lists(st.integers(0, 60), unique=True).map(sorted)))
    history = {}

    def pages_of(asked):
        history[asked] = changes.get(asked, history.get(asked - 1, keys))
        return history[asked]
    found, asked = read_all(pages_of, rows=7)
    assert len(found) == len(set(found))
    stayed = set(keys).intersection(*[set(one) for one in changes.values()]) if changes else set(keys)
    assert set(found) >= stayed


def test_a_server_that_ignores_paging_gives_all_at_once():
    keys = [str(one) for one in range(55)]
    paging = Paging(10)
    assert paging.take(keys) == list(range(55))
    assert paging.finished


def test_a_server_that_gives_the_same_page_for_ever_does_not_keep_us():
    keys = [str(one) for one in range(10)]
    paging, asked = Paging(10), 0
    while not paging.finished:
        paging.take(keys)
        asked += 1
        assert asked < 50


def test_a_server_that_gives_less_than_asked_is_read_on_where_it_says_that_there_is_more():
    keys = [str(one) for one in range(55)]
    paging, found = Paging(100), []
    while not paging.finished:
        page = keys[paging.start:paging.start + 20]
        found.extend(page[place] for place in paging.take(page, 55))
    assert found == keys


def test_a_total_that_is_too_large_does_not_keep_us():
    keys = [str(one) for one in range(15)]
    found, asked = read_all(lambda _: keys, total=lambda _: 1000)
    assert found == keys
    assert asked < 20


def test_rows_without_a_key_count_as_rows():
    paging = Paging(3)
    assert paging.take(['1', None, '2']) == [0, 2]
    assert (paging.finished, paging.start) == (False, 2)
    assert paging.take(['2', '3']) == [1]
    assert paging.finished


@given(st.integers(2, 9), st.integers(0, 30), st.booleans())
def test_property_items_come_over_http_as_they_are(rows, number, with_total):
    def answer(request):
        start = int(request.headers.get('X-Plex-Container-Start'))
        size = int(request.headers.get('X-Plex-Container-Size'))
        shown = range(number)[start:start + size]
        total = ('totalSize="%d"' % number).encode('ascii') if with_total else b''
        return container(b''.join(('<Video ratingKey="%d" title="t"/>' % one).encode('ascii') for one in shown), total)
    with FakePlex(answer) as plex:
        found = [item.rating_key for item in connect(plex.url).items('1', page_rows=rows)]
    assert found == [str(one) for one in range(number)]


def test_dirty_titles_over_http():
    rows = b'<Video ratingKey="1" title="a\x01\xff&#2;b"/>'
    with FakePlex(lambda request: container(rows)) as plex:
        assert [item.title for item in connect(plex.url).items('1')] == [u'a\ufffdb']
