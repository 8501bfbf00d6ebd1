"""What the overlay and api-version 2025-07-25 say of `az aro`."""
