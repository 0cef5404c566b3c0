"""The settings, from the environment."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.settings import Settings, SettingsError, load_settings

NAMES = ("BOT_TOKEN", "TELEGRAM_API", "DATABASE_URL", "DATA", "KEYS", "TIME_ZONE")


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in NAMES:
        monkeypatch.delenv(f"GLAS_{name}", raising=False)
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
