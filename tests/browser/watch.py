"""What a page must not do: speak to the console, break its own security policy, fail."""

from typing import Final

from playwright.async_api import BrowserContext, ConsoleMessage, Page

_LISTEN: Final = """
addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
});
"""

_ITS_OWN: Final = (
    "net::ERR_",
    "the server responded with a status of 401",
    "the server responded with a status of 403",
    "Clear-Site-Data header on",
    "HTTP Authentication failed",
    "WebSocket is closed before the connection is established",
)
"""What Chromium itself reports, and no script can keep it from: a cut network, an answer that says no, a cache that was cleared, a
socket that is let go before it stands."""


class Watch:
    """Hears everything that the pages of a context say where nobody should have to look."""

    def __init__(self) -> None:
        self.said: list[str] = []

    @classmethod
    async def over(cls, context: BrowserContext) -> "Watch":
        """Watch every page that the context opens from now on."""
        watch = cls()
        await context.add_init_script(_LISTEN)
        context.on("page", watch._page)
        return watch

    def _page(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.said.append(f"error: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        self.said.append(f"{message.type}: {message.text}")

    @property
    def unexpected(self) -> list[str]:
        """What was said, but for the browser's own reports."""
        return [text for text in self.said if not any(known in text for known in _ITS_OWN)]
