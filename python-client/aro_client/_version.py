"""The version of the package; the wheel and the user agent carry it."""

VERSION = "0.1.0"
