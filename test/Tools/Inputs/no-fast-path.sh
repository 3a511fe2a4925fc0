#!/bin/sh
# For lookupffn-reduce: a module is interesting, status 1, if one of its ops has
# no fast path.
lookupffn-opt "$1" --lookupffn-pipeline="target=x86-64-v3 path=fast" \
  -o /dev/null 2>&1 | grep -q "has no fast path" || exit 0
exit 1
