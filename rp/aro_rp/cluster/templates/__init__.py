"""ARM templates of a cluster: pure functions from what is known to JSON (backend.md 15)."""

from __future__ import annotations

from aro_rp.cluster.templates.base_template import BaseInputs, base_template
from aro_rp.cluster.templates.resource import Template, template

__all__ = ["BaseInputs", "Template", "base_template", "template"]
