"""The user's side of the lexicon: which categories there are, what an entry may say, and what is wrong with one."""
