"""`/api/v1/`: everything public for everybody, the queue and search with a token. Described in OpenAPI 3.1."""
