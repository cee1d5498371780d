"""An enveloped XML signature under the installation's seal, as WMO and the alert hubs read it."""

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from lxml import etree
from signxml import InvalidSignature, SignatureConfiguration, SignatureMethod, XMLSigner, XMLVerifier
from signxml.exceptions import InvalidInput

PrivateKey = EllipticCurvePrivateKey


def signed(root: etree._Element, certificate: x509.Certificate, key: PrivateKey) -> bytes:
    """This function will return the message as signed UTF-8 XML."""
    signer = XMLSigner(signature_algorithm=SignatureMethod.ECDSA_SHA256)
    whole = signer.sign(root, key=key, cert=[certificate])
    return etree.tostring(whole, xml_declaration=True, encoding="UTF-8")


def is_signed_by(content: bytes, certificate: x509.Certificate) -> bool:
    """This function will tell whether exactly these bytes were signed under *certificate*."""
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
        XMLVerifier().verify(
            root, x509_cert=certificate,
            expect_config=SignatureConfiguration(signature_methods=frozenset({SignatureMethod.ECDSA_SHA256})),
        )  # fmt: skip
    except (InvalidSignature, InvalidInput, etree.XMLSyntaxError):
        return False
    return True
