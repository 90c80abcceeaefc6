"""The example reports in a store, with a little of what people do there: the reports and the decisions are invented.

For looking at the application; every page of it has something to show then.
"""

import json
from pathlib import Path
from typing import Final

from hasila.ingest import captures
from hasila.intake import deciding
from hasila.intake.ingesting import ingest
from hasila.model import Capture
from hasila.store import Store, publishing
from hasila.store.claims import numbers_of, stored

#: Who decides in the examples.
EDITOR: Final = "example editor"
#: Accepted, and rejected with the reason: report, claim.
_ACCEPTED: Final = (("zirba-state", "c3"), ("udhaym-denial", "c1"))
_REJECTED: Final = ("zirba-recap", "c4", "The allies are among the 21, not dead beside them.")
#: Claims whose incidents are one: that of the first keeps its id.
_ONE: Final = (("zirba-wire", "c2"), ("zirba-recap", "c1"))
_WHY_ONE: Final = "The recap of 12 June tells of the battle of the 10th."
_ASSESSMENT: Final = (
    "كان مركز الشمال للتوثيق أول من عدّ القتلى من الطرفين، ثم رفع حصيلته بعد يومين إلى [57](zirba-recap#c1). "
    "ولا تزال غرفة العمليات على قولها إن [40](zirba-communique#c2) من قوات النظام قتلوا.\n\n"
    "The captives stay contested: the operations room says [seven](zirba-communique#c4), Hezbollah's media office says "
    "that it has lost [none](zirba-denial#c2). This assessment is an example, like the reports it is about."
)


#: Reports of days after the first: they come in later, and move tolls.
_LATER: Final = ("udhaym-governor", "zirba-recap", "nuhud-rsf", "nuhud-wire")


def take_in(store: Store, folder: Path, who: str) -> None:
    """Take the example reports of a folder into a store as they came: those of the first days, then the others.

    Raises:
        StoreError: if the store fails.
    """
    told = list(captures(sorted(str(path) for path in folder.glob("*/reports.jsonl"))))
    ingest(
        store, [one for one in told if not isinstance(one, Capture) or json.loads(one.body)["id"] not in _LATER], who
    )
    ingest(store, told, who)


def fill(store: Store, folder: Path) -> None:
    """Take the example reports of a folder into a store, decide about some, and write and publish of one incident.

    Raises:
        StoreError: if the store fails, or the reports no longer have the claims that are decided about.
    """
    take_in(store, folder, EDITOR)
    with store.writing() as connection:
        for report, claim in _ACCEPTED:
            deciding.accept(connection, EDITOR, report, claim)
        deciding.reject(connection, EDITOR, *_REJECTED)
        names = numbers_of(connection, [report for report, _ in _ONE])
        told = stored(connection, list(names.values()))
        into, other = (told[names[report]].incidents[claim] for report, claim in _ONE)
        deciding.merge(connection, EDITOR, into, [other], _WHY_ONE)
        publishing.assess(connection, EDITOR, into, _ASSESSMENT)
        publishing.publish(connection, EDITOR, into)
