"""Between each api-version and the hub: what the generator could not copy, and who may ask."""

from aro_rp.convert.converter import OpenShiftClusterConverter
from aro_rp.convert.offers import render_role_set, render_version
from aro_rp.convert.registry import converter_for

__all__ = ["OpenShiftClusterConverter", "converter_for", "render_role_set", "render_version"]
