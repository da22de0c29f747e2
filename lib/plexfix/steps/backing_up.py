# -*- coding: utf-8 -*-
"""What backup_utils.py does: each job returns a document for programs and the lines for a person; the rest is backup's."""
from __future__ import absolute_import, division, print_function

import os

from plexfix.base.compat import fs_text, native_path, path_to_text
from plexfix.base.errors import UsageError
from plexfix.base.places import backups_of, plugins_of
from plexfix.outside import backup, pendingcheck
from plexfix.outside.backup_making import sources_of


def create_backup(files_to_backup, backup_name, backup_dir=None):
    """Back up files under a name into *backup_dir*, and return the path of the backup; raises PlexfixError."""
    return backup.create(files_to_backup, backup_name, backup_dir or folder_for(files_to_backup)).path


def restore_backup(backup_path, target_dir=None):
    """Put a backup back where it came from, or below *target_dir*, and return the Restored; raises PlexfixError."""
    return backup.restore(backup_path, target_dir)


def list_backups(backup_dir=None):
    """Return the paths of the backups in *backup_dir*, newest first."""
    return backup.list_backups(backup_dir or usual_folder())


def folder_for(paths):
    """Return where backups of *paths* go: beside the bundles, or below the current folder for other files."""
    plugins = set(plugins_of(os.path.abspath(native_path(path))) for path in paths)
    found = plugins.pop() if len(plugins) == 1 else None
    return backups_of(found or os.curdir)


def usual_folder():
    """Return the first folder of backups that is there: of the current folder, then those beside the bundles."""
    candidates = [backups_of(folder) for folder in [os.curdir] + pendingcheck.folders()]
    return ([folder for folder in candidates if os.path.isdir(folder)] or candidates)[0]


def find(name, backup_dir):
    """Return the path of the backup *name*: a path, or its name in *backup_dir*."""
    beside = os.path.join(backup_dir or usual_folder(), name)
    return beside if not os.path.isdir(name) and os.path.isdir(beside) else name


def create(args):
    """Make a backup, or with dry_run say what would be in it."""
    folder = args.backup_dir or folder_for(args.create)
    if args.dry_run:
        found = sources_of(args.create, args.allow_missing)
        lines = [u'would back up %s%s' % (fs_text(one.path), u'' if one.status else u' (absent)') for one in found]
        return _document('create', args, backup=None, folder=path_to_text(folder),
                         files=[path_to_text(one.path) for one in found]), lines + [u'into %s' % fs_text(folder)]
    made = backup.create(args.create, args.name, folder, allow_missing=args.allow_missing)
    rows = backup.entries(made)
    absent = sum(row.absent for row in rows)
    line = u'backed up %s%s' % (_count(len(rows) - absent, u'file'), u', noted %d as absent' % absent if absent else u'')
    return _document('create', args, backup=path_to_text(made.path), folder=path_to_text(folder),
                     files=[path_to_text(row.path) for row in rows]), [fs_text(made.path), line]


def restore(args):
    """Put a backup back, or with dry_run say what would change."""
    path = find(args.restore, args.backup_dir)
    done = backup.restore(path, args.target_dir, args.force, args.only, dry_run=args.dry_run)
    verb = u'would be ' if args.dry_run else u''
    lines = []
    for words, paths in ((u'restored', done.restored), (u'removed', done.removed), (u'unchanged', done.unchanged)):
        lines += [u'%-9s %s%s' % (words, fs_text(one), _since(one, done)) for one in paths]
    lines.append(u'%s%d restored, %d removed, %d unchanged' % (verb, len(done.restored), len(done.removed), len(done.unchanged)))
    if done.kept:
        lines.append(u'what was there before: %s' % fs_text(done.kept))
    if args.dry_run and done.conflicts and not args.force:
        lines.append(u'it would be refused without --force: %s changed since' % _count(len(done.conflicts), u'file'))
    named = dict((name, [path_to_text(one) for one in getattr(done, name)])
                 for name in ('restored', 'removed', 'unchanged', 'conflicts'))
    return _document('restore', args, backup=path_to_text(path), kept=done.kept and path_to_text(done.kept), **named), lines


def listing(args):
    """List the backups, newest first, and what interrupted runs left."""
    folder = args.backup_dir or usual_folder()
    rows, lines = [], []
    for path in backup.list_backups(folder):
        row = _summary(path)
        rows.append(row)
        lines.append(u'%s  %s' % (fs_text(path), row['told']))
    left = backup.leftovers(folder)
    if left:
        lines.append(u'%s of interrupted runs; --prune removes them' % _count(len(left), u'leftover'))
    return _document('list', args, folder=path_to_text(folder), backups=rows, leftovers=[path_to_text(one) for one in left]), (
        lines or [u'no backups in %s' % fs_text(folder)])


def verify(args):
    """Check all contents of backups; the document's `ok` says whether all are whole."""
    rows, lines = [], []
    for name in args.verify:
        path = find(name, args.backup_dir)
        problems = backup.verify(path)
        rows.append({'backup': path_to_text(path), 'problems': [
            {'path': path_to_text(one.path), 'what': one.what} for one in problems]})
        lines.append(u'%s %s' % (u'damaged' if problems else u'whole  ', fs_text(path)))
        lines += [u'  %s: %s' % (fs_text(one.path), one.what) for one in problems]
    return _document('verify', args, backups=rows, ok=not any(row['problems'] for row in rows)), lines


def show(args):
    """Show what is in a backup."""
    path = find(args.show, args.backup_dir)
    made = backup.read(path)
    lines = [fs_text(path), u'  %s' % _summary(path)['told']]
    for row in backup.entries(made):
        if row.absent:
            told = u'absent'
        else:
            told = u'%s  %04o  %d bytes' % (row.sha256[:12], row.mode, row.size_bytes)
        lines.append(u'  %s  %s%s' % (told, fs_text(row.path), u' -> %s' % fs_text(row.link) if row.link else u''))
    return _document('show', args, backup=path_to_text(path), manifest=made.manifest,
                     restored_at=backup.restored_at(path)), lines


def prune(args):
    """Remove all but the newest backups, or with dry_run say which would go."""
    folder = args.backup_dir or usual_folder()
    done = backup.prune(folder, args.keep, dry_run=args.dry_run)
    verb = u'would remove' if args.dry_run else u'removed'
    lines = [u'%s %s' % (verb, fs_text(one)) for one in done.removed]
    lines += [u'%s %s (left by an interrupted run)' % (verb, fs_text(one)) for one in done.leftovers]
    lines += [u'kept %s: %s' % (fs_text(one), done.protected[one]) for one in sorted(done.protected)]
    lines += [u'could not remove %s' % fs_text(one) for one in done.failed]
    named = dict((name, [path_to_text(one) for one in getattr(done, name)]) for name in ('removed', 'leftovers', 'failed'))
    kept = dict((path_to_text(one), done.protected[one]) for one in done.protected)
    return _document('prune', args, folder=path_to_text(folder), protected=kept, ok=not done.failed, **named), (
        lines or [u'nothing to remove in %s' % fs_text(folder)])


def check(args):
    """Raise UsageError for flags that do not go together."""
    if args.prune and args.keep is None:
        raise UsageError(u'--prune needs to know how many backups stay', None, u'for example: --prune --keep 10')
    if args.keep is not None and (args.keep < 0 or not args.prune):
        raise UsageError(u'--keep takes a number from 0 on, with --prune', None, u'for example: --prune --keep 10')
    for flag in ('target_dir', 'force', 'only'):
        if getattr(args, flag) and not args.restore:
            raise UsageError(u'--%s goes with --restore' % flag.replace('_', '-'))


def _summary(path):
    """Return what a list says of one backup; one that cannot be read is told too."""
    try:
        manifest = backup.read(path).manifest
        restored = backup.restored_at(path)
    except UsageError as error:
        return {'path': path_to_text(path), 'problem': error.evidence or error.what, 'told': u'cannot be read: %s' % (
            error.evidence or error.what)}
    told = u'%s, %s, "%s"' % (manifest['created_at'][:19], _count(len(manifest['files']), u'file'), manifest['name'])
    told += u', of %s' % manifest['fix'] if manifest.get('fix') else u''
    told += u', restored %s' % restored if restored else u''
    return {'path': path_to_text(path), 'name': manifest['name'], 'created_at': manifest['created_at'],
            'files': len(manifest['files']), 'fix': manifest.get('fix'), 'run': manifest.get('run'),
            'restored_at': restored, 'told': told}


def _since(path, done):
    return u'  (was changed since)' if path in done.conflicts else u''


def _count(number, noun):
    return u'%d %s%s' % (number, noun, u'' if number == 1 else u's')


def _document(action, args, **fields):
    return dict(fields, schema=u'plexfix.backup-result/1', action=action, dry_run=args.dry_run)
