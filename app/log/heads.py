"""Where a chain stands here."""

from sqlalchemy import Connection, insert, select

from app.log.lines import chain_seed, chain_tag
from db.models.log import StreamHead

__all__ = ["chain_head"]


def chain_head(connection: Connection, site: str, stream: str, epoch: str) -> tuple[int, int, bytes]:
    """Return (row id, last number, chain value) of a stream of `site` in `epoch`, begun here if it is new."""
    found = connection.execute(
        select(StreamHead.id, StreamHead.number, StreamHead.chain).where(
            StreamHead.site == site, StreamHead.stream == stream, StreamHead.epoch == epoch
        )
    ).one_or_none()
    if found is not None:
        return found.id, found.number, found.chain
    chain = chain_seed(chain_tag(site, stream, epoch))
    made = connection.execute(
        insert(StreamHead)
        .values(site=site, stream=stream, epoch=epoch, number=0, chain=chain)
        .returning(StreamHead.id)
    )
    return made.scalar_one(), 0, chain
