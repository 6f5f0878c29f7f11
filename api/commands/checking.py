"""The doctor."""

from api import carrying
from api.clock import now
from api.commands.console import AsJson, counting, end, load_settings, remark, say, tell
from api.settings import FICTIONAL, FICTIONAL_NUMBER, Settings
from api.starting import opened, private_files
from workflow.doctor import Check, examine
from workflow.faults import ConfigurationFault, StorageUnavailable

#: Bits of a file's mode that let others in.
OTHERS = 0o077


def examine_all(*, as_json: AsJson = False) -> None:
    """Examine the installation, the settings and the data, changing nothing. Fails where anything is wrong."""
    settings = load_settings()
    checks = [_files(settings), _carriers(settings)]
    if settings.call_back_number == FICTIONAL_NUMBER:
        remark(FICTIONAL)
    try:
        with opened(settings) as db, counting("Examining") as count:
            checks += examine(db, progress=lambda _, done, of: count(done, of), at=now())
    except (ConfigurationFault, StorageUnavailable) as fault:
        checks.append(Check("database", "the database can be opened", 0, 1, (str(fault),)))
    holds = all(check.holds or not check.grave for check in checks)
    if as_json:
        tell({"holds": holds, "checks": checks})
    else:
        for check in checks:
            mark = "holds" if check.holds else "FAILS" if check.grave else "warns"
            say(f"{mark}  {check.name}: {check.says} ({check.good:,} of {check.of:,})")
            for wrong in check.wrong:
                say(f"       {wrong}")
    end(holds=holds)


def _carriers(settings: Settings) -> Check:
    """Check that settings say all that the carriers of notices need."""
    fault = carrying.fault_of(settings)
    wrong = () if fault is None else (fault,)
    return Check("carriers", "what takes notices out is set up", 1 - len(wrong), 1, wrong)


def _files(settings: Settings) -> Check:
    """Check that nobody else on this machine reads what settings name."""
    files = [file for file in private_files(settings) if file.exists()]
    wrong = [
        f"others may look into {file}: run `chmod go= {file}`"
        for file in files
        if file.stat().st_mode & OTHERS
    ]
    return Check(
        "files", "keys and data are for their owner alone", len(files) - len(wrong), len(files), tuple(wrong)
    )
