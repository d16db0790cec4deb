"""Join the records of many reports: one person, one enterprise, one event, however many reports tell of it.

``Linker`` takes extractions one after another and keeps only what joining needs; ``link(extractions).frames()``
gives the tables. All is worked out from the records, whatever the order in which they come.
"""

from govextract.link.linker import Linked, Linker, link

__all__ = ["Linked", "Linker", "link"]
