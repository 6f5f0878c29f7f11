"""The stand-in for GOV.UK Notify in a process of its own: `python -m tests.provider --port 0`.

Prints one line of JSON, `{"url", "api_key"}`, when it answers, and serves until it is terminated.
"""

import argparse
import asyncio
import json
import signal

from tests.provider.notify import Account, Callback, Provider
from tests.provider.plan import Plan


def main() -> None:
    """Read what was asked for, and serve."""
    asked = argparse.ArgumentParser(prog="python -m tests.provider", description=__doc__)
    asked.add_argument("--port", type=int, default=0)
    asked.add_argument(
        "--plan", type=json.loads, default={}, help="fields of tests.provider.plan.Plan, as JSON"
    )
    asked.add_argument("--service", help="the id of the service, a UUID; without it one is made up")
    asked.add_argument("--secret", help="the secret of its key, a UUID")
    asked.add_argument("--callback", help="where receipts go")
    asked.add_argument("--token", default="", help="the bearer token of receipts")
    given = asked.parse_args()
    account = Account(given.service, given.secret) if given.service and given.secret else Account()
    callback = Callback(given.callback, given.token) if given.callback else None
    asyncio.run(serve(Provider(Plan.of(given.plan), callback, given.port, account)))


async def serve(provider: Provider) -> None:
    """Serve until a signal says otherwise."""
    ended = asyncio.Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(told, ended.set)
    await provider.server.open()
    print(json.dumps({"url": provider.url, "api_key": provider.api_key}), flush=True)
    await ended.wait()
    await provider.server.close()


if __name__ == "__main__":
    main()
