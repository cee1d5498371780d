"""An enveloped XML signature under the installation's seal, as WMO and the alert hubs read it."""

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from lxml import etree
from signxml import SignatureMethod, XMLSigner

PrivateKey = EllipticCurvePrivateKey


def signed(root: etree._Element, certificate: x509.Certificate, key: PrivateKey) -> bytes:
    """This function will return the message as signed UTF-8 XML."""
    signer = XMLSigner(signature_algorithm=SignatureMethod.ECDSA_SHA256)
    whole = signer.sign(root, key=key, cert=[certificate])
    return etree.tostring(whole, xml_declaration=True, encoding="UTF-8")
