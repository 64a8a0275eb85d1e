"""Structured logs, request ids and metrics. Neither logs nor labels ever hold the text of a record."""

from __future__ import annotations

import logging
import sys

import structlog
from prometheus_client import Counter, Histogram

from archive_service.settings import LogSettings

REQUESTS = Counter("archive_requests_total", "Requests answered", ["route", "method", "status"])
REQUEST_SECONDS = Histogram("archive_request_seconds", "Time to answer a request", ["route"])


def set_up_logging(settings: LogSettings) -> None:
    """Send our log lines and those of libraries to standard error in one form."""
    level = getattr(logging, settings.level.upper())
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            last,
        ],
    )
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(level, logging.WARNING))
