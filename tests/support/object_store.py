"""A real server that speaks S3, for tests: moto's, with a bucket of one's own."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import httpx
from moto.server import ThreadedMotoServer

from server.mailbox.s3_shelf import S3Place

KEY_ID: Final = "a-key"
SECRET: Final = "a-secret"


@dataclass(frozen=True, slots=True)
class ObjectStore:
    """Where it is, and a bucket in it."""

    port: int
    bucket: str

    @property
    def endpoint(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def place(self) -> S3Place:
        """As the shelf takes it."""
        return S3Place(endpoint=self.endpoint, bucket=self.bucket, region="us-east-1", key_id=KEY_ID, secret=SECRET)

    @property
    def environ(self) -> Mapping[str, str]:
        """As a server's settings name it."""
        return {
            "WEBTHERAPY_S3_ENDPOINT": self.endpoint,
            "WEBTHERAPY_S3_BUCKET": self.bucket,
            "WEBTHERAPY_S3_KEY_ID": KEY_ID,
            "WEBTHERAPY_S3_SECRET": SECRET,
        }

    def names(self) -> str:
        """What lies in the bucket, as the store lists it."""
        return httpx.get(f"{self.endpoint}/{self.bucket}", trust_env=False).text


@contextmanager
def object_store() -> Iterator[ObjectStore]:
    """The store, until the end of the block."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        store = ObjectStore(server.get_host_and_port()[1], f"bucket-{secrets.token_hex(4)}")
        assert httpx.put(f"{store.endpoint}/{store.bucket}", trust_env=False).status_code == 200
        yield store
    finally:
        server.stop()
