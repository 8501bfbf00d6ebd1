"""The HTTP side of the resource provider: ARM's requests in, documents and replies out."""
