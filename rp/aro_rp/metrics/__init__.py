"""Gauges of every process, and the socket they go to."""

from aro_rp.metrics.gauges import Metrics, NoMetrics

__all__ = ["Metrics", "NoMetrics"]
