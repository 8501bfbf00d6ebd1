from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import orjson
import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, x25519
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from aro_rp.cluster.certificates import Client, Signer, client_certificate, expires
from aro_rp.cluster.graph import Graph, graph_keys, open_graph
from aro_rp.cluster.keys import GeneratedKeys, private_pem
from aro_rp.cluster.kubeconfigs import (
    SERVICE,
    USER,
    KeyPair,
    for_user,
    must_be_renewed,
    with_client,
)
from aro_rp.cluster.oidc import (
    discovery_document,
    issuer_url,
    key_id,
    keys_blob,
    keys_document,
    public_key_of,
)
from aro_rp.database.encryption import CannotUnseal, Cipher

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def key():
    return generate_private_key(65537, 2048)


@pytest.fixture(scope="module")
def signer(key):
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "signer")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=3650))
        .sign(key, SHA256())
    )
    return Signer.from_pem(certificate.public_bytes(Encoding.PEM).decode(), private_pem(key))


ADMIN = yaml.safe_dump(
    {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [
            {
                "name": "demo",
                "cluster": {
                    "server": "https://api-int.demo.example:6443",
                    "certificate-authority-data": "Q0E=",
                },
            }
        ],
        "contexts": [{"name": "admin", "context": {"cluster": "demo", "user": "admin"}}],
        "users": [{"name": "admin", "user": {"client-key-data": "c2VjcmV0"}}],
        "current-context": "admin",
        "unknown": "kept",
    }
)


def pair(signer, key, client=USER, now=NOW):
    return KeyPair(client_certificate(signer, client, key, 7, now), private_pem(key))


def test_a_client_certificate_says_who_and_what_for(signer, key):
    text = client_certificate(signer, Client("me", ("one", "two"), timedelta(days=1)), key, 7, NOW)
    certificate = x509.load_pem_x509_certificate(text.encode())
    certificate.verify_directly_issued_by(signer.certificate)
    assert certificate.subject.rfc4514_string() == "CN=me,O=two,O=one"
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.CLIENT_AUTH]
    assert expires(text) == NOW + timedelta(days=1)


def test_a_client_certificate_never_outlives_its_signer(signer, key):
    client = Client("me", (), timedelta(days=9999))
    assert expires(client_certificate(signer, client, key, 7, NOW)) == NOW + timedelta(days=3650)


def test_a_signer_s_key_may_be_rsa_or_on_a_curve(signer, key):
    own = ec.generate_private_key(ec.SECP256R1())
    curved = Signer.from_pem(pem_of(signer.certificate), private_pem(own))
    text = client_certificate(curved, USER, key, 7, NOW)
    public = x509.load_pem_x509_certificate(text.encode())
    own.public_key().verify(public.signature, public.tbs_certificate_bytes, ec.ECDSA(SHA256()))


def test_a_signer_s_key_must_be_able_to_sign(signer):
    other = x25519.X25519PrivateKey.generate()
    pem = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    with pytest.raises(ValueError, match="neither RSA nor on a curve"):
        Signer.from_pem(pem_of(signer.certificate), pem)


def test_only_an_rsa_key_may_encipher_other_keys(signer, key):
    for own, enciphers in ((key, True), (GeneratedKeys().ec(), False)):
        text = client_certificate(signer, USER, own, 7, NOW)
        certificate = x509.load_pem_x509_certificate(text.encode())
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        assert usage.digital_signature
        assert usage.key_encipherment is enciphers


def pem_of(certificate):
    return certificate.public_bytes(Encoding.PEM).decode()


def test_the_service_s_kubeconfig_differs_from_the_installer_s_in_who_speaks(signer, key):
    config = yaml.safe_load(with_client(ADMIN, SERVICE, pair(signer, key, SERVICE)))
    assert config["current-context"] == "system:aro-service"
    assert config["contexts"][0]["context"] == {"cluster": "demo", "user": "system:aro-service"}
    assert [user["name"] for user in config["users"]] == ["system:aro-service"]
    assert config["clusters"] == yaml.safe_load(ADMIN)["clusters"]
    assert config["unknown"] == "kept"


def test_the_user_s_kubeconfig_uses_the_public_name_and_public_trust(signer, key):
    [cluster] = yaml.safe_load(for_user(ADMIN, USER, pair(signer, key)))["clusters"]
    assert cluster["cluster"] == {"server": "https://api.demo.example:6443"}


def test_a_young_kubeconfig_is_kept_and_an_old_one_renewed(signer, key):
    text = for_user(ADMIN, USER, pair(signer, key))
    assert not must_be_renewed(text, NOW + timedelta(days=89))
    assert must_be_renewed(text, NOW + timedelta(days=91))


def broken(signer, key):
    good = yaml.safe_load(for_user(ADMIN, USER, pair(signer, key)))
    no_key = {**good, "users": [{"name": "x", "user": dict(good["users"][0]["user"])}]}
    no_key["users"][0]["user"].pop("client-key-data")
    inside = with_client(ADMIN, USER, pair(signer, key))
    return [
        "",
        "{",
        "text",
        "a: b",
        yaml.safe_dump(no_key),
        inside,
        yaml.safe_dump({**good, "users": []}),
    ]


def test_a_damaged_or_internal_kubeconfig_is_renewed(signer, key):
    for text in broken(signer, key):
        assert must_be_renewed(text, NOW), text


def encoded(text):
    return base64.b64encode(text.encode()).decode()


def test_the_graph_s_members_are_read_and_unknown_ones_left(signer, key):
    pem = signer.certificate.public_bytes(Encoding.PEM).decode()
    ca = {"CertRaw": encoded(pem), "KeyRaw": encoded(private_pem(key))}
    graph = Graph(
        {
            "*kubeconfig.AdminInternalClient": {"File": {"Data": encoded(ADMIN)}},
            "*tls.AdminKubeConfigSignerCertKey": ca,
            "*tls.RootCA": ca,
            "*password.KubeadminPassword": {"Password": "pass-word"},
            "*installconfig.InstallConfig": {
                "File": {"Data": encoded("networking: {networkType: OVNKubernetes}")}
            },
            "*something.New": 1,
        }
    )
    assert graph.admin_kubeconfig() == ADMIN
    assert graph.signer().certificate == signer.certificate
    assert graph.root_ca() == pem
    assert graph.kubeadmin_password() == "pass-word"
    assert graph.network_type() == "OVNKubernetes"
    with pytest.raises(ValueError, match="no \\*password"):
        Graph({}).kubeadmin_password()


def test_each_cluster_s_graph_has_a_key_of_its_own_that_survives_new_keys():
    old, new = bytes(64), bytes(range(64))
    sealed = Cipher.from_keys(graph_keys([old], "one")).seal(orjson.dumps({"a": 1}).decode())
    assert open_graph(sealed.encode(), graph_keys([old, new], "one")).members == {"a": 1}
    with pytest.raises(CannotUnseal):
        open_graph(sealed.encode(), graph_keys([old, new], "two"))
    with pytest.raises(CannotUnseal):
        Cipher.from_keys([old]).unseal(sealed)


def test_a_graph_that_is_no_object_is_refused():
    keys = graph_keys([bytes(64)], "one")
    with pytest.raises(ValueError, match="not a JSON object"):
        open_graph(Cipher.from_keys(keys).seal("[]").encode(), keys)


async def test_generated_keys_have_the_asked_length():
    assert (await GeneratedKeys().rsa(1024)).key_size == 1024


def test_the_token_issuer_publishes_its_key(key):
    issuer = issuer_url("https://oidc.example/", "tenant", "doc")
    assert issuer == "https://oidc.example/tenant/doc"
    discovery = orjson.loads(discovery_document(issuer))
    assert discovery["jwks_uri"].endswith(keys_blob("tenant", "doc"))
    public = public_key_of(private_pem(key))
    [published] = orjson.loads(keys_document(public))["keys"]
    assert published["kid"] == key_id(public)
    number = base64.urlsafe_b64decode(published["n"] + "==")
    assert int.from_bytes(number) == public.public_numbers().n
    assert published["e"] == "AQAB"
