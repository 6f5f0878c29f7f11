"""Passwords: which are taken, and what is kept of them."""

import threading

import pytest

from tests.workflow.signing import CHEAP, PASSWORD
from workflow import passwords
from workflow.passwords import hash_password, is_password, problem_with

OWN = ("Asha J. Raman", "asha.raman@service.example")


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("fourteen chars", "15 to 200"),
        ("x" * 201, "15 to 200"),
        ("a" * 20, "repeat"),
        ("abcab! abcab! abcab!", "repeat"),
        ("Kx7!mQ Kx7!mQ Kx7!mQ", "repeat"),
        ("qwertyuiopasdfghjkl", "order"),
        ("9876543210987654321", "order"),
        ("Asha.Raman.2026!!", "your name"),
        ("rowan rowan rowan 1", "words of this service"),
        ("manchesterunited", "tried first"),
        ("Sunshine-Dragon-12", "tried first"),
        ("passwordpassword1", "tried first"),
    ],
)
def test_what_would_be_guessed_early_is_not_taken(password, said):
    assert said in (problem_with(password, *OWN) or "")


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "correct horse battery staple",
        "kL9!vPq2#xT7$mN4",
        "dragon monkey sunshine hockey",
        "ŵy a ŷd bach yn tŷ",
    ],
)
def test_any_other_is_taken_and_no_signs_are_demanded(password):
    assert problem_with(password, *OWN) is None


def test_it_is_kept_as_argon2id_and_nobodys_takes_as_much_work():
    assert passwords.HASHING.current_hasher.identify(passwords.NOBODYS)
    assert not passwords.HASHING.current_hasher.check_needs_rehash(passwords.NOBODYS)
    assert "$argon2id$" in passwords.NOBODYS


def test_only_the_password_that_was_kept_fits(monkeypatch):
    monkeypatch.setattr(passwords, "HASHING", CHEAP)
    monkeypatch.setattr(passwords, "NOBODYS", CHEAP.hash("nobody"))
    kept = hash_password(PASSWORD)
    assert PASSWORD not in kept
    assert is_password(PASSWORD, kept)
    assert not is_password(PASSWORD + ".", kept)
    assert not is_password("nobody", None)
    assert not is_password("x" * 201, kept)


def test_never_more_than_two_are_hashed_at_once(monkeypatch):
    meeting, now, most = threading.Barrier(2, timeout=20), [0], [0]
    counting = threading.Lock()

    class Slow:
        def hash(self, _):
            with counting:
                now[0] += 1
                most[0] = max(most[0], now[0])
            meeting.wait()
            with counting:
                now[0] -= 1
            return ""

    monkeypatch.setattr(passwords, "HASHING", Slow())
    threads = [threading.Thread(target=hash_password, args=("x",)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [2]
