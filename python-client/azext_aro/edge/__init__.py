"""Everything that imports ``az``, the SDK or the network."""
