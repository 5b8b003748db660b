# The images of sqllint: operator, gateway, runner and standalone, each a target of its own.
#   docker build --target runner --tag sqllint-runner .
# Any Debian with Node >= 22.19 will do as the base; Python is added where it is missing.
ARG BASE_IMAGE=node:24-bookworm-slim

FROM ${BASE_IMAGE} AS modules
WORKDIR /app
COPY package.json package-lock.json ./
COPY core/package.json core/
COPY operator/package.json operator/
COPY lint-runner/package.json lint-runner/
COPY api-gateway/package.json api-gateway/
COPY cli/package.json cli/
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM ${BASE_IMAGE} AS python
RUN if ! python3 -c 'import venv, ensurepip' 2>/dev/null; then \
      apt-get update && apt-get install --yes --no-install-recommends python3 python3-venv && \
      rm -rf /var/lib/apt/lists/*; \
    fi

FROM python AS sqlfluff
COPY lint-runner/engine/requirements.txt /tmp/requirements.txt
RUN python3 -m venv /opt/sqlfluff && \
    /opt/sqlfluff/bin/pip install --no-cache-dir --disable-pip-version-check --requirement /tmp/requirements.txt && \
    /opt/sqlfluff/bin/python -m compileall -q /opt/sqlfluff/lib && \
    /opt/sqlfluff/bin/pip uninstall --yes --disable-pip-version-check --quiet pip

FROM ${BASE_IMAGE} AS node
WORKDIR /app
ENV NODE_ENV=production NODE_OPTIONS=--disable-warning=ExperimentalWarning
COPY --from=modules /app/node_modules node_modules
COPY package.json ./
COPY core core
USER 10001:10001

FROM node AS operator
COPY operator operator
EXPOSE 8081
CMD ["node", "/app/operator/src/main.ts"]

FROM node AS gateway
COPY api-gateway api-gateway
EXPOSE 8000 9090
CMD ["node", "/app/api-gateway/src/main.ts"]

FROM python AS engine
WORKDIR /app
ENV NODE_ENV=production NODE_OPTIONS=--disable-warning=ExperimentalWarning \
    SQLLINT_PYTHON=/opt/sqlfluff/bin/python PYTHONDONTWRITEBYTECODE=1
COPY --from=sqlfluff /opt/sqlfluff /opt/sqlfluff
COPY --from=modules /app/node_modules node_modules
COPY package.json ./
COPY core core
COPY lint-runner lint-runner
RUN /opt/sqlfluff/bin/python -m compileall -q lint-runner/engine
USER 10001:10001

FROM engine AS standalone
COPY operator operator
COPY api-gateway api-gateway
COPY cli cli
COPY bin bin
USER root
RUN install -d -o 10001 -g 10001 /data
USER 10001:10001
EXPOSE 8000
VOLUME /data
ENTRYPOINT ["/app/bin/sqllint"]
CMD ["standalone", "--data-dir", "/data", "--host", "0.0.0.0", "--port", "8000"]

FROM engine AS runner
CMD ["node", "/app/lint-runner/src/main.ts"]
