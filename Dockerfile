# Two stages: wheels are built in the first, the second holds no compiler. The worker is the same image:
#   docker run … archive serve      docker run … archive worker
FROM debian:12-slim AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 python3-venv python3-dev gcc \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/archive
COPY requirements.txt .
RUN python3 -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM debian:12-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 libmagic1 tesseract-ocr tesseract-ocr-vie ghostscript antiword \
    fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --home-dir /var/lib/archive --create-home archive
COPY --from=build /opt/venv /opt/venv
WORKDIR /opt/archive
COPY cli.py ./
COPY config config
COPY indexer indexer
COPY archive_service archive_service
ENV PATH=/opt/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 ARCHIVE_DATA_DIR=/var/lib/archive ARCHIVE_SERVER_HOST=0.0.0.0
USER archive
VOLUME /var/lib/archive
EXPOSE 8321
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python3", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8321/healthz', timeout=4)"]
ENTRYPOINT ["python3", "cli.py"]
CMD ["serve"]
