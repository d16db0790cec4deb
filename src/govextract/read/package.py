"""Documents that are zip files of XML parts (docx, xlsx, ofd): parts by name, and XML that cannot explode."""

from __future__ import annotations

import io
import posixpath
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import cast
from xml.parsers import expat

from govextract.read.errors import ReadError
from govextract.read.limits import Limits
from govextract.read.zips import open_zip, overlapping, read_member

_DEPTH = 400
_CHUNK = 1 << 16


class _PrologEndError(Exception):
    pass


class Package:
    """The parts of a document; their names are compared without case, as Office does."""

    def __init__(self, data: bytes, source: str, limits: Limits) -> None:
        """Open the package.

        Raises:
            ReadError: it is damaged or hostile.
        """
        self.source, self._limits = source, limits
        self._zip = open_zip(io.BytesIO(data), source, limits)
        shared = overlapping(self._zip)
        if shared:
            raise ReadError("overlap", source)
        self._infos = {_key(x.filename): x for x in self._zip.filelist}
        self._left = 4 * limits.part

    def names(self) -> list[str]:
        """The names of the parts, in small letters, without a leading slash."""
        return list(self._infos)

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._infos

    def read(self, name: str) -> bytes:
        """The bytes of a part.

        Raises:
            ReadError: it is missing, damaged or too large.
        """
        info = self._infos.get(_key(name))
        if info is None:
            raise ReadError("damaged", self.source, reason="missing_part")
        if info.file_size > min(self._limits.part, self._left):
            raise ReadError("bomb", self.source, limit=str(self._limits.part // 1_000_000))
        self._left -= info.file_size
        return read_member(self._zip, info, self.source, lambda _: self._limits.part)

    def xml(self, name: str) -> ET.Element:
        """The XML of a part, its tags and attributes without their namespaces.

        Raises:
            ReadError: it is missing, damaged or hostile.
        """
        return parse_xml(self.read(name), self.source)

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """The relations of a part: id to (last word of the type, name of the part meant)."""
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations not in self:
            return {}
        found = {}
        for e in self.xml(relations):
            if e.get("TargetMode") != "External":
                target = posixpath.join("/" + folder, e.get("Target", ""))
                found[e.get("Id", "")] = (e.get("Type", "").rpartition("/")[2], posixpath.normpath(target))
        return found


def parse_xml(data: bytes, source: str) -> ET.Element:
    """The XML in ``data``, its tags and attributes without their namespaces.

    Raises:
        ReadError: it is no XML, or is nested very deep, or has a document type, which could define entities.
    """
    try:
        refuse_doctype(data, source)
        root = ET.fromstring(data)  # noqa: S314 - without a document type there are no entities
    except ReadError:
        raise
    except (ET.ParseError, expat.ExpatError, LookupError, ValueError) as e:
        raise ReadError("damaged", source, reason="structure") from e
    _plain_names(root, source)
    return root


def refuse_doctype(data: bytes, source: str) -> None:
    """Refuse XML with a document type.

    Raises:
        ReadError: it has one.
        ExpatError: it is no XML.
    """

    def doctype(*_: object) -> None:
        raise ReadError("xml_bomb", source)

    def element(*_: object) -> None:
        raise _PrologEndError

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = element
    try:
        parser.Parse(data, True)
    except _PrologEndError:
        return


def elements(data: bytes, tag: str, source: str) -> Iterator[ET.Element]:
    """The elements ``tag`` of XML one by one, so that a long part is never in memory as a tree.

    Raises:
        ReadError: it is no XML, or hostile.
    """
    path: list[ET.Element] = []
    parser: ET.XMLPullParser[ET.Element] = ET.XMLPullParser(("start", "end"))
    try:
        refuse_doctype(data, source)
        for at in range(0, len(data) + _CHUNK, _CHUNK):
            if at < len(data):
                parser.feed(data[at : at + _CHUNK])
            else:
                parser.close()
            for event, e in cast("Iterator[tuple[str, ET.Element]]", parser.read_events()):
                if event == "start":
                    path.append(e)
                    if len(path) > _DEPTH:
                        raise ReadError("xml_bomb", source)
                    continue
                path.pop()
                if e.tag.rpartition("}")[2] == tag:
                    _plain_names(e, source)
                    yield e
                    if path:
                        del path[-1][-1]
    except ReadError:
        raise
    except (ET.ParseError, expat.ExpatError, LookupError, ValueError) as e:
        raise ReadError("damaged", source, reason="structure") from e


def _plain_names(root: ET.Element, source: str) -> None:
    level = [root]
    depth = 0
    while level:
        depth += 1
        if depth > _DEPTH:
            raise ReadError("xml_bomb", source)
        below: list[ET.Element] = []
        for e in level:
            e.tag = e.tag.rpartition("}")[2]
            if e.attrib:
                e.attrib = {k.rpartition("}")[2]: v for k, v in e.attrib.items()}
            below.extend(e)
        level = below


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
