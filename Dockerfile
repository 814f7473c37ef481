# syntax=docker/dockerfile:1
# Pin both stages by digest where you build for others: python:3.13-slim-trixie@sha256:…
FROM python:3.13-slim-trixie AS build

WORKDIR /source
COPY requirements.txt ./
RUN python -m venv --without-pip /opt/listlint \
    && pip --python /opt/listlint install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
RUN pip --python /opt/listlint install --no-cache-dir --no-deps .

FROM python:3.13-slim-trixie

COPY --from=build /opt/listlint /opt/listlint
# Any user (`docker run --user`) can write the link cache.
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin listlint \
    && install --directory --mode 1777 /cache
ENV PATH=/opt/listlint/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    XDG_CACHE_HOME=/cache
USER 10001:10001
WORKDIR /list
ENTRYPOINT ["listlint"]
