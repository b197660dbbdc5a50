#!/bin/sh
# Heroku's release phase. What it does is `pangeo-forge deployment release`; this file is the name that heroku.yml and older documents know.
set -eu
cd "$(dirname "$0")/.."
exec node packages/cli/src/main.ts deployment release
