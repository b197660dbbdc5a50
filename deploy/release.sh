#!/bin/sh
# Heroku's release phase: runs `pangeo-forge deployment release` under the name that heroku.yml and older documents use.
set -eu
cd "$(dirname "$0")/.."
exec node packages/cli/src/main.ts deployment release
