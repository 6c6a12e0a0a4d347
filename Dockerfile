# syntax=docker/dockerfile:1

# Compiles, and keeps only what runs.
FROM node:26-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY .toolchain .toolchain
# Without workspaces: the image has its own Node, the one for development stays out.
RUN npm ci --workspaces=false
COPY tsconfig.json tsconfig.build.json ./
COPY schemas schemas
COPY src src
COPY sinks sinks
RUN npm run build && npm prune --omit=dev --omit=optional --workspaces=false

FROM node:26-slim
ENV NODE_ENV=production MALLOC_ARENA_MAX=2 NODE_COMPILE_CACHE=/tmp/node-compile-cache
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/schemas schemas
COPY package.json LICENSE ./
RUN mkdir -p /etc/sluice /var/lib/sluice && chown node:node /var/lib/sluice
USER node
VOLUME /var/lib/sluice
# 8080 HTTP in, 9464 metrics, health and readiness: where the configuration listens there on 0.0.0.0.
EXPOSE 8080 9464
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:9464/health').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--max-semi-space-size=8", "dist/src/cli/main.js"]
CMD ["run", "-c", "/etc/sluice/sluice.yaml"]
