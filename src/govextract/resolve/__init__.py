"""Resolve: what mentions mean in this document."""
