"""Settings: ``config.yml``, then the environment on top. Unknown keys are refused by line."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from basics.content import line_of, load_yaml
from basics.errors import WaymarkError

PROJECT = Path(__file__).resolve().parent.parent
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)")


class ConfigProblem(WaymarkError):
    """A setting cannot be used. The message names the key, and the file and line where it stands."""

    code = "config_problem"


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Service(Section):
    name: str = Field("Waymark", min_length=1, max_length=40)
    nation: Literal["england", "wales", "scotland", "northern_ireland"] = "england"
    public_url: str | None = None
    public: bool = False
    """Real young people can reach this service. It then refuses to start with anything missing that
    their safety hangs on."""

    @field_validator("public_url")
    @classmethod
    def _an_address(cls, value: str | None) -> str | None:
        if value is not None and urlsplit(value).scheme not in ("http", "https"):
            raise ValueError("must start with https:// or http://")
        return value.rstrip("/") if value else None


class Server(Section):
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    allowed_hosts: list[str] = []
    max_body_bytes: int = Field(65536, ge=1024)
    max_message_bytes: int = Field(8_388_608, ge=65_536)
    """Of a request that brings a message. A million characters are six million bytes where a program
    writes each as an escape in JSON."""


class DatabaseSettings(Section):
    url: str = "sqlite:///var/waymark.db"


class Security(Section):
    key_file: Path = Path("var/keys/text.key")
    keys: str | None = Field(None, repr=False)


class UnderstandingSettings(Section):
    servers: list[str] = []
    timeout_seconds: float = Field(2.0, gt=0, le=10)


class Web(Section):
    exit_to: str = "https://www.bbc.co.uk/weather"


class Telegram(Section):
    token: str | None = Field(None, repr=False)
    api_url: str | None = None


class Channels(Section):
    web: Web = Web()
    telegram: Telegram = Telegram()


class HoursSettings(Section):
    week: dict[str, list[str]] = {}
    closed_on: list[str] = []

    @field_validator("week")
    @classmethod
    def _spans(cls, value: dict[str, list[str]]) -> dict[str, list[str]]:
        for day, spans in value.items():
            if day not in DAYS:
                raise ValueError(f"“{day}” is not a day: use {', '.join(DAYS)}")
            for span in spans:
                if not _SPAN.fullmatch(span):
                    raise ValueError(f"{day}: “{span}” is not a span like 09:00-17:00")
        return value


class DirectorySettings(Section):
    demo: bool = False


class Retention(Section):
    conversation_days: int = Field(30, ge=1, le=30)
    """Days after the last message. The law asks for no longer than is needed: 30 at most."""


class Logging(Section):
    level: Literal["debug", "info", "warning", "error"] = "info"
    file: Path | None = None


class Settings(BaseSettings):
    """Everything an operator can set."""

    model_config = SettingsConfigDict(
        env_prefix="WAYMARK_",
        env_nested_delimiter="__",
        extra="forbid",
        nested_model_default_partial_update=True,
    )

    service: Service = Service()
    server: Server = Server()
    database: DatabaseSettings = DatabaseSettings()
    security: Security = Security()
    understanding: UnderstandingSettings = UnderstandingSettings()
    channels: Channels = Channels()
    hours: HoursSettings = HoursSettings()
    directory: DirectorySettings = DirectorySettings()
    retention: Retention = Retention()
    logging: Logging = Logging()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (env_settings, init_settings)  # what the file says comes in as init

    @property
    def home(self) -> Path:
        """The folder that relative paths start from: that of the configuration file."""
        return config_path().parent

    def path(self, value: Path) -> Path:
        return value if value.is_absolute() else self.home / value

    @property
    def database_url(self) -> str:
        """The database's address; a relative SQLite file is taken from ``home``."""
        prefix = "sqlite:///"
        url = self.database.url
        if url.startswith(prefix) and not url.startswith(prefix + "/") and ":memory:" not in url:
            return f"{prefix}{self.home / url[len(prefix) :]}"
        return url

    @property
    def is_https(self) -> bool:
        return (self.service.public_url or "").startswith("https://")


def config_path() -> Path:
    """``WAYMARK_CONFIG``, else ``config.yml`` of the project."""
    return Path(os.environ.get("WAYMARK_CONFIG") or PROJECT / "config.yml").resolve()


def load_settings() -> Settings:
    """The settings of this process; raises :class:`ConfigProblem` or ContentError."""
    path = config_path()
    if not path.exists():
        raise ConfigProblem(
            f"The configuration file {path} is not there.",
            hint="Set WAYMARK_CONFIG to the file you mean, or put config.yml back.",
        )
    data = load_yaml(path) or {}
    if not isinstance(data, dict):
        raise ConfigProblem(f"{path.name}: must hold keys and values.")
    try:
        return Settings(**data)
    except ValidationError as problem:
        raise ConfigProblem(_explain(path, problem, data)) from None


def _explain(path: Path, problem: ValidationError, data: dict[str, Any]) -> str:
    """The first thing that is wrong, with the key, and the line if it stands in the file."""
    error = problem.errors(include_input=False, include_url=False)[0]
    keys = [key for key in error["loc"] if key != "[key]"]
    name = ".".join(str(key) for key in keys)
    if error["type"] == "extra_forbidden":
        said = f"the key “{name}” is not known"
    else:
        said = f"“{name}”: {error['msg'].removeprefix('Value error, ')}"
    if not _stands_in(data, keys):
        return (
            f"{path.name} or the environment (WAYMARK_{'__'.join(map(str, keys)).upper()}): {said}."
        )
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return f"{path.name}, line {_key_line(node, keys)}: {said}."


def _stands_in(data: Any, keys: list[Any]) -> bool:
    try:
        for key in keys:
            data = data[key]
    except (KeyError, IndexError, TypeError):
        return False
    return True


def _key_line(node: yaml.Node | None, keys: list[Any]) -> int | None:
    # The line of the key itself, not of its value, which may start further down.
    parent = node
    for key in keys[:-1]:
        for name, value in parent.value if isinstance(parent, yaml.MappingNode) else ():
            if name.value == str(key):
                parent = value
    if isinstance(parent, yaml.MappingNode):
        for name, _ in parent.value:
            if name.value == str(keys[-1]):
                return int(name.start_mark.line) + 1
    return line_of(node, keys)
