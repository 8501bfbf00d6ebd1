"""Azure Resource Manager: the front door and everything it answers itself."""
