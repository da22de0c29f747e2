# -*- coding: utf-8 -*-
"""Remember what a function of plain values gave, since Python 2.7 has no functools.lru_cache."""
from __future__ import absolute_import, division, print_function

import functools


def remembered(most):
    """Decorate a function that only depends on its arguments, all hashable: the last results, *most* of them, are kept.

    What was raised is not kept.  Results are handed out again as they are, so they must not be of a kind that changes.
    """
    def decorate(function):
        kept = {}

        @functools.wraps(function)
        def remembering(*args, **named):
            if named:
                return function(*args, **named)
            # 1, 1.0 and True are one key, but not one argument.
            key = (args, tuple(map(type, args)))
            try:
                return kept[key]
            except KeyError:
                pass
            except TypeError:
                # No argument that can be looked up: what it is worth the function itself says.
                return function(*args)
            result = function(*args)
            if len(kept) >= most:
                # Emptied at once: what is asked for often comes back soon, and no order has to be kept.
                kept.clear()
            kept[key] = result
            return result
        return remembering
    return decorate
