"""Striking secrets out of whatever is about to be shown. Floor 5.

Two nets: the secrets that this process knows, and the shapes that the services give theirs. The
filter belongs on every handler of the root logger, so that the libraries' own records pass it too
(OWASP: CWE-532 for secrets, CWE-117 for untrusted newlines).
"""

import logging
import re
import traceback
from collections.abc import Iterable
from urllib.parse import quote

STRUCK = "[redacted]"

_SHORTEST = 6  # striking out a shorter one would garble every text
_SHAPES = re.compile(
    r"""
      xox[a-z](?:\.xox[a-z])?-[\w-]+               # Slack: bot, user, rotated
    | xapp-[\w-]+                                  # Slack: app level
    | hooks\.slack\.com/[^\s"'<>]+                 # Slack: addresses that post by themselves
    | (?<=ticket=)[^\s&"'<>]+                      # Slack: a Socket Mode address
    | (?:ntn|secret)_[A-Za-z0-9]{10,}              # Notion
    | ya29\.[\w.-]+                                # Google: access token
    | eyJ[\w-]+\.[\w-]+\.[\w-]+                    # a signed assertion (JWT)
    | -----BEGIN\ [A-Z ]*PRIVATE\ KEY-----.*?(?:-----END\ [A-Z ]*PRIVATE\ KEY-----|\Z)
    | (?i:(?<=bearer\ )|(?<=bearer%20))[^\s"',;]{6,}  # any Authorization header
    | (?<=://)[^\s/@:]+:[^\s/@]+(?=@)              # user and password in an address
    """,
    re.VERBOSE | re.DOTALL,
)
_CONTROL = {code: f"\\x{code:02x}" for code in (*range(32), 127)}
_CONTROL |= {ord("\n"): "\\n", ord("\r"): "\\r", ord("\t"): "\t"}


class Redactor:
    """Knows this process's secrets, and the shapes of others."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        worth = {secret for secret in secrets if len(secret) >= _SHORTEST}
        forms = worth | {quote(secret, safe="") for secret in worth}
        # Longest first: one secret may begin with another.
        known = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
        self._known = re.compile(known) if known else None

    def text(self, text: str) -> str:
        """The text with every secret in it replaced by ``[redacted]``."""
        if self._known:
            text = self._known.sub(STRUCK, text)
        return _SHAPES.sub(STRUCK, text)


class RedactingFilter(logging.Filter):
    """Strikes secrets out of a record's message, arguments, text extras, traceback and stack.

    The message becomes one line, its control characters escaped: what a person wrote into a title
    cannot forge a log line. A traceback keeps its lines. Nothing is dropped.
    """

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def filter(self, record: logging.LogRecord) -> bool:
        message = self._redactor.text(_message(record)).translate(_CONTROL)
        record.msg, record.args = message, ()
        if record.exc_info and not record.exc_text:
            record.exc_text = "".join(traceback.format_exception(*record.exc_info)).rstrip()
        # Some handlers format the exception themselves, and would show it unstruck.
        record.exc_info = None
        for name, value in vars(record).items():
            if isinstance(value, str) and name != "msg":
                setattr(record, name, self._redactor.text(value))
        return True


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        # A library's format that does not fit its arguments must not reach stderr unstruck.
        return f"{record.msg} {record.args!r}"
