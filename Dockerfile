# Glas as an image: docs/adr/0007-containers.md has the reasons.
FROM python:3.11-slim-bookworm AS build

# Only wheels, with the hashes that requirements/run.txt names: nothing is compiled, in this stage or the next.
WORKDIR /src
RUN python -m venv /opt/glas
COPY requirements/run.txt requirements/run.txt
RUN /opt/glas/bin/pip install --no-cache-dir --require-hashes --only-binary :all: --no-deps --requirement requirements/run.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY flows flows
COPY locales locales
COPY results results
COPY sandbox sandbox
COPY storage storage
RUN /opt/glas/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim-bookworm

# Volumes take owner and mode of these folders when they are new.
RUN useradd --system --uid 10001 --user-group --no-create-home --home-dir /tmp glas \
    && install --directory --owner glas --group glas --mode 0700 /data /keys
COPY --from=build /opt/glas /opt/glas

ENV PATH=/opt/glas/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    GLAS_DATA=/data \
    GLAS_KEYS=/keys/ring \
    GLAS_HTTP=0.0.0.0:8000

USER 10001:10001
WORKDIR /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["glas"]
CMD ["run"]
