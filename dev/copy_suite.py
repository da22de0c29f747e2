# -*- coding: utf-8 -*-
"""Copy the suite into a Plug-ins folder, or bring the copy there up to date.

usage: copy_suite.py [--dry-run] [--python PATH] FOLDER
       copy_suite.py --remove [--dry-run] FOLDER

  FOLDER         the Plug-ins folder; the suite goes into plex_improvement in it
  --remove       take the suite's files away; runs and reports stay
  --dry-run      say what would be done, change nothing
  --python PATH  the Python that will run the scripts there, to try them with
                 (default: the one that `python` starts, else this one)

examples:
  python dev/copy_suite.py "/srv/Plex Media Server/Plug-ins"
      install it, or update it, and see that every script starts
  python dev/copy_suite.py --dry-run "/srv/Plex Media Server/Plug-ins"
      what that would change
  python dev/copy_suite.py --remove "/srv/Plex Media Server/Plug-ins"
      remove it

Runs, reports, backups and files of your own stay.  A file of the suite that you
changed is kept in changed_by_you/.  Interrupted at any moment, run it again.

exit codes: 0 done; 1 copied, but the scripts do not run there; 2 wrong usage, or
it could not be done; 130 interrupted
"""
from __future__ import absolute_import, division, print_function

import argparse
import io
import os
import re
import subprocess
import sys
import threading

import interpreters
import suite_files
import suite_plan
from script_flags import script_names
from suite_plan import CopyError

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
SUITE_FOLDER = 'plex_improvement'
START_LIMIT_S = 60
SHOWN_PATHS = 20
NEEDED = ('six', 'requests')


def main(argv=None):
    """Run the command; return its exit code."""
    args = parse(argv)
    try:
        source, target = ROOT, target_of(args.folder)
        say(u'%s %s' % (u'From' if args.remove else u'To', shown(target)))
        return remove(target, args.dry_run) if args.remove else copy(source, target, args.python, args.dry_run)
    except CopyError as error:
        more = [u'\n  ' + shown(line) for line in (error.evidence, error.hint) if line]
        say(u'error: ' + shown(error.what) + u''.join(more), sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def parse(argv):
    usage = re.search(r'usage: (.*?)\n\n', __doc__, re.S).group(1)
    parser = argparse.ArgumentParser(usage=usage, description=__doc__.replace('usage: %s\n\n' % usage, ''),
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--remove', action='store_true', help=argparse.SUPPRESS)
    parser.add_argument('--dry-run', action='store_true', help=argparse.SUPPRESS)
    parser.add_argument('--python', help=argparse.SUPPRESS)
    parser.add_argument('folder', metavar='FOLDER', nargs='?', default='', help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def target_of(folder, root=ROOT):
    """Return the suite's folder for what a person gave: a Plug-ins folder, or plex_improvement itself in one."""
    if not folder:
        raise CopyError('no folder is named', None, 'make plugins DEST="/srv/Plex Media Server/Plug-ins"')
    path = os.path.abspath(folder)
    if os.path.normcase(os.path.basename(path)) == os.path.normcase(SUITE_FOLDER):
        target, path = path, os.path.dirname(path)
    else:
        target = os.path.join(path, SUITE_FOLDER)
    if not os.path.isdir(path):
        raise CopyError('%s is no folder' % path, None, 'name the Plug-ins folder of your Plex Media Server')
    real = os.path.normcase(os.path.realpath(target)) + os.sep
    own = os.path.normcase(os.path.realpath(root)) + os.sep
    if real.startswith(own) or own.startswith(real):
        raise CopyError('%s is where this is copied from, or lies in it' % target, None, 'name another folder')
    return target


def version(root=ROOT):
    with io.open(os.path.join(root, 'lib', 'plexfix', '__init__.py'), encoding='utf-8') as source:
        return str(re.search(r"^__version__ = '([^']+)'", source.read(), re.M).group(1))


# -- copying -----------------------------------------------------------------------------------------------------------

def copy(source, target, python, dry_run):
    """Install or update, and try the scripts; return the exit code."""
    before = suite_plan.read_record(target)[0]
    if dry_run:
        tell(suite_plan.plan(source, target), {}, u'would be ')
        say(u'dry run: nothing was changed')
        return 0
    planned, kept = suite_files.install(source, target, version(source))
    tell(planned, kept, u'')
    is_other = before not in (None, version(source))
    say(u'%s is here now%s' % (shown(version(source)), u', after ' + shown(before) if is_other else u''))
    if not any(name.endswith('.bundle') for name in os.listdir(os.path.dirname(target))):
        say(u'note: there is no agent (*.bundle) in %s' % shown(os.path.dirname(target)))
    return 0 if try_scripts(target, interpreter(python)) else 1


def tell(planned, kept, would):
    """Tell in numbers what was done, and by name what a person should know."""
    say(u'%sadded %d, updated %d, removed %d; the same %d; of your own %d, which stay' % (
        would, len(planned.added), len(planned.updated), len(planned.gone), len(planned.same), len(planned.own)))
    for path in sorted(set(planned.changed) | set(kept)):
        where = shown(kept.get(path, suite_plan.KEPT + '/' + path))
        say(u'you had changed %s: yours %s %s' % (shown(path), u'would be kept as' if would else u'is kept as', where))


def remove(target, dry_run):
    """Take the suite's files away; return the exit code."""
    if dry_run:
        known = suite_plan.read_record(target)[1]
        there = suite_plan.files_of(target, suite_plan.parts_of(known))
        say(u'%d files would be removed; everything else stays' % sum(
            1 for path in there if there[path] in known.get(path, ())))
        return 0
    count, changed = suite_files.uninstall(target)
    say(u'%d files removed' % count)
    for path in changed:
        say(u'stays, as you had changed it: %s' % shown(path))
    if os.path.isdir(target):
        names = sorted(os.listdir(target))
        say(u'stays, as it is yours: %s' % u', '.join([shown(name) for name in names[:SHOWN_PATHS]]
                                                      + [u'...'] * (len(names) > SHOWN_PATHS)))
    return 0


# -- which Python runs it ----------------------------------------------------------------------------------------------

def interpreter(given=None, path=None):
    """Return the Interpreter that will run the scripts: the one given, that of `python` on PATH, or this one."""
    if given:
        found = interpreters.probe(given)
        if found is None:
            raise CopyError('%s is no Python that can be started' % given, None, 'name another one with --python')
        return interpreters.Interpreter(given, found.version)
    for folder in (os.environ.get('PATH', '') if path is None else path).split(os.pathsep):
        for name in ('python', 'python.exe') if folder else ():
            candidate = os.path.join(folder, name)
            found = interpreters.probe(candidate) if os.path.isfile(candidate) else None
            if found and interpreters.is_supported(found.version):
                return interpreters.Interpreter(candidate, found.version)
    return interpreters.Interpreter(sys.executable, tuple(sys.version_info[:3]))


def missing_packages(python):
    """Return which of the packages that the suite needs cannot be imported by the program *python*."""
    return [name for name in NEEDED if ask(python, ['-c', 'import ' + name])[0] != 0]


def try_scripts(target, python):
    """Start each script with --version; tell which Python that is, what it lacks, and what did not start."""
    folder = os.path.join(target, 'scripts')
    names = [name + '.py' for name in script_names(target)]
    problems = [line for line in [started(python, folder, name) for name in names] if line]
    missing = missing_packages(python.path)
    say(u'%s Python %s runs the scripts there%s' % (
        shown(python.path), interpreters.dotted(python.version),
        u'; it lacks %s' % u' and '.join(missing) if missing else u', and has what they need'))
    if missing:
        say(u'  install what is missing: "%s" -m pip install %s' % (shown(python.path), u' '.join(missing)))
    say(u'%d of %d scripts started' % (len(names) - len(problems), len(names)))
    for line in problems:
        say(u'  ' + line)
    return not problems and not missing


def started(python, folder, name):
    """Return what is wrong with the start of a script, or '' where it ran with the copy's own package."""
    code, out = ask(python.path, [os.path.join(folder, name), '--version'])
    lines = out.strip().split(u'\n')
    if code != 0:
        return u'%s: %s' % (shown(name), lines[-1] or u'exit code %d' % code)
    home = shown(os.path.realpath(os.path.join(os.path.dirname(folder), 'lib', 'plexfix')))
    if u'(plexfix in %s, ' % home in lines[-1]:
        return u''
    return u'%s runs with another package: %s' % (shown(name), lines[-1])


def ask(python, arguments):
    """Return (exit code, what it said) of the program *python*, which is ended where it takes too long."""
    env = dict((name, value) for name, value in os.environ.items() if not name.startswith('PYTHON'))
    env['PYTHONDONTWRITEBYTECODE'] = '1'
    try:
        process = subprocess.Popen([python] + arguments, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT)
    except OSError as error:
        return 127, shown(str(error))
    timer = threading.Timer(START_LIMIT_S, process.kill)
    timer.start()
    try:
        out = process.communicate()[0]
    finally:
        timer.cancel()
    return process.returncode, out.decode('utf-8', 'replace')


# -- telling -----------------------------------------------------------------------------------------------------------

def shown(text):
    """Return a path, or what this Python calls text, as text."""
    if not isinstance(text, bytes):
        text = text.encode('utf-8', 'strict' if str is bytes else 'surrogateescape')
    return text.decode('utf-8', 'replace')


def say(text, stream=None):
    """Print *text* as UTF-8, whatever this output expects."""
    stream = stream or sys.stdout
    stream.flush()
    getattr(stream, 'buffer', stream).write(text.encode('utf-8') + b'\n')
    stream.flush()


if __name__ == '__main__':
    sys.exit(main())
