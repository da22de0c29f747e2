# -*- coding: utf-8 -*-
"""A real Chromium without a window, driven over two pipes: pages opened, looked at, and photographed.

Over pipes and not over a port, so that nothing listens on the machine.
"""
from __future__ import absolute_import, division, print_function

import base64
import json
import os
import select
import shutil
import signal
import struct
import subprocess
import tempfile
import time
import zlib

NAMES = ('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable')
FLAGS = ['--headless', '--remote-debugging-pipe', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync',
         '--disable-background-networking', '--disable-component-update', '--disable-extensions', '--disable-dev-shm-usage',
         '--host-resolver-rules=MAP * ~NOTFOUND', '--hide-scrollbars', '--force-color-profile=srgb']
WAIT_S = 60


def find():
    """Return the path of a Chromium on PATH that can be driven over pipes, None where there is none."""
    if os.name != 'posix':
        return None
    for name in NAMES:
        for folder in os.environ.get('PATH', '').split(os.pathsep):
            path = os.path.join(folder, name)
            if os.path.isfile(path) and os.access(path, os.X_OK):
                return path
    return None


class Chromium(object):
    """One Chromium with one page; every wait has an end, after which it raises."""

    def __init__(self, path):
        self.folder = tempfile.mkdtemp(prefix='plexfix-chromium-')
        to_read, self.to_browser = os.pipe()
        self.from_browser, to_write = os.pipe()
        ours = (to_read, to_write)

        def over_three_and_four():
            os.setsid()
            # By way of higher numbers, as one of them may be 3 or 4 already.
            high = [os.dup(os.dup(os.dup(number))) for number in ours]
            for number, wanted in zip(high, (3, 4)):
                os.dup2(number, wanted)
        flags = FLAGS + ['--user-data-dir=' + self.folder] + (['--no-sandbox'] if os.geteuid() == 0 else [])
        with open(os.devnull, 'r+b') as nothing:
            self.process = subprocess.Popen([path] + flags + ['about:blank'], preexec_fn=over_three_and_four, close_fds=False,
                                            stdin=nothing, stdout=nothing, stderr=nothing)
        for number in ours:
            os.close(number)
        self.left, self.number, self.session, self.events = b'', 0, None, []
        try:
            self.attach()
        except RuntimeError:
            self.close()
            raise

    def attach(self):
        """Take hold of a page, and hear all that it says."""
        pages = [one for one in self.ask('Target.getTargets')['targetInfos'] if one['type'] == 'page']
        target = pages[0]['targetId'] if pages else self.ask('Target.createTarget', url='about:blank')['targetId']
        self.session = self.ask('Target.attachToTarget', targetId=target, flatten=True)['sessionId']
        for domain in ('Page', 'Runtime', 'Log', 'Network'):
            self.ask(domain + '.enable')

    def close(self):
        """End it, with all of its processes, and take its folder away."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except OSError:
            pass
        self.process.wait()
        os.close(self.to_browser)
        os.close(self.from_browser)
        shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, method, **parameters):
        """Send a command and return its result; raises RuntimeError where it fails or does not come in time."""
        self.number += 1
        message = {'id': self.number, 'method': method, 'params': parameters}
        if self.session is not None and not method.startswith('Target.'):
            message['sessionId'] = self.session
        os.write(self.to_browser, json.dumps(message).encode('ascii') + b'\0')
        until = time.time() + WAIT_S
        while True:
            answer = self.receive(until)
            if answer.get('id') == self.number:
                if 'error' in answer:
                    raise RuntimeError('%s: %s' % (method, answer['error']))
                return answer['result']
            self.events.append(answer)

    def receive(self, until):
        while b'\0' not in self.left:
            ready = select.select([self.from_browser], [], [], max(0, until - time.time()))[0]
            data = os.read(self.from_browser, 1 << 16) if ready else b''        # none: it has ended, too
            if not data:
                raise RuntimeError('Chromium did not answer in %d s' % WAIT_S)
            self.left += data
        one, self.left = self.left.split(b'\0', 1)
        return json.loads(one.decode('utf-8'))

    def open(self, url, width=900, height=1200, dark=False, media=''):
        """Open *url* in a window of that size, and wait until it is loaded; *media* is for a screen that plays another."""
        self.ask('Emulation.setDeviceMetricsOverride', width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.ask('Emulation.setEmulatedMedia', media=media, features=[
            {'name': 'prefers-color-scheme', 'value': 'dark' if dark else 'light'}])
        self.events = []
        said = self.ask('Page.navigate', url=url)
        if said.get('errorText'):
            raise RuntimeError('%s: %s' % (url, said['errorText']))
        until = time.time() + WAIT_S
        while not any(event.get('method') == 'Page.loadEventFired' for event in self.events):
            self.events.append(self.receive(until))

    def value(self, expression):
        """Return what a JavaScript *expression* comes to on the page."""
        result = self.ask('Runtime.evaluate', expression=expression, returnByValue=True)
        if 'exceptionDetails' in result:
            raise RuntimeError('%s: %s' % (expression, result['exceptionDetails'].get('text')))
        return result['result'].get('value')

    def complaints(self):
        """Return what the page made Chromium say since it was opened: console, log, errors, refused loads."""
        self.value('1')
        return [event for event in self.events if event.get('method') in (
            'Log.entryAdded', 'Runtime.consoleAPICalled', 'Runtime.exceptionThrown', 'Network.loadingFailed')]

    def requests(self):
        """Return the addresses that were asked for since the page was opened."""
        self.value('1')
        return [event['params']['request']['url'] for event in self.events
                if event.get('method') == 'Network.requestWillBeSent']

    def photograph(self, scale=1.0, height=None):
        """Return the PNG of the whole page, *scale* times as large, down to *height* where that is given."""
        size = self.ask('Page.getLayoutMetrics')['cssContentSize']
        clip = {'x': 0, 'y': 0, 'width': size['width'], 'height': min(size['height'], height or size['height']), 'scale': scale}
        made = self.ask('Page.captureScreenshot', format='png', captureBeyondViewport=True, clip=clip)
        return base64.b64decode(made['data'])

    def printed(self):
        """Return the page as a PDF."""
        return base64.b64decode(self.ask('Page.printToPDF', printBackground=True)['data'])


def pixels(png):
    """Return the rows of a PNG of eight bits a channel without a palette, each a list of tuples."""
    size, data, at, channels = (0, 0), b'', 8, 0
    while at < len(png):
        length, name = struct.unpack('>I4s', png[at:at + 8])
        body = png[at + 8:at + 8 + length]
        if name == b'IHDR':
            size, channels = struct.unpack('>II', body[:8]), {2: 3, 6: 4}[ord(body[9:10])]
        elif name == b'IDAT':
            data += body
        at += 12 + length
    return list(_rows(bytearray(zlib.decompress(data)), size, channels))


def _rows(data, size, channels):
    width, height = size
    above, stride = bytearray(width * channels), width * channels
    for number in range(height):
        start = number * (stride + 1)
        row = _unfiltered(data[start], data[start + 1:start + 1 + stride], above, channels)
        yield [tuple(row[index:index + 3]) for index in range(0, stride, channels)]
        above = row


def _unfiltered(kind, row, above, channels):
    """Undo one of the five filters of PNG (its specification, 9.2)."""
    for index in range(len(row)):
        left = row[index - channels] if index >= channels else 0
        corner = above[index - channels] if index >= channels else 0
        up = above[index]
        if kind == 1:
            guess = left
        elif kind == 2:
            guess = up
        elif kind == 3:
            guess = (left + up) // 2
        elif kind == 4:
            guess = min((left, up, corner), key=lambda one: abs(left + up - corner - one))
        else:
            guess = 0
        row[index] = (row[index] + guess) & 255
    return row
