"""The policy table as a page: what the checks read is what people read."""

from django.utils import translation

from kondusif.people.policy import POLICY
from kondusif.people.roles import CLASSIFICATION_NAMES, ROLES, Role

_HEAD = """# Permissions

Every deed and the roles whose office gives it, in the office's region and below. Made from `kondusif/people/policy.py` by
`bin/kondusif policy-matrix`; a test keeps both the same. Two offices of one person never give more together than
each by itself.

"""


def as_markdown() -> str:
    """This function will write the policy table and the role table as Markdown."""
    with translation.override("en"):
        roles = ["| role | name | sits at level | reads up to |", "|---|---|---|---|"]
        for role, card in ROLES.items():
            levels = ", ".join(str(level) for level in sorted(card.levels))
            roles.append(f"| `{role}` | {card.name} | {levels} | {CLASSIFICATION_NAMES[card.clearance]} |")
        deeds = ["| deed | roles |", "|---|---|"]
        deeds += [f"| `{deed}` | {', '.join(f'`{r}`' for r in Role if r in given)} |" for deed, given in POLICY.items()]
    return (
        _HEAD
        + "## Roles\n\nLevels: 1 province, 2 regency, 3 subdistrict, 4 village.\n\n"
        + "\n".join(roles)
        + "\n\n## Deeds\n\n"
        + "\n".join(deeds)
        + "\n"
    )
