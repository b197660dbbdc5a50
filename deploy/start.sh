#!/bin/sh
# Starts the process types that the argument names, or all without one. `pnpm start`, the images and heroku.yml call it.
# `exec` lets signals reach Node. docs/history/performance.md measures the settings:
#   MALLOC_ARENA_MAX                   malloc keeps less memory for Node's threads
#   --max-semi-space-size              keeps the young generation small (V8's default lets it grow to 48 MB)
#   --no-allocation-site-pretenuring   answers are collected young, also after a time of many requests
#   --no-parallel-scavenge             no helper threads for small collections
#   --heap-growing-percent             fewer full collections of a small heap
set -eu
cd "$(dirname "$0")/.."
export MALLOC_ARENA_MAX=2
exec node --max-semi-space-size=4 --no-allocation-site-pretenuring --no-parallel-scavenge --heap-growing-percent=100 --import=./packages/launcher/compile-cache.js --import=./packages/launcher/telemetry.js packages/launcher/src/main.ts "$@"
