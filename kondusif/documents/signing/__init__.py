"""Signatures on papers: the local authority, whoever can sign, and the check that says whether it holds."""
