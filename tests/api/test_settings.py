import pytest
from pydantic import SecretStr, ValidationError

from api.settings import PREFIX, Settings
from notifications.rendering import STANDING


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)


def test_every_setting_says_what_it_is_for():
    assert all(field.description for field in Settings.model_fields.values())


def test_defaults_keep_everything_in_one_home(tmp_path):
    settings = Settings(home=tmp_path)
    assert settings.database == f"sqlite:///{tmp_path}/rowan.db"
    assert settings.key_path == tmp_path / "keys.json"
    assert settings.notices == tmp_path / "notices"


def test_the_environment_sets_each(monkeypatch, tmp_path):
    monkeypatch.setenv("ROWAN_HOME", str(tmp_path))
    monkeypatch.setenv("ROWAN_DATABASE_URL", "postgresql://rowan:secret@db/rowan")
    monkeypatch.setenv("ROWAN_KEY_FILE", "/run/keys.json")
    monkeypatch.setenv("ROWAN_PORT", "9000")
    settings = Settings()
    assert settings.database == "postgresql://rowan:secret@db/rowan"
    assert (str(settings.key_path), settings.port) == ("/run/keys.json", 9000)


def test_an_empty_variable_is_no_setting(monkeypatch):
    monkeypatch.setenv("ROWAN_DATABASE_URL", "")
    assert Settings().database_url is None


def test_secrets_are_in_no_repr():
    settings = Settings(
        database_url=SecretStr("postgresql://rowan:secret@db/rowan"), keys=SecretStr("{secret")
    )
    assert "secret" not in repr(settings)


def test_a_setting_that_does_not_fit_is_refused_without_repeating_it(monkeypatch):
    monkeypatch.setenv("ROWAN_CALL_BACK_NUMBER", "Anna's number")
    with pytest.raises(ValidationError) as refusal:
        Settings()
    assert "Anna" not in str(refusal.value)


def test_there_is_a_setting_for_everything_that_messages_need():
    assert set(Settings().standing) == STANDING


def test_keys_come_from_the_environment_where_it_holds_them(tmp_path):
    from workflow.keys import Keys

    made = Keys.create(tmp_path / "keys.json")
    text = SecretStr((tmp_path / "keys.json").read_text())
    assert Settings(home=tmp_path / "none", keys=text).held_keys().current == made.current
    assert Settings(home=tmp_path).held_keys().current == made.current
