# Dreambot without a GPU:   docker build -t dreambot .
# With CUDA 12 (untested):  docker build -t dreambot:cuda --target cuda .
# compose.yaml starts the bot with Redis and workers; docs/operations.md tells the rest.

FROM node:24-bookworm-slim AS modules
WORKDIR /app
COPY package.json package-lock.json ./
# No package's install script is needed: binaries come as packages of their own.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund
COPY docker/prune.sh docker/
RUN sh docker/prune.sh node_modules

# The libraries of CUDA's execution provider, some 400 MB, from Microsoft's NuGet feed.
FROM modules AS cuda-modules
RUN node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install=cuda12

FROM node:24-bookworm-slim AS app
WORKDIR /app
COPY package.json LICENSE ./
COPY models models
COPY commands commands
COPY src src

# Built and run by nobody yet. ONNX Runtime's CUDA provider wants CUDA 12
# and cuDNN 9, which this base has; the driver comes from the host, with the NVIDIA Container Toolkit.
FROM nvidia/cuda:12.9.1-cudnn-runtime-ubuntu24.04 AS cuda
COPY --from=app /usr/local/bin/node /usr/local/bin/node
WORKDIR /app
COPY --from=cuda-modules /app/node_modules node_modules
COPY --from=app /app ./
ENV NODE_ENV=production DREAMBOT_DATA=/data DREAMBOT_WEIGHTS=/weights DREAMBOT_HOST=0.0.0.0
RUN mkdir /data /weights && chown 1000:1000 /data /weights
VOLUME ["/data", "/weights"]
USER 1000:1000
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.DREAMBOT_PORT || 8080}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "src/main.ts"]

# The last stage is the default one.
FROM app AS cpu
COPY --from=modules /app/node_modules node_modules
ENV NODE_ENV=production DREAMBOT_DATA=/data DREAMBOT_WEIGHTS=/weights DREAMBOT_HOST=0.0.0.0
RUN mkdir /data /weights && chown 1000:1000 /data /weights
VOLUME ["/data", "/weights"]
USER 1000:1000
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.DREAMBOT_PORT || 8080}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "src/main.ts"]
