#!/bin/sh
# Starts the process types named by the argument, everything without one, as production does: `pnpm start`, the images and heroku.yml call it. It gives
# its place to Node, so that signals reach it. The flags are measured in docs/performance.md: V8 would let young objects fill 48 MB before it looks for
# those that died, would take all answers for old ones after a while of many at once, would wake helpers to collect 4 MB, and would collect everything
# whenever a small heap has grown by half; malloc would keep memory of its own for each of Node's threads.
set -eu
cd "$(dirname "$0")/.."
export MALLOC_ARENA_MAX=2
exec node --max-semi-space-size=4 --no-allocation-site-pretenuring --no-parallel-scavenge --heap-growing-percent=100 --import=./packages/launcher/compile-cache.js packages/launcher/src/main.ts "$@"
