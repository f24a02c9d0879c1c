"""Servers of our own for `make run` and `make test`: PostgreSQL and Valkey from wheels, on Unix sockets.

Development, demonstration and CI only. With DATABASE_URL and REDIS_URL set nothing here is started.
"""
