"""The program that turns a cluster on, as the resource provider sees it."""
