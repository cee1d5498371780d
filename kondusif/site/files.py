"""How the files of pages are named: each after its content, also where one module imports another."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

# One line, as all our modules are written; what packages bring is not touched.
_IMPORT = r"""(?m)^(?P<matched>import (?P<names>[^;"]+) from "(?P<url>\.{1,2}/[^"]+\.js)";)"""


class HashedModulesStorage(CompressedManifestStaticFilesStorage):
    """
    Names every module by its content and says that name where it is imported.

    A phone then keeps all of them for good, and never runs a new module with an old one that it imports.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("*.js", ((_IMPORT, 'import %(names)s from "%(url)s";'),)),
    )
