from notifications.channels import Addressee, Known
from notifications.channels.memory import MemoryCarrier
from notifications.rendering import Message
from states.vocabulary import Channel, NoticeEvent, Recipient

HER = Addressee(Recipient.SURVIVOR, "", "07700 900123")
KNOWN = Known("N-1", Recipient.SURVIVOR, Channel.SMS)
HELLO = Message(Channel.SMS, None, "Hello", "digest")


def test_a_message_is_kept_once_under_its_reference():
    carrier = MemoryCarrier()
    assert carrier.lookup(KNOWN) is None
    assert carrier.send(HELLO, HER, "N-1").event is NoticeEvent.ACCEPT
    assert carrier.send(Message(Channel.SMS, None, "Again", "digest"), HER, "N-1").event is NoticeEvent.ACCEPT
    assert carrier.sent == {"N-1": (HELLO, HER)}
    found = carrier.lookup(KNOWN)
    assert found is not None
    assert found.provider_ref == "N-1"


def test_neither_an_address_nor_a_secret_is_in_a_repr():
    assert "07700" not in repr(HER)
    assert "key" not in repr(Addressee(Recipient.FORCE, "avon", "https://force.example/", b"key"))
