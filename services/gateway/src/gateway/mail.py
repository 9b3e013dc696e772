"""Mail: by SMTP, or written to a folder when no server is configured."""

import asyncio
import smtplib
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Final
from urllib.parse import unquote, urlsplit

from gateway.settings import GatewaySettings
from service_kit.identifiers import new_id
from service_kit.telemetry import log

_TIMEOUT: Final = 20


async def send(settings: GatewaySettings, to: str, subject: str, body: str) -> bool:
    """Send a plain-text message and say whether it went out; what fails is logged."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.mail_from, to, subject
    message["Date"], message["Message-ID"] = formatdate(localtime=False), make_msgid(domain="milpa")
    message.set_content(body)
    try:
        return await asyncio.to_thread(_deliver, settings, message)
    except (OSError, smtplib.SMTPException) as exc:
        log.error("mail not sent", error=repr(exc))
        return False


def _deliver(settings: GatewaySettings, message: EmailMessage) -> bool:
    if settings.smtp_url is None:
        if settings.mail_folder is None:
            log.warning("mail not sent: neither MILPA_SMTP_URL nor MILPA_MAIL_FOLDER is set")
            return False
        settings.mail_folder.mkdir(parents=True, exist_ok=True)
        (settings.mail_folder / f"{new_id()}.eml").write_bytes(message.as_bytes())
        return True
    url = urlsplit(settings.smtp_url)
    kind = smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP
    with kind(url.hostname or "localhost", url.port or 0, timeout=_TIMEOUT) as server:
        if url.scheme != "smtps" and server.has_extn("starttls"):
            server.starttls()
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(message)
    return True
