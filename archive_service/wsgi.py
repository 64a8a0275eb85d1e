"""What gunicorn imports: settings → archive → application."""

from archive_service.app import create_app
from archive_service.bootstrap import open_archive
from archive_service.observability import set_up_logging
from archive_service.settings import load_settings

settings = load_settings()
set_up_logging(settings.log)
application = create_app(open_archive(settings), settings)
