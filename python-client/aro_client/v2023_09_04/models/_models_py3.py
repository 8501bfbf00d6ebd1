# Made by AutoRest from api-version 2023-09-04, finished by aro-generate.
# Do not edit: change the spec and run `make generate-client`.

import datetime
from typing import Any, Optional, TYPE_CHECKING, Union

from .._utils import serialization as _serialization

if TYPE_CHECKING:
    from .. import models as _models


class APIServerProfile(_serialization.Model):
    """How the API server of the cluster is reached.

    :ivar visibility: Whether the API server has a public address. Known values are: "Private" and
     "Public".
    :vartype visibility: str or ~aro_client.v2023_09_04.models.Visibility
    :ivar url: URL of the API server.
    :vartype url: str
    :ivar ip: Address of the API server.
    :vartype ip: str
    """

    _attribute_map = {
        "visibility": {"key": "visibility", "type": "str"},
        "url": {"key": "url", "type": "str"},
        "ip": {"key": "ip", "type": "str"},
    }

    def __init__(
        self,
        *,
        visibility: Optional[Union[str, "_models.Visibility"]] = None,
        url: Optional[str] = None,
        ip: Optional[str] = None,
        **kwargs: Any,
    ) -> None:
        """
        :keyword visibility: Whether the API server has a public address. Known values are: "Private"
         and "Public".
        :paramtype visibility: str or ~aro_client.v2023_09_04.models.Visibility
        :keyword url: URL of the API server.
        :paramtype url: str
        :keyword ip: Address of the API server.
        :paramtype ip: str
        """
        super().__init__(**kwargs)
        self.visibility = visibility
        self.url = url
        self.ip = ip


class CloudErrorBody(_serialization.Model):
    """What went wrong, for programs and for people.

    :ivar code: Short word that programs can rely on.
    :vartype code: str
    :ivar message: Sentence for people.
    :vartype message: str
    :ivar target: Property or parameter at fault.
    :vartype target: str
    :ivar details: Further problems of the same form.
    :vartype details: list[~aro_client.v2023_09_04.models.CloudErrorBody]
    """

    _attribute_map = {
        "code": {"key": "code", "type": "str"},
        "message": {"key": "message", "type": "str"},
        "target": {"key": "target", "type": "str"},
        "details": {"key": "details", "type": "[CloudErrorBody]"},
    }

    def __init__(
        self,
        *,
        code: Optional[str] = None,
        message: Optional[str] = None,
        target: Optional[str] = None,
        details: Optional[list["_models.CloudErrorBody"]] = None,
        **kwargs: Any,
    ) -> None:
        """
        :keyword code: Short word that programs can rely on.
        :paramtype code: str
        :keyword message: Sentence for people.
        :paramtype message: str
        :keyword target: Property or parameter at fault.
        :paramtype target: str
        :keyword details: Further problems of the same form.
        :paramtype details: list[~aro_client.v2023_09_04.models.CloudErrorBody]
        """
        super().__init__(**kwargs)
        self.code = code
        self.message = message
        self.target = target
        self.details = details


class ClusterProfile(_serialization.Model):
    """Settings of the cluster as a whole.

    :ivar pull_secret: Pull secret for Red Hat's registries, as JSON text.
    :vartype pull_secret: str
    :ivar domain: DNS domain of the cluster.
    :vartype domain: str
    :ivar version: OpenShift version; the default of the region when not given.
    :vartype version: str
    :ivar resource_group_id: Resource group that the service makes for the cluster's own resources.
    :vartype resource_group_id: str
    :ivar fips_validated_modules: Whether the cluster uses only FIPS-validated cryptography. Known
     values are: "Disabled" and "Enabled".
    :vartype fips_validated_modules: str or ~aro_client.v2023_09_04.models.FipsValidatedModules
    """

    _attribute_map = {
        "pull_secret": {"key": "pullSecret", "type": "str"},
        "domain": {"key": "domain", "type": "str"},
        "version": {"key": "version", "type": "str"},
        "resource_group_id": {"key": "resourceGroupId", "type": "str"},
        "fips_validated_modules": {"key": "fipsValidatedModules", "type": "str"},
    }

    def __init__(
        self,
        *,
        pull_secret: Optional[str] = None,
        domain: Optional[str] = None,
        version: Optional[str] = None,
        resource_group_id: Optional[str] = None,
        fips_validated_modules: Optional[Union[str, "_models.FipsValidatedModules"]] = None,
        **kwargs: Any,
    ) -> None:
        """
        :keyword pull_secret: Pull secret for Red Hat's registries, as JSON text.
        :paramtype pull_secret: str
        :keyword domain: DNS domain of the cluster.
        :paramtype domain: str
        :keyword version: OpenShift version; the default of the region when not given.
        :paramtype version: str
        :keyword resource_group_id: Resource group that the service makes for the cluster's own
         resources.
        :paramtype resource_group_id: str
        :keyword fips_validated_modules: Whether the cluster uses only FIPS-validated cryptography.
         Known values are: "Disabled" and "Enabled".
        :paramtype fips_validated_modules: str or ~aro_client.v2023_09_04.models.FipsValidatedModules
        """
        super().__init__(**kwargs)
        self.pull_secret = pull_secret
        self.domain = domain
        self.version = version
        self.resource_group_id = resource_group_id
        self.fips_validated_modules = fips_validated_modules


class ConsoleProfile(_serialization.Model):
    """How the web console of the cluster is reached.

    :ivar url: URL of the web console.
    :vartype url: str
    """

    _attribute_map = {
        "url": {"key": "url", "type": "str"},
    }

    def __init__(self, *, url: Optional[str] = None, **kwargs: Any) -> None:
        """
        :keyword url: URL of the web console.
        :paramtype url: str
        """
        super().__init__(**kwargs)
        self.url = url


class Display(_serialization.Model):
    """Texts that describe an operation.

    :ivar provider: Name of the provider.
    :vartype provider: str
    :ivar resource: Kind of resource.
    :vartype resource: str
    :ivar operation: What the operation does.
    :vartype operation: str
    :ivar description: More about the operation.
    :vartype description: str
    """

    _attribute_map = {
        "provider": {"key": "provider", "type": "str"},
        "resource": {"key": "resource", "type": "str"},
        "operation": {"key": "operation", "type": "str"},
        "description": {"key": "description", "type": "str"},
    }

    def __init__(
        self,
        *,
        provider: Optional[str] = None,
        resource: Optional[str] = None,
        operation: Optional[str] = None,
        description: Optional[str] = None,
        **kwargs: Any,
    ) -> None:
        """
        :keyword provider: Name of the provider.
        :paramtype provider: str
        :keyword resource: Kind of resource.
        :paramtype resource: str
        :keyword operation: What the operation does.
        :paramtype operation: str
        :keyword description: More about the operation.
        :paramtype description: str
        """
        super().__init__(**kwargs)
        self.provider = provider
        self.resource = resource
        self.operation = operation
        self.description = description


class IngressProfile(_serialization.Model):
    """How an ingress of the cluster is reached.

    :ivar name: Name of the ingress.
    :vartype name: str
    :ivar visibility: Whether the ingress has a public address. Known values are: "Private" and
     "Public".
    :vartype visibility: str or ~aro_client.v2023_09_04.models.Visibility
    :ivar ip: Address of the ingress.
    :vartype ip: str
    """

    _attribute_map = {
        "name": {"key": "name", "type": "str"},
        "visibility": {"key": "visibility", "type": "str"},
        "ip": {"key": "ip", "type": "str"},
    }

    def __init__(
        self,
        *,
        name: Optional[str] = None,
        visibility: Optional[Union[str, "_models.Visibility"]] = None,
        ip: Optional[str] = None,
        **kwargs: Any,
    ) -> None:
        """
        :keyword name: Name of the ingress.
        :paramtype name: str
        :keyword visibility: Whether the ingress has a public address. Known values are: "Private" and
         "Public".
        :paramtype visibility: str or ~aro_client.v2023_09_04.models.Visibility
        :keyword ip: Address of the ingress.
        :paramtype ip: str
        """
        super().__init__(**kwargs)
        self.name = name
        self.visibility = visibility
        self.ip = ip


class MasterProfile(_serialization.Model):
    """The machines of the control plane.

    :ivar vm_size: Size of the master machines.
    :vartype vm_size: str
    :ivar subnet_id: ARM id of the subnet of the masters.
    :vartype subnet_id: str
    :ivar encryption_at_host: Whether the disks of the masters are encrypted on their host. Known
     values are: "Disabled" and "Enabled".
    :vartype encryption_at_host: str or ~aro_client.v2023_09_04.models.EncryptionAtHost
    :ivar disk_encryption_set_id: ARM id of the disk encryption set of the masters, if any.
    :vartype disk_encryption_set_id: str
    """

    _attribute_map = {
        "vm_size": {"key": "vmSize", "type": "str"},
        "subnet_id": {"key": "subnetId", "type": "str"},
        "encryption_at_host": {"key": "encryptionAtHost", "type": "str"},
        "disk_encryption_set_id": {"key": "diskEncryptionSetId", "type": "str"},
    }

    def __init__(
        self,
        *,
        vm_size: Optional[str] = None,
        subnet_id: Optional[str] = None,
        encryption_at_host: Optional[Union[str, "_models.EncryptionAtHost"]] = None,
        disk_encryption_set_id: Optional[str] = None,
        **kwargs: Any,
    ) -> None:
        """
        :keyword vm_size: Size of the master machines.
        :paramtype vm_size: str
        :keyword subnet_id: ARM id of the subnet of the masters.
        :paramtype subnet_id: str
        :keyword encryption_at_host: Whether the disks of the masters are encrypted on their host.
         Known values are: "Disabled" and "Enabled".
        :paramtype encryption_at_host: str or ~aro_client.v2023_09_04.models.EncryptionAtHost
        :keyword disk_encryption_set_id: ARM id of the disk encryption set of the masters, if any.
        :paramtype disk_encryption_set_id: str
        """
        super().__init__(**kwargs)
        self.vm_size = vm_size
        self.subnet_id = subnet_id
        self.encryption_at_host = encryption_at_host
        self.disk_encryption_set_id = disk_encryption_set_id


class NetworkProfile(_serialization.Model):
    """Networks of the cluster.

    :ivar pod_cidr: Address range of the pods.
    :vartype pod_cidr: str
    :ivar service_cidr: Address range of the services.
    :vartype service_cidr: str
    :ivar outbound_type: How traffic leaves the cluster. Known values are: "Loadbalancer" and
     "UserDefinedRouting".
    :vartype outbound_type: str or ~aro_client.v2023_09_04.models.OutboundType
    :ivar preconfigured_nsg: Whether the customer brings network security groups on the subnets.
     Known values are: "Disabled" and "Enabled".
    :vartype preconfigured_nsg: str or ~aro_client.v2023_09_04.models.PreconfiguredNSG
    """

    _attribute_map = {
        "pod_cidr": {"key": "podCidr", "type": "str"},
        "service_cidr": {"key": "serviceCidr", "type": "str"},
        "outbound_type": {"key": "outboundType", "type": "str"},
        "preconfigured_nsg": {"key": "preconfiguredNSG", "type": "str"},
    }

    def __init__(
        self,
        *,
        pod_cidr: Optional[str] = None,
        service_cidr: Optional[str] = None,
        outbound_type: Optional[Union[str, "_models.OutboundType"]] = None,
        preconfigured_nsg: Optional[Union[str, "_models.PreconfiguredNSG"]] = None,
        **kwargs: Any,
    ) -> None:
        """
        :keyword pod_cidr: Address range of the pods.
        :paramtype pod_cidr: str
        :keyword service_cidr: Address range of the services.
        :paramtype service_cidr: str
        :keyword outbound_type: How traffic leaves the cluster. Known values are: "Loadbalancer" and
         "UserDefinedRouting".
        :paramtype outbound_type: str or ~aro_client.v2023_09_04.models.OutboundType
        :keyword preconfigured_nsg: Whether the customer brings network security groups on the subnets.
         Known values are: "Disabled" and "Enabled".
        :paramtype preconfigured_nsg: str or ~aro_client.v2023_09_04.models.PreconfiguredNSG
        """
        super().__init__(**kwargs)
        self.pod_cidr = pod_cidr
        self.service_cidr = service_cidr
        self.outbound_type = outbound_type
        self.preconfigured_nsg = preconfigured_nsg


class Resource(_serialization.Model):
    """What every ARM resource answers with.

    Variables are only populated by the server, and will be ignored when sending a request.

    :ivar id: Fully qualified ARM id of the resource.
    :vartype id: str
    :ivar name: Last segment of the resource id.
    :vartype name: str
    :ivar type: Provider namespace and type, such as Microsoft.Compute/virtualMachines.
    :vartype type: str
    :ivar system_data: When and by whom the resource was made and last changed, as ARM records it.
    :vartype system_data: ~aro_client.v2023_09_04.models.SystemData
    """

    _validation = {
        "id": {"readonly": True},
        "name": {"readonly": True},
        "type": {"readonly": True},
        "system_data": {"readonly": True},
    }

    _attribute_map = {
        "id": {"key": "id", "type": "str"},
        "name": {"key": "name", "type": "str"},
        "type": {"key": "type", "type": "str"},
        "system_data": {"key": "systemData", "type": "SystemData"},
    }

    def __init__(self, **kwargs: Any) -> None:
        """ """
        super().__init__(**kwargs)
        self.id: Optional[str] = None
        self.name: Optional[str] = None
        self.type: Optional[str] = None
        self.system_data: Optional["_models.SystemData"] = None


class TrackedResource(Resource):
    """An ARM resource that lives in a region and can be tagged.

    Variables are only populated by the server, and will be ignored when sending a request.

    All required parameters must be populated in order to send to server.

    :ivar id: Fully qualified ARM id of the resource.
    :vartype id: str
    :ivar name: Last segment of the resource id.
    :vartype name: str
    :ivar type: Provider namespace and type, such as Microsoft.Compute/virtualMachines.
    :vartype type: str
    :ivar system_data: When and by whom the resource was made and last changed, as ARM records it.
    :vartype system_data: ~aro_client.v2023_09_04.models.SystemData
    :ivar tags: The customer's own labels.
    :vartype tags: dict[str, str]
    :ivar location: Region that holds the resource. Required.
    :vartype location: str
    """

    _validation = {
        "id": {"readonly": True},
        "name": {"readonly": True},
        "type": {"readonly": True},
        "system_data": {"readonly": True},
        "location": {"required": True},
    }

    _attribute_map = {
        "id": {"key": "id", "type": "str"},
        "name": {"key": "name", "type": "str"},
        "type": {"key": "type", "type": "str"},
        "system_data": {"key": "systemData", "type": "SystemData"},
        "tags": {"key": "tags", "type": "{str}"},
        "location": {"key": "location", "type": "str"},
    }

    def __init__(
        self, *, location: str, tags: Optional[dict[str, str]] = None, **kwargs: Any
    ) -> None:
        """
        :keyword tags: The customer's own labels.
        :paramtype tags: dict[str, str]
        :keyword location: Region that holds the resource. Required.
        :paramtype location: str
        """
        super().__init__(**kwargs)
        self.tags = tags
        self.location = location


class OpenShiftCluster(TrackedResource):
    """A managed OpenShift cluster.

    Variables are only populated by the server, and will be ignored when sending a request.

    All required parameters must be populated in order to send to server.

    :ivar id: Fully qualified ARM id of the resource.
    :vartype id: str
    :ivar name: Last segment of the resource id.
    :vartype name: str
    :ivar type: Provider namespace and type, such as Microsoft.Compute/virtualMachines.
    :vartype type: str
    :ivar system_data: When and by whom the resource was made and last changed, as ARM records it.
    :vartype system_data: ~aro_client.v2023_09_04.models.SystemData
    :ivar tags: The customer's own labels.
    :vartype tags: dict[str, str]
    :ivar location: Region that holds the resource. Required.
    :vartype location: str
    :ivar provisioning_state: State of the last work on the cluster. Known values are:
     "AdminUpdating", "Creating", "Deleting", "Failed", "Succeeded", and "Updating".
    :vartype provisioning_state: str or ~aro_client.v2023_09_04.models.ProvisioningState
    :ivar cluster_profile: Settings of the cluster as a whole.
    :vartype cluster_profile: ~aro_client.v2023_09_04.models.ClusterProfile
    :ivar console_profile: How the web console is reached.
    :vartype console_profile: ~aro_client.v2023_09_04.models.ConsoleProfile
    :ivar service_principal_profile: Service principal under which the cluster acts, unless it has
     workload identities.
    :vartype service_principal_profile: ~aro_client.v2023_09_04.models.ServicePrincipalProfile
    :ivar network_profile: Networks of the cluster.
    :vartype network_profile: ~aro_client.v2023_09_04.models.NetworkProfile
    :ivar master_profile: The machines of the control plane.
    :vartype master_profile: ~aro_client.v2023_09_04.models.MasterProfile
    :ivar worker_profiles: The workers to install the cluster with.
    :vartype worker_profiles: list[~aro_client.v2023_09_04.models.WorkerProfile]
    :ivar worker_profiles_status: The workers that the cluster has now.
    :vartype worker_profiles_status: list[~aro_client.v2023_09_04.models.WorkerProfile]
    :ivar apiserver_profile: How the API server is reached.
    :vartype apiserver_profile: ~aro_client.v2023_09_04.models.APIServerProfile
    :ivar ingress_profiles: How applications are reached.
    :vartype ingress_profiles: list[~aro_client.v2023_09_04.models.IngressProfile]
    """

    _validation = {
        "id": {"readonly": True},
        "name": {"readonly": True},
        "type": {"readonly": True},
        "system_data": {"readonly": True},
        "location": {"required": True},
        "worker_profiles_status": {"readonly": True},
    }

    _attribute_map = {
        "id": {"key": "id", "type": "str"},
        "name": {"key": "name", "type": "str"},
        "type": {"key": "type", "type": "str"},
        "system_data": {"key": "systemData", "type": "SystemData"},
        "tags": {"key": "tags", "type": "{str}"},
        "location": {"key": "location", "type": "str"},
        "provisioning_state": {"key": "properties.provisioningState", "type": "str"},
        "cluster_profile": {"key": "properties.clusterProfile", "type": "ClusterProfile"},
        "console_profile": {"key": "properties.consoleProfile", "type": "ConsoleProfile"},
        "service_principal_profile": {
            "key": "properties.servicePrincipalProfile",
            "type": "ServicePrincipalProfile",
        },
        "network_profile": {"key": "properties.networkProfile", "type": "NetworkProfile"},
        "master_profile": {"key": "properties.masterProfile", "type": "MasterProfile"},
        "worker_profiles": {"key": "properties.workerProfiles", "type": "[WorkerProfile]"},
        "worker_profiles_status": {
            "key": "properties.workerProfilesStatus",
            "type": "[WorkerProfile]",
        },
        "apiserver_profile": {"key": "properties.apiserverProfile", "type": "APIServerProfile"},
        "ingress_profiles": {"key": "properties.ingressProfiles", "type": "[IngressProfile]"},
    }

    def __init__(
        self,
        *,
        location: str,
        tags: Optional[dict[str, str]] = None,
        provisioning_state: Optional[Union[str, "_models.ProvisioningState"]] = None,
        cluster_profile: Optional["_models.ClusterProfile"] = None,
        console_profile: Optional["_models.ConsoleProfile"] = None,
        service_principal_profile: Optional["_models.ServicePrincipalProfile"] = None,
        network_profile: Optional["_models.NetworkProfile"] = None,
        master_profile: Optional["_models.MasterProfile"] = None,
        worker_profiles: Optional[list["_models.WorkerProfile"]] = None,
        apiserver_profile: Optional["_models.APIServerProfile"] = None,
        ingress_profiles: Optional[list["_models.IngressProfile"]] = None,
        **kwargs: Any,
    ) -> None:
        """
        :keyword tags: The customer's own labels.
        :paramtype tags: dict[str, str]
        :keyword location: Region that holds the resource. Required.
        :paramtype location: str
        :keyword provisioning_state: State of the last work on the cluster. Known values are:
         "AdminUpdating", "Creating", "Deleting", "Failed", "Succeeded", and "Updating".
        :paramtype provisioning_state: str or ~aro_client.v2023_09_04.models.ProvisioningState
        :keyword cluster_profile: Settings of the cluster as a whole.
        :paramtype cluster_profile: ~aro_client.v2023_09_04.models.ClusterProfile
        :keyword console_profile: How the web console is reached.
        :paramtype console_profile: ~aro_client.v2023_09_04.models.ConsoleProfile
        :keyword service_principal_profile: Service principal under which the cluster acts, unless it
         has workload identities.
        :paramtype service_principal_profile: ~aro_client.v2023_09_04.models.ServicePrincipalProfile
        :keyword network_profile: Networks of the cluster.
        :paramtype network_profile: ~aro_client.v2023_09_04.models.NetworkProfile
        :keyword master_profile: The machines of the control plane.
        :paramtype master_profile: ~aro_client.v2023_09_04.models.MasterProfile
        :keyword worker_profiles: The workers to install the cluster with.
        :paramtype worker_profiles: list[~aro_client.v2023_09_04.models.WorkerProfile]
        :keyword apiserver_profile: How the API server is reached.
        :paramtype apiserver_profile: ~aro_client.v2023_09_04.models.APIServerProfile
        :keyword ingress_profiles: How applications are reached.
        :paramtype ingress_profiles: list[~aro_client.v2023_09_04.models.IngressProfile]
        """
        super().__init__(tags=tags, location=location, **kwargs)
        self.provisioning_state = provisioning_state
        self.cluster_profile = cluster_profile
        self.console_profile = console_profile
        self.service_principal_profile = service_principal_profile
        self.network_profile = network_profile
        self.master_profile = master_profile
        self.worker_profiles = worker_profiles
        self.worker_profiles_status: Optional[list["_models.WorkerProfile"]] = None
        self.apiserver_profile = apiserver_profile
        self.ingress_profiles = ingress_profiles


class OpenShiftClusterAdminKubeconfig(_serialization.Model):
    """Kubeconfig of an administrator.

    :ivar kubeconfig: Kubeconfig with cluster-admin rights, in base64.
    :vartype kubeconfig: str
    """

    _attribute_map = {
        "kubeconfig": {"key": "kubeconfig", "type": "str"},
    }

    def __init__(self, *, kubeconfig: Optional[str] = None, **kwargs: Any) -> None:
        """
        :keyword kubeconfig: Kubeconfig with cluster-admin rights, in base64.
        :paramtype kubeconfig: str
        """
        super().__init__(**kwargs)
        self.kubeconfig = kubeconfig


class OpenShiftClusterCredentials(_serialization.Model):
    """Credentials of the built-in administrator.

    :ivar kubeadmin_username: User name of the built-in administrator.
    :vartype kubeadmin_username: str
    :ivar kubeadmin_password: Password of the built-in administrator.
    :vartype kubeadmin_password: str
    """

    _attribute_map = {
        "kubeadmin_username": {"key": "kubeadminUsername", "type": "str"},
        "kubeadmin_password": {"key": "kubeadminPassword", "type": "str"},
    }

    def __init__(
        self,
        *,
        kubeadmin_username: Optional[str] = None,
        kubeadmin_password: Optional[str] = None,
        **kwargs: Any,
    ) -> None:
        """
        :keyword kubeadmin_username: User name of the built-in administrator.
        :paramtype kubeadmin_username: str
        :keyword kubeadmin_password: Password of the built-in administrator.
        :paramtype kubeadmin_password: str
        """
        super().__init__(**kwargs)
        self.kubeadmin_username = kubeadmin_username
        self.kubeadmin_password = kubeadmin_password


class OpenShiftClusterList(_serialization.Model):
    """A page of clusters.

    :ivar value: The clusters of this page.
    :vartype value: list[~aro_client.v2023_09_04.models.OpenShiftCluster]
    :ivar next_link: Where the next page is found; absent on the last page.
    :vartype next_link: str
    """

    _attribute_map = {
        "value": {"key": "value", "type": "[OpenShiftCluster]"},
        "next_link": {"key": "nextLink", "type": "str"},
    }

    def __init__(
        self,
        *,
        value: Optional[list["_models.OpenShiftCluster"]] = None,
        next_link: Optional[str] = None,
        **kwargs: Any,
    ) -> None:
        """
        :keyword value: The clusters of this page.
        :paramtype value: list[~aro_client.v2023_09_04.models.OpenShiftCluster]
        :keyword next_link: Where the next page is found; absent on the last page.
        :paramtype next_link: str
        """
        super().__init__(**kwargs)
        self.value = value
        self.next_link = next_link


class OpenShiftClusterUpdate(_serialization.Model):
    """Changes to a cluster.

    Variables are only populated by the server, and will be ignored when sending a request.

    :ivar tags: The customer's own labels.
    :vartype tags: dict[str, str]
    :ivar system_data: When and by whom the cluster was made and last changed.
    :vartype system_data: ~aro_client.v2023_09_04.models.SystemData
    :ivar provisioning_state: State of the last work on the cluster. Known values are:
     "AdminUpdating", "Creating", "Deleting", "Failed", "Succeeded", and "Updating".
    :vartype provisioning_state: str or ~aro_client.v2023_09_04.models.ProvisioningState
    :ivar cluster_profile: Settings of the cluster as a whole.
    :vartype cluster_profile: ~aro_client.v2023_09_04.models.ClusterProfile
    :ivar console_profile: How the web console is reached.
    :vartype console_profile: ~aro_client.v2023_09_04.models.ConsoleProfile
    :ivar service_principal_profile: Service principal under which the cluster acts, unless it has
     workload identities.
    :vartype service_principal_profile: ~aro_client.v2023_09_04.models.ServicePrincipalProfile
    :ivar network_profile: Networks of the cluster.
    :vartype network_profile: ~aro_client.v2023_09_04.models.NetworkProfile
    :ivar master_profile: The machines of the control plane.
    :vartype master_profile: ~aro_client.v2023_09_04.models.MasterProfile
    :ivar worker_profiles: The workers to install the cluster with.
    :vartype worker_profiles: list[~aro_client.v2023_09_04.models.WorkerProfile]
    :ivar worker_profiles_status: The workers that the cluster has now.
    :vartype worker_profiles_status: list[~aro_client.v2023_09_04.models.WorkerProfile]
    :ivar apiserver_profile: How the API server is reached.
    :vartype apiserver_profile: ~aro_client.v2023_09_04.models.APIServerProfile
    :ivar ingress_profiles: How applications are reached.
    :vartype ingress_profiles: list[~aro_client.v2023_09_04.models.IngressProfile]
    """

    _validation = {
        "system_data": {"readonly": True},
        "worker_profiles_status": {"readonly": True},
    }

    _attribute_map = {
        "tags": {"key": "tags", "type": "{str}"},
        "system_data": {"key": "systemData", "type": "SystemData"},
        "provisioning_state": {"key": "properties.provisioningState", "type": "str"},
        "cluster_profile": {"key": "properties.clusterProfile", "type": "ClusterProfile"},
        "console_profile": {"key": "properties.consoleProfile", "type": "ConsoleProfile"},
        "service_principal_profile": {
            "key": "properties.servicePrincipalProfile",
            "type": "ServicePrincipalProfile",
        },
        "network_profile": {"key": "properties.networkProfile", "type": "NetworkProfile"},
        "master_profile": {"key": "properties.masterProfile", "type": "MasterProfile"},
        "worker_profiles": {"key": "properties.workerProfiles", "type": "[WorkerProfile]"},
        "worker_profiles_status": {
            "key": "properties.workerProfilesStatus",
            "type": "[WorkerProfile]",
        },
        "apiserver_profile": {"key": "properties.apiserverProfile", "type": "APIServerProfile"},
        "ingress_profiles": {"key": "properties.ingressProfiles", "type": "[IngressProfile]"},
    }

    def __init__(
        self,
        *,
        tags: Optional[dict[str, str]] = None,
        provisioning_state: Optional[Union[str, "_models.ProvisioningState"]] = None,
        cluster_profile: Optional["_models.ClusterProfile"] = None,
        console_profile: Optional["_models.ConsoleProfile"] = None,
        service_principal_profile: Optional["_models.ServicePrincipalProfile"] = None,
        network_profile: Optional["_models.NetworkProfile"] = None,
        master_profile: Optional["_models.MasterProfile"] = None,
        worker_profiles: Optional[list["_models.WorkerProfile"]] = None,
        apiserver_profile: Optional["_models.APIServerProfile"] = None,
        ingress_profiles: Optional[list["_models.IngressProfile"]] = None,
        **kwargs: Any,
    ) -> None:
        """
        :keyword tags: The customer's own labels.
        :paramtype tags: dict[str, str]
        :keyword provisioning_state: State of the last work on the cluster. Known values are:
         "AdminUpdating", "Creating", "Deleting", "Failed", "Succeeded", and "Updating".
        :paramtype provisioning_state: str or ~aro_client.v2023_09_04.models.ProvisioningState
        :keyword cluster_profile: Settings of the cluster as a whole.
        :paramtype cluster_profile: ~aro_client.v2023_09_04.models.ClusterProfile
        :keyword console_profile: How the web console is reached.
        :paramtype console_profile: ~aro_client.v2023_09_04.models.ConsoleProfile
        :keyword service_principal_profile: Service principal under which the cluster acts, unless it
         has workload identities.
        :paramtype service_principal_profile: ~aro_client.v2023_09_04.models.ServicePrincipalProfile
        :keyword network_profile: Networks of the cluster.
        :paramtype network_profile: ~aro_client.v2023_09_04.models.NetworkProfile
        :keyword master_profile: The machines of the control plane.
        :paramtype master_profile: ~aro_client.v2023_09_04.models.MasterProfile
        :keyword worker_profiles: The workers to install the cluster with.
        :paramtype worker_profiles: list[~aro_client.v2023_09_04.models.WorkerProfile]
        :keyword apiserver_profile: How the API server is reached.
        :paramtype apiserver_profile: ~aro_client.v2023_09_04.models.APIServerProfile
        :keyword ingress_profiles: How applications are reached.
        :paramtype ingress_profiles: list[~aro_client.v2023_09_04.models.IngressProfile]
        """
        super().__init__(**kwargs)
        self.tags = tags
        self.system_data: Optional["_models.SystemData"] = None
        self.provisioning_state = provisioning_state
        self.cluster_profile = cluster_profile
        self.console_profile = console_profile
        self.service_principal_profile = service_principal_profile
        self.network_profile = network_profile
        self.master_profile = master_profile
        self.worker_profiles = worker_profiles
        self.worker_profiles_status: Optional[list["_models.WorkerProfile"]] = None
        self.apiserver_profile = apiserver_profile
        self.ingress_profiles = ingress_profiles


class ProxyResource(Resource):
    """An ARM resource that has neither a location nor tags.

    Variables are only populated by the server, and will be ignored when sending a request.

    :ivar id: Fully qualified ARM id of the resource.
    :vartype id: str
    :ivar name: Last segment of the resource id.
    :vartype name: str
    :ivar type: Provider namespace and type, such as Microsoft.Compute/virtualMachines.
    :vartype type: str
    :ivar system_data: When and by whom the resource was made and last changed, as ARM records it.
    :vartype system_data: ~aro_client.v2023_09_04.models.SystemData
    """


class OpenShiftVersion(ProxyResource):
    """An OpenShift version that a new cluster can have.

    Variables are only populated by the server, and will be ignored when sending a request.

    :ivar id: Fully qualified ARM id of the resource.
    :vartype id: str
    :ivar name: Last segment of the resource id.
    :vartype name: str
    :ivar type: Provider namespace and type, such as Microsoft.Compute/virtualMachines.
    :vartype type: str
    :ivar system_data: When and by whom the resource was made and last changed, as ARM records it.
    :vartype system_data: ~aro_client.v2023_09_04.models.SystemData
    :ivar version: Full version number, such as 4.17.27.
    :vartype version: str
    """

    _validation = {
        "id": {"readonly": True},
        "name": {"readonly": True},
        "type": {"readonly": True},
        "system_data": {"readonly": True},
    }

    _attribute_map = {
        "id": {"key": "id", "type": "str"},
        "name": {"key": "name", "type": "str"},
        "type": {"key": "type", "type": "str"},
        "system_data": {"key": "systemData", "type": "SystemData"},
        "version": {"key": "properties.version", "type": "str"},
    }

    def __init__(self, *, version: Optional[str] = None, **kwargs: Any) -> None:
        """
        :keyword version: Full version number, such as 4.17.27.
        :paramtype version: str
        """
        super().__init__(**kwargs)
        self.version = version


class OpenShiftVersionList(_serialization.Model):
    """A page of versions.

    :ivar value: The versions of this page.
    :vartype value: list[~aro_client.v2023_09_04.models.OpenShiftVersion]
    :ivar next_link: Where the next page is found; absent on the last page.
    :vartype next_link: str
    """

    _attribute_map = {
        "value": {"key": "value", "type": "[OpenShiftVersion]"},
        "next_link": {"key": "nextLink", "type": "str"},
    }

    def __init__(
        self,
        *,
        value: Optional[list["_models.OpenShiftVersion"]] = None,
        next_link: Optional[str] = None,
        **kwargs: Any,
    ) -> None:
        """
        :keyword value: The versions of this page.
        :paramtype value: list[~aro_client.v2023_09_04.models.OpenShiftVersion]
        :keyword next_link: Where the next page is found; absent on the last page.
        :paramtype next_link: str
        """
        super().__init__(**kwargs)
        self.value = value
        self.next_link = next_link


class Operation(_serialization.Model):
    """An operation that access rules can grant.

    :ivar name: Name of the operation, as access rules spell it.
    :vartype name: str
    :ivar display: Texts for people.
    :vartype display: ~aro_client.v2023_09_04.models.Display
    :ivar origin: Who performs the operation: the user, the system or both.
    :vartype origin: str
    """

    _attribute_map = {
        "name": {"key": "name", "type": "str"},
        "display": {"key": "display", "type": "Display"},
        "origin": {"key": "origin", "type": "str"},
    }

    def __init__(
        self,
        *,
        name: Optional[str] = None,
        display: Optional["_models.Display"] = None,
        origin: Optional[str] = None,
        **kwargs: Any,
    ) -> None:
        """
        :keyword name: Name of the operation, as access rules spell it.
        :paramtype name: str
        :keyword display: Texts for people.
        :paramtype display: ~aro_client.v2023_09_04.models.Display
        :keyword origin: Who performs the operation: the user, the system or both.
        :paramtype origin: str
        """
        super().__init__(**kwargs)
        self.name = name
        self.display = display
        self.origin = origin


class OperationList(_serialization.Model):
    """A page of operations.

    :ivar value: The operations of this page.
    :vartype value: list[~aro_client.v2023_09_04.models.Operation]
    :ivar next_link: Where the next page is found; absent on the last page.
    :vartype next_link: str
    """

    _attribute_map = {
        "value": {"key": "value", "type": "[Operation]"},
        "next_link": {"key": "nextLink", "type": "str"},
    }

    def __init__(
        self,
        *,
        value: Optional[list["_models.Operation"]] = None,
        next_link: Optional[str] = None,
        **kwargs: Any,
    ) -> None:
        """
        :keyword value: The operations of this page.
        :paramtype value: list[~aro_client.v2023_09_04.models.Operation]
        :keyword next_link: Where the next page is found; absent on the last page.
        :paramtype next_link: str
        """
        super().__init__(**kwargs)
        self.value = value
        self.next_link = next_link


class ServicePrincipalProfile(_serialization.Model):
    """Service principal under which the cluster acts.

    :ivar client_id: Application id of the service principal.
    :vartype client_id: str
    :ivar client_secret: Secret of the service principal; never returned.
    :vartype client_secret: str
    """

    _attribute_map = {
        "client_id": {"key": "clientId", "type": "str"},
        "client_secret": {"key": "clientSecret", "type": "str"},
    }

    def __init__(
        self, *, client_id: Optional[str] = None, client_secret: Optional[str] = None, **kwargs: Any
    ) -> None:
        """
        :keyword client_id: Application id of the service principal.
        :paramtype client_id: str
        :keyword client_secret: Secret of the service principal; never returned.
        :paramtype client_secret: str
        """
        super().__init__(**kwargs)
        self.client_id = client_id
        self.client_secret = client_secret


class SystemData(_serialization.Model):
    """Record of who made and last changed a resource.

    :ivar created_by: Who made the resource.
    :vartype created_by: str
    :ivar created_by_type: What kind of identity made the resource. Known values are: "User",
     "Application", "ManagedIdentity", and "Key".
    :vartype created_by_type: str or ~aro_client.v2023_09_04.models.CreatedByType
    :ivar created_at: When the resource was made (UTC).
    :vartype created_at: ~datetime.datetime
    :ivar last_modified_by: Who changed the resource last.
    :vartype last_modified_by: str
    :ivar last_modified_by_type: What kind of identity changed the resource last. Known values are:
     "User", "Application", "ManagedIdentity", and "Key".
    :vartype last_modified_by_type: str or ~aro_client.v2023_09_04.models.CreatedByType
    :ivar last_modified_at: When the resource was changed last (UTC).
    :vartype last_modified_at: ~datetime.datetime
    """

    _attribute_map = {
        "created_by": {"key": "createdBy", "type": "str"},
        "created_by_type": {"key": "createdByType", "type": "str"},
        "created_at": {"key": "createdAt", "type": "iso-8601"},
        "last_modified_by": {"key": "lastModifiedBy", "type": "str"},
        "last_modified_by_type": {"key": "lastModifiedByType", "type": "str"},
        "last_modified_at": {"key": "lastModifiedAt", "type": "iso-8601"},
    }

    def __init__(
        self,
        *,
        created_by: Optional[str] = None,
        created_by_type: Optional[Union[str, "_models.CreatedByType"]] = None,
        created_at: Optional[datetime.datetime] = None,
        last_modified_by: Optional[str] = None,
        last_modified_by_type: Optional[Union[str, "_models.CreatedByType"]] = None,
        last_modified_at: Optional[datetime.datetime] = None,
        **kwargs: Any,
    ) -> None:
        """
        :keyword created_by: Who made the resource.
        :paramtype created_by: str
        :keyword created_by_type: What kind of identity made the resource. Known values are: "User",
         "Application", "ManagedIdentity", and "Key".
        :paramtype created_by_type: str or ~aro_client.v2023_09_04.models.CreatedByType
        :keyword created_at: When the resource was made (UTC).
        :paramtype created_at: ~datetime.datetime
        :keyword last_modified_by: Who changed the resource last.
        :paramtype last_modified_by: str
        :keyword last_modified_by_type: What kind of identity changed the resource last. Known values
         are: "User", "Application", "ManagedIdentity", and "Key".
        :paramtype last_modified_by_type: str or ~aro_client.v2023_09_04.models.CreatedByType
        :keyword last_modified_at: When the resource was changed last (UTC).
        :paramtype last_modified_at: ~datetime.datetime
        """
        super().__init__(**kwargs)
        self.created_by = created_by
        self.created_by_type = created_by_type
        self.created_at = created_at
        self.last_modified_by = last_modified_by
        self.last_modified_by_type = last_modified_by_type
        self.last_modified_at = last_modified_at


class WorkerProfile(_serialization.Model):
    """Workers of one kind.

    :ivar name: Name of the profile.
    :vartype name: str
    :ivar vm_size: Size of the worker machines.
    :vartype vm_size: str
    :ivar disk_size_gb: Disk size of a worker in GiB.
    :vartype disk_size_gb: int
    :ivar subnet_id: ARM id of the subnet of the workers.
    :vartype subnet_id: str
    :ivar count: How many workers the profile has.
    :vartype count: int
    :ivar encryption_at_host: Whether the disks of the workers are encrypted on their host. Known
     values are: "Disabled" and "Enabled".
    :vartype encryption_at_host: str or ~aro_client.v2023_09_04.models.EncryptionAtHost
    :ivar disk_encryption_set_id: ARM id of the disk encryption set of the workers, if any.
    :vartype disk_encryption_set_id: str
    """

    _attribute_map = {
        "name": {"key": "name", "type": "str"},
        "vm_size": {"key": "vmSize", "type": "str"},
        "disk_size_gb": {"key": "diskSizeGB", "type": "int"},
        "subnet_id": {"key": "subnetId", "type": "str"},
        "count": {"key": "count", "type": "int"},
        "encryption_at_host": {"key": "encryptionAtHost", "type": "str"},
        "disk_encryption_set_id": {"key": "diskEncryptionSetId", "type": "str"},
    }

    def __init__(
        self,
        *,
        name: Optional[str] = None,
        vm_size: Optional[str] = None,
        disk_size_gb: Optional[int] = None,
        subnet_id: Optional[str] = None,
        count: Optional[int] = None,
        encryption_at_host: Optional[Union[str, "_models.EncryptionAtHost"]] = None,
        disk_encryption_set_id: Optional[str] = None,
        **kwargs: Any,
    ) -> None:
        """
        :keyword name: Name of the profile.
        :paramtype name: str
        :keyword vm_size: Size of the worker machines.
        :paramtype vm_size: str
        :keyword disk_size_gb: Disk size of a worker in GiB.
        :paramtype disk_size_gb: int
        :keyword subnet_id: ARM id of the subnet of the workers.
        :paramtype subnet_id: str
        :keyword count: How many workers the profile has.
        :paramtype count: int
        :keyword encryption_at_host: Whether the disks of the workers are encrypted on their host.
         Known values are: "Disabled" and "Enabled".
        :paramtype encryption_at_host: str or ~aro_client.v2023_09_04.models.EncryptionAtHost
        :keyword disk_encryption_set_id: ARM id of the disk encryption set of the workers, if any.
        :paramtype disk_encryption_set_id: str
        """
        super().__init__(**kwargs)
        self.name = name
        self.vm_size = vm_size
        self.disk_size_gb = disk_size_gb
        self.subnet_id = subnet_id
        self.count = count
        self.encryption_at_host = encryption_at_host
        self.disk_encryption_set_id = disk_encryption_set_id
