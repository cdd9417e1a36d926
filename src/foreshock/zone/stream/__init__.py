"""The zone's watch spread over processes: fixes in over NATS JetStream, a partition of tracks to each worker.

Nothing here is imported with `foreshock.zone`; it needs the extra `foreshock[scale]`.
"""
