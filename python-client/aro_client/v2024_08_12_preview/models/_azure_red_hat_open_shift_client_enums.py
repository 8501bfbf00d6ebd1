# Made by AutoRest from api-version 2024-08-12-preview, finished by aro-generate.
# Do not edit: change the spec and run `make generate-client`.

from enum import Enum
from azure.core import CaseInsensitiveEnumMeta


class CreatedByType(str, Enum, metaclass=CaseInsensitiveEnumMeta):
    """What kind of identity made the resource."""

    USER = "User"
    APPLICATION = "Application"
    MANAGED_IDENTITY = "ManagedIdentity"
    KEY = "Key"


class EncryptionAtHost(str, Enum, metaclass=CaseInsensitiveEnumMeta):
    """Whether the disks of a machine are encrypted on their host."""

    DISABLED = "Disabled"
    ENABLED = "Enabled"


class FipsValidatedModules(str, Enum, metaclass=CaseInsensitiveEnumMeta):
    """Whether only FIPS-validated cryptography is used."""

    DISABLED = "Disabled"
    ENABLED = "Enabled"


class ManagedServiceIdentityType(str, Enum, metaclass=CaseInsensitiveEnumMeta):
    """Which kinds of identity the resource has."""

    NONE = "None"
    SYSTEM_ASSIGNED = "SystemAssigned"
    USER_ASSIGNED = "UserAssigned"
    SYSTEM_ASSIGNED_USER_ASSIGNED = "SystemAssigned,UserAssigned"


class OutboundType(str, Enum, metaclass=CaseInsensitiveEnumMeta):
    """How traffic leaves the cluster."""

    LOADBALANCER = "Loadbalancer"
    USER_DEFINED_ROUTING = "UserDefinedRouting"


class PreconfiguredNSG(str, Enum, metaclass=CaseInsensitiveEnumMeta):
    """Whether the customer brings network security groups on the subnets."""

    DISABLED = "Disabled"
    ENABLED = "Enabled"


class ProvisioningState(str, Enum, metaclass=CaseInsensitiveEnumMeta):
    """State of the last work on the cluster."""

    ADMIN_UPDATING = "AdminUpdating"
    CANCELED = "Canceled"
    CREATING = "Creating"
    DELETING = "Deleting"
    FAILED = "Failed"
    SUCCEEDED = "Succeeded"
    UPDATING = "Updating"


class Visibility(str, Enum, metaclass=CaseInsensitiveEnumMeta):
    """Whether an endpoint has a public address."""

    PRIVATE = "Private"
    PUBLIC = "Public"
