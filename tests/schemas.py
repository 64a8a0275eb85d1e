"""The schemas of METS, PREMIS 3 and Dublin Core, out of packages that carry them (`requirements-schemas.in`)."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from lxml import etree

from archive_service.services.transfer_packages import DC, METS, PREMIS

CARRIED = Path(sys.prefix) / "schemas"
_LIBRARY_OF_CONGRESS = CARRIED / "a3m" / "client" / "assets"
FILES = {
    METS: _LIBRARY_OF_CONGRESS / "mets" / "mets.xsd",
    PREMIS: _LIBRARY_OF_CONGRESS / "premis" / "premis.xsd",
    DC: CARRIED / "pycsw" / "core" / "schemas" / "ogc" / "csw" / "2.0.2" / "rec-dcmes.xsd",
}
_BY_NAME = {path.name: path for path in (*FILES.values(), _LIBRARY_OF_CONGRESS / "mets" / "xlink.xsd")}
_REFERRING = ("DMDID", "ADMID", "FILEID")
_XSD = "http://www.w3.org/2001/XMLSchema"


class _Carried(etree.Resolver):
    """What a schema takes from elsewhere is found beside it, by the name of the file: nothing is fetched."""

    def resolve(self, system_url: str, public_id: str, context: object) -> object:  # type: ignore[override]
        found = _BY_NAME.get(system_url.rpartition("/")[2])
        return self.resolve_filename(str(found), context) if found else None  # type: ignore[attr-defined]


@cache
def all_schemas() -> etree.XMLSchema:
    """One schema of all three, so that Dublin Core inside METS is held against its own as well."""
    imports = "".join(f'<xs:import namespace="{space}" schemaLocation="{path.name}"/>' for space, path in FILES.items())
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Carried())
    return etree.XMLSchema(etree.fromstring(f'<xs:schema xmlns:xs="{_XSD}">{imports}</xs:schema>'.encode(), parser))


def faults(document: etree._ElementTree) -> list[str]:
    """What is wrong with a METS or PREMIS document; empty for a valid one.

    The validator does not look whether what METS refers to is there, so that is looked at here.
    """
    schema = all_schemas()
    found = [] if schema.validate(document) else str(schema.error_log).splitlines()
    ids = {element.get("ID") for element in document.iter()}
    named = {each for element in document.iter() for name in _REFERRING for each in str(element.get(name, "")).split()}
    return found + [f"nothing is called {each}" for each in sorted(named - ids)]
