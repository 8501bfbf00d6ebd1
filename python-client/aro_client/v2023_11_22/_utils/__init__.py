# Made by AutoRest from api-version 2023-11-22, finished by aro-generate.
# Do not edit: change the spec and run `make generate-client`.
