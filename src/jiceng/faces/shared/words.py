"""Words of the trade come from the profile as `Text`; this writes them in the language in use."""

from typing import Protocol, runtime_checkable

from django.utils.translation import get_language


@runtime_checkable
class Worded(Protocol):
    """What can say itself in a language (the profile's `Text`)."""

    def in_language(self, language: str) -> str:
        """The text in that language."""
        ...


def in_words(text: object) -> str:
    """`text` in the language in use; None is nothing, anything else its own plain form."""
    if text is None:
        return ""
    if isinstance(text, Worded):
        return text.in_language(get_language() or "zh-hans")
    return str(text)
