"""The command line: `rowan` and everything that it can be asked."""

import typer

from api.commands import (
    checking,
    contacts,
    courts,
    demo,
    intake,
    notices,
    people,
    serving,
    states,
    storage,
    trail,
    worker,
)
from api.commands.console import Sentences

app = typer.Typer(
    name="rowan",
    cls=Sentences,
    help="From a police officer's referral to a civil protection order.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.command("serve")(serving.serve)
app.command("worker")(worker.work)
app.command("demo")(demo.demonstrate)
app.command("migrate")(storage.bring_up)
app.command("backup")(storage.back_up)
app.command("restore")(storage.bring_back)
app.command("import")(intake.take_file)
app.command("simulate")(intake.make_fictional)
app.command("doctor")(checking.examine_all)
app.add_typer(states.states, name="states")
app.add_typer(trail.trail, name="trail")
app.add_typer(notices.notices, name="notices")
app.add_typer(contacts.contacts, name="contacts")
app.add_typer(storage.keys, name="keys")
app.add_typer(people.people, name="people")
app.add_typer(people.firms, name="firms")
app.add_typer(courts.courts, name="courts")
