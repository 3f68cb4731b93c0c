"""Search: the words and places of a query, the candidates for it, their order and the reasons."""
