"""The settings, from the environment."""

import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from bot.setting_values import Address
from bot.settings import SECRETS, Settings, SettingsError, doubts, load_settings


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [each for each in os.environ if each.startswith("GLAS_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/ana")


def loaded(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    for name, value in variables.items():
        monkeypatch.setenv(f"GLAS_{name}", value)
    return load_settings()


def test_defaults(tmp_path: Path) -> None:
    settings = load_settings()
    assert settings.bot_token is None
    assert settings.telegram_api == "https://api.telegram.org"
    assert settings.database == f"sqlite+aiosqlite:///{tmp_path}/data/glas.sqlite"
    assert settings.keys == Path("/home/ana/.config/glas/keys")
    assert settings.time_zone == ZoneInfo("Europe/Bucharest")


def test_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = loaded(
        monkeypatch,
        BOT_TOKEN="12345:AbC-d_e",
        TELEGRAM_API="http://127.0.0.1:8081/",
        DATABASE_URL="postgresql+asyncpg://glas:hush@db/glas",
        DATA="~/glas",
        KEYS="/run/secrets/keys",
        TIME_ZONE="Europe/Belgrade",
    )
    assert settings.bot_token is not None
    assert settings.bot_token.get_secret_value() == "12345:AbC-d_e"
    assert settings.telegram_api == "http://127.0.0.1:8081"
    assert settings.database == "postgresql+asyncpg://glas:hush@db/glas"
    assert (settings.data, settings.keys) == (Path("/home/ana/glas"), Path("/run/secrets/keys"))
    assert settings.time_zone == ZoneInfo("Europe/Belgrade")


def test_set_to_nothing_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert loaded(monkeypatch, BOT_TOKEN="", DATABASE_URL="", TIME_ZONE="") == load_settings()


def test_secrets_are_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = loaded(monkeypatch, BOT_TOKEN="12345:hush", DATABASE_URL="postgresql+asyncpg://glas:hush@db/glas")
    for shown in (repr(settings), str(settings), settings.model_dump_json()):
        assert "hush" not in shown


def test_all_mistakes_are_told_at_once_without_values(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError) as caught:
        loaded(
            monkeypatch,
            BOT_TOKEN="hush",
            TELEGRAM_API="ftp://hush",
            DATABASE_URL="mysql://glas:hush@db",
            TIME_ZONE="Europe/Nowhere",
        )
    lines = str(caught.value).splitlines()
    assert [line.split()[0] for line in lines] == [
        "GLAS_BOT_TOKEN",
        "GLAS_TELEGRAM_API",
        "GLAS_DATABASE_URL",
        "GLAS_TIME_ZONE",
    ]
    assert "hush" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("token", ["12345", "12345:", ":abc", "x:abc", "12345:a b", "12345:a/b", "12345:ă"])
def test_what_is_no_token(monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    with pytest.raises(SettingsError, match="GLAS_BOT_TOKEN"):
        loaded(monkeypatch, BOT_TOKEN=token)


@pytest.mark.parametrize("url", ["api.telegram.org", "http://", "http://host/?a=b", "http://host/#x"])
def test_what_is_no_base_url(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    with pytest.raises(SettingsError, match="GLAS_TELEGRAM_API"):
        loaded(monkeypatch, TELEGRAM_API=url)


def test_a_file_of_settings_is_not_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("GLAS_BOT_TOKEN=12345:abc\n")
    assert load_settings().bot_token is None


# --- the staff's token, the webhook, the address


def test_the_variables_of_a_webhook(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = loaded(
        monkeypatch,
        BOT_TOKEN="1:abc",
        STAFF_BOT_TOKEN="2:def",
        WEBHOOK_URL="https://glas.example.org:8443/telegram",
        WEBHOOK_SECRET="Se-cr_et1",
        HTTP="0.0.0.0:8080",
    )
    assert settings.webhook_url == "https://glas.example.org:8443/telegram"
    assert settings.webhook_proof == "Se-cr_et1"
    assert settings.http == Address("0.0.0.0", 8080)
    assert doubts(settings) == []


def test_a_secret_of_its_own_is_derived_from_the_token_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    first = loaded(monkeypatch, BOT_TOKEN="1:abc", WEBHOOK_URL="https://glas.example.org/a").webhook_proof
    assert first == loaded(monkeypatch, WEBHOOK_URL="https://other.example.org").webhook_proof
    assert first != loaded(monkeypatch, BOT_TOKEN="1:abd").webhook_proof
    assert len(first) == 64
    assert loaded(monkeypatch, WEBHOOK_SECRET=first).webhook_proof == first, "it has the form that Telegram wants"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://glas.example.org/telegram", "https://"),
        ("https://glas.example.org:8000/telegram", "port 443, 80, 88 or 8443"),
        ("https://glas.example.org:99999/telegram", "not an address"),
        ("glas.example.org/telegram", "has to be a URL"),
        ("https://glas.example.org/telegram?a=b", "has to be a URL"),
        ("https://ana:hush@glas.example.org/telegram", "has to be a URL"),
        ("https://glas.example.org/{token}", "letters, digits"),
        ("https://glas.example.org/metrics", "another meaning"),
    ],
)
def test_what_is_no_webhook(monkeypatch: pytest.MonkeyPatch, url: str, says: str) -> None:
    with pytest.raises(SettingsError, match=f"^GLAS_WEBHOOK_URL .*{says}"):
        loaded(monkeypatch, WEBHOOK_URL=url)


def test_a_server_of_ones_own_sends_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = loaded(monkeypatch, TELEGRAM_API="http://127.0.0.1:8081", WEBHOOK_URL="http://127.0.0.1:9000/telegram")
    assert settings.webhook_url == "http://127.0.0.1:9000/telegram"


@pytest.mark.parametrize("secret", ["a b", "a" * 257, "ăâî", "a\nb", "a."])
def test_what_is_no_secret(monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    with pytest.raises(SettingsError, match=r"^GLAS_WEBHOOK_SECRET has to be 1 to 256 characters"):
        loaded(monkeypatch, WEBHOOK_URL="https://glas.example.org", WEBHOOK_SECRET=secret)


def test_a_secret_alone_is_a_mistake_unless_the_url_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match=r"^GLAS_WEBHOOK_SECRET is of no use without GLAS_WEBHOOK_URL"):
        loaded(monkeypatch, WEBHOOK_SECRET="abc")
    with pytest.raises(SettingsError) as caught:
        loaded(monkeypatch, WEBHOOK_URL="nowhere")
    assert str(caught.value).count("GLAS_") == 1


@pytest.mark.parametrize("staff", ["1:def", "01:def", "1:abc"])
def test_staff_need_a_bot_of_their_own(monkeypatch: pytest.MonkeyPatch, staff: str) -> None:
    with pytest.raises(SettingsError, match=r"^GLAS_STAFF_BOT_TOKEN is of the same bot as GLAS_BOT_TOKEN"):
        loaded(monkeypatch, BOT_TOKEN="1:abc", STAFF_BOT_TOKEN=staff)


@pytest.mark.parametrize(
    ("text", "address", "again"),
    [
        ("127.0.0.1:8000", ("127.0.0.1", 8000), "127.0.0.1:8000"),
        ("[::1]:0", ("::1", 0), "[::1]:0"),
        ("localhost:80", ("localhost", 80), "localhost:80"),
    ],
)
def test_addresses(monkeypatch: pytest.MonkeyPatch, text: str, address: tuple[str, int], again: str) -> None:
    http = loaded(monkeypatch, HTTP=text).http
    assert http == address
    assert str(http) == again


@pytest.mark.parametrize(
    "text", ["8000", ":8000", "localhost", "localhost:x", "a:70000", "http://a:80", "a:80/", "[::"]
)
def test_what_is_no_address(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    with pytest.raises(SettingsError, match=r"^GLAS_HTTP (has to be|is not) an address .*[a-z0]$"):
        loaded(monkeypatch, HTTP=text)


# --- folders


def test_a_folder_may_be_missing_yet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert loaded(monkeypatch, DATA=str(tmp_path / "a" / "b")).data == tmp_path / "a" / "b"


def test_a_folder_that_cannot_be_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match=r"^GLAS_DATA leads through .*/file, which is no folder$"):
        loaded(monkeypatch, DATA=str(tmp_path / "file" / "data"))
    loaded(monkeypatch, DATABASE_URL="postgresql+asyncpg://glas@db/glas")  # then it is not needed


def test_a_folder_that_cannot_be_written_to(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != tmp_path)  # the tests may run as root
    with pytest.raises(SettingsError, match=r"^GLAS_DATA is a folder that cannot be written to"):
        loaded(monkeypatch, DATA=str(tmp_path / "data"))


def test_keys_among_the_data_are_a_doubt(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    [doubt] = doubts(loaded(monkeypatch, DATA=str(tmp_path), KEYS=str(tmp_path / "secret" / "keys")))
    assert "GLAS_KEYS" in doubt


# --- names


def test_a_slip_of_the_pen_is_a_mistake_told_beside_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError) as caught:
        loaded(monkeypatch, BOT_TOKEM="hush", WEBHOOK_SECRET_FLIE="hush", HTTP="hush")
    assert [line.split(" has")[0] for line in str(caught.value).splitlines()] == [
        "GLAS_BOT_TOKEM is no setting; GLAS_BOT_TOKEN may be meant",
        "GLAS_WEBHOOK_SECRET_FLIE is no setting; GLAS_WEBHOOK_SECRET_FILE may be meant",
        "GLAS_HTTP",
    ]
    assert "hush" not in str(caught.value)


def test_a_variable_that_resembles_no_setting_is_a_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = loaded(monkeypatch, PORT="tcp://10.0.0.1:8000", SERVICE_HOST="10.0.0.1")
    assert [doubt.split()[0] for doubt in doubts(settings)] == ["GLAS_PORT", "GLAS_SERVICE_HOST"]


# --- secrets in files


def test_every_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secrets = {
        "bot_token": "1:abc",
        "staff_bot_token": "2:abc",
        "database_url": "postgresql+asyncpg://glas:hush@db/glas",
        "webhook_secret": "hush",
    }
    assert (
        set(secrets)
        == set(SECRETS)
        == {name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)}
    )
    for name, value in secrets.items():
        (tmp_path / name).write_text(f"{value}\n")
        monkeypatch.setenv(f"GLAS_{name.upper()}_FILE", str(tmp_path / name))
    settings = loaded(monkeypatch, WEBHOOK_URL="https://glas.example.org")
    for name, value in secrets.items():
        found = getattr(settings, name)
        assert isinstance(found, SecretStr)
        assert found.get_secret_value() == value


def test_what_can_be_wrong_with_the_file_of_a_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "wrong").write_text("hush")
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError) as caught:
        loaded(
            monkeypatch,
            BOT_TOKEN_FILE=str(tmp_path / "wrong"),
            STAFF_BOT_TOKEN_FILE=str(tmp_path / "missing"),
            DATABASE_URL_FILE=str(tmp_path / "empty"),
            WEBHOOK_SECRET_FILE=str(tmp_path / "binary"),
        )
    assert sorted(str(caught.value).splitlines()) == [
        "GLAS_BOT_TOKEN_FILE is not a bot's token; @BotFather gives one, such as 123456789:AAE...",
        "GLAS_DATABASE_URL_FILE names a file with nothing in it",
        "GLAS_STAFF_BOT_TOKEN_FILE names a file that cannot be read: No such file or directory",
        "GLAS_WEBHOOK_SECRET_FILE names a file that cannot be read: it is not text",
    ]
    assert caught.value.__context__ is None


def test_a_secret_has_one_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^GLAS_BOT_TOKEN_FILE and GLAS_BOT_TOKEN are both set"):
        loaded(monkeypatch, BOT_TOKEN="1:abc", BOT_TOKEN_FILE=str(tmp_path / "token"))
