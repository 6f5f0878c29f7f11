"""What may be set about the ways out: which carrier takes which channel, and what each needs.

Only the form of each setting is checked here; `carrying.py` refuses what does not fit together.
"""

from typing import Annotated
from uuid import UUID

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

from notifications.channels.notify import URL
from notifications.channels.smtp import Security
from notifications.channels.web import TIMEOUTS

#: Seconds. The longest that a provider may be waited for: what is begun must end long before it is in doubt.
LONGEST_WAIT = 30.0


class ChannelSettings(BaseSettings):
    """The settings of channels. By default every message becomes a file, and nobody is reached."""

    channels: Annotated[
        str,
        Field(
            description="How notices leave: `file` writes each into `notices/` in the home. Else a carrier for each "
            "channel, as in `sms=notify,email=smtp,webhook=webhook`; e-mail also by `notify`, any by `file`."
        ),
    ] = "file"
    notify_api_key: Annotated[
        SecretStr | None, Field(description="The key of GOV.UK Notify, whole, as it shows it once.")
    ] = None
    notify_url: Annotated[str, Field(description="Where GOV.UK Notify is.")] = URL
    notify_sms_template: Annotated[
        UUID | None,
        Field(description="The id of Notify's template that passes a text through: its body is `((body))`."),
    ] = None
    notify_email_template: Annotated[
        UUID | None,
        Field(description="The same for e-mail: its subject is `((subject))`, its body `((body))`."),
    ] = None
    notify_templates: Annotated[
        dict[str, UUID],
        Field(
            description="Templates of their own, as JSON: ids by rule, such as `close/firm`, or by rule and "
            "channel, such as `close/firm.email`. They are given `((subject))` and `((body))` too. Never hers."
        ),
    ] = {}
    notify_callback_token: Annotated[
        SecretStr | None,
        Field(
            min_length=16,
            description="The bearer token that Notify shows when it sends receipts and replies. "
            "Without it none is taken.",
        ),
    ] = None
    smtp_host: Annotated[str | None, Field(description="The mail server.")] = None
    smtp_port: Annotated[
        int | None,
        Field(gt=0, le=65535, description="Its port. Default: 587, 465 with `tls`, 25 with `none`."),
    ] = None
    smtp_user: Annotated[str | None, Field(description="Who we are to it, if it asks.")] = None
    smtp_password: Annotated[SecretStr | None, Field(description="The password of that user.")] = None
    smtp_sender: Annotated[
        str | None,
        Field(description="From whom e-mails come: an address, perhaps with a name, that tells nothing."),
    ] = None
    smtp_security: Annotated[
        Security,
        Field(description="How the line is sealed. `none` only for a mail server of this machine."),
    ] = Security.STARTTLS
    connect_timeout: Annotated[
        float,
        Field(
            gt=0, le=LONGEST_WAIT, description="The longest wait for a provider to be reached, in seconds."
        ),
    ] = TIMEOUTS.connect
    read_timeout: Annotated[
        float,
        Field(gt=0, le=LONGEST_WAIT, description="The longest wait for a provider's answer, in seconds."),
    ] = TIMEOUTS.read
