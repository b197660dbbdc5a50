#!/bin/sh
# Starts the process types named by the argument, everything without one, as production does: `pnpm start`, the images and heroku.yml call it. It gives
# its place to Node, so that signals reach it. The flags are measured in docs/performance.md: V8 would let young objects fill 48 MB before it looks for
# those that died, and helpers of its collector wait for processors that Postgres and other services need as well.
set -eu
cd "$(dirname "$0")/.."
exec node --max-semi-space-size=4 --single-threaded-gc --import=./packages/launcher/compile-cache.js packages/launcher/src/main.ts "$@"
