"""Join the records of many reports: one person, one enterprise, one event, however many reports tell of it.

``Linker`` takes extractions one after another and keeps only what joining needs, in a file; ``link(extractions)``
does the same for all of them, and ``frames()`` gives the tables. All is worked out from the records, whatever the
order in which they come.
"""

from govextract.link.linker import Linked, Linker, Reader, link
from govextract.link.sightings import Reading

__all__ = ["Linked", "Linker", "Reader", "Reading", "link"]
