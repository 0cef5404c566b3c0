"""docker-compose.yml, the Dockerfile and deploy/ name only what there is."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.setting_values import OWN_PATHS
from bot.settings import SECRETS, Settings, load_settings

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
NAMES = {f"GLAS_{name.upper()}" for name in Settings.model_fields} | {f"GLAS_{name.upper()}_FILE" for name in SECRETS}
HOST_NAMES = {"GLAS_DOMAIN", "GLAS_BACKUPS", "GLAS_TIME_ZONE", "GLAS_STAFF_BOT_TOKEN"}
"""What .env says of the machine; the last two are settings of Glas, too."""


def instructions(name: str) -> list[str]:
    return re.findall(rf"^{name} (.+)$", DOCKERFILE, re.MULTILINE)


def test_compose_keeps_to_its_schema() -> None:
    done = subprocess.run(
        [
            Path(sys.executable).with_name("check-jsonschema"),
            "--builtin-schema",
            "vendor.compose-spec",
            "docker-compose.yml",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_every_file_and_volume_is_there() -> None:
    for service in SERVICES.values():
        for volume in service["volumes"]:
            source = "" if "${" in volume else volume.partition(":")[0]
            if source.startswith("./"):
                assert (ROOT / source).is_file(), source
            elif source:
                assert source in COMPOSE["volumes"], source
        assert set(service.get("secrets", ())) <= set(COMPOSE["secrets"])
        assert set(service.get("depends_on", ())) <= set(SERVICES)
        assert set(service.get("networks", ())) <= set(COMPOSE["networks"])
    ignored = (ROOT / ".gitignore").read_text("utf-8").split()
    assert {"/secrets/", "/.env"} <= set(ignored), "secrets are never committed"


def test_settings_have_their_real_names() -> None:
    assert set(SERVICES["glas"]["environment"]) <= NAMES
    assert set(re.findall(r"GLAS_\w+", " ".join(instructions("ENV")))) <= NAMES
    assert set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text("utf-8"))) == HOST_NAMES
    secret = SERVICES["glas"]["environment"]["GLAS_BOT_TOKEN_FILE"]
    assert secret == f"/run/secrets/{SERVICES['glas']['secrets'][0]}"


def test_settings_are_ones_that_glas_takes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    token = tmp_path / "bot_token"
    token.write_text("123456789:AAE\n")
    of_image = dict(re.findall(r"(GLAS_\w+)=(\S+)", " ".join(instructions("ENV"))))
    of_compose = SERVICES["glas"]["environment"] | {
        "GLAS_BOT_TOKEN_FILE": str(token),
        "GLAS_STAFF_BOT_TOKEN": "",
        "GLAS_WEBHOOK_URL": "https://glas.example.org/telegram",
        "GLAS_TIME_ZONE": "Europe/Bucharest",
    }
    for name, value in (of_image | of_compose | {"GLAS_DATA": str(tmp_path)}).items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert str(settings.http) == "0.0.0.0:8000"
    assert "reverse_proxy glas:8000" in (ROOT / "deploy/Caddyfile").read_text("utf-8")
    assert settings.keys == Path("/keys/ring")


def test_webhook_and_results_are_open_to_the_world_and_nothing_else() -> None:
    caddyfile = (ROOT / "deploy/Caddyfile").read_text("utf-8")
    assert "path /telegram\n" in caddyfile
    assert SERVICES["glas"]["environment"]["GLAS_WEBHOOK_URL"].endswith("/telegram")
    assert f"@inside path {' '.join(sorted(OWN_PATHS))}\n" in caddyfile
    assert "handle @inside {\n\t\trespond 404\n" in caddyfile
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["caddy"]


def test_nobody_is_root_and_nothing_is_writable_but_volumes() -> None:
    for name, service in SERVICES.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
    assert instructions("USER") == [SERVICES["litestream"]["user"]]


def test_keys_are_where_no_copy_of_the_database_goes() -> None:
    assert [name for name, service in SERVICES.items() if any(v.startswith("keys:") for v in service["volumes"])] == [
        "glas"
    ]


def test_the_health_check_asks_what_glas_answers() -> None:
    [check] = re.findall(r"^HEALTHCHECK.*CMD (\[.+\])$", DOCKERFILE, re.MULTILINE)
    command = json.loads(check)
    compile(command[-1], "HEALTHCHECK", "exec")
    assert "http://127.0.0.1:8000/healthz" in command[-1]
    assert "/healthz" in OWN_PATHS


def test_the_image_is_made_from_what_is_there() -> None:
    sources = [words.split()[:-1] for words in instructions("COPY") if not words.startswith("--from")]
    names = [name for several in sources for name in several]
    assert all((ROOT / name).exists() for name in names)
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").split() if line.startswith("!")}
    assert let_in == set(names)
    assert all(re.fullmatch(r"[\w./-]+:[\w.-]+( AS \w+)?", base) for base in instructions("FROM")), (
        "each base has its tag"
    )
    assert [json.loads(each) for each in instructions("ENTRYPOINT")] == [["glas"]]


def tracked(room: str) -> set[str]:
    """The files of the room that belong to the repository."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    if not (ROOT / ".git").exists():
        pytest.skip("this is no clone: nothing tells which files are tracked")
    done = subprocess.run(["git", "ls-files", room], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines())


def test_what_is_installed_holds_all_that_glas_reads(tmp_path: Path) -> None:
    """The last step of the image's first stage; its wheel then works from a folder that nobody can write to."""
    rooms = {room: tracked(room) for room in ("bot", "flows", "locales", "results", "sandbox", "storage")}
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", tmp_path, ROOT], check=True
    )
    [wheel] = tmp_path.glob("glas-*.whl")
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as file:
        file.extractall(installed)
    for room, names in rooms.items():
        assert names, room
        assert {name for name in names if not (installed / name).is_file()} == set()
