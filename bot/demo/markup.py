"""XML as arXiv writes it.

Names keep their prefixes literally, so that the root declares the namespaces that arXiv's declares, used or not.
"""

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, indent, tostring

ARXIV_NS = "http://arxiv.org/schemas/atom"


def add(parent: Element, tag: str, text: str | None = None, attributes: Mapping[str, str] | None = None) -> Element:
    """Return a new last child of ``parent``."""
    child = SubElement(parent, tag, dict(attributes or {}))
    child.text = text
    return child


def document(root: Element) -> bytes:
    """Return the whole document in UTF-8, indented by two spaces."""
    indent(root)
    return bytes(tostring(root, encoding="UTF-8", xml_declaration=True))
