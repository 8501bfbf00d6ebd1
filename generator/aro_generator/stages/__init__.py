"""The stages in their order; a stage's reason for its place is its ``needs``."""

from __future__ import annotations

from aro_generator.pipeline import Pipeline
from aro_generator.stages.build_graphs import BUILD_GRAPHS
from aro_generator.stages.bundle_specs import BUNDLE_SPECS
from aro_generator.stages.check_names import CHECK_NAMES
from aro_generator.stages.check_paths import CHECK_PATHS
from aro_generator.stages.check_specs import CHECK_SPECS
from aro_generator.stages.check_values import CHECK_VALUES
from aro_generator.stages.close_requests import CLOSE_REQUESTS
from aro_generator.stages.compare_hub import COMPARE_HUB
from aro_generator.stages.convert_schemas import CONVERT_SCHEMAS
from aro_generator.stages.emit_files import EMIT_FILES
from aro_generator.stages.format_python import FORMAT_PYTHON

READ = (CHECK_SPECS, CHECK_VALUES, CHECK_PATHS, BUNDLE_SPECS, BUILD_GRAPHS, CHECK_NAMES)

UNDERSTAND = Pipeline(READ)
GENERATE = Pipeline(
    (*READ, CLOSE_REQUESTS, CONVERT_SCHEMAS, COMPARE_HUB, EMIT_FILES, FORMAT_PYTHON)
)
