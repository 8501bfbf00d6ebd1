# Made by AutoRest from api-version 2022-09-04, finished by aro-generate.
# Do not edit: change the spec and run `make generate-client`.
