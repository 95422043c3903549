"""What a browser may load and run on our pages: our own files and nothing else, no inline script, no inline
style.
"""

from csp.constants import NONE, SELF


def strict_policy() -> dict[str, list[str]]:
    """The directives of the content security policy."""
    ours = ("script", "style", "img", "font", "connect", "worker", "manifest")
    nothing = ("default-src", "frame-ancestors", "base-uri")
    return (
        {f"{name}-src": [SELF] for name in ours}
        | {"form-action": [SELF]}
        | {name: [NONE] for name in nothing}
    )
