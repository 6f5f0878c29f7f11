import json
import logging
import subprocess
import sys
from typing import Any

import pytest

from api.logs import JsonLines, write_json_lines

SECRET = "Anna Example, 07700 900123"


def line(**more: Any) -> dict[str, Any]:
    record = logging.LogRecord("api.test", logging.ERROR, __file__, 1, "it %s", ("failed",), None)
    for name, value in more.items():
        setattr(record, name, value)
    told: dict[str, Any] = json.loads(JsonLines().format(record))
    return told


def test_a_line_says_when_how_bad_who_and_what():
    told = line()
    assert told["at"].endswith("Z")
    assert (told["level"], told["logger"], told["message"]) == ("error", "api.test", "it failed")


def test_a_line_holds_the_fields_that_were_given():
    assert line(fields={"status": 200})["status"] == 200


def test_a_fault_is_named_by_type_and_place_but_never_by_its_words():
    with pytest.raises(ValueError, match="Anna") as caught:
        int(SECRET)
    told = line(exc_info=(caught.type, caught.value, caught.tb))
    assert told["error"] == "ValueError"
    assert "test_a_fault_is_named" in told["where"][-1]
    assert SECRET not in json.dumps(told)


def test_an_exception_without_a_type_adds_nothing():
    assert "error" not in line(exc_info=(None, None, None))


def test_every_logger_of_a_serving_process_writes_json_lines():
    code = (
        "import logging, warnings\n"
        "from api.logs import write_json_lines\n"
        "write_json_lines('info')\n"
        "logging.getLogger('uvicorn.access').info('GET /?name=Anna')\n"
        "logging.getLogger('some.library').info('started')\n"
        "logging.getLogger('some.library').debug('too much')\n"
        "warnings.warn('old')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    told = [json.loads(one) for one in done.stderr.splitlines()]
    assert [one["logger"] for one in told] == ["some.library", "py.warnings"]
    assert "Anna" not in done.stderr


@pytest.fixture(autouse=True)
def _keep_loggers():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    logging.captureWarnings(False)
    logging.getLogger("uvicorn.access").disabled = False
    root.handlers[:] = handlers
    root.setLevel(level)


def test_the_level_is_the_one_that_was_set():
    write_json_lines("error")
    assert logging.getLogger().level == logging.ERROR


@pytest.mark.parametrize(
    "name", ["notifications_python_client.base", "urllib3.connectionpool", "procrastinate.worker"]
)
def test_libraries_that_quote_what_they_carry_say_nothing_of_it(name):
    program = f"""
import logging
from api.logs import write_json_lines
write_json_lines("debug")
for level in (logging.DEBUG, logging.INFO):
    logging.getLogger({name!r}).log(level, {SECRET!r})
if {name!r}.startswith("notifications"):
    logging.getLogger({name!r}).warning({SECRET!r})
logging.getLogger("api.test").debug("heard")
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    (told,) = ran.stderr.splitlines()
    assert json.loads(told)["message"] == "heard"
