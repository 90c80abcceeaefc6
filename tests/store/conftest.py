"""Every test here that asks for a store runs on both databases."""

from databases import postgres, where

__all__ = ["postgres", "where"]
