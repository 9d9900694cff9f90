"""No secret is shown, whoever logs it and however."""

import io
import logging
from collections.abc import Iterator

import pytest

from incident_sync.wire import RedactingFilter, Redactor

KNOWN = "a canary/known"
CANARIES = [
    KNOWN,
    "a%20canary%2Fknown",
    "xoxb-" + "canary-1",
    "xoxe.xoxb-" + "1-canary",
    "xapp-" + "1-canary",
    "ya29." + "canary.x-y_z",
    "ntn_" + "canary0123456789",
    "secret_" + "canary0123456789",
    "eyJ" + "canary.eyJ.canary",
]


@pytest.fixture
def shown() -> Iterator[io.StringIO]:
    """What a handler of the root logger shows, with the filter on it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(RedactingFilter(Redactor([KNOWN])))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.parametrize("canary", CANARIES)
def test_message_and_arguments(shown: io.StringIO, canary: str) -> None:
    """A library's record passes the same net as ours."""
    log = logging.getLogger("some.library")
    log.debug("sent %s with %r", canary, {"token": canary})
    log.debug("in the text: " + canary)  # noqa: G003 - as a careless library would
    assert "canary" not in shown.getvalue()
    assert shown.getvalue().count("[redacted]") == 3


@pytest.mark.parametrize("canary", CANARIES)
def test_exception_and_its_cause(shown: io.StringIO, canary: str) -> None:
    """Neither the exception, nor the one before it, nor a stack shows a secret."""
    log = logging.getLogger("some.library")
    try:
        try:
            dict[str, str]()[canary]
        except KeyError as error:
            raise RuntimeError(f"no {canary}") from error
    except RuntimeError:
        log.exception("failed", stack_info=True)
    text = shown.getvalue()
    assert canary not in text
    assert text.count("[redacted]") >= 2
    assert "Traceback" in text
    assert "Stack" in text


def test_exception_already_formatted(shown: io.StringIO) -> None:
    """A handler before ours may have left the traceback's text on the record."""
    record = logging.makeLogRecord(
        {"msg": "x", "levelno": 30, "exc_text": f"E: {KNOWN}", "extra": KNOWN}
    )
    logging.getLogger().handle(record)
    assert shown.getvalue() == "x\nE: [redacted]\n"
    assert vars(record)["extra"] == "[redacted]"


def test_a_broken_format_is_still_struck(
    shown: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    """Arguments that do not fit are shown after the format, not on stderr as they were."""
    logging.getLogger("some.library").warning("%d and %d", KNOWN)  # noqa: PLE1206 - the point
    assert shown.getvalue() == "%d and %d ('[redacted]',)\n"
    assert capsys.readouterr().err == ""


def test_one_record_is_one_line(shown: io.StringIO) -> None:
    """A title with a newline forges no log line."""
    logging.getLogger().warning("title %s", "a\r\nERROR forged \x1b[31m")
    assert shown.getvalue() == "title a\\r\\nERROR forged \\x1b[31m\n"


@pytest.mark.parametrize(
    ("text", "struck"),
    [
        ("Authorization: Bearer abc.def", "Authorization: Bearer [redacted]"),
        ("bearer%20abcdef", "bearer%20[redacted]"),
        ("wss://x/link/?ticket=abc&app_id=A1", "wss://x/link/?ticket=[redacted]&app_id=A1"),
        ("postgresql://me:pw@db/x", "postgresql://[redacted]@db/x"),
        ("https://hooks.slack.com/commands/T1/2/3", "https://[redacted]"),
        ("-----BEGIN " + "PRIVATE KEY-----\nab\n-----END PRIVATE KEY-----\n", "[redacted]\n"),
    ],
)
def test_shapes_in_context(text: str, struck: str) -> None:
    """Only the secret goes, what is around it stays."""
    assert Redactor().text(text) == struck


def test_ordinary_words_stay() -> None:
    """What only looks alike is left alone."""
    text = "the secret_santa channel, a bearer of news at https://example.com/a:b@c, ntn_x"
    assert Redactor(["", "news"]).text(text) == text


def test_longest_secret_first() -> None:
    """One secret that begins with another leaves no rest behind."""
    assert Redactor(["canary", "canary-long"]).text("canary-long") == "[redacted]"
