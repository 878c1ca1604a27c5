"""The site: executed lessons as pages that need no network, made by Sphinx."""
