"""What is done to a cluster: plans say in which order, steps say what."""
