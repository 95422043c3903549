"""A word of the trade in both languages, as profiles give it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """One word or sentence: `zh` in Simplified Chinese, `en` in English."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The text for a language tag ("zh-hans", "zh", "en", "en-gb"); Chinese for every other tag."""
        return self.en if language.lower().partition("-")[0] == "en" else self.zh

    def __str__(self) -> str:
        return self.zh
