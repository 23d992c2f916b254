"""A shelf in an object store that speaks S3 (ADR 0021): one object per chunk. Off unless configured; its client is an extra."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from server.errors import ConfigurationError, StorageFault
from server.ids import AttachmentId
from server.settings import Settings

_PATIENCE: Final = timedelta(seconds=10)
_RETRIES: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Place:
    """Which bucket, where, and by which key: all of it is said, so that nothing is looked up anywhere else."""

    endpoint: str
    bucket: str
    region: str
    key_id: str
    secret: str

    def __repr__(self) -> str:
        return "<S3Place>"

    @classmethod
    def configured(cls, settings: Settings) -> "S3Place | None":
        """As the settings say; None where attachments lie in PostgreSQL."""
        if settings.s3_endpoint is None:
            return None
        return cls(
            endpoint=settings.s3_endpoint,
            bucket=settings.s3_bucket or "",
            region=settings.s3_region,
            key_id=settings.required("s3_key_id"),
            secret=settings.required("s3_secret"),
        )


class S3Shelf:
    """One object per chunk. The store has to refuse to write over an object (`If-None-Match: *`), as S3 and its kin do."""

    __slots__ = ("_store",)

    def __init__(self, place: S3Place) -> None:
        """ConfigurationError when the client is not installed."""
        try:
            from obstore.store import S3Store
        except ImportError:
            raise ConfigurationError("an object store needs its client: install `webtherapy[s3]`") from None
        self._store = S3Store(
            place.bucket,
            endpoint=place.endpoint,
            region=place.region,
            access_key_id=place.key_id,
            secret_access_key=place.secret,
            client_options={"timeout": _PATIENCE, "connect_timeout": _PATIENCE / 4, "allow_http": _is_plain(place)},
            retry_config={"max_retries": _RETRIES, "retry_timeout": _PATIENCE},
        )

    async def put(self, attachment: AttachmentId, index: int, chunk: bytes) -> bool:
        """See `Shelf`."""
        from obstore.exceptions import AlreadyExistsError, BaseError

        try:
            await self._store.put_async(_name(attachment, index), chunk, mode="create", use_multipart=False)
        except AlreadyExistsError:
            return await self.get(attachment, index) == chunk
        except (BaseError, OSError):
            raise StorageFault from None
        return True

    async def get(self, attachment: AttachmentId, index: int) -> bytes | None:
        """See `Shelf`."""
        from obstore.exceptions import BaseError

        try:
            found = await self._store.get_async(_name(attachment, index))
            return bytes(await found.bytes_async())
        except FileNotFoundError:
            return None
        except (BaseError, OSError):
            raise StorageFault from None

    async def drop(self, attachment: AttachmentId, chunks: int) -> None:
        """See `Shelf`."""
        from obstore.exceptions import BaseError

        try:
            await self._store.delete_async([_name(attachment, index) for index in range(chunks)])
        except FileNotFoundError:
            return
        except (BaseError, OSError):
            raise StorageFault from None


def _name(attachment: AttachmentId, index: int) -> str:
    return f"{attachment.hex()}/{index}"


def _is_plain(place: S3Place) -> bool:
    """Settings let it be so on loopback only."""
    return place.endpoint.startswith("http://")
