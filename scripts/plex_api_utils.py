#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""Ask a Plex server what is in it; refresh items, and wait until that is over.

The token is looked for in --token-file, PLEX_TOKEN, plexapi's variable and
file, Plex's own settings on this machine, and at last asked for.  It is sent in
a header to the one server, and shown by --show-token only.  The server is
--url, PLEX_URL, plexapi's variable and file, else http://127.0.0.1:32400.

A refresh without --wait is only queued.  With --wait its outcome is one of:
done; failed (the agent's log, or the server, says so); timeout (still at work);
not_observed (Plex took the request, and no agent was seen at work).

examples:
  plex_api_utils.py --check
      is the server there, and all that the suite needs
  plex_api_utils.py --token
      where the token is found, and a masked look at it
  plex_api_utils.py --items --section 1 --search cafe
      the items whose title holds that, case and accents ignored
  plex_api_utils.py --refresh --rating-key 60 --wait
      refresh one item, and say how that went

exit codes: 0 done, all is well; 1 a check found a problem, or an item was not
refreshed; 2 wrong usage, no token, or the server does not answer;
130 interrupted
"""
from __future__ import absolute_import, division, print_function

import argparse
import os
import sys

_HERE = os.path.dirname(os.path.realpath(__file__))
for _LIB in (os.path.join(os.path.dirname(_HERE), 'lib'), os.path.join(_HERE, 'lib')):
    if os.path.isdir(os.path.join(_LIB, 'plexfix')):
        sys.path.insert(0, _LIB)
        break

from plexfix.cli import make_parser, run  # noqa: E402
from plexfix.base.errors import EXIT_FOUND, EXIT_OK, UsageError  # noqa: E402
from plexfix.base.secretflags import without_values  # noqa: E402
from plexfix.outside import platforms, plexserver, tokens  # noqa: E402
from plexfix.show import plexrows  # noqa: E402
from plexfix.steps import checkup, refresh  # noqa: E402
# What other programs import from here, by its documented names.
from plexfix.steps.plexcalls import (  # noqa: E402,F401
    get_library_items, get_library_sections, get_plex_token, refresh_metadata, test_plex_connection)
from plexfix.steps.plexsession import PlexSession, Target, refreshes  # noqa: E402

_STRAY_TOKEN = '--token-on-the-command-line'


def main(argv=None):
    """Run the command; return its exit code."""
    argv = sys.argv[1:] if argv is None else argv
    return run(body, without_values(argv, ('--token', '--show-token'), _STRAY_TOKEN), make_command())


def make_command():
    """Return the parser of the command line."""
    made = make_parser(__doc__, json=True, dry_run=True)
    add = made.add_argument_group('what to do').add_mutually_exclusive_group().add_argument
    add('--check', action='store_true', help='look at server, token, agents, folders and free space')
    add('--token', action='store_true', help='say where the token is found, and show it masked')
    add('--show-token', action='store_true', help='print the token and nothing else')
    add('--sections', action='store_true', help='list the library sections')
    add('--items', action='store_true', help='list the items of --section, or those that --search finds')
    add('--refresh', action='store_true', help='refresh the metadata of --rating-key')
    add(_STRAY_TOKEN, action='store_true', help=argparse.SUPPRESS)
    add = made.add_argument
    add('--url', help='the server')
    add('--token-file', metavar='FILE', help='a file whose first line is the token; - is standard input')
    add('--section', metavar='KEY', help='a section, by its key')
    add('--type', metavar='TYPE', help='kind of items: ' + ', '.join(sorted(plexserver.KINDS)))
    add('--search', metavar='TEXT', help='only items whose title holds TEXT, in --section or everywhere')
    add('--rating-key', metavar='KEY', action='append', help='an item; may be given several times')
    add('--wait', action='store_true', help='wait until each refresh is finished, one after the other')
    add('--pause', type=seconds, metavar='SECONDS', help='between two refreshes (default 2)')
    add('--timeout', type=seconds, metavar='SECONDS',
        help='the longest wait for an answer (default 30), and with --wait for an item (default 600)')
    add('--overall', type=seconds, metavar='SECONDS', help='with --wait the longest wait for all items')
    add('--log-dir', metavar='DIR', help="the agents' logs, in which a refresh is followed")
    add('--plugins-dir', metavar='DIR', help='the Plug-ins folder, for --check')
    add('--insecure', action='store_true', help='accept any TLS certificate')
    return made


def seconds(text):
    """Return *text* as a number of seconds; argparse reports the ValueError of anything else."""
    value = float(text)
    # 0 would be no wait at all, and is not what is meant.
    if not 0 < value < 1e7:
        raise ValueError(text)
    return value


def body(args, out):
    """Do what *args* ask for."""
    if args.token_on_the_command_line:
        raise UsageError('a token does not belong on the command line', 'every user of this machine can read it there',
                         'write it into a file and give --token-file FILE; --token alone tells where one is found')
    for wanted, action in ((args.check, check), (args.token or args.show_token, show_token),
                           (args.sections, list_sections), (args.refresh, refresh_items),
                           (args.items or args.search, list_items)):
        if wanted:
            return action(args, out)
    raise UsageError('nothing to do', None, 'give --check, --token, --sections, --items or --refresh; see --help')


def session(args, out):
    """Return the PlexSession that the flags want."""
    target = Target(args.url, args.token_file, args.insecure, args.timeout, args.wait)
    return PlexSession(target, out.detail, out.warn)


def show_token(args, out):
    """Say where the token was found, and show it masked; or print it alone."""
    asked = session(args, out)
    token = asked.token()
    document = plexrows.token_document(asked.found(), tokens.mask(token))
    if args.show_token:
        document['token'] = token
    return give(out, document, [token if args.show_token else plexrows.token_line(document)])


def check(args, out):
    """Look at everything that the suite needs, one line each."""
    asked = session(args, out)
    server = asked.connect()
    checks = checkup.check_server(server, asked.found()) + checkup.check_places(
        lambda: args.log_dir or platforms.find_log_folder(),
        lambda: args.plugins_dir or platforms.plugins_folder(), server.is_local)
    give(out, plexrows.checks_document(checks), [plexrows.check_line(one) for one in checks])
    return EXIT_FOUND if any(one.state == checkup.PROBLEM for one in checks) else EXIT_OK


def list_sections(args, out):
    """List the sections of the library."""
    sections = session(args, out).ask(lambda server: server.sections())
    return give(out, plexrows.sections_document(sections), [plexrows.section_line(one) for one in sections])


def list_items(args, out):
    """List the items of a section, or of all, that hold the text."""
    if not (args.section or args.search):
        raise UsageError('--items needs to know the section', None, 'give --section KEY; --sections lists the keys')
    items = session(args, out).ask(lambda server: list(server.search(args.search, args.section, args.type)))
    return give(out, plexrows.items_document(items), [plexrows.item_line(one) for one in items])


def refresh_items(args, out):
    """Refresh items: queue them, or with --wait do one after the other; each is told as soon as it is known."""
    if not args.rating_key:
        raise UsageError('--refresh needs to know the item', None, 'give --rating-key KEY; --items lists the keys')
    keys = [plexserver.checked_key(key) for key in args.rating_key]
    limits, done = refresh.limits(args.timeout, args.overall, args.pause), []

    def follow(server):
        going = refreshes(server, keys, limits, args.log_dir, args.wait, args.dry_run, out.detail, out.note)
        with out.progress(len(keys), 'refreshing', 'items') as progress:
            for one in going:
                done.append(one)
                progress.advance(1)
                out.result(plexrows.refresh_line(one))
    session(args, out).ask(follow)
    give(out, plexrows.refreshes_document(done, args.dry_run, args.wait and not args.dry_run), [])
    good = (refresh.DONE, refresh.QUEUED, refresh.WOULD_ASK)
    return EXIT_OK if all(one.outcome in good for one in done) else EXIT_FOUND


def give(out, document, lines):
    """Give the one result as lines, or as JSON where that was asked for."""
    for line in lines:
        out.result(line)
    if out.json_only:
        out.json(document)
    return EXIT_OK


if __name__ == '__main__':
    sys.exit(main())
