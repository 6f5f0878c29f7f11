"""What may be set, from the environment alone: every setting, its default and what it is for.

`docs/reference` is generated from this module. Nothing here may be printed as it stands: a database URL
may hold a password, and keys are keys.
"""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from api.channel_settings import ChannelSettings
from notifications.delivery import IN_DOUBT_AFTER
from workflow.keys import Keys

#: Every setting's name in the environment begins so.
PREFIX = "ROWAN_"
#: A number that rings nowhere, kept for fiction. Source: Ofcom, numbers for drama use.
FICTIONAL_NUMBER = "020 7946 0000"
FICTIONAL = "messages name a number that rings nowhere: set ROWAN_CALL_BACK_NUMBER"

#: Bytes. A referral with every list full is some 60 kB.
REQUEST_LIMIT = 262_144


class Settings(ChannelSettings):
    """The settings of one process. Defaults work for one machine."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, hide_input_in_errors=True, env_ignore_empty=True
    )

    home: Annotated[
        Path, Field(description="The directory of everything that Rowan keeps: database, keys, notices.")
    ] = Path("var")
    database_url: Annotated[
        SecretStr | None,
        Field(
            description="The database: `sqlite:///FILE` or `postgresql://…`. Default: `rowan.db` in the home."
        ),
    ] = None
    key_file: Annotated[
        Path | None, Field(description="The file of the keys. Default: `keys.json` in the home.")
    ] = None
    keys: Annotated[
        SecretStr | None,
        Field(description="The content of the key file itself, where the environment holds secrets."),
    ] = None
    call_back_number: Annotated[
        str,
        Field(
            min_length=1,
            max_length=16,
            pattern=r"^\+?[0-9 ]+$",
            description="The number that messages ask people to call. The default rings nowhere.",
        ),
    ] = FICTIONAL_NUMBER
    public_url: Annotated[
        str | None,
        Field(
            max_length=60,
            pattern=r"^(https://[a-z0-9][a-z0-9.:/-]*[a-z0-9]|http://(127\.0\.0\.1|localhost)(:[0-9]+)?)$",
            description="The address under which people outside reach this Rowan, without a last slash: links to "
            "surveys begin with it. Without one nobody is sent a link; surveys are asked by phone.",
        ),
    ] = None
    host: Annotated[str, Field(description="The address that `rowan serve` listens on.")] = "127.0.0.1"
    port: Annotated[
        int,
        Field(ge=0, le=65535, description="The port that `rowan serve` listens on; 0 takes any free one."),
    ] = 8000
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Field(description="The least that is logged.")
    ] = "info"
    request_limit: Annotated[
        int, Field(ge=1024, description="The largest request body that is read, in bytes.")
    ] = REQUEST_LIMIT
    deliver: Annotated[
        Literal["auto", "here", "worker"],
        Field(
            description="Who delivers notices and watches deadlines: `here` the process that serves, `worker` "
            "the processes of `rowan worker`, which need PostgreSQL. `auto`: here on SQLite, else workers."
        ),
    ] = "auto"
    hands: Annotated[
        int, Field(ge=1, le=12, description="Notices that one process hands to a provider at the same time.")
    ] = 4
    in_doubt_after: Annotated[
        timedelta,
        Field(
            gt=timedelta(0),
            description="How long a notice whose sending was cut off waits before its provider is asked for it. "
            "Less than 15 minutes is for tests: a slow provider may still send what it says it never had.",
        ),
    ] = IN_DOUBT_AFTER
    delivery_interval: Annotated[
        timedelta,
        Field(
            gt=timedelta(0),
            description="The longest that delivery sleeps: how soon it sees what another process committed.",
        ),
    ] = timedelta(seconds=0.5)
    delivery_lag: Annotated[
        timedelta,
        Field(gt=timedelta(0), description="How far delivery may fall behind before /readyz says so."),
    ] = timedelta(seconds=60)
    stop_within: Annotated[
        int, Field(ge=1, description="Seconds that requests and deliveries in hand have when stopping.")
    ] = 10

    @property
    def database(self) -> str:
        """The database's URL. May hold a password: never log it."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.home.absolute() / 'rowan.db'}"

    @property
    def key_path(self) -> Path:
        """Where the key file is, or will be."""
        return self.key_file or self.home / "keys.json"

    @property
    def notices(self) -> Path:
        """Where the file channel writes."""
        return self.home / "notices"

    @property
    def standing(self) -> dict[str, str]:
        """What is the same in every message."""
        return {"call_back_number": self.call_back_number}

    def held_keys(self) -> Keys:
        """Load the keys. Raises ConfigurationFault."""
        return Keys.load(self.key_path if self.keys is None else self.keys.get_secret_value())
