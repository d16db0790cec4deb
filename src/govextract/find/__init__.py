"""Find: what stands in the text, one module a kind."""
