"""Microsoft.Network, except the two kinds of DNS zones."""
