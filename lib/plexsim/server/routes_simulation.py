# -*- coding: utf-8 -*-
"""Pages that no real server has: faults on demand, the websites' behaviour, a whole restart, and what happened."""
from __future__ import absolute_import, division, print_function

from plexfix.base.compat import native
from plexsim.faults import BadFault, catalogue
from plexsim.server import message


def faults(app, _request):
    return message.document({'faults': app.faults.armed(), 'kinds': catalogue()})


def add_fault(app, request):
    """Arm a fault: an object with `kind`, optionally `times`, and the kind's own parameters."""
    try:
        wanted = dict((native(name), value) for name, value in request.json_object().items())
        number = app.faults.add(native(wanted.pop('kind', '')), **wanted)
    except (BadFault, ValueError) as error:
        return message.document({'error': '%s' % error}, 400)
    return message.document({'id': number}, 201)


def clear_faults(app, _request):
    app.faults.clear()
    return message.document({'faults': app.faults.armed()})


def remove_fault(app, _request, number):
    return message.document({'faults': app.faults.armed()}) if app.faults.remove(int(number)) else message.refusal(404)


def state(app, _request):
    """What the server knows and its clients do not: how refreshes ended, which plug-ins live, what was asked."""
    return message.document({
        'queue': app.queue.size(),
        'refreshes': [{'rating_key': '%d' % ended.key, 'outcome': ended.outcome, 'detail': ended.detail}
                      for ended in app.queue.ended()],
        'plugins': [dict((name, plugin[name]) for name in ('identifier', 'started', 'alive', 'error'))
                    for plugin in app.host.plugins()],
        'requests': app.counts()})


def websites(app, request):
    """Change how a website behaves: an object with `host` and the changes."""
    try:
        wanted = dict((native(name), value) for name, value in request.json_object().items())
        app.control.websites.behave(native(wanted.pop('host')), **wanted)
    except (KeyError, TypeError, ValueError) as error:
        return message.document({'error': '%s: %s' % (type(error).__name__, error)}, 400)
    return message.document({'done': True})


def restart(app, _request):
    """Restart the whole server: 503 until all its plug-ins were started again."""
    app.control.restart()
    return message.document({'done': True})
