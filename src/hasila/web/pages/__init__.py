"""The pages: a module each, its handlers in ``ROUTES``."""
