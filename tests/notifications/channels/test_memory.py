from notifications.channels import Addressee
from notifications.channels.memory import MemoryCarrier
from notifications.rendering import Message
from states.vocabulary import Channel, NoticeEvent, Recipient

HER = Addressee(Recipient.SURVIVOR, "", "07700 900123")
HELLO = Message(Channel.SMS, None, "Hello", "digest")


def test_a_message_is_kept_once_under_its_reference():
    carrier = MemoryCarrier()
    assert carrier.lookup("N-1") is None
    assert carrier.send(HELLO, HER, "N-1").event is NoticeEvent.ACCEPT
    assert carrier.send(Message(Channel.SMS, None, "Again", "digest"), HER, "N-1").event is NoticeEvent.ACCEPT
    assert carrier.sent == {"N-1": (HELLO, HER)}
    found = carrier.lookup("N-1")
    assert found is not None
    assert found.provider_ref == "N-1"


def test_an_address_is_in_no_repr():
    assert "07700" not in repr(HER)
