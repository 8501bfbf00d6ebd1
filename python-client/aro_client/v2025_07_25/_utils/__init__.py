# Made by AutoRest from api-version 2025-07-25, finished by aro-generate.
# Do not edit: change the spec and run `make generate-client`.
