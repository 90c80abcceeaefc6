"""Text with its offsets: folding that keeps a map back, words, sentences. No language here."""

from hasila.text.document import Document, Token, all_word_texts, word_texts
from hasila.text.folding import Folded, fold, fold_word

__all__ = ["Document", "Folded", "Token", "all_word_texts", "fold", "fold_word", "word_texts"]
