"""The same as the pages, as JSON: a module each, its handlers in ``ROUTES``."""
