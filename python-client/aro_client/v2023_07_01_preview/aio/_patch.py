# Made by AutoRest from api-version 2023-07-01-preview, finished by aro-generate.
# Do not edit: change the spec and run `make generate-client`.
"""Where AutoRest looks for additions; there are none here."""

__all__: list[str] = []


def patch_sdk() -> None:
    """Called once after import."""
