"""Exports are told in the log of changes: whoever has a file can ask what was in the store when it was made."""

from hasila.model.codec import to_json
from hasila.store import Store, log
from hasila.store.search import Filter


def log_export(store: Store, who: str, form: str, profile: str, chosen: Filter, names: bool) -> str:
    """Log that an export is made, before it is; return its time (UTC)."""
    told = {"format": form, "profile": profile, "names": names, "chosen": chosen}
    time = log.now()
    with store.writing() as connection:
        log.append(connection, who, [log.Change(action="export", subject="store", new=to_json(told))], time)
    return time
